package report

import (
	"slices"

	"hengji/report/inert"
	"hengji/report/ooxml"
)

// SelfCheckedProperty is the document property of a workbook that a district checked
// itself: when, and by which program, rules and page.
const SelfCheckedProperty = "衡绩自查"

// selfCheckedLine says the same at the foot of the list, "" where nothing is told.
func (r Return) selfCheckedLine() string {
	if r.SelfChecked == "" {
		return ""
	}
	return "· 自查：" + inert.OneLine(r.SelfChecked)
}

// properties are what the marked workbook says of itself.
func (r Return) properties() []ooxml.Property {
	if r.SelfChecked == "" {
		return nil
	}
	return []ooxml.Property{{Name: SelfCheckedProperty, Value: inert.OneLine(r.SelfChecked)}}
}

// Listed is how many lines the list of the workbook has; they are the first of the page.
func (r Return) Listed() int { return listedOf(r.items()) }

// Explained is the return with what a clerk says beside lines of its list, by their
// numbers on the page. It settles nothing: that is decided when the workbook is read.
func (r Return) Explained(texts map[int]string) Return {
	r.Findings = slices.Clone(r.Findings)
	for _, it := range r.items() {
		if text := texts[it.number]; text != "" {
			for _, f := range it.findings {
				f.Explanation = inert.Cut(inert.Lines(text), mostExplanation)
			}
		}
	}
	return r
}
