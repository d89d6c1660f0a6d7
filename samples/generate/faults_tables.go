package main

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"hengji"
)

// rowFaults are mistakes of rows and columns.
var rowFaults = []fault{
	{
		name: "row_hidden", number: "17", what: "a hidden row that holds data", where: "项目资金安排表!9",
		expect: []string{"explain ROWS-HIDDEN"},
		plant:  func(d *draft) { d.keep(d.SetRowVisible(d.a1.sheet, d.a1.rowOf[4], false)) },
	},
	{
		name: "column_hidden", number: "17", what: "a hidden column that holds data", where: "项目资金安排表!H",
		expect: []string{"explain COLUMNS-HIDDEN"},
		plant:  func(d *draft) { d.keep(d.SetColVisible(d.a1.sheet, "H", false)) },
	},
	{
		name: "amounts_merged", number: "1", what: "one amount merged over two projects", where: "项目资金安排表!I6:I7",
		expect: []string{"explain CELL-MERGED"},
		plant: func(d *draft) {
			d.a1.set(1, "amount_wan", count(45))
			d.a1.set(2, "amount_wan", value{})
			d.keep(d.MergeCell(d.a1.sheet, d.a1.cellOf(1, "amount_wan"), d.a1.cellOf(2, "amount_wan")))
		},
	},
	{
		name: "rows_blank_inside", number: "22", what: "two blank rows among the projects", where: "项目资金安排表!8:9",
		expect: []string{"notice ROWS-BLANK-INSIDE"}, look: unmerged,
		plant: func(d *draft) {
			row := d.a1.rowOf[3]
			d.keep(d.InsertRows(d.a1.sheet, row, 2))
			for i, c := range d.a1.columns { // with borders, as people insert them
				d.put(d.a1.sheet, row, d.a1.first+i, value{}, d.a1.faceOf(c))
				d.put(d.a1.sheet, row+1, d.a1.first+i, value{}, d.a1.faceOf(c))
			}
		},
	},
	{
		name: "row_after_notes", number: "22", what: "a project entered below the notes", where: "项目资金安排表!18",
		expect: []string{"explain ROW-AFTER-NOTES"},
		plant: func(d *draft) {
			last := len(d.region.projects) - 1
			below := d.a1.end + 4
			for i, c := range d.a1.columns {
				v := d.a1.lines[last].values[c.field]
				if c.field == "project_code" {
					v = text("2021LY010")
				}
				d.put(d.a1.sheet, below, d.a1.first+i, v, d.a1.faceOf(c))
			}
		},
	},
	{
		name: "row_struck_through", number: "40", what: "a row struck through, meant as deleted", where: "项目资金安排表!12",
		expect: []string{"explain ROW-STRUCK"},
		plant:  strikeOut,
	},
	{
		name: "ditto", number: "23", what: "同上 and 〃 in place of names", where: "项目资金安排表!D6, D7, H8",
		expect: []string{"explain ROW-DITTO"},
		plant: func(d *draft) {
			d.a1.set(1, "organisation", text("同上"))
			d.a1.set(2, "organisation", text("〃"))
			d.a1.set(3, "support_mode", text("同上"))
		},
	},
	{
		name: "sequence_broken", number: "25", what: "序号 with a gap and a repeat", where: "项目资金安排表!A7, A11",
		expect: []string{"notice ALLOC-R09"},
		plant: func(d *draft) {
			d.a1.set(2, "seq", count(4))
			d.a1.set(6, "seq", count(8))
		},
	},
	{
		name: "columns_reordered", number: "21", what: "all columns in another order, with blank, hidden and further columns: clean",
		where: "whole workbook",
		look: func(l *look) {
			l.a1.columns = backwards(l.a1.columns) + "|-hidden|-|+功能科目=2060404"
			l.a2.columns = "reason|separate_account|" + "execution_rate|balance_wan|" + costsInTwoRows + "|spent_wan|-|received_on|received_wan|budget_wan|initial_wan|project_name|project_code"
			l.a3.columns = "project_code|level1|level2|level3|weight|score|sense|target|actual|unit|deviation_reason"
		},
	},
	{
		name: "column_missing", number: "21", what: "no column 安排金额 in A1", where: "项目资金安排表",
		expect: []string{"blocking LABEL-MISSING"},
		look:   func(l *look) { l.a1.columns = without(l.a1.columns, "amount_wan") },
	},
	{
		name: "label_twice", number: "21", what: "two columns 安排金额（万元）", where: "项目资金安排表!I4, P4",
		expect: []string{"blocking LABEL-DUPLICATE"},
		look:   func(l *look) { l.a1.columns += "|amount_wan" },
	},
	{
		name: "label_misspelt", number: "21", what: "承旦单位 for 承担单位", where: "项目资金安排表!D4",
		expect: []string{"explain LABEL-SIMILAR"},
		plant:  func(d *draft) { d.fill(d.a1.sheet, d.a1.label("organisation"), text("承旦单位")) },
	},
	{
		name: "label_blank", number: "21", what: "a column with data and no label", where: "项目资金安排表!P",
		expect: []string{"explain LABEL-BLANK"},
		look:   func(l *look) { l.a1.columns += "|+功能科目=2060404" },
		plant:  func(d *draft) { d.fill(d.a1.sheet, hengji.CellName(d.a1.headerRow, 16), value{}) },
	},
}

// sheetFaults are mistakes of whole sheets.
var sheetFaults = []fault{
	{
		name: "sheet_missing", number: "18", what: "no 资金执行情况表", where: "file",
		expect: []string{"blocking SHEET-MISSING"},
		plant:  func(d *draft) { d.keep(d.DeleteSheet(d.a2.sheet)) },
	},
	{
		name: "sheet_extra", number: "18", what: "a sheet of the clerk's own reckoning", where: "内部测算",
		expect: []string{"notice SHEET-EXTRA"},
		plant: func(d *draft) {
			d.sheet("内部测算")
			f := d.look.hand.cellFace()
			d.put("内部测算", 1, 1, text("季度"), f)
			d.put("内部测算", 1, 2, text("拨款进度"), f)
			d.put("内部测算", 2, 1, text("三季度"), f)
			d.put("内部测算", 2, 2, count(60), f)
		},
	},
	{
		name: "sheet_hidden", number: "17", what: "资金执行情况表 very hidden", where: "资金执行情况表",
		expect: []string{"explain SHEET-HIDDEN"},
		plant:  func(d *draft) { d.keep(d.SetSheetVisible(d.a2.sheet, false, true)) },
	},
	{
		name: "sheet_twice", number: "18", what: "two sheets that both are 项目资金安排表", where: "项目资金安排表(2)",
		expect: []string{"blocking SHEET-AMBIGUOUS"},
		plant: func(d *draft) {
			second := *d.a1.look
			second.name = "项目资金安排表(2)"
			d.table(&second, d.a1.hand, d.a1.fields, d.a1.lines)
		},
	},
	{
		name: "header_missing", number: "2", what: "A1 without its header row", where: "项目资金安排表",
		expect: []string{"blocking HEADER-MISSING"}, look: unmerged,
		plant: func(d *draft) { d.keep(d.RemoveRow(d.a1.sheet, d.a1.headerRow)) },
	},
	{
		name: "nil_report", number: "", what: "零报告 是, tables empty, though the bureau allotted 2 projects", where: "Sheet1!C10", region: "南岳区",
		expect: []string{"explain COVER-R03"},
		plant: func(d *draft) {
			d.setCover("零报告", text("是"))
			for _, t := range []*tableWriter{d.a1, d.a2, d.a3} {
				for _, merge := range d.mergesIn(t.sheet, t.rowOf[0], t.end) {
					d.keep(d.UnmergeCell(t.sheet, merge[0], merge[1]))
				}
				for range t.end - t.rowOf[0] + 1 { // rows move up
					d.keep(d.RemoveRow(t.sheet, t.rowOf[0]))
				}
			}
		},
	},
}

// strikeOut strikes the eighth project through.
func strikeOut(d *draft) {
	row := d.a1.rowOf[7]
	for i := range d.a1.columns {
		cell := hengji.CellName(row, d.a1.first+i)
		id, err := d.GetCellStyle(d.a1.sheet, cell)
		d.keep(err)
		style, err := d.GetStyle(id)
		d.keep(err)
		if d.err != nil {
			return
		}
		font := *style.Font
		font.Strike = true
		style.Font = &font
		struck, err := d.NewStyle(style)
		d.keep(err)
		d.keep(d.SetCellStyle(d.a1.sheet, cell, cell, struck))
	}
}

// mergesIn lists the merged ranges that begin in the rows first to last.
func (d *draft) mergesIn(sheet string, first, last int) [][2]string {
	merges, err := d.GetMergeCells(sheet)
	d.keep(err)
	var found [][2]string
	for _, m := range merges {
		_, at, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		d.keep(err)
		if at >= first && at <= last {
			found = append(found, [2]string{m.GetStartAxis(), m.GetEndAxis()})
		}
	}
	return found
}

func backwards(columns string) string {
	list := strings.Split(columns, "|")
	var turned []string
	for i := len(list) - 1; i >= 0; i-- {
		turned = append(turned, list[i])
	}
	return strings.Join(turned, "|")
}

func without(columns, field string) string {
	var kept []string
	for _, c := range strings.Split(columns, "|") {
		if c != field {
			kept = append(kept, c)
		}
	}
	return strings.Join(kept, "|")
}
