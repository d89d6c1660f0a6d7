package report

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hengji"
)

// cell is a cell to be marked, with what is wrong with it, gravest first.
type cell struct {
	name        string
	row, column int
	findings    []*hengji.Finding
}

var cellName = regexp.MustCompile(`^([A-Z]{1,3})([1-9][0-9]{0,6})$`)

// cellsBySheet lists the cells that findings point at, gravest first.
func cellsBySheet(r Return) map[string][]cell {
	sheets := map[string][]cell{}
	places := map[[2]string]int{}
	for _, it := range r.items() {
		for _, f := range it.findings {
			row, column := rowAndColumn(f.Cell)
			if row == 0 || settled(f) == 1 {
				continue
			}
			at := [2]string{f.Sheet, f.Cell}
			place, known := places[at]
			if !known {
				place = len(sheets[f.Sheet])
				places[at] = place
				sheets[f.Sheet] = append(sheets[f.Sheet], cell{name: f.Cell, row: row, column: column})
			}
			sheets[f.Sheet][place].findings = append(sheets[f.Sheet][place].findings, f)
		}
	}
	return sheets
}

// rowAndColumn reads an A1 address; 0, 0 where it is none or beyond a sheet.
func rowAndColumn(name string) (row, column int) {
	parts := cellName.FindStringSubmatch(name)
	if parts == nil {
		return 0, 0
	}
	row, _ = strconv.Atoi(parts[2]) // seven digits fit
	for _, letter := range parts[1] {
		column = column*26 + int(letter-'A') + 1
	}
	if row > 1_048_576 || column > 16_384 {
		return 0, 0
	}
	return row, column
}

// ourFormula is always true, and tells our conditional formats from the
// district's when the workbook comes back.
const ourFormula = `LEN("hengji")=6`

var priority = regexp.MustCompile(`\spriority="(\d+)"`)

// conditionalFormats colours cells by their gravest finding. They come last in
// priority: where the district's own format colours a cell, that one is kept.
func conditionalFormats(doc []byte, cells []cell, colours int) string {
	last := 0
	for _, found := range priority.FindAllSubmatch(doc, -1) {
		if n, err := strconv.Atoi(string(found[1])); err == nil {
			last = max(last, n)
		}
	}
	var b strings.Builder
	for rank, severity := range hengji.Severities {
		var mine []cell
		for _, c := range cells {
			if c.findings[0].Severity == severity {
				mine = append(mine, c)
			}
		}
		// Excel itself writes at most 8 192 characters of ranges into one element.
		for refs := range slices.Chunk(ranges(mine), 400) {
			last++
			fmt.Fprintf(&b, `<conditionalFormatting sqref="%s"><cfRule type="expression" dxfId="%d" priority="%d"><formula>%s</formula></cfRule></conditionalFormatting>`,
				strings.Join(refs, " "), colours+rank, last, escape(ourFormula))
		}
	}
	return b.String()
}

// ranges writes cells as ranges, those that stand under each other as one.
func ranges(cells []cell) []string {
	cells = slices.Clone(cells)
	slices.SortFunc(cells, func(a, b cell) int {
		if a.column != b.column {
			return a.column - b.column
		}
		return a.row - b.row
	})
	var refs []string
	for i := 0; i < len(cells); {
		j := i
		for j+1 < len(cells) && cells[j+1].column == cells[i].column && cells[j+1].row == cells[j].row+1 {
			j++
		}
		ref := cells[i].name
		if j > i {
			ref += ":" + cells[j].name
		}
		refs = append(refs, ref)
		i = j + 1
	}
	return refs
}
