package load

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"hengji"
)

// listOf gives the shipped rules with one more code list.
func listOf(t *testing.T, columns []hengji.CodeColumn, rows ...[]string) *hengji.Rules {
	rules := with(t, nil, nil)
	rules.CodeLists = maps.Clone(rules.CodeLists)
	rules.CodeLists["kinds"] = &hengji.CodeList{Name: "kinds", Columns: columns, Rows: rows, Source: hengji.FilePlace{File: "schema/codes/kinds.csv", Line: 1}}
	return rules
}

func TestCodeListsKeepTheirTypesAndOrder(t *testing.T) {
	columns := []hengji.CodeColumn{{Name: "code"}, {Name: "n", Kind: hengji.Integer}, {Name: "x", Kind: hengji.Number}, {Name: "day", Kind: hengji.Date}, {Name: "yes", Kind: hengji.Boolean}}
	b, err := Create("", listOf(t, columns, []string{"b", "-9223372036854775808", "0.000001", "2021-02-28", "true"}, []string{"a", "", "", "", ""}, []string{"short"}), aRun())
	must(t, err)
	defer b.Close()
	for statement, want := range map[string]string{
		"SELECT string_agg(position || code, ' ' ORDER BY position) FROM ref.kinds":                                "1b 2a 3short",
		"SELECT n || ' ' || x || ' ' || day || ' ' || yes FROM ref.kinds WHERE code = 'b'":                         "-9223372036854775808 0.000001 2021-02-28 true",
		"SELECT count(*) FROM ref.kinds WHERE n IS NULL AND x IS NULL AND day IS NULL AND yes IS NULL":             "2",
		"SELECT string_agg(data_type, ' ' ORDER BY column_index) FROM duckdb_columns() WHERE table_name = 'kinds'": "INTEGER VARCHAR BIGINT DECIMAL(18,6) DATE BOOLEAN",
		"SELECT string_agg(name, ' ' ORDER BY position) FROM ref.regions WHERE position IN (1, 7, 17)":             "市本级 高新区 耒阳市",
		"SELECT typeof(sum(amount_wan)) || ' ' || sum(amount_wan) FROM ref.control_figures":                        "DECIMAL(38,6) 2201.000000",
		"SELECT due_on - opens_on FROM ref.period":                                                                 "59",
		"SELECT started_at FROM meta.run":                                                                          "2022-03-03 02:00:00",
	} {
		if got := one(t, b, statement); got != want {
			t.Errorf("%s = %s, want %s", statement, got, want)
		}
	}
}

func TestCodesThatCannotBeKeptAreTold(t *testing.T) {
	for _, c := range []struct {
		kind       hengji.Kind
		text, want string
	}{
		{hengji.Integer, "1.5", "not a whole number"},
		{hengji.Integer, "9223372036854775808", "not a whole number"},
		{hengji.Number, "1.0000001", "more than 6 decimals"},
		{hengji.Number, "many", "not a number"},
		{hengji.Number, "1e12", "out of range"},
		{hengji.Date, "2021-02-30", "not a date like 2021-05-04"},
		{hengji.Boolean, "vielleicht", "invalid syntax"},
	} {
		_, err := Create("", listOf(t, []hengji.CodeColumn{{Name: "value", Kind: c.kind}}, []string{c.text}), aRun())
		if err == nil || !strings.Contains(err.Error(), "schema/codes/kinds.csv: row 1 of code list kinds: value \""+c.text+"\"") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %q: %v", c.kind, c.text, err)
		}
	}
}

func TestAPeriodWithAnImpossibleDayIsTold(t *testing.T) {
	run := aRun()
	run.Periods[0].DueOn = "2022-02-30"
	if _, err := Create("", onlyMarts(t), run); err == nil || !strings.Contains(err.Error(), "fill ref.period with 2021") {
		t.Errorf("got %v", err)
	}
}

// A period of checks asks nothing of regions: none stands in its tables, and an empty table
// of regions is not printed of it, as what checks are made of is not printed of a year.
func TestAPeriodOfChecksAsksNothingOfRegions(t *testing.T) {
	for period, want := range map[string][5]string{
		"2021":    {"", "17", "true", "false", "true"},
		"2021-H1": {"", "17", "true", "false", "true"},
		"2021-CC": {"rectification|spot_check_record", "0", "false", "true", "false"},
	} {
		run := aRun()
		run.Period, run.Periods = period, nil
		rules := onlyMarts(t)
		b, err := Create("", rules, run)
		must(t, err)
		got := [5]string{
			one(t, b, "SELECT forms FROM ref.period"), one(t, b, "SELECT count(*) FROM core.region"),
		}
		for i, form := range []string{"", "rectification"} {
			not, err := unasked(t.Context(), b.conn, period, form)
			must(t, err)
			got[2+i] = fmt.Sprint(!not)
		}
		got[4] = fmt.Sprint(Period{Period: period}.Rules(rules).AsksRegions())
		if got != want {
			t.Errorf("%s: %q, want %q", period, got, want)
		}
		must(t, b.Close())
	}
}
