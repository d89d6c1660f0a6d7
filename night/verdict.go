package night

import (
	"fmt"
	"slices"
	"strings"

	"hengji"
	"hengji/report"
)

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

// Unfinished is our own trouble that a night went on with: what was published is whole, and
// the next run does the rest.
func (m *Outcome) Unfinished() error {
	switch {
	case len(m.Undelivered) > 0:
		return fmt.Errorf("已发布，但有 %d 项未能交付：%s；下次运行补交", len(m.Undelivered), m.Undelivered[0].Why)
	case len(m.Held) > 0:
		return fmt.Errorf("已发布，但有 %d 个工作簿因程序故障待处理：%s；下次运行再读", len(m.Held), m.Held[0].Words())
	}
	return nil
}

// AnyReturned reports whether the latest submission of a region or of the department stands
// returned, or a workbook is of nobody.
func (m *Outcome) AnyReturned() bool {
	return m.Unidentified() > 0 || slices.ContainsFunc(m.Returns, func(r report.Return) bool { return r.State == hengji.Returned })
}

// AnyMissing reports whether of a region nothing came, or nothing in time.
func (m *Outcome) AnyMissing() bool {
	return slices.ContainsFunc(m.Board, func(r RegionState) bool { return r.State == hengji.Missing || r.State == hengji.Closed })
}

// States says how many regions are in each state.
func (m *Outcome) States() string {
	counts := map[hengji.State]int{}
	for _, region := range m.Board {
		counts[region.State]++
	}
	return strings.Join(CountStates(counts), " · ")
}

// Withdrawing says how a file that was put in by mistake is taken out: with the line of
// withdrawals.csv, where it is the latest of its region.
func (m *Outcome) Withdrawing(file string) string {
	for _, r := range m.Returns {
		if r.File == file && r.Region != "" {
			return fmt.Sprintf("如系误放，在 withdrawals.csv 中加一行 %s,%s,%d,经办人,原因", m.Period, r.Region, r.Version)
		}
	}
	return "如系误放，在 withdrawals.csv 中撤回"
}

// Line is a night in one line.
func (m *Outcome) Line() string {
	words := fmt.Sprintf("收到 %d 个", m.Received)
	if m.Changed {
		words += fmt.Sprintf("，第 %d 次发布", m.Published.Generation)
	} else {
		words += "，没有新的变化"
	}
	words += "；" + m.States()
	if len(m.Deferred) > 0 {
		words += fmt.Sprintf("；未收 %d 个：%q %s", len(m.Deferred), m.Deferred[0].File, m.Deferred[0].Reason)
	}
	if len(m.Undelivered) > 0 {
		words += fmt.Sprintf("；未能交付 %d 项：%s", len(m.Undelivered), m.Undelivered[0].Why)
	}
	if len(m.Held) > 0 {
		words += fmt.Sprintf("；%s（共 %d 个）", m.Held[0].Words(), len(m.Held))
	}
	return words
}
