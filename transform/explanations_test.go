package transform

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji"
)

const (
	printA = "00000000000000aa=aaaaaaaa"
	printB = "00000000000000bb-2=bbbbbbbb"
)

// listSheet is our list as it comes back: header in row 6, two lines, what we say below
// them. change edits its rows, by number; a cell "" is taken out.
func listSheet(change func(rows map[int]map[int]string)) *hengji.Sheet {
	header := map[int]string{12: hengji.FingerprintHeading}
	for i, heading := range hengji.ListHeadings {
		header[i+1] = heading
	}
	line := func(number, cell, prints string) map[int]string {
		return map[int]string{1: number, 2: "核实性", 3: "资金执行情况表", 4: cell, 5: "未执行原因", 7: "未执行原因（执行率 40%）", 9: "请说明。", 11: "执行率低\nEXEC-R06", 12: prints}
	}
	rows := map[int]map[int]string{
		1: {1: "耒阳市 2021 年度报表审核退回单", 10: "情况说明"},
		6: header, 7: line("1", "Q7", printA), 8: line("2", "Q8", printB),
		9: {1: "怎样改正并重新报送"}, 10: {1: "1. 就在本文件中修改。"}, 11: {1: "· 文件校验码（SHA-256）：00ff"}, 13: {1: "· 回执：第 3 号，待核实。"},
	}
	if change != nil {
		change(rows)
	}
	sheet := &hengji.Sheet{Name: "审核结果(2)", Merges: []hengji.Range{{FirstRow: 1, FirstColumn: 1, LastRow: 1, LastColumn: 10}}}
	var list []hengji.Row
	for _, number := range slices.Sorted(maps.Keys(rows)) {
		row := hengji.Row{Number: number}
		for _, column := range slices.Sorted(maps.Keys(rows[number])) {
			if text := rows[number][column]; text != "" {
				row.Cells = append(row.Cells, hengji.Cell{Column: int32(column), Text: text})
			}
		}
		list = append(list, row)
	}
	sheet.Rows = func(yield func(*hengji.Row, error) bool) {
		for i := range list {
			if !yield(&list[i], nil) {
				return
			}
		}
	}
	return sheet
}

// listed is what was read of a line of the list: row, marks, what the line is about, text.
type listed struct {
	row         int
	marks       string
	about, text string
}

func readList(t *testing.T, sheet *hengji.Sheet) (list []listed, ours bool) {
	t.Helper()
	var r returned
	for row, err := range sheet.Rows {
		if err != nil {
			t.Fatal(err)
		}
		r.row(sheet, row)
	}
	for _, e := range r.end(sheet) {
		if e.Sheet != sheet.Name || e.Column < 1 {
			t.Errorf("read at %s, column %d", e.Sheet, e.Column)
		}
		list = append(list, listed{e.Row, joinTexts(e.Findings...), e.About.String(), e.Text})
	}
	return list, r.ours
}

// Whatever a clerk does to the list, her words are read, and which line they stand in.
func TestExplanationsAreReadWhereverTheyStand(t *testing.T) {
	const aboutA, aboutB = "“资金执行情况表”Q7，EXEC-R06", "“资金执行情况表”Q8，EXEC-R06"
	const said = "合同跨年"
	a := []listed{{7, printA, aboutA, said}}
	unmarked := []listed{{7, "", aboutA, said}}
	for name, c := range map[string]struct {
		change func(rows map[int]map[int]string)
		notes  []hengji.Note
		merged bool
		want   []listed
	}{
		"nothing is written":    {},
		"under 情况说明":            {change: func(rows map[int]map[int]string) { rows[7][10] = " 合同跨年 " }, want: a},
		"under another heading": {change: func(rows map[int]map[int]string) { rows[6][10], rows[7][10] = "说明情况（耒阳市填）", said }, want: a},
		"marks in two columns":  {change: func(rows map[int]map[int]string) { rows[7][10], rows[7][13] = said, printB }, want: []listed{{7, printA + "\n" + printB, aboutA, said}}},
		"over the rule":         {change: func(rows map[int]map[int]string) { rows[7][11] = said }, want: []listed{{7, printA, "“资金执行情况表”Q7", said}}},
		"behind the columns":    {change: func(rows map[int]map[int]string) { rows[7][32] = said }, want: a},
		"in both":               {change: func(rows map[int]map[int]string) { rows[7][10], rows[7][32] = said, "见附件" }, want: []listed{{7, printA, aboutA, said + "\n见附件"}}},
		"in a comment":          {notes: []hengji.Note{{Row: 7, Column: 10, Author: "张", Text: "张:\n合同跨年"}}, want: a},
		"in a comment beside":   {notes: []hengji.Note{{Row: 7, Column: 9, Text: said}}, want: a},
		"merged over both":      {change: func(rows map[int]map[int]string) { rows[7][10] = said }, merged: true, want: append(slices.Clone(a), listed{8, printB, aboutB, said})},
		"hidden columns are gone": {change: func(rows map[int]map[int]string) {
			rows[6][12], rows[7][12], rows[8][12], rows[7][10] = "", "", "", said
		}, want: unmarked},
		"and the next column": {change: func(rows map[int]map[int]string) {
			rows[6][12], rows[7][12], rows[8][12], rows[7][12] = "", "", "", said
		}, want: unmarked},
		"lines without a header": {change: func(rows map[int]map[int]string) {
			delete(rows, 6)
			rows[7][12], rows[8][12], rows[7][10] = "", "", said
		}, want: unmarked},
		"a line of her own":   {change: func(rows map[int]map[int]string) { rows[9] = map[int]string{3: "全部", 10: said} }, want: []listed{{9, "", "", said + "\n全部"}}},
		"below all":           {change: func(rows map[int]map[int]string) { rows[12] = map[int]string{1: said} }, want: []listed{{12, "", "", said}}},
		"a comment far below": {notes: []hengji.Note{{Row: 40, Column: 1, Text: said}}, want: []listed{{40, "", "", said}}},
		"the column is gone": {change: func(rows map[int]map[int]string) {
			for _, row := range rows {
				row[10], row[11], row[12] = row[11], row[12], ""
			}
		}},
		"an old text": {change: func(rows map[int]map[int]string) {
			rows[7][10], rows[7][13] = hengji.Outdated+said, hengji.Untouched(said)
		}, want: []listed{{7, printA, aboutA, hengji.Outdated + said}}},
		"an old text without marks": {change: func(rows map[int]map[int]string) { rows[7][10], rows[7][12] = hengji.Outdated+said, "" },
			want: []listed{{7, "", aboutA, hengji.Outdated + said}}},
		"an old text written anew": {change: func(rows map[int]map[int]string) {
			rows[7][10], rows[7][13] = hengji.Outdated+said+"，已补签", hengji.Untouched(said)
		}, want: []listed{{7, printA, aboutA, said + "，已补签"}}},
	} {
		sheet := listSheet(c.change)
		sheet.Notes = c.notes
		if c.merged {
			sheet.Merges = append(sheet.Merges, hengji.Range{FirstRow: 7, FirstColumn: 10, LastRow: 8, LastColumn: 10})
		}
		got, ours := readList(t, sheet)
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(listed{})); diff != "" || !ours {
			t.Errorf("%s: ours %v (-want +got):\n%s", name, ours, diff)
		}
	}
}

func TestASheetWithoutOurHeadingsIsNotOurs(t *testing.T) {
	sheet := listSheet(func(rows map[int]map[int]string) {
		delete(rows, 6)
		for _, number := range []int{7, 8} {
			rows[number] = map[int]string{1: "1", 10: "合同跨年", 11: "EXEC-R06"}
		}
	})
	if got, ours := readList(t, sheet); ours || got != nil {
		t.Errorf("taken for ours: %v", got)
	}
}
