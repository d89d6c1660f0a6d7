package ingest_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"hengji"
	"hengji/ingest"
)

// The workbook that is mutated: three sheets of which a person sees every cell.
// Nothing here is shared with the reader or with the other tests: the XML is
// written by hand, and what a person sees is listed by hand in seen.
const (
	head         = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace    = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	office       = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageSpace = "http://schemas.openxmlformats.org/package/2006"
	sheetType    = "application/vnd.openxmlformats-officedocument.spreadsheetml."

	typesPart    = "[Content_Types].xml"
	rootRels     = "_rels/.rels"
	workbookPart = "xl/workbook.xml"
	workbookRels = "xl/_rels/workbook.xml.rels"
	stringsPart  = "xl/sharedStrings.xml"
	stylesPart   = "xl/styles.xml"
	firstSheet   = "xl/worksheets/sheet1.xml"
	secondSheet  = "xl/worksheets/sheet2.xml"
	thirdSheet   = "xl/worksheets/sheet3.xml"
)

type zipEntry struct {
	name, text string
	method     uint16
}

type workbook []zipEntry

func original() workbook {
	relation := func(id, kind, target string) string {
		return fmt.Sprintf(`<Relationship Id="%s" Type="%s/%s" Target="%s"/>`, id, office, kind, target)
	}
	override := func(part, kind string) string {
		return fmt.Sprintf(`<Override PartName="/%s" ContentType="%s%s+xml"/>`, part, sheetType, kind)
	}
	sheet := func(rows, tail string) string {
		return head + `<worksheet xmlns="` + mainSpace + `" xmlns:r="` + office + `"><dimension ref="A1:C9"/><cols><col min="1" max="3" width="9"/></cols>` +
			`<sheetData>` + rows + `</sheetData>` + tail + `</worksheet>`
	}
	return workbook{
		{name: typesPart, text: head + `<Types xmlns="` + packageSpace + `/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			override(workbookPart, "sheet.main") + override(firstSheet, "worksheet") + override(secondSheet, "worksheet") + override(thirdSheet, "worksheet") +
			override(stylesPart, "styles") + override(stringsPart, "sharedStrings") + `</Types>`},
		{name: rootRels, text: head + `<Relationships xmlns="` + packageSpace + `/relationships">` + relation("rId1", "officeDocument", workbookPart) + `</Relationships>`},
		{name: workbookPart, text: head + `<workbook xmlns="` + mainSpace + `" xmlns:r="` + office + `"><workbookPr/>` +
			`<sheets><sheet name="封面" sheetId="1" r:id="rId1"/><sheet name="安排表" sheetId="2" r:id="rId2"/><sheet name="执行表" sheetId="3" r:id="rId3"/></sheets></workbook>`},
		{name: workbookRels, text: head + `<Relationships xmlns="` + packageSpace + `/relationships">` +
			relation("rId1", "worksheet", "worksheets/sheet1.xml") + relation("rId2", "worksheet", "worksheets/sheet2.xml") + relation("rId3", "worksheet", "worksheets/sheet3.xml") +
			relation("rId4", "styles", "styles.xml") + relation("rId5", "sharedStrings", "sharedStrings.xml") + `</Relationships>`},
		{name: stringsPart, text: head + `<sst xmlns="` + mainSpace + `" count="3" uniqueCount="3"><si><t>石鼓区</t></si><si><t>项目</t></si><si><r><t>金</t></r><r><rPr><b/></rPr><t>额</t></r></si></sst>`},
		{name: stylesPart, text: head + `<styleSheet xmlns="` + mainSpace + `"><fonts count="1"><font><sz val="11"/></font></fonts>` +
			`<cellXfs count="2"><xf numFmtId="0" fontId="0"/><xf numFmtId="14" fontId="0"/></cellXfs></styleSheet>`},
		{name: firstSheet, text: sheet(`<row r="1"><c r="A1" t="s"><v>0</v></c></row>`, "")},
		{name: secondSheet, text: sheet(`<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>2</v></c></row>`+
			`<row r="2"><c r="A2" t="inlineStr"><is><t>光伏</t></is></c><c r="B2"><v>10</v></c><c r="C2" s="1"><v>44320</v></c></row>`+
			`<row r="3"><c r="A3" t="str"><f>"合"&amp;"计"</f><v>合计</v></c><c r="B3"><f>SUM(B2:B2)</f><v>10</v></c></row>`,
			`<mergeCells count="1"><mergeCell ref="A5:C5"/></mergeCells><pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/>`)},
		{name: thirdSheet, text: sheet(`<row r="1"><c r="A1" t="s"><v>2</v></c></row><row r="9"><c r="C9"><v>8.5</v></c></row>`, "")},
	}
}

// seen is every cell of the original that a person sees.
var seen = map[string]string{
	"封面!A1": "石鼓区", "安排表!A1": "项目", "安排表!B1": "金额", "安排表!A2": "光伏", "安排表!B2": "10", "安排表!C2": "44320",
	"安排表!A3": "合计", "安排表!B3": "10", "执行表!A1": "金额", "执行表!C9": "8.5",
}

// mutation is one change of the package or the workbook, with right check sums. As
// expect it names the rule that refuses it; "" holds that it is read, with every
// cell of seen and those of more, and "any" leaves that open: refused by whatever
// rule, or every cell.
type mutation struct {
	name   string
	change func(*testing.T, workbook) workbook
	expect hengji.RuleID
	more   map[string]string
}

const (
	lost        hengji.RuleID = "FILE-SHEET-LOST"
	damaged     hengji.RuleID = "FILE-DAMAGED"
	unsupported hengji.RuleID = "FILE-UNSUPPORTED"
	limit       hengji.RuleID = "FILE-LIMIT"
)

// put replaces each from by its to in a part.
func put(part string, pairs ...string) func(*testing.T, workbook) workbook {
	return func(t *testing.T, b workbook) workbook {
		i := slices.IndexFunc(b, func(e zipEntry) bool { return e.name == part })
		text := strings.NewReplacer(pairs...).Replace(b[i].text)
		if text == b[i].text {
			t.Fatal("changes nothing")
		}
		b[i].text = text
		return b
	}
}

func add(entries ...zipEntry) func(*testing.T, workbook) workbook {
	return func(_ *testing.T, b workbook) workbook { return append(b, entries...) }
}

func drop(part string) func(*testing.T, workbook) workbook {
	return func(_ *testing.T, b workbook) workbook {
		return slices.DeleteFunc(b, func(e zipEntry) bool { return e.name == part })
	}
}

func rename(from, to string) func(*testing.T, workbook) workbook {
	return func(_ *testing.T, b workbook) workbook {
		for i := range b {
			if b[i].name == from {
				b[i].name = to
			}
		}
		return b
	}
}

// each changes every part.
func each(change func(string) string) func(*testing.T, workbook) workbook {
	return func(_ *testing.T, b workbook) workbook {
		for i := range b {
			b[i].text = change(b[i].text)
		}
		return b
	}
}

func both(changes ...func(*testing.T, workbook) workbook) func(*testing.T, workbook) workbook {
	return func(t *testing.T, b workbook) workbook {
		for _, change := range changes {
			b = change(t, b)
		}
		return b
	}
}

func (b workbook) bytes(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, e := range b {
		packed := []byte(e.text)
		if e.method == zip.Deflate {
			packed = deflated(t, e.text)
		}
		part, err := w.CreateRaw(&zip.FileHeader{
			Name: e.name, Method: e.method, CRC32: checksum(e.text), CompressedSize64: uint64(len(packed)), UncompressedSize64: uint64(len(e.text)),
		})
		if err == nil {
			_, err = part.Write(packed)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	// The library gives no bytes to folders, other writers do.
	return bytes.ReplaceAll(out.Bytes(), []byte("(folder)"), []byte("/folder/"))
}

// cellsOf reads a workbook to its end.
func cellsOf(data []byte, limits ingest.Limits) (map[string]string, error) {
	sub, err := ingest.Open("表.xlsx", data, limits)
	if err != nil {
		return nil, err
	}
	cells := map[string]string{}
	for _, sheet := range sub.Sheets {
		before := len(cells)
		for row, err := range sheet.Rows {
			if err != nil {
				return nil, err
			}
			for _, cell := range row.Cells {
				cells[sheet.Name+"!"+hengji.CellName(row.Number, int(cell.Column))] = cell.Text
			}
		}
		if n := len(cells) - before + sheet.BlankTexts; n != sheet.CellElements {
			return nil, fmt.Errorf("sheet %s: %d cells read, %d counted", sheet.Name, n, sheet.CellElements)
		}
	}
	return cells, nil
}

// TestNothingVanishesWithSuccess holds the law over every mutation: every cell that
// a person sees is read, or the file is refused for a reason; and no oddity that
// the formats allow is refused.
func TestNothingVanishesWithSuccess(t *testing.T) {
	names := map[string]bool{}
	for _, m := range slices.Concat(packageMutations(), workbookMutations(), sheetMutations(), rowMutations(), tableMutations(), generatedMutations()) {
		if names[m.name] {
			t.Errorf("two mutations are named %s", m.name)
		}
		names[m.name] = true
		t.Run(m.name, func(t *testing.T) {
			data := m.change(t, original()).bytes(t)
			want := maps.Clone(seen)
			maps.Copy(want, m.more)
			for _, held := range []int64{64 << 20, 0} {
				limits := ingest.DefaultLimits()
				limits.HeldBytes = held
				got, err := cellsOf(data, limits)
				var refusal *hengji.Refusal
				switch {
				case err == nil && m.expect != "" && m.expect != "any":
					t.Errorf("held %d: read, want %s", held, m.expect)
				case err == nil && !maps.Equal(got, want):
					t.Errorf("held %d: got %v, want %v", held, got, want)
				case err == nil:
				case !errors.As(err, &refusal):
					t.Errorf("held %d: %v", held, err)
				case m.expect != "any" && refusal.Rule != m.expect:
					t.Errorf("held %d: got %v, want %q", held, err, m.expect)
				}
			}
		})
	}
	if len(names) < 100 {
		t.Errorf("only %d mutations", len(names))
	}
	t.Logf("%d mutations", len(names))
}
