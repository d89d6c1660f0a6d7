package load

import (
	"context"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hengji"
)

// A view is read where a text has its name behind its schema's, also through macros and other
// views; a form, a column and a comment of that name read none.
func TestWhatAStatementReads(t *testing.T) {
	view := func(layer, name, text string) *hengji.Mart { return &hengji.Mart{Layer: layer, Name: name, SQL: text} }
	r := newReach(&hengji.Rules{
		Base: []*hengji.Mart{
			view("base", "amounts", "-- what base.deep has\nSELECT * FROM stg.allocation -- and not base.deep"),
			view("base", "deep", "FROM base.amounts JOIN stg.execution USING (project_code)"),
		},
		Marts:  []*hengji.Mart{view("", "amounts", "FROM core.allocation"), view("", "board", "FROM mart.amounts"), view("", "allocation", "FROM base.deep")},
		Macros: []*hengji.Macro{{Name: "deepest", SQL: "CREATE MACRO deepest() AS (SELECT max(x) FROM base.deep)"}},
	})
	for text, want := range map[string]string{
		"SELECT amounts, board FROM stg.allocation": "",
		"FROM base.amounts":                         "base.amounts",
		`SELECT 1 FROM "Base" . "Deep"`:             "base.amounts base.deep",
		"SELECT deepest()":                          "base.amounts base.deep",
		"FROM mart.board":                           "mart.amounts mart.board",
		"SELECT deepest() FROM mart.amounts":        "base.amounts base.deep mart.amounts",
		"FROM stg.allocation -- mart.board\n/* it's mart.board */ WHERE true":  "",
		"SELECT '-- it''s no comment' FROM mart.board":                         "mart.amounts mart.board",
		"SELECT \"it's -- quoted\" FROM mart.board":                            "mart.amounts mart.board",
		"-- mart.board\nSELECT '/*' FROM mart.allocation -- '\n, base.amounts": "base.amounts base.deep mart.allocation mart.amounts", // of the same name: too much, never too little
	} {
		var got []string
		for view := range r.read(text).views {
			got = append(got, view.Schema()+"."+view.Name)
		}
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%s: reads %v, want %s", text, got, want)
		}
	}
}

// What a check reads is told by its words, in whatever way they are written.
func TestOnlyChecksThatReadNothingButEmptyFormsAreSilent(t *testing.T) {
	plain := rulesOf(t)
	view := *plain.Base[0]
	view.Name, view.SQL = "through", "SELECT _submission, _sheet, _row FROM stg.execution"
	view.Columns, view.Traces, view.Stored = nil, nil, false
	rules := *plain
	rules.Base = append(slices.Clone(plain.Base), &view)
	rules.Checks = nil
	b := createBy(t, &rules)
	stage(t, b, "execution", 1, cells{"project_code": "P1"})
	for text, want := range map[string]bool{
		"SELECT _submission, _sheet, _row FROM stg.allocation":                                                 true,
		"SELECT a._submission, a._sheet, a._row FROM stg.allocation a JOIN ref.units u ON u.name = a.category": true,
		"SELECT _submission, _sheet, _row FROM stg.execution":                                                  false,
		`SELECT _submission, _sheet, _row FROM "STG" . "Execution"`:                                            false,
		"SELECT _submission, _sheet, _row FROM base.through":                                                   false,
		"SELECT submission AS _submission, '' AS _sheet, 1 AS _row FROM meta.submission":                       false,
		"SELECT _submission, _sheet, _row FROM core.allocation":                                                false,
		"FROM query('SELECT _submission, _sheet, _row FROM stg.alloc' || 'ation')":                             false,
		"SELECT estimated_size AS _submission, '' AS _sheet, 1 AS _row FROM duckdb_tables()":                   false,
		"SELECT _submission, _sheet, _row FROM stg.allocation WHERE has_column(_submission, 'x', 'y')":         false,
	} {
		if got := b.silent(aCheck("X", "", text)); got != want {
			t.Errorf("%s: silent %v, want %v", text, got, want)
		}
	}
	must(t, b.Discard(1))
	if !b.silent(aCheck("X", "", "SELECT _submission, _sheet, _row FROM stg.execution")) {
		t.Error("a check of what was discarded is not silent")
	}
}

// Submissions that an earlier day's rules judge are kept in a file of what these read.
func TestADatabaseToJudgeWithIsFinished(t *testing.T) {
	path := filepath.Join(t.TempDir(), "aside.duckdb")
	rules := *rulesOf(t)
	rules.Checks = slices.DeleteFunc(slices.Clone(rules.Checks), func(rule *hengji.Rule) bool { return rule.Scope == "period" })
	b, err := ToJudge(path, &rules, aRun())
	must(t, err)
	finished(t, b, path)
}

// A second statement behind a semicolon never runs, in a database to judge with either.
func TestWhatIsNoSingleSelectIsNotJudgedWith(t *testing.T) {
	for text, told := range map[string]string{
		"SELECT 1) LIMIT 0; DROP SCHEMA dq CASCADE; SELECT * FROM (SELECT 2": "parse check X",
		"DROP SCHEMA dq CASCADE -- meta":                                     "run check X",
		"INSERT INTO meta.submission (submission) VALUES (1)":                "run check X",
	} {
		b, err := ToJudge("", with(t, []*hengji.Rule{aCheck("X", "", text)}, nil), aRun())
		if err == nil {
			_, err = b.Check("submission")
			must(t, b.Close())
		}
		if err == nil || !strings.Contains(err.Error(), told) {
			t.Errorf("%s: %v, want %s", text, err, told)
		}
	}
}

// A check that is not asked where its forms are empty has nothing to say there,
// whatever else was handed in.
func TestASilentCheckFindsNothing(t *testing.T) {
	b := create(t)
	must(t, b.Submissions(publishedYear(t, b)))
	must(t, b.flush())
	for _, form := range b.rules.Forms {
		must(t, b.exec("CREATE TEMP TABLE "+name("kept_"+form.Name)+" AS FROM stg."+name(form.Name)))
	}
	silent := 0
	for _, rule := range b.rules.Checks {
		words, staged := b.reach.read(rule.SQL).words, b.staged
		b.staged = map[string]int64{}
		asked := !b.silent(rule)
		b.staged = staged
		if asked {
			continue
		}
		silent++
		for _, form := range b.rules.Forms {
			if words[form.Name] {
				must(t, b.exec("DELETE FROM stg."+name(form.Name)))
			}
		}
		found, err := b.query(context.Background(), statement(rule.SQL), math.MaxInt)
		must(t, err)
		if len(found.rows) > 0 {
			t.Errorf("%s gives %d rows of empty forms", rule.ID, len(found.rows))
		}
		for _, form := range b.rules.Forms {
			if words[form.Name] {
				must(t, b.exec("INSERT INTO stg."+name(form.Name)+" FROM temp."+name("kept_"+form.Name)))
			}
		}
	}
	if silent < 30 {
		t.Errorf("only %d checks may be silent", silent)
	}
}

// A text in which no statement can end before it does needs no parser.
func TestSemicolonsInWordsAndCommentsEndNoStatement(t *testing.T) {
	for text, want := range map[string]bool{
		"SELECT 1": false,
		"SELECT 'a; b', \"c;d\" -- one; and another\n":             false,
		"/* it's; */ SELECT 1":                                     false,
		"SELECT 'it''s; so'":                                       false,
		"SELECT 1) t; DROP TABLE stg.x; SELECT * FROM (VALUES (1)": true,
		"-- it's\nSELECT 1; SELECT 2":                              true,
		`SELECT E'\''); DROP TABLE x; SELECT ('1'`:                 true,
		"SELECT $$'$$); DROP TABLE x; SELECT ('1'":                 true,
	} {
		b := &Build{asked: map[string]bool{}}
		if got := b.parsed(text); got != want {
			t.Errorf("%s: parsed %v, want %v", text, got, want)
		}
	}
}
