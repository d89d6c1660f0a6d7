package transform

import (
	"hengji"
)

// layout reads a sheet in form layout: one record, each value beside or below
// its label.
type layout struct {
	reader
	grid  *grid
	found []*found // of each field; nil where its label is nowhere
	rows  map[int]bool
	twice map[int]bool // rows whose label another row has too; reported
	cells []hengji.FieldCell
}

// found is where a field's label and value stand.
type found struct {
	label  *place
	rank   rank
	value  *hengji.Cell // nil for a blank
	row    int          // of the value, or where it would stand
	column int

	several bool // two values stand there
	unread  bool // its label names another unit: reported there
}

// readLayout reads the one record of a form layout; row is its first label's, 0
// where no label was found. The rows of a table inside the form are left to it.
func readLayout(r reader, sheet *hengji.Sheet, rows []hengji.Row, submission int64, table hengji.Range) (l *layout, row int) {
	l = &layout{reader: r, found: make([]*found, len(r.form.fields)), rows: map[int]bool{}, twice: map[int]bool{}}
	l.grid = newGrid(sheet, rows, r.form, table, r.period)
	for _, number := range l.grid.order {
		below := l.grid.isLabelRow(number)
		for _, p := range l.grid.rows[number] {
			if number <= titleRows && !p.inner {
				l.titleYear(l.sheet, number, &p.cell)
			}
			if len(p.pieces) > 0 && !p.used {
				l.readLabelCell(p, below)
				if row == 0 {
					row = number
				}
			}
		}
	}
	l.crossings()
	for _, at := range l.found {
		if at != nil && (row == 0 || at.label.row < row) {
			row = at.label.row
		}
	}
	if row == 0 {
		return l, 0
	}
	l.nearLabels()
	l.begin(row)
	for i, f := range r.form.fields {
		at := l.found[i]
		if at == nil {
			l.missing(f, row)
			continue
		}
		l.read(f, at.value, at.row, at.column)
		if at.value != nil {
			l.look(f, at.value, false)
		}
		switch s := &l.slots[i]; {
		case at.unread:
			*s = slot{code: -1, row: at.row, column: at.column, state: spoiled}
		case at.several:
			l.spoil(hengji.RuleCellTwoValues, f, s, at.value.Text, "", "")
		}
		l.cells = append(l.cells, hengji.FieldCell{
			Submission: submission, Form: r.form.form.Name, Sheet: r.sheet, Row: row,
			Field: f.field.Name, Column: at.column, CellRow: at.row,
		})
	}
	for i, f := range r.form.fields {
		for _, to := range l.split(f) {
			if l.found[to] == nil {
				l.cells = append(l.cells, hengji.FieldCell{
					Submission: submission, Form: r.form.form.Name, Sheet: r.sheet, Row: row,
					Field: r.form.fields[to].field.Name, Column: l.slots[i].column, CellRow: l.slots[i].row,
				})
			}
		}
	}
	l.blankFields()
	return l, row
}

// readLabelCell reads what a label's cell says, and finds the value of its last label.
func (l *layout) readLabelCell(p *place, below bool) {
	p.used = true
	l.rows[p.row] = true
	for n, one := range p.pieces {
		at := &found{label: p, rank: one.rank, row: p.row, column: int(p.cell.Column)}
		switch {
		case one.inCell:
			at.value = &hengji.Cell{Column: p.cell.Column, Kind: hengji.CellText, Flags: p.cell.Flags | hengji.BehindLabel, Text: one.value}
		case n == len(p.pieces)-1:
			field := l.form.fields[one.field].field
			if !field.Below || !l.textBelow(p, at) {
				l.valueOf(p, at, below, isNumeric(field))
			}
			if field.Below && at.value == nil {
				at.row, at.column = p.area.LastRow+1, p.area.FirstColumn // where it would stand
			}
		}
		l.keep(one.field, at)
	}
}

// valueOf looks for the value of a label: the next cell to its right, where that
// is no label; below it in a row of labels only.
func (l *layout) valueOf(p *place, at *found, below, numeric bool) {
	at.column = p.area.LastColumn + 1
	value := l.grid.right(p)
	if below {
		value = l.grid.below(p)
		at.row, at.column = p.area.LastRow+1, p.area.FirstColumn
	}
	if value == nil || isUnit(value) && numeric || len(value.pieces) > 0 || value.used || value.aside || unitLine(trimText(value.cell.Text)) != "" {
		return
	}
	value.used = true
	l.rows[value.row] = true
	at.value, at.row, at.column = &value.cell, value.row, int(value.cell.Column)
}

func isNumeric(field *hengji.Field) bool {
	return field.Kind == hengji.Number || field.Kind == hengji.Integer
}

// textBelow reads the text that stands below its label, in one cell or in
// several below each other; false where there is none.
func (l *layout) textBelow(p *place, at *found) bool {
	places := l.grid.under(p)
	if len(places) == 0 {
		return false
	}
	value := places[0].cell
	for n, one := range places {
		one.used = true
		l.rows[one.row] = true
		if n > 0 {
			value.Kind, value.Text = hengji.CellText, value.Text+"\n"+one.cell.Text
		}
	}
	at.value, at.row, at.column = &value, places[0].row, int(value.Column)
	return true
}

// keep settles two cells for one field: a canonical label stands before an alias,
// one with a value before one without. Two values that differ are reported; of what two
// labels name only numbers, as 经办人 and 联系人 may be two people.
func (l *layout) keep(field int, at *found) {
	old := l.found[field]
	switch {
	case old == nil:
		l.found[field] = at
	case at.value == nil:
	case old.value == nil:
		l.found[field] = at
	case at.rank > old.rank:
		l.twoPlaces(l.form.fields[field], at, old)
		l.found[field] = at
	case at.rank < old.rank:
		l.twoPlaces(l.form.fields[field], old, at)
	case at.rank == old.rank && trimText(at.value.Text) != trimText(old.value.Text):
		f := l.form.fields[field]
		// Two 报送单位 are never two reporters.
		if f.field.Identifies == "" && readLabel(at.label.cell.Text).whole != readLabel(old.label.cell.Text).whole {
			l.twoPlaces(f, old, at)
			return
		}
		l.out.add(hengji.Remark{
			Rule: hengji.RuleLabelDuplicate, Sheet: l.sheet, Row: at.label.row, Column: int(at.label.cell.Column), Form: l.form.form.Name,
			Field: f.field.Name, Label: f.field.Label, Got: f.field.Label,
			Want: hengji.CellName(old.label.row, int(old.label.cell.Column)) + "、" + hengji.CellName(at.label.row, int(at.label.cell.Column)),
		})
	}
}

// twoPlaces reports a number that stands in two places and differs, at the one that
// is not read.
func (l *layout) twoPlaces(f *fieldPlan, read, left *found) {
	if !isNumeric(f.field) || read.value == nil || left.value == nil {
		return
	}
	got, want := trimText(left.value.Text), trimText(read.value.Text)
	one, _, err := hengji.ParseDecimal(got)
	other, _, otherErr := hengji.ParseDecimal(want)
	if got == want || err == nil && otherErr == nil && one == other || l.form.isMissing(got) || l.form.isMissing(want) {
		return
	}
	l.out.add(hengji.Remark{
		Rule: hengji.RuleLabelTwoPlaces, Sheet: l.sheet, Row: left.row, Column: left.column, Form: l.form.form.Name,
		Field: f.field.Name, Label: f.field.Label, Got: quoted(got), Want: quoted(want),
	}, hengji.CellName(read.row, read.column))
}

// nearLabels reads cells that are close to exactly one label that is nowhere.
func (l *layout) nearLabels() {
	for i, f := range l.form.fields {
		if l.found[i] != nil || f.unsought {
			continue
		}
		var near *place
		several := false
		for _, p := range l.grid.places {
			if p.used || p.aside || p.cell.Kind != hengji.CellText || !f.isNear(readLabel(p.cell.Text)) {
				continue
			}
			several = near != nil
			near = p
		}
		if near == nil || several || l.isNearOther(near, i) {
			continue
		}
		near.used = true
		at := &found{label: near, row: near.row, column: int(near.cell.Column)}
		l.valueOf(near, at, false, isNumeric(f.field))
		l.found[i] = at
		l.out.add(hengji.Remark{
			Rule: hengji.RuleLabelSimilar, Sheet: l.sheet, Row: near.row, Column: int(near.cell.Column), Form: l.form.form.Name,
			Field: f.field.Name, Label: f.field.Label, Got: quoted(trimText(near.cell.Text)), Want: f.field.Label,
		})
	}
}

func (l *layout) isNearOther(p *place, field int) bool {
	for i, f := range l.form.fields {
		if i != field && l.found[i] == nil && !f.unsought && f.isNear(readLabel(p.cell.Text)) {
			return true
		}
	}
	return false
}

// missing reports a label that is nowhere on the form. Of those that are not
// required only what tells whose the submission is matters: a cover of one's own
// has other lines than ours.
func (l *layout) missing(f *fieldPlan, row int) {
	rule := hengji.RuleLabelMissingOptional
	switch {
	case f.field.Required:
		rule = hengji.RuleLabelMissing
	case f.field.Identifies != "region" && f.field.Identifies != "period":
		return
	}
	l.out.add(hengji.Remark{
		Rule: rule, Sheet: l.sheet, Row: row, Form: l.form.form.Name,
		Field: f.field.Name, Label: f.field.Label, Want: f.field.Label,
	})
}
