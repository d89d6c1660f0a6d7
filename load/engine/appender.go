//go:build js && wasm

package engine

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Appender loads rows of one table, within the transaction of its connection. Rows go in
// as SQL, the one way that is exact for every type.
type Appender struct {
	conn  *conn
	table string
	rows  int
	text  strings.Builder
}

// A statement holds so many rows, or so many bytes: longer ones take the parser more
// than they save.
const mostRows, mostBytes = 500, 1 << 20

// NewAppender opens the appender of a table. The connection must come from NewConnector.
func NewAppender(at driver.Conn, catalog, schema, table string) (*Appender, error) {
	own, ok := at.(*conn)
	if !ok {
		return nil, errors.New("the connection is not the page's")
	}
	return &Appender{conn: own, table: quoted(catalog) + "." + quoted(schema) + "." + quoted(table)}, nil
}

// AppendRow adds one row, a value a column.
func (a *Appender) AppendRow(values ...driver.Value) error {
	row := make([]string, len(values))
	for i, value := range values {
		text, err := literal(value)
		if err != nil {
			return fmt.Errorf("column %d: %w", i+1, err)
		}
		row[i] = text
	}
	if a.rows > 0 {
		a.text.WriteString(",\n")
	}
	a.text.WriteString("(" + strings.Join(row, ", ") + ")")
	a.rows++
	if a.rows == mostRows || a.text.Len() > mostBytes {
		return a.Flush()
	}
	return nil
}

// Flush hands over what is held, so that queries see it.
func (a *Appender) Flush() error {
	if a.rows == 0 {
		return nil
	}
	_, err := a.conn.run("INSERT INTO " + a.table + " VALUES\n" + a.text.String())
	return errors.Join(err, a.Clear())
}

// Clear forgets what is held.
func (a *Appender) Clear() error {
	a.rows = 0
	a.text.Reset()
	return nil
}

// Close hands over what is held.
func (a *Appender) Close() error { return a.Flush() }

// literal is a value as it is written in SQL. A kind that it does not know is an error.
func literal(value any) (string, error) {
	switch v := value.(type) {
	case nil:
		return "NULL", nil
	case bool:
		return strconv.FormatBool(v), nil
	case int:
		return strconv.Itoa(v), nil
	case int32:
		return strconv.FormatInt(int64(v), 10), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case string:
		return "'" + strings.ReplaceAll(v, "'", "''") + "'", nil
	case Decimal:
		return pointed(v.Value, int(v.Scale)), nil
	case time.Time:
		v = v.UTC()
		if v.Year() < 1 || v.Year() > 9999 {
			return "", fmt.Errorf("%s is not in the years 1 to 9999", v)
		}
		return "'" + v.Format("2006-01-02 15:04:05.000000") + "'::TIMESTAMP", nil
	case []string:
		return list(v, literalOf[string])
	case []map[string]any:
		return list(v, structure)
	}
	return "", fmt.Errorf("no value of ours: %T", value)
}

func literalOf[T any](value T) (string, error) { return literal(value) }

func list[T any](values []T, write func(T) (string, error)) (string, error) {
	texts := make([]string, len(values))
	for i, value := range values {
		text, err := write(value)
		if err != nil {
			return "", err
		}
		texts[i] = text
	}
	return "[" + strings.Join(texts, ", ") + "]", nil
}

func structure(fields map[string]any) (string, error) {
	var texts []string
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		text, err := literal(fields[key])
		if err != nil {
			return "", err
		}
		texts = append(texts, "'"+strings.ReplaceAll(key, "'", "''")+"': "+text)
	}
	return "{" + strings.Join(texts, ", ") + "}", nil
}

// pointed writes an unscaled number with all digits behind its point.
func pointed(unscaled *big.Int, scale int) string {
	digits := new(big.Int).Abs(unscaled).String()
	if len(digits) <= scale {
		digits = strings.Repeat("0", scale-len(digits)+1) + digits
	}
	text := digits[:len(digits)-scale]
	if scale > 0 {
		text += "." + digits[len(digits)-scale:]
	}
	if unscaled.Sign() < 0 {
		return "-" + text
	}
	return text
}

func quoted(identifier string) string { return `"` + strings.ReplaceAll(identifier, `"`, `""`) + `"` }
