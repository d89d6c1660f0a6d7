package load

import (
	"fmt"
	"testing"

	"hengji"
	"hengji/samples/tier"
)

// crowd is data of a kind: what the n-th project is called and whose it is.
type crowd struct {
	name                           string
	code, project, unit, level, of func(n int) string // of is the project of the n-th indicator
	regions                        int
}

func crowds() []crowd {
	one := func(text string) func(int) string { return func(int) string { return text } }
	each := func(text string) func(int) string { return func(n int) string { return fmt.Sprintf(text, n) } }
	ordinary := crowd{"ordinary data", each("P%06d"), each("第%d号关键技术研究与示范"), each("单位%d"), each("指标%d"), each("P%06d"), 4}
	oneName, oneCode, oneUnit, oneLevel, oneRegion := ordinary, ordinary, ordinary, ordinary, ordinary
	oneName.name, oneName.project = "one name", one("同一个名称的项目")
	oneCode.name, oneCode.of = "indicators of one code", one("P000000") // projects of one code are returned
	oneUnit.name, oneUnit.unit = "one unit", one("同一个单位")
	oneLevel.name, oneLevel.level = "one indicator", one("同一个指标")
	oneRegion.name, oneRegion.regions = "one region with everything", 1
	return []crowd{ordinary, oneName, oneCode, oneUnit, oneLevel, oneRegion}
}

// stage loads count projects with their execution and an indicator each.
func (c crowd) stage(t *testing.T, b *Build, count int) {
	t.Helper()
	var standings []hengji.Standing
	for region := range c.regions {
		var projects, executions, indicators []cells
		for n := region; n < count; n += c.regions {
			project := aProject(b.rules, c.code(n), c.project(n), c.unit(n), "10", "在研", "")
			projects = append(projects, project)
			executions = append(executions, cells{"project_code": c.code(n), "project_name": c.project(n), "budget_wan": "10", "received_wan": "10", "spent_wan": "8", "balance_wan": "2", "execution_rate": "80"})
			indicators = append(indicators, cells{
				"project_code": c.of(n), "level1": "产出指标", "level2": "数量指标", "level3": c.level(n),
				"sense": "≥", "sense_code": "GE", "target": "10", "actual": "9", "unit": "个", "weight": "90", "score": "81",
			})
		}
		submission := int64(region + 1)
		for form, records := range map[string][]cells{"allocation": projects, "execution": executions, "indicators": indicators} {
			for from := 0; from < len(records); from += hengji.BatchRows {
				stage(t, b, form, submission, records[from:min(from+hengji.BatchRows, len(records))]...)
			}
		}
		standings = append(standings, standing(b.rules, submission, region+4))
	}
	must(t, b.Submissions(standings))
	must(t, b.store(everyView))
}

// What checks and tables cost grows with the rows, whatever the rows repeat: four times
// as many cost at most six times as much. What is counted is what the engine looks at.
func TestWorkGrowsWithTheRows(t *testing.T) {
	sizes, rules := []int{100, 400}, onlyMarts(t, "duplicate_funding")
	if tier.All {
		sizes, rules = []int{250, 1000, 4000}, rulesOf(t)
	} else {
		t.Log("only mart.duplicate_funding: every check and every view in make test-all")
		few := *rules
		few.Checks = nil
		rules = &few
	}
	share(t, rules)
	for _, c := range crowds() {
		before := map[string]int64{}
		for i, size := range sizes {
			b := createBy(t, rules)
			c.stage(t, b, size)
			for what, text := range asked(t, b) {
				work := b.work(t, text, false)
				if worst := 6*before[what] + int64(50*size); i > 0 && work > worst {
					t.Errorf("%s, %s: %d rows and pairs of %d projects, %d of a quarter of them", c.name, what, work, size, before[what])
				}
				before[what] = work
			}
			must(t, b.Close())
		}
	}
}

// asked are the statements of a build, by what they make, and what checks read is kept
// for them: all of them, or those of tables alone where there are no checks.
func asked(t *testing.T, b *Build) map[string]string {
	statements, kept := map[string]string{}, map[*hengji.Mart]bool{}
	for _, check := range b.rules.Checks {
		must(t, b.keep(check, kept))
		statements[string(check.ID)] = check.SQL
	}
	for _, view := range b.views {
		if len(b.rules.Checks) > 0 || view.Layer == "mart" || view.Layer == "" {
			statements[viewName(view)] = view.SQL
		}
	}
	return statements
}
