package localise

import (
	"math/big"
	"slices"

	"hengji"
)

// Cell is a number of a workbook that may be changed.
type Cell struct {
	Name  string // 'sheet'!A1
	Value hengji.Decimal
	Least *hengji.Decimal
	Most  *hengji.Decimal
	Whole bool // an integer
}

// Term is a cell times +1, -1, or more where it is counted several times.
type Term struct {
	Cell  int
	Times int64
}

// Side is one side of an equation: a sum of cells, and a number.
type Side struct {
	Terms    []Term
	Constant hengji.Decimal
}

// Equation is an identity of one record: Left equals Right, or nearly; with AtMost it is
// an inequality. With Quotients, Left is one cell, Right one cell by the cell Whole, in one
// of the readings.
type Equation struct {
	Rule      hengji.RuleID
	Left      Side
	Right     Side
	AtMost    bool    // Left is no more than Right
	Whole     int     // of a quotient
	Quotients []int64 // 100 of percent, 1 of ratio; none where it is a sum
	Rounding  bool
	Within    hengji.Decimal
	Soft      bool // that it does not hold may be explained
}

// Problem is all that must hold in a workbook.
type Problem struct {
	Cells     []Cell
	Equations []Equation

	members  [][]int    // by equation, its cells
	off      []*big.Rat // by equation, left - right as the cells stand; of a sum, once it was asked for
	touching [][]int    // by cell, the equations that it stands in
	broken   []bool     // by equation, that it does not hold as the cells stand
	unmet    []int      // equations that do not hold and must, the narrowest first
	spared   []int      // those that do not hold and may be explained
	outside  []int      // cells that are outside what their field allows
	fixed    []int      // cells that were replaced: no set changes them again
	work     int        // feasibility checks left
}

// roundingMost is what rounding moves an amount at most: half of its second decimal.
const roundingMost = hengji.DecimalOne / 200

// cells lists the cells of an equation, each once.
func (e *Equation) cells() []int {
	var list []int
	for _, term := range slices.Concat(e.Left.Terms, e.Right.Terms) {
		list = append(list, term.Cell)
	}
	if len(e.Quotients) > 0 {
		list = append(list, e.Whole)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// times is how often a cell counts on the left, less on the right.
func (e *Equation) times(cell int) (times int64) {
	for _, term := range e.Left.Terms {
		if term.Cell == cell {
			times += term.Times
		}
	}
	for _, term := range e.Right.Terms {
		if term.Cell == cell {
			times -= term.Times
		}
	}
	return times
}

// sum is what a side comes to; ok is false where it leaves DECIMAL(18,6).
func (s Side) sum(value func(int) hengji.Decimal) (hengji.Decimal, bool) {
	values := []hengji.Decimal{s.Constant}
	for _, term := range s.Terms {
		for range max(term.Times, -term.Times) {
			v := value(term.Cell)
			if term.Times < 0 {
				v = -v
			}
			values = append(values, v)
		}
	}
	return hengji.SumDecimals(values)
}

// holds reports whether the equation holds for the values that its check reads, with what
// the check allows for rounding.
func (e *Equation) holds(value func(int) hengji.Decimal) bool {
	left, ok := e.Left.sum(value)
	right, fits := e.Right.sum(value)
	if !ok || !fits {
		return false
	}
	if len(e.Quotients) > 0 {
		percent, there := percentOf(right, value(e.Whole))
		return !there || slices.ContainsFunc(e.Quotients, func(times int64) bool {
			off := new(big.Int).Mul(big.NewInt(int64(left)), big.NewInt(100/times))
			off.Abs(off.Sub(off, percent))
			return off.Cmp(big.NewInt(int64(quotientWithin(left, times))*(100/times))) <= 0
		})
	}
	off := left - right
	if e.AtMost {
		return off <= 0
	}
	if off < 0 {
		off = -off
	}
	if e.Rounding {
		return off < min(max(halfUnit(left), halfUnit(right)), roundingMost)
	}
	return off <= e.Within
}

// percentOf is 100 part ÷ whole in millionths, rounded half away from zero; there is none
// by 0.
func percentOf(part, whole hengji.Decimal) (*big.Int, bool) {
	if whole == 0 {
		return nil, false
	}
	n := new(big.Int).Mul(big.NewInt(int64(part)), big.NewInt(100*int64(hengji.DecimalOne)))
	d := big.NewInt(int64(whole))
	negative := n.Sign()*d.Sign() < 0
	n.Abs(n).Mul(n, big.NewInt(2)).Add(n, d.Abs(d)).Quo(n, d.Mul(d, big.NewInt(2))) // n/d rounded half up
	if negative {
		n.Neg(n)
	}
	return n, true
}

// quotientWithin is how far from the exact quotient what was written may be: half a unit
// of its last digit, and where it is a fraction half a unit of a hundredth per cent.
func quotientWithin(written hengji.Decimal, times int64) hengji.Decimal {
	if times == 1 {
		return min(halfUnit(written), roundingMost)
	}
	return halfUnit(written)
}

// halfUnit is half a unit of the last digit that a number shows, as half_unit() of
// sql/base/rounding.sql has it.
func halfUnit(d hengji.Decimal) hengji.Decimal {
	unit := hengji.DecimalOne
	for unit > 10 && d%unit != 0 {
		unit /= 10
	}
	return unit / 2
}

func (p *Problem) value(cell int) hengji.Decimal { return p.Cells[cell].Value }

// prepare indexes the problem.
func (p *Problem) prepare(fixed []int) {
	p.fixed, p.work = fixed, mostWork
	p.off = make([]*big.Rat, len(p.Equations))
	p.members = make([][]int, len(p.Equations))
	p.touching = make([][]int, len(p.Cells))
	p.broken = make([]bool, len(p.Equations))
	p.unmet, p.spared, p.outside = nil, nil, nil
	for i := range p.Equations {
		e := &p.Equations[i]
		p.members[i] = e.cells()
		for _, cell := range p.members[i] {
			p.touching[cell] = append(p.touching[cell], i)
		}
		switch p.broken[i] = !e.holds(p.value); {
		case p.broken[i] && e.Soft:
			p.spared = append(p.spared, i)
		case p.broken[i]:
			p.unmet = append(p.unmet, i)
		}
	}
	slices.SortStableFunc(p.unmet, func(a, b int) int { return len(p.members[a]) - len(p.members[b]) })
	for cell := range p.Cells {
		if c := &p.Cells[cell]; c.Least != nil && c.Value < *c.Least || c.Most != nil && c.Value > *c.Most {
			p.outside = append(p.outside, cell)
		}
	}
}

// Broken lists the equations that do not hold as the cells stand.
func (p *Problem) Broken() []int {
	var list []int
	for i := range p.Equations {
		if !p.Holds(i) {
			list = append(list, i)
		}
	}
	return list
}

// Holds reports whether an equation holds as the cells stand.
func (p *Problem) Holds(equation int) bool { return p.Equations[equation].holds(p.value) }

// Names are the cells of an equation.
func (p *Problem) Names(equation int) []string {
	var names []string
	for _, cell := range p.Equations[equation].cells() {
		names = append(names, p.Cells[cell].Name)
	}
	return names
}

// Sides are what the two sides of an equation come to; a quotient the hundredfold in its
// first reading, with two decimals. ok is false where there is none, or it is too large.
func (p *Problem) Sides(equation int) (left, right hengji.Decimal, ok bool) {
	e := &p.Equations[equation]
	left, ok = e.Left.sum(p.value)
	right, fits := e.Right.sum(p.value)
	if len(e.Quotients) > 0 {
		percent, there := percentOf(right, p.value(e.Whole))
		if fits = fits && there && percent.IsInt64(); fits {
			right = hengji.Decimal(percent.Int64()).Round(2)
		}
	}
	return left, right, ok && fits
}
