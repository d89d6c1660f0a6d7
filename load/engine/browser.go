//go:build js && wasm

package engine

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"syscall/js"
)

// Decimal is an exact number as results and appenders hold it: Value × 10^-Scale.
type Decimal struct {
	Width, Scale uint8
	Value        *big.Int
}

// Map, Union and Interval are of the engine of a machine alone: no rule reads such a value.
type (
	Map   struct{}
	Union struct {
		Value any
		Tag   string
	}
	Interval struct {
		Days, Months int32
		Micros       int64
	}
)

// Keys are none.
func (*Map) Keys() []any { return nil }

// Values are none.
func (*Map) Values() []any { return nil }

// NewConnector gives the page's engine. Every connection begins with an empty one: there
// is one in a page, and what an earlier connection had is gone.
func NewConnector() (driver.Connector, error) { return connector{}, nil }

type connector struct{}

func (connector) Driver() driver.Driver { return nil }

// Connect asks the page's script for a connection: an object with query(text), which
// gives the bytes of an Arrow file or throws, and close().
func (connector) Connect(context.Context) (driver.Conn, error) {
	page := js.Global().Get("duckdb")
	if page.IsUndefined() {
		return nil, errors.New("the page has no engine")
	}
	opened, err := call(page, "open")
	if err != nil {
		return nil, err
	}
	c := &conn{page: opened}
	// Nothing is fetched: a function that is not linked in is unknown.
	if _, err := c.run("SET autoload_known_extensions = false"); err != nil {
		return nil, err
	}
	return c, nil
}

// conn is a connection of the page's engine. A statement ends before the next begins.
type conn struct{ page js.Value }

// call calls a method of the page; what it throws is the error.
func call(object js.Value, method string, args ...any) (result js.Value, err error) {
	defer func() {
		switch thrown := recover().(type) {
		case nil:
		case js.Error:
			if message := thrown.Get("message"); message.Type() == js.TypeString {
				err = errors.New(message.String())
			} else {
				err = thrown
			}
		default:
			panic(thrown)
		}
	}()
	return object.Call(method, args...), nil
}

// run runs a text of one statement or several, and gives what the last one returned.
func (c *conn) run(text string) ([]byte, error) {
	answer, err := call(c.page, "query", text)
	if err != nil {
		return nil, err
	}
	stream := make([]byte, answer.Length())
	js.CopyBytesToGo(stream, answer)
	return stream, nil
}

func (c *conn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	if len(args) > 0 {
		return c.withValues(text, args)
	}
	stream, err := c.run(text)
	if err != nil {
		return nil, err
	}
	return newRows(stream)
}

// withValues runs a statement with values for its question marks, each as it is written in
// SQL: what goes in as a number of the page is a double there.
func (c *conn) withValues(text string, args []driver.NamedValue) (driver.Rows, error) {
	values := make([]string, len(args))
	for i, arg := range args {
		literal, err := literal(arg.Value)
		if err != nil {
			return nil, fmt.Errorf("value %d: %w", i+1, err)
		}
		values[i] = literal
	}
	if _, err := c.run("PREPARE with_values AS " + text); err != nil {
		return nil, err
	}
	stream, err := c.run("EXECUTE with_values(" + strings.Join(values, ", ") + ")")
	if _, left := c.run("DEALLOCATE with_values"); err == nil {
		err = left
	}
	if err != nil {
		return nil, err
	}
	return newRows(stream)
}

// ExecContext gives as rows affected what the statement counts; 0 where it counts none.
func (c *conn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	answer, err := c.QueryContext(ctx, text, args)
	if err != nil {
		return nil, err
	}
	r := answer.(*rows)
	if len(r.names) != 1 || r.names[0] != "Count" || len(r.values) != 1 {
		return driver.RowsAffected(0), nil
	}
	count, _ := r.values[0][0].(int64)
	return driver.RowsAffected(count), nil
}

// CheckNamedValue takes every value as it is; literal says what it cannot write.
func (c *conn) CheckNamedValue(*driver.NamedValue) error { return nil }

func (c *conn) Prepare(string) (driver.Stmt, error) {
	return nil, errors.New("the page's engine prepares no statements")
}

func (c *conn) Begin() (driver.Tx, error) {
	return nil, errors.New("transactions are begun by a statement")
}

func (c *conn) Close() error {
	_, err := call(c.page, "close")
	return err
}
