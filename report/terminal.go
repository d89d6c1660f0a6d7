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
					b.WriteString("  " + Line(*f) + "\n")
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

// Line is one finding on one line of a terminal:
// 强制性  项目资金安排表!I7  安排金额（万元）：…（本格填的是 25，应为 15，多 10）
func Line(f hengji.Finding) string {
	var b strings.Builder
	severity := f.Severity.Chinese()
	b.WriteString(severity + strings.Repeat(" ", max(0, 8-inert.Width(severity))) + "  ")
	switch {
	case f.Sheet == "":
		b.WriteString(place(&f))
	case f.Cell != "":
		b.WriteString(f.Sheet + "!" + f.Cell)
	case f.Row > 0:
		b.WriteString(f.Sheet + "!" + place(&f))
	default:
		b.WriteString(f.Sheet)
	}
	b.WriteString("  ")
	// A message mostly names its column itself.
	if f.Label != "" && !strings.Contains(f.Message, f.Label) {
		b.WriteString(f.Label + "：")
	}
	b.WriteString(f.Message)
	entered := "填报"
	if f.Cell != "" {
		entered = "本格填的是"
	}
	var values []string
	for _, value := range []struct{ word, text string }{{entered, f.Got}, {"应为", f.Want}, {"", hengji.MoreOrLess(f.Diff)}} {
		if value.text != "" && !strings.Contains(f.Message, value.text) {
			values = append(values, strings.TrimSpace(value.word+" "+value.text))
		}
	}
	if len(values) > 0 && f.Got != "" && len(f.Cells) == 0 { // what a blank should hold, the message says
		b.WriteString("（" + strings.Join(values, "，") + "）")
	}
	if settled(&f) == 1 {
		b.WriteString("（" + standing(&f) + "）")
	}
	return inert.OneLine(b.String())
}
