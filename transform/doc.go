// Package transform turns the sheets of one workbook into records: it finds each
// form by its name, title or header, each value by its label, and reads it as
// the form file says. Out go Batches of typed columns, the FieldCells that say
// where each value stands, a SheetAccount that proves that no row and no cell was
// lost, and Findings for whatever could not be read as it stands. It guesses
// nothing: what may be two things is a finding, what would change a meaning is only
// suggested, and a sheet or cell that it refuses stays out of the batches and is
// reported.
package transform
