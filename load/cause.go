package load

import (
	"cmp"
	"slices"
	"strings"

	"hengji"
)

// Cause groups what one wrong cell brought about. Findings of a workbook that
// name the same cell, as their own or as one that they compare, get the same
// cause: the fingerprint of the one that speaks of that cell itself, unless a
// graver one stands before it. Where a finding names cells of several groups, it
// goes with the cell that most findings name. A 合计 that does not add up names
// every cell of its column; a region that cannot be told follows from a cover
// that is not there, a column without a label from the label that is missing.
// What is only a 提示, or not shown, keeps to itself.
//
// findings are in the order of hengji.SortFindings, which gives fingerprints.
func Cause(findings []hengji.Finding, rules *hengji.Rules) {
	for from := 0; from < len(findings); {
		to := from + 1
		for to < len(findings) && findings[to].Submission == findings[from].Submission {
			to++
		}
		groupCauses(findings[from:to], rules)
		from = to
	}
}

// mostSums bounds how many sums of one column go with a cell of it: a sheet of
// nothing but 合计 rows must not cost its square.
const mostSums = 20

// suspect is a cell that several findings of a workbook name.
type suspect struct {
	cell     string
	findings []int
}

// noCover stands for the cell that would tell the region, were there a cover.
const noCover = "cover"

func groupCauses(findings []hengji.Finding, rules *hengji.Rules) {
	grouped := make([]bool, len(findings))
	for _, s := range suspects(findings, rules) {
		var members []int
		others := "" // the cause of those that are in a group
		for _, i := range s.findings {
			switch {
			case !grouped[i]:
				members = append(members, i)
			case others == "":
				others = findings[i].Cause
			}
		}
		if len(members) < 2 {
			if others != "" && len(members) == 1 && findings[members[0]].Rule == "TOTAL-SUM" {
				grouped[members[0]] = true
				findings[members[0]].Cause = others // the sum names no cell of its own
			}
			continue
		}
		leader := members[0]
		for _, i := range members {
			f := &findings[i]
			own := f.Cell != "" && sheetCell(f.Sheet, f.Cell) == s.cell || s.cell == noCover && f.Rule == "SHEET-MISSING"
			if own && f.Severity == findings[members[0]].Severity {
				leader = i
				break
			}
		}
		for _, i := range members {
			grouped[i] = true
			findings[i].Cause = findings[leader].Fingerprint
		}
	}
}

// suspects lists the cells by how many findings name them, most first; of
// equals the one that is named first.
func suspects(findings []hengji.Finding, rules *hengji.Rules) []suspect {
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
	for i := range findings {
		f := &findings[i]
		switch {
		case f.Severity == hengji.Notice || f.Shadow:
		case f.Rule == "TOTAL-SUM":
			column := columnOf(sheetCell(f.Sheet, f.Cell))
			sums[column] = append(sums[column], i)
			add(column, i)
		case f.Sheet == "" && (f.Rule == "REGION-UNKNOWN" || f.Rule == "SHEET-MISSING" && tellsRegion(rules.Form(f.Form))):
			add(noCover, i)
		case f.Rule == "LABEL-MISSING" || f.Rule == "LABEL-BLANK":
			add(sheetCell(f.Sheet, "label"), i)
		default:
			for _, cell := range cellsOf(f) {
				add(cell, i)
			}
		}
	}
	for n := range list {
		s := &list[n]
		if column := columnOf(s.cell); column != s.cell && !slices.ContainsFunc(s.findings, func(i int) bool { return findings[i].Type == "label-error" }) {
			s.findings = append(s.findings, sums[column][:min(len(sums[column]), mostSums)]...)
			slices.Sort(s.findings)
		}
	}
	slices.SortStableFunc(list, func(a, b suspect) int { return cmp.Compare(len(b.findings), len(a.findings)) })
	return list
}

// columnOf is an address without its row.
func columnOf(cell string) string { return strings.TrimRight(cell, "0123456789") }

func tellsRegion(form *hengji.Form) bool {
	return form != nil && slices.ContainsFunc(form.Fields, func(f *hengji.Field) bool { return f.Identifies == "region" })
}
