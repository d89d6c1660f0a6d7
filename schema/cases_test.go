package schema

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"hengji"
)

// folder makes samples/cases with a small base and the cases of one rule.
func folder(text string) fstest.MapFS {
	return fstest.MapFS{
		"samples/cases/fixed.yaml":         {Data: []byte("period: \"2021\"\nregion: 南岳区\nreceived: \"2022-02-10\"\n")},
		"samples/cases/base/2_项目表.csv":     {Data: []byte("表,\n\n编号,金额\nA-南岳区,'5\n\"B\nC\",2\n")},
		"samples/cases/base/10_末表.csv":     {Data: []byte("末\n")},
		"samples/cases/base/1_封面.csv":      {Data: []byte("\ufeff报送单位,南岳区\n填报日期,date:2022-01-20\n")},
		"samples/cases/base/README.md":     {Data: []byte("read me")},
		"samples/cases/base_市科技局/1_封面.csv": {Data: []byte("报送单位,市科技局\n来源,南岳区\n")},
		"samples/cases/base+自评表/1_自评表.csv": {Data: []byte("单位,南岳区\n")},
		"samples/cases/SUM-R01.txt":        {Data: []byte(text)},
	}
}

func TestCaseChangesTheCleanWorkbook(t *testing.T) {
	cases, err := ReadCases(folder(`# a remark on the rule
case total: 两个单位，各有改动
# a remark
submission 珠晖区

replace A- -> NEW-
项目表!B4 = 25
项目表!D7 = "a\nb"
封面!B2 = ""
末表!merge = A1:C2
项目表!insert 5 = x | 'y |  | "z | 1"
submission 耒阳市
项目表!insert 2 = gone
项目表!delete 2-3
末表!remove
项目表(2)!add = 项目表
说明!add
说明!A2 = 无
封面!rename = 首页
want
# nothing of the first
blocking SUM-R01 珠晖区 项目表!B4 got=25
explain SUM-R01 耒阳市

case clean: 其他部门的工作簿，各带一张自评表
submission 珠晖区 + 自评表
项目表!remove
末表!remove
submission 市科技局 + 自评表
want

case years: 上年的和年中的在前
period 2020
submission 珠晖区
period 2021-H1
submission 珠晖区
period 2021
submission 珠晖区
want

case this_year: 上一个案例的报告期到此为止
submission 珠晖区
want
`))
	if err != nil {
		t.Fatal(err)
	}
	project := [][]string{{"表", ""}, nil, {"编号", "金额"}, {"A-耒阳市", "'5"}, {"B\nC", "2"}}
	without := append([][]string{project[0]}, project[2:]...)
	want := []Case{{
		Rule: "SUM-R01", Name: "SUM-R01_total", Title: "两个单位，各有改动",
		Submissions: []CaseSubmission{
			{Folder: "珠晖区", Sheets: []CaseSheet{
				{Name: "封面", Rows: [][]string{{"报送单位", "珠晖区"}, {"填报日期", ""}}},
				{Name: "项目表", Rows: [][]string{{"表", ""}, {}, {"编号", "金额"}, {"NEW-珠晖区", "25"}, {"x", "'y", "", `"z`, `1"`}, {"B\nC", "2"}, {"", "", "", "a\nb"}}},
				{Name: "末表", Rows: [][]string{{"末"}}, Merges: []hengji.Range{{FirstRow: 1, FirstColumn: 1, LastRow: 2, LastColumn: 3}}},
			}},
			{Folder: "耒阳市", Sheets: []CaseSheet{
				{Name: "首页", Rows: [][]string{{"报送单位", "耒阳市"}, {"填报日期", "date:2022-01-20"}}},
				{Name: "项目表", Rows: without},
				{Name: "项目表(2)", Rows: without},
				{Name: "说明", Rows: [][]string{nil, {"无"}}},
			}},
		},
		Want:  []string{"blocking SUM-R01 珠晖区 项目表!B4 got=25", "explain SUM-R01 耒阳市"},
		Place: hengji.FilePlace{File: "samples/cases/SUM-R01.txt", Line: 2},
	}, {
		Rule: "SUM-R01", Name: "SUM-R01_clean", Title: "其他部门的工作簿，各带一张自评表",
		Submissions: []CaseSubmission{
			{Folder: "珠晖区", Sheets: []CaseSheet{
				{Name: "封面", Rows: [][]string{{"报送单位", "珠晖区"}, {"填报日期", "date:2022-01-20"}}},
				{Name: "自评表", Rows: [][]string{{"单位", "珠晖区"}}},
			}},
			{Folder: "市科技局", Sheets: []CaseSheet{ // its own base is not told as another region's
				{Name: "封面", Rows: [][]string{{"报送单位", "市科技局"}, {"来源", "南岳区"}}},
				{Name: "自评表", Rows: [][]string{{"单位", "南岳区"}}},
			}},
		},
		Place: hengji.FilePlace{File: "samples/cases/SUM-R01.txt", Line: 25},
	}}
	for i, periods := range [][]string{{"2020", "2021-H1", "2021"}, {""}} {
		c := Case{
			Rule: "SUM-R01", Name: "SUM-R01_" + []string{"years", "this_year"}[i], Title: []string{"上年的和年中的在前", "上一个案例的报告期到此为止"}[i],
			Place: hengji.FilePlace{File: "samples/cases/SUM-R01.txt", Line: []int{32, 41}[i]},
		}
		for _, period := range periods {
			c.Submissions = append(c.Submissions, CaseSubmission{Period: period, Folder: "珠晖区", Sheets: []CaseSheet{
				{Name: "封面", Rows: [][]string{{"报送单位", "珠晖区"}, {"填报日期", "date:2022-01-20"}}},
				{Name: "项目表", Rows: [][]string{{"表", ""}, {}, {"编号", "金额"}, {"A-珠晖区", "'5"}, {"B\nC", "2"}}},
				{Name: "末表", Rows: [][]string{{"末"}}},
			}})
		}
		want = append(want, c)
	}
	// D7 stood in the row that insert moved from 6 to 7: rows count as they stand.
	want[0].Submissions[0].Sheets[1].Rows[6] = nil
	want[0].Submissions[0].Sheets[1].Rows = append(want[0].Submissions[0].Sheets[1].Rows, []string{"", "", "", "a\nb"})
	if diff := cmp.Diff(encode(t, want), encode(t, cases)); diff != "" {
		t.Error(diff)
	}
}

// encode lets an absent row and an empty one be the same.
func encode(t *testing.T, cases []Case) string {
	text, err := json.MarshalIndent(cases, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "null", "[]")
}

func TestCaseMistakesAreTold(t *testing.T) {
	root := folder(`项目表!B4 = 25
case no_title
项目表!B4 = 25
submission
submission +
submission 珠晖区 +
submission 珠晖区 + 自平表
submission 珠晖区
replace A
replace nowhere -> x
项目标!B4 = 25
项目表!B4
项目表!B4 5 = 1
项目表!B9999999 = 1
项目表!ZZZ1 = 1
项目表!A0 = 1
项目表!delete 9
项目表!delete 2-9
项目表!delete 3-2
项目表!insert 2-3 = a
项目表!delete 1 = x
项目表!insert 99 = a
项目表!insert = a
项目表!explode
项目表!add
新表!add = 无此表
项目表!B4 = "a" b"
subission 珠晖区
封面!rename
case no_submission: without a workbook
want
case twice: the first
submission 珠晖区
case twice: the second
submission 珠晖区
want
case Upper-Case: a name of other letters
submission 珠晖区
want
`)
	root["samples/cases/SUM-R02.txt"] = &fstest.MapFile{Data: []byte("# no case\n")}
	root["samples/cases/SUM-R03_total/case.txt"] = &fstest.MapFile{Data: []byte("# a case as a folder\n")}
	root["samples/cases/base/封底.csv"] = &fstest.MapFile{}
	root["samples/cases/base/1_封底.csv"] = &fstest.MapFile{Data: []byte("a,\"b\n")}
	root["samples/cases/base/4_长.csv"] = &fstest.MapFile{Data: []byte(strings.Repeat("a\n", mostRows+1))}
	root["samples/cases/README.md"] = &fstest.MapFile{}
	_, err := ReadCases(root)
	var list Errors
	if !errors.As(err, &list) {
		t.Fatalf("got %v", err)
	}
	golden(t, "cases.txt", err.Error()+"\n")
}

func TestCasesMayBeAbsent(t *testing.T) {
	if cases, err := ReadCases(fstest.MapFS{}); err != nil || cases != nil {
		t.Errorf("got %v, %v", cases, err)
	}
	_, err := ReadCases(fstest.MapFS{"samples/cases/A-B.txt": {Data: []byte("case x: y\nsubmission 南岳区\nwant\n")}})
	if want := "samples/cases/base:1: 文件夹里没有工作表（CSV 文件）\nsamples/cases/fixed.yaml:1: 缺少这个文件：案例的报告期和报送单位写在里面"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	for _, broken := range []string{"samples/cases", "samples/cases/base", "samples/cases/base/1_封面.csv", "samples/cases/base_市科技局", "samples/cases/SUM-R01.txt"} {
		_, err := ReadCases(brokenFS{folder("case x: y\nsubmission 南岳区\nwant\n"), broken})
		var list Errors
		if err == nil || errors.As(err, &list) {
			t.Errorf("%s: got %v, want the trouble itself", broken, err)
		}
	}
}

// The clean workbook that cases begin from: the labels of the forms, two
// projects of 15 万元, valid credit codes, weights of 90 a project.
func TestShippedBaseIsClean(t *testing.T) {
	_, rules := shipped(t)
	mistakes := &mistakeList{}
	base, err := readBase(os.DirFS(".."), baseFolder, mistakes)
	if err != nil || mistakes.err() != nil {
		t.Fatal(err, mistakes.err())
	}
	names := []string{"cover", "allocation", "execution", "indicators"}
	if len(base) != len(names) {
		t.Fatalf("%d sheets", len(base))
	}
	sum := func(rows [][]string, column int) hengji.Decimal {
		total := hengji.Decimal(0)
		for _, row := range rows {
			amount, exact, err := hengji.ParseDecimal(row[column])
			if err != nil || !exact {
				t.Fatalf("%q is no number", row[column])
			}
			total, _ = total.Add(amount)
		}
		return total
	}
	for i, name := range names {
		form := rules.Form(name)
		if base[i].Name != form.Title {
			t.Errorf("sheet %d is %s, want %s", i+1, base[i].Name, form.Title)
		}
		if form.Layout == hengji.LayoutForm {
			for j, field := range form.Fields {
				if got := base[i].Rows[j+2][0]; got != field.Label {
					t.Errorf("%s row %d has the label %q, want %q", base[i].Name, j+3, got, field.Label)
				}
			}
			continue
		}
		for j, field := range form.Fields {
			if got := base[i].Rows[2][j]; got != field.Label {
				t.Errorf("%s column %d has the label %q, want %q", base[i].Name, j+1, got, field.Label)
			}
		}
	}
	allocation, execution, indicators := base[1].Rows, base[2].Rows, base[3].Rows
	if got := sum(allocation[3:5], 8); got.String() != "15" || allocation[5][8] != "15" {
		t.Errorf("amounts add up to %s, total %s, want 15", got, allocation[5][8])
	}
	for _, row := range execution[3:6] {
		parts := hengji.Decimal(0)
		for column := 7; column <= 12; column++ {
			parts, _ = parts.Add(sum([][]string{row}, column))
		}
		received, spent, balance, budget := sum([][]string{row}, 4), sum([][]string{row}, 6), sum([][]string{row}, 13), sum([][]string{row}, 3)
		if parts != spent || received-spent != balance || received != budget {
			t.Errorf("execution does not add up: %v", row)
		}
		if rate, _ := spent.Ratio(budget); len(row) > 14 && (rate*100).String() != row[14] {
			t.Errorf("rate of %s is %s, want %s", row[0], row[14], rate*100)
		}
	}
	if got := sum(indicators[3:11], 8); got.String() != "90" {
		t.Errorf("weights of the first project add up to %s, want 90", got)
	}
	if got := sum(indicators[11:17], 8); got.String() != "90" {
		t.Errorf("weights of the second project add up to %s, want 90", got)
	}
}
