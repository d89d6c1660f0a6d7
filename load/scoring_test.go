package load

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"hengji"
)

// schemed is a build in which one project scheme is in force everywhere.
func schemed(t testing.TB, scheme string) *Build {
	t.Helper()
	if schemes[scheme] == nil {
		rules := *onlyMarts(t, "performance_by_project", "indicator_score")
		rules.Schemes = nil
		for _, s := range rulesOf(t).Schemes {
			changed := *s
			if s.Kind == hengji.ProjectScheme {
				changed.Default = s.Name == scheme
			}
			rules.Schemes = append(rules.Schemes, &changed)
		}
		schemes[scheme] = &rules
		share(t, &rules)
	}
	return createBy(t, schemes[scheme])
}

var schemes = map[string]*hengji.Rules{} // the rules of schemed

// coded puts the code beside a name of a code list, as transform does.
func coded(rules *hengji.Rules, list, name string) string {
	for _, code := range rules.CodeLists[list].Codes {
		if code.Name == name {
			return code.Code
		}
	}
	return ""
}

// given leaves blanks out of a record: they are NULL.
func given(record cells) cells {
	for field, value := range record {
		if value == "" {
			delete(record, field)
		}
	}
	return record
}

func anIndicator(rules *hengji.Rules, project, level1, level2, level3, sense, target, actual, weight, score string) cells {
	return given(cells{
		"project_code": project, "level1": level1, "level2": level2, "level3": level3, "sense": sense,
		"sense_code": coded(rules, "senses", sense), "target": target, "actual": actual, "weight": weight, "score": score,
	})
}

// The examples of testdata/worked_examples.txt were calculated by hand.
func TestScoresAreThoseWorkedOutByHand(t *testing.T) {
	text, err := os.ReadFile("testdata/worked_examples.txt")
	must(t, err)
	var schemes []string
	examples := map[string][][]string{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, "|")
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		if len(parts) != 12 {
			t.Fatalf("%d columns, want 12: %s", len(parts), line)
		}
		if examples[parts[1]] == nil {
			schemes = append(schemes, parts[1])
		}
		examples[parts[1]] = append(examples[parts[1]], parts)
	}
	for _, scheme := range schemes {
		t.Run(scheme, func(t *testing.T) { workedOut(t, scheme, examples[scheme]) })
	}
}

func workedOut(t *testing.T, scheme string, examples [][]string) {
	b := schemed(t, scheme)
	output := map[string]int{"national_2020": 50, "hubei": 40, "sichuan": 60, "capped": 60}[scheme]
	var projects, executions, indicators []cells
	for i, e := range examples {
		code := fmt.Sprintf("P%03d", i)
		stage, year, _ := strings.Cut(e[2], " ")
		project := cells{"project_code": code, "project_name": "项目" + code, "amount_wan": "10", "stage": stage, "stage_code": coded(b.rules, "stages", stage)}
		if year != "" {
			project["ends_on"] = year + "-12-31"
		}
		projects = append(projects, given(project))
		budget, spent, _ := strings.Cut(e[3], "/")
		executions = append(executions, given(cells{"project_code": code, "budget_wan": budget, "spent_wan": spent}))
		weight, stated, _ := strings.Cut(e[7], "/")
		var own int
		_, err := fmt.Sscan(weight, &own)
		must(t, err)
		indicators = append(indicators,
			anIndicator(b.rules, code, fmt.Sprintf("产出指标（%d分）", output), "数量指标", "所试的指标", e[4], e[5], e[6], weight, stated),
			anIndicator(b.rules, code, "效益", "社会效益指标", "受益户数", "≥", "10户", "11户", "15", "15"),
			anIndicator(b.rules, code, "效益", "可持续影响指标", "运行年限", "≥", "3", "3", "15", "15"))
		if own < output {
			indicators = append(indicators, anIndicator(b.rules, code, "产出指标", "质量指标", "合格率", "≥", "98", "99", fmt.Sprint(output-own), fmt.Sprint(output-own)))
		}
		if output <= 50 {
			indicators = append(indicators, anIndicator(b.rules, code, "满意度指标(10分)", "服务对象满意度指标", "满意度", "≥", "90", "95", "10", "10"))
		}
	}
	stage(t, b, "allocation", 1, projects...)
	stage(t, b, "execution", 1, executions...)
	stage(t, b, "indicators", 1, indicators...)
	must(t, b.Submissions([]hengji.Standing{standing(b.rules, 1, 4)}))
	must(t, b.store(everyView))
	result, err := b.query(context.Background(), `SELECT i.score, i.verdict, p.score, p.grade
FROM mart.performance_by_project p JOIN mart.indicator_score i USING (period, region_code, line)
WHERE i.level3 = '所试的指标' ORDER BY p.project_code`, 1000)
	must(t, err)
	if len(result.rows) != len(examples) {
		t.Fatalf("%d projects are scored, want %d", len(result.rows), len(examples))
	}
	for i, e := range examples {
		for k, what := range []string{"score", "verdict", "total", "grade"} {
			if got := plain(result.rows[i][k]); got != e[8+k] {
				t.Errorf("%s: %s is %q, by hand %q", e[0], what, got, e[8+k])
			}
		}
	}
}

// What has no weight cannot be scored, and nothing else stands in for it: a sheet without
// the column (湖北's own) would else be scored by its execution rate alone.
func TestAProjectWithoutWeightsHasNoScore(t *testing.T) {
	b := schemed(t, "national_2020")
	var projects, executions, indicators []cells
	for code, weights := range map[string][2]string{"P1": {"50", "40"}, "P2": {"", ""}, "P3": {"50", ""}} {
		projects = append(projects, cells{
			"project_code": code, "project_name": code, "amount_wan": "10", "stage": "已完成", "stage_code": coded(b.rules, "stages", "已完成"), "ends_on": "2020-12-31",
		})
		executions = append(executions, cells{"project_code": code, "budget_wan": "10", "spent_wan": "9"})
		indicators = append(indicators,
			anIndicator(b.rules, code, "产出指标", "数量指标", "样品", "≥", "3", "3", weights[0], "50"),
			anIndicator(b.rules, code, "效益指标", "社会效益指标", "户数", "≥", "10", "11", weights[1], "40"))
	}
	stage(t, b, "allocation", 1, projects...)
	stage(t, b, "execution", 1, executions...)
	stage(t, b, "indicators", 1, indicators...)
	must(t, b.Submissions([]hengji.Standing{standing(b.rules, 1, 4)}))
	must(t, b.store(everyView))
	result, err := b.query(context.Background(), "SELECT score IS NOT NULL, why FROM mart.performance_by_project ORDER BY project_code", 10)
	must(t, err)
	for i, want := range [][2]string{{"true", ""}, {"false", "有 2 项绩效指标没有分值"}, {"false", "有 1 项绩效指标没有分值"}} {
		scored, why := plain(result.rows[i][0]), plain(result.rows[i][1])
		if scored != want[0] || want[1] != "" && why != want[1] {
			t.Errorf("project %d: scored %s, %q; want %v", i+1, scored, why, want)
		}
	}
}

// A note's mark behind a number makes it no number; it is never its unit.
func TestAMarkIsNoUnit(t *testing.T) {
	b := createBy(t, onlyMarts(t))
	for text, want := range map[string]string{
		"≥50个": "50 个", "15": "15 -", "120m²": "120 m²", "98%": "98 %", "1,200亩次": "1200 亩次",
		"15①": "- -", "15²": "- -", "15*": "- -", "15个①": "- -", "15※": "- -",
	} {
		result, err := b.query(context.Background(), "SELECT concat_ws(' ', coalesce(plain_number(typed_number(x)), '-'), coalesce(typed_unit(x), '-')) FROM (SELECT "+hengji.Quoted(text)+" AS x)", 1)
		must(t, err)
		if got := plain(result.rows[0][0]); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
