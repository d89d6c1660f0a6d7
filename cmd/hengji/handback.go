package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/report"
)

// morning is what the operator finds after a night: read back from the published
// database, so that what is handed back and printed is what was published.
type morning struct {
	Run       string         `json:"run"`
	Period    string         `json:"period"`
	Now       time.Time      `json:"now"`
	Changed   bool           `json:"changed"` // false: nothing new, the earlier publication stands
	Published home.Manifest  `json:"published"`
	Rules     string         `json:"rules"`
	Received  int            `json:"received"`
	Known     int            `json:"known"`
	Deferred  []home.Put     `json:"deferred"`
	Aside     []string       `json:"attachments"`
	Board     []regionState  `json:"regions"`
	Findings  map[string]int `json:"findings"` // open ones of latest submissions, by severity

	tables         []hengji.Table // those that the rules say are printed
	reconciliation hengji.Table
	returns        []report.Return
	department     string // its name
}

// regionState is one line of the board.
type regionState struct {
	RegionCode string       `json:"region_code"`
	Region     string       `json:"region"`
	State      hengji.State `json:"state"`
	Latest     int          `json:"latest_version"`
	Effective  int          `json:"effective_version"`
}

// handBack gives every region its return and the operator the outcome. It is a
// function of the published database: run again it writes the same bytes, which
// leaves the files untouched.
func (n *night) handBack(ctx context.Context, manifest home.Manifest, receipts []home.Receipt, arrivals home.Arrivals, changed bool) (*morning, error) {
	if err := n.home.Alias(manifest); err != nil {
		return nil, err
	}
	if err := n.home.Deliver(manifest, n.settings.Publish); err != nil {
		return nil, err
	}
	db, err := load.Open(n.home.Database())
	if err != nil {
		return nil, err
	}
	defer db.Close()
	m := &morning{
		Run: n.id, Period: n.settings.Period, Now: n.now, Changed: changed, Published: manifest, Rules: n.rules.Fingerprint,
		Received: len(arrivals.New), Known: arrivals.Known,
		Deferred: append([]home.Put{}, arrivals.Deferred...), Aside: append([]string{}, arrivals.Attachments...), // [] in JSON
		Findings: map[string]int{},
	}
	if m.returns, err = n.returns(ctx, db); err != nil {
		return nil, err
	}
	m.Board = n.board(m.returns)
	for _, region := range n.rules.Regions(true) {
		if region.Kind == "department" {
			m.department = region.Name
		}
	}
	archived := map[string]home.Receipt{}
	for _, receipt := range receipts {
		archived[receipt.SHA256] = receipt
	}
	for _, r := range m.returns {
		if err := n.writeReturn(r, archived[r.SHA256]); err != nil {
			return nil, err
		}
		for _, f := range r.Findings {
			if !f.Shadow && f.State == "open" {
				m.Findings[string(f.Severity)]++
			}
		}
	}
	for _, mart := range n.rules.Marts {
		if mart.Printed > 0 {
			table, err := db.Table(mart.Name)
			if err != nil {
				return nil, err
			}
			m.tables = append(m.tables, table)
		}
	}
	if m.reconciliation, err = db.Table("reconciliation"); err != nil {
		return nil, err
	}
	n.log.Info().Bool("changed", changed).Int("returns", len(m.returns)).Msg("handed back")
	return m, home.WriteFile(n.home.Path("run.json"), 0o644, func(w io.Writer) error {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(m)
	})
}

// returns makes the return of every latest submission of the period: one for each
// reporter that sent something, and one for each workbook of nobody.
func (n *night) returns(ctx context.Context, db *load.DB) ([]report.Return, error) {
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
	effective := map[string]int{}
	for _, s := range standings {
		if s.Effective {
			effective[s.RegionCode] = s.Version
		}
	}
	titles := n.titles()
	var returns []report.Return
	for _, s := range inBoardOrder(standings, n.rules.Regions(true)) {
		returns = append(returns, report.Return{
			Region: s.Region, Period: s.Period, File: s.File, SHA256: s.SHA256, Version: s.Version, State: s.State,
			EffectiveVersion: effective[s.RegionCode], ReceivedAt: s.ReceivedAt, Due: n.due(),
			Findings: bySubmission[s.Submission], Echo: echo[s.Submission], Titles: titles,
			More: filepath.Join(n.returnFolder(s.Region), "findings.csv"),
		})
	}
	return returns, nil
}

// titles are the rules' names, by id.
func (n *night) titles() map[string]string {
	titles := map[string]string{}
	for id, rule := range n.rules.Catalogue {
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
func (n *night) echo(ctx context.Context, db *load.DB) (map[int64][]report.EchoLine, error) {
	lines := map[int64][]report.EchoLine{}
	for _, form := range n.rules.Forms {
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
func (n *night) due() string {
	for _, p := range n.settings.Periods {
		if p.Period == n.settings.Period {
			return p.DueOn
		}
	}
	return ""
}

// board tells of all seventeen where they stand; one that sent nothing is missing.
func (n *night) board(returns []report.Return) []regionState {
	var board []regionState
	for _, region := range n.rules.Regions(false) {
		state := regionState{RegionCode: region.Code, Region: region.Name, State: hengji.Missing}
		for _, r := range returns {
			if r.Region == region.Name {
				state.State, state.Latest, state.Effective = r.State, r.Version, r.EffectiveVersion
			}
		}
		board = append(board, state)
	}
	return board
}

// unknownRegion is the folder of what cannot be given to anybody.
const unknownRegion = "_未识别"

func (n *night) returnFolder(region string) string {
	if region == "" {
		region = unknownRegion
	}
	return filepath.Join(n.settings.Returns, region)
}

// writeReturn writes one region's return: its own workbook with the findings
// marked, the same as a page, and all findings for machines and for Excel.
func (n *night) writeReturn(r report.Return, receipt home.Receipt) error {
	original, tooLarge, err := n.home.Archived(receipt, n.settings.Limits.FileBytes)
	if err != nil {
		return err
	}
	w := n.archived(receipt)
	r.Near = nearby(r.Findings, w.open)
	folder := n.returnFolder(r.Region)
	name := returnName(r.File)
	prefix := "" // a folder that holds one region's return needs no names in it
	if r.Region == "" {
		prefix = name + "_"
	}
	files := []struct {
		name  string
		write func(io.Writer) error
	}{
		{name + "_审核反馈.xlsx", func(w io.Writer) error {
			if tooLarge {
				return report.ReturnWorkbook(w, r)
			}
			book, reason, err := report.Annotate(original, r)
			if err != nil {
				return err
			}
			if reason != "" {
				n.log.Info().Str("file", r.File).Str("reason", reason).Msg("returned without the workbook")
			}
			_, err = w.Write(book)
			return err
		}},
		{name + "_审核反馈.html", func(w io.Writer) error { return report.Findings(w, r) }},
		{prefix + "findings.csv", func(w io.Writer) error { return report.WriteCSV(w, r.Findings) }},
		{prefix + "findings.jsonl", func(w io.Writer) error { return report.WriteJSONL(w, r.Findings) }},
	}
	for _, file := range files {
		if err := home.WriteFile(filepath.Join(folder, file.name), 0o644, file.write); err != nil {
			return fmt.Errorf("hand back %s: %w", r.Region, err)
		}
	}
	if r.Region == "" {
		return nil // a folder of many senders
	}
	if err := home.SetAside(folder, "以前的退回单", func(old string) bool {
		return strings.Contains(old, "_审核反馈.") && !strings.HasPrefix(old, name+"_审核反馈.")
	}); err != nil { // open in somebody's hands: it stays, and the run goes on
		n.log.Warn().Err(err).Str("region", r.Region).Msg("earlier return stays beside the new one")
	}
	return nil
}

// returnName is the name of a received file without folder and extension, and
// without what an earlier return put behind it. Characters that a file name on a
// share should not hold become _.
func returnName(file string) string {
	name := path.Base(file)
	name = strings.TrimSuffix(name, path.Ext(name))
	for strings.HasSuffix(name, "_审核反馈") {
		name = strings.TrimSuffix(name, "_审核反馈")
	}
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`\/:*?"<>|`, r) || unicode.Is(unicode.Cf, r) {
			return '_'
		}
		return r
	}, name)
	name = strings.TrimLeft(name, ".~ ")
	if name == "" {
		return "工作簿"
	}
	return name
}
