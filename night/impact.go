package night

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"hengji"
	"hengji/home"
	"hengji/night/review"
)

// Impact is what a changed set of rules would do to everything that was received.
type Impact struct {
	Files   int           `json:"files"`
	Changes []RuleChange  `json:"changes"`
	States  []StateChange `json:"states"`
}

// RuleChange is what becomes of one rule's findings.
type RuleChange struct {
	What     string           `json:"what"` // new, gone, severity
	Rule     hengji.RuleID    `json:"rule"`
	Title    string           `json:"title"`
	Severity hengji.Severity  `json:"severity"`
	Was      hengji.Severity  `json:"was,omitempty"` // where the severity changes
	Count    int              `json:"count"`
	Regions  []RegionCount    `json:"regions"`
	Findings []hengji.Finding `json:"findings"`
}

// RegionCount is how many findings of a rule a region has.
type RegionCount struct {
	Code   string `json:"region_code"`
	Region string `json:"region"`
	Count  int    `json:"count"`
}

// StateChange is a region's latest submission that would be judged otherwise.
type StateChange struct {
	Region string       `json:"region"`
	File   string       `json:"file"`
	Was    hengji.State `json:"was"`
	State  hengji.State `json:"state"`
}

// PreviewImpact judges everything in the archive twice, by the rules in force and
// by changed ones, in memory: nothing is written.
func PreviewImpact(ctx context.Context, s Settings, usual, changed *hengji.Rules) (*Impact, error) {
	if _, err := os.Stat(filepath.Join(s.Home, "ledger.jsonl")); errors.Is(err, fs.ErrNotExist) {
		return nil, hengji.UsageError{Err: fmt.Errorf("数据目录 %s 中没有收到过文件（没有台账），无从比较", s.Home)}
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
	judgeBy := func(rules *hengji.Rules) (*review.Judgement, error) {
		v := Reviewer(s, rules)
		v.Kept, v.Stamp.Waivers = true, inForce(waivers, s.Now)
		workbooks := make([]review.Workbook, len(receipts))
		for i, receipt := range receipts {
			workbooks[i] = archived(h, v.Reader, receipt)
		}
		return v.Check(ctx, workbooks)
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
func compare(before, after *review.Judgement, old, now *hengji.Rules) *Impact {
	was, is := findingsByPlace(before), findingsByPlace(after)
	changes := ruleChanges{}
	for i := range after.Findings { // in the order of the contract
		f := &after.Findings[i]
		then := was[place{f.Submission, f.Fingerprint}]
		switch {
		case f.Shadow:
		case then == nil:
			changes.add("new", f, "", now)
		case then.Severity != f.Severity:
			changes.add("severity", f, then.Severity, now)
		}
	}
	for i := range before.Findings {
		f := &before.Findings[i]
		if !f.Shadow && is[place{f.Submission, f.Fingerprint}] == nil {
			changes.add("gone", f, "", old)
		}
	}
	made := &Impact{Changes: changes.sorted(), States: []StateChange{}}
	for i, s := range after.Standings {
		if s.Latest && s.State != before.Standings[i].State {
			made.States = append(made.States, StateChange{s.Region, s.File, before.Standings[i].State, s.State})
		}
	}
	return made
}

// place is what a finding of two judgements is known by.
type place struct {
	submission  int64
	fingerprint string
}

// findingsByPlace are the findings of a judgement that districts are shown.
func findingsByPlace(j *review.Judgement) map[place]*hengji.Finding {
	at := map[place]*hengji.Finding{}
	for i := range j.Findings {
		if f := &j.Findings[i]; !f.Shadow {
			at[place{f.Submission, f.Fingerprint}] = f
		}
	}
	return at
}

// ruleChanges gathers changed findings by kind of change, rule and severities.
type ruleChanges map[string]*RuleChange

func (changes ruleChanges) add(what string, f *hengji.Finding, then hengji.Severity, rules *hengji.Rules) {
	key := what + " " + string(f.Rule) + " " + string(f.Severity) + " " + string(then)
	c := changes[key]
	if c == nil {
		c = &RuleChange{What: what, Rule: f.Rule, Severity: f.Severity, Was: then}
		if rule := rules.Catalogue[f.Rule]; rule != nil {
			c.Title = rule.Title
		}
		changes[key] = c
	}
	c.Count++
	if at := slices.IndexFunc(c.Regions, func(r RegionCount) bool { return r.Region == f.Region }); at >= 0 {
		c.Regions[at].Count++
	} else {
		c.Regions = append(c.Regions, RegionCount{f.RegionCode, f.Region, 1})
	}
	c.Findings = append(c.Findings, *f)
}

// sorted gives what is new, then what changed its severity, then what is gone.
func (changes ruleChanges) sorted() []RuleChange {
	all := []RuleChange{}
	for _, c := range changes {
		slices.SortStableFunc(c.Regions, func(a, b RegionCount) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Code, b.Code)) })
		all = append(all, *c)
	}
	order := []string{"new", "severity", "gone"}
	slices.SortFunc(all, func(a, b RuleChange) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.What), slices.Index(order, b.What)),
			cmp.Compare(a.Severity.Rank(), b.Severity.Rank()), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Was.Rank(), b.Was.Rank()))
	})
	return all
}
