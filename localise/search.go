package localise

import (
	"math/big"
	"slices"

	"hengji"
)

// Most is the most cells that are told: who has to change more looks at the whole.
const Most = 4

// mostWork bounds a search in feasibility checks: some 50 ms. A count and no clock, so
// that the answer is the same on every machine.
const mostWork = 1000

// Answer is the smallest sets of cells, each in order, in the order of their first cells.
type Answer struct {
	Sets   [][]int
	Values map[int]hengji.Decimal // of the only set's cells, where only one will do
}

// Fewest finds the smallest sets of at most so many cells, none of fixed among them, whose
// change makes all equations hold that do not, and none fail that does. An equation that
// is Soft and does not hold is left as it is; but of several sets one that alone makes
// all of those hold too is the only one. ok is false where no set is that small, where the
// only one changes a cell of what may be explained and does not mend that, or where the
// search is too long.
func (p *Problem) Fewest(fixed []int, most int) (answer Answer, ok bool) {
	p.prepare(fixed)
	for size := 0; size <= min(most, Most); size++ {
		s := search{Problem: p, size: size, seen: map[[Most]int]bool{}}
		s.from(nil)
		if p.work >= 0 {
			s.prefer()
		}
		switch {
		case p.work < 0 && len(s.found) < 2: // two are several, however many more
			return Answer{}, false
		case len(s.found) == 0:
			continue
		case len(s.found) == 1 && s.strains(s.found[0]):
			return Answer{}, false
		case len(s.found) == 1:
			answer.Values = p.values(s.found[0])
		}
		slices.SortFunc(s.found, slices.Compare)
		answer.Sets = s.found
		return answer, true
	}
	return Answer{}, false
}

// search looks for sets of one size, of which no smaller one suffices.
type search struct {
	*Problem
	size  int
	seen  map[[Most]int]bool
	found [][]int
}

// from looks for sets that hold the given one, which is sorted. Where it does not
// suffice, some equations and bounds together cannot be met: whatever suffices changes
// another cell of theirs.
func (s *search) from(set []int) {
	var key [Most]int
	for i, cell := range set {
		key[i] = cell + 1
	}
	if s.seen[key] || s.work < 0 {
		return
	}
	s.seen[key] = true
	if s.needs(set) > s.size-len(set) {
		return
	}
	clash := s.untouched(set)
	if clash == nil {
		against := s.around(set)
		if s.solvable(set, against) {
			if len(set) == s.size {
				s.found = append(s.found, set)
			}
			return
		}
		if len(set) == s.size {
			return
		}
		clash = s.cellsOf(s.core(set, against))
	}
	if len(set) == s.size {
		return
	}
	for _, cell := range clash {
		if at, there := slices.BinarySearch(set, cell); !there && !slices.Contains(s.fixed, cell) {
			s.from(slices.Insert(slices.Clone(set), at, cell))
		}
	}
}

// must reports whether an equation has to be met: all but those that may be explained and
// do not hold.
func (p *Problem) must(equation int) bool { return !p.Equations[equation].Soft || !p.broken[equation] }

// untouched are the cells of the narrowest equation or bound that is not met and that
// the set does not touch; nil where there is none.
func (s *search) untouched(set []int) []int {
	for _, cell := range s.outside {
		if !contains(set, cell) {
			return []int{cell}
		}
	}
	for _, i := range s.unmet {
		if cells := s.members[i]; !overlap(set, cells) {
			return cells
		}
	}
	return nil
}

// needs is how many more cells are needed at least: one for each equation that is not
// met, of those that share none.
func (s *search) needs(set []int) int {
	taken := slices.Clone(set)
	count := 0
	for _, i := range s.unmet {
		if cells := s.members[i]; !overlap(taken, cells) {
			count++
			taken = slices.Concat(taken, cells)
			slices.Sort(taken)
		}
	}
	return count
}

func contains(sorted []int, one int) bool {
	_, there := slices.BinarySearch(sorted, one)
	return there
}

func overlap(sorted, cells []int) bool {
	return slices.ContainsFunc(cells, func(cell int) bool { return contains(sorted, cell) })
}

// around lists the equations that a set touches and that have to be met.
func (p *Problem) around(set []int) []int {
	var list []int
	for _, cell := range set {
		for _, i := range p.touching[cell] {
			if p.must(i) {
				list = append(list, i)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func (p *Problem) cellsOf(equations []int) []int {
	var list []int
	for _, i := range equations {
		list = append(list, p.members[i]...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// core leaves out of equations that cannot be met together whatever is not needed for
// that, the widest first.
func (s *search) core(set, equations []int) []int {
	order := slices.Clone(equations)
	slices.SortStableFunc(order, func(a, b int) int { return len(s.members[b]) - len(s.members[a]) })
	for _, one := range order {
		without := slices.DeleteFunc(slices.Clone(equations), func(i int) bool { return i == one })
		if s.work >= 0 && !s.solvable(set, without) {
			equations = without
		}
	}
	return equations
}

// strains reports whether a set changes a cell of an equation that may be explained, and
// leaves it as wrong as it was: then somebody means something else by that cell.
func (s *search) strains(set []int) bool {
	equations := s.around(set)
	for _, i := range s.spared {
		if overlap(set, s.members[i]) {
			equations = append(equations, i)
		}
	}
	return !s.solvable(set, equations)
}

// prefer keeps of several sets the only one that makes those equations hold too that may
// be explained, where there is one.
func (s *search) prefer() {
	if s.spared == nil || len(s.found) < 2 {
		return
	}
	var better [][]int
	for _, set := range s.found {
		if slices.ContainsFunc(s.spared, func(i int) bool { return !overlap(set, s.members[i]) }) {
			continue
		}
		if s.solvable(set, slices.Concat(s.around(set), s.spared)) {
			better = append(better, set)
		}
	}
	if len(better) == 1 {
		s.found = better
	}
}

// solvable reports whether the cells of a set can be given values with which the equations
// hold, within their fields' bounds.
func (p *Problem) solvable(set, equations []int) bool {
	p.work--
	systems := [][]inequality{p.bounds(set)}
	for _, i := range equations {
		readings := p.readings(i, set)
		if readings == nil {
			continue // free to be met
		}
		var all [][]inequality
		for _, system := range systems {
			for _, reading := range readings {
				all = append(all, slices.Concat(system, reading))
			}
		}
		systems = all
	}
	whole := len(set) == 1 && p.Cells[set[0]].Whole
	return slices.ContainsFunc(systems, func(system []inequality) bool { return solvable(system, len(set), whole) })
}

func rational(d hengji.Decimal) *big.Rat { return new(big.Rat).SetInt64(int64(d)) }

// bounds are what the fields of a set's cells allow.
func (p *Problem) bounds(set []int) []inequality {
	var system []inequality
	for at, cell := range set {
		if least := p.Cells[cell].Least; least != nil {
			one := p.none(set)
			one.factors[at].SetInt64(-1)
			one.bound = rational(-*least)
			system = append(system, one)
		}
		if most := p.Cells[cell].Most; most != nil {
			one := p.none(set)
			one.factors[at].SetInt64(1)
			one.bound = rational(*most)
			system = append(system, one)
		}
	}
	return system
}

// none is an inequality without factors.
func (p *Problem) none(set []int) inequality {
	one := inequality{factors: make([]*big.Rat, len(set)), bound: new(big.Rat)}
	for i := range one.factors {
		one.factors[i] = new(big.Rat)
	}
	return one
}

// readings are the ways in which an equation may hold; nil where it holds whatever the
// others are, for its quotient is changed.
func (p *Problem) readings(equation int, set []int) [][]inequality {
	e := &p.Equations[equation]
	if len(e.Quotients) == 0 {
		sum := p.difference(equation, set)
		within, strict := e.Within, false
		if e.Rounding {
			within, strict = roundingMost, true
		}
		both := between(sum, rational(within), strict)
		if e.AtMost {
			both = both[:1]
		}
		return [][]inequality{both}
	}
	rate, part := e.Left.Terms[0].Cell, e.Right.Terms[0].Cell
	if contains(set, rate) {
		return nil
	}
	at, divides := slices.BinarySearch(set, e.Whole)
	if !divides && p.value(e.Whole) <= 0 {
		return [][]inequality{} // where nothing is left to divide by, nothing is mended
	}
	var all [][]inequality
	for _, times := range e.Quotients {
		// times × part - rate × whole is at most within × whole, either way.
		within := new(big.Rat).SetFrac64(int64(quotientWithin(p.value(rate), times)), int64(hengji.DecimalOne))
		written := new(big.Rat).SetFrac64(int64(p.value(rate)), int64(hengji.DecimalOne))
		var reading []inequality
		for _, sign := range []int64{1, -1} {
			one := p.none(set)
			p.addTimes(&one, part, new(big.Rat).SetInt64(sign*times), set)
			off := new(big.Rat).Mul(written, new(big.Rat).SetInt64(-sign))
			p.addTimes(&one, e.Whole, off.Sub(off, within), set)
			one.bound.Neg(one.bound)
			reading = append(reading, one)
		}
		if divides { // and there must be something to divide by
			one := p.none(set)
			one.factors[at].SetInt64(-1)
			one.strict = true
			reading = append(reading, one)
		}
		all = append(all, reading)
	}
	return all
}

// difference is left - right of a sum: of a set's cells the factors, of what is not in
// the set the bound.
func (p *Problem) difference(equation int, set []int) inequality {
	e := &p.Equations[equation]
	if p.off[equation] == nil {
		off := new(big.Int).Sub(big.NewInt(int64(e.Left.Constant)), big.NewInt(int64(e.Right.Constant)))
		for _, cell := range p.members[equation] {
			off.Add(off, new(big.Int).Mul(big.NewInt(e.times(cell)), big.NewInt(int64(p.value(cell)))))
		}
		p.off[equation] = new(big.Rat).SetInt(off)
	}
	sum := p.none(set)
	sum.bound.Set(p.off[equation])
	for at, cell := range set {
		if times := e.times(cell); times != 0 {
			sum.factors[at].SetInt64(times)
			sum.bound.Sub(sum.bound, new(big.Rat).Mul(sum.factors[at], rational(p.value(cell))))
		}
	}
	return sum
}

func (p *Problem) addTimes(to *inequality, cell int, times *big.Rat, set []int) {
	if at, there := slices.BinarySearch(set, cell); there {
		to.factors[at].Add(to.factors[at], times)
		return
	}
	to.bound.Add(to.bound, new(big.Rat).Mul(times, rational(p.value(cell))))
}

// between says that a sum, of which the bound is known, is at most within, either way.
func between(sum inequality, within *big.Rat, strict bool) []inequality {
	up := inequality{factors: sum.factors, bound: new(big.Rat).Sub(within, sum.bound), strict: strict}
	down := inequality{factors: make([]*big.Rat, len(sum.factors)), bound: new(big.Rat).Add(within, sum.bound), strict: strict}
	for i, factor := range sum.factors {
		down.factors[i] = new(big.Rat).Neg(factor)
	}
	return []inequality{up, down}
}
