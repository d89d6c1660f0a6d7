package review

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji"
	"hengji/ingest"
	"hengji/load"
	"hengji/schema"
	"hengji/transform"
)

func TestUnknownRegionIsToldAtTheCellThatShouldTellIt(t *testing.T) {
	rules, err := schema.Read(hengji.DefaultRules)
	if err != nil {
		t.Fatal(err)
	}
	n := New(rules, load.Run{}, ingest.Reader{}, 1)
	for _, c := range []struct {
		what  string
		cells []hengji.FieldCell
		want  string
	}{
		{"no cover", nil, "REGION-BLANK ! 表"},
		{"a cover", []hengji.FieldCell{
			{Form: "allocation", Sheet: "A1", Field: "region", Column: 6},
			{Form: "cover", Sheet: "封面", Row: 4, Field: "year", Column: 3, CellRow: 5},
			{Form: "cover", Sheet: "封面", Row: 4, Field: "region", Column: 3, CellRow: 4},
		}, "REGION-BLANK 封面!C4 （空白）"},
	} {
		r := Reading{Workbook: Workbook{File: "2021/表.xlsx"}, Result: transform.Result{Cells: c.cells}}
		r = n.identify(r)
		got := ""
		for _, f := range r.Findings {
			got += string(f.Rule) + " " + f.Sheet + "!" + f.Cell + " " + f.Got
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.what, diff)
		}
	}
}
