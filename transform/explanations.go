package transform

import (
	"regexp"
	"slices"
	"strings"

	"hengji"
)

// returned reads the list of a sheet that we put into a returned workbook, when a
// district hands that in again: what it wrote under 情况说明 or beside it, and which
// findings each line speaks of. It looks at every sheet that is no table; the mark over
// the hidden columns, our headings or a line of ours make it ours, not the sheet's name.
type returned struct {
	ours         bool
	headings     map[int]string // of our columns
	columns      map[string]int // the other way round
	read         []hengji.Explanation
	merged       map[int]int // under 情况说明: first row of a merged cell → its last
	until        int         // last row that the text read last speaks for
	shared       string
	commentsRead map[int]bool // rows whose comments were read
	over         bool         // our last line has gone by: what comes behind it is the district's
}

// lastLine begins one of the last lines of our sheet; those behind it begin with
// ourBullet.
const (
	lastLine  = ourBullet + "文件校验码"
	ourBullet = "· "
)

var (
	// What stands in the hidden columns: "fingerprint=digest" of each finding.
	markOfFinding = regexp.MustCompile(`^[0-9a-f]{16}(?:-[0-9]+)?=[0-9a-f]{8}$`)
	// The column 规则 ends in the rule's id.
	ruleInList = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]{3,}$`)
)

func (r *returned) row(sheet *hengji.Sheet, row *hengji.Row) {
	if !r.ours {
		r.header(row)
		if !r.ours {
			return
		}
		r.begin(sheet, row)
		if line := r.line(row); line.Rule == "" {
			return
		}
	}
	if r.over {
		ours := len(row.Cells) > 0 && strings.HasPrefix(row.Cells[0].Text, ourBullet)
		if !ours {
			r.add(sheet, row, textOf(row, func(int) bool { return true }))
		}
		return
	}
	text := joinTexts(r.text(row), r.beside(row), r.comments(sheet, row.Number))
	if text != "" {
		r.add(sheet, row, text)
	}
	r.over = slices.ContainsFunc(row.Cells, func(c hengji.Cell) bool { return strings.HasPrefix(c.Text, lastLine) })
}

// header looks whether a row is the header of our list, or, where that was left out when
// the list was copied, a line of it.
func (r *returned) header(row *hengji.Row) {
	r.headings, r.columns = map[int]string{}, map[string]int{}
	for i := range row.Cells {
		column, text := int(row.Cells[i].Column), trimText(row.Cells[i].Text)
		if text == hengji.FingerprintHeading {
			r.ours = true
		}
		if slices.Contains(hengji.ListHeadings[:], text) && r.columns[text] == 0 {
			r.headings[column], r.columns[text] = text, column
		}
	}
	if r.columns["审核类型"] > 0 && r.columns["工作表"] > 0 && r.columns["单元格"] > 0 && r.columns["问题说明"] > 0 {
		r.ours = true
	}
	for i := range row.Cells {
		if first := int(row.Cells[i].Column) - 1; !r.ours && first > 0 && isSeverity(row.Cells[i].Text) && ruleOf(row.Cell(first+len(hengji.ListHeadings)-1)) != "" {
			for k, heading := range hengji.ListHeadings {
				r.headings[first+k], r.columns[heading] = heading, first+k
			}
			r.ours = true
		}
	}
}

// begin finds 情况说明, under whatever heading: it stands between our 问题说明 and 规则.
// Where it was taken out, the column is 0.
func (r *returned) begin(sheet *hengji.Sheet, header *hengji.Row) {
	if column := r.columns["问题说明"] + 1; r.columns[hengji.ExplanationHeading] == 0 && column > 1 && r.headings[column] == "" {
		if cell := header.Cell(column); cell == nil || cell.Text != hengji.FingerprintHeading {
			r.headings[column], r.columns[hengji.ExplanationHeading] = hengji.ExplanationHeading, column
		}
	}
	r.merged, r.commentsRead = map[int]int{}, map[int]bool{header.Number: true}
	for _, m := range sheet.Merges {
		if m.Contains(m.FirstRow, r.columns[hengji.ExplanationHeading]) {
			r.merged[m.FirstRow] = m.LastRow
		}
	}
}

// add notes what was said in a row. An old text of ours that somebody changed is a new one.
func (r *returned) add(sheet *hengji.Sheet, row *hengji.Row, text string) {
	if text == "" {
		return
	}
	var findings []string
	old, outdated := strings.CutPrefix(text, hengji.Outdated)
	for i := range row.Cells {
		for _, mark := range strings.Fields(row.Cells[i].Text) {
			switch {
			case markOfFinding.MatchString(mark):
				findings = append(findings, mark)
			case outdated && hengji.IsUntouched(mark) && mark != hengji.Untouched(old):
				text = strings.TrimSpace(old)
			}
		}
	}
	r.read = append(r.read, hengji.Explanation{
		Findings: findings, Text: text, Sheet: sheet.Name, Row: row.Number, Column: max(r.columns[hengji.ExplanationHeading], 1), About: r.line(row),
	})
}

// line is what our columns say of a row.
func (r *returned) line(row *hengji.Row) hengji.ListLine {
	text := func(heading string) string {
		if cell := row.Cell(r.columns[heading]); cell != nil {
			return strings.TrimSpace(strings.ReplaceAll(cell.Text, "\r\n", "\n"))
		}
		return ""
	}
	if !r.listed(row) {
		return hengji.ListLine{}
	}
	return hengji.ListLine{
		Sheet: text("工作表"), Cells: text("单元格"), Label: text("栏目"), Got: text("填报内容"), Want: text("应为／建议"), Diff: text("相差"),
		Message: text("问题说明"), Rule: ruleOf(row.Cell(r.columns["规则"])),
	}
}

// listed distinguishes a line of the list from what stands below it, and from what was added.
func (r *returned) listed(row *hengji.Row) bool {
	severity := row.Cell(r.columns["审核类型"])
	return severity != nil && isSeverity(severity.Text) || ruleOf(row.Cell(r.columns["规则"])) != "" ||
		slices.ContainsFunc(row.Cells, func(c hengji.Cell) bool { return slices.ContainsFunc(strings.Fields(c.Text), isListMark) })
}

// text is what stands under 情况说明 in a row. A cell merged over several lines of
// the list speaks for each.
func (r *returned) text(row *hengji.Row) string {
	if row.Number <= r.until {
		return r.shared
	}
	text := textOf(row, func(column int) bool { return column == r.columns[hengji.ExplanationHeading] })
	if text != "" {
		r.until, r.shared = r.merged[row.Number], text
	}
	return text
}

// beside is what somebody wrote into a line next to 情况说明: over our rule, or where we
// write nothing. What we say below the list stands in its first column.
func (r *returned) beside(row *hengji.Row) string {
	listed := r.listed(row)
	return textOf(row, func(column int) bool {
		switch r.headings[column] {
		case hengji.ListHeadings[0], hengji.ExplanationHeading:
			return false
		case "规则":
			return ruleOf(row.Cell(column)) == ""
		case "":
			return true
		}
		return !listed
	})
}

// comments is what comments on the cells of a row say.
func (r *returned) comments(sheet *hengji.Sheet, row int) string {
	r.commentsRead[row] = true
	var texts []string
	for i := range sheet.Notes {
		if sheet.Notes[i].Row == row {
			texts = append(texts, noteText(&sheet.Notes[i]))
		}
	}
	return joinTexts(texts...)
}

// end reads the comments on rows without cells.
func (r *returned) end(sheet *hengji.Sheet) []hengji.Explanation {
	for i := range sheet.Notes {
		if row := sheet.Notes[i].Row; !r.commentsRead[row] {
			r.add(sheet, &hengji.Row{Number: row}, r.comments(sheet, row))
		}
	}
	return r.read
}

// textOf is the texts of a row's cells in some columns, without what our hidden columns hold.
func textOf(row *hengji.Row, in func(column int) bool) string {
	var texts []string
	for i := range row.Cells {
		cell := &row.Cells[i]
		words := cell.Kind == hengji.CellText || cell.Kind == hengji.CellNumber
		if words && in(int(cell.Column)) && !slices.ContainsFunc(strings.Fields(cell.Text), isListMark) {
			texts = append(texts, strings.TrimSpace(cell.Text))
		}
	}
	return joinTexts(texts...)
}

func isListMark(word string) bool { return markOfFinding.MatchString(word) || hengji.IsUntouched(word) }

// joinTexts puts texts below each other, without those that say nothing.
func joinTexts(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), "\n")
}

// isSeverity is true of what stands under 审核类型 in a line of ours: 核实性, or
// 核实性（已说明） in two lines.
func isSeverity(text string) bool {
	word, _, _ := strings.Cut(trimText(text), "\n")
	return slices.ContainsFunc(hengji.Severities, func(s hengji.Severity) bool { return s.Chinese() == strings.TrimSpace(word) })
}

// ruleOf is the rule that a cell of the column 规则 names; "" for none.
func ruleOf(cell *hengji.Cell) hengji.RuleID {
	if cell == nil {
		return ""
	}
	words := strings.Fields(cell.Text)
	if len(words) == 0 || !ruleInList.MatchString(words[len(words)-1]) {
		return ""
	}
	return hengji.RuleID(words[len(words)-1])
}
