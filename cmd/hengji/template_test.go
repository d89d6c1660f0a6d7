package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// runTemplate runs the command line and gives what it said.
func runTemplate(args ...string) (code int, stdout, stderr string) {
	var out, trouble bytes.Buffer
	code = Main(append([]string{"template"}, args...), &out, &trouble)
	return code, out.String(), trouble.String()
}

func TestTemplateCommandWritesAFolderForEachRegion(t *testing.T) {
	out := t.TempDir()
	code, stdout, stderr := runTemplate("--out", out)
	if code != 0 || !strings.Contains(stdout, "已写出 18 个空白工作簿") {
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
		"no folder":             {nil, "--out"},
		"arguments":             {[]string{"耒阳市", "--out", out}, "后面不能写"},
		"a wrong period":        {[]string{"--out", out, "--period", "21"}, "period"},
		"unknown rules":         {[]string{"--out", out, "--rules", t.TempDir()}, "文件夹里没有报表"},
		"an unknown region":     {[]string{"--out", out, "--region", "长沙市"}, "不认识这个县市区"},
		"an ambiguous one":      {[]string{"--out", out, "--region", "衡阳"}, "可能是"},
		"no list":               {[]string{"--out", out, "--projects", filepath.Join(out, "none.csv")}, "read projects"},
		"an empty list":         {[]string{"--out", out, "--projects", list("")}, ":1:"},
		"an unknown column":     {[]string{"--out", out, "--projects", list("县市区,颜色\n")}, "没有名为“颜色”的栏目"},
		"no region's column":    {[]string{"--out", out, "--projects", list("项目编号\nA1\n")}, "缺少“县市区”一栏"},
		"a ragged row":          {[]string{"--out", out, "--projects", list("县市区,项目编号\n耒阳市\n")}, "wrong number of fields"},
		"another province":      {[]string{"--out", out, "--projects", list("县市区,项目编号\n\n耒阳市,A1\n长沙市,A2\n")}, ":4: 不认识县市区“长沙市”"},
		"words for a number":    {[]string{"--out", out, "--projects", list("县市区,安排金额（万元）\n耒阳市,十五\n")}, ":2: “安排金额（万元）”不能是“十五”"},
		"no such day":           {[]string{"--out", out, "--projects", list("县市区,starts_on\n耒阳市,2021-02-30\n")}, "“起始日期”不能是"},
		"neither yes nor no":    {[]string{"--out", out, "--projects", list("县市区,是否专账核算\n耒阳市,?\n")}, "“是否专账核算”不能是"},
		"sheets of no projects": {[]string{"--out", out, "--each-project"}, "--each-project 要用 --projects"},
		"half a number":         {[]string{"--out", out, "--projects", list("县市区,序号\n耒阳市,1.5\n")}, "“序号”不能是"},
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

// The printed form of a single project stands in the workbook, once a project, where the
// bureau asks for it.
func TestEachProjectHasASheetWhereAskedFor(t *testing.T) {
	out := t.TempDir()
	projects := filepath.Join(out, "projects.csv")
	if err := os.WriteFile(projects, []byte("县市区,项目编号,项目名称,承担单位\n南岳区,A1,甲项目,甲厂\n南岳区,A2,乙项目,乙厂\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := runTemplate("--out", out, "--region", "南岳区", "--projects", projects, "--each-project"); code != 0 {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	book, err := excelize.OpenFile(filepath.Join(out, "2021年度市级科技专项资金绩效自评_南岳区.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for sheet, want := range map[string]string{"项目支出绩效自评表1": "甲项目", "项目支出绩效自评表2": "乙项目"} {
		if got, err := book.GetCellValue(sheet, "B3"); err != nil || got != want {
			t.Errorf("%s names %q, %v", sheet, got, err)
		}
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
	var told bytes.Buffer
	Main([]string{"check", "--json", file}, &told, &told)
	for line := range strings.Lines(told.String()) {
		if !strings.Contains(line, "spent_wan.required") && !strings.Contains(line, "CROSS-R0") && !strings.Contains(line, "SHEET-NO-DATA") {
			t.Error("told although nothing is wrong: ", line)
		}
	}
}
