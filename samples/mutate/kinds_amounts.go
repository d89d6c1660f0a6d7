package main

import (
	"math"
	"strconv"
	"strings"
)

// amountKinds are mistakes in 安排金额.
var amountKinds = []kind{
	amountText("amount_as_text", "5", []string{"CELL-NORMALISED"}, func(d *draft, was string) any {
		return one(d, was+" ", "'"+was, "0"+was, "\u00a0"+was, was+"　", was)
	}),
	amountText("amount_full_width", "4", []string{"CELL-NORMALISED"}, func(d *draft, was string) any { return wide(was) }),
	amountText("amount_with_unit", "6", []string{"CELL-UNIT"}, func(d *draft, was string) any {
		return was + one(d, "万元", "万", " 万元", "萬元", "（万元）")
	}),
	amountText("amount_in_words", "24", []string{"allocation.amount_wan.number", "CELL-UNIT"}, func(d *draft, was string) any {
		return one(d, "待定", "XXX", "见附件", "约"+was, "另行下达", was+"左右")
	}),
	amountText("amount_dash", "24", []string{"allocation.amount_wan.required"}, func(d *draft, was string) any { return one(d, "—", "-", "/", "无", "*", "@@@") }),
	amountText("amount_two_values", "16", []string{"CELL-TWO-AMOUNTS"}, func(d *draft, was string) any { return was + "\n" + one(d, "5", "10", "20") }),
	amountText("amount_ditto", "23", []string{"ROW-DITTO"}, func(d *draft, was string) any { return one(d, "同上", "〃", "″", "''", "\"") }),
	{"amount_yuan", "7", []string{"ALLOC-R01"}, func(d *draft) bool {
		t, row, was := d.amount()
		d.change(t, row, "amount", was*10_000)
		return true
	}},
	{"amount_yuan_total_stays", "7", []string{"ALLOC-R01"}, func(d *draft) bool {
		t, row, was := d.amount()
		d.set(t, row, "amount", millionths(was*10_000))
		return true
	}},
	{"amount_other", "9", []string{"CROSS-R05", "ALLOC-R03"}, func(d *draft) bool {
		t, row, was := d.amount()
		d.change(t, row, "amount", was+d.step(was))
		return true
	}},
	{"amount_other_total_stays", "9", []string{"TOTAL-SUM", "CROSS-R05", "ALLOC-R03"}, func(d *draft) bool {
		t, row, was := d.amount()
		d.set(t, row, "amount", millionths(was+d.step(was)))
		return true
	}},
	{"amount_blank", "24", []string{"allocation.amount_wan.required"}, func(d *draft) bool {
		t, row, was := d.amount()
		d.follow(t, row, "amount", -was)
		d.set(t, row, "amount", nil)
		return true
	}},
	{"amount_blank_total_stays", "24", []string{"allocation.amount_wan.required"}, func(d *draft) bool {
		t, row, _ := d.amount()
		d.set(t, row, "amount", nil)
		return true
	}},
	{"amount_zero", "24", []string{"ALLOC-R07"}, func(d *draft) bool {
		t, row, _ := d.amount()
		d.change(t, row, "amount", 0)
		return true
	}},
	{"amount_negative", "36", []string{"allocation.amount_wan.minimum"}, func(d *draft) bool {
		t, row, was := d.amount()
		d.change(t, row, "amount", -was)
		return true
	}},
	{"amount_in_parentheses", "36", []string{"allocation.amount_wan.minimum", "allocation.amount_wan.number"}, func(d *draft) bool {
		t, row, was := d.amount()
		d.set(t, row, "amount", one(d, "("+number(was)+")", "（"+number(was)+"）"))
		d.follow(t, row, "amount", -2*was)
		return true
	}},
	{"amount_huge", "36", []string{"ALLOC-R10"}, func(d *draft) bool {
		t, row, was := d.amount()
		d.set(t, row, "amount", float64(was)*one(d, 10, 100.0, 1000)) // 1 万亿 is no longer a number here
		return true
	}},
	{"amount_float_tail", "", []string{"CELL-FLOAT"}, func(d *draft) bool {
		t, row, was := d.amount()
		value := float64(was) / 1e6
		d.stored(t, row, "amount", strconv.FormatFloat(math.Nextafter(value, value+d.Float64()-0.5), 'f', -1, 64))
		return true
	}},
	{"amount_places", "", []string{"CELL-PLACES"}, func(d *draft) bool {
		t, row, was := d.amount()
		d.set(t, row, "amount", float64(was)/1e6+one(d, 1e-7, 4e-7))
		return true
	}},
	{"amount_formula_without_value", "10", []string{"FORMULA-NO-VALUE"}, func(d *draft) bool {
		t, row, was := d.amount()
		d.formula(t, row, "amount", number(was-1e6)+"+1", "", "")
		return true
	}},
	{"amount_formula_error", "10", []string{"FORMULA-ERROR"}, func(d *draft) bool {
		t, row, _ := d.amount()
		d.formula(t, row, "amount", "#REF!+5", "e", one(d, "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A"))
		return true
	}},
	{"amount_formula_external", "11", []string{"FORMULA-EXTERNAL"}, func(d *draft) bool {
		t, row, was := d.amount()
		d.formula(t, row, "amount", "[1]Sheet1!$B$5", "", number(was))
		return true
	}},
	{"amount_merged", "1", []string{"CELL-MERGED"}, func(d *draft) bool {
		t := d.tables["allocation"]
		row := d.pick(t, t.funded("amount"), func(row int) bool {
			return t.project(t.text(row+1, "code")) == row+1 && t.funded("amount")(row+1)
		})
		below, _ := t.millionths(row+1, "amount")
		d.change(t, row, "amount", below+first(t.millionths(row, "amount")))
		d.fill(t, row+1, "amount", nil)
		d.follow(t, row+1, "amount", -below)
		d.keep(d.MergeCell(t.sheet, t.at(row, "amount"), t.at(row+1, "amount")))
		d.mark(t.sheet, t.at(row+1, "amount")) // whose amount the merge hides
		return true
	}},
	{"total_wrong", "9", []string{"TOTAL-SUM"}, func(d *draft) bool {
		t := d.tables[one(d, "allocation", "execution")]
		field := one(d, totalled[t.form]...)
		return d.total(t, field, func(was int64) any { return millionths(was + d.step(was)) })
	}},
	{"total_left_zero", "35", []string{"TOTAL-SUM"}, func(d *draft) bool {
		t := d.tables[one(d, "allocation", "execution")]
		return d.total(t, one(d, totalled[t.form]...), func(int64) any { return 0 })
	}},
	{"total_of_scores_wrong", "33", []string{"TOTAL-SUM"}, func(d *draft) bool {
		return d.total(d.tables["indicators"], one(d, "weight", "score"), func(was int64) any { return millionths(was + 1e6) })
	}},
	{"total_formula_error", "10", []string{"FORMULA-ERROR"}, func(d *draft) bool {
		t := d.tables[one(d, "allocation", "execution")]
		field := one(d, totalled[t.form]...)
		if len(t.totals) == 0 {
			return false
		}
		d.formula(t, t.totals[d.IntN(len(t.totals))], field, "SUM(#REF!)", "e", "#REF!")
		return true
	}},
}

func first[A, B any](a A, _ B) A { return a }

// amount picks a random project with money in A1. Its row is 0 for none.
func (d *draft) amount() (t *table, row int, was int64) {
	t = d.tables["allocation"]
	row = d.pick(t, t.funded("amount"))
	was, _ = t.millionths(row, "amount")
	return t, row, was
}

// amountText types a text over an amount; the total, a formula or typed, stays.
func amountText(name, listed string, rules []string, text func(d *draft, was string) any) kind {
	return kind{name, listed, rules, func(d *draft) bool {
		t, row, was := d.amount()
		typed := text(d, number(was))
		d.set(t, row, "amount", typed)
		return typed != nil
	}}
}

// step is a plausible slip: some units, never nothing, never below nothing.
func (d *draft) step(was int64) int64 {
	by := int64(1+d.IntN(9)) * one(d, int64(1e6), int64(5e5), int64(1e7))
	if d.IntN(2) == 0 && was > by {
		return -by
	}
	return by
}

// total types over a total.
func (d *draft) total(t *table, field string, value func(was int64) any) bool {
	var fit []int
	for _, row := range t.totals {
		if was, ok := t.millionths(row, field); ok && was != 0 {
			fit = append(fit, row)
		}
	}
	if len(fit) == 0 {
		return false
	}
	row := fit[d.IntN(len(fit))]
	was, _ := t.millionths(row, field)
	d.set(t, row, field, value(was))
	return true
}

// wide is a text in full-width characters.
func wide(text string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r + 0xfee0
		}
		return r
	}, text)
}
