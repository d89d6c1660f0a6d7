package hengji

import (
	"math/big"
	"slices"
)

// Gathered is what a term of a formula comes to.
type Gathered struct {
	Value   Decimal
	OK      bool       // false where there is no value
	Numbers []*Decimal // of each of its records, nil where blank: what a weighted mean is made from
	Texts   []*string  // and what they read as: what a text is chosen from
}

// Calculate calculates the formula exactly over the values of its terms. ok is false
// where there is no result: a division by zero, a term without a value, or a
// number beyond DECIMAL(18,6). A mart has NULL there.
func (f *Formula) Calculate(of func(*Term) Gathered) (result Decimal, ok bool) {
	switch f.Op {
	case "term":
		g := of(f.Term)
		return g.Value, g.OK
	case "number":
		return f.Number, true
	case "mean_by_money":
		over, by, ok := f.moneyWeighted(of)
		if !ok {
			return 0, false
		}
		return quotient(over, by, 1)
	case "coalesce":
		for _, part := range f.Parts {
			if result, ok = part.Calculate(of); ok {
				break
			}
		}
		return result, ok
	}
	parts := make([]Decimal, len(f.Parts))
	for i, part := range f.Parts {
		if parts[i], ok = part.Calculate(of); !ok {
			return 0, f.Op == "or_zero"
		}
	}
	return f.applied(parts)
}

// applied is the operation over the values of its parts.
func (f *Formula) applied(parts []Decimal) (Decimal, bool) {
	switch f.Op {
	case "+":
		return parts[0].Add(parts[1])
	case "-":
		return parts[0].Add(-parts[1])
	case "ratio":
		return quotient(wide(parts[0]), wide(parts[1]), 1)
	case "percent":
		return quotient(wide(parts[0]), wide(parts[1]), 100)
	case "growth", "multiple":
		more, ok := parts[0].Add(-parts[1])
		if !ok || more == 0 && f.Op == "growth" { // from nothing to nothing is no growth
			return 0, ok
		}
		return quotient(wide(more), wide(parts[1]), map[string]int64{"growth": 100, "multiple": 1}[f.Op])
	case "share_of":
		return shareOf(parts[0], parts[1], parts[2])
	case "earned", "earned_below":
		return f.earned(parts[0], parts[1], parts[2])
	case "least":
		return slices.Min(parts), true
	case "greatest":
		return slices.Max(parts), true
	case "steps":
		return stepsBegun(parts[0], parts[1])
	case "half_up":
		return parts[0].Round(int(f.Number / DecimalOne)), true
	case "or_zero":
		return parts[0], true
	}
	return 0, false
}

// earned is what an indicator earns of its points (财预〔2020〕10号): all of them where
// the target is met, else in proportion, and nothing from where a proportion means
// nothing. earned_below is that of a 反向 indicator.
func (f *Formula) earned(points, target, done Decimal) (Decimal, bool) {
	part, whole := done, target
	if f.Op == "earned_below" {
		part, whole = target, done
	}
	switch {
	case part >= whole:
		return points, true
	case part <= 0:
		return 0, true
	}
	return shareOf(points, part, whole)
}

// shareOf is points × part ÷ whole.
func shareOf(points, part, whole Decimal) (Decimal, bool) {
	return quotient(new(big.Int).Mul(wide(points), wide(part)), new(big.Int).Mul(wide(whole), wide(DecimalOne)), 1)
}

// stepsBegun is how many steps a distance has begun: 0.1 is one step of 5, and less than
// nothing is none.
func stepsBegun(distance, step Decimal) (Decimal, bool) {
	if step <= 0 {
		return 0, false
	}
	n := max(distance, 0) / step
	if n*step < distance {
		n++
	}
	return n * DecimalOne, n <= MaxDecimal/DecimalOne
}

// mostMoney is the most 万元 that weigh in a mean: a mistyped amount must not overflow.
const mostMoney = 9999999 * DecimalOne

// moneyWeighted gives the sums, in millionths of millionths, whose quotient is the mean of
// the first term by the money of the second; where no record has money, the plain mean's.
func (f *Formula) moneyWeighted(of func(*Term) Gathered) (over, by *big.Int, ok bool) {
	if len(f.Parts) != 2 || f.Parts[0].Term == nil || f.Parts[1].Term == nil {
		return nil, nil, false
	}
	values, money := of(f.Parts[0].Term).Numbers, of(f.Parts[1].Term).Numbers
	if len(values) != len(money) {
		return nil, nil, false
	}
	over, by = new(big.Int), new(big.Int)
	plain, count := new(big.Int), int64(0)
	for i, value := range values {
		if value == nil {
			continue
		}
		weight := Decimal(0)
		if money[i] != nil {
			weight = min(max(*money[i], 0), mostMoney)
		}
		over.Add(over, new(big.Int).Mul(wide(*value), wide(weight)))
		by.Add(by, wide(weight))
		plain.Add(plain, wide(*value))
		count++
	}
	if by.Sign() == 0 {
		over, by = plain.Mul(plain, wide(DecimalOne)), big.NewInt(count*int64(DecimalOne))
	}
	return over, by.Mul(by, wide(DecimalOne)), count > 0
}

func wide(d Decimal) *big.Int { return big.NewInt(int64(d)) }

// quotient is times * d / e, rounded half away from zero to a millionth.
func quotient(d, e *big.Int, times int64) (Decimal, bool) {
	if e.Sign() == 0 {
		return 0, false
	}
	n := new(big.Int).Mul(d, big.NewInt(times*int64(DecimalOne)))
	by := new(big.Int).Set(e)
	negative := n.Sign()*by.Sign() < 0
	n.Abs(n)
	by.Abs(by)
	// (2n + by) / 2by is n/by rounded half up.
	n.Add(n.Lsh(n, 1), by).Quo(n, by.Lsh(by, 1))
	if !n.IsInt64() || Decimal(n.Int64()) > MaxDecimal {
		return 0, false
	}
	if negative {
		return Decimal(-n.Int64()), true
	}
	return Decimal(n.Int64()), true
}

// SumDecimals adds up exactly; ok is false where the sum, not a part of it, leaves
// DECIMAL(18,6).
func SumDecimals(values []Decimal) (sum Decimal, ok bool) {
	total := new(big.Int)
	for _, v := range values {
		total.Add(total, big.NewInt(int64(v)))
	}
	if !total.IsInt64() {
		return 0, false
	}
	sum = Decimal(total.Int64())
	return sum, sum <= MaxDecimal && sum >= -MaxDecimal
}
