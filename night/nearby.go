package night

import (
	"hengji"
	"hengji/report"
	"hengji/transform"
)

// Around a faulty cell the page of a return shows this many rows and columns on
// each side: enough to see where one is.
const (
	nearRows    = 2
	nearColumns = 3
	// nearFindings bounds the neighbourhoods of one return; the page lists no more.
	nearFindings = 200
)

// nearby reads what stands around the cells of findings, from the workbook as it
// was received. A workbook that cannot be read has no neighbourhoods.
func nearby(findings []hengji.Finding, open func() (*hengji.Submission, error)) map[string]report.Nearby {
	type place struct {
		sheet string
		row   int
	}
	wanted := map[place][]*hengji.Finding{}
	columns := map[string]int{}
	for i := range findings[:min(len(findings), nearFindings)] {
		f := &findings[i]
		column := hengji.ColumnNumber(f.Cell)
		if column == 0 || f.Row == 0 {
			continue
		}
		columns[f.Fingerprint] = column
		for row := f.Row - nearRows; row <= f.Row+nearRows; row++ {
			wanted[place{f.Sheet, row}] = append(wanted[place{f.Sheet, row}], f)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	submission, err := open()
	if err != nil {
		return nil
	}
	near := map[string]report.Nearby{}
	for _, sheet := range submission.Sheets {
		for row, err := range sheet.Rows {
			if err != nil {
				return nil
			}
			for _, f := range wanted[place{sheet.Name, row.Number}] {
				first := max(columns[f.Fingerprint]-nearColumns, 1)
				n, ok := near[f.Fingerprint]
				if !ok {
					n = report.Nearby{FirstRow: max(f.Row-nearRows, 1), FirstColumn: first}
					n.Cells = make([][]string, f.Row+nearRows-n.FirstRow+1)
					for i := range n.Cells {
						n.Cells[i] = make([]string, columns[f.Fingerprint]+nearColumns-first+1)
					}
				}
				for _, cell := range row.Cells {
					if at := int(cell.Column) - first; at >= 0 && at < len(n.Cells[0]) {
						n.Cells[row.Number-n.FirstRow][at] = hengji.Mask(transform.Shown(&cell, sheet.Date1904))
					}
				}
				near[f.Fingerprint] = n
			}
		}
	}
	return near
}
