package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// evaluation is a 项目支出绩效自评表 that was added to a workbook for one of its
// projects: the official form of 财预〔2020〕10号, filled in from the three tables.
type evaluation struct {
	d          *draft
	sheet      string
	left       int // blank columns before the form
	row        int // the last that was written
	code       string
	at         map[string]string // what → cell: name, total_budget, rate, score …
	indicators []evaluated
}

// evaluated is one indicator's row, and where it stands in 绩效指标表.
type evaluated struct {
	row           int
	there         int
	weight, score int64
	target        string
}

// funds are the columns of the fund block.
var funds = []string{"initial", "budget", "spent"}

// evaluate adds a sheet for a random project that has money, indicators and a name
// of its own. The wording of labels is random among those that filled forms show.
func (d *draft) evaluate(conditions ...func(row int) bool) *evaluation {
	a, x, t := d.tables["allocation"], d.tables["execution"], d.tables["indicators"]
	names := map[string]int{}
	for _, row := range a.rows {
		names[fold(a.text(row, "name"))]++
	}
	row := d.pick(a, append(conditions, func(row int) bool {
		of := x.project(a.text(row, "code"))
		return names[fold(a.text(row, "name"))] == 1 && !d.onSheet(a.text(row, "name")) && of > 0 && x.funded("budget")(of) && x.funded("spent")(of) &&
			len(t.of(a.text(row, "code"))) > 0
	})...)
	e := &evaluation{d: d, left: d.IntN(2), code: a.text(row, "code"), at: map[string]string{}}
	e.sheet = "自评表" + strconv.Itoa(row)
	if at, _ := d.GetSheetIndex(e.sheet); at >= 0 {
		d.unfit = true // another fault stands in it
	}
	_, err := d.NewSheet(e.sheet)
	d.keep(err)
	if d.unfit {
		return e
	}
	of := x.project(e.code)
	money := map[string]int64{}
	for _, field := range funds {
		money[field], _ = x.millionths(of, field)
	}
	percent := (money["spent"]*20_000 + money["budget"]) / (2 * money["budget"]) // in hundredths, half up
	rate, score := float64(percent)/100, min(float64(percent)/1000, 10)

	e.line("项目支出绩效自评表")
	e.line("（2021年度）")
	e.line("项目名称", a.text(row, "name"))
	e.put("name", 2)
	e.line("主管部门", one(d, "衡阳市科学技术局", "219-衡阳市科学技术局"), nil, nil, "实施单位", a.text(row, "organisation"))
	e.line("项目资金（万元）", nil, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
	e.line(nil, one(d, "年度资金总额", "年度资金总额："), millionths(money["initial"]), millionths(money["budget"]), millionths(money["spent"]), 10, rate, score)
	e.funds("total")
	e.put("execution_weight", 6)
	e.put("rate", 7)
	e.put("execution_score", 8)
	e.line(nil, one(d, "其中：当年财政拨款", "其中：本年财政拨款", "当年财政拨款"), millionths(money["initial"]), millionths(money["budget"]), millionths(money["spent"]), one[any](d, nil, "—"), nil, one[any](d, nil, "—"))
	e.funds("current")
	e.line(nil, one(d, "上年结转资金", "上年结转"), 0, 0, 0)
	e.funds("carried")
	e.line(nil, "其他资金", 0, 0, 0)
	e.funds("other")
	e.line("年度总体目标", "预期目标", nil, nil, "实际完成情况")
	e.line(nil, "示例：按合同完成各项指标", nil, nil, "示例：均已完成")
	e.line("绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", one(d, "偏差原因分析及改进措施", "偏差原因分析及\n改进措施"))
	weights, scores := int64(10e6), int64(score*1e6+0.5)
	for _, r := range t.of(e.code) {
		one := evaluated{there: r}
		one.weight, _ = t.millionths(r, "weight")
		one.score, _ = t.millionths(r, "score")
		sense, unit := t.text(r, "sense"), t.text(r, "unit")
		if fold(sense) == "定性" {
			sense = ""
		}
		one.target = sense + t.text(r, "target") + unit
		level1 := fold(t.inherited(r, "level1"))
		if !strings.HasSuffix(level1, "指标") {
			level1 += "指标"
		}
		e.line(nil, level1, t.inherited(r, "level2"), t.text(r, "level3"), one.target,
			t.text(r, "actual")+unit, millionths(one.weight), millionths(one.score), t.text(r, "deviation"))
		one.row = e.row
		e.indicators = append(e.indicators, one)
		weights, scores = weights+one.weight, scores+one.score
	}
	e.line("总分", nil, nil, nil, nil, nil, millionths(weights), millionths(scores))
	e.put("weight", 7)
	e.put("score", 8)
	e.at["sum_of_scores"] = number(scores)
	return e
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

func (e *evaluation) funds(source string) {
	for i, column := range funds {
		e.put(source+"_"+column, 3+i)
	}
}

// set types over something and marks it as planted.
func (e *evaluation) set(what string, value any) {
	if e.d.unfit {
		return
	}
	cell := e.at[what]
	if cell == "" {
		e.d.keep(fmt.Errorf("no %s in a self-evaluation sheet", what))
		return
	}
	e.d.mark(e.sheet, cell)
	e.d.write(e.sheet, cell, value)
}

// setIndicator types over a column (5 target, 6 actual, 7 weight, 8 score, 9
// reason) of an indicator's row.
func (e *evaluation) setIndicator(i evaluated, column int, value any) {
	e.d.mark(e.sheet, e.cell(column, i.row))
	e.d.write(e.sheet, e.cell(column, i.row), value)
}

// number reads back what was written.
func (e *evaluation) number(what string) int64 {
	text, err := e.d.GetCellValue(e.sheet, e.at[what])
	e.d.keep(err)
	value, _ := strconv.ParseFloat(text, 64)
	return int64(value*1e6 + 0.5)
}

// onSheet is true of a project that a 自评表 of the sample is about.
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
