package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"hengji"
	"hengji/home"
	"hengji/night"
	"hengji/report"
	"hengji/selfcheck"
)

func runCommand() *cobra.Command {
	command := &cobra.Command{
		Use:   "run --inbox 目录 --home 目录",
		Short: "收件、读取、审核、入库、发布、退回：每晚的批处理",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, n, err := prepareNight(cmd)
			if err != nil {
				return err
			}
			m, err := s.logged(cmd.Context(), n, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			if err := printOutcome(cmd.OutOrStdout(), m, s); err != nil {
				return err
			}
			return s.outcome(m)
		},
	}
	command.Flags().Bool("rejudge", false, "规则改了以后，已审核过的报送也按现行规则重新审核")
	return command
}

// prepareNight reads everything that a run is given. Mistakes in it end the run
// before the inbox is looked at.
func prepareNight(cmd *cobra.Command) (settings, *night.Night, error) {
	s, err := readSettings(cmd)
	if err != nil {
		return s, nil, err
	}
	if err := s.Check(); err != nil {
		return s, nil, err
	}
	if flag := cmd.Flags().Lookup("rejudge"); flag != nil {
		s.Rejudge = flag.Value.String() == "true"
	}
	n, err := s.night()
	return s, n, err
}

// night makes a night of the settings.
func (s settings) night() (*night.Night, error) {
	rules, files, err := s.readRules()
	if err != nil {
		return nil, err
	}
	s.Beside = selfcheck.Beside(s.SelfCheck, s.Settings, rules, files)
	return night.New(s.Settings, rules, files)
}

// withLog makes a night of the settings that logs while it does what do says.
func (s settings) withLog(stderr io.Writer, do func(n *night.Night) error) error {
	n, err := s.night()
	if err != nil {
		return err
	}
	logs, err := openLog(n, s, stderr)
	if err != nil {
		return err
	}
	defer logs.Close()
	return do(n)
}

// logged runs the night with its log, and reports to others how it went.
func (s settings) logged(ctx context.Context, n *night.Night, stderr io.Writer) (*night.Outcome, error) {
	logs, err := openLog(n, s, stderr)
	if err != nil {
		return nil, err
	}
	defer logs.Close()
	begun := time.Now()
	m, err := n.Run(ctx)
	err = stopped(ctx, err)
	if err != nil && !errors.Is(err, home.ErrLocked) {
		n.Log.Error().Err(err).Msg("stopped")
	}
	outcome := err
	if err == nil {
		outcome = s.outcome(m)
	}
	// A run that another held back, and one that somebody stopped, are no news.
	if code := codeOf(outcome); code != exitLocked && code != exitInterrupted {
		n.ReportRun(m, code, time.Since(begun))
	}
	return m, err
}

// openLog logs to a file under the home as JSON, and warnings to stderr as text.
func openLog(n *night.Night, s settings, stderr io.Writer) (io.Closer, error) {
	file, err := os.OpenFile(filepath.Join(s.Home, "logs", n.ID+".jsonl"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	console := zerolog.ConsoleWriter{Out: stderr, TimeFormat: "15:04:05", NoColor: !bool(report.InkFor(stderr))}
	n.Watch(zerolog.New(zerolog.MultiLevelWriter(file, &zerolog.FilteredLevelWriter{
		Writer: zerolog.LevelWriterAdapter{Writer: console}, Level: zerolog.WarnLevel,
	})).With().Timestamp().Str("run", n.ID).Str("period", s.Period).Logger(), report.Progress(stderr))
	return file, nil
}

// outcome turns the outcome of a night into an exit code.
func (s settings) outcome(m *night.Outcome) error {
	if err := m.Unfinished(); err != nil {
		return err
	}
	switch {
	case s.FailOn == "never":
		return nil
	case m.AnyReturned():
		return exit(exitReturned)
	case m.AnyMissing() && s.FailOn == "missing":
		return exit(exitMissing)
	}
	return nil
}

// printOutcome prints the operator the outcome: what came, the tables, who was returned
// and why, who is missing, and where everything lies.
func printOutcome(w io.Writer, m *night.Outcome, s settings) error {
	if s.JSON {
		return json.NewEncoder(w).Encode(m)
	}
	printReceived(w, m)
	for _, table := range m.Tables {
		if err := report.Print(w, table, "table"); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	if err := report.PrintReturned(w, m.Returns); err != nil {
		return err
	}
	fmt.Fprint(w, night.Closing(m.Reconciliation))
	printStates(w, m)
	printUnfinished(w, m, s)
	fmt.Fprintf(w, "\n网页　　%s\n数据库　%s\n", filepath.Join(s.Home, "report", "index.html"), filepath.Join(s.Publish, "hengji.duckdb"))
	if s.Exports {
		fmt.Fprintf(w, "导出　　%s\n", filepath.Join(s.Publish, night.ExportsFolder, s.Period))
	}
	_, err := fmt.Fprintf(w, "退回单　%s\n运行记录　%s\n", s.Returns, filepath.Join(s.Home, "run.json"))
	return err
}

// printReceived says what came in, and whether anything changed by it.
func printReceived(w io.Writer, m *night.Outcome) {
	fmt.Fprintf(w, "收到新文件 %d 个，已收过 %d 个。\n", m.Received, m.Known)
	for _, put := range m.Deferred {
		fmt.Fprintf(w, "  未收：%q：%s\n", put.File, put.Reason)
	}
	for _, file := range m.Aside {
		fmt.Fprintf(w, "  附件（不读取）：%q\n", file)
	}
	for _, file := range m.CameBack {
		fmt.Fprintf(w, "  我们发出的文件（不读取）：%q\n", file)
	}
	for _, file := range m.Abandoned {
		fmt.Fprintf(w, "  旁边的 ~$ 文件已超过一天，不再等待，已收：%q\n", file)
	}
	for _, one := range m.Several {
		fmt.Fprintf(w, "  %s\n", one.Words())
	}
	for _, one := range m.PutBack {
		if one.Period != m.Period {
			fmt.Fprintf(w, "  %s　%s　%s\n", hengji.PeriodWords(one.Period), one.Region, one.Words())
			continue
		}
		fmt.Fprintf(w, "  %s　%s\n", one.Region, one.Words())
	}
	for _, one := range m.Damaged {
		fmt.Fprintf(w, "  已发布的数据库有损坏：%s\n", one)
	}
	if len(m.Damaged) > 0 {
		fmt.Fprintf(w, "  已从档案重新生成，第 %d 次发布。\n", m.Published.Generation)
	}
	for _, file := range m.Older {
		fmt.Fprintf(w, "  比已收到的文件旧，仍作为最近一次报送：%q（%s）\n", file, m.Withdrawing(file))
	}
	if !m.Changed {
		fmt.Fprintf(w, "没有新的变化：数据、规则与第 %d 次发布相同，不再重复发布。\n", m.Published.Generation)
	}
	fmt.Fprintln(w)
}

// printStates says how every region stands, the department apart.
func printStates(w io.Writer, m *night.Outcome) {
	names := map[hengji.State][]string{}
	for _, region := range m.Board {
		names[region.State] = append(names[region.State], region.Region)
	}
	if len(m.Board) > 0 {
		fmt.Fprintf(w, "报送（%d 个县市区）：%s\n", len(m.Board), m.States())
	}
	for _, state := range []hengji.State{hengji.Returned, hengji.Closed, hengji.Missing} {
		if len(names[state]) > 0 {
			fmt.Fprintf(w, "  %s：%s\n", report.InkFor(w).State(state, state.Chinese()), strings.Join(names[state], "、"))
		}
	}
	for _, one := range m.Signed {
		fmt.Fprintf(w, "  %s。\n", one.Words())
	}
	if names := m.OnlyAttachments(); len(names) > 0 {
		fmt.Fprintf(w, "  只有附件、没有工作簿：%s\n", strings.Join(names, "、"))
	}
	for _, r := range m.Returns { // a reporter, but not one of the seventeen
		if r.Region == m.Department {
			fmt.Fprintf(w, "  另有 %s：%s\n", r.Region, r.State.Chinese())
		}
	}
	for _, region := range m.Board {
		if region.State == hengji.Returned && region.Effective > 0 {
			fmt.Fprintf(w, "  %s 第 %d 版被退回，汇总表仍采用第 %d 版。\n", region.Region, region.Latest, region.Effective)
		}
	}
}

// printUnfinished says what the operator has still to see to.
func printUnfinished(w io.Writer, m *night.Outcome, s settings) {
	for _, r := range m.Returns {
		if n := r.Unmatched(); n > 0 {
			fmt.Fprintf(w, "  %s 有 %d 条情况说明没有对应的意见，原文见退回单的“未能对应的说明”。\n", cmp.Or(r.Region, filepath.Base(r.File)), n)
		}
	}
	for _, one := range m.Held {
		fmt.Fprintf(w, "  %s\n", one.Words())
	}
	for _, one := range m.Elsewhere {
		fmt.Fprintf(w, "  %s\n", one.Words())
	}
	for _, one := range m.Uncounted {
		fmt.Fprintf(w, "  %s\n", one.Words())
	}
	if count := m.Unidentified(); count > 0 {
		fmt.Fprintf(w, "  另有 %d 个文件没有归到报送单位（认不出，或放错了文件夹），见 %s\n", count, filepath.Join(s.Returns, night.UnknownRegion))
	}
	for _, one := range m.Undelivered {
		fmt.Fprintf(w, "  未能交付（下次运行补交）　%s：%s\n", one.What, one.Why)
	}
}
