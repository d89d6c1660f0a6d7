package transform

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// usccCharacters are the characters of a 统一社会信用代码 in the order of their
// values (GB 32100-2015): I, O, S, V and Z are left out.
const usccCharacters = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// usccWeights are 3^i mod 31 (GB 32100-2015), organisationWeights those of the
// nine characters inside (GB 11714).
var (
	usccWeights         = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
	organisationWeights = [8]int{3, 7, 9, 10, 5, 8, 4, 2}
)

// usccFault names what is wrong with a 统一社会信用代码 in Chinese; "" for a valid
// one. Both check characters count: of the whole (GB 32100) and of the
// 主体标识码 in it (GB 11714).
func usccFault(code string) string {
	if len(code) != 18 || strings.IndexFunc(code, func(r rune) bool { return r >= 0x80 }) >= 0 {
		return usccLengthFault(code)
	}
	sum := 0
	for i := range 17 {
		value := strings.IndexByte(usccCharacters, code[i])
		if value < 0 {
			return usccCharacterFault(code, i)
		}
		sum += value * usccWeights[i]
	}
	if strings.IndexByte(usccCharacters, code[17]) < 0 {
		return usccCharacterFault(code, 17)
	}
	if code[17] != usccCharacters[(31-sum%31)%31] {
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
	upper := strings.ToUpper(removeSpaces(norm.NFKC.String(code)))
	upper = strings.NewReplacer("-", "", "—", "", "О", "0", "Ο", "0", "'", "", ".", "").Replace(upper)
	mended := strings.NewReplacer("O", "0", "I", "1", "S", "5", "Z", "2").Replace(upper)
	for _, candidate := range []string{upper, mended} {
		if candidate != code && usccFault(candidate) == "" {
			return candidate, true
		}
	}
	return "", false
}
