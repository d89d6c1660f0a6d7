package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hengji"
	"hengji/home"
	"hengji/report"
)

// impact is what a changed set of rules would do to everything that was received.
type impact struct {
	Files   int             `json:"files"`
	Changes []impactChange  `json:"changes"`
	States  []impactOnState `json:"states"`
}

// impactChange is what becomes of one rule's findings.
type impactChange struct {
	What     string           `json:"what"` // new, gone, severity
	Rule     string           `json:"rule"`
	Title    string           `json:"title"`
	Severity hengji.Severity  `json:"severity"`
	Was      hengji.Severity  `json:"was,omitempty"` // where the severity changes
	Count    int              `json:"count"`
	Regions  []impactOnRegion `json:"regions"`
	Findings []hengji.Finding `json:"findings"`
}

type impactOnRegion struct {
	Code   string `json:"region_code"`
	Region string `json:"region"`
	Count  int    `json:"count"`
}

// impactOnState is a region's latest submission that would be judged otherwise.
type impactOnState struct {
	Region string       `json:"region"`
	File   string       `json:"file"`
	Was    hengji.State `json:"was"`
	State  hengji.State `json:"state"`
}

// examplesShown are enough to see what a rule means in practice.
const examplesShown = 3

// previewImpact judges everything in the archive twice, by the rules in force and
// by the changed ones, in memory: nothing is written. In force are the rules that
// the configuration or the environment names, or the built-in ones.
func (s settings) previewImpact(ctx context.Context, changed *hengji.Rules) (*impact, error) {
	without := s
	without.Rules = s.usualRules
	usual, _, err := without.readRules()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(s.Home, "ledger.jsonl")); errors.Is(err, fs.ErrNotExist) {
		return nil, usageError{fmt.Errorf("数据目录 %s 中没有收到过文件（没有台账），无从比较", s.Home)}
	}
	h := &home.Home{Dir: s.Home} // home.Open would make folders
	ledger, err := h.Ledger()
	if err != nil {
		return nil, err
	}
	receipts, err := ledger.Receipts()
	if err != nil {
		return nil, err
	}
	waivers, err := readWaivers(h.Path("waivers.csv"))
	if err != nil {
		return nil, err
	}
	judgeBy := func(rules *hengji.Rules) (*judgement, error) {
		n := s.desk(rules)
		n.home, n.waivers = h, inForce(waivers, s.Now)
		workbooks := make([]workbook, len(receipts))
		for i, receipt := range receipts {
			workbooks[i] = n.archived(receipt)
		}
		return n.check(ctx, workbooks)
	}
	before, err := judgeBy(usual)
	if err != nil {
		return nil, fmt.Errorf("judge by the rules in force: %w", err)
	}
	after, err := judgeBy(changed)
	if err != nil {
		return nil, fmt.Errorf("judge by the changed rules: %w", err)
	}
	made := compare(before, after, usual, changed)
	made.Files = len(receipts)
	return made, nil
}

// compare sets two judgements of the same workbooks against each other. A finding
// is the same where its submission and fingerprint are.
func compare(before, after *judgement, old, now *hengji.Rules) *impact {
	type place struct {
		submission  int64
		fingerprint string
	}
	index := func(j *judgement) map[place]*hengji.Finding {
		at := map[place]*hengji.Finding{}
		for i := range j.findings {
			if f := &j.findings[i]; !f.Shadow {
				at[place{f.Submission, f.Fingerprint}] = f
			}
		}
		return at
	}
	was, is := index(before), index(after)
	changes := map[string]*impactChange{}
	note := func(what string, f *hengji.Finding, then hengji.Severity, rules *hengji.Rules) {
		key := what + " " + f.Rule + " " + string(f.Severity) + " " + string(then)
		c := changes[key]
		if c == nil {
			c = &impactChange{What: what, Rule: f.Rule, Severity: f.Severity, Was: then}
			if rule := rules.Catalogue[f.Rule]; rule != nil {
				c.Title = rule.Title
			}
			changes[key] = c
		}
		c.Count++
		if at := slices.IndexFunc(c.Regions, func(r impactOnRegion) bool { return r.Region == f.Region }); at >= 0 {
			c.Regions[at].Count++
		} else {
			c.Regions = append(c.Regions, impactOnRegion{f.RegionCode, f.Region, 1})
		}
		c.Findings = append(c.Findings, *f)
	}
	for i := range after.findings { // in the order of the contract
		f := &after.findings[i]
		then := was[place{f.Submission, f.Fingerprint}]
		switch {
		case f.Shadow:
		case then == nil:
			note("new", f, "", now)
		case then.Severity != f.Severity:
			note("severity", f, then.Severity, now)
		}
	}
	for i := range before.findings {
		f := &before.findings[i]
		if !f.Shadow && is[place{f.Submission, f.Fingerprint}] == nil {
			note("gone", f, "", old)
		}
	}
	made := &impact{Changes: []impactChange{}, States: []impactOnState{}}
	for _, c := range changes {
		slices.SortStableFunc(c.Regions, func(a, b impactOnRegion) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Code, b.Code)) })
		made.Changes = append(made.Changes, *c)
	}
	order := []string{"new", "severity", "gone"}
	slices.SortFunc(made.Changes, func(a, b impactChange) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.What), slices.Index(order, b.What)),
			cmp.Compare(a.Severity.Rank(), b.Severity.Rank()), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Was.Rank(), b.Was.Rank()))
	})
	for i, s := range after.standings {
		if s.Latest && s.State != before.standings[i].State {
			made.States = append(made.States, impactOnState{s.Region, s.File, before.standings[i].State, s.State})
		}
	}
	return made
}

// impactWords head the three kinds of change.
var impactWords = map[string]string{"new": "新提出", "severity": "类别改变", "gone": "不再提出"}

func (m *impact) print(w io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(m)
	}
	fmt.Fprintf(w, "已用现行规则和改后规则各审核档案中的 %d 个文件；没有写入任何文件。\n", m.Files)
	if len(m.Changes) == 0 {
		fmt.Fprintln(w, "两套规则的审核意见完全相同。")
	}
	heading := ""
	for _, c := range m.Changes {
		if c.What != heading {
			heading = c.What
			total := 0
			for _, other := range m.Changes {
				if other.What == heading {
					total += other.Count
				}
			}
			fmt.Fprintf(w, "\n%s %d 处\n", impactWords[heading], total)
		}
		severity := c.Severity.Chinese()
		if c.Was != "" {
			severity = c.Was.Chinese() + " → " + severity
		}
		fmt.Fprintf(w, "  %s %s（%s）%d 处：%s\n", c.Rule, c.Title, severity, c.Count, regionCounts(c.Regions))
		for _, f := range c.Findings[:min(examplesShown, len(c.Findings))] {
			fmt.Fprintf(w, "    %s\n      %s\n", f.File, report.Line(f))
		}
		if more := c.Count - examplesShown; more > 0 {
			fmt.Fprintf(w, "    另有 %d 处，全部见 --json。\n", more)
		}
	}
	if len(m.States) > 0 {
		fmt.Fprintf(w, "\n状态改变的报送 %d 个\n", len(m.States))
	}
	for _, s := range m.States {
		_, err := fmt.Fprintf(w, "  %s：%s → %s（%s）\n", regionName(s.Region), s.Was.Chinese(), s.State.Chinese(), s.File)
		if err != nil {
			return err
		}
	}
	return nil
}

func regionCounts(regions []impactOnRegion) string {
	var parts []string
	for _, r := range regions {
		parts = append(parts, fmt.Sprintf("%s %d", regionName(r.Region), r.Count))
	}
	return strings.Join(parts, "、")
}

func regionName(region string) string { return cmp.Or(region, "报送单位未识别") }
