package load

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji"
)

func TestAVersionIsComparedWithTheOneBeforeThatWasReadAndCounts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "g.duckdb")
	b := begun(t, path, onlyMarts(t), aRun())
	stage(t, b, "allocation", 1, cells{"project_code": "P1", "amount_wan": "10"}, cells{"project_code": "P2", "amount_wan": "5"}, cells{"project_code": "P2", "amount_wan": "5"})
	stage(t, b, "allocation", 3, cells{"project_code": "P2", "amount_wan": "5"}, cells{"project_code": "P2", "amount_wan": "6", "organisation": "乙"}, cells{"project_code": "P9", "amount_wan": "1"})
	stage(t, b, "allocation", 5, cells{"project_code": "P2", "amount_wan": "5"}, cells{"project_code": "P2", "amount_wan": "6", "organisation": "乙"}, cells{"project_code": "P9", "amount_wan": "1"})
	stage(t, b, "allocation", 6, cells{"project_code": "P1", "amount_wan": "10"}) // another region
	standings := []hengji.Standing{
		standing(b.rules, 1, 0), standing(b.rules, 2, 0), standing(b.rules, 3, 0), standing(b.rules, 4, 0), standing(b.rules, 5, 0), standing(b.rules, 6, 1),
	}
	standings[1].Refused, standings[1].State = "FILE-DAMAGED", hengji.Returned
	standings[3].State = hengji.Withdrawn
	must(t, b.Submissions(standings))
	must(t, b.Resubmissions())
	must(t, b.Finish(nil))
	must(t, b.Close())
	got, err := open(t, path).Resubmissions(context.Background())
	must(t, err)
	want := map[int64][]Resubmission{
		3: {{Previous: 1, Form: "allocation", Added: 1, Removed: 1, Changed: 2, Label: b.rules.Form("allocation").Field("amount_wan").Label, AmountBefore: "20", Amount: "12"}},
		// 5 says what 3 said: nothing to tell
	}
	// 4 was withdrawn and holds nothing: all is gone.
	want[4] = []Resubmission{{Previous: 3, Form: "allocation", Removed: 3, Label: want[3][0].Label, AmountBefore: "12", Amount: "0"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
