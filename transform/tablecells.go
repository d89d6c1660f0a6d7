package transform

import (
	"slices"
	"strings"

	"hengji"
)

// waitingCell is a cell of a line between groups: it is a heading where a record or
// a total follows, and a scribble below the table where none does.
type waitingCell struct {
	row  int
	cell hengji.Cell
}

// mostWaiting bounds the lines that wait for a row below them.
const mostWaiting = 1000

// wait keeps the cells of a line between groups. One that states an amount or a
// count, and is not numbered as headings are, is reported whatever follows.
func (t *table) wait(row *hengji.Row) {
	for k := range row.Cells {
		cell := &row.Cells[k]
		text := trimText(cell.Text)
		f := t.fieldAt(int(cell.Column))
		switch {
		case isBlankCell(cell), cell.Kind == hengji.CellText && t.form.isMissing(text), f != nil && f.field.Inherits,
			t.notes && unnumbered(text) != text && !statesFigures(text): // 2. … below 注：1. …
			t.left.used(1)
		case len(t.waiting) >= mostWaiting, isFigureText(text), statesFigures(text) && unnumbered(text) == text:
			t.left.add(row.Number, cell)
		default:
			t.waiting = append(t.waiting, waitingCell{row.Number, *cell})
		}
	}
}

// isFigureText is true of a number or a code, which heads nothing.
func isFigureText(text string) bool {
	_, number := readTyped(text)
	return number || looksLikeCode(text)
}

// settleWaiting ends the waiting: something that the lines head follows, or not.
func (t *table) settleWaiting(follows bool) {
	for i := range t.waiting {
		if w := &t.waiting[i]; follows || t.form.isCaption(readLabel(w.cell.Text)) {
			t.left.used(1)
		} else {
			t.left.add(w.row, &w.cell)
		}
	}
	t.waiting = t.waiting[:0]
}

// isExtra is true of a label that no field knows and that is no caption.
func (t *table) isExtra(l *headerLabel) bool {
	return l.label.whole != "" && !t.form.isCaption(l.label) && (l.field < 0 || t.header.columns[l.field] != l.column)
}

// strangeColumn names a value of a column that no field is read from. Beside a
// caption merged down the table stands nobody's value.
func (t *table) strangeColumn(cell *hengji.Cell, row int) {
	column := int(cell.Column)
	switch {
	case cell.Kind == hengji.CellText && (t.form.isMissing(trimText(cell.Text)) || len(t.form.ignored) > 0 && t.form.isCaption(readLabel(cell.Text))):
		t.left.used(1)
	case column < len(t.extra):
		t.left.addColumn(row, cell, t.extra[column])
	default:
		t.left.addColumn(row, cell, nil)
	}
}

// covered is true of a value that lies under a merged cell, where nobody sees it, and is
// another than what the merge shows.
func (t *table) covered(row int, cell *hengji.Cell) bool {
	if t.merges.active == nil {
		return false
	}
	for _, a := range t.merges.active {
		if a != nil && a.area.Contains(row, int(cell.Column)) {
			first := a.area.FirstRow == row && a.area.FirstColumn == int(cell.Column)
			return !first && (a.top == nil || a.top.Text != cell.Text)
		}
	}
	return false
}

// totalCells accounts for the cells of a total row: its label, its figures, a remark
// that states none.
func (t *table) totalCells(row *hengji.Row, label int) {
	for k := range row.Cells {
		cell := &row.Cells[k]
		column := int(cell.Column)
		f := t.fieldAt(column)
		switch {
		case isBlankCell(cell), column == label, t.outer.reads(row.Number, column), cell.Kind == hengji.CellText && (t.form.isMissing(trimText(cell.Text)) || isCount(cell.Text)):
			t.left.used(1)
		case f == nil:
			t.strangeColumn(cell, row.Number)
		case t.unread[f.index]:
			t.left.named(1)
		case slices.Contains(t.totals.fields, f.index), isFigure(f, cell), isLineNumber(f),
			cell.Kind == hengji.CellText && isRemark(f) && !statesFigures(cell.Text) && !looksLikeCode(cell.Text):
			t.left.used(1)
		default:
			t.left.add(row.Number, cell)
		}
	}
}

// reads is true of a cell that the form reads outside the table in it: the score of 总分.
func (g *grid) reads(row, column int) bool {
	return g != nil && slices.ContainsFunc(g.rows[row], func(p *place) bool { return int(p.cell.Column) == column && p.used })
}

// isRemark is true of a field of remarks, which a total may have too.
func isRemark(f *fieldPlan) bool {
	return f.free && (strings.Contains(f.field.Label, "备注") || strings.Contains(f.field.Label, "说明") || strings.Contains(f.field.Label, "原因"))
}

// isLineNumber is true of a field that numbers the lines of a printed table, totals too.
func isLineNumber(f *fieldPlan) bool {
	return f.field.Kind == hengji.Integer && strings.HasSuffix(flatten(f.field.Label), "行次")
}

// isFigure is true of a total's figure of a field that is not added up: 97.91 of 执行率.
func isFigure(f *fieldPlan, cell *hengji.Cell) bool {
	if cell.Kind == hengji.CellNoValue || cell.Flags&hengji.HasFormula != 0 && cell.Kind == hengji.CellError {
		return f.field.Kind == hengji.Number // of a template's formula
	}
	number, ok := readTyped(trimText(cell.Text))
	if !ok || f.field.Kind != hengji.Number {
		return false
	}
	return !f.percent || number.value <= mostRate*hengji.DecimalOne
}

// isCount is true of what total rows say beside their label: 6个项目, 共6项.
func isCount(text string) bool {
	return strings.Trim(foldSpaces(text), "()共计合总项目个家笔户0123456789") == ""
}

// partRow notes a row of parts, reported once a table.
func (t *table) partRow(row *hengji.Row) {
	t.partsTo = row.Number
	t.parts.add(row.Number)
	for k := range row.Cells {
		cell := &row.Cells[k]
		if isBlankCell(cell) {
			t.left.used(1)
			continue
		}
		t.left.named(1)
		if len(t.partTexts) < mostBlockTexts {
			t.partTexts = append(t.partTexts, quoted(shownCell(cell)))
		}
	}
}

// sampleRow reports a row that shows how a row is filled in.
func (t *table) sampleRow(row *hengji.Row) {
	t.left.named(len(row.Cells))
	var texts []string
	for k := range row.Cells {
		if cell := &row.Cells[k]; !isBlankCell(cell) && len(texts) < 4 {
			texts = append(texts, quoted(shownCell(cell)))
		}
	}
	t.out.add(hengji.Remark{Rule: hengji.RuleRowSample, Sheet: t.sheet, Row: row.Number, Form: t.form.form.Name, Got: strings.Join(texts, "、")})
}

// strayCells names what stands in a row that is nobody's.
func (t *table) strayCells(row *hengji.Row) {
	for k := range row.Cells {
		cell := &row.Cells[k]
		if isBlankCell(cell) || t.isNothing(t.fieldAt(int(cell.Column)), cell) {
			t.left.used(1)
		} else {
			t.left.add(row.Number, cell)
		}
	}
}

// labelCells accounts for a row of the header: its labels and the groups above them,
// units and numbers of columns. A label that no field knows is reported when the table
// has ended, a number among the labels at once.
func (t *table) labelCells(row *hengji.Row) {
	numbered := isUnitOrNumberRow(row, t.header)
	if t.headerTexts == nil {
		t.headerTexts = map[string]bool{}
	}
	for k := range row.Cells {
		cell := &row.Cells[k]
		if cell.Kind == hengji.CellText && len(cell.Text) <= longestLabel {
			t.headerTexts[trimText(cell.Text)] = true
		}
		switch {
		case isBlankCell(cell), numbered:
			t.left.used(1)
		case cell.Kind != hengji.CellText:
			t.left.add(row.Number, cell)
		case t.isExtraAt(row.Number, int(cell.Column)):
			t.left.named(1)
		case statesFigures(cell.Text) && !t.form.knows(cell.Text):
			t.left.add(row.Number, cell)
		default:
			t.left.used(1)
		}
	}
}

// isExtraAt is true of the cell of a label that no field knows.
func (t *table) isExtraAt(row, column int) bool {
	for n := range t.header.labels {
		if l := &t.header.labels[n]; l.column == column && l.row == row {
			return t.isExtra(l)
		}
	}
	return false
}

// headerCells accounts for a row that says the labels again.
func (t *table) headerCells(row *hengji.Row) {
	for k := range row.Cells {
		cell := &row.Cells[k]
		if isBlankCell(cell) || t.isLabel(cell) || cell.Kind == hengji.CellText && (t.form.isMissing(trimText(cell.Text)) || t.headerTexts[trimText(cell.Text)] || t.form.knows(cell.Text)) {
			t.left.used(1)
		} else {
			t.left.add(row.Number, cell)
		}
	}
}

// knows is true of a text that is a label of the form.
func (f *formPlan) knows(text string) bool {
	l := readLabel(text)
	_, _, ok := f.find(l)
	return ok || f.isCaption(l)
}

// reportUnread reports the parts, and the labels that no field knows with the values under
// them, once the table has ended.
func (t *table) reportUnread() {
	t.settleWaiting(false)
	if text := t.parts.String(); text != "" {
		t.out.add(hengji.Remark{Rule: hengji.RuleRowPart, Sheet: t.sheet, Row: t.parts.first, Form: t.form.form.Name, Got: strings.Join(t.partTexts, "、"), More: text})
	}
	for n := range t.header.labels {
		l := &t.header.labels[n]
		if !t.isExtra(l) {
			continue
		}
		if l.field >= 0 {
			continue // LABEL-DUPLICATE
		}
		rule, more := hengji.RuleLabelExtra, ""
		switch b := t.left.of(l); {
		case b == nil && statesAmount(l.own): // words that happen to stand in the row of the labels
			rule = hengji.RuleCellUnreadFigures
		case b != nil && (moneyYuan[l.label.unit] != 0 || b.numbers > 0 && moneyWord.MatchString(l.label.base)):
			rule, more = hengji.RuleLabelExtraFigures, joinCells(b.cells, b.count)+"："+b.all(0)
		}
		t.out.add(hengji.Remark{
			Rule: rule, Sheet: t.sheet, Row: l.row, Column: l.column, Form: t.form.form.Name,
			Label: quoted(l.text), Key: quoted(l.text), Got: quoted(l.text), More: more,
		})
	}
}

// cellsWaiting is how many cells of lines between groups are not accounted for yet.
func (t *table) cellsWaiting() int { return len(t.waiting) }
