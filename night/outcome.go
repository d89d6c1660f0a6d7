package night

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"hengji"
	"hengji/load"
	"hengji/report"
)

// publication is what a published database says of its period.
type publication struct {
	db       *load.DB
	settings Settings
	rules    *hengji.Rules
	booked   map[int64]report.Receipt // of submissions

	standings []hengji.Standing // of every submission of the period
	findings  []hengji.Finding  // in them
}

// fill reads from the published database what the operator is told.
func (p *publication) fill(ctx context.Context, m *Outcome) (err error) {
	if p.standings, err = p.db.Standings(ctx, p.settings.Period); err != nil {
		return err
	}
	m.Several, m.PutBack = severalOf(p.standings, m.arrivals.New), putBackOf(p.standings, m.arrivals)
	returns, err := p.returns(ctx, m.PutBack)
	if err != nil {
		return err
	}
	for _, r := range returns {
		if r.State == hengji.Closed {
			m.Late = append(m.Late, r)
		} else {
			m.Returns = append(m.Returns, r)
		}
	}
	if m.Signed, err = signedPeriods(ctx, p.db); err != nil {
		return err
	}
	m.Uncounted = uncountedOf(p.standings)
	m.Held = heldFiles(p.standings)
	m.Board = p.board(returns)
	for _, region := range p.rules.Regions(true) {
		if region.Kind == "department" {
			m.Department = region.Name
		}
	}
	for _, r := range m.Returns {
		for severity, n := range hengji.CountOpen(r.Findings) {
			m.Findings[string(severity)] += n
		}
	}
	for _, mart := range p.rules.Marts {
		if mart.Printed > 0 {
			table, err := p.db.Table(mart.Name)
			if err != nil {
				return err
			}
			if !table.Unasked {
				m.Tables = append(m.Tables, table)
			}
		}
	}
	m.Reconciliation, err = p.db.Table("reconciliation")
	return err
}

// returns makes the return of every latest submission of the period: one for each
// reporter that sent something, one for each workbook of nobody, and one more for a
// reporter's last that came too late.
func (p *publication) returns(ctx context.Context, back []PutBack) ([]report.Return, error) {
	if err := p.readFindings(ctx); err != nil {
		return nil, err
	}
	echo, err := p.echo(ctx)
	if err != nil {
		return nil, err
	}
	bySubmission := map[int64][]hengji.Finding{}
	for _, f := range p.findings {
		if !f.Shadow {
			bySubmission[f.Submission] = append(bySubmission[f.Submission], f)
		}
	}
	changes, err := p.changes(ctx)
	if err != nil {
		return nil, err
	}
	for _, one := range back {
		changes[one.submission] += one.Words()
	}
	effective := map[string]int{}
	for _, s := range p.standings {
		if s.Effective {
			effective[s.RegionCode] = s.Version
		}
	}
	names := titles(p.rules)
	var returns []report.Return
	for _, s := range inBoardOrder(p.standings, p.rules.Regions(true)) {
		late, _ := p.settings.daysAfterDue(s.ReceivedAt)
		sinceDue, _ := p.settings.daysAfterDue(p.settings.Now)
		returns = append(returns, report.Return{
			Region: s.Region, Period: s.Period, File: s.File, SHA256: s.SHA256, Number: s.Submission, Receipt: p.booked[s.Submission], Version: s.Version, State: s.State,
			EffectiveVersion: effective[s.RegionCode], ReceivedAt: s.ReceivedAt, Due: p.settings.due(), Past: sinceDue > 0, DaysLate: max(late, 0),
			Findings: bySubmission[s.Submission], Mending: s.Mending, Echo: echo[s.Submission], Changes: changes[s.Submission], Titles: names,
			More: filepath.Join(p.settings.returnFolder(s.Region), "findings.csv"),
		})
	}
	return returns, nil
}

// readFindings reads what was found in the period. Of one that the run is not of it is told
// as of the run in which its newest submission came: who published last is no matter of it.
func (p *publication) readFindings(ctx context.Context) (err error) {
	if p.findings, err = p.db.Findings(ctx, p.settings.Period); err != nil || p.settings.below == "" {
		return err
	}
	moment, err := p.db.Moment(ctx)
	for i := range p.findings {
		p.findings[i].Run = runID(moment)
	}
	return err
}

// titles are the rules' names, by id.
func titles(rules *hengji.Rules) map[hengji.RuleID]string {
	titles := map[hengji.RuleID]string{}
	for id, rule := range rules.Catalogue {
		titles[id] = rule.Title
	}
	return titles
}

// inBoardOrder picks the latest submission of each reporter in published order, with its
// last that came too late, and after them the workbooks whose region cannot be told.
func inBoardOrder(standings []hengji.Standing, regions []hengji.Code) []hengji.Standing {
	var ordered []hengji.Standing
	for _, region := range append(regions, hengji.Code{}) {
		var late []hengji.Standing
		for _, s := range standings {
			switch {
			case s.RegionCode != region.Code:
			case s.Latest:
				ordered = append(ordered, s)
			case s.State == hengji.Closed && region.Code != "":
				late = []hengji.Standing{s}
			}
		}
		ordered = append(ordered, late...)
	}
	return ordered
}

// echo is what was read of each submission, sheet by sheet, so that a clerk sees
// at once that nothing was lost.
func (p *publication) echo(ctx context.Context) (map[int64][]report.EchoLine, error) {
	lines := map[int64][]report.EchoLine{}
	for _, form := range p.rules.Forms {
		if form.Layout != hengji.LayoutTable {
			continue
		}
		sums, err := p.db.Sums(ctx, form)
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

// board says of all seventeen where they stand; one that sent nothing is missing, and one
// whose workbook came too late alone is named so. Where nothing is asked of regions none
// is missing.
func (p *publication) board(returns []report.Return) []RegionState {
	asked := p.settings.RulesIn(p.rules).AsksRegions()
	var board []RegionState
	for _, region := range p.settings.reporters(p.rules) {
		state := RegionState{RegionCode: region.Code, Region: region.Name, State: hengji.Missing}
		for _, r := range returns {
			if r.Region == region.Name && (r.State != hengji.Closed || state.State == hengji.Missing) {
				state.State, state.Latest, state.Effective = r.State, r.Version, r.EffectiveVersion
			}
		}
		if asked || state.State != hengji.Missing {
			board = append(board, state)
		}
	}
	return board
}
