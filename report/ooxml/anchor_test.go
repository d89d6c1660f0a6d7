package ooxml

import "testing"

// A box is as large as its text: on flat rows it spans many, on tall ones few, and
// what is hidden counts for nothing.
func TestTheBoxOfANoteIsAsLargeAsItsText(t *testing.T) {
	sheet := func(inside string) *frame {
		f, err := frameOf([]byte(`<worksheet xmlns="` + namesMain + `">` + inside + `</worksheet>`))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for name, c := range map[string]struct {
		sheet, want string
		row, column int
	}{
		"nothing said":        {`<sheetData/>`, "5, 12, 8, 4, 9, 64, 12, 9", 10, 5},
		"wide columns":        {`<cols><col min="2" max="9" width="30"/></cols><sheetData/>`, "5, 12, 8, 4, 6, 137, 12, 9", 10, 5},
		"a hidden column":     {`<cols><col min="6" max="7" width="30" hidden="1"/></cols><sheetData/>`, "5, 12, 8, 4, 11, 64, 12, 9", 10, 5},
		"tall rows":           {`<sheetFormatPr defaultRowHeight="45"/><sheetData/>`, "5, 12, 8, 4, 9, 64, 9, 29", 10, 5},
		"one tall row":        {`<sheetData><row r="8"/><row ht='90' r="10"><c r="A10"/></row></sheetData>`, "5, 12, 8, 4, 9, 64, 9, 69", 10, 5},
		"a hidden row":        {`<sheetData><row r="9" hidden="1"/></sheetData>`, "5, 12, 8, 4, 9, 64, 13, 9", 10, 5},
		"nonsense":            {`<sheetFormatPr defaultRowHeight="1e99" defaultColWidth="NaN"/><cols><col min="x"/></cols><sheetData><row r="9" ht="-3"/></sheetData>`, "5, 12, 8, 4, 9, 64, 12, 9", 10, 5},
		"all rows hidden":     {`<sheetFormatPr defaultRowHeight="0"/><sheetData/>`, "5, 12, 8, 4, 9, 64, 68, 0", 10, 5},
		"the first cell":      {`<sheetData/>`, "1, 12, 0, 4, 5, 64, 4, 9", 1, 1},
		"the last of a sheet": {`<sheetData/>`, "16383, 12, 1048574, 4, 16383, 0, 1048575, 0", 1_048_576, 16_384},
	} {
		one := Cell{Row: c.row, Column: c.column}
		if got := measure(sheet(c.sheet), []Cell{one}).anchor(one, 5); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
}
