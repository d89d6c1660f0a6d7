//go:build js && wasm

package engine

import "encoding/binary"

// table is a table of a flatbuffer: the bytes of the whole, and where it begins. Fields
// go by their number in the schema; one that is not there reads as zero. What leads out of
// the bytes panics, and decode catches it.
type table struct {
	all []byte
	at  uint32
}

func root(all []byte) table { return table{all, binary.LittleEndian.Uint32(all)} }

// field is where a field stands, 0 where it does not.
func (t table) field(n int) uint32 {
	fields := uint32(int32(t.at) - int32(binary.LittleEndian.Uint32(t.all[t.at:])))
	if at := 4 + 2*n; at < int(binary.LittleEndian.Uint16(t.all[fields:])) {
		if offset := binary.LittleEndian.Uint16(t.all[int(fields)+at:]); offset != 0 {
			return t.at + uint32(offset)
		}
	}
	return 0
}

func (t table) has(n int) bool { return t.field(n) != 0 }

func (t table) byte(n int) byte {
	if at := t.field(n); at != 0 {
		return t.all[at]
	}
	return 0
}

func (t table) short(n int) int {
	if at := t.field(n); at != 0 {
		return int(int16(binary.LittleEndian.Uint16(t.all[at:])))
	}
	return 0
}

func (t table) int(n int) int {
	if at := t.field(n); at != 0 {
		return int(int32(binary.LittleEndian.Uint32(t.all[at:])))
	}
	return 0
}

func (t table) long(n int) int64 {
	if at := t.field(n); at != 0 {
		return int64(binary.LittleEndian.Uint64(t.all[at:]))
	}
	return 0
}

// table follows a field to the table that it points to.
func (t table) table(n int) table {
	at := t.field(n)
	return table{t.all, at + binary.LittleEndian.Uint32(t.all[at:])}
}

// vector is where the items of a field begin, and how many there are.
func (t table) vector(n int) (at, length uint32) {
	if at = t.field(n); at == 0 {
		return 0, 0
	}
	at += binary.LittleEndian.Uint32(t.all[at:])
	return at + 4, binary.LittleEndian.Uint32(t.all[at:])
}

func (t table) text(n int) string {
	at, length := t.vector(n)
	return string(t.all[at : at+length])
}

func (t table) tables(n int) []table {
	at, length := t.vector(n)
	tables := make([]table, length)
	for i := range tables {
		tables[i] = table{t.all, at + binary.LittleEndian.Uint32(t.all[at:])}
		at += 4
	}
	return tables
}

// structs are the items of a field, each of so many bytes.
func (t table) structs(n int, size uint32) [][]byte {
	at, length := t.vector(n)
	items := make([][]byte, length)
	for i := range items {
		items[i] = t.all[at : at+size]
		at += size
	}
	return items
}
