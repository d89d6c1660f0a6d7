package main

import (
	"slices"

	"hengji"
)

// crossFaults are figures that do not agree with one another.
var crossFaults = []fault{
	{
		name: "control_total", number: "9", what: "one amount changed: the region gives 140 万元, the bureau's control figure is 135", where: "项目资金安排表!I9, I14",
		expect: []string{"explain ALLOC-R03"},
		plant: func(d *draft) {
			d.a1.set(4, "amount_wan", count(20))
			d.a1.setTotal("amount_wan", count(140))
			d.a2.set(4, "budget_wan", count(20))
			d.a2.setTotal("budget_wan", count(140))
			spent := d.region.projects[4].execution.spent
			rate, _ := spent.Ratio(whole(20))
			d.a2.set(4, "execution_rate", number((rate * 100).Round(2)))
			d.a2.set(4, "reason", text("追加资金年底到位，尚未支出"))
		},
	},
	{
		name: "amounts_differ", number: "", what: "A2 全年预算数 is not A1 安排金额 (26 against 25)", where: "资金执行情况表!D7, 项目资金安排表!I6",
		expect: []string{"blocking CROSS-R05"},
		plant: func(d *draft) {
			e := d.region.projects[1].execution
			rate, _ := e.spent.Ratio(whole(26))
			d.a2.set(1, "budget_wan", count(26))
			d.a2.setTotal("budget_wan", count(136))
			d.a2.set(1, "execution_rate", number((rate * 100).Round(2)))
		},
	},
	{
		name: "execution_lacks_project", number: "", what: "the last project of A1 is not in A2", where: "项目资金安排表!B13",
		expect: []string{"blocking CROSS-R01"},
		plant: func(d *draft) {
			last := len(d.region.projects) - 1
			for _, field := range append([]string{"initial_wan", "budget_wan", "received_wan", "spent_wan", "balance_wan"}, costFields[:]...) {
				var total hengji.Decimal
				for _, l := range d.a2.lines[:last] {
					total += l.values[field].number
				}
				d.a2.setTotal(field, number(total))
			}
			d.keep(d.RemoveRow(d.a2.sheet, d.a2.rowOf[last]))
		},
	},
	{
		name: "indicators_lack_project", number: "", what: "the last project of A1 has no indicators in A3", where: "项目资金安排表!B13",
		expect: []string{"blocking CROSS-R03"},
		plant: func(d *draft) {
			last := d.region.projects[len(d.region.projects)-1]
			first := len(d.a3.lines) - len(last.indicators)
			for _, merge := range d.mergesIn(d.a3.sheet, d.a3.rowOf[first], d.a3.end) {
				d.keep(d.UnmergeCell(d.a3.sheet, merge[0], merge[1]))
			}
			for range last.indicators {
				d.keep(d.RemoveRow(d.a3.sheet, d.a3.rowOf[first]))
			}
		},
	},
	{
		name: "costs_not_spent", number: "35", what: "全年执行数 is not the sum of 其中 (0.5 too much equipment)", where: "资金执行情况表!G6, H6:M6",
		expect: []string{"blocking EXEC-R01"},
		plant: func(d *draft) {
			e := d.region.projects[0].execution
			d.a2.set(0, "equipment_wan", number(e.costs[0]+hengji.DecimalOne/2))
			d.a2.setTotal("equipment_wan", number(d.a2.sumOf("equipment_wan")+hengji.DecimalOne/2))
		},
	},
	{
		name: "balance_wrong", number: "", what: "结余 is not 到位 less 执行", where: "资金执行情况表!N8",
		expect: []string{"blocking EXEC-R02"},
		plant: func(d *draft) {
			e := d.region.projects[2].execution
			d.a2.set(2, "balance_wan", number(e.balance+2*hengji.DecimalOne))
			d.a2.setTotal("balance_wan", number(d.a2.sumOf("balance_wan")+2*hengji.DecimalOne))
		},
	},
	{
		name: "rate_wrong", number: "36", what: "执行率 typed as 66.60, not 执行 ÷ 预算", where: "资金执行情况表!O9",
		expect: []string{"blocking EXEC-R03"},
		plant: func(d *draft) {
			d.a2.set(3, "execution_rate", digits("66.6"))
			d.a2.set(3, "reason", text("尾款待验收后支付，预计2022年4月完成"))
		},
	},
	{
		name: "rates_three_ways", number: "36", what: "执行率 as 0.98-style share, as text with %, as percent number: all mean the same and are read",
		where: "资金执行情况表!O6, O7", expect: []string{"notice CELL-NORMALISED"},
		plant: func(d *draft) {
			rate := func(i int) hengji.Decimal { return d.region.projects[i].execution.rate }
			d.a2.set(0, "execution_rate", number(rate(0)/100))
			d.a2.set(1, "execution_rate", text(rate(1).Format(2)+"%"))
		},
	},
	{
		name: "received_over_budget", number: "36", what: "more money received than budgeted", where: "资金执行情况表!E9",
		expect: []string{"explain EXEC-R04"},
		plant: func(d *draft) {
			e := d.region.projects[3].execution
			more := e.budget + 3*hengji.DecimalOne - e.received
			d.a2.set(3, "received_wan", number(e.received+more))
			d.a2.set(3, "balance_wan", number(e.balance+more))
			d.a2.setTotal("received_wan", number(d.a2.sumOf("received_wan")+more))
			d.a2.setTotal("balance_wan", number(d.a2.sumOf("balance_wan")+more))
		},
	},
	{
		name: "low_rate_without_reason", number: "34", what: "half spent, no 未执行原因", where: "资金执行情况表!O8, Q8",
		expect: []string{"explain EXEC-R06"},
		plant: func(d *draft) {
			e := d.region.projects[2].execution
			half := e.budget / 2
			for i, field := range costFields {
				cost := value{}
				d.a2.setTotal(field, number(d.a2.sumOf(field)-e.costs[i]))
				if i == 0 {
					cost = number(half)
					d.a2.setTotal(field, number(d.a2.sumOf(field)-e.costs[i]+half))
				}
				d.a2.set(2, field, cost)
			}
			d.a2.set(2, "spent_wan", number(half))
			d.a2.set(2, "balance_wan", number(e.received-half))
			d.a2.set(2, "execution_rate", count(50))
			d.a2.set(2, "reason", value{})
			d.a2.setTotal("spent_wan", number(d.a2.sumOf("spent_wan")-e.spent+half))
			d.a2.setTotal("balance_wan", number(d.a2.sumOf("balance_wan")-e.balance+e.received-half))
		},
	},
	{
		name: "score_over_weight", number: "33", what: "得分 above 分值", where: "绩效指标表!J4",
		expect: []string{"blocking IND-R02"},
		plant: func(d *draft) {
			d.a3.set(0, "score", number(d.region.projects[0].indicators[0].weight+2*hengji.DecimalOne))
		},
	},
	{
		name: "weights_not_90", number: "33", what: "分值 of a project sum to 95", where: "绩效指标表!I4",
		expect: []string{"blocking IND-R01"},
		plant: func(d *draft) {
			in := d.region.projects[0].indicators[0]
			d.a3.set(0, "weight", number(in.weight+5*hengji.DecimalOne))
			d.a3.set(0, "score", number(in.score+5*hengji.DecimalOne))
		},
	},
	{
		name: "deduction_without_reason", number: "34", what: "a deduction and no 偏差原因", where: "绩效指标表!K11",
		expect: []string{"explain IND-R03"},
		plant: func(d *draft) {
			i := slices.IndexFunc(d.a3.lines, func(l line) bool { return l.values["deviation_reason"].kind == words })
			d.a3.set(i, "deviation_reason", value{})
		},
	},
	{
		name: "direction_lost", number: "37", what: "a ≤ indicator above its target, yet scored in full", where: "绩效指标表!H12",
		expect: []string{"explain SCORE-R01"},
		plant: func(d *draft) {
			i := slices.IndexFunc(d.a3.lines, func(l line) bool { return l.values["sense"].text == "≤" })
			d.a3.set(i, "actual", number(d.a3.lines[i].values["target"].number*2))
			d.a3.set(i, "score", d.a3.lines[i].values["weight"])
			d.a3.set(i, "deviation_reason", value{})
		},
	},
	{
		name: "reason_boilerplate", number: "34", what: "the same words as reason on every indicator, at full score too", where: "绩效指标表!K",
		expect: []string{"notice IND-R06"},
		plant: func(d *draft) {
			for i := range d.a3.lines {
				d.a3.set(i, "deviation_reason", text("受疫情影响，下一步加强管理"))
			}
		},
	},
}

// sumOf adds up a field over all lines, as the clean workbook has it.
func (t *tableWriter) sumOf(field string) hengji.Decimal {
	var total hengji.Decimal
	for _, l := range t.lines {
		total += l.values[field].number
	}
	return total
}
