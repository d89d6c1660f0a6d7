package hengji

import (
	"strconv"
	"strings"
)

// Working is the formula as a person would write the sum down, with the numbers of its
// terms: 17.647 × 39 ÷ 45. What has no value is （空）.
func (f *Formula) Working(of func(*Term) Gathered) string {
	text, _ := f.worked(of, nil, func(term *Term) (string, int) {
		g := of(term)
		switch {
		case !g.OK:
			return "（空）", tight
		case g.Value < 0:
			return g.Value.String(), looseSum
		}
		return g.Value.String(), tight
	})
	return text
}

// Words is the same with what its terms are called in the place of their numbers. Which way
// the formula took, it takes here too.
func (f *Formula) Words(of func(*Term) Gathered, called func(*Term) string) string {
	text, _ := f.worked(of, called, func(term *Term) (string, int) {
		text := called(term)
		if strings.Contains(text, " + ") || strings.Contains(text, " - ") {
			return text, looseSum
		}
		return text, tight
	})
	return text
}

// How tightly a text holds together: what is looser than its place asks stands in brackets.
const (
	looseSum = iota
	looseProduct
	tight
)

func (f *Formula) worked(of func(*Term) Gathered, called func(*Term) string, say func(*Term) (string, int)) (text string, holds int) {
	part := func(i, least int) string {
		text, holds := f.Parts[i].worked(of, called, say)
		if holds < least {
			return "(" + text + ")"
		}
		return text
	}
	quotient := func(above string, below int) (string, int) { return above + " ÷ " + part(below, tight), looseProduct }
	switch f.Op {
	case "number":
		return f.Number.String(), tight
	case "term":
		return say(f.Term)
	case "+", "-":
		switch {
		case f.Parts[1].overNothing(of): // what a table has no record of says nothing
			return f.Parts[0].worked(of, called, say)
		case f.Op == "+" && f.Parts[0].overNothing(of):
			return f.Parts[1].worked(of, called, say)
		}
		return part(0, looseSum) + " " + f.Op + " " + part(1, looseProduct), looseSum
	case "ratio":
		return quotient(part(0, looseProduct), 1)
	case "percent":
		return quotient("100 × "+part(0, tight), 1)
	case "growth":
		return quotient("100 × ("+part(0, looseSum)+" - "+part(1, looseProduct)+")", 1)
	case "multiple":
		return quotient("("+part(0, looseSum)+" - "+part(1, looseProduct)+")", 1)
	case "share_of":
		product := part(0, tight) + " × " + part(1, tight)
		if by := f.Parts[2]; by.Op == "number" && by.Number == DecimalOne { // a product, written so
			return product, looseProduct
		}
		return quotient(product, 2)
	case "earned", "earned_below":
		return f.workedPoints(of, part)
	case "steps":
		text, _ := quotient(part(0, tight), 1)
		return "进一(" + text + ")", tight
	case "half_up":
		return "舍入(" + part(0, looseSum) + ", " + strconv.Itoa(int(f.Number/DecimalOne)) + " 位)", tight
	case "first":
		if called == nil {
			return f.workedChoice(of), looseSum
		}
		return f.wordedChoice(called, func(test *Formula) string {
			text, _ := test.Parts[0].worked(of, called, say)
			return text
		}), looseSum
	case "mean_by_money":
		over, by, ok := f.moneyWeighted(of)
		switch {
		case !ok:
			return "（空）", tight
		case called != nil:
			money := called(f.Parts[1].Term)
			return "(" + called(f.Parts[0].Term) + " × " + money + ") 之和 ÷ " + money + " 之和", looseProduct
		}
		return Decimal(over.Quo(over, wide(DecimalOne)).Int64()).String() + " ÷ " + Decimal(by.Quo(by, wide(DecimalOne)).Int64()).String(), looseProduct
	case "or_zero", "coalesce":
		for _, one := range f.Parts {
			if _, ok := one.Calculate(of); ok {
				return one.worked(of, called, say)
			}
		}
		return map[string]string{"or_zero": "0", "coalesce": "（空）"}[f.Op], tight
	case "least", "greatest":
		parts := make([]string, len(f.Parts))
		for i := range f.Parts {
			parts[i] = part(i, looseSum)
		}
		return map[string]string{"least": "最小(", "greatest": "最大("}[f.Op] + strings.Join(parts, ", ") + ")", tight
	}
	return "", tight
}

// overNothing tells a sum over no record.
func (f *Formula) overNothing(of func(*Term) Gathered) bool {
	return f.Op == "term" && f.Term.Aggregate == "sum" && len(of(f.Term).Numbers) == 0
}

// workedPoints says what an indicator earns: all its points, none, or a part of them.
func (f *Formula) workedPoints(of func(*Term) Gathered, part func(i, least int) string) (string, int) {
	points, has := f.Parts[0].Calculate(of)
	earned, ok := f.Calculate(of)
	met := "≥"
	above, below := 2, 1
	if f.Op == "earned_below" {
		met, above, below = "≤", 1, 2
	}
	switch {
	case !has || !ok:
		return "（空）", tight
	case earned == points:
		return part(0, looseProduct) + "（" + part(2, tight) + " " + met + " " + part(1, tight) + "，满分）", looseProduct
	case earned == 0:
		return "0", tight
	}
	return part(0, tight) + " × " + part(above, tight) + " ÷ " + part(below, tight), looseProduct
}
