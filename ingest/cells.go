package ingest

import (
	"slices"
	"strconv"

	"hengji"
)

// cellType is the t attribute of a cell.
type cellType uint8

const (
	typeNumber cellType = iota
	typeShared
	typeString // the text result of a formula
	typeInline
	typeBoolean
	typeError
	typeDate
	typePicture // no type of the file's
)

var cellTypes = map[string]cellType{
	"n": typeNumber, "s": typeShared, "str": typeString, "inlineStr": typeInline,
	"b": typeBoolean, "e": typeError, "d": typeDate,
}

// readCell reads the cell whose start tag is current, whatever it holds.
func (s *rowScanner) readCell() error {
	x := &s.x
	if !x.is("c") {
		return x.foreign("row")
	}
	column, style, kind, rich, err := s.cellTag()
	if err != nil {
		return err
	}
	if err := s.place(column); err != nil {
		return err
	}
	c := cellContent{kind: kind, from: len(s.text)}
	if err := x.children(func() error { return s.readPart(&c) }); err != nil {
		return err
	}
	if c.kind == typeInline && !c.inline {
		c.kind = typeString // the text stands in <v>, not yet decoded
	}
	// A picture placed in a cell is written as an error with a rich value behind it.
	if picture := rich && c.kind == typeError && c.flags == 0; picture || c.flags&pictureFormula != 0 {
		c.kind, c.flags = typePicture, c.flags&^pictureFormula
	}
	if err := s.keep(c, style); err != nil {
		return err
	}
	s.inside = false
	return nil
}

// cellContent is what stands in a cell; its text is s.text from that place on.
type cellContent struct {
	kind           cellType
	flags          hengji.CellFlags // of its formula
	looks          runs
	from           int
	valued, inline bool // <v> was there, <is> was there
}

// readPart reads one child of a cell: its formula, its value or its inline text.
func (s *rowScanner) readPart(c *cellContent) (err error) {
	x := &s.x
	switch {
	case x.is("f"):
		if c.flags != 0 || c.valued || c.inline {
			return damaged("单元格内容次序颠倒")
		}
		c.flags, err = s.readFormula()
	case x.is("v"):
		if c.valued {
			return damaged("单元格有两个值")
		}
		c.valued = true
		if c.inline { // where both are given, the inline text is what is shown
			s.formula, err = x.content(s.formula[:0])
			return err
		}
		s.text, err = x.content(s.text)
	case x.is("is"):
		if c.inline {
			return damaged("单元格有两个值")
		}
		if c.kind != typeInline {
			return damaged("单元格类型与内容不符")
		}
		c.inline = true
		s.text, c.looks, err = x.richText(s.text[:c.from])
	default:
		err = x.foreign("c")
	}
	return err
}

// cellTag reads the attributes of <c>. rich tells of a rich value behind the plain
// one (vm, ECMA-376 part 1, 18.3.1.4).
func (s *rowScanner) cellTag() (column, style int, kind cellType, rich bool, err error) {
	column = s.column + 1
	for _, a := range s.x.attributes {
		if len(a.prefix) > 0 {
			continue
		}
		switch string(a.local) {
		case "r":
			row, at, ok := parseReference(a.value(nil))
			if !ok {
				return 0, 0, 0, false, damaged("单元格地址 %s 无效", shown(string(a.raw)))
			}
			if row != s.row.Number {
				return 0, 0, 0, false, damaged("单元格 %s 不在本行", shown(string(a.raw)))
			}
			column = at
		case "s":
			if len(a.raw) == 0 { // as some exports write "none"
				continue
			}
			n, err := strconv.ParseUint(string(a.value(nil)), 10, 31)
			if err != nil {
				return 0, 0, 0, false, damaged("样式序号 %s 无效", shown(string(a.raw)))
			}
			style = int(n)
		case "t":
			var known bool
			if kind, known = cellTypes[string(a.value(nil))]; !known {
				return 0, 0, 0, false, damaged("单元格类型 %s 无效", shown(string(a.raw)))
			}
		case "vm":
			rich = !isZero(string(a.raw))
		}
	}
	return column, style, kind, rich, nil
}

// place moves on to a column; columns ascend.
func (s *rowScanner) place(column int) error {
	if column <= s.column {
		return damaged("单元格次序颠倒或重复")
	}
	s.column, s.inside = column, true
	if column > s.book.limits.Columns || column > maxColumn {
		return limitExceeded("列号过大", int64(min(s.book.limits.Columns, maxColumn)))
	}
	s.count++
	return nil
}

// keep judges a cell's value, whose text is s.text from the given place on, and
// adds the cell to the row unless it is blank.
func (s *rowScanner) keep(c cellContent, number int) error {
	if number >= len(s.book.styles) && number > 0 {
		return damaged("样式序号越界")
	}
	cell := hengji.Cell{Column: int32(s.column), Flags: c.flags}
	if number < len(s.book.styles) {
		style := s.book.styles[number]
		cell.Format = style.format
		cell.Flags |= style.flags
	}
	cell.Flags = c.looks.flags(cell.Flags)
	if c.kind == typeString || c.kind == typeInline {
		// richText has decoded what is inline; a text is decoded once only.
		if c.kind == typeString {
			s.text = decodeEscapes(s.text, c.from)
		}
	} else {
		written := len(s.text) > c.from
		s.text = trimSpace(s.text, c.from)
		if written && len(s.text) == c.from && c.kind == typeShared { // a number that was there, and is none
			return damaged("共享字符串序号 %s 越界", shown("空白"))
		}
	}
	length, valued := len(s.text)-c.from, c.valued || c.inline
	if length > s.book.limits.CellBytes {
		return limitExceeded("一个单元格的文字过长", int64(s.book.limits.CellBytes))
	}
	switch {
	case length == 0 && c.flags&hengji.HasFormula == 0:
		if valued {
			s.blanks++
		}
		return nil
	case c.kind == typePicture:
		cell.Kind = hengji.CellPicture
	case !valued || length == 0 && c.kind != typeString:
		cell.Kind = hengji.CellNoValue
	case c.kind == typeShared:
		if err := s.sharedText(&cell, c.from); err != nil {
			return err
		}
		if cell.Text == "" && c.flags&hengji.HasFormula == 0 {
			s.blanks++
			return nil
		}
	default:
		if err := s.value(&cell, c); err != nil {
			return err
		}
	}
	s.add(cell, c.from)
	return nil
}

// sharedText takes the text of the shared string that a cell numbers.
func (s *rowScanner) sharedText(cell *hengji.Cell, from int) error {
	text := s.text[from:]
	n, err := strconv.ParseUint(string(text), 10, 31)
	switch {
	case s.book.strings.len() == 0:
		return lostContent("单元格的文字另外存放，文件中找不到")
	case err != nil || int(n) >= s.book.strings.len():
		return damaged("共享字符串序号 %s 越界", shown(string(text)))
	}
	cell.Text = s.book.strings.get(int(n))
	cell.Flags = s.book.strings.looks(int(n)).flags(cell.Flags)
	s.shared += int64(len(cell.Text))
	s.text = s.text[:from]
	return nil
}

// value checks a value written out, by its type.
func (s *rowScanner) value(cell *hengji.Cell, c cellContent) error {
	text := s.text[c.from:]
	switch c.kind {
	case typeNumber:
		cell.Kind = hengji.CellNumber
		if !isNumber(text) {
			return damaged("数字 %s 无效", shown(string(text)))
		}
	case typeBoolean:
		cell.Kind = hengji.CellBoolean
		switch string(text) {
		case "0", "1":
		case "true":
			s.text = append(s.text[:c.from], '1')
		case "false":
			s.text = append(s.text[:c.from], '0')
		default:
			return damaged("逻辑值 %s 无效", shown(string(text)))
		}
	case typeError:
		cell.Kind = hengji.CellError
		if text[0] != '#' || len(text) > 32 {
			return damaged("错误值 %s 无效", shown(string(text)))
		}
	case typeDate:
		serial, ok := isoSerial(string(text), s.book.date1904)
		if !ok { // before March 1900, or no date at all: as it stands, for whoever wants a date there
			return nil
		}
		cell.Kind = hengji.CellNumber
		if cell.Format != hengji.FormatTime {
			cell.Format = hengji.FormatDate
		}
		s.text = append(s.text[:c.from], serial...)
	}
	return nil
}

// trimSpace takes off the white space around a value that is no text and begins at
// the given place: XML Schema's numbers, booleans and dates may have it.
func trimSpace(text []byte, from int) []byte {
	for len(text) > from && isSpaceByte(text[len(text)-1]) {
		text = text[:len(text)-1]
	}
	first := from
	for first < len(text) && isSpaceByte(text[first]) {
		first++
	}
	if first == from {
		return text
	}
	return text[:from+copy(text[from:], text[first:])]
}

// add puts a cell that holds something into the row. It is written field by field:
// a Cell made elsewhere and copied would wait for its small fields to reach memory.
func (s *rowScanner) add(cell hengji.Cell, from int) {
	n := len(s.row.Cells)
	s.row.Cells = slices.Grow(s.row.Cells, 1)[:n+1]
	to := &s.row.Cells[n]
	to.Column, to.Kind, to.Format, to.Flags, to.Text = cell.Column, cell.Kind, cell.Format, cell.Flags, cell.Text
	s.spans = append(s.spans, span{uint32(from), uint32(len(s.text))})
}

// parseReference reads an address such as AB12.
func parseReference(ref []byte) (row, column int, ok bool) {
	i := 0
	for ; i < len(ref) && i < 4; i++ {
		c := ref[i] &^ 0x20 // either case
		if c < 'A' || c > 'Z' {
			break
		}
		column = column*26 + int(c-'A') + 1
	}
	if i == 0 || column > maxColumn || len(ref)-i > 7 || len(ref) == i || ref[i] == '0' {
		return 0, 0, false
	}
	for ; i < len(ref); i++ {
		if ref[i] < '0' || ref[i] > '9' {
			return 0, 0, false
		}
		row = row*10 + int(ref[i]-'0')
	}
	return row, column, row <= maxRow
}

// isNumber reports whether a text is a decimal or exponent number: sign, digits,
// point, exponent, as xsd:double without INF and NaN.
func isNumber(text []byte) bool {
	i := 0
	sign := func() {
		if i < len(text) && (text[i] == '-' || text[i] == '+') {
			i++
		}
	}
	digits := func() (n int) {
		for ; i < len(text) && text[i] >= '0' && text[i] <= '9'; i++ {
			n++
		}
		return n
	}
	sign()
	n := digits()
	if i < len(text) && text[i] == '.' {
		i++
		n += digits()
	}
	if n == 0 {
		return false
	}
	if i < len(text) && (text[i] == 'e' || text[i] == 'E') {
		i++
		sign()
		if digits() == 0 {
			return false
		}
	}
	return i == len(text) && len(text) <= 400
}
