package load

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"hengji"
)

// A view that says `stored: checks` is a table while checks are asked, with what is
// staged then, and otherwise the view that its file writes.
func TestAViewIsKeptWhileChecksAreAsked(t *testing.T) {
	plain := rulesOf(t)
	rules := *plain
	view := *plain.Base[slices.IndexFunc(plain.Base, func(view *hengji.Mart) bool { return view.Name == "coded_allocation" })]
	if !view.Kept {
		t.Fatal("base.coded_allocation is read by many checks and not kept")
	}
	rules.Checks = []*hengji.Rule{
		aCheck("X1", "", "SELECT _submission, _sheet, _row, project_code AS got FROM base.coded_allocation"),
		aCheck("X2", "", "SELECT 1 AS _submission, '' AS _sheet, NULL AS _row, table_name AS got FROM duckdb_tables() WHERE schema_name = 'base'"),
	}
	b := createBy(t, &rules)
	before := defined(t, b)
	for round, want := range [][]string{{"P1", "coded_allocation"}, {"P1", "P2", "coded_allocation"}} {
		stage(t, b, "allocation", int64(round+1), cells{"project_code": want[round]})
		found, err := b.Check("submission")
		must(t, err)
		var got []string
		for _, f := range found {
			got = append(got, f.Got)
		}
		if !slices.Equal(got, want) {
			t.Errorf("round %d: %v, want %v", round, got, want)
		}
		if after := defined(t, b); after != before {
			t.Errorf("round %d: definitions\n%s\nwant\n%s", round, after, before)
		}
	}
}

// Where workbooks are only judged, a view is made when what reads it is asked: no sooner,
// and what the engine refuses of it then is its author's mistake.
func TestAViewIsMadeWhenItIsAskedForWhereWorkbooksAreJudged(t *testing.T) {
	plain := rulesOf(t)
	rules := *plain
	rules.Marts = nil
	refused := func(name string, kept bool) *hengji.Mart {
		return &hengji.Mart{Name: name, Layer: "base", Kept: kept, SQL: "SELECT nothing FROM stg.allocation",
			Source: hengji.FilePlace{File: "sql/base/" + name + ".sql", Line: 1}}
	}
	rules.Base = append(slices.Clone(plain.Base), refused("refused", false))
	rules.Checks = []*hengji.Rule{
		aCheck("X1", "", "SELECT _submission, _sheet, _row, project_code AS got FROM base.exchanged_codes"), // reads two that are kept
		aCheck("X2", "", "SELECT _submission, _sheet, _row, view_name AS got FROM duckdb_views(), stg.allocation WHERE schema_name = 'base'"),
		aCheck("X3", "", "SELECT _submission, _sheet, _row FROM base.refused"),
	}
	b, err := ToJudge("", &rules, aRun())
	must(t, err)
	defer b.Close()
	found, err := b.Check("submission") // of no workbook: X3 is silent
	if err != nil || len(found) > 0 {
		t.Fatalf("%v, %v", found, err)
	}
	stage(t, b, "allocation", 1, cells{"project_code": "P1"})
	var broken *BrokenView
	if _, err := b.Check("submission"); !errors.As(err, &broken) || !strings.HasPrefix(err.Error(), "sql/base/refused.sql:1: create view base.refused: ") {
		t.Errorf("a view that cannot be made: %v", err)
	}
	if _, err := b.Check("submission"); err == nil {
		t.Error("asked once more, it is there")
	}
}

// defined is how base.coded_allocation is defined, with its words.
func defined(t *testing.T, b *Build) string {
	t.Helper()
	result, err := b.query(t.Context(), `SELECT string_agg(text, chr(10) ORDER BY text) FROM (
		SELECT concat_ws(' ', view_name, comment, sql) AS text FROM duckdb_views() WHERE schema_name = 'base' AND view_name LIKE 'coded_allocation%'
		UNION ALL SELECT concat_ws(' ', table_name, column_name, comment) FROM duckdb_columns() WHERE table_name LIKE 'coded_allocation%')`, 1)
	must(t, err)
	return plain(result.rows[0][0])
}
