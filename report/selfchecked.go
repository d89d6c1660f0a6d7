package report

import (
	"slices"

	"hengji"
	"hengji/report/inert"
	"hengji/report/ooxml"
)

// selfCheckedLine says at the foot of the list when and by what the district checked the
// workbook itself, "" where nothing is told.
func (r Return) selfCheckedLine() string {
	if r.SelfChecked == "" {
		return ""
	}
	return "· 自查：" + inert.OneLine(r.SelfChecked)
}

// properties say the same to whoever lost the list.
func (r Return) properties() []ooxml.Property {
	if r.SelfChecked == "" {
		return nil
	}
	return []ooxml.Property{{Name: hengji.SelfCheckedProperty, Value: inert.OneLine(r.SelfChecked)}}
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
