// Package ingest turns the bytes of one workbook file into a
// hengji.Submission: sheets with their visibility, merges and hidden columns,
// and rows of typed cells that are streamed. What goes out is exactly what the
// file holds, with its addresses; numbers stay the text that the file has.
// It refuses, with one rule of the catalogue (FILE-*) and a few Chinese words,
// every file that is no .xlsx workbook, that is damaged anywhere, that is
// written in a way we cannot read reliably, or that exceeds the Limits: a
// district is asked to save it anew, and no row is ever lost in silence.
package ingest
