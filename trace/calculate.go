package trace

import (
	"slices"
	"strings"

	"hengji"
	"hengji/report/inert"
)

// calculate calculates a figure from its records as they were read again, the inner
// ones first, and holds it against the table.
func (f *figure) calculate() {
	if f.calculated {
		return
	}
	f.calculated = true
	for _, term := range f.Terms {
		for _, r := range term.Records {
			if r.Figure != nil {
				r.Figure.calculate()
				if !r.Figure.agrees() {
					f.problem("%s 的 %s 与它的来源不相符", term.Table, inert.OneLine(strings.Join(r.Key, " ")))
				}
			}
		}
		term.sum()
	}
	if f.trace == nil {
		return
	}
	if !f.trace.Formula.Calculates() {
		f.Verdict = "listed"
		return
	}
	f.Verdict = "differs"
	if f.trace.Formula.Op == "first" {
		f.choose()
		return
	}
	result, ok := f.trace.Formula.Calculate(f.gatheredOf)
	if ok {
		text := result.String()
		f.Calculated = &text
		f.Working = f.trace.Formula.Working(f.gatheredOf)
	}
	if f.Value == nil {
		empty := slices.ContainsFunc(f.Terms, func(term *tracedTerm) bool {
			return term.Value == nil && term.Aggregate != "count" && term.Aggregate != "distinct"
		})
		if !ok || empty {
			f.Verdict = "agrees"
		}
		return
	}
	if f.rounded {
		_, decimals, _ := strings.Cut(*f.Value, ".")
		result = result.Round(len(decimals))
	}
	if stated, exact, err := hengji.ParseDecimal(*f.Value); err == nil && exact && ok && stated == result {
		f.Verdict = "agrees"
	}
}

// choose finds the text of a figure that is one, and holds it against the table.
func (f *figure) choose() {
	text, ok := f.trace.Formula.Choose(f.gatheredOf)
	if ok {
		f.Calculated, f.Working = &text, f.trace.Formula.Working(f.gatheredOf)
	}
	if ok == (f.Value != nil) && (!ok || text == *f.Value) {
		f.Verdict = "agrees"
	}
}

// comesTo joins a calculation and what it comes to.
func (f *figure) comesTo() string {
	if f.trace != nil && f.trace.Formula.Op == "first" {
		return " → "
	}
	return " = "
}

// sum gives the value of a term. A sum over nothing counts as 0.
func (term *tracedTerm) sum() {
	var numbers []hengji.Decimal
	texts := map[string]bool{}
	for _, r := range term.Records {
		if r.number != nil {
			numbers = append(numbers, *r.number)
		}
		if r.Read != nil {
			texts[*r.Read] = true
		}
	}
	switch term.Aggregate {
	case "sum", "every":
		term.value, term.ok = hengji.SumDecimals(numbers)
		term.ok = term.ok && (term.Aggregate == "sum" || len(numbers) == len(term.Records))
	case "count":
		term.value, term.ok = hengji.Decimal(len(term.Records))*hengji.DecimalOne, true
	case "distinct":
		term.value, term.ok = hengji.Decimal(len(texts))*hengji.DecimalOne, true
	case "value", "number":
		if term.ok = len(numbers) > 0; term.ok {
			term.value = numbers[0]
		}
		for _, n := range numbers {
			switch {
			case term.aggregated.Most == "":
				term.ok = term.ok && n == term.value
			case term.aggregated.Lowest:
				term.value = min(term.value, n)
			default:
				term.value = max(term.value, n)
			}
		}
	}
	if term.ok && (len(numbers) > 0 || term.Aggregate == "count" || term.Aggregate == "distinct") {
		text := term.value.String()
		term.Value = &text
	}
}

// gathered is what the formula sees of a term.
func (term *tracedTerm) gathered() hengji.Gathered {
	g := hengji.Gathered{Value: term.value, OK: term.ok}
	for _, r := range term.Records {
		g.Numbers, g.Texts = append(g.Numbers, r.number), append(g.Texts, r.Read)
	}
	return g
}
