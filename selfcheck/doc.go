// Package selfcheck makes 自查.html: one file in which a district's browser checks a
// workbook before it is handed in, with the rules and the program of the bureau. A kit
// (what `make selfcheck` builds), rules and settings go in; a page comes out. It refuses a
// kit that is not there, is damaged or was built of another program, and rules that only
// the bureau's engine can read.
package selfcheck
