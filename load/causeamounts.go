package load

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"hengji"
)

// offBy is a cell, or the column of a sum, and by how much it is off.
type offBy struct{ where, by string }

// offs are those of a finding; of a statement each cell has its own.
func offs(f *hengji.Finding) []offBy {
	var list []offBy
	if len(f.Cells) == 0 {
		for _, by := range sizes(f) {
			for _, cell := range cellsOf(f) {
				list = append(list, offBy{cell, by})
			}
		}
		return list
	}
	all, column := hengji.Finding{}, true // of a column: what its sum is off by
	for _, one := range f.Singly() {
		for _, by := range sizes(one) {
			list = append(list, offBy{hengji.SheetCell(f.Sheet, one.Cell), by})
		}
		got, read := number(one.Got)
		to, ok := number(one.Suggestion)
		before, _ := number(all.Diff)
		sum, fits := before.Add(to - got)
		column = column && read && ok && fits && columnOf(one.Cell) == columnOf(f.Cell)
		all.Diff = sum.String()
	}
	if !column { // of a row: each cell is off in its own column
		return list
	}
	for _, by := range sizes(&all) {
		list = append(list, offBy{hengji.SheetCell(f.Sheet, f.Cell), by})
	}
	return list
}

// amounts joins findings that are off by the same amount and name a cell, or a sum
// and a cell of its column, in common: a sum by what the finding's own cell would change by.
// One that may be off by either of two mistakes goes with neither.
func (g *grouping) amounts() {
	cells, sums := map[offBy]int{}, map[offBy]int{}
	first := func(of map[offBy]int, at offBy, i int) {
		if other, known := of[at]; known {
			g.join(other, i)
		} else {
			of[at] = i
		}
	}
	for _, i := range g.acted {
		f := &g.findings[i]
		if f.Rule != totalSum {
			for _, at := range offs(f) {
				first(cells, at, i)
			}
			continue
		}
		for _, by := range sizes(f) {
			first(sums, offBy{columnOf(hengji.SheetCell(f.Sheet, f.Cell)), by}, i)
		}
	}
	brought := map[offBy][]int{}
	for _, i := range g.acted {
		f := &g.findings[i]
		if f.Rule == totalSum || g.offered(f) {
			continue
		}
		own := hengji.SheetCell(f.Sheet, f.Cell)
		for _, at := range offs(f) {
			cell := at.where
			at.where = columnOf(cell)
			total, known := sums[at]
			if diff, _ := number(g.findings[total].Diff); known && (cell != own || len(f.Cells) > 0 || slices.Contains(changes(f), diff)) {
				brought[at] = append(brought[at], i)
			}
		}
	}
	maps.DeleteFunc(brought, func(_ offBy, list []int) bool {
		return slices.ContainsFunc(list, func(i int) bool { return g.of(i) != g.of(list[0]) })
	})
	for at, list := range brought {
		g.join(sums[at], list[0])
	}
}

// offered reports whether a finding has a number for a cell in which none stands: totals
// were added up with it, so that what they are off by is something else.
func (g *grouping) offered(f *hengji.Finding) bool {
	rule := g.rules.Catalogue[f.Rule]
	_, read := number(f.Got)
	_, offers := number(f.Suggestion)
	return rule != nil && rule.SQL == "" && offers && !read
}

// sizes are the amounts, without their sign, by which a finding says that something is off.
func sizes(f *hengji.Finding) []string {
	var list []string
	for _, change := range changes(f) {
		if text := strings.TrimPrefix(change.String(), "-"); text != "0" && !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}

// changes are the amounts by which a finding's own cell might change if it were mended: what
// takes its difference away, what leads to its proposal, the points whose reason it asks for.
func changes(f *hengji.Finding) []hengji.Decimal {
	var list []hengji.Decimal
	if diff, ok := number(f.Diff); ok {
		list = append(list, -diff)
	}
	if f.Rule == hengji.RuleCellTwoAmounts { // either of them, or both
		for _, one := range figure.FindAllString(f.Got, -1) {
			amount, _ := number(one)
			list = append(list, amount)
		}
	}
	got, read := number(f.Got) // what is no number counts as nothing
	if to, ok := number(f.Suggestion); ok {
		list = append(list, to-got)
	}
	if to, ok := number(f.Want); ok && read && f.Rule.Fact() != "minimum" && f.Rule.Fact() != "maximum" {
		list = append(list, to-got)
	}
	if points, ok := number(figure.FindString(f.Want)); ok && f.Got == "" {
		list = append(list, points)
	}
	switch {
	case f.Rule.Fact() == "minimum" && got < 0:
		list = append(list, -2*got) // a sign too many
	case f.Rule == hengji.RuleCellStruck || f.Rule == hengji.RuleCellUnseen:
		list = append(list, -got) // what is not meant to count
	}
	return list
}

var figure = regexp.MustCompile(`[0-9]+([.][0-9]+)?`)

func number(text string) (hengji.Decimal, bool) {
	d, _, err := hengji.ParseDecimal(text)
	return d, err == nil && text != ""
}
