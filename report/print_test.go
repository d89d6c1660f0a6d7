package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode"

	"hengji"
	"hengji/report/inert"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func allocation() hengji.Table {
	return hengji.Table{
		Name: "allocation_table", Title: "2021 年度项目资金安排汇总表", Note: "已汇总 17/17；单位：万元", Total: true,
		Columns: []hengji.TableColumn{
			{Name: "region", Label: "县市区"}, {Name: "projects", Label: "项目数", Number: true}, {Name: "amount_wan", Label: "安排金额（万元）", Number: true}, {Name: "remarks"},
		},
		Rows: [][]string{
			{"市本级", "52", "656", ""},
			{"白沙工业园区", "4", "100.50", "a|b —“引号”…≥"},
			{"耒阳市", "9", "", "=1+1"},
			{"合计", "65", "756.50"},
		},
	}
}

func printed(t testing.TB, table hengji.Table, format string) string {
	t.Helper()
	var b bytes.Buffer
	if err := Print(&b, table, format); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPrintedTable(t *testing.T) {
	for _, format := range Formats {
		golden(t, "table."+format, printed(t, allocation(), format))
	}
	empty := allocation()
	empty.Rows, empty.Total, empty.Title, empty.Note = nil, false, "", ""
	for _, format := range Formats {
		golden(t, "empty."+format, printed(t, empty, format))
	}
	err := Print(&bytes.Buffer{}, allocation(), "xml")
	if err == nil || !strings.Contains(err.Error(), `"xml" (table, csv, json, markdown)`) {
		t.Errorf("an unknown format gave %v", err)
	}
}

// hostile texts are planted in every printer.
var hostile = []string{
	"\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\u009b2J", "a\u202egpj.exe", "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)",
	"\t=1", "\r=1", "＝1+1", "<script>alert(1)</script>", "a\nb", "a\r\nb", "\x00\x01", "\xff\xfe", "_x001B_", "a|b`c[d](e)",
	strings.Repeat("长", 40_000), "\u200b\ufeff", "&lt;", "'quoted'", `"quoted"`, "\u2028", "\U000e0041", "a,b", "\ufffe",
}

func hostileText() *rapid.Generator[string] {
	return rapid.OneOf(rapid.SampledFrom(hostile), rapid.String(),
		rapid.StringOfN(rapid.SampledFrom([]rune("=+-@\t\r\n\x1b\u202e|,\"'<>&耒阳1")), 0, 12, -1))
}

func hostileTable() *rapid.Generator[hengji.Table] {
	return rapid.Custom(func(t *rapid.T) hengji.Table {
		table := hengji.Table{Title: hostileText().Draw(t, "title"), Note: hostileText().Draw(t, "note"), Total: rapid.Bool().Draw(t, "total")}
		columns := rapid.IntRange(1, 4).Draw(t, "columns")
		for range columns {
			table.Columns = append(table.Columns, hengji.TableColumn{
				Name: hostileText().Draw(t, "name"), Label: hostileText().Draw(t, "label"), Number: rapid.Bool().Draw(t, "number"),
			})
		}
		for range rapid.IntRange(0, 3).Draw(t, "rows") {
			table.Rows = append(table.Rows, rapid.SliceOfN(hostileText(), 0, columns).Draw(t, "row"))
		}
		return table
	})
}

// mustBeInert fails for a character that acts on whoever shows the text.
func mustBeInert(t interface{ Fatalf(string, ...any) }, what, text string) {
	for _, r := range text {
		if r != '\n' && r != '\r' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r)) {
			t.Fatalf("%s holds U+%04X", what, r)
		}
	}
}

func TestEveryLineOfAPrintedTableIsEquallyWide(t *testing.T) {
	for _, locale := range []string{"C", "zh_CN.UTF-8"} {
		t.Setenv("LC_ALL", locale)
		rapid.Check(t, func(t *rapid.T) {
			table := hostileTable().Draw(t, "table")
			table.Title, table.Note = "", ""
			text := printed2(t, table, "table")
			boxed := strings.Split(strings.TrimSuffix(strings.TrimSuffix(text, "（没有数据）\n"), "\n"), "\n")
			for _, line := range boxed {
				if inert.Width(line) != inert.Width(boxed[0]) {
					t.Fatalf("widths %d and %d:\n%s", inert.Width(boxed[0]), inert.Width(line), text)
				}
			}
		})
	}
}

// printed2 is printed for property tests.
func printed2(t *rapid.T, table hengji.Table, format string) string {
	var b bytes.Buffer
	if err := Print(&b, table, format); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHostileTextIsInertInEveryFormat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := hostileTable().Draw(t, "table")
		for _, format := range Formats {
			text := printed2(t, table, format)
			mustBeInert(t, format, text)
			switch format {
			case "csv":
				records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
				if err != nil || len(records) != len(table.Rows)+1 {
					t.Fatalf("csv reads back as %d records, %v:\n%s", len(records), err, text)
				}
				for _, record := range records {
					for _, cell := range record {
						if len(cell) > 1 && strings.ContainsAny(cell[:1], "=+-@\t\r\n") && !inert.IsNumber(cell) {
							t.Fatalf("csv cell %q would calculate", cell)
						}
					}
				}
			case "json":
				var rows []map[string]any
				if err := json.Unmarshal([]byte(text), &rows); err != nil || len(rows) != len(table.Rows) {
					t.Fatalf("json: %d rows, %v:\n%s", len(rows), err, text)
				}
			case "markdown":
				if strings.Contains(text, "<script") {
					t.Fatalf("markdown holds markup:\n%s", text)
				}
			}
		}
	})
}

func TestJSONIsExact(t *testing.T) {
	for _, text := range hostile {
		if !strings.Contains(text, "\xff") {
			table := hengji.Table{Columns: []hengji.TableColumn{{Name: "text"}}, Rows: [][]string{{text}}}
			var rows []map[string]string
			if err := json.Unmarshal([]byte(printed(t, table, "json")), &rows); err != nil || rows[0]["text"] != text {
				t.Errorf("%.40q came back as %.40q, %v", text, rows[0]["text"], err)
			}
		}
	}
}

func TestNumbersOfJSONKeepTheirDigits(t *testing.T) {
	for text, want := range map[string]string{
		"135": "135", "-0.000001": "-0.000001", "999999999999.999999": "999999999999.999999", "1e3": "1e3", "100.00": "100.00", "1.5E-3": "1.5E-3", "0": "0",
		"": "null", "012": `"012"`, "1.": `"1."`, ".5": `".5"`, "—": `"—"`, "+1": `"+1"`, "1e": `"1e"`, "-": `"-"`, "1x": `"1x"`, "NaN": `"NaN"`,
	} {
		table := hengji.Table{Columns: []hengji.TableColumn{{Name: "n", Number: true}}, Rows: [][]string{{text}}}
		if got := printed(t, table, "json"); got != "[\n  {\"n\": "+want+"}\n]\n" {
			t.Errorf("%q is printed as %s", text, got)
		}
		if inert.IsNumber(text) != json.Valid([]byte(text)) && text != "" {
			t.Errorf("IsNumber(%q) is %v", text, inert.IsNumber(text))
		}
	}
}

func TestBooleansAndListsOfJSONAreSuch(t *testing.T) {
	for text, want := range map[string]string{
		"true": "true", "false": "false", "[\"I5\",\"\u200b\"]": "[\"I5\",\"\\u200b\"]", "": "null", "[]": "[]", "[torn": `"[torn"`,
	} {
		table := hengji.Table{Columns: []hengji.TableColumn{{Name: "n", JSON: true}}, Rows: [][]string{{text}}}
		if got := printed(t, table, "json"); got != "[\n  {\"n\": "+want+"}\n]\n" {
			t.Errorf("%q is printed as %s", text, got)
		}
	}
}

func TestPrintersTellThatWritingFailed(t *testing.T) {
	broken := errors.New("no space left on device")
	for _, format := range Formats {
		if err := Print(failing{broken}, allocation(), format); !errors.Is(err, broken) {
			t.Errorf("%s: %v", format, err)
		}
	}
	r := leiyang()
	for name, err := range map[string]error{
		"jsonl": WriteJSONL(failing{broken}, r.Findings), "csv": WriteCSV(failing{broken}, r.Findings),
		"workbook": ReturnWorkbook(failing{broken}, r), "terminal": PrintReturned(failing{broken}, []Return{r}),
	} {
		if !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestFindingsAsLinesAndAsCSV(t *testing.T) {
	r := leiyang()
	var jsonl, csvText bytes.Buffer
	if err := errors.Join(WriteJSONL(&jsonl, r.Findings), WriteCSV(&csvText, r.Findings)); err != nil {
		t.Fatal(err)
	}
	golden(t, "findings.jsonl", jsonl.String())
	golden(t, "findings.csv", csvText.String())
	for _, text := range []string{jsonl.String(), csvText.String()} {
		if strings.Contains(text, "影子规则") || !strings.Contains(text, "2021LY003") {
			t.Error("a shadow rule is shown, or a finding is not")
		}
	}
	if keys := `{"fingerprint":`; !strings.HasPrefix(jsonl.String(), keys) || strings.Contains(jsonl.String(), "null") {
		t.Error("keys are out of the contract's order, or a list is null")
	}
}

func TestHostileFindingsAreInert(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := hostileText()
		f := hengji.Finding{
			Sheet: text.Draw(t, "sheet"), Label: text.Draw(t, "label"), Message: text.Draw(t, "message"), Got: text.Draw(t, "got"),
			Want: text.Draw(t, "want"), Suggestion: text.Draw(t, "suggestion"), Cell: text.Draw(t, "cell"), File: text.Draw(t, "file"), Rule: hengji.RuleID(text.Draw(t, "rule")),
			Severity: rapid.SampledFrom(hengji.Severities).Draw(t, "severity"), State: "open",
		}
		r := Return{Region: f.Label, File: f.File, State: hengji.Returned, Findings: []hengji.Finding{f}, More: f.Got, Due: f.Got}
		var jsonl, csvText, terminal bytes.Buffer
		if err := errors.Join(WriteJSONL(&jsonl, r.Findings), WriteCSV(&csvText, r.Findings), PrintReturned(&terminal, []Return{r})); err != nil {
			t.Fatal(err)
		}
		mustBeInert(t, "jsonl", jsonl.String())
		mustBeInert(t, "csv", strings.TrimPrefix(csvText.String(), "\uFEFF"))
		mustBeInert(t, "terminal", terminal.String())
		if n := strings.Count(jsonl.String(), "\n"); n != 1 {
			t.Fatalf("one finding has %d lines", n)
		}
		if n := strings.Count(terminal.String(), "\n"); n > 4 {
			t.Fatalf("%d lines on the terminal", n)
		}
		records, err := csv.NewReader(&csvText).ReadAll()
		if err != nil || len(records) != 2 {
			t.Fatal(len(records), err)
		}
		for _, cell := range records[1] {
			if len(cell) > 1 && strings.ContainsAny(cell[:1], "=+-@\t\r\n") && !inert.IsNumber(cell) {
				t.Fatalf("csv cell %q would calculate", cell)
			}
		}
	})
}

func TestWhatARunPrintsOfReturnedRegions(t *testing.T) {
	r := leiyang()
	pending := r
	pending.Region, pending.State, pending.Findings = "衡南县", hengji.Pending, r.Findings[4:5]
	pending.File = "衡南县/自评.xlsx"
	fine := r
	fine.Region, fine.State = "市本级", hengji.Accepted
	unknown := Return{File: "收件.xls", State: hengji.Returned, Findings: []hengji.Finding{{Rule: "FILE-LEGACY-XLS", Severity: hengji.Blocking,
		Message: "这是旧版 .xls 格式的工作簿。请在 WPS 或 Excel 中“另存为”.xlsx 后重新上传。"}}}
	var b bytes.Buffer
	if err := PrintReturned(&b, []Return{r, fine, pending, unknown}); err != nil {
		t.Fatal(err)
	}
	golden(t, "returned.txt", b.String())
	b.Reset()
	if err := PrintReturned(&b, []Return{fine}); err != nil || b.Len() > 0 {
		t.Errorf("a region that stands well is printed: %s", b.String())
	}
}

func TestLineTellsWhatTheMessageDoesNot(t *testing.T) {
	f := hengji.Finding{Severity: hengji.Blocking, Sheet: "表", Message: "请核对。", Want: "9"}
	of := func(cell, got, message string, want ...string) string {
		f := f
		f.Want = strings.Join(append(want, "9")[:1], "")
		f.Cell, f.Got, f.Message = cell, got, message
		return Lines([]hengji.Finding{f}, false)[0]
	}
	for got, want := range map[string]string{
		of("I7", "25", "请核对。"):           "强制性    表!I7  请核对。（本格填的是 25，应为 9）",
		of("I7", "25", "是 25，不是 9。"):     "强制性    表!I7  是 25，不是 9。",
		of("I7", "25", "超过 8。", "不大于 8"): "强制性    表!I7  超过 8。（本格填的是 25）",
		of("", "25", "请核对。"):             "强制性    表  请核对。",
		of("I7", "", "请填写。"):             "强制性    表!I7  请填写。",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestSummarySentences(t *testing.T) {
	find := func(severity hengji.Severity, state string) hengji.Finding {
		return hengji.Finding{Severity: severity, State: state}
	}
	blocking, approval, explain, notice := find(hengji.Blocking, "open"), find(hengji.Approval, "open"), find(hengji.Explain, "open"), find(hengji.Notice, "open")
	shadow := blocking
	shadow.Shadow = true
	root, doubt := blocking, explain
	root.Fingerprint, root.Cause, root.Rule = "root", "root", "ROOT"
	doubt.Fingerprint, doubt.Cause = "doubt", "doubt"
	by := func(cause string, f hengji.Finding) hengji.Finding { f.Cause = cause; return f }
	// A column that was left blank is one mistake in three places, each to be filled
	// in; what the same cell breaks elsewhere is not.
	at := func(cell string, f hengji.Finding) hengji.Finding { f.Sheet, f.Cell = "表", cell; return f }
	first, second, third := at("I5", root), at("I6", by("root", blocking)), at("I7", by("root", blocking))
	again, sum, other := at("I5", by("root", blocking)), at("I9", by("root", blocking)), at("C5", by("root", explain))
	sum.Diff, other.Related = "15", []string{"I5"}
	shadowRoot := root
	shadowRoot.Shadow = true
	for _, c := range []struct {
		state    hengji.State
		findings []hengji.Finding
		want     string
	}{
		{hengji.Returned, []hengji.Finding{blocking, blocking, shadow, explain, notice}, "退回：2 处必须修改，1 处请核实或说明；另有 1 条提示，供参考。"},
		{hengji.Returned, []hengji.Finding{root, by("root", blocking), by("root", explain), by("root", notice), doubt, by("doubt", explain)},
			"退回：2 处必须修改，3 处请核实或说明（其中 2 处由别处引起）；另有 1 条提示，供参考。"},
		{hengji.Returned, []hengji.Finding{first, second, third, again, sum, other}, "退回：5 处必须修改，1 处请核实或说明（其中 3 处由别处引起）。"},
		{hengji.Returned, []hengji.Finding{shadowRoot, by("root", blocking)}, "退回：1 处必须修改。"},
		{hengji.Returned, []hengji.Finding{approval}, "退回：1 处须经市科技局放行。"},
		{hengji.Pending, []hengji.Finding{explain, find(hengji.Explain, "explained"), find(hengji.Approval, "waived")}, "待核实：1 处请核实或说明；另有 1 处已说明，1 处已放行。"},
		{hengji.Accepted, []hengji.Finding{notice, find(hengji.Blocking, "mended")}, "通过：没有需要修改的问题；另有 1 条提示，供参考。"},
		{hengji.Accepted, nil, "通过：没有需要修改的问题。"},
		{hengji.Nil, nil, "零报告：已按没有项目登记。"},
		{hengji.Missing, nil, "未报：还没有收到报表。"},
	} {
		if got := (Return{State: c.state, Findings: c.findings}).Summary(); got != c.want {
			t.Errorf("summary (-want +got):\n%s", cmp.Diff(c.want, got))
		}
	}
	for want, r := range map[string]Return{
		"请在 3 月 10 日 前改正后重新报送。汇总表中暂时没有本单位的数据。":                     {State: hengji.Returned, Due: "3 月 10 日", Findings: []hengji.Finding{blocking}},
		"请尽快改正，或在“情况说明”栏写明理由后重新报送。本次退回不影响已采用的第 3 次报送，汇总表暂按那一次的数据。": {State: hengji.Returned, EffectiveVersion: 3, Findings: []hengji.Finding{approval}},
		"请尽快改正，或在“情况说明”栏写明原因，再把本文件重新报送。数据已计入汇总表，并注明“待核实”。":         {State: hengji.Pending},
		"报送已于 2022-02-07 截止，已逾期 3 天，请尽快改正后重新报送。汇总表中暂时没有本单位的数据。": {
			State: hengji.Returned, Due: "2022-02-07", Past: true, DaysLate: 3, Findings: []hengji.Finding{blocking}},
		"报送已于 2022-02-07 截止，请尽快改正，或在“情况说明”栏写明原因，再把本文件重新报送。数据已计入汇总表，并注明“待核实”。": {
			State: hengji.Pending, Due: "2022-02-07", Past: true},
		"报送已于 2022-02-07 截止，请尽快报送。": {State: hengji.Missing, Due: "2022-02-07", Past: true},
		"已计入汇总表，不需要再报。":             {State: hengji.Accepted, Due: "2022-02-07", Past: true, DaysLate: 3},
		"请尽快报送。":                    {State: hengji.Missing},
	} {
		if got := r.Asked(); got != want {
			t.Errorf("asked (-want +got):\n%s", cmp.Diff(want, got))
		}
	}
}
