package review

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"hengji"
	"hengji/ingest"
	"hengji/schema"
)

// RunCases takes the sheets of cases through the same rooms as workbooks, and gives
// each case's findings as lines. All are read and checked together, as a night's
// workbooks are, because planning a check costs more than running it on a few
// rows; what is seen over several workbooks is then looked for case by case.
func (v *Reviewer) RunCases(ctx context.Context, cases []schema.Case) ([][]string, error) {
	nights := make([][]Workbook, len(cases))
	for i, c := range cases {
		nights[i] = v.caseWorkbooks(c)
	}
	all := make([][]string, len(cases))
	err := v.checkApart(ctx, nights, func(i int, judged *Judgement) {
		for _, f := range v.ofCase(cases[i], judged.Findings) {
			all[i] = append(all[i], CaseLine(f))
		}
	})
	return all, err
}

// ofCase are the findings that a case tells: those of its last workbook's period. What
// stands in another is no matter of it, unless it does not stand.
func (v *Reviewer) ofCase(c schema.Case, findings []hengji.Finding) []hengji.Finding {
	period := cmp.Or(c.Submissions[len(c.Submissions)-1].Period, v.Stamp.Period)
	return slices.DeleteFunc(slices.Clone(findings), func(f hengji.Finding) bool {
		return f.Period != period && f.Severity.Rank() >= hengji.Explain.Rank()
	})
}

// checkApart judges several nights' workbooks, of which none sees another's: they
// are read and checked together, as the database costs more than they do, and
// accepted one after the other. It numbers them.
func (v *Reviewer) checkApart(ctx context.Context, nights [][]Workbook, use func(night int, judged *Judgement)) error {
	var workbooks []Workbook
	for i := range nights {
		for j := range nights[i] {
			nights[i][j].ID = int64(len(workbooks) + 1)
			workbooks = append(workbooks, nights[i][j])
		}
	}
	base, err := v.judging(workbooks)
	if err != nil {
		return err
	}
	defer base.Close()
	readings, err := v.readAll(ctx, workbooks, base)
	if err != nil {
		return err
	}
	checked, err := v.checkRead(base, readings)
	if err != nil {
		return err
	}
	bySubmission := make([][]hengji.Finding, len(workbooks)+1)
	for _, f := range checked {
		bySubmission[f.Submission] = append(bySubmission[f.Submission], f)
	}
	begin := 0
	for i := range nights {
		end := begin + len(nights[i])
		judged, err := v.accept(base, readings[begin:end], slices.Concat(bySubmission[begin+1:end+1]...))
		if err != nil {
			return fmt.Errorf("judge workbooks %d to %d: %w", begin+1, end, err)
		}
		use(i, judged)
		begin = end
	}
	return nil
}

// caseWorkbooks are the workbooks of a case as they would lie in the inbox, without
// numbers yet.
func (v *Reviewer) caseWorkbooks(c schema.Case) []Workbook {
	var workbooks []Workbook
	for _, submission := range c.Submissions {
		var sheets []ingest.TextSheet
		for _, sheet := range submission.Sheets {
			sheets = append(sheets, ingest.TextSheet{Name: sheet.Name, Rows: sheet.Rows, Merges: sheet.Merges})
		}
		file := fmt.Sprintf("%s/%s.xlsx", submission.Folder, c.Name)
		workbooks = append(workbooks, Workbook{
			Period: cmp.Or(submission.Period, v.Stamp.Period), File: file, Folder: submission.Folder, Received: v.Stamp.StartedAt,
			Open: func() (*hengji.Submission, error) { return ingest.FromText(file, sheets), nil },
		})
	}
	return workbooks
}

// CaseLine is a finding as a case writes it:
// explain ALLOC-R03 南岳区 项目资金安排表!I5 got=25 want=15 diff=10
func CaseLine(f hengji.Finding) string {
	place := f.Sheet
	switch {
	case f.Cell != "":
		place += "!" + f.Cell
	case f.Row > 0:
		place += fmt.Sprintf("!%d", f.Row)
	}
	parts := []string{string(f.Severity), string(f.Rule), f.Region}
	if place != "" {
		parts = append(parts, place)
	}
	for _, value := range []struct{ name, text string }{{"got", f.Got}, {"want", f.Want}, {"diff", f.Diff}} {
		if value.text != "" {
			parts = append(parts, value.name+"="+strings.Join(strings.Fields(value.text), " "))
		}
	}
	if len(f.Cells) > 0 { // of a statement, which it writes as its first cell
		cells := make([]string, len(f.Cells))
		for i, c := range f.Cells {
			cells[i] = c.Cell
		}
		parts = append(parts, "cells="+strings.Join(cells, "、"))
	}
	return strings.Join(parts, " ")
}
