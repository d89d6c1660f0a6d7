package main

import (
	"fmt"

	"hengji"
)

// day counts days since 1970-01-01.
type day int

const (
	newYear2021 day = 18628 // 2021-01-01
	newYear2022 day = newYear2021 + 365
)

// execution is the row of A2 about a project.
type execution struct {
	initial, budget, received, spent, balance hengji.Decimal
	receivedOn                                day // 0 where nothing was paid
	costs                                     [6]hengji.Decimal
	rate                                      hengji.Decimal // percent number, two decimals
	rateBlank                                 bool           // nothing budgeted, nothing to divide by
	separate                                  bool
	reason                                    string
}

// invent fills what projects.csv leaves open: dates, spending, indicators. All of
// it follows from the project's code.
func invent(p *project) {
	c := chanceOf(p.code)
	p.document, p.allocated = documentOf(p)
	p.starts = newYear2021 + day(31*c.below(6)) - day(31*c.below(5))
	switch p.stage {
	case "在研":
		p.ends = newYear2022 + day(30*c.between(5, 22)) + 29
	case "已完成":
		p.ends = newYear2022 - 1 - day(15*c.below(4))
	default: // 已验收, 终止: over well before the year was
		p.ends = newYear2022 - day(c.between(40, 75))
	}
	p.remarks = remarkOf(p, c)
	p.execution = spend(p, c)
	p.indicators = measure(p, chanceOf("A3 "+p.code))
}

// documentOf is the paper that the money came with: large projects in a first
// batch, small ones in a second. The numbers are invented.
func documentOf(p *project) (number string, on day) {
	switch {
	case p.amountBlank || p.amount == 0:
		return "衡示科计〔2021〕18号", newYear2021 + 167
	case p.amount >= 15*hengji.DecimalOne:
		return "衡示财教〔2021〕31号", newYear2021 + 138
	case p.category == "科技特派员" || p.category == "科普" || p.category == "科普专项":
		return "衡示财教〔2021〕56号", newYear2021 + 229
	default:
		return "衡示财教〔2021〕44号", newYear2021 + 196
	}
}

func remarkOf(p *project, c *chance) string {
	switch {
	case p.stage == "终止":
		return "2021年9月按程序终止，结余资金已退回"
	case p.amountBlank || p.amount == 0:
		return "指导性计划，不安排资金"
	case p.stage == "已验收" && c.oneIn(2):
		return "已提交验收材料"
	case p.seq%4 == 1:
		return "示例数据"
	}
	return ""
}

func spend(p *project, c *chance) execution {
	if p.amount == 0 {
		return execution{rateBlank: true, separate: true}
	}
	e := execution{initial: p.amount, budget: p.amount, received: p.amount, separate: !c.oneIn(9)}
	e.receivedOn = p.allocated + day(c.between(9, 58))
	if c.oneIn(12) && p.amount >= 10*hengji.DecimalOne { // a tenth held back until acceptance
		e.received = p.amount / 10 * 9
	}
	percent := 100
	switch {
	case p.stage == "终止":
		percent = 34
	case p.stage == "在研":
		percent = pick(c, []int{62, 74, 81, 84, 86, 88, 90, 93, 95, 100})
	case !c.oneIn(3):
		percent = pick(c, []int{92, 95, 96, 97, 98, 99})
	}
	exact := p.amount / 100 * hengji.Decimal(percent)
	if percent < 100 { // nobody spends round sums
		exact -= hengji.Decimal(c.below(int(p.amount/hengji.DecimalOne)*80+20)) * hengji.DecimalOne / 10_000
	}
	e.spent = min(exact.Round(2), e.received)

	shares := kinds[p.kind].Costs
	rest := e.spent
	largest := 0
	for i, share := range shares {
		if share > shares[largest] {
			largest = i
		}
		cost := (e.spent / 100 * hengji.Decimal(share)).Round(1)
		e.costs[i] = min(cost, rest)
		rest -= e.costs[i]
	}
	e.costs[largest] += rest // the largest item carries what rounding left over
	e.balance = e.received - e.spent
	quotient, _ := e.spent.Ratio(e.budget)
	e.rate = (quotient * 100).Round(2)
	if e.rate < 80*hengji.DecimalOne {
		e.reason = reasonUnspent(p, c)
	}
	return e
}

// reasonUnspent explains a low rate in words of the project's own.
func reasonUnspent(p *project, c *chance) string {
	if p.stage == "终止" {
		return "项目因承担单位业务调整终止，已支出部分为前期调研费用，结余按规定退回"
	}
	later := fmt.Sprintf("预计2022年%d月前支付完毕", c.between(3, 9))
	return pick(c, kinds[p.kind].Unspent) + "，" + later
}
