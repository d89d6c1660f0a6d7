package hengji

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// exactly is the naive oracle: big rationals, rounded half away from zero.
func exactly(text string, places int) (unscaled *big.Int, exact bool) {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil, false
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	scaled := new(big.Rat).Mul(r, new(big.Rat).SetInt(scale))
	exact = scaled.IsInt()
	half := big.NewRat(1, 2)
	if scaled.Sign() < 0 {
		half.Neg(half)
	}
	scaled.Add(scaled, half)
	return new(big.Int).Quo(scaled.Num(), scaled.Denom()), exact
}

func TestParseDecimalAgreesWithRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`-?(0|[1-9][0-9]{0,15})(\.[0-9]{0,22})?([eE][-+]?[0-9]{1,2})?`).Draw(t, "text")
		want, exact := exactly(text, DecimalPlaces)
		got, gotExact, err := ParseDecimal(text)
		if want.CmpAbs(big.NewInt(int64(MaxDecimal))) > 0 {
			if !errors.Is(err, ErrRange) {
				t.Fatalf("ParseDecimal(%q) = %v, %v, want out of range", text, got, err)
			}
			return
		}
		if err != nil || int64(got) != want.Int64() || gotExact != exact {
			t.Fatalf("ParseDecimal(%q) = %d, %v, %v, want %d, %v", text, got, gotExact, err, want, exact)
		}
	})
}

func TestParseDecimalRefusesWhatIsNoNumber(t *testing.T) {
	for _, text := range []string{"", "-", ".", "1..2", "1.2.3", "1e", "1e+", "e5", "1e+-5", "12a", "１２", "1,200", " 1", "NaN", "Inf", "0x10", "--1"} {
		if got, _, err := ParseDecimal(text); !errors.Is(err, ErrNotNumber) {
			t.Errorf("ParseDecimal(%q) = %v, %v, want ErrNotNumber", text, got, err)
		}
	}
	for _, text := range []string{"1e12", "999999999999.9999999", "-1e400", "1e99999999999999999999", strings.Repeat("9", 50)} {
		if got, _, err := ParseDecimal(text); !errors.Is(err, ErrRange) {
			t.Errorf("ParseDecimal(%q) = %v, %v, want ErrRange", text, got, err)
		}
	}
}

func TestDecimalPrintsShortestAndParsesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Decimal(rapid.Int64Range(-int64(MaxDecimal), int64(MaxDecimal)).Draw(t, "unscaled"))
		back, exact, err := ParseDecimal(d.String())
		if err != nil || !exact || back != d {
			t.Fatalf("%d prints as %q, which parses as %d (%v, %v)", d, d, back, exact, err)
		}
	})
	for text, want := range map[string]string{"135": "135", "12.50": "12.5", "-0.000001": "-0.000001", "0": "0", "-0": "0"} {
		if d, _, _ := ParseDecimal(text); d.String() != want {
			t.Errorf("%s prints as %q, want %q", text, d, want)
		}
	}
}

func TestFormatRoundsHalfAwayFromZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Decimal(rapid.Int64Range(-1e15, 1e15).Draw(t, "unscaled"))
		places := rapid.IntRange(0, 6).Draw(t, "places")
		want, _ := exactly(d.String(), places)
		got, _ := exactly(d.Format(places), places)
		if got.Cmp(want) != 0 {
			t.Fatalf("%v to %d places is %q, want unscaled %v", d, places, d.Format(places), want)
		}
	})
	for _, c := range []struct {
		text   string
		places int
		want   string
	}{{"2.675", 2, "2.68"}, {"5.015", 2, "5.02"}, {"-2.675", 2, "-2.68"}, {"0.5", 0, "1"}, {"12.619", 2, "12.62"}, {"7", 2, "7.00"}, {"-0.004", 2, "0.00"}} {
		if d, _, _ := ParseDecimal(c.text); d.Format(c.places) != c.want {
			t.Errorf("%s to %d places is %q, want %q", c.text, c.places, d.Format(c.places), c.want)
		}
	}
}

func TestRatioAgreesWithRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Decimal(rapid.Int64Range(-1e16, 1e16).Draw(t, "d"))
		e := Decimal(rapid.Int64Range(-1e10, 1e10).Draw(t, "e"))
		got, ok := d.Ratio(e)
		if e == 0 {
			if ok {
				t.Fatal("a ratio to zero")
			}
			return
		}
		want, _ := exactly(new(big.Rat).SetFrac64(int64(d), int64(e)).RatString(), DecimalPlaces)
		if want.CmpAbs(big.NewInt(int64(MaxDecimal))) > 0 {
			if ok {
				t.Fatalf("%v / %v = %v, want out of range", d, e, got)
			}
			return
		}
		if !ok || int64(got) != want.Int64() {
			t.Fatalf("%v / %v = %d, %v, want %d", d, e, got, ok, want)
		}
	})
}

func TestAddTellsWhenASumLeavesTheRange(t *testing.T) {
	if _, ok := MaxDecimal.Add(1); ok {
		t.Error("beyond the largest decimal")
	}
	if sum, ok := Decimal(-5).Add(3); !ok || sum != -2 {
		t.Errorf("-5 + 3 = %d, %v", sum, ok)
	}
}

func TestColumnNamesCountInLetters(t *testing.T) {
	for column, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 702: "ZZ", 703: "AAA", 16384: "XFD", 0: ""} {
		if got := ColumnName(column); got != want {
			t.Errorf("ColumnName(%d) = %q, want %q", column, got, want)
		}
	}
}
