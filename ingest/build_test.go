package ingest

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hengji"
)

// file is one part of a workbook made by a test.
type file struct {
	name, text string
	stored     bool
}

const declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// sheetXML is a worksheet around its rows.
func sheetXML(rows string) string {
	return declaration + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
		`<sheetData>` + rows + `</sheetData></worksheet>`
}

// stringsXML is a string table of plain texts.
func stringsXML(texts ...string) string {
	var b strings.Builder
	b.WriteString(declaration + `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`)
	for _, text := range texts {
		b.WriteString("<si><t>" + text + "</t></si>")
	}
	return b.String() + "</sst>"
}

const stylesText = declaration + `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
	`<numFmts count="2"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/>` +
	`<numFmt numFmtId="177" formatCode="#,##0.00_ "/></numFmts>` +
	`<fonts count="2"><font><sz val="11"/></font><font><strike/><sz val="11"/></font></fonts>` +
	`<cellXfs count="7"><xf numFmtId="0" fontId="0"/><xf numFmtId="176" fontId="0"/><xf numFmtId="177" fontId="0"/>` +
	`<xf numFmtId="10" fontId="0"/><xf numFmtId="49" fontId="0"/><xf numFmtId="0" fontId="1"/><xf numFmtId="32" fontId="0"/></cellXfs>` +
	`</styleSheet>`

// parts are the files of a workbook with the given sheets, each a whole part.
func parts(sheets ...string) []file {
	types := declaration + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`
	relation := `<Relationship Id="%s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"/>`
	relations := declaration + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	workbook := declaration + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"` +
		` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>`
	var worksheets []file
	for i, text := range sheets {
		n := i + 1
		workbook += fmt.Sprintf(`<sheet name="Sheet%d" sheetId="%d" r:id="rId%d"/>`, n, n, n)
		relations += fmt.Sprintf(relation, fmt.Sprintf("rId%d", n), "worksheet", fmt.Sprintf("worksheets/sheet%d.xml", n))
		worksheets = append(worksheets, file{name: fmt.Sprintf("xl/worksheets/sheet%d.xml", n), text: text})
	}
	return append([]file{
		{name: "[Content_Types].xml", text: types},
		{name: "_rels/.rels", text: declaration + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			fmt.Sprintf(relation, "rId1", "officeDocument", "xl/workbook.xml") + `</Relationships>`},
		{name: "xl/workbook.xml", text: workbook + `</sheets></workbook>`},
		{name: "xl/_rels/workbook.xml.rels", text: relations + fmt.Sprintf(relation, "rIdS", "styles", "styles.xml") +
			fmt.Sprintf(relation, "rIdT", "sharedStrings", "sharedStrings.xml") + `</Relationships>`},
		{name: "xl/styles.xml", text: stylesText},
		{name: "xl/sharedStrings.xml", text: stringsXML("项目编号", "金额（万元）", "2021NY001", "")},
	}, worksheets...)
}

// with is the parts with one of them replaced or added; an empty text removes it.
func with(files []file, name, text string) []file {
	files = slices.Clone(files)
	for i := range files {
		if files[i].name != name {
			continue
		}
		if text == "" {
			return slices.Delete(files, i, i+1)
		}
		files[i].text = text
		return files
	}
	return append(files, file{name: name, text: text})
}

func pack(tb testing.TB, files []file) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		method := zip.Deflate
		if f.stored {
			method = zip.Store
		}
		part, err := w.CreateHeader(&zip.FileHeader{Name: f.name, Method: method})
		if err == nil {
			_, err = part.Write([]byte(f.text))
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// packRows is a workbook of one sheet with the given rows.
func packRows(tb testing.TB, rows string) []byte {
	tb.Helper()
	return pack(tb, parts(sheetXML(rows)))
}

// read reads a workbook to its end and writes what it holds as text.
func read(data []byte, limits Limits) (string, error) {
	sub, err := Open("报表.xlsx", data, limits)
	if err != nil {
		return "", err
	}
	return dump(sub)
}

func dump(sub *hengji.Submission) (string, error) {
	var b strings.Builder
	for _, r := range sub.Remarks {
		fmt.Fprintln(&b, "remark", r.Rule)
	}
	for _, sheet := range sub.Sheets {
		fmt.Fprintf(&b, "sheet %s", sheet.Name)
		if sheet.Hidden {
			b.WriteString(" hidden")
		}
		if sheet.Date1904 {
			b.WriteString(" 1904")
		}
		for _, m := range sheet.Merges {
			fmt.Fprintf(&b, " merge %s:%s", hengji.CellName(m.FirstRow, m.FirstColumn), hengji.CellName(m.LastRow, m.LastColumn))
		}
		for _, c := range sheet.HiddenColumns {
			fmt.Fprintf(&b, " hidden %s:%s", hengji.ColumnName(c.FirstColumn), hengji.ColumnName(c.LastColumn))
		}
		b.WriteByte('\n')
		for _, n := range sheet.Notes {
			fmt.Fprintf(&b, "  note %s %q %q\n", hengji.CellName(n.Row, n.Column), n.Author, n.Text)
		}
		rows, cells := 0, 0
		for row, err := range sheet.Rows {
			if err != nil {
				return "", err
			}
			rows++
			cells += len(row.Cells)
			writeRow(&b, row)
		}
		if cells+sheet.BlankTexts != sheet.CellElements {
			return "", fmt.Errorf("sheet %s: %d cells read and %d blank, %d counted", sheet.Name, cells, sheet.BlankTexts, sheet.CellElements)
		}
		if rows != sheet.RowElements {
			return "", fmt.Errorf("sheet %s: %d rows read, %d counted", sheet.Name, rows, sheet.RowElements)
		}
	}
	return b.String(), nil
}

func writeRow(b *strings.Builder, row *hengji.Row) {
	fmt.Fprintf(b, "%d", row.Number)
	if row.Hidden {
		b.WriteString(" hidden")
	}
	b.WriteByte('\n')
	for _, c := range row.Cells {
		fmt.Fprintf(b, "  %s %s", hengji.CellName(row.Number, int(c.Column)),
			[]string{"text", "number", "boolean", "error", "no value", "picture"}[c.Kind])
		if c.Format != hengji.FormatGeneral {
			b.WriteString([]string{"", " as date", " as time", " as percent", " as text"}[c.Format])
		}
		for i, flag := range []string{"formula", "external", "struck", "part struck", "part raised", "unseen"} {
			if c.Flags&(1<<i) != 0 {
				b.WriteString(" " + flag)
			}
		}
		fmt.Fprintf(b, " %q\n", c.Text)
	}
}

// refusal is the refusal that an error must be.
func refusal(tb testing.TB, err error) *hengji.Refusal {
	tb.Helper()
	var r *hengji.Refusal
	if !errors.As(err, &r) {
		tb.Fatalf("got %v, want a refusal", err)
	}
	return r
}

func sha256Hex(data []byte) string { return fmt.Sprintf("%x", sha256.Sum256(data)) }
