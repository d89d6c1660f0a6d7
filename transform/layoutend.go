package transform

import (
	"slices"
	"strconv"

	"hengji"
)

// endLayout reads a form layout, all of whose rows are in, and the table inside
// it.
func (s *sheetReader) endLayout() error {
	if s.other != nil {
		s.setAside(s.preamble)
		s.ambiguous()
		return nil
	}
	s.onlyFirst()
	inside := newInnerTable(s.form, s.sheet, s.preamble, s.book.period)
	if s.form.inner != nil && s.unfilled(inside) {
		return nil
	}
	r := newReader(s.book.plan, s.form, s.sheet, s.book.period, s.book.out)
	l, first := readLayout(r, s.sheet, s.preamble, s.book.submission.ID, inside.rows)
	if first == 0 {
		s.setAside(s.preamble)
		s.noHeader()
		return nil
	}
	if s.beyond {
		s.book.out.add(hengji.Remark{
			Rule: hengji.RuleSheetTooLong, Sheet: s.sheet.Name, Form: s.form.form.Name, Label: s.form.form.Title,
			Got: strconv.Itoa(s.preamble[len(s.preamble)-1].Number), Want: s.form.form.Title,
		})
	}
	s.layoutRows(l, first, inside)
	s.book.identify(l)
	l.flush()
	l.flushNoise()
	s.hidden()
	s.book.claim(s.form, claim{sheet: s.sheet.Name, data: true})
	s.book.result.Cells = append(s.book.result.Cells, l.cells...)
	batch := s.book.pool.Get()
	batch.Reset(s.form.form, s.book.submission.ID, s.sheet.Name)
	l.appendTo(batch, first)
	if err := s.book.emit(batch); err != nil {
		s.book.pool.Put(batch)
		return err
	}
	if s.form.inner == nil {
		return nil
	}
	return s.endInner(l, inside)
}

// layoutRows accounts for the rows around the table inside.
func (s *sheetReader) layoutRows(l *layout, first int, inside innerTable) {
	for i := range s.preamble {
		row := &s.preamble[i]
		switch {
		case inside.holds(row):
			continue
		case countTexts(row) == 0:
			s.account.Blank++
		case l.rows[row.Number]:
			s.account.Read++
		case row.Number < first:
			s.account.Title++
		default:
			s.account.Note++
		}
		s.layoutCells(l, row, first)
	}
}

// onlyFirst leaves out, and tells, a second form below the first on one sheet: a
// required label again, and a table's header below it.
func (s *sheetReader) onlyFirst() {
	if s.form.inner == nil {
		return
	}
	inside := newInnerTable(s.form, s.sheet, s.preamble, s.book.period)
	if inside.header == nil {
		return
	}
	tries := 20 // a sheet full of labels is no form at all
	for i := range s.preamble {
		row := &s.preamble[i]
		if row.Number <= inside.header.last || tries == 0 || !s.form.begins(row) {
			continue
		}
		tries--
		below := newHeaderFinder(s.sheet, s.preamble[i:min(len(s.preamble), i+preambleRows)], s.book.period).find(s.form.inner)
		if below == nil || !s.form.inner.enough(below, below.score) {
			continue
		}
		s.setAside(s.preamble[i:])
		s.preamble = s.preamble[:i]
		s.book.out.add(hengji.Remark{
			Rule: hengji.RuleSheetSeveralForms, Sheet: s.sheet.Name, Row: row.Number, Form: s.form.form.Name, Label: s.form.form.Title, Want: s.form.form.Title,
		})
		return
	}
}

// begins is true of a row with the label of a required field.
func (f *formPlan) begins(row *hengji.Row) bool {
	for k := range row.Cells {
		if row.Cells[k].Kind != hengji.CellText {
			continue
		}
		for _, one := range f.pieces(trimText(row.Cells[k].Text)) {
			if f.fields[one.field].field.Required {
				return true
			}
		}
	}
	return false
}

// innerTable is where a table stands inside the rows of a form layout.
type innerTable struct {
	header *header
	rows   hengji.Range // from the header's first row to the total that ends it
	late   map[int]bool // rows further down that are records all the same
}

// holds reports whether a row is the table's.
func (t *innerTable) holds(row *hengji.Row) bool {
	return t.header != nil && (row.Number >= t.rows.FirstRow && row.Number <= t.rows.LastRow || t.late[row.Number])
}

// newInnerTable finds the table inside a form layout by its header. It ends at
// the last total row that is no subtotal; without one, above the first line that
// begins as notes do, or with the sheet.
func newInnerTable(form *formPlan, sheet *hengji.Sheet, rows []hengji.Row, period string) innerTable {
	inner := form.inner
	if inner == nil || len(rows) == 0 {
		return innerTable{}
	}
	h := newHeaderFinder(sheet, rows[:min(len(rows), 4*preambleRows)], period).find(inner)
	if h == nil || !inner.enough(h, h.score) {
		return innerTable{}
	}
	t := innerTable{header: h, late: map[int]bool{}}
	t.rows = hengji.Range{FirstRow: h.first, FirstColumn: 1, LastColumn: 1}
	notes, resumed := 0, false
	for i := range rows {
		row := &rows[i]
		if row.Number <= h.last {
			continue
		}
		if inner.endsAt(h, row) {
			t.rows.LastRow = row.Number
		}
		if first := firstText(row); notes == 0 && first != nil && (isNote(first.Text) || form.resumes(h, row, first)) && !inner.isRecord(h, row) {
			notes, resumed = row.Number, form.resumes(h, row, first)
		}
	}
	switch {
	case t.rows.LastRow > 0:
	case notes > 0:
		t.rows.LastRow = notes - 1
	default:
		t.rows.LastRow = rows[len(rows)-1].Number
	}
	for i := range rows {
		if row := &rows[i]; !(resumed && t.rows.LastRow == notes-1) && row.Number > t.rows.LastRow && inner.isRecord(h, row) {
			t.late[row.Number] = true
		}
	}
	return t
}

// resumes is true of a row below the table inside a form that begins with one of the
// form's own labels, and whose next cell is no label of the table.
func (f *formPlan) resumes(h *header, row *hengji.Row, first *hengji.Cell) bool {
	if _, _, inside := f.inner.find(readLabel(first.Text)); inside || f.inner.endsAt(h, row) {
		return false
	}
	return len(f.pieces(trimText(first.Text))) > 0
}

// endsAt is true of the total row that ends a table inside a form.
func (f *formPlan) endsAt(h *header, row *hengji.Row) bool {
	if f.isRecord(h, row) {
		return false
	}
	seen := 0
	for k := range row.Cells {
		cell := &row.Cells[k]
		if isBlankCell(cell) {
			continue
		}
		if seen++; seen > 3 {
			return false
		}
		if cell.Kind != hengji.CellText {
			continue
		}
		if kind, exact := f.totalLabel(cell.Text); kind != noTotal && (exact || hasNumber(row)) {
			return kind == wholeTotal
		}
	}
	return false
}

func hasNumber(row *hengji.Row) bool {
	return slices.ContainsFunc(row.Cells, func(cell hengji.Cell) bool { return cell.Kind == hengji.CellNumber })
}

// isRecord is true of a row in which every required field has a value that is none of
// the form's labels; those that a blank inherits may be blank.
func (f *formPlan) isRecord(h *header, row *hengji.Row) bool {
	some := false
	for i, fp := range f.fields {
		if !fp.field.Required || fp.field.Inherits || h.columns[i] == 0 {
			continue
		}
		cell := row.Cell(h.columns[i])
		if cell == nil || isBlankCell(cell) || cell.Kind == hengji.CellText && f.isMissing(trimText(cell.Text)) {
			return false
		}
		if cell.Kind == hengji.CellText {
			if _, _, label := f.find(readLabel(cell.Text)); label {
				return false
			}
		}
		some = true
	}
	return some
}

func firstText(row *hengji.Row) *hengji.Cell {
	for k := range row.Cells {
		if cell := &row.Cells[k]; !isBlankCell(cell) {
			if cell.Kind == hengji.CellText {
				return cell
			}
			return nil
		}
	}
	return nil
}

// unfilled reports, and ends, a sheet of the template that nobody filled in: no
// required value, and no whole record in its table.
func (s *sheetReader) unfilled(inside innerTable) bool {
	r := newReader(s.book.plan, s.form, s.sheet, s.book.period, newFindings(s.book.plan.rules))
	l, first := readLayout(r, s.sheet, s.preamble, s.book.submission.ID, inside.rows)
	if first == 0 || inside.header == nil {
		return false
	}
	required := false
	for i, f := range s.form.fields {
		if f.field.Required && l.slots[i].state != blank {
			return false
		}
		required = required || f.field.Required
	}
	for i := range s.preamble {
		row := &s.preamble[i]
		if row.Number > inside.header.last && s.form.inner.isRecord(inside.header, row) {
			return false
		}
	}
	if required {
		s.noData(l, first, inside)
	}
	return required
}

func (s *sheetReader) noData(l *layout, first int, inside innerTable) {
	for i := range s.preamble {
		row := &s.preamble[i]
		switch {
		case countTexts(row) == 0:
			s.account.Blank++
		case row.Number >= inside.header.first && row.Number <= inside.header.last:
			s.account.Header++
		default:
			s.account.Note++
		}
		s.unfilledCells(l, row, first, inside)
	}
	s.book.claim(s.form, claim{sheet: s.sheet.Name})
	s.reportNoData(s.form.form)
}

// endInner reads the table inside a form layout; every record takes what it
// carries from the form's.
func (s *sheetReader) endInner(l *layout, inside innerTable) error {
	inner := s.form.inner
	if inside.header == nil {
		s.book.out.add(hengji.Remark{
			Rule: hengji.RuleHeaderMissing, Sheet: s.sheet.Name, Form: inner.form.Name, Label: inner.form.Title, Want: inner.form.Title,
		})
		return nil
	}
	t := newTable(newReader(s.book.plan, inner, s.sheet, s.book.period, s.book.out), s.sheet, inside.header, nil)
	t.submission, t.pool, t.emit = s.book.submission.ID, s.book.pool, s.book.emit
	t.account, t.left = s.account, s.left
	t.carryFrom(l)
	outer := s.table
	s.table = t // so that its batch is given back whatever happens
	defer func() { s.table = outer }()
	defer t.release()
	read := s.account.Read
	for i := range s.preamble {
		if row := &s.preamble[i]; inside.holds(row) {
			if err := t.innerRow(row, inside); err != nil {
				return err
			}
		}
	}
	if err := t.handOver(); err != nil {
		return err
	}
	t.judgeTotals()
	t.flushNoise()
	t.reportUnread()
	if s.account.Read == read {
		s.reportNoData(inner.form)
		return nil
	}
	s.tableCells(t)
	return nil
}

// carryFrom takes what every record of the table carries from the form around it.
func (t *table) carryFrom(l *layout) {
	t.outer = l.grid
	t.carried = make([]slot, len(t.form.fields))
	for i, f := range t.form.fields {
		if f.carried < 0 {
			continue
		}
		t.carried[i] = l.slots[f.carried]
		if at := l.found[f.carried]; at != nil && at.column > 0 {
			t.places = append(t.places, hengji.FieldCell{
				Submission: t.submission, Form: t.form.form.Name, Sheet: t.sheet, Field: f.field.Name, Column: at.column, CellRow: at.row,
			})
		}
	}
}

// innerRow reads one row of a table inside a form layout, its header included.
func (t *table) innerRow(row *hengji.Row, inside innerTable) error {
	if row.Number <= inside.header.last {
		if countTexts(row) == 0 {
			t.account.Blank++
			t.left.used(len(row.Cells))
		} else {
			t.account.Header++
			t.labelCells(row)
		}
		return nil
	}
	if t.notes = inside.late[row.Number]; t.notes {
		t.lastRow = row.Number - 1 // what lies between is the form's
	}
	return t.row(row)
}
