package load

import (
	"path/filepath"
	"testing"

	"hengji"
)

func TestSchemesStandInTheDatabaseAsInTheirFiles(t *testing.T) {
	b := createBy(t, onlyMarts(t))
	for statement, want := range map[string]string{
		"SELECT string_agg(name || ' ' || plain_number(weight), ', ' ORDER BY position) FROM ref.scheme_weight WHERE scheme = 'national_2020'":                                                           "预算执行率 10, 产出指标 50, 效益指标 30, 满意度指标 10",
		"SELECT string_agg(plain_number(low) || '-' || plain_number(high), ', ' ORDER BY position) FROM ref.scheme_band WHERE scheme = 'hubei'":                                                          "80-100, 50-80, 0-50",
		"SELECT string_agg(plain_number(execution_below) || ':' || plain_number(total), ' ' ORDER BY position) FROM ref.scheme_cap WHERE scheme = 'capped'":                                              "80:89 70:79 60:69 50:59",
		"SELECT string_agg(DISTINCT CAST(total AS VARCHAR), ' ') FROM (SELECT sum(weight) AS total FROM ref.scheme_weight GROUP BY scheme)":                                                              "100.000000",
		"SELECT string_agg(array_to_string(levels, '+') || coalesce(' ' || falls_to, ''), ', ' ORDER BY position) FROM ref.scheme_weight WHERE scheme = 'national_2020'":                                 ", L10, L20, L30 效益指标",
		"SELECT array_to_string(levels, '+') || ' ' || array_to_string(except_levels, '+') || ' ' || from_month FROM ref.scheme_stage WHERE stage_code = 'T02' AND from_month = 0 AND scheme = 'stages'": "L10+L20+L30 L24 0",
		"SELECT count(*) FROM ref.scheme_stage WHERE stage_code IS NULL AND scheme = 'stages'":                                                                                                           "1",
		"SELECT count(*) || ' ' || plain_number(sum(points)) FROM ref.scheme_item WHERE scheme = 'department_2021'":                                                                                      "16 100",
		"SELECT string_agg(CASE WHEN exclusive THEN '>' ELSE '>=' END || plain_number(low) || ':' || plain_number(points), ' ' ORDER BY position) FROM ref.scheme_item_band WHERE item = 4":              ">=0:5 >0:4 >10:3 >20:2 >30:0",
		"SELECT count(*) FROM ref.scheme_factor WHERE full_at IS NULL":                                                                                                                                   "1",
	} {
		if got := one(t, b, statement); got != want {
			t.Errorf("%s = %q, want %q", statement, got, want)
		}
	}
}

// A scheme that names the region goes before one that names the period, and that
// before the default; one that names nothing and is not the default waits.
func TestTheNearestSchemeIsInForce(t *testing.T) {
	rules := *onlyMarts(t)
	rules.Schemes = nil
	for _, s := range rulesOf(t).Schemes {
		changed := *s
		switch s.Name {
		case "hubei":
			changed.Periods = []string{"2021"}
		case "sichuan":
			changed.Regions = []string{"HY05", "HY16"}
		case "capped":
			changed.Regions, changed.Periods = []string{"HY16"}, []string{"2021", "2022"}
		}
		rules.Schemes = append(rules.Schemes, &changed)
	}
	share(t, &rules)
	for _, c := range []struct{ period, region, want string }{
		{"2021", "HY00", "hubei"}, {"2021", "HY05", "sichuan"}, {"2021", "HY16", "capped"},
		{"2020", "HY00", "national_2020"}, {"2020", "HY16", "sichuan"}, {"2022", "HY16", "capped"},
	} {
		run := aRun()
		run.Period = c.period
		b := begun(t, filepath.Join(t.TempDir(), "night"), &rules, run)
		if got := one(t, b, "SELECT scheme FROM core.scheme WHERE period = '"+c.period+"' AND region_code = '"+c.region+"'"); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.period, c.region, got, c.want)
		}
		if got := one(t, b, "SELECT count(*) FROM core.scheme"); got != "17" {
			t.Errorf("%s regions have a scheme, want 17", got)
		}
		must(t, b.Close())
	}
}

// In a mid-year period money and work of projects that are not finished for a full year
// are judged, without a grade; one that is, is judged whole.
func TestMidYearJudgesMoneyAndWorkAlone(t *testing.T) {
	rules := onlyMarts(t, "performance_by_project")
	run := aRun()
	run.Period, run.Periods = "2021-H1", []Period{{Period: "2021-H1"}, {Period: "2021"}}
	share(t, rules)
	b := begun(t, filepath.Join(t.TempDir(), "night"), rules, run)
	var projects, executions, indicators []cells
	for code, of := range map[string][]string{"A": {"在研", ""}, "B": {"已完成", "2021-03-31"}, "C": {"已完成", "2020-06-30"}} {
		projects = append(projects, aProject(rules, code, "项目"+code, "单位"+code, "10", of[0], of[1]))
		executions = append(executions, aSpending(code, "10", "10", "5"))
		for level2, done := range map[string]string{"数量指标": "50", "质量指标": "0"} {
			indicators = append(indicators, anIndicator(rules, code, "产出指标", level2, level2, "≥", "100", done, "25", "25"))
		}
		indicators = append(indicators, anIndicator(rules, code, "效益指标", "经济效益指标", "增收", "≥", "100", "0", "40", "40"))
	}
	stage(t, b, "allocation", 1, projects...)
	stage(t, b, "execution", 1, executions...)
	stage(t, b, "indicators", 1, indicators...)
	handedIn := standing(rules, 1, 4)
	handedIn.Period = "2021-H1"
	must(t, b.Submissions([]hengji.Standing{handedIn}))
	must(t, b.store(everyView))
	expect(t, b, "SELECT DISTINCT scheme, stages FROM core.scheme", "monitoring | monitoring_stages")
	// 5 of 10, and 25 of 50 for one indicator alone: 30 of 60. The whole: 5, 12.5 and 0 of 100.
	expect(t, b, "SELECT project_code, scheme, score, grade, why FROM mart.performance_by_project ORDER BY project_code", `
		A | monitoring | 50 |  | 年中运行监控：项目在研，只评资金分配和组织管理，不定等级
		B | monitoring | 50 |  | 年中运行监控：项目完成不满一年，只评资金分配和组织管理，不定等级
		C | monitoring | 17.5 | 差 | 项目完成满一年，评全部指标
	`)
}
