// Package report turns findings and tables into everything that people see:
// printed tables, findings as lines and spreadsheets, the returned workbook and
// its page. What comes in is final (it rounds nothing, judges nothing, looks at
// no clock, so that the same input gives the same bytes) and what goes out is
// inert: text from a workbook can neither steer a terminal nor become a formula,
// a link or markup. It refuses a workbook that it could not hand back whole and
// unharmed, and gives a separate one with the same first sheet instead.
package report
