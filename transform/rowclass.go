package transform

import (
	"strings"
	"unicode"

	"hengji"
)

// rowClass is what a row below the header is. Only records are counted, asked for
// required fields and added up.
type rowClass uint8

const (
	dataRow rowClass = iota
	blankRow
	totalRowClass
	figureRow // 平均, or an unlabelled sum that is right: nothing to add up
	partRow   // 其中：…: a part of a figure above, not summed again
	noteRow   // 注：…, 填表人：…: the table has ended
	endRow    // 以下空白
	groupRow  // 一、重点研发: a line between data rows
	headerRow
	hintRow   // A, B, C=A-B; 必填: below the labels
	sampleRow // 示例: how a row is filled in
	strayRow  // a dot, a lone error, a sentence: nobody's row
)

// verdict is what a row is, and for a total row its label and where that stands.
type verdict struct {
	class  rowClass
	label  string
	column int
	sub    bool
	lone   bool // a record of one cell: a code, or a number where one should stand
}

// judge says what a row is before any of its cells is read. A row that holds a key
// or an amount and anything else is a record, whatever is missing in it.
func (t *table) judge(row *hengji.Row) verdict {
	facts := t.facts(row)
	switch {
	case facts.end && facts.inside == 0:
		return verdict{class: endRow}
	case facts.typed == 0:
		return verdict{class: blankRow}
	case t.lastData == 0 && t.isHint(row):
		return verdict{class: hintRow}
	case facts.cells > 1 && facts.first.Kind == hengji.CellText && isSample(facts.first.Text):
		return verdict{class: sampleRow}
	case t.onlyGroups(row):
		switch {
		case facts.cells == 1 && isNote(facts.first.Text):
			return verdict{class: noteRow}
		case facts.cells == 1 && statesFigures(facts.first.Text):
			return verdict{class: strayRow}
		}
		return verdict{class: groupRow}
	}
	if facts.texts > 0 {
		if v, ok := t.totalLabel(&facts, row); ok {
			return v
		}
		if t.isPart(&facts, row) {
			return verdict{class: partRow}
		}
		if t.repeatsHeader(row, &facts) {
			return verdict{class: headerRow}
		}
	}
	if t.isSum(&facts, row) {
		return verdict{class: figureRow}
	}
	if facts.first.Kind == hengji.CellText {
		if isNote(facts.first.Text) && (int(facts.first.Column) <= t.firstRequired || facts.cells <= 2 || !facts.keyed) {
			return verdict{class: noteRow}
		}
		if facts.cells == 1 && t.ended() && isSignature(facts.first.Text) {
			return verdict{class: noteRow}
		}
		if facts.texts == facts.cells && facts.cells <= 2 && facts.required <= 1 && t.isHeading(row, &facts) {
			return verdict{class: groupRow}
		}
	}
	if t.isRecord(row, &facts) {
		return verdict{class: dataRow, lone: facts.cells == 1}
	}
	return verdict{class: strayRow}
}

// ended is true below notes, or below a total that follows the last record.
func (t *table) ended() bool {
	n := len(t.totals.rows)
	return t.notes || n > 0 && t.totals.rows[n-1].row > t.lastData && t.lastData > 0
}

// isRecord is true of a row with a key and something beside it, a lone code, an amount
// and something beside it, or a required value and another.
func (t *table) isRecord(row *hengji.Row, facts *rowFacts) bool {
	switch {
	case facts.inside == 0:
		return false
	case t.keyedAbove(row.Number), facts.code:
		return true
	case facts.keyed, facts.amount, facts.required > 0:
		return facts.inside+facts.coded >= 2
	}
	return false
}

// keyedAbove is true of a row that a key merged down covers.
func (t *table) keyedAbove(row int) bool {
	for _, i := range t.form.key {
		if a := t.activeMerge(i); a != nil && a.top != nil && a.area.FirstRow < row {
			return true
		}
	}
	return false
}

// isHint is true of a row of hints below the labels: every cell may be one, and some are
// nothing else.
func (t *table) isHint(row *hengji.Row) bool {
	hints := false
	for k := range row.Cells {
		cell := &row.Cells[k]
		text := trimText(cell.Text)
		if isBlankCell(cell) || t.form.isMissing(text) {
			continue
		}
		may, only := hintOf(text)
		if !may || cell.Flags&hengji.HasFormula != 0 {
			return false
		}
		hints = hints || only
	}
	return hints
}

// isPart is true of a row that begins with 其中 and holds an amount, or that goes on with
// one below such a row. Of an indicator 其中 is a part of the name.
func (t *table) isPart(facts *rowFacts, row *hengji.Row) bool {
	if !facts.amount || !t.form.addsMoney {
		return false
	}
	for _, cell := range []*hengji.Cell{facts.first, facts.second, facts.third} {
		if cell != nil && cell.Kind == hengji.CellText && int(cell.Column) < t.firstTotalled && isPartLabel(cell.Text) {
			return true
		}
	}
	return t.partsTo == row.Number-1 && !facts.code && facts.texts == 1 && facts.first.Kind == hengji.CellText
}

// isSum is true of an unlabelled total: no key, no text but a number in the margin, and
// every figure the sum of the rows above it.
func (t *table) isSum(facts *rowFacts, row *hengji.Row) bool {
	if facts.keyed || !facts.amount || len(t.totals.data) < 2 || facts.texts > 1 ||
		facts.texts == 1 && (facts.first.Kind != hengji.CellText || int(facts.first.Column) > t.firstLabelled) {
		return false
	}
	sums := 0
	since := totalRow{sums: make([]runningSum, len(t.totals.fields))}
	if n := len(t.totals.rows); n > 0 {
		since = t.totals.rows[n-1]
	}
	for n, i := range t.totals.fields {
		cell := row.Cell(t.header.columns[i])
		if cell == nil || isBlankCell(cell) {
			continue
		}
		value, err := readStored(cell.Text)
		all := t.totals.sums[n]
		switch {
		case cell.Kind != hengji.CellNumber || err != nil:
			return false
		case value.value != all.sum && value.value != all.sum-since.sums[n].sum:
			return false
		case value.value != 0:
			sums++
		}
	}
	return sums > 0
}

// onlyGroups is true of a row that names its groups and nothing else: a heading, or a
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

// totalLabel finds the label of a total row: among the first cells of a row, left of
// the first number that totals carry, or a total word alone in any column. A row whose key is filled in with
// something else is data, whatever it says; so is one with a required text beside a
// label that is no total word alone (合计算力研究).
func (t *table) totalLabel(facts *rowFacts, row *hengji.Row) (verdict, bool) {
	for k, n := 0, 0; k < len(row.Cells); k++ {
		cell := &row.Cells[k]
		if isBlankCell(cell) {
			continue
		}
		n++
		if cell.Kind != hengji.CellText {
			continue
		}
		kind, exact := t.form.totalLabel(cell.Text)
		begins := n <= 3 && (t.firstTotalled == 0 || int(cell.Column) < t.firstTotalled)
		if kind == noTotal || t.keyedBeside(row, int(cell.Column)) || !begins && !facts.amount ||
			!exact && (!facts.amount || t.textBeside(row, int(cell.Column))) {
			continue
		}
		v := verdict{class: totalRowClass, label: quoted(removeSpaces(cell.Text)), column: int(cell.Column), sub: kind == subTotal}
		if kind == average {
			v.class = figureRow
		}
		return v, true
	}
	return verdict{}, false
}

// keyedBeside is true of a row whose whole key stands in other columns than one.
func (t *table) keyedBeside(row *hengji.Row, column int) bool {
	for _, i := range t.form.key {
		at := t.header.columns[i]
		other := row.Cell(at)
		if at == 0 || at == column || other == nil || isBlankCell(other) || other.Kind == hengji.CellText && t.form.isMissing(trimText(other.Text)) {
			return false
		}
	}
	return len(t.form.key) > 0
}

// textBeside is true of a row with a text beside a column, in a field that no remark
// stands in.
func (t *table) textBeside(row *hengji.Row, column int) bool {
	for k := range row.Cells {
		cell := &row.Cells[k]
		f := t.fieldAt(int(cell.Column))
		if f == nil || int(cell.Column) == column || f.free && f.codes == nil && f.enum == nil || isBlankCell(cell) || cell.Kind != hengji.CellText {
			continue
		}
		if text := trimText(cell.Text); !t.form.isMissing(text) && !isCount(text) {
			return true
		}
	}
	return false
}

// repeatsHeader is true of a row that says the labels again, as sheets made of
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

// isLabel is true of a cell that says the label of its own column.
func (t *table) isLabel(cell *hengji.Cell) bool {
	if cell == nil || cell.Kind != hengji.CellText || int(cell.Column) >= len(t.labelText) {
		return false
	}
	label := t.labelText[cell.Column]
	return label != "" && label == trimText(cell.Text)
}

// isHeading is true of one or two lone texts that are a line between groups of rows
// and no record: in the first column, over several columns, or numbered and without
// the look of a key.
func (t *table) isHeading(row *hengji.Row, facts *rowFacts) bool {
	if facts.code || t.keyedAbove(row.Number) {
		return false
	}
	column := int(facts.first.Column)
	if facts.cells == 2 {
		return column <= t.firstLabelled // 一 | 重点研发
	}
	text := trimText(facts.first.Text)
	return column <= t.firstLabelled || t.spansColumns(row.Number, column) || unnumbered(text) != text
}

func (t *table) activeMerge(field int) *merged {
	if t.merges.active == nil {
		return nil
	}
	return t.merges.active[field]
}

// spansColumns reports whether a cell is merged over three columns or more.
func (t *table) spansColumns(row, column int) bool {
	for i := range t.form.fields {
		if a := t.activeMerge(i); a != nil && a.area.Contains(row, column) {
			return a.area.LastColumn-a.area.FirstColumn >= 2
		}
	}
	return false
}

// looksLikeCode is true of a short text with a digit and hardly any Chinese in it.
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
