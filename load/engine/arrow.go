//go:build js && wasm

package engine

import (
	"bytes"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
)

// rows are the rows of an Arrow file, in the types of Go that duckdb-go gives.
type rows struct {
	names, kinds []string
	values       [][]driver.Value
	next         int
}

// magic begins an Arrow file. What follows is a stream up to its end mark, behind which
// the file repeats where everything stands.
var magic = []byte("ARROW1\x00\x00")

func newRows(file []byte) (*rows, error) {
	stream, is := bytes.CutPrefix(file, magic)
	if !is {
		return nil, errors.New("read result: it is no Arrow file")
	}
	reader, err := ipc.NewReader(bytes.NewReader(stream))
	if err != nil {
		return nil, fmt.Errorf("read result: %w", err)
	}
	defer reader.Release()
	r := &rows{}
	for _, field := range reader.Schema().Fields() {
		kind, err := kindOf(field.Type)
		if err != nil {
			return nil, fmt.Errorf("read result: column %s: %w", field.Name, err)
		}
		r.names, r.kinds = append(r.names, field.Name), append(r.kinds, kind)
	}
	for reader.Next() {
		batch := reader.RecordBatch()
		from := len(r.values)
		for range batch.NumRows() {
			r.values = append(r.values, make([]driver.Value, len(r.names)))
		}
		for j, column := range batch.Columns() {
			for i := range column.Len() {
				value, err := valueOf(column, i)
				if err != nil {
					return nil, fmt.Errorf("read result: column %s: %w", r.names[j], err)
				}
				r.values[from+i][j] = value
			}
		}
	}
	return r, reader.Err()
}

func (r *rows) Columns() []string { return r.names }

func (r *rows) ColumnTypeDatabaseTypeName(i int) string { return r.kinds[i] }

func (r *rows) Close() error { r.values = nil; return nil }

func (r *rows) Next(into []driver.Value) error {
	if r.next == len(r.values) {
		return io.EOF
	}
	copy(into, r.values[r.next])
	r.next++
	return nil
}

// wholeDigits is the width in which a HUGEINT arrives, as a decimal without a fraction;
// no DECIMAL(38,0) is told from it, and none need be: both are whole numbers.
const wholeDigits = 38

// kindOf is the name that DuckDB has for a type.
func kindOf(t arrow.DataType) (string, error) {
	switch t := t.(type) {
	case *arrow.NullType:
		return "SQLNULL", nil
	case *arrow.BooleanType:
		return "BOOLEAN", nil
	case *arrow.Int8Type:
		return "TINYINT", nil
	case *arrow.Int16Type:
		return "SMALLINT", nil
	case *arrow.Int32Type:
		return "INTEGER", nil
	case *arrow.Int64Type:
		return "BIGINT", nil
	case *arrow.Uint8Type:
		return "UTINYINT", nil
	case *arrow.Uint16Type:
		return "USMALLINT", nil
	case *arrow.Uint32Type:
		return "UINTEGER", nil
	case *arrow.Uint64Type:
		return "UBIGINT", nil
	case *arrow.Float32Type:
		return "FLOAT", nil
	case *arrow.Float64Type:
		return "DOUBLE", nil
	case *arrow.StringType:
		return "VARCHAR", nil
	case *arrow.Date32Type:
		return "DATE", nil
	case *arrow.TimestampType:
		if t.TimeZone == "" && t.Unit == arrow.Microsecond {
			return "TIMESTAMP", nil
		}
	case *arrow.Decimal128Type:
		if t.Precision == wholeDigits && t.Scale == 0 {
			return "HUGEINT", nil
		}
		return fmt.Sprintf("DECIMAL(%d,%d)", t.Precision, t.Scale), nil
	case *arrow.ListType:
		of, err := kindOf(t.Elem())
		return of + "[]", err
	case *arrow.StructType:
		fields := make([]string, t.NumFields())
		for i, field := range t.Fields() {
			kind, err := kindOf(field.Type)
			if err != nil {
				return "", err
			}
			fields[i] = `"` + strings.ReplaceAll(field.Name, `"`, `""`) + `" ` + kind
		}
		return "STRUCT(" + strings.Join(fields, ", ") + ")", nil
	}
	return "", fmt.Errorf("no type of ours: %s", t)
}

// valueOf is one value, nil for NULL.
func valueOf(column arrow.Array, i int) (driver.Value, error) {
	if column.IsNull(i) {
		return nil, nil
	}
	switch c := column.(type) {
	case *array.Boolean:
		return c.Value(i), nil
	case *array.Int8:
		return c.Value(i), nil
	case *array.Int16:
		return c.Value(i), nil
	case *array.Int32:
		return c.Value(i), nil
	case *array.Int64:
		return c.Value(i), nil
	case *array.Uint8:
		return c.Value(i), nil
	case *array.Uint16:
		return c.Value(i), nil
	case *array.Uint32:
		return c.Value(i), nil
	case *array.Uint64:
		return c.Value(i), nil
	case *array.Float32:
		return c.Value(i), nil
	case *array.Float64:
		return c.Value(i), nil
	case *array.String:
		return strings.Clone(c.Value(i)), nil // and not the whole stream with it
	case *array.Date32:
		return time.Unix(int64(c.Value(i))*24*60*60, 0).UTC(), nil
	case *array.Timestamp:
		return time.UnixMicro(int64(c.Value(i))).UTC(), nil
	case *array.Decimal128:
		t := c.DataType().(*arrow.Decimal128Type)
		value := c.Value(i).BigInt()
		if t.Precision == wholeDigits && t.Scale == 0 {
			return value, nil
		}
		return Decimal{Width: uint8(t.Precision), Scale: uint8(t.Scale), Value: value}, nil
	case *array.List:
		from, to := c.ValueOffsets(i)
		list := make([]any, 0, to-from)
		for at := from; at < to; at++ {
			value, err := valueOf(c.ListValues(), int(at))
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		return list, nil
	case *array.Struct:
		fields := make(map[string]any, c.NumField())
		for j, field := range c.DataType().(*arrow.StructType).Fields() {
			value, err := valueOf(c.Field(j), i)
			if err != nil {
				return nil, err
			}
			fields[field.Name] = value
		}
		return fields, nil
	}
	return nil, fmt.Errorf("no type of ours: %s", column.DataType())
}
