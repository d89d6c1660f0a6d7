package main

import (
	"slices"
	"strconv"
	"strings"
)

// evaluation is a 项目支出绩效自评表 that was added to a workbook for one of its
// projects, filled in from the three tables.
type evaluation struct {
	d          *draft
	form       *evaluationForm
	sheet      string
	left       int // blank columns before the form
	row        int // the last that was written
	code       string
	at         map[string]string // what → cell: name, total_budget, rate, score …
	columns    map[string]int    // of an indicator's row, from the left
	indicators []evaluated
}

// evaluated is one indicator's row.
type evaluated struct {
	row           int
	weight, score int64
}

// funds are the columns of the fund block that hold money.
var funds = []string{"initial", "budget", "spent"}

// evaluate adds a sheet for a random project that has money, indicators and a name of its
// own, in one of some forms.
func (d *draft) evaluate(forms []evaluationForm) *evaluation {
	a, x, t := d.tables["allocation"], d.tables["execution"], d.tables["indicators"]
	form := &forms[d.IntN(len(forms))]
	names := map[string]int{}
	for _, row := range a.rows {
		names[fold(a.text(row, "name"))]++
	}
	row := d.pick(a, func(row int) bool {
		of := x.project(a.text(row, "code"))
		return names[fold(a.text(row, "name"))] == 1 && !d.onSheet(a.text(row, "name")) && of > 0 && x.funded("budget")(of) && x.funded("spent")(of) &&
			len(t.of(a.text(row, "code"))) > 0 && (!form.own() || len(t.gone(a.text(row, "code"))) > 0)
	})
	e := &evaluation{d: d, form: form, left: d.IntN(2), code: a.text(row, "code"), at: map[string]string{}, columns: map[string]int{}}
	e.sheet = one(d, "自评表", "项目自评表", "自评表（项目）") + strconv.Itoa(row)
	if at, _ := d.GetSheetIndex(e.sheet); at >= 0 {
		d.unfit = true // another fault stands in it
	}
	_, err := d.NewSheet(e.sheet)
	d.keep(err)
	if d.unfit {
		return e
	}
	for _, title := range form.title {
		e.line(title)
	}
	e.line("项目名称", a.text(row, "name"))
	e.put("name", 2)
	e.line("主管部门", one(d, "衡阳市科学技术局", "219-衡阳市科学技术局"), nil, nil, "实施单位", a.text(row, "organisation"))
	e.put("organisation", 6)
	for _, line := range form.under {
		label, boxes, _ := strings.Cut(line, "|")
		e.line(label, boxes)
	}
	score := e.money(x, x.project(e.code))
	if form.goals {
		e.line("年度总体目标", "预期目标", nil, nil, nil, "实际完成情况")
		e.line(nil, "示例：按合同完成各项指标", nil, nil, nil, "示例：均已完成")
	}
	var records []map[string]any
	for _, r := range t.of(e.code) {
		record := map[string]any{}
		for field := range t.columns {
			record[field] = d.value(t, r, field)
		}
		records = append(records, record)
	}
	e.rows(records, score)
	for _, label := range form.below {
		if strings.Contains(label, "：") {
			e.line(label)
		} else {
			e.line(label, "示例：无")
		}
	}
	if form.own() {
		d.removeRows(t, t.gone(e.code))
	}
	return e
}

// money writes the block of funds, and gives the points of 预算执行率.
func (e *evaluation) money(x *table, row int) millionths {
	money := map[string]any{"weight": millionths(e.form.execution * 1e6)}
	budget, spent := first(x.millionths(row, "budget")), first(x.millionths(row, "spent"))
	hundredths := (spent*20_000 + budget) / (2 * budget) // half up
	points := min(e.form.execution*1e6, (spent*e.form.execution*200+budget)/(2*budget)*1e4)
	money["rate"], money["score"] = millionths(hundredths*1e4), millionths(points)
	for _, field := range funds {
		money[field] = millionths(first(x.millionths(row, field)))
	}
	header := []any{e.form.money, nil}
	for _, column := range e.form.funds {
		header = append(header, column[1])
	}
	e.line(header...)
	nothing := one[any](e.d, nil, "—", "/")
	for _, source := range e.form.sources {
		cells := []any{nil, source[1]}
		for _, column := range e.form.funds {
			isMoney := slices.Contains(funds, column[0])
			switch {
			case source[0] == "total", isMoney && source[0] == "current":
				cells = append(cells, money[column[0]])
			case isMoney:
				cells = append(cells, 0)
			default:
				cells = append(cells, nothing)
			}
		}
		e.line(cells...)
		for k, column := range e.form.funds {
			switch {
			case slices.Contains(funds, column[0]):
				e.put(source[0]+"_"+column[0], 3+k)
			case source[0] == "total" && column[0] == "rate":
				e.put("rate", 3+k)
			case source[0] == "total":
				e.put("execution_"+column[0], 3+k)
			}
		}
	}
	return millionths(points)
}

// rows writes the indicators and the row of their total.
func (e *evaluation) rows(records []map[string]any, score millionths) {
	d, form := e.d, e.form
	header := []any{form.block}
	for k, column := range form.columns {
		header = append(header, column[1])
		e.columns[column[0]] = 2 + k
	}
	if form.group != "" { // a row of its own above the three
		above := slices.Clone(header)
		for k, column := range form.columns {
			if in := slices.Contains([]string{"sense", "target", "unit"}, column[0]); !in {
				header[1+k] = nil
			} else if above[1+k] = nil; column[0] == "sense" {
				above[1+k] = form.group
			}
		}
		e.line(above...)
		d.keep(d.MergeCell(e.sheet, e.cell(e.columns["sense"], e.row), e.cell(e.columns["unit"], e.row)))
		header[0] = nil
	}
	e.line(header...)
	weights, scores := form.execution*1e6, int64(score)
	for i, record := range records {
		weight, _ := record["weight"].(millionths)
		got, _ := record["score"].(millionths)
		if form.own() && weight > 0 { // the points shared out anew; the last takes what is left
			share := weight * millionths(form.rest) / 90 / 10_000 * 10_000
			if i == len(records)-1 {
				share = 100e6 - millionths(weights)
			}
			weight, got = share, got*share/weight/10_000*10_000
		}
		cells := []any{nil}
		for _, column := range form.columns {
			cells = append(cells, e.said(column[0], record, weight, got))
		}
		e.line(cells...)
		e.indicators = append(e.indicators, evaluated{e.row, int64(weight), int64(got)})
		weights, scores = weights+int64(weight), scores+int64(got)
	}
	e.row++
	d.write(e.sheet, e.cell(1, e.row), form.total)
	if at := e.columns["weight"]; at > 0 {
		d.write(e.sheet, e.cell(at, e.row), millionths(weights))
		e.put("weight", at)
	}
	d.write(e.sheet, e.cell(e.columns["score"], e.row), millionths(scores))
	e.put("score", e.columns["score"])
}

// said is what a column says of an indicator: sign and unit stand in the value where they
// have no columns.
func (e *evaluation) said(column string, record map[string]any, weight, score millionths) any {
	shown := func(field string) string {
		switch v := record[field].(type) {
		case millionths:
			return number(int64(v))
		case string:
			return v
		}
		return ""
	}
	sense, unit := shown("sense"), shown("unit")
	switch column {
	case "level1":
		level := shown("level1")
		if e.form.own() {
			level = bracketed.ReplaceAllString(strings.NewReplacer("（", "(", "）", ")").Replace(level), "")
		}
		if !strings.HasSuffix(fold(level), "指标") && !strings.Contains(level, "（") && !strings.Contains(level, "(") {
			level += "指标"
		}
		return level
	case "level2", "level3":
		return shown(column)
	case "reason":
		return shown("deviation")
	case "weight":
		return weight
	case "score":
		return score
	}
	if e.columns["unit"] > 0 {
		return record[column]
	}
	if column == "actual" {
		return shown("actual") + unit
	}
	if fold(sense) == "定性" {
		sense = ""
	}
	return sense + shown("target") + unit
}

// line writes the next row of the form.
func (e *evaluation) line(values ...any) {
	e.row++
	for i, value := range values {
		if text, isText := value.(string); value != nil && (!isText || text != "") {
			e.d.write(e.sheet, e.cell(i+1, e.row), value)
		}
	}
}

func (e *evaluation) cell(column, row int) string { return address(column+e.left, row) }

// put remembers where something stands in the row just written.
func (e *evaluation) put(what string, column int) { e.at[what] = e.cell(column, e.row) }

// set types over something and marks it as planted. What this form does not have makes
// the draft unfit.
func (e *evaluation) set(what string, value any) {
	if cell := e.find(what); cell != "" {
		e.d.mark(e.sheet, cell)
		e.d.write(e.sheet, cell, value)
	}
}

func (e *evaluation) find(what string) string {
	if e.at[what] == "" {
		e.d.unfit = true
	}
	return e.at[what]
}

// setIndicator types over a column of an indicator's row, and marks it.
func (e *evaluation) setIndicator(i evaluated, column string, value any) {
	e.mark(i, column)
	e.fill(i, column, value)
}

// fill types over a column of an indicator's row: what goes with the fault.
func (e *evaluation) fill(i evaluated, column string, value any) {
	if e.columns[column] == 0 {
		e.d.unfit = true
		return
	}
	e.d.write(e.sheet, e.cell(e.columns[column], i.row), value)
}

func (e *evaluation) mark(i evaluated, column string) {
	if e.columns[column] == 0 {
		e.d.unfit = true
		return
	}
	e.d.mark(e.sheet, e.cell(e.columns[column], i.row))
}

// number reads back what was written.
func (e *evaluation) number(what string) int64 {
	cell := e.find(what)
	if cell == "" {
		return 0
	}
	text, err := e.d.GetCellValue(e.sheet, cell)
	e.d.keep(err)
	value, _ := strconv.ParseFloat(text, 64)
	return int64(value*1e6 + 0.5)
}

// onSheet is true of a project that a 自评表 of the workbook is about.
func (b *book) onSheet(name string) bool {
	for _, form := range b.evaluations {
		for _, row := range form {
			if slices.ContainsFunc(row, func(text string) bool { return fold(text) == fold(name) }) {
				return true
			}
		}
	}
	return false
}

// of lists the rows of a project's indicators.
func (t *table) of(code string) []int {
	var rows []int
	for _, row := range t.rows {
		if t.codeOf(row) == code {
			rows = append(rows, row)
		}
	}
	return rows
}

// inherited is a field's value or, where it is blank, that of the row above.
func (t *table) inherited(row int, field string) string {
	for ; row > t.header; row-- {
		if text := t.text(row, field); text != "" {
			return text
		}
	}
	return ""
}
