// Package inert makes texts harmless and measures them. Texts that people typed into
// a workbook come in; what goes out can neither steer a terminal, nor calculate in a
// spreadsheet, nor show itself as something else. It knows nothing of what is printed.
package inert

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/text"
)

// The width library asks the locale whether ambiguous characters (— … ≥) are
// narrow. A table must not depend on whose terminal made it; Chinese characters
// are two wide either way.
func init() { text.OverrideRuneWidthEastAsianWidth(false) }

// Width is the number of terminal columns of a line, and what a spreadsheet's
// column widths are measured in.
func Width(line string) int { return text.StringWidthWithoutEscSequences(line) }

// Hidden is true of runes that are not seen but act: control characters (ESC and the
// one-byte CSI steer terminals), bidirectional overrides (which show "cod.exe"
// for another name), zero-width characters, tags, and what XML forbids.
func Hidden(r rune) bool {
	if r >= 0x20 && r < 0x7f || r >= 0x3000 && r < 0xa000 { // nearly all there is: ASCII, and Chinese with its marks
		return false
	}
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) || r&0xfffe == 0xfffe ||
		r >= 0xfdd0 && r <= 0xfdef || r >= 0xe0000 && r <= 0xe0fff
}

// visible drops what Hidden tells, line breaks excepted: they and the other
// separators become breakAs.
func visible(s, breakAs string) string {
	clean := utf8.ValidString(s)
	for _, r := range s {
		if Hidden(r) {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	after := rune(0)
	for _, r := range s { // invalid bytes come as U+FFFD
		switch {
		case r == '\n' && after == '\r':
		case r == '\n', r == '\r', r == 0x2028, r == 0x2029:
			b.WriteString(breakAs)
		case r == '\t':
			b.WriteByte(' ')
		case !Hidden(r):
			b.WriteRune(r)
		}
		after = r
	}
	return b.String()
}

// OneLine makes a text fit for a line of a terminal or a log.
func OneLine(s string) string { return visible(s, " ") }

// Lines makes a text fit for a cell or a paragraph: its line breaks stay.
func Lines(s string) string { return visible(s, "\n") }

// Cut shortens a text to a display width, the last character then being "…".
func Cut(s string, most int) string {
	if len(s) <= most || Width(s) <= most {
		return s
	}
	used := 1
	for i, r := range s {
		used += text.RuneWidth(r)
		if used > most {
			return s[:i] + "…"
		}
	}
	return s
}

// LinesIn estimates the lines of a wrapped text in a column so many characters
// wide. The tenth is for what breaks before the edge: words, and fonts wider
// than the one that measured.
func LinesIn(text string, wide float64) int {
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		n += 1 + int(float64(Width(line))*1.1/wide)
	}
	return n
}

// NoFormula puts an apostrophe before a text that a spreadsheet would calculate
// when it opens a CSV. The full-width signs are formulas too in East Asian
// versions of Excel. Plain numbers ("-12.5") are left alone: they calculate to
// themselves.
func NoFormula(s string) string {
	first, _ := utf8.DecodeRuneInString(s)
	switch first {
	case '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠':
		if len(s) > 1 && !IsNumber(s) {
			return "'" + s
		}
	}
	return s
}

// IsNumber reports whether a text is a number in JSON's sense, which is also a
// number to every CSV reader.
func IsNumber(s string) bool {
	rest := strings.TrimPrefix(s, "-")
	whole := digits(rest)
	if whole == 0 || whole > 1 && rest[0] == '0' {
		return false
	}
	rest = rest[whole:]
	if strings.HasPrefix(rest, ".") {
		places := digits(rest[1:])
		if places == 0 {
			return false
		}
		rest = rest[1+places:]
	}
	if rest != "" && (rest[0] == 'e' || rest[0] == 'E') {
		rest = rest[1:]
		if rest != "" && (rest[0] == '+' || rest[0] == '-') {
			rest = rest[1:]
		}
		n := digits(rest)
		return n > 0 && n == len(rest)
	}
	return rest == ""
}

// digits counts the ASCII digits that a text begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
