package ingest

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"hengji"
)

// A worksheet part is read in three pieces: the head up to and including
// <sheetData>, the rows, and the tail from </sheetData> on. Head and tail are
// scanned by Open, because merges stand in the tail and must be known before
// the rows; the rows are scanned when they are ranged over. The tail is found
// as the last </sheetData> in the bytes outside of comments; should that be wrong,
// one of the three pieces is not well-formed and the sheet is refused.
type part struct {
	entry     int
	held      []byte // the part unpacked, where it is small enough
	buffer    []byte // what held lies in, to be used again
	head      []byte // its bytes up to the first row
	headEnd   int64
	tailStart int64
	bindings  []binding // namespaces in force among the rows
	root      []byte    // the root's name, with its prefix
	prefix    string    // of sheetData and what is in it
	elements  int       // row elements, counted in the bytes
	cells     int       // likewise cells with content; of a part that is held they are counted behind the rows
	closed    bool      // <sheetData/>: there are no rows
	twice     bool      // an end of sheetData was seen before the one that is taken; of a part not held
	read      bool
}

// buffers are used again from workbook to workbook: fresh memory of some tens of
// MiB costs as much as a tenth of the reading. No text that is handed out points
// into one.
var buffers sync.Pool

const (
	// tailLimit bounds what may follow the rows: merges, conditional formats,
	// validations, links. 200 000 merges are 6 MiB.
	tailLimit = 64 << 20
	// headLimit bounds what may precede them: views, 16 384 columns of 100 bytes.
	headLimit = 8 << 20
)

// window is how much of a large part is unpacked at a time. Only tests change it.
var window = 256 << 10

// openSheet unpacks a worksheet part once, to its end and its CRC, reads head
// and tail and counts row elements.
func (b *book) openSheet(s sheetEntry) (*hengji.Sheet, error) {
	sheet := &hengji.Sheet{Name: s.name, Hidden: s.hidden, Date1904: b.date1904}
	p := &part{entry: s.part}
	var tail []byte
	var err error
	if size := b.archive.entries[s.part].size; b.held+size <= b.limits.HeldBytes {
		b.held += size
		tail, err = b.surveyHeld(p, sheet)
	} else {
		tail, err = b.surveyStream(p, sheet)
	}
	if err != nil {
		return nil, err
	}
	if tail != nil {
		if err := b.readTail(p, sheet, tail); err != nil {
			if errors.Is(err, errUnpaired) && (p.twice || p.held != nil && bytes.Contains(p.held[p.headEnd:p.tailStart], endTag("sheetData", p.prefix))) {
				return nil, errSecondData
			}
			return nil, err
		}
	}
	sheet.Rows = b.rows(sheet, p)
	return sheet, b.readNotes(s, sheet)
}

// surveyHeld surveys a part that is kept in memory.
func (b *book) surveyHeld(p *part, sheet *hengji.Sheet) (tail []byte, err error) {
	size := int(b.archive.entries[p.entry].size)
	if old, ok := buffers.Get().(*[]byte); ok && cap(*old) >= size {
		p.buffer = (*old)[:size]
	} else {
		p.buffer = make([]byte, size)
	}
	data, err := b.archive.readInto(p.entry, p.buffer)
	if err != nil {
		return nil, err
	}
	if p.held, err = toUTF8(data); err != nil {
		return nil, err
	}
	closed, err := b.readHead(p, sheet, p.held, true)
	if err != nil {
		return nil, err
	}
	p.tailStart = p.headEnd
	if !closed {
		counter := rowCounter{prefix: p.prefix}
		at := counter.end(p.held[p.headEnd:])
		if at < 0 { // then it stands in a comment without an end, which the scanner tells
			at = lastEndTag(p.held[p.headEnd:], p.prefix)
		}
		if at < 0 {
			return nil, damaged("没有 </sheetData>")
		}
		p.tailStart += int64(at)
		p.elements = counter.n
	}
	return p.held[p.tailStart:], nil
}

// surveyStream surveys a part that is too large to be kept: window by window,
// holding only head and tail.
func (b *book) surveyStream(p *part, sheet *hengji.Sheet) (tail []byte, err error) {
	e := &b.archive.entries[p.entry]
	source := &sumReader{source: b.archive.unpack(p.entry), left: e.size}
	buffer := make([]byte, 0, window)
	base := int64(0) // offset of buffer[0] in the part
	inHead, found := true, false
	var closed bool
	counter := rowCounter{cells: true}
	for {
		if len(buffer) == cap(buffer) {
			if len(buffer) > max(headLimit, 8*b.limits.CellBytes) {
				return nil, limitExceeded("工作表的一个标签或表头过长", headLimit)
			}
			buffer = append(make([]byte, 0, 2*cap(buffer)), buffer...)
		}
		atEnd := false
		if buffer, atEnd, err = fill(source, buffer); err != nil {
			return nil, b.archive.broken(e)
		}
		if inHead {
			if closed, err = b.streamHead(p, sheet, buffer, atEnd); errors.Is(err, errMore) {
				continue
			}
			if err != nil {
				return nil, err
			}
			inHead = false
			counter.prefix = p.prefix
			base = p.headEnd
			buffer = buffer[:copy(buffer, buffer[p.headEnd:])]
			if closed {
				found, p.tailStart = true, base
			}
		}
		// Tags are never cut: only whole ones, up to the last '>', are looked at.
		whole := len(buffer)
		if !atEnd {
			whole = bytes.LastIndexByte(buffer, '>') + 1
		}
		piece := buffer[:whole]
		if at := counter.end(piece); at >= 0 && !closed {
			p.twice = found || bytes.Contains(piece[:at], endTag("sheetData", p.prefix))
			p.elements, p.cells, p.tailStart, found = counter.n, counter.content, base+int64(at), true
			tail = append(tail[:0], piece[at:]...)
			counter.feed(piece[at:])
		} else if found {
			tail = append(tail, piece...)
		}
		if len(tail) > tailLimit {
			return nil, limitExceeded("工作表数据之后的内容过大", tailLimit)
		}
		base += int64(whole)
		buffer = buffer[:copy(buffer, buffer[whole:])]
		if atEnd {
			break
		}
	}
	if !found {
		return nil, damaged("没有 </sheetData>")
	}
	return tail, b.archive.finish(e, source.source, source.sum)
}

// fill reads on until the buffer is full or the source at its end.
func fill(source io.Reader, buffer []byte) (_ []byte, atEnd bool, _ error) {
	for len(buffer) < cap(buffer) {
		n, err := source.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		if errors.Is(err, io.EOF) {
			return buffer, true, nil
		}
		if err != nil {
			return buffer, false, err
		}
	}
	return buffer, false, nil
}

// streamHead reads what stands before the rows once it is in the buffer: errMore where
// it is not yet. It keeps a copy of its own, because the buffer moves on.
func (b *book) streamHead(p *part, sheet *hengji.Sheet, buffer []byte, atEnd bool) (closed bool, err error) {
	if isUTF16(buffer) {
		return false, unsupported("UTF-16 编码的大工作表")
	}
	if closed, err = b.readHead(p, sheet, buffer, atEnd); err != nil {
		return false, err
	}
	p.head = bytes.Clone(buffer[:p.headEnd])
	_, err = b.readHead(p, sheet, p.head, false)
	return closed, err
}

// readHead reads a worksheet from its beginning to its <sheetData>. closed tells
// of <sheetData/>. errMore asks for more bytes where final is not set.
func (b *book) readHead(p *part, sheet *hengji.Sheet, data []byte, final bool) (closed bool, err error) {
	mark := 0
	if !final && len(data) < 3 {
		return false, errMore
	}
	for bytes.HasPrefix(data[mark:], []byte(byteOrderMark)) {
		mark += len(byteOrderMark)
	}
	x := &xmlScanner{data: data[mark:], final: final, nesting: b.limits.Nesting}
	if err := x.root(); err != nil {
		return false, err
	}
	isMacro := x.space == spaceMacro && string(x.local) == "macrosheet"
	switch {
	case x.is("worksheet"), isMacro:
	case x.space != spaceMain:
		return false, unsupported("命名空间不是电子表格的")
	default:
		return false, damaged("根元素是 %s", shown(string(x.local)))
	}
	p.root, p.prefix = bytes.Clone(x.open[0].name), string(x.prefix)
	sheet.HiddenColumns = nil
	for {
		kind, err := x.next()
		if err != nil {
			return false, err
		}
		switch {
		case kind == tokenEnd:
			return false, damaged("没有 sheetData")
		case kind != tokenStart:
			continue
		case x.is("sheetData"):
			if isMacro { // whose root is of another namespace
				p.prefix = string(x.prefix)
			}
			if string(x.prefix) != p.prefix {
				return false, unsupported("工作表中混用命名空间前缀")
			}
			p.headEnd = int64(mark + x.pos)
			p.bindings = slices.Clip(x.bindings)
			p.closed = x.selfClosed
			return p.closed, nil
		case x.is("cols"):
			if err := b.readColumns(x, sheet); err != nil {
				return false, err
			}
		default:
			if err := x.pass(); err != nil {
				return false, err
			}
		}
	}
}

// readColumns reads which columns are hidden.
func (b *book) readColumns(x *xmlScanner, sheet *hengji.Sheet) error {
	n := 0
	return x.children(func() error {
		if n++; n > maxColumn {
			return limitExceeded("列定义过多", maxColumn)
		}
		first, err := x.count("min")
		if err != nil {
			return err
		}
		last, err := x.count("max")
		if err != nil {
			return err
		}
		hidden, _ := x.attr("hidden")
		width, _ := x.attr("width")
		if (isTrue(hidden) || isZero(width)) && first >= 1 && last >= first {
			sheet.HiddenColumns = append(sheet.HiddenColumns,
				hengji.Range{FirstColumn: first, LastColumn: min(last, maxColumn)})
		}
		return x.skip()
	})
}

// readTail reads from </sheetData> to the end of the part.
func (b *book) readTail(p *part, sheet *hengji.Sheet, tail []byte) error {
	x := &xmlScanner{data: tail, final: true, nesting: b.limits.Nesting, rooted: true}
	x.adopt(p.bindings)
	rows := []byte("sheetData")
	if p.prefix != "" {
		rows = []byte(p.prefix + ":sheetData")
	}
	// The namespaces of the whole part stay in force: they are those of its root.
	x.open = []openElement{{p.root, len(p.bindings)}, {rows, len(p.bindings)}}
	x.selfClosed = p.closed
	if kind, err := x.next(); err != nil {
		return err
	} else if kind != tokenEnd {
		return damaged("没有 </sheetData>")
	}
	return x.children(func() error {
		switch {
		case x.is("sheetData"):
			return errSecondData
		case x.is("mergeCells"):
			return x.children(func() error {
				if !x.is("mergeCell") {
					return x.foreign("mergeCells")
				}
				ref, _ := x.attr("ref")
				merge, ok := parseRange(ref)
				if !ok {
					return damaged("合并单元格 %s 无效", shown(ref))
				}
				if len(sheet.Merges) >= b.limits.Merges {
					return limitExceeded("合并单元格过多", int64(b.limits.Merges))
				}
				sheet.Merges = append(sheet.Merges, merge)
				return x.skip()
			})
		}
		return x.pass()
	})
}

// errSecondData is said of a sheet that holds rows in two places: programs show
// those of one.
var errSecondData = lostContent("表格数据分写在两处")

// parseRange reads "B2:C4" or "B2", with or without $, and whole columns (B:C) and
// rows (2:4).
func parseRange(ref string) (hengji.Range, bool) {
	from, to, two := strings.Cut(strings.ReplaceAll(ref, "$", ""), ":")
	switch {
	case !two:
		to = from
	case !strings.ContainsAny(ref, "0123456789"):
		from, to = from+"1", to+strconv.Itoa(maxRow)
	case strings.Trim(from+to, "0123456789") == "":
		from, to = "A"+from, hengji.ColumnName(maxColumn)+to
	}
	firstRow, firstColumn, ok1 := parseReference([]byte(from))
	lastRow, lastColumn, ok2 := parseReference([]byte(to))
	return hengji.Range{
		FirstRow: min(firstRow, lastRow), FirstColumn: min(firstColumn, lastColumn),
		LastRow: max(firstRow, lastRow), LastColumn: max(firstColumn, lastColumn),
	}, ok1 && ok2
}

// endTag is what an end tag begins with.
func endTag(local, prefix string) []byte {
	if prefix != "" {
		local = prefix + ":" + local
	}
	return []byte("</" + local)
}

// lastEndTag is where the last </sheetData> of the piece begins, or -1.
func lastEndTag(piece []byte, prefix string) int {
	name := endTag("sheetData", prefix)
	for end := len(piece); ; {
		at := bytes.LastIndex(piece[:end], name)
		if at < 0 {
			return -1
		}
		behind := at + len(name)
		if behind == len(piece) || piece[behind] == '>' || isSpaceByte(piece[behind]) {
			return at
		}
		end = at
	}
}
