package load

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hengji"
)

// Each finding is written as its rule, and the groups as those rules with the
// same letter as their cause's.
func TestFindingsOfOneCellShareACause(t *testing.T) {
	at := func(rule string, severity hengji.Severity, sheet, cell string, related ...string) hengji.Finding {
		return hengji.Finding{Submission: 1, Fingerprint: rule, Cause: rule, Rule: hengji.RuleID(strings.TrimRight(rule, "ab")), Severity: severity, Sheet: sheet, Cell: cell, Related: related}
	}
	blocking, explain, notice := hengji.Blocking, hengji.Explain, hengji.Notice
	elsewhere := at("C", explain, "A", "I4")
	elsewhere.Submission = 2
	hidden := at("C", explain, "A", "I4")
	hidden.Shadow = true
	label := at("LABEL", explain, "A", "I3")
	label.Type = "label-error"
	cover := hengji.Finding{Submission: 1, Fingerprint: "SHEET-MISSING", Cause: "SHEET-MISSING", Rule: "SHEET-MISSING", Severity: blocking, Form: "cover"}
	table := cover
	table.Form = "allocation"
	rules := rulesOf(t)
	for _, c := range []struct {
		what     string
		findings []hengji.Finding
		want     string
	}{
		{"the cell's own finding is the cause", []hengji.Finding{at("B", explain, "B", "D9", "'A'!I4"), at("C", explain, "A", "I4")}, "B=C C=C"},
		{"a graver one comes first", []hengji.Finding{at("B", blocking, "B", "D9", "'A'!I4"), at("C", explain, "A", "I4")}, "B=B C=B"},
		{"a compared cell in common", []hengji.Finding{at("B", blocking, "B", "D9", "'A'!I4"), at("C", blocking, "B", "E9", "'A'!I4")}, "B=B C=B"},
		{"nothing in common", []hengji.Finding{at("B", blocking, "B", "D9", "'A'!I4"), at("C", blocking, "A", "I5")}, "B=B C=C"},
		{"one address, two sheets", []hengji.Finding{at("B", blocking, "B", "I4"), at("C", blocking, "A", "I4")}, "B=B C=C"},
		{"one cell named twice by one", []hengji.Finding{at("B", blocking, "B", "I4", "'B'!I4")}, "B=B"},
		{"with the cell that most name", []hengji.Finding{
			at("B", blocking, "E", "G9", "'E'!H9"), at("C", blocking, "E", "H9"), at("D", blocking, "E", "N9", "'E'!G9", "'E'!E9"), at("F", blocking, "E", "O9", "'E'!G9"),
		}, "B=B C=C D=B F=B"},
		{"a 合计 and a cell of its column", []hengji.Finding{at("TOTAL-SUM", blocking, "A", "I14"), at("C", explain, "A", "I4")}, "TOTAL-SUM=TOTAL-SUM C=TOTAL-SUM"},
		{"a 合计 and a compared cell of its column", []hengji.Finding{at("B", blocking, "B", "D9", "'A'!I4"), at("TOTAL-SUM", blocking, "A", "I14")}, "B=B TOTAL-SUM=B"},
		{"a 合计 and another column", []hengji.Finding{at("TOTAL-SUM", blocking, "A", "I14"), at("C", explain, "A", "J4")}, "TOTAL-SUM=TOTAL-SUM C=C"},
		{"a 合计 and the same column of another sheet", []hengji.Finding{at("TOTAL-SUM", blocking, "A", "I14"), at("C", explain, "B", "I4")}, "TOTAL-SUM=TOTAL-SUM C=C"},
		{"a 合计 and its label", []hengji.Finding{at("TOTAL-SUM", blocking, "A", "I14"), label}, "TOTAL-SUM=TOTAL-SUM LABEL=LABEL"},
		{"a 合计 beside a group", []hengji.Finding{
			at("B", blocking, "A", "B5"), at("C", blocking, "A", "B5"), at("TOTAL-SUM", blocking, "A", "I14"), at("D", explain, "A", "I5", "'A'!B5"),
		}, "B=B C=B TOTAL-SUM=B D=B"},
		{"小计 and 合计", []hengji.Finding{at("TOTAL-SUMa", blocking, "A", "I14"), at("TOTAL-SUMb", blocking, "A", "I24")}, "TOTAL-SUMa=TOTAL-SUMa TOTAL-SUMb=TOTAL-SUMa"},
		{"小计, 合计 and a cell", []hengji.Finding{at("C", explain, "A", "I4"), at("TOTAL-SUMa", blocking, "A", "I14"), at("TOTAL-SUMb", blocking, "A", "I24")}, "C=C TOTAL-SUMa=C TOTAL-SUMb=C"},
		{"a 提示 keeps to itself", []hengji.Finding{at("B", blocking, "A", "I4"), at("C", notice, "A", "I4")}, "B=B C=C"},
		{"a hidden rule keeps to itself", []hengji.Finding{at("B", blocking, "A", "I4"), hidden}, "B=B C=C"},
		{"another workbook", []hengji.Finding{at("B", blocking, "A", "I4"), elsewhere}, "B=B C=C"},
		{"whole sheets", []hengji.Finding{at("B", blocking, "A", ""), at("C", blocking, "A", "")}, "B=B C=C"},
		{"no cover, no region", []hengji.Finding{at("REGION-UNKNOWN", blocking, "", ""), cover}, "REGION-UNKNOWN=SHEET-MISSING SHEET-MISSING=SHEET-MISSING"},
		{"no table, no region", []hengji.Finding{at("REGION-UNKNOWN", blocking, "", ""), table}, "REGION-UNKNOWN=REGION-UNKNOWN SHEET-MISSING=SHEET-MISSING"},
		{"a label that was emptied", []hengji.Finding{at("LABEL-MISSING", blocking, "A", ""), at("LABEL-BLANK", explain, "A", "I3")}, "LABEL-MISSING=LABEL-MISSING LABEL-BLANK=LABEL-MISSING"},
		{"labels of two sheets", []hengji.Finding{at("LABEL-MISSING", blocking, "A", ""), at("LABEL-BLANK", explain, "B", "I3")}, "LABEL-MISSING=LABEL-MISSING LABEL-BLANK=LABEL-BLANK"},
		{"nothing", nil, ""},
	} {
		Cause(c.findings, rules)
		var got []string
		for _, f := range c.findings {
			got = append(got, f.Fingerprint+"="+f.Cause)
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", c.what, diff)
		}
	}
}

func TestRelatedCellsAreNamedOnce(t *testing.T) {
	b := createBy(t, onlyMarts(t))
	must(t, b.Place([]hengji.FieldCell{
		{Submission: 1, Form: "allocation", Sheet: "A1", Field: "region", Column: 6},
		{Submission: 1, Form: "allocation", Sheet: "A1", Row: 5, Field: "region", Column: 6, CellRow: 4}, // merged: F4:F5
	}))
	cell := func(row int64) any {
		return map[string]any{"form": "allocation", "sheet": "A1", "row": row, "field": "region"}
	}
	seven := &hit{finding: hengji.Finding{Submission: 1, Form: "allocation", Sheet: "A1", Cell: "F7"}, record: 7}
	got, err := b.relatedCells(seven, &hengji.Rule{}, []any{cell(4), cell(5), cell(6), cell(7)})
	must(t, err)
	if diff := cmp.Diff([]string{"'A1'!F4", "'A1'!F6"}, got); diff != "" {
		t.Error(diff)
	}
}

// Other cells of a finding's own row are named by their fields alone: those of every
// row in the header of the rule, those of some rows in the SELECT.
func TestCellsOfTheRowAreNamedByTheirFields(t *testing.T) {
	b := createBy(t, onlyMarts(t))
	must(t, b.Place([]hengji.FieldCell{
		{Submission: 1, Form: "allocation", Sheet: "A1", Field: "region", Column: 6},
		{Submission: 1, Form: "allocation", Sheet: "A1", Field: "amount_wan", Column: 9},
		{Submission: 1, Form: "allocation", Sheet: "A1", Field: "category", Column: 10},
		{Submission: 1, Form: "execution", Sheet: "A2", Field: "spent_wan", Column: 5},
	}))
	rule := &hengji.Rule{Related: []string{"category", "spent_wan"}} // spent_wan is another form's
	for _, c := range []struct {
		record int
		given  any
		want   []string
	}{
		{7, nil, []string{"'A1'!J7"}},
		{7, []any{"region", "category", "amount_wan"}, []string{"'A1'!J7", "'A1'!F7"}},
		{7, []any{map[string]any{"form": "execution", "sheet": "A2", "row": int32(8), "field": "spent_wan"}}, []string{"'A1'!J7", "'A2'!E8"}},
		{0, []any{"region"}, []string{}}, // a whole sheet has no row
	} {
		at := &hit{finding: hengji.Finding{Submission: 1, Form: "allocation", Sheet: "A1", Cell: "I7"}, record: c.record}
		got, err := b.relatedCells(at, rule, c.given)
		must(t, err)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Error(diff)
		}
	}
}

// A sheet full of mistakes must not cost their square.
func TestManyFindingsAreGroupedAtOnce(t *testing.T) {
	var findings []hengji.Finding
	for i := range 20_000 {
		f := hengji.Finding{Submission: 1, Fingerprint: strconv.Itoa(i), Rule: "R", Severity: hengji.Blocking, Sheet: "A", Cell: "I" + strconv.Itoa(i+5)}
		if i%2 == 0 {
			f.Rule = "TOTAL-SUM"
		}
		for k := range 100 {
			f.Related = append(f.Related, sheetCell("A", "J"+strconv.Itoa(5+(i*7+k)%15_000)))
		}
		findings = append(findings, f)
	}
	started := time.Now()
	Cause(findings, rulesOf(t))
	if took := time.Since(started); took > 20*time.Second { // a second; the machine may be busy
		t.Errorf("took %s", took)
	}
}

// A mistake may be a row, a stretch of a column or a block, and a sum that nobody
// changed.
func TestLargerMistakesAreOneCause(t *testing.T) {
	at := func(rule, cell string, related ...string) hengji.Finding {
		const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		row, _ := strconv.Atoi(strings.TrimLeft(cell, letters))
		column := 0
		if row > 0 && cell[0] >= 'A' {
			column = strings.IndexByte(letters, cell[0]) + 1
		} else {
			cell = "" // a whole row or sheet
		}
		return hengji.Finding{Submission: 1, Rule: hengji.RuleID(rule), Severity: hengji.Blocking, Sheet: "A", Row: row, Column: column, Cell: cell, Related: related}
	}
	off := func(f hengji.Finding, diff string) hengji.Finding {
		f.Diff = diff
		return f
	}
	rules := rulesOf(t)
	for _, c := range []struct {
		what     string
		findings []hengji.Finding
		want     string // the groups, numbered
	}{
		{"a row pushed aside", []hengji.Finding{at("required", "B4"), at("code", "C4"), at("date", "E4")}, "1 1 1"},
		{"two cells of a row", []hengji.Finding{at("required", "B4"), at("code", "C4")}, "1 2"},
		{"three rows", []hengji.Finding{at("required", "B4"), at("code", "C5"), at("date", "E6")}, "1 2 3"},
		{"a column in yuan", []hengji.Finding{at("R", "I4"), at("R", "I5"), at("R", "I6")}, "1 1 1"},
		{"two cells of a column", []hengji.Finding{at("R", "I4"), at("R", "I5")}, "1 2"},
		{"cells of a column far apart", []hengji.Finding{at("R", "I4"), at("R", "I6"), at("R", "I8")}, "1 2 3"},
		{"a column, told by two rules", []hengji.Finding{at("R", "I4"), at("S", "I4"), at("R", "I5"), at("S", "I5"), at("R", "I6"), at("S", "I6")}, "1 1 1 1 1 1"},
		{"columns beside each other", []hengji.Finding{at("R", "I4"), at("R", "J4"), at("R", "I5"), at("R", "J5"), at("R", "I6"), at("R", "J6"), at("R", "L6")}, "1 1 1 1 1 1 1"},
		{"a row that is none", []hengji.Finding{at("ROW-AFTER-NOTES", "7"), at("CROSS-R01", "B7")}, "1 1"},
		{"totals of last month", []hengji.Finding{at("TOTAL-SUM", "C9"), at("TOTAL-SUM", "D9")}, "1 1"},
		{"a row taken out under its sums", []hengji.Finding{off(at("TOTAL-SUM", "C9"), "14"), off(at("TOTAL-SUM", "D9"), "12"), off(at("ALLOC-R03", ""), "-14")}, "1 1 1"},
		{"another difference", []hengji.Finding{off(at("TOTAL-SUM", "C9"), "13"), off(at("ALLOC-R03", ""), "-14")}, "1 2"},
		{"a comparison conducts", []hengji.Finding{at("CROSS-R01", "B4"), at("CROSS-R02", "C9"), at("CROSS-R04", "D9", "'A'!B4", "'A'!C9")}, "1 1 1"},
		{"what is wrong in itself follows nothing", []hengji.Finding{at("CROSS-R01", "B4"), at("number", "C9"), at("CROSS-R04", "D9", "'A'!B4", "'A'!C9")}, "1 2 1"},
		{"a sum follows", []hengji.Finding{at("CROSS-R01", "B4"), at("CROSS-R04", "D9", "'A'!B4", "'A'!I5"), at("EVAL-R07", "I9", "'A'!I5", "'A'!I6")}, "1 1 1"},
		{"a sum does not conduct", []hengji.Finding{at("EVAL-R07", "I9", "'A'!I5", "'A'!I6"), at("CROSS-R04", "D5", "'A'!I5"), at("CROSS-R05", "D6", "'A'!I6")}, "1 1 2"},
	} {
		for i := range c.findings {
			c.findings[i].Fingerprint = strconv.Itoa(i)
			c.findings[i].Cause = c.findings[i].Fingerprint
		}
		Cause(c.findings, rules)
		var got []string
		numbers := map[string]int{}
		for _, f := range c.findings {
			if numbers[f.Cause] == 0 {
				numbers[f.Cause] = len(numbers) + 1
			}
			got = append(got, strconv.Itoa(numbers[f.Cause]))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", c.what, diff)
		}
	}
}
