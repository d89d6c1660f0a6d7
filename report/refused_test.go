package report

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func TestWhereAWorkbookCannotBeAnnotatedThePlainReturnSaysWhy(t *testing.T) {
	original := district(t)
	replace := func(name, old, new string) func(map[string]string) {
		return func(parts map[string]string) {
			if !strings.Contains(parts[name], old) {
				t.Fatalf("%s lacks %s", name, old)
			}
			parts[name] = strings.ReplaceAll(parts[name], old, new)
		}
	}
	r := leiyang()
	for reason, data := range map[string][]byte{
		"不是能够写回的 .xlsx 工作簿": []byte("not a zip"),
		"原文件是“严格 OOXML”等特殊格式": rewritten(t, original, replace("_rels/.rels",
			"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument", "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument")),
		"原文件是“严格 OOXML”等特殊格式 ": rewritten(t, original, replace("xl/workbook.xml", namesMain, "http://purl.oclc.org/ooxml/spreadsheetml/main")),
		"其中没有工作簿":              rewritten(t, original, func(parts map[string]string) { parts["_rels/.rels"] = "" }),
		"原文件含有宏":               rewritten(t, original, replace("[Content_Types].xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
		"原文件不是普通的 .xlsx 工作簿":   rewritten(t, original, replace("[Content_Types].xml", "spreadsheetml.sheet.main+xml", "spreadsheetml.template.main+xml")),
		"原文件带有数字签名，改动会使签名失效": rewritten(t, original, replace("_rels/.rels", "</Relationships>",
			`<Relationship Id="sig" Type="http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/></Relationships>`)),
		"原文件是多人共享工作簿": rewritten(t, original, replace("xl/_rels/workbook.xml.rels", "</Relationships>",
			`<Relationship Id="rev" Type="`+relation+`/revisionHeaders" Target="revisions/revisionHeaders.xml"/></Relationships>`)),
		"原文件的批注写法特殊":                        rewritten(t, original, replace("xl/drawings/vmlDrawing1.vml", "</xml>", "")),
		"内部格式不规范":                           rewritten(t, original, replace("xl/worksheets/sheet2.xml", "</worksheet>", "")),
		"内部格式不规范 ":                          rewritten(t, original, replace("xl/worksheets/sheet1.xml", "<worksheet", "<!DOCTYPE x><worksheet")),
		"内部格式不规范  ":                         rewritten(t, original, replace("xl/worksheets/sheet1.xml", "<sheetData>", "<!-- <sheetData> --><sheetData>")),
		"内部格式不规范   ":                        rewritten(t, original, replace("xl/workbook.xml", `localSheetId="1"`, `localSheetId="x"`)),
		"内部格式不规范    ":                       rewritten(t, original, replace("xl/workbook.xml", `r:id="rId1"`, `r:id="nowhere"`)),
		"内部关系表不规范":                          rewritten(t, original, replace("xl/_rels/workbook.xml.rels", "<Relationships", "<Relations")),
		"内部结构不规范":                           rewritten(t, original, func(parts map[string]string) { parts[`xl\worksheets\sheet9.xml`] = "x" }),
		"内部缺少部件 xl/worksheets/sheet2.xml":   rewritten(t, original, func(parts map[string]string) { parts["xl/worksheets/sheet2.xml"] = "" }),
		"内部部件 xl/worksheets/sheet2.xml 读不出": damaged(t, original, "xl/worksheets/sheet2.xml"),
		"原文件的单元格样式过多":                       rewritten(t, original, replace("xl/styles.xml", "</cellXfs>", strings.Repeat("<xf/>", 64_001)+"</cellXfs>")),
		"原文件的单元格样式过多 ":                      rewritten(t, original, replace("xl/styles.xml", "</cellXfs>", strings.Repeat(" ", mostStyles)+"</cellXfs>")),
		"工作表过多":                             rewritten(t, original, replace("xl/workbook.xml", "</sheets>", strings.Repeat(`<sheet name="x" r:id="rId1"/>`, mostSheets)+"</sheets>")),
		"内部格式不规范     ":                      rewritten(t, original, replace("xl/_rels/workbook.xml.rels", "</Relationships>", manyIDs()+"</Relationships>")),
		"工作簿过大":                             rewritten(t, original, replace("xl/workbook.xml", "</sheets>", "</sheets>"+strings.Repeat("<a/>", mostElements))),
	} {
		book, told, err := Annotate(data, r)
		must(t, err)
		if want := "没有直接在原文件上标注：" + strings.TrimSpace(reason) + "。"; told.Reason != want {
			t.Errorf("reason (-want +got):\n%s", cmp.Diff(want, told.Reason))
		}
		f := opened(t, book)
		summary, _ := f.GetCellValue(ResultSheet, "A2")
		remark, _ := f.GetCellValue(ResultSheet, "A6")
		if summary != r.Summary() || !strings.Contains(remark, told.Reason) || len(f.GetSheetList()) != 1 {
			t.Errorf("%s: the plain return says %q, %q", reason, summary, remark)
		}
	}
}

// entry is an entry of a zip, as no library of ours would write it.
type entry struct {
	zip.FileHeader
	raw string // as it lies in the file
}

// withEntries is a workbook with more entries in its zip.
func withEntries(t testing.TB, book []byte, entries ...entry) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	must(t, err)
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, e := range entries {
		// The library refuses content in a directory: write it under another name of
		// the same length, and rename it where it lies.
		e.Name = strings.ReplaceAll(e.Name, "/", "?")
		w, err := out.CreateRaw(&e.FileHeader)
		must(t, err)
		_, err = io.WriteString(w, e.raw)
		must(t, err)
	}
	for _, file := range archive.File {
		must(t, out.Copy(file))
	}
	must(t, out.Close())
	made := b.Bytes()
	for _, e := range entries {
		made = bytes.ReplaceAll(made, []byte(strings.ReplaceAll(e.Name, "/", "?")), []byte(e.Name))
	}
	return made
}

// Whatever a zip holds beside the workbook's parts, the annotated copy comes, or
// the plain return: never an error, which would end the run for all the others.
func TestWhatLiesBesideThePartsNeverStopsTheReturn(t *testing.T) {
	original := district(t)
	const nothingDeflated = "\x03\x00"
	folder := func(name string) entry {
		return entry{zip.FileHeader{Name: name, Method: zip.Deflate, CompressedSize64: 2}, nothingDeflated}
	}
	text := func(name string, method uint16) entry {
		return entry{zip.FileHeader{Name: name, Method: method, CRC32: 0xe8b7be43, CompressedSize64: 1, UncompressedSize64: 1}, "a"}
	}
	for name, c := range map[string]struct {
		entries []entry
		reason  string // "" is annotated
	}{
		"folders, deflated as some zip programs write them": {[]entry{folder("xl/"), folder("xl/worksheets/"), folder("docProps/")}, ""},
		"a folder twice":                {[]entry{folder("xl/"), folder("xl/")}, ""},
		"a folder that holds something": {[]entry{text("customXml/", zip.Store)}, ""},
		"a part that nobody knows":      {[]entry{text("custom/notes.txt", zip.Store)}, ""},
		"a part of no known method":     {[]entry{text("custom/notes.bin", 99)}, "写回后不能重新打开"},
		"a part twice":                  {[]entry{text("xl/workbook.xml", zip.Store)}, "内部结构不规范"},
		"an unknown part twice":         {[]entry{text("custom/a.txt", zip.Store), text("custom/A.txt", zip.Store)}, "内部结构不规范"},
	} {
		t.Run(name, func(t *testing.T) {
			r := leiyang()
			book, unmarked, err := Annotate(withEntries(t, original, c.entries...), r)
			must(t, err)
			if want := c.reason; want != "" {
				want = "没有直接在原文件上标注：" + want + "。"
				if unmarked.Reason != want {
					t.Errorf("the reason is %q, want %q", unmarked.Reason, want)
				}
			} else if unmarked.Reason != "" {
				t.Errorf("not annotated: %s", unmarked.Reason)
			}
			if summary, _ := opened(t, book).GetCellValue(ResultSheet, "A2"); summary != r.Summary() {
				t.Errorf("the summary is %q", summary)
			}
		})
	}
}

// manyIDs are the ids that we would give, all taken.
func manyIDs() string {
	var b strings.Builder
	for n := range mostSheets + 1 {
		fmt.Fprintf(&b, `<Relationship Id="rIdHengji%d" Type="x" Target="y"/>`, n)
	}
	return b.String()
}

// Whatever a workbook's parts hold, a return comes of it: annotated or plain, never
// a panic and never an error.
func TestDamagedWorkbooksGiveAReturnAllTheSame(t *testing.T) {
	was := parts(t, district(t))
	names := slices.Sorted(maps.Keys(was))
	r := leiyang()
	whole := 0
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "part")
		data := was[name]
		from := rapid.IntRange(0, len(data)).Draw(t, "from")
		to := min(len(data), from+rapid.IntRange(0, 40).Draw(t, "length"))
		put := rapid.SampledFrom([]string{"", "<", ">", "/>", "</sheetData>", "<sheetData>", "\x00", "&", "\"", "<![CDATA[", "<!--", "<!DOCTYPE a>", "</xml>", "9999999999", "审核结果", "<a:b>"}).Draw(t, "put")
		var b bytes.Buffer
		out := zip.NewWriter(&b)
		for _, each := range names {
			text := was[each]
			if each == name {
				text = data[:from] + put + data[to:]
			}
			if err := writePart(out, each, text); err != nil {
				t.Fatal(err)
			}
		}
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
		book, unmarked, err := Annotate(b.Bytes(), r)
		if err != nil {
			t.Fatal(err)
		}
		if unmarked.Reason == "" {
			whole++
		}
		f, err := excelize.OpenReader(bytes.NewReader(book))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if summary, _ := f.GetCellValue(ResultSheet, "A2"); summary != r.Summary() {
			t.Fatalf("summary is %q", summary)
		}
	})
	if whole == 0 {
		t.Error("none was annotated: the test damages too much to show anything")
	}
}

// A zip that was damaged anywhere (cut short, overwritten, its list of entries too) has
// a return as well.
func TestDamagedZipsGiveAReturnAllTheSame(t *testing.T) {
	original := district(t)
	r := leiyang()
	rapid.Check(t, func(t *rapid.T) {
		data := bytes.Clone(original)
		// Half of the damage is done to the list of entries at the end.
		from := rapid.SampledFrom([]int{0, bytes.Index(data, []byte("PK\x01\x02"))}).Draw(t, "from")
		for range rapid.IntRange(0, 4).Draw(t, "times") {
			at := rapid.IntRange(from, len(data)-1).Draw(t, "at")
			data[at] = rapid.Byte().Draw(t, "byte")
		}
		if rapid.IntRange(0, 9).Draw(t, "short") == 0 {
			data = data[:rapid.IntRange(0, len(data)).Draw(t, "length")]
		}
		book, _, err := Annotate(data, r)
		if err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(bytes.NewReader(book))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if summary, _ := f.GetCellValue(ResultSheet, "A2"); summary != r.Summary() {
			t.Fatalf("summary is %q", summary)
		}
	})
}

// damaged flips a bit in the compressed bytes of a part.
func damaged(t testing.TB, book []byte, name string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	must(t, err)
	for _, file := range archive.File {
		if file.Name == name {
			at, err := file.DataOffset()
			must(t, err)
			book = bytes.Clone(book)
			book[at+int64(file.CompressedSize64)/2] ^= 0x10
			return book
		}
	}
	t.Fatal("no part", name)
	return nil
}
