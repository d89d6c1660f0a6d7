package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// verdictOf is what came of one mutation.
type verdictOf struct {
	m        *mutation
	found    bool
	exact    bool // the planted cell is the finding's, or one of its comparison
	own      bool // it is the finding's own cell
	oneCause bool
	grouped  []finding // further ones above 提示 with the found one's cause
	repeated []finding // further ones above 提示 that name the planted place
	wrong    []finding // further ones above 提示 that do not
	notices  []finding // further 提示 that the clean workbook does not give
}

// tally adds up verdicts.
type tally struct {
	planted, found, exact, own, oneCause, grouped, repeated, wrong int
}

func (t *tally) add(v *verdictOf) {
	t.planted++
	for _, c := range []struct {
		yes bool
		n   *int
	}{{v.found, &t.found}, {v.exact, &t.exact}, {v.own, &t.own}, {v.oneCause, &t.oneCause}} {
		if c.yes {
			*c.n++
		}
	}
	t.grouped += len(v.grouped)
	t.repeated += len(v.repeated)
	t.wrong += len(v.wrong)
}

// result is the whole measurement.
type result struct {
	verdicts  []*verdictOf
	order     []string // names of kinds
	rules     map[string]kind
	kinds     map[string]*tally
	faults    tally
	harmless  tally
	clean     map[string][]finding
	cleanOnes int // how many clean workbooks there were
}

func judge(mutations []*mutation, clean map[string][]finding) *result {
	r := &result{rules: map[string]kind{}, kinds: map[string]*tally{}, clean: clean}
	for _, m := range mutations {
		v := judgeOne(m, clean[name(m.sample)])
		r.verdicts = append(r.verdicts, v)
		if r.kinds[m.kind.name] == nil {
			r.kinds[m.kind.name] = &tally{}
			r.order = append(r.order, m.kind.name)
			r.rules[m.kind.name] = m.kind
		}
		r.kinds[m.kind.name].add(v)
		if len(m.kind.rules) == 0 {
			r.harmless.add(v)
		} else {
			r.faults.add(v)
		}
	}
	return r
}

// judgeOne holds the findings of one mutated workbook against what was planted.
func judgeOne(m *mutation, before []finding) *verdictOf {
	v := &verdictOf{m: m}
	findings := slices.DeleteFunc(slices.Clone(m.findings), func(f finding) bool {
		return f.Severity != "notice" && slices.ContainsFunc(before, func(b finding) bool {
			return b.Severity == f.Severity && (b.Fingerprint == f.Fingerprint || f.Rule == asked && b.Rule == asked && b.Sheet == f.Sheet) // where the region is another
		})
	})
	told := -1
	for i, f := range findings {
		if !slices.Contains(m.kind.rules, f.Rule) {
			continue
		}
		names, own := m.names(f)
		if told < 0 || names && !v.exact || own && !v.own {
			told = i
		}
		v.found, v.exact, v.own = true, v.exact || names, v.own || own
	}
	causes := map[string]bool{}
	for i, f := range findings {
		if f.Severity != "notice" {
			causes[f.Cause] = true
		}
		names, _ := m.names(f)
		switch {
		case i == told:
		case f.Severity == "notice":
			if !slices.Contains(m.kind.rules, f.Rule) && !slices.ContainsFunc(before, func(b finding) bool { return b.Rule == f.Rule && b.Sheet == f.Sheet }) {
				v.notices = append(v.notices, f)
			}
		case told >= 0 && f.Cause == findings[told].Cause:
			v.grouped = append(v.grouped, f)
		case names || slices.Contains(m.kind.rules, f.Rule):
			v.repeated = append(v.repeated, f)
		default:
			v.wrong = append(v.wrong, f)
		}
	}
	if len(m.kind.rules) == 0 {
		v.found = len(causes) == 0
		v.exact, v.own = v.found, v.found
	}
	v.oneCause = v.found && len(causes) <= 1
	return v
}

// names reports whether a finding speaks of a planted place, and whether that is
// its own cell and not one that it compares.
func (m *mutation) names(f finding) (yes, own bool) {
	if len(m.planted) == 0 {
		return true, true // the whole file
	}
	for _, place := range m.planted {
		sheet, cell, in := strings.Cut(place, "!")
		switch {
		case slices.Contains(f.Related, "'"+strings.ReplaceAll(sheet, "'", "''")+"'!"+cell):
			yes = true
		case f.Sheet != sheet:
		case !in, f.Cell == cell, strconv.Itoa(f.Row) == cell, strings.TrimRight(f.Cell, "0123456789") == cell:
			return true, true
		}
	}
	return yes, false
}

// verdict says which of the measures that the product must reach it misses.
func (r *result) verdict() error {
	var short []error
	miss := func(what string, part, of int, least float64) {
		if of > 0 && share(part, of) < least {
			short = append(short, fmt.Errorf("%s: %d of %d is below %g %%", what, part, of, least))
		}
	}
	miss("recall", r.faults.found, r.faults.planted, 99)
	for _, kind := range r.order {
		miss("recall of "+kind, r.kinds[kind].found, r.kinds[kind].planted, 95)
	}
	miss("exact cell", r.faults.exact, r.faults.found, 99)
	miss("one cause", r.faults.oneCause, r.faults.found, 97)
	if n := r.notClean(); n > 0 {
		short = append(short, fmt.Errorf("clean workbooks: %d findings above notice, or of cells that nobody reads", n))
	}
	return errors.Join(short...)
}

// unread is what is said of cells that nobody reads: clean workbooks have none.
var unread = []string{"CELL-UNREAD", "CELL-UNREAD-FIGURES", "NOTE-UNREAD", "LABEL-BLANK"}

// asked is what is said of a form without the points of its indicators, as the counties of
// 湖北 have it: no mistake, and rightly asked for.
const asked = "LABEL-MISSING-ASKED"

// leftOpen are the questions that the department's published figures leave, in its own workbook.
var leftOpen = []string{"DEPT-R10", "DEPT-R16"}

func (r *result) notClean() int {
	n := 0
	for file, findings := range r.clean {
		for _, f := range findings {
			published := strings.Contains(file, department) && slices.Contains(leftOpen, f.Rule)
			if f.Severity != "notice" && f.Rule != asked && !published || slices.Contains(unread, f.Rule) {
				n++
			}
		}
	}
	return n
}

func share(part, of int) float64 { return 100 * float64(part) / float64(of) }
