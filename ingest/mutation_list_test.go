package ingest_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"
)

func checksum(text string) uint32 { return crc32.ChecksumIEEE([]byte(text)) }

func deflated(t *testing.T, text string) []byte {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestSpeed)
	if err == nil {
		_, err = w.Write([]byte(text))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// secret is a worksheet that nothing of the original knows.
const secret = head + `<worksheet xmlns="` + mainSpace + `"><sheetData><row r="1"><c r="A1"><v>777</v></c></row></sheetData></worksheet>`

const mark = "\xEF\xBB\xBF"

const fourthRelation = `<Relationship Id="rId9" Type="` + office + `/worksheet" Target="worksheets/sheet9.xml"/></Relationships>`

// packageMutations are changes of the zip, of content types and of relationships.
func packageMutations() []mutation {
	folder := func(name string, method uint16) func(*testing.T, workbook) workbook {
		return add(zipEntry{name: name, method: method})
	}
	relations := func(pairs ...string) func(*testing.T, workbook) workbook { return put(workbookRels, pairs...) }
	third := office + `/worksheet" Target="worksheets/sheet3.xml"`
	return []mutation{
		{name: "nothing", change: add()},
		{name: "every part deflated", change: func(_ *testing.T, b workbook) workbook {
			for i := range b {
				b[i].method = zip.Deflate
			}
			return b
		}},
		{name: "folders stored", change: both(folder("xl(folder)", zip.Store), folder("docs(folder)", zip.Store))},
		{name: "folders deflated", change: both(folder("xl(folder)", zip.Deflate), folder("_rels(folder)", zip.Deflate))},
		{name: "a folder twice", change: both(folder("xl(folder)", zip.Store), folder("XL(folder)", zip.Deflate))},
		{name: "a part twice", change: add(zipEntry{name: "XL/worksheets/SHEET3.xml", text: secret}), expect: damaged},
		{name: "a part twice, once with backslashes", change: add(zipEntry{name: `xl\worksheets\sheet3.xml`, text: secret}), expect: damaged},
		{name: "names with backslashes", change: func(_ *testing.T, b workbook) workbook {
			for i := range b {
				b[i].name = strings.ReplaceAll(b[i].name, "/", `\`)
			}
			return b
		}},
		{name: "names in capitals", change: func(_ *testing.T, b workbook) workbook {
			for i := range b {
				if strings.HasPrefix(b[i].name, "xl/worksheets") {
					b[i].name = strings.ToUpper(b[i].name)
				}
			}
			return b
		}},
		{name: "an unknown file", change: add(zipEntry{name: "notes.txt", text: "<worksheet"})},
		{name: "a picture", change: add(zipEntry{name: "xl/media/image1.png", text: "\x89PNG\r\n"})},
		{name: "custom XML", change: add(zipEntry{name: "customXml/item1.xml", text: `<a xmlns="urn:x"><row><c>1</c></row></a>`})},
		{name: "an empty file", change: add(zipEntry{name: "xl/worksheets/empty.xml"})},

		{name: "no content types", change: drop(typesPart), expect: "FILE-OTHER-DOCUMENT"},
		{name: "a sheet without content type", change: put(typesPart, `<Override PartName="/`+thirdSheet+`" ContentType="`+sheetType+`worksheet+xml"/>`, "")},
		{name: "a sheet of another content type", change: put(typesPart, thirdSheet+`" ContentType="`+sheetType+"worksheet", thirdSheet+`" ContentType="`+sheetType+"chartsheet")},
		{name: "a content type for a part that is missing", change: put(typesPart, "</Types>", `<Override PartName="/xl/worksheets/sheet9.xml" ContentType="`+sheetType+`worksheet+xml"/></Types>`)},
		{name: "the workbook's content type unknown", change: put(typesPart, "sheet.main", "sheet.other")},
		{name: "content types in capitals", change: put(typesPart, "worksheet+xml", "WORKSHEET+XML")},

		{name: "no relationships of the package", change: drop(rootRels), expect: damaged},
		{name: "the workbook's relationship of another case", change: put(rootRels, "officeDocument\"", "officedocument\""), expect: damaged},
		{name: "the workbook's relationship strict", change: put(rootRels, office, "http://purl.oclc.org/ooxml/officeDocument/relationships")},
		{name: "the workbook's target from the root", change: put(rootRels, `Target="xl`, `Target="/xl`)},
		{name: "the workbook's target with dots", change: put(rootRels, `Target="xl`, `Target="./docs/../xl`)},
		{name: "the workbook's target external", change: put(rootRels, `xl/workbook.xml"`, `xl/workbook.xml" TargetMode="External"`), expect: damaged},
		{name: "two workbooks", change: put(rootRels, `</Relationships>`, `<Relationship Id="x" Type="`+office+`/officeDocument" Target="xl/other.xml"/></Relationships>`), expect: damaged},
		{name: "unknown relationships of the package", change: put(rootRels, `</Relationships>`, `<Relationship Id="x" Type="http://example.org/thumbnail" Target="a.png"/></Relationships>`)},

		{name: "no relationships of the workbook", change: drop(workbookRels), expect: damaged},
		{name: "a sheet's relationship missing", change: relations(`<Relationship Id="rId3" Type="`+third+`/>`, ""), expect: lost},
		{name: "a sheet's relationship of another case", change: relations(third, strings.Replace(third, "/worksheet", "/Worksheet", 1)), expect: lost},
		{name: "a sheet's relationship with a letter more", change: relations(third, strings.Replace(third, "/worksheet", "/worksheetx", 1)), expect: lost},
		{name: "a sheet's relationship of another namespace", change: relations(third, strings.Replace(third, office, "http://example.org/relationships", 1)), expect: lost},
		{name: "a sheet's relationship with a bare type", change: relations(third, strings.Replace(third, office+"/", "", 1)), expect: lost},
		{name: "a sheet's relationship without a type", change: relations(`Type="`+third, strings.TrimPrefix(third, office+`/worksheet" `)), expect: lost},
		{name: "a sheet's relationship strict", change: relations(third, strings.Replace(third, office, "http://purl.oclc.org/ooxml/officeDocument/relationships", 1))},
		{name: "a sheet called a chart", change: relations(third, strings.Replace(third, "/worksheet", "/chartsheet", 1)), expect: lost},
		{name: "a sheet called a dialog", change: relations(third, strings.Replace(third, "/worksheet", "/dialogsheet", 1)), expect: lost},
		{name: "a sheet called styles", change: relations(third, strings.Replace(third, "/worksheet", "/styles", 1)), expect: lost},
		{name: "a sheet called a macro sheet", change: relations(third, strings.Replace(third, office+"/worksheet", "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet", 1))},
		{name: "a sheet's relationship external", change: relations(third, third+` TargetMode="External"`), expect: lost},
		{name: "a sheet's target missing", change: relations("sheet3.xml", "sheet8.xml"), expect: lost},
		{name: "a sheet's target empty", change: relations("worksheets/sheet3.xml", ""), expect: lost},
		{name: "a sheet's target from the root", change: relations("worksheets/sheet3", "/xl/worksheets/sheet3")},
		{name: "a sheet's target of another case", change: relations("worksheets/sheet3", "Worksheets/SHEET3")},
		{name: "a sheet's target with backslashes", change: relations("worksheets/sheet3", `worksheets\sheet3`)},
		{name: "a sheet's target percent-encoded", change: relations("worksheets/sheet3", "work%73heets/sheet3")},
		{name: "a sheet's target at another sheet", change: relations("sheet3.xml", "sheet2.xml"), expect: damaged},
		{name: "a relationship twice", change: relations("</Relationships>", `<Relationship Id="rId3" Type="`+office+`/worksheet" Target="worksheets/sheet9.xml"/></Relationships>`), expect: damaged},
		{name: "a sheet's part missing", change: drop(thirdSheet), expect: lost},
		{name: "a sheet's part under another name", change: rename(thirdSheet, "xl/worksheets/sheet7.xml"), expect: lost},
		{name: "in-cell pictures and custom XML related", change: relations("</Relationships>", `<Relationship Id="p" Type="http://www.wps.cn/officeDocument/2020/cellImage" Target="cellimages.xml"/><Relationship Id="q" Type="`+office+`/customXml" Target="../customXml/item1.xml"/></Relationships>`)},
		{name: "threaded comments' persons related", change: relations("</Relationships>", `<Relationship Id="p" Type="http://schemas.microsoft.com/office/2017/10/relationships/person" Target="persons/person.xml"/></Relationships>`)},

		{name: "a worksheet that nothing knows", change: add(zipEntry{name: "xl/worksheets/sheet9.xml", text: secret}), expect: lost},
		{name: "a worksheet elsewhere", change: add(zipEntry{name: "docProps/old.bin", text: secret}), expect: lost},
		{name: "a worksheet behind a mark", change: add(zipEntry{name: "xl/x.xml", text: mark + secret}), expect: lost},
		{name: "a worksheet behind comments", change: add(zipEntry{name: "xl/x.xml", text: "<!--" + strings.Repeat(" ", 9000) + "-->" + strings.TrimPrefix(secret, head)}), expect: lost},
		{name: "a worksheet with a prefix", change: add(zipEntry{name: "xl/x.xml", text: strings.NewReplacer("xmlns=", "xmlns:q=", "<", "<q:", "</", "</q:").Replace(strings.TrimPrefix(secret, head))}), expect: lost},
		{name: "a worksheet that is related only", change: both(relations("</Relationships>", fourthRelation), add(zipEntry{name: "xl/worksheets/sheet9.xml", text: secret})), expect: lost},
		{name: "a worksheet that has a content type only", change: both(put(typesPart, "</Types>", `<Override PartName="/x.bin" ContentType="`+sheetType+`worksheet+xml"/></Types>`), add(zipEntry{name: "x.bin", text: "?"})), expect: lost},
		{name: "a worksheet of another namespace that nothing knows", change: add(zipEntry{name: "xl/x.xml", text: strings.Replace(secret, mainSpace, "urn:x", 1)})},

		{name: "no string table", change: drop(stringsPart), expect: damaged},
		{name: "the string table's relationship missing", change: relations(`<Relationship Id="rId5" Type="`+office+`/sharedStrings" Target="sharedStrings.xml"/>`, ""), expect: lost},
		{name: "the string table's relationship of another case", change: relations("/sharedStrings\"", "/sharedstrings\""), expect: lost},
		{name: "the string table elsewhere", change: both(rename(stringsPart, "strings.xml"), relations(`"sharedStrings.xml"`, `"/strings.xml"`))},
		{name: "two string tables", change: relations("</Relationships>", `<Relationship Id="x" Type="`+office+`/sharedStrings" Target="sharedStrings.xml"/></Relationships>`), expect: damaged},
		{name: "no styles", change: drop(stylesPart), expect: damaged},
		{name: "the styles' relationship missing", change: relations(`<Relationship Id="rId4" Type="`+office+`/styles" Target="styles.xml"/>`, ""), expect: damaged},
	}
}

// workbookMutations are changes of workbook.xml and of how parts are written.
func workbookMutations() []mutation {
	book := func(pairs ...string) func(*testing.T, workbook) workbook { return put(workbookPart, pairs...) }
	const sheets = `<sheets>`
	const fourth = `<sheet name="附表" sheetId="4" r:id="rId9"/>`
	declared := func(text string) string { return strings.TrimPrefix(text, head) }
	return []mutation{
		{name: "a sheet without a relation", change: book(` r:id="rId3"`, ""), expect: lost},
		{name: "a sheet with an empty relation", change: book(`r:id="rId3"`, `r:id=""`), expect: lost},
		{name: "a sheet with an unknown relation", change: book(`r:id="rId3"`, `r:id="rId33"`), expect: lost},
		{name: "a sheet's relation of another case", change: book(`r:id="rId3"`, `r:id="RID3"`), expect: lost},
		{name: "a sheet's relation in another namespace", change: book(`<sheet name="执行表" sheetId="3" r:id`, `<sheet name="执行表" sheetId="3" xmlns:r="urn:x" r:id`), expect: lost},
		{name: "a sheet's relation without a prefix", change: book(`r:id="rId3"`, `id="rId3"`), expect: lost},
		{name: "a sheet left out of the list", change: book(`<sheet name="执行表" sheetId="3" r:id="rId3"/>`, ""), expect: lost},
		{name: "a sheet in a comment", change: book(`<sheet name="执行表" sheetId="3" r:id="rId3"/>`, `<!--<sheet name="执行表" sheetId="3" r:id="rId3"/>-->`), expect: lost},
		{name: "a sheet in an extension", change: book(`<sheet name="执行表" sheetId="3" r:id="rId3"/></sheets>`, `</sheets><extLst><ext uri="a"><sheet name="执行表" sheetId="3" r:id="rId3"/></ext></extLst>`), expect: lost},
		{name: "a list of sheets in an extension", change: book(`</workbook>`, `<extLst><ext uri="a"><sheets>`+fourth+`</sheets></ext></extLst></workbook>`), expect: lost},
		{name: "a list of sheets among alternatives", change: book(`</workbook>`, `<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Fallback><sheets>`+fourth+`</sheets></mc:Fallback></mc:AlternateContent></workbook>`), expect: lost},
		{name: "a sheet deeper in the list", change: book(`<sheet name="执行表" sheetId="3" r:id="rId3"/>`, `<x><sheet name="执行表" sheetId="3" r:id="rId3"/></x>`), expect: unsupported},
		{name: "a sheet of another namespace", change: book(`<sheet name="执行表"`, `<sheet xmlns="urn:x" name="执行表"`), expect: unsupported},
		{name: "two lists of sheets", change: both(book(`</sheets>`, `</sheets><sheets>`+fourth+`</sheets>`), put(workbookRels, "</Relationships>", fourthRelation), add(zipEntry{name: "xl/worksheets/sheet9.xml", text: secret})), expect: "any", more: map[string]string{"附表!A1": "777"}},
		{name: "a fourth sheet", change: both(book(`</sheets>`, fourth+`</sheets>`), put(workbookRels, "</Relationships>", fourthRelation), add(zipEntry{name: "xl/worksheets/sheet9.xml", text: secret})), more: map[string]string{"附表!A1": "777"}},
		{name: "a macro sheet", change: both(book(`</sheets>`, fourth+`</sheets>`), put(workbookRels, "</Relationships>", strings.Replace(fourthRelation, office+"/worksheet", "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet", 1)),
			add(zipEntry{name: "xl/worksheets/sheet9.xml", text: strings.NewReplacer("<worksheet xmlns=", `<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" xmlns=`, "</worksheet>", "</xm:macrosheet>").Replace(secret)})),
			more: map[string]string{"附表!A1": "777"}},
		{name: "a chart", change: both(book(`</sheets>`, fourth+`</sheets>`), put(workbookRels, "</Relationships>", strings.Replace(fourthRelation, "/worksheet\"", "/chartsheet\"", 1)),
			add(zipEntry{name: "xl/worksheets/sheet9.xml", text: head + `<chartsheet xmlns="` + mainSpace + `"/>`}))},
		{name: "two sheets of one name", change: book("执行表", "封面"), expect: damaged},
		{name: "a hidden sheet", change: book(`sheetId="3"`, `sheetId="3" state="veryHidden"`)},
		{name: "no sheets", change: book(`<sheet name="封面" sheetId="1" r:id="rId1"/><sheet name="安排表" sheetId="2" r:id="rId2"/><sheet name="执行表" sheetId="3" r:id="rId3"/>`, ""), expect: "any"},
		{name: "the list of sheets in another namespace", change: book(sheets, `<sheets xmlns="urn:x">`), expect: "any"},
		{name: "absolute path among alternatives", change: book(sheets, `<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x15" xmlns:x15="urn:x15"><x15ac:absPath xmlns:x15ac="urn:y" url="C:\"/></mc:Choice></mc:AlternateContent>`+sheets)},
		{name: "extensions of the workbook", change: book(`</workbook>`, `<extLst><ext uri="a" xmlns:x15="urn:x15"><x15:workbookPr/></ext></extLst></workbook>`)},
		{name: "defined names", change: book(`</workbook>`, `<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">封面!$A$1</definedName></definedNames></workbook>`)},
		{name: "epoch 1904", change: book(`<workbookPr/>`, `<workbookPr date1904="1"/>`)},
		{name: "text in the list of sheets", change: book(sheets, sheets+"附表"), expect: damaged},
		{name: "another root", change: book("workbook ", "book ", "/workbook", "/book"), expect: damaged},
		{name: "another namespace", change: book(mainSpace, "urn:x"), expect: unsupported},

		{name: "marks", change: each(func(text string) string { return mark + text })},
		{name: "marks twice", change: each(func(text string) string { return mark + mark + text })},
		{name: "no declarations", change: each(declared)},
		{name: "comments in front", change: each(func(text string) string { return head + "<!-- <sheets> -->\n" + declared(text) })},
		{name: "instructions in front", change: each(func(text string) string { return head + "<?mso-application progid=\"Excel.Sheet\"?>" + declared(text) })},
		{name: "comments behind the root", change: each(func(text string) string { return text + "\n<!-- </worksheet> -->" })},
		{name: "instructions behind the root", change: each(func(text string) string { return text + "<?x </sheetData> ?>\n" })},
		{name: "white space behind the root", change: each(func(text string) string { return text + " \r\n\t" })},
		{name: "text behind the root", change: each(func(text string) string { return text + "x" }), expect: damaged},
		{name: "a second root", change: each(func(text string) string { return text + "<a/>" }), expect: damaged},
		{name: "a DOCTYPE", change: put(secondSheet, "<worksheet", "<!DOCTYPE worksheet><worksheet"), expect: unsupported},
		{name: "single quotes", change: func(t *testing.T, b workbook) workbook {
			return each(func(text string) string { return strings.NewReplacer(`"合"&amp;"计"`, `A1`, `"`, `'`).Replace(text) })(t, b)
		}},
		{name: "line ends of Windows", change: each(func(text string) string { return strings.ReplaceAll(text, "><", ">\r\n<") })},
		{name: "an unknown encoding", change: each(func(text string) string { return strings.Replace(text, "UTF-8", "GBK", 1) }), expect: unsupported},
		{name: "extensions everywhere", change: func(t *testing.T, b workbook) workbook {
			return put(secondSheet, `</worksheet>`, `<extLst><ext uri="{78C0D931}" xmlns:x14="urn:x14"><x14:conditionalFormattings><x14:cfRule><x14:dxf><font><b/></font></x14:dxf></x14:cfRule></x14:conditionalFormattings></ext></extLst></worksheet>`)(t, b)
		}},
	}
}

// generatedMutations treat every relationship and every listed sheet alike.
func generatedMutations() []mutation {
	var all []mutation
	for n, kind := range []string{"worksheet", "worksheet", "worksheet", "styles", "sharedStrings"} {
		id := fmt.Sprintf(`Id="rId%d" `, n+1)
		kinds := id + `Type="` + office + "/" + kind + `"`
		for what, to := range map[string]string{
			"in capitals": id + `Type="` + office + "/" + strings.ToUpper(kind) + `"`, "with a blank": id + `Type="` + office + "/" + kind + ` "`,
			"with a slash": id + `Type="` + office + "/" + kind + `/"`, "of http and s": id + `Type="` + strings.Replace(office, "http", "https", 1) + "/" + kind + `"`,
			"of Word": id + `Type="` + office + `/header"`, "external": kinds + ` TargetMode="External"`, "under another number": strings.Replace(kinds, "rId", "r", 1),
			"said twice": kinds + ` Type="x"`,
		} {
			all = append(all, mutation{name: fmt.Sprintf("relationship %d %s", n+1, what), change: put(workbookRels, kinds, to), expect: "any"})
		}
	}
	for n, part := range []string{firstSheet, secondSheet, thirdSheet} {
		for what, change := range map[string]func(*testing.T, workbook) workbook{
			"empty": func(t *testing.T, b workbook) workbook { return add(zipEntry{name: part})(t, drop(part)(t, b)) },
			"of text": func(t *testing.T, b workbook) workbook {
				return add(zipEntry{name: part, text: "none"})(t, drop(part)(t, b))
			},
			"with another root":             put(part, "<worksheet", "<chartsheet", "</worksheet", "</chartsheet"),
			"with rows of another name":     put(part, "<row", "<line", "</row", "</line"),
			"with cells of another name":    put(part, "<c ", "<d ", "</c>", "</d>"),
			"with cells of another case":    put(part, "<c ", "<C ", "</c>", "</C>"),
			"with data of another name":     put(part, "sheetData", "sheetdata"),
			"with its data closed":          put(part, "<sheetData>", "<sheetData/><sheetDataX>", "</sheetData>", "</sheetDataX>"),
			"with its data in a comment":    put(part, "<sheetData>", "<sheetData/><!--", "</sheetData>", "-->"),
			"with its data in an extension": put(part, "<sheetData>", "<sheetData/><extLst><ext>", "</sheetData>", "</ext></extLst>"),
			"with its data in text":         put(part, "<sheetData>", "<sheetData/><![CDATA[", "</sheetData>", "]]>"),
			"with values of another name":   put(part, "<v>", "<w>", "</v>", "</w>", "<t>", "<w>", "</t>", "</w>"),
			"with values left bare":         put(part, "<v>", "", "</v>", "", "<is><t>", "", "</t></is>", ""),
		} {
			m := mutation{name: fmt.Sprintf("sheet %d %s", n+1, what), change: change, expect: "any"}
			if what == "with its data in a comment" { // a person sees nothing there either
				continue
			}
			all = append(all, m)
		}
	}
	return all
}
