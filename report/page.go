package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"hengji"
	"hengji/report/inert"
)

// Nearby is what stands around a cell in the workbook as received, so that a
// reader of the page sees the fault where it lies.
type Nearby struct {
	FirstRow, FirstColumn int        // of Cells, from 1
	Cells                 [][]string // as shown there
}

//go:embed page.html
var pageText string

// html/template escapes by context, so that text of a workbook stays text.
var pageTemplate = template.Must(template.New("page").Parse(pageText))

// listedOnPage bounds a page that a browser opens at once and a person might
// still read.
const listedOnPage = 200

type pageLine struct {
	Number                                  int
	Severity, Kind, Settled                 string
	Sheet, Cells, Label, Got, Want, Message string
	Explanation, Rule                       string
	Near                                    *pageGrid
}

type pageGrid struct {
	Columns []string
	Rows    []pageRow
}

type pageRow struct {
	Number int
	Cells  []pageCell
}

type pageCell struct {
	Text string
	Here bool
}

// Findings writes the return as a page: one file, no script, nothing fetched,
// fit for printing. It says the same as the sheet 审核结果, with a picture of each
// fault's neighbourhood where Near has one.
func Findings(w io.Writer, r Return) error {
	items := r.items()
	page := struct {
		Title, State, Summary, Mending, Asked, Received, Read, Changes, More, File, SHA256, Receipt, SelfChecked string
		Lines                                                                                                    []pageLine
		Echo, Unmatched                                                                                          []string
	}{
		Title: r.title(), State: string(r.State), Summary: r.Summary(), Mending: inert.OneLine(r.Mending), Asked: r.Asked(), Received: r.received(), Read: r.read(), Changes: inert.OneLine(r.Changes),
		File: inert.OneLine(r.File), SHA256: inert.OneLine(r.SHA256), Receipt: strings.TrimPrefix(r.receiptLine(), "· "),
		SelfChecked: strings.TrimPrefix(r.selfCheckedLine(), "· "),
	}
	page.Echo, page.Unmatched = r.echoLines(), r.unmatched()
	for _, it := range items[:min(len(items), listedOnPage)] {
		page.Lines = append(page.Lines, r.pageLine(items, it))
	}
	page.More = r.unlisted(items, listedOnPage)
	var b strings.Builder
	if err := pageTemplate.Execute(&b, page); err != nil {
		return fmt.Errorf("make the page of %s: %w", base(r.File), err)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r Return) pageLine(items []item, it item) pageLine {
	f := it.first()
	w := it.words(items, 8)
	line := pageLine{
		Number: it.number, Severity: string(f.Severity), Kind: f.Severity.Chinese(),
		Sheet: inert.OneLine(f.Sheet), Cells: w.cells, Label: inert.OneLine(f.Label), Got: inert.Cut(w.got, 200), Want: inert.Cut(withDiff(w.want, w.diff), 200),
		Message: w.message, Explanation: inert.Lines(f.Explanation), Rule: r.ruleName(f, "　"),
	}
	if settled(f) == 1 {
		line.Settled = standing(f)
	}
	if near, known := r.Near[f.Fingerprint]; known && f.Cell != "" {
		line.Near = near.grid(f.Cell)
	}
	return line
}

// grid is the neighbourhood with its letters and numbers.
func (n Nearby) grid(cell string) *pageGrid {
	grid := &pageGrid{}
	for i, cells := range n.Cells {
		line := pageRow{Number: n.FirstRow + i}
		for j, text := range cells {
			if len(grid.Columns) <= j {
				grid.Columns = append(grid.Columns, hengji.ColumnName(n.FirstColumn+j))
			}
			line.Cells = append(line.Cells, pageCell{
				Text: inert.Cut(hengji.Mask(inert.OneLine(text)), 40), Here: hengji.CellName(n.FirstRow+i, n.FirstColumn+j) == cell,
			})
		}
		grid.Rows = append(grid.Rows, line)
	}
	return grid
}
