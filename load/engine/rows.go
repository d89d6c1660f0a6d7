//go:build js && wasm

package engine

import (
	"database/sql/driver"
	"io"
)

// rows are the rows of a result, in the types of Go that duckdb-go gives.
type rows struct {
	names, kinds []string
	values       [][]driver.Value
	next         int
}

func newRows(file []byte) (*rows, error) {
	r := &rows{}
	var columns []*column
	err := decode(file, func(all []*column) {
		columns = all
		for _, c := range all {
			r.names, r.kinds = append(r.names, c.name), append(r.kinds, c.kind)
		}
	}, func(count int) {
		for i := range count {
			row := make([]driver.Value, len(columns))
			for j, c := range columns {
				row[j] = c.value(i)
			}
			r.values = append(r.values, row)
		}
	})
	return r, err
}

func (r *rows) Columns() []string { return r.names }

func (r *rows) ColumnTypeDatabaseTypeName(i int) string { return r.kinds[i] }

func (r *rows) Close() error { r.values = nil; return nil }

func (r *rows) Next(into []driver.Value) error {
	if r.next >= len(r.values) {
		return io.EOF
	}
	copy(into, r.values[r.next])
	r.next++
	return nil
}
