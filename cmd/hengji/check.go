package main

import (
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
		RunE: func(cmd *cobra.Command, files []string) error {
			s, err := readSettings(cmd)
			if err != nil {
				return err
			}
			rules, _, err := s.readRules()
			if err != nil {
				return err
			}
			reviewer := night.Reviewer(s.Settings, rules)
			workbooks := make([]review.Workbook, len(files))
			for i, file := range files {
				if workbooks[i], err = reviewer.OnDisk(int64(i+1), file); err != nil {
					return hengji.UsageError{Err: err}
				}
			}
			judged, err := reviewer.Check(cmd.Context(), workbooks)
			if err != nil {
				return err
			}
			if annotate != "" {
				if err := night.Annotate(rules, annotate, files, judged); err != nil {
					return err
				}
			}
			return s.printChecked(cmd.OutOrStdout(), judged)
		},
	}
	command.Flags().StringVar(&annotate, "annotate", "", "把标注好的工作簿写到这个目录")
	return command
}

// printChecked tells of every workbook what was found.
func (s settings) printChecked(w io.Writer, judged *review.Judgement) error {
	returned, held := false, 0
	for _, one := range judged.Standings {
		findings := judged.Of(one.Submission)
		returned = returned || one.State == hengji.Returned
		if trouble, is := judged.Held[one.Submission]; is {
			held++
			if !s.JSON {
				if _, err := fmt.Fprintf(w, "%s　程序故障，没有审核（%s：%s）。这不是工作簿的问题，请把文件交给维护人员。\n", filepath.Base(one.File), trouble.Phase, trouble.Text); err != nil {
					return err
				}
			}
			continue
		}
		if s.JSON {
			if err := report.WriteJSONL(w, findings); err != nil {
				return err
			}
			continue
		}
		region := one.Region
		if region == "" {
			region = "报送单位未识别"
		}
		summary := report.Return{Region: one.Region, Period: one.Period, State: one.State, Findings: findings}.Summary()
		if _, err := fmt.Fprintf(w, "%s（%s）%s\n", filepath.Base(one.File), region, summary); err != nil {
			return err
		}
		for _, f := range findings {
			if _, err := fmt.Fprintf(w, "  %s  [%s]\n", report.Line(f), f.Rule); err != nil {
				return err
			}
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
