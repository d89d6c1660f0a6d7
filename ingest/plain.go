package ingest

import (
	"encoding/binary"

	"hengji"
)

// valueEnd is "</v></c>", which ends nearly every cell, as one word.
var valueEnd = binary.LittleEndian.Uint64([]byte("</v></c>"))

// cellStart is `<c r="`, six bytes of a word.
var cellStart = binary.LittleEndian.Uint64([]byte("<c r=\"\x00\x00"))

const cellStartMask = 1<<48 - 1

// plainCell takes the next cell if it is written in the plainest way:
//
//	<c r="B7" s="3" t="s"><v>12</v></c>    with or without s and t (n, s, str, b)
//	<c r="B7" s="3" t="inlineStr"><is><t>文字</t></is></c>    as streaming writers do
//	<c r="B7" s="3"/>
//
// It judges by the bytes alone; whatever differs in the least is left, untouched,
// to the scanner proper, whose verdict is the same but eight times slower. The
// two are compared by test.
func (s *rowScanner) plainCell() bool {
	b := s.x.data
	tag, p := s.plainTag()
	if p < 0 || tag.column <= s.column || tag.style > 0 && tag.style >= len(s.book.styles) {
		return false // refused by the scanner proper, in its words
	}
	if b[p] == '/' && b[p+1] == '>' {
		s.column = tag.column
		s.count++
		s.x.pos = p + 2
		return true
	}
	if tag.kind == typeInline {
		if p = inlineStart(b, p); p < 0 {
			return false
		}
	} else if b[p] != '>' || b[p+1] != '<' || b[p+2] != 'v' || b[p+3] != '>' {
		return false
	} else {
		p += 4
	}
	cell := hengji.Cell{Column: int32(tag.column)}
	if tag.style < len(s.book.styles) {
		style := s.book.styles[tag.style]
		cell.Format, cell.Flags = style.format, style.flags
	}
	from := len(s.text)
	if p = s.plainValue(&cell, tag.kind, p); p < 0 {
		return false
	}
	s.column = tag.column
	s.count++
	s.x.pos = p
	if tag.kind == typeShared && cell.Text == "" {
		s.blanks++
		return true
	}
	s.add(cell, from)
	return true
}

// plainStart is what the start tag of a plain cell says.
type plainStart struct {
	column, style int
	kind          cellType
}

// plainTag reads a start tag up to its end, > or />; -1 where it is not plain.
func (s *rowScanner) plainTag() (tag plainStart, at int) {
	b, p := s.x.data, s.x.pos
	// The longest start here, <c r="XFD1048576" s="999999" t="inlineStr"><is><t
	// xml:space="preserve">, has 71 bytes, so p stays inside b up to the value.
	if len(b)-p < 80 || binary.LittleEndian.Uint64(b[p:])&cellStartMask != cellStart {
		return tag, -1
	}
	p += 6
	letters := p
	for b[p] >= 'A' && b[p] <= 'Z' && p < letters+3 {
		tag.column = tag.column*26 + int(b[p]-'A') + 1
		p++
	}
	digits := s.digits
	if p == letters || tag.column > s.book.limits.Columns || string(b[p:p+len(digits)]) != string(digits) {
		return tag, -1
	}
	p += len(digits)
	if b[p] != '"' {
		return tag, -1
	}
	p++
	if b[p] == ' ' && b[p+1] == 's' && b[p+2] == '=' && b[p+3] == '"' {
		first := p + 4
		for p = first; b[p] >= '0' && b[p] <= '9' && p < first+6; p++ {
			tag.style = tag.style*10 + int(b[p]-'0')
		}
		if p == first || b[p] != '"' {
			return tag, -1
		}
		p++
	}
	if b[p] == ' ' && b[p+1] == 't' && b[p+2] == '=' && b[p+3] == '"' {
		switch {
		case b[p+4] == 's' && b[p+5] == '"':
			tag.kind, p = typeShared, p+6
		case b[p+4] == 'n' && b[p+5] == '"':
			p += 6
		case string(b[p+4:p+8]) == `str"`:
			tag.kind, p = typeString, p+8
		case b[p+4] == 'b' && b[p+5] == '"':
			tag.kind, p = typeBoolean, p+6
		case string(b[p+4:p+14]) == `inlineStr"`:
			tag.kind, p = typeInline, p+14
		default:
			return tag, -1
		}
	}
	return tag, p
}

// plainValue takes the value at p, and gives where the cell ends; -1, with nothing
// kept, where it is not plain.
func (s *rowScanner) plainValue(cell *hengji.Cell, kind cellType, p int) int {
	b, start := s.x.data, p
	switch kind {
	case typeShared:
		n := 0
		for p < len(b) && b[p] >= '0' && b[p] <= '9' && p < start+8 {
			n = n*10 + int(b[p]-'0')
			p++
		}
		if p == start || n >= s.book.strings.len() || !endsValue(b, p) {
			return -1
		}
		cell.Text = s.book.strings.get(n)
		if n < len(s.book.strings.runs) {
			cell.Flags = s.book.strings.runs[n].flags(cell.Flags)
		}
		s.shared += int64(len(cell.Text))
	case typeString, typeInline:
		end := plainText(b, p)
		p = end
		if kind == typeInline {
			if len(b)-p < len(inlineEnd) || string(b[p:p+len(inlineEnd)]) != inlineEnd {
				return -1
			}
			p += len(inlineEnd) - len(`</v></c>`)
		} else if !endsValue(b, p) {
			return -1
		}
		if end == start || end-start > s.book.limits.CellBytes {
			return -1
		}
		s.text = append(s.text, b[start:end]...)
	case typeBoolean:
		cell.Kind = hengji.CellBoolean
		if b[p] != '0' && b[p] != '1' || !endsValue(b, p+1) {
			return -1
		}
		s.text = append(s.text, b[p])
		p++
	default:
		cell.Kind = hengji.CellNumber
		p = plainNumber(b, p)
		if p < 0 || !endsValue(b, p) {
			return -1
		}
		s.text = append(s.text, b[start:p]...)
	}
	return p + len(`</v></c>`)
}

// endsValue says that </v></c> stands at p.
func endsValue(b []byte, p int) bool {
	return p+8 <= len(b) && binary.LittleEndian.Uint64(b[p:]) == valueEnd
}

// inlineEnd ends an inline text and its cell.
const inlineEnd = "</t></is></c>"

// inlineStart is where an inline text begins whose cell's start tag ends at p, -1
// where the elements around it are not the plainest.
func inlineStart(b []byte, p int) int {
	const start, preserved = "><is><t", ` xml:space="preserve"`
	if string(b[p:p+len(start)]) != start {
		return -1
	}
	if p += len(start); b[p] == ' ' {
		if string(b[p:p+len(preserved)]) != preserved {
			return -1
		}
		p += len(preserved)
	}
	if b[p] != '>' {
		return -1
	}
	return p + 1
}

// plainText is where the text at p ends that reads as it stands: no entity, no
// line end to change, nothing that might be an escape (_x000D_) or the end of a
// CDATA section. It stops short of characters it does not know to be valid.
func plainText(b []byte, p int) int {
	for p < len(b) {
		c := b[p]
		switch {
		case classes[c]&plainByte != 0:
			if c == '>' || c == '_' && p+1 < len(b) && b[p+1] == 'x' {
				return p
			}
			p++
		case c >= 0xE1 && c <= 0xEF && c != 0xED: // three bytes, most of Chinese
			if p+2 >= len(b) || b[p+1]&0xC0 != 0x80 || b[p+2]&0xC0 != 0x80 || c == 0xEF && b[p+1] == 0xBF && b[p+2] >= 0xBE {
				return p
			}
			p += 3
		case c >= 0x80:
			size, err := checkRune(b[p:])
			if err != nil {
				return p
			}
			p += size
		default:
			return p
		}
	}
	return p
}

// plainNumber is where the number at p ends, -1 where there is none.
func plainNumber(b []byte, p int) int {
	start := p
	if p < len(b) && b[p] == '-' {
		p++
	}
	first, digits := p, 0
	for p < len(b) && b[p] >= '0' && b[p] <= '9' {
		p++
	}
	digits = p - first
	if p < len(b) && b[p] == '.' {
		p++
		first = p
		for p < len(b) && b[p] >= '0' && b[p] <= '9' {
			p++
		}
		digits += p - first
	}
	if p < len(b) && b[p] == 'E' && digits > 0 {
		p++
		if p < len(b) && b[p] == '-' {
			p++
		}
		first = p
		for p < len(b) && b[p] >= '0' && b[p] <= '9' {
			p++
		}
		digits = p - first
	}
	if digits == 0 || p-start > 400 {
		return -1
	}
	return p
}
