package main

import (
	"fmt"
	"strconv"
	"strings"

	"hengji"
)

// indicator is a row of A3.
type indicator struct {
	level1, level2, level3 string
	sense                  string // ≥ ≤ = 定性
	target, actual         measured
	unit                   string
	weight, score          hengji.Decimal
	reason                 string
}

// measured is a number, or words where the indicator is 定性.
type measured struct {
	number hengji.Decimal
	words  string
}

const (
	outputs      = "产出指标"
	benefits     = "效益指标"
	satisfaction = "满意度指标"
)

// How 50 and 30 points are dealt to so many indicators.
var (
	outputWeights  = map[int][]int{2: {25, 25}, 3: {20, 15, 15}, 4: {15, 15, 10, 10}}
	benefitWeights = map[int][]int{1: {30}, 2: {15, 15}}
)

// measure makes the four to seven indicators of a project.
func measure(p *project, c *chance) []indicator {
	b := kinds[p.kind]
	var list []indicator
	nOutputs, nBenefits := c.between(2, min(4, len(b.Outputs))), c.between(1, 2)
	for i, weight := range outputWeights[nOutputs] {
		list = append(list, outcome(p, c, outputs, b.Outputs[i], weight))
	}
	first := c.below(len(b.Benefits))
	for i, weight := range benefitWeights[nBenefits] {
		list = append(list, outcome(p, c, benefits, b.Benefits[(first+i)%len(b.Benefits)], weight))
	}
	// 二级指标 of one kind stand together, as people write them
	for i := nOutputs; i+1 < len(list); i++ {
		if list[i].level2 > list[i+1].level2 {
			list[i], list[i+1] = list[i+1], list[i]
		}
	}
	asked := candidate{"服务对象满意度指标", b.People + "满意度", "≥", "85 90 90 92 95", "%"}
	return append(list, outcome(p, c, satisfaction, asked, 10))
}

// outcome sets a target, an actual value near it, and the score by the national
// rule: reached gives all points, missed gives weight × actual ÷ target (反向 the
// other way round), rounded to two decimals.
func outcome(p *project, c *chance, level1 string, from candidate, weight int) indicator {
	in := indicator{
		level1: level1, level2: from.level2, level3: from.level3,
		sense: from.sense, unit: from.unit, weight: whole(weight), score: whole(weight),
	}
	if from.sense == "定性" {
		in.target.words = pick(c, strings.Fields(from.targets))
		in.actual = in.target
		if c.oneIn(12) {
			in.actual.words = "基本" + in.target.words
			in.score = in.weight / 100 * hengji.Decimal(c.between(84, 94))
			in.reason = reasonMissed(p, c, in)
		}
		return in
	}
	target, err := strconv.Atoi(pick(c, strings.Fields(from.targets)))
	if err != nil {
		panic(fmt.Sprintf("indicator %s: target: %v", from.level3, err))
	}
	missed := target > 4 && (c.oneIn(9) || p.stage == "终止")
	in.target.number, in.actual.number = whole(target), whole(actualValue(c, from, target, missed))
	if in.actual.number == in.target.number {
		missed = false
	}
	if missed {
		ratio, _ := in.actual.number.Ratio(in.target.number)
		if in.sense == "≤" {
			ratio, _ = in.target.number.Ratio(in.actual.number)
		}
		product := int64(in.weight/hengji.DecimalOne) * int64(ratio)
		in.score = hengji.Decimal(product).Round(2)
		in.reason = reasonMissed(p, c, in)
	}
	return in
}

// actualValue stays within a fifth of the target: far more would itself have to
// be explained.
func actualValue(c *chance, from candidate, target int, missed bool) int {
	more := c.between(0, max(target*18/100, 0))
	switch {
	case from.sense == "=" && missed, from.sense == "≥" && missed:
		return target - max(target*c.between(3, 18)/100, 1)
	case from.sense == "=":
		return target
	case from.sense == "≤" && missed:
		return target + max(target*c.between(3, 12)/100, 1)
	case from.sense == "≤":
		return target - more*2/3
	case from.unit == "%":
		return min(target+c.between(0, 5), 100)
	case c.oneIn(3):
		return target
	}
	return target + more
}

// reasonMissed explains a deduction: what came short, why, what is done about it.
func reasonMissed(p *project, c *chance, in indicator) string {
	if in.sense == "定性" {
		return fmt.Sprintf("%s，%s尚未全面显现；%s", pick(c, kinds[p.kind].Causes), in.level3, pick(c, remedies))
	}
	short := in.target.number - in.actual.number
	word := "少"
	if short < 0 {
		short, word = -short, "多"
	}
	unit := in.unit
	if unit == "%" {
		unit = "个百分点"
	}
	return fmt.Sprintf("%s，%s比目标%s%s%s；%s", pick(c, kinds[p.kind].Causes), in.level3, word, short, unit, pick(c, remedies))
}

func whole(n int) hengji.Decimal { return hengji.Decimal(n) * hengji.DecimalOne }
