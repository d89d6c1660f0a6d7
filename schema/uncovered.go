package schema

import (
	"fmt"
	"strings"

	"hengji"
)

// WithoutCases names the checks that lack a case that fails, or one that passes.
func WithoutCases(rules *hengji.Rules, cases []Case) []string {
	failing, passing := map[hengji.RuleID]bool{}, map[hengji.RuleID]bool{}
	for _, c := range cases {
		if c.Expects(c.Rule) {
			failing[c.Rule] = true
		} else {
			passing[c.Rule] = true
		}
	}
	var without []string
	for _, rule := range rules.Checks {
		place := fmt.Sprintf("%s:%d", rule.Source.File, rule.Source.Line)
		if !failing[rule.ID] {
			without = append(without, fmt.Sprintf("%s: %s 没有不通过的案例（samples/cases/%s.txt）", place, rule.ID, rule.ID))
		}
		if !passing[rule.ID] {
			without = append(without, fmt.Sprintf("%s: %s 没有通过的案例（samples/cases/%s.txt）", place, rule.ID, rule.ID))
		}
	}
	return without
}

// CasesOf picks the cases of the rules that are named, all where none is; a rule without
// one is a hengji.UsageError.
func CasesOf(cases []Case, ids []string) ([]Case, error) {
	if len(ids) == 0 {
		return cases, nil
	}
	var chosen []Case
	for _, id := range ids {
		before := len(chosen)
		for _, c := range cases {
			if string(c.Rule) == id {
				chosen = append(chosen, c)
			}
		}
		if len(chosen) == before {
			return nil, hengji.UsageError{Err: fmt.Errorf("没有规则 %s 的案例（samples/cases/%s.txt）", id, id)}
		}
	}
	return chosen, nil
}

// Expects reports whether a case wants a finding of a rule.
func (c *Case) Expects(rule hengji.RuleID) bool {
	for _, line := range c.Want {
		if fields := strings.Fields(line); len(fields) > 1 && hengji.RuleID(fields[1]) == rule {
			return true
		}
	}
	return false
}
