package review

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"hengji"
	"hengji/load"
	"hengji/localise"
)

// mostBlocking is how many blocking findings without a value a few cells can bring about: each
// stands in five identities or so, each of which is told in one finding, or two. Of those with
// one a column is full where somebody writes its unit in each cell.
const mostBlocking, mostProposed = 64, 1000

// fewest says which cells, changed, leave nothing to return a workbook for: the smallest
// set of them, or that there are several as small. It is silent unless each blocking
// finding is of an identity that does not hold, or of one cell that comes with a value.
// What it has for single cells becomes the proposal of their findings.
func (m *mending) fewest() (string, error) {
	if err := m.propose(); err != nil {
		return "", err
	}
	if !m.closed || slices.ContainsFunc(m.blocking, func(f *hengji.Finding) bool { return !m.speaks(f) && !m.compares(f) }) {
		return "", nil
	}
	return m.sentence(), nil
}

// newMending takes a workbook's findings; nil where nothing blocks, or more than can be
// solved.
func newMending(rules *hengji.Rules, base *load.Build, r *Reading, findings []*hengji.Finding) *mending {
	m := mending{rules: rules, reading: r, base: base, accused: map[string]bool{}}
	for _, f := range findings {
		switch {
		case !f.Open() || f.Severity == hengji.Notice:
		case f.Severity == hengji.Blocking && f.Omitted > 0:
			return nil // nobody knows which
		case f.Severity == hengji.Blocking:
			m.told = append(m.told, f)
			m.blocking = append(m.blocking, f.Singly()...)
			for _, cell := range namedBy(f) {
				m.accused[cell] = true
			}
		default:
			m.others = append(m.others, f)
		}
	}
	without := slices.DeleteFunc(slices.Clone(m.blocking), func(f *hengji.Finding) bool { return proposal(f) != "" })
	if len(m.blocking) == 0 || len(m.blocking) > mostProposed || len(without) > mostBlocking {
		return nil
	}
	return &m
}

// mending is a workbook of which is asked what to change.
type mending struct {
	rules     *hengji.Rules
	reading   *Reading
	base      *load.Build
	told      []*hengji.Finding // that block
	blocking  []*hengji.Finding // those, of one cell each
	accused   map[string]bool   // the cells that they name
	others    []*hengji.Finding // that ask for something else
	elsewhere []change          // what another cell than a finding's own should be
	closed    bool              // the identities that do not hold are what the findings accuse
	stood     map[string]bool   // the identities that the checks could compare
	known     map[string]string // by cell, what other places of the workbook say
	outside   references
	changes   []change // what is proposed
	book      localise.Workbook
	at        map[string][]recordField // of the book, by cell
}

// recordField is a field of a record.
type recordField struct {
	record *hengji.StagedRecord
	field  string
}

// identities are those of a finding's rule; a 合计 is one.
func (m *mending) identities(f *hengji.Finding) bool {
	rule := m.rules.Catalogue[f.Rule]
	return f.Rule == hengji.RuleTotalSum || rule != nil && len(rule.Identities) > 0
}

// bound reports whether a finding says that a number is outside what its field allows.
func bound(f *hengji.Finding) bool {
	return f.Cell != "" && (f.Rule.Fact() == "minimum" || f.Rule.Fact() == "maximum")
}

// proposal is the value that a finding has for its own cell; "" where it has none, or
// words.
func proposal(f *hengji.Finding) string {
	if f.Cell == "" || f.Rule == hengji.RuleCellTwoAmounts {
		return ""
	}
	if only := candidate.FindStringSubmatch(f.Suggestion); only != nil && f.Rule.Fact() == "uscc" {
		return only[1] // whose check characters are right
	}
	if strings.HasSuffix(f.Suggestion, "。") || strings.HasSuffix(f.Suggestion, "？") {
		return ""
	}
	return f.Suggestion
}

// candidate is the sentence that names a single value.
var candidate = regexp.MustCompile("^可能是“([^”]+)”。$")

// speaks reports whether a finding may be mended by what identities say, by itself, or in
// the other cells that it names.
func (m *mending) speaks(f *hengji.Finding) bool {
	return m.identities(f) || bound(f) || proposal(f) != "" ||
		slices.ContainsFunc(m.elsewhere, func(c change) bool { return slices.Contains(namedBy(f), c.cell) })
}

// compares reports whether a finding is of a number that a check compares with others, so
// that it may be mended by what is changed there.
func (m *mending) compares(f *hengji.Finding) bool {
	rule := m.rules.Catalogue[f.Rule]
	return f.Cell != "" && rule != nil && rule.SQL != "" && m.isNumber(f)
}

// isNumber reports whether a finding is about a number.
func (m *mending) isNumber(f *hengji.Finding) bool {
	form := m.rules.Form(f.Form)
	if form == nil {
		return false
	}
	field := form.Field(f.Field)
	return field != nil && (field.Kind == hengji.Number || field.Kind == hengji.Integer)
}

// read gathers what identities speak of in the workbook.
func (m *mending) read() error {
	m.book.Records, m.book.Totals = map[string][]hengji.StagedRecord{}, slices.Clone(m.reading.Totals)
	m.at = map[string][]recordField{}
	for name, texts := range localise.Needed(m.rules) {
		for _, field := range m.rules.Form(name).Key {
			if !slices.Contains(texts, field) {
				texts = append(texts, field)
			}
		}
		if !slices.ContainsFunc(m.reading.Cells, func(c hengji.FieldCell) bool { return c.Form == name }) {
			continue // a form that the workbook does not have
		}
		records, err := m.base.Staged(m.reading.ID, m.rules.Form(name), texts)
		if err != nil {
			return err
		}
		m.book.Records[name] = records
		for i := range records {
			for field, cell := range records[i].Cells {
				m.at[cell] = append(m.at[cell], recordField{&records[i], field})
			}
		}
	}
	m.book.Reference = func(term *hengji.Term) (hengji.Decimal, bool) {
		value, there := m.outside[term][m.reading.ID]
		return value, there
	}
	return nil
}

// references are the numbers that identities take from outside the workbooks, by
// submission.
type references map[*hengji.Term]map[int64]hengji.Decimal

// referencesOf asks for each term once, for all workbooks.
func referencesOf(base *load.Build, rules *hengji.Rules) (references, error) {
	values := references{}
	for _, term := range localise.References(rules) {
		var err error
		if values[term], err = base.References(term); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// covered reports whether the identities that do not hold are what the findings accuse:
// each finding of an identity has one of them, and each of them one finding, which may be
// another rule's where that says the same of a cell of it.
func (m *mending) covered(problem *localise.Problem) bool {
	broken := problem.Broken()
	for _, equation := range broken {
		accused := func(name string) bool { return m.accused[name] }
		if !problem.Equations[equation].Soft && !slices.ContainsFunc(problem.Names(equation), accused) {
			return false
		}
	}
	return !slices.ContainsFunc(m.blocking, func(f *hengji.Finding) bool { return m.identities(f) && !accuses(f, problem, broken) })
}

// namedBy lists the cells that a finding speaks of, its own first.
func namedBy(f *hengji.Finding) []string {
	if f.Cell == "" {
		return f.Related
	}
	return append([]string{hengji.SheetCell(f.Sheet, f.Cell)}, f.Related...)
}

// change is a cell to be changed; Value is "" where the identities do not tell it.
type change struct{ cell, value string }

// sentence solves what is left when the proposed values stand.
func (m *mending) sentence() string {
	changes := m.replace()
	problem := localise.NewProblem(m.rules, m.book)
	var fixed []int
	for at, cell := range problem.Cells {
		if slices.ContainsFunc(changes, func(c change) bool { return c.cell == cell.Name }) {
			fixed = append(fixed, at)
		}
	}
	if len(changes) > localise.Most || slices.ContainsFunc(problem.Broken(), func(equation int) bool {
		e, named := &problem.Equations[equation], problem.Names(equation)
		if e.Rule == hengji.RuleTotalSum && !m.accused[problem.Cells[e.Left.Terms[0].Cell].Name] {
			return false // it passed over what could not be read
		}
		if !e.Soft && !slices.ContainsFunc(named, func(cell string) bool { return m.accused[cell] }) {
			return true
		}
		return slices.ContainsFunc(changes, func(c change) bool { return slices.Contains(named, c.cell) })
	}) {
		return "" // what is proposed contradicts what else is there
	}
	answer, ok := problem.Fewest(fixed, localise.Most-len(changes))
	if !ok {
		return ""
	}
	count := len(changes) + len(answer.Sets[0])
	if len(answer.Sets) > 1 {
		return fmt.Sprintf("有几种改法，都要改 %d 格，请核对原始凭证。", count)
	}
	for _, cell := range answer.Sets[0] {
		c := change{cell: problem.Cells[cell].Name}
		if value, known := answer.Values[cell]; known {
			c.value = value.String()
			problem.Cells[cell].Value = value
		}
		changes = append(changes, c)
	}
	for _, f := range m.blocking {
		if !m.speaks(f) && !slices.ContainsFunc(changes, func(c change) bool { return c.value != "" && c.cell == hengji.SheetCell(f.Sheet, f.Cell) }) {
			return "" // what is changed leaves it as it is
		}
	}
	m.clear(changes)
	m.sort(changes)
	what := allPasses
	if slices.ContainsFunc(m.others, func(f *hengji.Finding) bool { return !m.gone(f, problem) }) {
		what = noneBlocks
	}
	return fmt.Sprintf("改 %d 格%s：%s。", count, what, words(changes))
}

// clear takes away what should stand in a cell as far as one identity says, where that cell is
// not among those to change: written there, it would break another.
func (m *mending) clear(changes []change) {
	for _, f := range m.told {
		own := hengji.SheetCell(f.Sheet, f.Cell)
		if m.identities(f) && m.rules.Catalogue[f.Rule].Want == hengji.PlainWant && len(f.Cells) == 0 && !slices.ContainsFunc(changes, func(c change) bool { return c.cell == own }) {
			f.Want = ""
		}
	}
}

// gone reports whether a finding is of an identity that holds in the changed workbook.
func (m *mending) gone(f *hengji.Finding, changed *localise.Problem) bool {
	return m.identities(f) && !accuses(f, changed, changed.Broken())
}

// accuses reports whether a finding is about one of these equations: it is of its rule and
// names one of its cells, or none at all.
func accuses(f *hengji.Finding, problem *localise.Problem, equations []int) bool {
	named := namedBy(f)
	return slices.ContainsFunc(equations, func(equation int) bool {
		return problem.Equations[equation].Rule == f.Rule && (len(named) == 0 ||
			slices.ContainsFunc(problem.Names(equation), func(name string) bool { return slices.Contains(named, name) }))
	})
}

// sort puts changes in the order of the workbook.
func (m *mending) sort(changes []change) {
	slices.SortStableFunc(changes, func(a, b change) int {
		sheetA, cellA := partsOf(a.cell)
		sheetB, cellB := partsOf(b.cell)
		columnA, columnB := strings.TrimRight(cellA, "0123456789"), strings.TrimRight(cellB, "0123456789")
		rowA, rowB := cellA[len(columnA):], cellB[len(columnB):]
		return cmp.Or(
			cmp.Compare(m.reading.sheetIndex(sheetA), m.reading.sheetIndex(sheetB)),
			cmp.Compare(len(rowA), len(rowB)), cmp.Compare(rowA, rowB),
			cmp.Compare(len(columnA), len(columnB)), cmp.Compare(columnA, columnB),
		)
	})
}

// replace writes the proposed values of cells over what the workbook has, and lists them.
func (m *mending) replace() []change {
	var changes []change
	for _, f := range m.blocking {
		if value := proposal(f); value != "" {
			changes = append(changes, change{hengji.SheetCell(f.Sheet, f.Cell), value})
		}
	}
	var each []change
	for _, c := range append(changes, m.elsewhere...) {
		if !slices.Contains(each, c) {
			each = append(each, c)
			m.put(c)
		}
	}
	return each
}

// put writes a value over what the workbook has.
func (m *mending) put(c change) {
	number, _, err := hengji.ParseDecimal(c.value)
	for _, at := range m.at[c.cell] {
		if m.rules.Form(at.record.Form).Field(at.field).Kind == hengji.Text {
			at.record.Texts[at.field] = c.value
		} else if err == nil {
			at.record.Numbers[at.field] = number
		}
	}
	for i := range m.book.Totals {
		if m.book.Totals[i].Cell == c.cell && err == nil {
			m.book.Totals[i].Stated = number
		}
	}
}

// mend asks of every workbook that was read anew what to change, and gives those of the
// findings that were left out, or not found, which remain then; single are findings before
// they were made statements. What the database knows of all of them it
// asks once: planning a question costs more than its answer.
func (v *Reviewer) mend(base *load.Build, readings []Reading, findings, single, left []hengji.Finding) (remaining []hengji.Finding, err error) {
	told, silent := bySubmission(findings), bySubmission(left)
	var all []*mending
	var lacking []int64
	for i := range readings {
		r := &readings[i]
		if r.carried || r.trouble != nil || r.refused != "" {
			continue
		}
		if m := newMending(v.Rules, base, r, told[r.ID]); m != nil {
			all = append(all, m)
			if len(m.lacking()) > 0 {
				lacking = append(lacking, r.ID)
			}
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	outside, err := referencesOf(base, v.Rules)
	if err != nil {
		return nil, err
	}
	known, err := base.Known(lacking)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		m.outside, m.known = outside, known[m.reading.ID]
		if m.reading.mending, err = m.fewest(); err != nil {
			return nil, err
		}
		remaining = append(remaining, m.remaining(silent[m.reading.ID])...)
	}
	followed, err := v.followed(base, all, single, left, remaining)
	return append(remaining, followed...), err
}

func bySubmission(findings []hengji.Finding) map[int64][]*hengji.Finding {
	lists := map[int64][]*hengji.Finding{}
	for i := range findings {
		lists[findings[i].Submission] = append(lists[findings[i].Submission], &findings[i])
	}
	return lists
}
