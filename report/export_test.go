package report

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hengji"
	"hengji/report/ooxml"

	"github.com/xuri/excelize/v2"
)

const hostileName = "=HYPERLINK(\"http://x\")\x1b[2J_x001B_<b>\u202e"

// aBooklet has what tables have: a total, an absent region, groups of columns,
// balanced shares, a chart, and names that want to be more than names.
func aBooklet() hengji.Booklet {
	return hengji.Booklet{
		Period: "2021", MadeAt: time.Date(2022, 2, 10, 2, 0, 0, 0, beijing), Program: "hengji 0.1.0", Rules: "d4410231755b9999", Office: "市科技局",
		Held: 2, Regions: 3, Absent: []hengji.Standing{{Region: "耒阳市", State: hengji.Returned}}, Pending: []hengji.Standing{{Region: hostileName, State: hengji.Pending}},
		Tables: []hengji.Table{{
			Name: "by_region", Title: "2021年度项目资金[安排]分县市区表", Total: true, Charts: []hengji.Chart{{Column: "amount_wan", By: "region"}},
			Columns: []hengji.TableColumn{
				{Name: "region_code", Label: "县市区代码", Unprinted: true}, {Name: "region", Label: "县市区"}, {Name: "reported", Label: "是否已汇总", Unprinted: true},
				{Name: "projects", Label: "采用：项目数", Number: true}, {Name: "amount_wan", Label: "采用：金额（万元）", Number: true},
				{Name: "amount_share", Label: "金额占比（%）", Number: true, Balanced: true}, {Name: "note", Label: "备注"},
			},
			Rows: [][]string{
				{"A", hostileName, "是", "2", "1234.5", "92.50", "=1+1"},
				{"B", "石鼓区", "是", "1", "100", "7.50", "=DISPIMG(\"ID_1\",1)"},
				{"C", "耒阳市", "否", "0", "0", "0.00", ""},
				{"", "合计", "2", "3", "1334.5", "100.00", ""},
			},
		}, {
			Name: "empty", Title: "2021年度空表", Columns: []hengji.TableColumn{{Name: "region", Label: "县市区"}, {Name: "days", Label: "天数", Number: true}},
		}, {
			Name: "twice", Title: "2021年度空表", Columns: []hengji.TableColumn{{Name: "days", Label: "天数", Number: true}},
			Rows: [][]string{{""}, {"-3"}, {"1</v></c><c t=\"str\"><f>1+1</f>"}},
		}},
	}
}

func summaryOf(t *testing.T, b hengji.Booklet) []byte {
	t.Helper()
	var book bytes.Buffer
	if err := Summary(&book, b, nil); err != nil {
		t.Fatal(err)
	}
	return book.Bytes()
}

// describeBook writes every cell with its kind and format, and how it is printed.
func describeBook(t *testing.T, data []byte) string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	var b strings.Builder
	for _, sheet := range book.GetSheetList() {
		layout, _ := book.GetPageLayout(sheet)
		panes, _ := book.GetPanes(sheet)
		fmt.Fprintf(&b, "# %s（%s，冻结 %d 行）\n", sheet, *layout.Orientation, panes.YSplit)
		rows, err := book.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c, value := range row {
				cell := hengji.CellName(r+1, c+1)
				if formula, _ := book.GetCellFormula(sheet, cell); formula != "" {
					t.Errorf("%s!%s holds the formula %s", sheet, cell, formula)
				}
				if value == "" {
					continue
				}
				kind, _ := book.GetCellType(sheet, cell)
				what := "text"
				if kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber {
					id, _ := book.GetCellStyle(sheet, cell)
					style, _ := book.GetStyle(id)
					what = "number " + *style.CustomNumFmt
				}
				fmt.Fprintf(&b, "%s %s: %q\n", cell, what, value)
			}
		}
		merged, _ := book.GetMergeCells(sheet)
		for _, m := range merged {
			fmt.Fprintf(&b, "merged %s:%s\n", m.GetStartAxis(), m.GetEndAxis())
		}
	}
	for _, name := range book.GetDefinedName() {
		fmt.Fprintf(&b, "%s %s\n", name.Name, name.RefersTo)
	}
	return b.String()
}

func TestSummaryWorkbook(t *testing.T) {
	data := summaryOf(t, aBooklet())
	golden(t, "summary.txt", describeBook(t, data))
	p, err := ooxml.OpenParcel(data)
	if err != nil {
		t.Fatal(err)
	}
	if names := p.Names(); !slices.Contains(names, "xl/charts/chart1.xml") || slices.Contains(names, "xl/charts/chart2.xml") {
		t.Error("the table that asks for a chart has none, or another has one")
	}
	chart, err := p.Read("xl/charts/chart1.xml")
	if err != nil {
		t.Fatal(err)
	}
	// Three regions, and no bar for 合计.
	if !bytes.Contains(chart, []byte("$D$5:$D$7")) {
		t.Errorf("the chart does not draw the three regions:\n%s", chart)
	}
	if dir := os.Getenv("PICTURES"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, SummaryFile), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// A director prints the workbook without touching it: the signature is the last that
// stands on a sheet, a table that fits stands on one page with its chart, and one that
// does not has its chart beside it, where no page ends.
func TestSummaryIsPrintedAsItStands(t *testing.T) {
	b := aBooklet()
	b.Tables = b.Tables[:1]
	rates := b.Tables[0]
	rates.Title, rates.Charts, rates.Columns = "2021年度执行率表", []hengji.Chart{{Column: "execution_rate", By: "region"}}, slices.Clone(rates.Columns)
	rates.Columns[5].Name = "execution_rate"
	rates.Rows = slices.Clone(rates.Rows)
	for range 60 {
		rates.Rows = slices.Insert(rates.Rows, 1, []string{"B", "石鼓区", "是", "1", "100", "7.50", ""})
	}
	b.Tables = append(b.Tables, rates)
	data := summaryOf(t, b)
	book, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	defer book.Close()
	pages := map[string]int{}
	for _, name := range book.GetSheetList()[1:] {
		rows, err := book.GetRows(name)
		must(t, err)
		layout, err := book.GetPageLayout(name)
		must(t, err)
		pages[name] = *layout.FitToHeight
		for len(rows[len(rows)-1]) == 0 {
			rows = rows[:len(rows)-1]
		}
		if last := rows[len(rows)-1][0]; !strings.HasPrefix(last, "负责人：") {
			t.Errorf("%s ends with %q", name, last)
		}
	}
	sheets := book.GetSheetList()
	if pages[sheets[1]] != 1 || pages[sheets[2]] != 0 {
		t.Errorf("pages: %v", pages)
	}
	p, err := ooxml.OpenParcel(data)
	must(t, err)
	for part, want := range map[string]string{
		"xl/drawings/drawing1.xml": "<xdr:col>0</xdr:col>", "xl/drawings/drawing2.xml": "<xdr:col>7</xdr:col>", // behind six columns of print
		"xl/charts/chart2.xml": `<max val="100"`,
	} {
		if content, err := p.Read(part); err != nil || !bytes.Contains(content, []byte(want)) {
			t.Errorf("%s lacks %s: %v\n%s", part, want, err, content)
		}
	}
	// What stands below stands where it stood with all regions in.
	whole := aBooklet()
	whole.Absent, whole.Pending, whole.Tables = nil, nil, whole.Tables[:1]
	missing := aBooklet()
	missing.Tables = missing.Tables[:1]
	if one, other := signedAt(t, whole), signedAt(t, missing); one != other {
		t.Errorf("signed in row %d with all regions, in row %d with some missing", one, other)
	}
}

// signedAt is the row of the signature of the first table.
func signedAt(t *testing.T, b hengji.Booklet) int {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(summaryOf(t, b)))
	must(t, err)
	defer book.Close()
	rows, err := book.GetRows(book.GetSheetList()[1])
	must(t, err)
	return slices.IndexFunc(rows, func(row []string) bool { return len(row) > 0 && strings.HasPrefix(row[0], "负责人：") })
}

func TestSummaryWorkbookIsTheSameEveryTime(t *testing.T) {
	first := summaryOf(t, aBooklet())
	for range 20 { // maps of a few entries are in order now and then
		if !bytes.Equal(first, summaryOf(t, aBooklet())) {
			t.Fatal("the same booklet gave other bytes")
		}
	}
}
