package transform

import (
	"errors"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"hengji"
)

func TestStoredNumberIsTheOneThatWasTyped(t *testing.T) {
	// A program that saves a workbook writes the shortest or the full digits of
	// the binary fraction nearest to what was typed.
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.IntRange(0, 6).Draw(t, "places")
		unscaled := rapid.Int64Range(-999_999_999_999_99, 999_999_999_999_99).Draw(t, "unscaled")
		want := hengji.Decimal(unscaled * powers[6-places] / powers[6-places] * powers[6-places])
		if unscaled > 999_999_999_999 && places < 3 || unscaled < -999_999_999_999 && places < 3 {
			t.Skip("out of range")
		}
		exact, _ := new(big.Rat).SetString(want.String())
		nearest, _ := exact.Float64()
		for _, digits := range []int{-1, 17} {
			for _, format := range []byte{'f', 'E', 'g'} {
				text := strconv.FormatFloat(nearest, format, digits, 64)
				if format == 'f' && digits == 17 {
					continue
				}
				if format == 'E' && digits == 17 {
					text = strconv.FormatFloat(nearest, format, 16, 64)
				}
				got, err := readStored(text)
				if err != nil || got.value != want || got.rounded {
					t.Fatalf("%s stored as %s reads as %+v, %v", want, text, got, err)
				}
			}
		}
	})
}

func TestPlainDecimalAgreesWithTheStrictParser(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`-?[0-9]{0,14}(\.[0-9]{0,8})?`).Draw(t, "text")
		fast, ok := plainDecimal(text)
		if !ok {
			return
		}
		slow, exact, err := hengji.ParseDecimal(text)
		if err != nil || !exact || fast != slow {
			t.Fatalf("%q is %s fast and %s, %v, %v slow", text, fast, slow, exact, err)
		}
	})
}

func TestNoiseIsOnlyBehindTheFifteenthDigit(t *testing.T) {
	for _, c := range []struct {
		text, want     string
		noise, rounded bool
	}{
		{"1294.5999999999999", "1294.6", true, false},
		{"318.60000000000002", "318.6", true, false},
		{"0.30000000000000004", "0.3", true, false},
		{"9.9999999999999996E-2", "0.1", true, false},
		{"-99.99999999999999999", "-100", true, false},
		{"9.9999999999999999999", "10", true, false},
		{"0.1234567", "0.123457", false, true},
		{"0.33333333333333331", "0.333333", true, true},
		{"1.5E3", "1500", false, false},
		{"123456789012.123456", "123456789012.123", true, false},
		{"123456789012", "123456789012", false, false},
		{"0", "0", false, false},
		{"1E-9", "0", false, true},
	} {
		got, err := readStored(c.text)
		if err != nil || got.value.String() != c.want || got.noise != c.noise || got.rounded != c.rounded {
			t.Errorf("%s reads as %s noise=%v rounded=%v, %v", c.text, got.value, got.noise, got.rounded, err)
		}
	}
	for text, want := range map[string]error{"": hengji.ErrNotNumber, "1e99": hengji.ErrRange, "x": hengji.ErrNotNumber, "9999999999999": hengji.ErrRange} {
		if _, err := readStored(text); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
}

func TestTypedNumberIsReadHoweverItIsDressed(t *testing.T) {
	wide := strings.NewReplacer("0", "０", "1", "１", "2", "２", "3", "３", "4", "４", "5", "５", "6", "６", "7", "７", "8", "８", "9", "９", ".", "．", ",", "，", "-", "－")
	rapid.Check(t, func(t *rapid.T) {
		want := hengji.Decimal(rapid.Int64Range(-1e15, 1e15).Draw(t, "value"))
		text := want.String()
		if rapid.Bool().Draw(t, "grouped") {
			text = grouped(text, rapid.SampledFrom([]string{",", " "}).Draw(t, "separator"))
		}
		if want >= 0 {
			text = rapid.SampledFrom([]string{"", "￥", "¥", "'", "+"}).Draw(t, "prefix") + text
		}
		if rapid.Bool().Draw(t, "wide") {
			text = wide.Replace(text)
		}
		percent := rapid.Bool().Draw(t, "percent")
		if want < 0 && !percent && rapid.Bool().Draw(t, "parentheses") {
			text = "（" + strings.TrimLeft(text, "-－") + "）"
		}
		if percent {
			text += rapid.SampledFrom([]string{"%", "％", " %"}).Draw(t, "sign")
		}
		text = rapid.SampledFrom([]string{"", " ", "\u3000", "\u00a0", "\u200b", "\n"}).Draw(t, "before") + text + rapid.SampledFrom([]string{"", "  ", "\t"}).Draw(t, "after")
		got, ok := readTyped(text)
		if !ok || got.value != want || got.percent != percent || got.unit != "" || got.rounded {
			t.Fatalf("%q reads as %+v, %v; want %s", text, got, ok, want)
		}
	})
}

func grouped(text, separator string) string {
	sign := ""
	if text[0] == '-' {
		sign, text = "-", text[1:]
	}
	whole, fraction, point := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + separator + whole[i:]
	}
	if point {
		whole += "." + fraction
	}
	return sign + whole
}

func TestWhatIsNoNumberIsNotRead(t *testing.T) {
	for _, text := range []string{"", "万元", "约15", "15-20", "15~20", "1,29", "1,2345", "12,345,6", "15 20", "1.2.3", "--5", "(-5)", "(5", "5)", "+-5", "减按15%征收", "98%文", "3年5个月", "2021.5.4", "一百"} {
		if got, ok := readTyped(text); ok {
			t.Errorf("%q reads as %+v", text, got)
		}
	}
}

func TestMoneyIsConvertedExactlyOrNotAtAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := hengji.Decimal(rapid.Int64Range(-1e13, 1e13).Draw(t, "value"))
		yuan, ok := convertMoney(value, "万元", "元")
		if !ok {
			t.Fatalf("%s万元 has no 元", value)
		}
		if back, ok := convertMoney(yuan, "元", "万元"); !ok || back != value {
			t.Fatalf("%s万元 is %s元 is %s万元, %v", value, yuan, back, ok)
		}
	})
	for _, c := range []struct{ value, from, to, want string }{
		{"150000", "元", "万元", "15"}, {"0.0015", "亿元", "万元", "15"}, {"2", "百万", "万元", "200"}, {"12.5", "千元", "万元", "1.25"},
		{"0.0012345", "元", "万元", ""}, {"0.001", "元", "万元", ""}, {"15", "个", "万元", ""}, {"15", "万元", "", ""}, {"999999999999", "亿", "元", ""},
	} {
		value, _, _ := hengji.ParseDecimal(c.value)
		got, ok := convertMoney(value, c.from, c.to)
		if ok != (c.want != "") || ok && got.String() != c.want {
			t.Errorf("%s%s is %s%s, %v", c.value, c.from, got, c.to, ok)
		}
	}
}

// Reading never adds: the digits of what is read are those of the text, in their order,
// and nothing else that is a digit in any script stands in it.
func TestAReadNumberHasTheDigitsOfItsTextAndNoOther(t *testing.T) {
	digits := func(text string) string {
		return strings.Trim(strings.Map(func(r rune) rune {
			if unicode.IsNumber(r) {
				return r
			}
			return -1
		}, halfWidth(text)), "0")
	}
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[0-9]{1,6}(\.[0-9]{1,4})?|[０-９]{1,4}(．[０-９]{1,3})?|[0-9]{1,3}(,[0-9]{3}){0,2}|[0-9１２lO。,.]{1,6}`).Draw(t, "number")
		mark := rapid.SampledFrom([]string{"", "", "①", "²", "*", "※", "注1", "(1)", "１", "O", "l", "个", "万元", "%", " ", "⑴", "㈠", "³⁄₄", "½", "Ⅳ"}).Draw(t, "mark")
		if mark == "１" && !strings.ContainsAny(number, "0123456789") {
			mark = "" // the number goes on
		}
		text := number + mark
		read, ok := readTyped(text)
		if ok && digits(read.value.String()) != digits(number) && digits(read.value.String()) != strings.TrimRight(digits(number), "0") {
			t.Fatalf("%q reads as %s", text, read.value)
		}
		if ok && mark != "" && mark != " " && mark != "%" && !strings.HasSuffix(read.unit, mark) {
			t.Fatalf("%q reads as %s, whatever its mark", text, read.value)
		}
	})
}

func TestMarksBehindNumbersAreKnown(t *testing.T) {
	for _, text := range []string{"15①", "15²", "15*", "15 *", "15注1", "15（注1）", "15(1)", "15[2]", "15１", "1,294.6①", "１５※", "15⑵"} {
		if _, ok := readTyped(text); ok && !hasMark(text) || !hasMark(text) {
			t.Errorf("%s has no mark", text)
		}
	}
	for _, text := range []string{"15", "１５", "15万元", "约15", "1O", "13,13", "9.79.", "15左右", "注1", "（1）", "2021-05-04"} {
		if hasMark(text) {
			t.Errorf("%s has a mark", text)
		}
	}
}

func TestSeveralAmountsAreAddedUp(t *testing.T) {
	for text, want := range map[string]string{"17、3": "20", "10+5.5": "15.5", "17；3": "20", "8⏎2": "10", "1,294、6": "1300", "17": "", "17、": "", "17、三": "", "17万元、3万元": "", "2021-5、3": ""} {
		sum, ok := twoAmounts(strings.ReplaceAll(text, "⏎", "\n"))
		if ok != (want != "") || ok && sum.String() != want {
			t.Errorf("%s: %s, %v", text, sum, ok)
		}
	}
}
