package transform

import (
	"errors"
	"regexp"
	"strings"
	"unicode"

	"hengji"
)

// storedDigits is how many significant digits of a binary floating-point number
// are sure; spreadsheets show no more.
const storedDigits = 15

// stored is a number as the file of a workbook holds it.
type stored struct {
	value   hengji.Decimal
	noise   bool // digits behind the fifteenth were the artefact of a binary fraction
	rounded bool // more than six decimals even so: the value was rounded
}

// readStored reads the text of a numeric cell. Digits behind the fifteenth are
// noise (1294.5999999999999 is 1294.6), as no spreadsheet shows or keeps them.
// The error is hengji.ErrNotNumber or hengji.ErrRange.
func readStored(text string) (stored, error) {
	if value, ok := plainDecimal(text); ok && value < sureDecimal && value > -sureDecimal {
		return stored{value: value}, nil
	}
	short, noise := significant(text, storedDigits)
	value, exact, err := hengji.ParseDecimal(short)
	return stored{value: value, noise: noise, rounded: !exact && err == nil}, err
}

// sureDecimal is the first number that six decimals write with sixteen digits.
const sureDecimal = 1_000_000_000 * hengji.DecimalOne

// plainDecimal reads what nearly every numeric cell holds: at most twelve digits
// before the point and six behind it, nothing else.
func plainDecimal(text string) (hengji.Decimal, bool) {
	i, negative := 0, false
	if len(text) > 0 && text[0] == '-' {
		i, negative = 1, true
	}
	start := i
	var value int64
	for ; i < len(text) && text[i]-'0' < 10; i++ {
		value = value*10 + int64(text[i]-'0')
	}
	if i == start || i-start > 12 {
		return 0, false
	}
	places := 0
	if i < len(text) {
		if text[i] != '.' {
			return 0, false
		}
		i++
		for start = i; i < len(text) && text[i]-'0' < 10; i++ {
			value = value*10 + int64(text[i]-'0')
			if i-start >= hengji.DecimalPlaces {
				return 0, false
			}
		}
		places = i - start
		if places == 0 || i < len(text) {
			return 0, false
		}
	}
	value *= powers[hengji.DecimalPlaces-places]
	if negative {
		value = -value
	}
	return hengji.Decimal(value), true
}

var powers = [...]int64{1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000}

// significant rounds a number's text half away from zero to so many significant
// digits; changed is false where it has no more than those.
func significant(text string, digits int) (short string, changed bool) {
	mantissa, exponent := text, ""
	if at := strings.IndexAny(text, "eE"); at >= 0 {
		mantissa, exponent = text[:at], text[at:]
	}
	first := strings.IndexAny(mantissa, "123456789")
	if first < 0 {
		return text, false
	}
	out := []byte(mantissa)
	n, cut := 0, -1
	for i := first; i < len(out); i++ {
		if out[i] == '.' {
			continue
		}
		if n == digits {
			cut = i
			break
		}
		n++
	}
	if cut < 0 || strings.Trim(mantissa[cut:], "0.") == "" {
		return text, false
	}
	up := out[cut] >= '5'
	for i := cut; i < len(out); i++ {
		if out[i] != '.' {
			out[i] = '0'
		}
	}
	for i := cut - 1; up && i >= 0; i-- {
		switch {
		case out[i] == '9':
			out[i] = '0'
		case out[i] >= '0' && out[i] <= '8':
			out[i]++
			up = false
		case out[i] == '-' || out[i] == '+':
			i = -1
		}
	}
	result := string(out)
	if up { // 9.99…: one more digit in front
		sign := ""
		if result[0] == '-' || result[0] == '+' {
			sign, result = result[:1], result[1:]
		}
		result = sign + "1" + result
	}
	return result + exponent, true
}

// typed is a number that somebody typed as text.
type typed struct {
	value   hengji.Decimal
	rounded bool   // more than six decimals
	percent bool   // % behind it
	unit    string // a unit behind it, "" for none: 万元, 个
	plain   bool   // digits only: nothing but the cell's type is odd
}

// readTyped reads the text of a cell as a number: full width, thousands
// separators, currency signs, negatives in parentheses, a percent sign or a unit
// behind it. ok is false where it is none of these, two numbers included.
func readTyped(text string) (typed, bool) {
	if len(text) > longestLabel {
		return typed{}, false // prose
	}
	s := strings.TrimSpace(trimText(text))
	if value, ok := plainDecimal(s); ok {
		return typed{value: value, plain: len(s) == len(text)}, true
	}
	if twoWidths(s) {
		return typed{}, false
	}
	s = strings.TrimSpace(trimText(halfWidth(visible(s))))
	s = strings.NewReplacer("−", "-", "–", "-", "﹣", "-", "’", "'", "‘", "'", "`", "'").Replace(s)
	s = strings.TrimPrefix(s, "'")
	for _, sign := range []string{"人民币", "RMB", "CNY", "¥", "$"} {
		s = strings.TrimSpace(strings.TrimPrefix(s, sign))
	}
	negative := false
	if inner, ok := strings.CutPrefix(s, "("); ok {
		if inner, ok = strings.CutSuffix(inner, ")"); ok {
			s, negative = strings.TrimSpace(inner), true
		}
	}
	end := 0
	for end < len(s) && strings.IndexByte("0123456789.,+- \u00a0", s[end]) >= 0 {
		end++
	}
	if end < len(s) && (s[end] == 'e' || s[end] == 'E') {
		if value, exact, err := hengji.ParseDecimal(s); err == nil && !negative {
			return typed{value: value, rounded: !exact}, true
		}
	}
	number := strings.TrimSpace(s[:end])
	behind := strings.TrimSpace(s[end:])
	digits, ok := ungroup(number)
	if !ok || (negative && strings.ContainsAny(digits, "+-")) {
		return typed{}, false
	}
	value, exact, err := hengji.ParseDecimal(digits)
	if err != nil {
		return typed{}, false
	}
	if negative {
		value = -value
	}
	t := typed{value: value, rounded: !exact}
	switch {
	case behind == "%":
		t.percent = true
	case behind != "":
		if inner, ok := strings.CutPrefix(behind, "("); ok && strings.HasSuffix(inner, ")") {
			behind = strings.TrimSpace(strings.TrimSuffix(inner, ")")) // 10（万元）
		}
		if !isUnitWord(behind) {
			return typed{}, false
		}
		t.unit = behind
	}
	return t, true
}

// twoWidths is true of digits in both widths: one of the other width is a mark, as in 15１.
func twoWidths(text string) bool {
	return strings.ContainsAny(text, "0123456789") && strings.ContainsAny(text, "０１２３４５６７８９")
}

var mark = regexp.MustCompile(`^(.*[0-9０-９])\s*([\p{No}*＊※†‡#＃^]+|[(（\[【〔]?[注註][\p{N}]*[)）\]】〕]?|[(（\[【〔][\p{N}]+[)）\]】〕])$`)

// hasMark is true of a number with a note's mark behind it, or in it: 15①, 15², 15*,
// 15注1, 15(1), 15１. Which digits are the number's is asked, never guessed.
func hasMark(text string) bool {
	if len(text) > longestLabel {
		return false
	}
	if twoWidths(text) {
		_, ok := readTyped(halfWidth(text))
		return ok
	}
	parts := mark.FindStringSubmatch(trimText(text))
	if parts == nil {
		return false
	}
	_, ok := readTyped(parts[1])
	return ok
}

// tooLarge is true of a number that no amount or count can be: it has no place in
// DECIMAL(18,6).
func tooLarge(text string) bool {
	s, ok := ungroup(removeSpaces(halfWidth(text)))
	if !ok {
		return false
	}
	_, _, err := hengji.ParseDecimal(s)
	return errors.Is(err, hengji.ErrRange)
}

// twoAmounts is the sum of several numbers in one cell, parted by a line break or one
// of 、；+; ok is false for anything else.
func twoAmounts(text string) (sum hengji.Decimal, ok bool) {
	if len(text) > longestLabel {
		return 0, false
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、；;+＋\n\r", r) })
	for _, part := range parts {
		number, ok := readTyped(part)
		if !ok || number.unit != "" || number.percent || number.rounded {
			return 0, false
		}
		if sum, ok = sum.Add(number.value); !ok {
			return 0, false
		}
	}
	return sum, len(parts) > 1
}

// ungroup takes the separators out of 1,294.60 or 1 294.60; ok is false where
// they do not stand before groups of three, because then they may part two
// numbers.
func ungroup(number string) (string, bool) {
	separator := ","
	if !strings.Contains(number, ",") {
		separator = " "
	}
	if !strings.Contains(number, separator) {
		return number, number != "" && !strings.ContainsAny(number, " ,")
	}
	whole, fraction, hasPoint := strings.Cut(number, ".")
	groups := strings.Split(whole, separator)
	for i, group := range groups {
		group = strings.TrimLeft(group, "+-")
		if strings.Trim(group, "0123456789") != "" {
			return "", false
		}
		if i > 0 && len(group) != 3 || i == 0 && (len(group) == 0 || len(group) > 3) {
			return "", false
		}
	}
	if strings.ContainsAny(fraction, ", ") || hasPoint && fraction == "" {
		return "", false
	}
	joined := strings.Join(groups, "")
	if hasPoint {
		joined += "." + fraction
	}
	return joined, true
}

// isUnitWord reports whether what stands behind a number may be its unit: a few
// characters without digits or signs, so that a sentence is never one, nor the mark of
// a note (15①, 15*; m² is a unit).
func isUnitWord(text string) bool {
	n := 0
	for _, r := range text {
		if n == 0 && (unicode.IsNumber(r) || strings.ContainsRune("*※†‡#^", r)) {
			return false
		}
		if n++; n > 6 || r >= '0' && r <= '9' || strings.ContainsRune("-+±~～,;:.、。，；：=<>≥≤%()（）\n", r) {
			return false
		}
	}
	return n > 0
}

// moneyYuan is how many 元 each unit of money is worth.
var moneyYuan = map[string]int64{
	"元": 1, "圆": 1, "元整": 1, "元人民币": 1, "人民币元": 1, "块": 1,
	"千元": 1000, "仟元": 1000,
	"万": 10_000, "万元": 10_000, "萬": 10_000, "萬元": 10_000, "万元整": 10_000, "人民币万元": 10_000, "万元人民币": 10_000, "w": 10_000,
	"百万": 1_000_000, "百万元": 1_000_000,
	"千万": 10_000_000, "千万元": 10_000_000,
	"亿": 100_000_000, "亿元": 100_000_000, "億": 100_000_000, "億元": 100_000_000,
}

// convertMoney turns a value of one unit into another, exactly; ok is false
// where either is no money, or digits would be lost.
func convertMoney(value hengji.Decimal, from, to string) (hengji.Decimal, bool) {
	a, b := moneyYuan[strings.ToLower(from)], moneyYuan[to]
	if a == 0 || b == 0 {
		return 0, false
	}
	for a > b {
		if value > hengji.MaxDecimal/10 || value < -hengji.MaxDecimal/10 {
			return 0, false
		}
		value, b = value*10, b*10
	}
	for a < b {
		if value%10 != 0 {
			return 0, false
		}
		value, a = value/10, a*10
	}
	return value, true
}
