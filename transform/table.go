package transform

import (
	"hengji"
)

// table reads the rows of one sheet below its header.
type table struct {
	reader
	submission int64
	pool       *Pool
	emit       func(*hengji.Batch) error
	batch      *hengji.Batch // nil between batches
	header     *header
	merges     *merges
	totals     totals
	account    *hengji.SheetAccount
	left       *unread
	cells      []hengji.FieldCell

	outer   *grid              // of the form that the table stands in; nil for none
	carried []slot             // of each field that the enclosing form fills; nil for none
	places  []hengji.FieldCell // where those stand
	above   []slot             // of each field that a blank inherits from
	once    []string           // the last value of each field that may be merged down

	at            []*fieldPlan    // of each column; nil where none is read
	labelText     []string        // of each column
	headerTexts   map[string]bool // what stands in the header, for pages that say it again
	unread        []bool          // fields whose column is not read: it has another unit
	seen          []bool          // fields with a value in some row
	extra         []*headerLabel  // of each column: the label that no field knows; nil for none
	firstRequired int             // columns of the leftmost required, labelled and totalled fields
	firstLabelled int
	firstTotalled int
	unique        []map[string]int // of each field in form.unique: value → row

	hiddenRows runs
	blanks     runs // seen since the last data row
	inside     runs // blank rows between data rows
	lastRow    int
	lastData   int
	notes      bool // a line below the table was seen
	partsTo    int  // the last row of parts
	parts      runs
	partTexts  []string
	waiting    []waitingCell // of lines between groups, until a row follows
	afterNotes bool          // the last row was data below notes
}

func newTable(r reader, sheet *hengji.Sheet, h *header, above []hengji.Row) *table {
	t := &table{reader: r, header: h}
	n := len(t.form.fields)
	t.once = make([]string, n)
	t.unread, t.seen, t.above = make([]bool, n), make([]bool, n), make([]slot, n)
	t.settle(h, above)
	for i := 0; i < len(above) && above[i].Number < h.first && t.form.outer == nil; i++ {
		for n := range above[i].Cells {
			t.titleYear(t.sheet, above[i].Number, &above[i].Cells[n])
			t.titleUnit(t.sheet, above[i].Number, &above[i].Cells[n])
		}
	}
	for n := range h.labels {
		l := &h.labels[n]
		last := min(l.lastColumn, l.column+64) // merged labels of honest forms are narrower
		for len(t.labelText) <= last {
			t.extra, t.labelText, t.at = append(t.extra, nil), append(t.labelText, ""), append(t.at, nil)
		}
		for c := l.column; c <= last && t.isExtra(l); c++ {
			t.extra[c] = l
		}
		t.labelText[l.column] = l.own
		if t.firstLabelled == 0 {
			t.firstLabelled = l.column
		}
	}
	for i, f := range t.form.fields {
		column := h.columns[i]
		if column == 0 {
			continue
		}
		t.at[column] = f
		if f.field.Required && (t.firstRequired == 0 || column < t.firstRequired) {
			t.firstRequired = column
		}
		if f.field.Totalled && (t.firstTotalled == 0 || column < t.firstTotalled) {
			t.firstTotalled = column
		}
	}
	// A label merged over several columns: its values stand in any of them.
	for _, l := range h.labels {
		if l.field < 0 || h.columns[l.field] != l.column {
			continue
		}
		for c := l.column + 1; c <= l.lastColumn && c < len(t.at) && t.labelText[c] == ""; c++ {
			if t.at[c] == nil {
				t.at[c] = t.form.fields[l.field]
			}
		}
	}
	if t.firstRequired == 0 {
		t.firstRequired = t.firstLabelled + 1 // past the margin's number
	}
	t.merges = newMerges(sheet, h, n)
	t.totals = newTotals(t.form, h)
	for range t.form.unique {
		t.unique = append(t.unique, map[string]int{})
	}
	t.lastRow = h.last
	return t
}

// fieldAt is the field that a column is read for; nil for none.
func (t *table) fieldAt(column int) *fieldPlan {
	if column >= len(t.at) {
		return nil
	}
	return t.at[column]
}

// row reads one row below the header.
func (t *table) row(row *hengji.Row) error {
	t.merges.advance(row, t.header.columns)
	if gap := row.Number - t.lastRow; gap > 1 && t.lastData > 0 {
		t.blanks.add(t.lastRow + 1)
		t.blanks.stretch(row.Number - 1)
	}
	t.lastRow = row.Number
	v := t.judge(row)
	if v.class != blankRow && v.class != groupRow && !v.lone { // which may be a stray number
		t.settleWaiting(!t.notes && (v.class == dataRow || v.class == totalRowClass || v.class == figureRow))
	}
	switch v.class {
	case dataRow:
		t.account.Read++
		if t.notes && !t.afterNotes {
			t.out.add(hengji.Remark{Rule: hengji.RuleRowAfterNotes, Sheet: t.sheet, Row: row.Number, Form: t.form.form.Name})
		}
		t.afterNotes = t.notes
		return t.dataRow(row)
	case blankRow:
		t.account.Blank++
		t.left.used(len(row.Cells))
		if t.lastData > 0 {
			t.blanks.add(row.Number)
		}
		return nil
	default:
		t.afterNotes = false
		t.otherRow(row, v)
		return nil
	}
}

// otherRow accounts for a row that is neither a record nor blank.
func (t *table) otherRow(row *hengji.Row, v verdict) {
	switch v.class {
	case totalRowClass:
		t.account.Total++
		t.totalRow(row, v.label, v.sub)
		t.totalCells(row, v.column)
	case figureRow:
		t.account.Total++
		t.totalCells(row, v.column)
	case partRow:
		t.account.Total++
		t.partRow(row)
	case noteRow, endRow:
		t.account.Note++
		t.notes = true
		t.left.notes(row)
	case groupRow:
		t.account.Note++
		t.heading(row)
		t.wait(row)
	case headerRow:
		t.account.Header++
		t.headerCells(row)
	case hintRow:
		t.account.Header++
		t.left.used(len(row.Cells))
	case sampleRow:
		t.account.Note++
		t.sampleRow(row)
	case strayRow:
		t.account.Note++
		t.strayCells(row)
	}
}

// dataRow reads one record.
func (t *table) dataRow(row *hengji.Row) error {
	t.inside.join(&t.blanks)
	t.lastData = row.Number
	if row.Hidden {
		t.hiddenRows.add(row.Number)
	}
	t.begin(row.Number)
	for i, column := range t.header.columns {
		t.slots[i].column = column
	}
	for i := range t.carried {
		if t.form.fields[i].carried >= 0 {
			t.slots[i] = t.carried[i]
		}
	}
	struck := t.rowCells(row)
	if t.merges.active != nil {
		t.readMerged(row.Number)
	}
	for i, unread := range t.unread {
		if unread {
			t.slots[i].state = spoiled // reported at the label
		}
	}
	if struck {
		t.remarks = append(t.remarks, hengji.Remark{Rule: hengji.RuleRowStruck, Sheet: t.sheet, Row: row.Number, Form: t.form.form.Name})
	}
	t.inherit(row.Number)
	t.byUnitBeside()
	for i, f := range t.form.fields {
		for _, to := range t.split(f) {
			if t.header.columns[to] != 0 {
				t.place(row.Number, to, &t.slots[i])
			}
			t.seen[to] = true
		}
	}
	for _, cell := range t.places {
		cell.Row = row.Number
		t.cells = append(t.cells, cell)
	}
	t.filledOnce()
	t.blankFields()
	t.uniqueFields(row.Number)
	t.flush()
	for i := range t.slots {
		if t.slots[i].state != blank {
			t.seen[i] = true
		}
	}
	t.totals.add(t.slots, t.form, row.Number)
	return t.append(row.Number)
}

// rowCells reads the cells of a record; true where a value that a record cannot be
// without is struck through, which is reported of the row.
func (t *table) rowCells(row *hengji.Row) (struck bool) {
	struck = t.isStruck(row)
	for k := range row.Cells {
		cell := &row.Cells[k]
		column := int(cell.Column)
		f := t.fieldAt(column)
		switch {
		case isBlankCell(cell):
			t.left.used(1)
			if f != nil && column == t.header.columns[f.index] && !t.unread[f.index] {
				t.read(f, cell, row.Number, column)
			}
		case t.covered(row.Number, cell):
			t.left.add(row.Number, cell)
		case f == nil:
			t.strangeColumn(cell, row.Number)
		case t.unread[f.index]:
			t.left.named(1) // at its label
		case column != t.header.columns[f.index] && !t.elsewhere(f, cell, row.Number):
		default:
			t.left.used(1)
			t.read(f, cell, row.Number, column)
			t.look(f, cell, struck)
		}
	}
	return struck
}

// isStruck reports whether a row is taken for deleted: a cell of it is struck that must be
// filled, or is of its key.
func (t *table) isStruck(row *hengji.Row) bool {
	for k := range row.Cells {
		cell := &row.Cells[k]
		if cell.Flags&hengji.Struck == 0 || isBlankCell(cell) {
			continue
		}
		if f := t.fieldAt(int(cell.Column)); f != nil && (f.field.Required || f.key) && !t.unread[f.index] {
			return true
		}
	}
	return false
}

// elsewhere takes a value that stands under a merged label, but not in its first
// column; false where that one has a value already: both are reported.
func (t *table) elsewhere(f *fieldPlan, cell *hengji.Cell, row int) bool {
	s := &t.slots[f.index]
	if s.state != blank {
		if s.state == filled {
			t.spoil(hengji.RuleCellTwoValues, f, s, s.String(f)+"、"+cell.Text, "", "")
			t.left.named(1)
		} else {
			t.left.add(row, cell)
		}
		return false
	}
	t.place(row, f.index, &slot{row: row, column: int(cell.Column)})
	return true
}

// place notes that a record's field stands elsewhere than in its column.
func (t *table) place(row, field int, at *slot) {
	t.cells = append(t.cells, hengji.FieldCell{
		Submission: t.submission, Form: t.form.form.Name, Sheet: t.sheet, Row: row,
		Field: t.form.fields[field].field.Name, Column: at.column, CellRow: at.row,
	})
}

// heading takes a line between groups for the rows below it: the groups that it
// names, those before them as they were. A line that names none ends them all.
func (t *table) heading(row *hengji.Row) {
	t.begin(row.Number)
	changed := false
	for i, f := range t.form.fields {
		column := t.header.columns[i]
		if !f.field.Inherits || column == 0 {
			continue
		}
		if cell := row.Cell(column); cell != nil {
			t.read(f, cell, row.Number, column)
		}
		if t.slots[i].state != blank || changed {
			t.above[i], changed = t.slots[i], true
		}
	}
	if !changed {
		clear(t.above)
	}
	t.flush()
}

// append adds the record to the batch and hands a full one over.
func (t *table) append(row int) error {
	if t.batch == nil {
		t.batch = t.pool.Get()
		t.batch.Reset(t.form.form, t.submission, t.sheet)
	}
	t.appendTo(t.batch, row)
	if len(t.batch.Rows) < hengji.BatchRows {
		return nil
	}
	return t.handOver()
}

// handOver gives the batch to the caller; one that it does not take goes back to
// the pool.
func (t *table) handOver() error {
	batch := t.batch
	if t.batch = nil; batch == nil {
		return nil
	}
	if err := t.emit(batch); err != nil {
		t.pool.Put(batch)
		return err
	}
	return nil
}

// release gives back a batch that will not be handed over.
func (t *table) release() {
	if t.batch != nil {
		t.pool.Put(t.batch)
		t.batch = nil
	}
}
