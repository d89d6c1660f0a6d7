package ingest

import (
	"regexp"
	"strings"

	"hengji"
)

// builtInFormat is the meaning of a number format that files name by number
// only. 27–36 and 50–58 are those of Chinese Excel and WPS (ECMA-376 part 1,
// 18.8.30, zh-cn): mostly dates, 32–35, 55 and 56 times of day.
func builtInFormat(id int) hengji.CellFormat {
	switch {
	case id == 9 || id == 10:
		return hengji.FormatPercent
	case id >= 14 && id <= 17, id == 22, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return hengji.FormatDate
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id >= 45 && id <= 47, id == 55, id == 56:
		return hengji.FormatTime
	case id == 49:
		return hengji.FormatText
	}
	return hengji.FormatGeneral
}

// shownAsWan knows the formats that show a number of 元 as one of 万元: a point that
// is a letter, and behind it one digit and a comma, which divides by a thousand, or four.
var shownAsWan = regexp.MustCompile(`^[^;]*[0#?](?:[!\\]\.|"\.")(?:([0#?],)|[0#?]{4})[^0#?,.;]*(?:;|$)`)

// formatMeaning reads a number format code as far as it says what a number is:
// a date, a time, a percentage, text. Of several sections any date or time
// decides, else the first that shows a number other than zero.
func formatMeaning(code string) hengji.CellFormat {
	if wan := shownAsWan.FindStringSubmatch(code); wan != nil {
		if wan[1] != "" {
			return hengji.FormatWan
		}
		return hengji.FormatWanWhole
	}
	first, found := hengji.FormatGeneral, false
	for code != "" {
		section, shows, rest := formatSection(code)
		zero := forZero.MatchString(code)
		code = rest
		if section == hengji.FormatDate || section == hengji.FormatTime {
			return section
		}
		if shows && !zero && !found {
			first, found = section, true
		}
	}
	return first
}

// forZero knows a section that is for zero alone: [=0]"";0.00%
var forZero = regexp.MustCompile(`^(?:\[[^\]]*\])*\[\s*=\s*[+-]?0+(?:\.0*)?\s*\]`)

// generals are the names of the General format, which would else read as an era
// or a date; Chinese Excel and WPS leave their own in files.
var generals = []string{"general", "g/通用格式", "常规"}

// formatSection reads one section, up to its semicolon. shows tells whether it
// shows anything of the value.
func formatSection(code string) (meaning hengji.CellFormat, shows bool, rest string) {
	var seen formatCodes
	for code != "" {
		if code[0] == ';' {
			code = code[1:]
			break
		}
		code = code[seen.next(code):]
	}
	meaning, shows = seen.meaning()
	return meaning, shows, code
}

// formatCodes are the codes that a section of a number format has.
type formatCodes struct {
	days, hours, months, digits, percent, text, named bool
	last                                              byte // the last letter of a date or time, for fractions of seconds
}

// next notes the code that stands first, and gives its length in bytes.
func (f *formatCodes) next(code string) (skip int) {
	c := lower(code[0])
	skip = 1
	switch {
	case c == '"':
		skip = skipQuoted(code)
	case c == '\\' || c == '_' || c == '*':
		skip = 1 + runeLength(code[1:])
	case c == '[':
		end := strings.IndexByte(code, ']')
		if end < 0 {
			end = len(code) - 1
		}
		if isElapsed(code[1:max(end, 1)]) {
			f.hours, f.last = true, 's'
		}
		skip = end + 1
	case general(code) > 0:
		f.named, skip = true, general(code)
	case hasPrefixFold(code, "am/pm"):
		f.hours, skip = true, 5
	case hasPrefixFold(code, "a/p"):
		f.hours, skip = true, 3
	case strings.HasPrefix(code, "上午/下午"):
		f.hours, skip = true, len("上午/下午")
	case c == 'e' && len(code) > 1 && (code[1] == '+' || code[1] == '-'):
		f.digits, skip = true, 2 // 0.00E+00
	case c == 'y' || c == 'd' || c == 'e' || c == 'g' || c == 'b' || hasPrefixFold(code, "aaa"):
		f.days, f.last = true, c
	case c == 'm':
		f.months, f.last = true, c
	case c == 'h' || c == 's':
		f.hours, f.last = true, c
	case c == '0' || c == '#' || c == '?':
		f.digits = f.digits || f.last != 's'
	case c == '%':
		f.percent = true
	case c == '@':
		f.text = true
	}
	return skip
}

// meaning is what a section shows; false where it shows nothing of the value.
func (f *formatCodes) meaning() (meaning hengji.CellFormat, shows bool) {
	switch {
	case f.digits && f.percent:
		return hengji.FormatPercent, true
	case f.digits:
		return hengji.FormatGeneral, true
	case f.days, f.months && !f.hours:
		return hengji.FormatDate, true
	case f.hours:
		return hengji.FormatTime, true
	case f.text:
		return hengji.FormatText, true
	case f.percent:
		return hengji.FormatPercent, true
	}
	return hengji.FormatGeneral, f.named
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func hasPrefixFold(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}

func general(code string) int {
	for _, name := range generals {
		if hasPrefixFold(code, name) {
			return len(name)
		}
	}
	return 0
}

func skipQuoted(code string) int {
	if end := strings.IndexByte(code[1:], '"'); end >= 0 {
		return end + 2
	}
	return len(code)
}

func runeLength(text string) int {
	for i := range text {
		if i > 0 {
			return i
		}
	}
	return len(text)
}

// isElapsed knows [h], [mm], [ss]: hours that run past a day.
func isElapsed(inner string) bool {
	if inner == "" {
		return false
	}
	for i := range len(inner) {
		if c := lower(inner[i]); c != lower(inner[0]) || c != 'h' && c != 'm' && c != 's' {
			return false
		}
	}
	return true
}
