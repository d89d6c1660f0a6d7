package review

import (
	"fmt"
	"slices"
	"strings"

	"hengji"
	"hengji/localise"
)

// lacking are the findings of a sheet that come without a value for their cell.
func (m *mending) lacking() []*hengji.Finding {
	return slices.DeleteFunc(slices.Clone(m.blocking), func(f *hengji.Finding) bool {
		return m.identities(f) || proposal(f) != "" || f.Sheet == ""
	})
}

// propose gives findings that have no proposal for their cell the value that the rest of
// the workbook has for it: what is written elsewhere of the same thing, or what the
// identities come to. A value that one identity alone has, which does not say how the cell
// is calculated, is no proposal: it is what should stand there as far as that one says.
func (m *mending) propose() error {
	lacking := m.lacking()
	for _, f := range lacking {
		m.writtenElsewhere(f)
	}
	m.book.Unknown = map[string]bool{}
	for _, f := range lacking {
		for _, cell := range m.unknown(f) {
			m.book.Unknown[cell] = true
		}
	}
	if err := m.read(); err != nil {
		return err
	}
	unknown := m.book.Unknown
	m.book.Unknown = nil
	standing := localise.NewProblem(m.rules, m.book) // as the workbook stands
	m.closed, m.stood = m.covered(standing), map[string]bool{}
	for equation := range standing.Equations {
		m.stood[identityOf(standing, equation)] = true
	}
	if m.book.Unknown = unknown; len(unknown) > 0 {
		m.calculated(lacking)
		m.book.Unknown = nil
	}
	m.keep()
	return nil
}

// writtenElsewhere proposes what another place of the workbook says of a finding's own
// cell or, where that is right, of the other cells that it names.
func (m *mending) writtenElsewhere(f *hengji.Finding) {
	own := hengji.SheetCell(f.Sheet, f.Cell)
	if value := m.known[own]; value != "" && value != f.Got {
		f.Suggestion = value
		return
	}
	for _, cell := range f.Related {
		if value := m.known[cell]; value != "" && !slices.Contains(m.elsewhere, change{cell, value}) {
			m.elsewhere = append(m.elsewhere, change{cell, value})
		}
	}
}

// unknown lists the cells of numbers that a finding says have to be given a value.
func (m *mending) unknown(f *hengji.Finding) []string {
	rule := m.rules.Catalogue[f.Rule]
	if f.Cell == "" || rule == nil || !m.isNumber(f) || proposal(f) != "" || rule.SQL != "" && len(f.Related) > 0 {
		return nil // a comparison may be wrong in its other cells
	}
	if first, last, merged := strings.Cut(f.Got, ":"); merged && f.Rule == hengji.RuleCellMerged {
		return m.between(f.Sheet, first, last)
	}
	return []string{hengji.SheetCell(f.Sheet, f.Cell)}
}

// between lists the cells of a stretch of a column.
func (m *mending) between(sheet, first, last string) []string {
	column := strings.TrimRight(first, "0123456789")
	var from, to int
	if _, err := fmt.Sscanf(first[len(column):]+" "+strings.TrimPrefix(last, column), "%d %d", &from, &to); err != nil || to-from > localise.Most {
		return nil
	}
	var cells []string
	for row := from; row <= to; row++ {
		cells = append(cells, hengji.SheetCell(sheet, fmt.Sprint(column, row)))
	}
	return cells
}

// calculated proposes what the identities come to for the unknown cells, one after the
// other: each that is found is sound for the next.
func (m *mending) calculated(lacking []*hengji.Finding) {
	for range len(m.book.Unknown) {
		problem := localise.NewProblem(m.rules, m.book)
		found := false
		for at, cell := range problem.Cells {
			if !m.book.Unknown[cell.Name] {
				continue
			}
			told := func(equation int) bool {
				return slices.ContainsFunc(m.blocking, func(f *hengji.Finding) bool {
					return m.identities(f) && accuses(f, problem, []int{equation})
				})
			}
			evidence, ok := problem.Evident(at, func(other int) bool { return m.sound(problem.Cells[other].Name, cell.Name) }, told)
			if !ok {
				continue
			}
			m.evident(lacking, cell.Name, evidence)
			if evidence.Agree > 1 || evidence.Stated {
				delete(m.book.Unknown, cell.Name)
				m.put(change{cell.Name, evidence.Value.String()})
				found = true
			}
		}
		if !found {
			return
		}
	}
}

// sound reports whether a cell may be calculated with: no finding names it but those that
// name the unknown cell as well, of an identity that does not hold without it.
func (m *mending) sound(cell, unknown string) bool {
	if !m.accused[cell] {
		return !m.book.Unknown[cell]
	}
	return !m.book.Unknown[cell] && !slices.ContainsFunc(m.blocking, func(f *hengji.Finding) bool {
		named := namedBy(f)
		return slices.Contains(named, cell) && !(m.identities(f) && (slices.Contains(named, unknown) || f.Rule == hengji.RuleTotalSum))
	})
}

// evident writes what the identities come to on the findings of a cell.
func (m *mending) evident(lacking []*hengji.Finding, cell string, evidence localise.Evidence) {
	sure := evidence.Agree > 1 || evidence.Stated
	written := false
	for _, f := range lacking {
		if hengji.SheetCell(f.Sheet, f.Cell) != cell {
			continue
		}
		switch value := evidence.Value.String(); {
		case f.Rule == hengji.RuleCellTwoAmounts && sure:
			written = true
			m.elsewhere = append(m.elsewhere, change{cell, value})
		case sure:
			written = true
			f.Suggestion = value
		case f.Suggestion == "" && (f.Want == "" || m.rules.Catalogue[f.Rule].Want != hengji.PlainWant): // a bound gives way
			f.Want = value
		}
	}
	if sure && !written { // of a merged stretch
		m.elsewhere = append(m.elsewhere, change{cell, evidence.Value.String()})
	}
}

// keep writes the proposals of single cells on the findings that are told.
func (m *mending) keep() {
	for _, f := range m.told {
		if len(f.Cells) == 0 {
			continue // its own was written
		}
		for i := range f.Cells {
			for _, one := range m.blocking {
				if one.Fingerprint == f.Fingerprint && one.Cell == f.Cells[i].Cell {
					f.Cells[i].Want, f.Cells[i].Suggestion = one.Want, one.Suggestion
				}
			}
		}
		f.Want, f.Suggestion = f.Cells[0].Want, f.Cells[0].Suggestion
	}
}
