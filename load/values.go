package load

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"hengji/load/engine"
)

// result is what a query gave, in the driver's types.
type result struct {
	columns []resultColumn
	rows    [][]any
}

type resultColumn struct{ name, kind string }

// querier is what a build and an opened database have in common.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func (b *Build) query(ctx context.Context, statement string, limit int) (*result, error) {
	return query(ctx, b.conn, statement, limit)
}

// query reads all rows; more than limit of them are an error.
func query(ctx context.Context, conn querier, statement string, limit int) (*result, error) {
	var out result
	err := eachRow(ctx, conn, statement, func(columns []resultColumn, row []any) error {
		out.columns = columns
		if row == nil {
			return nil
		}
		if len(out.rows) == limit {
			return &mistake{-1, fmt.Sprintf("结果超过 %d 行，请加 LIMIT 或 WHERE", limit)}
		}
		out.rows = append(out.rows, row)
		return nil
	})
	return &out, err
}

// sort puts the rows in the order of their values, column by column. The engine's
// ORDER BY ALL costs more than most checks, which give nothing.
func (r *result) sort() {
	slices.SortStableFunc(r.rows, func(x, y []any) int {
		for i, c := range r.columns {
			if order := c.compare(x[i], y[i]); order != 0 {
				return order
			}
		}
		return 0
	})
}

// compare orders two values of the column: numbers by size, texts by their bytes,
// NULL last; lists as they are written.
func (c resultColumn) compare(x, y any) int {
	if x == nil || y == nil {
		switch {
		case x != nil:
			return -1
		case y != nil:
			return 1
		}
		return 0
	}
	if m, ok := x.(int64); ok {
		if n, ok := y.(int64); ok {
			return cmp.Compare(m, n)
		}
	}
	if c.number() {
		m, isNumber := new(big.Rat).SetString(plain(x))
		n, areNumbers := new(big.Rat).SetString(plain(y))
		if isNumber && areNumbers {
			return m.Cmp(n)
		}
	}
	return strings.Compare(plain(x), plain(y))
}

// eachRow calls use once with a nil row, to tell the columns, and then for every
// row. Each row is the callee's to keep.
func eachRow(ctx context.Context, conn querier, statement string, use func([]resultColumn, []any) error) (err error) {
	rows, err := conn.QueryContext(ctx, statement)
	if err != nil {
		return err
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		return err
	}
	columns := make([]resultColumn, len(types))
	for i, t := range types {
		columns[i] = resultColumn{t.Name(), t.DatabaseTypeName()}
	}
	if err := use(columns, nil); err != nil {
		return err
	}
	for rows.Next() {
		values, targets := make([]any, len(types)), make([]any, len(types))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		if err := use(columns, values); err != nil {
			return err
		}
	}
	return rows.Err()
}

// number reports whether the column is aligned right.
func (c resultColumn) number() bool {
	switch kind, _, _ := strings.Cut(c.kind, "("); kind {
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
		"DECIMAL", "FLOAT", "DOUBLE":
		return !strings.HasSuffix(c.kind, "[]")
	}
	return false
}

// text is a value as people read it: NULL is nothing, a decimal its shortest exact
// form, a day YYYY-MM-DD, what holds others JSON.
func (c resultColumn) text(value any) string {
	if value == nil || !isNested(c.kind) {
		return scalar(c.kind, value)
	}
	var b strings.Builder
	asJSON(&b, c.kind, value)
	return b.String()
}

func plain(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case engine.Decimal:
		return exact(v.Value, int(v.Scale))
	case *big.Int:
		return v.String()
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case float32:
		return strconv.FormatFloat(float64(v), 'g', -1, 32)
	case []byte:
		return fmt.Sprintf("%x", v)
	case time.Time:
		return strings.TrimSuffix(v.Format(time.DateTime+".999999"), ".")
	case []any, map[string]any, engine.Map, engine.Union:
		var b strings.Builder
		asJSON(&b, "", v)
		return b.String()
	}
	return fmt.Sprint(value)
}

// exact prints an unscaled number with its point, without trailing zeros.
func exact(unscaled *big.Int, scale int) string {
	if unscaled == nil {
		return ""
	}
	digits := new(big.Int).Abs(unscaled).String()
	if len(digits) <= scale {
		digits = strings.Repeat("0", scale-len(digits)+1) + digits
	}
	text := digits[:len(digits)-scale]
	if fraction := strings.TrimRight(digits[len(digits)-scale:], "0"); fraction != "" {
		text += "." + fraction
	}
	if unscaled.Sign() < 0 {
		return "-" + text
	}
	return text
}

// whole reads a whole number of any width.
func whole(value any) (int64, error) {
	n, err := strconv.ParseInt(plain(value), 10, 64)
	if err != nil || value == nil {
		return 0, fmt.Errorf("want a whole number, got %q", plain(value))
	}
	return n, nil
}
