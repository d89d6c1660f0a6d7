//go:build !js

package engine

import (
	"database/sql/driver"

	"github.com/duckdb/duckdb-go/v2"
)

// Decimal is an exact number as results and appenders hold it: Value × 10^-Scale.
type Decimal = duckdb.Decimal

// What results hold besides: a map, whose entries have an order, the one value of a union, and
// a span of time.
type (
	Map      = duckdb.OrderedMap
	Union    = duckdb.Union
	Interval = duckdb.Interval
)

// Appender loads rows of one table, within the transaction of its connection.
type Appender = duckdb.Appender

// NewConnector starts an engine of its own, with nothing in it.
func NewConnector() (driver.Connector, error) { return duckdb.NewConnector("", nil) }

// NewAppender opens the appender of a table. The connection must come from NewConnector.
func NewAppender(conn driver.Conn, catalog, schema, table string) (*Appender, error) {
	return duckdb.NewAppender(conn, catalog, schema, table)
}
