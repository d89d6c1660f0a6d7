package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"strings"

	"hengji"
)

// TextSheet is one sheet of a case written as text.
type TextSheet struct {
	Name   string
	Rows   [][]string
	Merges []hengji.Range
}

// FromText makes a submission of a case written as text, as a workbook that
// held the same would read:
//
//	656, -0.5, 1.5E-3   a number
//	'656                a text
//	date:2021-05-04     a number with a date format
//	error:#REF!         an error value, of a formula
//	formula:            a formula without a value
//	formula:656         a formula with a value, read as here; formula:[1] one that points outside
//	(empty)             no cell
//
// Everything else is a text as it stands.
func FromText(file string, sheets []TextSheet) *hengji.Submission {
	sum := sha256.New()
	sub := &hengji.Submission{File: file}
	for _, s := range sheets {
		fmt.Fprintf(sum, "%q%q", s.Name, s.Rows)
		if len(s.Merges) > 0 {
			fmt.Fprint(sum, s.Merges)
		}
		sheet := &hengji.Sheet{Name: s.Name, Merges: s.Merges}
		sheet.Rows = textRows(sheet, s.Rows)
		sub.Sheets = append(sub.Sheets, sheet)
	}
	sub.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return sub
}

func textRows(sheet *hengji.Sheet, rows [][]string) iter.Seq2[*hengji.Row, error] {
	return func(yield func(*hengji.Row, error) bool) {
		var row hengji.Row
		cells := 0
		for i, texts := range rows {
			row.Number, row.Cells = i+1, row.Cells[:0]
			for j, text := range texts {
				if text != "" {
					cell := textCell(text)
					cell.Column = int32(j + 1)
					row.Cells = append(row.Cells, cell)
				}
			}
			cells += len(row.Cells)
			if !yield(&row, nil) {
				return
			}
		}
		sheet.RowElements, sheet.CellElements = len(rows), cells
	}
}

func textCell(text string) hengji.Cell {
	rest := func(mark string) (string, bool) { return strings.CutPrefix(text, mark) }
	if typed, ok := rest("'"); ok {
		return hengji.Cell{Text: typed}
	}
	if date, ok := rest("date:"); ok {
		if serial, ok := isoSerial(date, false); ok {
			return hengji.Cell{Kind: hengji.CellNumber, Format: hengji.FormatDate, Text: serial}
		}
	}
	if name, ok := rest("error:"); ok {
		return hengji.Cell{Kind: hengji.CellError, Flags: hengji.HasFormula, Text: name}
	}
	if value, ok := rest("formula:"); ok {
		flags := hengji.HasFormula
		if inner, ok := strings.CutPrefix(value, "[1]"); ok {
			value, flags = inner, flags|hengji.ExternalLink
		}
		cell := hengji.Cell{Kind: hengji.CellNoValue}
		if value != "" {
			cell = textCell(value)
		}
		cell.Flags |= flags
		return cell
	}
	if isNumber([]byte(text)) {
		return hengji.Cell{Kind: hengji.CellNumber, Text: text}
	}
	return hengji.Cell{Text: text}
}
