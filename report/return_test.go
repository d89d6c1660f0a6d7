package report

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hengji"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares text with testdata/<name>.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

var beijing = time.FixedZone("+08:00", 8*3600)

// leiyang is a returned workbook as districts send them: a wrong amount and what
// it breaks, a cell with a unit, three blank reasons, things normalised.
func leiyang() Return {
	findings := []hengji.Finding{
		{Sheet: "项目资金安排表", Form: "allocation", Row: 7, Column: 9, Cell: "I7", Field: "amount_wan", Label: "安排金额（万元）",
			Rule: "ALLOC-X01", Severity: hengji.Blocking, Got: "25", Want: "15", Diff: "10", Key: "2021LY003", Cause: "wrong-amount",
			Related: []string{"'资金执行情况表'!D7"},
			Message: "项目 2021LY003 的安排金额为 25 万元，资金执行情况表的全年预算数为 15 万元，相差 10 万元。请核对后改为一致。"},
		{Sheet: "项目资金安排表", Form: "allocation", Row: 9, Column: 9, Cell: "I9", Field: "amount_wan", Label: "安排金额（万元）",
			Rule: "CELL-UNIT", Severity: hengji.Blocking, Got: "15万元", Suggestion: "15", Key: "2021LY005",
			Message: "“安排金额（万元）”填的是“15万元”，这一栏只填数字。建议改为 15。"},
		{Sheet: "项目资金安排表", Form: "allocation", Row: 5, Column: 5, Cell: "E5", Field: "uscc", Label: "统一社会信用代码",
			Rule: "allocation.uscc.uscc", Severity: hengji.Blocking, Got: "91430481MA4L0A1B2c", Suggestion: "91430481MA4L0A1B2C", Key: "2021LY001",
			Message: "“统一社会信用代码”填的是“91430481MA4L0A1B2c”，不是有效的统一社会信用代码（有小写字母）。请对照营业执照或证书核对。"},
		{Sheet: "项目资金安排表", Form: "allocation", Field: "amount_wan", Label: "安排金额（万元）",
			Rule: "ALLOC-R03", Severity: hengji.Explain, Got: "145", Want: "135", Diff: "10", Cause: "wrong-amount",
			Message: "本县市区安排金额合计 145 万元，与市局控制数 135 万元相差 10 万元。请核对后修改，或说明原因。"},
	}
	for i, rate := range []string{"62.5", "71", "55.25"} {
		row := 6 + 2*i
		findings = append(findings, hengji.Finding{
			Sheet: "资金执行情况表", Form: "execution", Row: row, Column: 16, Cell: hengji.CellName(row, 16), Field: "reason", Label: "未执行原因",
			Rule: "EXEC-R07", Severity: hengji.Explain, Got: rate, Want: "80", Key: "2021LY00" + string(rune('1'+i)),
			Message: "执行率为 " + rate + "%，低于 80%，没有填写未执行原因。请补填，或说明原因。",
		})
	}
	for _, row := range []int{5, 6, 8, 11} {
		findings = append(findings, hengji.Finding{
			Sheet: "项目资金安排表", Form: "allocation", Row: row, Column: 7, Cell: hengji.CellName(row, 7), Field: "category", Label: "项目类别",
			Rule: "CELL-NORMALISED", Severity: hengji.Notice, Got: "重点研发 ", Want: "重点研发",
			Message: "“项目类别”填的是“重点研发 ”，已读作 重点研发。",
		})
	}
	findings = append(findings, hengji.Finding{Rule: "SHADOW", Severity: hengji.Blocking, Shadow: true, Message: "影子规则，不给县市区看"})
	for i := range findings {
		f := &findings[i]
		f.RegionCode, f.Region, f.Period, f.Submission = "HY16", "耒阳市", "2021", 12
		f.File, f.SHA256, f.Run, f.State = "耒阳市/耒阳市绩效自评.xlsx", strings.Repeat("ab12", 16), "run-1", "open"
	}
	hengji.SortFindings(findings, func(_ int64, sheet string) int {
		return strings.Index("封面 项目资金安排表 资金执行情况表 绩效指标表", sheet)
	})
	for i := range findings { // the wrong amount is the cause of both
		if findings[i].Cause == "wrong-amount" {
			findings[i].Cause = hengji.Fingerprint("HY16", "allocation", "ALLOC-X01", "2021LY003", "amount_wan")
		}
	}
	return Return{
		Region: "耒阳市", Period: "2021", File: "耒阳市/耒阳市绩效自评.xlsx", SHA256: strings.Repeat("ab12", 16),
		Version: 2, State: hengji.Returned, EffectiveVersion: 1, Due: "2022-03-10",
		ReceivedAt: time.Date(2022, 3, 5, 9, 12, 44, 0, beijing), Findings: findings,
		Echo: []EchoLine{
			{Sheet: "项目资金安排表", Title: "项目资金安排表", Records: 9, Noun: "个项目", Sums: []EchoSum{{"安排金额（万元）", "145"}}},
			{Sheet: "资金执行情况表", Title: "资金执行情况表", Records: 9, Noun: "个项目", Sums: []EchoSum{{"全年预算数（万元）", "135"}, {"全年执行数（万元）", "118.2"}}},
			{Sheet: "Sheet4", Title: "绩效指标表", Records: 72, Noun: "项指标"},
		},
		Titles: map[hengji.RuleID]string{"ALLOC-X01": "安排与预算一致", "CELL-UNIT": "单元格带单位", "ALLOC-R03": "合计与控制数",
			"EXEC-R07": "低执行率说明原因", "CELL-NORMALISED": "已规范化", "allocation.uscc.uscc": "统一社会信用代码"},
		More: "returns/耒阳市/findings.csv",
	}
}

func TestPicture(t *testing.T) {
	dir := os.Getenv("PICTURES")
	if dir == "" {
		t.Skip("writes what people look at; set PICTURES to a folder")
	}
	out, err := os.Create(filepath.Join(dir, "plain.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := ReturnWorkbook(out, leiyang()); err != nil {
		t.Fatal(err)
	}
}

// A difference is told where what should stand there is not.
func TestDifferencesStandWithoutWhatShouldStandThere(t *testing.T) {
	for _, c := range [][3]string{
		{"", "1\n-2", "多 1\n少 2"}, {"5", "1\n-2", "5，多 1\n少 2"}, {"5\n6", "\n-2", "5\n6，少 2"}, {"5", "", "5"},
	} {
		if got := withDiff(c[0], c[1]); got != c[2] {
			t.Errorf("withDiff(%q, %q) = %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
