package main

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// departmentRelay writes a department's workbook, laid out as no sample is: blocks beside
// or below their labels, years over two columns, tables in another order.
type departmentRelay struct {
	*relay
	*departmentContent
	sheet     string
	left, row int
}

// departmentSheets are names of its sheets and what stands above them.
var departmentSheets = map[string][][2]string{
	"base":        {{"整体支出基础数据表", "部门整体支出绩效评价基础数据表"}, {"附件3", "部门整体支出绩效评价基础数据表"}, {"Sheet1", "2021年度部门整体支出绩效评价基础数据表"}},
	"evaluation":  {{"部门自评表", "部门整体支出绩效自评表"}, {"附件1", "2021年度部门整体支出绩效自评表"}, {"Sheet2", "部门整体支出绩效自评表"}},
	"expenditure": {{"支出决算", "2021年度支出决算表"}, {"部门支出决算表", ""}, {"Sheet3", "部门支出决算表"}},
	"results":     {{"重点工作成效", "2021年度重点工作成效指标表"}, {"成效指标表", ""}, {"附件4", "重点工作成效指标表"}},
}

// rewrittenDepartment is a file with an invented department's content in a layout of its own.
func rewrittenDepartment(random *rand.Rand) (*draft, error) {
	file := excelize.NewFile()
	r := &departmentRelay{
		relay:             &relay{draft: &draft{book: &book{File: file}, Rand: random}, styles: map[string]int{}},
		departmentContent: newDepartment(random),
	}
	forms := []string{"base", "evaluation", "expenditure", "results"}
	if r.IntN(3) == 0 {
		r.Shuffle(len(forms), func(i, k int) { forms[i], forms[k] = forms[k], forms[i] })
	}
	r.keep(file.SetSheetName("Sheet1", "临时"))
	for i, form := range forms {
		name := one(r.draft, departmentSheets[form]...)
		_, err := file.NewSheet(name[0])
		r.keep(err)
		if i == 0 {
			r.keep(file.DeleteSheet("临时"))
		}
		r.sheet, r.left, r.row = name[0], 1+r.IntN(2), 1+r.IntN(2)
		if name[1] != "" {
			r.line(name[1])
		}
		switch form {
		case "base":
			r.writeBase()
		case "evaluation":
			r.writeEvaluation()
		default:
			r.writeDepartmentTable(form)
		}
	}
	return r.draft, r.err
}

// line writes a row of cells; nil leaves one out.
func (r *departmentRelay) line(values ...any) {
	for i, value := range values {
		if value != nil {
			r.put(r.sheet, r.left+i, r.row, value, "")
		}
	}
	r.row++
}

// of is a value, or nil where nothing is said; a rate shows in per cent.
func (r *departmentRelay) write(column int, key string) {
	value, format := r.values[key], ""
	if strings.HasSuffix(key, "rate") && value != nil && r.IntN(2) == 0 {
		value, format = value.(millionths)/100, "0.00%"
	}
	if value == nil {
		value = one[any](r.draft, nil, nil, "—", 0)
		if !strings.Contains(key, "fund") && !strings.Contains(key, "non_tax") {
			value = nil // a nought would say something
		}
	}
	r.put(r.sheet, column, r.row, value, format)
}

// pairs writes values beside their labels, or below, with the name of their group before them.
func (r *departmentRelay) pairs(group string, fields ...string) {
	below := r.IntN(2) == 0
	for some := range slices.Chunk(fields, one(r.draft, 3, 4, len(fields))) {
		first, column := r.row, r.left
		r.put(r.sheet, column, r.row, group, "")
		for _, field := range some {
			label := strings.Replace(one(r.draft, departmentWords["base"][field]...), "本年", one(r.draft, "本年", "2021年"), 1)
			if strings.HasSuffix(field, "rate") {
				label += one(r.draft, "", "（%）")
			}
			column++
			r.put(r.sheet, column, r.row, label, "")
			if below {
				r.row++
				r.write(column, "base."+field)
				r.row--
			} else {
				column++
				r.write(column, "base."+field)
			}
		}
		if below {
			r.merge(r.sheet, r.left, first, r.left, first+1)
			r.row++
		}
		r.row++
	}
}

func (r *departmentRelay) writeBase() {
	if r.IntN(2) == 0 {
		r.line("填报单位："+departmentName, nil, nil, "单位：万元")
	} else {
		r.line(one(r.draft, "填报单位", "填报单位："), departmentName, nil, "单位：万元")
	}
	blocks := []func(){
		func() {
			r.pairs("财政供养人员情况", "establishment", "administrative", "workers", "institutional", "staff", "retired", "people", "rate")
		},
		func() { r.pairs("机构情况", "offices", "institutions", "leaders", "assigned", "done") },
		func() { r.pairs("预算执行情况", "carried_in", "initial", "added", "carried_out") },
		r.writeMoney,
		func() {
			r.pairs("楼堂馆所控制情况", "area", "built", "area_rate", "planned", "cost", "cost_rate")
		},
	}
	if r.IntN(2) == 0 {
		r.Shuffle(len(blocks), func(i, k int) { blocks[i], blocks[k] = blocks[k], blocks[i] })
	}
	for _, write := range blocks {
		write()
	}
	r.line("厉行节约保障措施", r.values["base.thrift"])
	r.line(one(r.draft, "填表人：示例填表人　填报日期：2022年3月28日", "填表人：示例填表人"))
}

// moneyLines are the lines of 经费控制情况, in their order.
var moneyLines = []string{"three_public", "vehicles", "purchase", "running", "abroad", "reception", "projects", "business", "operation",
	"public", "office", "utilities", "meetings", "agency", "procurement", "adjustment"}

func (r *departmentRelay) writeMoney() {
	columns := []string{"last", "budget", "actual", "last_appropriated", "budget_appropriated", "actual_appropriated"}
	layout := r.IntN(3)
	if layout > 0 { // the part beside its whole
		columns = []string{"last", "last_appropriated", "budget", "budget_appropriated", "actual", "actual_appropriated"}
	}
	if r.IntN(2) == 0 {
		columns = slices.Insert(columns, one(r.draft, 0, len(columns)), "last_budget")
	}
	r.put(r.sheet, r.left, r.row, "经费控制情况", "")
	years := strings.NewReplacer("上年", one(r.draft, "上年", "2020年"), "本年", one(r.draft, "本年", "2021年"))
	for i, column := range columns {
		label := years.Replace(one(r.draft, departmentColumns["base"][column]...))
		whole, isPart := strings.CutSuffix(column, "_appropriated")
		switch {
		case layout == 2 && isPart:
			r.put(r.sheet, r.left+1+i, r.row+1, one(r.draft, "其中：一般公共预算拨款", "一般公共预算拨款"), "")
			r.merge(r.sheet, r.left+i, r.row, r.left+1+i, r.row)
		case layout == 2:
			r.put(r.sheet, r.left+1+i, r.row, label, "")
			if i+1 < len(columns) && columns[i+1] == whole+"_appropriated" {
				r.put(r.sheet, r.left+1+i, r.row+1, "合计", "")
			} else {
				r.merge(r.sheet, r.left+1+i, r.row, r.left+1+i, r.row+1)
			}
		default:
			r.put(r.sheet, r.left+1+i, r.row, strings.Replace(label, "其中:", one(r.draft, "\n其中：", "其中："), 1), "")
		}
	}
	r.row++
	if layout == 2 {
		r.row++
	}
	for _, line := range moneyLines {
		r.put(r.sheet, r.left, r.row, one(r.draft, "", " ", "　　")+one(r.draft, departmentLines["base"][line]...), "")
		for i, column := range columns {
			r.write(r.left+1+i, "base."+line+"."+column)
		}
		r.row++
	}
}

func (r *departmentRelay) writeEvaluation() {
	r.line(one(r.draft, "部门名称", "预算部门名称"), departmentName)
	columns := []string{"initial", "budget", "spent", "weight", "rate", "score"}
	if r.IntN(2) == 0 {
		columns = []string{"initial", "budget", "spent", "rate", "weight", "score"}
	}
	kinds := r.IntN(2) // of columns before the amounts
	r.put(r.sheet, r.left, r.row, one(r.draft, "年度预算\n执行情况\n（万元）", "年度预算执行情况（万元）"), "")
	for i, column := range columns {
		r.put(r.sheet, r.left+2+kinds+i, r.row, one(r.draft, departmentColumns["evaluation"][column]...), "")
	}
	r.row++
	for _, line := range []string{"total", "appropriated", "fund", "non_tax", "other", "basic", "project"} {
		at := r.left + 1
		if kinds == 1 && line != "total" {
			at++
			if line == "appropriated" || line == "basic" {
				r.put(r.sheet, at-1, r.row, map[string]string{"appropriated": "按收入性质分", "basic": "按支出性质分"}[line], "")
			}
		}
		r.put(r.sheet, at, r.row, one(r.draft, departmentLines["evaluation"][line]...), "")
		for i, column := range columns {
			r.write(r.left+2+kinds+i, "evaluation."+line+"."+column)
		}
		r.row++
	}
	r.line("年度总体目标", "预期目标", nil, nil, nil, "实际完成情况")
	r.line(nil, "示例目标：按预算完成全年工作。", nil, nil, nil, "示例完成情况：均已完成。")
	fields := []string{"level1", "level2", "level3", "target", "actual", "weight", "score", "reason"}
	r.put(r.sheet, r.left, r.row, one(r.draft, "绩效指标", "年度绩效指标"), "")
	for i, field := range fields {
		r.put(r.sheet, r.left+1+i, r.row, one(r.draft, departmentTables["rates"][field]...), "")
	}
	r.row++
	var sum millionths
	for _, record := range r.departmentContent.tables["rates"] {
		for i, field := range fields {
			r.put(r.sheet, r.left+1+i, r.row, record[field], "")
		}
		sum += record["weight"].(millionths)
		r.row++
	}
	score := r.money("evaluation.total.score")
	r.put(r.sheet, r.left, r.row, one(r.draft, "总分", "合计"), "")
	r.put(r.sheet, r.left+6, r.row, sum+10e6, "")
	r.put(r.sheet, r.left+7, r.row, sum+score, "")
	r.row++
}

// writeDepartmentTable writes one of its two tables, its columns in another order.
func (r *departmentRelay) writeDepartmentTable(form string) {
	if form == "expenditure" {
		r.line(one(r.draft, "单位：万元", "金额单位：万元"))
	}
	fields := map[string][]string{
		"expenditure": {"class", "item", "budget", "actual", "last", "change", "change_rate", "remarks"},
		"results":     {"code", "name", "unit", "value", "last", "change_rate", "times", "part_of", "source", "remarks"},
	}[form]
	from := map[string]int{"expenditure": 2, "results": 3}[form]
	if r.IntN(2) == 0 {
		r.Shuffle(len(fields)-from, func(i, k int) { fields[from+i], fields[from+k] = fields[from+k], fields[from+i] })
	}
	r.departmentHeader(form, fields)
	records := r.departmentContent.tables[form]
	subtotals := form == "expenditure" && r.IntN(2) == 0
	whole := r.IntN(2) == 0 // every class written out
	for i, record := range records {
		for k, field := range fields {
			value := record[field]
			if field == "class" && !whole && i > 0 && records[i-1]["class"] == value {
				value = nil
			}
			r.put(r.sheet, r.left+k, r.row, value, "")
		}
		r.row++
		last := i+1 == len(records) || records[i+1]["class"] != record["class"]
		if class := record["class"]; subtotals && last && (class == "经济科目" || class == "基本-项目") {
			r.subtotal(fields, records, record["class"])
		}
	}
	if r.IntN(2) == 0 {
		r.line("说明：本表为示例。")
	}
}

// departmentHeader writes labels in a row, 增减 sometimes over its two.
func (r *departmentRelay) departmentHeader(form string, fields []string) {
	at := slices.Index(fields, "change")
	two := form == "expenditure" && fields[at+1:] != nil && at+1 < len(fields) && fields[at+1] == "change_rate" && r.IntN(2) == 0
	for i, field := range fields {
		label := one(r.draft, departmentTables[form][field]...)
		row := r.row
		if two && (field == "change" || field == "change_rate") {
			row++
		} else if two {
			r.merge(r.sheet, r.left+i, r.row, r.left+i, r.row+1)
		}
		r.put(r.sheet, r.left+i, row, label, "")
	}
	if two {
		r.put(r.sheet, r.left+at, r.row, "增减情况", "")
		r.merge(r.sheet, r.left+at, r.row, r.left+at+1, r.row)
		r.row++
	}
	r.row++
}

// subtotal adds up the rows of a class.
func (r *departmentRelay) subtotal(fields []string, records []map[string]any, class any) {
	for k, field := range fields {
		switch {
		case field == "item":
			r.put(r.sheet, r.left+k, r.row, "小计", "")
		case field == "actual" || field == "last" || field == "change":
			var sum millionths
			for _, record := range records {
				if value, ok := record[field].(millionths); ok && record["class"] == class {
					sum += value
				}
			}
			r.put(r.sheet, r.left+k, r.row, sum, "")
		}
	}
	r.row++
}
