package report

import (
	"fmt"
	"slices"
	"strings"

	"hengji"
	"hengji/report/ooxml"

	"github.com/xuri/excelize/v2"
)

// signatureHeight is what the line of signatures takes, with the row before it.
const signatureHeight = 30 + 15

// pageRoom is how many points of rows a page has room for, of a sheet so many characters
// wide: what A4 leaves between its margins, shrunk to the width, and shrunk by a tenth
// more for one page instead of two.
func pageRoom(upright bool, wide float64) int {
	high, page := 720.0, float64(uprightWidth)
	if !upright {
		high, page = 470, acrossWidth
	}
	return int(high * max(wide/page, 1) * 1.1)
}

// below draws a chart below what was written.
func (s *summary) below(c *excelize.Chart, height int) {
	s.Row++
	s.Chart(1, c)
	s.Row += height/15 - 1
	s.tall += height
}

// Height sets the height of the row in points, and counts it.
func (s *summary) Height(points int) {
	s.tall += points
	s.Sheet.Height(points)
}

// chart makes the chart of a column, and tells how many points high it is. Excel draws
// it anew from the cells, so it shows what the table says; 合计 is no bar. nil is none.
func (s *summary) chart(t hengji.Table, columns []printedColumn, chart hengji.Chart, first, last int, wide float64) (*excelize.Chart, int) {
	find := func(name string) int {
		return slices.IndexFunc(columns, func(c printedColumn) bool { return c.Name == name })
	}
	value, by := find(chart.Column), find(chart.By)
	if value < 0 || by < 0 || last <= first { // one bar says nothing
		return nil, 0
	}
	area := func(i int) string {
		letter := hengji.ColumnName(i + 2)
		return fmt.Sprintf("%s!$%s$%d:$%s$%d", ooxml.QuoteSheet(s.Name), letter, first, letter, last)
	}
	bars := last - first + 1
	c := &excelize.Chart{
		Type:   excelize.Col,
		Title:  excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: heading(columns[value].TableColumn), Font: &excelize.Font{Size: 12, Family: headFont, Color: "000000"}}}},
		Legend: excelize.ChartLegend{Position: "none"},
		Series: []excelize.ChartSeries{{Name: ooxml.QuoteSheet(s.Name) + "!$" + hengji.ColumnName(value+2) + fmt.Sprintf("$%d", first-1),
			Categories: area(by), Values: area(value), Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"2F5D8A"}}}},
		PlotArea:     excelize.ChartPlotArea{ShowVal: true},
		Format:       excelize.GraphicOptions{AltText: t.Title + "：" + heading(columns[value].TableColumn), Positioning: "oneCell"},
		Dimension:    excelize.ChartDimension{Width: uint(wide*7) + uint(s.last*5), Height: 250}, // with seventeen rows and two notes still one page,
		ShowBlanksAs: "gap",
	}
	c.XAxis.Font, c.YAxis.Font = excelize.Font{Size: 9, Family: bodyFont, Color: "000000"}, excelize.Font{Size: 9, Color: "000000"}
	c.XAxis.Alignment.TextRotation = -45
	below := slices.ContainsFunc(t.Rows, func(row []string) bool { return strings.HasPrefix(at(row, columns[value].at), "-") })
	if !below {
		c.YAxis.Minimum = new(float64) // bars that begin above 0 lie about their length
	}
	if most := 100.0; s.ofHundred(t, columns[value]) { // all sheets of rates have one measure
		c.YAxis.Maximum = &most
	}
	narrow, same := uint(60), false
	c.GapWidth, c.VaryColors = &narrow, &same
	if columns[by].wide > 24 { // long names are read across
		c.Type, c.XAxis.ReverseOrder, c.XAxis.Alignment.TextRotation = excelize.Bar, true, 0
		c.Dimension.Height = uint(60 + 26*bars)
	}
	return c, 15 * (int(c.Dimension.Height)/20 + 2) // rows of the default 15 points, which are 20 pixels
}

// ofHundred tells rates and scores, none of which is over 100.
func (s *summary) ofHundred(t hengji.Table, c printedColumn) bool {
	if !strings.HasSuffix(c.Name, "_rate") && !strings.HasSuffix(c.Name, "score") {
		return false
	}
	return !slices.ContainsFunc(t.Rows, func(row []string) bool {
		value, _, err := hengji.ParseDecimal(at(row, c.at))
		return err == nil && (value < 0 || value > 100*hengji.DecimalOne)
	})
}
