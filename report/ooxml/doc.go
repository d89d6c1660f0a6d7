// Package ooxml writes into workbooks that others made: a sheet in front, colours on
// cells, notes at them, and takes all of it out again when the workbook comes back. A
// received workbook comes in; the same workbook goes out, every part that was not ours
// to change byte for byte, every cell of every sheet among them. It refuses, with the
// reason in words for a clerk (Unsuited), what it could not give back whole: strict
// OOXML, macros, signatures, shared workbooks, XML with prefixes, broken packages. It
// knows the parts of a package and nothing of what the sheet, the colours and the notes
// say.
//
// Writing a received workbook back through excelize loses or damages some (strict
// OOXML, notes with absolute targets, minimal styles, print areas of single sheets),
// sometimes with a nil error. So parts are edited as text: found by a parser, changed
// by splicing.
package ooxml
