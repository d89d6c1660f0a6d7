package load

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// What a query gives of every kind of value reads the same alone and in whatever holds it:
// numbers with their digits, days without a time, true and null as they are.
func TestEveryKindOfValueIsPlainInEveryContainer(t *testing.T) {
	b := createBy(t, onlyMarts(t))
	ask := func(statement string) (resultColumn, string) {
		t.Helper()
		result, err := b.query(context.Background(), "SELECT "+statement, 1)
		if err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
		return result.columns[0], result.columns[0].text(result.rows[0][0])
	}
	type container struct{ statement, want string }
	containers := []container{
		{"[%[1]s, NULL]", "[%[2]s,null]"},
		{"CAST([%[1]s] AS %[3]s[1])", "[%[2]s]"},
		{"{'z, \"(': %[1]s, 'a': 1}", `{"z, \"(":%[2]s,"a":1}`},
		{"MAP {'b': %[1]s, 'a': NULL}", `{"b":%[2]s,"a":null}`},
		{"union_value(of_kind := %[1]s)", `{"of_kind":%[2]s}`},
		{"[{k: [MAP {1.50: {u: union_value(v := %[1]s)}}]}]", `[{"k":[{"1.5":{"u":{"v":%[2]s}}}]}]`},
	}
	for _, one := range []struct{ kind, value, alone, inside string }{
		{"BOOLEAN", "true", "true", "true"},
		{"TINYINT", "-1", "-1", "-1"},
		{"UBIGINT", "18446744073709551615", "18446744073709551615", "18446744073709551615"},
		{"HUGEINT", "170141183460469231731687303715884105727", "170141183460469231731687303715884105727", "170141183460469231731687303715884105727"},
		{"DECIMAL(18,6)", "123456789012.345600", "123456789012.3456", "123456789012.3456"},
		{"DECIMAL(38,20)", "0.00000000000000000001", "0.00000000000000000001", "0.00000000000000000001"},
		{"DOUBLE", "0.1", "0.1", "0.1"},
		{"DOUBLE", "nan", "NaN", `"NaN"`},
		{"VARCHAR", "a<\"\\\n", "a<\"\\\n", `"a<\"\\\n"`},
		{"VARCHAR", "7", "7", `"7"`},
		{"ENUM('x', '是')", "是", "是", `"是"`},
		{"DATE", "2021-01-02", "2021-01-02", `"2021-01-02"`},
		{"DATE", "infinity", "infinity", `"infinity"`},
		{"DATE", "-infinity", "-infinity", `"-infinity"`},
		{"TIMESTAMP", "2021-01-02", "2021-01-02 00:00:00", `"2021-01-02 00:00:00"`},
		{"TIMESTAMP", "infinity", "infinity", `"infinity"`},
		{"TIMESTAMP", "2021-01-02 03:04:05.06", "2021-01-02 03:04:05.06", `"2021-01-02 03:04:05.06"`},
		{"TIMESTAMP_NS", "2021-01-02 03:04:05.123456789", "2021-01-02 03:04:05.123456789", `"2021-01-02 03:04:05.123456789"`},
		{"TIMESTAMP_S", "2021-01-02 03:04:05", "2021-01-02 03:04:05", `"2021-01-02 03:04:05"`},
		{"TIMESTAMPTZ", "2021-01-02 03:04:05+08", "2021-01-01 19:04:05+00:00", `"2021-01-01 19:04:05+00:00"`},
		{"TIME", "03:04:05.5", "03:04:05.5", `"03:04:05.5"`},
		{"TIMETZ", "03:04:05+08", "03:04:05+08:00", `"03:04:05+08:00"`},
		{"INTERVAL", "14 months 3 days -1.5 seconds", "P1Y2M3DT-1.5S", `"P1Y2M3DT-1.5S"`},
		{"INTERVAL", "0 days", "PT0S", `"PT0S"`},
		{"INTERVAL", "36000000 hours", "PT129600000000S", `"PT129600000000S"`},
		{"UUID", "0000000a-000b-000c-000d-00000000000e", "0000000a-000b-000c-000d-00000000000e", `"0000000a-000b-000c-000d-00000000000e"`},
		{"BLOB", "\\xAA7", "aa37", `"aa37"`},
		{"BIT", "0101", "0101", `"0101"`},
		{"JSON", `{"a": [1, null]}`, `{"a":[1,null]}`, `{"a":[1,null]}`},
	} {
		value := fmt.Sprintf("CAST('%s' AS %s)", one.value, one.kind)
		if _, alone := ask(value); alone != one.alone {
			t.Errorf("%s: %q, want %q", value, alone, one.alone)
		}
		for _, in := range containers {
			statement, want := fmt.Sprintf(in.statement+"%.0[3]s%.0[2]s", value, "", one.kind), fmt.Sprintf(in.want+"%.0[1]s", "", one.inside)
			column, text := ask(statement)
			if text != want || !column.json() || !json.Valid([]byte(text)) {
				t.Errorf("%s (%s): %s, want %s", statement, column.kind, text, want)
			}
		}
		if !slices.Contains([]string{"JSON", "UUID", "BLOB", "BIT"}, one.kind) { // which the driver refuses as keys
			if _, text := ask("MAP {" + value + ": 1}"); !strings.HasSuffix(text, ":1}") || json.Unmarshal([]byte(text), &map[string]int{}) != nil {
				t.Errorf("a map by %s: %s", one.kind, text)
			}
		}
	}
	for statement, want := range map[string]string{
		"MAP {}": "{}", "CAST([] AS DATE[])": "[]", "CAST(NULL AS MAP(VARCHAR, DATE))": "", "[CAST(NULL AS MAP(VARCHAR, DATE))]": "[null]",
		"[[DATE '2021-01-02'], []]": `[["2021-01-02"],[]]`, "MAP {DATE '2021-01-02': 1, DATE '2020-01-02': 2}": `{"2021-01-02":1,"2020-01-02":2}`,
		`{'a""b': {'c)': DATE '2021-01-02'}, 'd': MAP {'e': [1.50]}}`: `{"a\"\"b":{"c)":"2021-01-02"},"d":{"e":[1.5]}}`,
	} {
		if _, text := ask(statement); text != want {
			t.Errorf("%s: %s, want %s", statement, text, want)
		}
	}
}
