package ooxml

import (
	"bytes"
	"slices"
)

// frame is a sheet part without its cells, which are kept aside untouched.
type frame struct {
	doc   []byte // with <sheetData/> in the place of the cells
	cells []byte // nil where the part has none (chart sheets)
	tree  []element
}

const noCells = "<sheetData/>"

// frame reads a sheet part.
func (p *Parcel) frame(part string) (*frame, error) {
	doc, err := p.Read(part)
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
