package review

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji"
	"hengji/transform"
)

// Folder, cover, file name and rows are weighed together; a contradiction is told at the
// one that is alone, and proposes nothing where two stand against two.
func TestWhatStandsAloneIsAccused(t *testing.T) {
	n := bench(t)
	code := func(name string) hengji.Code {
		found, _ := n.Region("2021", name)
		return found
	}
	const a, b, c = "石鼓区", "雁峰区", "南岳区"
	for _, one := range []struct {
		folder, cover, name, rows string
		mixed                     bool // a third of the rows are of another
		want                      string
	}{
		{a, a, a, a, false, a},
		{a, a, a, a, true, a},
		{a, a, b, a, false, a + " notice REGION-NAME ! got=雁峰区 want=石鼓区"},
		{a, a, b, "", false, a + " notice REGION-NAME ! got=雁峰区 want=石鼓区"},
		{a, "", b, "", false, a + " notice REGION-NAME ! got=雁峰区 want=石鼓区"},
		{a, b, a, a, false, a + " blocking REGION-FOLDER 封面!B3 got=雁峰区 want=石鼓区"},
		{a, b, "", a, false, a + " blocking REGION-FOLDER 封面!B3 got=雁峰区 want=石鼓区"},
		{a, b, a, "", false, a + " blocking REGION-FOLDER 封面!B3 got=雁峰区 want=石鼓区"},
		{a, b, "", "", false, a + " blocking REGION-FOLDER 封面!B3 got=雁峰区 want=石鼓区"},
		{"", b, a, a, false, a + " blocking REGION-FOLDER 封面!B3 got=雁峰区 want=石鼓区"},
		{a, a, a, b, false, a}, // its rows by ALLOC-R02
		{a, a, "", b, false, a},
		{a, "", "", b, false, a},
		{"", a, "", b, false, a},
		{a, b, b, b, false, " blocking REGION-MISPLACED ! got=石鼓区 want=雁峰区"},
		{a, b, "", b, false, " blocking REGION-MISPLACED ! got=石鼓区 want=雁峰区"},
		{a, "", b, b, false, " blocking REGION-MISPLACED ! got=石鼓区 want=雁峰区"},
		{a, a, b, b, false, " blocking REGION-DISPUTED ! got=文件夹、封面是“石鼓区”，文件名、各行县市区是“雁峰区” want="},
		{a, b, a, b, true, " blocking REGION-DISPUTED ! got=文件夹、文件名是“石鼓区”，封面、各行县市区是“雁峰区” want="},
		{a, b, b, a, false, " blocking REGION-DISPUTED ! got=文件夹、各行县市区是“石鼓区”，封面、文件名是“雁峰区” want="},
		{a, b, c, a, false, a + " blocking REGION-FOLDER 封面!B3 got=雁峰区 want=石鼓区 notice REGION-NAME ! got=南岳区 want=石鼓区"},
		{a, b, c, "", false, a + " blocking REGION-FOLDER 封面!B3 got=雁峰区 want=石鼓区 notice REGION-NAME ! got=南岳区 want=石鼓区"},
		{"", "", a, "", false, a},
		{"", "", "市科技局部门整体支出", "", false, "市科技局"},
		{"", "", "", a, false, " blocking REGION-BLANK 封面!B3 got=（空白） want="},
	} {
		r := Reading{Workbook: Workbook{File: "2021年度自评_" + one.name + ".xlsx", Folder: one.folder}}
		r.Result = transform.Result{RegionTyped: one.cover, Region: code(one.cover), Cells: []hengji.FieldCell{
			{Form: "cover", Sheet: "封面", Row: 3, Field: "region", Column: 2, CellRow: 3}}}
		if one.rows != "" {
			r.rowRegions = regionCount{code(one.rows).Code: 4}
			if one.mixed {
				r.rowRegions[code(c).Code] = 2
			}
		}
		r = n.identify(r)
		got := r.region.Name
		for _, f := range r.Findings {
			got += fmt.Sprintf(" %s %s %s!%s got=%s want=%s", f.Severity, f.Rule, f.Sheet, f.Cell, f.Got, f.Want)
		}
		if diff := cmp.Diff(one.want, got); diff != "" {
			t.Errorf("folder %s, cover %s, name %s, rows %s (-want +got):\n%s", one.folder, one.cover, one.name, one.rows, diff)
		}
	}
}

// A workbook that only its rows tell the region of is nobody's, but judged by that region's
// control figures and scheme: its other mistakes are told at once.
func TestRowsTellByWhichRegionToJudge(t *testing.T) {
	n := newMutants(t)
	n.plant("南岳区", `封面!B3 = ""`, "项目资金安排表!delete 5", "项目资金安排表!I5 = 10", "绩效指标表!I4 = 11")
	w := n.caseWorkbooks(n.planted(t)[0])
	w[0].File, w[0].Folder = "绩效自评.xlsx", ""
	var got []string
	err := n.checkApart(t.Context(), [][]Workbook{w}, func(_ int, judged *Judgement) {
		for _, f := range judged.Findings {
			if f.Rule == hengji.RuleRegionBlank || f.Rule == "ALLOC-R03" || f.Rule == "IND-R01" {
				got = append(got, CaseLine(f))
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"blocking REGION-BLANK  封面!B3 got=（空白）",
		"blocking IND-R01  绩效指标表!I4 got=11 diff=1",
		"explain ALLOC-R03  项目资金安排表 got=10 want=15 diff=-5",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
