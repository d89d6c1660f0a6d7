package transform

import (
	"strings"

	"hengji"
)

// 大写 digits and units as 支付结算办法 附一 writes them, and the other forms that
// people use.
var (
	wordDigits = map[rune]int64{
		'零': 0, '〇': 0, '○': 0, '壹': 1, '弌': 1, '一': 1, '贰': 2, '貳': 2, '弍': 2, '二': 2, '两': 2, '叁': 3, '參': 3, '三': 3,
		'肆': 4, '四': 4, '伍': 5, '五': 5, '陆': 6, '陸': 6, '六': 6, '柒': 7, '七': 7, '捌': 8, '八': 8, '玖': 9, '九': 9,
	}
	wordUnits = map[rune]int64{'拾': 10, '十': 10, '佰': 100, '百': 100, '仟': 1000, '千': 1000}
	bigUnits  = map[rune]int64{'万': 10_000, '萬': 10_000, '亿': 100_000_000, '億': 100_000_000}
)

// parseAmountWords reads an amount in 大写 (人民币贰仟贰佰零壹万元整) as 元. Both
// ways of writing a zero that may be left out are read; ok is false for anything
// that is no such amount, a digit without a place included.
func parseAmountWords(text string) (yuan hengji.Decimal, ok bool) {
	s := removeSpaces(text)
	s = strings.TrimPrefix(s, "人民币")
	s = strings.TrimPrefix(s, "：")
	s = strings.TrimPrefix(s, ":")
	if s == "" || len(s) > 150 {
		return 0, false
	}
	s = strings.TrimSuffix(strings.TrimSuffix(s, "整"), "正")
	whole, small, found := strings.Cut(strings.NewReplacer("圆", "元", "圓", "元").Replace(s), "元")
	if !found {
		if strings.ContainsAny(s, "角分") {
			whole, small = "", s
		} else {
			return 0, false
		}
	}
	total, ok := parseWhole(whole)
	if !ok {
		return 0, false
	}
	fen, ok := parseSmall(small)
	if !ok || found && whole == "" {
		return 0, false
	}
	if total > int64(hengji.MaxDecimal/hengji.DecimalOne) {
		return 0, false
	}
	return hengji.Decimal(total)*hengji.DecimalOne + hengji.Decimal(fen)*(hengji.DecimalOne/100), true
}

// parseWhole reads the part before 元: sections of up to four digits before 万
// and 亿.
func parseWhole(s string) (int64, bool) {
	var total, section, digit int64
	pending, any := false, s == ""
	lastUnit, lastBig := int64(10_000), int64(1_000_000_000_000)
	for _, r := range s {
		if value, is := wordDigits[r]; is {
			if pending {
				return 0, false // two digits without a place between them
			}
			if value != 0 {
				digit, pending = value, true
			}
			any = true
			continue
		}
		if unit, is := wordUnits[r]; is {
			if !pending {
				if unit != 10 || section != 0 || lastUnit <= 10 {
					return 0, false
				}
				digit = 1 // 拾万 for 壹拾万
			}
			if unit >= lastUnit {
				return 0, false
			}
			section, digit, pending, lastUnit, any = section+digit*unit, 0, false, unit, true
			continue
		}
		big, is := bigUnits[r]
		if !is {
			return 0, false
		}
		section, digit, pending = section+digit, 0, false
		if section == 0 && total == 0 {
			return 0, false
		}
		switch {
		case big < lastBig:
			total += section * big
		case big == 100_000_000 && lastBig == 10_000: // 壹万亿
			total = (total + section) * big
		default:
			return 0, false
		}
		section, lastUnit, lastBig = 0, 10_000, big
		if total > 10_000_000_000_000_000 {
			return 0, false
		}
	}
	return total + section + digit, any
}

// parseSmall reads the part behind 元 in 分.
func parseSmall(s string) (int64, bool) {
	s = strings.TrimLeft(s, "零〇○")
	if s == "" {
		return 0, true
	}
	var fen, digit int64
	pending, last := false, 2
	for _, r := range s {
		switch value, is := wordDigits[r]; {
		case is && value == 0 && !pending:
		case is && !pending:
			digit, pending = value, true
		case r == '角' && pending && last > 1:
			fen, pending, last = fen+digit*10, false, 1
		case r == '分' && pending && last > 0:
			fen, pending, last = fen+digit, false, 0
		default:
			return 0, false
		}
	}
	return fen, !pending
}
