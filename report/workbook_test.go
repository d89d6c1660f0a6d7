package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"hengji"
	"hengji/report/ooxml"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func plainReturn(t testing.TB, r Return) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, ReturnWorkbook(&b, r))
	return b.Bytes()
}

// cellsAsText writes a sheet as "address<tab>text" lines, which is how workbooks
// are compared: their bytes say nothing to a reader of the diff.
func cellsAsText(t testing.TB, book []byte, sheet string) string {
	t.Helper()
	f := opened(t, book)
	rows, err := f.GetRows(sheet)
	must(t, err)
	var b strings.Builder
	for i, row := range rows {
		for j, text := range row {
			if text != "" {
				fmt.Fprintf(&b, "%s\t%s\n", hengji.CellName(i+1, j+1), strings.ReplaceAll(text, "\n", "⏎"))
			}
		}
	}
	return b.String()
}

func TestTheReturnAsAClerkReadsIt(t *testing.T) {
	r := leiyang()
	golden(t, "return.txt", cellsAsText(t, plainReturn(t, r), ResultSheet))
	golden(t, "annotated.txt", cellsAsText(t, annotated(t, district(t), r), ResultSheet))

	settledReturn := r
	settledReturn.State, settledReturn.Echo = hengji.Returned, []EchoLine{}
	settledReturn.Findings = []hengji.Finding{
		{Fingerprint: "a", Sheet: "表", Cell: "B2", Rule: "r.minimum", Severity: hengji.Blocking, Got: "-1", Want: "不小于 0", Message: "不能小于 0。"},
		{Fingerprint: "b", Sheet: "表", Cell: "B3", Rule: "ALLOC-R09", Severity: hengji.Approval, State: "open", Message: "须放行。"},
		{Fingerprint: "c", Sheet: "表", Cell: "B4", Rule: "ALLOC-R09", Severity: hengji.Approval, State: "waived", Message: "须放行。"},
		{Fingerprint: "d", Sheet: "表", Row: 5, Rule: "X", Severity: hengji.Explain, State: "explained", Explanation: "设备款跨年支付", Message: "偏低。"},
		{Fingerprint: "e", Sheet: "表", Cell: "B6", Rule: "X", Severity: hengji.Blocking, State: "mended", Message: "已改。"},
		{Fingerprint: "g", Rule: "r.maximum", Severity: hengji.Explain, Want: "不大于 9", Message: "太大。", Suggestion: "请核对原件。"},
		{Fingerprint: "h", Sheet: "表", Cell: "C1", Rule: "r.maxLength", Severity: hengji.Explain, Want: "不超过 9 个字", Suggestion: "精简", Message: "太长。"},
		{Fingerprint: "i", Sheet: "表", Cell: "C1", Rule: "r.unique", Severity: hengji.Explain, Message: "重复。"},
	}
	golden(t, "return_settled.txt", cellsAsText(t, plainReturn(t, settledReturn), ResultSheet))
	golden(t, "return_fine.txt", cellsAsText(t, plainReturn(t, Return{Region: "市本级", Period: "2021", File: "a.xlsx", State: hengji.Accepted}), ResultSheet))
}

func TestTheReturnIsSetUpForReadingAndPrinting(t *testing.T) {
	f := opened(t, plainReturn(t, leiyang()))
	panes, err := f.GetPanes(ResultSheet)
	must(t, err)
	heading, _ := f.GetCellValue(ResultSheet, "A6")
	if !panes.Freeze || panes.YSplit != 6 || heading != "序号" {
		t.Errorf("frozen are %d rows, the sixth begins %q", panes.YSplit, heading)
	}
	layout, err := f.GetPageLayout(ResultSheet)
	must(t, err)
	if *layout.Size != 9 || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 {
		t.Error("not A4 landscape, one page wide")
	}
	for column, visible := range map[string]bool{"K": true, "L": false, "M": false} {
		if got, _ := f.GetColVisible(ResultSheet, column); got != visible {
			t.Errorf("column %s is shown: %v", column, got)
		}
	}
	// What an explanation is matched by: one fingerprint and digest a finding.
	prints, _ := f.GetCellValue(ResultSheet, "L10")
	r := leiyang()
	var want []string
	for _, finding := range r.Findings {
		if finding.Rule == "EXEC-R07" {
			want = append(want, finding.Fingerprint+"="+finding.Digest())
		}
	}
	if prints != strings.Join(want, " ") || len(want) != 3 {
		t.Errorf("fingerprints are %q, not %q", prints, want)
	}
	for cell, text := range map[string]string{"F8": "25", "G8": "15", "H8": "10"} { // 填报内容, 应为, 相差
		got, _ := f.GetCellValue(ResultSheet, cell)
		kind, _ := f.GetCellType(ResultSheet, cell)
		if got != text || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
			t.Errorf("%s is %q of type %d, not the number %s", cell, got, kind, text)
		}
	}
	for text, want := range map[string]bool{"15": true, "-0.5": true, "0": true, "123456789012345": true,
		"1234567890123456": false, "007": false, "1.50": false, "1E15": false, "-0": false, "15万元": false, "": false} {
		if spreadsheetNumber(text) != want {
			t.Errorf("%q is shown as it stands: %v", text, !want)
		}
	}
	if head, _ := f.GetCellValue(ResultSheet, "L6"); head != hengji.FingerprintHeading {
		t.Errorf("over them stands %q", head)
	}
}

func TestAResubmissionSaysWhatIsOtherThanBefore(t *testing.T) {
	r := leiyang()
	r.Changes = "与第 1 次报送相比：项目资金安排表改动 1 个单元格，安排金额（万元）合计由 135 变为 145。"
	if text := cellsAsText(t, plainReturn(t, r), ResultSheet); !strings.Contains(text, "A6\t"+r.Changes) {
		t.Error(text)
	}
	if text := pageOf(t, r); !strings.Contains(text, "<br>"+r.Changes) {
		t.Error(text)
	}
}

func TestADigestIsOfTheValues(t *testing.T) {
	f := leiyang().Findings[2]
	digest := f.Digest()
	f.Message, f.Row, f.State = "other words", 99, "explained"
	if f.Digest() != digest {
		t.Error("words or places change the digest")
	}
	for _, change := range []func(*hengji.Finding){
		func(f *hengji.Finding) { f.Got += "1" }, func(f *hengji.Finding) { f.Want += "1" }, func(f *hengji.Finding) { f.Diff += "1" },
		func(f *hengji.Finding) { f.Got, f.Want = f.Want, f.Got },
	} {
		g := f
		change(&g)
		if g.Digest() == digest {
			t.Error("a changed value keeps its digest")
		}
	}
}

func TestTheSameInputGivesTheSameBytes(t *testing.T) {
	r := leiyang()
	original := district(t)
	plain, copied, text := plainReturn(t, r), annotated(t, original, r), pageOf(t, r)
	for range 5 {
		if !bytes.Equal(plain, plainReturn(t, r)) || !bytes.Equal(copied, annotated(t, original, r)) || text != pageOf(t, r) {
			t.Fatal("bytes differ")
		}
	}
}

// many is a return of n findings over few rules, most of them of one kind, as a
// column in the wrong unit gives.
func many(n int) Return {
	r := leiyang()
	r.Findings = nil
	for i := range n {
		f := hengji.Finding{
			Sheet: "项目资金安排表", Form: "allocation", Row: i + 4, Column: 9, Cell: hengji.CellName(i+4, 9), Field: "amount_wan",
			Label: "安排金额（万元）", Rule: "CELL-UNIT", Severity: hengji.Blocking, Got: fmt.Sprintf("%d万元", i), Suggestion: fmt.Sprint(i), Key: fmt.Sprint(i), RegionCode: "HY16",
			Message: fmt.Sprintf("“安排金额（万元）”填的是“%d万元”，这一栏只填数字。建议改为 %d。", i, i),
		}
		if i%3 == 0 { // every third a kind of its own
			f.Rule, f.Column, f.Field = hengji.RuleID(fmt.Sprintf("X-%d", i)), 5, "uscc"
			f.Cell = hengji.CellName(f.Row, 5)
		}
		r.Findings = append(r.Findings, f)
	}
	hengji.SortFindings(r.Findings, func(int64, string) int { return 0 })
	return r
}

func TestThreeThousandFindingsAreMadeInUnderASecondAndReadInOneScreen(t *testing.T) {
	r := many(3000)
	original := district(t)
	start := time.Now()
	plain := plainReturn(t, r)
	took := time.Since(start)
	start = time.Now()
	copied := annotated(t, original, r)
	t.Logf("plain %v, annotated %v, %d bytes", took, time.Since(start), len(copied))
	if took = max(took, time.Since(start)); took > 3*time.Second { // thrice, for busy machines
		t.Errorf("took %v", took)
	}
	for _, book := range [][]byte{plain, copied} {
		f := opened(t, book)
		rows, err := f.GetRows(ResultSheet)
		must(t, err)
		if len(rows) > 40 {
			t.Errorf("%d rows", len(rows))
		}
		text := cellsAsText(t, book, ResultSheet)
		if !strings.Contains(text, "更多见 returns/耒阳市/findings.csv") {
			t.Error("does not say where the others are")
		}
	}
	text := cellsAsText(t, copied, ResultSheet)
	if !strings.Contains(text, "有问题的单元格共 3000 个，均已着色；批注只写在最重要的 500 个上。") {
		t.Error("does not say that notes are cut off")
	}
	comments, err := opened(t, copied).GetComments("项目资金安排表")
	must(t, err)
	if len(comments) != mostNotes+1 { // C4 is the clerk's alone, I9 holds both
		t.Errorf("%d notes", len(comments))
	}
	if text := pageOf(t, r); !strings.Contains(text, "更多见 returns/耒阳市/findings.csv") || strings.Count(text, "<tr>") > listedOnPage+2 {
		t.Error("the page is longer than a person reads")
	}
	// All 2 000 of the group carry their fingerprints, over several hidden cells.
	f := opened(t, plain)
	prints := 0
	rows, _ := f.GetRows(ResultSheet)
	for _, row := range rows[6:26] {
		for j := firstHiddenColumn - 1; j < len(row); j++ {
			prints += len(strings.Fields(row[j]))
		}
	}
	if prints != 19+2000 {
		t.Errorf("%d fingerprints", prints)
	}
}

func TestHostileTextIsInertInWorkbooks(t *testing.T) {
	original := district(t)
	rapid.Check(t, func(t *rapid.T) {
		word := hostileText()
		f := hengji.Finding{
			Fingerprint: "f", Sheet: rapid.SampledFrom([]string{"项目资金安排表", "底稿 '2021 稿", word.Draw(t, "sheet")}).Draw(t, "which"),
			Cell:  rapid.SampledFrom([]string{"I9", "C4", "B7", "A0", "XFE1", "A1048577", word.Draw(t, "cell")}).Draw(t, "where"),
			Label: word.Draw(t, "label"), Message: word.Draw(t, "message"), Got: word.Draw(t, "got"), Want: word.Draw(t, "want"),
			Suggestion: word.Draw(t, "suggestion"), Rule: hengji.RuleID(word.Draw(t, "rule")), Explanation: word.Draw(t, "explanation"), Related: []string{word.Draw(t, "related")},
			Severity: rapid.SampledFrom(hengji.Severities).Draw(t, "severity"),
		}
		g := f
		g.Got = word.Draw(t, "other")
		r := Return{Region: word.Draw(t, "region"), File: word.Draw(t, "file"), SHA256: word.Draw(t, "sha"), Due: word.Draw(t, "due"), State: hengji.Returned,
			Period: word.Draw(t, "period"), More: word.Draw(t, "more"), Findings: []hengji.Finding{f, g}, Echo: []EchoLine{{Sheet: word.Draw(t, "echo"), Note: word.Draw(t, "note")}},
			Titles: map[hengji.RuleID]string{f.Rule: word.Draw(t, "title")}}
		var plain bytes.Buffer
		if err := ReturnWorkbook(&plain, r); err != nil {
			t.Fatal(err)
		}
		book, unmarked, err := Annotate(original, r)
		if err != nil || unmarked.Reason != "" {
			t.Fatal(unmarked.Reason, err)
		}
		for _, data := range [][]byte{plain.Bytes(), book} {
			x, err := excelize.OpenReader(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			rows, err := x.GetRows(ResultSheet)
			if err != nil {
				t.Fatal(err)
			}
			for i, row := range rows {
				for j, text := range row {
					cell := hengji.CellName(i+1, j+1)
					mustBeInert(t, cell, text)
					if len(utf16.Encode([]rune(text))) > 32_767 {
						t.Fatalf("%s is too long", cell)
					}
					if formula, _ := x.GetCellFormula(ResultSheet, cell); formula != "" {
						t.Fatalf("%s calculates %s", cell, formula)
					}
				}
			}
			for _, sheet := range x.GetSheetList()[1:] {
				comments, err := x.GetComments(sheet)
				if err != nil {
					t.Fatal(err)
				}
				for _, comment := range comments {
					for _, run := range comment.Paragraph {
						mustBeInert(t, "note", run.Text)
					}
				}
			}
			x.Close()
		}
	})
}

func TestTextThatSpellsACharacterCodeStaysText(t *testing.T) {
	for _, text := range []string{"_x001B_", "_x005F_", "_x005F_x001B_", "a_x000A_b", "__x0041__", "_x00", "_xZZZZ_", "_x0041_x0042_"} {
		r := leiyang()
		r.Findings = r.Findings[1:2]
		r.Findings[0].Got, r.Findings[0].Message = text, text
		for _, book := range [][]byte{plainReturn(t, r), annotated(t, district(t), r)} {
			f := opened(t, book)
			if got, _ := f.GetCellValue(ResultSheet, "F7"); got != text {
				t.Errorf("%q in a cell is read as %q", text, got)
			}
		}
		escaped := ooxml.EscapeCodes(text)
		for _, code := range []string{"_x001B_", "_x000A_", "_x0041_", "_x0042_"} {
			if strings.Contains(strings.ReplaceAll(escaped, "_x005F_", "\x00"), code) {
				t.Errorf("%q in a note is %q", text, escaped)
			}
		}
		if strings.ReplaceAll(escaped, "_x005F_", "_") != text && !strings.Contains(text, "_x005F_") {
			t.Errorf("%q in a note is %q", text, escaped)
		}
	}
}
