package hengji

// Dataset is a table that is given out as data, with the words that are said of
// it: what a datapackage.json describes.
type Dataset struct {
	Schema, Name string
	Title, Grain string // Chinese
	Columns      []DatasetColumn
}

// DatasetColumn is a column as the database has it.
type DatasetColumn struct {
	Name, Type  string // "amount_wan", "DECIMAL(18,6)"
	Label, Unit string // Chinese
}
