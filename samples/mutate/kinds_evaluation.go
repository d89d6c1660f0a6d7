package main

import "slices"

// evaluationKinds are mistakes in a 项目支出绩效自评表 that is handed in beside the
// three tables.
var evaluationKinds = []kind{
	evaluationKind("eval_name_other", "39", []string{"EVAL-R01"}, func(d *draft, e *evaluation) {
		e.set("name", one(d, "另一个示例项目", "示例项目（二期）", "示范工程"))
	}),
	evaluationKind("eval_name_blank", "24", []string{"self_evaluation.project_name.required"}, func(d *draft, e *evaluation) {
		e.set("name", nil)
	}),
	evaluationKind("eval_rate_wrong", "36", []string{"EVAL-R02"}, func(d *draft, e *evaluation) {
		e.set("rate", float64(e.number("rate"))/1e6+one(d, 2.5, -3.1, -12, 7))
	}),
	evaluationKind("eval_total_wrong", "9", []string{"EVAL-R03"}, func(d *draft, e *evaluation) {
		e.find("current_budget") // the parts
		what := "total_" + one(d, funds...)
		e.set(what, millionths(e.number(what)+one(d, int64(1e6), int64(5e5), int64(2e6))))
	}),
	evaluationKind("eval_other_money_forgotten", "9", []string{"EVAL-R03"}, func(d *draft, e *evaluation) {
		column := one(d, "initial", "budget")
		e.set("other_"+column, millionths(3e6))
	}),
	evaluationKind("eval_total_left_zero", "35", []string{"EVAL-R04"}, func(d *draft, e *evaluation) {
		e.find("current_budget") // the parts
		for _, column := range e.form.funds {
			if slices.Contains(funds, column[0]) {
				e.set("total_"+column[0], 0)
			}
		}
	}),
	evaluationKind("eval_total_blank", "35", []string{"self_evaluation.total_budget_wan.required", "self_evaluation.total_spent_wan.required"}, func(d *draft, e *evaluation) {
		e.set("total_"+one(d, "budget", "spent"), nil)
	}),
	evaluationKind("eval_budget_of_another", "9", []string{"EVAL-R05"}, func(d *draft, e *evaluation) {
		to := e.number("current_initial") + 1e6
		e.set("current_initial", millionths(to))
		e.set("total_initial", millionths(to))
	}),
	evaluationKind("eval_funds_in_yuan", "7", []string{"EVAL-R15"}, func(d *draft, e *evaluation) {
		for _, column := range e.form.funds {
			for _, source := range []string{"total_", "current_"} {
				if slices.Contains(funds, column[0]) {
					e.set(source+column[0], millionths(e.number(source+column[0])*10_000))
				}
			}
		}
	}),
	evaluationKind("eval_money_in_words", "24", evaluationRules("number"), func(d *draft, e *evaluation) {
		e.set(one(d, evaluationNumbers()...), one(d, "见附表", "待定"))
	}),
	evaluationKind("eval_money_with_unit", "6", []string{"CELL-UNIT"}, func(d *draft, e *evaluation) {
		what := one(d, "total_", "current_") + one(d, funds...)
		e.set(what, number(e.number(what))+one(d, "万元", "万"))
	}),
	evaluationKind("eval_money_negative", "36", evaluationRules("minimum"), func(d *draft, e *evaluation) {
		e.set(one(d, evaluationNumbers()...), -5)
	}),
	evaluationKind("eval_weight_blank", "24", []string{"self_evaluation_indicators.weight.required"}, func(d *draft, e *evaluation) {
		e.setIndicator(one(d, e.indicators...), "weight", nil)
	}),
	evaluationKind("eval_level3_blank", "24", []string{"self_evaluation_indicators.level3.required"}, func(d *draft, e *evaluation) {
		e.setIndicator(one(d, e.indicators...), "level3", nil)
	}),
	evaluationKind("eval_weight_in_words", "24", []string{"self_evaluation_indicators.weight.number"}, func(d *draft, e *evaluation) {
		e.setIndicator(one(d, e.indicators...), "weight", one(d, "若干", "按文件"))
	}),
	evaluationKind("eval_weight_negative", "36", []string{"self_evaluation_indicators.weight.minimum"}, func(d *draft, e *evaluation) {
		i := one(d, e.indicators...)
		e.setIndicator(i, "weight", millionths(-i.weight))
	}),
	evaluationKind("eval_score_negative", "36", []string{"self_evaluation_indicators.score.minimum"}, func(d *draft, e *evaluation) {
		i := one(d, e.indicators...)
		e.setIndicator(i, "score", millionths(-max(i.score, 1e6)))
	}),
	evaluationKind("eval_weight_other", "33", []string{"EVAL-R06", "EVAL-R09", "IND-R02"}, func(d *draft, e *evaluation) {
		i := one(d, e.indicators...)
		e.setIndicator(i, "weight", millionths(i.weight+one(d, int64(5e6), int64(1e6))))
	}),
	evaluationKind("eval_total_score_wrong", "33", []string{"EVAL-R07"}, func(d *draft, e *evaluation) {
		e.set("score", millionths(e.number("score")+one(d, int64(1e6), int64(-2e6), int64(5e5))))
	}),
	evaluationKind("eval_total_weight_wrong", "33", []string{"EVAL-R06"}, func(d *draft, e *evaluation) {
		e.set("weight", one(d, 90, 110, 99))
	}),
	evaluationKind("eval_twice", "26", []string{"EVAL-R08"}, func(d *draft, e *evaluation) {
		from, err := d.GetSheetIndex(e.sheet)
		d.keep(err)
		again := e.sheet + one(d, "(2)", "终")
		to, err := d.NewSheet(again)
		d.keep(err)
		d.keep(d.CopySheet(from, to))
		d.mark(e.sheet, e.at["name"])
		d.mark(again, e.at["name"])
	}),
	evaluationKind("eval_score_of_another", "39", []string{"EVAL-R09"}, func(d *draft, e *evaluation) {
		d.unfit = d.unfit || e.form.own()
		i := one(d, e.indicators...)
		e.setIndicator(i, "score", millionths(i.score-5e5))
		e.fill(i, "reason", "示例：与另一张表不同")
		d.write(e.sheet, e.find("score"), millionths(e.number("score")-5e5))
	}),
	evaluationKind("eval_score_over_weight", "33", []string{"IND-R02"}, func(d *draft, e *evaluation) {
		d.unfit = d.unfit || e.columns["weight"] == 0
		i := one(d, e.indicators...)
		e.setIndicator(i, "score", millionths(i.weight+1e6))
	}),
	evaluationKind("eval_reason_missing", "34", []string{"IND-R03"}, func(d *draft, e *evaluation) {
		i := one(d, e.indicators...)
		e.fill(i, "reason", nil)
		e.setIndicator(i, "score", millionths(i.weight-2e6))
		e.mark(i, "reason")
	}),
	evaluationKind("eval_score_blank", "24", []string{"self_evaluation_indicators.score.required"}, func(d *draft, e *evaluation) {
		e.setIndicator(one(d, e.indicators...), "score", nil)
	}),
	evaluationKind("eval_actual_blank", "24", []string{"self_evaluation_indicators.actual.required"}, func(d *draft, e *evaluation) {
		e.setIndicator(one(d, e.indicators...), "actual", nil)
	}),
	evaluationKind("eval_target_blank", "24", []string{"self_evaluation_indicators.target.required"}, func(d *draft, e *evaluation) {
		e.setIndicator(one(d, e.indicators...), "target", nil)
	}),
	evaluationKind("eval_score_in_words", "24", []string{"self_evaluation_indicators.score.number"}, func(d *draft, e *evaluation) {
		e.setIndicator(one(d, e.indicators...), "score", one(d, "满分", "优"))
	}),
	evaluationKind("eval_two_projects_on_a_sheet", "18", []string{"SHEET-SEVERAL-FORMS"}, func(d *draft, e *evaluation) {
		e.row++ // a blank row, then the next project's form pasted below
		e.line("项目名称", "另一个示例项目")
		d.mark(e.sheet, address(1, e.row)[1:])
		e.line("项目资金（万元）", nil, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
		e.line(nil, "年度资金总额", 5, 5, 5, 10, 100, 10)
		e.line("绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
		e.line(nil, "产出指标", "数量指标", "示例指标", "≥5个", "5个", 90, 90)
		e.line("总分", nil, nil, nil, nil, nil, 100, 100)
	}),
	evaluationKind("self_evaluation_added", "", nil, func(*draft, *evaluation) {}),
}

// evaluationKind plants into a sheet that is right otherwise.
func evaluationKind(name, listed string, rules []string, edit func(d *draft, e *evaluation)) kind {
	return kind{name, listed, rules, func(d *draft) bool {
		e := d.evaluate(evaluationForms[:len(evaluationForms)-1]) // the last has no points to be wrong
		if !d.unfit {
			edit(d, e)
		}
		return true
	}}
}

// evaluationNumbers are the numbers of the form above and below its indicators.
func evaluationNumbers() []string {
	all := []string{"execution_weight", "execution_score", "rate", "weight", "score"}
	for _, source := range []string{"total", "current", "carried", "special", "other"} {
		for _, column := range funds {
			all = append(all, source+"_"+column)
		}
	}
	return all
}

// evaluationRules are the rules of a fact of each of these numbers.
func evaluationRules(fact string) []string {
	names := map[string]string{
		"rate": "execution_rate", "weight": "total_weight", "score": "total_score",
		"execution_weight": "execution_weight", "execution_score": "execution_score",
	}
	var rules []string
	for _, what := range evaluationNumbers() {
		field := names[what]
		if field == "" {
			field = what + "_wan"
		}
		rules = append(rules, "self_evaluation."+field+"."+fact)
	}
	return rules
}
