package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"hengji"
)

// Return is what a region gets back for one submission: how it stands, what was
// read, and what is wrong with it.
type Return struct {
	Region           string // "" where it cannot be told
	Period           string // 2021
	File             string // as received, relative to the inbox
	SHA256           string
	Version          int // of this submission, from 1; 0 is not told
	State            hengji.State
	EffectiveVersion int       // the one that the tables hold; 0 is none
	ReceivedAt       time.Time // printed in its own location; zero is not told
	Due              string    // the deadline in words or as a date; "" is not told
	Findings         []hengji.Finding
	Echo             []EchoLine        // what was read, a line a sheet
	Titles           map[string]string // rule → its name in a few words; may be nil
	Office           string            // who releases and answers; "" is 市科技局
	More             string            // where all findings are listed; "" is findings.csv
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

// String is the line as printed.
func (e EchoLine) String() string {
	name := cmp.Or(e.Title, e.Sheet)
	if e.Sheet != "" && e.Sheet != name {
		name += "（工作表“" + e.Sheet + "”）"
	}
	text := fmt.Sprintf("%s：%d %s", name, e.Records, cmp.Or(e.Noun, "行"))
	for _, sum := range e.Sums {
		text += "，" + sum.Label + "合计 " + sum.Value
	}
	if e.Note != "" {
		text += "。" + e.Note
	}
	return oneLine(text)
}

// counts are the findings that a return speaks of, by what they still ask for.
type counts struct {
	blocking, approval, explain, notice, explained, waived int
}

func (r Return) counts() counts {
	var c counts
	for i := range r.Findings {
		f := &r.Findings[i]
		switch {
		case f.Shadow || f.State == "mended":
		case f.State == "waived":
			c.waived++
		case f.State == "explained" && f.Severity == hengji.Explain:
			c.explained++
		case f.Severity == hengji.Blocking:
			c.blocking++
		case f.Severity == hengji.Approval:
			c.approval++
		case f.Severity == hengji.Explain:
			c.explain++
		default:
			c.notice++
		}
	}
	return c
}

// Summary is the first sentence of everything that is handed back:
// 退回：3 处必须修改，2 处请核实或说明；另有 4 条提示，供参考。
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
	case r.State == hengji.Nil:
		text += "已按没有项目登记"
	default:
		text += "没有需要修改的问题"
	}
	if len(settled) > 0 {
		text += "；另有 " + strings.Join(settled, "，")
	}
	return oneLine(text) + "。"
}

// Asked says what happens next: by when to do what, and whether the tables hold
// anything of the region meanwhile.
func (r Return) Asked() string {
	by := "尽快"
	if r.Due != "" {
		by = "在 " + r.Due + " 前"
	}
	c := r.counts()
	var text string
	switch r.State {
	case hengji.Returned:
		do := "改正"
		if c.blocking == 0 {
			do = "改正，或在“" + explanationHeading + "”栏写明理由"
		}
		text = "请" + by + do + "后重新报送。"
		switch {
		case r.EffectiveVersion > 0:
			text += fmt.Sprintf("本次退回不影响已采用的第 %d 次报送，汇总表暂按那一次的数据。", r.EffectiveVersion)
		default:
			text += "汇总表中暂时没有本单位的数据。"
		}
	case hengji.Pending:
		text = "请" + by + "改正，或在“" + explanationHeading + "”栏写明原因，再把本文件重新报送。数据已计入汇总表，并注明“待核实”。"
	case hengji.Accepted, hengji.Nil:
		text = "已计入汇总表，不需要再报。"
	case hengji.Missing:
		text = "请" + by + "报送。"
	}
	return oneLine(text)
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
	return oneLine(strings.Join(append(parts, "文件："+base(r.File)), "　"))
}

// base is the file's own name: folders of the inbox say nothing to a clerk.
func base(file string) string { return file[strings.LastIndexByte(file, '/')+1:] }

// read is what was read, in one line.
func (r Return) read() string {
	if len(r.Echo) == 0 {
		return "没有读取到数据。"
	}
	parts := make([]string, len(r.Echo))
	for i, line := range r.Echo {
		parts[i] = strings.TrimSuffix(line.String(), "。")
	}
	return strings.Join(parts, "；") + "。"
}

// item is a line of the list: the findings of one rule on one field of one sheet,
// told once with all their cells.
type item struct {
	number   int // from 1
	findings []*hengji.Finding
}

func (it item) first() *hengji.Finding { return it.findings[0] }

// items groups the findings of a return, gravest first and settled ones after
// open ones of the same severity. Within that the order of the contract stays.
func (r Return) items() []item {
	type group struct{ sheet, form, rule, field, label, severity, state string }
	var order []*hengji.Finding
	for i := range r.Findings {
		if f := &r.Findings[i]; !f.Shadow && f.State != "mended" {
			order = append(order, f)
		}
	}
	slices.SortStableFunc(order, func(a, b *hengji.Finding) int {
		return cmp.Or(cmp.Compare(a.Severity.Rank(), b.Severity.Rank()), cmp.Compare(settled(a), settled(b)))
	})
	var list []item
	places := map[group]int{}
	for _, f := range order {
		key := group{f.Sheet, f.Form, f.Rule, f.Field, f.Label, string(f.Severity), standing(f)}
		if f.State == "explained" {
			key.state = f.Explanation // an explanation stands beside what it explains
		}
		place, known := places[key]
		if !known {
			place = len(list)
			places[key] = place
			list = append(list, item{number: place + 1})
		}
		list[place].findings = append(list[place].findings, f)
	}
	return list
}

func settled(f *hengji.Finding) int {
	if f.State == "explained" || f.State == "waived" {
		return 1
	}
	return 0
}

// place is where one finding stands, for people.
func place(f *hengji.Finding) string {
	switch {
	case f.Cell != "":
		return oneLine(f.Cell)
	case f.Row > 0:
		return fmt.Sprintf("第 %d 行", f.Row)
	case f.Sheet != "":
		return "整张表"
	}
	return "整个文件"
}

// wanted is what should stand in the cell, "" where the rule's want is not such a
// value (the row of a twin, a pattern, the reason of a bad code): the message
// tells those.
func wanted(f *hengji.Finding) string {
	want := oneLine(f.Want)
	if want == "" {
		return ""
	}
	switch fact := f.Rule[strings.LastIndexByte(f.Rule, '.')+1:]; fact {
	case "minimum":
		return "不小于 " + want
	case "maximum":
		return "不大于 " + want
	case "maxLength":
		return "不超过 " + want + " 字"
	case "unique", "pattern", "uscc", "LABEL-DUPLICATE", "SHEET-AMBIGUOUS":
		return ""
	}
	return want
}

// expected is the column 应为／建议: what should stand there, the difference, and
// what we propose.
func expected(f *hengji.Finding) string {
	var parts []string
	if want := wanted(f); want != "" {
		if f.Severity == hengji.Notice && f.Cell != "" {
			want = "已读作 " + want
		}
		parts = append(parts, want)
	}
	if diff := oneLine(f.Diff); diff != "" {
		parts = append(parts, "相差 "+diff)
	}
	if suggestion := oneLine(f.Suggestion); suggestion != "" && suggestion != oneLine(f.Want) {
		if !strings.HasSuffix(suggestion, "。") && !strings.HasSuffix(suggestion, "？") {
			suggestion = "建议 " + suggestion
		}
		parts = append(parts, suggestion)
	}
	return strings.Join(parts, "，")
}

// same tells whether all findings of the item have one value of something.
func (it item) same(value func(*hengji.Finding) string) bool {
	first := value(it.first())
	return !slices.ContainsFunc(it.findings, func(f *hengji.Finding) bool { return value(f) != first })
}

// words are an item's columns 单元格, 填报内容, 应为／建议 and 问题说明. Where the
// values are alike the cells stand in one line; otherwise each cell has a line of
// its own, beside its values, up to most.
func (it item) words(most int) (cells, got, want, message string) {
	f := it.first()
	entered := func(f *hengji.Finding) string { return oneLine(f.Got) }
	message = lines(f.Message)
	if it.same(entered) && it.same(expected) {
		shown := it.findings[:min(len(it.findings), 3*most)]
		names := make([]string, len(shown))
		for i := range shown {
			names[i] = place(shown[i])
		}
		cells = inRows(slices.Compact(names))
		if len(shown) < len(it.findings) {
			cells += fmt.Sprintf("\n等 %d 处", len(it.findings))
		}
		got, want = entered(f), expected(f)
	} else {
		var c, g, w []string
		for i, f := range it.findings {
			if i == most-1 && len(it.findings) > most {
				c = append(c, fmt.Sprintf("等 %d 处", len(it.findings)))
				break
			}
			c, g, w = append(c, place(f)), append(g, cut(entered(f), 16)), append(w, cut(expected(f), 20))
		}
		cells, got, want = strings.Join(c, "\n"), strings.Join(g, "\n"), strings.Join(w, "\n")
	}
	if !it.same(func(f *hengji.Finding) string { return f.Message }) {
		message = fmt.Sprintf("共 %d 处，以 %s 为例：%s", len(it.findings), place(f), message)
	}
	return cells, got, want, message
}

// inRows joins addresses with 、, breaking the line between two of them and never
// inside one (a spreadsheet breaks G11 after G).
func inRows(names []string) string {
	const most = 11 // of the column 单元格
	var b strings.Builder
	used := 0
	for i, name := range names {
		wide := width(name) + 2
		switch {
		case i > 0 && used+wide > most:
			b.WriteString("、\n")
			used = 0
		case i > 0:
			b.WriteString("、")
		}
		b.WriteString(name)
		used += wide
	}
	return b.String()
}
