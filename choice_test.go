package hengji_test

import (
	"testing"

	"hengji"
	"hengji/schema"
)

// A list of four lines, read from the top: 收回 where the stage is 终止 and something is left,
// 暂缓 where there is no score, 继续拨付 otherwise.
func TestTheFirstLineOfWhichAllHoldsIsChosen(t *testing.T) {
	const formula = "decision = first(ref.list.decision by scheme, base.p.stage as '阶段' in ref.list.stages by scheme, " +
		"mart.p.score as '得分' is blank if ref.list.unscored by scheme, base.p.balance as '结余' > ref.list.above by scheme, " +
		"mart.p.score as '得分' < ref.list.below by scheme) by line"
	traces, err := schema.ParseTraces(formula)
	if err != nil {
		t.Fatal(err)
	}
	again, err := schema.ParseTraces(traces[0].String())
	if err != nil || again[0].String() != traces[0].String() {
		t.Errorf("%s is read again as %v: %v", traces[0], again, err)
	}
	for _, one := range []struct{ stage, score, balance, decision, working string }{
		{"终止", "70", "3.5", "收回", "阶段 终止 属于 终止、撤销，结余 3.5 > 0"},
		{"终止", "70", "0", "继续拨付", "没有条件；前面的不成立：收回（结余 0 ≤ 0）、暂缓（得分 70 不为空）、整改（得分 70 ≥ 60）"},
		{"终止", "", "0", "暂缓", "得分 （空）；前面的不成立：收回（结余 0 ≤ 0）"},
		{"在研", "59.99", "3.5", "整改", "得分 59.99 < 60；前面的不成立：收回（阶段 在研 不属于 终止、撤销）、暂缓（得分 59.99 不为空）"},
		{"", "60", "3.5", "继续拨付", "没有条件；前面的不成立：收回（阶段 （空） 不属于 终止、撤销）、暂缓（得分 60 不为空）、整改（得分 60 ≥ 60）"},
	} {
		values := map[string][]string{
			"decision": {"收回", "暂缓", "整改", "继续拨付"}, "stages": {"[终止, 撤销]", "[]", "[]", "[]"}, "unscored": {"false", "true", "false", "false"},
			"above": {"0", "", "", ""}, "below": {"", "", "60", ""}, "stage": {one.stage}, "score": {one.score}, "balance": {one.balance},
		}
		of := func(term *hengji.Term) (g hengji.Gathered) {
			for _, text := range values[term.Field] {
				number, _, err := hengji.ParseDecimal(text)
				if err != nil {
					g.Numbers = append(g.Numbers, nil)
				} else {
					g.Numbers, g.Value, g.OK = append(g.Numbers, &number), number, true
				}
				if text == "" {
					g.Texts = append(g.Texts, nil)
				} else {
					g.Texts = append(g.Texts, &text)
				}
			}
			return g
		}
		decision, ok := traces[0].Formula.Choose(of)
		if working := traces[0].Formula.Working(of); !ok || decision != one.decision || working != one.working {
			t.Errorf("%+v: %s\n%s", one, decision, working)
		}
	}
}
