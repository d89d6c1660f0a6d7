package report

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"strings"

	"hengji"
	"hengji/report/inert"
)

// shownPerRegion bounds what a run prints of one region; the rest is in its
// folder.
const shownPerRegion = 5

// Ink colours words on a terminal, and nowhere else.
type Ink bool

// InkFor gives ink where w is a terminal that shows colours, and NO_COLOR
// (no-color.org) does not ask for none.
func InkFor(w io.Writer) Ink {
	return Ink(isTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb")
}

// Colours of a terminal: red must be changed, yellow is to be explained, blue is for
// information, green stands well.
var (
	severityCode = map[hengji.Severity]string{hengji.Blocking: "31", hengji.Approval: "31", hengji.Explain: "33", hengji.Notice: "34"}
	stateCode    = map[hengji.State]string{
		hengji.Returned: "31", hengji.Held: "31", hengji.Missing: "33", hengji.Pending: "33", hengji.Accepted: "32", hengji.Nil: "32",
	}
)

func (k Ink) in(code, words string) string {
	if !k || code == "" {
		return words
	}
	return "\x1b[" + code + "m" + words + "\x1b[0m"
}

// State colours what is said of a state.
func (k Ink) State(s hengji.State, words string) string { return k.in(stateCode[s], words) }

func (k Ink) severity(s hengji.Severity) string { return k.in(severityCode[s], s.Chinese()) }

// Progress rewrites one line of a terminal, 读取 15/18, and takes it away where no
// phase is named. Where w is no terminal nothing is said.
func Progress(w io.Writer) func(phase string, done, total int) {
	if !isTerminal(w) {
		return func(string, int, int) {}
	}
	return func(phase string, done, total int) {
		if total > 0 {
			phase += fmt.Sprintf(" %d/%d", done, total)
		}
		fmt.Fprint(w, "\r\x1b[K"+phase)
	}
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// PrintReturned shows an operator what was handed back or awaits explanation: for
// each region its name and file, its summary, and the gravest findings. Regions
// that stand well are left out; where there is none it prints nothing. A blank line
// ends it.
func PrintReturned(w io.Writer, returns []Return) error {
	var b strings.Builder
	ink := InkFor(w)
	for _, r := range returns {
		if r.State != hengji.Returned && r.State != hengji.Pending {
			continue
		}
		fmt.Fprintf(&b, "%s　%s\n", inert.OneLine(cmp.Or(r.Region, "未识别")), inert.OneLine(r.File))
		b.WriteString("  " + ink.State(r.State, r.Summary()) + "\n")
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
					b.WriteString("  " + it.among.line(f, ink) + "\n")
				}
			}
		}
		if open > shown {
			fmt.Fprintf(&b, "  …另有 %d 条，见 %s\n", open-shown, inert.OneLine(r.more()))
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Lines are the findings of one submission, each on one line of a terminal:
// 强制性  项目资金安排表!I7  安排金额（万元）：…（本格填的是 25，应为 15，多 10）
func Lines(findings []hengji.Finding, ink Ink) []string {
	among := companyOf(findings)
	lines := make([]string, len(findings))
	for i := range findings {
		lines[i] = among.line(&findings[i], ink)
	}
	return lines
}

// line is one finding among the others; of one mistake it names where that is told first.
func (c company) line(f *hengji.Finding, ink Ink) string {
	f = c.sound(f)
	var b strings.Builder
	b.WriteString(where(f) + "  ")
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
	room := strings.Repeat(" ", max(0, 8-inert.Width(f.Severity.Chinese())))
	return ink.severity(f.Severity) + room + "  " + inert.OneLine(b.String())
}

// where is the place of a finding with its sheet: 项目资金安排表!I7.
func where(f *hengji.Finding) string {
	switch {
	case f.Sheet == "" || f.Cell == "" && f.Row == 0:
		return cmp.Or(f.Sheet, place(f))
	}
	return f.Sheet + "!" + place(f)
}
