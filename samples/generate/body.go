package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"hengji"
)

// body writes the data rows, 小计 and 合计.
func (t *tableWriter) body() {
	for i, l := range t.lines {
		row := t.rowOf[i]
		for k, c := range t.columns {
			t.put(t.sheet, row, t.first+k, t.cell(l, c, row), t.faceOf(c))
		}
		t.keep(t.SetRowHeight(t.sheet, row, t.rowHeight(i)))
	}
	for _, field := range t.look.Merged {
		t.mergeDown(field)
	}
	for _, s := range t.subtotals {
		t.totals(s.row, "小计", s.first, s.last)
	}
	if t.totalRow > 0 {
		label := t.look.TotalAs
		if label == "" {
			label = "合计"
		}
		t.totals(t.totalRow, label, 0, len(t.lines)-1)
	}
}

// cell is what a line shows in a column, as a formula where the sheet calculates it.
func (t *tableWriter) cell(l line, c column, row int) value {
	if c.extra {
		return text(c.field)
	}
	v := l.values[c.field]
	if !t.look.Formulas || v.kind != figure || v.formula != "" {
		return v
	}
	switch c.field {
	case "spent_wan":
		if from, to := t.place("equipment_wan"), t.place("other_wan"); to-from == 5 {
			v.formula = fmt.Sprintf("SUM(%s:%s)", hengji.CellName(row, from), hengji.CellName(row, to))
		}
	case "balance_wan":
		v.formula = fmt.Sprintf("%s-%s", t.at(row, "received_wan"), t.at(row, "spent_wan"))
	case "execution_rate":
		v.formula = t.rateFormula(row)
	}
	return v
}

func (t *tableWriter) rateFormula(row int) string {
	spent, budget := t.at(row, "spent_wan"), t.at(row, "budget_wan")
	if t.look.Percent {
		return fmt.Sprintf("ROUND(%s/%s,4)", spent, budget)
	}
	return fmt.Sprintf("ROUND(%s/%s*100,2)", spent, budget)
}

// place is the column of a field, 0 where the sheet lacks it.
func (t *tableWriter) place(field string) int {
	for i, c := range t.columns {
		if c.field == field && !c.extra {
			return t.first + i
		}
	}
	return 0
}

func (t *tableWriter) at(row int, field string) string { return hengji.CellName(row, t.place(field)) }

// totals writes a 合计 or 小计 row over the lines first to last.
func (t *tableWriter) totals(row int, label string, first, last int) {
	f := t.hand.totalFace()
	labelled := 0 // the label spans the columns before the first figure
	for k, c := range t.columns {
		at := t.first + k
		look := t.fields[c.field]
		switch {
		case c.field == "" || c.extra || !look.totalled && c.field != "execution_rate":
			t.put(t.sheet, row, at, value{}, f)
			if labelled == k && c.field != "" {
				labelled = k + 1
			}
			continue
		case c.field == "execution_rate":
			t.put(t.sheet, row, at, t.totalRate(row, first, last), t.figureFace(f, look))
		default:
			t.put(t.sheet, row, at, t.totalOf(c.field, at, first, last), t.figureFace(f, look))
		}
	}
	labelled = min(labelled, 3)
	t.put(t.sheet, row, t.first, text(label), f)
	t.merge(t.sheet, row, t.first, row, t.first+max(labelled, 1)-1)
	t.keep(t.SetRowHeight(t.sheet, row, 20))
}

func (t *tableWriter) figureFace(f face, look fieldLook) face {
	f.align, f.custom = look.align, look.format
	if look.label == "执行率（%）" && t.look.Percent {
		f.align, f.custom, f.format = "right", "", 10
	}
	return f
}

func (t *tableWriter) totalOf(field string, at, first, last int) value {
	var total hengji.Decimal
	for _, l := range t.lines[first : last+1] {
		total += l.values[field].number
	}
	v := number(total)
	if !t.look.Formulas {
		return v
	}
	whole := first == 0 && last == len(t.lines)-1
	if whole && len(t.subtotals) > 1 {
		var cells []string
		for _, s := range t.subtotals {
			cells = append(cells, hengji.CellName(s.row, at))
		}
		v.formula = strings.Join(cells, "+")
		return v
	}
	v.formula = fmt.Sprintf("SUM(%s:%s)", hengji.CellName(t.rowOf[first], at), hengji.CellName(t.rowOf[last], at))
	return v
}

func (t *tableWriter) totalRate(row, first, last int) value {
	var spent, budget hengji.Decimal
	for _, l := range t.lines[first : last+1] {
		spent += l.values["spent_wan"].number
		budget += l.values["budget_wan"].number
	}
	if budget == 0 {
		return value{}
	}
	ratio, _ := spent.Ratio(budget)
	v := value{kind: figure, number: (ratio * 100).Round(2), percent: t.look.Percent}
	if t.look.Formulas {
		v.formula = t.rateFormula(row)
	}
	return v
}

// mergeDown joins the cells of a field over lines of one block that repeat it.
func (t *tableWriter) mergeDown(field string) {
	at := t.place(field)
	if at == 0 {
		return
	}
	for i := 0; i < len(t.lines); {
		end := i
		for end+1 < len(t.lines) && t.rowOf[end+1] == t.rowOf[end]+1 && t.sameAbove(field, end+1) {
			end++
		}
		for k := i + 1; k <= end; k++ { // a merged cell keeps its first value only
			t.keep(t.SetCellValue(t.sheet, hengji.CellName(t.rowOf[k], at), nil))
		}
		t.merge(t.sheet, t.rowOf[i], at, t.rowOf[end], at)
		i = end + 1
	}
}

// sameAbove reports whether line i repeats the one above in a field; 一级 and
// 二级指标 repeat only within their project and 一级指标.
func (t *tableWriter) sameAbove(field string, i int) bool {
	same := func(f string) bool { return t.lines[i].values[f] == t.lines[i-1].values[f] }
	switch field {
	case "level1":
		return same("project_code") && same("level1")
	case "level2":
		return same("project_code") && same("level1") && same("level2")
	case "project_name":
		return same("project_code") && same("project_name")
	}
	return same(field)
}

func (t *tableWriter) footer() {
	row := t.end + 1
	for _, note := range t.look.Notes {
		if note == "" { // a blank row
			row++
			continue
		}
		f := t.hand.lineFace("left")
		f.wrap = true
		t.across(t.sheet, row, t.first, t.last, note, f)
		t.keep(t.SetRowHeight(t.sheet, row, 18))
		row++
	}
}

func (t *tableWriter) faceOf(c column) face {
	look := t.fields[c.field]
	f := t.hand.cellFace()
	if c.field == "" {
		return face{font: f.font, size: f.size}
	}
	f.align, f.custom = look.align, look.format
	if c.field == "execution_rate" && t.look.Percent {
		f.custom, f.format = "", 10
	}
	if c.field == "allocated_on" || c.field == "received_on" || c.field == "starts_on" || c.field == "ends_on" {
		f.custom, f.format = t.dates.custom, t.dates.format
	}
	if slices.Contains(t.look.Merged, c.field) {
		f.align = "center"
	}
	return f
}

// rowHeight makes room for the longest wrapped text of line i. A merged text has
// room enough, unless it stands on one row alone.
func (t *tableWriter) rowHeight(i int) float64 {
	lines := 1
	for _, c := range t.columns {
		v := t.lines[i].values[c.field]
		if v.kind != words {
			continue
		}
		if slices.Contains(t.look.Merged, c.field) {
			alone := (i == 0 || !t.sameAbove(c.field, i)) && (i+1 == len(t.lines) || !t.sameAbove(c.field, i+1))
			if alone {
				lines = max(lines, strings.Count(v.text, "\n")+1)
			}
			continue
		}
		lines = max(lines, strings.Count(v.text, "\n")+1, (displayWidth(v.text)+int(c.width)-2)/max(int(c.width)-1, 1))
	}
	return max(20, float64(lines)*(t.hand.Size+3)+4)
}

// displayWidth counts a Chinese character as two.
func displayWidth(s string) int {
	n := 0
	for _, r := range s {
		n++
		if unicode.Is(unicode.Han, r) || r > 0x2fff {
			n++
		}
	}
	return n
}
