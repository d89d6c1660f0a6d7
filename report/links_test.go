package report

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hengji"

	"github.com/xuri/excelize/v2"
)

// tracedBooklet is aBooklet whose amounts and counts say where they come from.
func tracedBooklet() hengji.Booklet {
	b := aBooklet()
	for i, c := range b.Tables[0].Columns {
		b.Tables[0].Columns[i].Traced = c.Number
	}
	b.Tables[0].Columns[4].Sums = true
	return b
}

// Each figure of the page is a link to its working, in sentences and in tables, and nothing
// else is; without working the page is as it was.
func TestFiguresOfTheReportLeadToTheirWorking(t *testing.T) {
	b := tracedBooklet()
	e := evaluationOf(t, aReport)
	var plain, linked strings.Builder
	must(t, e.HTML(&plain, b, reportTables(b), nil))
	must(t, e.HTML(&linked, b, reportTables(b), NewLinks(b.Tables)))
	anchor := regexp.MustCompile(`<a href="([^"]*)" aria-label="([^"]*)，看怎样算出">([^<]*)</a>`)
	var got []string
	for _, match := range anchor.FindAllStringSubmatch(linked.String(), -1) {
		if match[2] != match[3] {
			t.Errorf("%s is named %s", match[3], match[2])
		}
		got = append(got, match[3]+" "+match[1])
	}
	total, first := "pages/working-by_region-total.html", "pages/working-by_region-A.html"
	name := `=HYPERLINK(&#34;http://x&#34;)[2J_x001B_&lt;b&gt;` // it has a digit
	want := []string{
		"1334.5 " + total + "#amount_wan", name + " " + first, "1 pages/working-by_region-B.html#projects", // sentences
		"增长1334.5万元 " + total + "#amount_wan", "多 pages/working-by_region-B.html#projects", name + " " + first, "1334.5 " + total + "#amount_wan",
		"2 " + first + "#projects", "1,234.50 " + first + "#amount_wan", "92.50 " + first + "#amount_share", // the first table
	}
	if len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
		t.Errorf("links\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if text := anchor.ReplaceAllString(linked.String(), "$3"); text != plain.String() {
		t.Error("without its links the page is another")
	}
	if strings.Contains(plain.String(), "<a ") {
		t.Error("a page without working has links")
	}
}

// In the workbook figures lead to the same pages, and the cells are what they were.
func TestFiguresOfTheWorkbookLeadToTheirWorking(t *testing.T) {
	b := tracedBooklet()
	open := func(links *Links) *excelize.File {
		var data bytes.Buffer
		must(t, Summary(&data, b, links))
		book, err := excelize.OpenReader(&data)
		must(t, err)
		t.Cleanup(func() { book.Close() })
		return book
	}
	plain, linked := open(nil), open(NewLinks(b.Tables))
	sheet := plain.GetSheetList()[1]
	var got []string
	for row := 1; row <= 10; row++ {
		for column := 1; column <= 8; column++ {
			cell := hengji.CellName(row, column)
			is, to, err := linked.GetCellHyperLink(sheet, cell)
			must(t, err)
			if is {
				got = append(got, cell+" "+to)
			}
			for _, what := range []func(f *excelize.File) (any, error){
				func(f *excelize.File) (any, error) { return f.GetCellStyle(sheet, cell) },
				func(f *excelize.File) (any, error) { return f.GetCellFormula(sheet, cell) },
				func(f *excelize.File) (any, error) { return f.GetCellValue(sheet, cell) },
			} {
				one, err := what(plain)
				must(t, err)
				other, err := what(linked)
				must(t, err)
				if one != other {
					t.Errorf("%s is %v with its link, %v without", cell, other, one)
				}
			}
		}
	}
	want := []string{
		"C5 pages/working-by_region-A.html#projects", "D5 pages/working-by_region-A.html#amount_wan", "E5 pages/working-by_region-A.html#amount_share",
		"C6 pages/working-by_region-B.html#projects", "D6 pages/working-by_region-B.html#amount_wan", "E6 pages/working-by_region-B.html#amount_share",
		"C8 pages/working-by_region-total.html#projects", "D8 pages/working-by_region-total.html#amount_wan", "E8 pages/working-by_region-total.html#amount_share",
	}
	if !slices.Equal(got, want) { // 耒阳市 is not in: a dash leads nowhere
		t.Errorf("links\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Every row has a page of its own, whatever its codes are.
func TestEveryRowHasAPageOfItsOwn(t *testing.T) {
	table := hengji.Table{Name: "m", Columns: []hengji.TableColumn{{Name: "region_code"}, {Name: "project_code"}}, Rows: [][]string{
		{"HY01", "p1"}, {"HY01", "P1"}, {"HY01", "p1"}, {"", ""}, {"HY01", "../x"}, {"HY01", "项目"},
	}}
	names := workingNames(table)
	seen := map[string]bool{}
	for _, name := range names {
		if lower := strings.ToLower(name); seen[lower] || !plainName.MatchString(strings.ReplaceAll(name, "~", "")) {
			t.Errorf("%v has %s twice, or no disk takes it", names, name)
		} else {
			seen[lower] = true
		}
	}
	if names[0] != "working-m-HY01-p1.html" || names[3] != "working-m-4.html" {
		t.Errorf("pages are called %v", names)
	}
	table.Rows = make([][]string, mostWorkings+1)
	if NewLinks([]hengji.Table{table}) != nil {
		t.Errorf("%d rows have pages", len(table.Rows))
	}
}

// What a page shows of hostile texts is text.
func TestAWorkingIsInert(t *testing.T) {
	bad := hostileMarkup("http://x") + hostileName
	one := Working{
		Table: "m", Page: "working-m-1.html", Title: bad, Row: []Fact{{Name: bad, Value: bad}}, Notes: []string{bad}, Files: [][2]string{{bad, ""}, {bad, strings.Repeat("0", 64)}},
		Figures: []WorkingFigure{{Column: "amount_wan", Label: bad, Printed: bad, Exact: "1", Words: bad, Numbers: bad, Verdict: bad, Problems: []string{bad}, Lists: []WorkingList{{
			Title: bad, Note: bad, Pages: []string{"working-m-2.html", ""}, Regions: []string{"", bad},
			Table: hengji.Table{Columns: []hengji.TableColumn{{Name: "record", Label: bad}, {Name: "cell", Label: bad}}, Rows: [][]string{{bad, "A1"}, {bad, bad}}},
		}}}},
	}
	w := WorkingPages{When: bad, Above: []Fact{{"报告", "../x.html"}}, Regions: func(name string) string { return "region-A.html" }}
	page, err := w.Write(one)
	must(t, err)
	text := string(page)
	for _, tag := range []string{"<img", "<script src", "<iframe", "<link", "<b>", "\u202e", "\x1b"} {
		if strings.Contains(text, tag) {
			t.Errorf("the page holds %q", tag)
		}
	}
	for _, want := range []string{`href="working-m-2.html"`, `href="region-A.html"`, `href="../x.html"`, `id="amount_wan"`, "规则文件，不是工作簿"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}
