package load

import (
	"context"
	"fmt"
	"math"
	"slices"

	"hengji"
)

// knownValues is the view of base that says what stands elsewhere.
const knownValues = "known_values"

// Known gives by cell ('sheet'!A1) the values that a submission's own workbook has for it
// in other places: of cells that are blank, could not be read or differ from those. Of
// several values of one cell none is known, and none at all where the rules lack the view.
func (b *Build) Known(submission int64) (map[string]string, error) {
	known := map[string]string{}
	if !slices.ContainsFunc(b.rules.Base, func(view *hengji.Mart) bool { return view.Name == knownValues }) {
		return known, nil
	}
	result, err := b.query(context.Background(), fmt.Sprintf(
		"SELECT _form, _sheet, _row, field, value FROM base.%s WHERE _submission = %d AND value IS NOT NULL", knownValues, submission), math.MaxInt)
	if err != nil {
		return nil, fmt.Errorf("look up what submission %d says elsewhere: %w", submission, err)
	}
	for _, row := range result.rows {
		at, err := whole(row[2])
		if err != nil {
			return nil, fmt.Errorf("look up what submission %d says elsewhere: %w", submission, err)
		}
		sheet, value := plain(row[1]), plain(row[4])
		_, _, cell := b.address(submission, plain(row[0]), sheet, plain(row[3]), int(at))
		if cell == "" {
			continue
		}
		cell = sheetCell(sheet, cell)
		if other, twice := known[cell]; twice && other != value {
			value = ""
		}
		known[cell] = value
	}
	return known, nil
}
