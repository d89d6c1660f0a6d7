// Package load takes typed batches, the places of their cells and the standing
// of each submission, and keeps them in a DuckDB file that it builds aside: ref,
// stg, core, mart, dq and meta. Out go the findings of sql/checks, the tables of
// sql/marts, and a finished file that others open read-only under the same
// lock-down. It refuses values that a column cannot hold exactly, rule files that
// are not one plain SELECT over what the database has, and every statement of a
// reader that is not a single SELECT.
package load
