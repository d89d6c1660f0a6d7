package review

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hengji"
	"hengji/samples/tier"
)

// Of every identity: beside a number that comes with a proposal (with its unit, or in 元), of
// the identity or of the same row, a second cell that is wrong by that proposal is named in
// the same round.
func TestIdentitiesAreJudgedByWhatIsProposed(t *testing.T) {
	tier.NeedsMore(t, "two mutants for each identity and cell beside it")
	m := newMutants(t)
	for _, workbook := range cleanWorkbooks {
		m.plant(workbook)
	}
	clean := m.judge(t)
	type pair struct{ own, other string }
	var pairs []pair
	r := rand.New(rand.NewPCG(14, 14))
	for i, workbook := range cleanWorkbooks {
		problem := clean[i].problem
		for equation := range problem.Equations {
			e := &problem.Equations[equation]
			if e.Rule == hengji.RuleTotalSum || e.AtMost || len(e.Left.Terms) != 1 {
				continue
			}
			own := problem.Cells[e.Left.Terms[0].Cell]
			for _, other := range problem.Cells {
				beside := slices.Contains(problem.Names(equation), other.Name) || rowOf(other.Name) == rowOf(own.Name)
				if !beside || other.Name == own.Name || other.Value == 0 || !tier.All && r.IntN(10) > 0 {
					continue
				}
				wrong := edit(own.Name, own.Value+3*hengji.DecimalOne)
				pairs = append(pairs, pair{own.Name, other.Name}, pair{own.Name, other.Name})
				m.plant(workbook, wrong, edit(other.Name, other.Value)+"万元")
				m.plant(workbook, wrong, edit(other.Name, other.Value*10_000))
			}
		}
	}
	planted := slices.Clone(m.cases)
	judged := map[hengji.RuleID]int{}
	for i, one := range m.judge(t) {
		var by hengji.RuleID // that proposes what stood there
		named := false
		for n := range one.told {
			for _, f := range one.told[n].Singly() {
				if hengji.SheetCell(f.Sheet, f.Cell) == pairs[i].other && f.Suggestion != "" {
					by = f.Rule
				} else {
					named = named || f.Severity != hengji.Notice && slices.Contains(namedBy(f), pairs[i].own)
				}
			}
		}
		if by == "" {
			continue
		}
		if judged[by]++; !named {
			t.Errorf("%s\n%s is not named beside %s", strings.TrimSpace(planted[i]), pairs[i].own, by)
		}
	}
	for _, rule := range []hengji.RuleID{hengji.RuleCellUnit, "EXEC-R07"} {
		if judged[rule] < 10 {
			t.Errorf("only %d proposals of %s", judged[rule], rule)
		}
	}
}

// rowOf is a sheet and a row of it.
func rowOf(name string) string {
	sheet, cell := partsOf(name)
	return sheet + "!" + strings.TrimLeft(cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
}
