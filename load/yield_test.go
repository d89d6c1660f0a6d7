package load

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji"
)

// The rules of these tests read 安排金额 of the allocation table, and compare it with
// the execution table.
func yielding() *hengji.Rules {
	field := func(name string) *hengji.Field { return &hengji.Field{Name: name} }
	return &hengji.Rules{
		Forms: []*hengji.Form{
			{Name: "allocation", Fields: []*hengji.Field{field("project_code"), field("amount_wan"), field("uscc")}},
			{Name: "execution", Fields: []*hengji.Field{field("budget_wan")}},
		},
		Base: []*hengji.Mart{{Layer: "base", Name: "amounts", SQL: "SELECT amount_wan FROM stg.allocation"}},
		Catalogue: map[hengji.RuleID]*hengji.Rule{
			"CAUSE":  {ID: "CAUSE"},
			"EFFECT": {ID: "EFFECT", Form: "allocation", YieldsTo: []hengji.RuleID{"CAUSE", "EFFECT"}, SQL: "-- not uscc\nSELECT amount_wan FROM stg.allocation"},
			"BASED":  {ID: "BASED", Form: "allocation", YieldsTo: []hengji.RuleID{"CAUSE"}, SQL: "SELECT * FROM base.amounts"},
			"ACROSS": {ID: "ACROSS", Form: "execution", YieldsTo: []hengji.RuleID{"CAUSE"}, SQL: "SELECT budget_wan, amount_wan FROM stg.execution JOIN stg.allocation"},
			"LAST":   {ID: "LAST", Form: "allocation", YieldsTo: []hengji.RuleID{"EFFECT"}, SQL: "SELECT amount_wan FROM stg.allocation"},
		},
	}
}

// accusing is a finding of a rule: "A!I4 amount_wan" a cell, "A!4" a row, "A" a
// sheet, "A amount_wan" a column, "" the file.
func accusing(rule hengji.RuleID, severity hengji.Severity, form, where string, related ...string) hengji.Finding {
	f := hengji.Finding{Submission: 1, Rule: rule, Severity: severity, Form: form, Related: related}
	where, f.Field, _ = strings.Cut(where, " ")
	sheet, cell, _ := strings.Cut(where, "!")
	f.Sheet = sheet
	f.Row, _ = strconv.Atoi(strings.TrimLeft(cell, "ABCDEFGHIJ"))
	if cell != "" && cell[0] >= 'A' {
		f.Cell = cell
	}
	return f
}

func TestOneMistakeGivesOneFinding(t *testing.T) {
	const blocking, explain = hengji.Blocking, hengji.Explain
	amount := func(rule hengji.RuleID, severity hengji.Severity, where string, related ...string) hengji.Finding {
		return accusing(rule, severity, "allocation", where, related...)
	}
	across := func(related ...string) hengji.Finding {
		return accusing("ACROSS", blocking, "execution", "B!D9 budget_wan", related...)
	}
	elsewhere, hidden := amount("CAUSE", blocking, "A!I4 amount_wan"), amount("CAUSE", blocking, "A!I4 amount_wan")
	elsewhere.Submission, hidden.Shadow = 2, true
	header := amount("CAUSE", blocking, "A!3 amount_wan")
	header.Type = "label-error"
	for _, c := range []struct {
		what     string
		findings []hengji.Finding
		want     string
	}{
		{"the same cell", []hengji.Finding{amount("CAUSE", blocking, "A!I4 amount_wan"), amount("EFFECT", blocking, "A!I4 amount_wan")}, "CAUSE"},
		{"a value of the record that the rule reads", []hengji.Finding{amount("CAUSE", blocking, "A!I4 amount_wan"), amount("EFFECT", explain, "A!J4 other")}, "CAUSE"},
		{"a value of the record that it does not read", []hengji.Finding{amount("CAUSE", blocking, "A!E4 uscc"), amount("EFFECT", explain, "A!J4 other")}, "CAUSE EFFECT"},
		{"a value that it reads through a view", []hengji.Finding{amount("CAUSE", blocking, "A!I4 amount_wan"), amount("BASED", explain, "A!J4 other")}, "CAUSE"},
		{"another record", []hengji.Finding{amount("CAUSE", blocking, "A!I4 amount_wan"), amount("EFFECT", blocking, "A!I5 amount_wan")}, "CAUSE EFFECT"},
		{"the cause is milder", []hengji.Finding{amount("CAUSE", explain, "A!I4 amount_wan"), amount("EFFECT", blocking, "A!I4 amount_wan")}, "CAUSE EFFECT"},
		{"the cause is not shown", []hengji.Finding{hidden, amount("EFFECT", explain, "A!I4 amount_wan")}, "CAUSE EFFECT"},
		{"the cause is the other cell", []hengji.Finding{amount("CAUSE", blocking, "A!I4 amount_wan"), across("'A'!I4")}, "CAUSE"},
		{"they compare with one cell", []hengji.Finding{amount("CAUSE", blocking, "C!I4 uscc", "'D'!A1"), across("'D'!A1")}, "CAUSE ACROSS"},
		{"the same address in another sheet", []hengji.Finding{amount("CAUSE", blocking, "A!I4 amount_wan"), amount("EFFECT", blocking, "B!I4 amount_wan")}, "CAUSE EFFECT"},
		{"a quoted sheet", []hengji.Finding{amount("CAUSE", blocking, "a'b!I4 amount_wan"), across("'a''b'!I4")}, "CAUSE"},
		{"the effect is a sum of the column", []hengji.Finding{amount("CAUSE", blocking, "A!I4 amount_wan"), amount("EFFECT", explain, "A")}, "CAUSE"},
		{"the effect is a sum of another column", []hengji.Finding{amount("CAUSE", blocking, "A!E4 uscc"), amount("EFFECT", explain, "A")}, "CAUSE EFFECT"},
		{"the effect is a sum of another sheet", []hengji.Finding{amount("CAUSE", blocking, "B!I4 amount_wan"), amount("EFFECT", explain, "A")}, "CAUSE EFFECT"},
		{"the column is not there", []hengji.Finding{amount("CAUSE", blocking, "A amount_wan"), amount("EFFECT", explain, "A!I4 other")}, "CAUSE"},
		{"another column is not there", []hengji.Finding{amount("CAUSE", blocking, "A uscc"), amount("EFFECT", explain, "A!I4 other")}, "CAUSE EFFECT"},
		{"a header's row is no record", []hengji.Finding{header, amount("EFFECT", explain, "A!I4 other")}, "CAUSE"},
		{"the other table has not the column", []hengji.Finding{amount("CAUSE", blocking, "A amount_wan"), across()}, "CAUSE"},
		{"a sheet of the form is not read", []hengji.Finding{amount("CAUSE", blocking, "A"), amount("EFFECT", blocking, "A!I4 amount_wan")}, "CAUSE"},
		{"another sheet of the form is not read", []hengji.Finding{amount("CAUSE", blocking, "B"), amount("EFFECT", blocking, "A!I4 amount_wan")}, "CAUSE EFFECT"},
		{"the other table is not there", []hengji.Finding{amount("CAUSE", blocking, ""), across()}, "CAUSE"},
		{"a table that the rule does not read is not there", []hengji.Finding{accusing("CAUSE", blocking, "execution", ""), amount("EFFECT", blocking, "A!I4 amount_wan")}, "CAUSE EFFECT"},
		{"another workbook", []hengji.Finding{elsewhere, amount("EFFECT", blocking, "A!I4 amount_wan")}, "CAUSE EFFECT"},
		{"a chain", []hengji.Finding{amount("CAUSE", blocking, "A!I4 amount_wan"), amount("EFFECT", blocking, "A!I4 amount_wan"), amount("LAST", blocking, "A!I4 amount_wan")}, "CAUSE"},
		{"the effect twice, no cause", []hengji.Finding{amount("EFFECT", blocking, "A!I4 amount_wan"), amount("EFFECT", blocking, "A!I4 amount_wan")}, "EFFECT EFFECT"},
		{"an unknown rule", []hengji.Finding{amount("OTHER", blocking, "A!I4 amount_wan"), amount("CAUSE", blocking, "A!I4 amount_wan")}, "OTHER CAUSE"},
	} {
		before := len(c.findings)
		var got []string
		told, left := Yield(c.findings, yielding())
		if len(told)+len(left) != len(c.findings) {
			t.Errorf("%s: %d of %d findings are told or left out", c.what, len(told)+len(left), len(c.findings))
		}
		for _, f := range told {
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

// Every rule that yields: it does to what is as grave and accuses what it reads, and
// to nothing milder, in another record or of another value.
func TestNothingIsLeftOutForSomethingMilder(t *testing.T) {
	rules := rulesOf(t)
	tried := 0
	for _, rule := range rules.Catalogue {
		for _, id := range rule.YieldsTo {
			other := rules.Catalogue[id]
			if other.Severity.Rank() > rule.Severity.Rank() {
				t.Errorf("%s (%s) yields to %s, which is milder (%s)", rule.ID, rule.Severity, id, other.Severity)
			}
			read := readingOf(rule, rules, newReach(rules))
			form := other.Form
			if form == "" {
				form = rule.Form
			}
			// A rule that names form or field in its rows accuses others too.
			if other.Field != "" && !strings.Contains(other.SQL, " AS _f") && !slices.Contains(read[form], other.Field) {
				t.Errorf("%s yields to %s, which accuses %s.%s: it does not read that", rule.ID, id, form, other.Field)
			}
			for _, severity := range hengji.Severities {
				for _, row := range []int{0, 4, 5} {
					cause := hengji.Finding{Submission: 1, Rule: id, Form: form, Field: other.Field, Sheet: "A", Row: row, Severity: severity}
					effect := hengji.Finding{Submission: 1, Rule: rule.ID, Form: rule.Form, Field: rule.Field, Sheet: "A", Row: 4, Severity: rule.Severity}
					told, _ := Yield([]hengji.Finding{cause, effect}, rules)
					if len(told) == 2 {
						continue
					}
					tried++
					if severity.Rank() > rule.Severity.Rank() || row == 5 {
						t.Errorf("%s is left out for %s of severity %s in row %d", rule.ID, id, severity, row)
					}
				}
			}
		}
	}
	if tried == 0 {
		t.Error("no rule yielded to any")
	}
}
