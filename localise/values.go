package localise

import (
	"math/big"
	"slices"

	"hengji"
)

// values are those of a set's cells for which only one will do: the sums of what it
// touches, taken exactly, leave no other, and with them everything holds. A quotient is
// calculated to two decimals.
func (p *Problem) values(set []int) map[int]hengji.Decimal {
	touched := p.around(set)
	var rows []inequality // here each is an equality
	for _, i := range touched {
		e := &p.Equations[i]
		if len(e.Quotients) > 0 || e.AtMost {
			continue
		}
		row := p.difference(i, set)
		row.bound.Neg(row.bound)
		rows = append(rows, row)
	}
	found, consistent := solve(rows, len(set))
	values := map[int]hengji.Decimal{}
	if !consistent {
		return values
	}
	for at, x := range found {
		if x == nil {
			continue
		}
		if !x.IsInt() || !x.Num().IsInt64() || p.Cells[set[at]].Whole && x.Num().Int64()%int64(hengji.DecimalOne) != 0 {
			return map[int]hengji.Decimal{}
		}
		values[set[at]] = hengji.Decimal(x.Num().Int64())
	}
	value := func(cell int) hengji.Decimal {
		if v, known := values[cell]; known {
			return v
		}
		return p.value(cell)
	}
	known := func(cell int) bool { return !contains(set, cell) || has(values, cell) }
	for _, i := range touched {
		e := &p.Equations[i]
		if len(e.Quotients) == 0 {
			continue
		}
		rate, part := e.Left.Terms[0].Cell, e.Right.Terms[0].Cell
		if contains(set, rate) && !has(values, rate) && known(part) && known(e.Whole) {
			if percent, there := percentOf(value(part), value(e.Whole)); there && percent.IsInt64() && p.Cells[rate].Value >= 0 {
				values[rate] = hengji.Decimal(percent.Int64()).Round(2)
			}
		}
	}
	for _, i := range touched {
		e := &p.Equations[i]
		if !slices.ContainsFunc(p.members[i], func(cell int) bool { return !known(cell) }) && !e.holds(value) {
			return map[int]hengji.Decimal{}
		}
	}
	return values
}

func has(values map[int]hengji.Decimal, cell int) bool {
	_, there := values[cell]
	return there
}

// solve solves equalities; what they leave open is nil.
func solve(rows []inequality, unknowns int) (found []*big.Rat, consistent bool) {
	pivots := make([]int, 0, unknowns) // the row of each unknown that has one
	at := make([]int, unknowns)
	for unknown := range unknowns {
		at[unknown] = -1
		row := slices.IndexFunc(rows[len(pivots):], func(r inequality) bool { return r.factors[unknown].Sign() != 0 })
		if row < 0 {
			continue
		}
		top := len(pivots)
		rows[top], rows[top+row] = rows[top+row], rows[top]
		pivot := rows[top]
		by := new(big.Rat).Inv(pivot.factors[unknown])
		for i, factor := range pivot.factors {
			pivot.factors[i] = new(big.Rat).Mul(factor, by)
		}
		rows[top].bound = new(big.Rat).Mul(pivot.bound, by)
		for other := range rows {
			times := rows[other].factors[unknown]
			if other == top || times.Sign() == 0 {
				continue
			}
			for i, factor := range rows[top].factors {
				rows[other].factors[i] = new(big.Rat).Sub(rows[other].factors[i], new(big.Rat).Mul(times, factor))
			}
			rows[other].bound = new(big.Rat).Sub(rows[other].bound, new(big.Rat).Mul(times, rows[top].bound))
		}
		at[unknown] = top
		pivots = append(pivots, unknown)
	}
	for _, row := range rows[len(pivots):] {
		if row.bound.Sign() != 0 {
			return nil, false
		}
	}
	found = make([]*big.Rat, unknowns)
	for unknown, row := range at {
		if row < 0 {
			continue
		}
		free := false
		for other, factor := range rows[row].factors {
			free = free || other != unknown && factor.Sign() != 0
		}
		if !free {
			found[unknown] = rows[row].bound
		}
	}
	return found, true
}
