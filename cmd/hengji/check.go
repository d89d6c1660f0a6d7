package main

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/night"
	"hengji/night/review"
	"hengji/report"
)

func checkCommand() *cobra.Command {
	var annotate string
	command := &cobra.Command{
		Use:   "check 文件…",
		Short: "审核一个或多个工作簿，不保存任何状态",
		Args:  someArguments("要审核的工作簿文件"),
		RunE: withSettings(func(cmd *cobra.Command, s settings, files []string) error {
			rules, _, err := s.readRules()
			if err != nil {
				return err
			}
			reviewer := night.Reviewer(s.Settings, rules)
			workbooks, found, missing := reviewer.OnDisk(files)
			judged, err := reviewer.Check(cmd.Context(), workbooks)
			if err != nil {
				return err
			}
			outcome := s.printChecked(cmd.OutOrStdout(), judged)
			if annotate != "" {
				if err := printAnnotated(cmd.ErrOrStderr(), night.Annotate(rules, s.Limits.FileBytes, annotate, found, judged)); err != nil {
					outcome = err
				}
			}
			if missing == nil {
				return outcome
			}
			return withMissing(cmd.ErrOrStderr(), outcome, missing)
		}),
	}
	command.Flags().StringVar(&annotate, "annotate", "", "把标注好的工作簿写到这个目录")
	return command
}

// withMissing is the outcome where files could not be had, which others were judged
// without: a wrong command line, unless there was worse.
func withMissing(w io.Writer, outcome, missing error) error {
	if codeOf(outcome) == exitTrouble {
		fmt.Fprintln(w, missing)
		return outcome
	}
	return hengji.UsageError{Err: missing}
}

// printAnnotated prints of the workbooks that were not given back marked, or not under
// their own name.
func printAnnotated(w io.Writer, made []night.Annotated) error {
	var trouble error
	for _, one := range made {
		name := filepath.Base(one.File)
		if one.Renamed != "" {
			fmt.Fprintf(w, "%s　标注副本名为 %s：另一个文件同名\n", one.File, one.Renamed)
		}
		switch {
		case one.Err != nil:
			fmt.Fprintf(w, "%s　没有写出标注副本：%s\n", name, hengji.Mask(one.Err.Error()))
			trouble = fmt.Errorf("标注副本没有全部写出：%w", one.Err)
		case one.Unmarked.Reason != "":
			fmt.Fprintf(w, "%s　标注副本是单独的退回单，不含原表：%s\n", name, one.Unmarked.Reason)
			if one.Unmarked.Trouble != nil {
				trouble = fmt.Errorf("程序故障：%w", one.Unmarked.Trouble)
			}
		}
	}
	return trouble
}

// printChecked prints of every workbook what was found.
func (s settings) printChecked(w io.Writer, judged *review.Judgement) error {
	returned, held, ink := false, 0, report.InkFor(w)
	for _, one := range judged.Standings {
		findings := judged.Of(one.Submission)
		returned = returned || one.State == hengji.Returned
		if trouble, is := judged.Held[one.Submission]; is {
			held++
			if s.JSON {
				if err := report.WriteStanding(w, one, 0); err != nil {
					return err
				}
			} else if _, err := fmt.Fprintf(w, "%s　程序故障，没有审核（%s：%s）。这不是工作簿的问题，请把文件交给维护人员。\n", filepath.Base(one.File), trouble.Phase, trouble.Text); err != nil {
				return err
			}
			continue
		}
		if s.JSON {
			if err := report.WriteChecked(w, one, findings); err != nil {
				return err
			}
			continue
		}
		summary := report.Return{Region: one.Region, Period: one.Period, State: one.State, Findings: findings}.Summary()
		said := fmt.Sprintf("%s（%s）%s\n", filepath.Base(one.File), cmp.Or(one.Region, "报送单位未识别"), ink.State(one.State, summary))
		if one.Mending != "" {
			said += "  " + one.Mending + "\n"
		}
		for i, line := range report.Lines(findings, ink) {
			said += fmt.Sprintf("  %s  [%s]\n", line, findings[i].Rule)
		}
		if one.SelfChecked != "" {
			said += "  自查：" + one.SelfChecked + "\n"
		}
		if _, err := io.WriteString(w, said); err != nil {
			return err
		}
	}
	if held > 0 {
		return fmt.Errorf("程序故障：有 %d 个工作簿没有审核", held)
	}
	if returned && s.FailOn != "never" {
		return exit(exitReturned)
	}
	return nil
}
