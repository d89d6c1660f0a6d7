package ingest_test

import (
	"fmt"
	"strings"
	"testing"
)

const alternatives = `<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">`

// sheetMutations are changes around the rows of a worksheet.
func sheetMutations() []mutation {
	sheet := func(pairs ...string) func(*testing.T, workbook) workbook { return put(secondSheet, pairs...) }
	const more = `<row r="8"><c r="A8"><v>777</v></c></row>`
	return []mutation{
		{name: "a comment behind the data", change: sheet(`</worksheet>`, `<!-- </sheetData> --></worksheet>`)},
		{name: "a comment with rows behind the data", change: sheet(`</worksheet>`, `<!-- <sheetData>`+more+`</sheetData> --></worksheet>`)},
		{name: "a comment in front of the data", change: sheet(`<sheetData>`, `<!-- <sheetData></sheetData> --><sheetData>`)},
		{name: "a comment at the data's end", change: sheet(`</sheetData>`, `<!-- </sheetData> --></sheetData>`)},
		{name: "an instruction behind the data", change: sheet(`</worksheet>`, `<?x </sheetData> ?></worksheet>`)},
		{name: "an instruction with a row among the rows", change: sheet(`<row r="2">`, `<?x <row r="7"> ?><row r="2">`)},
		{name: "comments among rows and cells", change: sheet(`<row r="2">`, `<!-- <row r="1"> --><row r="2"><!-- <c r="A2"> -->`, `<c r="B2">`, `<!-- a --><c r="B2">`)},
		{name: "comments in a value", change: sheet(`<v>44320</v>`, `<v>443<!-- 9 -->20</v>`)},
		{name: "CDATA in a value", change: sheet(`<v>44320</v>`, `<v><![CDATA[44320]]></v>`)},
		{name: "rows in CDATA", change: sheet(`<row r="3">`, `<![CDATA[`+more+`]]><row r="3">`), expect: damaged},
		{name: "two sheetData", change: sheet(`</sheetData>`, `</sheetData><sheetData>`+more+`</sheetData>`), expect: lost},
		{name: "two sheetData with merges between", change: sheet(`</worksheet>`, `<sheetData>`+more+`</sheetData></worksheet>`), expect: lost},
		{name: "an empty sheetData behind", change: sheet(`</sheetData>`, `</sheetData><sheetData/>`), expect: lost},
		{name: "an empty sheetData in front", change: sheet(`<sheetData>`, `<sheetData/><sheetData>`), expect: lost},
		{name: "rows behind the data", change: sheet(`</sheetData>`, `</sheetData>`+more), expect: lost},
		{name: "rows in front of the data", change: sheet(`<sheetData>`, more+`<sheetData>`), expect: lost},
		{name: "rows in an extension of the sheet", change: sheet(`</worksheet>`, `<extLst><ext uri="a">`+more+`</ext></extLst></worksheet>`), expect: lost},
		{name: "rows in an extension with a prefix", change: sheet(`</worksheet>`, `<extLst><ext uri="a" xmlns:m="`+mainSpace+`"><m:row r="8"><m:c r="A8"><m:v>7</m:v></m:c></m:row></ext></extLst></worksheet>`), expect: lost},
		{name: "rows in an extension of strict namespace", change: sheet(`</worksheet>`, `<extLst><ext uri="a"><row xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main" r="8"/></ext></extLst></worksheet>`), expect: lost},
		{name: "rows of a strange namespace in an extension", change: sheet(`</worksheet>`, `<extLst><ext uri="a"><row xmlns="urn:x" r="8"/></ext></extLst></worksheet>`)},
		{name: "a cell in an extension", change: sheet(`</worksheet>`, `<extLst><ext uri="a"><c r="A8"><v>7</v></c></ext></extLst></worksheet>`), expect: lost},
		{name: "the data in an extension", change: sheet(`</worksheet>`, `<extLst><ext uri="a"><sheetData>`+more+`</sheetData></ext></extLst></worksheet>`), expect: lost},
		{name: "the data among alternatives", change: sheet(`<sheetData>`, alternatives+`<mc:Fallback><sheetData>`, `</sheetData>`, `</sheetData></mc:Fallback></mc:AlternateContent>`), expect: lost},
		{name: "controls among alternatives", change: sheet(`</worksheet>`, alternatives+`<mc:Choice Requires="x14" xmlns:x14="urn:x14"><controls/></mc:Choice></mc:AlternateContent></worksheet>`)},
		{name: "rows among alternatives", change: sheet(`<row r="3">`, alternatives+`<mc:Fallback><row r="3">`, `</row></sheetData>`, `</row></mc:Fallback></mc:AlternateContent></sheetData>`), expect: unsupported},
		{name: "the data with attributes", change: sheet(`<sheetData>`, `<sheetData a="1">`)},
		{name: "the data's end tag with white space", change: sheet(`</sheetData>`, "</sheetData\n>")},
		{name: "text among the rows", change: sheet(`<row r="3">`, `余额<row r="3">`), expect: damaged},
		{name: "a merged column", change: sheet(`ref="A5:C5"`, `ref="Z:Z"`)},
		{name: "a merged column in full", change: sheet(`ref="A5:C5"`, `ref="Z1:Z1048576"`)},
		{name: "merged columns", change: sheet(`ref="A5:C5"`, `ref="$Y:$AA"`)},
		{name: "merged rows", change: sheet(`ref="A5:C5"`, `ref="7:9"`)},
		{name: "a merge of one cell", change: sheet(`ref="A5:C5"`, `ref="Z9"`)},
		{name: "a merge of nothing", change: sheet(`ref="A5:C5"`, `ref=""`), expect: damaged},
		{name: "a merge beyond the sheet", change: sheet(`ref="A5:C5"`, `ref="A5:XFE5"`), expect: damaged},
		{name: "a merge of half a column", change: sheet(`ref="A5:C5"`, `ref="A:C5"`), expect: damaged},
		{name: "links and validations", change: sheet(`</worksheet>`, `<hyperlinks><hyperlink ref="A1" location="x"/></hyperlinks><dataValidations count="1"><dataValidation sqref="A1"><formula1>"一,二"</formula1></dataValidation></dataValidations></worksheet>`)},
		{name: "a prefix", change: sheet(`<worksheet xmlns=`, `<m:worksheet xmlns:m=`, `<?`, `<?`, `</`, `</m:`, `<`, `<m:`)},
		{name: "a prefix of the data alone", change: sheet(`<sheetData>`, `<m:sheetData xmlns:m="`+mainSpace+`">`, `</sheetData>`, `</m:sheetData>`), expect: unsupported},
		{name: "another namespace of the sheet", change: sheet(`xmlns="`+mainSpace, `xmlns="urn:x`), expect: unsupported},
		{name: "strict namespace of the sheet", change: sheet(`xmlns="`+mainSpace, `xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main`)},
		{name: "UTF-16", change: sheet(`UTF-8`, `UTF-16`)},
	}
}

// rowMutations are changes of rows and cells.
func rowMutations() []mutation {
	sheet := func(pairs ...string) func(*testing.T, workbook) workbook { return put(secondSheet, pairs...) }
	const cell = `<c r="B2"><v>10</v></c>`
	var attributes strings.Builder
	for i := range 121 {
		fmt.Fprintf(&attributes, ` a%d="x"`, i)
	}
	return []mutation{
		{name: "white space around a number", change: sheet(cell, "<c r=\"B2\"><v>\n 10\t</v></c>")},
		{name: "white space around the number of a string", change: sheet(`<v>1</v>`, "<v>\r\n1 </v>")},
		{name: "white space kept by an entity", change: sheet(cell, `<c r="B2"><v>&#32;10&#10;</v></c>`)},
		{name: "white space in a number", change: sheet(cell, `<c r="B2"><v>1 0</v></c>`), expect: damaged},
		{name: "white space around a boolean", change: sheet(cell, cell+``, `<row r="3">`, `<row r="3">`, `</row></sheetData>`, `<c r="F3" t="b"><v> true </v></c></row></sheetData>`), more: map[string]string{"安排表!F3": "1"}},
		{name: "white space around an error", change: sheet(`</row></sheetData>`, `<c r="F3" t="e"><v> #REF! </v></c></row></sheetData>`), more: map[string]string{"安排表!F3": "#REF!"}},
		{name: "white space in a text", change: sheet(`<v>合计</v>`, `<v> 合计</v>`), more: map[string]string{"安排表!A3": " 合计"}},
		{name: "a value of blanks", change: sheet(`</row></sheetData>`, `<c r="F3"><v>  </v></c></row></sheetData>`)},
		{name: "a date before 1900", change: sheet(`</row></sheetData>`, `<c r="ZZ3" t="d"><v>1899-12-30</v></c></row></sheetData>`), more: map[string]string{"安排表!ZZ3": "1899-12-30"}},
		{name: "a date of the first weeks of 1900", change: sheet(`</row></sheetData>`, `<c r="F3" t="d"><v>1900-01-31</v></c></row></sheetData>`), more: map[string]string{"安排表!F3": "1900-01-31"}},
		{name: "a date after 9999", change: sheet(`</row></sheetData>`, `<c r="F3" t="d"><v>10000-01-01</v></c></row></sheetData>`), more: map[string]string{"安排表!F3": "10000-01-01"}},
		{name: "a time beyond a day", change: sheet(`</row></sheetData>`, `<c r="F3" t="d"><v>25:00:00</v></c></row></sheetData>`), more: map[string]string{"安排表!F3": "25:00:00"}},
		{name: "a negative number shown as a date", change: sheet(`</row></sheetData>`, `<c r="F3" s="1"><v>-1</v></c></row></sheetData>`), more: map[string]string{"安排表!F3": "-1"}},
		{name: "a date in words", change: sheet(`<c r="C2" s="1"><v>44320</v></c>`, `<c r="C2" t="d"><v>2021-05-04</v></c>`)},
		{name: "many attributes", change: sheet(`<c r="B2">`, `<c r="B2"`+attributes.String()+`>`)},
		{name: "an attribute twice", change: sheet(`<c r="B2">`, `<c r="B2" r="B2">`), expect: damaged},
		{name: "an attribute twice among many", change: sheet(`<c r="B2">`, `<c r="B2"`+attributes.String()+` a77="y">`), expect: damaged},
		{name: "too many attributes", change: sheet(`<c r="B2">`, `<c r="B2"`+attributes.String()+strings.ReplaceAll(attributes.String(), " a", " b")+`>`), expect: limit},
		{name: "cells without addresses", change: sheet(`<c r="A2"`, `<c`, `<c r="B2"`, `<c`, `<c r="C2"`, `<c`)},
		{name: "a cell at another row's address", change: sheet(`<c r="B2">`, `<c r="B7">`), expect: damaged},
		{name: "a cell twice", change: sheet(cell, cell+cell), expect: damaged},
		{name: "cells in another order", change: sheet(`<c r="A2"`, `<c r="D2"`), expect: damaged},
		{name: "rows in another order", change: sheet(`<row r="1">`, `<row r="4">`, `"A1"`, `"A4"`, `"B1"`, `"B4"`), expect: damaged},
		{name: "a row twice", change: sheet(`<row r="3">`, `<row r="2">`, `"A3"`, `"A2"`, `"B3"`, `"B2"`), expect: damaged},
		{name: "a row within a row", change: sheet(cell, cell+`<row r="9"><c r="A9"><v>7</v></c></row>`), expect: unsupported},
		{name: "a cell within a cell", change: sheet(cell, `<c r="B2"><v>10</v><c r="B3"><v>7</v></c></c>`), expect: unsupported},
		{name: "a cell of another namespace", change: sheet(cell, cell+`<c xmlns="urn:x" r="D2"><v>7</v></c>`), expect: unsupported},
		{name: "two values", change: sheet(cell, `<c r="B2"><v>10</v><v>7</v></c>`), expect: damaged},
		{name: "a value left bare", change: sheet(cell, `<c r="B2">10</c>`), expect: damaged},
		{name: "a value behind an extension", change: sheet(cell, `<c r="B2"><v>10</v><extLst><ext uri="a"/></extLst></c>`)},
		{name: "a cell in a cell's extension", change: sheet(cell, `<c r="B2"><v>10</v><extLst><ext uri="a"><c r="D2"><v>7</v></c></ext></extLst></c>`), expect: lost},
		{name: "an element in a value", change: sheet(cell, `<c r="B2"><v>1<b>0</b></v></c>`), expect: unsupported},
		{name: "an unknown type", change: sheet(`<c r="B2">`, `<c r="B2" t="N">`), expect: damaged},
		{name: "a style beyond the table", change: sheet(`<c r="B2">`, `<c r="B2" s="9">`), expect: damaged},
		{name: "an inline text under another type", change: sheet(` t="inlineStr"`, ``), expect: damaged},
		{name: "an inline text in a value", change: sheet(`<is><t>光伏</t></is>`, `<v>光伏</v>`)},
		{name: "an inline text in runs", change: sheet(`<is><t>光伏</t></is>`, `<is><r><t>光</t></r><r><rPr><i/><vertAlign val="superscript"/></rPr><t>伏</t></r></is>`)},
		{name: "an inline text with strange elements", change: sheet(`<is><t>光伏</t></is>`, `<is><t>光</t><u>伏</u></is>`), expect: unsupported},
		{name: "an inline text left bare", change: sheet(`<is><t>光伏</t></is>`, `<is>光伏</is>`), expect: damaged},
		{name: "a text in a run left bare", change: sheet(`<is><t>光伏</t></is>`, `<is><r>光伏</r></is>`), expect: damaged},
		{name: "a text in a run's strange element", change: sheet(`<is><t>光伏</t></is>`, `<is><r><u>光伏</u></r></is>`), expect: unsupported},
		{name: "a phonetic hint", change: sheet(`<is><t>光伏</t></is>`, `<is><t>光伏</t><rPh sb="0" eb="1"><t>guang</t></rPh><phoneticPr fontId="0"/></is>`)},
		{name: "a cell's metadata", change: sheet(`<c r="B2">`, `<c r="B2" cm="1" vm="1">`)},
		{name: "a hidden row", change: sheet(`<row r="2">`, `<row r="2" hidden="1">`)},
		{name: "a row beyond the sheet", change: sheet(`<row r="3">`, `<row r="1048577">`), expect: limit},
		{name: "a column beyond the sheet", change: sheet(`</row></sheetData>`, `<c r="XFE3"><v>7</v></c></row></sheetData>`), expect: damaged},
	}
}

// tableMutations are changes of the string table and the styles.
func tableMutations() []mutation {
	table := func(pairs ...string) func(*testing.T, workbook) workbook { return put(stringsPart, pairs...) }
	styles := func(pairs ...string) func(*testing.T, workbook) workbook { return put(stylesPart, pairs...) }
	return []mutation{
		{name: "a string left out", change: table(`<si><t>项目</t></si>`, ``), expect: damaged},
		{name: "a string in a comment", change: table(`<si><t>项目</t></si>`, `<!--<si><t>x</t></si>--><si><t>项目</t></si>`)},
		{name: "a string in CDATA", change: table(`<t>项目</t>`, `<t><![CDATA[项目]]></t>`)},
		{name: "a string in two texts", change: table(`<t>项目</t>`, `<t>项</t><t>目</t>`)},
		{name: "a string left bare", change: table(`<t>项目</t>`, `项目`), expect: damaged},
		{name: "a string in an extension", change: table(`<si><t>项目</t></si>`, `<extLst><ext><si><t>项目</t></si></ext></extLst>`), expect: damaged},
		{name: "a string of another namespace", change: table(`<si><t>项目</t></si>`, `<si xmlns="urn:x"><t>项目</t></si>`), expect: unsupported},
		{name: "a text of another namespace", change: table(`<t>项目</t>`, `<t xmlns="urn:x">项目</t>`), expect: unsupported},
		{name: "a string among alternatives", change: table(`<si><t>项目</t></si>`, alternatives+`<mc:Fallback><si><t>项目</t></si></mc:Fallback></mc:AlternateContent>`), expect: unsupported},
		{name: "counts that are wrong", change: table(`count="3" uniqueCount="3"`, `count="1" uniqueCount="9"`)},
		{name: "more strings than are used", change: table(`</sst>`, `<si><t>备用</t></si><si/></sst>`)},
		{name: "an escape", change: table(`<t>项目</t>`, `<t>项_x0020_目</t>`), more: map[string]string{"安排表!A1": "项 目"}},
		{name: "an unknown entity", change: table(`<t>项目</t>`, `<t>&xm;</t>`), expect: damaged},
		{name: "a style left out", change: styles(`<xf numFmtId="14" fontId="0"/>`, ``), expect: damaged},
		{name: "the formats of cells twice", change: styles(`</styleSheet>`, `<cellXfs count="1"><xf numFmtId="9"/></cellXfs></styleSheet>`), expect: "any"},
		{name: "a style of another name", change: styles(`<xf numFmtId="14" fontId="0"/>`, `<xg numFmtId="14" fontId="0"/>`), expect: unsupported},
		{name: "styles in an extension", change: styles(`</styleSheet>`, `<extLst><ext uri="a"/></extLst></styleSheet>`)},
	}
}
