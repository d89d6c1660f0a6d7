package report

import (
	"slices"

	"hengji"
	"hengji/report/inert"
	"hengji/report/sheet"
)

// linesWithin are the lines of a table that stands inside another form's sheet: a
// project has some ten indicators. More rows are inserted.
const linesWithin = 30

// gridSheet makes a sheet as the province prints it: single labels with their cells
// beside them, blocks of rows and columns, values below their labels, and the table
// inside it. The order is that of the fields. known is what is filled in beforehand.
func (b *blankBook) gridSheet(form, inside *hengji.Form, known map[string]string) {
	g := &gridSheet{blankBook: b, form: form, known: known, last: 1}
	if inside != nil {
		g.inside = inside
		g.lines = slices.DeleteFunc(slices.Clone(inside.Fields), func(f *hengji.Field) bool { return f.Carried != "" })
		g.last = len(g.lines)
	}
	for _, labels := range form.GridColumns {
		if slices.ContainsFunc(form.Fields, func(f *hengji.Field) bool { return f.GridColumn == labels[0] }) {
			g.columns = append(g.columns, labels[0])
		}
	}
	g.last = max(g.last, 1+len(g.columns))
	g.widths()
	b.Row = 1
	b.Across(1, g.last, hengji.PeriodHeading(b.Period, form.Title), sheet.Look{Size: 16, Bold: true, Across: "center", Bare: true})
	b.Height(32)
	b.Row = 2
	b.Across(1, g.last, "浅黄色为填报区，红色栏目必填；怎样填写见“"+guideSheet+"”。"+g.unit(), sheet.Look{Size: 10, Ink: quietInk, Bare: true})
	b.Height(20)
	for i := 0; i < len(form.Fields); {
		same := func(f *hengji.Field) bool { return kindOfPlace(f) == kindOfPlace(form.Fields[i]) }
		end := i + 1
		for kindOfPlace(form.Fields[i]) != single && end < len(form.Fields) && same(form.Fields[end]) {
			end++
		}
		switch run := form.Fields[i:end]; kindOfPlace(form.Fields[i]) {
		case single:
			g.single(run[0])
		case below:
			g.below(run)
		case crossed:
			g.block(run)
		}
		i = end
	}
	g.table()
	b.end(0)
}

// gridSheet is a sheet of rows and columns being made.
type gridSheet struct {
	*blankBook
	form, inside *hengji.Form
	known        map[string]string
	columns      []string        // the labels over the blocks
	lines        []*hengji.Field // the columns of the table inside
	drawn        bool            // the table inside stands
	last         int             // the last column of the sheet
}

// Where a field's value stands.
const (
	single  = "beside its label"
	below   = "below its label"
	crossed = "where a row and a column meet"
)

func kindOfPlace(f *hengji.Field) string {
	switch {
	case f.GridRow != "":
		return crossed
	case f.Below:
		return below
	}
	return single
}

// unit says in which unit the amounts of the blocks are, where it is one.
func (g *gridSheet) unit() string {
	var units []string
	for _, field := range g.form.Fields {
		if field.GridRow != "" && field.Unit != "" && field.Unit != "%" && !slices.Contains(units, field.Unit) {
			units = append(units, field.Unit)
		}
	}
	if len(units) != 1 {
		return ""
	}
	return "　　金额单位：" + units[0]
}

// widths makes the columns wide enough for blocks and for the table inside.
func (g *gridSheet) widths() {
	for column := 1; column <= g.last; column++ {
		wide := 14.0
		if column == 1 {
			wide = 26
		}
		if column <= len(g.lines) {
			wide = max(wide, columnWidth(g.lines[column-1], g.Rules))
		}
		g.Width(column, wide)
	}
}

// single draws a label and its cell. To the right of that stands nothing, as it would
// be read for a blank.
func (g *gridSheet) single(field *hengji.Field) {
	g.Row++
	g.Text(1, field.Label, headLook(field, 10))
	g.Height(max(24, inert.LinesIn(field.Label, 25)*15+8))
	look := inputLook(field)
	if field.Kind == hengji.Text {
		g.Across(2, max(2, g.last), "", look)
	}
	g.input(2, field, look)
}

// input draws the cell of a field, with what is known of it.
func (g *gridSheet) input(column int, field *hengji.Field, look sheet.Look) {
	g.knownValue(column, field, g.known[field.Name], look)
	cell := hengji.CellName(g.Row, column)
	g.validate(g.form, field, cell, "", cell)
}

// below draws labels side by side over the width of the sheet, and their cells under them.
func (g *gridSheet) below(fields []*hengji.Field) {
	g.Row++
	wide := max(1, g.last/len(fields))
	for line := range 2 {
		for i, field := range fields {
			from, to := i*wide+1, (i+1)*wide
			if i == len(fields)-1 {
				to = max(to, g.last)
			}
			if line == 0 {
				g.Across(from, to, field.Label, headLook(field, 10))
				continue
			}
			g.Across(from, to, "", inputLook(field))
			g.input(from, field, inputLook(field))
		}
		if line == 0 {
			g.Height(22)
			g.Row++
		}
	}
	g.Height(90)
}

// block draws rows under column labels. Rows that are totals of the table inside
// stand below that table, under its columns.
func (g *gridSheet) block(fields []*hengji.Field) {
	total := func(f *hengji.Field) bool { return g.inside != nil && slices.Contains(g.inside.TotalLabels, f.GridRow) }
	if slices.ContainsFunc(fields, total) {
		g.table()
		g.rows(fields, func(label string) int {
			return 1 + slices.IndexFunc(g.lines, func(f *hengji.Field) bool { return f.Label == label || slices.Contains(f.Aliases, label) })
		})
		return
	}
	g.Row++
	g.Paint(g.Row, 1, g.Row, g.last, sheet.Look{Fill: headerFill})
	tall := 1
	for i, label := range g.columns {
		g.Text(i+2, label, sheet.Look{Size: 10, Bold: true, Across: "center", Fill: headerFill, Ink: "1F2D3D"})
		tall = max(tall, inert.LinesIn(label, 13))
	}
	g.Height(tall*15 + 8)
	g.rows(fields, func(label string) int { return 2 + slices.Index(g.columns, label) })
}

// rows draws a row a row label, its cells in the columns that at gives.
func (g *gridSheet) rows(fields []*hengji.Field, at func(label string) int) {
	quiet := sheet.Look{Fill: totalFill}
	for i, field := range fields {
		if i == 0 || fields[i-1].GridRow != field.GridRow {
			g.Row++
			g.Text(1, field.GridRow, sheet.Look{Size: 10, Bold: true, Fill: headerFill, Ink: "1F2D3D"})
			g.Paint(g.Row, 2, g.Row, g.last, quiet)
			g.Height(max(22, inert.LinesIn(field.GridRow, 25)*15+6))
		}
		look := inputLook(field)
		if column := at(field.GridColumn); column > 1 {
			g.input(column, field, look)
			if field.Required {
				g.Text(1, field.GridRow, sheet.Look{Size: 10, Bold: true, Fill: headerFill, Ink: needInk})
			}
		}
	}
}

// table draws the table inside, once: its header and empty lines.
func (g *gridSheet) table() {
	if g.inside == nil || g.drawn {
		return
	}
	g.drawn = true
	g.Row++
	tall, lines := 1, g.linesKnown()
	most := max(linesWithin, len(lines)+linesWithin/3)
	for i, field := range g.lines {
		wide := columnWidth(field, g.Rules)
		g.Text(i+1, field.Label, headLook(field, 10))
		tall = max(tall, inert.LinesIn(field.Label, wide))
		g.inputs(g.inside, field, i+1, g.Row+1, g.Row+most)
	}
	g.Height(tall*15 + 8)
	end := g.Row + most
	for _, record := range lines {
		g.Row++
		for column, field := range g.lines {
			if text := record[field.Name]; text != "" {
				g.knownValue(column+1, field, text, sheet.Look{})
			}
		}
	}
	g.Row = end
}

// linesKnown are the records of the table inside that belong to this sheet: they carry
// its values.
func (g *gridSheet) linesKnown() []map[string]string {
	var own []map[string]string
	for _, record := range g.Records[g.inside.Name] {
		mine := true
		for _, field := range g.inside.Fields {
			mine = mine && (field.Carried == "" || record[field.Name] == g.known[field.Carried])
		}
		if mine {
			own = append(own, record)
		}
	}
	return own
}
