package ingest

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

// packLarge is pack for parts that are one text over and over, deflated fast.
func packLarge(t *testing.T, files []file, name, before, middle string, times int, after string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	for _, f := range with(files, name, "-") {
		part, err := w.Create(f.name)
		if err != nil {
			t.Fatal(err)
		}
		if f.name != name {
			_, _ = io.WriteString(part, f.text)
			continue
		}
		_, _ = io.WriteString(part, before)
		block := strings.Repeat(middle, 1000)
		for range times / 1000 {
			_, _ = io.WriteString(part, block)
		}
		_, _ = io.WriteString(part, after)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The four small files that take excelize over 25 seconds, and others like them.
func TestSmallKillersAreRefusedWithinASecond(t *testing.T) {
	base := parts(sheetXML(`<row r="1"><c r="A1"><v>1</v></c></row>`))
	var sheets, wide strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&sheets, `<sheet name="S%d" sheetId="%d" r:id="rId1"/>`, i, i+1)
	}
	for r := 1; r <= 200_000; r++ {
		fmt.Fprintf(&wide, `<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, r, r)
	}
	workbook := declaration + `<workbook ` + main + ` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` +
		sheets.String() + `</sheets></workbook>`
	references := packLarge(t, with(base, "xl/sharedStrings.xml", stringsXML(strings.Repeat("绩", 10_000))), "xl/worksheets/sheet1.xml",
		strings.TrimSuffix(sheetXML(""), `</sheetData></worksheet>`), `<row><c t="s"><v>0</v></c></row>`, 1_000_000, `</sheetData></worksheet>`)
	styles := `<styleSheet ` + main + `><cellXfs>`
	killers := map[string][]byte{
		"5 million styles":                        packLarge(t, base, "xl/styles.xml", styles, `<xf/>`, 5_000_000, `</cellXfs></styleSheet>`),
		"1 million styles":                        packLarge(t, base, "xl/styles.xml", styles, `<xf/>`, 1_000_000, `</cellXfs></styleSheet>`),
		"1 million references to one long string": references,
		"a cell in column XFD on every row":       pack(t, with(base, "xl/worksheets/sheet1.xml", sheetXML(wide.String()))),
		"100 000 sheets":                          pack(t, with(base, "xl/workbook.xml", workbook)),
		"a part of zeros":                         packLarge(t, base, "xl/media/a.bmp", "", strings.Repeat("\x00", 1000), 100_000, ""),
		"deep nesting":                            packLarge(t, base, "xl/worksheets/sheet1.xml", sheetXML(`<row><c><extLst>`), "<a>", 100_000, "</sheetData>"),
		"deep nesting in the styles":              packLarge(t, base, "xl/styles.xml", `<styleSheet `+main+`>`, "<a>", 100_000, ""),
	}
	for name, data := range killers {
		start := time.Now()
		_, err := read(data, DefaultLimits())
		took := time.Since(start)
		r := refusal(t, err)
		t.Logf("%s: %d bytes, %v: %v", name, len(data), took, err)
		if r.Rule != "FILE-LIMIT" && r.Rule != "FILE-DAMAGED" {
			t.Errorf("%s: got %s", name, r.Rule)
		}
		if took > time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

func TestASizeThatTheDirectoryOnlyClaimsCostsNothing(t *testing.T) {
	data := packRows(t, plainRows(2))
	for i := range data {
		if bytes.HasPrefix(data[i:], []byte("PK\x01\x02")) {
			binary.LittleEndian.PutUint32(data[i+24:], 0xFFFFFFF0)
		}
	}
	_, err := read(data, DefaultLimits())
	if r := refusal(t, err); r.Rule != "FILE-DAMAGED" && r.Rule != "FILE-LIMIT" {
		t.Errorf("got %v", r)
	}
}

func TestEachLimitRefuses(t *testing.T) {
	rows := `<row r="1"><c r="A1" t="s"><v>2</v></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1" t="str"><v>abcdef</v></c></row><row r="9"/>`
	sheet := strings.Replace(sheetXML(rows), `</sheetData>`, `</sheetData><mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A2:B2"/></mergeCells>`, 1)
	data := pack(t, parts(sheet, sheetXML("")))
	if _, err := read(data, DefaultLimits()); err != nil {
		t.Fatal(err)
	}
	for name, set := range map[string]func(*Limits){
		"FileBytes":         func(l *Limits) { l.FileBytes = 100 },
		"Entries":           func(l *Limits) { l.Entries = 3 },
		"UnpackedBytes":     func(l *Limits) { l.UnpackedBytes = 1000 },
		"Sheets":            func(l *Limits) { l.Sheets = 1 },
		"Rows":              func(l *Limits) { l.Rows = 8 },
		"Columns":           func(l *Limits) { l.Columns = 2 },
		"WideRows":          func(l *Limits) { l.WideColumn, l.WideRows = 2, 0 },
		"Cells":             func(l *Limits) { l.Cells = 2 },
		"CellBytes":         func(l *Limits) { l.CellBytes = 5 },
		"SharedStrings":     func(l *Limits) { l.SharedStrings = 3 },
		"SharedStringBytes": func(l *Limits) { l.SharedStringBytes = 50 },
		"ExpandedBytes":     func(l *Limits) { l.ExpandedBytes = 8 },
		"Styles":            func(l *Limits) { l.Styles = 6 },
		"Merges":            func(l *Limits) { l.Merges = 1 },
		"FormulaBytes":      func(l *Limits) { l.FormulaBytes = 2 },
		"Nesting":           func(l *Limits) { l.Nesting = 3 },
	} {
		limits := DefaultLimits()
		set(&limits)
		_, err := read(data, limits)
		if r := refusal(t, err); r.Rule != "FILE-LIMIT" || r.Want == "" || r.Got == "" {
			t.Errorf("%s: got %+v", name, r)
		}
	}
}

func TestWholeRowsFormattedToXFDAreRead(t *testing.T) {
	var rows strings.Builder
	for r := 1; r <= 3; r++ {
		fmt.Fprintf(&rows, `<row r="%d">`, r)
		for c := 1; c <= maxColumn; c++ {
			fmt.Fprintf(&rows, `<c r="%s%d" s="1"/>`, columnLetters(c), r)
		}
		rows.WriteString(`</row>`)
	}
	got, err := read(packRows(t, rows.String()), DefaultLimits())
	if want := "sheet Sheet1\n1\n2\n3\n"; err != nil || got != want {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestManyAttributesCostWhatTheirBytesCost compares the same attributes and
// namespaces, spread over many elements and gathered in few: the time follows the
// bytes, not the square of what one element has.
func TestManyAttributesCostWhatTheirBytesCost(t *testing.T) {
	took := func(attribute string, each int) time.Duration {
		var cell, rows strings.Builder
		for i := range each {
			cell.WriteString(strings.ReplaceAll(attribute, "#", fmt.Sprintf("n%03d", i)))
		}
		for r := 1; r <= 240_000/each; r++ {
			fmt.Fprintf(&rows, `<row r="%d"><c r="A%d"%s/></row>`, r, r, cell.String())
		}
		data := packRows(t, rows.String())
		fastest := time.Hour
		for range 5 {
			start := time.Now()
			if _, err := read(data, DefaultLimits()); err != nil {
				t.Fatal(err)
			}
			fastest = min(fastest, time.Since(start))
		}
		return fastest
	}
	for what, attribute := range map[string]string{"attributes": ` #=""`, "namespaces": ` xmlns:#="u" #:a=""`} {
		spread, gathered := took(attribute, 4), took(attribute, 60)
		t.Logf("%s: %v spread, %v gathered", what, spread, gathered)
		if gathered > 2*spread {
			t.Errorf("%s of one element cost their square", what)
		}
	}
}
