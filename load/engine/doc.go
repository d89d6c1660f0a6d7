// Package engine is DuckDB as load speaks to it: through database/sql, an appender and
// exact decimals. Statements go in, rows come out; it knows no table and no rule.
//
// It has two sides. On a machine it is duckdb-go, by its own names. In a browser
// (js/wasm) it is the same DuckDB as DuckDB-Wasm, which the page's script hands over as
// globalThis.duckdb. A value is of the same Go type on both sides, so nothing above tells
// them apart. What the browser's side cannot hold exactly it refuses.
package engine
