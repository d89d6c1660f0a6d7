package night

import (
	"context"
	"encoding/json"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/report"
)

// Outcome is what the operator finds after a night: read back from the published
// database, so that what is handed back and printed is what was published.
type Outcome struct {
	Run       string         `json:"run"`
	Period    string         `json:"period"`
	Now       time.Time      `json:"now"`
	Changed   bool           `json:"changed"` // false: nothing new, the earlier publication stands
	Damaged   []string       `json:"damaged"` // published databases that were not as they were written
	Published home.Manifest  `json:"published"`
	Rules     string         `json:"rules"`
	Received  int            `json:"received"`
	Known     int            `json:"known"`
	Deferred  []home.Put     `json:"deferred"`
	Aside     []string       `json:"attachments"`
	Board     []RegionState  `json:"regions"`
	Findings  map[string]int `json:"findings"`  // open ones of latest submissions, by severity
	Uncounted []PassedOver   `json:"uncounted"` // withdrawn, or come after the period was closed
	Older     []string       `json:"older"`     // new files that were changed before one that came earlier
	Owed      []Undelivered  `json:"owed"`      // deliveries that could not be made; the next run makes them
	Ledger    chain          `json:"ledger"`

	Tables         []hengji.Table  `json:"-"` // those that the rules say are printed
	Reconciliation hengji.Table    `json:"-"`
	Returns        []report.Return `json:"-"`
	Department     string          `json:"-"` // its name
}

// chain is how far the ledger reached when a run was over: with it, lines that
// were cut off behind the last publication are missed.
type chain struct {
	Lines int    `json:"lines"`
	Hash  string `json:"hash"` // of the last one
}

// RegionState is one line of the board.
type RegionState struct {
	RegionCode string       `json:"region_code"`
	Region     string       `json:"region"`
	State      hengji.State `json:"state"`
	Latest     int          `json:"latest_version"`
	Effective  int          `json:"effective_version"`
}

// received notes what the look into the inbox found.
func (m *Outcome) received(arrivals home.Arrivals) {
	m.Received, m.Known = len(arrivals.New), arrivals.Known
	m.Deferred = append([]home.Put{}, arrivals.Deferred...) // [] in JSON
	m.Aside = append([]string{}, arrivals.Attachments...)
}

// handBack gives analysts the database, every region its return and the operator
// the outcome. It is a function of the published database and the archive: run
// again it writes the same bytes, which leaves the files untouched. A delivery
// that fails is owed and keeps back no other.
func (n *Night) handBack(ctx context.Context, ledger *home.Ledger, receipts []home.Receipt, m *Outcome) error {
	m.Run, m.Period, m.Now, m.Rules, m.Findings, m.Owed = n.ID, n.settings.Period, n.settings.Now, n.review.Rules.Fingerprint, map[string]int{}, []Undelivered{}
	m.Damaged, m.Older = append([]string{}, m.Damaged...), append([]string{}, m.Older...)
	db, err := load.Open(n.home.Path("generations", m.Published.File)) // by a name that never meant another file
	if err != nil {
		return err
	}
	defer db.Close()
	if err := n.book(ctx, ledger, db, m.Published); err != nil {
		return err
	}
	n.Log.Info().Msg("booked")
	if err := n.tell(ctx, db, m); err != nil {
		return err
	}
	n.deliver(m, "hengji.duckdb", func() error { return n.home.Alias(m.Published) })
	n.deliver(m, "数据库副本", func() error { return n.home.Deliver(m.Published, n.settings.Publish) })
	n.Log.Info().Int("owed", len(m.Owed)).Msg("delivered")
	if err := n.deliverReturns(ctx, receipts, m); err != nil {
		return err
	}
	n.Log.Info().Int("returns", len(m.Returns)).Int("owed", len(m.Owed)).Msg("returned")
	n.deliver(m, "report/index.html", func() error { return n.writePage(ctx, db, ledger, m) })
	n.Log.Info().Msg("paged")
	n.deliverExports(ctx, db, m)
	if err := n.home.Forget(m.Published); err != nil { // tried again by the next run
		n.Log.Warn().Err(err).Msg("old generations stay")
	}
	n.Log.Info().Bool("changed", m.Changed).Int("returns", len(m.Returns)).Int("owed", len(m.Owed)).Msg("handed back")
	m.Ledger = chain{len(ledger.Entries), ledger.Head()}
	n.deliver(m, "run.json", func() error {
		return home.WriteFile(n.home.Path("run.json"), 0o644, func(w io.Writer) error {
			encoder := json.NewEncoder(w)
			encoder.SetIndent("", "  ")
			return encoder.Encode(m)
		})
	})
	return nil
}

// tell reads from the published database what the operator is told.
func (n *Night) tell(ctx context.Context, db *load.DB, m *Outcome) (err error) {
	if m.Returns, err = n.returns(ctx, db); err != nil {
		return err
	}
	standings, err := db.Standings(ctx, n.settings.Period)
	if err != nil {
		return err
	}
	n.tellUncounted(m, standings)
	m.Board = n.board(m.Returns)
	for _, region := range n.review.Rules.Regions(true) {
		if region.Kind == "department" {
			m.Department = region.Name
		}
	}
	for _, r := range m.Returns {
		for _, f := range r.Findings {
			if !f.Shadow && f.State == "open" {
				m.Findings[string(f.Severity)]++
			}
		}
	}
	for _, mart := range n.review.Rules.Marts {
		if mart.Printed > 0 {
			table, err := db.Table(mart.Name)
			if err != nil {
				return err
			}
			m.Tables = append(m.Tables, table)
		}
	}
	m.Reconciliation, err = db.Table("reconciliation")
	return err
}

// returns makes the return of every latest submission of the period: one for each
// reporter that sent something, and one for each workbook of nobody.
func (n *Night) returns(ctx context.Context, db *load.DB) ([]report.Return, error) {
	standings, err := db.Standings(ctx, n.settings.Period)
	if err != nil {
		return nil, err
	}
	findings, err := db.Findings(ctx, n.settings.Period)
	if err != nil {
		return nil, err
	}
	echo, err := n.echo(ctx, db)
	if err != nil {
		return nil, err
	}
	bySubmission := map[int64][]hengji.Finding{}
	for _, f := range findings {
		if !f.Shadow {
			bySubmission[f.Submission] = append(bySubmission[f.Submission], f)
		}
	}
	changes, err := n.changes(ctx, db, standings)
	if err != nil {
		return nil, err
	}
	effective := map[string]int{}
	for _, s := range standings {
		if s.Effective {
			effective[s.RegionCode] = s.Version
		}
	}
	names := titles(n.review.Rules)
	var returns []report.Return
	for _, s := range inBoardOrder(standings, n.review.Rules.Regions(true)) {
		returns = append(returns, report.Return{
			Region: s.Region, Period: s.Period, File: s.File, SHA256: s.SHA256, Version: s.Version, State: s.State,
			EffectiveVersion: effective[s.RegionCode], ReceivedAt: s.ReceivedAt, Due: n.due(),
			Findings: bySubmission[s.Submission], Echo: echo[s.Submission], Changes: changes[s.Submission], Titles: names,
			More: filepath.Join(n.returnFolder(s.Region), "findings.csv"),
		})
	}
	return returns, nil
}

// titles are the rules' names, by id.
func titles(rules *hengji.Rules) map[hengji.RuleID]string {
	titles := map[hengji.RuleID]string{}
	for id, rule := range rules.Catalogue {
		titles[id] = rule.Title
	}
	return titles
}

// inBoardOrder picks the latest submission of each reporter in published order,
// and after them the workbooks whose region cannot be told.
func inBoardOrder(standings []hengji.Standing, regions []hengji.Code) []hengji.Standing {
	var ordered []hengji.Standing
	for _, region := range append(regions, hengji.Code{}) {
		for _, s := range standings {
			if s.Latest && s.RegionCode == region.Code {
				ordered = append(ordered, s)
			}
		}
	}
	return ordered
}

// echo is what was read of each submission, sheet by sheet, so that a clerk sees
// at once that nothing was lost.
func (n *Night) echo(ctx context.Context, db *load.DB) (map[int64][]report.EchoLine, error) {
	lines := map[int64][]report.EchoLine{}
	for _, form := range n.review.Rules.Forms {
		if form.Layout != hengji.LayoutTable {
			continue
		}
		sums, err := db.Sums(ctx, form)
		if err != nil {
			return nil, err
		}
		for _, sum := range sums {
			line := report.EchoLine{Sheet: sum.Sheet, Title: form.Title, Records: int(sum.Records)}
			if slices.Equal(form.Key, []string{"project_code"}) {
				line.Noun = "个项目"
			}
			i := 0
			for _, field := range form.Fields {
				if !field.Totalled {
					continue
				}
				if !strings.HasPrefix(field.Label, "其中") { // parts of a sum that is told
					line.Sums = append(line.Sums, report.EchoSum{Label: field.Label, Value: sum.Sums[i]})
				}
				i++
			}
			lines[sum.Submission] = append(lines[sum.Submission], line)
		}
	}
	return lines, nil
}

// due is the deadline of the run's period, "" where none is set.
func (n *Night) due() string {
	for _, p := range n.settings.Periods {
		if p.Period == n.settings.Period {
			return p.DueOn
		}
	}
	return ""
}

// board tells of all seventeen where they stand; one that sent nothing is missing.
func (n *Night) board(returns []report.Return) []RegionState {
	var board []RegionState
	for _, region := range n.review.Rules.Regions(false) {
		state := RegionState{RegionCode: region.Code, Region: region.Name, State: hengji.Missing}
		for _, r := range returns {
			if r.Region == region.Name {
				state.State, state.Latest, state.Effective = r.State, r.Version, r.EffectiveVersion
			}
		}
		board = append(board, state)
	}
	return board
}

// Unidentified counts the workbooks of nobody.
func (m *Outcome) Unidentified() int {
	count := 0
	for _, r := range m.Returns {
		if r.Region == "" {
			count++
		}
	}
	return count
}
