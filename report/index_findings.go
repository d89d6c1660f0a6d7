package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hengji"
	"hengji/report/inert"
)

// line is a finding of the page, and whose it is.
type line struct {
	f            *hengji.Finding
	region, link string // the name that it is told by; its return
	among        company
}

// unknown is whose the findings of a workbook of nobody are.
const unknown = "未识别"

// regionName is a region as the pages name it.
func regionName(name string) string { return cmp.Or(short(name, 40), unknown) }

// lines are all findings that are shown: what is still asked first, then by severity,
// then as on the board.
func (x Index) lines() []line {
	var all []line
	for i := range x.Returns {
		r := &x.Returns[i]
		among := companyOf(r.Findings)
		for j := range r.Findings {
			if f := &r.Findings[j]; !f.Shadow && f.State != "mended" {
				all = append(all, line{f, regionName(r.Region), r.Link, among})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b line) int {
		return cmp.Or(settled(a.f)-settled(b.f), a.f.Severity.Rank()-b.f.Severity.Rank())
	})
	return all
}

// findingRow is a finding as a row of a list.
func (x Index) findingRow(one line) findingRow {
	f := *one.among.sound(one.f)
	f.Cell, f.Want, f.Diff, f.Suggestion = short(f.Cell, 20), short(f.Want, 120), short(f.Diff, 60), short(f.Suggestion, 120)
	return findingRow{
		Region: one.region, Link: one.link, Severity: string(f.Severity), Kind: f.Severity.Chinese(), Standing: standing(&f),
		Sheet: short(f.Sheet, 60), Cell: place(&f), Label: short(f.Label, 60), Got: short(f.Got, 120),
		Want: inert.Cut(expected(&f), 120), Message: short(f.Message, 500), Explanation: short(f.Explanation, 300),
		Rule: short(string(f.Rule), 80), Title: short(x.Titles[f.Rule], 60),
	}
}

// fillFindings lists the gravest findings, counts them by rule, and says which
// regions and states the filters may choose.
func (x Index) fillFindings(p *indexPage, ways ways) {
	all := x.lines()
	counts := map[hengji.Severity]int{}
	for _, r := range x.Returns {
		for severity, n := range hengji.CountOpen(r.Findings) {
			counts[severity] += n
		}
	}
	for _, severity := range hengji.Severities {
		p.Severities = append(p.Severities, countOf(severity, counts[severity]))
	}
	p.Rules = x.byRule(all)
	for _, one := range all[:min(len(all), findingsOnPage)] {
		row := x.findingRow(one)
		row.Page = ways.region(one.region)
		if !slices.Contains(p.Settled, row.Standing) {
			p.Settled = append(p.Settled, row.Standing)
		}
		p.Findings = append(p.Findings, row)
	}
	if len(all) > findingsOnPage {
		p.More = fmt.Sprintf("共 %d 条审核意见，本页列出最重要的 %d 条；全部意见请从上表按规则、或从报送情况按单位打开。", len(all), findingsOnPage)
	}
	having := map[string]bool{}
	for _, one := range all {
		having[one.region] = true
	}
	for _, r := range x.Returns { // in the order of the board
		if name := regionName(r.Region); having[name] {
			having[name] = false
			p.Regions = append(p.Regions, regionChoice{name, ways.region(name)})
		}
	}
}

// byRule counts findings by rule, gravest and most frequent first, and names the
// regions that most of them are of.
func (x Index) byRule(all []line) []ruleRow {
	type tally struct {
		first   *hengji.Finding
		count   int
		regions map[string]int
		order   []string
	}
	rules := map[hengji.RuleID]*tally{}
	var ids []hengji.RuleID
	for _, one := range all {
		f, region := one.f, one.region
		t := rules[f.Rule]
		if t == nil {
			t = &tally{first: f, regions: map[string]int{}}
			rules[f.Rule] = t
			ids = append(ids, f.Rule)
		}
		if t.regions[region] == 0 {
			t.order = append(t.order, region)
		}
		t.count++
		t.regions[region]++
	}
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
			Kind: t.first.Severity.Chinese(), Regions: text, Page: PagesFolder + "/" + pageName("rule", string(id)), Count: t.count,
		})
	}
	return rows
}
