package ooxml

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hengji"
)

// address is the cell's name: B7.
func (c Cell) address() string { return hengji.CellName(c.Row, c.Column) }

var cellName = regexp.MustCompile(`^([A-Z]{1,3})([1-9][0-9]{0,6})$`)

// CellAt reads the name of a cell, B7; 0, 0 where it is none or beyond a sheet.
func CellAt(name string) (row, column int) {
	parts := cellName.FindStringSubmatch(name)
	if parts == nil {
		return 0, 0
	}
	row, _ = strconv.Atoi(parts[2]) // seven digits fit
	column = hengji.ColumnNumber(parts[1])
	if row > 1_048_576 || column > 16_384 {
		return 0, 0
	}
	return row, column
}

// mark colours and notes the cells of one sheet, and makes sure that it is not
// selected beside ours: with two sheets selected, Excel types into both. first is the
// number of the first of so many colours.
func (w *Workbook) mark(sheet sheetPart, cells []Cell, first, colours int) error {
	f, err := w.frame(sheet.part)
	if err != nil {
		return err
	}
	changed := false
	for _, e := range f.tree {
		if e.name == "sheetView" && isTrue(e.attr("tabSelected")) {
			if err := f.splice(e.with(f.doc, "tabSelected", "0")); err != nil {
				return err
			}
			changed = true
			break
		}
	}
	if len(cells) > 0 && f.cells != nil { // chart sheets have none
		at := before(f.tree, sheetOrder, "conditionalFormatting")
		if err := f.splice(edit{at, at, w.sign.conditionalFormats(f.doc, cells, first, colours)}); err != nil {
			return err
		}
		if err := w.note(sheet.part, f, cells); err != nil {
			return err
		}
		changed = true
	}
	if changed {
		w.Put(sheet.part, f.whole())
	}
	return nil
}

var priority = regexp.MustCompile(`\spriority="(\d+)"`)

// conditionalFormats colours cells. They come last in priority: where the sender's own
// format colours a cell, that one is kept.
func (s Signature) conditionalFormats(doc []byte, cells []Cell, first, colours int) string {
	last := 0
	for _, found := range priority.FindAllSubmatch(doc, -1) {
		if n, err := strconv.Atoi(string(found[1])); err == nil {
			last = max(last, n)
		}
	}
	var b strings.Builder
	for colour := range colours {
		var mine []Cell
		for _, c := range cells {
			if c.Colour == colour {
				mine = append(mine, c)
			}
		}
		// Excel itself writes at most 8 192 characters of ranges into one element.
		for refs := range slices.Chunk(ranges(mine), 400) {
			last++
			fmt.Fprintf(&b, `<conditionalFormatting sqref="%s"><cfRule type="expression" dxfId="%d" priority="%d"><formula>%s</formula></cfRule></conditionalFormatting>`,
				strings.Join(refs, " "), first+colour, last, escape(s.Formula))
		}
	}
	return b.String()
}

// ranges writes cells as ranges, those that stand under each other as one.
func ranges(cells []Cell) []string {
	cells = slices.Clone(cells)
	slices.SortFunc(cells, func(a, b Cell) int {
		return cmp.Or(a.Column-b.Column, a.Row-b.Row)
	})
	var refs []string
	for i := 0; i < len(cells); {
		j := i
		for j+1 < len(cells) && cells[j+1].Column == cells[i].Column && cells[j+1].Row == cells[j].Row+1 {
			j++
		}
		ref := cells[i].address()
		if j > i {
			ref += ":" + cells[j].address()
		}
		refs = append(refs, ref)
		i = j + 1
	}
	return refs
}
