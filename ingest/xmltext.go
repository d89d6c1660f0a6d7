package ingest

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Classes of bytes: what text may hold as it is, and what names are made of.
const (
	plainByte = 1 << iota // printable ASCII that text holds as it is
	spaceByte
	nameStartByte
	nameByte
)

var classes = func() (table [256]uint8) {
	for c := range 256 {
		switch {
		case c == ' ' || c == '\t' || c == '\n':
			table[c] = plainByte | spaceByte
		case c == '\r':
			table[c] = spaceByte
		case c >= ' ' && c < 0x80 && c != '&' && c != '<':
			table[c] = plainByte
		}
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
		if letter {
			table[c] |= nameStartByte | nameByte
		}
		if c >= '0' && c <= '9' || c == '-' || c == '.' || c == ':' {
			table[c] |= nameByte
		}
	}
	return table
}()

func isSpaceByte(c byte) bool { return classes[c]&spaceByte != 0 }
func isNameStart(c byte) bool { return classes[c]&nameStartByte != 0 }

func isSpace(raw []byte) bool {
	for _, c := range raw {
		if !isSpaceByte(c) {
			return false
		}
	}
	return true
}

// nameEnd is where the name that begins at p ends.
func nameEnd(data []byte, p int) int {
	for p < len(data) && classes[data[p]]&nameByte != 0 {
		p++
	}
	return p
}

// checkText holds that raw is character data: valid UTF-8, no control
// characters, only the entities that XML defines. plain tells that it reads as
// it stands.
func checkText(raw []byte) (plain bool, err error) {
	plain = true
	for i := 0; i < len(raw); {
		c := raw[i]
		switch {
		case classes[c]&plainByte != 0:
			i++
		case c >= 0x80:
			size, err := checkRune(raw[i:])
			if err != nil {
				return false, err
			}
			i += size
		case c == '&':
			_, size, err := reference(raw[i:])
			if err != nil {
				return false, err
			}
			plain = false
			i += size
		case c == '\r':
			plain = false
			i++
		default:
			return false, damaged("含有控制字符")
		}
	}
	return plain, nil
}

// checkLiteral is checkText where & and < mean themselves.
func checkLiteral(raw []byte) error {
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c >= 0x80:
			size, err := checkRune(raw[i:])
			if err != nil {
				return err
			}
			i += size
		case c < ' ' && !isSpaceByte(c):
			return damaged("含有控制字符")
		default:
			i++
		}
	}
	return nil
}

func checkRune(raw []byte) (size int, err error) {
	r, size := utf8.DecodeRune(raw)
	if r == utf8.RuneError && size <= 1 || r == 0xFFFE || r == 0xFFFF {
		return 0, damaged("文字编码不是有效的 UTF-8")
	}
	return size, nil
}

// reference reads the entity or character number at the start of raw.
func reference(raw []byte) (r rune, size int, err error) {
	end := bytes.IndexByte(raw[:min(len(raw), 12)], ';')
	if end < 0 {
		return 0, 0, damaged("实体引用残缺")
	}
	name := string(raw[1:end])
	switch name {
	case "amp":
		r = '&'
	case "lt":
		r = '<'
	case "gt":
		r = '>'
	case "quot":
		r = '"'
	case "apos":
		r = '\''
	default:
		if r = characterNumber(name); r < 0 {
			return 0, 0, damaged("实体引用 &%s; 无效", shown(name))
		}
	}
	return r, end + 1, nil
}

// characterNumber reads "#65" and "#x41"; -1 where it names no XML character.
func characterNumber(name string) rune {
	if len(name) < 2 || name[0] != '#' {
		return -1
	}
	base, digits := rune(10), name[1:]
	if digits[0] == 'x' {
		base, digits = 16, digits[1:]
	}
	if digits == "" {
		return -1
	}
	var r rune
	for _, c := range []byte(digits) {
		d := rune(hexDigit(c))
		if d < 0 || d >= base {
			return -1
		}
		if r = r*base + d; r > utf8.MaxRune {
			return -1
		}
	}
	if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0xD800 && r < 0xE000 || r == 0xFFFE || r == 0xFFFF {
		return -1
	}
	return r
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// appendText appends the current text token, unescaped; line ends become \n.
func (x *xmlScanner) appendText(dst []byte) []byte {
	if x.plain {
		return append(dst, x.raw...)
	}
	return unescape(dst, x.raw, x.literal)
}

// unescape appends checked text.
func unescape(dst, raw []byte, literal bool) []byte {
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c == '&' && !literal:
			r, size, _ := reference(raw[i:]) // checked before
			dst = utf8.AppendRune(dst, r)
			i += max(size, 1)
		case c == '\r':
			dst = append(dst, '\n')
			if i++; i < len(raw) && raw[i] == '\n' {
				i++
			}
		default:
			dst = append(dst, c)
			i++
		}
	}
	return dst
}

// value appends the attribute's value, unescaped; white space becomes blanks.
func (a attribute) value(dst []byte) []byte {
	plain := true
	for _, c := range a.raw {
		plain = plain && c != '&' && c >= ' '
	}
	if plain && dst == nil {
		return a.raw
	}
	for i := 0; i < len(a.raw); {
		switch c := a.raw[i]; {
		case c == '&':
			r, size, _ := reference(a.raw[i:]) // checked before
			dst = utf8.AppendRune(dst, r)
			i += max(size, 1)
		case isSpaceByte(c):
			dst = append(dst, ' ')
			i++
		default:
			dst = append(dst, c)
			i++
		}
	}
	return dst
}

var declarationForm = regexp.MustCompile(`^\s+version\s*=\s*(?:"1\.\d"|'1\.\d')` +
	`(?:\s+encoding\s*=\s*(?:"([\w.-]+)"|'([\w.-]+)'))?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*$`)

// checkDeclaration reads what follows "<?xml": UTF-8 is the only encoding that
// an eight-bit part may name (UTF-16 parts were turned into it before).
func checkDeclaration(body []byte) error {
	match := declarationForm.FindSubmatch(body)
	if match == nil {
		return damaged("XML 声明残缺")
	}
	switch name := strings.ToLower(string(match[1]) + string(match[2])); name {
	case "", "utf-8", "utf8", "us-ascii", "utf-16", "utf-16le", "utf-16be", "unicode":
		return nil
	default:
		return unsupported("文字编码 %s", shown(name))
	}
}

// byteOrderMark is U+FEFF in UTF-8.
const byteOrderMark = "\xEF\xBB\xBF"

// toUTF8 takes the byte order mark off a part and turns UTF-16 into UTF-8.
func toUTF8(data []byte) ([]byte, error) {
	var order binary.ByteOrder
	for bytes.HasPrefix(data, []byte(byteOrderMark)) { // tools that add one add it twice
		data = data[len(byteOrderMark):]
	}
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{'<', 0}):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}), bytes.HasPrefix(data, []byte{0, '<'}):
		order = binary.BigEndian
	default:
		return data, nil
	}
	if len(data)%2 != 0 {
		return nil, damaged("UTF-16 文字不完整")
	}
	out := make([]byte, 0, len(data)/2+len(data)/4)
	for i := 0; i < len(data); i += 2 {
		r := rune(order.Uint16(data[i:]))
		switch {
		case r == 0xFEFF && len(out) == 0:
			continue
		case utf16.IsSurrogate(r):
			var low rune
			if i += 2; i < len(data) {
				low = rune(order.Uint16(data[i:]))
			}
			if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
				return nil, damaged("UTF-16 文字不完整")
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out, nil
}

// isUTF16 reports whether a part begins as UTF-16.
func isUTF16(start []byte) bool {
	return len(start) >= 2 && (start[0] == 0xFF && start[1] == 0xFE || start[0] == 0xFE && start[1] == 0xFF ||
		start[0] == 0 || start[1] == 0)
}

// decodeEscapes turns _xHHHH_, the way a workbook writes characters that XML
// cannot hold, into those characters, in place from the given place on. A
// surrogate without its other half becomes U+FFFD.
func decodeEscapes(text []byte, from int) []byte {
	if !bytes.Contains(text[from:], []byte("_x")) {
		return text
	}
	out := text[:from] // never longer than what is read: 7 bytes give at most 3
	for i := from; i < len(text); {
		unit, ok := escapeAt(text, i)
		if !ok {
			out = append(out, text[i])
			i++
			continue
		}
		i += 7
		r := rune(unit)
		if utf16.IsSurrogate(r) {
			low, ok := escapeAt(text, i)
			if r = utf16.DecodeRune(r, rune(low)); ok && r != utf8.RuneError {
				i += 7
			} else {
				r = utf8.RuneError
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

// escapeAt reads _xHHHH_ at i.
func escapeAt(text []byte, i int) (unit uint16, ok bool) {
	if i+7 > len(text) || text[i] != '_' || text[i+1] != 'x' || text[i+6] != '_' {
		return 0, false
	}
	for _, c := range text[i+2 : i+6] {
		d := hexDigit(c)
		if d < 0 {
			return 0, false
		}
		unit = unit<<4 | uint16(d)
	}
	return unit, true
}
