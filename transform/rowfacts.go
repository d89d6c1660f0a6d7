package transform

import (
	"regexp"
	"strings"
	"unicode"

	"hengji"
)

// rowFacts is what one look over a row's cells tells.
type rowFacts struct {
	cells    int // not blank
	texts    int // of them texts
	typed    int // that somebody entered: neither a blank, nor a number in the margin, nor a formula's nothing
	inside   int // of them in columns that are read, with a letter or digit in them
	coded    int // words of code lists, which prepared rows hold too
	required int // required fields with a value
	keyed    bool
	code     bool // a key that looks like one
	amount   bool // a number in a field of numbers
	end      bool // 以下空白
	first    *hengji.Cell
	second   *hengji.Cell
	third    *hengji.Cell
}

func (t *table) facts(row *hengji.Row) rowFacts {
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
			if isEnd(cell.Text) {
				facts.end = true
				continue
			}
		}
		f := t.fieldAt(int(cell.Column))
		if !t.isNothing(f, cell) {
			facts.typed++
			facts.lookInside(f, cell)
		} else if f != nil && f.codes != nil && cell.Kind == hengji.CellText && !t.form.isMissing(cell.Text) {
			facts.coded++
		}
	}
	return facts
}

// lookInside looks at a cell that somebody entered in a column that is read.
func (facts *rowFacts) lookInside(f *fieldPlan, cell *hengji.Cell) {
	if f == nil || !isSolid(cell) {
		return
	}
	facts.inside++
	if f.field.Required {
		facts.required++
	}
	if f.key {
		facts.keyed = true
		whole := len(cell.Text) >= 6 && !strings.Contains(cell.Text, ".")
		facts.code = facts.code || looksLikeCode(cell.Text) && (cell.Kind == hengji.CellText || whole)
	}
	if number := f.field.Kind == hengji.Number; number && cell.Kind == hengji.CellNumber {
		facts.amount = true
	} else if number && cell.Kind == hengji.CellText {
		_, ok := readTyped(trimText(cell.Text))
		facts.amount = facts.amount || ok
	}
}

// isSolid is true of a value with something in it: no error, no dot.
func isSolid(cell *hengji.Cell) bool {
	switch cell.Kind {
	case hengji.CellText:
		return strings.IndexFunc(cell.Text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) >= 0
	case hengji.CellError:
		return false
	}
	return true
}

// printedNumber is what a blank form prints where a row begins: 1. 2. ……
var printedNumber = regexp.MustCompile(`^(?:[0-9]{1,2}[.、]|[.…]{2,})$`)

// isNothing is true of a cell that stands in prepared rows without anybody's doing: a
// running number, a code, a formula that gives nothing, a dash.
func (t *table) isNothing(f *fieldPlan, cell *hengji.Cell) bool {
	if cell.Flags&hengji.HasFormula != 0 {
		switch cell.Kind {
		case hengji.CellError:
			return f != nil && cell.Text != "#REF!" // which no prepared row gives
		case hengji.CellNoValue:
			return f != nil
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
			if _, ok := f.codes.matches[cell.Text]; ok {
				return true
			}
		}
		return len(cell.Text) <= 16 && (t.form.isMissing(trimText(cell.Text)) || printedNumber.MatchString(foldSpaces(cell.Text)))
	}
	const most = 5 // digits of a running number
	return f != nil && f.field.Kind == hengji.Integer && !f.field.Required && !f.key && cell.Kind == hengji.CellNumber && len(cell.Text) < most
}
