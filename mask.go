package hengji

import (
	"slices"
	"strconv"
	"strings"
)

// Mask hides the middle of identity, phone and account numbers in a free text
// ("430***********1239"), however they are parted (138 0000 1111), in full width
// too. A number is known by its check digit (identity numbers, GB 11643; bank cards,
// GB/T 15694), by how phones begin, or by the word before it (账号, 身份证), never by
// its length: codes of projects, organisations and documents, amounts and dates stay.
// What was masked once stays as it is.
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

// MaskCode is Mask for the value of a field of codes: what is letters and digits
// stays, for a code may look like a phone, unless it is somebody's identity number.
// A code that names a year of these projects is none.
func MaskCode(code string) string {
	bare := narrow(code)
	if strings.TrimLeft(strings.ToUpper(bare), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-/") != "" {
		return Mask(code)
	}
	if isIdentity(bare) && !creditCodeCheck(bare) && !looksLikeProject(bare) {
		return hidden(bare)
	}
	return code
}

// MaskNumber is Mask for the value of a field of numbers: what is read as a number is
// one, though an amount in 元 may look like a phone (15200000000).
func MaskNumber(text string) string {
	if _, _, err := ParseDecimal(text); err == nil {
		return text
	}
	return Mask(text)
}

// MaskKey is MaskCode for the values of a record's key, joined by "|".
func MaskKey(key string) string {
	parts := strings.Split(key, "|")
	for i, part := range parts {
		parts[i] = MaskCode(part)
	}
	return strings.Join(parts, "|")
}

// SheetNames are the names of a workbook's sheets as they are masked: personal
// numbers hidden, and still each another.
func SheetNames(names []string) []string {
	masked := make([]string, len(names))
	for i, name := range names {
		masked[i] = Mask(name)
		for n := 2; slices.Contains(masked[:i], masked[i]); n++ {
			masked[i] = Mask(name) + "（" + strconv.Itoa(n) + "）"
		}
	}
	return masked
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

// personalFrom reports whether a number begins with token i, and with which token
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
	said := announced(text[:tokens[i].start])
	for ; last >= i; last-- {
		if last == i+1 && tokens[last].gap == '.' {
			continue // an amount with decimals
		}
		groups := make([]int, 0, most)
		for _, t := range tokens[i : last+1] {
			groups = append(groups, len(t.bare))
		}
		number := joined(tokens[i : last+1])
		if isPersonal(number, groups) || said && announcedGroups(groups) && len(number) >= 7 && len(number) <= 30 {
			return last
		}
	}
	return -1
}

// behindPoint reports whether token i is what stands behind the point of a number that
// a spreadsheet calculated, at most 17 digits of it: 0.3333333333333333, or a binary
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
		if j < len(bare) && (bare[j] == 'X' || bare[j] == 'x') && isIdentity(bare[i:j+1]) {
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
	n, short := len(number), slices.Min(groups)
	switch {
	case n == 18:
		return isIdentity(number)
	case n < 10 || strings.Trim(number, "0123456789") != "":
		return false
	case isMobile(number): // 3 4 4, 3 8, 7 4
		return short >= 3
	case n >= 13 && n <= 15 && len(groups) == 1 && strings.HasPrefix(strings.TrimLeft(number, "0"), "86"): // with the country's code
		return isMobile(number[n-11:])
	case isLandline(number, groups[0]):
		return short >= 3
	}
	fours := len(groups) > 1 && groups[len(groups)-1] <= 4
	for _, size := range groups[:len(groups)-1] {
		fours = fours && size == 4
	}
	return (len(groups) == 1 || fours) && isBankCard(number, fours)
}

// isMobile is true of eleven digits that begin as numbers of mobile phones do.
func isMobile(number string) bool {
	return len(number) == 11 && number[0] == '1' && number[1] >= '3'
}

// isLandline is true of an area code and a number behind it: 010 and 02x have eight
// digits there, the others seven or eight. No number begins with 0 or 1, but behind
// an area code that stands apart (0734-0000000) even such a one is meant as a phone.
func isLandline(number string, first int) bool {
	if number[0] != '0' || number[1] == '0' {
		return false
	}
	area := 4
	if number[1] <= '2' {
		area = 3
	}
	local := len(number) - area
	return (local == 8 || local == 7 && area == 4) && (first == area || number[area] >= '2' && number[area] <= '8')
}

// isBankCard is true of a card by how issuers in China begin their numbers and by the
// check digit (Luhn's). Those of others (4 and 5) begin as codes of places do, and
// count only where they are written in fours.
func isBankCard(number string, fours bool) bool {
	known := fours && len(number) == 16 && (number[0] == '4' || number[0] == '5')
	for _, prefix := range []string{"62", "9558", "601382"} {
		known = known || strings.HasPrefix(number, prefix) && len(number) >= 16 && len(number) <= 19
	}
	return known && luhn(number)
}

// luhn reports whether the last digit of a number checks the others (ISO/IEC 7812-1).
func luhn(number string) bool {
	sum := 0
	for i := range len(number) {
		digit := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			digit *= 2
		}
		sum += digit/10 + digit%10
	}
	return sum%10 == 0
}

// isIdentity is true of an identity number (GB 11643): a place, a day of birth, a
// serial number, and a check character that holds (ISO 7064, MOD 11-2).
func isIdentity(number string) bool {
	if len(number) != 18 || strings.Trim(number[:17], "0123456789") != "" || number[0] < '1' || number[0] > '8' || !validDay(number[6:14]) {
		return false
	}
	sum := 0
	for i, weight := range [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(number[i]-'0') * weight
	}
	return "10X98765432"[sum%11] == strings.ToUpper(number)[17]
}

func validDay(day string) bool {
	return day[:4] >= "1900" && day[:4] < "2100" && day[4:6] >= "01" && day[4:6] <= "12" && day[6:] >= "01" && day[6:] <= "31"
}

// looksLikeCreditCode is true of eighteen characters that begin as a credit code
// does (GB 32100): who registered it, what it is, and six digits for the place.
func looksLikeCreditCode(code string) bool {
	return len(code) == 18 && strings.IndexByte("123456789AGNY", code[0]) >= 0 &&
		(code[0] > '9' || slices.Contains([]string{"11", "12", "13", "19", "21", "29", "31", "32", "33", "34", "35", "39",
			"41", "49", "51", "52", "53", "54", "55", "59", "61", "62", "69", "71", "72", "79", "81", "89", "91", "92", "93"}, code[:2])) &&
		strings.Trim(code[2:8], "0123456789") == ""
}

// creditCodeCheck reports whether a code of digits is a credit code whose check
// character holds (GB 32100).
func creditCodeCheck(code string) bool {
	code = strings.ToUpper(code)
	return looksLikeCreditCode(code) && code[17] == CreditCheck(code[:17])
}

// looksLikeProject is true of a code that names, behind a place, a year of these
// projects: 430400202112060001. As an identity number it would be a child's.
func looksLikeProject(code string) bool { return code[6:10] >= "2015" && code[6:10] < "2036" }

// announced reports whether the words before a number say that it is somebody's.
func announced(before string) bool {
	before = strings.TrimRight(before, " :：为是（(\u3000")
	before = strings.TrimSuffix(before, "号码")
	for _, word := range []string{"电话", "手机", "手机号", "身份证", "身份证号", "证件", "证件号", "账号", "帐号", "账户", "帐户", "卡号", "传真", "tel", "Tel", "TEL", "QQ", "QQ号", "微信", "微信号"} {
		if strings.HasSuffix(before, word) {
			return true
		}
	}
	return false
}

// announcedGroups reports whether a number that was announced is written in groups of at
// least three digits, the last of two: 8222333 5 is a phone and something else.
func announcedGroups(groups []int) bool {
	for i, size := range groups {
		if len(groups) > 1 && (size < 2 || size < 3 && i < len(groups)-1) {
			return false
		}
	}
	return true
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
