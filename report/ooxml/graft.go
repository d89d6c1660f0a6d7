package ooxml

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// graft is a sheet that was made in a workbook of its own and is about to be set into
// another: its parts, and by how much the numbers of styles move.
type graft struct {
	sheet, strings, book, styles []byte

	cellStyles int // where its cell formats begin in the other workbook
	colours    int // the number of the first colour; the others follow
}

// newGraft takes the sheet out of the workbook that it was made in.
func newGraft(book []byte) (*graft, error) {
	made, err := OpenParcel(book)
	if err != nil {
		return nil, err
	}
	g := &graft{}
	for name, part := range map[string]*[]byte{
		"xl/worksheets/sheet1.xml": &g.sheet, "xl/sharedStrings.xml": &g.strings, "xl/workbook.xml": &g.book, "xl/styles.xml": &g.styles,
	} {
		if *part, err = made.Read(name); err != nil {
			return nil, fmt.Errorf("read %s of the sheet that is set in front: %w", name, err)
		}
	}
	return g, nil
}

var (
	madeText  = regexp.MustCompile(`<c r="([A-Z]+\d+)"( s="\d+")? t="s"><v>(\d+)</v></c>`)
	madeStyle = regexp.MustCompile(`(<c r="[A-Z]+\d+" s=")(\d+)(")`)
)

// graftSheet sets the sheet in front of all others. Its texts go inline, so
// that the workbook's own strings stay as they are.
func (w *Workbook) graftSheet(g *graft) error {
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
	target := w.unused("xl/worksheets/sheet"+w.sign.Tag, ".xml")
	w.Put(target, sheet)
	id, err := w.attach(w.part, relation+"/worksheet", target, spreadsheetType+"worksheet+xml")
	if err != nil {
		return err
	}
	name := w.ourName()
	made, err := outline(g.book, 3)
	if err != nil {
		return err
	}
	titles, _ := find(made, 3, "definedName")
	_, rows, _ := strings.Cut(string(g.book[titles.open:titles.close]), "!")
	return w.enterSheet(name, id, QuoteSheet(name)+"!"+rows)
}

// ourName is what our sheet is called, with a number where the sender has a sheet of
// that name.
func (w *Workbook) ourName() string {
	name := w.sign.Sheet
	for n := 2; slices.ContainsFunc(w.sheets, func(s sheetPart) bool { return strings.EqualFold(s.name, name) }); n++ {
		name = fmt.Sprintf("%s(%d)", w.sign.Sheet, n)
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
func (w *Workbook) enterSheet(name, id, titles string) error {
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
	w.Put(w.part, splice(doc, edits...))
	return nil
}
