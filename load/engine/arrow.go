//go:build js && wasm

package engine

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"time"
)

// An Arrow file is read here by hand, for the few types that results have: the library
// weighs more than all the rest of the program in a page. The layout is that of
// https://arrow.apache.org/docs/format/Columnar.html and its Message.fbs and Schema.fbs.

// column is a column, or a part of one, of a result: how it is written, and in a batch
// the bytes of its values.
type column struct {
	name, kind string
	width      int // bytes of a value that has a fixed number of them
	read       func(c *column, bytes []byte) any
	parts      []*column // of a list its items, of a struct its fields

	valid, offsets, data []byte
}

// decode reads the columns of an Arrow file, and calls batch for each batch of rows with
// their number. A file that is not as it should be is an error.
func decode(file []byte, schema func([]*column), batch func(rows int)) (err error) {
	defer func() {
		if what := recover(); what != nil { // an offset that leads out of the file
			err = fmt.Errorf("read result: %v", what)
		}
	}()
	// What follows the magic is a stream up to its end mark; behind that the file repeats
	// where everything stands.
	stream, is := bytes.CutPrefix(file, []byte("ARROW1\x00\x00"))
	if !is {
		return fmt.Errorf("read result: it is no Arrow file")
	}
	var columns []*column
	for {
		mark, length := binary.LittleEndian.Uint32(stream), binary.LittleEndian.Uint32(stream[4:])
		if mark != math.MaxUint32 {
			return fmt.Errorf("read result: no message where one should be")
		}
		if length == 0 {
			return nil
		}
		message := root(stream[8 : 8+length])
		body := stream[8+length:]
		header := message.table(2)
		switch kind := message.byte(1); kind {
		case 1: // Schema
			for _, field := range header.tables(1) {
				c, err := newColumn(field)
				if err != nil {
					return fmt.Errorf("read result: column %s: %w", field.text(0), err)
				}
				columns = append(columns, c)
			}
			schema(columns)
		case 3: // RecordBatch
			if header.has(3) {
				return fmt.Errorf("read result: it is compressed")
			}
			parts := &batchParts{buffers: header.structs(2, 16), body: body}
			for _, c := range columns {
				parts.fill(c)
			}
			batch(int(header.long(0)))
		default:
			return fmt.Errorf("read result: message of kind %d", kind)
		}
		stream = body[message.long(3):]
	}
}

// batchParts hands out the buffers of a batch, in the order of the columns.
type batchParts struct {
	buffers [][]byte
	body    []byte
}

func (p *batchParts) next() []byte {
	at, length := int64(binary.LittleEndian.Uint64(p.buffers[0])), int64(binary.LittleEndian.Uint64(p.buffers[0][8:]))
	p.buffers = p.buffers[1:]
	return p.body[at : at+length]
}

func (p *batchParts) fill(c *column) {
	if c.kind == kindNull {
		return
	}
	c.valid, c.offsets, c.data = p.next(), nil, nil
	switch {
	case c.kind == kindText:
		c.offsets, c.data = p.next(), p.next()
	case c.parts == nil:
		c.data = p.next()
	case strings.HasSuffix(c.kind, "[]"):
		c.offsets = p.next()
	}
	for _, part := range c.parts {
		p.fill(part)
	}
}

// The kinds that are not read by their width alone.
const kindNull, kindText, kindBool = "SQLNULL", "VARCHAR", "BOOLEAN"

// wholeDigits is the width in which a HUGEINT arrives, as a decimal without a fraction.
// No DECIMAL(38,0) is told from it, and none need be: both are whole numbers.
const wholeDigits = 38

// newColumn is what a field of the schema describes, with the name that DuckDB has for its
// type. One that no result of ours has is an error.
func newColumn(field table) (*column, error) {
	c := &column{name: field.text(0)}
	for _, child := range field.tables(5) {
		part, err := newColumn(child)
		if err != nil {
			return nil, err
		}
		c.parts = append(c.parts, part)
	}
	of := field.table(3)
	fixed := func(kind string, width int, read func(*column, []byte) any) (*column, error) {
		c.kind, c.width, c.read = kind, width, read
		return c, nil
	}
	switch kind := field.byte(2); kind {
	case 1:
		return fixed(kindNull, 0, nil)
	case 2:
		return c, c.integer(of.int(0), of.byte(1) == 1)
	case 3:
		switch of.short(0) {
		case 1:
			return fixed("FLOAT", 4, func(_ *column, b []byte) any { return math.Float32frombits(binary.LittleEndian.Uint32(b)) })
		case 2:
			return fixed("DOUBLE", 8, func(_ *column, b []byte) any { return math.Float64frombits(binary.LittleEndian.Uint64(b)) })
		}
	case 5:
		return fixed(kindText, 0, nil)
	case 6:
		return fixed(kindBool, 0, nil)
	case 7:
		if of.has(2) && of.int(2) != 128 {
			break
		}
		precision, scale := uint8(of.int(0)), uint8(of.int(1))
		if precision == wholeDigits && scale == 0 {
			return fixed("HUGEINT", 16, func(_ *column, b []byte) any { return whole(b) })
		}
		return fixed(fmt.Sprintf("DECIMAL(%d,%d)", precision, scale), 16, func(_ *column, b []byte) any {
			return Decimal{Width: precision, Scale: scale, Value: whole(b)}
		})
	case 8:
		if of.has(0) && of.short(0) == 0 { // milliseconds where nothing is said
			return fixed("DATE", 4, day)
		}
		if !of.has(0) {
			break
		}
	case 10:
		if of.short(0) == 2 && !of.has(1) {
			return fixed("TIMESTAMP", 8, func(_ *column, b []byte) any { return time.UnixMicro(int64(binary.LittleEndian.Uint64(b))).UTC() })
		}
	case 12:
		c.kind = c.parts[0].kind + "[]"
		return c, nil
	case 13:
		fields := make([]string, len(c.parts))
		for i, part := range c.parts {
			fields[i] = quoted(part.name) + " " + part.kind
		}
		c.kind = "STRUCT(" + strings.Join(fields, ", ") + ")"
		return c, nil
	}
	return nil, fmt.Errorf("no type of ours: %d of %v", field.byte(2), of)
}

// integer makes a column of whole numbers of so many bits.
func (c *column) integer(bits int, signed bool) error {
	c.width = bits / 8
	for i, kind := range []string{"TINYINT", "SMALLINT", "INTEGER", "BIGINT"} {
		if bits == 8<<i {
			c.kind = kind
		}
	}
	if c.kind == "" {
		return fmt.Errorf("no type of ours: a number of %d bits", bits)
	}
	if !signed {
		c.kind = "U" + c.kind
	}
	c.read = map[string]func(*column, []byte) any{
		"TINYINT":   func(_ *column, b []byte) any { return int8(b[0]) },
		"SMALLINT":  func(_ *column, b []byte) any { return int16(binary.LittleEndian.Uint16(b)) },
		"INTEGER":   func(_ *column, b []byte) any { return int32(binary.LittleEndian.Uint32(b)) },
		"BIGINT":    func(_ *column, b []byte) any { return int64(binary.LittleEndian.Uint64(b)) },
		"UTINYINT":  func(_ *column, b []byte) any { return b[0] },
		"USMALLINT": func(_ *column, b []byte) any { return binary.LittleEndian.Uint16(b) },
		"UINTEGER":  func(_ *column, b []byte) any { return binary.LittleEndian.Uint32(b) },
		"UBIGINT":   func(_ *column, b []byte) any { return binary.LittleEndian.Uint64(b) },
	}[c.kind]
	return nil
}

func day(_ *column, b []byte) any {
	return time.Unix(int64(int32(binary.LittleEndian.Uint32(b)))*24*60*60, 0).UTC()
}

// whole reads a number of 128 bits.
func whole(b []byte) *big.Int {
	b = slices.Clone(b)
	slices.Reverse(b)
	value := new(big.Int).SetBytes(b)
	if b[0] >= 0x80 {
		value.Sub(value, new(big.Int).Lsh(big.NewInt(1), 128))
	}
	return value
}

// value is one of the batch, in the type of Go that duckdb-go gives; nil for NULL.
func (c *column) value(i int) any {
	if c.kind == kindNull || len(c.valid) > 0 && c.valid[i/8]>>(i%8)&1 == 0 {
		return nil
	}
	switch {
	case c.read != nil:
		return c.read(c, c.data[i*c.width:(i+1)*c.width])
	case c.kind == kindBool:
		return c.data[i/8]>>(i%8)&1 == 1
	case c.kind == kindText:
		from, to := c.span(i)
		return string(c.data[from:to])
	case c.offsets != nil:
		from, to := c.span(i)
		list := make([]any, 0, to-from)
		for at := from; at < to; at++ {
			list = append(list, c.parts[0].value(at))
		}
		return list
	}
	fields := make(map[string]any, len(c.parts))
	for _, part := range c.parts {
		fields[part.name] = part.value(i)
	}
	return fields
}

func (c *column) span(i int) (from, to int) {
	return int(binary.LittleEndian.Uint32(c.offsets[4*i:])), int(binary.LittleEndian.Uint32(c.offsets[4*i+4:]))
}
