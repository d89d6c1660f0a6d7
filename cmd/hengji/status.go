package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/load"
	"hengji/report"
)

func statusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "各县市区报送情况",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := readSettings(cmd)
			if err != nil {
				return err
			}
			db, err := openPublished(s)
			if err != nil {
				return err
			}
			defer db.Close()
			if s.JSON {
				table, err := regionsOf(db)
				if err != nil {
					return err
				}
				return report.Print(cmd.OutOrStdout(), table, "json")
			}
			b, err := readBoard(cmd.Context(), db)
			if err != nil {
				return err
			}
			return b.print(cmd.OutOrStdout())
		},
	}
}

// board is where everybody stands, as the published database has it. The
// terminal and the run's page show the same.
type board struct {
	title, period, run, program, rules string
	now, due                           string // 2022-02-10 02:00, in Beijing; a date, "" where there is none
	held                               string // 已汇总 15/17
	lines                              []report.BoardLine
	apart                              []report.BoardLine // the department
	strays                             []report.BoardLine // files of nobody
	uncounted                          []passedOver
	reconciliation                     hengji.Table
}

func readBoard(ctx context.Context, db *load.DB) (*board, error) {
	run, err := db.Query(ctx, `SELECT r.period, r.id, r.program, r.rules_fingerprint, strftime(r.started_at, '%Y-%m-%d %H:%M'), p.due_on
FROM meta.run r LEFT JOIN ref.period p ON p.period = r.period`)
	if err != nil {
		return nil, fmt.Errorf("read run: %w", err)
	}
	if len(run.Rows) != 1 {
		return nil, fmt.Errorf("read run: %d rows, not one", len(run.Rows))
	}
	of := run.Rows[0]
	b := &board{period: of[0], run: of[1], program: of[2], rules: of[3], now: of[4], due: of[5]}
	mart, err := regionsOf(db)
	if err != nil {
		return nil, err
	}
	b.title, b.held = mart.Title, held(mart)
	known := map[string]bool{}
	for _, row := range mart.Rows {
		line := boardLine(mart, row)
		known[line.Code] = true
		b.lines = append(b.lines, line)
	}
	if err := b.others(ctx, db, known); err != nil {
		return nil, err
	}
	b.reconciliation, err = db.Table("reconciliation")
	return b, err
}

// regionsOf is mart.submission_status, one row a region: without 合计, which is for
// paper.
func regionsOf(db *load.DB) (hengji.Table, error) {
	mart, err := db.Table("submission_status")
	if err == nil && mart.Total {
		mart.Rows, mart.Total = mart.Rows[:len(mart.Rows)-1], false
	}
	return mart, err
}

func boardLine(mart hengji.Table, row []string) report.BoardLine {
	value := func(column string) string { return valueOf(mart, row, column) }
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
func (b *board) others(ctx context.Context, db *load.DB, known map[string]bool) error {
	standings, err := db.Standings(ctx, b.period)
	if err != nil {
		return err
	}
	findings, err := db.Findings(ctx, b.period)
	if err != nil {
		return err
	}
	open := map[int64]map[hengji.Severity]int{}
	for _, f := range findings {
		if f.Shadow || f.State != "open" {
			continue
		}
		if open[f.Submission] == nil {
			open[f.Submission] = map[hengji.Severity]int{}
		}
		open[f.Submission][f.Severity]++
	}
	b.uncounted = uncountedOf(standings)
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
			Received: s.ReceivedAt.Format("2006-01-02 15:04"), Counts: open[s.Submission], File: s.File,
		}
		if s.RegionCode == "" {
			b.strays = append(b.strays, line)
			continue
		}
		line.DaysLate = b.late(line.Received)
		b.apart = append(b.apart, line)
	}
	return nil
}

// late is how many days after the deadline a day lies, "" where there is none.
func (b *board) late(day string) string {
	days, ok := b.daysAfterDue(day)
	if !ok {
		return ""
	}
	return strconv.Itoa(max(days, 0))
}

func (b *board) daysAfterDue(day string) (int, bool) {
	due, err := time.Parse(time.DateOnly, b.due)
	if err != nil {
		return 0, false
	}
	on, err := time.Parse(time.DateOnly, day[:min(len(day), len(time.DateOnly))])
	if err != nil {
		return 0, false
	}
	return int(on.Sub(due).Hours() / 24), true
}

// boardColumns are those that fit on a terminal of 80 columns.
var boardColumns = []hengji.TableColumn{
	{Label: "县市区"}, {Label: "状态"}, {Label: "版次"}, {Label: "收到"},
	{Label: "强制", Number: true}, {Label: "准强", Number: true}, {Label: "核实", Number: true}, {Label: "提示", Number: true},
	{Label: "迟报", Number: true},
}

// print is the board as people read it: the table, the sums, who stands apart,
// the deadline, the balance.
func (b *board) print(w io.Writer) error {
	table := hengji.Table{Title: b.title, Columns: boardColumns}
	states := map[hengji.State]int{}
	for _, line := range b.lines {
		states[line.State]++
		version := ""
		if line.Latest > 0 {
			version = strconv.Itoa(line.Latest) + "/" + effectiveWord(line.Effective)
		}
		row := []string{line.Region, line.State.Chinese(), version, line.Received[:min(len(line.Received), len(time.DateOnly))]}
		for _, severity := range hengji.Severities {
			row = append(row, countWord(line.Counts[severity]))
		}
		table.Rows = append(table.Rows, append(row, line.DaysLate))
	}
	table.Note = b.held + "；" + strings.Join(countStates(states), " · ") +
		"\n版次：最近/采用；强制、准强（制）、核实、提示：待处理的意见数；迟报：天数"
	for _, line := range b.apart {
		table.Note += fmt.Sprintf("\n另有 %s：%s（第 %d 次报送，%s 收到）", line.Region, line.State.Chinese(), line.Latest, line.Received)
	}
	for _, line := range b.strays {
		table.Note += fmt.Sprintf("\n无法识别报送单位：%s（%s 收到）", line.File, line.Received)
	}
	for _, one := range b.uncounted {
		table.Note += "\n" + one.words()
	}
	table.Note += "\n数据时点 " + b.now
	if days, ok := b.daysAfterDue(b.now); ok {
		table.Note += "；报送截止 " + b.due
		switch {
		case days > 0:
			table.Note += fmt.Sprintf("，已过 %d 天", days)
		case days < 0:
			table.Note += fmt.Sprintf("，还有 %d 天", -days)
		default:
			table.Note += "，今天截止"
		}
	}
	balance, open, _ := strings.Cut(closing(b.reconciliation), "\n")
	table.Note += "\n" + strings.ReplaceAll(balance, "；", "；\n      ") // below 平衡：
	if open != "" {
		table.Note += "\n" + strings.TrimSuffix(open, "\n")
	}
	return report.Print(w, table, "table")
}

func effectiveWord(version int) string {
	if version == 0 {
		return "-"
	}
	return strconv.Itoa(version)
}

// countWord leaves a nought away, so that what is there is seen.
func countWord(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// boardStates are all states in the order in which people ask for them.
var boardStates = []hengji.State{hengji.Accepted, hengji.Pending, hengji.Nil, hengji.Returned, hengji.Missing}

func countStates(counts map[hengji.State]int) []string {
	var words []string
	for _, state := range boardStates {
		words = append(words, fmt.Sprintf("%s %d", state.Chinese(), counts[state]))
	}
	return words
}

// valueOf reads a row's value by the column's name, never by its place.
func valueOf(table hengji.Table, row []string, column string) string {
	for i, c := range table.Columns {
		if c.Name == column {
			return row[i]
		}
	}
	return ""
}
