package report

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"hengji"
	"hengji/report/inert"
)

// Return is what a region gets back for one submission: how it stands, what was
// read, and what is wrong with it.
type Return struct {
	Region           string // "" where it cannot be told
	Period           string // 2021
	File             string // as received, relative to the inbox
	SHA256           string
	Number           int64   // of the submission, in order of receipt; 0 is not told
	Receipt          Receipt // what witnesses the decision; zero where no ledger has booked it
	Version          int     // of this submission, from 1; 0 is not told
	State            hengji.State
	EffectiveVersion int       // the one that the tables hold; 0 is none
	ReceivedAt       time.Time // printed in its own location; zero is not told
	Due              string    // the deadline in words or as a date; "" is not told
	Past             bool      // the deadline is past
	DaysLate         int       // so many days after it this submission was received; 0 is in time
	Findings         []hengji.Finding
	Mending          string                   // the fewest cells to change, a sentence; "" where nobody can tell
	Echo             []EchoLine               // what was read, a line a sheet; nil is not told
	Changes          string                   // what is other than in the version before, in one sentence
	Titles           map[hengji.RuleID]string // rule → its name in a few words; may be nil
	Office           string                   // who releases and answers; "" is 市科技局
	More             string                   // where all findings are listed; "" is findings.csv
	Near             map[string]Nearby        // fingerprint → what stands around the cell, for the page; may be nil
	SelfChecked      string                   // when, and by which program, rules and page, the district checked it itself; "" is not told

	sheets map[string]string // name of a sheet as findings have it → its own, for links in its workbook
}

// Receipt is the line of the ledger that booked a decision. Its hash fixes all lines
// before it, so whoever keeps it can tell whether the ledger was written anew.
type Receipt struct {
	Line int64
	Head string // SHA-256 in hex
}

// ChecksumWords stand before the SHA-256 of the file received.
const ChecksumWords = "· 文件校验码（SHA-256）："

// receiptLine is the receipt as it is printed, "" where there is none. `ledger verify
// --receipts` reads it again.
func (r Return) receiptLine() string {
	if r.Receipt == (Receipt{}) {
		return ""
	}
	return fmt.Sprintf("· 回执：第 %d 号，%s；台账第 %d 行，台账头 %s。请保存：台账若被改写，凭它可以发现。", r.Number, r.State.Chinese(), r.Receipt.Line, r.Receipt.Head)
}

// EchoLine is what was understood of one sheet, so that a clerk sees at a glance
// that nothing was lost: 项目资金安排表：9 个项目，安排金额（万元）合计 135.
type EchoLine struct {
	Sheet   string // as named in the workbook
	Title   string // of the form that it was read as
	Records int
	Noun    string // what a record is: 个项目, 项指标; "" is 行
	Sums    []EchoSum
	Note    string // anything else worth saying, a sentence
}

// EchoSum is the sum of a column as read.
type EchoSum struct{ Label, Value string }

// String is the line as printed: 项目资金安排表：9 个项目，安排金额合计 135 万元。
func (e EchoLine) String() string { return e.line(len(e.Sums)) }

// short is the line with its first sum only, for the first screen.
func (e EchoLine) short() string { return e.line(min(len(e.Sums), 1)) }

func (e EchoLine) line(sums int) string {
	name := cmp.Or(e.Title, e.Sheet)
	if e.Sheet != "" && e.Sheet != name {
		name += "（工作表“" + e.Sheet + "”）"
	}
	text := fmt.Sprintf("%s：%d %s", name, e.Records, cmp.Or(e.Noun, "行"))
	for _, sum := range e.Sums[:sums] {
		label, unit := sum.Label, ""
		if at := strings.LastIndex(label, "（"); at > 0 && strings.HasSuffix(label, "）") {
			label, unit = label[:at], " "+strings.TrimSuffix(label[at+len("（"):], "）")
		}
		text += "，" + label + "合计 " + sum.Value + unit
	}
	if e.Note != "" {
		text += "。" + e.Note
	}
	return inert.OneLine(text)
}

// counts are the findings that a return speaks of: the open ones, and what is settled.
type counts struct {
	blocking, approval, explain, notice, explained, waived int

	brought int // of the open ones: by a blocking one, and mostly gone with it
}

func (r Return) counts() counts {
	open := hengji.CountOpen(r.Findings)
	c := counts{blocking: open[hengji.Blocking], approval: open[hengji.Approval], explain: open[hengji.Explain], notice: open[hengji.Notice]}
	must := r.musts()
	for i := range r.Findings {
		f := &r.Findings[i]
		switch {
		case f.Shadow:
		case f.State == "waived":
			c.waived++
		case f.State == "explained":
			c.explained++
		case f.Open() && f.Severity != hengji.Notice && must.brought(f):
			c.brought++
		}
	}
	return c
}

// musts are the open findings, by fingerprint, that only a change of the workbook
// can settle.
type musts map[string]*hengji.Finding

func (r Return) musts() musts {
	m := musts{}
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Severity == hengji.Blocking && f.Open() {
			m[f.Fingerprint] = f
		}
	}
	return m
}

// brought reports whether a finding comes of another that must be mended, and so
// asks for nothing more. One that comes of a 核实性 finding asks for itself: that
// one may stand, explained. So does one that speaks of another cell and compares it
// with nothing: of a column that was left blank, every cell is to be filled in.
func (m musts) brought(f *hengji.Finding) bool {
	root := m[f.Cause]
	if root == nil || f.Cause == f.Fingerprint || f.Rule == root.Rule {
		return false
	}
	alone := f.Cell != "" && len(f.Related) == 0 && f.Diff == ""
	return !alone || f.Sheet == root.Sheet && f.Cell == root.Cell
}

// Summary is the first sentence of everything that is handed back:
// 退回：3 处必须修改，2 处请核实或说明（其中 1 处由别处引起）；另有 4 条提示，供参考。
// It counts what every other count does, and says how much of it one mistake brought about.
func (r Return) Summary() string {
	c := r.counts()
	var asked, settled []string
	count := func(list *[]string, n int, format string, more ...any) {
		if n > 0 {
			*list = append(*list, fmt.Sprintf(format, append([]any{n}, more...)...))
		}
	}
	count(&asked, c.blocking, "%d 处必须修改")
	count(&asked, c.approval, "%d 处须经%s放行", r.office())
	count(&asked, c.explain, "%d 处请核实或说明")
	count(&settled, c.explained, "%d 处已说明")
	count(&settled, c.waived, "%d 处已放行")
	count(&settled, c.notice, "%d 条提示，供参考")

	text := r.State.Chinese() + "："
	switch {
	case r.State == hengji.Missing:
		return text + "还没有收到报表。"
	case len(asked) > 0:
		text += strings.Join(asked, "，")
		if c.brought > 0 {
			text += fmt.Sprintf("（其中 %d 处由别处引起）", c.brought)
		}
	case r.State == hengji.Nil:
		text += "已按没有项目登记"
	default:
		text += "没有需要修改的问题"
	}
	if len(settled) > 0 {
		text += "；另有 " + strings.Join(settled, "，")
	}
	return inert.OneLine(text) + "。"
}

// Asked says what happens next: by when to do what, and whether the tables hold
// anything of the region meanwhile.
func (r Return) Asked() string {
	past, by := "", "尽快"
	switch {
	case r.Due != "" && r.Past:
		past = "报送已于 " + r.Due + " 截止，"
		if r.DaysLate > 0 {
			past += fmt.Sprintf("已逾期 %d 天，", r.DaysLate)
		}
	case r.Due != "":
		by = "在 " + r.Due + " 前"
	}
	c := r.counts()
	var text string
	switch r.State {
	case hengji.Returned:
		do := "改正"
		if c.blocking == 0 {
			do = "改正，或在“" + hengji.ExplanationHeading + "”栏写明理由"
		}
		text = past + "请" + by + do + "后重新报送。"
		switch {
		case r.EffectiveVersion > 0:
			text += fmt.Sprintf("本次退回不影响已采用的第 %d 次报送，汇总表暂按那一次的数据。", r.EffectiveVersion)
		default:
			text += "汇总表中暂时没有本单位的数据。"
		}
	case hengji.Pending:
		text = past + "请" + by + "改正，或在“" + hengji.ExplanationHeading + "”栏写明原因，再把本文件重新报送。数据已计入汇总表，并注明“待核实”。"
	case hengji.Accepted, hengji.Nil:
		text = "已计入汇总表，不需要再报。"
	case hengji.Closed:
		text = "这个报告期已经关闭，这一次报送不计入汇总表。"
		if r.EffectiveVersion > 0 {
			text += fmt.Sprintf("已采用的第 %d 次报送不变。", r.EffectiveVersion)
		}
		text += "确需更正的，请与" + r.office() + "联系。"
	case hengji.Missing:
		text = past + "请" + by + "报送。"
	}
	return inert.OneLine(text)
}

// title is the heading of what is handed back: a 退回单 only where it is one.
func (r Return) title() string {
	title := "报表审核结果"
	if r.State == hengji.Returned {
		title = "报表审核退回单"
	}
	if r.Period != "" {
		title = hengji.PeriodWords(r.Period) + title
	}
	if r.Region != "" {
		title = r.Region + "　" + title
	}
	return inert.OneLine(title)
}

// unlisted says how much of the list is not shown, "" where all is.
func (r Return) unlisted(items []item, shown int) string {
	if len(items) <= shown {
		return ""
	}
	places := 0
	for _, it := range items[shown:] {
		places += len(it.findings)
	}
	return inert.OneLine(fmt.Sprintf("以上为最重要的 %d 项。另有 %d 项（%d 处）没有列出，更多见 %s。请先改正以上各项。",
		shown, len(items)-shown, places, r.more()))
}

// ruleName is a rule's title, where it is known, and its id.
func (r Return) ruleName(f *hengji.Finding, between string) string {
	if title := r.Titles[f.Rule]; title != "" {
		return inert.OneLine(title) + between + inert.OneLine(string(f.Rule))
	}
	return inert.OneLine(string(f.Rule))
}

func (r Return) office() string { return cmp.Or(r.Office, "市科技局") }
func (r Return) more() string   { return cmp.Or(r.More, "findings.csv") }

// received is who, which file, which version, when: one line.
func (r Return) received() string {
	parts := []string{"报送单位：" + cmp.Or(r.Region, "未识别")}
	if r.Period != "" {
		parts = append(parts, "报告期："+r.Period)
	}
	if r.Version > 0 {
		parts = append(parts, fmt.Sprintf("第 %d 次报送", r.Version))
	}
	if !r.ReceivedAt.IsZero() {
		parts = append(parts, "收到时间："+r.ReceivedAt.Format("2006-01-02 15:04"))
	}
	return inert.OneLine(strings.Join(append(parts, "文件："+base(r.File)), "　"))
}

// base is the file's own name: folders of the inbox say nothing to a clerk.
func base(file string) string { return file[strings.LastIndexByte(file, '/')+1:] }

// echoLines are the lines of what was read: none where the caller told nothing,
// and a sentence where there was nothing to read.
func (r Return) echoLines() []string {
	list := r.echo(EchoLine.String)
	if r.Changes != "" {
		list = append(list, inert.OneLine(r.Changes))
	}
	return list
}

// unmatched are the explanations that speak of no finding, in full: they are in no list
// that comes back.
func (r Return) unmatched() []string {
	var texts []string
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Rule == hengji.RuleExplanationUnmatched {
			texts = append(texts, inert.Cut(inert.Lines(f.Message), mostExplanation))
		}
	}
	return texts
}

// Unmatched is how many explanations of the district speak of no finding.
func (r Return) Unmatched() int { return len(r.unmatched()) }

// mostExplanation keeps a text within what a cell holds.
const mostExplanation = 16000

func (r Return) echo(of func(EchoLine) string) []string {
	if r.Echo == nil {
		return nil
	}
	if len(r.Echo) == 0 {
		return []string{"没有读取到数据。"}
	}
	list := make([]string, len(r.Echo))
	for i, line := range r.Echo {
		list[i] = of(line)
	}
	return list
}

// read is what was read, in one line.
func (r Return) read() string {
	var parts []string
	for _, line := range r.echo(EchoLine.short) {
		parts = append(parts, strings.TrimSuffix(line, "。"))
	}
	if parts == nil {
		return ""
	}
	return strings.Join(parts, "；") + "。"
}
