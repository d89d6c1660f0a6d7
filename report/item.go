package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hengji"
	"hengji/report/inert"
)

// item is a line of the list: the findings of one rule on one field of one sheet,
// told once with all their cells.
type item struct {
	number   int // from 1
	findings []*hengji.Finding
	among    company
}

func (it item) first() *hengji.Finding { return it.findings[0] }

// items groups the findings of a return, gravest first; of one severity what is
// settled comes after what is open, and what another brought about after it.
// Within that the order of the contract stays.
func (r Return) items() []item {
	type group struct {
		sheet, form                                string
		rule                                       hengji.RuleID
		field, label, severity, state, explanation string
	}
	var order []*hengji.Finding
	for i := range r.Findings {
		if f := &r.Findings[i]; !f.Shadow && f.State != "mended" {
			order = append(order, f)
		}
	}
	among := companyOf(r.Findings)
	behind := func(f *hengji.Finding) int {
		if among.must.brought(f) {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(order, func(a, b *hengji.Finding) int {
		return cmp.Or(cmp.Compare(a.Severity.Rank(), b.Severity.Rank()), cmp.Compare(settled(a), settled(b)), cmp.Compare(behind(a), behind(b)))
	})
	var list []item
	places := map[group]int{}
	for _, f := range order {
		// An explanation stands beside what it explains.
		key := group{f.Sheet, f.Form, f.Rule, f.Field, f.Label, string(f.Severity), standing(f), f.Explanation}
		place, known := places[key]
		if !known {
			place = len(list)
			places[key] = place
			list = append(list, item{number: place + 1, among: among})
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
func place(f *hengji.Finding) string { return inert.OneLine(f.Place()) }

// wanted is what should stand in the cell: a value, or a bound in words.
func wanted(f *hengji.Finding) string { return inert.OneLine(f.Want) }

// expected is what should stand there, what we propose, and the difference, where
// they share a column.
func expected(f *hengji.Finding) string { return withDiff(proposed(f), difference(f)) }

func difference(f *hengji.Finding) string { return inert.OneLine(f.Diff) }

// withDiff puts the differences behind what should stand there, line by line. Where what
// should stand there is not said for each, it has fewer lines.
func withDiff(want, diff string) string {
	if diff == "" {
		return want
	}
	lines := strings.Split(want, "\n")
	for i, d := range strings.Split(diff, "\n") {
		if i == len(lines) {
			lines = append(lines, "")
		}
		switch {
		case d == "":
		case lines[i] == "":
			lines[i] = hengji.MoreOrLess(d)
		default:
			lines[i] += "，" + hengji.MoreOrLess(d)
		}
	}
	return strings.Join(lines, "\n")
}

// proposed is the column 应为／建议: what should stand there and what we propose.
func proposed(f *hengji.Finding) string {
	var parts []string
	if want := wanted(f); want != "" {
		if f.Severity == hengji.Notice && f.Cell != "" {
			want = "已读作 " + want
		}
		parts = append(parts, want)
	}
	if suggestion := inert.OneLine(f.Suggestion); suggestion != "" && suggestion != inert.OneLine(f.Want) {
		if !strings.HasSuffix(suggestion, "。") && !strings.HasSuffix(suggestion, "？") {
			suggestion = "建议 " + suggestion
		}
		parts = append(parts, suggestion)
	}
	return strings.Join(parts, "，")
}

// singly gives the findings of an item as they are shown, and each cell of those that
// speak of several.
func (it item) singly() []*hengji.Finding {
	var list []*hengji.Finding
	for _, f := range it.findings {
		list = append(list, it.among.sound(f).Singly()...)
	}
	return list
}

// same reports whether all findings of a list have one value of something.
func same(list []*hengji.Finding, value func(*hengji.Finding) string) bool {
	return !slices.ContainsFunc(list, func(f *hengji.Finding) bool { return value(f) != value(list[0]) })
}

// itemWords are an item's columns 单元格, 填报内容, 应为／建议, 相差 and 问题说明.
type itemWords struct{ cells, got, want, diff, message string }

// words are what an item of a list says. Where the values are alike the cells stand
// in one line; otherwise each cell has a line of its own, beside its values, up to
// most.
func (it item) words(items []item, most int) itemWords {
	w := it.values(most)
	w.message += because(items, it)
	return w
}

func (it item) values(most int) itemWords {
	var w itemWords
	f := it.first()
	entered := func(f *hengji.Finding) string { return inert.OneLine(f.Got) }
	w.message = inert.Cut(inert.Lines(f.Message), 600)
	singly := it.singly()
	if same(singly, entered) && same(singly, expected) {
		shown := singly[:min(len(singly), 3*most)]
		names := make([]string, len(shown))
		for i := range shown {
			names[i] = place(shown[i])
		}
		w.cells = inRows(slices.Compact(names))
		if len(shown) < len(singly) {
			w.cells += fmt.Sprintf("\n等 %d 处", len(singly))
		}
		w.got, w.want, w.diff = entered(shown[0]), proposed(shown[0]), difference(shown[0])
	} else {
		var cells, got, want, diff []string
		for i, f := range singly {
			if i == most-1 && len(singly) > most {
				cells = append(cells, fmt.Sprintf("等 %d 处", len(singly)))
				break
			}
			cells, got = append(cells, place(f)), append(got, inert.Cut(entered(f), 16))
			want, diff = append(want, inert.Cut(proposed(f), 20)), append(diff, inert.Cut(hengji.MoreOrLess(difference(f)), 20))
		}
		w.cells, w.got, w.want, w.diff = strings.Join(cells, "\n"), strings.Join(got, "\n"), strings.Join(want, "\n"), strings.Join(diff, "\n")
		if strings.Trim(w.diff, "\n") == "" {
			w.diff = ""
		}
	}
	if !same(it.findings, func(f *hengji.Finding) string { return f.Message }) {
		w.message = fmt.Sprintf("共 %d 处，以 %s 为例：%s", len(it.findings), place(f), w.message)
	}
	if len(singly) == 1 {
		w.message += related(f)
	}
	return w
}

// related names the other cells of a comparison, those of the finding's own sheet
// by their address alone; "" where there are none.
func related(f *hengji.Finding) string {
	if len(f.Related) == 0 {
		return ""
	}
	names := make([]string, len(f.Related))
	for i, cell := range f.Related {
		if at := strings.LastIndexByte(cell, '!'); at > 0 && strings.Trim(cell[:at], "'") == f.Sheet {
			cell = cell[at+1:]
		}
		names[i] = strings.ReplaceAll(cell, "'", "")
	}
	return "\n相关单元格：" + inert.Cut(inert.OneLine(strings.Join(names, "、")), 200)
}

// inRows joins addresses with 、, breaking the line between two of them and never
// inside one (a spreadsheet breaks G11 after G).
func inRows(names []string) string {
	const most = 11 // of the column 单元格
	var b strings.Builder
	used := 0
	for i, name := range names {
		wide := inert.Width(name) + 2
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

// because names the earlier item that brought this one about, "" where none did.
func because(items []item, it item) string {
	root := it.among.root(it.first())
	if root == nil {
		return ""
	}
	for _, earlier := range items[:it.number-1] {
		if slices.Contains(earlier.findings, root) {
			return fmt.Sprintf("\n（可能由第 %d 项引起，该项改正后一般随之消失。）", earlier.number)
		}
	}
	return ""
}
