package hengji

import (
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func decimals(t *testing.T, text string) []Decimal {
	t.Helper()
	var list []Decimal
	for one := range strings.SplitSeq(text, "|") {
		value, exact, err := ParseDecimal(one)
		if err != nil || !exact {
			t.Fatalf("%q is no exact number: %v", one, err)
		}
		list = append(list, value)
	}
	return list
}

func sumOf(list []Decimal) Decimal {
	var sum Decimal
	for _, d := range list {
		sum += d
	}
	return sum
}

// The vectors are the reference's, and below them ones worked out by hand.
func TestBalanceGivesTheVectors(t *testing.T) {
	file, err := os.Open("testdata/rounding_balance_vectors.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	vectors, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	vectors = append(vectors[1:], [][]string{
		// 1.35 + 4.52 + 0.23 - 0.56 is 5.54: two parts give way.
		{"a negative term", "13451|45150|2250|-5649", "10000", "2", "1.35|4.51|0.22|-0.56", "5.52"},
		{"thirds", "33.333333|33.333333|33.333333", "1", "2", "33.34|33.33|33.33", "99.999999"},
		{"nothing to round", "656|105|0|120", "1", "2", "656|105|0|120", "881"},
		{"a zero stays zero", "0|33.335|33.335|33.33", "1", "2", "0|33.34|33.33|33.33", "100"},
		{"none", "0", "1", "2", "0", "0"},
	}...)
	for _, v := range vectors {
		t.Run(v[0], func(t *testing.T) {
			parts := decimals(t, v[1])
			divisor, _ := strconv.ParseInt(v[2], 10, 64)
			places, _ := strconv.Atoi(v[3])
			got, ok := Balance(parts, sumOf(parts), divisor, places)
			if !ok {
				t.Errorf("not balanced")
			}
			for i, want := range decimals(t, v[4]) {
				if got[i] != want {
					t.Errorf("part %d is %s, want %s", i+1, got[i], want)
				}
			}
			if total := decimals(t, v[5])[0].Round(places); sumOf(got) != total {
				t.Errorf("they add up to %s, want %s", sumOf(got), total)
			}
		})
	}
}

// The report's own allocation: rounded one by one its shares are 100.01 and 99.98.
func TestBalanceMakesSharesAHundred(t *testing.T) {
	projects := []int64{52, 9, 8, 6, 9, 2, 11, 4, 5, 9, 6, 8, 7, 6, 8, 9, 9}
	amounts := []int64{656, 105, 120, 60, 90, 15, 185, 100, 135, 135, 45, 90, 55, 45, 90, 140, 135}
	for name, c := range map[string]struct {
		list   []int64
		single string
	}{"projects": {projects, "100.01"}, "amounts": {amounts, "99.98"}} {
		var whole Decimal
		for _, n := range c.list {
			whole += Decimal(n)
		}
		var shares []Decimal
		var single Decimal
		for _, n := range c.list {
			share, ok := (Decimal(n) * 100).Ratio(whole)
			if !ok {
				t.Fatal("no ratio")
			}
			shares = append(shares, share)
			single += share.Round(2)
		}
		if single.Format(2) != c.single {
			t.Errorf("%s: rounded one by one they add up to %s, the report's to %s", name, single.Format(2), c.single)
		}
		balanced, ok := Balance(shares, 100*DecimalOne, 1, 2)
		if !ok || sumOf(balanced) != 100*DecimalOne {
			t.Errorf("%s: balanced %v, they add up to %s", name, ok, sumOf(balanced))
		}
	}
}

func TestBalanceHoldsForAnyParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := int64(MaxDecimal) / 64
		parts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Decimal {
			return Decimal(rapid.Int64Range(-limit, limit).Draw(t, "part"))
		}), 0, 40).Draw(t, "parts")
		divisor := rapid.SampledFrom([]int64{1, 10, 1000, 10000}).Draw(t, "divisor")
		places := rapid.IntRange(0, 6).Draw(t, "places")
		last := Decimal(1)
		for range 6 - places {
			last *= 10
		}
		unit := last * Decimal(divisor)
		total := sumOf(parts)
		got, ok := Balance(parts, total, divisor, places)
		if !ok {
			t.Fatalf("an exact sum was not balanced")
		}
		if want := rounded(total, unit) * last; sumOf(got) != want {
			t.Fatalf("they add up to %s, want %s", sumOf(got), want)
		}
		for i, part := range parts {
			if got[i]%last != 0 {
				t.Fatalf("part %d: %s has more than %d places", i, got[i], places)
			}
			// got*divisor cannot leave int64: it is the part, at most a unit away.
			moved := got[i]/last*unit - part
			if moved >= unit || moved <= -unit || part%unit == 0 && moved != 0 {
				t.Fatalf("part %d: %s became %s", i, part, got[i])
			}
		}
		again, _ := Balance(parts, total, divisor, places)
		for i := range got {
			if again[i] != got[i] {
				t.Fatalf("part %d is %s, then %s", i, got[i], again[i])
			}
		}
	})
}

// What rounding did not cause, rounding shall not hide.
func TestBalanceRefusesATotalThatIsNoSum(t *testing.T) {
	for name, c := range map[string]struct {
		parts   string
		total   Decimal
		divisor int64
		want    string
	}{
		"a part is missing":    {"30.125|40.5", 100 * DecimalOne, 1, "30.13|40.5"},
		"a cent too much":      {"50.004|50.004", 100_018_000, 1, "50|50"},
		"no divisor":           {"1.5", 1_500_000, 0, "0"},
		"the sum is too large": {"999999999999.99|999999999999.99", MaxDecimal, 1, "999999999999.99|999999999999.99"},
	} {
		parts := decimals(t, c.parts)
		got, ok := Balance(parts, c.total, c.divisor, 2)
		if ok {
			t.Errorf("%s: balanced to %v", name, got)
		}
		for i, want := range decimals(t, c.want) {
			if got[i] != want {
				t.Errorf("%s: part %d is %s, want %s", name, i, got[i], want)
			}
		}
	}
}

// At six places nothing is rounded, so a total that is a millionth off is no sum.
func TestBalanceRefusesATotalBelowItsParts(t *testing.T) {
	got, ok := Balance([]Decimal{500_000, 0}, 499_999, 1, 6)
	if ok || got[0] != 500_000 || got[1] != 0 {
		t.Errorf("balanced %v to %v", ok, got)
	}
}
