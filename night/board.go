package night

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"hengji"
	"hengji/load"
	"hengji/report"
)

// Board is where everybody stands in the period that the database is read for, as the published database has it. The
// terminal and the run's page show the same.
type Board struct {
	Title, Period, Run, Program, Rules string
	Now, Due                           string // 2022-02-10 02:00, in Beijing: of the run, or of the newest submission of a period that the run is not of; a date, "" where there is none
	Held                               string // 已汇总 15/17
	Lines                              []report.BoardLine
	Apart                              []report.BoardLine // the department
	Strays                             []report.BoardLine // files of nobody
	Uncounted                          []PassedOver
	PutBack                            []PutBack // as the last run saw the inbox
	Reconciliation                     hengji.Table
}

// ReadBoard reads it.
func ReadBoard(ctx context.Context, db *load.DB) (*Board, error) {
	period, err := db.Period(ctx)
	if err != nil {
		return nil, err
	}
	run, err := db.Query(ctx, `SELECT r.id, r.program, r.rules_fingerprint, strftime(r.started_at, '%Y-%m-%d %H:%M'), p.due_on, r.period
FROM meta.run r LEFT JOIN ref.period p ON p.period = `+hengji.Quoted(period))
	if err != nil {
		return nil, fmt.Errorf("read run: %w", err)
	}
	if len(run.Rows) != 1 {
		return nil, fmt.Errorf("read run: %d rows, not one", len(run.Rows))
	}
	of := run.Rows[0]
	b := &Board{Period: period, Run: of[0], Program: of[1], Rules: of[2], Now: of[3], Due: of[4]}
	if of[5] != period {
		moment, err := db.Moment(ctx)
		if err != nil {
			return nil, err
		}
		b.Now = moment.Format("2006-01-02 15:04")
	}
	mart, err := RegionsOf(db)
	if err != nil {
		return nil, err
	}
	b.Title, b.Held = mart.Title, held(mart)
	known := map[string]bool{}
	for _, row := range mart.Rows {
		line := boardLine(mart, row)
		known[line.Code] = true
		b.Lines = append(b.Lines, line)
	}
	if err := b.others(ctx, db, known); err != nil {
		return nil, err
	}
	signed, err := signedPeriods(ctx, db)
	if err != nil {
		return nil, err
	}
	if l := signedIn(signed, period); l != nil {
		b.Held += "；" + l.Words()
	}
	b.Reconciliation, err = db.Table("reconciliation")
	return b, err
}

// RegionsOf is mart.submission_status, one row a region: without 合计, which is for
// paper.
func RegionsOf(db *load.DB) (hengji.Table, error) {
	mart, err := db.Table("submission_status")
	if err == nil && mart.Total {
		mart.Rows, mart.Total = mart.Rows[:len(mart.Rows)-1], false
	}
	return mart, err
}

func boardLine(mart hengji.Table, row []string) report.BoardLine {
	value := func(column string) string { return ValueOf(mart, row, column) }
	count := func(column string) int {
		n, _ := strconv.Atoi(value(column)) // "" is none; the mart's columns are whole numbers
		return n
	}
	line := report.BoardLine{
		Code: value("region_code"), Region: value("region"), State: hengji.State(value("latest_state")),
		Latest: count("latest_version"), Effective: count("effective_version"),
		Received: minutes(value("received_at")), DaysLate: value("days_late"), Counts: map[hengji.Severity]int{},
	}
	for _, severity := range hengji.Severities {
		line.Counts[severity] = count(string(severity))
	}
	return line
}

// minutes takes the seconds off a moment: 2022-02-10 02:00.
func minutes(moment string) string { return moment[:min(len(moment), len("2022-02-10 02:00"))] }

// others adds who is not one of the seventeen: the department, and the files
// whose region cannot be told.
func (b *Board) others(ctx context.Context, db *load.DB, known map[string]bool) error {
	standings, err := db.Standings(ctx, b.Period)
	if err != nil {
		return err
	}
	findings, err := db.Findings(ctx, b.Period)
	if err != nil {
		return err
	}
	bySubmission := map[int64][]hengji.Finding{}
	for _, f := range findings {
		bySubmission[f.Submission] = append(bySubmission[f.Submission], f)
	}
	b.Uncounted = uncountedOf(standings)
	for i := range b.Lines {
		late := slices.ContainsFunc(standings, func(s hengji.Standing) bool { return s.RegionCode == b.Lines[i].Code && s.State == hengji.Closed })
		if b.Lines[i].State == hengji.Missing && late {
			b.Lines[i].State = hengji.Closed
		}
	}
	effective := map[string]int{}
	for _, s := range standings {
		if s.Effective {
			effective[s.RegionCode] = s.Version
		}
	}
	for _, s := range standings {
		if !s.Latest || known[s.RegionCode] {
			continue
		}
		line := report.BoardLine{
			Code: s.RegionCode, Region: s.Region, State: s.State, Latest: s.Version, Effective: effective[s.RegionCode],
			Received: s.ReceivedAt.Format("2006-01-02 15:04"), Counts: hengji.CountOpen(bySubmission[s.Submission]), File: s.File,
		}
		if s.RegionCode == "" {
			b.Strays = append(b.Strays, line)
			continue
		}
		line.DaysLate = b.late(line.Received)
		b.Apart = append(b.Apart, line)
	}
	return nil
}

// late is how many days after the deadline a day lies, "" where there is none.
func (b *Board) late(day string) string {
	days, ok := b.DaysAfterDue(day)
	if !ok {
		return ""
	}
	return strconv.Itoa(max(days, 0))
}

// DaysAfterDue is how many days after the deadline a day lies, negative before it;
// false where there is none.
func (b *Board) DaysAfterDue(day string) (int, bool) {
	return daysAfter(b.Due, day)
}

func daysAfter(deadline, day string) (int, bool) {
	due, err := time.Parse(time.DateOnly, deadline)
	if err != nil {
		return 0, false
	}
	on, err := time.Parse(time.DateOnly, day[:min(len(day), len(time.DateOnly))])
	if err != nil {
		return 0, false
	}
	return int(on.Sub(due).Hours() / 24), true
}

// BoardStates are all states in the order in which people ask for them.
var BoardStates = []hengji.State{hengji.Accepted, hengji.Pending, hengji.Nil, hengji.Returned, hengji.Held, hengji.Closed, hengji.Missing}

// CountStates says how many are in each state.
func CountStates(counts map[hengji.State]int) []string {
	var words []string
	for _, state := range BoardStates {
		if (state == hengji.Held || state == hengji.Closed) && counts[state] == 0 { // no news on a good day
			continue
		}
		words = append(words, fmt.Sprintf("%s %d", state.Chinese(), counts[state]))
	}
	return words
}

// ValueOf reads a row's value by the column's name, never by its place.
func ValueOf(table hengji.Table, row []string, column string) string {
	for i, c := range table.Columns {
		if c.Name == column {
			return row[i]
		}
	}
	return ""
}
