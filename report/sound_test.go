package report

import (
	"testing"

	"hengji"
)

// 应为 comes from sound cells: none where a cell that it was calculated from must itself
// be mended for another reason.
func TestNoValueIsProposedFromAnAccusedCell(t *testing.T) {
	sum := hengji.Finding{
		Fingerprint: "sum", Cause: "sum", Sheet: "资金执行情况表", Cell: "G7", Rule: "EXEC-R01", Severity: hengji.Blocking, State: "open",
		Message: "明细相加与执行数不符。", Got: "15", Want: "12", Diff: "3", Related: []string{"'资金执行情况表'!H7", "'资金执行情况表'!I7"},
	}
	part := hengji.Finding{
		Fingerprint: "part", Cause: "part", Sheet: "资金执行情况表", Cell: "H7", Rule: "CELL-UNIT", Severity: hengji.Blocking, State: "open",
		Message: "这一栏只填数字。", Got: "3万", Suggestion: "3",
	}
	elsewhere, waived, follows, asked := part, part, part, part
	elsewhere.Cell, waived.State, follows.Cause, asked.Severity = "H8", "waived", "sum", hengji.Explain
	for name, c := range map[string]struct {
		beside hengji.Finding
		want   string
	}{
		"a part is accused": {part, ""}, "another row": {elsewhere, "12"}, "it is released": {waived, "12"},
		"it follows from the sum": {follows, "12"}, "it may stand": {asked, "12"},
	} {
		items := Return{State: hengji.Returned, Findings: []hengji.Finding{sum, c.beside}}.items()
		for _, it := range items {
			if it.first().Fingerprint == "sum" {
				if got := it.words(items, 8).want; got != c.want {
					t.Errorf("%s: proposes %q, not %q", name, got, c.want)
				}
			}
		}
	}
}
