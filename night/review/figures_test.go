package review

import (
	"database/sql"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"
	"github.com/google/go-cmp/cmp"

	"hengji"
	"hengji/samples/tier"
	"hengji/schema"
)

// sampleDatabase builds the samples into a file, and opens it for changes as no
// reader may: what a figure depends on is proved by changing cells.
func sampleDatabase(t *testing.T) *sql.DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "samples.duckdb")
	rules, err := schema.Read(hengji.DefaultRules)
	if err != nil {
		t.Fatal(err)
	}
	n := benchBy(rules)
	for _, view := range slices.Concat(rules.Base, rules.Marts) {
		view.Stored = view.Stored && !tier.More // calculated anew with every change below
	}
	base, judged := judgedYear(t, n, path)
	defer base.Close()
	if err := base.Finish(judged.Findings); err != nil {
		t.Fatal(err)
	}
	if err := base.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("duckdb", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// asked is a database, or a transaction on it.
type asked interface {
	Query(query string, args ...any) (*sql.Rows, error)
}

func rowsOf(t *testing.T, db asked, query string, args ...any) [][]string {
	t.Helper()
	rows, err := db.Query(query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for rows.Next() {
		values, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		row := make([]string, len(columns))
		for i, value := range values {
			row[i] = value.String
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestFiguresOfTheReport(t *testing.T) {
	db := sampleDatabase(t)
	t.Run("have the verdict of the reference", func(t *testing.T) { figuresHaveTheirVerdict(t, db) })
	step := 5
	if tier.All {
		step = 1
	}
	if tier.More {
		t.Run("change with exactly the inputs that they name", func(t *testing.T) { figuresFollowTheirInputs(t, db, step) })
	}
}

// The verdict on each of the report's figures is the reference's, found by people.
func figuresHaveTheirVerdict(t *testing.T, db *sql.DB) {
	file, err := os.Open("testdata/report_figures_2021.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var want [][]string
	for _, r := range records[1:] { // id,section,label,unit,stated,formula,verdict,note
		want = append(want, []string{strings.TrimPrefix(r[0], "\ufeff"), r[1], r[2], r[3], r[4], r[6]})
	}
	got := rowsOf(t, db, "SELECT id, section, label, unit, coalesce(stated, ''), verdict FROM mart.report_figures WHERE period = '2021' AND id LIKE 'F%' ORDER BY id")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("report figures (-reference +mart):\n%s", diff)
	}
}

// Changing any cell that a figure names changes that figure, and no other: nothing
// is special-cased, and nothing is left out. One cell in step is changed.
func figuresFollowTheirInputs(t *testing.T, db *sql.DB, step int) {
	figures := func(db asked) map[string]string {
		explained := map[string]string{}
		for _, row := range rowsOf(t, db, "SELECT id, value::VARCHAR, formula, verdict, reason FROM mart.report_figures") {
			explained[row[0]] = strings.Join(row[1:], " | ")
		}
		return explained
	}
	before := figures(db)
	changed := func(db asked) string {
		var ids []string
		for id, after := range figures(db) {
			if after != before[id] {
				ids = append(ids, id)
			}
		}
		slices.Sort(ids)
		return "[" + strings.Join(ids, ", ") + "]"
	}
	inputs := rowsOf(t, db, `SELECT i.input, i.form, i.field, i.submission::VARCHAR, i.sheet, i.record_row::VARCHAR,
		list_sort(list(DISTINCT t.subject))::VARCHAR
		FROM mart.report_inputs i JOIN ref.report_figure_terms t ON t.input = i.input
		WHERE i.submission IS NOT NULL GROUP BY ALL ORDER BY ALL`)
	if len(inputs) < 100 {
		t.Fatalf("only %d inputs stand in cells of the samples", len(inputs))
	}
	for i, in := range inputs {
		if i%step != 0 {
			continue
		}
		input, form, field, submission, sheet, row := in[0], in[1], in[2], in[3], in[4], in[5]
		where := fmt.Sprintf("_submission = %s AND _sheet = '%s' AND _row = %s", submission, sheet, row)
		old := rowsOf(t, db, fmt.Sprintf("SELECT %s::VARCHAR FROM stg.%s WHERE %s", field, form, where))
		set := func(value string) {
			if result, err := db.Exec(fmt.Sprintf("UPDATE stg.%s SET %s = %s WHERE %s", form, field, value, where)); err != nil {
				t.Fatal(err)
			} else if count, _ := result.RowsAffected(); count != 1 {
				t.Fatalf("%s: %d rows changed", input, count)
			}
		}
		restored := old[0][0]
		if restored == "" {
			restored = "NULL"
		}
		set("coalesce(" + field + ", 0) + 3")
		got := changed(db)
		set(restored)
		if got != in[6] {
			t.Errorf("%s (%s) changes the figures %s, but is named by %s", input, restored, got, in[6])
		}
	}
	// The two sums over all regions.
	for change, want := range map[string]string{
		"UPDATE stg.allocation SET amount_wan = amount_wan + 1 WHERE project_code = (SELECT min(project_code) FROM stg.allocation)": "[F113]",
		"DELETE FROM stg.allocation WHERE project_code = (SELECT min(project_code) FROM stg.allocation)":                            "[C37, F113, F114]",
	} {
		tx, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(change); err != nil {
			t.Fatal(err)
		}
		got := changed(tx)
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s changes the figures %s, want %s", change, got, want)
		}
	}
	// What the report prints follows: a count, the rate that comes of it, a claim that
	// no longer holds, and a rate that only the self-evaluation has.
	for _, c := range []struct{ change, id, before, after string }{
		{"UPDATE stg.key_results SET value = 400 WHERE result_code = 'KR006'", "F016", "377", "400"},
		{"UPDATE stg.key_results SET value = 400 WHERE result_code = 'KR006'", "F017", "42.3", "50.9"},
		{"UPDATE stg.key_results SET value = 200 WHERE result_code = 'KR006'", "C14", "创历史新高", ""},
		{"UPDATE stg.allocation SET support_mode = '后补助' WHERE project_code = (SELECT min(project_code) FROM stg.allocation)", "C37", "全部为无偿补助", ""},
		{"UPDATE stg.department_evaluation_indicators SET actual = '88' WHERE level3 = '公用经费控制率'", "F111", "77.56", "88.00"},
		{"UPDATE stg.department_base SET establishment = NULL, establishment_workers = NULL", "F001", "66", ""},
	} {
		printed := func(db asked) string {
			return rowsOf(t, db, "SELECT printed FROM mart.report_figures WHERE id = '"+c.id+"'")[0][0]
		}
		tx, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(c.change); err != nil {
			t.Fatal(err)
		}
		after := printed(tx)
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
		if before := printed(db); before != c.before || after != c.after {
			t.Errorf("%s: the report prints %q as %s, then %q; want %q, then %q", c.change, before, c.id, after, c.before, c.after)
		}
	}
}
