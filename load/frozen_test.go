package load

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hengji"
)

// A signed period shows what it was signed with, whatever is in the database now; a
// table that cannot show it is named with the first difference.
func TestASignedPeriodShowsWhatItWasSignedWith(t *testing.T) {
	dir := t.TempDir()
	published(t, filepath.Join(dir, "1"), aRun(), nil)
	before := open(t, filepath.Join(dir, "1"))
	tables, err := before.Freeze(t.Context(), "2021")
	must(t, err)
	signed := Frozen{Period: "2021", Name: "d1ge57", SignedAt: aRun().StartedAt, Who: "张科长", Receipts: 9, Tables: tables}

	run := aRun()
	run.Frozen = []Frozen{signed}
	b := begun(t, filepath.Join(dir, "2"), onlyMarts(t), run) // nothing came: live tables are empty
	must(t, b.Submissions(nil))
	must(t, b.Finish(nil))
	must(t, b.Close())
	after := open(t, filepath.Join(dir, "2"))
	if unlike, err := after.Unlike(t.Context(), signed); err != nil || unlike != nil {
		t.Fatalf("unlike what was signed: %v, %v", unlike, err)
	}
	for _, mart := range []string{"allocation_table", "submission_status"} {
		was, err := before.Table(mart)
		must(t, err)
		is, err := after.Table(mart)
		must(t, err)
		if !slices.EqualFunc(was.Rows, is.Rows, func(a, b []string) bool { return slices.Equal(a, b) }) {
			t.Errorf("%s is printed otherwise than it was signed", mart)
		}
	}
	known, err := after.Signed(t.Context())
	must(t, err)
	if len(known) != 1 || known[0].Who != "张科长" || known[0].Receipts != 9 || !known[0].SignedAt.Equal(signed.SignedAt) {
		t.Errorf("signed %+v", known)
	}

	at := slices.IndexFunc(signed.Tables, func(t FrozenTable) bool { return t.Mart == "allocation_table" })
	column := slices.Index(tables[at].Columns, "amount_wan")
	other := "1.000000"
	signed.Tables[at].Rows[0][column] = &other
	unlike, err := after.Unlike(t.Context(), signed)
	must(t, err)
	if len(unlike) != 1 || !strings.HasPrefix(unlike[0], "mart.allocation_table 第 1 行 amount_wan 锁定时为 “1.000000”，现在为 ") {
		t.Errorf("told %q", unlike)
	}
	signed.Tables[at].Rows = signed.Tables[at].Rows[1:]
	if unlike, err = after.Unlike(t.Context(), signed); err != nil || !slices.Equal(unlike, []string{"mart.allocation_table 锁定时 17 行，现在 18 行"}) {
		t.Errorf("told %q, %v", unlike, err)
	}
}

func TestAFindingIsFrozenWhole(t *testing.T) {
	one := hengji.Finding{Rule: "ALLOC-R03", Key: "k", Column: 3, Shadow: true, Scope: "period", Related: []string{}, Submission: 7}
	text, err := json.Marshal(Keep([]hengji.Finding{one}))
	must(t, err)
	var kept []FrozenFinding
	must(t, json.Unmarshal(text, &kept))
	back := kept[0].Restore()
	if back.Key != one.Key || back.Column != 3 || !back.Shadow || back.Scope != "period" || back.Submission != 7 || back.Rule != one.Rule {
		t.Errorf("%+v became %+v", one, back)
	}
}
