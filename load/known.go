package load

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"hengji"
)

// knownValues is the view of base that says what stands elsewhere.
const knownValues = "known_values"

// Known gives by submission and cell ('sheet'!A1) the values that the submission's own
// workbook has for it in other places: of cells that are blank, could not be read or differ
// from those. Of several values of one cell none is known, and none at all where the rules
// lack the view.
func (b *Build) Known(submissions []int64) (map[int64]map[string]string, error) {
	known := map[int64]map[string]string{}
	if len(submissions) == 0 || !slices.ContainsFunc(b.rules.Base, func(view *hengji.Mart) bool { return view.Name == knownValues }) {
		return known, nil
	}
	ids := make([]string, len(submissions))
	for i, id := range submissions {
		ids[i] = strconv.FormatInt(id, 10)
		known[id] = map[string]string{}
	}
	read := b.reach.read("base." + knownValues).views
	if err := b.show(func(view *hengji.Mart) bool { return read[view] }); err != nil {
		return nil, err
	}
	result, err := b.query(context.Background(), fmt.Sprintf(
		"SELECT _submission, _form, _sheet, _row, field, value FROM base.%s WHERE _submission IN (%s) AND value IS NOT NULL",
		knownValues, strings.Join(ids, ", ")), math.MaxInt)
	if err != nil {
		return nil, fmt.Errorf("look up what workbooks say elsewhere: %w", err)
	}
	for _, row := range result.rows {
		submission, err := whole(row[0])
		if err != nil {
			return nil, fmt.Errorf("look up what workbooks say elsewhere: %w", err)
		}
		at, err := whole(row[3])
		if err != nil {
			return nil, fmt.Errorf("look up what submission %d says elsewhere: %w", submission, err)
		}
		sheet, value := plain(row[2]), plain(row[5])
		_, _, cell := b.address(submission, plain(row[1]), sheet, plain(row[4]), int(at))
		if cell == "" {
			continue
		}
		cell = hengji.SheetCell(sheet, cell)
		if other, twice := known[submission][cell]; twice && other != value {
			value = ""
		}
		known[submission][cell] = value
	}
	return known, nil
}
