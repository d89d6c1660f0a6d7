package transform

import (
	"strconv"

	"hengji"
)

// A workbook in which everything is wrong must not cost more memory than one in
// which nothing is: so many findings are kept of one rule, field and sheet, and
// so many in all. The last one kept tells how many were left out; a blocking
// rule blocks with the first.
const (
	mostOfAKind  = 1000
	mostFindings = 20_000
)

// findings gathers what is wrong in one workbook.
type findings struct {
	rules *hengji.Rules
	list  []hengji.Finding
	kinds map[findingKind]*kindCount

	units []namedUnit // who reports, as it stands above tables
}

type findingKind struct {
	rule         hengji.RuleID
	sheet, field string
}

type kindCount struct {
	kept, omitted int
	last          int // place in list of the last one kept
}

func newFindings(rules *hengji.Rules) *findings {
	return &findings{rules: rules, kinds: map[findingKind]*kindCount{}}
}

// add makes a finding of a remark; cells are further ones of the same sheet that
// it is about.
func (f *findings) add(remark hengji.Remark, cells ...string) {
	kind := findingKind{remark.Rule, remark.Sheet, remark.Field}
	count := f.kinds[kind]
	if count == nil {
		count = &kindCount{}
		f.kinds[kind] = count
	}
	if count.kept >= mostOfAKind || len(f.list) >= mostFindings && count.kept > 0 {
		count.omitted++
		return
	}
	count.kept++
	count.last = len(f.list)
	finding := f.rules.Finding(remark)
	if remark.Earlier > 0 {
		cells = append(cells, hengji.CellName(remark.Earlier, remark.Column))
	}
	for _, cell := range cells {
		finding.Related = append(finding.Related, hengji.SheetCell(remark.Sheet, cell))
	}
	f.list = append(f.list, finding)
}

// fillIn makes the last finding a statement about blank cells, all of which want the same.
func (f *findings) fillIn(cells []string) {
	last := &f.list[len(f.list)-1]
	for _, cell := range cells {
		last.Cells = append(last.Cells, hengji.FindingCell{Cell: cell, Got: last.Got, Want: last.Want, Suggestion: last.Suggestion})
	}
}

// done returns the findings, with a word on those that were left out.
func (f *findings) done() []hengji.Finding {
	for _, count := range f.kinds {
		if count.omitted > 0 {
			last := &f.list[count.last]
			last.Omitted = count.omitted
			last.Message += hengji.OmittedWords(count.omitted)
		}
	}
	return f.list
}

// runs lists row numbers as people do: 5、7-9、12; past a bound it ends in 等.
type runs struct {
	spans []hengji.Range
	more  bool
	first int
}

func (r *runs) add(row int) {
	const most = 20
	if r.first == 0 {
		r.first = row
	}
	if n := len(r.spans); n > 0 && r.spans[n-1].LastRow >= row-1 {
		r.spans[n-1].LastRow = row
		return
	}
	if len(r.spans) == most {
		r.more = true
		return
	}
	r.spans = append(r.spans, hengji.Range{FirstRow: row, LastRow: row})
}

func (r *runs) String() string {
	text := ""
	for i, span := range r.spans {
		if i > 0 {
			text += "、"
		}
		text += strconv.Itoa(span.FirstRow)
		if span.LastRow > span.FirstRow {
			text += "-" + strconv.Itoa(span.LastRow)
		}
	}
	if r.more {
		text += " 等"
	}
	return text
}

// stretch makes the last span reach to a row.
func (r *runs) stretch(row int) {
	if n := len(r.spans); n > 0 && r.spans[n-1].LastRow < row {
		r.spans[n-1].LastRow = row
	}
}

// join takes over the spans of another list and empties it.
func (r *runs) join(other *runs) {
	for _, span := range other.spans {
		r.add(span.FirstRow)
		if !r.more {
			r.stretch(span.LastRow)
		}
	}
	*other = runs{}
}
