package load

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"hengji"
	"hengji/samples/tier"
)

// lines prints what a statement gives, a row a line.
func lines(t testing.TB, b *Build, statement string) string {
	t.Helper()
	result, err := b.query(context.Background(), statement, 100000)
	must(t, err)
	var out strings.Builder
	for _, row := range result.rows {
		for i, value := range row {
			if i > 0 {
				out.WriteString(" | ")
			}
			out.WriteString(plain(value))
		}
		out.WriteString("\n")
	}
	return out.String()
}

func expect(t testing.TB, b *Build, statement, want string) {
	t.Helper()
	want = strings.TrimLeft(strings.ReplaceAll(want, "\n\t\t", "\n"), "\n\t")
	if got := lines(t, b, statement); strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("%s gives\n%swant\n%s", statement, got, want)
	}
}

func aProject(rules *hengji.Rules, code, name, organisation, amount, stage, ends string) cells {
	return given(cells{"project_code": code, "project_name": name, "organisation": organisation, "amount_wan": amount,
		"stage": stage, "stage_code": coded(rules, "stages", stage), "ends_on": ends})
}

func aSpending(code, budget, received, spent string) cells {
	return given(cells{"project_code": code, "budget_wan": budget, "received_wan": received, "spent_wan": spent})
}

// Ten projects, one for each way that a decision can go.
func TestFundingIsDecidedByTheFirstLineThatHolds(t *testing.T) {
	b := createBy(t, onlyMarts(t, "funding_decision", "performance_by_region"))
	var projects, executions, indicators []cells
	add := func(code, stage, budget, received, spent, done string) {
		projects = append(projects, aProject(b.rules, code, "项目"+code, "单位"+code, "10", stage, "2021-11-30"))
		executions = append(executions, aSpending(code, budget, received, spent))
		if done != "" {
			indicators = append(indicators, anIndicator(b.rules, code, "产出指标", "数量指标", "件数", "≥", "100", done, "50", "50"))
		}
	}
	add("A", "在研", "10", "10", "9", "100")
	add("B", "在研", "10", "10", "7", "100")
	add("C", "在研", "10", "10", "4.9", "50")
	add("D", "已完成", "10", "10", "10", "75")
	add("E", "已完成", "10", "10", "4", "10")
	add("F", "终止", "10", "10", "4", "100")
	add("G", "终止", "10", "4", "4", "100")
	add("H", "在研", "10", "10", "9", "")
	add("I", "已验收", "10", "10", "10", "100")
	add("J", "在研", "", "10", "9", "100")
	stage(t, b, "allocation", 1, projects...)
	stage(t, b, "execution", 1, executions...)
	stage(t, b, "indicators", 1, indicators...)
	must(t, b.Submissions([]hengji.Standing{standing(b.rules, 1, 4)}))
	must(t, b.store(everyView))
	expect(t, b, "SELECT project_code, evaluable, score, decision, reasons, why FROM mart.funding_decision ORDER BY project_code", `
		A | true | 98.33 | 继续拨付 | 评价和执行情况良好 | 项目在研，只评预算执行和产出
		B | true | 95 | 整改后拨付 | 执行率低于 80% | 项目在研，只评预算执行和产出
		C | true | 49.83 | 暂缓 | 评价得分低于 60 分；执行率低于 50% | 项目在研，只评预算执行和产出
		D | true | 79.17 | 整改后拨付 | 评价得分低于 80 分 | 项目完成不满一年，不评可持续影响
		E | true | 15 | 收回 | 项目已结束，评价为差，结余资金收回 | 项目完成不满一年，不评可持续影响
		F | true | 40 | 收回 | 项目已终止，结余资金收回 | 项目终止，只评预算执行
		G | true | 40 | 暂缓 | 项目已终止，没有结余，不再拨付；评价得分低于 60 分 | 项目终止，只评预算执行
		H | false |  | 暂缓 | 暂不能评价，补报后再定 | 没有填报绩效指标
		I | true | 100 | 继续拨付 | 项目已结束，评价合格，余款按合同拨付 | 项目验收不满一年，不评可持续影响
		J | false |  | 暂缓 | 暂不能评价，补报后再定 | 缺少全年预算数或全年执行数
	`)
	expect(t, b, "SELECT projects, excellent, good, fair, poor, unscored, weighted_score FROM mart.performance_by_region WHERE projects > 0",
		"10 | 3 | 0 | 1 | 4 | 2 | 64.67")
}

// Counts are summed, rates weighted by money, words as scores; the score is
// calculated once, from what was put together.
func TestIndicatorsAreRolledUpBeforeTheyAreScored(t *testing.T) {
	b := createBy(t, onlyMarts(t, "indicator_rollup"))
	stage(t, b, "allocation", 1,
		aProject(b.rules, "A", "甲", "单位", "30", "在研", ""), aProject(b.rules, "B", "乙", "单位", "10", "在研", ""), aProject(b.rules, "C", "丙", "单位", "0", "在研", ""))
	stage(t, b, "execution", 1, aSpending("A", "30", "30", "30"), aSpending("B", "10", "10", "10"), aSpending("C", "0", "0", "0"))
	one := func(project, level3, sense, target, actual, unit, score string) cells {
		record := anIndicator(b.rules, project, "产出指标", "数量指标", level3, sense, target, actual, "10", score)
		record["unit"] = unit
		return given(record)
	}
	stage(t, b, "indicators", 1,
		// Scores averaged would give 75; 100 of 110 done gives 90.909091.
		one("A", "培训人数", "≥", "100", "100", "人", "10"), one("B", "培训人数", "≥", "10", "0", "人", "0"),
		// 90 × 30 + 50 × 10 of 40 is 80, against 80 × 30 + 80 × 10 of 40.
		one("A", "合格率", "≥", "80", "90", "%", "10"), one("B", "合格率", "≥", "80", "50", "%", "6"), one("C", "合格率", "≥", "0", "0", "%", "10"),
		one("A", "能耗", "≤", "10", "5", "吨", "10"), one("B", "能耗", "≤", "10", "35", "吨", "2"),
		one("A", "影响", "定性", "增强", "增强", "", "10"), one("B", "影响", "定性", "增强", "未达成", "", "10"),
		one("A", "样机", "≥", "3", "若干", "台", "10"), one("B", "样机", "≥", "2", "2", "台", "10"))
	must(t, b.Submissions([]hengji.Standing{standing(b.rules, 1, 4)}))
	must(t, b.store(everyView))
	expect(t, b, "SELECT level3, method, projects, unread, target, actual, completion_rate, score FROM mart.indicator_rollup ORDER BY level3", `
		合格率 | 完成值按金额加权平均 | 3 | 0 | 80 | 80 | 100 | 100
		培训人数 | 完成值相加 | 2 | 0 | 110 | 100 | 90.909091 | 90.91
		影响 | 得分按金额加权平均 | 2 | 0 |  |  |  | 90
		样机 | 完成值相加 | 2 | 1 | 2 | 2 | 100 | 100
		能耗 | 完成值相加 | 2 | 0 | 20 | 40 | 200 | 50
	`)
}

func TestProjectsFundedTwiceAreFoundOverRegionsAndWithin(t *testing.T) {
	b := createBy(t, onlyMarts(t, "duplicate_funding"))
	stage(t, b, "allocation", 1,
		aProject(b.rules, "P1", "锂电池正极材料回收关键技术研究", "甲公司", "20", "在研", ""),
		aProject(b.rules, "P2", "油茶籽粕高值化利用转化", "乙公司", "10", "在研", ""),
		aProject(b.rules, "P3", "油茶 籽粕高值化利用（转化）", "乙公司", "10", "在研", ""),
		aProject(b.rules, "P4", "姜鸭共作生态种养模式", "丙合作社", "5", "在研", ""))
	stage(t, b, "allocation", 2,
		aProject(b.rules, "Q1", "锂电池正极材料回收关键技术研发", "甲公司", "20", "在研", ""),
		aProject(b.rules, "P4", "井下无人驾驶铲运机", "丁公司", "5", "在研", ""),
		aProject(b.rules, "Q3", "姜鸭共作生态种养模式", "戊合作社", "5", "在研", ""),
		aProject(b.rules, "Q4", "一", "己公司", "5", "在研", ""), aProject(b.rules, "Q5", "", "己公司", "5", "在研", ""))
	must(t, b.Submissions([]hengji.Standing{standing(b.rules, 1, 4), standing(b.rules, 2, 5)}))
	must(t, b.store(everyView))
	expect(t, b, "SELECT region, project_code, other_region, other_code, similarity, reasons FROM mart.duplicate_funding", `
		蒸湘区 | P4 | 南岳区 | Q3 | 100 | 不同县市区；名称相同
		蒸湘区 | P1 | 南岳区 | Q1 | 92.857143 | 不同县市区；名称相近；承担单位相同
		蒸湘区 | P2 | 蒸湘区 | P3 | 81.818182 | 同一县市区；名称相近；承担单位相同
		蒸湘区 | P4 | 南岳区 | P4 | 0 | 不同县市区；项目编号相同
	`)
}

// What one cell repeats in thousands of rows is compared with its neighbours only:
// each project brings at most ten pairs a block, and a block a common property.
func TestDuplicatesAreBoundedWorkWhateverIsRepeated(t *testing.T) {
	b := createBy(t, onlyMarts(t, "duplicate_funding", "spot_check"))
	count := 400
	if tier.All {
		count = 3000
	}
	var projects []cells
	for n := range count {
		projects = append(projects, aProject(b.rules, fmt.Sprintf("P%04d", n), "同一个名称的项目", "同一个单位", "1", "在研", ""))
	}
	stage(t, b, "allocation", 1, projects...)
	must(t, b.Submissions([]hengji.Standing{standing(b.rules, 1, 4)}))
	must(t, b.store(everyView))
	if got := one(t, b, "SELECT count(*) FROM mart.duplicate_funding"); got != fmt.Sprint(10*count-55) {
		t.Errorf("%s pairs, want ten behind each project: %d", got, 10*count-55)
	}
	if got := one(t, b, "SELECT count(*) FROM mart.spot_check WHERE reasons LIKE '%与其他项目相近（%） 100，计 10 分%'"); got != fmt.Sprint(count) {
		t.Errorf("%s projects are told of a twin, want %d", got, count)
	}
}

func TestProjectsAreRankedByTheFactorsOfTheScheme(t *testing.T) {
	b := createBy(t, onlyMarts(t, "spot_check"))
	reason := "受疫情影响"
	stage(t, b, "allocation", 1,
		aProject(b.rules, "A", "锂电池正极材料回收", "甲", "40", "在研", ""), aProject(b.rules, "B", "油茶籽粕高值化利用", "乙", "20", "在研", ""),
		aProject(b.rules, "C", "姜鸭共作生态种养", "丙", "0", "在研", ""), aProject(b.rules, "D", "井下无人驾驶铲运", "丁", "0", "在研", ""))
	stage(t, b, "execution", 1, aSpending("A", "40", "40", "40"), aSpending("B", "20", "20", "15"), aSpending("C", "10", "10", "30"), aSpending("D", "10", "10", "10"))
	said := func(project, level3, target, actual, score string) cells {
		record := anIndicator(b.rules, project, "产出指标", "数量指标", level3, "≥", target, actual, "25", score)
		record["deviation_reason"] = reason
		return record
	}
	stage(t, b, "indicators", 1,
		said("B", "一", "10", "5", "25"), said("B", "二", "10", "10", "25"), said("C", "一", "10", "10", "25"),
		anIndicator(b.rules, "A", "产出指标", "数量指标", "一", "≥", "10", "10", "50", "50"), anIndicator(b.rules, "D", "产出指标", "数量指标", "一", "≥", "10", "10", "50", "50"))
	must(t, b.Submissions([]hengji.Standing{standing(b.rules, 1, 4)}))
	must(t, b.store(everyView))
	// B: 15 of 30 for half the largest amount, 12.5 of 25 for 25 points off the plan,
	// 25 for a self score 20.83 above the recomputed, 6.67 for two of three reasons.
	expect(t, b, "SELECT rank, project_code, risk, reasons FROM mart.spot_check", `
		1 | B | 59.17 | 自评高于复核（分） 20.83，计 25 分；安排金额 20，计 15 分；执行率偏离计划（百分点） 25，计 12.5 分；偏差原因雷同（处） 2，计 6.67 分
		2 | A | 30 | 安排金额 40，计 30 分
		3 | C | 28.33 | 执行率偏离计划（百分点） 200，计 25 分；偏差原因雷同（处） 1，计 3.33 分
		4 | D | 0 | 
	`)
}
