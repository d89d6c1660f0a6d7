package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"

	"hengji"
)

// OpenOrConvert is Open, but a workbook in another spreadsheet program's format
// (Convertible) is first turned into .xlsx by LibreOffice, see Convert. What comes
// of it is marked: FILE-CONVERTED, and FORMULA-CONVERTED for each sheet with
// formulas, because the program calculates anew what they give. Addresses and SHA256
// are those of the file received. Where converting fails the refusal stays, with
// the reason as Got. The error is a *hengji.Refusal, or ctx's.
func OpenOrConvert(ctx context.Context, file string, data []byte, limits Limits) (*hengji.Submission, error) {
	sub, err := Open(file, data, limits)
	var refused *hengji.Refusal
	if !errors.As(err, &refused) || !Convertible(refused.Rule) {
		return sub, err
	}
	sub, err = openConverted(ctx, file, data, limits, refused.Rule)
	if err == nil {
		return sub, nil
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("convert %s: %w", file, context.Cause(ctx))
	}
	kept := *refused
	kept.Got = "未能转换：" + reason(err)
	return nil, &kept
}

// reason is why no converted workbook came, in a few Chinese words.
func reason(err error) string {
	var refused *hengji.Refusal
	var failed *conversionError
	switch {
	case errors.As(err, &refused):
		return "转换结果不能读取（" + string(refused.Rule) + " " + refused.Got + "）"
	case errors.As(err, &failed):
		return failed.why
	}
	return "程序出错"
}

// conversionError is why Convert gave nothing; its words end up in a finding.
type conversionError struct {
	why   string
	cause error
}

func (e *conversionError) Error() string {
	if e.cause == nil {
		return "convert workbook: " + e.why
	}
	return "convert workbook: " + e.why + ": " + e.cause.Error()
}

func (e *conversionError) Unwrap() error { return e.cause }

func openConverted(ctx context.Context, file string, data []byte, limits Limits, rule hengji.RuleID) (*hengji.Submission, error) {
	extension := convertibleAs(rule, data)
	book, err := Convert(ctx, data, extension, limits)
	if err != nil {
		return nil, err
	}
	// Which cells hold formulas is known only when all rows were read, and they
	// may be read only once: converted workbooks are opened twice.
	first, err := Open("", book, limits)
	if err != nil {
		return nil, err
	}
	sub, err := Open("", book, limits)
	if err != nil {
		return nil, err
	}
	for i, sheet := range first.Sheets {
		cells, err := formulaCells(sheet)
		if err != nil {
			return nil, err
		}
		if cells != "" {
			sub.Sheets[i].Remarks = append(sub.Sheets[i].Remarks,
				hengji.Remark{Rule: hengji.RuleFormulaConverted, Sheet: sheet.Name, Got: cells})
		}
	}
	sum := sha256.Sum256(data)
	sub.File, sub.SHA256 = file, hex.EncodeToString(sum[:])
	sub.Remarks = append(sub.Remarks, hengji.Remark{Rule: hengji.RuleFileConverted, Got: converterOf(book, limits), Want: extension})
	return sub, nil
}

// convertibleAs is the extension by which the converter knows a format: inside,
// WPS's .et is an .xls, and OpenDocument comes zipped or as one XML text.
func convertibleAs(rule hengji.RuleID, data []byte) string {
	switch rule {
	case hengji.RuleFileODS:
		if len(data) > 0 && data[0] != 'P' {
			return ".fods"
		}
		return ".ods"
	case hengji.RuleFileXLSB:
		return ".xlsb"
	}
	return ".xls"
}

// converterPattern finds the program and its version in docProps/app.xml:
// LibreOffice/7.4.7.2$Linux_X86_64 LibreOffice_project/…
var converterPattern = regexp.MustCompile(`<Application>([A-Za-z ]{1,32})/([0-9.]{1,32})`)

// converterOf names the program that wrote a workbook, with its version: figures
// that another version calculates otherwise can then be explained.
func converterOf(book []byte, limits Limits) string {
	const unknown = "LibreOffice"
	archive, err := openArchive(book, limits)
	if err != nil {
		return unknown
	}
	i := archive.find("docProps/app.xml")
	if i < 0 {
		return unknown
	}
	properties, err := archive.read(i, smallPart)
	if err != nil {
		return unknown
	}
	match := converterPattern.FindSubmatch(properties)
	if match == nil {
		return unknown
	}
	return string(match[1]) + " " + string(match[2])
}

// shownRuns is how many runs of formula cells a finding lists.
const shownRuns = 20

// formulaCells lists the cells of a sheet that hold formulas, runs down a column
// as one: "C5:C20、D7". It reads the rows to their end.
func formulaCells(sheet *hengji.Sheet) (string, error) {
	type run struct{ column, first, last int }
	var runs []*run
	open := map[int]*run{} // the last listed run of each column
	cells, listed := 0, 0
	for row, err := range sheet.Rows {
		if err != nil {
			return "", err
		}
		for _, c := range row.Cells {
			if c.Flags&hengji.HasFormula == 0 {
				continue
			}
			cells++
			column := int(c.Column)
			switch last := open[column]; {
			case last != nil && last.last == row.Number-1:
				last.last = row.Number
			case len(runs) < shownRuns:
				open[column] = &run{column, row.Number, row.Number}
				runs = append(runs, open[column])
			default:
				continue
			}
			listed++
		}
	}
	text := ""
	for i, r := range runs {
		if i > 0 {
			text += "、"
		}
		text += hengji.CellName(r.first, r.column)
		if r.last > r.first {
			text += ":" + hengji.CellName(r.last, r.column)
		}
	}
	if listed < cells {
		text += fmt.Sprintf(" 等 %d 格", cells)
	}
	return text, nil
}
