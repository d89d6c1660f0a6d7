package main

import (
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// harmlessKinds are what people do to a workbook that is no mistake: nothing
// above 提示 may come of it. The first is the control group: only saved again.
var harmlessKinds = []kind{
	{"saved_again", "", nil, func(*draft) bool { return true }},
	{"labels_spaced", "3", nil, func(d *draft) bool {
		return d.relabel(func(was string) (string, bool) {
			if n := []rune(was); len(n) == 2 || len(n) == 4 && !strings.ContainsAny(was, "（( ") {
				return strings.Join(strings.Split(was, ""), one(d, " ", "　", "\n")), true
			}
			return was, false
		})
	}},
	{"labels_full_width", "4", nil, func(d *draft) bool {
		return d.relabel(func(was string) (string, bool) {
			return swap(was, "（万元）", "(万元)", "(万元)", "（ 万元 ）", "（%）", "（％）", "(%)", "（﹪）")
		})
	}},
	{"title_rows_above", "2", nil, func(d *draft) bool {
		t := d.table()
		d.keep(d.InsertRows(t.sheet, 1, 1+d.IntN(4)))
		d.write(t.sheet, "A1", "附件："+one(d, "衡财教〔2021〕1号文件附表", "绩效自评附表"))
		return true
	}},
	{"sheet_renamed", "18", nil, func(d *draft) bool {
		t := d.table()
		title := strings.Join(slices.Concat(t.cells[:min(3, t.header)]...), "")
		d.keep(d.SetSheetName(t.sheet, one(d, "Sheet7", "附件9", "表三", "工作表1")))
		return title != "" && len(t.columns) > 8
	}},
	{"sheets_reordered", "18", nil, func(d *draft) bool {
		list := d.GetSheetList()
		d.keep(d.MoveSheet(list[len(list)-1], list[0]))
		return true
	}},
	{"blank_column", "21", nil, func(d *draft) bool {
		t := d.table()
		column := letters(2 + d.IntN(t.width()-2))
		d.keep(d.InsertCols(t.sheet, column, 1))
		return !t.split()
	}},
	{"blank_rows_below", "22", nil, func(d *draft) bool {
		t := d.table()
		style, err := d.GetCellStyle(t.sheet, t.at(t.rows[0], "code"))
		d.keep(err)
		d.keep(d.SetCellStyle(t.sheet, address(1, t.last+1), address(t.width(), t.last+300), style))
		return true
	}},
	{"total_missing", "8", nil, func(d *draft) bool {
		t := d.tables[one(d, "allocation", "execution")]
		if len(t.totals) != 1 {
			return false
		}
		d.keep(d.RemoveRow(t.sheet, t.totals[0]))
		return true
	}},
	{"total_label", "8", nil, func(d *draft) bool {
		t := d.tables[one(d, "allocation", "execution")]
		if len(t.totals) != 1 {
			return false
		}
		for c, text := range t.cells[t.totals[0]-1] {
			if text != "" && fold(text) != "" && strings.HasSuffix(fold(text), "计") {
				d.write(t.sheet, address(c+1, t.totals[0]), one(d, "合      计", "总计", "合计：", "总 计", "合\n计", "全县合计"))
				return true
			}
		}
		return false
	}},
	{"reason_given", "34", nil, func(d *draft) bool {
		t := d.tables["indicators"]
		row := d.pick(t, func(row int) bool { return deducted(t, row) }, t.filled("deviation"))
		d.fill(t, row, "deviation", "设备到货推迟；已与供货方约定新的交货日期")
		return true
	}},
	{"sense_in_words", "37", nil, func(d *draft) bool {
		t := d.tables["indicators"]
		row := d.pick(t, func(row int) bool { return slices.Contains([]string{"≥", ">="}, fold(t.text(row, "sense"))) })
		d.fill(t, row, "sense", one(d, "大于等于", "不低于", "≧", ">=", "不少于", "＞＝"))
		return true
	}},
	{"space_around_text", "16", nil, func(d *draft) bool {
		t := d.table()
		field := one(d, "code", "name", "level3", "organisation", "level2")
		row := d.pick(t, t.filled(field))
		was := t.text(row, field)
		d.fill(t, row, field, one(d, was+" ", " "+was, "\n"+was, was+"　"))
		return was != ""
	}},
	{"rate_as_fraction", "36", nil, func(d *draft) bool {
		t, row, _ := d.rate()
		spent, budget := first(t.millionths(row, "spent")), first(t.millionths(row, "budget"))
		d.plain(t.sheet, t.at(row, "rate"))
		d.fill(t, row, "rate", float64((spent*10_000+budget/2)/budget)/10_000)
		return true
	}},
	{"brackets_of_another_width", "29", nil, func(d *draft) bool {
		a, e := d.tables["allocation"], d.tables["execution"]
		row := d.pick(a, func(row int) bool { return !d.onSheet(a.text(row, "name")) }) // its sheet would keep the old name
		d.fill(a, row, "name", a.text(row, "name")+"（第三批）")
		d.fill(e, e.project(a.text(row, "code")), "name", a.text(row, "name")+"(第三批)")
		return true
	}},
	{"comment_added", "40", nil, func(d *draft) bool {
		t, row, _ := d.amount()
		d.keep(d.AddComment(t.sheet, excelize.Comment{Cell: t.at(row, "amount"), Author: "示例", Text: "已核对"}))
		return true
	}},
	{"blank_sheet_added", "18", nil, func(d *draft) bool {
		_, err := d.NewSheet(one(d, "Sheet8", "Sheet3 (2)"))
		d.keep(err)
		return true
	}},
	{"blank_column_hidden", "17", nil, func(d *draft) bool {
		t := d.table()
		d.keep(d.SetColVisible(t.sheet, letters(t.width()+1), false))
		return true
	}},
	{"filter_set", "17", nil, func(d *draft) bool {
		t := d.table()
		d.keep(d.AutoFilter(t.sheet, address(1, t.header)+":"+address(t.width(), t.header), nil))
		return true
	}},
	{"other_number_format", "", nil, func(d *draft) bool {
		t, row, _ := d.amount()
		d.plain(t.sheet, t.at(row, "amount"))
		return true
	}},
}
