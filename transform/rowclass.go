package transform

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"hengji"
)

// rowClass is what a row below the header is.
type rowClass uint8

const (
	dataRow rowClass = iota
	blankRow
	totalRowClass
	noteRow  // 注：…, 填表人：…: the table has ended
	groupRow // 一、重点研发: a line between data rows
	headerRow
)

// rowFacts is what one look over a row's cells tells.
type rowFacts struct {
	cells    int // not blank
	texts    int // of them texts
	typed    int // that somebody entered: neither a blank, nor a number in the margin, nor a formula's nothing
	required int // required fields with a value
	first    *hengji.Cell
	second   *hengji.Cell
	third    *hengji.Cell
}

func (t *table) look(row *hengji.Row) rowFacts {
	var facts rowFacts
	for k := range row.Cells {
		cell := &row.Cells[k]
		if isBlankCell(cell) {
			continue
		}
		facts.cells++
		switch facts.cells {
		case 1:
			facts.first = cell
		case 2:
			facts.second = cell
		case 3:
			facts.third = cell
		}
		if cell.Kind == hengji.CellText {
			facts.texts++
		}
		f := t.fieldAt(int(cell.Column))
		if f != nil && f.field.Required && !(cell.Kind == hengji.CellText && t.form.isMissing(trimText(cell.Text))) {
			facts.required++
		}
		if !t.isNothing(f, cell) {
			facts.typed++
		}
	}
	return facts
}

// isNothing tells a cell that stands in prepared rows without anybody's doing: a
// running number, a code, a formula that gives nothing, a dash.
func (t *table) isNothing(f *fieldPlan, cell *hengji.Cell) bool {
	if cell.Flags&hengji.HasFormula != 0 {
		switch cell.Kind {
		case hengji.CellError, hengji.CellNoValue:
			return true
		case hengji.CellPicture:
			return false
		case hengji.CellNumber:
			return cell.Text == "0" || cell.Text == "0.0"
		}
		return trimText(cell.Text) == ""
	}
	if cell.Kind == hengji.CellText {
		if f != nil && f.codes != nil {
			// 县市区 and the like are filled in beforehand: they make no record alone.
			if _, ok := f.codes.hits[cell.Text]; ok {
				return true
			}
		}
		return len(cell.Text) <= 16 && t.form.isMissing(trimText(cell.Text))
	}
	return f != nil && f.field.Kind == hengji.Integer && !f.field.Required && !f.key && cell.Kind == hengji.CellNumber
}

// classify tells what a row is, and for a total row its label.
func (t *table) classify(row *hengji.Row) (class rowClass, label string, sub bool) {
	facts := t.look(row)
	if facts.typed == 0 {
		return blankRow, "", false
	}
	if t.onlyGroups(row) {
		if facts.cells == 1 && isNote(facts.first.Text) {
			return noteRow, "", false
		}
		return groupRow, "", false
	}
	if facts.first.Kind == hengji.CellText || facts.texts > 0 {
		if label, sub, ok := t.totalLabel(&facts, row); ok {
			return totalRowClass, label, sub
		}
		if t.repeatsHeader(row, &facts) {
			return headerRow, "", false
		}
	}
	if facts.first.Kind != hengji.CellText {
		return dataRow, "", false
	}
	if isNote(facts.first.Text) && (int(facts.first.Column) <= t.firstRequired || facts.cells <= 2) {
		return noteRow, "", false
	}
	if facts.texts == facts.cells && facts.cells <= 2 && facts.required <= 1 && t.isHeading(row, &facts) {
		return groupRow, "", false
	}
	return dataRow, "", false
}

// onlyGroups tells a row that names its groups and nothing else: a heading, or a
// prepared row that nobody filled in. Captions and dashes count for nothing.
func (t *table) onlyGroups(row *hengji.Row) bool {
	groups := false
	for k := range row.Cells {
		cell := &row.Cells[k]
		f := t.fieldAt(int(cell.Column))
		switch {
		case isBlankCell(cell):
		case f != nil && f.field.Inherits:
			groups = true
		case cell.Kind != hengji.CellText || !t.form.isMissing(trimText(cell.Text)) && !t.form.isCaption(readLabel(cell.Text)):
			return false
		}
	}
	return groups
}

// totalLabel finds the label of a total row among the first texts of a row,
// left of the first number that totals carry. A row whose key is filled in with
// something else is data, whatever it says.
func (t *table) totalLabel(facts *rowFacts, row *hengji.Row) (string, bool, bool) {
	for _, cell := range []*hengji.Cell{facts.first, facts.second, facts.third} {
		if cell == nil || cell.Kind != hengji.CellText || t.firstTotalled > 0 && int(cell.Column) >= t.firstTotalled {
			continue
		}
		sub, ok := t.form.isTotalLabel(cell.Text)
		if !ok {
			continue
		}
		keyed := len(t.form.key) > 0
		for _, i := range t.form.key {
			column := t.header.columns[i]
			other := row.Cell(column)
			if column == 0 || column == int(cell.Column) || other == nil || isBlankCell(other) ||
				other.Kind == hengji.CellText && t.form.isMissing(trimText(other.Text)) {
				keyed = false
			}
		}
		if !keyed {
			return quoted(removeSpaces(cell.Text)), sub, true
		}
	}
	return "", false, false
}

// repeatsHeader tells a row that says the labels again, as sheets made of
// several printed pages do.
func (t *table) repeatsHeader(row *hengji.Row, facts *rowFacts) bool {
	same, others := 0, 0
	if !t.isLabel(facts.first) && !t.isLabel(facts.second) {
		return false
	}
	for k := range row.Cells {
		cell := &row.Cells[k]
		if t.isLabel(cell) {
			same++
		} else if !isBlankCell(cell) {
			others++
		}
	}
	return same >= 2 && same >= others
}

// isLabel tells a cell that says the label of its own column.
func (t *table) isLabel(cell *hengji.Cell) bool {
	if cell == nil || cell.Kind != hengji.CellText || int(cell.Column) >= len(t.labelText) {
		return false
	}
	label := t.labelText[cell.Column]
	return label != "" && label == trimText(cell.Text)
}

// isHeading tells one or two lone texts that are a line between groups of rows
// and no record: in the first column, over several columns, or without the look
// of a key.
func (t *table) isHeading(row *hengji.Row, facts *rowFacts) bool {
	for _, i := range t.form.key {
		column := t.header.columns[i]
		if a := t.activeMerge(i); a != nil && a.top != nil && a.area.FirstRow < row.Number {
			return false // a key merged down covers it: a record with little in it
		}
		if cell := row.Cell(column); column != 0 && cell != nil && looksLikeCode(cell.Text) {
			return false
		}
	}
	column := int(facts.first.Column)
	if facts.cells == 2 {
		return column <= t.firstLabelled // 一 | 重点研发
	}
	f := t.fieldAt(column)
	return column <= t.firstLabelled || f == nil || !f.field.Required || utf8.RuneCountInString(facts.first.Text) > 40 || t.spansColumns(row.Number, column)
}

func (t *table) activeMerge(field int) *merged {
	if t.merges.active == nil {
		return nil
	}
	return t.merges.active[field]
}

// spansColumns tells whether a cell is merged over three columns or more.
func (t *table) spansColumns(row, column int) bool {
	for i := range t.form.fields {
		if a := t.activeMerge(i); a != nil && a.area.Contains(row, column) {
			return a.area.LastColumn-a.area.FirstColumn >= 2
		}
	}
	return false
}

// looksLikeCode tells a short text with a digit and hardly any Chinese in it.
func looksLikeCode(text string) bool {
	digits, wide, n := 0, 0, 0
	for _, r := range trimText(text) {
		n++
		switch {
		case unicode.IsDigit(r):
			digits++
		case isWide(r):
			wide++
		}
	}
	return digits >= 2 && wide <= 3 && n <= 30 && !strings.ContainsAny(text, "。，：、")
}
