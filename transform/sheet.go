package transform

import (
	"slices"
	"strings"

	"hengji"
)

// sheetReader takes the rows of one sheet, first to find out what it is, then as
// that.
type sheetReader struct {
	book     *book
	sheet    *hengji.Sheet
	account  *hengji.SheetAccount
	preamble []hengji.Row
	cells    int
	decided  bool
	form     *formPlan
	table    *table // while rows of a table go by
	layout   bool   // all rows are kept: a form layout
	other    *claim // the sheet that has this form already
	second   *secondSheet
	extra    bool // of no form, or of one that is not expected
	returned returned
	beyond   bool // a form layout has rows that are not looked at any more
	left     *unread
	aside    asideCells
}

func (s *sheetReader) row(row *hengji.Row) error {
	if s.table == nil {
		s.returned.row(s.sheet, row)
	}
	switch {
	case !s.decided || s.layout && s.cells < mostLayoutCells:
		s.preamble = append(s.preamble, hengji.Row{Number: row.Number, Hidden: row.Hidden, Cells: slices.Clone(row.Cells)})
		s.cells += len(row.Cells)
		if !s.decided && len(s.preamble) == preambleRows {
			return s.decide()
		}
		return nil
	case s.table != nil:
		return s.table.row(row)
	}
	s.account.Unread++
	s.aside.row(row)
	if s.layout && countTexts(row) > 0 {
		s.beyond = true
	}
	return nil
}

// decide finds out what the sheet is from the rows seen so far, and reads them
// as that.
func (s *sheetReader) decide() error {
	s.decided = true
	if !slices.ContainsFunc(s.preamble, func(row hengji.Row) bool { return countTexts(&row) > 0 }) && len(s.preamble) < preambleRows {
		s.setAside(s.preamble) // an empty sheet is no sheet
		s.preamble = nil
		return nil
	}
	is := s.recognise()
	// Our own list names the district's sheets and columns, and is none of them.
	if s.returned.ours || is.form == nil || !s.book.expects(is.form) || is.weakly && s.book.claims[is.form] != nil {
		s.extra = true
		s.setAside(s.preamble)
		s.preamble = nil
		return nil
	}
	s.form = is.form
	s.account.Form, s.left.form = is.form.form.Name, is.form.form.Name
	if claimed := s.book.claims[is.form]; claimed != nil && claimed.data && !is.form.form.Repeats {
		s.other = claimed
	}
	switch {
	case is.form.form.Layout == hengji.LayoutForm:
		s.layout = true
		return nil
	case is.header == nil:
		s.setAside(s.preamble)
		s.noHeader()
		return nil
	}
	return s.beginTable(is.header)
}

// recognise finds the form of the sheet; 自评表 is what regions and the department
// call different forms.
func (s *sheetReader) recognise() recognised {
	is := s.book.plan.recognise(s.sheet, s.preamble, s.book.period)
	if is.form == nil || s.book.expects(is.form) {
		return is
	}
	for _, f := range s.book.plan.forms {
		if f.inner != nil && s.book.expects(f) && f.evident(s.sheet, s.preamble, s.book.period, false) > 0 {
			is = recognised{form: f}
		}
	}
	return is
}

// beginTable reads the rows that stand above a table's header, the header and what
// came below it so far.
func (s *sheetReader) beginTable(h *header) error {
	rows := s.preamble
	s.preamble = nil
	s.newTable(h, rows)
	for i := range rows {
		row := &rows[i]
		switch {
		case row.Number < h.first && countTexts(row) == 0:
			s.account.Blank++
			s.left.used(len(row.Cells))
		case row.Number < h.first && s.table.totalAbove(row):
		case row.Number < h.first:
			s.account.Title++
			s.left.titles(row, s.sheet.Merges)
		case row.Number <= h.last:
			s.account.Header++
			s.table.labelCells(row)
		default:
			if err := s.table.row(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// newTable begins the table of a sheet.
func (s *sheetReader) newTable(h *header, above []hengji.Row) {
	out, emit := s.book.out, s.book.emit
	account, left := s.account, s.left
	if s.other != nil {
		s.second = newSecondSheet(s)
		out, emit, account, left = s.second.out, s.second.hold, &s.second.account, &s.second.left
	}
	s.table = newTable(newReader(s.book.plan, s.form, s.sheet, s.book.period, out), s.sheet, h, above)
	s.table.submission, s.table.pool, s.table.emit = s.book.submission.ID, s.book.pool, emit
	s.table.account, s.table.left = account, left
}

func (s *sheetReader) noHeader() {
	s.preamble = nil
	if s.other != nil {
		s.extra = true
		return
	}
	s.book.claim(s.form, claim{sheet: s.sheet.Name})
	s.book.out.add(hengji.Remark{
		Rule: hengji.RuleHeaderMissing, Sheet: s.sheet.Name, Form: s.form.form.Name, Label: s.form.form.Title, Want: s.form.form.Title,
	})
}

// claim notes that a form is read from a sheet.
func (b *book) claim(f *formPlan, by claim) {
	if old := b.claims[f]; old == nil || !old.data {
		b.claims[f] = &by
	}
}

// end finishes the sheet once its last row is in.
func (s *sheetReader) end() error {
	if !s.decided {
		if err := s.decide(); err != nil {
			return err
		}
	}
	switch {
	case s.layout:
		return s.endLayout()
	case s.table != nil && s.other == nil:
		return s.endTable()
	case s.table != nil:
		return s.endSecond()
	case s.returned.ours:
		s.book.result.Explanations = append(s.book.result.Explanations, s.returned.end(s.sheet)...)
	case s.extra && !isSilent(s.sheet.Name):
		s.reportExtraSheet()
	}
	return nil
}

func (s *sheetReader) release() {
	if s.table != nil {
		s.table.release()
	}
}

func (s *sheetReader) endTable() error {
	t := s.table
	if err := t.handOver(); err != nil {
		return err
	}
	t.judgeTotals()
	t.flushNoise()
	t.reportUnread()
	data := t.account.Read > 0
	s.book.claim(s.form, claim{sheet: s.sheet.Name, data: data, unique: t.unique})
	if !data {
		s.reportNoData(s.form.form)
		return nil
	}
	s.hidden()
	s.tableCells(t)
	return nil
}

// tableCells reports the hidden and blank rows and the hidden columns of a table
// that was read, and where its fields stand.
func (s *sheetReader) tableCells(t *table) {
	remark := hengji.Remark{Sheet: s.sheet.Name, Form: t.form.form.Name}
	if text := t.hiddenRows.String(); text != "" {
		remark.Rule, remark.Row, remark.Got = hengji.RuleRowsHidden, t.hiddenRows.first, text
		s.book.out.add(remark)
	}
	if text := t.inside.String(); text != "" {
		remark.Rule, remark.Row, remark.Got = hengji.RuleRowsBlankInside, t.inside.first, text
		s.book.out.add(remark)
	}
	s.hiddenColumns(t)
	cell := func(field, column int) {
		s.book.result.Cells = append(s.book.result.Cells, hengji.FieldCell{
			Submission: s.book.submission.ID, Form: t.form.form.Name, Sheet: s.sheet.Name,
			Field: t.form.fields[field].field.Name, Column: column,
		})
	}
	for i, f := range t.form.fields {
		column := t.header.columns[i]
		if column != 0 {
			cell(i, column)
			// What stands in the text of another field is found there.
			for _, part := range []string{"code", "sense", "unit"} {
				if to, ok := f.split[part]; ok && t.header.columns[to] == 0 && t.seen[to] {
					cell(to, column)
					t.seen[to] = false // once, and at the first
				}
			}
		}
	}
	s.book.result.Cells = append(s.book.result.Cells, t.cells...)
	s.book.result.Totals = append(s.book.result.Totals, t.totals.stated...)
}

// reportNoData reports that nobody filled in a form of the sheet.
func (s *sheetReader) reportNoData(form *hengji.Form) {
	more := ""
	if form.Title != s.sheet.Name {
		more = "（" + form.Title + "）"
	}
	s.book.out.add(hengji.Remark{Rule: hengji.RuleSheetNoData, Sheet: s.sheet.Name, Form: form.Name, Label: form.Title, Want: form.Title, More: more})
}

// hidden reports a hidden sheet whose records were read.
func (s *sheetReader) hidden() {
	if s.sheet.Hidden {
		s.book.out.add(hengji.Remark{Rule: hengji.RuleSheetHidden, Sheet: s.sheet.Name, Form: s.form.form.Name, Label: s.form.form.Title})
	}
}

// hiddenColumns reports, once a sheet, the hidden columns that values were read
// from.
func (s *sheetReader) hiddenColumns(t *table) {
	var columns []string
	first := 0
	for i, f := range t.form.fields {
		column := t.header.columns[i]
		if column == 0 || !t.seen[i] {
			continue
		}
		for _, area := range s.sheet.HiddenColumns {
			if column >= area.FirstColumn && column <= area.LastColumn {
				columns = append(columns, hengji.ColumnName(column)+"（"+f.field.Label+"）")
				if first == 0 || column < first {
					first = column
				}
				break
			}
		}
	}
	if len(columns) > 0 {
		s.book.out.add(hengji.Remark{
			Rule: hengji.RuleColumnsHidden, Sheet: s.sheet.Name, Row: t.header.last, Column: first, Form: t.form.form.Name,
			Got: strings.Join(columns, "、"),
		})
	}
}
