package main

import (
	"slices"
	"strconv"
)

// fieldLook is how a field usually looks in a table, by its official label.
type fieldLook struct {
	label    string
	width    float64
	align    string
	format   string // number format
	totalled bool
}

const money = "money" // stands for the clerk's own format of amounts

var allocationFields = map[string]fieldLook{
	"seq":          {"序号", 5.5, "center", "", false},
	"project_code": {"项目编号", 13, "center", "", false},
	"project_name": {"项目名称", 34, "left", "", false},
	"organisation": {"承担单位", 26, "left", "", false},
	"uscc":         {"统一社会信用代码", 22, "center", "", false},
	"region":       {"县市区", 10, "center", "", false},
	"category":     {"项目类别", 13, "center", "", false},
	"support_mode": {"支持方式", 9.5, "center", "", false},
	"amount_wan":   {"安排金额（万元）", 11, "right", money, true},
	"document_no":  {"下达文号", 20, "center", "", false},
	"allocated_on": {"下达日期", 14, "center", "", false},
	"starts_on":    {"起始日期", 14, "center", "", false},
	"ends_on":      {"结束日期", 14, "center", "", false},
	"stage":        {"项目阶段", 8.5, "center", "", false},
	"remarks":      {"备注", 15, "left", "", false},
}

var executionFields = map[string]fieldLook{
	"project_code":     {"项目编号", 13, "center", "", false},
	"project_name":     {"项目名称", 30, "left", "", false},
	"initial_wan":      {"年初预算数（万元）", 11, "right", money, true},
	"budget_wan":       {"全年预算数（万元）", 11, "right", money, true},
	"received_wan":     {"到位金额（万元）", 11, "right", money, true},
	"received_on":      {"到位日期", 14, "center", "", false},
	"spent_wan":        {"全年执行数（万元）", 11, "right", money, true},
	"equipment_wan":    {"设备费", 8.5, "right", money, true},
	"materials_wan":    {"材料费", 8.5, "right", money, true},
	"testing_wan":      {"测试化验加工费", 9, "right", money, true},
	"labour_wan":       {"劳务费", 8.5, "right", money, true},
	"consulting_wan":   {"专家咨询费", 8.5, "right", money, true},
	"other_wan":        {"其他支出", 8.5, "right", money, true},
	"balance_wan":      {"结余（万元）", 10.5, "right", money, true},
	"execution_rate":   {"执行率（%）", 8.5, "right", "0.00", false},
	"separate_account": {"是否专账核算", 8, "center", "", false},
	"reason":           {"未执行原因", 26, "left", "", false},
}

var indicatorFields = map[string]fieldLook{
	"project_code":     {"项目编号", 13, "center", "", false},
	"level1":           {"一级指标", 11, "center", "", false},
	"level2":           {"二级指标", 15, "center", "", false},
	"level3":           {"三级指标", 24, "left", "", false},
	"sense":            {"指标性质", 8.5, "center", "", false},
	"target":           {"年度指标值", 11, "center", "", false},
	"unit":             {"度量单位", 9, "center", "", false},
	"actual":           {"实际完成值", 11, "center", "", false},
	"weight":           {"分值", 7, "center", "", true},
	"score":            {"得分", 7.5, "center", "", true},
	"deviation_reason": {"偏差原因分析及改进措施", 34, "left", "", false},
}

// Columns of the official forms, for clerks who keep them as they are.
const (
	officialAllocation = "seq|project_code|project_name|organisation|uscc|region|category|support_mode|amount_wan|" +
		"document_no|allocated_on|starts_on|ends_on|stage|remarks"
	officialExecution = "project_code|project_name|initial_wan|budget_wan|received_wan|received_on|spent_wan|" + costsInTwoRows +
		"|balance_wan|execution_rate|separate_account|reason"
	officialIndicators = "project_code|level1|level2|level3|sense|target|unit|actual|weight|score|deviation_reason"

	costsInTwoRows = "其中：>equipment_wan|其中：>materials_wan|其中：>testing_wan|其中：>labour_wan|" +
		"其中：>consulting_wan|其中：>other_wan"
)

var costFields = [6]string{
	"equipment_wan", "materials_wan", "testing_wan", "labour_wan", "consulting_wan", "other_wan",
}

// formatted gives fields with the clerk's own format of amounts.
func formatted(fields map[string]fieldLook, format string) map[string]fieldLook {
	own := map[string]fieldLook{}
	for name, f := range fields {
		if f.format == money {
			f.format = format
		}
		own[name] = f
	}
	return own
}

// allocationLines are the rows of A1.
func allocationLines(r *region, l *look) []line {
	var lines []line
	for _, p := range r.projects {
		amount := number(p.amount)
		if p.amountBlank {
			amount = value{}
		}
		lines = append(lines, line{block: p.category, values: map[string]value{
			"seq": count(p.seq), "project_code": text(p.code), "project_name": text(p.name),
			"organisation": text(p.organisation), "uscc": text(p.creditCode), "region": text(l.Reporter),
			"category": text(p.category), "support_mode": text("无偿补助"), "amount_wan": amount,
			"document_no": text(p.document), "allocated_on": onDay(p.allocated), "starts_on": onDay(p.starts),
			"ends_on": onDay(p.ends), "stage": text(p.stage), "remarks": textOrBlank(p.remarks),
		}})
	}
	return lines
}

// executionLines are the rows of A2.
func executionLines(r *region, l *look) []line {
	var lines []line
	for _, p := range r.projects {
		e := p.execution
		values := map[string]value{
			"project_code": text(p.code), "project_name": text(p.name),
			"initial_wan": number(e.initial), "budget_wan": number(e.budget),
			"received_wan": number(e.received), "spent_wan": number(e.spent),
			"balance_wan": number(e.balance), "separate_account": text("否"), "reason": textOrBlank(e.reason),
		}
		if e.separate {
			values["separate_account"] = text("是")
		}
		if e.receivedOn > 0 {
			values["received_on"] = onDay(e.receivedOn)
		}
		for i, cost := range e.costs {
			values[costFields[i]] = number(cost)
		}
		if !e.rateBlank {
			values["execution_rate"] = value{kind: figure, number: e.rate, percent: l.Execution.Percent}
		}
		lines = append(lines, line{values: values})
	}
	return lines
}

// indicatorLines are the rows of A3.
func indicatorLines(r *region, l *look) []line {
	var lines []line
	for _, p := range r.projects {
		for _, in := range p.indicators {
			lines = append(lines, line{block: p.code, values: map[string]value{
				"project_code": text(p.code), "level1": text(l.level1(in.level1)), "level2": text(in.level2),
				"level3": text(in.level3), "sense": text(l.Senses[slices.Index(senseOrder, in.sense)]),
				"target": in.target.value(), "unit": textOrBlank(in.unit), "actual": in.actual.value(),
				"weight": number(in.weight), "score": number(in.score), "deviation_reason": textOrBlank(in.reason),
			}})
		}
	}
	return lines
}

func (m measured) value() value {
	if m.words != "" {
		return text(m.words)
	}
	return number(m.number)
}

// textOrBlank leaves the cell of an empty text blank.
func textOrBlank(s string) value {
	if s == "" {
		return value{}
	}
	return text(s)
}

// senseOrder is the order of look.senses.
var senseOrder = []string{"≥", "≤", "=", "定性"}

// level1 spells a 一级指标, with its points in brackets where this clerk does.
func (l *look) level1(name string) string {
	points := map[string]int{outputs: 50, benefits: 30, satisfaction: 10}[name]
	switch l.Points {
	case "full":
		return name + "（" + strconv.Itoa(points) + "分）"
	case "broken":
		return name + "\n(" + strconv.Itoa(points) + "分)"
	case "short":
		return name[:len(name)-len("指标")]
	}
	return name
}
