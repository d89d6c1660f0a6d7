package load

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji"
)

// Each finding is written as its rule and its cell; what comes out as its cells, those
// of one statement joined by +.
func TestThreeCellsOfALineAreOneStatement(t *testing.T) {
	rules := &hengji.Rules{Catalogue: map[hengji.RuleID]*hengji.Rule{
		"READ":  {ID: "READ"},
		"CHECK": {ID: "CHECK", SQL: "SELECT"},
		"OTHER": {ID: "OTHER"},
		"ALONE": {ID: "ALONE", SQL: "SELECT"},
	}}
	at := func(rule hengji.RuleID, cell string) hengji.Finding {
		row, _ := strconv.Atoi(strings.TrimLeft(cell, "ABCDEFGHI"))
		f := hengji.Finding{
			Submission: 1, Sheet: "表", Rule: rule, Severity: hengji.Blocking, Row: row, Column: int(cell[0]-'A') + 1, Cell: cell,
			Field: cell[:1], Label: "栏" + cell[:1], Key: "P" + strconv.Itoa(row), Got: "填" + cell, Suggestion: "改" + cell,
		}
		if rule != "ALONE" {
			f.Several, f.Each = "“{label}”有 {n} 格：{each}", cell+"改"
		}
		return f
	}
	with := func(f hengji.Finding, change func(*hengji.Finding)) hengji.Finding {
		change(&f)
		return f
	}
	explain := func(f *hengji.Finding) { f.Severity = hengji.Explain }
	for _, c := range []struct {
		what, want string
		findings   []hengji.Finding
	}{
		{"a column", "I4+I7+I9", []hengji.Finding{at("READ", "I4"), at("READ", "I7"), at("READ", "I9")}},
		{"two cells", "I4 I7", []hengji.Finding{at("READ", "I4"), at("READ", "I7")}},
		{"two columns", "D4+D5+D6 E4+E5+E6", []hengji.Finding{at("READ", "D4"), at("READ", "E4"), at("READ", "D5"), at("READ", "E5"), at("READ", "D6"), at("READ", "E6")}},
		{"a row, as it is read", "C4 D4 E4", []hengji.Finding{at("READ", "C4"), at("READ", "D4"), at("READ", "E4")}},
		{"a row, by a check", "C4+D4+E4", []hengji.Finding{at("CHECK", "C4"), at("CHECK", "D4"), at("CHECK", "E4")}},
		{"a row and a cell elsewhere", "C4+D4+E4 C6", []hengji.Finding{at("CHECK", "C4"), at("CHECK", "D4"), at("CHECK", "E4"), at("CHECK", "C6")}},
		{"a table of two rows", "C4+D4+E4+C5+D5+E5", []hengji.Finding{at("CHECK", "C4"), at("CHECK", "D4"), at("CHECK", "E4"), at("CHECK", "C5"), at("CHECK", "D5"), at("CHECK", "E5")}},
		{"two rows of other columns", "A4+B4+C4 G5+H5+I5", []hengji.Finding{at("CHECK", "A4"), at("CHECK", "B4"), at("CHECK", "C4"), at("CHECK", "G5"), at("CHECK", "H5"), at("CHECK", "I5")}},
		{"two rules", "I4 I5 I6", []hengji.Finding{at("READ", "I4"), at("OTHER", "I5"), at("READ", "I6")}},
		{"a rule without words for several", "I4 I5 I6", []hengji.Finding{at("ALONE", "I4"), at("ALONE", "I5"), at("ALONE", "I6")}},
		{"what is to be explained", "I4 I5 I6", []hengji.Finding{with(at("READ", "I4"), explain), with(at("READ", "I5"), explain), with(at("READ", "I6"), explain)}},
		{"two severities", "I4 I5 I6", []hengji.Finding{at("READ", "I4"), with(at("READ", "I5"), explain), at("READ", "I6")}},
		{"two sheets", "I4 I5 I6", []hengji.Finding{at("READ", "I4"), with(at("READ", "I5"), func(f *hengji.Finding) { f.Sheet = "另一张" }), at("READ", "I6")}},
		{"two workbooks", "I4 I5 I6", []hengji.Finding{at("READ", "I4"), with(at("READ", "I5"), func(f *hengji.Finding) { f.Submission = 2 }), at("READ", "I6")}},
		{"one of three by another mistake", "B4 I4 I5 I6", []hengji.Finding{at("OTHER", "B4"),
			with(at("CHECK", "I4"), func(f *hengji.Finding) { f.Related = []string{"'表'!B4"} }), at("CHECK", "I5"), at("CHECK", "I6")}},
	} {
		order := func(int64, string) int { return 0 }
		hengji.SortFindings(c.findings, order)
		found := Statements(c.findings, rules)
		hengji.SortFindings(found, order)
		var got []string
		for _, f := range found {
			var cells []string
			for _, one := range f.Singly() {
				cells = append(cells, one.Cell)
				if one.Got != "填"+one.Cell || one.Suggestion != "改"+one.Cell || one.Fingerprint != f.Fingerprint {
					t.Errorf("%s: %s says %q, %q", c.what, one.Cell, one.Got, one.Suggestion)
				}
			}
			got = append(got, strings.Join(cells, "+"))
		}
		slices.Sort(got)
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", c.what, diff)
		}
	}

	row := []hengji.Finding{at("CHECK", "C4"), at("CHECK", "D4"), at("CHECK", "E4"), at("CHECK", "F4")}
	row[2].Related = []string{"'表'!D4", "'B'!A9"}
	hengji.SortFindings(row, func(int64, string) int { return 0 })
	f := Statements(row, rules)[0]
	if f.Message != "“栏C、栏D、栏E等 4 栏”有 4 格：C4改；D4改；E4改；F4改" || f.Key != "P4" || f.Field != "" {
		t.Errorf("%+v", f)
	}
	if diff := cmp.Diff([]string{"'表'!D4", "'表'!E4", "'表'!F4", "'B'!A9"}, f.Related); diff != "" {
		t.Error(diff)
	}
}

// A statement is nobody's consequence, and its cells bring others about: each by its own
// amount, a sum by that of its column.
func TestAStatementIsACause(t *testing.T) {
	rules := rulesOf(t)
	column := hengji.Finding{
		Submission: 1, Fingerprint: "YUAN", Cause: "YUAN", Rule: "EXEC-R07", Severity: hengji.Blocking, Sheet: "A", Row: 4, Column: 9, Cell: "I4", Field: "amount_wan",
		Cells: []hengji.FindingCell{{Cell: "I4", Got: "50000", Suggestion: "5"}, {Cell: "I5", Got: "30000", Suggestion: "3"}, {Cell: "I6", Got: "20000", Suggestion: "2"}},
	}
	for _, cell := range column.Cells[1:] {
		column.Related = append(column.Related, hengji.SheetCell("A", cell.Cell))
	}
	of := func(rule hengji.RuleID, sheet, cell, diff string, related ...string) hengji.Finding {
		return hengji.Finding{Submission: 1, Fingerprint: string(rule), Cause: string(rule), Rule: rule, Severity: hengji.Blocking, Sheet: sheet, Cell: cell, Diff: diff, Related: related}
	}
	for _, c := range []struct {
		what, want string
		other      hengji.Finding
	}{
		{"another sheet compares its second cell", "YUAN", of("CROSS-R05", "B", "D9", "-29997", "'A'!I5")},
		{"off by the amount of another of its cells", "CROSS-R05", of("CROSS-R05", "B", "D9", "-49995", "'A'!I5")},
		{"a 合计 of its column", "YUAN", of("TOTAL-SUM", "A", "I9", "-99990")},
		{"a 合计 of its column, off by something else", "TOTAL-SUM", of("TOTAL-SUM", "A", "I9", "-7")},
		{"its second cell is wrong by another rule too", "YUAN", of("CELL-STRUCK", "A", "I5", "")},
	} {
		findings := []hengji.Finding{column, c.other}
		Cause(findings, rules)
		if findings[0].Cause != "YUAN" || findings[1].Cause != c.want {
			t.Errorf("%s: %s, %s", c.what, findings[0].Cause, findings[1].Cause)
		}
	}
}
