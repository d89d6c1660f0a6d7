package transform

import (
	"strings"

	"hengji"
)

// asideCells counts the cells of a sheet, or of the rest of one, that is not read as
// a form, and looks for money, counts and projects among them.
type asideCells struct {
	cells   int
	numbers int
	words   bool // that speak of money or projects
	stated  bool // an amount, or something said to be missing elsewhere
	texts   []string
	places  []string
}

func (a *asideCells) row(row *hengji.Row) {
	for k := range row.Cells {
		cell := &row.Cells[k]
		a.cells++
		if isBlankCell(cell) || !mentionsFigures(cell) {
			continue
		}
		if cell.Kind == hengji.CellNumber {
			a.numbers++
		} else {
			a.words = true
			a.stated = a.stated || statesFigures(cell.Text)
		}
		if len(a.texts) < mostBlockTexts {
			a.texts = append(a.texts, quoted(shownCell(cell)))
			a.places = append(a.places, hengji.CellName(row.Number, int(cell.Column)))
		}
	}
}

// figures reports whether there is money, a count or a project: a text that states one,
// or numbers beside words that speak of them.
func (a *asideCells) figures() bool { return a.stated || a.words && a.numbers > 0 }

// setAside accounts for rows that are not read.
func (s *sheetReader) setAside(rows []hengji.Row) {
	s.account.Unread += len(rows)
	for i := range rows {
		s.aside.row(&rows[i])
	}
}

// endAside accounts for what was not read as a form: reported with the sheet or the part
// of it, or used, as a guide, our own list, an empty sheet.
func (s *sheetReader) endAside() {
	switch {
	case s.aside.cells == 0:
	case s.returned.ours || s.extra && isSilent(s.sheet.Name), s.form == nil && !s.extra:
		s.left.used(s.aside.cells)
	default:
		s.left.named(s.aside.cells)
	}
}

// reportExtraSheet reports a sheet that is no form of this reporter.
func (s *sheetReader) reportExtraSheet() {
	remark := hengji.Remark{Rule: hengji.RuleSheetExtra, Sheet: s.sheet.Name, Key: s.sheet.Name}
	if s.aside.figures() {
		remark.Rule = hengji.RuleSheetExtraFigures
		remark.Got, remark.More = strings.Join(s.aside.texts, "、"), joinCells(s.aside.places, len(s.aside.places))
	}
	s.book.out.add(remark)
}

// notes names the comments on the sheet's cells: nobody reads them. What we wrote
// into one ourselves is left out.
func (s *sheetReader) notes() {
	if s.returned.ours || s.form == nil && isSilent(s.sheet.Name) {
		return
	}
	for _, note := range s.sheet.Notes {
		text := noteText(&note)
		if text == "" {
			continue
		}
		rule := hengji.RuleNoteUnread
		if mentionsFigures(&hengji.Cell{Kind: hengji.CellText, Text: text}) {
			rule = hengji.RuleNoteUnreadFigures
		}
		s.book.out.add(hengji.Remark{
			Rule: rule, Sheet: s.sheet.Name, Form: s.account.Form, Row: note.Row, Column: note.Column, Got: quoted(text), Key: quoted(text),
		})
	}
}

// noteText is what somebody wrote into a comment, without our words and without the
// author with which Excel begins it.
func noteText(note *hengji.Note) string {
	text, _, _ := strings.Cut(note.Text, hengji.NoteHeading)
	if text = trimText(text); note.Author != "" {
		text = strings.TrimLeft(strings.TrimPrefix(text, note.Author), ":： \n")
	}
	return trimText(text)
}
