package transform

import (
	"slices"

	"hengji"
)

// layoutCells accounts for the cells of a row of a form layout, outside the table in
// it: labels, captions and values are used, titles and notes as everywhere; what is
// left nobody reads.
func (s *sheetReader) layoutCells(l *layout, row *hengji.Row, first int) {
	places := l.grid.rows[row.Number]
	if row.Number < first && !slices.ContainsFunc(places, func(p *place) bool { return p.used || l.isPart(p) }) {
		s.left.titles(row, s.sheet.Merges)
		return
	}
	note, at := false, 0
	for k := range row.Cells {
		cell := &row.Cells[k]
		if isBlankCell(cell) {
			s.left.used(1)
			continue
		}
		p := places[at]
		at++
		text := trimText(cell.Text)
		switch {
		case p.used, len(p.pieces) > 0, l.isPart(p):
			s.left.used(1)
			note = false
		case cell.Kind == hengji.CellText && s.form.isMissing(text), isBetween(l, p):
			s.left.used(1)
		default:
			note = s.left.note(row.Number, cell, note)
		}
	}
}

// isPart tells a caption, a label of the grid or the line of the unit: parts of the
// form. A caption that states an amount is none.
func (l *layout) isPart(p *place) bool {
	return p.aside && !p.inner && (p.gridOf.known() || l.form.isCaption(readLabel(p.cell.Text)) || l.form.isCaption(readLabel(unnumbered(p.cell.Text))) || unitLine(trimText(p.cell.Text)) != "")
}

// isBetween tells a number where a row and a column of the grid meet that the form
// does not ask for: 执行率 of the row 当年财政拨款.
func isBetween(l *layout, p *place) bool {
	if p.cell.Kind == hengji.CellText {
		if _, number := readTyped(trimText(p.cell.Text)); !number {
			return false
		}
	}
	row, column := false, false
	for _, other := range l.grid.rows[p.row] {
		row = row || other.gridOf.rowRank != noMatch && other.area.LastColumn < int(p.cell.Column)
	}
	for number, headers := range l.grid.headers {
		for _, header := range headers {
			column = column || number < p.row && int(p.cell.Column) >= header.area.FirstColumn && int(p.cell.Column) <= header.area.LastColumn
		}
	}
	return row && column
}

// unfilledCells accounts for the cells of a sheet of the template that nobody filled
// in: what is no part of it nobody reads.
func (s *sheetReader) unfilledCells(l *layout, row *hengji.Row, first int, inside innerTable) {
	if !inside.holds(row) && row.Number < first {
		s.left.titles(row, s.sheet.Merges)
		return
	}
	header := inside.holds(row) && row.Number <= inside.header.last
	places, at, note := l.grid.rows[row.Number], 0, false
	for k := range row.Cells {
		cell := &row.Cells[k]
		if isBlankCell(cell) {
			s.left.used(1)
			continue
		}
		p := places[at]
		at++
		text := trimText(cell.Text)
		switch {
		case len(p.pieces) > 0 && !p.pieces[len(p.pieces)-1].inCell, p.gridOf.known(), l.isPart(p), header:
			s.left.used(1)
		case cell.Kind == hengji.CellText && (s.form.isMissing(text) || s.form.inner.knows(text) || s.form.isCaption(readLabel(text))),
			cell.Flags&hengji.HasFormula != 0:
			s.left.used(1)
		case p.used && cell.Kind == hengji.CellNumber && !l.isMoney(p), inside.holds(row) && s.form.inner.prepared(inside.header, row, cell):
			s.left.used(1)
		default:
			note = s.left.note(row.Number, cell, note)
		}
	}
}

// isMoney tells the value of a field of money.
func (l *layout) isMoney(p *place) bool {
	for i, at := range l.found {
		if at != nil && at.value == &p.cell {
			return moneyYuan[l.form.fields[i].unit] != 0
		}
	}
	return false
}

// prepared tells a cell of a table's row that names its group, or its total.
func (f *formPlan) prepared(h *header, row *hengji.Row, cell *hengji.Cell) bool {
	if f.endsAt(h, row) {
		return true
	}
	for i, fp := range f.fields {
		if fp.field.Inherits && h.columns[i] == int(cell.Column) {
			return true
		}
	}
	return false
}
