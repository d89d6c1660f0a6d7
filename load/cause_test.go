package load

import (
	"maps"
	"slices"
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
	off := func(f hengji.Finding, diff string) hengji.Finding {
		f.Diff = diff
		return f
	}
	own := *rulesOf(t)
	rules := &own
	rules.Catalogue = maps.Clone(rules.Catalogue)
	for _, id := range []hengji.RuleID{"B", "C", "D"} { // comparisons of numbers; WRONG is wrong in itself, CODE accuses a text
		rules.Catalogue[id] = &hengji.Rule{ID: id, SQL: "SELECT"}
	}
	unread, code := at("WRONG", blocking, "A", "I4"), at("CODE", blocking, "A", "B4", "'B'!A9")
	rules.Catalogue["CODE"] = &hengji.Rule{ID: "CODE", SQL: "SELECT"}
	code.Form, code.Field = "allocation", "project_code"
	proposing := code
	proposing.Got, proposing.Suggestion = "2021NY911", "2021NY011"
	looked := func(code string) hengji.Finding {
		f := at("C", blocking, "B", "D9", "'A'!B4")
		f.Field, f.Got = "project_code", code
		return f
	}
	amount := at("B", explain, "A", "I4", "'B'!D9")
	amount.Form, amount.Field = "allocation", "amount_wan"
	row := hengji.Finding{Submission: 1, Fingerprint: "ROW", Cause: "ROW", Rule: "ROW-AFTER-NOTES", Severity: explain, Sheet: "A", Row: 7}
	inRow := at("C", explain, "A", "B7")
	inRow.Row = 7
	lacking := func(print, cell string) hengji.Finding {
		f := at(print, blocking, "A", cell)
		f.Row, f.Rule = 7, "allocation.region.required"
		return f
	}
	struckRow, hiddenRow := row, row
	struckRow.Rule, hiddenRow.Rule = hengji.RuleRowStruck, hengji.RuleRowsHidden
	ofPoints := func(f hengji.Finding) hengji.Finding {
		f.Form, f.Field = "indicators", "score"
		return f
	}
	entered := func(rule hengji.RuleID, got, want string) hengji.Finding {
		f := at("WRONG", blocking, "A", "I4")
		f.Rule, f.Form, f.Field, f.Got, f.Want = rule, "allocation", "amount_wan", got, want
		return f
	}
	ofAmount := func(f hengji.Finding) hengji.Finding {
		f.Form, f.Field = "allocation", "amount_wan"
		return f
	}
	negative, struck := entered("allocation.amount_wan.minimum", "-10", "0"), entered(hengji.RuleCellStruck, "4.4", "")
	twice := entered(hengji.RuleCellTwoAmounts, "17、3", "")
	twice.Suggestion = "20"
	withUnit := entered(hengji.RuleCellUnit, "10万", "")
	withUnit.Suggestion = "10"
	rules.Catalogue["MOST"] = &hengji.Rule{ID: "MOST", SQL: "SELECT", Identities: []*hengji.Identity{{AtMost: true}}}
	sum := func(diff string) hengji.Finding { return off(ofAmount(at("TOTAL-SUM", blocking, "A", "I14")), diff) }
	inYuan := at("B", blocking, "A", "C5")
	for cell, got := range map[string]string{"C5": "50000", "D5": "50000", "E5": "20000"} {
		inYuan.Cells = append(inYuan.Cells, hengji.FindingCell{Cell: cell, Got: got, Suggestion: strings.TrimSuffix(got, "0000")})
	}
	slices.SortFunc(inYuan.Cells, func(a, b hengji.FindingCell) int { return strings.Compare(a.Cell, b.Cell) })
	twoCodes := entered(hengji.RuleCellTwoValues, "2021NY001⏎2021NY002", "")
	twoCodes.Field = "project_code"
	beyond := func(want string) hengji.Finding { // what the rest of the workbook comes to for it
		f := entered("B", "1000000010", want)
		f.Fingerprint, f.Cause = "B", "B"
		return f
	}
	part := at("WRONG", blocking, "B", "J5")
	part.Rule, part.Form, part.Field = "FORMULA-ERROR", "execution", "testing_wan"
	spent := func(diff string) hengji.Finding {
		f := off(at("EXEC-R01", blocking, "B", "G5", "'B'!H5", "'B'!J5"), diff)
		f.Form, f.Field = "execution", "spent_wan"
		return f
	}
	remains := at("D", blocking, "A", "I4")
	remains.Message = "'A'!I4 改为 10" + hengji.Remaining
	missed := func(code string) hengji.Finding {
		f := at("C", blocking, "B", "A5")
		f.Form, f.Field, f.Got = "execution", "project_code", code
		return f
	}
	inRowToo := at("C", blocking, "A", "B7")
	inRowToo.Row = 7
	for _, c := range []struct {
		what     string
		findings []hengji.Finding
		want     string
	}{
		{"a sign too many, and what is off by twice as much", []hengji.Finding{negative, off(ofAmount(at("C", blocking, "B", "D9", "'A'!I4")), "20")}, "WRONG=WRONG C=WRONG"},
		{"a sign too many, and a 合计 that is off by something else", []hengji.Finding{sum("40"), negative}, "TOTAL-SUM=TOTAL-SUM WRONG=WRONG"},
		{"a sign too many, and what it is less than", []hengji.Finding{negative, off(ofAmount(at("MOST", blocking, "B", "D9", "'A'!I4")), "19.5")}, "WRONG=WRONG MOST=WRONG"},
		{"a sign too many, and what it is less than either way", []hengji.Finding{negative, off(ofAmount(at("MOST", blocking, "B", "D9", "'A'!I4")), "20.5")}, "WRONG=WRONG MOST=MOST"},
		{"two amounts, and a sum without the second", []hengji.Finding{twice, off(ofAmount(at("C", blocking, "A", "D4", "'A'!I4")), "3")}, "WRONG=WRONG C=WRONG"},
		{"two amounts, and a sum without both", []hengji.Finding{twice, off(ofAmount(at("C", blocking, "A", "D4", "'A'!I4")), "20")}, "WRONG=WRONG C=WRONG"},
		{"two amounts, and a sum that is off by something else", []hengji.Finding{twice, off(ofAmount(at("C", blocking, "A", "D4", "'A'!I4")), "4")}, "WRONG=WRONG C=C"},
		{"an amount with its unit, and a 合计 that was added up with it", []hengji.Finding{sum("10"), withUnit}, "TOTAL-SUM=TOTAL-SUM WRONG=WRONG"},
		{"an amount beyond reason, and rows that a sheet lacks", []hengji.Finding{sum("-1000000000"), entered("WRONG", "1000000010", ""), off(at("C", explain, "A", ""), "-1")}, "TOTAL-SUM=TOTAL-SUM WRONG=WRONG C=C"},
		{"a struck amount, and a 合计 without it", []hengji.Finding{sum("-4.4"), struck}, "TOTAL-SUM=WRONG WRONG=WRONG"},
		{"a struck amount, and a 合计 that is off by something else", []hengji.Finding{sum("-0.1"), struck}, "TOTAL-SUM=TOTAL-SUM WRONG=WRONG"},
		{"a rounded amount, and a comparison that is off by more", []hengji.Finding{off(ofAmount(at("C", blocking, "B", "D9", "'A'!I4")), "3.5"), entered(hengji.RuleCellPlaces, "10.0000004", "10")}, "C=C WRONG=WRONG"},
		{"an amount beyond reason, and a 合计 that no amount in its place would mend", []hengji.Finding{sum("-1000000045"), entered("WRONG", "1000000000", "")}, "TOTAL-SUM=TOTAL-SUM WRONG=WRONG"},
		{"two codes in a cell, and a table that misses one of them", []hengji.Finding{twoCodes, missed("2021NY002"), at("B", blocking, "C", "A3", "'B'!A5")}, "WRONG=WRONG C=WRONG B=WRONG"},
		{"two codes in a cell, and a table that misses another", []hengji.Finding{twoCodes, missed("2021NY0021")}, "WRONG=WRONG C=C"},
		{"a row that is none, and a graver one in it", []hengji.Finding{inRowToo, row}, "C=C ROW=ROW"},
		{"a part that was not read, and a sum that is more than the others", []hengji.Finding{spent("4"), part}, "EXEC-R01=WRONG WRONG=WRONG"},
		{"a part that was not read, and a sum that is less than the others", []hengji.Finding{spent("-4"), part}, "EXEC-R01=EXEC-R01 WRONG=WRONG"},
		{"one cell, told by two rules", []hengji.Finding{at("WRONG", blocking, "A", "I4"), at("C", explain, "A", "I4")}, "WRONG=WRONG C=WRONG"},
		{"a value that was not read, compared", []hengji.Finding{at("C", blocking, "B", "D9", "'A'!I4"), unread}, "C=WRONG WRONG=WRONG"},
		{"one that remains when the other is mended", []hengji.Finding{unread, remains}, "WRONG=WRONG D=D"},
		{"a graver one comes first", []hengji.Finding{at("C", blocking, "B", "D9", "'A'!I4"), at("WRONG", explain, "A", "I4")}, "C=C WRONG=C"},
		{"a value that was not read, compared with one that another compares", []hengji.Finding{at("C", blocking, "B", "D9", "'A'!I4"), at("D", blocking, "B", "O9", "'B'!G9", "'B'!D9"), unread}, "C=C D=D WRONG=WRONG"},
		{"a value that was not read, compared twice", []hengji.Finding{at("C", blocking, "B", "D9", "'A'!I4"), at("D", blocking, "B", "O9", "'A'!I4", "'B'!D9"), unread}, "C=WRONG D=WRONG WRONG=WRONG"},
		{"two values that were not read, compared", []hengji.Finding{at("C", blocking, "B", "D9", "'A'!I4", "'A'!I5"), unread, at("WRONGb", blocking, "A", "I5")}, "C=C WRONG=WRONG WRONGb=WRONGb"},
		{"a code for which one is proposed, and a table that misses another", []hengji.Finding{proposing, looked("2021NY802")}, "CODE=CODE C=C"},
		{"a code for which one is proposed, and a table that misses that", []hengji.Finding{proposing, looked("2021NY011")}, "CODE=CODE C=CODE"},
		{"a code for which one is proposed, and a table that misses it", []hengji.Finding{proposing, looked("2021NY911")}, "CODE=CODE C=CODE"},
		{"a code, compared", []hengji.Finding{code, at("C", blocking, "B", "D9", "'A'!B4")}, "CODE=CODE C=CODE"},
		{"a number that was read, compared", []hengji.Finding{at("C", blocking, "B", "D9", "'A'!I4"), amount}, "C=C B=B"},
		{"a number that was read, off by as much", []hengji.Finding{off(at("C", blocking, "B", "D9", "'A'!I4"), "5"), off(amount, "-5")}, "C=C B=C"},
		{"a number that was read, off by less", []hengji.Finding{off(at("C", blocking, "B", "D9", "'A'!I4"), "5"), off(amount, "-4")}, "C=C B=B"},
		{"a compared cell in common", []hengji.Finding{at("B", blocking, "B", "D9", "'A'!I4"), at("C", blocking, "B", "E9", "'A'!I4")}, "B=B C=C"},
		{"a compared cell in common, off by as much", []hengji.Finding{off(at("B", blocking, "B", "D9", "'A'!I4"), "5"), off(at("C", blocking, "B", "E9", "'A'!I4"), "5")}, "B=B C=B"},
		{"off by as much, and nothing in common", []hengji.Finding{off(at("B", blocking, "B", "D9", "'A'!I4"), "5"), off(at("C", blocking, "A", "I5"), "5")}, "B=B C=C"},
		{"one address, two sheets", []hengji.Finding{at("B", blocking, "B", "I4"), at("C", blocking, "A", "I4")}, "B=B C=C"},
		{"one cell named twice by one", []hengji.Finding{at("B", blocking, "B", "I4", "'B'!I4")}, "B=B"},
		{"the cell that others name stands for all", []hengji.Finding{off(at("B", blocking, "B", "D9", "'A'!I4"), "5"), off(at("C", blocking, "A", "I4"), "5"), off(at("D", explain, "B", "E9", "'A'!I4"), "5")}, "B=C C=C D=C"},
		{"a 合计 and a value of its column that was not read", []hengji.Finding{at("TOTAL-SUM", blocking, "A", "I14"), unread}, "TOTAL-SUM=TOTAL-SUM WRONG=WRONG"},
		{"a 合计 and two of them", []hengji.Finding{at("TOTAL-SUM", blocking, "A", "I14"), unread, at("WRONGb", blocking, "A", "I5")}, "TOTAL-SUM=TOTAL-SUM WRONG=WRONG WRONGb=WRONGb"},
		{"a 合计 that a proposal would mend", []hengji.Finding{sum("-1000000000"), beyond("10")}, "TOTAL-SUM=B B=B"},
		{"a 合计 that a proposal would not mend", []hengji.Finding{sum("-1000000002"), beyond("10")}, "TOTAL-SUM=TOTAL-SUM B=B"},
		{"a 合计 that another value would mend, and none is known", []hengji.Finding{sum("-1000000000"), beyond("")}, "TOTAL-SUM=TOTAL-SUM B=B"},
		{"a 合计 that is less by what a cell of its column is more", []hengji.Finding{sum("-5"), off(ofAmount(at("C", blocking, "A", "I5")), "5")}, "TOTAL-SUM=C C=C"},
		{"a 合计 that is more by what a cell of its column is more", []hengji.Finding{sum("5"), off(ofAmount(at("C", blocking, "A", "I5")), "5")}, "TOTAL-SUM=TOTAL-SUM C=C"},
		{"a 合计 that is off by what a compared cell of its column is", []hengji.Finding{off(at("B", blocking, "B", "D9", "'A'!I4"), "5"), off(at("TOTAL-SUM", blocking, "A", "I14"), "5")}, "B=B TOTAL-SUM=B"},
		{"合计 of each column that a row in 元 spoils", []hengji.Finding{inYuan, off(at("TOTAL-SUM", blocking, "A", "C14"), "-49995"), off(at("TOTAL-SUMa", blocking, "A", "D14"), "-49995"), off(at("TOTAL-SUMb", blocking, "A", "E14"), "-19998")}, "B=B TOTAL-SUM=B TOTAL-SUMa=B TOTAL-SUMb=B"},
		{"a 合计 and another column", []hengji.Finding{off(at("TOTAL-SUM", blocking, "A", "I14"), "5"), at("WRONG", explain, "A", "J4")}, "TOTAL-SUM=TOTAL-SUM WRONG=WRONG"},
		{"a 合计 and the same column of another sheet", []hengji.Finding{at("TOTAL-SUM", blocking, "A", "I14"), at("WRONG", explain, "B", "I4")}, "TOTAL-SUM=TOTAL-SUM WRONG=WRONG"},
		{"a 合计 and its label", []hengji.Finding{at("TOTAL-SUM", blocking, "A", "I14"), label}, "TOTAL-SUM=TOTAL-SUM LABEL=LABEL"},
		{"小计 and 合计, off by as much", []hengji.Finding{off(at("TOTAL-SUMa", blocking, "A", "I14"), "5"), off(at("TOTAL-SUMb", blocking, "A", "I24"), "5")}, "TOTAL-SUMa=TOTAL-SUMa TOTAL-SUMb=TOTAL-SUMa"},
		{"小计 and 合计, each by its own", []hengji.Finding{off(at("TOTAL-SUMa", blocking, "A", "I14"), "5"), off(at("TOTAL-SUMb", blocking, "A", "I24"), "6")}, "TOTAL-SUMa=TOTAL-SUMa TOTAL-SUMb=TOTAL-SUMb"},
		{"a 合计 without what was taken out", []hengji.Finding{off(at("TOTAL-SUM", blocking, "A", "I14"), "5"), off(at("C", explain, "A", ""), "-5")}, "TOTAL-SUM=TOTAL-SUM C=TOTAL-SUM"},
		{"a row that may be none, and a cell of it", []hengji.Finding{row, inRow}, "ROW=ROW C=C"},
		{"a row that is none, and what it lacks", []hengji.Finding{lacking("Ra", "C7"), lacking("Rb", "D7"), row, inRow}, "Ra=Ra Rb=Ra ROW=ROW C=C"},
		{"a row that lacks one cell", []hengji.Finding{lacking("Ra", "B7"), row}, "Ra=Ra ROW=ROW"},
		{"a struck row, and its cell", []hengji.Finding{struckRow, inRow}, "ROW=ROW C=C"},
		{"a hidden row, and its cell", []hengji.Finding{hiddenRow, inRow}, "ROW=ROW C=C"},
		{"a 合计 that two mistakes may have brought about", []hengji.Finding{off(at("Ba", blocking, "B", "D9", "'A'!I4"), "5"), off(at("Bb", blocking, "B", "D8", "'A'!I5"), "-5"), sum("5")}, "Ba=Ba Bb=Bb TOTAL-SUM=TOTAL-SUM"},
		{"a 合计 that is off by as many as points are", []hengji.Finding{sum("5"), off(ofPoints(at("B", explain, "C", "J9")), "5")}, "TOTAL-SUM=TOTAL-SUM B=B"},
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
	seven := &checkRow{finding: hengji.Finding{Submission: 1, Form: "allocation", Sheet: "A1", Cell: "F7"}, record: 7}
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
		at := &checkRow{finding: hengji.Finding{Submission: 1, Form: "allocation", Sheet: "A1", Cell: "I7"}, record: c.record}
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
			f.Related = append(f.Related, hengji.SheetCell("A", "J"+strconv.Itoa(5+(i*7+k)%15_000)))
		}
		findings = append(findings, f)
	}
	started := time.Now()
	Cause(findings, rulesOf(t))
	if took := time.Since(started); took > 20*time.Second { // a second; the machine may be busy
		t.Errorf("took %s", took)
	}
}

// One rule that speaks of a stretch tells one mistake; faults that only stand in one row
// are as many as they are.
func TestStretchesOfOneRuleAreOneCause(t *testing.T) {
	at := func(rule, cell string) hengji.Finding {
		const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		row, _ := strconv.Atoi(strings.TrimLeft(cell, letters))
		return hengji.Finding{Submission: 1, Rule: hengji.RuleID(rule), Severity: hengji.Blocking, Sheet: "A", Row: row, Column: strings.IndexByte(letters, cell[0]) + 1, Cell: cell}
	}
	comparing := func(cell, other string) hengji.Finding {
		f := at("R", cell)
		f.Related = []string{hengji.SheetCell("A", other)}
		return f
	}
	rules := rulesOf(t)
	for _, c := range []struct {
		what     string
		findings []hengji.Finding
		want     string // the groups, numbered
	}{
		{"three faults of one row", []hengji.Finding{at("uscc", "E5"), at("unit", "I5"), at("date", "K5")}, "1 2 3"},
		{"a row in yuan", []hengji.Finding{at("R", "C4"), at("R", "D4"), at("R", "G4")}, "1 1 1"},
		{"a column in yuan", []hengji.Finding{at("R", "I4"), at("R", "I5"), at("R", "I6")}, "1 1 1"},
		{"two cells of a column", []hengji.Finding{at("R", "I4"), at("R", "I5")}, "1 2"},
		{"cells of a column far apart", []hengji.Finding{at("R", "I4"), at("R", "I6"), at("R", "I8")}, "1 2 3"},
		{"a column, told by two rules", []hengji.Finding{at("R", "I4"), at("S", "I4"), at("R", "I5"), at("S", "I5"), at("R", "I6"), at("S", "I6")}, "1 1 1 1 1 1"},
		{"a column, and a cell that one compares", []hengji.Finding{comparing("I4", "J4"), comparing("I5", "J5"), comparing("I6", "J6"), at("S", "J4")}, "1 2 3 4"},
		{"two columns", []hengji.Finding{at("R", "I4"), at("R", "J4"), at("R", "I5"), at("R", "J5"), at("R", "I6"), at("R", "J6")}, "1 2 1 2 1 2"},
		{"totals of last month", []hengji.Finding{at("TOTAL-SUM", "C9"), at("TOTAL-SUM", "D9")}, "1 2"},
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
