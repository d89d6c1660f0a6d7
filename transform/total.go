package transform

import (
	"slices"

	"hengji"
)

// totals adds up the fields that total rows carry, and keeps those rows until
// the table ends: a 合计 may stand above what it counts.
type totals struct {
	fields []int // that are totalled and have a column
	doubts [][]doubt
	sums   []runningSum
	blanks [][]int // rows in which each is blank, a few
	unread [][]int // rows in which each has no value that counts, a few
	rows   []totalRow
	data   []int // data rows so far
	stated []hengji.StatedTotal
}

// mostBlanks is how many blank cells may be what a total has and the rows lack.
const mostBlanks = 5

// runningSum is the exact sum of a field over the data rows so far.
type runningSum struct {
	sum     hengji.Decimal
	doubts  int // so many of the field's doubts stand above
	unknown int // rows whose value is missing or wrong: reported there, and enough
}

// doubt is what a row may add to a total whose value was reported to be wrong: the first is
// what stands there or is proposed.
type doubt []hengji.Decimal

// mostDoubts is how many of them a total is held against: each multiplies its sums.
const mostDoubts = 4

// totalRow is one 合计 or 小计 row and what stood above it.
type totalRow struct {
	row   int
	sub   bool
	label string
	slots []slot
	sums  []runningSum
	data  int // so many data rows stood above it
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
	t.doubts = make([][]doubt, len(t.fields))
	t.unread = make([][]int, len(t.fields))
	return t
}

// add counts a data row.
func (t *totals) add(slots []slot, form *formPlan, row int) {
	t.data = append(t.data, row)
	for n, i := range t.fields {
		s, sum := &slots[i], &t.sums[n]
		switch {
		case s.state == spoiled && s.offered: // 10万元: a formula passes over it
			t.doubt(n, hengji.Decimal(s.number), 0)
		case s.state == filled && s.twice: // the row should not be there, or has another key
			t.doubt(n, s.decimal(form.fields[i]), 0)
		case s.state == filled && s.doubt: // -10: a sign too many, or nothing
			value := s.decimal(form.fields[i])
			t.doubt(n, value, -value, 0)
		case s.state == spoiled || s.doubt: // unreadable, or a blank that was reported
			if sum.unknown++; len(t.unread[n]) <= mostBlanks {
				t.unread[n] = append(t.unread[n], row)
			}
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

func (t *totals) doubt(n int, may ...hengji.Decimal) {
	t.doubts[n] = append(t.doubts[n], may)
	t.sums[n].doubts++
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

// stated is what a total says: the number that stands there, or is proposed instead.
func (s *slot) stated(f *fieldPlan) (hengji.Decimal, bool) {
	switch {
	case s.state == filled:
		return s.decimal(f), true
	case s.state == spoiled && s.offered:
		return hengji.Decimal(s.number), true
	}
	return 0, false
}

// totalRow reads the cells of a total row; its sums are judged at the end. A formula
// without a value says nothing there: many programs save none, and no figure is taken of it.
func (t *table) totalRow(row *hengji.Row, label string, sub bool) {
	t.begin(row.Number)
	t.total = true
	defer func() { t.total = false }()
	for _, i := range t.totals.fields {
		if t.unread[i] {
			continue
		}
		column := t.header.columns[i]
		if cell := row.Cell(column); cell != nil && cell.Kind != hengji.CellNoValue {
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
	kept := totalRow{row: row.Number, sub: sub, label: label, data: len(t.totals.data)}
	for n, i := range t.totals.fields {
		kept.slots = append(kept.slots, t.slots[i])
		kept.sums = append(kept.sums, t.totals.sums[n])
	}
	t.totals.rows = append(t.totals.rows, kept)
}

// totalAbove reads a total that stands above the labels, as in our own templates; false
// where the row is none.
func (t *table) totalAbove(row *hengji.Row) bool {
	facts := t.facts(row)
	if !facts.amount && facts.cells == facts.texts {
		return false
	}
	v, ok := t.totalLabel(&facts, row)
	if ok {
		t.otherRow(row, v)
	}
	return ok
}

// judge holds each total against the rows that it counts. A 合计 counts all rows;
// where there are several, it may count those since the one before it, or those
// up to the next. A 小计 counts the rows since the total before it or, where the
// first of them stands above all rows, those that follow: never the other group's,
// whose sum a mistyped 小计 may well be equal to.
func (t *table) judgeTotals() {
	all := &t.totals
	if len(all.data) == 0 {
		return // nothing to add up: that is reported
	}
	last := totalRow{data: len(all.data), sums: all.sums}
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
			if s.state == blank {
				continue
			}
			f := t.form.fields[i]
			got, stands := s.stated(f)
			above, below, whole := all.between(before, row, n), all.between(row, after, n), all.between(&first, &last, n)
			want := whole
			if row.sub {
				if want = above; row.data == before.data || leading && row.data < after.data {
					want = below
				}
			}
			if !row.sub && peers && !want.mayBe(got) {
				for _, other := range []rowsSum{above, below} {
					if other.mayBe(got) {
						want = other
					}
				}
			}
			unread := all.unreadOf(n, want.rows)
			compared := stands && want.unknown == 0
			if !compared && (peers && !row.sub || want.unknown > len(unread)) {
				continue // nobody knows which rows it counts, or what
			}
			all.stated = append(all.stated, hengji.StatedTotal{
				Form: t.form.form.Name, Sheet: t.sheet, Field: f.field.Name, Cell: hengji.SheetCell(t.sheet, hengji.CellName(row.row, s.column)),
				Stated: got, Rows: want.rows, Unread: unread,
			})
			t.holdTotal(row, n, want, compared)
		}
	}
}

// holdTotal tells of a total that is not the sum of its rows or, where not all of these can
// be added up, less than those that can.
func (t *table) holdTotal(row *totalRow, n int, want rowsSum, compared bool) {
	f, s := t.form.fields[t.totals.fields[n]], &row.slots[n]
	got, stands := s.stated(f)
	if !stands {
		return
	}
	remark := hengji.Remark{
		Rule: hengji.RuleTotalSum, Sheet: t.sheet, Row: row.row, Column: s.column, Form: t.form.form.Name,
		Field: f.field.Name, Label: f.field.Label, Key: row.label, Got: got.String(),
	}
	switch least := want.least(); {
	case compared && !want.mayBe(got):
		sum := want.asTheyStand()
		diff := got - sum
		remark.Want, remark.Diff, remark.More = sum.String(), diff.String(), "，"+hengji.MoreOrLess(diff.String())
		t.out.add(remark, t.lacking(n, diff)...)
	case !compared && f.field.Minimum != nil && *f.field.Minimum >= 0 && got < least:
		remark.Want = least.String() + " 以上" // whatever the others come to
		t.out.add(remark)
	}
}

// unreadOf lists those of some rows in which a field has no value that counts.
func (t *totals) unreadOf(n int, rows []int) []int {
	var list []int
	for _, row := range t.unread[n] {
		if _, among := slices.BinarySearch(rows, row); among {
			list = append(list, row)
		}
	}
	return list
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

// leading reports whether the 小计 rows stand above what they count.
func (t *totals) leading() bool {
	for i := range t.rows {
		if t.rows[i].sub {
			return t.rows[i].data == 0
		}
	}
	return false
}

// rowsSum is the sum of a field over the rows between two totals.
type rowsSum struct {
	sum     hengji.Decimal // of what is not in doubt
	doubts  []doubt
	unknown int
	rows    []int
}

func (t *totals) between(from, to *totalRow, n int) rowsSum {
	a, b := from.sums[n], to.sums[n]
	s := rowsSum{sum: b.sum - a.sum, doubts: t.doubts[n][a.doubts:b.doubts], unknown: b.unknown - a.unknown, rows: t.data[from.data:to.data]}
	signs := 0
	for _, d := range s.doubts {
		if len(d) > 2 {
			signs++
		}
	}
	if signs > 1 || len(s.doubts) > mostDoubts { // one slips once
		s.unknown += len(s.doubts)
	}
	return s
}

// mayBe reports whether a total is the sum of its rows, whatever each doubt comes to.
func (s rowsSum) mayBe(total hengji.Decimal) bool {
	if len(s.doubts) == 0 {
		return total == s.sum
	}
	rest := rowsSum{sum: s.sum, doubts: s.doubts[1:]}
	return slices.ContainsFunc(s.doubts[0], func(value hengji.Decimal) bool { return rest.mayBe(total - value) })
}

// least is what the rows come to at the least, where none that is not read is below zero.
func (s rowsSum) least() hengji.Decimal {
	sum := s.sum
	for _, d := range s.doubts {
		sum += slices.Min(d)
	}
	return sum
}

// asTheyStand is the sum of what the rows hold, or would once the proposals are followed.
func (s rowsSum) asTheyStand() hengji.Decimal {
	sum := s.sum
	for _, d := range s.doubts {
		sum += d[0]
	}
	return sum
}
