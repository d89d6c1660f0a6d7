package hengji

import (
	"slices"
	"strconv"
	"strings"
)

// Mask hides the middle of identity, phone and account numbers in a text
// ("430***********1234"), however they are parted (138 0000 1111), in full width
// too, and whatever else the text says. Project codes, amounts, dates and credit
// codes, which are public, stay. What was masked once stays as it is.
func Mask(text string) string {
	if !enoughDigits(text) {
		return text
	}
	var b strings.Builder
	end := 0
	tokens := tokensOf(text)
	for i := 0; i < len(tokens); i++ {
		last := personalFrom(text, tokens, i)
		if last >= 0 {
			b.WriteString(text[end:tokens[i].start])
			b.WriteString(hidden(joined(tokens[i : last+1])))
			end = tokens[last].end
			i = last
			continue
		}
		if masked := maskInside(tokens[i].bare); masked != tokens[i].bare {
			b.WriteString(text[end:tokens[i].start])
			b.WriteString(masked)
			end = tokens[i].end
		}
	}
	b.WriteString(text[end:])
	return b.String()
}

// MaskCode is Mask for a column of codes: what is letters and digits alone stays,
// unless it is an identity number and no credit code.
func MaskCode(code string) string {
	bare := narrow(code)
	if strings.TrimLeft(strings.ToUpper(bare), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-/") != "" {
		return Mask(code)
	}
	if looksLikeIdentity(bare) && (identityCheck(bare) || !creditCodeCheck(bare)) {
		return hidden(bare)
	}
	return code
}

// SheetNames are the names of a workbook's sheets as they are told: personal
// numbers hidden, and still each another.
func SheetNames(names []string) []string {
	told := make([]string, len(names))
	for i, name := range names {
		told[i] = Mask(name)
		for n := 2; slices.Contains(told[:i], told[i]); n++ {
			told[i] = Mask(name) + "（" + strconv.Itoa(n) + "）"
		}
	}
	return told
}

// stretch is a run of letters and digits, in half width.
type stretch struct {
	start, end int
	bare       string
	digits     bool // nothing else, but for the X of an identity number
	gap        rune // the one sign between it and the one before, if that may part a number; else 0
}

// parting are the signs with which people part a long number.
const parting = " -.·()\u00A0\u2002\u2003\u2009\u202F\u3000－–—―‐−．（）"

func enoughDigits(text string) bool {
	const fewest = 7 // of a phone without area code
	digits := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == 0xEF && i+2 < len(text) && text[i+1] == 0xBC && text[i+2] >= 0x90 && text[i+2] <= 0x99: // ０ to ９
			digits++
		default:
			continue
		}
		if digits >= fewest {
			return true
		}
	}
	return false
}

func tokensOf(text string) []stretch {
	var tokens []stretch
	from, inside := 0, false
	var bare strings.Builder
	separators, gap := 0, rune(0) // since the last one
	finish := func(end int) {
		if inside {
			t := stretch{start: from, end: end, bare: bare.String(), gap: gap}
			t.digits = strings.Trim(t.bare, "0123456789") == "" || len(t.bare) > 1 && strings.Trim(t.bare[:len(t.bare)-1], "0123456789") == "" && strings.HasSuffix(strings.ToUpper(t.bare), "X")
			tokens = append(tokens, t)
			separators, gap, inside = 0, 0, false
			bare.Reset()
		}
	}
	for i, r := range text {
		if c := narrowRune(r); c < 0x80 && (c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
			if !inside {
				from, inside = i, true
			}
			bare.WriteByte(byte(c))
			continue
		}
		finish(i)
		separators++
		gap = 0
		if separators == 1 && len(tokens) > 0 && strings.ContainsRune(parting, r) {
			gap = r
		}
	}
	finish(len(text))
	return tokens
}

// personalFrom tells whether a number begins with token i, and with which token
// it ends; -1 for none. The longest is taken.
func personalFrom(text string, tokens []stretch, i int) int {
	const most = 6 // no number is written in more groups
	last := i
	for last+1 < len(tokens) && last+1 < i+most && tokens[last+1].digits && tokens[last+1].gap != 0 {
		last++
	}
	if !tokens[i].digits || behindPoint(tokens, i) {
		return -1
	}
	for ; last >= i; last-- {
		if last == i+1 && tokens[last].gap == '.' {
			continue // an amount with decimals
		}
		groups := make([]int, 0, most)
		for _, t := range tokens[i : last+1] {
			groups = append(groups, len(t.bare))
		}
		if number := joined(tokens[i : last+1]); isPersonal(number, groups) || last == i && len(number) >= 7 && announced(text[:tokens[i].start]) {
			return last
		}
	}
	return -1
}

// behindPoint tells whether token i is what stands behind the point of a number that
// a spreadsheet reckoned, at most 17 digits of it: 0.3333333333333333, or a binary
// tail as in 1.8100000000000001.
func behindPoint(tokens []stretch, i int) bool {
	tail := tokens[i].bare
	if tokens[i].gap != '.' || !tokens[i-1].digits || tokens[i-1].gap == '.' || len(tail) < 15 || len(strings.TrimLeft(tail, "0")) > 17 {
		return false
	}
	return tokens[i-1].bare == "0" || strings.Contains(tail, "000000") || strings.Contains(tail, "999999")
}

// maskInside hides what is stuck to letters: TEL13800001111. A credit code is a
// token of eighteen that holds letters, and stays.
func maskInside(bare string) string {
	if len(bare) < 11 || strings.Trim(bare, "0123456789") == "" || looksLikeCreditCode(bare) {
		return bare
	}
	var b strings.Builder
	for i := 0; i < len(bare); {
		j := i
		for j < len(bare) && bare[j] >= '0' && bare[j] <= '9' {
			j++
		}
		run := bare[i:j]
		if j < len(bare) && (bare[j] == 'X' || bare[j] == 'x') && looksLikeIdentity(bare[i:j+1]) {
			j++
			run = bare[i:j]
		}
		if isPersonal(run, []int{len(run)}) {
			run = hidden(run)
		}
		b.WriteString(run)
		if j < len(bare) {
			b.WriteByte(bare[j])
		}
		i = j + 1
	}
	return b.String()
}

// isPersonal knows a number by its digits, and by the groups in which it stands.
func isPersonal(number string, groups []int) bool {
	whole, n := len(groups) == 1, len(number)
	if n < 11 || n > 30 {
		return false
	}
	if n == 18 && looksLikeIdentity(number) {
		return identityCheck(number) || !creditCodeCheck(number)
	}
	if number[n-1] > '9' { // an X that ends no identity number
		return false
	}
	short := slices.Min(groups)
	switch {
	case n == 11 && number[0] == '1' && number[1] >= '3': // mobile: 3 4 4, 3 8, 7 4
		return short >= 3
	case n >= 13 && n <= 15 && whole && strings.HasPrefix(strings.TrimLeft(number, "0"), "861"): // with the country's code
		return isPersonal(number[n-11:], []int{11})
	case (n == 11 || n == 12) && number[0] == '0': // landline with area code
		return short >= 3
	case n == 15: // identity numbers until 1999
		return whole && number[0] != '0' && validDay("19"+number[6:12])
	case n == 18 && looksLikeCreditCode(number), whole && looksLikeProject(number):
		return false
	case n >= 16: // bank cards and accounts: whole, or in fours
		for _, size := range groups[:len(groups)-1] {
			if size != 4 {
				return false
			}
		}
		return groups[len(groups)-1] <= 4 || whole
	}
	return false
}

// looksLikeIdentity tells of eighteen characters in the shape of an identity
// number (GB 11643): a place, a day of birth, a serial number, a check character.
func looksLikeIdentity(number string) bool {
	if len(number) != 18 || strings.Trim(number[:17], "0123456789") != "" || number[0] < '1' || number[0] > '8' {
		return false
	}
	check := number[17]
	return (check >= '0' && check <= '9' || check == 'X' || check == 'x') && validDay(number[6:14])
}

// identityCheck tells whether the check character holds (ISO 7064, MOD 11-2).
func identityCheck(number string) bool {
	sum := 0
	for i, weight := range [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(number[i]-'0') * weight
	}
	return "10X98765432"[sum%11] == strings.ToUpper(number)[17]
}

func validDay(day string) bool {
	return day[:4] >= "1900" && day[:4] < "2100" && day[4:6] >= "01" && day[4:6] <= "12" && day[6:] >= "01" && day[6:] <= "31"
}

// looksLikeCreditCode tells of eighteen characters that begin as a credit code
// does (GB 32100): who registered it, what it is, and six digits for the place.
func looksLikeCreditCode(code string) bool {
	return len(code) == 18 && strings.IndexByte("123456789AGNY", code[0]) >= 0 &&
		(code[0] > '9' || slices.Contains([]string{"11", "12", "13", "19", "21", "29", "31", "32", "33", "34", "35", "39",
			"41", "49", "51", "52", "53", "54", "55", "59", "61", "62", "69", "71", "72", "79", "81", "89", "91", "92", "93"}, code[:2])) &&
		strings.Trim(code[2:8], "0123456789") == ""
}

// creditCodeCheck tells whether a code of digits is a credit code whose check
// character holds (GB 32100).
func creditCodeCheck(code string) bool {
	code = strings.ToUpper(code)
	return looksLikeCreditCode(code) && code[17] == CreditCheck(code[:17])
}

// looksLikeProject tells of digits that begin with a year of these projects, or
// with a place and such a year: 430400202100061234.
func looksLikeProject(number string) bool {
	year := func(text string) bool { return text >= "2015" && text < "2036" }
	return year(number[:4]) || year(number[6:10]) && number[:2] >= "11" && number[:2] <= "65"
}

// announced tells that the words before a number say that it is somebody's.
func announced(before string) bool {
	before = strings.TrimRight(before, " :：为是（(\u3000")
	before = strings.TrimSuffix(strings.TrimSuffix(before, "号码"), "号")
	for _, word := range []string{"电话", "手机", "身份证", "证件", "账", "帐", "账户", "卡", "传真", "tel", "Tel", "TEL", "QQ", "微信"} {
		if strings.HasSuffix(before, word) {
			return true
		}
	}
	return false
}

// hidden keeps enough of a number to know it again, and no more.
func hidden(number string) string {
	head, tail := 3, 4
	if len(number) < 11 {
		head, tail = 2, 2
	}
	return number[:head] + strings.Repeat("*", len(number)-head-tail) + number[len(number)-tail:]
}

func joined(tokens []stretch) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteString(t.bare)
	}
	return b.String()
}

func narrow(text string) string {
	return strings.Map(narrowRune, text)
}

// narrowRune is the half width of a full-width sign.
func narrowRune(r rune) rune {
	if r >= '！' && r <= '～' {
		return r - '！' + '!'
	}
	return r
}
