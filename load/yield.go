package load

import (
	"slices"

	"hengji"
)

// Yield drops the findings that another one explains: a rule names the rules that
// it yields to, and where one of those spoke about the same cells, the same
// record, or the whole sheet or file, this one is silent. So one mistake gives
// one finding. A dropped finding still silences others: it has the same cause.
func Yield(findings []hengji.Finding, rules *hengji.Rules) []hengji.Finding {
	spoken := map[speaker]*ground{}
	for i := range findings {
		f := &findings[i]
		who := speaker{f.Submission, f.Rule}
		if spoken[who] == nil {
			spoken[who] = newGround()
		}
		spoken[who].add(f)
	}
	return slices.DeleteFunc(slices.Clone(findings), func(f hengji.Finding) bool {
		rule := rules.Catalogue[f.Rule]
		if rule == nil {
			return false
		}
		return slices.ContainsFunc(rule.YieldsTo, func(other hengji.RuleID) bool {
			g := spoken[speaker{f.Submission, other}]
			return other != f.Rule && g != nil && g.touches(&f)
		})
	})
}

type speaker struct {
	submission int64
	rule       hengji.RuleID
}

// record is a row of a sheet, or with row 0 a whole sheet.
type record struct {
	sheet string
	row   int
}

// ground is what the findings of one rule in one workbook spoke about.
type ground struct {
	file    bool // the whole workbook
	sheets  map[string]bool
	records map[record]bool
	cells   map[string]bool
}

func newGround() *ground {
	return &ground{sheets: map[string]bool{}, records: map[record]bool{}, cells: map[string]bool{}}
}

func (g *ground) add(f *hengji.Finding) {
	if f.Sheet == "" {
		g.file = true
	}
	g.sheets[f.Sheet] = true
	g.records[record{f.Sheet, f.Row}] = true
	for _, cell := range cellsOf(f) {
		g.cells[cell] = true
	}
}

func (g *ground) touches(f *hengji.Finding) bool {
	switch {
	case g.file || f.Sheet == "":
		return true
	case g.records[record{f.Sheet, 0}] || g.records[record{f.Sheet, f.Row}]:
		return true
	case f.Row == 0 && g.sheets[f.Sheet]:
		return true
	}
	return slices.ContainsFunc(cellsOf(f), func(cell string) bool { return g.cells[cell] })
}

// cellsOf lists the cells that a finding speaks about, its own first.
func cellsOf(f *hengji.Finding) []string {
	if f.Cell == "" {
		return f.Related
	}
	return append([]string{sheetCell(f.Sheet, f.Cell)}, f.Related...)
}
