package ingest

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"math/bits"
)

// rowCounter counts the start tags of row elements in the bytes of a part,
// knowing nothing of XML but comments, instructions and CDATA. It shares no code
// with the scanner: where the two disagree, one of them lost rows.
type rowCounter struct {
	prefix string // of the worksheet's own namespace, "" mostly
	n      int
	inside string // what ends the comment, instruction or CDATA that we are in
	marked bool   // there was one

	cells   bool // count cells with content too
	content int
	open    bool // a cell that nothing was found in so far
}

// end feeds the piece up to the last </sheetData> in it, all of it where there is
// none, and gives that tag's place, or -1. One that stands in a comment or an
// instruction is none.
func (c *rowCounter) end(piece []byte) int {
	before := *c
	before.marked = false
	at := lastEndTag(piece, c.prefix)
	if at < 0 {
		c.feed(piece)
		return at
	}
	c.marked = false
	c.feed(piece[:at])
	if !c.marked && before.inside == "" {
		return at
	}
	*c = before
	at = firstEndTag(piece, c.prefix, c.inside)
	if at < 0 {
		c.feed(piece)
	} else {
		c.feed(piece[:at])
	}
	return at
}

// firstEndTag is where the first </sheetData> of the piece begins that stands
// neither behind inside nor in a comment, instruction or CDATA, or -1.
func firstEndTag(piece []byte, prefix, inside string) int {
	for from := 0; ; {
		if inside != "" {
			end := bytes.Index(piece[from:], []byte(inside))
			if end < 0 {
				return -1
			}
			from += end + len(inside)
		}
		next := markup(piece[from:])
		if at := bytes.Index(piece[from:from+next], endTag("sheetData", prefix)); at >= 0 {
			return from + at
		}
		if from += next; from == len(piece) {
			return -1
		}
		var skip int
		inside, skip = markupEnd(piece[from:])
		from += skip
	}
}

// feed counts in the next piece; pieces end at a '>' or at the end of the part.
func (c *rowCounter) feed(piece []byte) {
	const block = 64 << 10 // is gone through twice, so it should fit the processor's cache
	for len(piece) > block {
		end := bytes.LastIndexByte(piece[:block], '>') + 1
		if end == 0 {
			break
		}
		c.feedBlock(piece[:end])
		piece = piece[end:]
	}
	c.feedBlock(piece)
}

func (c *rowCounter) feedBlock(piece []byte) {
	for len(piece) > 0 {
		if c.inside != "" {
			end := bytes.Index(piece, []byte(c.inside))
			if end < 0 {
				return
			}
			piece, c.inside = piece[end+len(c.inside):], ""
			continue
		}
		next := markup(piece)
		c.n += countTags(piece[:next], c.prefix)
		if c.cells {
			c.countContent(piece[:next])
		}
		if piece = piece[next:]; len(piece) > 0 {
			var skip int
			c.inside, skip = markupEnd(piece)
			c.marked, piece = true, piece[skip:]
		}
	}
}

// markup is where the next comment, instruction or CDATA begins, or the end.
func markup(piece []byte) int {
	end := behindBracket(piece, '!')
	return behindBracket(piece[:end], '?')
}

// behindBracket is where the next '<' with that byte behind it stands, or the end.
func behindBracket(piece []byte, c byte) int {
	for from := 0; ; {
		at := bytes.IndexByte(piece[from:], c)
		if at < 0 {
			return len(piece)
		}
		if from += at; from > 0 && piece[from-1] == '<' {
			return from - 1
		}
		from++
	}
}

// markupEnd is what ends the comment, instruction or CDATA at the piece's start,
// and how many bytes its own mark has.
func markupEnd(piece []byte) (end string, skip int) {
	switch {
	case bytes.HasPrefix(piece, []byte("<!--")):
		return "-->", 4
	case bytes.HasPrefix(piece, []byte("<?")):
		return "?>", 2
	case bytes.HasPrefix(piece, []byte("<![")):
		return "]]>", 3
	}
	return ">", 2
}

// countTags counts "<row" with something behind that ends the name. It goes
// from one 'w' to the next, the rarest letter of the four in a sheet.
func countTags(piece []byte, prefix string) int {
	name := "<row"
	if prefix != "" {
		name = "<" + prefix + ":row"
	}
	n := 0
	for from := 0; ; {
		at := bytes.IndexByte(piece[from:], 'w')
		if at < 0 {
			return n
		}
		from += at + 1
		if start := from - len(name); start < 0 || string(piece[start:from]) != name || from == len(piece) {
			continue
		}
		switch piece[from] {
		case ' ', '>', '/', '\t', '\r', '\n':
			n++
		}
	}
}

// countContent counts the cells in which a value, an inline text or a formula begins.
func (c *rowCounter) countContent(piece []byte) {
	prefix := ""
	if c.prefix != "" {
		prefix = c.prefix + ":"
	}
	for {
		at := bytes.IndexByte(piece, '<')
		if at < 0 {
			return
		}
		piece = piece[at+1:]
		if len(prefix) > len(piece) || string(piece[:len(prefix)]) != prefix {
			continue
		}
		name := piece[len(prefix):]
		end := bytes.IndexAny(name[:min(len(name), 4)], " />\t\r\n")
		if end < 0 {
			continue
		}
		switch string(name[:end]) {
		case "c":
			c.open = true
		case "v", "is", "f":
			if c.open {
				c.content++
			}
			c.open = false
		}
	}
}

// countCells counts the cells with content among the rows of a part, of which the
// scanner read so many. The tags <v and <i are counted eight bytes at a time; where
// that gives as many and there is no formula, it is the number. Otherwise (a cell of
// a formula alone, italics in a text, white space in a tag) they are counted one by
// one.
func countCells(rows []byte, prefix string, read int) int {
	if prefix == "" && bytes.IndexByte(rows, 'f') < 0 && countOpenings(rows) == read {
		return read
	}
	c := rowCounter{prefix: prefix, cells: true}
	c.feed(rows)
	return c.content
}

// countOpenings counts "<v" and "<i".
func countOpenings(rows []byte) int {
	const ones = 0x0101010101010101
	n := 0
	for len(rows) >= 9 {
		brackets := zeroBytes(binary.LittleEndian.Uint64(rows) ^ '<'*ones)
		next := binary.LittleEndian.Uint64(rows[1:])
		n += bits.OnesCount64(brackets & (zeroBytes(next^'v'*ones) | zeroBytes(next^'i'*ones)))
		rows = rows[8:]
	}
	return n + bytes.Count(rows, []byte("<v")) + bytes.Count(rows, []byte("<i"))
}

// zeroBytes has the high bit of each byte of x that is zero.
func zeroBytes(x uint64) uint64 {
	const low = 0x7F7F7F7F7F7F7F7F
	return ^((x&low + low) | x | low)
}

// sumReader calculates the CRC-32 of what is read and ends with io.EOF where the
// entry's size says.
type sumReader struct {
	source io.Reader
	left   int64
	sum    uint32
}

func (r *sumReader) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	n, err := r.source.Read(p[:min(int64(len(p)), r.left)])
	r.sum = crc32.Update(r.sum, crc32.IEEETable, p[:n])
	r.left -= int64(n)
	if err == io.EOF {
		if err = nil; r.left > 0 {
			err = io.ErrUnexpectedEOF
		}
	}
	return n, err
}
