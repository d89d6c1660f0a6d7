package transform

import (
	"strings"

	"hengji"
)

var (
	capitalDigits = [...]string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}
	capitalPlaces = [...]string{"", "拾", "佰", "仟"}
	capitalGroups = [...]string{"", "万", "亿"} // a Decimal ends at 9999亿
)

// amountWords writes an amount in 元 in 大写 as 支付结算办法 附一 asks for, without
// the prefix 人民币: 1409.50 is 壹仟肆佰零玖元伍角. Where a zero may be left out it
// takes the form that the regulation prints first. ok is false for a negative
// amount or one with fractions of a 分.
func amountWords(yuan hengji.Decimal) (words string, ok bool) {
	const fenUnit = hengji.DecimalOne / 100
	if yuan < 0 || yuan%fenUnit != 0 {
		return "", false
	}
	whole, fen := int64(yuan/hengji.DecimalOne), int64(yuan%hengji.DecimalOne/fenUnit)
	var b strings.Builder
	b.WriteString(wholeWords(whole))
	if whole > 0 || fen == 0 {
		if whole == 0 {
			b.WriteString("零")
		}
		b.WriteString("元")
	}
	jiao, rest := fen/10, fen%10
	// 107000.53: the zeros that end the whole part are heard before the 角.
	if whole > 0 && (jiao == 0 && rest != 0 || jiao != 0 && whole%10 == 0) {
		b.WriteString("零")
	}
	if jiao != 0 {
		b.WriteString(capitalDigits[jiao] + "角")
	}
	if rest != 0 {
		b.WriteString(capitalDigits[rest] + "分")
	}
	if fen == 0 {
		b.WriteString("整")
	}
	return b.String(), true
}

// wholeWords writes the part before 元; "" for zero.
func wholeWords(n int64) string {
	words := ""
	zero := false // a zero stands between what follows and what comes before
	for group := 0; n > 0; group, n = group+1, n/10_000 {
		section, value := "", n%10_000
		gap := false
		for place, rest := 0, value; place < 4; place, rest = place+1, rest/10 {
			digit := rest % 10
			if digit == 0 {
				gap = section != ""
				continue
			}
			if gap {
				section, gap = capitalDigits[0]+section, false
			}
			section = capitalDigits[digit] + capitalPlaces[place] + section
			if rest < 10 {
				break
			}
		}
		switch {
		case value == 0:
			zero = zero || words != ""
			continue
		case zero && words != "":
			words = capitalDigits[0] + words
		}
		words = section + capitalGroups[group] + words
		zero = value < 1000
	}
	return words
}
