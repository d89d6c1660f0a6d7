package load

import (
	"slices"
	"strings"
	"unicode"

	"hengji"
)

// within joins a cell in which the keys of two records stand with the checks that look for
// one of them in vain: 2021NY001⏎2021NY002 is no code, and each of the two is missed. That
// cell is what they look for, and related.
func (g *grouping) within() {
	keys := map[string]int{}
	for _, i := range g.acted {
		if f := &g.findings[i]; f.Rule == hengji.RuleCellTwoValues && g.ofRecord(f) {
			for _, key := range strings.FieldsFunc(f.Got, partsKeys) {
				keys[key] = i
			}
		}
	}
	for _, i := range g.acted {
		f := &g.findings[i]
		rule := g.rules.Catalogue[f.Rule]
		if other, known := keys[f.Got]; known && rule != nil && rule.SQL != "" && len(f.Cells) == 0 && g.ofRecord(f) {
			g.join(other, i)
			g.twofold = append(g.twofold, other)
			if cell := hengji.SheetCell(g.findings[other].Sheet, g.findings[other].Cell); !slices.Contains(f.Related, cell) {
				f.Related = append(slices.Clip(f.Related), cell)
			}
		}
	}
}

// partsKeys is true of what parts two keys in one cell.
func partsKeys(r rune) bool {
	return r == '⏎' || unicode.IsSpace(r) || strings.ContainsRune("、，,；;/|和及", r)
}
