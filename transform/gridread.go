package transform

import (
	"slices"

	"hengji"
)

// gridLabel is what a cell says as a label of the form's grid. A text may be both
// a row's label and a column's; -1 where it is none.
type gridLabel struct {
	row, column         int
	rowRank, columnRank rank
	unit                string
}

func (l gridLabel) known() bool { return l.rowRank != noMatch || l.columnRank != noMatch }

// gridLabel looks a folded label up among the rows and columns of the grid.
func (f *formPlan) gridLabel(l label) gridLabel {
	found := gridLabel{row: -1, column: -1, unit: l.unit}
	look := func(index labelIndex) (int, rank) {
		for _, key := range []string{l.whole, l.base} {
			if hit, ok := index[key]; ok && key != "" && !hit.shared {
				return hit.field, hit.rank
			}
		}
		return -1, noMatch
	}
	found.row, found.rowRank = look(f.gridRows)
	found.column, found.columnRank = look(f.gridCols)
	return found
}

// crossing is where the labels of a grid field's row and column meet.
type crossing struct {
	row, column *place
	value       *place // nil for a blank
	several     bool   // two values stand there
	twice       *place // a second row of the same label, with another value
	other       *place // the value of a row of another label for the same field
}

// crossings finds the values of the form's grid: for every field the cell in the
// row of its row label, below the nearest column label above that row. Where
// labels are merged, values may stand in any of the rows and columns that they
// cover.
func (l *layout) crossings() {
	reported := map[*place]bool{}
	caption, line := l.moneyUnit()
	for i, f := range l.form.fields {
		if f.gridRow < 0 || f.gridCol < 0 {
			continue
		}
		best, ok := l.crossing(f)
		if !ok {
			continue
		}
		if p := best.twice; p != nil && !reported[p] {
			reported[p], l.twice[p.row] = true, true
			l.out.add(hengji.Remark{
				Rule: hengji.RuleLabelDuplicate, Sheet: l.sheet, Row: p.row, Column: int(p.cell.Column), Form: l.form.form.Name,
				Field: f.field.Name, Label: f.field.Label, Got: quoted(trimText(p.cell.Text)),
				Want: hengji.CellName(best.row.row, int(best.row.cell.Column)) + "、" + hengji.CellName(p.row, int(p.cell.Column)),
			})
		}
		at := &found{label: best.row, rank: best.row.gridOf.rowRank, row: best.row.row, column: best.column.area.FirstColumn}
		if best.value != nil {
			best.value.used = true
			at.value, at.row, at.column = &best.value.cell, best.value.row, int(best.value.cell.Column)
		}
		if best.other != nil {
			best.other.used = true
			l.twoPlaces(f, at, &found{value: &best.other.cell, row: best.other.row, column: int(best.other.cell.Column)})
		}
		at.several = best.several
		l.found[i] = at
		l.rows[best.row.row], l.rows[best.column.row] = true, true
		best.row.used, best.column.used = true, true
		l.otherUnit(f, best, caption, line, reported)
	}
}

// otherUnit refuses an amount whose column, row or block names another unit of
// money, and tells it once at that label.
func (l *layout) otherUnit(f *fieldPlan, at crossing, caption *place, line string, reported map[*place]bool) {
	if moneyYuan[f.unit] == 0 {
		return
	}
	where, unit := caption, line
	for _, p := range []*place{at.row, at.column} {
		if moneyYuan[p.gridOf.unit] != 0 {
			where, unit = p, p.gridOf.unit
		}
	}
	if where == nil || unit == "" || unit == f.unit {
		return
	}
	l.found[f.index].unread = true
	if reported[where] {
		return
	}
	reported[where] = true
	l.out.add(hengji.Remark{
		Rule: hengji.RuleLabelUnit, Sheet: l.sheet, Row: where.row, Column: int(where.cell.Column), Form: l.form.form.Name,
		Field: f.field.Name, Label: f.field.Label, Got: quoted(trimText(where.cell.Text)), Want: f.field.Unit,
	})
}

// moneyUnit is the unit of money that a caption (项目资金（元）) or a line above the
// table (单位：元) names for all amounts.
func (l *layout) moneyUnit() (where *place, unit string) {
	for _, p := range l.grid.places {
		if p.inner || p.cell.Kind != hengji.CellText || len(p.cell.Text) > longestLabel {
			continue
		}
		named := unitLine(trimText(p.cell.Text))
		if read := readLabel(p.cell.Text); l.form.isCaption(read) {
			named = read.unit
		}
		if moneyYuan[named] != 0 {
			where, unit = p, named
		}
	}
	return where, unit
}

// crossing finds a field's row and column. Of several rows the canonical label
// stands before an alias, and the lower before the upper: what a block calls 合计
// stands above the 合计 of the whole. Two of the same kind under one header that
// both hold a value are reported.
func (l *layout) crossing(f *fieldPlan) (best crossing, ok bool) {
	for _, p := range l.grid.rowLabels[f.gridRow] {
		header := l.columnAbove(f, p)
		if header == nil || p.gridOf.row != f.gridRow { // a caption beside it told another row
			continue
		}
		if l.grid.isGroup(p, header.area) {
			continue
		}
		at := crossing{row: p, column: header}
		l.valueAt(&at)
		switch {
		case !ok:
			best, ok = at, true
		case p.gridOf.rowRank > best.row.gridOf.rowRank:
			at.other = best.beside(at)
			best = at
		case p.gridOf.rowRank < best.row.gridOf.rowRank:
			if best.other == nil {
				best.other = at.beside(best)
			}
		case header == best.column && best.value != nil && at.value != nil:
			best.twice = p
		case header != best.column || best.value == nil:
			best = at
		}
	}
	return best, ok
}

// beside is the value of a row that is passed over for another of the same field,
// under the same header. A bare 合计 may be of another block, and is passed over in
// silence.
func (at crossing) beside(read crossing) *place {
	if at.column != read.column || slices.Contains(bareTotals, flatten(foldSpaces(at.row.cell.Text))) {
		return nil
	}
	return at.value
}

var bareTotals = []string{"合计", "总计", "小计", "共计"}

// columnAbove is the nearest label of a field's column above a row, to the right
// of the row's label.
func (l *layout) columnAbove(f *fieldPlan, row *place) *place {
	var best *place
	for _, p := range l.grid.columnLabels[f.gridCol] {
		if p.row >= row.row || p.area.LastColumn <= row.area.FirstColumn {
			continue
		}
		if best == nil || p.row > best.row || p.row == best.row && p.gridOf.columnRank > best.gridOf.columnRank {
			best = p
		}
	}
	return best
}

// valueAt looks for the value where a row and a column meet. A cell that begins
// under another column's label is that one's, however far it is merged.
func (l *layout) valueAt(at *crossing) {
	header := at.column.area
	for row := at.row.row; row <= min(at.row.area.LastRow, at.row.row+3); row++ {
		if l.grid.labelled(row, at.row, header) {
			continue // 公用经费, merged down beside 办公经费
		}
		for _, p := range l.grid.rows[row] {
			first := int(p.cell.Column)
			if p == at.row || p.gridOf.known() && p.inner == at.row.inner || first > header.LastColumn || p.area.LastColumn < header.FirstColumn {
				continue
			}
			if first < header.FirstColumn && (first <= at.row.area.LastColumn || l.underOther(at.column, first)) {
				continue
			}
			if p.cell.Kind == hengji.CellText && l.form.isMissing(trimText(p.cell.Text)) {
				continue
			}
			if at.value != nil {
				at.several = true
				continue
			}
			at.value = p
		}
	}
}

// labelled reports whether a row that a label is merged down over has another
// row's label between that one and the column's header.
func (g *grid) labelled(row int, label *place, header hengji.Range) bool {
	for _, p := range g.rows[row] {
		if p.gridOf.rowRank != noMatch && p.gridOf.row != label.gridOf.row && p.inner == label.inner &&
			int(p.cell.Column) > label.area.LastColumn && p.area.LastColumn < header.FirstColumn {
			return true
		}
	}
	return false
}

// isGroup is true of a label that only heads the rows it is merged down over: each of
// them has a label of its own.
func (g *grid) isGroup(label *place, header hengji.Range) bool {
	for row := label.row; row <= min(label.area.LastRow, label.row+3); row++ {
		if !g.labelled(row, label, header) {
			return false
		}
	}
	return true
}

// underOther reports whether a column lies under another label of the same header
// row.
func (l *layout) underOther(header *place, column int) bool {
	for _, p := range l.grid.headers[header.row] {
		if p != header && column >= p.area.FirstColumn && column <= p.area.LastColumn {
			return true
		}
	}
	return false
}
