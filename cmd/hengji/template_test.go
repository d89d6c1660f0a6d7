package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"hengji"
	"hengji/ingest"
	"hengji/report"
	"hengji/transform"
)

// blanksOf are the templates of all regions, by code.
func blanksOf(t testing.TB, n *night) map[string]*blankTemplate {
	t.Helper()
	blanks, err := blankTemplates(n.rules, n.plan, "2021", "", t.TempDir())
	if err == nil {
		err = writeTemplates(blanks)
	}
	if err != nil {
		t.Fatal(err)
	}
	byCode := map[string]*blankTemplate{}
	for _, b := range blanks {
		byCode[b.Region.Code] = b
	}
	return byCode
}

// judged are the findings of workbooks as `hengji check` gives them, in the
// words of the cases; shadow rules too.
func judgedLines(t testing.TB, n *night, books map[string][]byte) []string {
	t.Helper()
	var workbooks []workbook
	for name, data := range books {
		workbooks = append(workbooks, workbook{
			id: int64(len(workbooks) + 1), period: n.settings.Period, file: name, received: n.now,
			open: func() (*hengji.Submission, error) { return ingest.Open(name, data, n.settings.Limits) },
		})
	}
	judged, err := n.check(context.Background(), workbooks)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range judged.findings {
		lines = append(lines, caseLine(f))
	}
	return lines
}

// controlOf are the projects and the amount that the bureau allocated.
func controlOf(t testing.TB, rules *hengji.Rules, region string) (projects int, amount hengji.Decimal) {
	t.Helper()
	for _, row := range rules.CodeLists["control_figures"].Rows {
		if row[0] == "2021" && row[1] == region {
			count, _, err := hengji.ParseDecimal(row[2])
			if err != nil {
				t.Fatal(err)
			}
			if amount, _, err = hengji.ParseDecimal(row[3]); err != nil {
				t.Fatal(err)
			}
			return int(count / hengji.DecimalOne), amount
		}
	}
	t.Fatalf("no control figure of %s", region)
	return 0, 0
}

// The promise of the template: valid data that a program types into it come back
// without any finding, not even a notice.
func TestATemplateFilledWithValidDataYieldsNoFinding(t *testing.T) {
	draws := flag.Lookup("rapid.checks")
	before := draws.Value.String()
	defer draws.Value.Set(before)
	if checks := "5"; testing.Short() {
		draws.Value.Set("2")
	} else {
		draws.Value.Set(checks)
	}
	n := bench(t)
	blanks := blanksOf(t, n)
	regions := n.rules.Regions(false)
	rapid.Check(t, func(rt *rapid.T) {
		books := map[string][]byte{}
		for _, region := range rapid.Permutation(regions).Draw(rt, "regions")[:3] {
			projects, amount := controlOf(t, n.rules, region.Code)
			book, err := typed(blanks[region.Code].book, drawn(rt, region, projects, amount))
			if err != nil {
				rt.Fatal(err)
			}
			books[filepath.Base(blanks[region.Code].file)] = book
		}
		if lines := judgedLines(t, n, books); len(lines) > 0 {
			rt.Errorf("valid data were told about:\n%s", strings.Join(lines, "\n"))
		}
	})
}

// The same test with one figure changed must fail, or it shows nothing.
func TestAFilledTemplateWithAWrongAmountIsTold(t *testing.T) {
	n := bench(t)
	blank := blanksOf(t, n)["HY05"]
	f := rapid.Custom(func(rt *rapid.T) filling {
		return drawn(rt, blank.Region, 2, 15*hengji.DecimalOne)
	}).Example(7)
	f.sheets["项目资金安排表"][0]["安排金额（万元）"] = 16 * hengji.DecimalOne
	book, err := typed(blank.book, f)
	if err != nil {
		t.Fatal(err)
	}
	if lines := judgedLines(t, n, map[string][]byte{"南岳区.xlsx": book}); len(lines) == 0 {
		t.Error("nothing was told")
	}
}

func TestABlankTemplateIsAskedForItsProjects(t *testing.T) {
	n := bench(t)
	got := judgedLines(t, n, map[string][]byte{"南岳区.xlsx": blanksOf(t, n)["HY05"].book})
	want := []string{
		"blocking COVER-R02 南岳区 项目资金安排表 got=0",
		"notice SHEET-NO-DATA 南岳区 项目资金安排表 want=项目资金安排表",
		"notice SHEET-NO-DATA 南岳区 资金执行情况表 want=资金执行情况表",
		"notice SHEET-NO-DATA 南岳区 绩效指标表 want=绩效指标表",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// runTemplate runs the command line and gives what it said.
// Nothing but 零报告 is typed: the empty tables are as they should be, and only
// the control figure speaks against it.
func TestATemplateOfANilReportIsAskedOnlyWhatTheBureauKnows(t *testing.T) {
	n := bench(t)
	book, err := typed(blanksOf(t, n)["HY05"].book, filling{cover: record{"零报告": "是"}})
	if err != nil {
		t.Fatal(err)
	}
	got := judgedLines(t, n, map[string][]byte{"南岳区.xlsx": book})
	if len(got) != 1 || !strings.HasPrefix(got[0], "explain COVER-R03 ") {
		t.Errorf("told: %q", got)
	}
}

func runTemplate(args ...string) (code int, stdout, stderr string) {
	var out, trouble bytes.Buffer
	code = Main(append([]string{"template"}, args...), &out, &trouble)
	return code, out.String(), trouble.String()
}

func TestTemplateCommandWritesAFolderForEachRegion(t *testing.T) {
	out := t.TempDir()
	code, stdout, stderr := runTemplate("--out", out)
	if code != 0 || !strings.Contains(stdout, "已写出 17 个空白工作簿") { // the department has the province's printed forms
		t.Fatalf("exit %d: %s%s", code, stdout, stderr)
	}
	books, err := filepath.Glob(filepath.Join(out, "*", "2021年度市级科技专项资金绩效自评_*.xlsx"))
	if err != nil || len(books) != 17 {
		t.Fatalf("%d workbooks, %v", len(books), err)
	}
	for _, book := range books {
		if region := filepath.Base(filepath.Dir(book)); !strings.HasSuffix(book, "_"+region+".xlsx") {
			t.Errorf("%s lies in the folder of another region", book)
		}
	}
	if code, _, stderr := runTemplate("--out", out); code != 0 {
		t.Errorf("the same again: exit %d: %s", code, stderr)
	}
}

func TestTemplateCommandNeverWritesOverAnotherFile(t *testing.T) {
	out := t.TempDir()
	filled := filepath.Join(out, "耒阳市", "2021年度市级科技专项资金绩效自评_耒阳市.xlsx")
	if err := os.MkdirAll(filepath.Dir(filled), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filled, []byte("somebody's work"), 0o644); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := runTemplate("--out", out)
	if code != exitUsage || !strings.Contains(stderr, "不会覆盖") || !strings.Contains(stderr, filled) {
		t.Errorf("exit %d: %s", code, stderr)
	}
	if text, _ := os.ReadFile(filled); string(text) != "somebody's work" {
		t.Error("the file was replaced")
	}
	if entries, _ := os.ReadDir(out); len(entries) != 1 {
		t.Errorf("%d folders, although nothing should be written", len(entries))
	}
}

func TestTemplateCommandForOneRegion(t *testing.T) {
	out := t.TempDir()
	code, stdout, stderr := runTemplate("--out", out, "--region", "耒阳", "--json")
	want := `"region":"耒阳市"`
	if code != 0 || strings.Count(stdout, "\n") != 1 || !strings.Contains(stdout, want) {
		t.Fatalf("exit %d: %s%s", code, stdout, stderr)
	}
	if _, err := os.Stat(filepath.Join(out, "2021年度市级科技专项资金绩效自评_耒阳市.xlsx")); err != nil {
		t.Error(err)
	}
}

func TestTemplateCommandRefuses(t *testing.T) {
	list := func(text string) string {
		file := filepath.Join(t.TempDir(), "projects.csv")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	out := t.TempDir()
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no folder":          {nil, "--out"},
		"arguments":          {[]string{"耒阳市", "--out", out}, "unknown command"},
		"a wrong period":     {[]string{"--out", out, "--period", "21"}, "period"},
		"unknown rules":      {[]string{"--out", out, "--rules", t.TempDir()}, "there is no form in the folder"},
		"an unknown region":  {[]string{"--out", out, "--region", "长沙市"}, "不认识这个县市区"},
		"an ambiguous one":   {[]string{"--out", out, "--region", "衡阳"}, "可能是"},
		"no list":            {[]string{"--out", out, "--projects", filepath.Join(out, "none.csv")}, "read projects"},
		"an empty list":      {[]string{"--out", out, "--projects", list("")}, ":1:"},
		"an unknown column":  {[]string{"--out", out, "--projects", list("县市区,颜色\n")}, "没有名为“颜色”的栏目"},
		"no region's column": {[]string{"--out", out, "--projects", list("项目编号\nA1\n")}, "缺少“县市区”一栏"},
		"a ragged row":       {[]string{"--out", out, "--projects", list("县市区,项目编号\n耒阳市\n")}, "wrong number of fields"},
		"another province":   {[]string{"--out", out, "--projects", list("县市区,项目编号\n\n耒阳市,A1\n长沙市,A2\n")}, ":4: 不认识县市区“长沙市”"},
		"words for a number": {[]string{"--out", out, "--projects", list("县市区,安排金额（万元）\n耒阳市,十五\n")}, ":2: “安排金额（万元）”不能是“十五”"},
		"no such day":        {[]string{"--out", out, "--projects", list("县市区,starts_on\n耒阳市,2021-02-30\n")}, "“起始日期”不能是"},
		"neither yes nor no": {[]string{"--out", out, "--projects", list("县市区,是否专账核算\n耒阳市,?\n")}, "“是否专账核算”不能是"},
		"half a number":      {[]string{"--out", out, "--projects", list("县市区,序号\n耒阳市,1.5\n")}, "“序号”不能是"},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := runTemplate(c.args...)
			if code != exitUsage || stdout != "" || !strings.Contains(stderr, c.want) {
				t.Errorf("exit %d, %q, stderr lacks %q:\n%s", code, stdout, c.want, stderr)
			}
		})
	}
	if entries, _ := os.ReadDir(out); len(entries) > 0 {
		t.Errorf("%d entries were written in spite of it", len(entries))
	}
}

// What the bureau knows beforehand stands in every table that it is enough for;
// the workbook, without another word typed, is asked for what is lacking only.
func TestKnownProjectsArePrefilled(t *testing.T) {
	out := t.TempDir()
	projects := filepath.Join(out, "projects.csv")
	text := "\ufeff序号,立项编号,项目名称,承担单位,县市区,安排金额（万元）,全年预算数（万元）,起始日期\n" +
		"1,0012345678901234567,甲项目,甲厂,南岳,10,10,2021-01-01\n" +
		"1,B1,别处的项目,乙厂,耒阳市,1,1,\n" +
		"2,0012345678901234568,乙项目,乙厂,南岳区,5,5,2021-06-30\n"
	if err := os.WriteFile(projects, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := runTemplate("--out", out, "--region", "南岳区", "--projects", projects)
	if code != 0 || !strings.Contains(stdout, "预填 2 个项目") {
		t.Fatalf("exit %d: %s%s", code, stdout, stderr)
	}
	file := filepath.Join(out, "2021年度市级科技专项资金绩效自评_南岳区.xlsx")
	book, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for sheet, want := range map[string][]string{
		"项目资金安排表": {"1", "0012345678901234567", "甲项目", "甲厂", "", "南岳区", "", "", "10.00", "", "", "2021-01-01"},
		"资金执行情况表": {"0012345678901234567", "甲项目", "", "10.00"},
	} {
		rows, err := book.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, rows[4][:len(want)]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", sheet, diff)
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range judgedLines(t, bench(t), map[string][]byte{file: data}) {
		if !strings.Contains(line, "spent_wan.required") && !strings.Contains(line, "CROSS-R0") && !strings.Contains(line, "SHEET-NO-DATA") {
			t.Error("told although nothing is wrong: ", line)
		}
	}
}

// A bureau without any form of its own for a reporter makes no workbook for it.
func TestNoTemplateWithoutForms(t *testing.T) {
	n := bench(t)
	rules := *n.rules
	rules.Forms = slices.DeleteFunc(slices.Clone(rules.Forms), func(f *hengji.Form) bool { return f.Reporter == "department" })
	plan := transform.Prepare(&rules)
	if _, err := blankTemplates(&rules, plan, "2021", "市科技局", t.TempDir()); err == nil || !strings.Contains(err.Error(), "没有要由它填报的报表") {
		t.Errorf("the department without forms: %v", err)
	}
	rules.Forms = nil
	if _, err := blankTemplates(&rules, plan, "2021", "", t.TempDir()); err == nil {
		t.Error("no forms at all made workbooks")
	}
	if err := writeTemplates([]*blankTemplate{{Template: report.Template{Rules: &rules}}}); err == nil {
		t.Error("a workbook was written of no form")
	}
}
