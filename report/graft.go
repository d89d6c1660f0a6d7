package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hengji"
)

// graft is the sheet 审核结果, made as a workbook of its own and about to be set
// into another: its parts, and by how much the numbers of styles move.
type graft struct {
	sheet, strings, book, styles []byte

	cellStyles int // where its cell formats begin in the other workbook
	colours    int // the conditional format of the gravest severity; the others follow
}

// styleOrder is the order of a style sheet's children (CT_Stylesheet).
var styleOrder = []string{"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst"}

// newGraft makes the result sheet.
func newGraft(r Return) (*graft, error) {
	remark := ""
	n := 0
	for _, cells := range cellsBySheet(r) {
		n += len(cells)
	}
	if n > mostNotes {
		remark = fmt.Sprintf("有问题的单元格共 %d 个，均已着色；批注只写在最重要的 %d 个上。", n, mostNotes)
	}
	file, err := resultWorkbook(r, true, remark)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var b bytes.Buffer
	if err := file.Write(&b); err != nil {
		return nil, err
	}
	made, err := openParcel(b.Bytes())
	if err != nil {
		return nil, err
	}
	g := &graft{}
	for name, part := range map[string]*[]byte{
		"xl/worksheets/sheet1.xml": &g.sheet, "xl/sharedStrings.xml": &g.strings, "xl/workbook.xml": &g.book, "xl/styles.xml": &g.styles,
	} {
		if *part, err = made.read(name); err != nil {
			return nil, fmt.Errorf("read the sheet just made: %s", name)
		}
	}
	return g, nil
}

// graftStyles appends the sheet's fonts, fills, borders and cell formats to the
// workbook's, whose own keep their numbers.
func (w *received) graftStyles(g *graft) error {
	styles, found := firstLink(w.links, relation+"/styles")
	if !found {
		// Under this name openpyxl finds it; it does not ask the relationships.
		if styles.target = "xl/styles.xml"; w.files[styles.target] != nil {
			styles.target = w.unused("xl/stylesHengji", ".xml")
		}
		if _, err := w.connect(w.part, relation+"/styles", styles.target); err != nil {
			return err
		}
		if err := w.declare(styles.target, spreadsheetType+"styles+xml"); err != nil {
			return err
		}
		w.put(styles.target, []byte(xml.Header+`<styleSheet xmlns="`+namesMain+`"></styleSheet>`))
	}
	doc, err := w.read(styles.target)
	if err != nil {
		return err
	}
	if len(doc) > mostStyles {
		return unsuited("原文件的单元格样式过多")
	}
	doc, err = g.appendStyles(doc)
	if err != nil {
		return err
	}
	w.put(styles.target, doc)
	return nil
}

func (g *graft) appendStyles(doc []byte) ([]byte, error) {
	from, err := outline(g.styles, 3)
	if err != nil {
		return nil, err
	}
	moved := map[string]int{}
	for _, section := range []string{"fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "dxfs"} {
		to, err := outline(doc, 3)
		if err != nil {
			return nil, err
		}
		if to[0].name != "styleSheet" || to[0].attr("xmlns") != namesMain {
			return nil, errNotPlain
		}
		mine, exists := find(to, 2, section)
		number := 0
		if exists {
			number = len(within(to, mine))
		}
		moved[section] = number
		if section == "cellStyleXfs" && number > 0 {
			continue // ours are based on the workbook's first, whatever it is
		}
		source, _ := find(from, 2, section)
		var b strings.Builder
		added := 0
		for _, e := range within(from, source) {
			text := string(g.styles[e.start:e.end])
			if section == "cellXfs" {
				text = moveFormat(text, moved)
			}
			b.WriteString(text)
			added++
		}
		if section == "dxfs" {
			b.Reset()
			added = len(hengji.Severities)
			for _, severity := range hengji.Severities {
				fmt.Fprintf(&b, `<dxf><font><color rgb="FF%s"/></font><fill><patternFill patternType="solid"><fgColor rgb="FF%s"/><bgColor rgb="FF%s"/></patternFill></fill></dxf>`,
					severityInk[severity], severityFill[severity], severityFill[severity])
			}
		}
		if !exists {
			at := before(to, styleOrder, section)
			doc = splice(doc, edit{at, at, fmt.Sprintf(`<%s count="%d">%s</%s>`, section, added, b.String(), section)})
			continue
		}
		doc = splice(doc, append(mine.counted(doc, number+added), mine.inside(doc, b.String()))...)
	}
	g.cellStyles, g.colours = moved["cellXfs"], moved["dxfs"]
	if g.cellStyles > 64_000 { // Excel takes 65 490
		return nil, unsuited("原文件的单元格样式过多")
	}
	return doc, nil
}

var formatParts = regexp.MustCompile(`\s(fontId|fillId|borderId|xfId)="(\d+)"`)

// moveFormat moves the numbers in a cell format by what stood there before.
func moveFormat(text string, moved map[string]int) string {
	section := map[string]string{"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
	return formatParts.ReplaceAllStringFunc(text, func(s string) string {
		part := formatParts.FindStringSubmatch(s)
		n, _ := strconv.Atoi(part[2]) // excelize wrote it
		if part[1] == "xfId" {
			return ` xfId="0"`
		}
		return fmt.Sprintf(` %s="%d"`, part[1], n+moved[section[part[1]]])
	})
}

var (
	madeText  = regexp.MustCompile(`<c r="([A-Z]+\d+)"( s="\d+")? t="s"><v>(\d+)</v></c>`)
	madeStyle = regexp.MustCompile(`(<c r="[A-Z]+\d+" s=")(\d+)(")`)
)

// graftSheet sets the result sheet in front of all others. Its texts go inline, so
// that the workbook's own strings stay as they are.
func (w *received) graftSheet(g *graft) error {
	tree, err := outline(g.strings, 2)
	if err != nil {
		return err
	}
	texts := within(tree, tree[0])
	sheet := madeText.ReplaceAllFunc(g.sheet, func(s []byte) []byte {
		part := madeText.FindSubmatch(s)
		n, _ := strconv.Atoi(string(part[3]))
		si := texts[n]
		return fmt.Appendf(nil, `<c r="%s"%s t="inlineStr"><is>%s</is></c>`, part[1], part[2], g.strings[si.open:si.close])
	})
	sheet = madeStyle.ReplaceAllFunc(sheet, func(s []byte) []byte {
		part := madeStyle.FindSubmatch(s)
		n, _ := strconv.Atoi(string(part[2]))
		return fmt.Appendf(nil, "%s%d%s", part[1], n+g.cellStyles, part[3])
	})
	if bytes.Contains(sheet, []byte(`t="s"`)) {
		return fmt.Errorf("a text of the result sheet was not moved")
	}
	target := w.unused("xl/worksheets/sheetHengji", ".xml")
	w.put(target, sheet)
	if err := w.declare(target, spreadsheetType+"worksheet+xml"); err != nil {
		return err
	}
	id, err := w.connect(w.part, relation+"/worksheet", target)
	if err != nil {
		return err
	}

	name := w.unusedSheetName()
	made, err := outline(g.book, 3)
	if err != nil {
		return err
	}
	titles, _ := find(made, 3, "definedName")
	_, rows, _ := strings.Cut(string(g.book[titles.open:titles.close]), "!")
	return w.enterSheet(name, id, quoteSheet(name)+"!"+rows)
}

// unusedSheetName is 审核结果, or with a number where the district has a sheet of
// that name.
func (w *received) unusedSheetName() string {
	name := ResultSheet
	for n := 2; slices.ContainsFunc(w.sheets, func(s sheetPart) bool { return strings.EqualFold(s.name, name) }); n++ {
		name = fmt.Sprintf("%s(%d)", ResultSheet, n)
	}
	return name
}

// bookOrder is the order of a workbook's children up to the names (CT_Workbook).
var bookOrder = []string{"fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
	"externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes",
	"webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst"}

// enterSheet writes the new first sheet into the workbook part. Names that belong
// to one sheet count sheets, so each moves on by one: without that another
// sheet's print area becomes the new sheet's.
func (w *received) enterSheet(name, id, titles string) error {
	doc, tree, err := w.book()
	if err != nil {
		return err
	}
	sheets, _ := find(tree, 2, "sheets")
	number := 0
	for _, e := range within(tree, sheets) {
		if n, err := strconv.Atoi(e.attr("sheetId")); err == nil {
			number = max(number, n)
		}
	}
	edits := []edit{{sheets.open, sheets.open, fmt.Sprintf(`<sheet xmlns:r="%s" name="%s" sheetId="%d" r:id="%s"/>`, relation, escape(name), number+1, id)}}
	printed := `<definedName name="_xlnm.Print_Titles" localSheetId="0">` + escape(titles) + `</definedName>`
	names, named := find(tree, 2, "definedNames")
	if named {
		edits = append(edits, names.inside(doc, printed))
	} else {
		at := before(tree, bookOrder, "definedNames")
		edits = append(edits, edit{at, at, "<definedNames>" + printed + "</definedNames>"})
	}
	for _, e := range tree {
		switch local := e.attr("localSheetId"); {
		case e.name == "definedName" && local != "":
			n, err := strconv.Atoi(local)
			if err != nil {
				return errNotPlain
			}
			edits = append(edits, e.with(doc, "localSheetId", strconv.Itoa(n+1)))
		case e.name == "workbookView":
			edits = append(edits, e.with(doc, "activeTab", "0"))
			if e.attr("firstSheet") != "" {
				edits = append(edits, e.with(doc, "firstSheet", "0"))
			}
		}
	}
	w.put(w.part, splice(doc, edits...))
	return nil
}
