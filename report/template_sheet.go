package report

import (
	"fmt"
	"slices"
	"time"

	"hengji"
	"hengji/report/inert"

	"github.com/xuri/excelize/v2"
)

// Rows that a table offers for filling in: the most projects of a region are 52,
// and a project has some ten indicators. More rows are inserted, which the
// protection allows.
const (
	recordRows = 200
	detailRows = 1000 // tables whose records need two keys
)

// tableSheet makes the sheet of a table: title, unit, totals, header, empty rows.
//
// The totals stand above the header, where they stay on screen and need no row
// below the last record. There they are also no row that is read: whoever fills
// the sheet in by program leaves the formulas with their old results, and a 合计
// below the header would then be told as wrong.
func (b *blankBook) tableSheet(form *hengji.Form) {
	last := len(form.Fields)
	header := 3
	if slices.ContainsFunc(form.Fields, totalled) {
		header = 4
	}
	known := b.knownOf(form)
	rows := recordRows
	if len(form.Key) > 1 {
		rows = detailRows
	}
	rows = max(rows, len(known)+recordRows/2)
	first, end := header+1, header+rows

	b.span(1, 1, last, b.Period+"年度"+form.Title, face{size: 16, bold: true, across: "center", bare: true})
	b.height(1, 32)
	b.unitRow(form)
	if header == 4 {
		b.totalRow(form, first, end)
	}
	tall := 1
	for i, field := range form.Fields {
		wide := columnWidth(field, b.Rules)
		b.columnWidth(i+1, wide)
		head := face{size: 10, bold: true, across: "center", fill: headerFill, ink: "1F2D3D"}
		if field.Required {
			head.ink = needInk
		}
		b.set(header, i+1, field.Label, head)
		tall = max(tall, inert.LinesIn(field.Label, wide))
		column := hengji.ColumnName(i + 1)
		area := fmt.Sprintf("%s%d:%s%d", column, first, column, end)
		b.do(b.file.SetCellStyle(b.sheet, fmt.Sprintf("%s%d", column, first), fmt.Sprintf("%s%d", column, end), b.style(inputFace(field))))
		b.validate(form, field, area, fmt.Sprintf("$%s$%d:$%s$%d", column, first, column, end), hengji.CellName(first, i+1))
	}
	b.height(header, tall*15+10)
	for i, record := range known {
		tall := 1
		for column, field := range form.Fields {
			if text := record[field.Name]; text != "" {
				b.knownValue(first+i, column+1, field, text)
				tall = max(tall, inert.LinesIn(text, columnWidth(field, b.Rules)))
			}
		}
		if tall > 1 { // rows grow when somebody types, not for what stands there
			b.height(first+i, tall*15)
		}
	}

	frozen := 0 // the key stays in sight
	if at := slices.IndexFunc(form.Fields, func(f *hengji.Field) bool { return slices.Contains(form.Key, f.Name) }); at >= 0 && at < 3 {
		frozen = at + 1
	}
	panes := excelize.Panes{Freeze: true, XSplit: frozen, YSplit: header, TopLeftCell: hengji.CellName(first, frozen+1), ActivePane: "bottomRight"}
	if frozen == 0 {
		panes.ActivePane = "bottomLeft"
	}
	b.do(b.file.SetPanes(b.sheet, &panes))
	// Readers that stream go by it; without it excelize says A1.
	b.do(b.file.SetSheetDimension(b.sheet, "A1:"+hengji.CellName(end, last)))
	b.paper(header)
}

func totalled(f *hengji.Field) bool {
	return f.Totalled && (f.Kind == hengji.Number || f.Kind == hengji.Integer)
}

// unitRow says whose table it is, how it is filled in, and its unit.
func (b *blankBook) unitRow(form *hengji.Form) {
	var units []string
	for _, field := range form.Fields {
		if field.Unit != "" && field.Unit != "%" && !slices.Contains(units, field.Unit) {
			units = append(units, field.Unit)
		}
	}
	last, left := len(form.Fields), len(form.Fields)
	plain := face{size: 10, ink: quietInk, bare: true}
	if len(units) == 1 && last > 1 { // of several none is the table's
		left = max(last-3, 1)
		right := plain
		right.across = "right"
		b.span(2, left+1, last, "单位："+units[0], right)
	}
	b.span(2, 1, left, b.Region.Name+"　　浅黄色为填报区，红色栏目必填；怎样填写见“"+guideSheet+"”。", plain)
	b.height(2, 20)
}

// totalRow makes the live sums. They carry no result: with one, LibreOffice would
// show it unreckoned, whatever a program has typed below since.
func (b *blankBook) totalRow(form *hengji.Form, first, end int) {
	words := face{size: 10, bold: true, across: "center", fill: totalFill}
	label := slices.IndexFunc(form.Fields, totalled) // columns left of the first sum
	for i, field := range form.Fields[label:] {
		column := label + i + 1
		if !totalled(field) {
			b.set(3, column, "", words)
			continue
		}
		sum := inputFace(field)
		sum.open, sum.bold, sum.fill = false, true, totalFill
		b.set(3, column, "", sum)
		cell, name := hengji.CellName(3, column), hengji.ColumnName(column)
		b.do(b.file.SetCellFormula(b.sheet, cell, fmt.Sprintf("SUM(%s%d:%s%d)", name, first, name, end)))
	}
	if label > 0 {
		b.span(3, 1, label, "合计（自动计算）", words)
	}
	b.height(3, 22)
}

// formSheet makes the sheet of a form layout: a label a row, its cell beside it.
// To the right of that stands nothing, as it would be read for a blank.
func (b *blankBook) formSheet(form *hengji.Form) {
	b.columnWidth(1, 26)
	b.columnWidth(2, 56)
	title := b.Period + "年度" + form.Title
	if identifies(form) {
		title = b.title()
	}
	b.span(1, 1, 2, title, face{size: 18, bold: true, across: "center", bare: true})
	b.height(1, 44)
	b.span(2, 1, 2, "浅黄色为填报区，红色栏目必填；怎样填写见“"+guideSheet+"”。", face{size: 10, ink: quietInk, across: "center", bare: true})
	b.height(2, 22)
	row := 3
	for _, field := range form.Fields {
		row++
		head := face{size: 11, bold: true, across: "center", fill: headerFill, ink: "1F2D3D"}
		if field.Required {
			head.ink = needInk
		}
		b.set(row, 1, field.Label, head)
		b.height(row, max(28, inert.LinesIn(field.Label, 24)*16+8))
		given := ""
		switch field.Identifies {
		case "region":
			given = b.Region.Name
		case "period", "version":
			given = b.Period
		}
		input := inputFace(field)
		input.size, input.across = 11, "left"
		if given != "" { // known here, and nothing to change
			input.open, input.fill = false, totalFill
			b.set(row, 2, given, input)
			continue
		}
		b.set(row, 2, "", input)
		cell := hengji.CellName(row, 2)
		b.validate(form, field, cell, "", cell)
	}
	if identifies(form) {
		row += 2
		b.span(row, 1, 2, "表式指纹："+b.fingerprint[:16]+"（请勿修改）", face{size: 9, ink: quietInk, across: "center", bare: true})
	}
	b.paper(0)
}

// title is the workbook's name without its region, as the cover prints it.
func (b *blankBook) title() string {
	if b.Region.Kind == department {
		return b.Period + "年度部门整体支出绩效自评"
	}
	return b.Period + "年度市级科技专项资金绩效自评"
}

// inputFace is how the cells of a field look and show what is typed.
func inputFace(field *hengji.Field) face {
	f := face{size: 10, fill: inputFill, open: true}
	switch field.Kind {
	case hengji.Text:
		f.format = "@" // codes keep their zeros and their eighteen digits
	case hengji.Integer:
		f.format, f.across = "0", "center"
	case hengji.Number:
		f.across = "right"
		switch field.Unit {
		case "":
		case "%":
			f.format = "0.00####" // never a percent format: 86.36 is meant, not 0.8636
		default:
			f.format = "#,##0.00####"
		}
	case hengji.Date:
		f.format, f.across = "yyyy-mm-dd", "center"
	case hengji.Boolean:
		f.across = "center"
	}
	return f
}

// columnWidth is in characters: what the values need, and the label in two or
// three lines.
func columnWidth(field *hengji.Field, rules *hengji.Rules) float64 {
	wide := 24.0
	switch {
	case field.Kind == hengji.Integer:
		wide = 7
	case field.Kind == hengji.Boolean:
		wide = 10
	case field.Kind == hengji.Date:
		wide = 13
	case field.Kind == hengji.Number:
		wide = 12
	case field.Format == "uscc":
		wide = 22
	case field.Codes != "" && rules.CodeLists[field.Codes] != nil:
		wide = 8
		for _, name := range codeNames(rules.CodeLists[field.Codes]) {
			wide = max(wide, float64(inert.Width(name)+2))
		}
		wide = min(wide, 24)
	case len(field.Enum) > 0:
		wide = 14
	case field.MaxLength > 0:
		wide = max(10, min(wide, float64(2*field.MaxLength)))
	case field.Unique || field.FillDown:
		wide = 18
	}
	// A short label on one line, where no bracket can be parted from its word.
	label := float64(inert.Width(field.Label))
	if label <= 18 {
		return max(wide, label+1)
	}
	return max(wide, label/2+4)
}

// knownOf are the known records that a table can carry: those that hold its
// whole key.
func (b *blankBook) knownOf(form *hengji.Form) []map[string]string {
	var records []map[string]string
	for _, record := range b.Known {
		whole := len(form.Key) > 0
		for _, key := range form.Key {
			whole = whole && record[key] != ""
		}
		if whole {
			records = append(records, record)
		}
	}
	return records
}

// knownValue writes a value as the field's type asks; what is not of that type
// stays a text, and is told when the workbook comes back.
func (b *blankBook) knownValue(row, column int, field *hengji.Field, text string) {
	cell := hengji.CellName(row, column)
	switch field.Kind {
	case hengji.Integer, hengji.Number:
		if value, exact, err := hengji.ParseDecimal(text); err == nil && exact {
			b.do(b.file.SetCellDefault(b.sheet, cell, value.String()))
			return
		}
	case hengji.Date:
		if day, err := time.Parse(time.DateOnly, text); err == nil && day.Year() > 1900 {
			b.do(b.file.SetCellDefault(b.sheet, cell, fmt.Sprint(serialDay(day))))
			return
		}
	}
	b.do(b.file.SetCellStr(b.sheet, cell, sheetText(text)))
}

// serialDay is a day as spreadsheets count them, right from 1900-03-01 on.
func serialDay(day time.Time) int {
	const epoch = 25_569 // 1970-01-01; a time.Duration does not reach 2199
	return int(day.Unix()/86_400) + epoch
}
