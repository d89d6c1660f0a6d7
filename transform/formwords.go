package transform

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"hengji"
)

var (
	// What stands above a table besides its name: 附件1, （2021年度）, 第1页, the number of a document.
	titleMark = regexp.MustCompile(`^(?:附件|附表|附|表)[0-9一二三四五六七八九十A-Z-]*[:.]?$|^\(?(?:20[0-9X]{2}|[二〇零一]{4})年?度?\)?$|^第?[0-9]+页|^\(?共[0-9]+页|[\[〔(]20[0-9]{2}[\])〕][0-9]+号(?:附件)?[0-9]*$`)
	// What our templates say there.
	titleWord = regexp.MustCompile(`绩效|自评|表$|必填|请勿修改|填报区|填报说明|填表说明|表式指纹`)
	// A day, or the place for one; a signature's place.
	signMark = regexp.MustCompile(`^(?:[0-9]{2,4}年)?[0-9]{0,2}年?[0-9]{0,2}月?[0-9]{0,2}日?$|^[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}$|^\(?(?:盖章|公章|签字|签章|签名|单位盖章)\)?$`)
)

// isSignature is true of what stands where a form is signed: a day, a seal's place.
func isSignature(text string) bool { return signMark.MatchString(foldSpaces(text)) }

// isTitle is true of a text that belongs above a table: the form's name, 附件1, the year,
// the unit, who reports. One that states an amount or a count is none.
func (p *Plan) isTitle(text string) bool {
	if len(text) > 2*longestLabel {
		return false
	}
	folded := foldSpaces(text)
	if p.names[flatten(folded)] != nil || titleMark.MatchString(folded) || signMark.MatchString(folded) || unitLine(text) != "" {
		return true
	}
	if statesFigures(text) {
		return false
	}
	if isNote(text) || titleWord.MatchString(folded) || p.contained(flatten(folded), 24) != nil {
		return true
	}
	_, region := p.regions.find(text)
	return region
}

// titles accounts for a row above a table's header or a form's first label. A text
// merged over columns is a title where it states no figures; so is what stands
// beside a label that ends in a colon, and the formulas of a total that nobody calculated.
func (u *unread) titles(row *hengji.Row, merges []hengji.Range) {
	labelled := false
	totals := slices.ContainsFunc(row.Cells, func(c hengji.Cell) bool { return c.Kind == hengji.CellText && isTotalWord(trimText(c.Text)) })
	for k := range row.Cells {
		cell := &row.Cells[k]
		text := trimText(cell.Text)
		label := false
		switch {
		case isBlankCell(cell):
			u.used(1)
			continue
		case cell.Kind == hengji.CellText && (u.plan.isTitle(text) || isTotalWord(text)):
			label = isBareLabel(text)
			u.used(1)
		case cell.Kind == hengji.CellText && unitAt(row, k) != "": // 金额单位： | 万元
			label = true
			u.used(1)
		case labelled && !(cell.Kind == hengji.CellText && statesFigures(text)), isYear(cell),
			totals && (cell.Kind == hengji.CellNoValue || cell.Flags&hengji.HasFormula != 0 && cell.Text != "#REF!"): // of our template
			u.used(1)
		case cell.Kind == hengji.CellText && !statesFigures(text) && isWideMerge(merges, row.Number, int(cell.Column)):
			u.used(1)
		default:
			u.add(row.Number, cell)
		}
		labelled = label
	}
}

// isBareLabel is true of a label whose value stands in another cell: 填表人：.
func isBareLabel(text string) bool {
	s := strings.TrimRight(foldSpaces(text), "_")
	return strings.HasSuffix(s, ":") || slices.Contains(noteWords, cutBrackets(s))
}

// isTotalWord is true of the label of a total that stands above its table.
func isTotalWord(text string) bool {
	return strings.Contains(text, "计") && slices.Contains(bareTotals, cutBrackets(strings.TrimRight(foldSpaces(text), ":")))
}

// isYear is true of a number that is a year or a day.
func isYear(cell *hengji.Cell) bool {
	if cell.Kind != hengji.CellNumber {
		return false
	}
	return cell.Format == hengji.FormatDate || len(cell.Text) == 4 && strings.HasPrefix(cell.Text, "20")
}

func isWideMerge(merges []hengji.Range, row, column int) bool {
	return slices.ContainsFunc(merges, func(m hengji.Range) bool {
		return m.FirstRow == row && m.FirstColumn == column && m.LastColumn > column
	})
}

// notes accounts for a row below a table or a form: what begins as notes and
// signatures do, and what stands beside such a word. A note that states an amount or
// a count is reported.
func (u *unread) notes(row *hengji.Row) {
	labelled := false
	for k := range row.Cells {
		cell := &row.Cells[k]
		if isBlankCell(cell) {
			u.used(1)
			continue
		}
		note := u.note(row.Number, cell, labelled)
		labelled = note
	}
}

// note accounts for one cell of a line of notes, and tells whether a value may stand
// beside it.
func (u *unread) note(row int, cell *hengji.Cell, labelled bool) (label bool) {
	text := trimText(cell.Text)
	switch {
	case cell.Kind != hengji.CellText:
		if labelled || isYear(cell) {
			u.used(1)
		} else {
			u.add(row, cell)
		}
		return false
	case isEnd(text), isSignature(text), strings.Trim(norm.NFKC.String(text), "-—–/\\*.。 ") == "":
		u.used(1)
		return labelled
	case statesFigures(text):
		u.add(row, cell)
		return false
	case isNote(text):
		u.used(1)
		return isBareLabel(text)
	case labelled:
		u.used(1)
		return false
	}
	u.add(row, cell)
	return false
}
