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
		case p.used, len(p.pieces) > 0, l.isPart(p), isUnit(p) && at > 1 && (places[at-2].used || len(places[at-2].pieces) > 0):
			s.left.used(1)
			note = false
		case l.twice[row.Number] && cell.Kind == hengji.CellNumber:
			s.left.named(1) // LABEL-DUPLICATE
		case cell.Kind == hengji.CellText && s.form.isMissing(text), l.isBetween(p):
			s.left.used(1)
		default:
			note = s.left.note(row.Number, cell, note)
		}
	}
}

// isPart is true of a caption, a label of the grid or the line of the unit: parts of the
// form. A caption that states an amount is none.
func (l *layout) isPart(p *place) bool {
	return p.aside && !p.inner && (p.gridOf.known() || l.form.isCaption(readLabel(p.cell.Text)) || l.form.isCaption(readLabel(unnumbered(p.cell.Text))) || unitLine(trimText(p.cell.Text)) != "")
}

// isUnit is true of 万元 alone, as it is printed behind the place of an amount.
func isUnit(p *place) bool {
	return p.cell.Kind == hengji.CellText && len(p.cell.Text) <= 30 && unitWords[flatten(foldSpaces(p.cell.Text))] != ""
}

// mostRate is more than a rate or a score that is worth printing.
const mostRate = 1000

// isBetween is true of a rate or a score where a row and a column of the grid meet that
// the form does not ask for: 执行率 of the row 当年财政拨款. An amount there is nobody's.
func (l *layout) isBetween(p *place) bool {
	number, ok := readTyped(trimText(p.cell.Text))
	if !ok || number.value > mostRate*hengji.DecimalOne || number.value < 0 {
		return false
	}
	if !slices.ContainsFunc(l.grid.rows[p.row], func(label *place) bool {
		return label.gridOf.rowRank != noMatch && label.area.LastColumn < int(p.cell.Column)
	}) {
		return false
	}
	column, last := -1, 0
	for row, headers := range l.grid.headers {
		for _, header := range headers {
			if row < p.row && row > last && int(p.cell.Column) >= header.area.FirstColumn && int(p.cell.Column) <= header.area.LastColumn {
				column, last = header.gridOf.column, row
			}
		}
	}
	return column >= 0 && !slices.ContainsFunc(l.form.fields, func(f *fieldPlan) bool { return f.gridCol == column && moneyYuan[f.unit] != 0 })
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

// isMoney is true of the value of a field of money.
func (l *layout) isMoney(p *place) bool {
	for i, at := range l.found {
		if at != nil && at.value == &p.cell {
			return moneyYuan[l.form.fields[i].unit] != 0
		}
	}
	return false
}

// prepared is true of a cell of a table's row that names its group, or its total.
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
