package load

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hengji"
	"hengji/samples/tier"
)

// published builds a database file of a night and closes it.
func published(t testing.TB, path string, run Run, change func(*Build, []hengji.Standing)) {
	t.Helper()
	b := begun(t, path, onlyMarts(t), run)
	standings, findings := aNight(t, b)
	if change != nil {
		change(b, standings)
	}
	must(t, b.Submissions(standings))
	for i := range findings {
		findings[i].Run = run.ID
	}
	must(t, b.Finish(findings))
	must(t, b.Close())
	must(t, b.Close()) // a second one does nothing
}

func open(t testing.TB, path string) *DB {
	t.Helper()
	db, err := Open(path)
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	return db
}

func TestAFinishedFileStandsAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "g'1.duckdb")
	published(t, path, aRun(), nil)
	entries, err := os.ReadDir(dir)
	must(t, err)
	if len(entries) != 1 {
		t.Errorf("beside the database stand %v", entries)
	}
	must(t, os.Chmod(path, 0o440))
	db := open(t, path)
	table, err := db.Table("allocation_table")
	must(t, err)
	if len(table.Rows) != 18 || table.Title != "2021年度项目资金安排汇总表" || table.Note != "已汇总 4/17；单位：万元" {
		t.Errorf("%d rows, %s, %s", len(table.Rows), table.Title, table.Note)
	}
	if _, err := db.Table("no_such"); err == nil {
		t.Error("a table that is not there was given")
	}
	if _, err := Create(path, onlyMarts(t), aRun()); err == nil || !strings.Contains(err.Error(), "there is a file already") {
		t.Errorf("created over a file: %v", err)
	}
}

func TestEveryTableViewAndColumnHasAChineseComment(t *testing.T) {
	db := open(t, aFile(t))
	for _, statement := range []string{
		"SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE database_name = 'hengji'",
		"SELECT schema_name, view_name, comment FROM duckdb_views() WHERE database_name = 'hengji' AND NOT internal",
		"SELECT schema_name || '.' || table_name, column_name, comment FROM duckdb_columns() WHERE database_name = 'hengji' AND NOT internal",
		"SELECT schema_name, coalesce(table_name, '') || '.' || coalesce(column_name, ''), comment FROM meta.dictionary",
	} {
		table, err := db.Query(context.Background(), statement)
		must(t, err)
		if len(table.Rows) < 6 {
			t.Errorf("%s: only %d rows", statement, len(table.Rows))
		}
		for _, row := range table.Rows {
			if !strings.ContainsFunc(row[2], func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }) {
				t.Errorf("%s.%s has the comment %q", row[0], row[1], row[2])
			}
		}
	}
	table, err := db.Query(context.Background(), `SELECT table_name, column_name, data_type FROM duckdb_columns()
WHERE schema_name IN ('mart', 'stg', 'core', 'ref', 'meta', 'dq') AND (data_type LIKE '%DOUBLE%' OR data_type LIKE '%FLOAT%' OR data_type LIKE '%HUGEINT%')`)
	must(t, err)
	if len(table.Rows) > 0 {
		t.Errorf("inexact columns: %v", table.Rows)
	}
	table, err = db.Query(context.Background(), "SELECT sql FROM duckdb_views() WHERE sql LIKE '%staging%' AND NOT internal")
	must(t, err)
	if len(table.Rows) > 0 {
		t.Errorf("views that name the database: %v", table.Rows)
	}
}

func TestQueriesAreOneSelectAndReachNothingElse(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "g.duckdb")
	published(t, path, aRun(), nil)
	must(t, os.WriteFile(filepath.Join(dir, "secret.csv"), []byte("a\n1\n"), 0o600))
	db := open(t, path)
	for _, statement := range []string{
		"", "  ;  ", "SELECT 1; SELECT 2", "SELECT 1; DROP TABLE stg.allocation", "DROP TABLE stg.allocation", "INSERT INTO meta.run VALUES (1)",
		"COPY stg.allocation TO '" + dir + "/out.csv'", "ATTACH '" + dir + "/x.duckdb'", "SET enable_external_access = true", "PRAGMA database_size",
		"SELECT * FROM read_csv('" + dir + "/secret.csv')", "SELECT * FROM '" + dir + "/secret.csv'", "SELECT * FROM read_text('/etc/hostname')",
		"SELECT nothing FROM mart.allocation_table", "SELEC 1", "SELECT 'x", "INSTALL httpfs", "CALL pragma_version()", "\x00", "SELECT \xff",
		"SELECT * FROM range(2000000)",
	} {
		if table, err := db.Query(context.Background(), statement); !errors.Is(err, ErrQuery) {
			t.Errorf("%q gave %v, %v", statement, table.Rows, err)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("a query wrote files: %v", entries)
	}
	table, err := db.Query(context.Background(), `SELECT 1.50::DECIMAL(18,6) AS d, DATE '2021-05-04' AS day, TIMESTAMP '2021-05-04 01:02:03' AS at, NULL::VARCHAR AS nothing,
true AS yes, 2::HUGEINT AS big, 0.1::DOUBLE AS float, 0.5::FLOAT AS half, [1.5::DECIMAL(18,6), NULL] AS list, [2, 3] AS whole, ['1', 'null'] AS texts, [0.1::DOUBLE, 'nan'] AS floats, {'a': '<b>', 'c': [true], 'n': 7::HUGEINT} AS pair, '字' AS text, 'ab'::BLOB AS bytes; -- one`)
	must(t, err)
	if diff := cmp.Diff([][]string{{"1.5", "2021-05-04", "2021-05-04 01:02:03", "", "true", "2", "0.1", "0.5", `[1.5,null]`, "[2,3]", `["1","null"]`, `[0.1,"NaN"]`, `{"a":"<b>","c":[true],"n":7}`, "字", "6162"}}, table.Rows); diff != "" {
		t.Error(diff)
	}
	var numbers []string
	for _, c := range table.Columns {
		if c.Number {
			numbers = append(numbers, c.Name)
		}
	}
	if diff := cmp.Diff([]string{"d", "big", "float", "half"}, numbers); diff != "" {
		t.Error(diff)
	}
	for _, fine := range []string{"DESCRIBE mart.allocation_table", "SHOW ALL TABLES", "FROM mart.allocation_table", "WITH a AS (SELECT 1 AS x) SELECT x FROM a", "VALUES (1)"} {
		if _, err := db.Query(context.Background(), fine); err != nil {
			t.Errorf("%s: %v", fine, err)
		}
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := db.Query(cancelled, "SELECT 1"); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled query gave %v", err)
	}
}

func TestReadersKeepTheirDatabaseWhileTheNextIsPublished(t *testing.T) {
	dir := t.TempDir()
	front, next := filepath.Join(dir, "hengji.duckdb"), filepath.Join(dir, "2.duckdb")
	published(t, front, aRun(), nil)
	before := open(t, front)
	published(t, next, aRun(), func(b *Build, standings []hengji.Standing) {
		stage(t, b, "allocation", 6, cells{"project_code": "N1", "amount_wan": "7"})
	})
	must(t, os.Rename(next, front))
	after := open(t, front)
	const total = "SELECT projects FROM mart.allocation_table WHERE region = '合计'"
	for db, want := range map[*DB]string{before: "5", after: "6"} {
		table, err := db.Query(context.Background(), total)
		must(t, err)
		if table.Rows[0][0] != want {
			t.Errorf("got %s, want %s", table.Rows[0][0], want)
		}
	}
}

func TestDigestKnowsTheContentAndNotTheRun(t *testing.T) {
	dir := t.TempDir()
	digest := func(name string, run Run, change func(*Build, []hengji.Standing)) string {
		path := filepath.Join(dir, name)
		published(t, path, run, change)
		content, err := open(t, path).Content(context.Background())
		must(t, err)
		return content.Digest
	}
	first := digest("1", aRun(), nil)
	later := aRun()
	later.ID, later.StartedAt, later.Note = "r2", later.StartedAt.Add(time.Hour), "again"
	if second := digest("2", later, nil); second != first {
		t.Error("another run over the same content has another digest")
	}
	for what, change := range map[string]func(*Build, []hengji.Standing){
		"an amount": func(b *Build, _ []hengji.Standing) {
			must(t, b.flush())
			must(t, b.exec("UPDATE stg.allocation SET amount_wan = amount_wan + 0.000001 WHERE _submission = 5"))
		},
		"a blank for an empty text": func(b *Build, _ []hengji.Standing) {
			must(t, b.flush())
			must(t, b.exec("UPDATE stg.allocation SET remarks = '' WHERE _submission = 5"))
		},
		"a state":   func(_ *Build, standings []hengji.Standing) { standings[0].State = hengji.Pending },
		"a comment": func(b *Build, _ []hengji.Standing) { must(t, b.exec("CREATE VIEW mart.extra AS SELECT 1 AS period")) },
	} {
		if digest(what, aRun(), change) == first {
			t.Errorf("%s changed and the digest did not", what)
		}
	}
}

func TestOpenTellsWhatIsWrongWithAFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(filepath.Join(dir, "none.duckdb")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	junk := filepath.Join(dir, "junk.duckdb")
	must(t, os.WriteFile(junk, []byte(strings.Repeat("not a database ", 1000)), 0o600))
	if _, err := Open(junk); err == nil || !strings.Contains(err.Error(), "不是 DuckDB 数据库文件") {
		t.Errorf("got %v", err)
	}
}

// A second process holds the file for writing: this test runs itself.
func TestOpenTellsThatAnotherProcessWrites(t *testing.T) {
	if path := os.Getenv("HENGJI_TEST_HOLD"); path != "" {
		b, err := Create(path, onlyMarts(t), aRun())
		must(t, err)
		_, _ = os.Stdout.WriteString("held\n")
		_, _ = os.Stdin.Read(make([]byte, 1))
		_ = b.Close()
		return
	}
	path := filepath.Join(t.TempDir(), "held.duckdb")
	holder := exec.Command(os.Args[0], "-test.run=TestOpenTellsThatAnotherProcessWrites")
	holder.Env = append(os.Environ(), "HENGJI_TEST_HOLD="+path)
	input, err := holder.StdinPipe()
	must(t, err)
	output, err := holder.StdoutPipe()
	must(t, err)
	must(t, holder.Start())
	defer func() {
		_ = input.Close()
		_ = holder.Wait()
	}()
	_, err = output.Read(make([]byte, 5))
	must(t, err)
	if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "另一个程序正在写这个文件") {
		t.Errorf("got %v", err)
	}
}

func TestAnAbandonedBuildClosesInPeace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.duckdb")
	b, err := Create(path, onlyMarts(t), aRun())
	must(t, err)
	stage(t, b, "allocation", 1, cells{"project_code": "P1"})
	must(t, b.Close())
	if err := b.Append(batch(t, b.rules, "allocation", 1, cells{})); err == nil {
		t.Error("appended to a closed build")
	}
}

func TestABrokenRuleFileStopsBeforeTheFirstWorkbook(t *testing.T) {
	broken := aMart("broken", "SELECT period FROM core.no_such", "period")
	if _, err := Create("", with(t, nil, []*hengji.Mart{broken}), aRun()); err == nil || !strings.Contains(err.Error(), "sql/marts/broken.sql:1: create view mart.broken: ") {
		t.Errorf("got %v", err)
	}
	second := aMart("second", "SELECT period FROM core.region); DROP SCHEMA dq CASCADE; SELECT (1", "period")
	if _, err := Create("", with(t, nil, []*hengji.Mart{second}), aRun()); !errors.Is(err, ErrQuery) || !strings.Contains(err.Error(), "create view mart.second") {
		t.Errorf("got %v", err)
	}
	twice := aCheck("X-TWICE", "", "SELECT 1) LIMIT 0; DROP SCHEMA dq CASCADE; SELECT * FROM (SELECT 2")
	if _, err := Create("", with(t, []*hengji.Rule{twice}, nil), aRun()); !errors.Is(err, ErrQuery) || !strings.Contains(err.Error(), "parse check X-TWICE") {
		t.Errorf("got %v", err)
	}
	short := aMart("short", "SELECT period FROM core.region", "period", "region")
	if _, err := Create("", with(t, nil, []*hengji.Mart{short}), aRun()); err == nil || !strings.Contains(err.Error(), "describe mart.short: it has no column region") {
		t.Errorf("got %v", err)
	}
	rules := with(t, nil, nil)
	rules.CodeLists = map[string]*hengji.CodeList{}
	if _, err := Create("", rules, aRun()); err == nil || !strings.Contains(err.Error(), "no code list regions") {
		t.Errorf("got %v", err)
	}
}

// No engine takes more memory than its bound, and none spills where nobody would look.
func TestEveryEngineIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bounded.duckdb")
	settings := "SELECT current_setting('memory_limit'), current_setting('temp_directory'), current_setting('max_temp_directory_size')"
	b, err := Create(path, onlyMarts(t), aRun())
	must(t, err)
	built, err := b.query(t.Context(), settings, 1)
	must(t, err)
	if got := fmt.Sprint(built.rows[0]...); got != "2.0 GiB"+path+".tmp"+"8.0 GiB" {
		t.Errorf("a build is bounded by %s", got)
	}
	must(t, b.Finish(nil))
	must(t, b.Close())
	db := open(t, path)
	read, err := db.Query(t.Context(), settings)
	must(t, err)
	if got := read.Rows[0][0] + read.Rows[0][1]; got != "2.0 GiB" {
		t.Errorf("a reader is bounded by %s", got)
	}
	if tier.All {
		if _, err := db.Query(t.Context(), "SELECT len(list(i)) FROM range(400000000) numbers(i)"); !errors.Is(err, ErrQuery) || !strings.Contains(err.Error(), "2GiB") {
			t.Errorf("a query that asks for too much: %v", err)
		}
	}
}
