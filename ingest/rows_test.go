package ingest

import (
	"fmt"
	"strings"
	"testing"
)

// TestAllocationsFollowRowsNotCells holds what makes large sheets cheap, for cells
// that the scanner proper reads too.
func TestAllocationsFollowRowsNotCells(t *testing.T) {
	const rows = 500
	for name, cell := range map[string]string{
		"numbers": `<c r="%s%d"><v>12.5</v></c>`, "texts": `<c r="%s%d" t="s"><v>2</v></c>`,
		"formulas": `<c r="%s%d"><f>SUM(A1:B2)</f><v>12</v></c>`, "inline": `<c r="%s%d" t="inlineStr"><is><t>文字</t></is></c>`,
		"spaced": `<c  r="%s%d" s="1"><v>7</v></c>`, "errors": `<c r="%s%d" t="e"><v>#REF!</v></c>`,
	} {
		count := func(columns int) float64 {
			var b strings.Builder
			for r := 1; r <= rows; r++ {
				fmt.Fprintf(&b, `<row r="%d">`, r)
				for c := range columns {
					fmt.Fprintf(&b, cell, columnLetters(c+1), r)
				}
				b.WriteString("</row>")
			}
			data := packRows(t, b.String())
			return testing.AllocsPerRun(3, func() {
				if sub, err := Open("x.xlsx", data, DefaultLimits()); err == nil {
					for row := range sub.Sheets[0].Rows {
						sink += len(row.Cells)
					}
				}
			})
		}
		few, many := count(2), count(20)
		if many-few > rows/10 {
			t.Errorf("%s: %.0f allocations for 2 columns, %.0f for 20", name, few, many)
		}
	}
}
