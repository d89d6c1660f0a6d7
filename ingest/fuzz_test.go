package ingest

import (
	"strings"
	"testing"

	"hengji"
)

// fuzzLimits keep a fuzzer from honest but slow inputs.
func fuzzLimits() Limits {
	limits := DefaultLimits()
	limits.UnpackedBytes, limits.Cells = 8<<20, 200_000
	return limits
}

// FuzzOpen: whatever the bytes, a workbook or a refusal.
func FuzzOpen(f *testing.F) {
	f.Add(packRows(f, plainRows(2)))
	files := parts(everyKind)
	for i := range files {
		files[i].stored = true
	}
	f.Add(pack(f, files))
	f.Add(compound("Workbook"))
	f.Add([]byte("项目编号,金额\n"))
	f.Add([]byte("<html><table>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := read(data, fuzzLimits()); err != nil && !isRefusal(err) {
			t.Fatal(err)
		}
	})
}

// FuzzArchive: entries that pass lie within the file, apart from each other.
func FuzzArchive(f *testing.F) {
	f.Add(packRows(f, ""))
	f.Add(pack(f, []file{{name: "a", text: "b", stored: true}, {name: "c", text: "d"}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := openArchive(data, fuzzLimits())
		if err != nil {
			return
		}
		total := 0
		for _, e := range a.entries {
			total += 30 + len(e.name) + len(e.packed)
		}
		if total > len(data) {
			t.Fatalf("entries of %d bytes in a file of %d", total, len(data))
		}
		b := book{archive: a}
		_ = b.verifyRest(contentTypes{})
	})
}

// FuzzSheet: rows and cells ascend, counts agree, and held, streamed and slow
// ways read the same or all refuse.
func FuzzSheet(f *testing.F) {
	f.Add(everyKind)
	f.Add(sheetXML(plainRows(2)))
	f.Add(sheetXML(`<row><c><v>1</v></c></row><!-- x --><row r="5" hidden="1"/>`))
	f.Add(strings.NewReplacer("</", "</x:", "<", "<x:", "<?", "<?", "xmlns=", "xmlns:x=").Replace(sheetXML(plainRows(1))))
	f.Fuzz(func(t *testing.T, text string) {
		data := packStored(t, text+" ")
		held, err1 := read(data, fuzzLimits())
		limits := fuzzLimits()
		limits.HeldBytes = 0
		streamed, err2 := read(data, limits)
		for _, err := range []error{err1, err2} {
			if err != nil && !isRefusal(err) {
				t.Fatal(err)
			}
		}
		if isUTF16([]byte(text)) {
			return
		}
		if (err1 == nil) != (err2 == nil) || held != streamed {
			t.Fatalf("held %v\n%s\nstreamed %v\n%s", err1, held, err2, streamed)
		}
		if err1 != nil {
			return
		}
		sub, err := Open("x.xlsx", data, fuzzLimits())
		if err != nil {
			t.Fatal(err)
		}
		last := 0
		for row := range sub.Sheets[0].Rows {
			if row.Number <= last {
				t.Fatalf("row %d after %d", row.Number, last)
			}
			last = row.Number
			checkCells(t, row)
		}
	})
}

// packStored is a workbook of one sheet, zipped without deflating for speed.
func packStored(tb testing.TB, sheet string) []byte {
	files := with(parts(""), "xl/worksheets/sheet1.xml", sheet)
	for i := range files {
		files[i].stored = true
	}
	return pack(tb, files)
}

func checkCells(t *testing.T, row *hengji.Row) {
	column := int32(0)
	for _, c := range row.Cells {
		if c.Column <= column {
			t.Fatalf("column %d after %d", c.Column, column)
		}
		column = c.Column
		if c.Kind == hengji.CellNumber && !isNumber([]byte(c.Text)) {
			t.Fatalf("number %q", c.Text)
		}
	}
}

// FuzzPlainCell: where the fast path takes a cell, the scanner proper reads the
// same; a blank in the tag is enough to keep the fast path away.
func FuzzPlainCell(f *testing.F) {
	f.Add(`<c r="A1" s="1" t="s"><v>2</v></c><c r="B1"><v>-1.5E-3</v></c>`)
	f.Add(`<c r="A1" t="str"><v>a</v></c><c r="B1" s="2"/><c r="C1" t="n"><v>1</v></c>`)
	f.Add(`<c r="A1" t="inlineStr"><is><t>文字 a_b</t></is></c><c r="B1" s="5" t="inlineStr"><is><t xml:space="preserve"> x</t></is></c><c r="C1" t="b"><v>1</v></c>`)
	f.Add("<c r=\"A1\" t=\"str\"><v>é，_x000D_</v></c><c r=\"B1\" t=\"str\"><v>\xEF\xBF\xBE</v></c>")
	f.Fuzz(func(t *testing.T, cells string) {
		if strings.Contains(cells, "<!") || strings.Contains(cells, "]]") {
			return // the replacement below would change text, not tags
		}
		rows := `<row r="1">` + cells + `</row>`
		fast, err1 := read(packStored(t, sheetXML(rows)), fuzzLimits())
		slow, err2 := read(packStored(t, sheetXML(strings.ReplaceAll(rows, "<c ", "<c  "))), fuzzLimits())
		if (err1 == nil) != (err2 == nil) || fast != slow {
			t.Fatalf("fast %v\n%s\nslow %v\n%s", err1, fast, err2, slow)
		}
	})
}

func FuzzSharedStrings(f *testing.F) {
	f.Add(stringsXML("a", "b &amp; c", "_x000D_"))
	f.Add(declaration + `<sst ` + main + `><si><r><t>a</t></r><rPh><t>x</t></rPh></si><si/></sst>`)
	f.Fuzz(func(t *testing.T, text string) {
		table, err := readStrings([]byte(text), fuzzLimits())
		if err != nil {
			return
		}
		for i := range table.len() {
			_ = table.get(i)
		}
		slow, err := readStrings([]byte(strings.ReplaceAll(text, "<si>", "<si >")), fuzzLimits())
		if !strings.Contains(text, "<!") && (err != nil || slow.text != table.text) {
			t.Fatalf("fast %q, slow %q, %v", table.text, slow.text, err)
		}
	})
}

func FuzzStyles(f *testing.F) {
	f.Add(stylesText)
	f.Add(strings.Replace(stylesText, `<font><strike/><sz val="11"/></font>`, alternate(`<font/><font/>`, `<font>`+alternate(``, `<strike/>`)+`</font>`), 1))
	f.Fuzz(func(t *testing.T, text string) {
		_, _ = readStyles([]byte(text), fuzzLimits())
	})
}
