package load

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji"
)

func TestAPublishedFileGivesBackWhatWasPutIn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "g.duckdb")
	b := begun(t, path, onlyMarts(t), aRun())
	standings, findings := aNight(t, b)
	standings[4].Refused = "FILE-DAMAGED"
	for i := range findings {
		f := &findings[i]
		f.Fingerprint, f.Cause, f.Run, f.Period, f.RegionCode, f.Region = "p", "c", "r1", "2021", "HY01", "珠晖区"
		f.File, f.SHA256, f.Form, f.Sheet, f.Row, f.Field, f.Label, f.Cell = "a.xlsx", "s", "allocation", "表", i, "amount_wan", "金额", "I5"
		f.Related, f.Got, f.Want, f.Diff, f.Suggestion, f.Type, f.Explanation, f.Key = []string{"'表'!I6", "'a''b'!C1"}, "1", "2", "-1", "3", "row-error", "说明", "P1"
		f.Cells = []hengji.FindingCell{{Cell: "I5", Got: "1", Want: "2", Diff: "-1", Suggestion: "3"}, {Cell: "I6", Got: "一\n二"}}
	}
	must(t, b.Submissions(standings))
	must(t, b.Finish(findings))
	must(t, b.Close())
	db := open(t, path)
	gotStandings, err := db.Standings(context.Background(), "2021")
	must(t, err)
	if diff := cmp.Diff(standings, gotStandings); diff != "" {
		t.Error(diff)
	}
	gotFindings, err := db.Findings(context.Background(), "2021")
	must(t, err)
	if diff := cmp.Diff(findings, gotFindings); diff != "" {
		t.Error(diff)
	}
	sums, err := db.Sums(context.Background(), b.rules.Form("allocation"))
	must(t, err)
	want := []SheetSum{
		{1, "项目资金安排表", 2, []string{"20.500001"}}, {2, "项目资金安排表", 1, []string{"30"}}, {3, "项目资金安排表", 1, []string{"31"}},
		{4, "项目资金安排表", 2, []string{"15"}}, {5, "项目资金安排表", 1, []string{"40"}},
	}
	if diff := cmp.Diff(want, sums); diff != "" {
		t.Error(diff)
	}
	for _, period := range []string{"2020", "'; SELECT 1; --"} {
		none, err := db.Standings(context.Background(), period)
		must(t, err)
		nothing, err := db.Findings(context.Background(), period)
		must(t, err)
		if len(none)+len(nothing) != 0 {
			t.Errorf("period %s holds %v, %v", period, none, nothing)
		}
	}
	if _, err := db.Sums(context.Background(), &hengji.Form{Name: "no_such"}); err == nil {
		t.Error("a form that is not there was summed")
	}
}
