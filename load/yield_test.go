package load

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji"
)

func TestOneMistakeGivesOneFinding(t *testing.T) {
	rules := &hengji.Rules{Catalogue: map[hengji.RuleID]*hengji.Rule{
		"CAUSE": {ID: "CAUSE"}, "EFFECT": {ID: "EFFECT", YieldsTo: []hengji.RuleID{"CAUSE", "EFFECT"}}, "LAST": {ID: "LAST", YieldsTo: []hengji.RuleID{"EFFECT"}},
	}}
	at := func(rule hengji.RuleID, sheet string, row int, cell string, related ...string) hengji.Finding {
		return hengji.Finding{Submission: 1, Rule: rule, Sheet: sheet, Row: row, Cell: cell, Related: related}
	}
	elsewhere := at("CAUSE", "A", 4, "I4")
	elsewhere.Submission = 2
	for _, c := range []struct {
		what     string
		findings []hengji.Finding
		want     string
	}{
		{"the same cell", []hengji.Finding{at("CAUSE", "A", 4, "I4"), at("EFFECT", "A", 4, "I4")}, "CAUSE"},
		{"another cell of the record", []hengji.Finding{at("CAUSE", "A", 4, "I4"), at("EFFECT", "A", 4, "J4")}, "CAUSE"},
		{"another record", []hengji.Finding{at("CAUSE", "A", 4, "I4"), at("EFFECT", "A", 5, "I5")}, "CAUSE EFFECT"},
		{"the cause is the other cell", []hengji.Finding{at("CAUSE", "A", 4, "I4"), at("EFFECT", "B", 9, "D9", "'A'!I4")}, "CAUSE"},
		{"they share another cell", []hengji.Finding{at("CAUSE", "C", 4, "I4", "'D'!A1"), at("EFFECT", "B", 9, "D9", "'D'!A1")}, "CAUSE"},
		{"the same address in another sheet", []hengji.Finding{at("CAUSE", "A", 4, "I4"), at("EFFECT", "B", 4, "I4")}, "CAUSE EFFECT"},
		{"a quoted sheet", []hengji.Finding{at("CAUSE", "a'b", 4, "I4"), at("EFFECT", "B", 9, "D9", "'a''b'!I4")}, "CAUSE"},
		{"the effect is on the whole sheet", []hengji.Finding{at("CAUSE", "A", 4, "I4"), at("EFFECT", "A", 0, "")}, "CAUSE"},
		{"the cause is on the whole sheet", []hengji.Finding{at("CAUSE", "A", 0, ""), at("EFFECT", "A", 4, "I4")}, "CAUSE"},
		{"the whole of another sheet", []hengji.Finding{at("CAUSE", "B", 0, ""), at("EFFECT", "A", 4, "I4")}, "CAUSE EFFECT"},
		{"the effect is on the file", []hengji.Finding{at("CAUSE", "A", 4, "I4"), at("EFFECT", "", 0, "")}, "CAUSE"},
		{"the cause is on the file", []hengji.Finding{at("CAUSE", "", 0, ""), at("EFFECT", "A", 4, "I4")}, "CAUSE"},
		{"another workbook", []hengji.Finding{elsewhere, at("EFFECT", "A", 4, "I4")}, "CAUSE EFFECT"},
		{"a chain", []hengji.Finding{at("CAUSE", "A", 4, "I4"), at("EFFECT", "A", 4, "I4"), at("LAST", "A", 4, "I4")}, "CAUSE"},
		{"the effect twice, no cause", []hengji.Finding{at("EFFECT", "A", 4, "I4"), at("EFFECT", "A", 4, "I4")}, "EFFECT EFFECT"},
		{"an unknown rule", []hengji.Finding{at("OTHER", "A", 4, "I4"), at("CAUSE", "A", 4, "I4")}, "OTHER CAUSE"},
	} {
		before := len(c.findings)
		var got []string
		for _, f := range Yield(c.findings, rules) {
			got = append(got, string(f.Rule))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", c.what, diff)
		}
		if len(c.findings) != before || c.findings[before-1].Rule == "" {
			t.Errorf("%s: the findings given were changed", c.what)
		}
	}
}
