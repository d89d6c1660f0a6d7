package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"hengji"
)

// 应为 comes from sound cells, wherever it is printed: none where a cell that it was
// calculated from must itself be mended for another reason, nor where another finding
// brought it about. 相差 stays.
func TestNoValueIsProposedFromAnAccusedCell(t *testing.T) {
	sum := hengji.Finding{
		Fingerprint: "sum", Cause: "sum", Sheet: "资金执行情况表", Cell: "G7", Rule: "EXEC-R01", Severity: hengji.Blocking, State: "open",
		Message: "明细相加与执行数不符。", Got: "15", Want: "1234", Diff: "3", Related: []string{"'资金执行情况表'!H7", "'资金执行情况表'!I7"},
	}
	part := hengji.Finding{
		Fingerprint: "part", Cause: "part", Sheet: "资金执行情况表", Cell: "H7", Rule: "CELL-UNIT", Severity: hengji.Blocking, State: "open",
		Message: "这一栏只填数字。", Got: "3万", Suggestion: "3",
	}
	elsewhere, waived, follows, asked, shadow := part, part, part, part, part
	elsewhere.Cell, waived.State, follows.Cause, asked.Severity, shadow.Shadow = "H8", "waived", "sum", hengji.Explain, true
	caused := sum
	caused.Cause, caused.Related = "part", nil
	for name, c := range map[string]struct {
		sum, beside hengji.Finding
		proposed    bool
	}{
		"a part is accused": {sum, part, false}, "another row": {sum, elsewhere, true}, "it is released": {sum, waived, true},
		"it follows from the sum": {sum, follows, true}, "it may stand": {sum, asked, true}, "nobody sees it": {sum, shadow, true},
		"the part brought it about": {caused, part, false},
	} {
		r := Return{State: hengji.Returned, Findings: []hengji.Finding{c.sum, c.beside}}
		items := r.items()
		for _, it := range items {
			if it.first().Fingerprint != "sum" {
				continue
			}
			w := it.words(items, 8)
			if strings.Contains(w.want, "1234") != c.proposed || w.diff != "3" {
				t.Errorf("%s: the list proposes %q, off by %q", name, w.want, w.diff)
			}
		}
		var csv, lines, page, terminal bytes.Buffer
		must(t, WriteCSV(&csv, r.Findings))
		must(t, WriteJSONL(&lines, r.Findings))
		must(t, Findings(&page, r))
		must(t, PrintReturned(&terminal, []Return{r}))
		var index bytes.Buffer
		must(t, WriteIndex(&index, Index{Returns: []IndexReturn{{Region: "耒阳市", Findings: r.Findings}}}))
		var first hengji.Finding
		must(t, json.NewDecoder(&lines).Decode(&first))
		for printer, text := range map[string]string{
			"findings.csv": csv.String(), "findings.jsonl": first.Want, "the page": page.String(), "the terminal": terminal.String(),
			"check": Lines(r.Findings, false)[0], "the run's page": index.String(),
		} {
			if strings.Contains(text, "1234") != c.proposed {
				t.Errorf("%s: %s proposes otherwise: %s", name, printer, text)
			}
		}
		if r.Findings[0].Want != "1234" {
			t.Errorf("%s: the finding itself was changed", name)
		}
	}
}

// The terminal names the place that brought a finding about, as the list names its line.
func TestTheTerminalNamesWhatBroughtAFindingAbout(t *testing.T) {
	lines := Lines([]hengji.Finding{
		{Fingerprint: "a", Cause: "a", Sheet: "项目资金安排表", Row: 7, Cell: "I7", Rule: "ALLOC-R01", Severity: hengji.Blocking, State: "open", Message: "像是按元填写的。", Got: "150000"},
		{Fingerprint: "b", Cause: "a", Sheet: "项目资金安排表", Row: 9, Cell: "I9", Rule: "TOTAL-SUM", Severity: hengji.Blocking, State: "open", Message: "合计不等。", Got: "15", Want: "150000", Diff: "-149985"},
	}, false)
	if strings.Contains(lines[0], "引起") || !strings.HasSuffix(lines[1], "（与 项目资金安排表!I7 是同一处错误引起的，改正后一般随之消失）") {
		t.Errorf("%s", strings.Join(lines, "\n"))
	}
}
