package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"

	"hengji"
)

// rowScanner reads the rows of one sheet: the bytes between <sheetData> and
// </sheetData>. A part held in memory is scanned in place; a larger one through
// a window that always begins at a row, and a row that the window cuts is begun
// again with more bytes.
type rowScanner struct {
	book  *book
	sheet *hengji.Sheet
	part  *part
	x     xmlScanner

	source io.Reader // of a part that is not held
	left   int64     // bytes of the rows that were not yet taken from source
	buffer []byte

	// The row that is being read.
	row    hengji.Row
	spans  []span // of each cell's own text in text
	text   []byte // of all cells of the row: one allocation a row
	digits []byte // of the row's number, as addresses end
	column int    // of the last cell
	inside bool   // a fault lies in that cell, not between cells
	count  int    // cell elements, blank ones too
	shared int64  // bytes of shared strings handed out
	blanks int    // cells whose text has no characters

	kept       int // cells of all rows
	blankTexts int

	wide     int                      // rows with a cell beyond Limits.WideColumn
	formulas map[int]hengji.CellFlags // of shared formulas that others repeat
	formula  []byte
	plain    bool // try plainCell: no prefixes in force
}

// span is where a cell's own text lies; shared strings have none.
type span struct{ from, to uint32 }

// maxRowBytes bounds one row: 2 048 cells of 32 KiB.
const maxRowBytes = 64 << 20

// errStop says that whoever ranges over the rows has had enough.
var errStop = errors.New("stopped")

// rows is Sheet.Rows.
func (b *book) rows(sheet *hengji.Sheet, p *part) iter.Seq2[*hengji.Row, error] {
	return func(yield func(*hengji.Row, error) bool) {
		if p.read {
			yield(nil, fmt.Errorf("read rows of sheet %q: they can be read only once", sheet.Name))
			return
		}
		p.read = true
		s := b.newRowScanner(sheet, p)
		err := s.run(func(row *hengji.Row) bool { return yield(row, nil) })
		if err == nil && p.held != nil {
			p.cells = countCells(p.held[p.headEnd:p.tailStart], p.prefix, s.kept+s.blankTexts)
		}
		if p.buffer != nil {
			buffer := p.buffer
			buffers.Put(&buffer)
			p.held, p.buffer = nil, nil
		}
		if err == nil {
			sheet.RowElements, sheet.CellElements, sheet.BlankTexts = p.elements, p.cells, s.blankTexts
		} else if !errors.Is(err, errStop) {
			column := 0
			if s.inside {
				column = s.column
			}
			yield(nil, refuse(err, sheet.Name, s.row.Number, column))
		}
	}
}

func (b *book) newRowScanner(sheet *hengji.Sheet, p *part) *rowScanner {
	s := &rowScanner{book: b, sheet: sheet, part: p, plain: p.prefix == ""}
	// worksheet and sheetData are open around the rows.
	s.x = xmlScanner{fragment: true, nesting: b.limits.Nesting, outer: 2}
	s.x.adopt(p.bindings)
	if p.held != nil {
		s.x.data, s.x.final = p.held[p.headEnd:p.tailStart], true
		return s
	}
	s.source, s.left = b.archive.unpackApart(p.entry), p.tailStart-p.headEnd
	s.buffer = make([]byte, 0, window)
	return s
}

func (s *rowScanner) run(yield func(*hengji.Row) bool) error {
	if s.source != nil {
		if _, err := io.CopyN(io.Discard, s.source, s.part.headEnd); err != nil {
			return s.book.archive.broken(&s.book.archive.entries[s.part.entry])
		}
	}
	for {
		mark := s.x.pos
		s.inside = false
		kind, err := s.x.next()
		if err == nil && kind == tokenStart {
			err = s.readRow()
		}
		if errors.Is(err, errMore) {
			if err = s.fill(mark); err == nil {
				continue
			}
		}
		if err != nil {
			if errors.Is(err, errUnpaired) && s.endsData() {
				return errSecondData
			}
			return err
		}
		switch kind {
		case tokenEOF:
			return nil
		case tokenStart:
			if !yield(&s.row) {
				return errStop
			}
		}
	}
}

// endsData reports whether the rows end here, before their end: there is another
// sheetData behind.
func (s *rowScanner) endsData() bool {
	return len(s.x.open) == 0 && bytes.HasPrefix(s.x.data[s.x.pos:], endTag("sheetData", s.part.prefix))
}

// fill takes more bytes into the window, which then begins at mark.
func (s *rowScanner) fill(mark int) error {
	s.buffer = s.buffer[:copy(s.buffer, s.buffer[mark:])]
	if len(s.buffer) == cap(s.buffer) {
		if len(s.buffer) >= maxRowBytes {
			return limitExceeded("一行过大", maxRowBytes)
		}
		s.buffer = append(make([]byte, 0, 2*cap(s.buffer)), s.buffer...)
	}
	room := s.buffer[len(s.buffer):min(int64(cap(s.buffer)), int64(len(s.buffer))+s.left)]
	if _, err := io.ReadFull(s.source, room); err != nil {
		return s.book.archive.broken(&s.book.archive.entries[s.part.entry])
	}
	s.buffer = s.buffer[:len(s.buffer)+len(room)]
	s.left -= int64(len(room))
	s.x.data, s.x.pos, s.x.final = s.buffer, 0, s.left == 0
	s.x.open, s.x.selfClosed = s.x.open[:0], false
	s.x.adopt(s.part.bindings)
	return nil
}

// readRow reads the row whose start tag is current. Nothing of the scanner's
// account changes before its end, so that it can be begun again.
func (s *rowScanner) readRow() error {
	last := s.row.Number
	if err := s.begin(last); err != nil {
		return s.unless(err, last)
	}
	plain := s.plain && len(s.x.bindings) == len(s.part.bindings) && !s.x.selfClosed
	for {
		if plain && s.plainCell() {
			continue
		}
		kind, err := s.x.next()
		if err != nil {
			return s.unless(err, last)
		}
		switch kind {
		case tokenEnd:
			return s.finishRow()
		case tokenText:
			if !isSpace(s.x.raw) {
				return damaged("行内有文字")
			}
		case tokenStart:
			if err := s.readCell(); err != nil {
				return s.unless(err, last)
			}
		}
	}
}

// unless takes back the row's number where the row must be begun again.
func (s *rowScanner) unless(err error, last int) error {
	if errors.Is(err, errMore) {
		s.row.Number = last
	}
	return err
}

// begin reads the row's own attributes.
func (s *rowScanner) begin(last int) error {
	if !s.x.is("row") {
		return s.x.foreign("sheetData")
	}
	s.row.Number = last + 1
	s.row.Hidden = false
	s.row.Cells, s.spans, s.text = s.row.Cells[:0], s.spans[:0], s.text[:0]
	s.column, s.inside, s.count, s.shared, s.blanks = 0, false, 0, 0, 0
	for _, a := range s.x.attributes {
		if len(a.prefix) > 0 {
			continue
		}
		switch string(a.local) {
		case "r":
			number, err := strconv.ParseUint(string(a.raw), 10, 32)
			if err != nil || number == 0 {
				return damaged("行号 %s 无效", shown(string(a.raw)))
			}
			s.row.Number = int(number)
			if s.row.Number <= last {
				return damaged("行的次序颠倒或重复")
			}
		case "hidden":
			s.row.Hidden = s.row.Hidden || isTrue(string(a.value(nil)))
		case "ht": // so low that nothing shows
			s.row.Hidden = s.row.Hidden || isZero(string(a.raw))
		}
	}
	if s.row.Number > s.book.limits.Rows || s.row.Number > maxRow {
		return limitExceeded("行号过大", int64(min(s.book.limits.Rows, maxRow)))
	}
	s.digits = strconv.AppendInt(s.digits[:0], int64(s.row.Number), 10)
	return nil
}

// finishRow books the row's cells and gives them their text.
func (s *rowScanner) finishRow() error {
	b := s.book
	s.kept += len(s.row.Cells)
	s.blankTexts += s.blanks
	if b.cells += s.count; b.cells > b.limits.Cells {
		return limitExceeded("单元格过多", int64(b.limits.Cells))
	}
	if b.expanded += s.shared; b.expanded > b.limits.ExpandedBytes {
		return limitExceeded("共享字符串展开后过大", b.limits.ExpandedBytes)
	}
	if s.column > b.limits.WideColumn {
		if s.wide++; s.wide > b.limits.WideRows {
			return limitExceeded("超宽的行过多", int64(b.limits.WideRows))
		}
	}
	if len(s.text) > 0 {
		text := string(s.text)
		for i, at := range s.spans {
			if at.from < at.to {
				s.row.Cells[i].Text = text[at.from:at.to]
			}
		}
	}
	return nil
}
