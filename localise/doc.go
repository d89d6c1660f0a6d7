// Package localise finds the fewest cells whose change makes every identity of a
// workbook hold (error localisation after Fellegi and Holt, 1976). In come the records
// as they were staged, the totals that were stated and the identities of rule files; out
// go the smallest sets of cells, each of which suffices, and the value of a cell where
// the identities leave only one.
//
// It judges nothing: which identities do not hold, and which of them matter, the
// findings tell. Numbers are exact, the answer depends on nothing but its input, and
// where the search would be too long it gives none.
package localise
