package localise

import (
	"math/big"
	"slices"
)

// inequality says that the sum of its factors times the unknowns is at most, or with
// strict below, its bound.
type inequality struct {
	factors []*big.Rat
	bound   *big.Rat
	strict  bool
}

// solvable reports whether unknowns meet all inequalities, by Fourier and Motzkin's
// elimination. whole asks the last unknown that is left for an integer; it is for
// systems of one.
func solvable(system []inequality, unknowns int, whole bool) bool {
	for at := unknowns - 1; at > 0; at-- {
		system = eliminate(system, at)
	}
	var low, high *inequality // of the last one, by 1 and -1
	for i := range system {
		one := system[i]
		sign := 0
		if unknowns > 0 {
			sign = one.factors[0].Sign()
		}
		switch {
		case sign == 0 && (one.bound.Sign() < 0 || one.strict && one.bound.Sign() == 0):
			return false
		case sign == 0:
			continue
		}
		one.bound = new(big.Rat).Quo(one.bound, new(big.Rat).Abs(one.factors[0]))
		if sign > 0 && (high == nil || tighter(&one, high)) {
			high = &one
		}
		if sign < 0 && (low == nil || tighter(&one, low)) {
			low = &one
		}
	}
	if low == nil || high == nil {
		return true
	}
	least := new(big.Rat).Neg(low.bound)
	if whole {
		return wholeBetween(least, high.bound, low.strict, high.strict)
	}
	order := least.Cmp(high.bound)
	return order < 0 || order == 0 && !low.strict && !high.strict
}

func tighter(one, than *inequality) bool {
	order := one.bound.Cmp(than.bound)
	return order < 0 || order == 0 && one.strict && !than.strict
}

// wholeBetween reports whether a multiple of one million lies between two bounds.
func wholeBetween(least, most *big.Rat, openBelow, openAbove bool) bool {
	one := big.NewRat(1_000_000, 1)
	first := new(big.Rat).Quo(least, one)
	number := new(big.Int).Div(first.Num(), first.Denom()) // rounded down
	at := new(big.Rat).Mul(new(big.Rat).SetInt(number), one)
	if at.Cmp(least) < 0 || openBelow && at.Cmp(least) == 0 {
		at.Add(at, one)
	}
	order := at.Cmp(most)
	return order < 0 || order == 0 && !openAbove
}

// scale makes the factor of an unknown 1 or -1.
func scale(one *inequality, at int) {
	by := new(big.Rat).Abs(one.factors[at])
	for i, factor := range one.factors {
		one.factors[i] = new(big.Rat).Quo(factor, by)
	}
	one.bound = new(big.Rat).Quo(one.bound, by)
}

// eliminate gives what a system says of the unknowns before the last one.
func eliminate(system []inequality, last int) []inequality {
	var above, below, rest []inequality
	for _, one := range system {
		one.factors = slices.Clone(one.factors)
		switch one.factors[last].Sign() {
		case 0:
			rest = append(rest, one)
			continue
		case 1:
			scale(&one, last)
			above = append(above, one)
		default:
			scale(&one, last)
			below = append(below, one)
		}
	}
	for _, up := range above {
		for _, down := range below {
			sum := inequality{factors: make([]*big.Rat, last), bound: new(big.Rat).Add(up.bound, down.bound), strict: up.strict || down.strict}
			zero := true
			for i := range sum.factors {
				sum.factors[i] = new(big.Rat).Add(up.factors[i], down.factors[i])
				zero = zero && sum.factors[i].Sign() == 0
			}
			if zero && (sum.bound.Sign() > 0 || sum.bound.Sign() == 0 && !sum.strict) {
				continue // always true
			}
			rest = append(rest, sum)
		}
	}
	return rest
}
