package transform

import (
	"slices"
	"strings"

	"hengji"
)

// returned reads the list of a sheet that we put into a returned workbook, when a
// district hands that in again: what it wrote under 情况说明, and which findings
// each line speaks of. It looks at every sheet that is no table; the mark in the
// header, not the sheet's name, makes it ours.
type returned struct {
	ours        bool
	explanation int32 // column of 情况说明; 0 where somebody took it out
	marks       int32 // first hidden column
	read        []hengji.Explanation
	merged      map[int]int // under 情况说明: first row of a merged cell → its last
	until       int         // last row that the text read last speaks for
	shared      string
}

func (r *returned) row(sheet *hengji.Sheet, row *hengji.Row) {
	if !r.ours {
		for _, cell := range row.Cells {
			switch cell.Text {
			case hengji.FingerprintHeading:
				r.ours, r.marks = true, cell.Column
			case hengji.ExplanationHeading:
				r.explanation = cell.Column
			}
		}
		if !r.ours {
			r.explanation = 0
			return
		}
		if r.explanation == 0 {
			r.explanation = r.retitled(row)
		}
		r.merged = map[int]int{}
		for _, m := range sheet.Merges {
			if m.Contains(m.FirstRow, int(r.explanation)) {
				r.merged[m.FirstRow] = m.LastRow
			}
		}
		return
	}
	if r.explanation == 0 {
		return
	}
	text := r.text(sheet, row)
	if text == "" {
		return
	}
	var findings []string
	for _, hidden := range row.Cells {
		if hidden.Column >= r.marks {
			findings = append(findings, strings.Fields(hidden.Text)...)
		}
	}
	if len(findings) == 0 {
		return // a line that the district added: it speaks of nothing
	}
	r.read = append(r.read, hengji.Explanation{
		Findings: slices.Clone(findings), Text: text, Sheet: sheet.Name, Row: row.Number, Column: int(r.explanation),
	})
}

// retitled is the column of 情况说明 under a heading that somebody wrote anew: it stands
// between our 问题说明 and 规则, before the marks. 0 where the column is gone.
func (r *returned) retitled(header *hengji.Row) int32 {
	for column, heading := range map[int32]string{r.marks - 3: "问题说明", r.marks - 1: "规则"} {
		if cell := header.Cell(int(column)); cell == nil || cell.Text != heading {
			return 0
		}
	}
	return r.marks - 2
}

// text is what stands under 情况说明 in a row. A cell merged over several lines of
// the list speaks for each. What was written as a comment on an empty cell counts too.
func (r *returned) text(sheet *hengji.Sheet, row *hengji.Row) string {
	if row.Number <= r.until {
		return r.shared
	}
	cell := row.Cell(int(r.explanation))
	if cell == nil || cell.Kind != hengji.CellText && cell.Kind != hengji.CellNumber || strings.TrimSpace(cell.Text) == "" {
		return r.commented(sheet, row.Number)
	}
	r.until, r.shared = r.merged[row.Number], strings.TrimSpace(cell.Text)
	return r.shared
}

// commented is what comments on the cell of 情况说明 in a row say.
func (r *returned) commented(sheet *hengji.Sheet, row int) string {
	var texts []string
	for _, note := range sheet.Notes {
		if note.Row == row && note.Column == int(r.explanation) {
			texts = append(texts, strings.TrimSpace(note.Text))
		}
	}
	return strings.Join(texts, "\n")
}
