package main

import (
	"fmt"
	"math/rand/v2"
)

// departmentContent is an invented department: every figure is there, and they agree.
type departmentContent struct {
	values map[string]any // sheet.field, or sheet.line.column
	tables map[string][]map[string]any
}

func cents(r *rand.Rand, least, most int) millionths {
	return millionths(least*100+r.IntN((most-least)*100)) * 1e4
}

// share is a part of an amount, in hundredths.
func (m millionths) share(percent int) millionths { return m * millionths(percent) / 100 / 1e4 * 1e4 }

// ratio is a quotient in per cent, in hundredths, half up; of nothing 0.
func ratio(part, whole millionths) millionths {
	if whole <= 0 {
		return 0
	}
	return (part*20_000 + whole) / (2 * whole) * 1e4
}

// newDepartment invents the figures of a department, such that all that must agree does.
func newDepartment(r *rand.Rand) *departmentContent {
	c := &departmentContent{values: map[string]any{}, tables: map[string][]map[string]any{}}
	c.staff(r)
	c.publicMoney(r)
	c.budget(r)
	c.spent(r)
	c.rates()
	c.results(r)
	return c
}

func (c *departmentContent) money(key string) millionths {
	value, _ := c.values[key].(millionths)
	return value
}

func (c *departmentContent) staff(r *rand.Rand) {
	whole := func(n int) millionths { return millionths(n * 1e6) }
	a, w, i := 20+r.IntN(30), 1+r.IntN(4), 10+r.IntN(40)
	staff, retired, tasks := a+w+i-2-r.IntN(8), 20+r.IntN(60), 8+r.IntN(20)
	done := tasks - r.IntN(3)
	area, built, planned, cost := 1200+r.IntN(900), 900+r.IntN(300), cents(r, 400, 700), cents(r, 200, 399)
	for field, n := range map[string]int{
		"establishment": a + w + i, "administrative": a, "workers": w, "institutional": i, "staff": staff, "retired": retired, "people": staff + retired,
		"offices": 8 + r.IntN(6), "institutions": 1 + r.IntN(4), "leaders": 5 + r.IntN(3), "assigned": tasks, "done": done, "area": area, "built": built,
	} {
		c.values["base."+field] = whole(n)
	}
	c.values["base.rate"] = ratio(whole(staff), whole(a+w+i))
	c.values["base.area_rate"] = ratio(whole(built), whole(area))
	c.values["base.planned"], c.values["base.cost"], c.values["base.cost_rate"] = planned, cost, ratio(cost, planned)
	c.values["base.thrift"] = "示例文字：从严控制公务接待和公务用车支出。"
}

// publicMoney is what the department spends on itself.
func (c *departmentContent) publicMoney(r *rand.Rand) {
	put := func(line, column string, value millionths) { c.values["base."+line+"."+column] = value }
	get := func(line, column string) millionths { return c.money("base." + line + "." + column) }
	for _, line := range []string{"purchase", "running", "abroad", "reception", "office", "utilities", "meetings", "agency", "procurement"} {
		budget := cents(r, 4, 30)
		put(line, "budget", budget)
		put(line, "actual", budget.share(55+r.IntN(40)))
		put(line, "last", budget.share(50+r.IntN(70)))
	}
	part := map[string]int{"purchase": 40 + r.IntN(61), "running": 40 + r.IntN(61), "abroad": 40 + r.IntN(61), "reception": 40 + r.IntN(61)}
	for _, column := range []string{"budget", "actual", "last"} {
		for line, percent := range part {
			put(line, column+"_appropriated", get(line, column).share(percent))
		}
		for _, of := range []string{column, column + "_appropriated"} {
			put("vehicles", of, get("purchase", of)+get("running", of))
			put("three_public", of, get("vehicles", of)+get("abroad", of)+get("reception", of))
		}
		put("public", column, get("office", column)+get("utilities", column)+get("meetings", column))
	}
	put("three_public", "last_budget", get("three_public", "budget")+cents(r, 1, 9))
}

// budget is its whole budget, by kind of income and of expenditure.
func (c *departmentContent) budget(r *rand.Rand) {
	initial, added, carried := cents(r, 1200, 1700), cents(r, 100, 300), cents(r, 20, 90)
	available := initial + added + carried
	spent := available - cents(r, 5, 80)
	c.values["base.initial"], c.values["base.added"], c.values["base.carried_in"], c.values["base.carried_out"] = initial, added, carried, available-spent
	c.values["base.adjustment.budget"], c.values["base.adjustment.actual"] = initial, available
	for column, total := range map[string]millionths{"initial": initial, "budget": available, "spent": spent} {
		put := func(line string, value millionths) { c.values["evaluation."+line+"."+column] = value }
		fund, other := total.share(5), total.share(2)
		put("total", total)
		put("fund", fund)
		put("non_tax", 0)
		put("other", other)
		put("appropriated", total-fund-other)
		put("project", total.share(22))
		put("basic", total-total.share(22))
	}
	for column, of := range map[string]string{"budget": "budget", "actual": "spent"} {
		projects := c.money("evaluation.project." + of)
		c.values["base.projects."+column] = projects
		c.values["base.business."+column], c.values["base.operation."+column] = projects.share(70), projects-projects.share(70)
	}
	c.values["base.projects.last"] = spent.share(20)
	c.values["base.business.last"], c.values["base.operation.last"] = spent.share(13), spent.share(20)-spent.share(13)
	c.values["evaluation.total.weight"], c.values["evaluation.total.rate"] = millionths(10e6), ratio(spent, available)
	c.values["evaluation.total.score"] = (spent*2_000 + available) / (2 * available) * 1e4 // of ten points, half up
}

// spent is 支出决算表.
func (c *departmentContent) spent(r *rand.Rand) {
	add := func(class, item string, actual, last, budget any) {
		record := map[string]any{"class": class, "item": item, "actual": actual, "last": last, "budget": budget}
		if was, known := last.(millionths); known && was > 0 {
			now := actual.(millionths)
			record["change"], record["change_rate"] = now-was, signedRatio(now-was, was)
		}
		c.tables["expenditure"] = append(c.tables["expenditure"], record)
	}
	total := c.money("evaluation.total.spent")
	wages, goods := total.share(60), total.share(25)
	add("经济科目", "工资福利及对个人和家庭补助支出", wages, wages.share(96), nil)
	add("经济科目", "一般商品和服务支出", goods, goods.share(104), nil)
	add("经济科目", "对企事业单位的补贴", total-wages-goods, (total - wages - goods).share(90), nil)
	basic, project := c.money("evaluation.basic.spent"), c.money("evaluation.project.spent")
	add("基本-项目", "基本支出", basic, basic.share(97), c.money("evaluation.basic.budget"))
	add("基本-项目", "项目支出", project, project.share(93), c.money("evaluation.project.budget"))
	add("主要项目明细", "孵化中心运行", project.share(12), nil, nil)
	add("主要项目明细", "市科技计划项目专项", project.share(60), nil, nil)
	for _, of := range [][2]string{{"三公经费", ""}, {"一般公共预算拨款三公经费", "_appropriated"}} {
		for _, item := range [][2]string{{"three_public", of[0]}, {"running", "公车运行维护费"}, {"reception", "公务接待费"}} {
			add(of[0], item[1], c.money("base."+item[0]+".actual"+of[1]), c.money("base."+item[0]+".last"+of[1]), nil)
		}
	}
	add("机关运行经费", "机关运行经费", c.money("base.agency.actual"), c.money("base.agency.last"), c.money("base.agency.budget"))
}

func signedRatio(part, whole millionths) millionths {
	if part < 0 {
		return -ratio(-part, whole)
	}
	return ratio(part, whole)
}

// rates are the indicators whose values are made from the figures above.
func (c *departmentContent) rates() {
	add := func(level1, level2, level3, target string, rate millionths) {
		c.tables["rates"] = append(c.tables["rates"], map[string]any{"level1": level1, "level2": level2, "level3": level3, "target": target,
			"actual": number(int64(rate)) + "%", "weight": millionths(15e6), "score": millionths(15e6)})
	}
	of := func(part, whole string) millionths { return ratio(c.money("base."+part), c.money("base."+whole)) }
	add("投入", "预算配置", "在职人员控制率", "≤120%", c.money("base.rate"))
	add("投入", "预算配置", "重点工作办结率", "≥70%", of("done", "assigned"))
	add("过程", "预算执行", "预算完成率", "≥90%", c.money("evaluation.total.rate"))
	add("过程", "预算执行", "预算控制率", "≤30%", of("added", "initial"))
	add("过程", "预算管理", "公用经费控制率", "≤100%", of("public.actual", "public.budget"))
	add("过程", "预算管理", "“三公经费”控制率", "≤100%", of("three_public.actual", "three_public.budget"))
}

// results are 重点工作成效.
func (c *departmentContent) results(r *rand.Rand) {
	n := 0
	add := func(name, unit string, record map[string]any) string {
		n++
		record["code"], record["name"], record["unit"], record["source"] = fmt.Sprintf("KR%03d", n), name, unit, one(&draft{Rand: r}, "统计年报", "工作台账")
		c.tables["results"] = append(c.tables["results"], record)
		return record["code"].(string)
	}
	whole := func(n int) millionths { return millionths(n * 1e6) }
	for i, what := range [][2]string{{"申报高新技术企业", "家"}, {"省级创新平台", "个"}, {"技术合同登记", "件"}, {"科技特派员", "名"}, {"创新创业大赛参赛企业", "家"}} {
		last := 40 + r.IntN(300)
		value := last + 7 + i + r.IntN(90)
		add(what[0], what[1], map[string]any{"value": whole(value), "last": whole(last), "change_rate": signedRatio(whole(value-last), whole(last))})
	}
	a, b, d := 10+r.IntN(40), 10+r.IntN(40), 10+r.IntN(40)
	of := add("市级科技人才", "人", map[string]any{"value": whole(a + b + d)})
	for _, part := range []struct {
		name string
		n    int
	}{{"领军人才", a}, {"青年人才", b}, {"实用人才", d}} {
		add(part.name, "人", map[string]any{"value": whole(part.n), "part_of": of})
	}
	last, times := 2+r.IntN(6), 2+r.IntN(6)
	add("科普专题项目", "个", map[string]any{"value": whole(last * (times + 1)), "last": whole(last), "times": whole(times)})
	was, more := 100+r.IntN(300), 10+r.IntN(90)
	add("科技型中小企业入库", "家", map[string]any{"value": whole(was + more), "change_rate": ratio(whole(more), whole(was))})
	add("研发经费投入", "亿元", map[string]any{"value": cents(r, 40, 90)})
	add("研发经费投入强度", "%", map[string]any{"value": millionths(1_810_000), "last": millionths(1_370_000), "change_rate": millionths(32_120_000)})
}
