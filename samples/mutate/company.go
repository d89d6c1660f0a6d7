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
	blind                         int      // not found in company, for another leaves nothing to compare with
	milder                        []string // a finding that is left out, and nothing as grave came for it
	sentences, again              int      // said, and judged again with the cause mended
	untrue                        []string // what was said to follow is still there
	counts                        int      // places of a night that say how many findings there are
	unequal                       []string // those that say something else
}

// measureCompany plants several faults a workbook, and holds what is said of them
// against what is said of each alone and of the rest without the cause.
func measureCompany(out io.Writer, o options, samples []string, folder string, clean map[string][]finding) error {
	start := time.Now()
	all, err := gather(samples, folder, o.n, o.least, o.most, o.seed)
	if err != nil {
		return err
	}
	var files []string
	for _, c := range all {
		files = append(files, c.file)
		files = append(files, slices.DeleteFunc(slices.Clone(c.only), func(file string) bool { return file == "" })...)
	}
	findings, err := checkApart(o.hengji, files)
	if err != nil {
		return err
	}
	for _, c := range all {
		c.findings, c.alone = findings[name(c.file)], make([][]finding, len(c.faults))
		for i, file := range c.only {
			c.alone[i] = findings[name(file)]
		}
	}
	var r companyResult
	for _, c := range all {
		r.compare(c, clean[name(c.sample)])
	}
	if err := r.judgeAgain(all, folder, o.hengji); err != nil {
		return err
	}
	if err := r.compareCounts(all, folder, o.hengji); err != nil {
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
			if c.blind(i) {
				r.blind++
			} else {
				r.lost = append(r.lost, c.tell(fmt.Sprintf("%s at %s", f.kind.name, strings.Join(f.places, ", "))))
			}
		}
		for _, g := range c.alone[i] {
			if of(clean, g) || of(c.findings, g) || c.unclear(i, g) { // the same, or more gravely, or nobody can tell
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

// judgeAgain mends the cause of each sentence: what was said to follow must be gone. It
// is mended by taking out a fault that the cause is about, after which the cause itself
// must be gone; where none is, nobody can tell.
func (r *companyResult) judgeAgain(all []*company, folder, program string) error {
	mended := map[place]string{} // the workbook without the fault
	var asked []place
	said := map[*company][]sentence{}
	for _, c := range all {
		said[c] = sentences(c.findings)
		r.sentences += len(said[c])
		for _, s := range said[c] {
			for _, i := range c.faultsOf(s.cause) {
				if _, known := mended[place{c, i}]; !known {
					mended[place{c, i}] = ""
					asked = append(asked, place{c, i})
				}
			}
		}
	}
	written, failures := make([]string, len(asked)), make([]error, len(asked))
	parallel(len(asked), func(n int) { written[n], failures[n] = asked[n].without(folder) })
	var files []string
	for n, file := range written {
		if failures[n] == nil {
			mended[asked[n]] = name(file)
			files = append(files, file)
		} else if !errors.Is(failures[n], errUnfit) {
			return failures[n]
		}
	}
	findings, err := checkApart(program, files)
	if err != nil {
		return err
	}
	for _, c := range all {
		for _, s := range said[c] {
			for _, i := range c.faultsOf(s.cause) {
				file := mended[place{c, i}]
				there := func(g finding) bool { // in its cell; where rows moved, of its record
					return slices.ContainsFunc(findings[file], func(f finding) bool {
						same := f.Cell == g.Cell
						if moves(c.kinds[i]) {
							same = f.Fingerprint == g.Fingerprint
						}
						return same && f.Rule == g.Rule && f.Severity == g.Severity && f.Sheet == g.Sheet
					})
				}
				if file == "" || there(s.cause) || c.unclear(i, s.effect) || c.coincide(i, s) {
					continue
				}
				r.again++
				if there(s.effect) {
					r.untrue = append(r.untrue, c.tell(s.String()))
				}
				break
			}
		}
	}
	return nil
}

// coincide reports whether an effect is in the very cell of another fault than its cause's and
// off by the same amount: nobody can tell them from one.
func (c *company) coincide(cause int, s sentence) bool {
	size := strings.TrimPrefix(s.effect.Diff, "-")
	return size != "" && size == strings.TrimPrefix(s.cause.Diff, "-") && slices.ContainsFunc(c.faults, func(f *fault) bool {
		return f != c.faults[cause] && slices.Contains(f.places, s.effect.Sheet+"!"+s.effect.Cell)
	})
}

// without writes the workbook without one of its faults, the others as they stand.
func (p place) without(folder string) (string, error) {
	if len(p.company.faults) == 1 {
		return p.company.sample, nil
	}
	file, faults, err := p.company.write(folder, fmt.Sprintf("_without%d", p.fault), func(i int) bool { return i == p.fault })
	if err == nil && !same(faults, p.company.faults, p.fault, !moves(p.company.kinds[p.fault])) {
		err = errUnfit
	}
	return file, err
}

// blind reports whether whatever tells of a fault alone compares with a cell in which another
// one leaves no value, or a sheet of which no project is left.
func (c *company) blind(i int) bool {
	for _, g := range c.alone[i] {
		if slices.Contains(c.faults[i].kind.rules, g.Rule) && c.faults[i].tells(g, rank["explain"]) && !c.unclear(i, g) && !c.unplaced(i, g) {
			return false
		}
	}
	return true
}

// unplaced reports whether a finding compares a 自评表 with another sheet, and in company
// that its project is not to be found is told: it names its project, and has no code.
func (c *company) unplaced(i int, g finding) bool {
	own := "'" + strings.ReplaceAll(g.Sheet, "'", "''") + "'!"
	unknown := func(f finding) bool { return f.Rule == "EVAL-R01" && f.Sheet == g.Sheet }
	return slices.ContainsFunc(g.Related, func(cell string) bool { return !strings.HasPrefix(cell, own) }) &&
		slices.ContainsFunc(c.findings, unknown) && !slices.ContainsFunc(c.alone[i], unknown)
}

// unclear reports whether a finding compares with a cell in which another fault leaves no
// value: nobody knows whether it would hold.
func (c *company) unclear(i int, g finding) bool {
	return slices.ContainsFunc(c.faults, func(f *fault) bool { return f != c.faults[i] && f.blinds(g) })
}

// valueless are kinds after which the digits that stand in a cell are no value.
var valueless = []string{"amount_huge", "money_huge", "amount_two_values", "money_two_values", "year_where_a_day_shows"}

// blinds reports whether a fault leaves no value that could be compared in a cell that a
// finding names, in the column of one, or in a column that it sums up.
func (f *fault) blinds(g finding) bool {
	column := f.kind.name == "label_unit" // which nobody reads
	if !f.isWord && !column && !slices.Contains(valueless, f.kind.name) {
		return false
	}
	return slices.ContainsFunc(f.places, func(place string) bool {
		m := mutation{planted: []string{place}}
		names, _ := m.names(g)
		return names || (column || g.Rule == "TOTAL-SUM") && columnOf(place) == columnOf(g.Sheet+"!"+g.Cell) ||
			column && slices.ContainsFunc(g.Related, func(cell string) bool { return columnOf(place) == columnOf(strings.ReplaceAll(cell, "'", "")) })
	})
}

func columnOf(place string) string { return strings.TrimRight(place, "0123456789") }

// same reports whether the faults but one hold what they held beside it; where that moved no
// rows, in the same places too.
func same(without, with []*fault, one int, inPlace bool) bool {
	with = slices.Delete(slices.Clone(with), one, one+1)
	return slices.EqualFunc(without, with, func(a, b *fault) bool {
		return a.is(b) && (!inPlace || slices.Equal(a.places, b.places))
	})
}

// faultsOf lists the faults that a finding is about, the likeliest first: whose cell is
// its own, then whose row, column or sheet, then those that it compares.
func (c *company) faultsOf(g finding) []int {
	var lists [3][]int
	for i, f := range c.faults {
		best := len(lists)
		for _, place := range f.places {
			m := mutation{planted: []string{place}}
			switch names, own := m.names(g); {
			case own && place == g.Sheet+"!"+g.Cell:
				best = 0
			case own:
				best = min(best, 1)
			case names:
				best = min(best, 2)
			}
		}
		if best < len(lists) {
			lists[best] = append(lists[best], i)
		}
	}
	return slices.Concat(lists[:]...)
}

func (r *companyResult) print(w io.Writer) {
	fmt.Fprintf(w, `| several faults in one workbook | |
|---|---:|
| workbooks | %d |
| faults | %d |
| found alone | %d |
| of these lost in company | %d |
| not comparable in company: another fault leaves no value, or no project | %d |
| left out, and nothing as grave told | %d |
| sentences of cause | %d |
| judged again with the cause mended | %d |
| of these untrue | %d |
| places of one night that count findings | %d |
| of these unequal | %d |
`, r.workbooks, r.faults, r.foundAlone, len(r.lost), r.blind, len(r.milder), r.sentences, r.again, len(r.untrue), r.counts, len(r.unequal))
	for _, list := range []struct {
		title string
		lines []string
	}{{"Lost in company", r.lost}, {"Left out for something milder", r.milder}, {"Untrue sentences", r.untrue}, {"Unequal counts", r.unequal}} {
		if len(list.lines) > 0 {
			fmt.Fprintf(w, "\n%s:\n- %s\n", list.title, strings.Join(list.lines, "\n- "))
		}
	}
}

func (r *companyResult) verdict() error {
	if len(r.lost)+len(r.milder)+len(r.untrue)+len(r.unequal) > 0 {
		return fmt.Errorf("several faults: %d lost, %d left out for something milder, %d untrue sentences, %d unequal counts", len(r.lost), len(r.milder), len(r.untrue), len(r.unequal))
	}
	return nil
}
