package ooxml

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Signature distinguishes what we write into a workbook from what is the sender's, so that it
// is found when the workbook comes back.
type Signature struct {
	Tag     string // in names of parts and ids of relationships: Hengji
	Sheet   string // what our sheet is called; with a number behind where the name is taken
	Mark    string // a text in a cell of our sheet
	Formula string // of our colours: a condition that is always true
	Author  string // of our notes
	Words   string // that our notes begin with, as LibreOffice forgets who wrote a note
}

// Workbook is a received workbook, without what an earlier round of ours left in it.
type Workbook struct {
	*Parcel
	sign     Signature
	original *Parcel
	part     string // of the workbook itself, mostly xl/workbook.xml
	links    []link
	sheets   []sheetPart
}

type sheetPart struct{ name, part, id string }

// Addition is what is written into a workbook.
type Addition struct {
	Book    []byte   // holds the sheet that is set in front, as excelize writes a workbook of one sheet with print titles
	Colours []Colour // that cells are shown in, the strongest first
	Cells   [][]Cell // to be marked: of each sheet, in the order of Sheets

	Properties []Property // of the file, each in place of one of its name
}

// Colour is of a cell's text and ground, RRGGBB each.
type Colour struct{ Ink, Fill string }

// Cell is a cell to be marked.
type Cell struct {
	Row, Column int    // from 1, within what a sheet has
	Colour      int    // its place in Addition.Colours
	Note        string // behind a clerk's own where there is one; "" is none
}

// Open reads a workbook and takes out what an earlier round of ours left: the sheet,
// the notes and the colours. The error is an Unsuited where the workbook is such that
// nothing may be written into it.
func Open(data []byte, sign Signature) (*Workbook, error) {
	w, err := open(data, sign)
	if err != nil {
		return nil, err
	}
	return w, w.strip()
}

// Sheets are the names of the workbook's own sheets, as it has them.
func (w *Workbook) Sheets() []string {
	names := make([]string, len(w.sheets))
	for i, sheet := range w.sheets {
		names[i] = sheet.name
	}
	return names
}

// Add writes into the workbook, once, and gives it as a file that was read again:
// by us, every part and cell as received, and by a second program. Colours are
// conditional formats and notes ordinary ones, so that no cell, row or style of the
// workbook is touched.
func (w *Workbook) Add(a Addition) ([]byte, error) {
	book, err := w.add(a)
	if err != nil {
		return nil, err
	}
	return book, w.verify(book, a.Book)
}

func (w *Workbook) add(a Addition) ([]byte, error) {
	g, err := newGraft(a.Book)
	if err != nil {
		return nil, err
	}
	if err := w.graftStyles(g, a.Colours); err != nil {
		return nil, err
	}
	for i, sheet := range w.sheets {
		if err := w.mark(sheet, a.Cells[i], g.colours, len(a.Colours)); err != nil {
			return nil, err
		}
	}
	if err := w.graftSheet(g); err != nil {
		return nil, err
	}
	if err := w.setProperties(a.Properties); err != nil {
		return nil, err
	}
	return w.Bytes()
}

// open finds the sheets of a workbook and refuses what could not be written back.
func open(data []byte, sign Signature) (*Workbook, error) {
	p, err := OpenParcel(data)
	if err != nil {
		return nil, err
	}
	w := &Workbook{Parcel: p, sign: sign}
	if w.original, err = OpenParcel(data); err != nil {
		return nil, err
	}
	if w.part, err = p.mainPart(); err != nil {
		return nil, err
	}
	if w.links, err = p.relations(w.part); err != nil {
		return nil, err
	}
	if _, shared := firstLink(w.links, relation+"/revisionHeaders"); shared {
		return nil, Unsuited("原文件是多人共享工作簿")
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
		return nil, Unsuited("工作表过多")
	}
	for _, e := range entries {
		sheet := sheetPart{name: e.attr("name"), id: relationID(e)}
		for _, l := range w.links {
			if l.id == sheet.id {
				sheet.part = l.target
			}
		}
		if e.name != "sheet" || sheet.part == "" {
			return nil, errNotPlain
		}
		w.sheets = append(w.sheets, sheet)
	}
	return w, nil
}

// mainPart is the part of the workbook itself, where it is one of the kind that is
// written into.
func (p *Parcel) mainPart() (string, error) {
	roots, err := p.relations("")
	if err != nil {
		return "", err
	}
	main, found := firstLink(roots, relation+"/officeDocument")
	if !found && slices.ContainsFunc(roots, func(l link) bool { return strings.HasSuffix(l.kind, "/officeDocument") }) {
		return "", Unsuited("原文件是“严格 OOXML”等特殊格式")
	}
	if !found {
		return "", Unsuited("其中没有工作簿")
	}
	if slices.ContainsFunc(roots, func(l link) bool { return strings.Contains(l.kind, "digital-signature") }) {
		return "", Unsuited("原文件带有数字签名，改动会使签名失效")
	}
	kind, err := p.contentType(main.target)
	if err != nil {
		return "", err
	}
	switch kind {
	case spreadsheetType + "sheet.main+xml":
		return main.target, nil
	case "application/vnd.ms-excel.sheet.macroEnabled.main+xml":
		return "", Unsuited("原文件含有宏")
	}
	return "", Unsuited("原文件不是普通的 .xlsx 工作簿")
}

// book is the workbook part, parsed.
func (w *Workbook) book() ([]byte, []element, error) {
	doc, err := w.Read(w.part)
	if err != nil {
		return nil, nil, err
	}
	tree, err := outline(doc, 3)
	if err != nil {
		return nil, nil, err
	}
	if tree[0].name != "workbook" || tree[0].attr("xmlns") != namesMain {
		return nil, nil, Unsuited("原文件是“严格 OOXML”等特殊格式")
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

// errChanged is of a book that would not come back as it came.
const errChanged = Unsuited("写回后内容有变")

// verify reads the book again: every part that was not ours to change is as received,
// every cell of every sheet stands byte for byte, and a second program (excelize)
// finds our sheet, as it was made, in front of the others.
func (w *Workbook) verify(book, made []byte) error {
	is, err := OpenParcel(book)
	if err != nil {
		return err
	}
	for _, name := range w.original.order {
		if w.gone[strings.ToLower(name)] || w.fresh[name] != nil {
			continue
		}
		a, b := w.original.files[strings.ToLower(name)], is.files[strings.ToLower(name)]
		if b == nil || a.CRC32 != b.CRC32 || a.UncompressedSize64 != b.UncompressedSize64 {
			return errChanged
		}
	}
	for _, sheet := range w.sheets {
		before, err := w.original.frame(sheet.part)
		if err != nil {
			return err
		}
		after, err := is.frame(sheet.part)
		if err != nil {
			return err
		}
		if !bytes.Equal(before.cells, after.cells) {
			return errChanged
		}
	}
	name := w.ourName()
	names, ours, err := readAgain(book, name)
	if err != nil || !slices.Equal(names, append([]string{name}, w.Sheets()...)) {
		return Unsuited("写回后不能重新打开")
	}
	if _, want, err := readAgain(made, w.sign.Sheet); err != nil || !reflect.DeepEqual(ours, want) {
		return fmt.Errorf("the sheet set in front reads otherwise than it was made")
	}
	return nil
}

// readAgain reads the names of all sheets, and the cells of one, with excelize.
func readAgain(book []byte, sheet string) (names []string, cells [][]string, err error) {
	file, err := excelize.OpenReader(bytes.NewReader(book), excelize.Options{RawCellValue: true, UnzipSizeLimit: mostWhole, UnzipXMLSizeLimit: mostPart})
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	cells, err = file.GetRows(sheet)
	return file.GetSheetList(), cells, err
}
