package main

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// draft is a workbook into which one fault is being planted.
type draft struct {
	*book
	*rand.Rand
	other    string      // another region's clean workbook
	planted  []string    // sheet!A1, sheet!9 for a row, sheet!H for a column, sheet for a whole one; none for the file
	projects [][2]string // code and name of those in whose rows something was filled
	raw      []rawCell
	mangle   func([]byte) []byte
	prefix   string     // of the file's name
	folder   string     // in which it is handed in, "" for none that tells a region
	beside   bool       // the other region's workbook is handed in too
	spelling *rand.Rand // of the program that writes the file; nil: the editing library
	unfit    bool       // there is no suitable place in this workbook
	err      error
}

// keep remembers the first trouble with an edit; the sample is then wrong, not
// the product.
func (d *draft) keep(err error) {
	if d.err == nil && err != nil {
		d.err = err
	}
}

func (d *draft) mark(sheet, place string) {
	if place == "" {
		d.planted = append(d.planted, sheet)
		return
	}
	d.planted = append(d.planted, sheet+"!"+place)
}

// set writes a value and marks the cell as planted. Texts stay texts.
func (d *draft) set(t *table, row int, field string, value any) {
	if t.columns[field] == 0 {
		d.unfit = true
		return
	}
	d.mark(t.sheet, t.at(row, field))
	d.fill(t, row, field, value)
}

// fill writes a value that goes with the fault.
func (d *draft) fill(t *table, row int, field string, value any) {
	if t.columns[field] == 0 {
		d.unfit = true
		return
	}
	if slices.Contains(t.rows, row) {
		d.projects = append(d.projects, t.projectOf(row))
	}
	d.write(t.sheet, t.at(row, field), value)
}

func (d *draft) write(sheet, cell string, value any) {
	switch v := value.(type) {
	case nil:
		d.keep(d.SetCellValue(sheet, cell, nil))
	case string:
		d.keep(d.SetCellStr(sheet, cell, v))
	case millionths:
		d.keep(d.SetCellValue(sheet, cell, float64(v)/1e6))
	default:
		d.keep(d.SetCellValue(sheet, cell, v))
	}
}

// millionths is a number as the samples' cells keep it.
type millionths int64

// change writes a number and lets the totals follow, as their formulas would.
func (d *draft) change(t *table, row int, field string, to int64) {
	from, _ := t.millionths(row, field)
	d.set(t, row, field, millionths(to))
	d.follow(t, row, field, to-from)
}

// follow adds a difference to the totals that count a row.
func (d *draft) follow(t *table, row int, field string, difference int64) {
	for _, total := range t.totals {
		if old, ok := t.millionths(total, field); ok && slices.Contains(t.counted(total), row) && t.columns[field] != 0 {
			d.fill(t, total, field, millionths(old+difference))
			t.put(total, field, number(old+difference))
		}
	}
}

// put keeps what was read in step with what was written.
func (t *table) put(row int, field, text string) {
	cells := t.cells[row-1]
	for len(cells) < t.columns[field] {
		cells = append(cells, "")
	}
	cells[t.columns[field]-1] = text
	t.cells[row-1] = cells
}

// pick is a random data row for which all of the conditions hold. Where there is
// none the draft is unfit, and another workbook is taken.
func (d *draft) pick(t *table, conditions ...func(row int) bool) int {
	var fit []int
	for _, row := range t.rows {
		if !slices.ContainsFunc(conditions, func(holds func(int) bool) bool { return !holds(row) }) {
			fit = append(fit, row)
		}
	}
	if len(fit) == 0 {
		d.unfit = true
		return t.rows[0]
	}
	return fit[d.IntN(len(fit))]
}

// otherRegion is the name of another region.
func (d *draft) otherRegion() string { return filepath.Base(filepath.Dir(d.other)) }

// theirs is the other region's 项目资金安排表.
func (d *draft) theirs() *table {
	other, err := open(d.other)
	d.keep(err)
	if err != nil {
		return d.tables["allocation"]
	}
	return other.tables["allocation"]
}

func one[T any](d *draft, of ...T) T { return of[d.IntN(len(of))] }

// funded is true of rows with money.
func (t *table) funded(field string) func(int) bool {
	return func(row int) bool {
		value, ok := t.millionths(row, field)
		return ok && value > 0
	}
}

// filled is true of rows whose field holds something of its own.
func (t *table) filled(field string) func(int) bool {
	return func(row int) bool { return t.text(row, field) != "" && t.alone(row, field) }
}

func (t *table) singly(field string) func(int) bool {
	return func(row int) bool { return t.alone(row, field) }
}

// removeRow takes a data row out. A merged area that begins in it would lose its
// value, so such rows are not fit for it.
func (d *draft) removeRow(t *table, row int) {
	for _, field := range totalled[t.form] {
		if old, ok := t.millionths(row, field); ok {
			d.follow(t, row, field, -old)
		}
	}
	d.keep(d.RemoveRow(t.sheet, row))
}

// loose is true of rows with which no merged area begins.
func (t *table) loose(row int) bool {
	return !slices.ContainsFunc(t.merged, func(m area) bool { return m.top == row && m.bottom > row })
}

// strike draws a line through a row.
func (d *draft) strike(t *table, row int) {
	for column := 1; column <= len(t.cells[t.header-1]); column++ {
		cell := address(column, row)
		id, err := d.GetCellStyle(t.sheet, cell)
		d.keep(err)
		style, err := d.GetStyle(id)
		d.keep(err)
		if d.err != nil {
			return
		}
		font := excelize.Font{}
		if style.Font != nil {
			font = *style.Font
		}
		font.Strike = true
		style.Font = &font
		id, err = d.NewStyle(style)
		d.keep(err)
		d.keep(d.SetCellStyle(t.sheet, cell, cell, id))
	}
}

// plain takes a cell's number format away: what is typed shows as typed.
func (d *draft) plain(sheet, cell string) {
	id, err := d.NewStyle(&excelize.Style{})
	d.keep(err)
	d.keep(d.SetCellStyle(sheet, cell, cell, id))
}

// formula gives a cell a formula with a stored result, which the editing library
// does not write: type is the cell's type ("" a number, e an error, str a text).
func (d *draft) formula(t *table, row int, field, formula, kind, result string) {
	if t.columns[field] == 0 {
		d.unfit = true
		return
	}
	cell := t.at(row, field)
	d.mark(t.sheet, cell)
	d.raw = append(d.raw, rawCell{t.sheet, cell, formula, kind, result})
}

// stored gives a cell a number in digits that the editing library would round.
func (d *draft) stored(t *table, row int, field, digits string) {
	d.formula(t, row, field, "", "", digits)
}

// bytes is the finished file.
func (d *draft) bytes() ([]byte, error) {
	if d.err != nil {
		return nil, d.err
	}
	buffer, err := d.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	file := buffer.Bytes()
	if len(d.raw) > 0 {
		if file, err = rewrite(file, d.raw); err != nil {
			return nil, err
		}
	}
	if d.spelling != nil {
		if file, err = respelt(file, d.spelling); err != nil {
			return nil, err
		}
	}
	if d.mangle != nil {
		file = d.mangle(file)
	}
	return file, nil
}

// swap exchanges a text in words for another, for misspelt labels and names.
func swap(text string, pairs ...string) (string, bool) {
	for i := 0; i < len(pairs); i += 2 {
		if strings.Contains(text, pairs[i]) {
			return strings.Replace(text, pairs[i], pairs[i+1], 1), true
		}
	}
	return text, false
}
