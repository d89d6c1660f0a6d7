package hengji

import (
	"slices"
	"strings"
)

// Choose gives the text that a formula "first" comes to: that of the first record of its
// list of which every test holds. A record that has no limit for a test asks nothing there.
// ok is false where no record is left, as a mart has NULL there.
func (f *Formula) Choose(of func(*Term) Gathered) (text string, ok bool) {
	at, _ := f.chosen(of)
	if at < 0 {
		return "", false
	}
	return *of(f.Parts[0].Term).Texts[at], true
}

// chosen is the place of the first record of which every test holds, -1 for none, and for
// each before it the first test that does not.
func (f *Formula) chosen(of func(*Term) Gathered) (at int, failed []*Formula) {
	for i, text := range of(f.Parts[0].Term).Texts {
		test := slices.IndexFunc(f.Parts[1:], func(test *Formula) bool { return !test.holds(i, of) })
		if test < 0 && text != nil {
			return i, failed
		}
		failed = append(failed, f.Parts[max(test, 0)+1])
	}
	return -1, failed
}

// holds reports whether a test of "first" holds of a record of the list.
func (f *Formula) holds(record int, of func(*Term) Gathered) bool {
	limits := of(f.Parts[1].Term)
	if record >= len(limits.Texts) || record >= len(limits.Numbers) {
		return false
	}
	switch f.Op {
	case "in":
		among := listed(limits.Texts[record])
		has := of(f.Parts[0].Term).Texts
		return len(among) == 0 || len(has) == 1 && has[0] != nil && slices.Contains(among, *has[0])
	case "is blank if":
		_, has := f.Parts[0].Calculate(of)
		return limits.Texts[record] == nil || *limits.Texts[record] != "true" || !has
	}
	limit := limits.Numbers[record]
	if limit == nil {
		return true
	}
	value, ok := f.Parts[0].Calculate(of)
	return ok && compare(value, f.Op, *limit)
}

func compare(value Decimal, sign string, limit Decimal) bool {
	switch sign {
	case "<":
		return value < limit
	case "<=":
		return value <= limit
	case ">":
		return value > limit
	}
	return value >= limit
}

// listed are the words of a list as the engine writes it: [已完成, 已验收].
func listed(text *string) []string {
	if text == nil || *text == "[]" {
		return nil
	}
	return strings.Split(strings.Trim(*text, "[]"), ", ")
}

// Signs as people write them, and those of what does not hold.
var (
	signs    = map[string]string{"<": " < ", "<=": " ≤ ", ">": " > ", ">=": " ≥ ", "in": " 属于 "}
	opposite = map[string]string{"<": " ≥ ", "<=": " > ", ">": " ≤ ", ">=": " < ", "in": " 不属于 "}
)

// workedChoice says why a record of the list was the first: 86.3 ≥ 80；前面的不成立：优（86.3 < 90）.
func (f *Formula) workedChoice(of func(*Term) Gathered) string {
	at, failed := f.chosen(of)
	if at < 0 {
		return "（空）"
	}
	names := of(f.Parts[0].Term).Texts
	if len(f.Parts) == 1 { // nothing was asked
		return *names[at]
	}
	var holds, fails []string
	for _, test := range f.Parts[1:] {
		if text := test.said(at, of, signs); text != "" {
			holds = append(holds, text)
		}
	}
	if len(holds) == 0 {
		holds = []string{"没有条件"}
	}
	for i, test := range failed {
		if names[i] != nil {
			fails = append(fails, *names[i]+"（"+test.said(i, of, opposite)+"）")
		}
	}
	text := strings.Join(holds, "，")
	if len(fails) > 0 {
		text += "；前面的不成立：" + strings.Join(fails, "、")
	}
	return text
}

// said is a test of a record with its numbers, "" where it asks nothing.
func (f *Formula) said(record int, of func(*Term) Gathered, signs map[string]string) string {
	figure, name := f.Parts[0].Working(of), ""
	if term := f.Parts[0].Term; term != nil && term.As != "" {
		name = term.As + " "
	}
	_, has := f.Parts[0].Calculate(of)
	limits := of(f.Parts[1].Term).Texts
	if record >= len(limits) {
		return ""
	}
	limit := limits[record]
	switch {
	case limit == nil:
		return ""
	case f.Op == "in":
		among := listed(limit)
		if figure = "（空）"; len(among) == 0 {
			return ""
		}
		if texts := of(f.Parts[0].Term).Texts; len(texts) == 1 && texts[0] != nil {
			figure = *texts[0]
		}
		return name + figure + signs[f.Op] + strings.Join(among, "、")
	case f.Op == "is blank if" && *limit != "true":
		return ""
	case f.Op == "is blank if" && !has:
		return name + figure
	case f.Op == "is blank if":
		return name + figure + " 不为空"
	case !has:
		return name + "（空），不能与 " + *limit + " 比较"
	}
	return name + figure + signs[f.Op] + *limit
}

// wordedChoice is the same in words, for whatever record is chosen.
func (f *Formula) wordedChoice(called func(*Term) string, part func(test *Formula) string) string {
	var tests []string
	for _, test := range f.Parts[1:] {
		limit := called(test.Parts[1].Term)
		if test.Op == "is blank if" {
			tests = append(tests, part(test)+"为空（"+limit+"）")
			continue
		}
		tests = append(tests, part(test)+signs[test.Op]+limit)
	}
	if len(tests) == 0 {
		return called(f.Parts[0].Term)
	}
	return called(f.Parts[0].Term) + "：从上往下，各条件都成立的第一条（" + strings.Join(tests, "，") + "；没有写的不比较）"
}
