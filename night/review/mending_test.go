package review

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"hengji"
	"hengji/load"
	"hengji/localise"
	"hengji/samples/tier"
	"hengji/schema"
)

// mutants are workbooks made of the clean ones of cases by changing cells.
type mutants struct {
	*Reviewer
	folder string
	cases  []string
}

// cleanWorkbooks are those that mutants begin from, with whole forms between them.
var cleanWorkbooks = []string{"南岳区", "南岳区 + 自评表", "市科技局"}

func newMutants(t *testing.T) *mutants {
	t.Helper()
	m := &mutants{Reviewer: bench(t), folder: t.TempDir()}
	to := filepath.Join(m.folder, "samples", "cases")
	if err := os.CopyFS(to, os.DirFS("../../samples/cases")); err != nil {
		t.Fatal(err)
	}
	rules, err := filepath.Glob(filepath.Join(to, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range rules { // what is left are the clean workbooks
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// plant adds a workbook with these cells changed.
func (m *mutants) plant(workbook string, edits ...string) {
	m.cases = append(m.cases, fmt.Sprintf("case m%d: 改动\nsubmission %s\n%s\nwant\n", len(m.cases), workbook, strings.Join(edits, "\n")))
}

// planted gives all of these, as cases.
func (m *mutants) planted(t *testing.T) []schema.Case {
	t.Helper()
	file := filepath.Join(m.folder, "samples", "cases", "MUTANT.txt")
	if err := os.WriteFile(file, []byte(strings.Join(m.cases, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	all, err := schema.ReadCases(os.DirFS(m.folder))
	if err != nil {
		t.Fatal(err)
	}
	m.cases = nil
	return all
}

// reviewed is a mutant as it was judged.
type reviewed struct {
	raw     []hengji.Finding // before any yields to another
	told    []hengji.Finding
	state   hengji.State
	mending string
	problem *localise.Problem
}

// judge reads and judges all that was planted.
func (m *mutants) judge(t *testing.T) []reviewed {
	t.Helper()
	all := m.planted(t)
	base, err := m.judging(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer base.Close()
	var workbooks []Workbook
	for i, c := range all {
		w := m.caseWorkbooks(c)[0]
		w.ID = int64(i + 1)
		workbooks = append(workbooks, w)
	}
	readings, err := m.readAll(context.Background(), workbooks, base)
	if err != nil {
		t.Fatal(err)
	}
	findings, err := m.checkRead(base, readings)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base.Check("submission")
	if err != nil {
		t.Fatal(err)
	}
	made := make([]reviewed, len(readings))
	states := make([][]hengji.Finding, len(readings))
	for _, f := range findings {
		states[f.Submission-1] = append(states[f.Submission-1], f)
	}
	for i, problem := range m.problems(t, base, readings) {
		made[i] = reviewed{told: states[i], state: hengji.Decide(states[i], false), mending: readings[i].mending, problem: problem}
		made[i].raw = append(made[i].raw, readings[i].Findings...)
	}
	for _, f := range raw {
		made[f.Submission-1].raw = append(made[f.Submission-1].raw, f)
	}
	return made
}

func (v *Reviewer) problems(t *testing.T, base *load.Build, readings []Reading) []*localise.Problem {
	t.Helper()
	outside, err := referencesOf(base, v.Rules)
	if err != nil {
		t.Fatal(err)
	}
	problems := make([]*localise.Problem, len(readings))
	for i := range readings {
		m := mending{rules: v.Rules, reading: &readings[i], base: base, outside: outside}
		if err := m.read(); err != nil {
			t.Fatal(err)
		}
		problems[i] = localise.NewProblem(v.Rules, m.book)
	}
	return problems
}

// mistyped is a number as hands mistype it: a digit too many or too few, another digit,
// a little more, a neighbour's.
func mistyped(r *rand.Rand, p *localise.Problem, cell int) hengji.Decimal {
	was := p.Cells[cell].Value
	one := hengji.DecimalOne
	switch r.IntN(6) {
	case 0:
		return was * 10
	case 1:
		return was / 10 / (one / 100) * (one / 100)
	case 2:
		return was + hengji.Decimal(r.IntN(9)+1)*one
	case 3:
		return was + hengji.Decimal(r.IntN(9)+1)*one/10
	case 4:
		return was + hengji.Decimal(r.IntN(9)+1)*one/100
	}
	return p.Cells[r.IntN(len(p.Cells))].Value
}

// anyCell draws a cell of the identities of one rule, which turn gives each its own.
func anyCell(r *rand.Rand, turn int, p *localise.Problem) int {
	byRule := map[hengji.RuleID][]int{}
	for i := range p.Equations {
		byRule[p.Equations[i].Rule] = append(byRule[p.Equations[i].Rule], i)
	}
	rules := slices.Sorted(maps.Keys(byRule))
	equations := byRule[rules[turn%len(rules)]]
	names := p.Names(equations[r.IntN(len(equations))])
	name := names[r.IntN(len(names))]
	return slices.IndexFunc(p.Cells, func(c localise.Cell) bool { return c.Name == name })
}

// edit writes a value into a cell as a case does.
func edit(name string, value hengji.Decimal) string {
	sheet, cell := partsOf(name)
	return sheet + "!" + cell + " = " + value.String()
}

// An identity of a header is its SELECT: where it does not hold the check accuses one of
// its cells, or leaves that to a rule that accuses one; and what the check accuses is an
// identity that does not hold.
func TestIdentitiesOfHeadersAreTheirSelects(t *testing.T) {
	m := newMutants(t)
	for _, workbook := range cleanWorkbooks {
		m.plant(workbook)
	}
	clean := m.judge(t)
	n := 20
	if tier.All {
		n = 400
	}
	r := rand.New(rand.NewPCG(12, 12))
	for i, workbook := range cleanWorkbooks {
		if broken := clean[i].problem.Broken(); len(broken) > 0 && workbook != "市科技局" {
			t.Errorf("%s: %d identities do not hold in the clean workbook", workbook, len(broken))
		}
		for turn := range n {
			var edits []string
			for more := range 1 + r.IntN(2) {
				cell := anyCell(r, turn+more*r.IntN(n), clean[i].problem)
				edits = append(edits, edit(clean[i].problem.Cells[cell].Name, mistyped(r, clean[i].problem, cell)))
			}
			m.plant(workbook, edits...)
		}
	}
	accused := map[hengji.RuleID]int{}
	planted := slices.Clone(m.cases)
	for i, one := range m.judge(t) {
		for _, wrong := range one.against(m.Rules) {
			t.Errorf("%s\n%s", planted[i], wrong)
		}
		for _, equation := range one.problem.Broken() {
			accused[one.problem.Equations[equation].Rule]++
		}
	}
	t.Log(accused)
	for _, rule := range m.Rules.Checks {
		if len(rule.Identities) > 0 && accused[rule.ID] == 0 {
			t.Errorf("%s: no mutant breaks it", rule.ID)
		}
	}
}

// against compares what a mutant's checks accuse with the identities that do not hold.
func (one *reviewed) against(rules *hengji.Rules) []string {
	var wrong []string
	told := map[hengji.RuleID][]string{}
	var all []string
	for i := range one.raw {
		f := &one.raw[i]
		if f.Severity == hengji.Notice {
			continue
		}
		told[f.Rule] = append(told[f.Rule], namedBy(f)...)
		all = append(all, namedBy(f)...)
	}
	broken := one.problem.Broken()
	for _, equation := range broken {
		rule, names := one.problem.Equations[equation].Rule, one.problem.Names(equation)
		if !shared(told[rule], names) && !shared(all, names) {
			wrong = append(wrong, fmt.Sprintf("%s over %v does not hold, and nothing accuses any of them", rule, names))
		}
	}
	for i := range one.raw {
		f := &one.raw[i]
		if rule := rules.Catalogue[f.Rule]; rule != nil && len(rule.Identities) > 0 && !accuses(f, one.problem, broken) {
			wrong = append(wrong, fmt.Sprintf("%s holds by its header; its SELECT says: %s", f.Rule, f.Message))
		}
	}
	return wrong
}

func shared(a, b []string) bool {
	return slices.ContainsFunc(a, func(one string) bool { return slices.Contains(b, one) })
}

var proposedChange = regexp.MustCompile(`^(?:([^!]+)!)?([A-Z]+[0-9]+)(?: 改为 (.+))?$`)

// proposed are the edits that a sentence proposes; nil where it does not tell all values.
func proposed(sentence string) []string {
	_, list, _ := strings.Cut(strings.TrimSuffix(sentence, "。"), "：")
	var edits []string
	sheet := ""
	for one := range strings.SplitSeq(list, "、") {
		parts := proposedChange.FindStringSubmatch(one)
		if parts == nil || parts[3] == "" {
			return nil
		}
		sheet = cmp.Or(parts[1], sheet)
		edits = append(edits, sheet+"!"+parts[2]+" = "+parts[3])
	}
	return edits
}

// Whoever changes what the sentence says, and nothing else, is not returned again.
func TestWhoChangesTheFewestCellsPasses(t *testing.T) {
	m := newMutants(t)
	for _, workbook := range cleanWorkbooks {
		m.plant(workbook)
	}
	clean := m.judge(t)
	n := 6
	switch {
	case tier.All:
		n = 200
	case tier.More:
		n = 12
	}
	r := rand.New(rand.NewPCG(13, 13))
	var workbooks []string
	var edits [][]string
	for i, workbook := range cleanWorkbooks {
		for range n {
			var list []string
			for range 1 + r.IntN(3) {
				cell := anyCell(r, r.IntN(100), clean[i].problem)
				list = append(list, edit(clean[i].problem.Cells[cell].Name, mistyped(r, clean[i].problem, cell)))
			}
			workbooks, edits = append(workbooks, workbook), append(edits, list)
			m.plant(workbook, list...)
		}
	}
	var followed []int
	sentences := map[int]string{}
	returned, several := 0, 0
	for i, one := range m.judge(t) {
		if one.state != hengji.Returned {
			continue
		}
		returned++
		if strings.HasPrefix(one.mending, "有几种") {
			several++
		}
		changes := proposed(one.mending)
		if changes == nil {
			continue
		}
		edits[i] = append(edits[i], changes...)
		followed, sentences[i] = append(followed, i), one.mending
	}
	for _, i := range followed {
		m.plant(workbooks[i], edits[i]...)
	}
	for j, one := range m.judge(t) {
		if i := followed[j]; one.state == hengji.Returned {
			t.Errorf("%s %v\n%s\nis returned again: %v", workbooks[i], edits[i], sentences[i], one.raw)
		}
	}
	t.Logf("%d returned, %d told how to pass, %d that there are several ways", returned, len(followed), several)
	if len(followed) < returned/3 {
		t.Error("too few were told")
	}
}

func TestWhatIsSaidOfTheFewestCells(t *testing.T) {
	m := newMutants(t)
	told := []struct{ name, workbook, edits, want string }{
		{"one cell", "南岳区", "资金执行情况表!G4 = 8.5", "改 1 格即可全部通过：资金执行情况表!G4 改为 9.5。"},
		{"two cells, the sheet once", "南岳区", "资金执行情况表!G4 = 8.5\n资金执行情况表!O5 = 29", "改 2 格即可全部通过：资金执行情况表!G4 改为 9.5、O5 改为 92。"},
		{"two sheets", "南岳区", "项目资金安排表!I6 = 14\n资金执行情况表!O5 = 29", "改 2 格即可全部通过：项目资金安排表!I6 改为 15、资金执行情况表!O5 改为 92。"},
		{"a total that nothing else tells of", "南岳区", "资金执行情况表!C6 = 14", "有几种改法，都要改 1 格，请核对原始凭证。"},
		{"a blank part", "南岳区", "资金执行情况表!H4 = \"\"", "改 1 格即可全部通过：资金执行情况表!H4 改为 4。"},
		{"the control figure decides between two tables", "南岳区", "项目资金安排表!I4 = 11\n项目资金安排表!I6 = 16", "改 2 格即可全部通过：项目资金安排表!I4 改为 10、I6 改为 15。"},
		{"a value of its own", "南岳区", "项目资金安排表!I4 = 100000", "改 1 格即可全部通过：项目资金安排表!I4 改为 10。"},
		{"a number with its unit", "南岳区", "项目资金安排表!I5 = 5万元", "改 1 格即可全部通过：项目资金安排表!I5 改为 5。"},
		{"two amounts, of which another table and the total know the one", "南岳区", "项目资金安排表!I4 = 10、3", "改 1 格即可全部通过：项目资金安排表!I4 改为 10。"},
		{"a proposal that another table contradicts", "南岳区", "资金执行情况表!E4 = 17、3", "改 1 格即可全部通过：资金执行情况表!E4 改为 10。"},
		{"an amount in words", "南岳区", "项目资金安排表!I4 = 待定", "改 1 格即可全部通过：项目资金安排表!I4 改为 10。"},
		{"an amount in words, and a total that passes over it", "南岳区", "项目资金安排表!I4 = 待定\n项目资金安排表!I6 = 5", "改 2 格即可全部通过：项目资金安排表!I4 改为 10、I6 改为 15。"},
		{"an amount that one sum alone has", "南岳区", "资金执行情况表!C4 = 待定", ""},
		{"an amount of nothing", "南岳区", "项目资金安排表!I4 = 0\n项目资金安排表!I6 = 5", "改 2 格即可全部通过：项目资金安排表!I4 改为 10、I6 改为 15。"},
		{"an amount beyond reason", "南岳区", "资金执行情况表!G4 = 9500000", "改 1 格即可全部通过：资金执行情况表!G4 改为 9.5。"},
		{"a total that is an error", "南岳区", "项目资金安排表!I6 = 见附表", "改 1 格即可全部通过：项目资金安排表!I6 改为 15。"},
		{"a blank name that another table has", "南岳区", "项目资金安排表!C4 = \"\"", "改 1 格即可全部通过：项目资金安排表!C4 改为 示例项目甲：古建筑木构件防火涂层研究。"},
		{"a code that another row has", "南岳区", "项目资金安排表!B5 = 2021NY001", "改 1 格即可全部通过：项目资金安排表!B5 改为 2021NY002。"},
		{"a row whose code an earlier one has", "南岳区", "项目资金安排表!B4 = 2021NY002", "改 1 格即可全部通过：项目资金安排表!B4 改为 2021NY001。"},
		{"a region that nobody filled in", "南岳区", "项目资金安排表!F5 = \"\"", "改 1 格即可全部通过：项目资金安排表!F5 改为 南岳区。"},
		{"another period on the cover", "南岳区", "封面!B4 = 2020", "改 1 格即可全部通过：封面!B4 改为 2021。"},
		{"a control figure that is off anyway, and a cell of it", "南岳区", "项目资金安排表!I4 = 40\n项目资金安排表!I6 = 45\n资金执行情况表!D4 = 40\n资金执行情况表!D6 = 45\n资金执行情况表!O4 = 23.75\n项目资金安排表!I5 = 6", ""},
		{"something to explain beside it", "南岳区", "资金执行情况表!O5 = 29\n项目资金安排表!K4 = date:2019-05-18", "改 1 格，必须修改的问题即可全部解决：资金执行情况表!O5 改为 92。"},
		{"less than nothing", "南岳区", "项目资金安排表!I5 = -5", "改 1 格即可全部通过：项目资金安排表!I5 改为 5。"},
		{"a blank that is asked for", "南岳区", "资金执行情况表!O5 = 29\n项目资金安排表!D4 = \"\"", ""},
		{"a code of its own", "南岳区", "资金执行情况表!O5 = 29\n项目资金安排表!B4 = 2021NY009", "改 2 格即可全部通过：项目资金安排表!B4 改为 2021NY001、资金执行情况表!O5 改为 92。"},
		{"nothing wrong", "南岳区", "", ""},
		{"five cells", "南岳区", "资金执行情况表!O4 = 1\n资金执行情况表!O5 = 2\n资金执行情况表!C6 = 1\n资金执行情况表!D6 = 1\n资金执行情况表!E6 = 1", ""},
		{"a whole form", "南岳区 + 自评表", "", ""},
		{"a whole form without its project, whose indicators tell it", "南岳区 + 自评表", "自评表2!B3 = \"\"", "改 1 格即可全部通过：自评表2!B3 改为 示例项目乙：山区中药材病虫害监测。"},
		{"a whole form without its project, of another's unit", "南岳区 + 自评表", "自评表2!B3 = \"\"\n自评表2!F4 = 示例新材料有限公司", ""},
	}
	for _, one := range told {
		m.plant(one.workbook, one.edits)
	}
	for i, one := range m.judge(t) {
		if one.mending != told[i].want {
			t.Errorf("%s: %q, want %q", told[i].name, one.mending, told[i].want)
		}
	}
}

// planted counts what became of single wrong cells.
type planted struct{ faults, told, unique, inUnique, inSome, valued, right int }

func (p *planted) count(answer localise.Answer, told bool, cell int, was hengji.Decimal) {
	p.faults++
	if !told {
		return
	}
	p.told++
	in := slices.ContainsFunc(answer.Sets, func(set []int) bool { return slices.Contains(set, cell) })
	if in {
		p.inSome++
	}
	if len(answer.Sets) > 1 {
		return
	}
	p.unique++
	if in {
		p.inUnique++
	}
	if value, known := answer.Values[cell]; known {
		p.valued++
		if value == was {
			p.right++
		}
	}
}

func percentage(part, whole int) float64 { return float64(part*100) / float64(max(whole, 1)) }

// A wrong cell is found where totals stand below: in the samples and in whole forms, of
// every column as often as it has cells.
func TestAWrongCellIsAmongTheFewest(t *testing.T) {
	n := bench(t)
	base, err := n.judging(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer base.Close()
	readings, err := n.ReadAll(context.Background(), sampleYear(t, n), base)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.checkRead(base, readings); err != nil {
		t.Fatal(err)
	}
	problems := n.problems(t, base, readings)
	m := newMutants(t)
	for _, workbook := range cleanWorkbooks {
		m.plant(workbook)
	}
	for _, one := range m.judge(t) {
		problems = append(problems, one.problem)
	}
	draws := 2_000
	if tier.All {
		draws = 20_000
	}
	r := rand.New(rand.NewPCG(14, 14))
	var totalled, others planted
	slowest := time.Duration(0)
	for range draws {
		p := problems[r.IntN(len(problems))]
		summed := map[string]bool{} // sheets with totals
		for i := range p.Equations {
			if p.Equations[i].Rule == hengji.RuleTotalSum {
				summed[sheetOf(p.Names(i)[0])] = true
			}
		}
		cell := r.IntN(len(p.Cells))
		was := p.Cells[cell].Value
		before := len(p.Broken())
		p.Cells[cell].Value = mistyped(r, p, cell)
		if len(p.Broken()) > before {
			began := time.Now()
			answer, told := p.Fewest(nil, localise.Most)
			slowest = max(slowest, time.Since(began))
			of := &others
			if summed[sheetOf(p.Cells[cell].Name)] {
				of = &totalled
			}
			of.count(answer, told, cell, was)
		}
		p.Cells[cell].Value = was
	}
	for name, of := range map[string]planted{"tables with totals": totalled, "other forms": others} {
		t.Logf("%s: %d faults, %d told; unique %.1f %%, of those with the planted cell %.1f %%; in some smallest set %.1f %%; %d valued, %d right",
			name, of.faults, of.told, percentage(of.unique, of.faults), percentage(of.inUnique, of.unique), percentage(of.inSome, of.told), of.valued, of.right)
	}
	t.Logf("slowest %v", slowest)
	if percentage(totalled.unique, totalled.faults) < 70 || percentage(totalled.inUnique, totalled.unique) < 97 || percentage(totalled.inSome, totalled.told) < 99 ||
		percentage(others.inUnique, others.unique) < 97 || percentage(others.inSome, others.told) < 99 {
		t.Error("too few")
	}
}

func sheetOf(name string) string { return name[:strings.LastIndexByte(name, '!')] }
