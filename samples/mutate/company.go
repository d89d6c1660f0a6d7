package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// rank orders severities, the gravest first.
var rank = map[string]int{"blocking": 0, "approval": 1, "explain": 2, "notice": 3}

// sentence is what the product says of two findings: the one follows from the other.
type sentence struct{ effect, cause finding }

func (s sentence) String() string {
	return fmt.Sprintf("%s %s!%s is said to follow from %s %s!%s", s.effect.Rule, s.effect.Sheet, s.effect.Cell, s.cause.Rule, s.cause.Sheet, s.cause.Cell)
}

// sentences are those that a district reads: of findings that ask for something, where
// the cause is at least as grave and of another rule.
func sentences(findings []finding) []sentence {
	var all []sentence
	for _, f := range findings {
		for _, g := range findings {
			if f.Severity != "notice" && g.Severity != "notice" && f.Cause != f.Fingerprint && g.Fingerprint == f.Cause && g.Rule != f.Rule && rank[g.Severity] <= rank[f.Severity] {
				all = append(all, sentence{f, g})
			}
		}
	}
	return all
}

// companyResult is the measurement of workbooks with several faults.
type companyResult struct {
	workbooks, faults, foundAlone int
	lost                          []string // found alone, and by nothing in company
	milder                        []string // a finding that is left out, and nothing as grave came for it
	sentences, again              int      // said, and judged again with the cause mended
	untrue                        []string // what was said to follow is still there
}

// measureCompany plants several faults a workbook, and holds what is said of them
// against what is said of each alone and of the rest without the cause.
func measureCompany(out io.Writer, o options, samples []string, folder string, clean map[string][]finding) error {
	start := time.Now()
	all, err := gather(samples, folder, o.n, o.least, o.most, o.seed)
	if err != nil {
		return err
	}
	alone := map[string]place{}
	files, err := writeAlone(all, folder, alone)
	if err != nil {
		return err
	}
	findings, err := checkApart(o.hengji, files)
	if err != nil {
		return err
	}
	for _, c := range all {
		c.findings, c.alone = findings[name(c.file)], make([][]finding, len(c.faults))
	}
	for file, at := range alone {
		at.company.alone[at.fault] = findings[name(file)]
	}
	var r companyResult
	for _, c := range all {
		r.compare(c, clean[name(c.sample)])
	}
	if err := r.judgeAgain(all, folder, o.hengji); err != nil {
		return err
	}
	r.print(out)
	fmt.Fprintf(out, "\n%s.\n", time.Since(start).Round(time.Second))
	return r.verdict()
}

// place is a fault of a company.
type place struct {
	company *company
	fault   int
}

// writeAlone writes each fault into a workbook of its own; the files of all are returned.
func writeAlone(all []*company, folder string, alone map[string]place) ([]string, error) {
	var places []place
	var files []string
	for _, c := range all {
		files = append(files, c.file)
		for i := range c.faults {
			places = append(places, place{c, i})
		}
	}
	written, failures := make([]string, len(places)), make([]error, len(places))
	parallel(len(places), func(n int) {
		at := places[n]
		written[n], _, failures[n] = at.company.write(folder, fmt.Sprintf("_%d", at.fault), func(i int) bool { return i != at.fault })
	})
	for n, file := range written {
		switch {
		case failures[n] == nil:
			alone[file] = places[n]
			files = append(files, file)
		case !errors.Is(failures[n], errUnfit): // one that is unfit needs what another one made
			return nil, failures[n]
		}
	}
	return files, nil
}

// tells reports whether a finding speaks of a fault, and asks for something where it is
// asked for alone.
func (f *fault) tells(g finding, alone int) bool {
	m := mutation{planted: f.places}
	names, _ := m.names(g)
	return names && rank[g.Severity] <= max(alone, rank["explain"]) && (len(f.places) > 0 || slices.Contains(f.kind.rules, g.Rule))
}

// compare holds the findings of a company against those of each fault alone.
func (r *companyResult) compare(c *company, clean []finding) {
	r.workbooks++
	of := func(findings []finding, g finding) bool {
		return slices.ContainsFunc(findings, func(f finding) bool { return f.Fingerprint == g.Fingerprint && rank[f.Severity] <= rank[g.Severity] })
	}
	for i, f := range c.faults {
		r.faults++
		least := len(rank)
		for _, g := range c.alone[i] {
			if slices.Contains(f.kind.rules, g.Rule) {
				least = min(least, rank[g.Severity])
			}
		}
		if least == len(rank) {
			continue
		}
		r.foundAlone++
		if !slices.ContainsFunc(c.findings, func(g finding) bool { return f.tells(g, least) }) {
			r.lost = append(r.lost, c.tell(fmt.Sprintf("%s at %s", f.kind.name, strings.Join(f.places, ", "))))
		}
		for _, g := range c.alone[i] {
			if of(clean, g) || of(c.findings, g) { // the same, or more gravely
				continue
			}
			if !slices.ContainsFunc(c.findings, func(h finding) bool { return rank[h.Severity] <= rank[g.Severity] && !of(c.alone[i], h) }) {
				r.milder = append(r.milder, c.tell(fmt.Sprintf("%s %s %s!%s of %s", g.Severity, g.Rule, g.Sheet, g.Cell, f.kind.name)))
			}
		}
	}
}

// tell is a line on a workbook, with what was planted there and said of it.
func (c *company) tell(what string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %s; planted", name(c.file), name(c.sample), what)
	for _, f := range c.faults {
		fmt.Fprintf(&b, " %s (%s)", f.kind.name, strings.Join(f.places, ", "))
	}
	for _, f := range c.findings {
		if f.Severity != "notice" {
			fmt.Fprintf(&b, "\n    %s %s %s!%s %v cause %.6s of %.6s %s", f.Severity, f.Rule, f.Sheet, f.Cell, f.Related, f.Cause, f.Fingerprint, f.Message)
		}
	}
	return b.String()
}

// judgeAgain mends the cause of each sentence: what was said to follow must be gone.
func (r *companyResult) judgeAgain(all []*company, folder, program string) error {
	type question struct {
		place
		said []sentence
		file string
		err  error
	}
	var asked []*question
	for _, c := range all {
		by := map[int]*question{}
		for _, s := range sentences(c.findings) {
			r.sentences++
			i := c.faultOf(s.cause)
			if i < 0 {
				continue
			}
			if by[i] == nil {
				by[i] = &question{place: place{c, i}}
				asked = append(asked, by[i])
			}
			by[i].said = append(by[i].said, s)
		}
	}
	parallel(len(asked), func(n int) {
		q := asked[n]
		if len(q.company.faults) == 1 {
			q.file = q.company.sample
			return
		}
		var faults []*fault
		q.file, faults, q.err = q.company.write(folder, fmt.Sprintf("_without%d", q.fault), func(i int) bool { return i == q.fault })
		if q.err == nil && !moves(q.company.kinds[q.fault]) && !same(faults, q.company.faults, q.fault) {
			q.err = errUnfit
		}
	})
	var files []string
	for _, q := range asked {
		if q.err == nil {
			files = append(files, q.file)
		} else if !errors.Is(q.err, errUnfit) {
			return q.err
		}
	}
	findings, err := checkApart(program, files)
	if err != nil {
		return err
	}
	for _, q := range asked {
		if q.err != nil {
			continue
		}
		for _, s := range q.said {
			if q.company.unclear(q.fault, s) {
				continue
			}
			r.again++
			if slices.ContainsFunc(findings[name(q.file)], func(f finding) bool { return f.Fingerprint == s.effect.Fingerprint && f.Severity == s.effect.Severity }) {
				r.untrue = append(r.untrue, q.company.tell(s.String()))
			}
		}
	}
	return nil
}

// unclear reports whether a comparison holds another fault as well, and that what is wrong with
// the cause says nothing of its value: any would do, and nobody knows.
func (c *company) unclear(i int, s sentence) bool {
	cause := c.faults[i]
	if !cause.isWord && cause.kind.name != "amount_huge" && cause.kind.name != "money_huge" {
		return false
	}
	return slices.ContainsFunc(c.faults, func(f *fault) bool {
		m := mutation{planted: f.places}
		names, _ := m.names(s.effect)
		return f != cause && names && len(f.places) > 0
	})
}

// same reports whether the faults but one stand where they stood beside it.
func same(without, with []*fault, one int) bool {
	with = slices.Delete(slices.Clone(with), one, one+1)
	return slices.EqualFunc(without, with, func(a, b *fault) bool {
		return slices.Equal(a.places, b.places) && slices.Equal(a.texts, b.texts)
	})
}

// faultOf is the fault that a finding is about: whose cell is its own, else whose row,
// column or sheet, else one that it compares; -1 for none.
func (c *company) faultOf(g finding) int {
	best, at := 0, -1
	for i, f := range c.faults {
		for _, place := range f.places {
			m := mutation{planted: []string{place}}
			names, own := m.names(g)
			precise := 0
			switch {
			case own && place == g.Sheet+"!"+g.Cell:
				precise = 3
			case own:
				precise = 2
			case names:
				precise = 1
			}
			if precise > best {
				best, at = precise, i
			}
		}
	}
	return at
}

func (r *companyResult) print(w io.Writer) {
	fmt.Fprintf(w, `| several faults in one workbook | |
|---|---:|
| workbooks | %d |
| faults | %d |
| found alone | %d |
| of these lost in company | %d |
| left out, and nothing as grave told | %d |
| sentences of cause | %d |
| judged again with the cause mended | %d |
| of these untrue | %d |
`, r.workbooks, r.faults, r.foundAlone, len(r.lost), len(r.milder), r.sentences, r.again, len(r.untrue))
	for _, list := range []struct {
		title string
		lines []string
	}{{"Lost in company", r.lost}, {"Left out for something milder", r.milder}, {"Untrue sentences", r.untrue}} {
		if len(list.lines) > 0 {
			fmt.Fprintf(w, "\n%s:\n- %s\n", list.title, strings.Join(list.lines, "\n- "))
		}
	}
}

func (r *companyResult) verdict() error {
	if len(r.lost)+len(r.milder)+len(r.untrue) > 0 {
		return fmt.Errorf("several faults: %d lost, %d left out for something milder, %d untrue sentences", len(r.lost), len(r.milder), len(r.untrue))
	}
	return nil
}
