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

// internalName tells the name of a scheme, or a yes or no, among the words that name a row.
func internalName(text string) bool {
	return forPrograms(strings.Trim(text, "0123456789")) && strings.ContainsAny(text, "abcdefghijklmnopqrstuvwxyz")
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

// conditions say which records a term takes, behind its total.
func (term *tracedTerm) conditions() (text string) {
	for _, condition := range term.aggregated.Where {
		if words := term.condition(condition); words != "" {
			text += "；" + words
		}
	}
	return text
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
		name := inert.OneLine(r.label())
		if name == "" {
			break
		}
		sign := " + "
		if r.Figure != nil && r.Figure.trace != nil && r.Figure.trace.Formula.Negates() {
			sign = " - "
		}
		labels = append(labels, sign, name)
	}
	if n := len(labels) / 2; term.Aggregate == "sum" && n > 0 && n <= fewLabels && n == len(term.Records) {
		return strings.TrimPrefix(strings.Join(labels, ""), " + ")
	}
	label := inert.OneLine(cmp.Or(term.Label, term.Table))
	switch term.Aggregate {
	case "sum", "every":
		return label + "之和"
	case "count":
		if term.form != nil {
			label = term.form.Title
		} else if title := term.words[""]; title != "" {
			label = inert.OneLine(title)
		}
		return label + "的记录数"
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
	return f.trace.Formula.Words(f.gatheredOf, f.called)
}

// called is what a term of the figure is in words: one over the whole of what another takes
// a part of says so.
func (f *figure) called(term *hengji.Term) string {
	text := f.Terms[term.Number-1].called()
	if slices.ContainsFunc(f.Terms, func(other *tracedTerm) bool {
		return other.Text == term.Text && len(other.By) > len(term.By)
	}) {
		text += "（全部）"
	}
	return text
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
	return text + f.comesTo() + *f.Calculated
}
