package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hengji"
	"hengji/ingest"
	"hengji/schema"
)

func verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "运行规则的案例：该发现的发现，不该发现的不发现",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := readSettings(cmd)
			if err != nil {
				return err
			}
			rules, files, err := s.readRules()
			if err != nil {
				return err
			}
			cases, err := schema.ReadCases(files)
			if err != nil {
				return usageError{fmt.Errorf("案例有误：\n%w", err)}
			}
			failed, err := s.desk(rules).verify(cmd.Context(), cases, cmd.OutOrStdout())
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "案例 %d 个，通过 %d 个，未通过 %d 个。\n", len(cases), len(cases)-failed, failed)
			if failed > 0 {
				return usageError{fmt.Errorf("%d 个案例未通过", failed)}
			}
			return nil
		},
	}
}

// verify runs cases and prints for each that fails what was missing (-) and what
// was found instead (+).
func (n *night) verify(ctx context.Context, cases []schema.Case, w io.Writer) (failed int, err error) {
	all, err := n.runCases(ctx, cases)
	if err != nil {
		return 0, err
	}
	for i, c := range cases {
		got := all[i]
		if slices.Equal(got, c.Want) {
			continue
		}
		failed++
		fmt.Fprintf(w, "未通过 %s（%s）\n", c.Name, c.Title)
		for _, line := range c.Want {
			if !slices.Contains(got, line) {
				fmt.Fprintln(w, "  - "+line)
			}
		}
		for _, line := range got {
			if !slices.Contains(c.Want, line) {
				fmt.Fprintln(w, "  + "+line)
			}
		}
	}
	return failed, nil
}

// runCases takes the sheets of cases through the same rooms as workbooks, and gives
// each case's findings as lines. All are read and checked together, as a night's
// workbooks are, because planning a check costs more than running it on a few
// rows; what is seen over several workbooks is then looked for case by case.
func (n *night) runCases(ctx context.Context, cases []schema.Case) ([][]string, error) {
	base, err := n.judging()
	if err != nil {
		return nil, err
	}
	defer base.Close()
	var workbooks []workbook
	ends := make([]int, len(cases)) // behind the last workbook of each case
	for i, c := range cases {
		for _, submission := range c.Submissions {
			w := caseWorkbook(int64(len(workbooks)+1), c, submission)
			w.period, w.received = n.settings.Period, n.now
			workbooks = append(workbooks, w)
		}
		ends[i] = len(workbooks)
	}
	readings, err := n.readAll(ctx, workbooks, base)
	if err != nil {
		return nil, err
	}
	checked, err := n.checkRead(base, readings)
	if err != nil {
		return nil, err
	}
	bySubmission := make([][]hengji.Finding, len(workbooks)+1)
	for _, f := range checked {
		bySubmission[f.Submission] = append(bySubmission[f.Submission], f)
	}
	all := make([][]string, len(cases))
	begin := 0
	for i, end := range ends {
		var own []hengji.Finding
		for submission := begin + 1; submission <= end; submission++ {
			own = append(own, bySubmission[submission]...)
		}
		judged, err := n.accept(base, readings[begin:end], own)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", cases[i].Place.File, cases[i].Place.Line, err)
		}
		for _, f := range judged.findings {
			all[i] = append(all[i], caseLine(f))
		}
		begin = end
	}
	return all, nil
}

// caseWorkbook is a workbook of a case as it would lie in the inbox.
func caseWorkbook(id int64, c schema.Case, submission schema.CaseSubmission) workbook {
	var sheets []ingest.TextSheet
	for _, sheet := range submission.Sheets {
		sheets = append(sheets, ingest.TextSheet{Name: sheet.Name, Rows: sheet.Rows})
	}
	file := fmt.Sprintf("%s/%s.xlsx", submission.Folder, c.Name)
	return workbook{
		id: id, file: file, folder: submission.Folder,
		open: func() (*hengji.Submission, error) { return ingest.FromText(file, sheets), nil },
	}
}

// caseLine is a finding as a case writes it:
// explain ALLOC-R03 南岳区 项目资金安排表!I5 got=25 want=15 diff=10
func caseLine(f hengji.Finding) string {
	place := f.Sheet
	switch {
	case f.Cell != "":
		place += "!" + f.Cell
	case f.Row > 0:
		place += fmt.Sprintf("!%d", f.Row)
	}
	parts := []string{string(f.Severity), f.Rule, f.Region}
	if place != "" {
		parts = append(parts, place)
	}
	for _, value := range []struct{ name, text string }{{"got", f.Got}, {"want", f.Want}, {"diff", f.Diff}} {
		if value.text != "" {
			parts = append(parts, value.name+"="+strings.Join(strings.Fields(value.text), " "))
		}
	}
	return strings.Join(parts, " ")
}
