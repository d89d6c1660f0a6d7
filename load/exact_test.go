package load

import (
	"context"
	"flag"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hengji"
	"hengji/samples/tier"
)

// one asks for a single value as text.
func one(t testing.TB, b *Build, statement string) string {
	t.Helper()
	result, err := b.query(context.Background(), statement, 1)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return result.columns[0].text(result.rows[0][0])
}

// millionths draws any value of DECIMAL(18,6), edges and everyday amounts often.
func millionths() *rapid.Generator[hengji.Decimal] {
	return rapid.Map(rapid.OneOf(
		rapid.Int64Range(-int64(hengji.MaxDecimal), int64(hengji.MaxDecimal)),
		rapid.SampledFrom([]int64{0, 1, -1, 1_000_000, -1_000_000, int64(hengji.MaxDecimal), -int64(hengji.MaxDecimal), 1_234_567}),
		rapid.Int64Range(-10_000_000_000, 10_000_000_000),
		rapid.Map(rapid.Int64Range(-1000, 1000), func(n int64) int64 { return n * 1_000_000 }),
	), func(n int64) hengji.Decimal { return hengji.Decimal(n) })
}

func TestEveryDecimalArrivesAsItLeft(t *testing.T) {
	b := createBy(t, onlyMarts(t))
	submission := int64(0)
	rapid.Check(t, func(rt *rapid.T) {
		submission++
		values := rapid.SliceOfN(millionths(), 1, 20).Draw(rt, "values")
		form := b.rules.Form("allocation")
		var batch hengji.Batch
		batch.Reset(form, submission, "表")
		for i := range values {
			batch.Rows = append(batch.Rows, int32(i+1))
		}
		for i, c := range form.Columns() {
			for _, v := range values {
				if c.Name == "amount_wan" {
					batch.Columns[i].AppendInt(int64(v))
				} else {
					batch.Columns[i].AppendNull()
				}
			}
		}
		must(t, b.Append(&batch))
		must(t, b.flush())
		result, err := b.query(context.Background(), fmt.Sprintf(
			"SELECT CAST(amount_wan AS VARCHAR), amount_wan FROM stg.allocation WHERE _submission = %d ORDER BY _row", submission), 100)
		must(t, err)
		for i, row := range result.rows {
			if got, want := plain(row[0]), values[i].Format(6); got != want {
				rt.Fatalf("the engine holds %s, want %s", got, want)
			}
			if got, want := plain(row[1]), values[i].String(); got != want {
				rt.Fatalf("printed %s, want %s", got, want)
			}
		}
	})
}

func TestValuesThatDoNotFitAreRefused(t *testing.T) {
	for _, c := range []struct {
		kind  hengji.Kind
		value int64
	}{
		{hengji.Number, int64(hengji.MaxDecimal) + 1},
		{hengji.Number, -int64(hengji.MaxDecimal) - 1},
		{hengji.Date, firstDay - 1},
		{hengji.Date, lastDay + 1},
		{hengji.Boolean, 2},
		{hengji.Boolean, -1},
		{hengji.Text, 0},
	} {
		if value, err := convertInt(c.kind, c.value); err == nil {
			t.Errorf("%s %d became %v", c.kind, c.value, value)
		}
	}
	b := createBy(t, onlyMarts(t))
	bad := batch(t, b.rules, "allocation", 1, cells{"project_code": "P1", "amount_wan": "1"})
	for i, c := range bad.Form.Columns() {
		if c.Name == "amount_wan" {
			bad.Columns[i].Ints[0] = int64(hengji.MaxDecimal) + 1
		}
	}
	err := b.Append(bad)
	if err == nil || !strings.Contains(err.Error(), "sheet row 4, amount_wan: value does not fit its column") {
		t.Errorf("got %v", err)
	}
}

func TestDaysArriveAsTheyLeft(t *testing.T) {
	b := createBy(t, onlyMarts(t))
	days := []string{"0001-01-01", "1969-12-31", "1970-01-01", "2021-05-04", "9999-12-31"}
	var records []cells
	for _, day := range days {
		records = append(records, cells{"starts_on": day})
	}
	stage(t, b, "allocation", 1, records...)
	must(t, b.flush())
	for i, day := range days {
		if got := one(t, b, fmt.Sprintf("SELECT starts_on FROM stg.allocation WHERE _row = %d", 4+i)); got != day {
			t.Errorf("got %s, want %s", got, day)
		}
	}
	if got := time.Unix(lastDay*86400, 0).UTC().Format(time.DateOnly); got != "9999-12-31" {
		t.Errorf("last day is %s", got)
	}
	if got := time.Unix(firstDay*86400, 0).UTC().Format(time.DateOnly); got != "0001-01-01" {
		t.Errorf("first day is %s", got)
	}
}

// exactQuotient is scale * part / whole rounded half away from zero to six places,
// in rationals; "" where there is none or it does not fit.
func exactQuotient(part, whole hengji.Decimal, scale int64) string {
	if whole == 0 {
		return ""
	}
	q := new(big.Rat).SetFrac64(int64(part), int64(whole))
	q.Mul(q, new(big.Rat).SetInt64(scale*1_000_000))
	negative := q.Sign() < 0
	q.Abs(q)
	twice := new(big.Int).Mul(q.Num(), big.NewInt(2))
	twice.Add(twice, q.Denom())
	n := twice.Quo(twice, new(big.Int).Mul(q.Denom(), big.NewInt(2)))
	if n.Cmp(big.NewInt(int64(hengji.MaxDecimal))) > 0 {
		return ""
	}
	if negative {
		n.Neg(n)
	}
	return exact(n, 6)
}

func TestQuotientsAreExact(t *testing.T) {
	b := createBy(t, onlyMarts(t))
	rapid.Check(t, func(rt *rapid.T) {
		part, whole := millionths().Draw(rt, "part"), millionths().Draw(rt, "whole")
		for call, scale := range map[string]int64{"ratio": 1, "percent": 100} {
			got := one(t, b, fmt.Sprintf("SELECT %s(CAST('%s' AS DECIMAL(18,6)), CAST('%s' AS DECIMAL(18,6)))", call, part, whole))
			if want := exactQuotient(part, whole, scale); got != want {
				rt.Fatalf("%s(%s, %s) = %q, want %q", call, part, whole, got, want)
			}
		}
	})
}

func TestQuotientsOfSumsAndCountsAreExact(t *testing.T) {
	b := createBy(t, onlyMarts(t))
	for statement, want := range map[string]string{
		"SELECT percent(count(*), CAST(7 AS BIGINT)) FROM range(1)":                            "14.285714",
		"SELECT ratio(sum(CAST(range AS DECIMAL(18,6))), count(*)) FROM range(4)":              "1.5",
		"SELECT typeof(ratio(sum(CAST(range AS DECIMAL(18,6))), count(*))) FROM range(4)":      "DECIMAL(18,6)",
		"SELECT typeof(percent(1, 3))":                                                         "DECIMAL(18,6)",
		"SELECT percent(NULL, 3)":                                                              "",
		"SELECT percent(3, NULL)":                                                              "",
		"SELECT percent(CAST(1000000000000 AS DECIMAL(38,6)), 1)":                              "",
		"SELECT half_up(CAST(5.015 AS DECIMAL(18,6)), 2)":                                      "5.02",
		"SELECT half_up(CAST(-5.015 AS DECIMAL(18,6)), 2)":                                     "-5.02",
		"SELECT half_up(CAST(999999999999.999999 AS DECIMAL(18,6)), 0)":                        "",
		"SELECT half_unit(CAST(86 AS DECIMAL(18,6)))":                                          "0.5",
		"SELECT half_unit(CAST(86.36 AS DECIMAL(18,6)))":                                       "0.005",
		"SELECT half_unit(CAST(0.000001 AS DECIMAL(18,6)))":                                    "0.000005",
		"SELECT cell_name(5, 9) || cell_name(1, 27) || cell_name(2, 702) || cell_name(3, 703)": "I5AA1ZZ2AAA3",
		"SELECT cell_name(1, 16384)":                                                           "XFD1",
	} {
		if got := one(t, b, statement); got != want {
			t.Errorf("%s = %q, want %q", statement, got, want)
		}
	}
}

func TestHalfUpRoundsAwayFromZero(t *testing.T) {
	b := createBy(t, onlyMarts(t))
	rapid.Check(t, func(rt *rapid.T) {
		value, places := millionths().Draw(rt, "value"), rapid.IntRange(0, 6).Draw(rt, "places")
		want := ""
		if rounded := value.Round(places); rounded <= hengji.MaxDecimal && rounded >= -hengji.MaxDecimal {
			want = rounded.String()
		}
		if got := one(t, b, fmt.Sprintf("SELECT half_up(CAST('%s' AS DECIMAL(18,6)), %d)", value, places)); got != want {
			rt.Fatalf("half_up(%s, %d) = %q, want %q", value, places, got, want)
		}
	})
}

func TestColumnNamesOfCellsAgreeWithTheHouse(t *testing.T) {
	b := createBy(t, onlyMarts(t))
	rapid.Check(t, func(rt *rapid.T) {
		row, column := rapid.IntRange(1, 1<<20).Draw(rt, "row"), rapid.IntRange(1, 16384).Draw(rt, "column")
		if got, want := one(t, b, fmt.Sprintf("SELECT cell_name(%d, %d)", row, column)), hengji.CellName(row, column); got != want {
			rt.Fatalf("got %s, want %s", got, want)
		}
	})
}

func TestNumbersPrintInTheirShortestExactForm(t *testing.T) {
	for _, c := range []struct {
		unscaled int64
		scale    int
		want     string
	}{{0, 6, "0"}, {135_000_000, 6, "135"}, {12_500_000, 6, "12.5"}, {-1, 6, "-0.000001"}, {100, 0, "100"}, {-100, 2, "-1"}, {5, 1, "0.5"}} {
		if got := exact(big.NewInt(c.unscaled), c.scale); got != c.want {
			t.Errorf("%d at scale %d: got %s, want %s", c.unscaled, c.scale, got, c.want)
		}
	}
}

// A number typed in a workbook may be anything that fits its column: no check may
// end the night over it.
func TestNoNumberStopsTheChecks(t *testing.T) {
	draws := 3 // each runs every check
	if tier.All {
		draws = 25
	}
	fewer(t, draws)
	b := create(t)
	rules := b.rules
	rapid.Check(t, func(rt *rapid.T) {
		var standings []hengji.Standing
		for submission := range int64(2) {
			for _, form := range []string{"allocation", "execution", "indicators"} {
				f := rules.Form(form)
				var batch hengji.Batch
				batch.Reset(f, submission, f.Title)
				rows := rapid.IntRange(0, 3).Draw(rt, "rows")
				for i := range rows {
					batch.Rows = append(batch.Rows, int32(i+4))
				}
				for i, c := range f.Columns() {
					for range rows {
						if rapid.IntRange(0, 9).Draw(rt, "blank") == 0 {
							batch.Columns[i].AppendNull()
							continue
						}
						switch c.Kind {
						case hengji.Number:
							batch.Columns[i].AppendInt(int64(millionths().Draw(rt, c.Name)))
						case hengji.Integer:
							batch.Columns[i].AppendInt(rapid.Int64().Draw(rt, c.Name))
						case hengji.Date:
							batch.Columns[i].AppendInt(rapid.Int64Range(firstDay, lastDay).Draw(rt, c.Name))
						case hengji.Boolean:
							batch.Columns[i].AppendInt(rapid.Int64Range(0, 1).Draw(rt, c.Name))
						default:
							batch.Columns[i].AppendText(rapid.SampledFrom([]string{
								"P1", "P2", "HY05", "≥", "≤", "999999999999", "1e300", "'; DROP TABLE x; --", "91430400MA4PC7W80D", "\x00\xff", "甲",
							}).Draw(rt, c.Name))
						}
					}
				}
				must(t, b.Append(&batch))
				must(t, b.Place(places(rules, form, submission)))
				must(t, b.Account([]hengji.SheetAccount{{Submission: submission, Sheet: f.Title, Form: form}}))
			}
			standings = append(standings, standing(rules, submission, int(submission)+4))
		}
		must(t, b.Submissions(standings))
		for _, scope := range []string{"submission", "period"} {
			if _, err := b.Check(scope); err != nil {
				t.Fatal(err) // not of rt: what failed has ended the transaction, no smaller draw can be tried in it
			}
		}
		must(t, b.Discard(0))
		must(t, b.Discard(1))
	})
}

// fewer lowers the number of draws for one test.
func fewer(t *testing.T, checks int) {
	t.Helper()
	draws := flag.Lookup("rapid.checks")
	before := draws.Value.String()
	must(t, draws.Value.Set(strconv.Itoa(checks)))
	t.Cleanup(func() { must(t, draws.Value.Set(before)) })
}
