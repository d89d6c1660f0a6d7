package load

import (
	"slices"

	"hengji"
)

// compared joins a comparison with what accuses the one value that it used, where nothing
// else names another of its cells: what is wrong may be there. A sum goes only with what it
// is off by.
func (g *grouping) compared() {
	naming, leaders := map[string][]int{}, map[int]int{}
	root := func(i int) int {
		if leader, follows := leaders[i]; follows {
			return g.of(leader)
		}
		return g.of(i)
	}
	for _, i := range g.acted {
		f := &g.findings[i]
		for _, cell := range cellsOf(f) {
			naming[cell] = append(naming[cell], i)
		}
		if rule := g.rules.Catalogue[f.Rule]; len(f.Cells) > 0 || rule == nil || rule.SQL == "" {
			continue // wrong in itself
		}
		if first, known := g.own[hengji.SheetCell(f.Sheet, f.Cell)]; known && first != i && f.Cell != "" {
			continue // by its own cell
		}
		var accused []int
		for _, cell := range f.Related {
			if other, known := g.own[cell]; known {
				accused = append(accused, other)
			}
		}
		if len(accused) == 0 || slices.ContainsFunc(accused, func(other int) bool { return root(other) != root(accused[0]) }) {
			continue // nothing, or several mistakes
		}
		if g.explains(&g.findings[accused[0]], f) {
			leaders[i] = root(accused[0])
		}
	}
	for _, i := range g.acted {
		leader, follows := leaders[i]
		if !follows {
			continue
		}
		alone := func(other int) bool { return other != i && root(other) != g.of(leader) }
		if !slices.ContainsFunc(cellsOf(&g.findings[i]), func(cell string) bool {
			at, accused := g.own[cell]
			return !(accused && g.of(at) == g.of(leader)) && slices.ContainsFunc(naming[cell], alone)
		}) {
			g.join(leader, i)
		}
	}
}

// explains reports whether what is accused may be all that is wrong with a comparison:
// of numbers that were read only what they are off by tells that.
func (g *grouping) explains(cause, f *hengji.Finding) bool {
	rule, form := g.rules.Catalogue[cause.Rule], g.rules.Form(cause.Form)
	if off := sizes(cause); len(off) > 0 && f.Diff != "" && (cause.Rule.Fact() != "minimum" || g.unitOf(cause) == g.unitOf(f)) {
		return cause.Rule.Fact() == "minimum" && g.atMost(f) && exceeds(off, f.Diff) // or amounts had joined them
	}
	if cause.Rule == hengji.RuleCellPlaces && f.Diff != "" { // less than a place
		return false
	}
	if rule == nil || rule.SQL == "" || len(cause.Related) == 0 {
		return g.mayAdd(cause, f) // wrong in itself
	}
	if form == nil {
		return false
	}
	field := form.Field(cause.Field)
	return field == nil || field.Kind != hengji.Number && field.Kind != hengji.Integer && !missesAnother(cause, f)
}

// missesAnother reports whether a finding looks in vain for another text than what is accused,
// and than what is proposed for that: a code that no sheet has is not found either way.
func missesAnother(cause, f *hengji.Finding) bool {
	return cause.Suggestion != "" && f.Field == cause.Field && f.Got != "" && f.Got != cause.Got && f.Got != cause.Suggestion
}

// mayAdd reports whether a value that could not be read may be what a sum of the same record
// lacks: one that is more than it should be lacks nothing that is no less than nothing. Of
// anything else than a part of a sum it is true.
func (g *grouping) mayAdd(cause, f *hengji.Finding) bool {
	rule, form := g.rules.Catalogue[f.Rule], g.rules.Form(cause.Form)
	lacks, ok := number(f.Diff)
	if rule == nil || form == nil || !ok || cause.Form != f.Form {
		return true
	}
	field := form.Field(cause.Field)
	for _, identity := range rule.Identities {
		if left, right := identity.Left.Term, identity.Right[0]; left != nil && left.Own() && left.Field == f.Field && right.Op == "sum" &&
			slices.ContainsFunc(right.Terms(), func(t *hengji.Term) bool { return t.Field == cause.Field }) {
			return (field.Minimum == nil || lacks >= *field.Minimum) && (field.Maximum == nil || lacks <= *field.Maximum)
		}
	}
	return true
}

// atMost reports whether a finding says that one number is more than another.
func (g *grouping) atMost(f *hengji.Finding) bool {
	rule := g.rules.Catalogue[f.Rule]
	return rule != nil && len(rule.Identities) > 0 && rule.Identities[0].AtMost
}

// exceeds reports whether a cell is off by no less than what is too much.
func exceeds(off []string, diff string) bool {
	over, _ := number(diff)
	return slices.ContainsFunc(off, func(one string) bool {
		by, _ := number(one)
		return by >= over
	})
}

// unitOf is the unit in which the field of a finding counts.
func (g *grouping) unitOf(f *hengji.Finding) string {
	if form := g.rules.Form(f.Form); form != nil {
		if field := form.Field(f.Field); field != nil {
			return field.Unit
		}
	}
	return ""
}
