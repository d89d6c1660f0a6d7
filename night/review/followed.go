package review

import (
	"slices"
	"strconv"
	"strings"

	"hengji"
	"hengji/load"
)

// What whoever changes the fewest cells may expect.
const allPasses, noneBlocks = "即可全部通过", "，必须修改的问题即可全部解决"

// followed gives what rules would say next, when each proposal is done: they are asked once
// more over the values so changed, and yield as they would then. What is told already, or
// remains of an identity, is left out.
func (v *Reviewer) followed(base *load.Build, all []*mending, told, left, remaining []hengji.Finding) ([]hengji.Finding, error) {
	by := map[int64]*mending{}
	var values []hengji.ProposedValue
	for _, m := range all {
		if own := m.stage(); len(own) > 0 {
			by[m.reading.ID] = m
			values = append(values, own...)
		}
	}
	if len(values) == 0 {
		return nil, nil
	}
	asked, found, err := base.CheckProposed(values)
	if err != nil {
		return nil, err
	}
	next := slices.DeleteFunc(found, func(f hengji.Finding) bool { return by[f.Submission] == nil })
	for i := range next {
		v.address(&next[i], by[next[i].Submission].reading.standing())
	}
	known := map[findingPlace]bool{}
	without := map[string]bool{} // cells, by submission, that nobody could read and that get no value
	for i := range told {
		f := &told[i]
		known[placeOf(f)], known[ofSheet(f)] = true, true
		if m := by[f.Submission]; m != nil && f.Cell != "" && v.Rules.Catalogue[f.Rule].SQL == "" && f.Severity == hengji.Blocking && f.Rule != hengji.RuleTotalSum && !m.staged(f) {
			without[cellOf(f)] = true
		}
	}
	for _, f := range slices.Concat(told, left) {
		if m := by[f.Submission]; m != nil && !asked[f.Rule] && (f.Rule == hengji.RuleTotalSum || !m.staged(&f)) {
			next = append(next, f)
		}
	}
	next, _ = load.Yield(next, v.Rules)
	var list []hengji.Finding
	for _, f := range next {
		m := by[f.Submission]
		if !asked[f.Rule] || f.Severity == hengji.Notice || f.Shadow || known[placeOf(&f)] || f.Cell == "" && known[ofSheet(&f)] || without[cellOf(&f)] || slices.ContainsFunc(remaining, func(other hengji.Finding) bool { return same(&f, &other) }) {
			continue
		}
		f.Message += words(m.reasons(&f)) + hengji.Remaining
		f.Several = ""
		m.passes(f.Severity)
		list = append(list, f)
	}
	return list, nil
}

// same reports whether two findings are of one rule, and one names the cell of the other or is
// of its whole sheet.
func same(f, g *hengji.Finding) bool {
	return f.Submission == g.Submission && f.Rule == g.Rule &&
		(f.Sheet == g.Sheet && (f.Cell == "" || g.Cell == "") || slices.Contains(namedBy(f), hengji.SheetCell(g.Sheet, g.Cell)) || slices.Contains(namedBy(g), hengji.SheetCell(f.Sheet, f.Cell)))
}

// findingPlace is what a finding says the same of, whatever the values.
type findingPlace struct {
	submission               int64
	rule                     hengji.RuleID
	form, sheet, field, cell string
	row                      int
}

func placeOf(f *hengji.Finding) findingPlace {
	return findingPlace{f.Submission, f.Rule, f.Form, f.Sheet, f.Field, f.Cell, f.Row}
}

// ofSheet is a finding's rule in its sheet.
func ofSheet(f *hengji.Finding) findingPlace {
	return findingPlace{submission: f.Submission, rule: f.Rule, sheet: f.Sheet}
}

// cellOf tells a finding's cell from those of other workbooks.
func cellOf(f *hengji.Finding) string {
	return strconv.FormatInt(f.Submission, 10) + " " + hengji.SheetCell(f.Sheet, f.Cell)
}

// stage gives those of the changes that are numbers of records, as a check reads them, and
// keeps no others.
func (m *mending) stage() []hengji.ProposedValue {
	var values []hengji.ProposedValue
	each := slices.Clone(m.changes)
	m.changes = slices.DeleteFunc(m.changes, func(c change) bool {
		if slices.ContainsFunc(each, func(other change) bool { return other.cell == c.cell && other.value != c.value }) {
			return true // nobody knows which
		}
		before := len(values)
		sheet, cell := partsOf(c.cell)
		column := strings.TrimRight(cell, "0123456789")
		row, _ := strconv.Atoi(cell[len(column):])
		for _, at := range m.reading.Cells {
			if at.Sheet != sheet || at.Column != hengji.ColumnNumber(column) || at.CellRow > 0 && at.CellRow != row || !m.holds(at, c.value) {
				continue
			}
			record := at.Row
			if record == 0 {
				record = row
				if slices.ContainsFunc(m.reading.Cells, func(other hengji.FieldCell) bool {
					return other.Form == at.Form && other.Sheet == sheet && other.Field == at.Field && other.Row == row
				}) {
					continue // stands in another cell
				}
			}
			values = append(values, hengji.ProposedValue{Submission: m.reading.ID, Form: at.Form, Sheet: sheet, Row: record, Field: at.Field, Value: c.value})
		}
		return len(values) == before
	})
	return values
}

// holds reports whether a field can hold a value as a number. A text stays as it is: one that is
// proposed for a cell, a code, may be meant for all that have it.
func (m *mending) holds(at hengji.FieldCell, value string) bool {
	field := m.rules.Form(at.Form).Field(at.Field)
	number, _, err := hengji.ParseDecimal(value)
	return err == nil && field != nil && (field.Kind == hengji.Number || field.Kind == hengji.Integer && number%hengji.DecimalOne == 0)
}

// staged reports whether a finding is of a cell that is changed.
func (m *mending) staged(f *hengji.Finding) bool {
	return f.Cell != "" && slices.ContainsFunc(m.changes, func(c change) bool { return c.cell == hengji.SheetCell(f.Sheet, f.Cell) })
}

// reasons are the changes for which a finding remains: of the cells that it names, else of its
// row, else all.
func (m *mending) reasons(f *hengji.Finding) []change {
	named, row := namedBy(f), hengji.SheetCell(f.Sheet, strconv.Itoa(f.Row))
	for _, is := range []func(change) bool{
		func(c change) bool { return slices.Contains(named, c.cell) },
		func(c change) bool {
			sheet, cell := partsOf(c.cell)
			return hengji.SheetCell(sheet, strings.TrimLeft(cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) == row
		},
	} {
		if some := slices.DeleteFunc(slices.Clone(m.changes), func(c change) bool { return !is(c) }); len(some) > 0 {
			return some
		}
	}
	return m.changes
}

// passes takes back what the sentence promises, where a finding of a severity remains.
func (m *mending) passes(remains hengji.Severity) {
	if m.reading.mending = strings.Replace(m.reading.mending, allPasses, noneBlocks, 1); remains == hengji.Blocking || remains == hengji.Approval {
		m.reading.mending = ""
	}
}
