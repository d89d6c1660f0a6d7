package report

import (
	"fmt"
	"slices"
	"time"

	"hengji"
	"hengji/report/inert"
	"hengji/report/sheet"
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

	b.Row = 1
	b.Across(1, last, hengji.PeriodHeading(b.Period, form.Title), sheet.Look{Size: 16, Bold: true, Across: "center", Bare: true})
	b.Height(32)
	b.unitRow(form)
	if header == 4 {
		b.totalRow(form, first, end)
	}
	b.Row = header
	tall := 1
	for i, field := range form.Fields {
		wide := columnWidth(field, b.Rules)
		b.Width(i+1, wide)
		b.Text(i+1, field.Label, headLook(field, 10))
		tall = max(tall, inert.LinesIn(field.Label, wide))
		b.inputs(form, field, i+1, first, end)
	}
	b.Height(tall*15 + 10)
	b.prefill(form, known, first)

	frozen := 0 // the key stays in sight
	if at := slices.IndexFunc(form.Fields, func(f *hengji.Field) bool { return slices.Contains(form.Key, f.Name) }); at >= 0 && at < 3 {
		frozen = at + 1
	}
	b.Freeze(frozen, header)
	b.Dimension(end, last)
	b.end(header)
}

// inputs draws the cells of a table's column, from its first row to its last.
func (b *blankBook) inputs(form *hengji.Form, field *hengji.Field, at, first, end int) {
	column := hengji.ColumnName(at)
	b.Paint(first, at, end, at, inputLook(field))
	b.validate(form, field, fmt.Sprintf("%s%d:%s%d", column, first, column, end), fmt.Sprintf("$%s$%d:$%s$%d", column, first, column, end), hengji.CellName(first, at))
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
	b.Row = 2
	last, left := len(form.Fields), len(form.Fields)
	plain := sheet.Look{Size: 10, Ink: quietInk, Bare: true}
	if len(units) == 1 && last > 1 { // of several none is the table's
		left = max(last-3, 1)
		right := plain
		right.Across = "right"
		b.Across(left+1, last, "单位："+units[0], right)
	}
	b.Across(1, left, b.Region.Name+"　　浅黄色为填报区，红色栏目必填；怎样填写见“"+guideSheet+"”。", plain)
	b.Height(20)
}

// totalRow makes the live sums.
func (b *blankBook) totalRow(form *hengji.Form, first, end int) {
	b.Row = 3
	words := sheet.Look{Size: 10, Bold: true, Across: "center", Fill: totalFill}
	label := slices.IndexFunc(form.Fields, totalled) // columns left of the first sum
	for i, field := range form.Fields[label:] {
		column := label + i + 1
		if !totalled(field) {
			b.Text(column, "", words)
			continue
		}
		sum := inputLook(field)
		sum.Open, sum.Bold, sum.Fill = false, true, totalFill
		b.Sum(column, first, end, sum)
	}
	if label > 0 {
		b.Across(1, label, "合计（自动计算）", words)
	}
	b.Height(22)
}

// formSheet makes the sheet of a form layout: a label a row, its cell beside it.
// To the right of that stands nothing, as it would be read for a blank.
func (b *blankBook) formSheet(form *hengji.Form) {
	b.Width(1, 26)
	b.Width(2, 56)
	title := hengji.PeriodHeading(b.Period, form.Title)
	if identifies(form) {
		title = b.title()
	}
	b.Row = 1
	b.Across(1, 2, title, sheet.Look{Size: 18, Bold: true, Across: "center", Bare: true})
	b.Height(44)
	b.Row = 2
	b.Across(1, 2, "浅黄色为填报区，红色栏目必填；怎样填写见“"+guideSheet+"”。", sheet.Look{Size: 10, Ink: quietInk, Across: "center", Bare: true})
	b.Height(22)
	b.Row = 3
	for _, field := range form.Fields {
		b.Row++
		b.Text(1, field.Label, headLook(field, 11))
		b.Height(max(28, inert.LinesIn(field.Label, 24)*16+8))
		given := ""
		switch field.Identifies {
		case "region":
			given = b.Region.Name
		case "period", "version":
			given = b.Period
		}
		input := inputLook(field)
		input.Size, input.Across = 11, "left"
		if given != "" { // known here, and nothing to change
			input.Open, input.Fill = false, totalFill
			b.Text(2, given, input)
			continue
		}
		b.knownValue(2, field, b.oneOf(form)[field.Name], input)
		cell := hengji.CellName(b.Row, 2)
		b.validate(form, field, cell, "", cell)
	}
	if identifies(form) {
		b.Row += 2
		b.Across(1, 2, "表式指纹："+b.fingerprint[:16]+"（请勿修改）", sheet.Look{Size: 9, Ink: quietInk, Across: "center", Bare: true})
	}
	b.end(0)
}

// headLook is how a field's label looks.
func headLook(field *hengji.Field, size int) sheet.Look {
	look := sheet.Look{Size: size, Bold: true, Across: "center", Fill: headerFill, Ink: "1F2D3D"}
	if field.Required {
		look.Ink = needInk
	}
	return look
}

// inputLook is how the cells of a field look and show what is typed.
func inputLook(field *hengji.Field) sheet.Look {
	f := sheet.Look{Size: 10, Fill: inputFill, Open: true}
	switch field.Kind {
	case hengji.Text:
		f.Format = "@" // codes keep their zeros and their eighteen digits
	case hengji.Integer:
		f.Format, f.Across = "0", "center"
	case hengji.Number:
		f.Across = "right"
		switch field.Unit {
		case "":
		case "%":
			f.Format = "0.00####" // never a percent format: 86.36 is meant, not 0.8636
		default:
			f.Format = "#,##0.00####"
		}
	case hengji.Date:
		f.Format, f.Across = "yyyy-mm-dd", "center"
	case hengji.Boolean:
		f.Across = "center"
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

// prefill writes known records into the rows from first on.
func (b *blankBook) prefill(form *hengji.Form, known []map[string]string, first int) {
	for i, record := range known {
		b.Row = first + i
		tall := 1
		for column, field := range form.Fields {
			if text := record[field.Name]; text != "" {
				b.knownValue(column+1, field, text, sheet.Look{})
				tall = max(tall, inert.LinesIn(text, columnWidth(field, b.Rules)))
			}
		}
		if tall > 1 { // rows grow when somebody types, not for what stands there
			b.Height(tall * 15)
		}
	}
}

// knownOf are the records that a form carries beforehand: those that a workbook held,
// or known ones that hold its whole key.
func (b *blankBook) knownOf(form *hengji.Form) []map[string]string {
	if b.Records != nil {
		return b.Records[form.Name]
	}
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

// oneOf is the one record that a form carries beforehand; nil without one.
func (b *blankBook) oneOf(form *hengji.Form) map[string]string {
	if records := b.Records[form.Name]; len(records) > 0 {
		return records[0]
	}
	return nil
}

// knownValue writes a value as the field's type asks; what is not of that type
// stays a text, and is told when the workbook comes back.
func (b *blankBook) knownValue(column int, field *hengji.Field, text string, look sheet.Look) {
	switch field.Kind {
	case hengji.Integer, hengji.Number:
		if value, exact, err := hengji.ParseDecimal(text); err == nil && exact {
			b.Number(column, value.String(), look)
			return
		}
	case hengji.Date:
		if day, err := time.Parse(time.DateOnly, text); err == nil && day.Year() > 1900 {
			b.Number(column, fmt.Sprint(serialDay(day)), look)
			return
		}
	}
	b.Text(column, text, look)
}

// serialDay is a day as spreadsheets count them, right from 1900-03-01 on.
func serialDay(day time.Time) int {
	const epoch = 25_569 // 1970-01-01; a time.Duration does not reach 2199
	return int(day.Unix()/86_400) + epoch
}
