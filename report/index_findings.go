package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hengji"
	"hengji/report/inert"
)

// fillFindings lists the gravest findings, counts them by rule, and says which
// regions and states the filters may choose.
func (x Index) fillFindings(p *indexPage) {
	type line struct {
		f            *hengji.Finding
		region, link string
		among        company
	}
	var all []line
	counts := map[hengji.Severity]int{}
	for i := range x.Returns {
		r := &x.Returns[i]
		among := companyOf(r.Findings)
		for severity, n := range hengji.CountOpen(r.Findings) {
			counts[severity] += n
		}
		for j := range r.Findings {
			if f := &r.Findings[j]; !f.Shadow && f.State != "mended" {
				all = append(all, line{f, short(r.Region, 40), r.Link, among})
			}
		}
	}
	for _, severity := range hengji.Severities {
		p.Severities = append(p.Severities, countOf(severity, counts[severity]))
	}
	slices.SortStableFunc(all, func(a, b line) int {
		if by := settled(a.f) - settled(b.f); by != 0 {
			return by
		}
		return a.f.Severity.Rank() - b.f.Severity.Rank()
	})
	p.Rules = x.byRule(func(yield func(*hengji.Finding, string)) {
		for _, one := range all {
			yield(one.f, one.region)
		}
	})
	for _, one := range all[:min(len(all), findingsOnPage)] {
		f := *one.among.sound(one.f)
		f.Cell, f.Want, f.Diff, f.Suggestion = short(f.Cell, 20), short(f.Want, 120), short(f.Diff, 60), short(f.Suggestion, 120)
		region, stands := one.region, standing(&f)
		if region == "" {
			region = "未识别"
		}
		if !slices.Contains(p.Regions, region) {
			p.Regions = append(p.Regions, region)
		}
		if !slices.Contains(p.Settled, stands) {
			p.Settled = append(p.Settled, stands)
		}
		p.Findings = append(p.Findings, findingRow{
			Region: region, Link: one.link, Severity: string(f.Severity), Kind: f.Severity.Chinese(), Standing: stands,
			Sheet: short(f.Sheet, 60), Cell: place(&f), Label: short(f.Label, 60), Got: short(f.Got, 120),
			Want: inert.Cut(expected(&f), 120), Message: short(f.Message, 500), Explanation: short(f.Explanation, 300),
			Rule: short(string(f.Rule), 80), Title: short(x.Titles[f.Rule], 60),
		})
	}
	if len(all) > findingsOnPage {
		p.More = fmt.Sprintf("共 %d 条审核意见，本页列出最重要的 %d 条，更多见各单位退回目录中的 findings.csv。", len(all), findingsOnPage)
	}
	var order []string // of the board
	for _, r := range x.Returns {
		region := short(r.Region, 40)
		if region == "" {
			region = "未识别"
		}
		if slices.Contains(p.Regions, region) && !slices.Contains(order, region) {
			order = append(order, region)
		}
	}
	p.Regions = order
}

// byRule counts findings by rule, gravest and most frequent first, and names the
// regions that most of them are of.
func (x Index) byRule(each func(func(f *hengji.Finding, region string))) []ruleRow {
	type tally struct {
		first   *hengji.Finding
		count   int
		regions map[string]int
		order   []string
	}
	rules := map[hengji.RuleID]*tally{}
	var ids []hengji.RuleID
	each(func(f *hengji.Finding, region string) {
		t := rules[f.Rule]
		if t == nil {
			t = &tally{first: f, regions: map[string]int{}}
			rules[f.Rule] = t
			ids = append(ids, f.Rule)
		}
		if region == "" {
			region = "未识别"
		}
		if t.regions[region] == 0 {
			t.order = append(t.order, region)
		}
		t.count++
		t.regions[region]++
	})
	slices.SortFunc(ids, func(a, b hengji.RuleID) int {
		x, y := rules[a], rules[b]
		if by := x.first.Severity.Rank() - y.first.Severity.Rank(); by != 0 {
			return by
		}
		if by := y.count - x.count; by != 0 {
			return by
		}
		return cmp.Compare(a, b)
	})
	var rows []ruleRow
	for _, id := range ids {
		t := rules[id]
		slices.SortStableFunc(t.order, func(a, b string) int { return t.regions[b] - t.regions[a] })
		var words []string
		for _, region := range t.order[:min(len(t.order), 6)] {
			words = append(words, fmt.Sprintf("%s %d", region, t.regions[region]))
		}
		text := strings.Join(words, "、")
		if len(t.order) > 6 {
			text += fmt.Sprintf("，等 %d 个单位", len(t.order))
		}
		rows = append(rows, ruleRow{
			Rule: short(string(id), 80), Title: short(x.Titles[id], 60), Severity: string(t.first.Severity),
			Kind: t.first.Severity.Chinese(), Regions: text, Count: t.count,
		})
	}
	return rows
}
