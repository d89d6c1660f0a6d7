package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"hengji"
	"hengji/report/inert"
)

// shownPerRegion bounds what a run prints of one region; the rest is in its
// folder.
const shownPerRegion = 5

// PrintReturned shows an operator what was handed back or awaits explanation: for
// each region its name and file, its summary, and the gravest findings. Regions
// that stand well are left out; where there is none it prints nothing.
func PrintReturned(w io.Writer, returns []Return) error {
	var b strings.Builder
	for _, r := range returns {
		if r.State != hengji.Returned && r.State != hengji.Pending {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s　%s\n", inert.OneLine(cmp.Or(r.Region, "未识别")), inert.OneLine(r.File))
		b.WriteString("  " + r.Summary() + "\n")
		if r.Mending != "" {
			b.WriteString("  " + inert.OneLine(r.Mending) + "\n")
		}
		open, shown := 0, 0
		for _, it := range r.items() {
			for _, f := range it.findings {
				if settled(f) == 1 || f.Severity == hengji.Notice {
					continue
				}
				open++
				if shown < shownPerRegion {
					shown++
					b.WriteString("  " + it.among.line(f) + "\n")
				}
			}
		}
		if open > shown {
			fmt.Fprintf(&b, "  …另有 %d 条，见 %s\n", open-shown, inert.OneLine(r.more()))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Lines are the findings of one submission, each on one line of a terminal:
// 强制性  项目资金安排表!I7  安排金额（万元）：…（本格填的是 25，应为 15，多 10）
func Lines(findings []hengji.Finding) []string {
	among := companyOf(findings)
	lines := make([]string, len(findings))
	for i := range findings {
		lines[i] = among.line(&findings[i])
	}
	return lines
}

// line is one finding among the others; of one mistake it names where that is told first.
func (c company) line(f *hengji.Finding) string {
	f = c.sound(f)
	var b strings.Builder
	severity := f.Severity.Chinese()
	b.WriteString(severity + strings.Repeat(" ", max(0, 8-inert.Width(severity))) + "  " + where(f) + "  ")
	// A message mostly names its column itself.
	if f.Label != "" && !strings.Contains(f.Message, f.Label) {
		b.WriteString(f.Label + "：")
	}
	b.WriteString(f.Message)
	var values []string
	got, want := f.Got, f.Want
	if f.Cell == "" { // of a whole sheet the message says what was counted
		got, want = "", ""
	} else if _, bare, bound := strings.Cut(want, " "); bound && strings.Contains(f.Message, bare) {
		want = "" // 不大于 10, which the message says in its own words
	}
	for _, value := range []struct{ word, text string }{{"本格填的是", got}, {"应为", want}, {"", hengji.MoreOrLess(f.Diff)}} {
		if value.text != "" && !strings.Contains(f.Message, value.text) {
			values = append(values, strings.TrimSpace(value.word+" "+value.text))
		}
	}
	if len(values) > 0 && f.Got != "" && len(f.Cells) == 0 { // what a blank should hold, the message says
		b.WriteString("（" + strings.Join(values, "，") + "）")
	}
	if root := c.root(f); root != nil && c.must.brought(f) {
		b.WriteString("（与 " + where(root) + " 是同一处错误引起的，改正后一般随之消失）")
	}
	if settled(f) == 1 {
		b.WriteString("（" + standing(f) + "）")
	}
	return inert.OneLine(b.String())
}

// where is the place of a finding with its sheet: 项目资金安排表!I7.
func where(f *hengji.Finding) string {
	switch {
	case f.Sheet == "" || f.Cell == "" && f.Row == 0:
		return cmp.Or(f.Sheet, place(f))
	}
	return f.Sheet + "!" + place(f)
}
