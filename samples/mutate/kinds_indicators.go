package main

import "strconv"

// indicatorKinds are mistakes in 绩效指标表.
var indicatorKinds = []kind{
	indicator("weight_other", "33", "weight", []string{"IND-R01", "IND-R02"}, func(d *draft, t *table, row int) {
		was := first(t.millionths(row, "weight"))
		d.change(t, row, "weight", was+one(d, int64(5e6), int64(1e6), int64(-2e6)))
	}),
	indicator("weight_blank", "24", "weight", []string{"indicators.weight.required"}, func(d *draft, t *table, row int) {
		d.follow(t, row, "weight", -first(t.millionths(row, "weight")))
		d.set(t, row, "weight", nil)
	}),
	indicator("score_blank", "24", "score", []string{"indicators.score.required"}, func(d *draft, t *table, row int) {
		d.follow(t, row, "score", -first(t.millionths(row, "score")))
		d.set(t, row, "score", nil)
	}),
	indicator("weight_negative", "36", "weight", []string{"indicators.weight.minimum"}, func(d *draft, t *table, row int) {
		d.change(t, row, "weight", -first(t.millionths(row, "weight")))
	}),
	indicator("score_negative", "36", "score", []string{"indicators.score.minimum"}, func(d *draft, t *table, row int) {
		d.change(t, row, "score", -first(t.millionths(row, "score")))
	}),
	indicator("score_over_weight", "33", "score", []string{"IND-R02"}, func(d *draft, t *table, row int) {
		d.change(t, row, "score", first(t.millionths(row, "weight"))+one(d, int64(1e6), int64(5e5), int64(1e7)))
	}),
	indicator("score_with_unit", "6", "score", []string{"CELL-UNIT"}, func(d *draft, t *table, row int) {
		d.set(t, row, "score", number(first(t.millionths(row, "score")))+"分")
	}),
	indicator("score_in_words", "24", "score", []string{"indicators.score.number"}, func(d *draft, t *table, row int) {
		d.set(t, row, "score", one(d, "满分", "优", "全分"))
	}),
	indicator("score_as_text", "5", "score", []string{"CELL-NORMALISED"}, func(d *draft, t *table, row int) {
		d.set(t, row, "score", number(first(t.millionths(row, "score")))+one(d, "", " ", "　"))
	}),
	indicator("deduction_without_reason", "34", "score", []string{"IND-R03"}, func(d *draft, t *table, row int) {
		if t.text(row, "deviation") != "" {
			d.fill(t, row, "deviation", nil)
		}
		d.change(t, row, "score", first(t.millionths(row, "weight"))-one(d, int64(1e6), int64(5e5), int64(3e6)))
		d.mark(t.sheet, t.at(row, "deviation"))
	}),
	indicator("reason_deleted", "34", "deviation", []string{"IND-R03"}, func(d *draft, t *table, row int) {
		d.set(t, row, "deviation", one[any](d, nil, "无", "—"))
	}, deducted),
	indicator("wrong_side_full_score", "37", "actual", []string{"SCORE-R01"}, func(d *draft, t *table, row int) {
		target, _ := strconv.ParseFloat(t.text(row, "target"), 64) // the condition says that it is one
		worse := int(target * 0.8)
		if lessIsBetter[fold(t.text(row, "sense"))] {
			worse = int(target*1.2) + 1
		}
		d.set(t, row, "actual", worse)
	}, measured, scoredInFull, aimsAbove(4)),
	indicator("sense_reversed", "37", "sense", []string{"SCORE-R01"}, func(d *draft, t *table, row int) {
		d.set(t, row, "sense", one(d, "≤", "不超过", "小于等于"))
	}, measured, scoredInFull, func(t *table, row int) bool {
		return !lessIsBetter[fold(t.text(row, "sense"))] && first(t.millionths(row, "actual")) > first(t.millionths(row, "target"))
	}),
	indicator("sense_unknown", "37", "sense", []string{"indicators.sense.code"}, func(d *draft, t *table, row int) {
		d.set(t, row, "sense", one(d, "~", "?", "递增", "左右"))
	}),
	indicator("level3_blank", "24", "level3", []string{"indicators.level3.required"}, func(d *draft, t *table, row int) { d.set(t, row, "level3", nil) }),
	indicator("level3_ditto", "23", "level3", []string{"ROW-DITTO"}, func(d *draft, t *table, row int) { d.set(t, row, "level3", "同上") }),
	{"level1_blank", "33", []string{"indicators.level1.required"}, func(d *draft) bool {
		t := d.tables["indicators"]
		row := d.pick(t, func(row int) bool { return t.text(row, "level1") != "" })
		d.set(t, row, "level1", nil)
		return true
	}},
	{"level3_twice", "33", []string{"IND-R04"}, func(d *draft) bool {
		t := d.tables["indicators"]
		row := d.pick(t, t.filled("level3"), func(row int) bool { return t.project(t.codeOf(row)) < row })
		if t.codeOf(row) != t.codeOf(row-1) {
			return false
		}
		d.set(t, row, "level3", t.text(row-1, "level3"))
		d.mark(t.sheet, t.at(row-1, "level3"))
		return true
	}},
	{"reason_pasted", "34", []string{"IND-R06"}, func(d *draft) bool {
		t := d.tables["indicators"]
		const pasted = "受疫情影响，进度有所推迟，今后加快进度"
		for n := range min(6, len(t.rows)) {
			d.set(t, t.rows[n*len(t.rows)/6], "deviation", pasted)
		}
		return len(t.rows) >= 6
	}},
	indicator("quantity_in_words", "38", "actual", []string{"IND-R07"}, func(d *draft, t *table, row int) {
		d.set(t, row, "actual", one(d, "增强", "已完成", "优化", "按计划"))
	}, measured),
	indicator("actual_blank", "24", "actual", []string{"indicators.actual.required"}, func(d *draft, t *table, row int) {
		d.set(t, row, "actual", nil)
	}),
	indicator("target_blank", "24", "target", []string{"indicators.target.required"}, func(d *draft, t *table, row int) {
		d.set(t, row, "target", nil)
	}, measured),
}

// indicator edits a random indicator that fits.
func indicator(name, listed, field string, rules []string, edit func(d *draft, t *table, row int), fits ...func(*table, int) bool) kind {
	return kind{name, listed, rules, func(d *draft) bool {
		t := d.tables["indicators"]
		conditions := []func(int) bool{t.filled(field)}
		for _, fit := range fits {
			conditions = append(conditions, func(row int) bool { return fit(t, row) })
		}
		row := d.pick(t, conditions...)
		edit(d, t, row)
		return true
	}}
}

var lessIsBetter = map[string]bool{"≤": true, "<=": true, "≦": true, "不超过": true, "小于等于": true, "不高于": true, "<": true}

func measured(t *table, row int) bool {
	_, target := t.millionths(row, "target")
	_, actual := t.millionths(row, "actual")
	return target && actual && fold(t.text(row, "sense")) != "定性"
}

func aimsAbove(least int64) func(*table, int) bool {
	return func(t *table, row int) bool { return first(t.millionths(row, "target")) >= least*1e6 }
}

func scoredInFull(t *table, row int) bool {
	return first(t.millionths(row, "score")) == first(t.millionths(row, "weight"))
}

func deducted(t *table, row int) bool {
	return first(t.millionths(row, "score")) < first(t.millionths(row, "weight"))
}
