package review

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"hengji"
)

// notTheCell are the rules whose got is not what stands in the cell that they
// point at, each with its reason.
var notTheCell = map[hengji.RuleID]string{
	"CELL-MERGED":     "names the range that the cell is the first of",
	"COLUMNS-HIDDEN":  "names the column with its letter: it cannot be seen",
	"CELL-IMAGE":      "says 图片: what the cell holds is its formula or nothing",
	"CELL-NORMALISED": "says 文本格式的 before a number or day that was typed as text: it looks the same",
}

// What a finding says was entered (got, 填报内容 in the return) is what stands in
// the cell that it points at: a clerk looks there for it. Held over every case and
// every faulty sample.
func TestGotIsWhatTheCellHolds(t *testing.T) {
	samples := judgedSamples(t)
	seen, excused := 0, map[hengji.RuleID]bool{}
	for i, night := range samples.nights {
		held := map[int64]map[string]hengji.Cell{}
		for _, f := range samples.findings[i] {
			if f.Cell == "" {
				continue
			}
			w := night[slices.IndexFunc(night, func(w Workbook) bool { return w.ID == f.Submission })]
			if held[f.Submission] == nil {
				held[f.Submission] = cellsOf(t, w)
			}
			seen++
			cell := held[f.Submission][f.Sheet+"!"+f.Cell]
			if shows(cell, f.Got) {
				continue
			}
			if notTheCell[f.Rule] != "" {
				excused[f.Rule] = true
				continue
			}
			t.Errorf("%s: %s at %s!%s says %q, the cell holds %q", w.File, f.Rule, f.Sheet, f.Cell, f.Got, cell.Text)
		}
	}
	if seen < 300 {
		t.Errorf("only %d findings point at a cell", seen)
	}
	for rule := range notTheCell {
		if !excused[rule] {
			t.Errorf("%s says what its cell holds; take it from the list", rule)
		}
	}
}

// cellsOf are the cells of a workbook by sheet and address.
func cellsOf(t *testing.T, w Workbook) map[string]hengji.Cell {
	t.Helper()
	submission, err := w.Open()
	if err != nil {
		t.Fatal(err)
	}
	cells := map[string]hengji.Cell{}
	for _, sheet := range submission.Sheets {
		for row, err := range sheet.Rows {
			if err != nil {
				t.Fatal(err)
			}
			for _, cell := range row.Cells {
				cell.Text = strings.Clone(cell.Text)
				cells[sheet.Name+"!"+hengji.CellName(row.Number, int(cell.Column))] = cell
			}
		}
	}
	return cells
}

// shows reports whether a text is what a person sees in a cell: its own, the same
// number or day, a rate as a percentage, nothing where a dash stands for nothing. A
// cell of a form sheet may hold its label too; a long text may be cut.
func shows(cell hengji.Cell, got string) bool {
	text := plain(hengji.Mask(cell.Text))
	if got == "" {
		return slices.Contains([]string{"", "无", "—"}, text)
	}
	got = plain(strings.ReplaceAll(got, "⏎", "\n"))
	if got == plain(cell.Text) { // a code, which nothing is hidden of
		return true
	}
	cut, long := strings.CutSuffix(got, "…")
	if text == got || strings.Contains(text, ":") && strings.Contains(text, got) || long && strings.HasPrefix(text, cut) {
		return true
	}
	if number, err := strconv.ParseFloat(text, 64); err == nil && strconv.FormatFloat(number, 'f', -1, 64) == got {
		return true // a long code that became a number: its digits
	}
	held, _, err := hengji.ParseDecimal(strings.TrimRight(text, "%"))
	if err != nil {
		return false
	}
	if explained, _, err := hengji.ParseDecimal(got); err == nil {
		return held == explained || held.Round(2) == explained || held*100 == explained
	}
	day := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(held/hengji.DecimalOne))
	return cell.Format == hengji.FormatDate && day.Format(time.DateOnly) == got
}

// plain is a text without spaces, in one width, a number without its commas.
func plain(text string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(norm.NFKC.String(text), ",", "")), "")
}
