package review

import (
	"slices"

	"hengji"
	"hengji/localise"
)

// remaining gives those of the findings that were left out for others which remain when what
// these propose is done: judged again by the values so changed, their identity does not hold
// either, though no cell of it is accused that has no value. So a second mistake in a row is
// told at once, and no consequence is told that its cause takes along.
func (m *mending) remaining(left []*hengji.Finding) []hengji.Finding {
	if !slices.ContainsFunc(left, m.identities) {
		return nil
	}
	changes := m.replace()
	problem := localise.NewProblem(m.rules, m.book)
	broken := problem.Broken()
	var list []hengji.Finding
	for _, f := range left {
		for _, equation := range broken {
			if problem.Equations[equation].Rule != f.Rule || !slices.Contains(problem.Names(equation), hengji.SheetCell(f.Sheet, f.Cell)) {
				continue
			}
			if done := m.done(problem.Names(equation), changes); done != nil {
				f.Message += words(done) + hengji.Remaining
				list = append(list, *f)
				break
			}
		}
	}
	return list
}

// done are the changes of some cells; nil where one of them is accused and not changed.
func (m *mending) done(names []string, changes []change) []change {
	var done []change
	for _, name := range names {
		at := slices.IndexFunc(changes, func(c change) bool { return c.cell == name })
		switch {
		case at >= 0:
			done = append(done, changes[at])
		case m.accused[name]:
			return nil
		}
	}
	return done
}
