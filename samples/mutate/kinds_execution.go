package main

import "slices"

// executionKinds are mistakes in 资金执行情况表.
var executionKinds = []kind{
	change("budget_other", "9", "budget", "CROSS-R05"),
	{"budget_other_total_stays", "9", []string{"CROSS-R05", "TOTAL-SUM"}, func(d *draft) bool {
		t := d.tables["execution"]
		row := d.pick(t, t.funded("budget"))
		was := first(t.millionths(row, "budget"))
		d.set(t, row, "budget", millionths(was+d.step(was)))
		return true
	}},
	change("spent_other", "35", "spent", "EXEC-R01", "EXEC-R02", "EXEC-R03"),
	{"spent_other_total_stays", "35", []string{"EXEC-R01", "EXEC-R02", "EXEC-R03", "TOTAL-SUM"}, func(d *draft) bool {
		t := d.tables["execution"]
		row := d.pick(t, t.funded("spent"))
		was := first(t.millionths(row, "spent"))
		d.set(t, row, "spent", millionths(was+d.step(was)))
		return true
	}},
	change("received_other", "", "received", "EXEC-R02", "EXEC-R04", "EXEC-R05"),
	change("balance_other", "", "balance", "EXEC-R02"),
	{"part_other", "35", []string{"EXEC-R01"}, func(d *draft) bool { return d.part(true) }},
	{"part_other_total_stays", "35", []string{"EXEC-R01", "TOTAL-SUM"}, func(d *draft) bool { return d.part(false) }},
	{"rate_other", "36", []string{"EXEC-R03"}, func(d *draft) bool {
		t, row, rate := d.rate()
		d.set(t, row, "rate", rate+one(d, 3.1, -4.7, 11, -20))
		return true
	}},
	{"rate_as_text", "5", []string{"CELL-NORMALISED"}, func(d *draft) bool {
		t, row, rate := d.rate()
		d.set(t, row, "rate", number(int64(rate*100+0.5)*1e4)+one(d, "%", "％", "", " %"))
		return true
	}},
	{"received_over_budget", "36", []string{"EXEC-R04"}, func(d *draft) bool {
		t := d.tables["execution"]
		row := d.pick(t, t.funded("budget"), t.funded("received"))
		budget, received := first(t.millionths(row, "budget")), first(t.millionths(row, "received"))
		to := budget + d.above(budget)
		d.change(t, row, "received", to)
		balance := first(t.millionths(row, "balance"))
		d.fill(t, row, "balance", millionths(balance+to-received))
		d.follow(t, row, "balance", to-received)
		return true
	}},
	{"spent_over_received", "36", []string{"EXEC-R05"}, func(d *draft) bool {
		t := d.tables["execution"]
		row := d.pick(t, t.funded("spent"), t.funded("received"), func(row int) bool { return first(t.millionths(row, "spent")) > 2e6 })
		spent, received, balance := first(t.millionths(row, "spent")), first(t.millionths(row, "received")), first(t.millionths(row, "balance"))
		to := spent - 1e6
		d.change(t, row, "received", to)
		d.mark(t.sheet, t.at(row, "spent"))
		d.fill(t, row, "balance", millionths(balance+to-received))
		d.follow(t, row, "balance", to-received)
		return true
	}},
	{"reason_missing", "34", []string{"EXEC-R06"}, func(d *draft) bool {
		t := d.tables["execution"]
		row := d.pick(t, t.filled("reason"), func(row int) bool {
			return first(t.millionths(row, "spent"))*5 < first(t.millionths(row, "budget"))*4
		})
		d.set(t, row, "reason", one[any](d, nil, "无", "—", "/", " "))
		return true
	}},
	{"money_yuan", "7", []string{"EXEC-R07"}, func(d *draft) bool {
		t := d.tables["execution"]
		field := d.money()
		row := d.pick(t, t.funded(field), func(row int) bool { return first(t.millionths(row, field)) >= 1e6 })
		was := first(t.millionths(row, field))
		if d.IntN(2) == 0 {
			d.change(t, row, field, was*10_000)
		} else {
			d.set(t, row, field, millionths(was*10_000))
		}
		return true
	}},
	{"money_huge", "36", []string{"EXEC-R08"}, func(d *draft) bool {
		t := d.tables["execution"]
		field := d.money()
		row := d.pick(t, t.funded(field))
		d.set(t, row, field, float64(2e6+d.IntN(1e9))) // 1 万亿 is no longer a number here
		return true
	}},
	{"money_negative", "36", moneyRules("minimum"), func(d *draft) bool {
		t := d.tables["execution"]
		field := one(d, slices.DeleteFunc(slices.Clone(totalled["execution"]), func(f string) bool { return f == "balance" })...)
		row := d.pick(t, t.funded(field))
		d.change(t, row, field, -first(t.millionths(row, field)))
		return true
	}},
	money("money_in_words", "24", "number", func(d *draft, was string) any { return one(d, "待定", "见明细", "暂无数据") }),
	money("money_with_unit", "6", "CELL-UNIT", func(d *draft, was string) any { return was + one(d, "万元", "万", "万元整") }),
	money("money_as_text", "5", "CELL-NORMALISED", func(d *draft, was string) any { return one(d, was, was+" ", " "+was, wide(was)) }),
	money("money_two_values", "16", "CELL-TWO-AMOUNTS", func(d *draft, was string) any { return was + "\n" + was }),
	{"money_formula_error", "10", []string{"FORMULA-ERROR"}, func(d *draft) bool {
		t := d.tables["execution"]
		row := d.pick(t)
		field := one(d, append([]string{"rate"}, totalled["execution"]...)...)
		d.formula(t, row, field, "G7/0", "e", "#DIV/0!")
		return t.text(row, field) != ""
	}},
	{"spent_blank", "24", []string{"execution.spent_wan.required"}, func(d *draft) bool {
		t := d.tables["execution"]
		row := d.pick(t, t.funded("spent"))
		d.follow(t, row, "spent", -first(t.millionths(row, "spent")))
		d.set(t, row, "spent", nil)
		return true
	}},
	{"budget_blank", "24", []string{"execution.budget_wan.required"}, func(d *draft) bool {
		t := d.tables["execution"]
		row := d.pick(t, t.funded("budget"))
		if d.IntN(2) == 0 {
			d.follow(t, row, "budget", -first(t.millionths(row, "budget")))
		}
		d.set(t, row, "budget", nil)
		return true
	}},
	{"part_blank", "24", []string{"EXEC-R01"}, func(d *draft) bool {
		t := d.tables["execution"]
		part := one(d, parts...)
		row := d.pick(t, t.funded(part))
		d.follow(t, row, part, -first(t.millionths(row, part)))
		d.set(t, row, part, nil)
		return true
	}},
	cellKind("name_other_in_execution", "39", "execution", "name", []string{"CROSS-R06"}, func(d *draft, t *table, row int) any {
		return t.text(row, "name") + one(d, "（二期）", "研究", "与示范")
	}),
	cellKind("account_in_words", "", "execution", "account", []string{"execution.separate_account.boolean"}, some("部分", "待定", "按规定核算")),
}

// change lets one number of a row slip, the totals following.
func change(name, listed, field string, rules ...string) kind {
	return kind{name, listed, rules, func(d *draft) bool {
		t := d.tables["execution"]
		row := d.pick(t, t.funded(field))
		was := first(t.millionths(row, field))
		d.change(t, row, field, was+d.step(was))
		return true
	}}
}

func (d *draft) part(follow bool) bool {
	t := d.tables["execution"]
	field := one(d, parts...)
	row := d.pick(t, t.funded("spent"), t.filled(field))
	was := first(t.millionths(row, field))
	to := was + d.step(was)/10
	if follow {
		d.change(t, row, field, to)
	} else {
		d.set(t, row, field, millionths(to))
	}
	return to >= 0 && to != was
}

func (d *draft) rate() (t *table, row int, percent float64) {
	t = d.tables["execution"]
	row = d.pick(t, t.funded("spent"), t.funded("rate"))
	spent, budget := first(t.millionths(row, "spent")), first(t.millionths(row, "budget"))
	if budget == 0 {
		d.unfit = true
		return t, row, 0
	}
	return t, row, float64(spent*10_000/budget) / 100
}

func (d *draft) above(was int64) int64 { return max(d.step(was), 5e5) }

func (d *draft) money() string {
	return one(d, append([]string{"balance"}, totalled["execution"]...)...)
}

// moneyRules are the rules of a fact of each amount.
func moneyRules(fact string) []string {
	var rules []string
	for _, column := range totalled["execution"] {
		rules = append(rules, "execution."+column+"_wan."+fact)
	}
	return rules
}

// money types a text over one of the amounts of a row.
func money(name, listed, rule string, value func(d *draft, was string) any) kind {
	rules := []string{rule}
	if rule == "number" {
		rules = moneyRules("number")
	}
	return kind{name, listed, rules, func(d *draft) bool {
		t := d.tables["execution"]
		field := d.money()
		row := d.pick(t, t.funded(field))
		d.set(t, row, field, value(d, number(first(t.millionths(row, field)))))
		return true
	}}
}
