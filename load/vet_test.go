package load

import (
	"bytes"
	"cmp"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"hengji"
	"hengji/schema"
)

func TestShippedRulesAreInOrder(t *testing.T) {
	must(t, Vet(rulesOf(t)))
}

// A city that has printed no report yet keeps the header of its figures and rates alone.
func TestListsOfFiguresMayBeEmpty(t *testing.T) {
	files := fstest.MapFS{}
	must(t, fs.WalkDir(hengji.DefaultRules, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(hengji.DefaultRules, name)
		if base := path.Base(name); base == "report_figures.csv" || base == "control_rates.csv" {
			data = data[:bytes.IndexByte(data, '\n')+1]
		}
		files[name] = &fstest.MapFile{Data: data}
		return err
	}))
	rules, err := schema.Read(files)
	must(t, err)
	must(t, Vet(rules))
}

// with gives the shipped rules with other checks and marts.
func with(t *testing.T, checks []*hengji.Rule, marts []*hengji.Mart) *hengji.Rules {
	rules := *rulesOf(t)
	rules.Checks, rules.Marts = checks, marts
	rules.Catalogue = maps.Clone(rules.Catalogue)
	for _, check := range checks {
		rules.Catalogue[check.ID] = check
	}
	return &rules
}

func aCheck(id hengji.RuleID, message, sql string, yieldsTo ...hengji.RuleID) *hengji.Rule {
	return &hengji.Rule{
		ID: id, Title: string(id), Severity: hengji.Explain, Scope: "submission", Form: "allocation", Field: "amount_wan",
		Message: message, SQL: sql, YieldsTo: yieldsTo, Source: hengji.FilePlace{File: "sql/checks/" + string(id) + ".sql", Line: 1},
	}
}

func aMart(name, sql string, columns ...string) *hengji.Mart {
	m := &hengji.Mart{Name: name, Title: "表", Grain: "一行", Labels: map[string]string{}, SQL: sql,
		Source: hengji.FilePlace{File: "sql/marts/" + name + ".sql", Line: 1}}
	for _, c := range columns {
		m.Labels[c] = "列"
		m.Columns = append(m.Columns, c)
	}
	return m
}

// traces are read as from line 7 of a file.
func traces(t *testing.T, texts ...string) []*hengji.Trace {
	t.Helper()
	var all []*hengji.Trace
	for _, text := range texts {
		read, err := schema.ParseTraces(text)
		must(t, err)
		read[0].Line = 7
		all = append(all, read...)
	}
	return all
}

func TestAuthorsAreToldWhereTheyWentWrong(t *testing.T) {
	const fine = "SELECT _submission, _sheet, _row FROM stg.allocation"
	rules := with(t, []*hengji.Rule{
		aCheck("A-FINE", "行 {row}", fine+";"),
		aCheck("B-TWO", "", fine+";\n"+fine),
		aCheck("C-DROP", "", "DROP TABLE stg.allocation"),
		aCheck("D-SYNTAX", "", "-- rule: D-SYNTAX\nSELECT _submission,\n FRM stg.allocation WHERE WHERE"),
		aCheck("E-TABLE", "", "SELECT 1\nFROM stg.allocations"),
		aCheck("F-COLUMN", "", "SELECT _submission, _sheet, _row,\n  amount\nFROM stg.allocation"),
		aCheck("G-NOWHERE", "", "SELECT _submission, _sheet FROM stg.allocation"),
		aCheck("H-PLACEHOLDER", "{gott} {label}", "SELECT _submission, _sheet, _row, amount_wan AS got FROM stg.allocation"),
		aCheck("I-FLOAT", "{got}", "SELECT _submission, _sheet, _row, amount_wan / 3 AS got FROM stg.allocation"),
		aCheck("J-CATALOG", "", "SELECT _submission, _sheet, _row\nFROM stg.allocation WHERE EXISTS (\nSELECT 1 FROM staging.stg.execution)"),
		aCheck("K-RELATED", "", "SELECT _submission, _sheet, _row, 'I5' AS _related FROM stg.allocation"),
		aCheck("K-FIELDS", "", "SELECT _submission, _sheet, _row, ['region'] AS _related FROM stg.allocation"),
		aCheck("L-CIRCLE", "", fine, "M-CIRCLE"),
		aCheck("M-CIRCLE", "", fine, "L-CIRCLE"),
		aCheck("N-FILE", "", "SELECT 1 AS _submission, '' AS _sheet, 1 AS _row FROM read_text('/etc/hostname')"),
		aCheck("O-NOTHING", "", "-- only words"),
		aCheck("P-BRACKETS", "", "SELECT 1) UNION (SELECT 2"),
		aCheck("R-ALWAYS", "", "SELECT max(_submission) AS _submission, '' AS _sheet, count(*) AS _row FROM stg.allocation"),
		aCheck("Q-COPY", "", "COPY stg.allocation TO 'out.csv'"),
	}, []*hengji.Mart{
		aMart("fine", "SELECT period, region FROM core.region -- the last line", "period", "region"),
		aMart("built_on_fine", "SELECT period, region FROM mart.fine", "period", "region"),
		aMart("floats", "SELECT period, avg(position) AS mean, sum(position) AS total FROM core.region GROUP BY period", "period", "mean", "total"),
		aMart("untraced", "SELECT period, count(*) AS regions FROM core.region GROUP BY period", "period", "regions"),
		aMart("unlabelled", "SELECT period, region FROM core.region", "period", "regions"),
		aMart("timeless", "SELECT region FROM core.region", "region"),
		aMart("second", "SELECT period FROM core.region); DROP SCHEMA ref CASCADE; SELECT (1", "period"),
	})
	totalled := aMart("totalled", "SELECT period, count(*) AS regions, 0.5::DECIMAL(18,6) AS part\nFROM core.region GROUP BY period", "period", "regions", "part")
	totalled.Traces = traces(t, "regions = count(core.region) by period", "part = sum(core.region.position) by period")
	totalled.Paper = hengji.Paper{
		Totals: []hengji.Total{
			{Column: "regions", SQL: "sum(regions)", Line: 2}, {Column: "part", SQL: "avg(part)", Line: 3}, {Column: "part", SQL: "sum(parts)", Line: 4},
			{Column: "part", SQL: "1) FROM core.region); DROP SCHEMA ref CASCADE; SELECT (1", Line: 5},
		},
		Balances: []hengji.Balanced{{Column: "regions"}}, Charts: []hengji.Chart{{Column: "period", By: "part"}},
	}
	rules.Marts = append(rules.Marts, totalled)
	rules.Marts[1].Traces = traces(t, "nothing = sum(stg.allocation.amount_wan) by period",
		"region when regions = '耒阳市' = sum(stg.allocation.amount) by period",
		"region when region = '南岳区' = sum(core.allocation.project_name) where grade = '优' by period, place, region")
	err := Vet(rules)
	if err == nil {
		t.Fatal("nothing was told")
	}
	golden(t, "vet.txt", err.Error()+"\n")
}

func TestEveryRuleHasItsChineseTitleAndADescription(t *testing.T) {
	rules := rulesOf(t)
	for _, check := range rules.Checks {
		if !strings.ContainsFunc(check.Title, func(r rune) bool { return r > 0x4e00 }) || check.Description == "" {
			t.Errorf("%s: title %q, description %q", check.ID, check.Title, check.Description)
		}
	}
	if got := len(rules.Checks); got < 18 {
		t.Errorf("%d checks, want at least 18", got)
	}
	if !slices.IsSortedFunc(rules.Checks, func(a, b *hengji.Rule) int { return cmp.Compare(a.ID, b.ID) }) {
		t.Error("checks are not sorted")
	}
}
