package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// opened is a connection to an empty engine of this side: the machine's, or the page's
// where `make selfcheck-test` runs this in node.
func opened(t *testing.T) *sql.Conn {
	t.Helper()
	connector, err := NewConnector()
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(); db.Close() })
	return conn
}

func run(t *testing.T, conn *sql.Conn, statement string, args ...any) sql.Result {
	t.Helper()
	result, err := conn.ExecContext(context.Background(), statement, args...)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return result
}

// answer writes a result down, a line a row, each value with its type of Go.
func answer(t *testing.T, conn *sql.Conn, statement string, args ...any) string {
	t.Helper()
	rows, err := conn.QueryContext(context.Background(), statement, args...)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for rows.Next() {
		values, into := make([]any, len(types)), make([]any, len(types))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		for i, value := range values {
			fmt.Fprintf(&b, "%s %s %T %s\n", types[i].Name(), types[i].DatabaseTypeName(), value, shown(value))
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func shown(value any) string {
	switch v := value.(type) {
	case Decimal:
		return fmt.Sprintf("%d %d %s", v.Width, v.Scale, v.Value)
	case *big.Int:
		return v.String()
	case time.Time:
		return v.Format("2006-01-02 15:04:05.999999 MST")
	case []any:
		var items []string
		for _, item := range v {
			items = append(items, fmt.Sprintf("%T %s", item, shown(item)))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case map[string]any:
		return fmt.Sprint(v) // sorted by key
	}
	return fmt.Sprint(value)
}

// Every type that a result of load has is the same value of the same type on both sides.
func TestValuesAreOfTheSameTypesOnBothSides(t *testing.T) {
	conn := opened(t)
	for _, c := range []struct{ of, want string }{
		{"NULL::VARCHAR", "VARCHAR <nil> <nil>"},
		{"'耒阳''市'", "VARCHAR string 耒阳'市"},
		{"''", "VARCHAR string "},
		{"true", "BOOLEAN bool true"},
		{"9223372036854775807", "BIGINT int64 9223372036854775807"},
		{"7::INTEGER", "INTEGER int32 7"},
		{"-7::SMALLINT", "SMALLINT int16 -7"},
		{"-7::TINYINT", "TINYINT int8 -7"},
		{"18446744073709551615::UBIGINT", "UBIGINT uint64 18446744073709551615"},
		{"sum(v) FROM (VALUES (9223372036854775807), (9223372036854775807)) t(v)", "HUGEINT *big.Int 18446744073709551614"},
		{"999999999999.999999::DECIMAL(18,6)", "DECIMAL(18,6) engine.Decimal 18 6 999999999999999999"},
		{"-0.000001::DECIMAL(18,6)", "DECIMAL(18,6) engine.Decimal 18 6 -1"},
		{"12.5::DECIMAL(4,1)", "DECIMAL(4,1) engine.Decimal 4 1 125"},
		{"12345678901234567890123456789012.123456::DECIMAL(38,6)", "DECIMAL(38,6) engine.Decimal 38 6 12345678901234567890123456789012123456"},
		{"0.1::DOUBLE", "DOUBLE float64 0.1"},
		{"DATE '0001-01-01'", "DATE time.Time 0001-01-01 00:00:00 UTC"},
		{"DATE '9999-12-31'", "DATE time.Time 9999-12-31 00:00:00 UTC"},
		{"TIMESTAMP '2021-12-31 23:59:59.123457'", "TIMESTAMP time.Time 2021-12-31 23:59:59.123457 UTC"},
		{"['甲', NULL, '乙']", "VARCHAR[] []interface {} [string 甲, <nil> <nil>, string 乙]"},
		{"[]::VARCHAR[]", "VARCHAR[] []interface {} []"},
		{"[{'form': 'allocation', 'row': 3}]", `STRUCT("form" VARCHAR, "row" INTEGER)[] []interface {} [map[string]interface {} map[form:allocation row:3]]`},
		{"{'a': NULL::VARCHAR, 'b': 2}", `STRUCT("a" VARCHAR, "b" INTEGER) map[string]interface {} map[a:<nil> b:2]`},
	} {
		statement := "SELECT " + c.of
		if head, from, is := strings.Cut(c.of, " FROM "); is {
			statement = "SELECT " + head + " AS value FROM " + from
		} else {
			statement += " AS value"
		}
		got := strings.ReplaceAll(answer(t, conn, statement), "duckdb.Decimal", "engine.Decimal")
		if got != "value "+c.want+"\n" {
			t.Errorf("%s: got %swant value %s", c.of, got, c.want)
		}
	}
}

func TestAppenderKeepsEveryDigit(t *testing.T) {
	conn := opened(t)
	run(t, conn, "CREATE SCHEMA stg")
	run(t, conn, "CREATE TABLE stg.typed (n BIGINT, i INTEGER, amount DECIMAL(18,6), day DATE, moment TIMESTAMP, said VARCHAR, yes BOOLEAN, list VARCHAR[], cells STRUCT(cell VARCHAR, got VARCHAR)[])")
	run(t, conn, "BEGIN")
	const rows = 1201 // several statements of the page's side
	err := conn.Raw(func(own any) error {
		a, err := NewAppender(own.(driver.Conn), "memory", "stg", "typed")
		if err != nil {
			return err
		}
		for i := range rows {
			said := any(fmt.Sprintf("第 %d 行 ' \" \\ \n ; -- ?", i))
			if i%7 == 0 {
				said = nil
			}
			list := []string{}
			if i%3 == 0 {
				list = []string{"甲'", ""}
			}
			amount := new(big.Int).Sub(big.NewInt(999999999999999999), big.NewInt(int64(i)))
			if i%2 == 1 {
				amount.SetInt64(-int64(i))
			}
			if err := a.AppendRow(int64(9223372036854775807-int64(i)), int32(i), Decimal{Width: 18, Scale: 6, Value: amount},
				time.Date(2021, 1, 1+i%365, 0, 0, 0, 0, time.UTC), time.UnixMicro(1640995199123457+int64(i)).UTC(), said, i%2 == 0, list,
				[]map[string]any{{"cell": "A1", "got": "1'2"}}); err != nil {
				return err
			}
		}
		return a.Close()
	})
	if err != nil {
		t.Fatal(err)
	}
	run(t, conn, "COMMIT")
	want := "count BIGINT int64 1201\nsum HUGEINT *big.Int 11077269816262585023607\n"
	got := answer(t, conn, "SELECT count(*) AS count, sum(n) AS sum FROM stg.typed")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sums (-want +got):\n%s", diff)
	}
	got = strings.ReplaceAll(answer(t, conn, "SELECT * FROM stg.typed WHERE i IN (0, 1, 1200) ORDER BY i"), "duckdb.Decimal", "engine.Decimal")
	want = `n BIGINT int64 9223372036854775807
i INTEGER int32 0
amount DECIMAL(18,6) engine.Decimal 18 6 999999999999999999
day DATE time.Time 2021-01-01 00:00:00 UTC
moment TIMESTAMP time.Time 2021-12-31 23:59:59.123457 UTC
said VARCHAR <nil> <nil>
yes BOOLEAN bool true
list VARCHAR[] []interface {} [string 甲', string ]
cells STRUCT("cell" VARCHAR, "got" VARCHAR)[] []interface {} [map[string]interface {} map[cell:A1 got:1'2]]
n BIGINT int64 9223372036854775806
i INTEGER int32 1
amount DECIMAL(18,6) engine.Decimal 18 6 -1
day DATE time.Time 2021-01-02 00:00:00 UTC
moment TIMESTAMP time.Time 2021-12-31 23:59:59.123458 UTC
said VARCHAR string 第 1 行 ' " \ 
 ; -- ?
yes BOOLEAN bool false
list VARCHAR[] []interface {} []
cells STRUCT("cell" VARCHAR, "got" VARCHAR)[] []interface {} [map[string]interface {} map[cell:A1 got:1'2]]
n BIGINT int64 9223372036854774607
i INTEGER int32 1200
amount DECIMAL(18,6) engine.Decimal 18 6 999999999999998799
day DATE time.Time 2021-04-16 00:00:00 UTC
moment TIMESTAMP time.Time 2021-12-31 23:59:59.124657 UTC
said VARCHAR string 第 1200 行 ' " \ 
 ; -- ?
yes BOOLEAN bool true
list VARCHAR[] []interface {} [string 甲', string ]
cells STRUCT("cell" VARCHAR, "got" VARCHAR)[] []interface {} [map[string]interface {} map[cell:A1 got:1'2]]
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	result := run(t, conn, "DELETE FROM stg.typed WHERE i < ? OR said = ?", int64(100), "第 1200 行 ' \" \\ \n ; -- ?")
	if rows, err := result.RowsAffected(); rows != 101 || err != nil {
		t.Errorf("%d rows deleted, %v; want 101", rows, err)
	}
}

func TestMistakesAreErrorsAndNothingIsLeftOfAnEarlierEngine(t *testing.T) {
	conn := opened(t)
	run(t, conn, "CREATE TABLE left_over (i INTEGER)")
	if _, err := conn.ExecContext(context.Background(), "SELECT nothing FROM nowhere"); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("a mistake gives %v", err)
	}
	run(t, conn, "SET lock_configuration = true")
	conn.Close()
	if _, err := opened(t).ExecContext(context.Background(), "SET threads = 1"); err != nil {
		t.Errorf("a new engine is locked: %v", err)
	}
	if _, err := opened(t).ExecContext(context.Background(), "SELECT * FROM left_over"); err == nil {
		t.Error("a new engine has the tables of another")
	}
}
