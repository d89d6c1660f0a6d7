package review

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hengji"
	"hengji/samples/tier"
)

// Of every rule that compares numbers otherwise than by an identity: what it says of a number
// that only a proposal gives is told in the same round, as what remains when that is typed in;
// and nothing, where it says nothing of the number as proposed.
func TestEveryRuleIsAskedOfWhatIsProposed(t *testing.T) {
	m := newMutants(t)
	told := []struct {
		rule            hengji.RuleID
		workbook, edits string
		unread, read    string // the cell with its unit, and as proposed
		own             string // of the finding
	}{
		{"EVAL-R09", "南岳区 + 自评表", "绩效指标表!J13 = 14", "自评表2!H14 = 15分", "自评表2!H14 = 15", "自评表2!H14"},
		{"EVAL-R09", "南岳区 + 自评表", "自评表2!G14 = 16\n自评表2!G15 = 14\n自评表2!H15 = 14", "绩效指标表!I13 = 15分", "绩效指标表!I13 = 15", "自评表2!G14"},
		{"EVAL-R10", "南岳区 + 自评表", "自评表2!D6 = 5.2\n自评表2!D9 = 0.2\n自评表2!G6 = 88.46", "自评表2!H6 = 9.7分", "自评表2!H6 = 9.7", "自评表2!H6"},
		{"EVAL-R10", "市科技局", "部门整体支出绩效自评表!H5 = 9.5", "部门整体支出绩效自评表!F5 = 10分", "部门整体支出绩效自评表!F5 = 10", "部门整体支出绩效自评表!H5"},
		{"EVAL-R11", "南岳区 + 自评表", "绩效指标表!delete 12-17\n自评表2!G16 = 20\n自评表2!H16 = 20", "自评表2!G15 = 10分\n自评表2!H15 = 10", "自评表2!G15 = 10\n自评表2!H15 = 10", "自评表2!G13"},
		{"EVAL-R13", "市科技局", "部门整体支出绩效自评表!E6 = 880", "部门整体支出绩效自评表!E9 = 25万元", "部门整体支出绩效自评表!E9 = 25", "部门整体支出绩效自评表!E9"},
		{"EXEC-R04", "南岳区", "资金执行情况表!N4 = 2.5", "资金执行情况表!E4 = 12万元", "资金执行情况表!E4 = 12", "资金执行情况表!E4"},
		{"EXEC-R05", "南岳区", "资金执行情况表!N4 = -0.5", "资金执行情况表!E4 = 9万元", "资金执行情况表!E4 = 9", "资金执行情况表!G4"},
		{"EXEC-R05", "南岳区", "资金执行情况表!E4 = 9\n资金执行情况表!N4 = -0.5", "资金执行情况表!G4 = 95000元", "资金执行情况表!G4 = 9.5", "资金执行情况表!G4"},
		{"EXEC-R05", "南岳区", "资金执行情况表!N4 = -0.5", "资金执行情况表!E4 = 90000", "资金执行情况表!E4 = 9", "资金执行情况表!G4"},
		{"EXEC-R05", "南岳区", "资金执行情况表!E4 = 9\n资金执行情况表!N4 = -0.5", "资金执行情况表!G4 = 95000", "资金执行情况表!G4 = 9.5", "资金执行情况表!G4"}, // left out for it
		{"EXEC-R06", "南岳区", "资金执行情况表!H4 = 2.4\n资金执行情况表!O4 = 79", "资金执行情况表!G4 = 7.9万元", "资金执行情况表!G4 = 7.9", "资金执行情况表!Q4"},
		{"EXEC-R06", "南岳区", "资金执行情况表!G4 = 7.9\n资金执行情况表!H4 = 2.4\n资金执行情况表!N4 = 2.1\n资金执行情况表!O4 = 79\n项目资金安排表!I4 = 待定", "资金执行情况表!D4 = 10万元", "资金执行情况表!D4 = 10", "资金执行情况表!Q4"},
		{"IND-R03", "南岳区", "", "绩效指标表!J4 = 9分", "绩效指标表!J4 = 9", "绩效指标表!K4"},
		{"IND-R03", "南岳区", "绩效指标表!J4 = 9", "绩效指标表!I4 = 10分", "绩效指标表!I4 = 10", "绩效指标表!K4"},
		{"SCORE-R01", "南岳区", "绩效指标表!H5 = 16\n绩效指标表!K5 = 两期培训推迟", "绩效指标表!J5 = 9分", "绩效指标表!J5 = 9", "绩效指标表!J5"},
		{"SCORE-R01", "南岳区", "绩效指标表!H5 = 16\n绩效指标表!J5 = 9\n绩效指标表!K5 = 两期培训推迟", "绩效指标表!I5 = 10分", "绩效指标表!I5 = 10", "绩效指标表!J5"},
		{"SCORE-R03", "南岳区", "绩效指标表!H10 = 部分达成\n绩效指标表!K10 = 示范点少一处", "绩效指标表!J10 = 13分", "绩效指标表!J10 = 13", "绩效指标表!J10"},
	}
	for _, one := range told {
		m.plant(one.workbook, one.edits, one.unread)
		m.plant(one.workbook, one.edits, one.read)
	}
	judged := m.judge(t)
	for i, one := range told {
		first, next := judged[2*i], judged[2*i+1]
		is := func(f hengji.Finding) bool {
			return f.Rule == one.rule && strings.ReplaceAll(hengji.SheetCell(f.Sheet, f.Cell), "'", "") == one.own
		}
		at := slices.IndexFunc(first.told, is)
		if at < 0 || !first.told[at].Remains() {
			t.Errorf("%s beside %s is not told as what remains", one.rule, one.unread)
		}
		if !slices.ContainsFunc(next.told, is) {
			t.Errorf("%s is not found beside %s", one.rule, one.read)
		}
	}
}

// Whoever writes the unit into every cell is told what else is wrong in the same round.
func TestUnitsInEveryCellHideNothing(t *testing.T) {
	m := newMutants(t)
	m.plant("南岳区 + 自评表")
	edits := []string{"绩效指标表!J6 = 9分", "自评表2!E6 = 5.6万元"}
	for _, cell := range m.judge(t)[0].problem.Cells {
		sheet, at := partsOf(cell.Name)
		unit := "万元"
		switch column := strings.TrimRight(at, "0123456789"); {
		case column == "O" || sheet == "自评表2" && at == "G6": // rates
			continue
		case sheet == "绩效指标表", sheet == "自评表2" && column > "E":
			unit = "分"
		}
		edits = append([]string{edit(cell.Name, cell.Value) + unit}, edits...)
	}
	m.plant("南岳区 + 自评表", edits...)
	judged := m.judge(t)[0]
	if blocking := len(edits) - 2; blocking <= mostBlocking {
		t.Fatalf("only %d cells", blocking)
	}
	for _, want := range []hengji.RuleID{"IND-R03", "EVAL-R03"} {
		if !slices.ContainsFunc(judged.told, func(f hengji.Finding) bool { return f.Rule == want && f.Remains() }) {
			t.Errorf("%s is not told", want)
		}
	}
}

// Whatever else is wrong beside a number with its unit is told beside it: when the unit is
// taken off, nothing new is.
func TestNothingIsNewWhenAUnitIsTakenOff(t *testing.T) {
	n := 25
	switch {
	case tier.All:
		n = 1000
	case tier.More:
		n = 100
	}
	m := newMutants(t)
	for _, workbook := range cleanWorkbooks {
		m.plant(workbook)
	}
	clean := m.judge(t)
	r := rand.New(rand.NewPCG(16, 16))
	var planted, unread []string
	for range n {
		i := r.IntN(len(cleanWorkbooks))
		p := clean[i].problem
		with, other := anyCell(r, r.IntN(100), p), anyCell(r, r.IntN(100), p)
		if with == other {
			continue
		}
		wrong, read := edit(p.Cells[other].Name, mistyped(r, p, other)), edit(p.Cells[with].Name, p.Cells[with].Value)
		if r.IntN(3) == 0 {
			read = edit(p.Cells[with].Name, mistyped(r, p, with))
		}
		_, cell := partsOf(p.Cells[with].Name)
		unread = append(unread, cell)
		unit := []string{"分", "万元"}[r.IntN(2)]
		m.plant(cleanWorkbooks[i], wrong, read+unit)
		m.plant(cleanWorkbooks[i], wrong, read)
		planted = append(planted, cleanWorkbooks[i]+": "+wrong+", "+read+unit)
	}
	told := func(f, g *hengji.Finding) bool {
		other := *g
		other.Submission = f.Submission
		return f.Rule == g.Rule && f.Sheet == g.Sheet && f.Cell == g.Cell || same(f, &other)
	}
	judged := m.judge(t)
	followed := 0
	for i, what := range planted {
		first, next := judged[2*i].told, judged[2*i+1].told
		offers := slices.DeleteFunc(slices.Clone(first), func(f hengji.Finding) bool { return f.Suggestion == "" })
		if len(offers) != 1 || offers[0].Rule != hengji.RuleCellUnit {
			continue // nothing else was proposed
		}
		followed++
		for _, f := range next {
			column := strings.TrimRight(f.Cell, "0123456789")
			passed := f.Rule == hengji.RuleTotalSum && column == strings.TrimRight(unread[i], "0123456789") && f.Cell != unread[i]
			if passed { // a formula passes over it, and follows
				continue
			}
			if f.Severity != hengji.Notice && !slices.ContainsFunc(first, func(g hengji.Finding) bool { return told(&f, &g) }) {
				t.Errorf("%s\n%s is new", what, CaseLine(f))
			}
		}
	}
	if followed < n/3 {
		t.Errorf("only %d were followed", followed)
	}
}
