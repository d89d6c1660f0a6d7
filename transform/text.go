package transform

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"hengji"
)

func isGap(r rune) bool { return unicode.IsSpace(r) || hengji.Invisible(r) }

// trimText cuts spaces of every kind, line breaks and invisible characters from
// both ends. The text is shared, never copied.
func trimText(text string) string {
	// Nearly every cell begins and ends with something visible.
	if len(text) > 0 && visibleEdge(text[0]) && visibleTail(text) {
		return text
	}
	return strings.TrimFunc(text, isGap)
}

func visibleEdge(c byte) bool { return c > ' ' && c < 0x80 || c >= 0xE4 && c <= 0xE9 }

// visibleTail reports, without decoding, whether a text ends in ASCII or in one of the
// common Chinese characters.
func visibleTail(text string) bool {
	n := len(text)
	if c := text[n-1]; c > ' ' && c < 0x80 {
		return true
	}
	return n >= 3 && text[n-3] >= 0xE4 && text[n-3] <= 0xE9
}

// isPlain reports whether a trimmed text holds nothing to normalise: no line break,
// tab, double space, foreign space, zero-width mark, radical or compatibility
// character. It looks at bytes only and says no in doubt.
func isPlain(text string) bool {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c < ' ':
			return false
		case c == ' ':
			if i+1 < len(text) && text[i+1] == ' ' {
				return false
			}
		case c == 0xC2, c == 0xE1, c == 0xE2, c == 0xEF:
			return false
		case c == 0xE3:
			if i+2 < len(text) && text[i+1] == 0x80 && text[i+2] == 0x80 {
				return false
			}
		case c >= 0xF0:
			return false
		}
	}
	return true
}

// cleanText normalises the text of a name: foreign and doubled spaces, line
// breaks inside, invisible characters, radicals and compatibility ideographs
// (⽯ is 石). Width is left alone: （） and () are both right in Chinese.
// keepLines leaves line breaks, for texts of several paragraphs. The result is
// the text itself where nothing changes.
func cleanText(text string, keepLines bool) string {
	if isPlain(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	last := rune(0)
	gap, lines := false, 0
	for _, r := range text {
		switch {
		case hengji.Invisible(r):
			continue
		case r == '\n' || r == '\r' || r == 0x2028 || r == 0x0085 || r == '\v' || r == '\f':
			lines++
			continue
		case unicode.IsSpace(r):
			gap = true
			continue
		case unicode.IsControl(r):
			continue
		}
		r = modern(r)
		if b.Len() > 0 {
			switch {
			case lines > 0 && keepLines:
				b.WriteByte('\n')
			case lines > 0 && !gap && (isWide(last) || isWide(r)):
				// A name broken over two lines in a narrow column: 项目⏎名称.
			case lines > 0 || gap:
				b.WriteByte(' ')
			}
		}
		gap, lines, last = false, 0, r
		b.WriteRune(r)
	}
	if b.String() == text {
		return text
	}
	return b.String()
}

// modern maps Kangxi and CJK radicals and compatibility ideographs, as PDF
// copies carry them, to the character that they look like.
func modern(r rune) rune {
	r = hengji.Ideograph(r)
	if r >= 0xF900 && r <= 0xFAFF || r >= 0x2F800 && r <= 0x2FA1F {
		if mapped := []rune(norm.NFKC.String(string(r))); len(mapped) == 1 {
			return mapped[0]
		}
	}
	return r
}

func isWide(r rune) bool { return r >= 0x2E80 }

// cleanCode normalises the text of a code or number kept as text: half width,
// no spaces at all.
func cleanCode(text string) string {
	plain := true
	for i := range len(text) {
		if c := text[i]; c <= ' ' || c >= 0x80 && (c < 0xE4 || c > 0xE9) {
			plain = false
			break
		}
	}
	if plain {
		return text
	}
	return removeSpaces(halfWidth(text))
}

// visible is a text without what shows nothing.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if hengji.Invisible(r) {
			return -1
		}
		return r
	}, text)
}

// halfWidth brings full-width letters, digits and signs of ASCII to half width, and
// nothing else: NFKC would make 151 of 15①, and 152 of 15².
func halfWidth(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '　':
			return ' '
		case r == '￥':
			return '¥'
		case r == '﹪':
			return '%'
		}
		return r
	}, text)
}

// removeSpaces takes out every space, line break and invisible character.
func removeSpaces(text string) string {
	if strings.IndexFunc(text, isGap) < 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		if isGap(r) {
			return -1
		}
		return r
	}, text)
}

// dittos are the marks for "as above", which is never guessed.
var dittos = map[string]bool{
	"同上": true, "〃": true, "″": true, "\"": true, "“": true, "”": true, "''": true, "′′": true, "ditto": true,
	"同上。": true, "同上行": true, "如上": true, "(同上)": true, "（同上）": true, "々": true, "同前": true, "、、": true,
}

func isDitto(text string) bool {
	return len(text) <= 12 && (dittos[text] || dittos[removeSpaces(text)])
}

// twoValues reports whether a text holds two codes or two numbers in one cell, parted
// by a line break or one of 、；;,，/ or a space. Both parts must look like codes: letters and
// digits, at least minimum of them.
func twoValues(text string, minimum int) bool {
	if len(text) > longText || !strings.ContainsAny(text, "\n\r、；;,，/ ") {
		return false
	}
	parts := strings.FieldsFunc(text, func(r rune) bool {
		return isGap(r) || strings.ContainsRune("、；;,，/", r)
	})
	if len(parts) < 2 {
		return false
	}
	for _, part := range parts {
		part = halfWidth(part)
		digits := 0
		for _, r := range part {
			switch {
			case r >= '0' && r <= '9':
				digits++
			case r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || strings.ContainsRune("-_.()〔〕[]", r):
			default:
				return false
			}
		}
		if digits == 0 || len(part) < minimum {
			return false
		}
	}
	return true
}

// sameTwice is the code that a cell of two values holds twice; "" where they differ.
func sameTwice(text string) string {
	parts := strings.Fields(text)
	for _, part := range parts {
		if part != parts[0] {
			return ""
		}
	}
	return parts[0]
}

// maskPersonal hides a personal number whatever its form: the shared mask where
// it knows the number, else all digits but the last two.
func maskPersonal(text string, masked string) string {
	if masked != text || strings.Contains(text, "*") {
		return masked
	}
	digits := 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	if digits < 5 {
		return text
	}
	seen := 0
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			if seen++; seen <= digits-2 {
				return '*'
			}
		}
		return r
	}, text)
}

// quoted is how a text stands in a finding: on one line, without personal numbers,
// and not endless.
func quoted(text string) string {
	return short(hengji.Mask(oneLine(text))) // before it is cut: half of a number is known by nobody
}

// oneLine is a text on one line, without invisible characters.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return '⏎'
		case r == '\r', hengji.Invisible(r):
			return -1
		}
		return r
	}, text)
}

// short is a text of its own, cut where it is too long to read in a finding.
func short(text string) string {
	const most = 120
	if utf8.RuneCountInString(text) <= most {
		return strings.Clone(text)
	}
	runes := []rune(text)
	return string(runes[:most-1]) + "…"
}
