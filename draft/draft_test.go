package draft

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/xuri/excelize/v2"

	"hengji"
	"hengji/ingest"
	"hengji/schema"
	"hengji/transform"
)

var update = flag.Bool("update", false, "rewrite goldens with what is drafted")

func shipped(t *testing.T) (*hengji.Rules, fs.FS) {
	t.Helper()
	rules, err := schema.Read(hengji.DefaultRules)
	if err != nil {
		t.Fatal(err)
	}
	return rules, hengji.DefaultRules
}

func drafted(t *testing.T, books ...string) *Drafts {
	t.Helper()
	rules, files := shipped(t)
	d, err := From(Request{Rules: rules, Files: files, Reader: ingest.Reader{Limits: ingest.DefaultLimits()}, Period: "2021", Books: books, Sheets: []string{"草拟表"}, Name: "own"})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// beside reads the rules with the drafts among them, cases too.
func beside(t *testing.T, d *Drafts) *hengji.Rules {
	t.Helper()
	files, err := schema.Editable(hengji.DefaultRules)
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(files, d.Files())
	tree := fstest.MapFS{}
	for name, content := range files {
		tree[name] = &fstest.MapFile{Data: content}
	}
	rules, err := schema.Read(tree)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := schema.ReadCases(tree); err != nil {
		t.Fatal(err)
	}
	return rules
}

// Forms that are known are drafted from what three regions filled in, as if they were
// not: the draft reads those workbooks, every record of them, and asks for no change.
func TestADraftReadsTheWorkbooksThatItWasMadeFrom(t *testing.T) {
	for _, sheet := range []string{"安排", "执行", "指标"} {
		var books []string
		for _, region := range []string{"常宁市", "高新区", "衡阳县"} {
			books = append(books, renamed(t, region, sheet))
		}
		d := drafted(t, books...)
		if len(d.Forms) != 1 {
			t.Fatalf("%s: %d forms, left %q", sheet, len(d.Forms), d.Left)
		}
		rules, records := beside(t, d), 0
		for _, book := range books {
			result := read(t, rules, book)
			for _, f := range result.Findings {
				if f.Form == "own" && f.Severity != hengji.Notice {
					t.Errorf("%s: %s!%s %s %s", sheet, f.Sheet, f.Cell, f.Rule, f.Message)
				}
			}
			for _, account := range result.Accounts {
				if account.Form == "own" {
					records += account.Read
				}
			}
		}
		if records != d.Forms[0].records || records == 0 {
			t.Errorf("%s: drafted from %d records, %d read", sheet, d.Forms[0].records, records)
		}
	}
}

// renamed is a region's sample with one of its sheets under a name that no rule knows.
func renamed(t *testing.T, region, sheet string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join("../samples/2021/inbox", region, "*.xlsx"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no sample of %s: %v", region, err)
	}
	return made(t, found[0], func(f *excelize.File) error {
		for _, name := range f.GetSheetList() {
			if !strings.Contains(name, sheet) {
				continue
			}
			title, err := f.GetCellValue(name, "A1")
			if err == nil && strings.HasSuffix(title, "表") {
				err = f.SetCellStr(name, "A1", "草拟表")
			}
			if err != nil {
				return err
			}
			return f.SetSheetName(name, "草拟表")
		}
		return fmt.Errorf("no sheet %s in the sample of %s", sheet, region)
	})
}

// made is a workbook on disk, a new one or a changed copy.
func made(t *testing.T, from string, change func(*excelize.File) error) string {
	t.Helper()
	f := excelize.NewFile()
	if from != "" {
		opened, err := excelize.OpenFile(from)
		if err != nil {
			t.Fatal(err)
		}
		f = opened
	}
	defer f.Close()
	if err := change(f); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "工作簿.xlsx")
	if err := f.SaveAs(file); err != nil {
		t.Fatal(err)
	}
	return file
}

func read(t *testing.T, rules *hengji.Rules, book string) *transform.Result {
	t.Helper()
	return readIn(t, rules, book, "2021")
}

func readIn(t *testing.T, rules *hengji.Rules, book, period string) *transform.Result {
	t.Helper()
	data, err := os.ReadFile(book)
	if err != nil {
		t.Fatal(err)
	}
	submission, err := ingest.Open(book, data, ingest.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	pool := transform.NewPool(2)
	result, err := transform.Prepare(rules).Workbook(submission, period, pool, func(batch *hengji.Batch) error { pool.Put(batch); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// typed is a workbook of one sheet: a slice a row, merges behind it.
func typed(t *testing.T, rows [][]any, merges ...string) string {
	t.Helper()
	return made(t, "", func(f *excelize.File) error {
		if err := f.SetSheetName("Sheet1", "草拟表"); err != nil {
			return err
		}
		for i, row := range rows {
			if err := f.SetSheetRow("草拟表", fmt.Sprintf("A%d", i+1), &row); err != nil {
				return err
			}
		}
		for _, merge := range merges {
			from, to, _ := strings.Cut(merge, ":")
			if err := f.MergeCell("草拟表", from, to); err != nil {
				return err
			}
		}
		return nil
	})
}

// Three official forms, built by hand from the papers of other places.
var byHand = []struct {
	name   string
	rows   [][]any
	merges []string
}{
	{"中央引导资金分配表", [][]any{ // 合计 first, the unit above, a group of two columns
		{"附件1"}, {"2021年度中央引导地方科技发展资金分配表"}, {nil, nil, nil, nil, nil, "单位：万元"},
		{"序号", "市县名称", "项目数（个）", "安排资金", nil, "备注"}, {nil, nil, nil, "中央财政", "省级财政"},
		{nil, "合计", 9, 180, 45.5}, {1, "甲市", 4, 100, 20.5}, {2, "乙市", 3, 50, 15}, {3, "丙县", 2, 30, 10, "新增"},
		{"注：本表由省级科技主管部门填报。"},
	}, []string{"A2:F2", "A4:A5", "B4:B5", "C4:C5", "D4:E4", "F4:F5"}},
	{"绩效目标申报明细表", [][]any{ // a row of units, codes of columns, percentages, personal numbers
		{"项目编号", "项目名称", "负责人电话", "是否跨年", "自筹经费", "完成率", "立项日期"}, {nil, nil, nil, nil, "万元", "%"}, {"甲", "乙", "丙", "丁", 1, 2, 3},
		{"2021ZD001", "示例项目甲", "13800000001", "是", 12.5, 98.5, "2021-03-05"}, {"2021ZD002", "示例项目乙", "13800000002", "否", 0, 100, "2021-04-06"},
		{"2021ZD003", "示例项目丙", "13800000003", "否", 3, 76, "2021-05-07"}, {"2021ZD004", "示例项目丁", "13800000004", "是", 8, 90, "2021-06-08"},
		{"2021ZD005", "示例项目戊", "13800000005", "否", 1, 55.5, "2021-07-09"}, {"填表人：示例"},
	}, nil},
	{"平台考核表", [][]any{ // few kinds that repeat, codes with a 0 in front, a mixed column
		{"平台代码", "平台名称", "考核等次", "人数", "上年考核"},
		{"001", "示例平台甲", "优秀", 12, "优秀"}, {"002", "示例平台乙", "合格", 8, 85}, {"003", "示例平台丙", "合格", 9, "合格"},
		{"004", "示例平台丁", "优秀", 20, nil}, {"005", "示例平台戊", "不合格", 3, "合格"}, {"006", "示例平台己", "合格", 5, 90},
	}, nil},
}

func TestDraftsOfOfficialFormsAreWhatARulesAuthorWrites(t *testing.T) {
	var out bytes.Buffer
	for _, form := range byHand {
		d := drafted(t, typed(t, form.rows, form.merges...))
		beside(t, d)
		fmt.Fprintf(&out, "===== %s\n", form.name)
		d.Print(&out, "out")
		files := d.Files()
		for _, name := range slices.Sorted(maps.Keys(files)) {
			if !strings.HasPrefix(name, "samples/") {
				fmt.Fprintf(&out, "----- %s\n%s", name, files[name])
			}
		}
	}
	golden := filepath.Join("testdata", "official.txt")
	if *update {
		if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), want) {
		t.Errorf("drafts differ from %s; they are now:\n%s", golden, out.Bytes())
	}
}

// What a workbook holds cannot break out of the files that are written.
func TestHostileTextsStayTexts(t *testing.T) {
	evil := []any{"编号\n-- x\nname", "a [b]'\"}; DROP TABLE x|y #", "../../类别", "=cmd|' /C calc'!A0"}
	rows := [][]any{evil}
	for i := range 8 {
		rows = append(rows, []any{fmt.Sprintf("N%d\nwant", i), "'a | b\nwant", []string{"甲,\"x\"", "=乙"}[i%2], i})
	}
	d := drafted(t, typed(t, rows))
	if len(d.Forms) != 1 {
		t.Fatalf("%d forms, left %q", len(d.Forms), d.Left)
	}
	rules := beside(t, d)
	if form := rules.Form("own"); form == nil || len(form.Fields) != 4 {
		t.Errorf("the draft has not the four columns: %+v", form)
	}
	for name := range d.Files() {
		if strings.Contains(name, "..") || !fs.ValidPath(name) {
			t.Errorf("writes %q", name)
		}
	}
}

// Where no table is seen nothing is drafted, and why is said.
func TestWhatIsNoTableIsToldAndNotDrafted(t *testing.T) {
	for name, rows := range map[string][][]any{
		"empty":            nil,
		"prose":            {{"关于报送绩效自评材料的通知"}, {"各县市区科技局："}, {"请于2022年2月10日前报送。"}},
		"nothing but data": {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}},
	} {
		rules, files := shipped(t)
		out := t.TempDir() + "/out"
		r := Request{Rules: rules, Files: files, Reader: ingest.Reader{Limits: ingest.DefaultLimits()}, Period: "2021", Books: []string{typed(t, rows)}}
		var said bytes.Buffer
		if err := r.Draft(&said, out); err == nil || !strings.Contains(said.String(), "没有拟") {
			t.Errorf("%s: %v, said %q", name, err, &said)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%s: something was written", name)
		}
	}
}

// Hidden sheets hold the lists of drop-downs: they are drafted where they are named alone.
func TestAHiddenSheetIsDraftedOnlyWhereItIsNamed(t *testing.T) {
	shown := typed(t, byHand[2].rows)
	book := made(t, shown, func(f *excelize.File) error {
		_, err := f.NewSheet("封面")
		f.SetActiveSheet(1)
		return errors.Join(err, f.SetSheetVisible("草拟表", false))
	})
	rules, files := shipped(t)
	r := Request{Rules: rules, Files: files, Reader: ingest.Reader{Limits: ingest.DefaultLimits()}, Period: "2021", Books: []string{book}}
	d, err := From(r)
	if err != nil || len(d.Forms) != 0 {
		t.Errorf("%d forms, %v; want none of a hidden sheet", len(d.Forms), err)
	}
	r.Sheets = []string{"草拟表"}
	if d, err = From(r); err != nil || len(d.Forms) != 1 {
		t.Errorf("%d forms, %v; want the sheet that was named", len(d.Forms), err)
	}
}
