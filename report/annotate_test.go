package report

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hengji"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// must fails the test for an error, so that workbooks can be built line by line.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// district builds a workbook as a district hands it in, with all that must come
// back whole: merges, names and print areas of single sheets, a clerk's notes, a
// picture, a filter, drop-downs, colours of their own, a hidden sheet.
func district(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	cover, allocation, execution := "封面", "项目资金安排表", "资金执行情况表"
	must(t, f.SetSheetName("Sheet1", cover))
	for _, name := range []string{allocation, execution, "底稿 '2021 稿"} {
		_, err := f.NewSheet(name)
		must(t, err)
	}
	for _, c := range [][2]string{{"A1", "2021年度市级科技专项资金绩效自评"}, {"A3", "报送单位"}, {"B3", "耒阳市"}, {"A4", "年度"}, {"B4", "2021"}} {
		must(t, f.SetCellStr(cover, c[0], c[1]))
	}
	border := []excelize.Border{{Type: "left", Color: "000000", Style: 1}, {Type: "right", Color: "000000", Style: 1}, {Type: "top", Color: "000000", Style: 1}, {Type: "bottom", Color: "000000", Style: 1}}
	title, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 16}, Alignment: &excelize.Alignment{Horizontal: "center"}})
	must(t, err)
	body, err := f.NewStyle(&excelize.Style{Border: border, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}})
	must(t, err)
	head, err := f.NewStyle(&excelize.Style{Border: border, Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E5E7EB"}}, Alignment: &excelize.Alignment{WrapText: true, Horizontal: "center"}})
	must(t, err)
	table := func(sheet, name string, labels []string, rows int, amount int) {
		last := hengji.ColumnName(len(labels))
		must(t, f.SetCellStr(sheet, "A1", name))
		must(t, f.MergeCell(sheet, "A1", last+"1"))
		must(t, f.SetCellStyle(sheet, "A1", "A1", title))
		must(t, f.SetCellStr(sheet, last+"2", "单位：万元"))
		must(t, f.SetSheetRow(sheet, "A3", &labels))
		must(t, f.SetCellStyle(sheet, "A3", last+"3", head))
		must(t, f.SetCellStyle(sheet, "A4", fmt.Sprintf("%s%d", last, rows+3), body))
		must(t, f.SetColWidth(sheet, "A", last, 13))
		for i := range rows {
			row := i + 4
			for column := range labels {
				cell := hengji.CellName(row, column+1)
				switch {
				case column == 0:
					must(t, f.SetCellInt(sheet, cell, int64(i+1)))
				case column+1 == amount:
					must(t, f.SetCellInt(sheet, cell, 15))
				case column == 1:
					must(t, f.SetCellStr(sheet, cell, fmt.Sprintf("2021LY%03d", i+1)))
				default:
					must(t, f.SetCellStr(sheet, cell, "样例"+labels[column]))
				}
			}
		}
	}
	table(allocation, "项目资金安排表", []string{"序号", "项目编号", "项目名称", "承担单位", "统一社会信用代码", "县市区", "项目类别", "支持方式", "安排金额（万元）", "备注"}, 9, 9)
	table(execution, "资金执行情况表", []string{"序号", "项目编号", "项目名称", "全年预算数（万元）", "到位金额（万元）", "全年执行数（万元）", "设备费", "材料费", "测试费", "劳务费", "咨询费", "其他", "结余", "执行率（%）", "是否专账核算", "未执行原因"}, 9, 4)
	must(t, f.SetCellInt(allocation, "I7", 25))
	must(t, f.SetCellStr(allocation, "I9", "15万元"))
	must(t, f.SetCellFormula(allocation, "I13", "SUM(I4:I12)"))
	must(t, f.AddComment(allocation, excelize.Comment{Cell: "I9", Author: "经办人", Text: "此项已与财政局核对"}))
	must(t, f.AddComment(allocation, excelize.Comment{Cell: "C4", Author: "经办人", Text: "项目已更名"}))
	must(t, f.AutoFilter(allocation, "A3:J12", nil))
	must(t, f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: "'项目资金安排表'!$A$1:$J$13", Scope: allocation}))
	must(t, f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'资金执行情况表'!$1:$3", Scope: execution}))
	must(t, f.SetDefinedName(&excelize.DefinedName{Name: "合计数", RefersTo: "'项目资金安排表'!$I$13"}))
	list := excelize.NewDataValidation(true)
	list.Sqref = "H4:H12"
	must(t, list.SetDropList([]string{"无偿补助", "后补助"}))
	must(t, f.AddDataValidation(allocation, list))
	red, err := f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: "FF0000"}})
	must(t, err)
	must(t, f.SetConditionalFormat(execution, "D4:D12", []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: ">", Value: "100", Format: &red}}))
	var picture bytes.Buffer
	must(t, png.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 20))))
	must(t, f.AddPictureFromBytes(execution, "R2", &excelize.Picture{Extension: ".png", File: picture.Bytes()}))
	must(t, f.SetSheetVisible("底稿 '2021 稿", false))
	f.SetActiveSheet(2)
	var b bytes.Buffer
	must(t, f.Write(&b))
	return b.Bytes()
}

// parts reads a workbook's parts.
func parts(t testing.TB, book []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	must(t, err)
	list := map[string]string{}
	for _, file := range archive.File {
		part, err := file.Open()
		must(t, err)
		data, err := io.ReadAll(part)
		must(t, err)
		list[file.Name] = string(data)
	}
	return list
}

func writePart(out *zip.Writer, name, text string) error {
	w, err := out.Create(name)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	return err
}

// What stands in workbooks and may be no more than so much; see report/ooxml.
const (
	namesMain    = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relation     = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	mostSheets   = 1000
	mostStyles   = 4 << 20
	mostElements = 300_000
)

// rewritten is a workbook with its parts changed by hand; a part made "" is left
// out.
func rewritten(t testing.TB, book []byte, change func(parts map[string]string)) []byte {
	t.Helper()
	list := parts(t, book)
	change(list)
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	names := make([]string, 0, len(list))
	for name := range list {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if list[name] != "" {
			must(t, writePart(out, name, list[name]))
		}
	}
	must(t, out.Close())
	return b.Bytes()
}

// annotated annotates and fails where the plain workbook came instead.
func annotated(t testing.TB, original []byte, r Return) []byte {
	t.Helper()
	book, unmarked, err := Annotate(original, r)
	must(t, err)
	if unmarked.Reason != "" {
		t.Fatalf("not annotated: %s", unmarked.Reason)
	}
	return book
}

func opened(t testing.TB, book []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book), excelize.Options{RawCellValue: true})
	must(t, err)
	t.Cleanup(func() { f.Close() })
	return f
}

var sheetData = regexp.MustCompile(`(?s)<sheetData>.*</sheetData>`)

func TestAnnotatedCopyDiffersOnlyInWhatWasAdded(t *testing.T) {
	original := district(t)
	book := annotated(t, original, leiyang())
	was, is := parts(t, original), parts(t, book)
	var changed []string
	for name, data := range is {
		if was[name] != data {
			changed = append(changed, name)
		}
	}
	for name := range was {
		if _, kept := is[name]; !kept {
			t.Errorf("part %s is lost", name)
		}
	}
	slices.Sort(changed)
	want := []string{
		"[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/comments1.xml", "xl/commentsHengji1.xml",
		"xl/drawings/vmlDrawing1.vml", "xl/drawings/vmlDrawingHengji1.vml", "xl/styles.xml", "xl/workbook.xml",
		"xl/worksheets/_rels/sheet3.xml.rels", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml", "xl/worksheets/sheetHengji1.xml",
	}
	if diff := cmp.Diff(want, changed); diff != "" {
		t.Errorf("changed parts (-want +got):\n%s", diff)
	}
	// In the sheets nothing but conditional formats, the link to the notes' drawing
	// and which sheet is selected.
	for _, name := range []string{"xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"} {
		cells := sheetData.FindString(is[name])
		if cells == "" || cells != sheetData.FindString(was[name]) {
			t.Errorf("%s: cells differ", name)
		}
		frame := strings.Replace(is[name], cells, "<sheetData/>", 1)
		golden(t, "frame_"+filepath.Base(name)+".txt", strings.ReplaceAll(frame, "><", ">\n<")+"\n")
	}
	golden(t, "workbook.xml.txt", strings.ReplaceAll(is["xl/workbook.xml"], "><", ">\n<")+"\n")
}

func TestAnnotatedCopyAsASecondProgramReadsIt(t *testing.T) {
	original := district(t)
	r := leiyang()
	was, is := opened(t, original), opened(t, annotated(t, original, r))
	if diff := cmp.Diff(append([]string{ResultSheet}, was.GetSheetList()...), is.GetSheetList()); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	if is.GetActiveSheetIndex() != 0 {
		t.Error("审核结果 is not the sheet that opens")
	}
	for _, sheet := range was.GetSheetList() {
		a, err := was.GetRows(sheet)
		must(t, err)
		b, err := is.GetRows(sheet)
		must(t, err)
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("%s (-want +got):\n%s", sheet, diff)
		}
		shown, _ := was.GetSheetVisible(sheet)
		still, _ := is.GetSheetVisible(sheet)
		if shown != still {
			t.Errorf("%s is shown: %v", sheet, still)
		}
	}
	names := map[string]string{}
	for _, name := range is.GetDefinedName() {
		names[name.Scope+" "+name.Name] = name.RefersTo
	}
	for _, name := range was.GetDefinedName() {
		if names[name.Scope+" "+name.Name] != name.RefersTo {
			t.Errorf("name %s of %s is %q", name.Name, name.Scope, names[name.Scope+" "+name.Name])
		}
	}
	notes := map[string]string{}
	comments, err := is.GetComments("项目资金安排表")
	must(t, err)
	for _, comment := range comments {
		text := comment.Text
		for _, run := range comment.Paragraph {
			text += run.Text
		}
		notes[comment.Cell] = text
	}
	if len(notes) != 8 { // E5, I7, I9 and the four normalised, C4 of the clerk; I9 holds both
		t.Errorf("%d notes: %v", len(notes), notes)
	}
	for cell, want := range map[string][]string{
		"I7": {"强制性", "安排金额为 25 万元", "相关单元格：资金执行情况表!D7"},
		"I9": {"此项已与财政局核对", "【审核意见】", "建议改为 15"},
		"C4": {"项目已更名"},
	} {
		for _, part := range want {
			if !strings.Contains(notes[cell], part) {
				t.Errorf("the note of %s lacks %q: %s", cell, part, notes[cell])
			}
		}
	}
	link, target, err := is.GetCellHyperLink(ResultSheet, "D8")
	must(t, err)
	if !link || target != "'项目资金安排表'!I7" {
		t.Errorf("the second line leads to %q", target)
	}
	style, err := is.GetCellStyle(ResultSheet, "B7")
	must(t, err)
	look, err := is.GetStyle(style)
	must(t, err)
	if !slices.Equal(look.Fill.Color, []string{severityFill[hengji.Blocking]}) {
		t.Errorf("the first line is coloured %v", look.Fill.Color)
	}
}

// A workbook with dates in a format of its own: the column 相差 shows no date.
func TestNumberFormatsOfTheListAreItsOwn(t *testing.T) {
	f := opened(t, district(t))
	date := "yyyy/m/d"
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &date})
	must(t, err)
	must(t, f.SetCellStyle("封面", "B9", "B9", style))
	var original bytes.Buffer
	must(t, f.Write(&original))
	book := opened(t, annotated(t, original.Bytes(), leiyang()))
	formats := map[string]bool{}
	for row := 1; row < 40; row++ {
		id, err := book.GetCellStyle(ResultSheet, fmt.Sprintf("H%d", row))
		must(t, err)
		of, err := book.GetStyle(id)
		must(t, err)
		if of.CustomNumFmt != nil {
			formats[*of.CustomNumFmt] = true
		}
	}
	if !formats[`"多 "General;"少 "General`] || formats[date] {
		t.Errorf("formats of 相差: %v", formats)
	}
	id, err := book.GetCellStyle("封面", "B9")
	must(t, err)
	if of, err := book.GetStyle(id); err != nil || of.CustomNumFmt == nil || *of.CustomNumFmt != date {
		t.Errorf("the district's date has lost its format: %v, %v", of, err)
	}
}

func TestHandedInAgainAndAnnotatedAgainNothingOfTheFirstRoundStays(t *testing.T) {
	original := district(t)
	r := leiyang()
	first := annotated(t, original, r)
	r.Findings = r.Findings[4:5] // one left, on a whole sheet
	r.Version, r.State = 3, hengji.Pending
	second := annotated(t, first, r)
	f := opened(t, second)
	if got := f.GetSheetList(); got[0] != ResultSheet || slices.Contains(got[1:], ResultSheet) || len(got) != 5 {
		t.Errorf("sheets are %v", got)
	}
	summary, _ := f.GetCellValue(ResultSheet, "A2")
	if summary != r.Summary() {
		t.Errorf("summary is %s", summary)
	}
	is := parts(t, second)
	for name, data := range is {
		if strings.HasPrefix(name, "xl/worksheets/sheet") && !strings.Contains(name, "Hengji") && strings.Contains(data, "hengji") {
			t.Errorf("our colours stayed in %s", name)
		}
		if strings.HasPrefix(name, "xl/comments") && (strings.Contains(data, "<comment ref=\"I7\"") || strings.Contains(data, signature.Words)) {
			t.Errorf("our notes stayed in %s: %s", name, data)
		}
		if strings.HasSuffix(name, "vmlDrawing1.vml") && strings.Count(data, "<v:shape ") != 2 {
			t.Errorf("%d boxes in %s for the clerk's two notes", strings.Count(data, "<v:shape "), name)
		}
	}
	was := parts(t, original)
	for _, name := range []string{"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/comments1.xml"} {
		if diff := cmp.Diff(was[name], strings.Replace(is[name], "<author>"+signature.Author+"</author>", "", 1)); diff != "" {
			t.Errorf("%s differs from what was first received:\n%s", name, diff)
		}
	}
	again := annotated(t, annotated(t, first, leiyang()), r)
	if diff := cmp.Diff(f.GetSheetList(), opened(t, again).GetSheetList()); diff != "" {
		t.Error(diff)
	}
}

// A district may have a sheet of our sheet's name. What Excel and LibreOffice save
// has the texts of all sheets in one part; hers is still hers.
func TestADistrictsOwnSheetOfThatNameStays(t *testing.T) {
	f := opened(t, district(t))
	for _, own := range []string{ResultSheet, "审核结果汇总"} {
		_, err := f.NewSheet(own)
		must(t, err)
		must(t, f.SetCellStr(own, "A1", "我县内部审核"))
		must(t, f.SetCellInt(own, "B2", 7))
	}
	var b bytes.Buffer
	must(t, f.Write(&b))
	first := annotated(t, b.Bytes(), leiyang())
	saved := opened(t, first) // excelize moves no inline text: do it as Excel would
	must(t, saved.SetCellStr("审核结果(2)", "K6", hengji.FingerprintHeading))
	b.Reset()
	must(t, saved.Write(&b))
	if !strings.Contains(parts(t, b.Bytes())["xl/sharedStrings.xml"], hengji.FingerprintHeading) {
		t.Fatal("the mark is not among the shared strings")
	}
	for name, book := range map[string][]byte{"as given": first, "saved": b.Bytes()} {
		r := leiyang()
		r.Findings = r.Findings[4:5]
		sheets := opened(t, annotated(t, book, r)).GetSheetList()
		want := []string{"审核结果(2)", "封面", "项目资金安排表", "资金执行情况表", "底稿 '2021 稿", ResultSheet, "审核结果汇总"}
		if diff := cmp.Diff(want, sheets); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestWorkbooksThatOtherProgramsWrote(t *testing.T) {
	original := district(t)
	r := leiyang()
	for name, change := range map[string]func(map[string]string){
		"comments by absolute targets, as openpyxl writes them": func(parts map[string]string) {
			rels := "xl/worksheets/_rels/sheet2.xml.rels"
			parts[rels] = strings.ReplaceAll(parts[rels], `"../comments1.xml"`, `"/xl/comments1.xml"`)
			if !strings.Contains(parts[rels], `"/xl/comments1.xml"`) {
				t.Fatal("the target was not where this test thinks", parts[rels])
			}
		},
		"boxes of notes by other prefixes, as openpyxl writes them": func(parts map[string]string) {
			name := "xl/drawings/vmlDrawing1.vml"
			parts[name] = strings.NewReplacer("<v:", "<ns1:", "</v:", "</ns1:", "<x:", "<ns2:", "</x:", "</ns2:", "<o:", "<ns0:", "</o:", "</ns0:",
				" v:", " ns1:", " o:", " ns0:", "xmlns:v", "xmlns:ns1", "xmlns:o", "xmlns:ns0", "xmlns:x", "xmlns:ns2").Replace(parts[name])
			if !strings.Contains(parts[name], "<ns1:shape ") {
				t.Fatal("the boxes are not where this test thinks", parts[name])
			}
		},
		"a thread of comments": func(parts map[string]string) {
			parts["xl/comments1.xml"] = strings.ReplaceAll(parts["xl/comments1.xml"], "<author>经办人</author>", "<author>tc={6B1F}</author>")
		},
		"no styles at all": func(parts map[string]string) {
			parts["xl/styles.xml"] = ""
			for _, name := range []string{"xl/_rels/workbook.xml.rels", "[Content_Types].xml"} {
				parts[name] = cutElement(parts[name], "styles.xml")
			}
		},
		"minimal styles": func(parts map[string]string) {
			parts["xl/styles.xml"] = `<styleSheet xmlns="` + namesMain + `"><cellXfs><xf/></cellXfs><cellStyles/></styleSheet>`
		},
		"self-closed lists, single quotes, a byte order mark": func(parts map[string]string) {
			parts["xl/workbook.xml"] = "\ufeff" + strings.Replace(parts["xl/workbook.xml"], `localSheetId="1"`, `localSheetId='1'`, 1)
			parts["xl/comments1.xml"] = `<comments xmlns="` + namesMain + `"><authors/><commentList/></comments>`
		},
		"an empty sheet": func(parts map[string]string) {
			parts["xl/worksheets/sheet1.xml"] = `<worksheet xmlns="` + namesMain + `"><sheetData/></worksheet>`
		},
	} {
		t.Run(name, func(t *testing.T) {
			book := annotated(t, rewritten(t, original, change), r)
			comments, err := opened(t, book).GetComments("资金执行情况表")
			must(t, err)
			if len(comments) != 3 {
				t.Errorf("%d notes on the second sheet", len(comments))
			}
			again := parts(t, annotated(t, book, Return{Region: r.Region, State: hengji.Accepted}))
			if boxes := strings.Count(again["xl/drawings/vmlDrawing1.vml"], ":shape "); boxes > 2 {
				t.Errorf("%d boxes are left of the clerk's two notes", boxes)
			}
			if doc := parts(t, book)["xl/comments1.xml"]; strings.Contains(doc, "tc={") && strings.Contains(doc, "&#xA;"+signature.Words) {
				t.Error("something was written into a thread")
			}
		})
	}
}

// cutElement removes the self-closed or empty element that mentions something.
func cutElement(doc, mention string) string {
	at := strings.Index(doc, mention)
	from := strings.LastIndexByte(doc[:at], '<')
	to := at + strings.IndexByte(doc[at:], '>') + 1
	if !strings.HasSuffix(doc[from:to], "/>") {
		to += strings.IndexByte(doc[to:], '>') + 1
	}
	return doc[:from] + doc[to:]
}

// An office that saves the returned workbook in LibreOffice gives back notes
// without authors and in pieces, other names of parts, other ways of quoting.
func TestSavedInLibreOfficeAndHandedInAgain(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil || testing.Short() {
		t.Skip("needs LibreOffice, and five seconds")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "returned.xlsx")
	must(t, os.WriteFile(path, annotated(t, district(t), leiyang()), 0o644))
	out, err := exec.Command(office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "xlsx", "--outdir", dir+"/saved", path).CombinedOutput()
	if err != nil {
		t.Skipf("LibreOffice did not start: %v %s", err, out)
	}
	saved, err := os.ReadFile(dir + "/saved/returned.xlsx")
	must(t, err)
	r := leiyang()
	r.Findings, r.State = r.Findings[4:5], hengji.Pending // nothing left on a cell
	is := parts(t, annotated(t, saved, r))
	for name, data := range is {
		sheet := strings.HasPrefix(name, "xl/worksheets/sheet") && !strings.Contains(name, "Hengji")
		if sheet && strings.Contains(data, "hengji") || strings.HasPrefix(name, "xl/comments") && strings.Contains(data, signature.Words) {
			t.Errorf("something of ours stayed in %s: %s", name, data)
		}
		if strings.HasPrefix(name, "xl/comments") && strings.Contains(data, "C4") {
			if !strings.Contains(data, "此项已与财政局核对") || strings.Count(data, "<comment ") != 2 {
				t.Errorf("the clerk's notes are now: %s", data)
			}
		}
	}
	if got := opened(t, annotated(t, saved, r)).GetSheetList(); len(got) != 5 || got[0] != ResultSheet {
		t.Errorf("sheets are %v", got)
	}
}

func TestPictureOfAnnotated(t *testing.T) {
	dir := os.Getenv("PICTURES")
	if dir == "" {
		t.Skip("writes what people look at; set PICTURES to a folder")
	}
	must(t, os.WriteFile(filepath.Join(dir, "annotated.xlsx"), annotated(t, district(t), leiyang()), 0o644))
}
