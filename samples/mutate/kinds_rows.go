package main

import (
	"slices"
	"strconv"
)

// rowKinds are mistakes in whole rows.
var rowKinds = []kind{
	{"row_hidden", "17", []string{"ROWS-HIDDEN"}, func(d *draft) bool {
		t := d.table()
		row := d.pick(t)
		d.keep(d.SetRowVisible(t.sheet, row, false))
		d.mark(t.sheet, strconv.Itoa(row))
		return true
	}},
	{"row_struck", "40", []string{"ROW-STRUCK"}, func(d *draft) bool {
		t := d.table()
		row := d.pick(t, t.loose)
		d.strike(t, row)
		d.mark(t.sheet, strconv.Itoa(row))
		return true
	}},
	{"rows_blank_inside", "22", []string{"ROWS-BLANK-INSIDE"}, func(d *draft) bool {
		t := d.tables[one(d, "allocation", "execution")]
		row := d.pick(t)
		if row == t.rows[0] || !t.loose(row-1) || slices.Contains(t.totals, row-1) {
			return false
		}
		n := 1 + d.IntN(3)
		d.keep(d.InsertRows(t.sheet, row, n))
		d.mark(t.sheet, strconv.Itoa(row))
		return !slices.ContainsFunc(t.merged, func(m area) bool { return m.top < row && row <= m.bottom })
	}},
	{"row_after_notes", "22", []string{"ROW-AFTER-NOTES"}, func(d *draft) bool {
		t := d.tables[one(d, "allocation", "execution")]
		row := t.rows[len(t.rows)-1]
		if t.last == row || slices.Contains(t.totals, t.last) {
			return false
		}
		to := t.last + 1
		for field := range t.columns {
			if text := t.text(row, field); text != "" {
				if value, ok := t.millionths(row, field); ok && field != "uscc" {
					d.write(t.sheet, address(t.columns[field], to), millionths(value))
				} else {
					d.write(t.sheet, address(t.columns[field], to), text)
				}
			}
		}
		for _, field := range []string{"allocated", "starts", "ends", "received_on"} {
			if t.columns[field] != 0 && t.text(row, field) != "" {
				d.dateFormat(t.sheet, address(t.columns[field], to))
			}
		}
		for column := 1; column <= len(t.cells[t.header-1])+8; column++ {
			if !slices.ContainsFunc(t.merged, func(m area) bool { return m.bottom >= row && m.top <= row }) || column != t.columns["region"] {
				d.write(t.sheet, address(column, row), nil)
			}
		}
		d.mark(t.sheet, strconv.Itoa(to))
		return true
	}},
	{"row_missing_in_execution", "26", cross, func(d *draft) bool { return d.drop("execution", "allocation") }},
	{"row_missing_in_allocation", "26", append([]string{"ALLOC-R03"}, cross...), func(d *draft) bool { return d.drop("allocation", "execution") }},
	{"row_pasted_twice", "26", []string{"allocation.project_code.unique", "execution.project_code.unique"}, func(d *draft) bool {
		t := d.tables[one(d, "allocation", "execution")]
		row := d.pick(t, t.loose, t.singly("region"))
		d.paste(t, row, d.IntN(2) == 0)
		d.mark(t.sheet, t.at(row, "code"))
		d.mark(t.sheet, address(t.columns["code"], row+1))
		return true
	}},
	{"row_missing_under_its_totals", "26", append([]string{"ALLOC-R03"}, cross...), func(d *draft) bool {
		t, other := d.tables["allocation"], d.tables["execution"]
		row := d.pick(t, t.loose, t.funded("amount"))
		there := other.project(t.text(row, "code"))
		if there == 0 || len(t.rows) < 3 || len(t.totals) > 1 {
			return false
		}
		d.keep(d.RemoveRow(t.sheet, row)) // the typed total stays
		d.mark(other.sheet, other.at(there, "code"))
		return true
	}},
	{"codes_exchanged", "31", append([]string{"CROSS-R06", "CROSS-R09"}, cross...), func(d *draft) bool {
		t := d.tables["allocation"]
		row, like := d.pick(t, t.singly("code")), d.pick(t, t.singly("code"))
		if d.onSheet(t.text(row, "name")) || d.onSheet(t.text(like, "name")) || t.text(row, "name") == t.text(like, "name") {
			return false
		}
		a, b := t.text(row, "code"), t.text(like, "code")
		d.set(t, row, "code", b)
		d.set(t, like, "code", a)
		return row != like
	}},
	{"row_added", "26", append([]string{"ALLOC-R03"}, cross...), func(d *draft) bool {
		t := d.tables["allocation"]
		if t.columns["code"] == 0 || t.columns["name"] == 0 { // another fault took the column away
			return false
		}
		row := d.pick(t, t.loose, t.singly("region"), t.funded("amount"))
		d.paste(t, row, true)
		d.write(t.sheet, address(t.columns["code"], row+1), t.text(row, "code")[:6]+"777")
		d.write(t.sheet, address(t.columns["name"], row+1), "新增示例项目")
		d.mark(t.sheet, address(t.columns["code"], row+1))
		return true
	}},
	{"project_left_out", "26", []string{"ALLOC-R04"}, func(d *draft) bool {
		a, e, i := d.tables["allocation"], d.tables["execution"], d.tables["indicators"]
		row := d.pick(a, a.loose, func(row int) bool { return first(a.millionths(row, "amount")) == 0 })
		code := a.text(row, "code")
		gone, spent := i.gone(code), e.project(code)
		if spent == 0 { // another fault has taken it out, or given it another code
			return false
		}
		d.keep(d.RemoveRow(a.sheet, row))
		d.removeRow(e, spent)
		d.removeRows(i, gone)
		d.mark(a.sheet, "")
		return len(gone) > 0
	}},
	{"indicators_missing", "33", []string{"CROSS-R03"}, func(d *draft) bool {
		a, t := d.tables["allocation"], d.tables["indicators"]
		row := d.pick(a, func(row int) bool { return !d.onSheet(a.text(row, "name")) })
		gone := t.gone(a.text(row, "code"))
		if len(gone) == 0 {
			return false
		}
		d.removeRows(t, gone)
		d.mark(a.sheet, a.at(row, "code"))
		return true
	}},
	{"column_hidden", "17", []string{"COLUMNS-HIDDEN"}, func(d *draft) bool {
		t := d.table()
		var filled []int
		for field, column := range t.columns {
			if slices.ContainsFunc(t.rows, t.filled(field)) {
				filled = append(filled, column)
			}
		}
		slices.Sort(filled)
		column := filled[d.IntN(len(filled))]
		name := letters(column)
		d.keep(d.SetColVisible(t.sheet, name, false))
		d.mark(t.sheet, name)
		return true
	}},
}

// gone are the rows that a project's indicators take with them, its 小计 among them; none
// where a merged area would be cut, or nothing be left.
func (t *table) gone(code string) []int {
	gone := t.of(code)
	if len(gone) == 0 || len(gone) == len(t.rows) || slices.ContainsFunc(t.merged, func(m area) bool {
		return m.top < gone[0] && m.bottom >= gone[0] || m.top <= gone[len(gone)-1] && m.bottom > gone[len(gone)-1]
	}) {
		return nil
	}
	for _, total := range t.totals {
		if slices.Equal(t.counted(total), gone) {
			gone = append(gone, total)
		}
	}
	slices.Sort(gone)
	return gone
}

// removeRows takes rows out, from the last one, the totals following.
func (d *draft) removeRows(t *table, gone []int) {
	for _, r := range gone {
		for _, field := range totalled[t.form] {
			if slices.Contains(t.rows, r) {
				d.follow(t, r, field, -first(t.millionths(r, field)))
			}
		}
	}
	for _, r := range slices.Backward(gone) {
		d.keep(d.RemoveRow(t.sheet, r))
	}
}

// table is a random one of the three.
func (d *draft) table() *table { return d.tables[one(d, "allocation", "execution", "indicators")] }

func letters(column int) string {
	name := address(column, 1)
	return name[:len(name)-1]
}

// drop takes a project's row out of one table; its cell in the other tells where
// it should be.
func (d *draft) drop(from, in string) bool {
	t, other := d.tables[from], d.tables[in]
	row := d.pick(t, t.loose)
	if len(t.rows) < 3 {
		return false
	}
	there := other.project(t.text(row, "code"))
	if there == 0 {
		return false
	}
	d.removeRow(t, row)
	d.mark(other.sheet, other.at(there, "code"))
	if from == "allocation" {
		i := d.tables["indicators"]
		if its := i.project(t.text(row, "code")); its > 0 { // one that has a form of its own may have none there
			d.mark(i.sheet, i.at(its, "code"))
		}
	}
	return true
}

// dateFormat makes a cell show its number as a day.
func (d *draft) dateFormat(sheet, cell string) {
	id, err := d.GetCellStyle(sheet, cell)
	d.keep(err)
	style, err := d.GetStyle(id)
	d.keep(err)
	if d.err != nil {
		return
	}
	style.NumFmt, style.CustomNumFmt = 14, nil
	id, err = d.NewStyle(style)
	d.keep(err)
	d.keep(d.SetCellStyle(sheet, cell, cell, id))
}

// paste enters a copy of a row below it, the totals following or not.
func (d *draft) paste(t *table, row int, follow bool) {
	d.unfit = d.unfit || slices.ContainsFunc(t.totals, func(total int) bool { return total > row }) && len(t.totals) > 1
	d.keep(d.DuplicateRow(t.sheet, row))
	for i := range t.merged {
		m := &t.merged[i]
		if m.top > row {
			m.top++
		}
		if m.bottom > row {
			m.bottom++
		}
	}
	for i := range t.totals {
		if t.totals[i] <= row {
			continue
		}
		t.totals[i]++ // it moved down
		t.cells = slices.Insert(t.cells, t.totals[i]-1, slices.Clone(t.cells[t.totals[i]-2]))
		break
	}
	if !follow {
		return
	}
	for _, field := range totalled[t.form] {
		value, _ := t.millionths(row, field)
		d.follow(t, row, field, value)
	}
}
