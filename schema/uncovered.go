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

// Expects reports whether a case wants a finding of a rule.
func (c *Case) Expects(rule hengji.RuleID) bool {
	for _, line := range c.Want {
		if fields := strings.Fields(line); len(fields) > 1 && hengji.RuleID(fields[1]) == rule {
			return true
		}
	}
	return false
}
