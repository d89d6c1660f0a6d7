package transform

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"hengji"
)

// read reads one cell into its field's slot. A nil cell is a blank one; the slot
// then only learns where it would stand.
func (r *reader) read(f *fieldPlan, cell *hengji.Cell, row, column int) {
	s := &r.slots[f.index]
	*s = slot{code: -1, row: row, column: column}
	if cell == nil {
		return
	}
	if cell.Flags&(hengji.PartStruck|hengji.PartRaised) != 0 && r.marked(f, s, cell) {
		return
	}
	if cell.Flags&hengji.ExternalLink != 0 || cell.Kind >= hengji.CellError {
		if !r.formula(f, s, cell) {
			return
		}
	}
	switch f.field.Kind {
	case hengji.Text:
		r.readText(f, s, cell)
	case hengji.Integer, hengji.Number:
		r.readNumber(f, s, cell)
	case hengji.Date:
		r.readDate(f, s, cell)
	case hengji.Boolean:
		r.readBoolean(f, s, cell)
	}
}

// marked reports a cell that holds more than its value: a part that is struck through,
// the raised mark of a note behind a number (15¹ comes as 151). Prose may have both.
func (r *reader) marked(f *fieldPlan, s *slot, cell *hengji.Cell) bool {
	_, number := readTyped(cell.Text)
	value := f.field.Kind != hengji.Text || f.codeLike || number
	switch {
	case cell.Flags&hengji.PartStruck != 0 && (value || !f.free):
		r.spoil(hengji.RuleCellStruckPart, f, s, cell.Text, "", "")
	case cell.Flags&hengji.PartRaised != 0 && value:
		r.spoil(hengji.RuleCellMark, f, s, cell.Text, "", "")
	}
	return s.state == spoiled
}

// formula reports a formula without a usable value; false where there is
// nothing to read.
func (r *reader) formula(f *fieldPlan, s *slot, cell *hengji.Cell) bool {
	switch {
	case cell.Kind == hengji.CellPicture && f.free: // a picture in 备注 is nothing
	case cell.Kind == hengji.CellPicture:
		r.spoil(hengji.RuleCellImage, f, s, "图片", "", "") // its formula or error value is nothing that people typed
	case cell.Kind == hengji.CellNoValue:
		r.spoil(hengji.RuleFormulaNoValue, f, s, "", "", "")
	case cell.Kind == hengji.CellError:
		r.spoil(hengji.RuleFormulaError, f, s, cell.Text, "", "")
	default:
		r.report(hengji.RuleFormulaExternal, f, s, cell.Text, "", "")
		return true
	}
	return false
}

// blankOrDitto reports whether a trimmed text is no value: a blank, or 同上, which
// is reported.
func (r *reader) blankOrDitto(f *fieldPlan, s *slot, text string) bool {
	if r.form.isMissing(text) {
		return true
	}
	if len(text) <= 12 {
		if isDitto(text) {
			r.spoil(hengji.RuleRowDitto, f, s, text, "", "")
			return true
		}
		// Foreign spaces and full-width marks begin with these bytes, Chinese does not.
		if c := text[0]; (c >= 0x80 && c < 0xE4 || c >= 0xEA) && r.form.isMissing(removeSpaces(norm.NFKC.String(text))) {
			return true
		}
	}
	return false
}

func booleanWord(text string) string {
	if text == "1" {
		return "TRUE"
	}
	return "FALSE"
}

func (r *reader) readDate(f *fieldPlan, s *slot, cell *hengji.Cell) {
	var outcome dateOutcome
	got := cell.Text
	switch cell.Kind {
	case hengji.CellNumber:
		number, err := readStored(cell.Text)
		switch {
		case err != nil || cell.Format == hengji.FormatTime || cell.Format == hengji.FormatPercent:
		case cell.Format == hengji.FormatDate:
			if number.value >= firstYear && number.value < lastYear { // 2021.10 typed where a day shows
				outcome = noDay
			} else if days, ok := serialDate(number.value, r.date1904); ok {
				s.number, outcome = days, wholeDate
			} else {
				s.number, outcome = numberDate(number.value, r.date1904)
			}
		default:
			s.number, outcome = numberDate(number.value, r.date1904)
			got = number.value.String()
		}
	case hengji.CellText:
		text := trimText(cell.Text)
		if r.blankOrDitto(f, s, text) || len(text) <= longestLabel && foldSpaces(text) == "年月日" {
			return
		}
		s.number, outcome = textDate(text)
		switch {
		case cell.Flags&hengji.BehindLabel != 0 && outcome == oddDate && len(text) > 8 && strings.Trim(text[:4], "0123456789") == "":
			outcome = wholeDate // a whole year, and no other way of writing it there
		case cell.Flags&hengji.BehindLabel != 0:
		case outcome == wholeDate: // written as we ask for it: once a column
			r.reportOncePerColumn(hengji.RuleCellNormalised, f, s, "文本格式的 ", text, "日期 "+formatDate(s.number))
		}
	}
	switch outcome {
	case notDate:
		r.spoil(f.facts["date"], f, s, got, "", "")
	case noDay:
		r.spoil(hengji.RuleDateNoDay, f, s, got, "", "")
	case oddDate:
		s.state = filled
		r.report(hengji.RuleCellNormalised, f, s, got, formatDate(s.number), "")
	case wholeDate:
		s.state = filled
	}
}

func (r *reader) readBoolean(f *fieldPlan, s *slot, cell *hengji.Cell) {
	text := cell.Text
	if cell.Kind == hengji.CellText {
		text = trimText(text)
	}
	value, unusual, ok := readBoolean(text)
	switch {
	// Before the blanks, because 无 is an answer to 是否.
	case ok:
		s.state = filled
		if value {
			s.number = 1
		}
		if unusual && cell.Kind == hengji.CellText {
			r.report(hengji.RuleCellNormalised, f, s, cell.Text, s.String(f), "")
		}
	case cell.Kind == hengji.CellText && (r.blankOrDitto(f, s, text) || isUnticked(text)):
	default:
		r.spoil(f.facts["boolean"], f, s, cell.Text, "", "")
	}
}
