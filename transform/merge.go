package transform

import (
	"cmp"
	"slices"

	"hengji"
)

// merged is one merge of the data area.
type merged struct {
	area     hengji.Range
	top      *hengji.Cell // what it shows; nil for nothing
	read     bool         // its value was read for a record, and remarked on
	reported bool         // CELL-MERGED was said
	row      int          // of the first record that it covers
}

// merges follows the merged cells of a table while its rows go by. At most one
// covers a column at a time.
type merges struct {
	areas  []hengji.Range // by first row
	next   int
	active []*merged // of each field
}

// newMerges keeps the merges below the header that touch a column that is read.
func newMerges(sheet *hengji.Sheet, h *header, fields int) *merges {
	m := &merges{active: make([]*merged, fields)}
	for _, area := range sheet.Merges {
		if area.LastRow <= h.last || area.FirstRow == area.LastRow && area.FirstColumn == area.LastColumn {
			continue
		}
		if slices.ContainsFunc(h.columns, func(column int) bool { return column >= area.FirstColumn && column <= area.LastColumn }) {
			m.areas = append(m.areas, area)
		}
	}
	slices.SortFunc(m.areas, func(a, b hengji.Range) int { return cmp.Compare(a.FirstRow, b.FirstRow) })
	return m
}

// advance goes on to a row: merges that ended go, those that begin come.
func (m *merges) advance(row *hengji.Row, columns []int) {
	if m.next == len(m.areas) && m.active == nil {
		return
	}
	live := false
	for i, a := range m.active {
		if a == nil {
			continue
		}
		if a.area.LastRow < row.Number {
			m.active[i] = nil
		} else {
			live = true
		}
	}
	for m.next < len(m.areas) && m.areas[m.next].FirstRow <= row.Number {
		area := m.areas[m.next]
		m.next++
		if area.LastRow < row.Number {
			continue
		}
		a := &merged{area: area}
		if area.FirstRow == row.Number {
			if cell := row.Cell(area.FirstColumn); cell != nil && !isBlankCell(cell) {
				kept := *cell // the row is only good until the next one
				a.top = &kept
			}
		}
		for i, column := range columns {
			if column >= area.FirstColumn && column <= area.LastColumn {
				m.active[i], live = a, true
			}
		}
	}
	if !live && m.next == len(m.areas) {
		m.active = nil // the rest of the table has none
	}
}

// readMerged reads the fields of a data row that a merge covers: filled down
// where the form says so, else blank, and reported once a merge. A merge without a
// value is one blank, which its first record tells.
func (t *table) readMerged(row int) {
	for i, a := range t.merges.active {
		if a == nil {
			continue
		}
		if a.row == 0 {
			a.row = row
		}
		if a.top == nil {
			if s := &t.slots[i]; row > a.row && s.state == blank && t.form.fields[i].field.Required {
				s.state = spoiled
			}
			continue
		}
		f, column := t.form.fields[i], t.header.columns[i]
		if row == a.area.FirstRow && column == a.area.FirstColumn {
			a.read = true
			continue // the cell itself, which was read with its row
		}
		if t.unread[i] {
			continue
		}
		if f.field.FillDown && column == a.area.FirstColumn {
			t.quiet = a.read
			t.read(f, a.top, row, column)
			t.slots[i].row = a.area.FirstRow
			t.moveRemarks(row, a.area.FirstRow, f)
			t.quiet, a.read = false, true
			t.cells = append(t.cells, hengji.FieldCell{
				Submission: t.submission, Form: t.form.form.Name, Sheet: t.sheet, Row: row,
				Field: f.field.Name, Column: column, CellRow: a.area.FirstRow,
			})
			continue
		}
		s := &t.slots[i]
		*s = slot{code: -1, row: row, column: column, state: spoiled}
		if !a.reported {
			a.reported = true
			shown := *s
			shown.row, shown.column = max(a.area.FirstRow, t.header.last+1), a.area.FirstColumn
			t.report(hengji.RuleCellMerged, f, &shown,
				hengji.CellName(a.area.FirstRow, a.area.FirstColumn)+":"+hengji.CellName(a.area.LastRow, a.area.LastColumn), "", "")
		}
	}
}

// moveRemarks puts what was reported of a filled-down cell where that cell is.
func (t *table) moveRemarks(from, to int, f *fieldPlan) {
	for i := range t.remarks {
		if r := &t.remarks[i]; r.Row == from && r.Field == f.field.Name {
			r.Row = to
		}
	}
}
