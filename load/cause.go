package load

import (
	"slices"
	"strings"

	"hengji"
)

// Cause groups what one mistake brought about: the fingerprint of the one finding
// that stands for it. Two findings of a workbook go together only where what they
// say shows it:
//   - they accuse one cell;
//   - they name a cell in common, and are off by the same amount;
//   - one compares the value that the other accuses, and no other accused one: a text
//     (a code, a name), or a number that could not be read;
//   - one says that a row may be none, the others that several required cells of it are
//     blank;
//   - one rule accuses three cells or more of a row, or of a column one below the other
//     (they are brothers, and none follows from another), and no other rule a cell that one of
//     them compares;
//   - the keys of two records stand in one cell, and the other misses one of them;
//   - a sum is off by just what another finding lacks, as where a row was taken out;
//   - a region cannot be told for want of a cover, a column for want of its label.
//
// That cells stand in one row is no such reason. Of a group the gravest finding is
// the cause, of those the one whose cell the others name. What is only a 提示, is not
// shown, or remains when others are followed keeps to itself.
//
// findings are in the order of hengji.SortFindings, which gives fingerprints.
func Cause(findings []hengji.Finding, rules *hengji.Rules) {
	for from := 0; from < len(findings); {
		to := from + 1
		for to < len(findings) && findings[to].Submission == findings[from].Submission {
			to++
		}
		group(findings[from:to], rules)
		from = to
	}
}

func group(findings []hengji.Finding, rules *hengji.Rules) {
	g := &grouping{findings: findings, rules: rules, parent: make([]int, len(findings)), own: map[string]int{}}
	for i := range findings {
		g.parent[i] = i
		if f := &findings[i]; acted(f) && !f.Remains() {
			g.acted = append(g.acted, i)
			if f.Rule == totalSum || f.Type == "label-error" {
				continue
			}
			for _, cell := range accusedCells(f) {
				if first, known := g.own[cell]; known {
					g.join(first, i)
				} else {
					g.own[cell] = i
				}
			}
		}
	}
	g.labels()
	g.rows()
	g.stretches()
	g.amounts()
	g.within()
	g.compared()
	g.lacking()
	g.name()
}

// grouping is the findings of one workbook, and which of them share a cause.
type grouping struct {
	findings []hengji.Finding
	rules    *hengji.Rules
	acted    []int          // those that districts see and must act on
	parent   []int          // of a group's members, one of it
	own      map[string]int // the first finding that accuses a cell
	twofold  []int          // cells of two keys, which stand for whoever misses one
}

// accusedCells are those that a finding calls wrong: its own, of a statement all.
func accusedCells(f *hengji.Finding) []string {
	if f.Cell == "" {
		return nil
	}
	cells := []string{hengji.SheetCell(f.Sheet, f.Cell)}
	for _, other := range f.Cells[min(len(f.Cells), 1):] {
		cells = append(cells, hengji.SheetCell(f.Sheet, other.Cell))
	}
	return cells
}

// acted is true of the findings that districts see and must act on.
func acted(f *hengji.Finding) bool { return f.Severity != hengji.Notice && !f.Shadow }

const totalSum = hengji.RuleTotalSum

func (g *grouping) of(i int) int {
	for g.parent[i] != i {
		g.parent[i] = g.parent[g.parent[i]]
		i = g.parent[i]
	}
	return i
}

func (g *grouping) join(i, j int) {
	i, j = g.of(i), g.of(j)
	g.parent[max(i, j)] = min(i, j)
}

// labels joins what a missing cover or a missing label brings about.
func (g *grouping) labels() {
	first := map[string]int{}
	for _, i := range g.acted {
		f := &g.findings[i]
		key := ""
		switch {
		case f.Sheet == "" && (f.Rule == hengji.RuleRegionBlank || f.Rule == hengji.RuleRegionUnknown || f.Rule == hengji.RuleSheetMissing && identifiesRegion(g.rules.Form(f.Form))):
			key = "cover"
		case f.Rule == hengji.RuleLabelMissing || f.Rule == hengji.RuleLabelMissingAsked || f.Rule == hengji.RuleLabelBlank:
			key = hengji.SheetCell(f.Sheet, "label")
		default:
			continue
		}
		if other, known := first[key]; known {
			g.join(other, i)
		} else {
			first[key] = i
		}
	}
}

// rows joins what is said of a row that may be none with the blanks that this brings
// about: two or more, for of a record one cell may be forgotten.
func (g *grouping) rows() {
	type line struct {
		sheet string
		row   int
	}
	none, blanks := map[line]int{}, map[line][]int{}
	for _, i := range g.acted {
		f := &g.findings[i]
		switch at := (line{f.Sheet, f.Row}); {
		case f.Rule == hengji.RuleRowAfterNotes:
			none[at] = i
		case f.Rule.Fact() == "required" && f.Type != "label-error" && len(f.Cells) == 0:
			blanks[at] = append(blanks[at], i)
		}
	}
	for at, i := range none {
		if len(blanks[at]) < 2 {
			continue
		}
		for _, j := range blanks[at] {
			g.join(i, j)
		}
	}
}

// fewest is how many cells beside each other are no coincidence.
const fewest = 3

// stretches joins what one rule says of a stretch of a column, or of a row.
func (g *grouping) stretches() {
	type place struct {
		sheet       string
		rule        hengji.RuleID
		row, column int
	}
	columns, rows := map[place][]int{}, map[place][]int{}
	for _, i := range g.acted {
		if f := &g.findings[i]; f.Cell != "" && len(f.Cells) == 0 && f.Rule != totalSum && !g.comparesAccused(f) {
			column, row := place{f.Sheet, f.Rule, 0, f.Column}, place{f.Sheet, f.Rule, f.Row, 0}
			columns[column], rows[row] = append(columns[column], i), append(rows[row], i)
		}
	}
	for _, list := range columns {
		slices.SortStableFunc(list, func(a, b int) int { return g.findings[a].Row - g.findings[b].Row })
		for from := 0; from < len(list); {
			to := from + 1
			for to < len(list) && g.findings[list[to]].Row-g.findings[list[to-1]].Row <= 1 {
				to++
			}
			g.joinAll(list[from:to])
			from = to
		}
	}
	for _, list := range rows {
		g.joinAll(list)
	}
}

// comparesAccused reports whether a finding compares a cell that another rule accuses: then it
// has a reason of its own, which is none of its brothers'.
func (g *grouping) comparesAccused(f *hengji.Finding) bool {
	return slices.ContainsFunc(f.Related, func(cell string) bool {
		other, known := g.own[cell]
		return known && g.findings[other].Rule != f.Rule
	})
}

// joinAll joins findings that are too many for a coincidence.
func (g *grouping) joinAll(list []int) {
	for n := 1; n < len(list) && len(list) >= fewest; n++ {
		g.join(list[0], list[n])
	}
}

// lacking joins a 合计 that is off by just what another finding lacks: a row that was
// taken out is missed by the other tables, by the control figure, and by the sums
// that nobody changed.
func (g *grouping) lacking() {
	amounts, beside := map[string]int{}, map[int]bool{}
	for _, i := range g.acted {
		f := &g.findings[i]
		if f.Rule == totalSum {
			continue
		}
		beside[g.of(i)] = true
		size := strings.TrimPrefix(f.Diff, "-")
		if _, known := amounts[size]; size != "" && !known && len(f.Cells) == 0 && g.ofRecord(f) {
			amounts[size] = i
		}
	}
	for _, i := range g.acted {
		f := &g.findings[i]
		if other, known := amounts[strings.TrimPrefix(f.Diff, "-")]; known && f.Rule == totalSum && !beside[g.of(i)] {
			g.join(other, i)
		}
	}
}

// ofRecord tells a finding about a record or a sheet as such: its key, or no cell.
func (g *grouping) ofRecord(f *hengji.Finding) bool {
	form := g.rules.Form(f.Form)
	return f.Cell == "" || form != nil && slices.Contains(form.Key, f.Field)
}

// name gives the findings of each group the fingerprint of the one that stands for it.
func (g *grouping) name() {
	named := map[string]int{} // how many findings name a cell
	members := map[int][]int{}
	for _, i := range g.acted {
		members[g.of(i)] = append(members[g.of(i)], i)
		for _, cell := range cellsOf(&g.findings[i]) {
			named[cell]++
		}
	}
	for _, list := range members {
		standing := func(i int) int { // how much it stands for
			f := &g.findings[i]
			if f.Rule == hengji.RuleSheetMissing || ofRow(f) || slices.Contains(g.twofold, i) {
				return len(g.findings) + 1
			}
			if f.Rule == totalSum {
				return -1 // a total goes with its rows, never they with it
			}
			most := 0
			for _, cell := range accusedCells(f) {
				most = max(most, named[cell])
			}
			return most
		}
		leader := list[0] // the gravest
		for _, i := range list {
			if weight(&g.findings[i]) == weight(&g.findings[leader]) && standing(i) > standing(leader) {
				leader = i
			}
		}
		for _, i := range list {
			if len(list) == 1 || ofRow(&g.findings[i]) && !ofRow(&g.findings[leader]) {
				continue // nor is a row hidden or struck for what a cell of it holds
			}
			g.findings[i].Cause = g.findings[leader].Fingerprint
		}
	}
}

// ofRow is true of a finding about a row as a whole.
func ofRow(f *hengji.Finding) bool { return f.Row > 0 && f.Cell == "" }

// columnOf is an address without its row.
func columnOf(cell string) string { return strings.TrimRight(cell, "0123456789") }

func identifiesRegion(form *hengji.Form) bool {
	return form != nil && slices.ContainsFunc(form.Fields, func(f *hengji.Field) bool { return f.Identifies == "region" })
}
