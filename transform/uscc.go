package transform

import (
	"strconv"
	"strings"

	"hengji"
)

// organisationWeights are those of the nine characters inside (GB 11714).
var organisationWeights = [8]int{3, 7, 9, 10, 5, 8, 4, 2}

// usccFault names what is wrong with a 统一社会信用代码 in Chinese; "" for a valid
// one. Both check characters count: of the whole (GB 32100) and of the
// 主体标识码 in it (GB 11714).
func usccFault(code string) string {
	if len(code) != 18 || strings.IndexFunc(code, func(r rune) bool { return r >= 0x80 }) >= 0 {
		return usccLengthFault(code)
	}
	for i := range code {
		if strings.IndexByte(hengji.CreditCharacters, code[i]) < 0 {
			return usccCharacterFault(code, i)
		}
	}
	if code[17] != hengji.CreditCheck(code[:17]) {
		return "第18位校验码不符"
	}
	if organisationCheck(code[8:16]) != code[16] {
		return "第17位（主体标识码）校验码不符"
	}
	return ""
}

func usccCharacterFault(code string, at int) string {
	if code[at] >= 'a' && code[at] <= 'z' {
		return "字母应当大写"
	}
	return "第" + strconv.Itoa(at+1) + "位不能是“" + code[at:at+1] + "”"
}

func usccLengthFault(code string) string {
	n := 0
	for _, r := range code {
		if r >= 0x80 {
			return "应为18位数字或大写英文字母"
		}
		n++
	}
	bare := strings.ReplaceAll(code, "-", "")
	switch {
	case n == 15 && onlyDigits(code):
		return "应为18位，这是15位的旧注册号"
	case len(bare) == 9:
		return "应为18位，这是9位的组织机构代码"
	}
	return "应为18位，填了" + strconv.Itoa(n) + "位"
}

// organisationCheck is the ninth character of a GB 11714 code from its first
// eight; 0 where one of them is not allowed.
func organisationCheck(first string) byte {
	sum := 0
	for i := range 8 {
		value := 0
		switch c := first[i]; {
		case c >= '0' && c <= '9':
			value = int(c - '0')
		case c >= 'A' && c <= 'Z':
			value = int(c-'A') + 10
		default:
			return 0
		}
		sum += value * organisationWeights[i]
	}
	switch check := 11 - sum%11; check {
	case 10:
		return 'X'
	case 11:
		return '0'
	default:
		return byte('0' + check)
	}
}

// mendUSCC looks for the one harmless slip that explains a faulty code: lower
// case, spaces or dashes, O for 0, I for 1, S for 5, Z for 2, one of them or all.
// It suggests only a code that is valid.
func mendUSCC(code string) (string, bool) {
	if len(code) > longestLabel {
		return "", false
	}
	upper := strings.ToUpper(removeSpaces(halfWidth(code)))
	upper = strings.NewReplacer("-", "", "—", "", "О", "0", "Ο", "0", "'", "", ".", "").Replace(upper)
	mended := strings.NewReplacer("O", "0", "I", "1", "S", "5", "Z", "2").Replace(upper)
	for _, candidate := range []string{upper, mended} {
		if candidate != code && usccFault(candidate) == "" {
			return candidate, true
		}
	}
	return "", false
}
