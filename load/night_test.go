package load

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hengji"
)

// aNight is a night with everything in it: 市本级 accepted; 珠晖区 returned after an
// earlier accepted version; 雁峰区 pending, received two days late; 石鼓区 returned
// and never accepted; 蒸湘区 nil; the other twelve missing.
func aNight(t testing.TB, b *Build) ([]hengji.Standing, []hengji.Finding) {
	t.Helper()
	project := func(region int, n int, amount string) cells {
		code := b.rules.Regions(false)[region]
		return cells{
			"project_code": fmt.Sprintf("2021%s%03d", code.Code, n), "project_name": fmt.Sprintf("项目%d", n), "organisation": "甲单位",
			"region": code.Name, "region_code": code.Code, "category": "星火计划", "support_mode": "无偿补助", "support_mode_code": "S01", "amount_wan": amount,
		}
	}
	spent := func(region int, n int, budget, received, amount string) cells {
		return cells{
			"project_code": fmt.Sprintf("2021%s%03d", b.rules.Regions(false)[region].Code, n), "budget_wan": budget, "received_wan": received, "spent_wan": amount,
		}
	}
	stage(t, b, "allocation", 1, project(0, 1, "20.5"), project(0, 2, "0.000001"))
	stage(t, b, "execution", 1, spent(0, 1, "20.5", "20", "13.7"), spent(0, 2, "0.000001", "0", "0"))
	stage(t, b, "allocation", 2, project(1, 1, "30"))
	stage(t, b, "execution", 2, spent(1, 1, "30", "30", "30"))
	stage(t, b, "allocation", 3, project(1, 1, "31"))
	stage(t, b, "allocation", 4, project(2, 1, "10"), cells{"project_code": "X", "amount_wan": "5"})
	stage(t, b, "allocation", 5, project(3, 1, "40"))

	standings := make([]hengji.Standing, 6)
	for i, region := range []int{0, 1, 1, 2, 3, 4} {
		standings[i] = standing(b.rules, int64(i+1), region)
	}
	standings[1].Latest = false
	standings[2].State, standings[2].Effective, standings[2].Version = hengji.Returned, false, 2
	standings[3].State, standings[3].ReceivedAt = hengji.Pending, time.Date(2022, 3, 2, 23, 59, 0, 0, hengji.Beijing)
	standings[4].State, standings[4].Effective, standings[4].Refused = hengji.Returned, false, ""
	standings[5].State = hengji.Nil

	finding := func(submission int64, severity hengji.Severity, state string) hengji.Finding {
		return hengji.Finding{Submission: submission, Severity: severity, State: state, Rule: "ALLOC-R03", Message: "…", Related: []string{}}
	}
	findings := []hengji.Finding{
		finding(2, hengji.Explain, "open"), // of an earlier version: not on the board
		finding(3, hengji.Blocking, "open"), finding(3, hengji.Notice, "open"), finding(3, hengji.Notice, "open"),
		finding(4, hengji.Explain, "open"), finding(4, hengji.Explain, "explained"),
		finding(5, hengji.Approval, "open"), finding(5, hengji.Approval, "waived"),
	}
	shadow := finding(4, hengji.Blocking, "open")
	shadow.Shadow = true
	return standings, append(findings, shadow)
}

func TestMartsOfANightWithEverythingInIt(t *testing.T) {
	b := create(t)
	standings, findings := aNight(t, b)
	must(t, b.Submissions(standings))
	must(t, b.Finish(findings))
	var all strings.Builder
	for _, mart := range b.rules.Marts {
		table, err := b.Table(mart.Name)
		must(t, err)
		all.WriteString(sheet(table) + "\n")
	}
	golden(t, "night.txt", all.String())
}

func TestWithoutADueDayNobodyIsLate(t *testing.T) {
	run := aRun()
	run.Periods = nil
	b := begun(t, filepath.Join(t.TempDir(), "night"), onlyMarts(t), run)
	defer b.Close()
	standings, _ := aNight(t, b)
	must(t, b.Submissions(standings))
	must(t, b.Finish(nil))
	if got := one(t, b, "SELECT count(days_late) FROM mart.submission_status"); got != "0" {
		t.Errorf("%s regions are late", got)
	}
	if got := one(t, b, "SELECT count(*) FROM mart.submission_status"); got != "17" {
		t.Errorf("%s regions", got)
	}
}

func TestAHomeMayHoldSeveralPeriods(t *testing.T) {
	b := createBy(t, onlyMarts(t))
	standings, _ := aNight(t, b)
	standings[3].Period, standings[5].Period = "2020", "2020"
	must(t, b.Submissions(standings))
	must(t, b.Finish(nil))
	for statement, want := range map[string]string{
		"SELECT count(*) FROM mart.allocation_table":                                               "36",
		"SELECT projects FROM mart.allocation_table WHERE period = '2020' AND region = '合计'":       "2",
		"SELECT projects FROM mart.allocation_table WHERE period = '2021' AND region = '合计'":       "3",
		"SELECT closes IS NULL FROM mart.reconciliation WHERE period = '2020' AND region = '合计'":   "true",
		"SELECT count(*) FROM mart.reconciliation WHERE period = '2020' AND control_wan IS NULL":   "18",
		"SELECT latest_state FROM mart.submission_status WHERE period = '2020' AND region = '雁峰区'": "pending",
		"SELECT latest_state FROM mart.submission_status WHERE period = '2021' AND region = '雁峰区'": "missing",
	} {
		if got := one(t, b, statement); got != want {
			t.Errorf("%s = %s, want %s", statement, got, want)
		}
	}
	table, err := b.Table("allocation_table")
	must(t, err)
	if len(table.Rows) != 18 || table.Note != "已汇总 2/17；单位：万元" {
		t.Errorf("%d rows, %s", len(table.Rows), table.Note)
	}
}

func TestARefusedWorkbookLeavesNoRow(t *testing.T) {
	b := createBy(t, onlyMarts(t))
	for submission := range int64(3) {
		stage(t, b, "allocation", submission, cells{"project_code": "P1"}, cells{"project_code": "P2"})
		stage(t, b, "execution", submission, cells{"project_code": "P1"})
	}
	must(t, b.Discard(1))
	for statement, want := range map[string]string{
		"SELECT string_agg(DISTINCT _submission, ' ' ORDER BY _submission) FROM stg.allocation":   "0 2",
		"SELECT count(*) FROM stg.execution":                                                      "2",
		"SELECT string_agg(DISTINCT submission, ' ' ORDER BY submission) FROM meta.field_cell":    "0 2",
		"SELECT string_agg(DISTINCT submission, ' ' ORDER BY submission) FROM meta.sheet_account": "0 2",
		"SELECT count(*) FROM meta.sheet_account WHERE closes AND row_elements = read_rows + 3":   "4",
	} {
		if got := one(t, b, statement); got != want {
			t.Errorf("%s = %s, want %s", statement, got, want)
		}
	}
	if _, _, cell := b.address(1, "allocation", "项目资金安排表", "amount_wan", 4); cell != "" {
		t.Errorf("submission 1 still has the address %s", cell)
	}
	stage(t, b, "allocation", 1, cells{"project_code": "P9"}) // its appender still works
	must(t, b.Submissions(nil))
	must(t, b.Finish(nil))
}

func TestRowsThatVanishedStopTheNight(t *testing.T) {
	b := createBy(t, onlyMarts(t))
	stage(t, b, "allocation", 1, cells{"project_code": "P1"}, cells{"project_code": "P2"})
	must(t, b.flush())
	must(t, b.exec("DELETE FROM stg.allocation WHERE _row = 5"))
	err := b.Finish(nil)
	if err == nil || err.Error() != "stg.allocation holds 1 rows, 2 were loaded" {
		t.Errorf("got %v", err)
	}
}

// texts that would end a quoted string, a formula or an address
var hostile = []string{`'; DROP SCHEMA stg CASCADE; --`, `O'Brien "x"`, `a'b''c`, "tab\tnewline\n", "\x00", "\xff\xfe", "{got}", "表!A1", "😀"}

func TestHostileTextsAreOnlyTexts(t *testing.T) {
	b := create(t)
	form := b.rules.Form("execution")
	var standings []hengji.Standing
	for i, text := range hostile {
		submission := int64(i + 1)
		c := batch(t, b.rules, "execution", submission, cells{
			"project_code": text, "project_name": text, "received_wan": "5", "spent_wan": "6", "reason": text,
		})
		c.Sheet = text
		must(t, b.Append(c))
		at := places(b.rules, "execution", submission)
		for k := range at {
			at[k].Sheet = convertText(text)
		}
		must(t, b.Place(at))
		must(t, b.Account([]hengji.SheetAccount{{Submission: submission, Sheet: text, Form: form.Name, Header: 1, RowElements: 2, Read: 1}}))
		s := standing(b.rules, submission, i)
		s.File, s.Region = text, text
		standings = append(standings, s)
	}
	must(t, b.Submissions(standings))
	found, err := b.Check("submission")
	must(t, err)
	found, _ = Yield(found, b.rules)
	if len(found) != len(hostile) {
		t.Fatalf("%d findings, want %d", len(found), len(hostile))
	}
	for i, f := range found {
		text := convertText(hostile[i])
		want := []string{"'" + strings.ReplaceAll(text, "'", "''") + "'!E4"}
		if f.Rule != "EXEC-R05" || f.Sheet != text || f.Cell != "G4" || f.Key != text || !cmp.Equal(f.Related, want) {
			t.Errorf("%q: %+v", text, f)
		}
	}
	must(t, b.Finish(found))
	if got := one(t, b, "SELECT count(*) FROM core.execution"); got != fmt.Sprint(len(hostile)) {
		t.Errorf("%s rows", got)
	}
}

func TestAddressesPreferTheRecordsOwnCell(t *testing.T) {
	b := createBy(t, onlyMarts(t))
	must(t, b.Place([]hengji.FieldCell{
		{Submission: 1, Form: "cover", Sheet: "封面", Row: 3, Field: "nil_report", Column: 2, CellRow: 9},
		{Submission: 1, Form: "indicators", Sheet: "表", Field: "weight", Column: 9},
		{Submission: 1, Form: "indicators", Sheet: "表", Row: 6, Field: "weight", Column: 9, CellRow: 5},
	}))
	for _, c := range []struct {
		form, sheet, field string
		record             int
		want               string
	}{
		{"cover", "封面", "nil_report", 3, "9 2 B9"},
		{"indicators", "表", "weight", 5, "5 9 I5"},
		{"indicators", "表", "weight", 6, "5 9 I5"},
		{"indicators", "表", "score", 6, "6 0 "},
		{"indicators", "表", "weight", 0, "0 0 "},
		{"indicators", "别的", "weight", 6, "6 0 "},
	} {
		row, column, cell := b.address(1, c.form, c.sheet, c.field, c.record)
		if got := fmt.Sprintf("%d %d %s", row, column, cell); got != c.want {
			t.Errorf("%s %s row %d: %q, want %q", c.form, c.field, c.record, got, c.want)
		}
	}
	for _, bad := range []hengji.FieldCell{{Column: 0}, {Column: 1, Row: -1}, {Column: 1, CellRow: 1 << 40}} {
		if err := b.Place([]hengji.FieldCell{bad}); err == nil {
			t.Errorf("%+v was placed", bad)
		}
	}
}

func TestAFindingOfACheckIsWhole(t *testing.T) {
	b := create(t)
	stage(t, b, "execution", 1, cells{"project_code": "P7", "received_wan": "5.50", "spent_wan": "6"})
	must(t, b.Submissions([]hengji.Standing{standing(b.rules, 1, 5)}))
	found, err := b.Check("submission")
	must(t, err)
	want := []hengji.Finding{{
		Submission: 1, Form: "execution", Sheet: "资金执行情况表", Row: 4, Column: 7, Field: "spent_wan", Label: "全年执行数（万元）", Cell: "G4", Key: "P7", Scope: "submission",
		Related: []string{"'资金执行情况表'!E4"}, Rule: "EXEC-R05", Severity: hengji.Explain, Type: "row-error", State: "open",
		Got: "6", Want: "不大于 5.5", Diff: "0.5",
		Message: "“全年执行数（万元）”为 6 万元，超过到位金额 5.5 万元，多 0.5 万元。请核对，或说明垫付情况。",
	}}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Error(diff)
	}
}

func TestBlanksStaySilent(t *testing.T) {
	b := create(t)
	stage(t, b, "cover", 1, cells{})
	for _, form := range []string{"allocation", "execution", "indicators"} {
		stage(t, b, form, 1, cells{}, cells{})
	}
	must(t, b.Submissions([]hengji.Standing{standing(b.rules, 1, 5)}))
	for _, scope := range []string{"submission", "period"} {
		found, err := b.Check(scope)
		must(t, err)
		for _, f := range found {
			t.Errorf("%s speaks of blanks: %s", f.Rule, f.Message)
		}
	}
}

func TestMisshapenBatchesAreRefused(t *testing.T) {
	b := createBy(t, onlyMarts(t))
	good := func() *hengji.Batch { return batch(t, b.rules, "allocation", 1, cells{"project_code": "P1"}) }
	for what, spoil := range map[string]func(*hengji.Batch){
		"its form is not in the rules": func(c *hengji.Batch) { c.Form = &hengji.Form{Name: "other"} },
		"columns, want":                func(c *hengji.Batch) { c.Columns = c.Columns[1:] },
		"holds 0 values":               func(c *hengji.Batch) { c.Columns[0].Ints = nil },
		"of kind string, want 1 of kind integer": func(c *hengji.Batch) {
			c.Columns[0].Kind, c.Columns[0].Texts = hengji.Text, []string{""}
		},
		"want 2 of kind": func(c *hengji.Batch) { c.Rows = append(c.Rows, 9) },
	} {
		bad := good()
		spoil(bad)
		if err := b.Append(bad); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("want %q, got %v", what, err)
		}
	}
	must(t, b.Append(good()))
	must(t, b.Submissions(nil))
	must(t, b.Finish(nil))
	if err := b.Append(good()); err == nil || !strings.Contains(err.Error(), "finished") {
		t.Errorf("appended to a finished build: %v", err)
	}
}
