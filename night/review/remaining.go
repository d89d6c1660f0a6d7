package review

import (
	"fmt"
	"slices"
	"strings"

	"hengji"
	"hengji/localise"
)

// remaining gives what must still be told when each proposal is done, judged again by the
// values so changed, so that a second mistake in a row is told at once, and no consequence
// that its cause takes along.
func (m *mending) remaining(left []*hengji.Finding) []hengji.Finding {
	changes := m.replace()
	m.changes = changes
	if len(changes) == 0 && !slices.ContainsFunc(left, m.identities) {
		return nil
	}
	problem := localise.NewProblem(m.rules, m.book)
	broken := problem.Broken()
	return append(m.stillBroken(problem, broken, left, changes), m.neverCompared(problem, broken, left, changes)...)
}

// stillBroken are those of the findings that were left out for others whose identity does not
// hold either when these are mended: no cell of it is accused that has no value. Where what
// they were left out for accuses no cell of it, they are told as they stand.
func (m *mending) stillBroken(problem *localise.Problem, broken []int, left []*hengji.Finding, changes []change) []hengji.Finding {
	var list []hengji.Finding
	for _, f := range left {
		for _, equation := range broken {
			names := problem.Names(equation)
			if !isOf(f, problem, equation) {
				continue
			}
			if done, known := m.done(names, changes); known && len(done) > 0 {
				f.Message += words(done) + hengji.Remaining
			} else if m.rests(f, names, left) {
				continue
			}
			list = append(list, *f)
			break
		}
	}
	return list
}

// neverCompared tells of the identities that do not hold with a value that only a proposal
// gives, so that no check could compare it. What would hold with what one of them calculates
// is told by that one.
func (m *mending) neverCompared(problem *localise.Problem, broken []int, left []*hengji.Finding, changes []change) []hengji.Finding {
	var list []hengji.Finding
	for _, equation := range broken {
		is := func(f *hengji.Finding) bool { return isOf(f, problem, equation) }
		done, known := m.done(problem.Names(equation), changes)
		if !known || len(done) == 0 || m.stood[identityOf(problem, equation)] || problem.Holds(equation) || slices.ContainsFunc(slices.Concat(m.told, m.others, left), is) {
			continue
		}
		if f := m.finding(problem, equation); f != nil {
			f.Message += words(done) + hengji.Remaining
			list = append(list, *f)
		}
	}
	return list
}

// isOf reports whether a finding is of an equation: of its rule, and on a cell of it.
func isOf(f *hengji.Finding, problem *localise.Problem, equation int) bool {
	return problem.Equations[equation].Rule == f.Rule && slices.Contains(problem.Names(equation), hengji.SheetCell(f.Sheet, f.Cell))
}

// done are the changes of some cells; known is false where one of them is accused and not
// changed.
func (m *mending) done(names []string, changes []change) (done []change, known bool) {
	for _, name := range names {
		at := slices.IndexFunc(changes, func(c change) bool { return c.cell == name })
		switch {
		case at >= 0:
			done = append(done, changes[at])
		case m.accused[name]:
			return nil, false
		}
	}
	return done, true
}

// rests reports whether something that a finding's rule yields to names one of these cells, or
// what tells which records they are of.
func (m *mending) rests(f *hengji.Finding, names []string, left []*hengji.Finding) bool {
	rule := m.rules.Catalogue[f.Rule]
	return slices.ContainsFunc(slices.Concat(m.told, m.others, left), func(other *hengji.Finding) bool {
		return other != f && slices.Contains(rule.YieldsTo, other.Rule) && (rule.Keyed(other.Field) ||
			slices.ContainsFunc(other.Singly(), func(one *hengji.Finding) bool {
				return slices.ContainsFunc(namedBy(one), func(name string) bool { return slices.Contains(names, name) })
			}))
	})
}

// identityOf tells an equation from the others of a workbook.
func identityOf(problem *localise.Problem, equation int) string {
	return string(problem.Equations[equation].Rule) + " " + strings.Join(slices.Sorted(slices.Values(problem.Names(equation))), " ")
}

// finding tells of an identity that no check compared, in the cell that it calculates or the
// first of those that it sums up; nil where it calculates several, or a total: that goes by
// what it was added up of. From then on it calculates right.
func (m *mending) finding(problem *localise.Problem, equation int) *hengji.Finding {
	e := &problem.Equations[equation]
	is, should, ok := problem.Sides(equation)
	diff, fits := is.Add(-should)
	if e.Rule == hengji.RuleTotalSum || len(e.Left.Terms) > 1 || !ok || !fits {
		return nil
	}
	rule := *m.rules.Catalogue[e.Rule]
	rule.Message, rule.Several = rule.Title+"：“{label}”为 {got}，应为 {want}，{diff}。", ""
	own := problem.Cells[slices.Concat(e.Left.Terms, e.Right.Terms)[0].Cell]
	f := m.placed(own.Name)
	f.Got, f.Want, f.Diff = own.Value.String(), should.String(), diff.String()
	if at := slices.IndexFunc(m.blocking, func(other *hengji.Finding) bool {
		return hengji.SheetCell(other.Sheet, other.Cell) == own.Name && proposal(other) != ""
	}); at >= 0 {
		f.Got = m.blocking[at].Got // as it was typed
	}
	switch {
	case e.AtMost:
		rule.Message = rule.Title + "：“{label}”为 {got}，最多为 {want}，{diff}。"
	case len(e.Left.Terms) == 0: // of which the right side is the sum
		rule.Message = rule.Title + "：各格“{label}”合计为 " + should.String() + "，应为 " + is.String() + "，{diff}。"
		f.Want, f.Diff = "", (-diff).String()
	}
	for _, name := range problem.Names(equation) {
		if name != own.Name {
			f.Related = append(f.Related, name)
		}
	}
	if calculated := len(e.Left.Terms) == 1 && !e.AtMost; calculated {
		problem.Cells[e.Left.Terms[0].Cell].Value = should
	}
	f.Apply(&rule, map[string]string{"label": f.Label, "got": f.Got, "want": f.Want, "diff": f.Diff})
	return f
}

// placed is a finding on the cell of a record.
func (m *mending) placed(name string) *hengji.Finding {
	f := &hengji.Finding{Submission: m.reading.ID}
	f.Sheet, f.Cell = partsOf(name)
	for _, at := range m.reading.Cells {
		if at.Sheet != f.Sheet {
			continue
		}
		for i := range m.book.Records[at.Form] {
			r := &m.book.Records[at.Form][i]
			if r.Cells[at.Field] != name || at.Row != 0 && at.Row != r.Row {
				continue
			}
			form := m.rules.Form(at.Form)
			f.Form, f.Field, f.Label, f.Column, f.Row = at.Form, at.Field, form.Field(at.Field).Label, at.Column, r.Row
			if at.CellRow > 0 {
				f.Row = at.CellRow
			}
			var key []string
			for _, field := range form.Key {
				key = append(key, r.Texts[field])
			}
			f.Key = strings.Join(key, "|")
		}
	}
	return f
}

// words name each cell with its value, and a sheet where it is another; of very many the first.
func words(changes []change) string {
	const most = 20
	if all := len(changes); all > most {
		return words(changes[:most]) + fmt.Sprintf(" 等 %d 格按建议修改", all)
	}
	text, last := make([]string, len(changes)), ""
	for i, c := range changes {
		sheet, cell := partsOf(c.cell)
		if text[i] = cell; sheet != last {
			text[i] = sheet + "!" + cell
		}
		if last = sheet; c.value != "" {
			text[i] += " 改为 " + c.value
		}
	}
	return strings.Join(text, "、")
}

// partsOf takes an address apart, without the quotes of a formula.
func partsOf(name string) (sheet, cell string) {
	at := strings.LastIndexByte(name, '!')
	return strings.ReplaceAll(strings.Trim(name[:at], "'"), "''", "'"), name[at+1:]
}
