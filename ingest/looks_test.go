package ingest_test

import (
	"fmt"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji"
	"hengji/ingest"
)

// looks opens a workbook whose second sheet has the given rows, strings and styles,
// and tells each cell's kind, flags and text.
func looks(t *testing.T, rows, strings, styles string) (map[string]hengji.Cell, *hengji.Sheet) {
	t.Helper()
	b := original()
	for i := range b {
		switch b[i].name {
		case secondSheet:
			b[i].text = head + `<worksheet xmlns="` + mainSpace + `"><sheetData>` + rows + `</sheetData></worksheet>`
		case stringsPart:
			b[i].text = head + `<sst xmlns="` + mainSpace + `"><si><t>石鼓区</t></si><si><t>项目</t></si><si><t>金额</t></si>` + strings + `</sst>`
		case stylesPart:
			b[i].text = head + `<styleSheet xmlns="` + mainSpace + `">` + styles + `</styleSheet>`
		}
	}
	sub, err := ingest.Open("表.xlsx", b.bytes(t), ingest.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	sheet := sub.Sheets[1]
	cells := map[string]hengji.Cell{}
	for row, err := range sheet.Rows {
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range row.Cells {
			cells[hengji.CellName(row.Number, int(cell.Column))] = cell
		}
	}
	return cells, sheet
}

const plainStyles = `<fonts><font/><font><strike/></font></fonts><cellXfs><xf fontId="0"/><xf fontId="1"/></cellXfs>`

// TestStruckAndRaisedPartsAreMarked: what is struck through or raised in a part of a
// text is in the text, and marked, whether the text is shared or inline.
func TestStruckAndRaisedPartsAreMarked(t *testing.T) {
	const struck, raised, plain = `<rPr><strike/></rPr>`, `<rPr><vertAlign val="superscript"/></rPr>`, `<rPr><b/></rPr>`
	run := func(properties, text string) string {
		return `<r>` + properties + `<t xml:space="preserve">` + text + `</t></r>`
	}
	for _, c := range []struct {
		name, runs string
		text       string
		flags      hengji.CellFlags // in a cell of plain style
		inStruck   hengji.CellFlags // in a cell whose style is struck through
	}{
		{"no runs", `<t>115</t>`, "115", 0, hengji.Struck},
		{"plain runs", run(plain, "1") + run(plain, "15"), "115", 0, 0},
		{"a struck part", run(struck, "1") + run(plain, "15"), "115", hengji.PartStruck, hengji.PartStruck},
		{"a struck part behind", run(plain, "15") + run(struck, "1"), "151", hengji.PartStruck, hengji.PartStruck},
		{"a struck part before an inheriting one", run(struck, "1") + run("", "15"), "115", hengji.PartStruck, hengji.Struck},
		{"an inheriting part before a plain one", run("", "1") + run(plain, "15"), "115", 0, hengji.PartStruck},
		{"all struck in two runs", run(struck, "1") + run(struck, "15"), "115", hengji.Struck, hengji.Struck},
		{"struck but for a blank", run(struck, "15") + run(plain, " "), "15 ", hengji.Struck, hengji.Struck},
		{"a blank struck", run(plain, "15") + run(struck, " "), "15 ", 0, 0},
		{"not struck in so many words", run(`<rPr><strike val="0"/></rPr>`, "1") + run(plain, "15"), "115", 0, 0},
		{"a raised part", run(plain, "15") + run(raised, "1"), "151", hengji.PartRaised, hengji.PartRaised},
		{"a raised part behind an inheriting one", run("", "15") + run(raised, "1"), "151", hengji.PartRaised, hengji.PartRaised | hengji.PartStruck},
		{"a lowered part", run(plain, "15") + run(`<rPr><vertAlign val="subscript"/></rPr>`, "1"), "151", hengji.PartRaised, hengji.PartRaised},
		{"all raised", run(raised, "15"), "15", 0, 0},
		{"on the line in so many words", run(plain, "15") + run(`<rPr><vertAlign val="baseline"/></rPr>`, "1"), "151", 0, 0},
		{"struck and raised", run(plain, "15") + run(`<rPr><strike/><vertAlign val="superscript"/></rPr>`, "1"), "151", hengji.PartStruck | hengji.PartRaised, hengji.PartStruck | hengji.PartRaised},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows := `<row r="1"><c r="A1" t="s"><v>3</v></c><c r="B1" s="1" t="s"><v>3</v></c><c  r="C1" t="s"><v>3</v></c>` +
				`<c r="D1" t="inlineStr"><is>` + c.runs + `</is></c><c r="E1" s="1" t="inlineStr"><is>` + c.runs + `</is></c><c r="F1" t="s"><v>1</v></c></row>`
			got, _ := looks(t, rows, `<si>`+c.runs+`</si><si><t>后</t></si>`, plainStyles)
			for cell, want := range map[string]hengji.CellFlags{"A1": c.flags, "B1": c.inStruck, "C1": c.flags, "D1": c.flags, "E1": c.inStruck} {
				if got[cell].Flags != want || got[cell].Text != c.text {
					t.Errorf("%s: got %b %q, want %b %q", cell, got[cell].Flags, got[cell].Text, want, c.text)
				}
			}
			if got["F1"].Flags != 0 || got["F1"].Text != "项目" {
				t.Errorf("the next cell: %+v", got["F1"])
			}
		})
	}
}

func TestPicturesInCellsAreAKindOfTheirOwn(t *testing.T) {
	got, _ := looks(t, `<row r="1"><c r="A1" t="e" vm="1"><v>#VALUE!</v></c><c r="B1" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>`+
		`<c r="C1" t="e" vm="2"><f>_xlfn.IMAGE("https://x/y.png")</f><v>#VALUE!</v></c><c r="D1" t="e"><v>#VALUE!</v></c>`+
		`<c r="E1" t="e" vm="3"><f>SORT(A2:A9)</f><v>#SPILL!</v></c><c r="F1" vm="4"><v>7</v></c><c r="G1"><f>MYIMAGE(1)</f><v>7</v></c><c r="H1"><f>DISPIMG("ID_1",1)</f></c></row>`, "", plainStyles)
	want := map[string]string{
		"A1": "picture #VALUE!", "B1": `picture =DISPIMG("ID_1",1)`, "C1": "picture #VALUE!", "D1": "error #VALUE!",
		"E1": "error #SPILL!", "F1": "number 7", "G1": "number 7", "H1": "picture ",
	}
	names := map[hengji.CellKind]string{hengji.CellPicture: "picture", hengji.CellError: "error", hengji.CellNumber: "number"}
	for cell, is := range want {
		if text := names[got[cell].Kind] + " " + got[cell].Text; text != is {
			t.Errorf("%s: got %s, want %s", cell, text, is)
		}
	}
}

func TestWhatNobodySeesIsMarked(t *testing.T) {
	styles := `<numFmts><numFmt numFmtId="170" formatCode=";;;"/></numFmts>` +
		`<fonts><font/><font><color rgb="FFFFFFFF"/></font><font><color theme="0"/></font><font><color indexed="9"/></font><font><color rgb="FFFF0000"/></font><font><color theme="0" tint="-0.5"/></font></fonts>` +
		`<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FF0000FF"/></patternFill></fill>` +
		`<fill><patternFill patternType="solid"><fgColor theme="0"/></patternFill></fill><fill><patternFill patternType="solid"><fgColor rgb="ffff0000"/></patternFill></fill><fill><gradientFill/></fill></fills><cellXfs>`
	cases := []struct {
		format, font, fill int
		unseen             bool
	}{
		{0, 0, 0, false}, {0, 1, 0, true}, {0, 2, 0, true}, {0, 3, 0, true}, {0, 4, 0, false}, {0, 5, 0, false},
		{0, 1, 1, false}, {0, 1, 2, false}, {0, 1, 3, true}, {0, 0, 3, false}, {0, 4, 4, true}, {0, 1, 5, false}, {170, 0, 0, true},
	}
	rows := `<row r="1">`
	for i, c := range cases {
		styles += fmt.Sprintf(`<xf numFmtId="%d" fontId="%d" fillId="%d"/>`, c.format, c.font, c.fill)
		rows += fmt.Sprintf(`<c r="%s" s="%d"><v>7</v></c>`, hengji.CellName(1, i+1), i)
	}
	got, _ := looks(t, rows+`</row>`, "", styles+`</cellXfs>`)
	for i, c := range cases {
		if unseen := got[hengji.CellName(1, i+1)].Flags&hengji.Unseen != 0; unseen != c.unseen {
			t.Errorf("%+v: got %v", c, unseen)
		}
	}
}

// TestNotesAreReadWithTheirCells: notes and conversations, and what stands in the
// place of a conversation not twice.
func TestNotesAreReadWithTheirCells(t *testing.T) {
	relations := head + `<Relationships xmlns="` + packageSpace + `/relationships"><Relationship Id="a" Type="` + office + `/comments" Target="../comments1.xml"/>` +
		`<Relationship Id="b" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" Target="../threadedComments/threadedComment1.xml"/>` +
		`<Relationship Id="c" Type="` + office + `/hyperlink" Target="https://x/" TargetMode="External"/><Relationship Id="d" Type="` + office + `/comments" Target="gone.xml"/></Relationships>`
	comments := head + `<comments xmlns="` + mainSpace + `"><authors><author>张三</author><author>tc={1}</author></authors><commentList>` +
		`<comment ref="B2" authorId="0"><text><r><rPr><b/></rPr><t>张三:</t></r><r><t xml:space="preserve">&#10;另有3个项目</t></r></text>` +
		`<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="v2" xmlns:v2="urn:v2"><commentPr/></mc:Choice></mc:AlternateContent></comment>` +
		`<comment ref="A2" authorId="1"><text><t>[Threaded comment] 请核对</t></text></comment><comment ref="A1" authorId="7"><text/></comment></commentList></comments>`
	threads := head + `<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheet/2018/threadedcomments"><threadedComment ref="A2" id="{1}"><text>请核对</text></threadedComment>` +
		`<threadedComment ref="A2" id="{2}" parentId="{1}"><text>已核对</text></threadedComment></ThreadedComments>`
	rels := zipEntry{name: "xl/worksheets/_rels/sheet2.xml.rels", text: relations}
	open := func(entries ...zipEntry) ([]hengji.Note, error) {
		sub, err := ingest.Open("表.xlsx", append(original(), entries...).bytes(t), ingest.DefaultLimits())
		if err != nil {
			return nil, err
		}
		if len(sub.Sheets[0].Notes) > 0 {
			t.Error("notes of another sheet")
		}
		return sub.Sheets[1].Notes, nil
	}
	legacy, threaded := zipEntry{name: "xl/comments1.xml", text: comments}, zipEntry{name: "xl/threadedComments/threadedComment1.xml", text: threads}
	got, err := open(rels, legacy, threaded)
	want := []hengji.Note{{Row: 1, Column: 1}, {Row: 2, Column: 1, Text: "请核对"}, {Row: 2, Column: 1, Text: "已核对"}, {Row: 2, Column: 2, Author: "张三", Text: "张三:\n另有3个项目"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if got, err = open(rels, legacy); err != nil || len(got) != 3 || got[1].Text != "[Threaded comment] 请核对" {
		t.Errorf("without the conversation: %v, %v", got, err)
	}
	if got, err = open(rels); err != nil || len(got) != 0 {
		t.Errorf("without both: %v, %v", got, err)
	}
	if _, err = open(rels, zipEntry{name: legacy.name, text: comments[:300]}); err == nil {
		t.Error("a part cut off is read")
	}
}

// TestCellsAreCountedInTheBytes: by whichever of its two ways, the count is of the
// cells with content.
func TestCellsAreCountedInTheBytes(t *testing.T) {
	for name, c := range map[string]struct {
		rows   string
		counts map[string]int
	}{
		"plain":             {`<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"/><c r="C1" t="s"><v>1</v></c></row>`, map[string]int{"counted": 2, "blank": 0}},
		"formulas":          {`<row r="1"><c r="A1"><f>1</f><v>1</v></c><c r="B1"><f>1</f></c><c r="C1"><f/></c></row>`, map[string]int{"counted": 3, "blank": 0}},
		"blank texts":       {`<row r="1"><c r="A1" t="s"><v>3</v></c><c r="B1" t="inlineStr"><is><t/></is></c><c r="C1"><v/></c><c r="D1"><v> </v></c></row>`, map[string]int{"counted": 4, "blank": 4}},
		"rich inline texts": {`<row r="1"><c r="A1" t="inlineStr"><is><r><rPr><i/><vertAlign val="superscript"/></rPr><t>v</t></r></is></c></row>`, map[string]int{"counted": 1, "blank": 0}},
		"text and value":    {`<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is><v>b</v></c></row>`, map[string]int{"counted": 1, "blank": 0}},
		"comments":          {`<row r="1"><!-- <c r="A1"><v>1</v></c> --><c r="A1"><v>1</v></c></row>`, map[string]int{"counted": 1, "blank": 0}},
		"white space":       {"<row r=\"1\"><c\nr=\"A1\"\n><v\n>1</v></c></row>", map[string]int{"counted": 1, "blank": 0}},
		"nothing":           {`<row r="1"/>`, map[string]int{"counted": 0, "blank": 0}},
		"letters in a text": {`<row r="1"><c r="A1" t="str"><v>&lt;v &lt;is f</v></c></row>`, map[string]int{"counted": 1, "blank": 0}},
	} {
		_, sheet := looks(t, c.rows, "<si><t/></si>", plainStyles)
		if got := map[string]int{"counted": sheet.CellElements, "blank": sheet.BlankTexts}; !maps.Equal(got, c.counts) {
			t.Errorf("%s: got %v, want %v", name, got, c.counts)
		}
	}
}
