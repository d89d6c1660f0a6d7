package ingest

import (
	"bytes"
	"hash/crc32"
	"io"
)

// rowCounter counts the start tags of row elements in the bytes of a part,
// knowing nothing of XML but comments and CDATA. It shares no code with the
// scanner: where the two disagree, one of them lost rows.
type rowCounter struct {
	prefix string // of the worksheet's own namespace, "" mostly
	n      int
	inside string // what ends the comment or CDATA that we are in
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
		markup := markupDeclaration(piece)
		c.n += countTags(piece[:markup], c.prefix)
		if piece = piece[markup:]; bytes.HasPrefix(piece, []byte("<!--")) {
			c.inside, piece = "-->", piece[4:]
		} else if len(piece) > 0 {
			c.inside, piece = "]]>", piece[2:]
		}
	}
}

// markupDeclaration is where the next "<!" begins, or the end.
func markupDeclaration(piece []byte) int {
	for from := 0; ; {
		at := bytes.IndexByte(piece[from:], '!')
		if at < 0 {
			return len(piece)
		}
		if from += at; from > 0 && piece[from-1] == '<' {
			return from - 1
		}
		from++
	}
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

// sumReader reckons the CRC-32 of what is read and ends with io.EOF where the
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
