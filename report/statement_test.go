package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji"
)

// What is said once of several cells counts once, stands in one line with each cell's
// values, and marks each cell with its own proposal.
func TestAStatementMarksEachOfItsCells(t *testing.T) {
	r := Return{State: hengji.Returned, Findings: []hengji.Finding{{
		Fingerprint: "f", Rule: "CELL-UNIT", Severity: hengji.Blocking, State: "open", Sheet: "表", Row: 6, Column: 4, Cell: "D6",
		Label: "预算", Got: "30万元", Want: "30", Suggestion: "30", Message: "“预算”有 3 格带了单位。", Related: []string{"'表'!D7", "'表'!D8"},
		Cells: []hengji.FindingCell{{Cell: "D6", Got: "30万元", Want: "30", Suggestion: "30"}, {Cell: "D7", Got: "2万", Want: "2", Suggestion: "2"}, {Cell: "D8", Got: "1万元", Want: "1", Suggestion: "1"}},
	}}}
	if got := r.Summary(); got != "退回：1 处必须修改。" {
		t.Error(got)
	}
	items := r.items()
	words := items[0].words(items, 8)
	if diff := cmp.Diff(itemWords{cells: "D6\nD7\nD8", got: "30万元\n2万\n1万元", want: "30\n2\n1", message: "“预算”有 3 格带了单位。"}, words, cmp.AllowUnexported(itemWords{})); diff != "" || len(items) != 1 {
		t.Error(len(items), diff)
	}
	marks := r.marks()["表"]
	var got []string
	for _, m := range marks {
		got = append(got, hengji.CellName(m.row, m.column)+" "+strings.ReplaceAll(m.note(), "\n", "/"))
	}
	if diff := cmp.Diff([]string{
		"D6 强制性：“预算”有 3 格带了单位。/本格填的是 30万元，应为 30。",
		"D7 强制性：“预算”有 3 格带了单位。/本格填的是 2万，应为 2。",
		"D8 强制性：“预算”有 3 格带了单位。/本格填的是 1万元，应为 1。",
	}, got); diff != "" {
		t.Error(diff)
	}
}
