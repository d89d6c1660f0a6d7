package transform

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji"
)

func TestExplanationsAreReadFromOurListAloneWhateverItsSheetIsCalled(t *testing.T) {
	text := func(column int32, text string) hengji.Cell { return hengji.Cell{Column: column, Text: text} }
	rows := []hengji.Row{
		{Number: 1, Cells: []hengji.Cell{text(1, "耒阳市 2021 年度报表审核退回单"), text(9, "情况说明")}},
		{Number: 6, Cells: []hengji.Cell{text(1, "序号"), text(9, "情况说明"), text(11, hengji.FingerprintHeading)}},
		{Number: 7, Cells: []hengji.Cell{text(1, "1"), text(9, " 合同跨年 "), text(11, "a=1 b=2"), text(12, "c=3")}},
		{Number: 8, Cells: []hengji.Cell{text(1, "2"), text(11, "d=4")}},
		{Number: 9, Cells: []hengji.Cell{text(9, "这一行是我加的")}},
		{Number: 10, Cells: []hengji.Cell{text(9, "两处是一回事"), text(11, "e=5")}},
		{Number: 11, Cells: []hengji.Cell{text(11, "f=6")}},
		{Number: 12, Cells: []hengji.Cell{text(11, "g=7")}},
	}
	sheet := &hengji.Sheet{Name: "审核结果(2)", Merges: []hengji.Range{
		{FirstRow: 1, FirstColumn: 1, LastRow: 1, LastColumn: 10},
		{FirstRow: 10, FirstColumn: 9, LastRow: 11, LastColumn: 9},
		{FirstRow: 12, FirstColumn: 8, LastRow: 13, LastColumn: 8},
	}}
	var r returned
	for i := range rows {
		r.row(sheet, &rows[i])
	}
	want := []hengji.Explanation{
		{Findings: []string{"a=1", "b=2", "c=3"}, Text: "合同跨年", Sheet: "审核结果(2)", Row: 7, Column: 9},
		{Findings: []string{"e=5"}, Text: "两处是一回事", Sheet: "审核结果(2)", Row: 10, Column: 9},
		{Findings: []string{"f=6"}, Text: "两处是一回事", Sheet: "审核结果(2)", Row: 11, Column: 9},
	}
	if diff := cmp.Diff(want, r.read); diff != "" || !r.ours {
		t.Errorf("ours %v (-want +got):\n%s", r.ours, diff)
	}

	var other returned
	for i := range rows {
		if i != 1 {
			other.row(sheet, &rows[i])
		}
	}
	if other.ours || len(other.read) > 0 {
		t.Error("a sheet without the mark was taken for ours")
	}
}

func TestExplanationsUnderAnotherHeadingAndInCommentsAreRead(t *testing.T) {
	text := func(column int32, text string) hengji.Cell { return hengji.Cell{Column: column, Text: text} }
	read := func(header ...hengji.Cell) []hengji.Explanation {
		var r returned
		sheet := &hengji.Sheet{Name: "审核结果", Notes: []hengji.Note{{Row: 8, Column: 10, Text: " 写在批注里 "}, {Row: 8, Column: 9, Text: "别处"}}}
		for _, row := range []hengji.Row{
			{Number: 6, Cells: header},
			{Number: 7, Cells: []hengji.Cell{text(9, "请核实。"), text(10, "合同跨年"), text(11, "EXEC-R06"), text(12, "a=1")}},
			{Number: 8, Cells: []hengji.Cell{text(9, "请核实。"), text(11, "EXEC-R06"), text(12, "b=2")}},
		} {
			r.row(sheet, &row)
		}
		return r.read
	}
	want := []hengji.Explanation{
		{Findings: []string{"a=1"}, Text: "合同跨年", Sheet: "审核结果", Row: 7, Column: 10},
		{Findings: []string{"b=2"}, Text: "写在批注里", Sheet: "审核结果", Row: 8, Column: 10},
	}
	for _, heading := range []string{"情况说明", "说明情况（耒阳市填）"} {
		if diff := cmp.Diff(want, read(text(9, "问题说明"), text(10, heading), text(11, "规则"), text(12, hengji.FingerprintHeading))); diff != "" {
			t.Errorf("under %s (-want +got):\n%s", heading, diff)
		}
	}
	// The column is gone: what we wrote is nobody's explanation.
	if got := read(text(10, "问题说明"), text(11, "规则"), text(12, hengji.FingerprintHeading)); got != nil {
		t.Errorf("read %+v", got)
	}
}
