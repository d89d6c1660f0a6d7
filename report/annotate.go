package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"hengji"
)

// Annotate gives the region its own workbook back: a copy of what was received
// with the sheet 审核结果 in front, whose lines lead to their cells, and the cells
// coloured and noted. Colours are conditional formats, notes are ordinary ones,
// so that no cell, row or style of the district is touched: the cells of every
// sheet stay byte for byte, and what an earlier round of ours left in the copy is
// taken out first. The result is read again before it is given.
//
// Where a workbook cannot take this (strict OOXML, macros, a signature, parts that
// are not as they should be, anything that nobody foresaw) the plain ReturnWorkbook
// is given instead; reason then says why, in words that the clerk also reads in it.
// No workbook is so bad that it has no return: an error says that even the plain one,
// which holds nothing of the original, could not be made.
func Annotate(original []byte, r Return) (book []byte, reason string, err error) {
	book, err = annotate(original, r)
	if err == nil {
		return book, "", nil
	}
	reason = "没有直接在原文件上标注：" + whyNot(err) + "。"
	file, err := resultWorkbook(r, false, reason)
	if err != nil {
		return nil, "", fmt.Errorf("make the return of %s: %w", base(r.File), err)
	}
	defer file.Close()
	var b bytes.Buffer
	if err := file.Write(&b); err != nil {
		return nil, "", fmt.Errorf("write the return of %s: %w", base(r.File), err)
	}
	return b.Bytes(), reason, nil
}

func annotate(original []byte, r Return) (book []byte, err error) {
	// A reader of hostile files may panic (excelize does on some); that is a
	// workbook that cannot be annotated, not the end of the run.
	defer func() {
		if trouble := recover(); trouble != nil {
			book, err = nil, unsuited("内部结构异常")
		}
	}()
	w, err := openForNotes(original)
	if err != nil {
		return nil, err
	}
	if err := w.stripOurs(); err != nil {
		return nil, err
	}
	r.sheets = map[string]string{}
	for i, name := range w.told() {
		r.sheets[name] = w.sheets[i].name
	}
	sheet, err := newGraft(r)
	if err != nil {
		return nil, err
	}
	if book, err = w.take(sheet, r); err != nil {
		return nil, err
	}
	return book, w.verify(original, book, r)
}

// take marks the workbook's sheets and sets the result sheet before them.
func (w *received) take(g *graft, r Return) ([]byte, error) {
	if err := w.graftStyles(g); err != nil {
		return nil, err
	}
	told, cells := 0, cellsBySheet(r)
	names := w.told()
	for i, sheet := range w.sheets {
		if err := w.mark(sheet, cells[names[i]], g.colours, &told); err != nil {
			return nil, err
		}
	}
	if err := w.graftSheet(g); err != nil {
		return nil, err
	}
	return w.bytes()
}

// received is a workbook about to be annotated.
type received struct {
	*parcel
	part   string // of the workbook itself, mostly xl/workbook.xml
	links  []link
	sheets []sheetPart
}

type sheetPart struct{ name, part, id, kind string }

// openForNotes finds the sheets of a workbook and refuses what could not be
// written back.
func openForNotes(data []byte) (*received, error) {
	p, err := openParcel(data)
	if err != nil {
		return nil, err
	}
	roots, err := p.links("")
	if err != nil {
		return nil, err
	}
	main, found := firstLink(roots, relation+"/officeDocument")
	if !found && slices.ContainsFunc(roots, func(l link) bool { return strings.HasSuffix(l.kind, "/officeDocument") }) {
		return nil, unsuited("原文件是“严格 OOXML”等特殊格式")
	}
	if !found {
		return nil, unsuited("其中没有工作簿")
	}
	if slices.ContainsFunc(roots, func(l link) bool { return strings.Contains(l.kind, "digital-signature") }) {
		return nil, unsuited("原文件带有数字签名，改动会使签名失效")
	}
	kind, err := p.contentType(main.target)
	if err != nil {
		return nil, err
	}
	switch kind {
	case spreadsheetType + "sheet.main+xml":
	case "application/vnd.ms-excel.sheet.macroEnabled.main+xml":
		return nil, unsuited("原文件含有宏")
	default:
		return nil, unsuited("原文件不是普通的 .xlsx 工作簿")
	}
	w := &received{parcel: p, part: main.target}
	if w.links, err = p.links(w.part); err != nil {
		return nil, err
	}
	if _, shared := firstLink(w.links, relation+"/revisionHeaders"); shared {
		return nil, unsuited("原文件是多人共享工作簿")
	}
	_, tree, err := w.book()
	if err != nil {
		return nil, err
	}
	sheets, found := find(tree, 2, "sheets")
	if !found {
		return nil, errNotPlain
	}
	entries := within(tree, sheets)
	if len(entries) > mostSheets || len(w.links) > 20*mostSheets {
		return nil, unsuited("工作表过多")
	}
	for _, e := range entries {
		sheet := sheetPart{name: e.attr("name"), id: relationID(e)}
		for _, l := range w.links {
			if l.id == sheet.id {
				sheet.part, sheet.kind = l.target, l.kind
			}
		}
		if e.name != "sheet" || sheet.part == "" {
			return nil, errNotPlain
		}
		w.sheets = append(w.sheets, sheet)
	}
	return w, nil
}

// book is the workbook part, parsed.
func (w *received) book() ([]byte, []element, error) {
	doc, err := w.read(w.part)
	if err != nil {
		return nil, nil, err
	}
	tree, err := outline(doc, 3)
	if err != nil {
		return nil, nil, err
	}
	if tree[0].name != "workbook" || tree[0].attr("xmlns") != namesMain {
		return nil, nil, unsuited("原文件是“严格 OOXML”等特殊格式")
	}
	return doc, tree, nil
}

// relationID is the r:id of an element, whatever its prefix.
func relationID(e element) string {
	for _, a := range e.attrs {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

// frame is a sheet part without its cells, which are kept aside untouched.
type frame struct {
	doc   []byte // with <sheetData/> in the place of the cells
	cells []byte // nil where the part has none (chart sheets)
	tree  []element
}

const noCells = "<sheetData/>"

func (w *received) frame(part string) (*frame, error) {
	doc, err := w.read(part)
	if err != nil {
		return nil, err
	}
	return frameOf(doc)
}

func frameOf(doc []byte) (*frame, error) {
	f := &frame{doc: doc}
	if from := bytes.Index(doc, []byte("<sheetData")); from >= 0 {
		to := from + bytes.IndexByte(doc[from:], '>') + 1
		if end := bytes.LastIndex(doc, []byte("</sheetData>")); end >= to {
			to = end + len("</sheetData>")
		}
		f.cells = doc[from:to]
		f.doc = slices.Concat(doc[:from], []byte(noCells), doc[to:])
	}
	return f, f.parse()
}

// parse reads the frame's elements anew after an edit.
func (f *frame) parse() (err error) {
	if f.tree, err = outline(f.doc, 4); err != nil {
		return err
	}
	if f.tree[0].attr("xmlns") != namesMain {
		return errNotPlain
	}
	if data, found := find(f.tree, 2, "sheetData"); found != (f.cells != nil) || found && data.end-data.start != len(noCells) {
		return errNotPlain // what looked like the cells was something else
	}
	return nil
}

func (f *frame) splice(edits ...edit) error {
	f.doc = splice(f.doc, edits...)
	return f.parse()
}

// whole is the part with its cells back in place.
func (f *frame) whole() []byte {
	data, found := find(f.tree, 2, "sheetData")
	if !found {
		return f.doc
	}
	return slices.Concat(f.doc[:data.start], f.cells, f.doc[data.end:])
}

// sheetOrder is the order that a sheet's children must stand in (CT_Worksheet).
// The alternative content that Excel writes at this level wraps controls.
var sheetOrder = []string{"sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
	"sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews",
	"mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
	"pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
	"drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "mc:AlternateContent", "controls",
	"webPublishItems", "tableParts", "extLst"}

// mark colours and notes the cells of one sheet, and makes sure that it is not
// selected beside 审核结果: with two sheets selected, Excel types into both.
func (w *received) mark(sheet sheetPart, cells []cell, colours int, told *int) error {
	f, err := w.frame(sheet.part)
	if err != nil {
		return err
	}
	changed := false
	for _, e := range f.tree {
		if selected := e.attr("tabSelected"); e.name == "sheetView" && selected != "" && selected != "0" && selected != "false" {
			if err := f.splice(e.with(f.doc, "tabSelected", "0")); err != nil {
				return err
			}
			changed = true
			break
		}
	}
	if len(cells) > 0 && f.cells != nil { // chart sheets have none
		at := before(f.tree, sheetOrder, "conditionalFormatting")
		if err := f.splice(edit{at, at, conditionalFormats(f.doc, cells, colours)}); err != nil {
			return err
		}
		room := max(0, mostNotes-*told)
		noted := cells[:min(len(cells), room)]
		*told += len(noted)
		if err := w.note(sheet.part, f, noted); err != nil {
			return err
		}
		changed = true
	}
	if changed {
		w.put(sheet.part, f.whole())
	}
	return nil
}

// told are the names of the sheets as findings have them.
func (w *received) told() []string {
	names := make([]string, len(w.sheets))
	for i, sheet := range w.sheets {
		names[i] = sheet.name
	}
	return hengji.SheetNames(names)
}
