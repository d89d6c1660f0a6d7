package main

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"hengji"
)

func sampleRegions(t *testing.T) []*region {
	t.Helper()
	regions, err := readRegions()
	if err != nil {
		t.Fatal(err)
	}
	return regions
}

// creditCodeHolds checks a credit code in another way than creditcode.go makes
// it: one weighted sum that must vanish for each standard, weights as printed
// there.
func creditCodeHolds(code string) bool {
	if len(code) != 18 {
		return false
	}
	weights := []int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1}
	sum := 0
	for i, r := range code {
		value := strings.IndexRune("0123456789ABCDEFGHJKLMNPQRTUWXY", r)
		if value < 0 {
			return false
		}
		sum += value * weights[i]
	}
	inner := 0
	for i, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2, 1} {
		value := strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", code[8+i])
		if i == 8 && code[16] == 'X' {
			value = 10
		}
		inner += value * weight
	}
	return sum%31 == 0 && inner%11 == 0
}

func TestTheTestsOwnCreditCodeCheckKnowsRealVectors(t *testing.T) {
	for code, want := range map[string]bool{
		"12100000400002259P": true, "12100000400000624D": true, "91430400MA4PC7W80D": true,
		"91350100M000100Y43": true, "914403001922038216": true, "9144030071526726XG": true,
		"9152000071430580XT": true, "91110000802100433B": true, "91512081MA62K0260E": true,
		"91350100M000100Y4Z": false, "91430400MA4PC7W80d": false, "91430400MA4PC7W8OD": false,
		"430400000012345": false, "40000225-9": false,
	} {
		if got := creditCodeHolds(code); got != want {
			t.Errorf("credit code %s: %v, want %v", code, got, want)
		}
	}
}

func TestCreditCodesAreValidAndOneAnOrganisation(t *testing.T) {
	owner := map[string]string{}
	for _, r := range sampleRegions(t) {
		for _, p := range r.projects {
			if !creditCodeHolds(p.creditCode) {
				t.Errorf("%s: credit code %s is not valid", p.code, p.creditCode)
			}
			if place := p.creditCode[2:8]; place != r.place {
				t.Errorf("%s: credit code of place %s in %s (%s)", p.code, place, r.name, r.place)
			}
			if other := owner[p.creditCode]; other != "" && other != p.organisation {
				t.Errorf("credit code %s belongs to %s and %s", p.creditCode, other, p.organisation)
			}
			owner[p.creditCode] = p.organisation
		}
	}
}

func TestProjectsAreNamedOnce(t *testing.T) {
	names := map[string]string{}
	for _, r := range sampleRegions(t) {
		for _, p := range r.projects {
			if other := names[p.name]; other != "" {
				t.Errorf("%s stands for %s and %s", p.name, other, p.code)
			}
			names[p.name] = p.code
			if p.amount == 0 && p.category != "指导性计划" {
				t.Errorf("%s: no amount for a %s", p.code, p.category)
			}
		}
	}
}

func TestSpendingAddsUp(t *testing.T) {
	eighty := whole(80)
	for _, r := range sampleRegions(t) {
		for _, p := range r.projects {
			e := p.execution
			var costs hengji.Decimal
			for _, cost := range e.costs {
				if cost < 0 {
					t.Errorf("%s: negative cost %s", p.code, cost)
				}
				costs += cost
			}
			switch {
			case e.budget != p.amount:
				t.Errorf("%s: budget %s, amount %s", p.code, e.budget, p.amount)
			case costs != e.spent:
				t.Errorf("%s: costs are %s, spent %s", p.code, costs, e.spent)
			case e.balance != e.received-e.spent || e.balance < 0:
				t.Errorf("%s: balance %s of %s received and %s spent", p.code, e.balance, e.received, e.spent)
			case e.received > e.budget:
				t.Errorf("%s: received %s of %s", p.code, e.received, e.budget)
			case p.starts > p.ends:
				t.Errorf("%s: starts after it ends", p.code)
			case p.allocated < newYear2021 || p.allocated >= newYear2022:
				t.Errorf("%s: allocated outside 2021", p.code)
			case e.receivedOn != 0 && (e.receivedOn < p.allocated || e.receivedOn >= newYear2022):
				t.Errorf("%s: received before it was allocated, or after 2021", p.code)
			case e.rateBlank != (e.budget == 0):
				t.Errorf("%s: rate blank %v with budget %s", p.code, e.rateBlank, e.budget)
			case !e.rateBlank && (e.rate < eighty) != (e.reason != ""):
				t.Errorf("%s: rate %s, reason %q", p.code, e.rate, e.reason)
			}
			if e.rateBlank {
				continue
			}
			// half away from zero, by rationals
			exact := big.NewRat(int64(e.spent)*100, int64(e.budget))
			if got := big.NewRat(int64(e.rate), int64(hengji.DecimalOne)).FloatString(2); got != exact.FloatString(2) {
				t.Errorf("%s: rate %s, want %s", p.code, got, exact.FloatString(2))
			}
		}
	}
}

func TestScoresFollowTheNationalRule(t *testing.T) {
	points := map[string]hengji.Decimal{outputs: whole(50), benefits: whole(30), satisfaction: whole(10)}
	deducted := 0
	for _, r := range sampleRegions(t) {
		var reasons []string
		for _, p := range r.projects {
			sums := map[string]hengji.Decimal{}
			var names []string
			for _, in := range p.indicators {
				sums[in.level1] += in.weight
				names = append(names, in.level3)
				if in.score > in.weight || in.score < 0 {
					t.Errorf("%s %s: scored %s of %s", p.code, in.level3, in.score, in.weight)
				}
				if (in.score < in.weight) != (in.reason != "") {
					t.Errorf("%s %s: scored %s of %s, reason %q", p.code, in.level3, in.score, in.weight, in.reason)
				}
				if in.reason != "" {
					deducted++
					reasons = append(reasons, in.reason)
				}
				if in.sense != "定性" {
					if got, want := in.score.Format(2), pointsBy(in); got != want {
						t.Errorf("%s %s: %s %s, done %s: scored %s, want %s", p.code, in.level3, in.sense, in.target.number, in.actual.number, got, want)
					}
				}
			}
			for level, want := range points {
				if sums[level] != want {
					t.Errorf("%s: %s weigh %s, want %s", p.code, level, sums[level], want)
				}
			}
			if n := len(p.indicators); n < 4 || n > 7 {
				t.Errorf("%s has %d indicators, want 4 to 7", p.code, n)
			}
			slices.Sort(names)
			if len(slices.Compact(names)) != len(p.indicators) {
				t.Errorf("%s has an indicator twice: %v", p.code, names)
			}
		}
		slices.Sort(reasons)
		if n := len(reasons); len(slices.Compact(reasons)) != n {
			t.Errorf("%s gives one reason twice: %v", r.name, reasons)
		}
	}
	if deducted < 40 {
		t.Errorf("%d deductions in all, too few to show anything", deducted)
	}
}

// pointsBy is the rule in rationals: full points where the target is met, else
// weight × actual ÷ target, 反向 the other way round.
func pointsBy(in indicator) string {
	met := in.actual.number >= in.target.number
	above, below := in.actual.number, in.target.number
	if in.sense == "≤" {
		met = in.actual.number <= in.target.number
		above, below = below, above
	}
	score := big.NewRat(int64(in.weight), int64(hengji.DecimalOne))
	if !met {
		score.Mul(score, big.NewRat(int64(above), int64(below)))
	}
	return score.FloatString(2)
}

func TestControlRefusesOtherFigures(t *testing.T) {
	regions := sampleRegions(t)
	regions[5].projects[0].amount += hengji.DecimalOne
	err := control(regions)
	if err == nil || !strings.Contains(err.Error(), "gives 南岳区 2 projects, 16 万元, published are 2 projects, 15 万元") {
		t.Errorf("16 万元 for 南岳区: %v", err)
	}
}
