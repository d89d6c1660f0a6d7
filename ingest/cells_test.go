package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"hengji"
)

func TestNumberFormatsMeanWhatExcelShows(t *testing.T) {
	names := []string{"general", "date", "time", "percent", "text", "wan", "wan whole"}
	for code, want := range map[string]string{
		"General": "general", "general": "general", "G/通用格式": "general", `G/通用格式"元"`: "general", "常规": "general", "": "general",
		"0": "general", "0.00_ ": "general", "#,##0.00;[Red]-#,##0.00": "general", `_ ¥* #,##0.00_ `: "general", "0.00E+00": "general",
		`0"days"`: "general", `0\d`: "general", `[DBNum2][$-804]General`: "general", `#,##0_);[Red]\(#,##0\)`: "general", `0"年"`: "general", "# ?/?": "general",
		"0%": "percent", "0.00%": "percent", "0%;[Red]-0%": "percent", "%": "percent",
		"@": "text", `@"元"`: "text", "0;0;0;@": "general",
		"yyyy/m/d;@": "date", `yyyy"年"m"月"d"日";@`: "date", `[$-804]yyyy"年"m"月"`: "date", "m/d/yy h:mm": "date", "mmm-yy": "date", "m月d日": "date",
		"[$-F800]dddd, mmmm dd, yyyy": "date", "yyyy-mm-dd;;": "date", `e"年"`: "date", "YYYY-MM-DD": "date", "aaaa": "date", `[DBNum1][$-804]yyyy"年"m"月"d"日"`: "date",
		`[Red]yyyy`: "date", `\d`: "general", `"yyyy"`: "general", `_y0`: "general", "*y0": "general", `"y`: "general", "[y": "general", `0;yyyy`: "date",
		"h:mm:ss": "time", "mm:ss.0": "time", "[h]:mm:ss": "time", "[mm]": "time", "h:mm AM/PM": "time", "h:mm A/P": "time", `上午/下午h"时"mm"分"`: "time", "[$-F400]h:mm:ss AM/PM": "time",
		`[=0]"";0.00%`: "percent", `[=0]0;0.00%`: "percent", `[$-804][=0.0]"无";0%;-0%`: "percent", `"";0.0%`: "percent", `[<>0]0.00%;0`: "percent", `;;;`: "general",
		`[=1]0;0.00%`: "general", `0;0.00%`: "general", `[Red][<0]0.00%;[Blue]0.00%`: "percent", `[=0]"";yyyy/m/d`: "date", `0.00"%"`: "general", `[=0]"-";General`: "general",
		`0!.0,"万元"`: "wan", `#!.0,`: "wan", `0"."0,"万"`: "wan", `0\.0000`: "wan whole", `0!.0000"万元";[Red]-0!.0000`: "wan whole",
		`0.0,"万元"`: "general", `0.0000`: "general", `0!.00,`: "general", `0!.0`: "general",
		"[hm]0": "general", "[]0": "general", `h"时"mm"分"`: "time",
	} {
		if got := names[formatMeaning(code)]; got != want {
			t.Errorf("%q: got %s, want %s", code, got, want)
		}
	}
	builtIn := map[int]string{0: "general", 1: "general", 4: "general", 9: "percent", 10: "percent", 11: "general", 13: "general",
		14: "date", 17: "date", 18: "time", 21: "time", 22: "date", 23: "general", 27: "date", 30: "date", 31: "date", 32: "time", 35: "time", 36: "date",
		37: "general", 44: "general", 45: "time", 47: "time", 48: "general", 49: "text", 50: "date", 54: "date", 55: "time", 56: "time", 57: "date", 58: "date", 59: "general"}
	for id, want := range builtIn {
		if got := names[builtInFormat(id)]; got != want {
			t.Errorf("format %d: got %s, want %s", id, got, want)
		}
	}
}

func TestANumberFormatCodeNeverHangsOrPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		formatMeaning(rapid.StringOfN(rapid.RuneFrom([]rune(`ymdhseg0#?%@;"\_*[]$-/:.AP年月日上午/下午G通用格式常规`)), 0, 30, -1).Draw(t, "code"))
	})
}

func TestFormulasThatPointOutsideAreKnown(t *testing.T) {
	for formula, want := range map[string]hengji.CellFlags{
		`SUM(A1:A9)`: 0, `[1]Sheet1!A1`: hengji.ExternalLink, `SUM([1]Sheet1!A1,2)`: hengji.ExternalLink, `'[1]a ''b'!A1`: hengji.ExternalLink,
		`'C:\x\[y.xlsx]Sheet'!A1`: hengji.ExternalLink, `['file:///x.xlsx']T!A1`: hengji.ExternalLink, `1+[2]!Name`: hengji.ExternalLink,
		`表1[2021]`: 0, `Table1[[#This Row],[2021]]`: 0, `[@金额]*2`: 0, `[#Totals]`: 0, `"[1]Sheet1!A1"`: 0, `IF(A1="[x]",'本 表'!A1,0)`: 0, `表1[a'[b]`: 0,
		`"unclosed`: 0, `'unclosed`: 0, `'[1]x'`: 0, `DISPIMG("ID",1)`: pictureFormula, `_xlfn.dispimg("ID",1)`: pictureFormula, `_xlfn.IMAGE("x")`: pictureFormula, `MYIMAGE("x")`: 0, ``: 0, `]]`: 0,
	} {
		if got := formulaFlags([]byte(formula)); got != want {
			t.Errorf("%s: got %b, want %b", formula, got, want)
		}
	}
}

func TestNumbersAreDecimalsOnly(t *testing.T) {
	for _, good := range []string{"0", "-0.5", "1294.5999999999999", "1E-3", "1e+5", "+7", ".5", "5.", "1E308"} {
		if !isNumber([]byte(good)) {
			t.Errorf("%s is refused", good)
		}
	}
	for _, wrong := range []string{"", "-", ".", "NaN", "INF", "1e", "1e+", "1,294", "0x10", "1 2", "--1", "1.2.3", "１", strings.Repeat("1", 500)} {
		if isNumber([]byte(wrong)) {
			t.Errorf("%s is accepted", wrong)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("0123456789.-+Ee")), 1, 12, -1).Draw(t, "text")
		if end := plainNumber([]byte(text+"<"), 0); end == len(text) && !isNumber([]byte(text)) {
			t.Errorf("plainNumber takes %q", text)
		}
	})
}

func TestAddressesReadBackAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row, column := rapid.IntRange(1, maxRow).Draw(t, "row"), rapid.IntRange(1, maxColumn).Draw(t, "column")
		r, c, ok := parseReference([]byte(hengji.CellName(row, column)))
		if !ok || r != row || c != column {
			t.Errorf("%s: got %d, %d, %v", hengji.CellName(row, column), r, c, ok)
		}
	})
	for _, wrong := range []string{"", "A", "1", "A0", "A01", "XFE1", "AAAA1", "A1048577", "A1B", "A99999999", "甲1"} {
		if _, _, ok := parseReference([]byte(wrong)); ok {
			t.Errorf("%s is accepted", wrong)
		}
	}
	if row, column, ok := parseReference([]byte("ab12")); !ok || row != 12 || column != 28 {
		t.Error("lower case is refused")
	}
}

func TestISODatesBecomeSerials(t *testing.T) {
	for text, want := range map[string]string{
		"2021-05-04": "44320", "1900-03-01": "61", "9999-12-31": "2958465", "2021-05-04T12:00:00": "44320.5", "2021-05-04T06:00:00Z": "44320.25",
		"2021-05-04T23:59:59.999": "44320.9999999884", "12:00:00": "0.5", "00:00:00": "0",
		"1900-02-28": "", "2021-13-01": "", "2021-5-4": "", "": "", "abc": "", "2021-05-04T25:00:00": "",
	} {
		if got, ok := isoSerial(text, false); got != want || ok != (want != "") {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
	if got, _ := isoSerial("2021-05-04", true); got != "42858" {
		t.Errorf("1904: got %s", got)
	}
}

// TestWhatCannotBeRightIsRefused shows each message with the place that it names.
func TestWhatCannotBeRightIsRefused(t *testing.T) {
	var out strings.Builder
	for _, rows := range []string{
		`<row r="3"/><row r="2"/>`, `<row r="2"/><row r="2"/>`, `<row r="0"/>`, `<row r="x"/>`, `<row r="1048577"/>`,
		`<row r="1"><c r="B1"/><c r="A1"/></row>`, `<row r="1"><c r="A1"/><c r="A1"/></row>`, `<row r="1"><c r="A2"/></row>`, `<row r="1"><c r="1A"/></row>`,
		`<row r="1"><c r="A1" t="s"><v>9</v></c></row>`, `<row r="1"><c r="A1" t="s"><v>x</v></c></row>`, `<row r="1"><c r="A1" t="s"><v> </v></c></row>`, `<row r="1"><c r="A1" s="99"/></row>`,
		`<row r="1"><c r="A1" s="99"><v>1</v></c></row>`, `<row r="1"><c r="A1" s="x"><v>1</v></c></row>`,
		`<row r="1"><c r="A1"><v>1,5</v></c></row>`, `<row r="1"><c r="A1"><v>NaN</v></c></row>`, `<row r="1"><c r="A1" t="b"><v>2</v></c></row>`,
		`<row r="1"><c r="A1" t="e"><v>REF</v></c></row>`, `<row r="1"><c r="A1" t="z"><v>1</v></c></row>`,
		`<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>`, `<row r="1"><c r="A1"><is><t>a</t></is></c></row>`, `<row r="1"><c r="A1"><v>1</v><f>1</f></c></row>`,
		`<row r="1"><c r="A1" t="inlineStr"><is/><is/></c></row>`, `<row r="1"><c r="A1"><f t="x">1</f></c></row>`, `<row r="1"><c r="A1"><f t="shared" si="x">1</f></c></row>`,
		`<row r="1"><c r="A1"><w/></c></row>`, `<row r="1"><d/></row>`, `<column/>`, `<row r="1">x</row>`, `x<row r="1"/>`,
		`<row r="1"><c r="A1"><v>1</c></row>`, `<row r="1"><c r="A1" r="A1"/></row>`, `<row r="1"><c r=A1/></row>`, `<row r="1"><c r="A1></row>`, `<row r="1"><c r="<"/></row>`,
		`<row r="1"><q:c r="A1"/></row>`, `<row r="1"><c q:r="A1"/></row>`, `<row r="1"><c r/></row>`, `<row r="1"><c r="A1"t="s"/></row>`, `<row r="1"><c r="A1"/ ></row>`,
		`<row r="1"><1/></row>`, `<row r="1"><:a/></row>`, `<row r="1"><a:b:c/></row>`, `<row r="1"><a:/></row>`, `< row/>`,
		`<row r="1"><c r="A1"><v>&nbsp;</v></c></row>`, `<row r="1"><c r="A1" t="str"><v>&#0;</v></c></row>`, `<row r="1"><c r="A1" t="str"><v>&#xD800;</v></c></row>`,
		`<row r="1"><c r="A1" t="str"><v>&#x;</v></c></row>`, `<row r="1"><c r="A1" t="str"><v>& </v></c></row>`, `<row r="1"><c r="A1" t="str"><v>&#9999999;</v></c></row>`,
		"<row r=\"1\"><c r=\"A1\" t=\"str\"><v>\x01</v></c></row>", "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>\xFF</v></c></row>",
		"<row r=\"1\"><c r=\"A1\" t=\"str\"><v>\uFFFE</v></c></row>", `<row r="1"><c r="A1" t="str"><v>]]></v></c></row>`,
		`<!-- a -- b -->`, `<!DOCTYPE a>`, `<!x>`, `<?xml version="1.0"?>`, `<??>`, `<row r="1"><![CDATA[`, `<!-- `, `<? `, `<row r="1"`, `</row>`, `</sheetData><sheetData>`,
	} {
		_, err := read(packRows(t, rows), DefaultLimits())
		out.WriteString(rows + "\n  ")
		if err == nil {
			t.Errorf("accepted: %s", rows)
			continue
		}
		r := refusal(t, err)
		out.WriteString(string(r.Rule) + " " + r.Got)
		if r.Want != "" {
			out.WriteString(" 上限 " + r.Want)
		}
		out.WriteString("\n")
	}
	golden(t, "refused_rows", strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r >= 0xFFFD { // the golden file is to be read
			return '?'
		}
		return r
	}, out.String()))
}

func TestPartsThatCannotBeRightAreRefused(t *testing.T) {
	good := parts(sheetXML(plainRows(2)), sheetXML(""))
	text := func(name string) string {
		for _, f := range good {
			if f.name == name {
				return f.text
			}
		}
		return ""
	}
	var out strings.Builder
	for _, c := range []struct{ what, part, from, to string }{
		{"no relationships", "_rels/.rels", "", ""},
		{"no workbook relation", "_rels/.rels", "officeDocument\"", "x\""},
		{"workbook missing", "xl/workbook.xml", "", ""},
		{"workbook's relations missing", "xl/_rels/workbook.xml.rels", "", ""},
		{"relation id twice", "xl/_rels/workbook.xml.rels", `"rId2"`, `"rId1"`},
		{"external sheet", "xl/_rels/workbook.xml.rels", `Target="worksheets/sheet1.xml"`, `Target="http://x/" TargetMode="External"`},
		{"sheet missing", "xl/worksheets/sheet1.xml", "", ""},
		{"strings missing", "xl/sharedStrings.xml", "", ""},
		{"two sheets of one name", "xl/workbook.xml", `"Sheet2"`, `"SHEET1"`},
		{"sheet without a name", "xl/workbook.xml", `"Sheet2"`, `""`},
		{"two sheets of one part", "xl/_rels/workbook.xml.rels", "sheet2.xml", "sheet1.xml"},
		{"a stranger among the sheets", "xl/workbook.xml", "<sheets>", "<sheets><a/>"},
		{"another root", "xl/workbook.xml", "workbook", "library"},
		{"another namespace", "xl/workbook.xml", "/2006/main", "/2099/main"},
		{"another encoding", "xl/workbook.xml", "UTF-8", "GBK"},
		{"broken declaration", "xl/workbook.xml", `version="1.0"`, ``},
		{"DOCTYPE", "xl/styles.xml", "<styleSheet", "<!DOCTYPE a []><styleSheet"},
		{"second root", "xl/styles.xml", "</styleSheet>", "</styleSheet><a/>"},
		{"text behind the root", "xl/styles.xml", "</styleSheet>", "</styleSheet>a"},
		{"format number", "xl/styles.xml", `numFmtId="176"`, `numFmtId="x"`},
		{"font number", "xl/styles.xml", `fontId="0"`, `fontId="-1"`},
		{"a stranger among the formats", "xl/styles.xml", `<xf numFmtId="176"`, `<xg/><xf numFmtId="176"`},
		{"a stranger among the strings", "xl/sharedStrings.xml", "<si>", "<so/><si>"},
		{"a stranger in a string", "xl/sharedStrings.xml", "<t>", "<s/><t>"},
		{"an element in a text", "xl/sharedStrings.xml", "<t>", "<t><b/>"},
		{"text among the strings", "xl/sharedStrings.xml", "</sst>", "x</sst>"},
		{"no sheetData", "xl/worksheets/sheet1.xml", "sheetData", "sheetDate"},
		{"sheetData not closed", "xl/worksheets/sheet1.xml", "</sheetData>", ""},
		{"two sheetData", "xl/worksheets/sheet1.xml", "</sheetData>", "</sheetData><sheetData/>"},
		{"sheetData of another prefix", "xl/worksheets/sheet1.xml", "<sheetData>", `<x:sheetData xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`},
		{"a chart for a sheet", "xl/worksheets/sheet1.xml", "worksheet", "chartsheet"},
		{"sheet of another namespace", "xl/worksheets/sheet1.xml", "/2006/main", "/2099/main"},
		{"bad merge", "xl/worksheets/sheet1.xml", "</sheetData>", `</sheetData><mergeCells><mergeCell ref="A0:B2"/></mergeCells>`},
		{"a stranger among the merges", "xl/worksheets/sheet1.xml", "</sheetData>", `</sheetData><mergeCells><a/></mergeCells>`},
		{"bad columns", "xl/worksheets/sheet1.xml", "<sheetData>", `<cols><col min="x" max="1"/></cols><sheetData>`},
		{"bad columns", "xl/worksheets/sheet1.xml", "<sheetData>", `<cols><col min="1" max="x"/></cols><sheetData>`},
		{"tail cut", "xl/worksheets/sheet1.xml", "</worksheet>", ""},
		{"tail damaged", "xl/worksheets/sheet1.xml", "</worksheet>", "<a></worksheet>"},
	} {
		replaced := ""
		if c.from != "" {
			if replaced = strings.ReplaceAll(text(c.part), c.from, c.to); replaced == text(c.part) {
				t.Fatalf("%s changes nothing", c.what)
			}
		}
		data := pack(t, with(good, c.part, replaced))
		_, err := read(data, DefaultLimits())
		if err == nil {
			t.Errorf("accepted: %s", c.what)
			continue
		}
		r := refusal(t, err)
		out.WriteString(c.what + ": " + string(r.Rule) + " " + r.Got + "\n")
		limits := DefaultLimits()
		limits.HeldBytes = 0
		if _, streamed := read(data, limits); streamed == nil || refusal(t, streamed).Rule != r.Rule {
			t.Errorf("%s: held %v, streamed %v", c.what, r, streamed)
		}
	}
	golden(t, "refused_parts", out.String())
}

func TestWorkbookTellsEpochVisibilityAndModules(t *testing.T) {
	files := parts(sheetXML(`<row r="1"><c r="A1" s="1"><v>42858</v></c></row>`), sheetXML(""), sheetXML(""))
	for i := range files {
		if files[i].name == "xl/workbook.xml" {
			files[i].text = strings.NewReplacer("<sheets>", `<workbookPr date1904="true"/><sheets><sheet name="Module1" sheetId="9" r:id=""/>`,
				`sheetId="2"`, `sheetId="2" state="veryHidden"`, `sheetId="3"`, `sheetId="3" state="hidden"`).Replace(files[i].text)
		}
	}
	got, err := read(pack(t, files), DefaultLimits())
	want := "remark FILE-MACROS\nsheet Sheet1 1904\n1\n  A1 number as date \"42858\"\nsheet Sheet2 hidden 1904\nsheet Sheet3 hidden 1904\n"
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestTextCasesReadAsWorkbooksDo(t *testing.T) {
	sub := FromText("case.txt", []TextSheet{{Name: "项目资金安排表", Rows: [][]string{
		{"项目编号", "金额（万元）", ""}, {}, {"2021NY001", "-0.50", "'656", "date:2021-05-04", "date:5月", "error:#REF!", "formula:", "formula:656", "formula:[1]7", "1E5"},
	}}})
	got, err := dump(sub)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "text_case", got)
	if again := FromText("x", []TextSheet{{Name: "a"}}); again.SHA256 == sub.SHA256 || len(sub.SHA256) != 64 {
		t.Error("the digest says nothing of the content")
	}
	for range sub.Sheets[0].Rows {
		break
	}
}

// TestPlainTextIsWhatTheScannerTakesAsItStands holds the fast reading of texts
// against the strict one, over every character and cuts of them.
func TestPlainTextIsWhatTheScannerTakesAsItStands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := []string{"a", "_", "x", ">", "&amp;", "\r", "\t", "\x00", "中", "，", "\uFFFD", "\xEF\xBF\xBE", "\xEF\xBF\xBF", "é", "😀",
			"\xED\xA0\x80", "\xE0\x80\x80", "\xC0\x80", "\xF4\x90\x80\x80", "\xE4\xB8", "\x80", "<", "]]>", "_x0041_"}
		text := []byte(strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 6).Draw(t, "pieces"), ""))
		end := plainText(text, 0)
		asIs, err := checkText(text[:end])
		if err != nil || !asIs || strings.Contains(string(text[:end]), "]]>") || string(decodeEscapes(text[:end], 0)) != string(text[:end]) {
			t.Errorf("takes %q of %q", text[:end], text)
		}
	})
	for _, text := range []string{"衡阳市（高新区）a_b", " é😀\n", "\uFFFD"} {
		if end := plainText([]byte(text+"<"), 0); end != len(text) {
			t.Errorf("stops at %d in %q", end, text)
		}
	}
}

// TestAnEmptyStringNumberIsABlank: some exports write blank text cells so, and
// Excel, LibreOffice and the like show nothing there.
func TestAnEmptyStringNumberIsABlank(t *testing.T) {
	for _, value := range []string{`<v/>`, `<v></v>`, `<v ></v>`, ``} {
		got, err := read(packRows(t, `<row r="1"><c r="A1" t="s">`+value+`</c><c r="B1" t="s"><v>0</v></c></row>`), DefaultLimits())
		if want := "sheet Sheet1\n1\n  B1 text \"项目编号\"\n"; err != nil || got != want {
			t.Errorf("%s: got %q, %v", value, got, err)
		}
	}
}
