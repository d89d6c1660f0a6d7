package load

import (
	"cmp"
	"slices"
	"strings"

	"hengji"
)

// Cause groups what one mistake brought about. Findings of a workbook that name
// the same cell, as their own or as one that they compare, get the same cause: the
// fingerprint of the one that speaks of that cell itself, unless a graver one
// stands before it. Where a finding names cells of several groups, it goes with
// the cell that most findings name. A mistake may be larger than a cell: a row that
// was pushed aside, a column that was filled in yuan (see spread.go). A region that
// cannot be told follows from a cover that is not there, a column without a label
// from the label that is missing. What is only a 提示, or not shown, keeps to itself.
//
// findings are in the order of hengji.SortFindings, which gives fingerprints.
func Cause(findings []hengji.Finding, rules *hengji.Rules) {
	for from := 0; from < len(findings); {
		to := from + 1
		for to < len(findings) && findings[to].Submission == findings[from].Submission {
			to++
		}
		g := grouping{findings: findings[from:to], rules: rules, grouped: make([]bool, to-from)}
		list := g.suspects()
		for _, s := range list {
			g.group(s)
		}
		g.follow()
		g.lacking()
		from = to
	}
}

// grouping is the findings of one workbook, and which of them share a cause.
type grouping struct {
	findings []hengji.Finding
	rules    *hengji.Rules
	grouped  []bool
}

// suspect is a cell, or a stretch of cells, that several findings name.
type suspect struct {
	cell     string
	findings []int
}

// noCover stands for the cell that would tell the region, were there a cover.
const noCover = "cover"

// acted tells the findings that districts see and must act on.
func acted(f *hengji.Finding) bool { return f.Severity != hengji.Notice && !f.Shadow }

func (g *grouping) group(s suspect) {
	members := slices.DeleteFunc(slices.Clone(s.findings), func(i int) bool { return g.grouped[i] })
	if len(members) < 2 {
		return
	}
	leader := members[0]
	for _, i := range members {
		f := &g.findings[i]
		own := f.Cell != "" && sheetCell(f.Sheet, f.Cell) == s.cell || s.cell == noCover && f.Rule == hengji.RuleSheetMissing
		if own && f.Severity == g.findings[members[0]].Severity {
			leader = i
			break
		}
	}
	for _, i := range members {
		g.grouped[i] = true
		g.findings[i].Cause = g.findings[leader].Fingerprint
	}
}

// suspects lists the cells by how many findings name them, most first; of
// equals the one that is named first.
func (g *grouping) suspects() []suspect {
	at := map[string]int{}
	var list []suspect
	add := func(cell string, i int) {
		n, known := at[cell]
		if !known {
			n = len(list)
			at[cell] = n
			list = append(list, suspect{cell: cell})
		}
		if s := &list[n]; len(s.findings) == 0 || s.findings[len(s.findings)-1] != i {
			s.findings = append(s.findings, i)
		}
	}
	sums := map[string][]int{} // of each column
	for i := range g.findings {
		f := &g.findings[i]
		switch {
		case !acted(f):
		case f.Rule == totalSum:
			column := columnOf(sheetCell(f.Sheet, f.Cell))
			sums[column] = append(sums[column], i)
			add(column, i)
			for _, cell := range f.Related {
				add(cell, i)
			}
		case f.Sheet == "" && (f.Rule == hengji.RuleRegionUnknown || f.Rule == hengji.RuleSheetMissing && tellsRegion(g.rules.Form(f.Form))):
			add(noCover, i)
		case f.Rule == hengji.RuleLabelMissing || f.Rule == hengji.RuleLabelBlank:
			add(sheetCell(f.Sheet, "label"), i)
		default:
			for _, cell := range cellsOf(f) {
				add(cell, i)
			}
		}
	}
	for n := range list {
		s := &list[n]
		if column := columnOf(s.cell); column != s.cell && !slices.ContainsFunc(s.findings, func(i int) bool { return g.findings[i].Type == "label-error" }) {
			s.findings = append(s.findings, sums[column][:min(len(sums[column]), mostSums)]...)
			slices.Sort(s.findings)
			s.findings = slices.Compact(s.findings)
		}
	}
	list = append(list, g.stretches()...)
	slices.SortStableFunc(list, func(a, b suspect) int { return cmp.Compare(len(b.findings), len(a.findings)) })
	return list
}

const totalSum = hengji.RuleTotalSum

// mostSums bounds how many sums of one column go with a cell of it: a sheet of
// nothing but 合计 rows must not cost its square.
const mostSums = 20

// follow lets what is still alone go with a group that names one of its cells. A
// comparison conducts from one row to the row that it compares; a sum, which names
// a whole column, follows and does not conduct, or mistakes of two rows would seem
// one. What is wrong in itself (no number, not in the list) follows nothing.
func (g *grouping) follow() {
	by := map[string][]int{} // the findings of groups by the cells and columns that they name
	conduct := func(i int) {
		f := &g.findings[i]
		for _, cell := range cellsOf(f) {
			by[cell] = append(by[cell], i)
			if f.Type != "label-error" {
				by[columnOf(cell)] = append(by[columnOf(cell)], i)
			}
		}
	}
	for i := range g.findings {
		if acted(&g.findings[i]) && g.grouped[i] {
			conduct(i)
		}
	}
	for i := range g.findings {
		f := &g.findings[i]
		if rule := g.rules.Catalogue[f.Rule]; g.grouped[i] || !acted(f) || f.Rule != totalSum && (rule == nil || rule.SQL == "") {
			continue
		}
		cells := cellsOf(f)
		if f.Rule == totalSum {
			cells = []string{columnOf(sheetCell(f.Sheet, f.Cell))}
		}
		if other, found := g.conductor(cells, isSum(f), by); found {
			g.grouped[i], f.Cause = true, g.findings[other].Cause
			conduct(i)
		}
	}
}

// conductor finds a grouped finding with which one that names these cells may go.
func (g *grouping) conductor(cells []string, sum bool, by map[string][]int) (int, bool) {
	for _, cell := range cells {
		for _, other := range by[cell] {
			if sum || !isSum(&g.findings[other]) {
				return other, true
			}
		}
	}
	return 0, false
}

// isSum tells a finding that names three cells of a column or more.
func isSum(f *hengji.Finding) bool {
	if f.Rule == totalSum {
		return true
	}
	columns := map[string]int{}
	for _, cell := range cellsOf(f) {
		column := columnOf(cell)
		if columns[column]++; columns[column] > 2 {
			return true
		}
	}
	return false
}

// lacking lets a 合计 that is off by just what another finding lacks go with it: a
// row that was taken out is missed by the other tables, by the control figure, and
// by the sums that nobody changed.
func (g *grouping) lacking() {
	amounts := map[string]int{}
	for i := range g.findings {
		f := &g.findings[i]
		if rule := g.rules.Catalogue[f.Rule]; !acted(f) || f.Rule == totalSum || rule == nil || rule.SQL == "" {
			continue
		}
		if _, known := amounts[size(f.Diff)]; f.Diff != "" && !known {
			amounts[size(f.Diff)] = i
		}
	}
	others := map[string]bool{} // causes that are not of sums alone
	for i := range g.findings {
		if g.findings[i].Rule != totalSum {
			others[g.findings[i].Cause] = true
		}
	}
	moved := map[string]string{}
	for i := range g.findings {
		f := &g.findings[i]
		if other, known := amounts[size(f.Diff)]; known && f.Rule == totalSum && acted(f) && !others[f.Cause] {
			moved[f.Cause] = g.findings[other].Cause
		}
	}
	for i := range g.findings {
		if cause := moved[g.findings[i].Cause]; cause != "" {
			g.findings[i].Cause = cause
		}
	}
}

// size is a difference without its sign.
func size(diff string) string { return strings.TrimPrefix(diff, "-") }

// columnOf is an address without its row.
func columnOf(cell string) string { return strings.TrimRight(cell, "0123456789") }

func tellsRegion(form *hengji.Form) bool {
	return form != nil && slices.ContainsFunc(form.Fields, func(f *hengji.Field) bool { return f.Identifies == "region" })
}
