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
//	<c r="B7" s="3" t="s"><v>12</v></c>    with or without s and t (n, s, str)
//	<c r="B7" s="3"/>
//
// It judges by the bytes alone; whatever differs in the least is left, untouched,
// to the scanner proper, whose verdict is the same but eight times slower. The
// two are compared by test.
func (s *rowScanner) plainCell() bool {
	b, p := s.x.data, s.x.pos
	// The longest start tag here, <c r="XFD1048576" s="65535" t="str">, has 36
	// bytes, so p stays inside b up to the value.
	if len(b)-p < 64 || binary.LittleEndian.Uint64(b[p:])&cellStartMask != cellStart {
		return false
	}
	p += 6
	column, letters := 0, p
	for b[p] >= 'A' && b[p] <= 'Z' && p < letters+3 {
		column = column*26 + int(b[p]-'A') + 1
		p++
	}
	digits := s.digits
	if p == letters || column > s.book.limits.Columns || string(b[p:p+len(digits)]) != string(digits) {
		return false
	}
	p += len(digits)
	if b[p] != '"' {
		return false
	}
	p++
	number := 0
	if b[p] == ' ' && b[p+1] == 's' && b[p+2] == '=' && b[p+3] == '"' {
		first := p + 4
		for p = first; b[p] >= '0' && b[p] <= '9' && p < first+6; p++ {
			number = number*10 + int(b[p]-'0')
		}
		if p == first || b[p] != '"' {
			return false
		}
		p++
	}
	kind := typeNumber
	if b[p] == ' ' && b[p+1] == 't' && b[p+2] == '=' && b[p+3] == '"' {
		switch {
		case b[p+4] == 's' && b[p+5] == '"':
			kind, p = typeShared, p+6
		case b[p+4] == 'n' && b[p+5] == '"':
			p += 6
		case string(b[p+4:p+8]) == `str"`:
			kind, p = typeString, p+8
		default:
			return false
		}
	}
	if column <= s.column || number > 0 && number >= len(s.book.styles) {
		return false // refused by the scanner proper, in its words
	}
	if b[p] == '/' && b[p+1] == '>' {
		s.column = column
		s.count++
		s.x.pos = p + 2
		return true
	}
	if b[p] != '>' || b[p+1] != '<' || b[p+2] != 'v' || b[p+3] != '>' {
		return false
	}
	p += 4
	start := p
	cell := hengji.Cell{Column: int32(column)}
	if number < len(s.book.styles) {
		style := s.book.styles[number]
		if cell.Format = style.format; style.struck {
			cell.Flags = hengji.Struck
		}
	}
	from := len(s.text)
	switch kind {
	case typeShared:
		n := 0
		for p < len(b) && b[p] >= '0' && b[p] <= '9' && p < start+8 {
			n = n*10 + int(b[p]-'0')
			p++
		}
		if p == start || n >= s.book.strings.len() || p+8 > len(b) || binary.LittleEndian.Uint64(b[p:]) != valueEnd {
			return false
		}
		cell.Text = s.book.strings.get(n)
		s.shared += int64(len(cell.Text))
	case typeString:
		for p < len(b) && classes[b[p]]&plainByte != 0 && b[p] != '_' && b[p] != '>' {
			p++
		}
		if p == start || p-start > s.book.limits.CellBytes ||
			p+8 > len(b) || binary.LittleEndian.Uint64(b[p:]) != valueEnd {
			return false
		}
		s.text = append(s.text, b[start:p]...)
	default:
		cell.Kind = hengji.CellNumber
		p = plainNumber(b, p)
		if p < 0 || p+8 > len(b) || binary.LittleEndian.Uint64(b[p:]) != valueEnd {
			return false
		}
		s.text = append(s.text, b[start:p]...)
	}
	s.column = column
	s.count++
	s.x.pos = p + 8
	if kind == typeShared && cell.Text == "" {
		return true
	}
	s.add(cell, from)
	return true
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
		first, digits = p, 0
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
