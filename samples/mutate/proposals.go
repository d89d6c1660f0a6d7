package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// followed is what came of a workbook after everything that is proposed was typed in.
type followed struct {
	m          *mutation
	whole      bool // each blocking finding carried a proposal
	file       string
	unopenable bool
	findings   []finding
}

// round counts, of all workbooks with one fault or of one kind.
type round struct {
	planted, returned, whole int // single faults; those with a blocking finding; those whose every one carries a proposal
	passed, wholePass        int // of the returned and of the whole, after one round
}

// followResult counts them.
type followResult struct {
	round
	kinds map[string]*round
	order []string // their names
	fresh []string
	stuck []string
}

// follow types in what the returned workbooks of single faults propose, once, and has
// them judged again.
func follow(program, folder string, mutations []*mutation, clean map[string][]finding) (*followResult, error) {
	r := &followResult{kinds: map[string]*round{}}
	var all []*followed
	for _, m := range mutations {
		if len(m.kind.rules) == 0 || m.beside != "" {
			continue
		}
		r.planted++
		r.of(m).planted++
		if slices.ContainsFunc(m.findings, blocks) {
			all = append(all, &followed{m: m})
		}
	}
	failures := make([]error, len(all))
	parallel(len(all), func(i int) { failures[i] = all[i].write(folder) })
	if err := errors.Join(failures...); err != nil {
		return nil, err
	}
	var files []string
	for _, f := range all {
		if !f.unopenable {
			files = append(files, f.file)
		}
	}
	findings, err := checkApart(program, files)
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		f.findings = slices.DeleteFunc(findings[name(f.file)], func(g finding) bool { // of the clean workbook
			return slices.ContainsFunc(clean[name(f.m.sample)], func(b finding) bool { return b.Fingerprint == g.Fingerprint })
		})
		r.add(f)
	}
	return r, nil
}

// of is the count of a mutation's kind.
func (r *followResult) of(m *mutation) *round {
	if r.kinds[m.kind.name] == nil {
		r.kinds[m.kind.name] = &round{}
		r.order = append(r.order, m.kind.name)
	}
	return r.kinds[m.kind.name]
}

func blocks(f finding) bool { return f.Severity == "blocking" }

func (r *followResult) add(f *followed) {
	passed := !f.unopenable && !slices.ContainsFunc(f.findings, blocks)
	for _, k := range []*round{&r.round, r.of(f.m)} {
		k.returned++
		k.whole += count(f.whole)
		k.passed += count(passed)
		k.wholePass += count(passed && f.whole)
	}
	if f.whole && !passed {
		r.stuck = append(r.stuck, f.m.tell("still returned", f.findings))
	}
	for _, g := range f.findings {
		old := slices.ContainsFunc(f.m.findings, func(b finding) bool {
			return b.Fingerprint == g.Fingerprint || b.Rule == g.Rule && b.Sheet == g.Sheet && b.Cell == g.Cell
		})
		if g.Severity != "notice" && !old {
			r.fresh = append(r.fresh, f.m.tell("new", []finding{g}))
		}
	}
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func (m *mutation) tell(what string, findings []finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "m%05d %s %s, planted %s: %s", m.id, m.kind.name, name(m.sample), strings.Join(m.planted, ", "), what)
	for _, f := range slices.Concat(m.findings, findings) {
		if f.Severity != "notice" {
			fmt.Fprintf(&b, "\n    %s %s %s!%s %s", f.Severity, f.Rule, f.Sheet, f.Cell, f.Message)
		}
	}
	return b.String()
}

// write types the proposals into a copy of the workbook, formulas of totals following.
func (f *followed) write(folder string) error {
	file, err := openSpelt(f.m.file)
	if err != nil {
		f.unopenable = true
		return nil //nolint:nilerr // a file that is no workbook proposes nothing
	}
	defer file.Close()
	b, err := read(file, f.m.file)
	if err != nil {
		b = &book{File: file, tables: map[string]*table{}} // not all tables are there: no totals that follow
	}
	d := &draft{book: b}
	said := f.m.findings[0].mending()
	f.whole = true
	for _, g := range f.m.findings {
		if g.Severity == "notice" || g.follows(f.m.findings) {
			continue
		}
		typed := g.proposals()
		f.whole = f.whole && (len(typed) > 0 || len(said) > 0 || !blocks(g))
		for _, p := range typed {
			d.typeIn(p.sheet, p.cell, p.value)
		}
	}
	for _, p := range said {
		d.typeIn(p.sheet, p.cell, p.value)
	}
	content, err := d.bytes()
	if err != nil {
		return fmt.Errorf("follow the proposals for %s: %w", name(f.m.file), err)
	}
	f.file = filepath.Join(folder, "followed_"+name(f.m.file))
	return writeFile(f.file, content)
}

// follows is true of a finding that is said to go with another.
func (g finding) follows(all []finding) bool {
	return slices.ContainsFunc(sentences(all), func(s sentence) bool { return s.effect.Fingerprint == g.Fingerprint })
}

// typedIn is a proposal of one cell.
type typedIn struct{ sheet, cell, value string }

// mends is the sentence that says which cells to change, and to what.
var mends = regexp.MustCompile("^改 [0-9]+ 格[^：]*：(.*)。$")

// mending is what the product says of the whole workbook, where it has a value for each
// cell.
func (g finding) mending() []typedIn {
	list := mends.FindStringSubmatch(g.Mending)
	if list == nil {
		return nil
	}
	var all []typedIn
	sheet := ""
	for _, one := range strings.Split(list[1], "、") {
		at, value, known := strings.Cut(one, " 改为 ")
		if !known {
			return nil
		}
		if in, cell, other := strings.Cut(at, "!"); other {
			sheet, at = in, cell
		}
		all = append(all, typedIn{sheet, at, value})
	}
	return all
}

// asks are words of findings that leave it to the reader what was meant: their values are
// examples.
var asks = regexp.MustCompile("若为|选一个")

// proposals are what the finding says should stand in its cells; none where it only asks.
func (g finding) proposals() []typedIn {
	if g.Cell == "" || asks.MatchString(g.Message) {
		return nil
	}
	cells := g.Cells
	if len(cells) == 0 {
		cells = []cell{{g.Cell, g.Suggestion}}
	}
	var all []typedIn
	for _, c := range cells {
		if c.Suggestion == "" || strings.ContainsAny(c.Suggestion, "。？，、") {
			return nil
		}
		all = append(all, typedIn{g.Sheet, c.Cell, c.Suggestion})
	}
	return all
}

// typeIn types over a cell. A total that was the sum of its rows is a formula, and
// follows.
func (d *draft) typeIn(sheet, cell, text string) {
	column, row, err := excelize.CellNameToCoordinates(cell)
	d.keep(err)
	var value any = text
	number, err := strconv.ParseFloat(text, 64)
	isNumber := err == nil && len(text) < 16 && !projectCode.MatchString(text)
	if isNumber {
		value = number
	}
	for _, t := range d.tables {
		for _, field := range totalled[t.form] {
			if t.sheet != sheet || t.columns[field] != column || !slices.Contains(t.rows, row) || !isNumber {
				continue
			}
			was, _ := t.millionths(row, field)
			for _, total := range t.totals {
				if t.isSum(total, field) && slices.Contains(t.counted(total), row) {
					old, _ := t.millionths(total, field)
					to := old + int64(number*1e6+0.5) - was
					d.fill(t, total, field, millionths(to))
					t.put(total, field, fmt.Sprint(float64(to)/1e6))
				}
			}
			t.put(row, field, text)
		}
	}
	if isNumber && d.showsPercent(sheet, cell) {
		value = number / 100 // as a spreadsheet takes what is typed there
	}
	d.write(sheet, cell, value)
}

// showsPercent reports whether a cell's format is a percentage.
func (d *draft) showsPercent(sheet, cell string) bool {
	id, err := d.GetCellStyle(sheet, cell)
	d.keep(err)
	style, err := d.GetStyle(id)
	d.keep(err)
	if err != nil {
		return false
	}
	return style.NumFmt == 9 || style.NumFmt == 10 || style.CustomNumFmt != nil && strings.Contains(*style.CustomNumFmt, "%")
}

// isSum reports whether a total is the sum of its rows: as its formula gives it.
func (t *table) isSum(total int, field string) bool {
	want, ok := t.millionths(total, field)
	var sum int64
	for _, row := range t.counted(total) {
		value, _ := t.millionths(row, field)
		sum += value
	}
	return ok && sum == want
}

func (r *followResult) print(w io.Writer, details bool) {
	accepted := r.planted - r.returned + r.passed
	fmt.Fprintf(w, `
| following the proposals, one round | |
|---|---:|
| workbooks with a single fault | %d |
| of these accepted or pending at once or after one round | %d (%s %%) |
| returned | %d |
| of these accepted or pending afterwards | %d (%s %%) |
| whose blocking findings all carry a proposal | %d |
| of these accepted or pending afterwards | %d (%s %%) |
| new findings | %d |

| returned, by kind | returned | all proposed | accepted afterwards |
|---|---:|---:|---:|
`, r.planted, accepted, percent(accepted, r.planted), r.returned, r.passed, percent(r.passed, r.returned), r.whole, r.wholePass, percent(r.wholePass, r.whole), len(r.fresh))
	for _, kind := range r.order {
		if k := r.kinds[kind]; k.returned > 0 {
			fmt.Fprintf(w, "| %s | %d | %d | %d |\n", kind, k.returned, k.whole, k.passed)
		}
	}
	if details {
		fmt.Fprintf(w, "\nStill returned:\n- %s\n\nNew findings:\n- %s\n", strings.Join(r.stuck, "\n- "), strings.Join(r.fresh, "\n- "))
	}
}

func (r *followResult) verdict() error {
	var short []error
	if r.whole > 0 && share(r.wholePass, r.whole) < 97 {
		short = append(short, fmt.Errorf("passed after proposals for all: %d of %d is below 97 %%", r.wholePass, r.whole))
	}
	if len(r.fresh) > 0 {
		short = append(short, fmt.Errorf("following the proposals made %d new findings", len(r.fresh)))
	}
	return errors.Join(short...)
}
