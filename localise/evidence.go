package localise

import (
	"math/big"
	"slices"

	"hengji"
)

// Evidence is what the identities say of a cell whose own value counts for nothing.
type Evidence struct {
	Value  hengji.Decimal
	Agree  int  // identities that come to it
	Stated bool // one of them says how the cell is calculated: a total, a balance, a rate
}

// Evident gives the value that identities have for a cell, where all their other cells are
// sound; ok is false where they have none, or several. An identity of which a finding tells
// that it does not hold may be wrong in another cell too: it has a say only where no other
// has, and agrees with those. A total that holds as it stands was added up without the cell,
// and says nothing. An inequality gives no value, but must hold with it.
func (p *Problem) Evident(cell int, sound func(cell int) bool, told func(equation int) bool) (answer Evidence, ok bool) {
	var first, soft, second, quotients, bounds []int
	for i := range p.Equations {
		e := &p.Equations[i]
		cells := e.cells()
		switch {
		case !slices.Contains(cells, cell) || slices.ContainsFunc(cells, func(c int) bool { return c != cell && !sound(c) }):
		case e.Rule == hengji.RuleTotalSum && e.holds(p.value) && e.times(cell) < 0:
		case e.AtMost:
			bounds = append(bounds, i)
		case len(e.Quotients) > 0:
			quotients = append(quotients, i)
		case told(i):
			second = append(second, i)
		case e.Soft:
			soft = append(soft, i)
		default:
			first = append(first, i)
		}
	}
	for _, i := range slices.Concat(first, soft, second) {
		e := &p.Equations[i]
		value, known := p.solveFor(e, cell)
		if !known || ok && value != answer.Value && (e.Soft || told(i)) {
			continue
		}
		if ok && value != answer.Value {
			return Evidence{}, false
		}
		answer.Value, ok = value, true
		answer.Agree++
		answer.Stated = answer.Stated || calculates(e.Left.Terms, cell)
	}
	with := func(c int) hengji.Decimal {
		if c == cell {
			return answer.Value
		}
		return p.value(c)
	}
	for _, i := range quotients {
		e := &p.Equations[i]
		if !ok && calculates(e.Left.Terms, cell) {
			percent, there := percentOf(p.value(e.Right.Terms[0].Cell), p.value(e.Whole))
			if ok = there && percent.IsInt64(); ok {
				answer.Value, answer.Stated = hengji.Decimal(percent.Int64()).Round(2), true
			}
		}
		if !ok {
			continue
		}
		switch {
		case e.holds(with):
			answer.Agree++
		case !told(i):
			return Evidence{}, false
		}
	}
	if slices.ContainsFunc(bounds, func(i int) bool { return !p.Equations[i].Soft && !p.Equations[i].holds(with) }) {
		return Evidence{}, false
	}
	c := &p.Cells[cell]
	if c.Least != nil && answer.Value < *c.Least || c.Most != nil && answer.Value > *c.Most {
		return Evidence{}, false
	}
	return answer, ok
}

// calculates reports whether a side is the cell alone.
func calculates(side []Term, cell int) bool {
	return len(side) == 1 && side[0].Cell == cell && side[0].Times == 1
}

// solveFor is the value of a cell with which a sum holds.
func (p *Problem) solveFor(e *Equation, cell int) (hengji.Decimal, bool) {
	times := e.times(cell)
	if times != 1 && times != -1 {
		return 0, false
	}
	off := new(big.Int).Sub(big.NewInt(int64(e.Right.Constant)), big.NewInt(int64(e.Left.Constant)))
	for _, other := range e.cells() {
		if other != cell {
			off.Sub(off, new(big.Int).Mul(big.NewInt(e.times(other)), big.NewInt(int64(p.value(other)))))
		}
	}
	off.Mul(off, big.NewInt(times))
	value := hengji.Decimal(off.Int64())
	return value, off.IsInt64() && (!p.Cells[cell].Whole || value%hengji.DecimalOne == 0)
}
