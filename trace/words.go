package trace

import (
	"cmp"
	"slices"
	"strings"

	"hengji"
	"hengji/report/inert"
)

// forPrograms tells a word that only programs read, such as holds or share.
func forPrograms(text string) bool {
	return strings.Trim(text, "abcdefghijklmnopqrstuvwxyz_ ") == ""
}

// exact is the figure's value: where only a table prints it, what it is calculated to.
func (f *figure) exact() string {
	if f.rounded && f.Calculated != nil {
		return *f.Calculated
	}
	return shown(f.Value)
}

// weight is how many records stand behind a figure.
func (f *figure) weight() (records int) {
	f.eachFigure(map[*figure]bool{}, func(inner *figure) {
		for _, term := range inner.Terms {
			records += len(term.Records)
		}
	})
	return records
}

// condition says which records a term takes; "" where only the program knows what that means.
func (term *tracedTerm) condition(c hengji.Condition) string {
	label := cmp.Or(term.words[c.Field], c.Field)
	if slices.ContainsFunc(c.Texts, forPrograms) {
		return ""
	}
	texts := "“" + strings.Join(c.Texts, "”“") + "”"
	switch c.Op {
	case "=", "in":
		return label + "为" + texts
	case "<>":
		return label + "不为" + texts
	case "blank":
		return label + "为空"
	case "not blank":
		return label + "不为空"
	case "not":
		return "不是：" + label
	}
	return label
}

// fewLabels are as many records as a term is called by.
const fewLabels = 4

// called is what a term is in words: 安排金额（万元）之和, or what its few records are called.
func (term *tracedTerm) called() string {
	if term.aggregated.As != "" {
		return term.aggregated.As
	}
	var labels []string
	for _, r := range term.Records {
		if name := r.label(); name != "" {
			labels = append(labels, inert.OneLine(name))
		}
	}
	if term.Aggregate == "sum" && len(labels) > 0 && len(labels) <= fewLabels && len(labels) == len(term.Records) {
		return strings.Join(labels, " + ")
	}
	label := inert.OneLine(cmp.Or(term.Label, term.Table))
	switch term.Aggregate {
	case "sum", "every":
		return label + "之和"
	case "count":
		return "记录的条数"
	case "distinct":
		return "不同的" + label + "的个数"
	}
	return label
}

// inWords is the figure's formula in words, "" where it only lists.
func (f *figure) inWords() string {
	if f.trace == nil || !f.trace.Formula.Calculates() {
		return ""
	}
	return f.trace.Formula.Words(f.gatheredOf, func(term *hengji.Term) string { return f.Terms[term.Number-1].called() })
}

func (f *figure) gatheredOf(term *hengji.Term) hengji.Gathered {
	return f.Terms[term.Number-1].gathered()
}

// fewAddends are as many as a sum is written out with.
const fewAddends = 12

// inNumbers is the formula with its numbers and what it comes to; a sum of few is written out.
func (f *figure) inNumbers() string {
	if f.Calculated == nil {
		return ""
	}
	text := f.step()
	if text == "" && len(f.Terms) == 1 && f.Terms[0].Aggregate == "sum" && len(f.Terms[0].Records) <= fewAddends {
		var addends []string
		for _, r := range f.Terms[0].Records {
			if r.number != nil {
				addends = append(addends, r.number.String())
			}
		}
		text = strings.Join(addends, " + ")
	}
	if text == "" || text == *f.Calculated {
		return ""
	}
	return text + " = " + *f.Calculated
}
