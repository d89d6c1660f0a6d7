package transform

import "hengji"

// totals adds up the fields that total rows carry, and keeps those rows until
// the table ends: a 合计 may stand above what it counts.
type totals struct {
	fields []int // that are totalled and have a column
	sums   []runningSum
	blanks [][]int // rows in which each is blank, a few
	rows   []totalRow
	data   int // data rows so far
}

// mostBlanks is how many blank cells may be what a total has and the rows lack.
const mostBlanks = 5

// runningSum is the exact sum of a field over the data rows so far.
type runningSum struct {
	sum     hengji.Decimal
	unknown int // rows whose value is missing or wrong: told there, and enough
}

// totalRow is one 合计 or 小计 row and what stood above it.
type totalRow struct {
	row   int
	sub   bool
	label string
	slots []slot
	sums  []runningSum
	data  int
}

// mostTotals bounds what a sheet of nothing but total rows costs.
const mostTotals = 10_000

func newTotals(form *formPlan, h *header) totals {
	var t totals
	for i, f := range form.fields {
		numeric := f.field.Kind == hengji.Number || f.field.Kind == hengji.Integer
		if f.field.Totalled && numeric && h.columns[i] != 0 {
			t.fields = append(t.fields, i)
		}
	}
	t.sums = make([]runningSum, len(t.fields))
	t.blanks = make([][]int, len(t.fields))
	return t
}

// add counts a data row.
func (t *totals) add(slots []slot, form *formPlan, row int) {
	t.data++
	for n, i := range t.fields {
		s, sum := &slots[i], &t.sums[n]
		switch {
		case s.state == spoiled || s.doubt:
			sum.unknown++
		case s.state == filled:
			next, ok := sum.sum.Add(s.decimal(form.fields[i]))
			if !ok {
				sum.unknown++ // beyond what a column can hold: no sum to compare with
				continue
			}
			sum.sum = next
		case len(t.blanks[n]) <= mostBlanks:
			t.blanks[n] = append(t.blanks[n], row)
		}
	}
}

func (s *slot) decimal(f *fieldPlan) hengji.Decimal {
	if f.field.Kind == hengji.Integer {
		if s.number > int64(hengji.MaxDecimal/hengji.DecimalOne) {
			return hengji.MaxDecimal
		}
		return hengji.Decimal(s.number) * hengji.DecimalOne
	}
	return hengji.Decimal(s.number)
}

// totalRow reads the cells of a total row; its sums are judged at the end.
func (t *table) totalRow(row *hengji.Row, label string, sub bool) {
	t.begin(row.Number)
	t.total = true
	defer func() { t.total = false }()
	for _, i := range t.totals.fields {
		if t.unread[i] {
			continue
		}
		column := t.header.columns[i]
		if cell := row.Cell(column); cell != nil {
			t.read(t.form.fields[i], cell, row.Number, column)
		}
	}
	for i := range t.remarks {
		t.remarks[i].Key = label
		t.out.add(t.remarks[i])
	}
	t.remarks = t.remarks[:0]
	if len(t.totals.rows) >= mostTotals {
		return
	}
	kept := totalRow{row: row.Number, sub: sub, label: label, data: t.totals.data}
	for n, i := range t.totals.fields {
		kept.slots = append(kept.slots, t.slots[i])
		kept.sums = append(kept.sums, t.totals.sums[n])
	}
	t.totals.rows = append(t.totals.rows, kept)
}

// judge holds each total against the rows that it counts. A 合计 counts all rows;
// where there are several, it may count those since the one before it, or those
// up to the next. A 小计 counts the rows since the total before it or, where the
// first of them stands above all rows, those that follow: never the other group's,
// whose sum a mistyped 小计 may well be equal to.
func (t *table) judgeTotals() {
	all := &t.totals
	if all.data == 0 {
		return // nothing to add up: that is told
	}
	last := totalRow{data: all.data, sums: all.sums}
	first := totalRow{sums: make([]runningSum, len(all.fields))}
	leading := all.leading()
	for at := range all.rows {
		row := &all.rows[at]
		before, after := &first, &last
		peers := false
		for k := at - 1; k >= 0; k-- {
			if row.sub || !all.rows[k].sub {
				before, peers = &all.rows[k], true
				break
			}
		}
		for k := at + 1; k < len(all.rows); k++ {
			if row.sub || !all.rows[k].sub {
				after, peers = &all.rows[k], true
				break
			}
		}
		for n, i := range all.fields {
			s := &row.slots[n]
			if s.state != filled {
				continue
			}
			f := t.form.fields[i]
			got := s.decimal(f)
			above, below, whole := between(before, row, n), between(row, after, n), between(&first, &last, n)
			want := whole
			if row.sub {
				if want = above; row.data == before.data || leading && row.data < after.data {
					want = below
				}
			}
			switch {
			case want.unknown > 0 || got == want.sum:
				continue
			case !row.sub && peers && (got == above.sum || got == below.sum):
				continue
			}
			diff := got - want.sum
			t.out.add(hengji.Remark{
				Rule: hengji.RuleTotalSum, Sheet: t.sheet, Row: row.row, Column: s.column, Form: t.form.form.Name,
				Field: f.field.Name, Label: f.field.Label, Key: row.label,
				Got: got.String(), Want: want.sum.String(), Diff: diff.String(),
			}, t.lacking(n, diff)...)
		}
	}
}

// lacking lists the few blank cells of a column whose total has more than its rows.
func (t *table) lacking(n int, diff hengji.Decimal) []string {
	rows := t.totals.blanks[n]
	if diff < 0 || len(rows) > mostBlanks {
		return nil
	}
	var cells []string
	for _, row := range rows {
		cells = append(cells, hengji.CellName(row, t.header.columns[t.totals.fields[n]]))
	}
	return cells
}

// leading tells that the 小计 rows stand above what they count.
func (t *totals) leading() bool {
	for i := range t.rows {
		if t.rows[i].sub {
			return t.rows[i].data == 0
		}
	}
	return false
}

// between is the sum of a field over the rows between two totals.
func between(from, to *totalRow, n int) runningSum {
	return runningSum{sum: to.sums[n].sum - from.sums[n].sum, unknown: to.sums[n].unknown - from.sums[n].unknown}
}
