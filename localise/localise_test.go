package localise

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"hengji"
	"hengji/samples/tier"
)

// table is an execution table as its checks have it: projects with what was planned,
// paid, spent on parts, and left, over a total row, and the amounts of another sheet.
func table(r *rand.Rand, projects int) *Problem {
	p := &Problem{}
	nothing := hengji.Decimal(0)
	cell := func(name string, value hengji.Decimal) int {
		p.Cells = append(p.Cells, Cell{Name: name, Value: value, Least: &nothing})
		return len(p.Cells) - 1
	}
	sum := func(left int, right ...int) Equation {
		e := Equation{Left: Side{Terms: []Term{{left, 1}}}}
		for _, one := range right {
			e.Right.Terms = append(e.Right.Terms, Term{one, 1})
		}
		return e
	}
	columns := map[string][]int{}
	put := func(row int, column string, value hengji.Decimal) int {
		at := cell(fmt.Sprint(column, row), value)
		columns[column] = append(columns[column], at)
		return at
	}
	for row := range projects {
		amount := hengji.Decimal(1+r.IntN(40)) * hengji.DecimalOne
		parts, spent := []int{}, hengji.Decimal(0)
		for _, name := range []string{"equipment", "materials", "other"} {
			part := amount / 4 / 10_000 * hengji.Decimal(1+r.IntN(10_000)) / 10_000 * 10_000
			spent += part
			parts = append(parts, put(row, name, part))
		}
		budget, received := put(row, "budget", amount), put(row, "received", amount)
		outlay, left := put(row, "spent", spent), put(row, "balance", amount-spent)
		percent, _ := percentOf(spent, amount)
		rate := put(row, "rate", hengji.Decimal(percent.Int64()).Round(2))
		other := put(row, "amount", amount)
		of := sum(outlay, parts...)
		of.Rounding = true
		rest := sum(left, received, outlay)
		rest.Right.Terms[1].Times = -1
		quotient := Equation{Left: Side{Terms: []Term{{rate, 1}}}, Right: Side{Terms: []Term{{outlay, 1}}}, Whole: budget, Quotients: []int64{100, 1}}
		most := sum(outlay, received)
		most.AtMost = true
		p.Equations = append(p.Equations, of, rest, quotient, sum(budget, other), most)
	}
	for _, column := range []string{"equipment", "materials", "other", "budget", "received", "spent", "balance", "amount"} {
		total := hengji.Decimal(0)
		for _, at := range columns[column] {
			total += p.Cells[at].Value
		}
		p.Equations = append(p.Equations, sum(cell("total "+column, total), columns[column]...))
	}
	return p
}

// mutated changes cells to other values, as hands do: a digit more, less, another, two
// the other way round, a neighbour's value.
func mutated(r *rand.Rand, p *Problem, cells int) []int {
	var changed []int
	for len(changed) < cells {
		at := r.IntN(len(p.Cells))
		if slices.Contains(changed, at) {
			continue
		}
		was := p.Cells[at].Value
		var value hengji.Decimal
		switch r.IntN(5) {
		case 0:
			value = was * 10
		case 1:
			value = was / 10 / 10_000 * 10_000
		case 2:
			value = was + hengji.Decimal(r.IntN(9)+1)*hengji.DecimalOne
		case 3:
			value = was + hengji.Decimal(r.IntN(9)+1)*hengji.DecimalOne/100
		default:
			value = p.Cells[r.IntN(len(p.Cells))].Value
		}
		if value != was {
			p.Cells[at].Value = value
			changed = append(changed, at)
		}
	}
	slices.Sort(changed)
	return changed
}

// subsets calls use with every set of so many cells.
func subsets(cells, size int, use func([]int)) {
	set := make([]int, size)
	var from func(at, first int)
	from = func(at, first int) {
		if at == size {
			use(slices.Clone(set))
			return
		}
		for cell := first; cell < cells; cell++ {
			set[at] = cell
			from(at+1, cell+1)
		}
	}
	from(0, 0)
}

// bruteForce tries all sets, the smallest first.
func bruteForce(p *Problem, most int) [][]int {
	for size := 0; size <= most; size++ {
		var found [][]int
		subsets(len(p.Cells), size, func(set []int) {
			for _, i := range p.unmet {
				if !overlap(set, p.Equations[i].cells()) {
					return
				}
			}
			for _, cell := range p.outside {
				if !contains(set, cell) {
					return
				}
			}
			if p.solvable(set, p.around(set)) {
				found = append(found, set)
			}
		})
		if found != nil {
			return found
		}
	}
	return nil
}

func draws(few, all int) int {
	if !tier.All {
		return few
	}
	return all
}

// The search leaves out most sets; what it finds is what trying all of them finds.
func TestTheSmallestSetsAreThoseOfBruteForce(t *testing.T) {
	const most = 3
	sizes, tooLong := map[int]int{}, 0
	n := draws(300, 10_000)
	for seed := range n {
		r := rand.New(rand.NewPCG(uint64(seed), 12))
		p := table(r, 1+r.IntN(2))
		mutated(r, p, 1+r.IntN(3))
		answer, ok := p.Fewest(nil, most)
		if p.work < 0 {
			tooLong++
			continue
		}
		p.work = mostWork
		want := bruteForce(p, most)
		if ok != (want != nil) || ok && slices.CompareFunc(answer.Sets, want, slices.Compare) != 0 {
			t.Fatalf("seed %d: found %v, brute force %v", seed, answer.Sets, want)
		}
		if ok {
			sizes[len(want[0])]++
		}
	}
	t.Logf("%d tables: sets by size %v, %d too long", n, sizes, tooLong)
	if tooLong > n/100 || sizes[1] == 0 || sizes[2] == 0 || sizes[3] == 0 {
		t.Error("too few were compared")
	}
}

// Whatever it says, with the values that it gives everything holds.
func TestWithTheValuesEverythingHolds(t *testing.T) {
	valued := 0
	for seed := range draws(300, 10_000) {
		r := rand.New(rand.NewPCG(uint64(seed), 13))
		p := table(r, 1+r.IntN(9))
		mutated(r, p, 1+r.IntN(2))
		answer, ok := p.Fewest(nil, Most)
		if !ok || len(answer.Values) == 0 {
			continue
		}
		for cell, value := range answer.Values {
			p.Cells[cell].Value = value
		}
		if broken := p.Broken(); len(answer.Values) == len(answer.Sets[0]) && len(broken) > 0 {
			t.Fatalf("seed %d: with %v equations %v do not hold", seed, answer, broken)
		}
		valued++
	}
	if valued < draws(200, 7_000) {
		t.Errorf("values in %d only", valued)
	}
}

// spent = equipment + materials, balance = received - spent, a rate, and a total below.
func TestWhatIdentitiesHaveForACellThatWasNotRead(t *testing.T) {
	one := hengji.DecimalOne
	const equipment, materials, spent, received, balance, rate, total, other = 0, 1, 2, 3, 4, 5, 6, 7
	problem := func(change map[int]hengji.Decimal) *Problem {
		values := []hengji.Decimal{4 * one, 2 * one, 6 * one, 8 * one, 2 * one, 75 * one, 9 * one, 5 * one}
		p := &Problem{}
		for at, value := range values {
			if to, changed := change[at]; changed {
				value = to
			}
			p.Cells = append(p.Cells, Cell{Value: value})
		}
		side := func(terms ...Term) Side { return Side{Terms: terms} }
		p.Equations = []Equation{
			{Rule: "PARTS", Left: side(Term{spent, 1}), Right: side(Term{equipment, 1}, Term{materials, 1})},
			{Rule: "BALANCE", Left: side(Term{balance, 1}), Right: side(Term{received, 1}, Term{spent, -1})},
			{Rule: "MOST", Left: side(Term{spent, 1}), Right: side(Term{received, 1}), AtMost: true},
			{Rule: "RATE", Left: side(Term{rate, 1}), Right: side(Term{spent, 1}), Whole: received, Quotients: []int64{100}},
			{Rule: hengji.RuleTotalSum, Left: side(Term{total, 1}), Right: side(Term{equipment, 1}, Term{other, 1})},
		}
		return p
	}
	for _, c := range []struct {
		what    string
		change  map[int]hengji.Decimal
		cell    int
		unsound []int
		told    []hengji.RuleID
		want    Evidence
		ok      bool
	}{
		{"calculated three times", map[int]hengji.Decimal{spent: 0}, spent, nil, nil, Evidence{6 * one, 3, true}, true},
		{"a rate", map[int]hengji.Decimal{rate: 0}, rate, nil, nil, Evidence{75 * one, 1, true}, true},
		{"of a sum and a total", map[int]hengji.Decimal{equipment: 0}, equipment, nil, nil, Evidence{4 * one, 2, false}, true},
		{"of one sum alone", map[int]hengji.Decimal{received: 0}, received, []int{rate}, nil, Evidence{8 * one, 1, false}, true},
		{"a total that passed over it", map[int]hengji.Decimal{equipment: 0, total: 5 * one}, equipment, nil, nil, Evidence{4 * one, 1, false}, true},
		{"sums that contradict each other", map[int]hengji.Decimal{equipment: 0, materials: 3 * one}, equipment, nil, nil, Evidence{}, false},
		{"one that is told not to hold", map[int]hengji.Decimal{equipment: 0, materials: 3 * one}, equipment, nil, []hengji.RuleID{"PARTS"}, Evidence{4 * one, 1, false}, true},
		{"a sum that an inequality contradicts", map[int]hengji.Decimal{received: 0, balance: -one}, received, []int{rate}, nil, Evidence{}, false},
		{"nothing sound", map[int]hengji.Decimal{materials: 0}, materials, []int{spent}, nil, Evidence{}, false},
	} {
		p := problem(c.change)
		got, ok := p.Evident(c.cell, func(cell int) bool { return !slices.Contains(c.unsound, cell) },
			func(equation int) bool { return slices.Contains(c.told, p.Equations[equation].Rule) })
		if got != c.want || ok != c.ok {
			t.Errorf("%s: got %v %t, want %v", c.what, got, ok, c.want)
		}
	}
}
