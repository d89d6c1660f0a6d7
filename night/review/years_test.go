package review

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"hengji"
	"hengji/load"
	"hengji/samples/tier"
	"hengji/schema"
)

// yearProject is a project as a region reports it in a period.
type yearProject struct {
	period, region   string
	submission       int // from 1
	row              int // in 项目资金安排表 and 资金执行情况表
	code, name, unit string
	amount, stage    string
	reason           string
	carried          string // from last year, in the self-evaluation; "" without one
	total            int    // of the submission's amounts
}

// yearStages are in the order of the code list.
var yearStages = []string{"在研", "已完成", "已验收", "终止"}

// sameProject is what rules over years call the same: two of code, name and unit agree.
func (p *yearProject) sameProject(q *yearProject) bool {
	n := 0
	for _, same := range []bool{p.code == q.code, p.name == q.name, p.unit == q.unit} {
		if same {
			n++
		}
	}
	return n >= 2
}

// found is what the rules over years must find of a project, told by hand and slowly.
// earlier are the projects of earlier periods, the nearest period first, in it by the
// number of the submission and the row.
func (p *yearProject) found(earlier []*yearProject) []string {
	year := func(q *yearProject) string { return q.period[:4] }
	first := func(is func(*yearProject) bool) *yearProject {
		if at := slices.IndexFunc(earlier, is); at >= 0 {
			return earlier[at]
		}
		return nil
	}
	before := func(q *yearProject) bool { return year(q) < year(p) }
	var rules []string
	last := first(func(q *yearProject) bool { return before(q) && p.sameProject(q) })
	code := first(func(q *yearProject) bool { return before(q) && p.code == q.code })
	again := first(func(q *yearProject) bool { return before(q) && p.name == q.name && p.unit == q.unit })
	switch {
	case last != nil && (last.stage == "终止" || last.stage == "在研" && last.amount == "60"): // proposed to be taken back, or to wait: little of it is spent
		rules = append(rules, p.at("YEAR-R03 I"))
	case last != nil && last.stage != "在研":
		rules = append(rules, p.at("YEAR-R08 I"))
	case code != nil:
		rules = append(rules, p.at("YEAR-R01 B"))
	case again != nil:
		rules = append(rules, p.at("YEAR-R02 C"))
	}
	if q := first(p.sameProject); q != nil && slices.Index(yearStages, p.stage) < slices.Index(yearStages, q.stage) {
		rules = append(rules, p.at("YEAR-R05 N"))
	}
	if q := first(func(q *yearProject) bool { return year(q) == year(p) && p.sameProject(q) }); q != nil && q.amount != p.amount {
		rules = append(rules, p.at("YEAR-R06 I"))
	}
	followed := func(q *yearProject) bool { return q.code == p.code && q.name == p.name }
	if q := first(followed); q != nil && !slices.ContainsFunc(earlier, func(o *yearProject) bool { return o.period == q.period && followed(o) && o.unit == p.unit }) {
		rules = append(rules, p.at("YEAR-R07 D"))
	}
	if q := first(func(q *yearProject) bool { return before(q) && p.sameProject(q) }); p.carried != "" && q != nil && year(q) == "2020" && p.carried != q.balance() {
		rules = append(rules, "YEAR-R04 D8")
	}
	if utf8.RuneCountInString(p.reason) >= 10 && first(func(q *yearProject) bool { return p.sameProject(q) && q.reason == p.reason }) != nil {
		rules = append(rules, p.at("YEAR-R09 Q"))
	}
	return rules
}

// at is a rule and a column at the project's row.
func (p *yearProject) at(rule string) string { return fmt.Sprint(rule, p.row) }

// balance is what the base has left of the project's money.
func (p *yearProject) balance() string { return map[int]string{4: "0.5", 5: "0.4"}[p.row] }

// outOfHistory says whether the submission's total is more than three times that of each
// earlier year, or less than a third; two years at least are there to be compared.
func (p *yearProject) outOfHistory(earlier []*yearProject) bool {
	totals := map[string]int{} // by year: that of its last period
	for _, q := range earlier {
		if year := q.period[:4]; q.region == p.region && year < p.period[:4] && totals[year] == 0 {
			totals[year] = q.total
		}
	}
	values := slices.Sorted(maps.Values(totals))
	return len(values) >= 2 && (p.total > 3*values[len(values)-1] || 3*p.total < values[0])
}

// edits make the base's project of a row this one.
func (p *yearProject) edits() []string {
	at := func(sheet, column, value string) string {
		return fmt.Sprintf("%s!%s%d = %s", sheet, column, p.row, value)
	}
	number, name := fmt.Sprintf("%sNY00%d", p.period[:4], p.row-3), map[int]string{4: "示例项目甲：古建筑木构件防火涂层研究", 5: "示例项目乙：山区中药材病虫害监测"}[p.row]
	edits := []string{
		"replace " + number + " -> " + p.code, "replace " + name + " -> " + p.name,
		at("项目资金安排表", "D", p.unit), at("项目资金安排表", "E", `""`), at("项目资金安排表", "N", p.stage), at("资金执行情况表", "Q", p.reason),
	}
	if rate := map[string]string{"12": "79.17", "60": "15.83"}[p.amount]; rate != "" {
		total := fmt.Sprint(p.total)
		edits = append(edits, "项目资金安排表!I4 = "+p.amount, "项目资金安排表!I6 = "+total, "资金执行情况表!D4 = "+p.amount, "资金执行情况表!D6 = "+total, "资金执行情况表!O4 = "+rate)
	}
	if p.carried != "" {
		edits = append(edits, "自评表2!D8 = "+p.carried, "自评表2!D7 = "+map[string]string{"0.4": "4.6", "0.5": "4.5", "1": "4"}[p.carried])
	}
	return edits
}

// randomYears draws what two regions report in four periods, from so few codes, names and
// units that they meet again, and writes it as a case.
func randomYears(r *rand.Rand, name string) (projects []*yearProject, text string) {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	lines := []string{"case " + name + ": 四个报告期"}
	submission := 0
	for _, period := range []string{"2019", "2020", "2021-H1", "2021"} {
		lines = append(lines, "period "+period)
		for _, region := range []string{"南岳区", "白沙工业园区"} {
			submission++
			evaluated := period == "2021" && region == "南岳区"
			lines = append(lines, "submission "+region+map[bool]string{true: " + 自评表"}[evaluated])
			codes, names := r.Perm(6), r.Perm(6)
			for i, row := range []int{4, 5} {
				p := &yearProject{
					period: period, region: region, submission: submission, row: row, code: fmt.Sprint("XM000", codes[i]), name: "示例课题" + string([]rune("甲乙丙丁戊己")[names[i]]),
					unit: pick("示例一厂", "示例二厂"), amount: "5", stage: pick("在研", pick(yearStages...)), reason: pick(`""`, "尾款未付", "设备到货延期，尾款待验收后支付"),
				}
				if row == 4 {
					p.amount = pick("10", "12", pick("12", "60"))
				} else if evaluated {
					p.carried = pick("0.4", "0.5", "1")
				}
				projects = append(projects, p)
			}
			for _, p := range projects[len(projects)-2:] {
				p.total = map[string]int{"10": 15, "12": 17, "60": 65}[projects[len(projects)-2].amount]
				lines = append(lines, p.edits()...)
			}
		}
	}
	return projects, strings.Join(append(lines, "want", ""), "\n")
}

// In histories of four periods the rules over years find exactly what they say that they
// look for: nothing that is there is missed, and nobody is accused of what is not. In
// whatever order the workbooks come in, they say the same.
func TestRulesOverYearsFindExactlyWhatStoodEarlier(t *testing.T) {
	histories := 5
	if tier.All {
		histories = 100
	}
	m := newMutants(t)
	seed := uint64(m.Stamp.StartedAt.Unix())
	r := rand.New(rand.NewPCG(seed, 13))
	all := make([][]*yearProject, histories)
	var text strings.Builder
	for i := range all {
		var one string
		all[i], one = randomYears(r, fmt.Sprint("h", i))
		text.WriteString(one)
	}
	if err := os.WriteFile(filepath.Join(m.folder, "samples", "cases", "HISTORY.txt"), []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	cases, err := schema.ReadCases(os.DirFS(m.folder))
	if err != nil {
		t.Fatal(err)
	}
	nights := make([][]Workbook, 2*len(cases)) // each history in the order of the calendar, and then in any
	for i, c := range cases {
		nights[2*i] = m.caseWorkbooks(c)
		nights[2*i+1] = slices.Clone(nights[2*i])
		r.Shuffle(len(nights[2*i+1]), func(a, b int) { nights[2*i+1][a], nights[2*i+1][b] = nights[2*i+1][b], nights[2*i+1][a] })
	}
	met := map[string]int{}
	var inOrder []string // what the findings of the history before said
	judge := func(night int, judged *Judgement) {
		i := night / 2
		var got, said, want []string
		for _, s := range judged.Standings {
			if !s.State.Counted() {
				t.Fatalf("history %d: %s of %s is %s", i, s.Region, s.Period, s.State)
			}
		}
		for _, f := range judged.Findings {
			if strings.HasPrefix(string(f.Rule), "YEAR-") {
				got = append(got, fmt.Sprintf("%s %s %s %s", f.Period, f.Region, f.Rule, f.Cell))
				said = append(said, fmt.Sprintf("%s %s %s %s %s", f.Period, f.Region, f.Rule, f.Cell, f.Message))
			}
		}
		slices.Sort(said)
		if night%2 == 1 {
			if diff := cmp.Diff(inOrder, said); diff != "" {
				t.Errorf("history %d of seed %d (-by the calendar +in another order of nights):\n%s", i, seed, diff)
			}
			return
		}
		inOrder = said
		for _, p := range all[i] {
			var earlier []*yearProject
			for _, period := range []string{"2021-H1", "2020", "2019"} {
				for _, q := range all[i] {
					if q.period == period && q.submission < p.submission && q.period != p.period {
						earlier = append(earlier, q)
					}
				}
			}
			for _, rule := range p.found(earlier) {
				met[rule[:len("YEAR-R01")]]++
				want = append(want, fmt.Sprintf("%s %s %s", p.period, p.region, rule))
			}
			if p.row == 4 && p.outOfHistory(earlier) {
				met["YEAR-R10"]++
				want = append(want, fmt.Sprintf("%s %s YEAR-R10 ", p.period, p.region))
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("history %d of seed %d (-stood there +found):\n%s\n%s", i, seed, diff, cases[i].Name)
		}
	}
	const together = 12 // what one database holds slows every check
	for from := 0; from < len(nights); from += together {
		err := m.checkApart(context.Background(), nights[from:min(from+together, len(nights))], func(i int, judged *Judgement) { judge(from+i, judged) })
		if err != nil {
			t.Fatal(err)
		}
	}
	if kinds := len(met); kinds < 8 || tier.All && kinds < 10 {
		t.Errorf("only %v were planted", slices.Sorted(maps.Keys(met)))
	}
	t.Logf("planted and found: %v", met)
}

// A period that is closed hears nothing new from rules over years: neither of what comes
// afterwards for an earlier one, nor of what stands again because its successor was withdrawn.
func TestAClosedPeriodHearsNothingNewOfEarlierOnes(t *testing.T) {
	m := newMutants(t)
	m.Kept = true // nights, in which the calendar counts
	m.Stamp.Periods = []load.Period{{Period: "2020"}, {Period: "2021", ClosedOn: "2022-02-08"}}
	m.Withdrawals = []Withdrawal{{Period: "2020", Region: "南岳区", Version: 2}}
	handIn := func(period, code string) string {
		var lines []string
		for row, name := range map[int]string{4: "示例课题甲", 5: "示例课题乙"} {
			p := &yearProject{period: period, row: row, code: fmt.Sprint(code, row), name: name + code, unit: "示例厂" + code, amount: "10", stage: "在研", reason: `""`}
			lines = append(lines, p.edits()...)
		}
		return "period " + period + "\nsubmission 南岳区\n" + strings.Join(lines, "\n") + "\n"
	}
	text := "case before: 先报的\n" + handIn("2020", "XM1") + handIn("2021", "XM1") + "want\n" +
		"case after: 关闭以后报的\n" + handIn("2020", "XM1") + handIn("2021", "XM1") + "want\n" +
		"case again: 撤回以后又有效的\n" + handIn("2020", "XM1") + handIn("2020", "XM2") + handIn("2021", "XM1") + "want\n"
	if err := os.WriteFile(filepath.Join(m.folder, "samples", "cases", "CLOSED.txt"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	cases, err := schema.ReadCases(os.DirFS(m.folder))
	if err != nil {
		t.Fatal(err)
	}
	var nights [][]Workbook
	for _, c := range cases {
		nights = append(nights, m.caseWorkbooks(c))
	}
	came := func(day int) time.Time { return time.Date(2022, 2, day, 9, 0, 0, 0, hengji.Beijing) }
	for i, days := range [][]int{{1, 2}, {9, 2}, {1, 3, 4}} {
		for j, day := range days {
			nights[i][j].Received = came(day)
		}
	}
	told := make([]int, len(cases))
	err = m.checkApart(context.Background(), nights, func(i int, judged *Judgement) {
		for _, f := range judged.Findings {
			if strings.HasPrefix(string(f.Rule), "YEAR-") {
				told[i]++
			}
		}
		for _, s := range judged.Standings {
			if s.Effective != (s.Version == 1) {
				t.Errorf("%s: %s version %d is effective: %v (%s)", cases[i].Name, s.Period, s.Version, s.Effective, s.State)
			}
		}
	})
	if err != nil || told[0] == 0 || told[1] > 0 || told[2] > 0 {
		t.Errorf("%v: told %v of what stood before, came after, stands again", err, told)
	}
}
