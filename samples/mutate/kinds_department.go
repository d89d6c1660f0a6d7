package main

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// departmentKinds are mistakes in the department's own workbook, and what is none there.
var departmentKinds = []kind{
	dept("three_public_total", []string{"DEPT-R01"}, func(d *draft) { d.add("base.three_public."+moneyColumn(d), 3e6) }),
	dept("vehicles_total", []string{"DEPT-R01"}, func(d *draft) { d.add("base.vehicles."+moneyColumn(d), one(d, int64(-1e6), 2e6)) }),
	dept("line_of_three_public", []string{"DEPT-R01"}, func(d *draft) {
		d.add("base."+one(d, "reception", "abroad", "purchase")+"."+moneyColumn(d), 1e6)
	}),
	dept("appropriated_over_the_whole", []string{"DEPT-R02"}, func(d *draft) {
		more := d.figure("base.reception.budget") - d.figure("base.reception.budget_appropriated") + 2e6
		d.add("base.reception.budget_appropriated", more)
		d.fillSpot("base.three_public.budget_appropriated", d.figure("base.three_public.budget_appropriated")+more)
	}),
	dept("appropriated_and_whole_exchanged", []string{"DEPT-R02"}, func(d *draft) {
		for _, line := range []string{"three_public", "vehicles", "purchase", "running", "abroad", "reception"} {
			whole, part := d.figure("base."+line+".budget"), d.figure("base."+line+".budget_appropriated")
			d.setSpot("base."+line+".budget", millionths(part))
			d.setSpot("base."+line+".budget_appropriated", millionths(whole))
		}
	}),
	dept("control_rate", []string{"DEPT-R03"}, func(d *draft) {
		d.addRate("base."+one(d, "rate", "area_rate", "cost_rate"), one(d, int64(1e6), -2e6, 9e6))
	}),
	dept("establishment_part", []string{"DEPT-R04"}, func(d *draft) { d.add("base."+one(d, "administrative", "workers", "institutional"), 1e6) }),
	dept("people_total", []string{"DEPT-R04"}, func(d *draft) { d.add("base."+one(d, "people", "retired"), 2e6) }),
	dept("funds_total", []string{"DEPT-R05"}, func(d *draft) { d.add("evaluation.total."+fundColumn(d), 10e6) }),
	dept("funds_by_income", []string{"DEPT-R05"}, func(d *draft) { d.add("evaluation."+one(d, "appropriated", "fund", "other")+"."+fundColumn(d), 5e6) }),
	dept("funds_by_spending", []string{"DEPT-R05"}, func(d *draft) { d.add("evaluation."+one(d, "basic", "project")+".initial", 4e6) }),
	dept("execution_rate", []string{"DEPT-R06"}, func(d *draft) { d.addRate("evaluation.total.rate", one(d, int64(-1e6), -3e6)) }),
	dept("class_of_spending", []string{"DEPT-R07"}, func(d *draft) {
		t := d.tables["expenditure"]
		row := d.pick(t, t.says("class", "经济科目"), t.funded("last"))
		to, last := first(t.millionths(row, "actual"))+9e6, first(t.millionths(row, "last"))
		d.change(t, row, "actual", to)
		d.fill(t, row, "change", millionths(to-last))
		d.fill(t, row, "change_rate", signedRatio(millionths(to-last), millionths(last)))
		d.follow(t, row, "change", 9e6)
	}),
	dept("change_reversed", []string{"DEPT-R08"}, func(d *draft) {
		t := d.tables["expenditure"]
		row := d.pick(t, t.filled("change"), t.funded("last"), func(row int) bool { return first(t.millionths(row, "change")) > 50_000 })
		d.change(t, row, "change", -first(t.millionths(row, "change")))
	}),
	dept("change_rate", []string{"DEPT-R09"}, func(d *draft) {
		t := d.tables["expenditure"]
		row := d.pick(t, t.filled("change_rate"), t.funded("last"))
		d.set(t, row, "change_rate", millionths(first(t.millionths(row, "change_rate"))+one(d, int64(3e6), -2e6)))
	}),
	dept("last_year_mistyped", []string{"DEPT-R08", "DEPT-R09"}, func(d *draft) {
		t := d.tables["expenditure"]
		row := d.pick(t, t.says("class", "经济科目"), t.funded("last"))
		d.change(t, row, "last", first(t.millionths(row, "last"))+20e6)
	}),
	dept("projects_over_their_whole", []string{"DEPT-R10"}, func(d *draft) {
		t := d.tables["expenditure"]
		row := d.pick(t, t.says("class", "主要项目明细"))
		d.set(t, row, "actual", millionths(first(t.millionths(row, "actual"))*12))
	}),
	dept("part_of_a_result", []string{"DEPT-R11"}, func(d *draft) {
		t := d.tables["results"]
		row := d.pick(t, t.filled("part_of"))
		d.set(t, row, "value", millionths(first(t.millionths(row, "value"))+one(d, int64(3e6), 10e6)))
	}),
	dept("whole_of_no_result", []string{"DEPT-R11"}, func(d *draft) {
		t := d.tables["results"]
		row := d.pick(t, t.filled("code"), func(row int) bool { return t.text(row, "part_of") == "" })
		d.set(t, row, "part_of", one(d, "KR999", t.text(row, "code"), "KR888"))
	}),
	dept("result_rate", []string{"DEPT-R12"}, func(d *draft) {
		t := d.tables["results"]
		row := d.pick(t, t.filled("change_rate"), t.funded("last"))
		d.set(t, row, "change_rate", millionths(first(t.millionths(row, "change_rate"))+one(d, int64(7e6), -5e6)))
	}),
	dept("result_value_mistyped", []string{"DEPT-R12"}, func(d *draft) {
		t := d.tables["results"]
		row := d.pick(t, t.filled("change_rate"), t.funded("last"), t.says("unit", "家", "个", "件", "名"))
		d.set(t, row, "value", millionths(first(t.millionths(row, "value"))+one(d, int64(10e6), 40e6)))
	}),
	dept("rate_of_no_whole_number", []string{"DEPT-R13"}, func(d *draft) {
		t := d.tables["results"]
		row := d.pick(t, t.filled("change_rate"), t.says("unit", "家", "个", "件", "名"), func(row int) bool { return t.text(row, "last") == "" })
		value, rate := first(t.millionths(row, "value")), first(t.millionths(row, "change_rate"))
		base := (value*100 + (100e6+rate)/2) / max(100e6+rate, 1) // the last year's, whole
		wrong := ratio(millionths(value), millionths(base*1e6)) - 100e6 + one(d, millionths(130_000), 90_000)
		d.set(t, row, "change_rate", wrong)
		d.unfit = d.unfit || base > 300
		reach := millionths(5_000) // half of its last digit
		for wrong%(20*reach) == 0 && reach < 500_000 {
			reach *= 10
		}
		for other := max(base-9, 1); other <= base+9; other++ { // of which it would be right, rounded
			off := ratio(millionths(value), millionths(other*1e6)) - 100e6 - wrong
			d.unfit = d.unfit || max(off, -off) <= reach
		}
	}),
	dept("times_of_last_year", []string{"DEPT-R14"}, func(d *draft) {
		t := d.tables["results"]
		row := d.pick(t, t.filled("times"), t.funded("last"))
		d.set(t, row, "times", millionths(first(t.millionths(row, "times"))+1e6))
	}),
	dept("same_figure_in_another_table", []string{"DEPT-R15"}, func(d *draft) { d.add("base."+one(d, "agency.actual", "agency.last", "projects.budget"), 1e6) }),
	dept("spending_of_another_table", []string{"DEPT-R15"}, func(d *draft) {
		t := d.tables["expenditure"]
		row := d.pick(t, t.says("class", "机关运行经费", "三公经费"), t.funded("last"))
		d.unfit = d.unfit || d.spots["base.agency.actual"] == (spot{})
		to, last := first(t.millionths(row, "actual"))+2e6, first(t.millionths(row, "last"))
		d.set(t, row, "actual", millionths(to))
		d.fill(t, row, "change", millionths(to-last))
		d.fill(t, row, "change_rate", signedRatio(millionths(to-last), millionths(last)))
	}),
	dept("completed_on_paper", []string{"DEPT-R16", "DEPT-R18"}, func(d *draft) { d.indicatorRate("预算完成率", "100%") }),
	dept("rate_of_nothing", []string{"DEPT-R17"}, func(d *draft) {
		t := d.tables["results"]
		row := d.pick(t, t.filled("change_rate"), t.filled("last"))
		d.set(t, row, "last", 0)
		d.set(t, row, "change_rate", 100)
	}),
	dept("rate_of_no_spending", []string{"DEPT-R17"}, func(d *draft) {
		t := d.tables["expenditure"]
		row := d.pick(t, t.says("class", "经济科目", "基本-项目"), t.funded("last"))
		was := first(t.millionths(row, "last"))
		d.set(t, row, "last", 0)
		d.follow(t, row, "last", -was)
		d.set(t, row, "change_rate", 100)
		d.fill(t, row, "change", millionths(first(t.millionths(row, "actual"))))
		d.follow(t, row, "change", was)
	}),
	dept("indicator_rate", []string{"DEPT-R18"}, func(d *draft) {
		d.indicatorRate(one(d, "在职人员控制率", "重点工作办结率", "预算控制率", "公用经费控制率", "“三公经费”控制率"), one(d, "63.2%", "41%", "77.77%"))
	}),
	dept("staff_over_establishment", []string{"DEPT-R19"}, func(d *draft) {
		staff := d.figure("base.establishment") + one(d, int64(2e6), 5e6)
		d.fillSpot("base.people", d.figure("base.people")+staff-d.figure("base.staff"))
		d.setSpot("base.staff", millionths(staff))
		rate := ratio(millionths(staff), millionths(d.figure("base.establishment")))
		d.addRate("base.rate", int64(rate)-d.rateOf("base.rate"))
		d.indicatorRate("在职人员控制率", number(int64(rate))+"%")
	}),
	dept("done_over_assigned", []string{"DEPT-R19"}, func(d *draft) {
		done := d.figure("base.assigned") + 1e6
		d.setSpot("base.done", millionths(done))
		d.indicatorRate("重点工作办结率", number(int64(ratio(millionths(done), millionths(d.figure("base.assigned")))))+"%")
	}),
	dept("bought_over_budget", []string{"DEPT-R19"}, func(d *draft) {
		d.setSpot("base.procurement.actual", millionths(d.figure("base.procurement.budget")+3e6))
	}),
	dept("result_below_nothing", []string{"DEPT-R20"}, func(d *draft) {
		t := d.tables["results"]
		row := d.pick(t, t.filled("last"), t.says("unit", "家", "个", "件", "名"), func(row int) bool { return t.text(row, "times") == "" })
		d.set(t, row, "last", millionths(-first(t.millionths(row, "last"))))
		d.fill(t, row, "change_rate", nil)
	}),
	dept("spending_below_nothing", []string{"DEPT-R20"}, func(d *draft) {
		t := d.tables["expenditure"]
		row := d.pick(t, t.says("class", "一般公共预算拨款三公经费", "主要项目明细", "三公经费"), t.filled("change"))
		d.fill(t, row, "last", nil)
		d.fill(t, row, "change_rate", nil)
		d.set(t, row, "change", millionths(first(t.millionths(row, "actual"))+5e6))
	}),

	dept("amount_with_unit", []string{"CELL-UNIT"}, func(d *draft) { d.typeOver(anyMoney(d), one(d, "万元", " 万元", "万")) }),
	dept("amount_with_footnote", []string{"CELL-MARK"}, func(d *draft) { d.typeOver(anyMoney(d), one(d, "①", "*", "[1]")) }),
	dept("amount_in_words", numberRules("number"), func(d *draft) { d.setSpot(anyMoney(d), one(d, "见决算报表", "待定", "约数")) }),
	dept("amount_below_nothing", numberRules("minimum"), func(d *draft) {
		key := "base." + one(d, "office", "utilities", "procurement", "agency") + "." + one(d, "last", "budget")
		d.setSpot(key, millionths(-d.figure(key)))
	}),
	dept("amount_in_yuan", []string{"DEPT-R15", "DEPT-R01", "DEPT-R19"}, func(d *draft) {
		key := "base." + one(d, "agency.actual", "projects.actual", "three_public.actual")
		d.setSpot(key, millionths(d.figure(key)*10_000))
	}),
	dept("required_blank", []string{"department_base.establishment.required", "department_base.staff.required", "department_base.three_public_actual_wan.required",
		"department_evaluation.total_spent_wan.required"}, func(d *draft) {
		d.setSpot(one(d, "base.establishment", "base.staff", "base.three_public.actual", "evaluation.total.spent"), nil)
	}),
	dept("staff_with_unit", []string{"CELL-UNIT"}, func(d *draft) { d.typeOver("base."+one(d, "establishment", "staff", "retired"), one(d, "人", "名")) }),
	dept("formula_fails", []string{"FORMULA-ERROR"}, func(d *draft) {
		key := anyMoney(d)
		s := d.spotOf(key)
		if d.mark(s.sheet, s.cell); !d.unfit {
			d.raw = append(d.raw, rawCell{s.sheet, s.cell, "SUM(#REF!)", "e", "#REF!"})
		}
	}),
	dept("comment_of_money", []string{"NOTE-UNREAD-FIGURES"}, func(d *draft) {
		s := d.spotOf(anyMoney(d))
		d.mark(s.sheet, s.cell)
		d.keep(d.AddComment(s.sheet, excelize.Comment{Cell: s.cell, Author: "示例", Text: one(d, "含追加3万元", "另有2.5万元未列")}))
	}),
	dept("words_below", []string{"CELL-UNREAD-FIGURES"}, func(d *draft) {
		t := d.tables[one(d, "expenditure", "results")]
		cell := address(t.left()+d.IntN(3), t.last+3+d.IntN(5))
		d.write(t.sheet, cell, one(d, "另有未列入的支出12万元", "补充：另安排20万元"))
		d.mark(t.sheet, cell)
	}),
	dept("line_of_its_own", []string{"CELL-UNREAD-FIGURES"}, func(d *draft) {
		s := d.spotOf("base.agency.actual")
		column, row, err := excelize.CellNameToCoordinates(s.cell)
		if d.unfit {
			return
		}
		d.keep(err)
		d.keep(d.InsertRows(s.sheet, row, 1))
		d.write(s.sheet, address(1, row), one(d, "差旅补助支出", "党建活动经费", "信息化建设费"))
		d.write(s.sheet, address(column, row), 6.5)
		d.mark(s.sheet, address(1, row))
		d.mark(s.sheet, strconv.Itoa(row))
	}),
	dept("year_above", []string{"TITLE-YEAR"}, func(d *draft) {
		t := d.tables[one(d, "expenditure", "results")]
		d.keep(d.InsertRows(t.sheet, 1, 1))
		d.write(t.sheet, address(t.left(), 1), one(d, "2020年度", "（2019年度）")+map[string]string{"expenditure": "支出决算表", "results": "重点工作成效指标表"}[t.form])
		d.mark(t.sheet, address(t.left(), 1))
	}),
	dept("unit_of_another", []string{"TITLE-UNIT", "DEPT-R21"}, func(d *draft) {
		d.setSpot("evaluation.unit", one(d, "衡阳市教育局", "衡阳市财政局", "衡阳市工业和信息化局"))
	}),
	dept("sheet_missing", []string{"SHEET-MISSING"}, func(d *draft) { d.keep(d.DeleteSheet(d.tables[one(d, "expenditure", "results", "rates")].sheet)) }),
	dept("result_code_twice", []string{"key_results.result_code.unique"}, func(d *draft) {
		t := d.tables["results"]
		row, like := d.pick(t), d.pick(t)
		d.set(t, row, "code", t.text(like, "code"))
		d.mark(t.sheet, t.at(like, "code"))
		d.unfit = d.unfit || row == like
	}),
	dept("result_code_blank", []string{"key_results.result_code.required"}, func(d *draft) { d.blank("results", "code") }),
	dept("result_value_blank", []string{"key_results.value.required"}, func(d *draft) { d.blank("results", "value") }),
	dept("result_unit_unknown", []string{"key_results.unit.code"}, func(d *draft) {
		t := d.tables["results"]
		d.set(t, d.pick(t), "unit", one(d, "扎", "株", "个家"))
	}),
	dept("class_unknown", []string{"department_expenditure.classification.code"}, func(d *draft) {
		t := d.tables["expenditure"]
		d.set(t, d.pick(t, t.filled("class")), "class", one(d, "功能科目", "按处室", "其它口径"))
	}),
	dept("spending_blank", []string{"department_expenditure.actual_wan.required"}, func(d *draft) {
		t := d.tables["expenditure"]
		row := d.pick(t, t.filled("actual"), func(row int) bool { // without any amount it is a line that nobody filled in
			return t.filled("budget")(row) || t.filled("last")(row)
		})
		d.follow(t, row, "actual", -first(t.millionths(row, "actual")))
		d.set(t, row, "actual", nil)
	}),
	dept("subtotal", []string{"TOTAL-SUM"}, func(d *draft) {
		t := d.tables["expenditure"]
		if len(t.totals) == 0 {
			d.unfit = true
			return
		}
		row := one(d, t.totals...)
		d.set(t, row, "actual", millionths(first(t.millionths(row, "actual"))+5e6))
	}),

	dept("saved_again", nil, func(*draft) {}),
	dept("dashes", nil, func(d *draft) {
		for _, key := range slices.Sorted(maps.Keys(d.spots)) {
			if s := d.spots[key]; textAt(d.File, s.sheet+"!"+s.cell) == "" && strings.Count(key, ".") == 2 {
				d.write(s.sheet, s.cell, one(d, "—", "-", "/"))
			}
		}
	}),
	dept("amounts_as_text", nil, func(d *draft) {
		key := anyMoney(d)
		d.fillText(key, number(d.figure(key)))
	}),
	dept("rate_as_text", nil, func(d *draft) {
		key := one(d, "base.rate", "evaluation.total.rate", "base.area_rate")
		d.fillText(key, number(d.rateOf(key))+one(d, "%", "％"))
	}),
	dept("percent_by_format", nil, func(d *draft) { // 0.0181 that shows 1.81%, where the unit stands in another cell
		t := d.tables["results"]
		row := d.pick(t, t.says("unit", "%"), t.filled("change_rate"))
		format := one(d, "0.00%", `[=0]"";0.00%`, "0.0000%")
		style, err := d.NewStyle(&excelize.Style{CustomNumFmt: &format})
		d.keep(err)
		d.keep(d.SetCellStyle(t.sheet, t.at(row, "value"), t.at(row, "value"), style))
		d.fill(t, row, "value", millionths(first(t.millionths(row, "value"))/100))
	}),
	dept("title_rows", nil, func(d *draft) {
		sheet := one(d, d.GetSheetList()...)
		d.keep(d.InsertRows(sheet, 1, 1+d.IntN(3)))
		d.write(sheet, "A1", one(d, "附件：", "衡财绩〔2022〕3号附件"))
	}),
	dept("sheets_reordered", nil, func(d *draft) {
		list := d.GetSheetList()
		d.keep(d.MoveSheet(list[len(list)-1], list[0]))
	}),
	dept("end_words", nil, func(d *draft) {
		t := d.tables[one(d, "expenditure", "results")]
		d.write(t.sheet, address(t.left(), t.last+1), one(d, "以下空白", "（以下无正文）"))
	}),
}

// dept is a kind of the department's workbook. One that has no place for it is unfit.
func dept(name string, rules []string, plant func(d *draft)) kind {
	return kind{"dept_" + name, "", rules, func(d *draft) bool { plant(d); return true }}
}

// ofDepartment is true of a kind that is planted into the department's workbook.
func (k kind) ofDepartment() bool { return strings.HasPrefix(k.name, "dept_") }

func moneyColumn(d *draft) string {
	return one(d, "last", "budget", "actual", "last_appropriated", "budget_appropriated", "actual_appropriated")
}

func fundColumn(d *draft) string { return one(d, "initial", "budget", "spent") }

// anyMoney is an amount on which no sum and no other table depends.
func anyMoney(d *draft) string {
	return "base." + one(d, "office", "utilities", "meetings", "procurement", "adjustment") + "." + one(d, "budget", "actual")
}

// numberRules are the rules of a kind for the amounts that anyMoney chooses from.
func numberRules(what string) []string {
	var all []string
	for _, line := range []string{"office_expense", "utilities_travel", "meetings_training", "procurement", "budget_adjustment", "agency_running"} {
		for _, column := range []string{"last", "budget", "actual"} {
			all = append(all, "department_base."+line+"_"+column+"_wan."+what)
		}
	}
	return all
}
