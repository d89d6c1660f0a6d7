package main

import (
	"slices"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"
)

// fieldKinds are what real reporters sent, by kind: no file of theirs is copied.
var fieldKinds = []kind{
	{"field_error_far_below", "", []string{"CELL-UNREAD"}, func(d *draft) bool {
		t := d.table()
		cell := address(t.columns[d.field(t)], t.last+12+d.IntN(40))
		d.write(t.sheet, cell, 1)
		d.mark(t.sheet, cell)
		d.raw = append(d.raw, rawCell{t.sheet, cell, "#REF!", "e", "#REF!"})
		return true
	}},
	{"field_dot_below", "", nil, func(d *draft) bool {
		t := d.table()
		d.write(t.sheet, address(t.columns[d.field(t)], t.last+12+d.IntN(40)), one(d, ".", "、", " ", "。"))
		return true
	}},
	{"field_total_words", "", nil, func(d *draft) bool {
		t := d.tables[one(d, "allocation", "execution")]
		if len(t.totals) != 1 {
			return false
		}
		for c, text := range t.cells[t.totals[0]-1] {
			if slices.Contains([]string{"合计", "总计"}, fold(text)) {
				d.write(t.sheet, address(c+1, t.totals[0]), one(d, "合计（"+strconv.Itoa(len(t.rows))+"个项目）", "汇总", "合计金额", "总计（万元）", "共计", "累计"))
				return t.columns["amount"] == 0 || c+1 < t.columns["amount"]
			}
		}
		return false
	}},
	{"field_average_row", "", nil, func(d *draft) bool {
		t := d.tables[one(d, "allocation", "execution")]
		if t.last != max(t.rows[len(t.rows)-1], slices.Max(append(t.totals, 0))) || t.left() != t.columns["code"] && t.left() != t.columns["seq"] && t.left() != t.columns["name"] {
			return false
		}
		d.write(t.sheet, address(t.left(), t.last+1), "平均")
		for _, field := range totalled[t.form] {
			if t.columns[field] == t.left() {
				return false
			}
			var sum int64
			for _, row := range t.rows {
				sum += first(t.millionths(row, field))
			}
			d.write(t.sheet, address(t.columns[field], t.last+1), millionths(sum/int64(len(t.rows))/1e4*1e4))
		}
		return true
	}},
	{"field_end_words", "", nil, func(d *draft) bool {
		t := d.table()
		d.write(t.sheet, address(t.columns[d.field(t)], t.last+1+d.IntN(2)), one(d, "以下空白", "（以下空白）", "以下无正文", "——以下空白——"))
		return true
	}},
	{"field_sample_row", "", []string{"ROW-SAMPLE"}, func(d *draft) bool {
		t := d.tables[one(d, "allocation", "execution")]
		if !d.insertUnderHeader(t) {
			return false
		}
		for field, column := range t.columns {
			value := map[string]any{"code": "2021XX001", "name": "××技术研究", "organisation": "××公司", "amount": 10, "budget": 10, "spent": 8}[field]
			if column == t.left() {
				value = one(d, "示例", "例：", "填写示例", "样例")
			}
			if value != nil {
				d.write(t.sheet, address(column, t.header+1), value)
			}
		}
		d.mark(t.sheet, strconv.Itoa(t.header+1))
		return true
	}},
	{"field_hint_row", "", nil, func(d *draft) bool {
		t := d.tables["execution"]
		if !d.insertUnderHeader(t) {
			return false
		}
		for field, column := range t.columns {
			hint := map[string]string{"initial": "A", "budget": "B", "received": "C", "spent": "D=1+2+3+4+5+6", "balance": "E=C-D", "rate": "F=D/B"}[field]
			if hint == "" {
				hint = one(d, "", "文本")
			}
			d.write(t.sheet, address(column, t.header+1), hint)
		}
		return true
	}},
	{"field_required_marks", "", nil, func(d *draft) bool {
		t := d.table()
		mark := one(d, "（必填）", "*", "※", "(必填)")
		for field, column := range t.columns {
			at := address(column, t.labelRow[field])
			was, err := d.GetCellValue(t.sheet, at)
			d.keep(err)
			if d.IntN(2) == 0 {
				d.write(t.sheet, at, was+mark)
			}
		}
		return true
	}},
	amountText("field_footnote", "", []string{"CELL-MARK"}, func(d *draft, was string) any { return was + one(d, "①", "②", "*", "²", "[1]", "※") }),
	money("field_footnote_in_execution", "", "CELL-MARK", func(d *draft, was string) any { return was + one(d, "①", "③", "＊", "¹") }),
	{"field_struck_part", "", []string{"CELL-STRUCK-PART"}, func(d *draft) bool {
		t, row, was := d.amount()
		cell := t.at(row, "amount")
		d.mark(t.sheet, cell)
		d.keep(d.SetCellRichText(t.sheet, cell, []excelize.RichTextRun{
			{Text: one(d, "1", "2", "30 "), Font: &excelize.Font{Strike: true, Size: 11}}, {Text: number(was)},
		}))
		return true
	}},
	{"field_yuan_shown_as_wan", "", []string{"CELL-SHOWN", "ALLOC-R01"}, func(d *draft) bool {
		t, row, was := d.amount()
		format := one(d, `0!.0,"万元"`, `0!.0,`, `0"."0,"万元"`)
		style, err := d.NewStyle(&excelize.Style{CustomNumFmt: &format})
		d.keep(err)
		d.keep(d.SetCellStyle(t.sheet, t.at(row, "amount"), t.at(row, "amount"), style))
		d.set(t, row, "amount", millionths(was*10_000))
		return true
	}},
	cellKind("field_apostrophe_code", "", "allocation", "code", append([]string{"CELL-NORMALISED"}, cross...), func(d *draft, t *table, row int) any { return "'" + t.text(row, "code") }),
	{"field_codes_sorted_alone", "", append([]string{"CROSS-R06", "CROSS-R09"}, cross...), func(d *draft) bool {
		t := d.tables["execution"]
		if len(t.rows) < 4 || len(d.evaluations) > 0 {
			return false
		}
		var codes []string
		for _, row := range t.rows {
			codes = append(codes, t.text(row, "code"))
		}
		slices.Reverse(codes)
		for i, row := range t.rows {
			if t.text(row, "code") != codes[i] {
				d.set(t, row, "code", codes[i])
			}
		}
		return true
	}},
	{"field_radicals", "", []string{"CELL-NORMALISED"}, func(d *draft) bool {
		t := d.tables["allocation"]
		pairs := []string{"水", "⽔", "金", "⾦", "工", "⼯", "生", "⽣", "高", "⾼", "石", "⽯", "色", "⾊", "里", "⾥", "面", "⾯"}
		row := d.pick(t, func(row int) bool { _, ok := swap(t.text(row, "name"), pairs...); return ok })
		spelt, _ := swap(t.text(row, "name"), pairs...)
		d.set(t, row, "name", spelt)
		return true
	}},
	{"field_punctuation", "", nil, func(d *draft) bool {
		a, e := d.tables["allocation"], d.tables["execution"]
		row := d.pick(a, func(row int) bool { return !d.onSheet(a.text(row, "name")) })
		was := a.text(row, "name")
		pair := one(d, [2]string{"“智联”" + was, "\"智联\"" + was}, [2]string{was + "—升级", was + "－升级"}, [2]string{was + "·甲", was + "・甲"}, [2]string{was + "(甲)", was + "（甲）"})
		d.fill(a, row, "name", pair[0])
		d.fill(e, e.project(a.text(row, "code")), "name", pair[1])
		return true
	}},
	amountText("field_letters_among_digits", "", []string{"allocation.amount_wan.number"}, func(d *draft, was string) any {
		spelt, ok := swap(was, "0", "O", "1", "l", "5", "S")
		if !ok {
			return was + "O"
		}
		return spelt
	}),
	{"field_two_batches", "", []string{"SHEET-PARTS"}, func(d *draft) bool {
		t := d.tables["allocation"]
		if len(t.rows) < 4 || len(t.totals) > 0 || len(t.merged) > 0 {
			return false
		}
		from, err := d.GetSheetIndex(t.sheet)
		d.keep(err)
		second := "项目资金安排表（第二批）"
		to, err := d.NewSheet(second)
		d.keep(err)
		d.keep(d.CopySheet(from, to))
		half := t.rows[len(t.rows)/2]
		for row := t.last; row >= half; row-- {
			d.keep(d.RemoveRow(t.sheet, row))
		}
		for row := half - 1; row >= t.rows[0]; row-- {
			d.keep(d.RemoveRow(second, row))
		}
		d.mark(second, "")
		return true
	}},
	fileKind("file_office_encryption", "FILE-LOCKED", func(d *draft, file []byte) []byte {
		return append([]byte("\x62\x14\x23\x65\x25\x00\x00\x0cE-SafeNet\x00LOCK\x00"), file[200:]...)
	}),
	{"field_region_once", "", []string{"CELL-ONCE", "allocation.region.required"}, func(d *draft) bool {
		t := d.tables["allocation"]
		if len(t.rows) < 4 {
			return false
		}
		for _, row := range t.rows[1:] {
			if !t.alone(row, "region") {
				return false
			}
			d.set(t, row, "region", nil)
		}
		return true
	}},
	amountText("field_two_amounts", "", []string{"CELL-TWO-AMOUNTS", "allocation.amount_wan.number"}, func(d *draft, was string) any { return was + one(d, "、3", "/5", "；2", "，10") }),
	{"field_row_in_yuan", "", []string{"EXEC-R07"}, func(d *draft) bool {
		t := d.tables["execution"]
		row := d.pick(t, t.funded("budget"), func(row int) bool { return first(t.millionths(row, "budget")) >= 5e6 })
		for _, field := range totalled["execution"] {
			if was := first(t.millionths(row, field)); was > 0 {
				d.set(t, row, field, millionths(was*10_000))
			}
		}
		return true
	}},
	evaluationKind("field_unknown_fund_row", "", []string{"CELL-UNREAD-FIGURES"}, func(d *draft, e *evaluation) {
		_, at, err := excelize.CellNameToCoordinates(e.find("total_budget"))
		d.keep(err)
		at += len(e.form.sources)
		d.keep(d.InsertRows(e.sheet, at, 1))
		d.write(e.sheet, e.cell(2, at), one(d, "银行贷款", "社会资本", "企业配套"))
		d.mark(e.sheet, e.cell(2, at))
		for k, column := range e.form.funds {
			if slices.Contains(funds, column[0]) {
				d.write(e.sheet, e.cell(3+k, at), 3)
			}
		}
	}),
	{"field_words_outside", "", []string{"CELL-UNREAD-FIGURES", "LABEL-BLANK"}, func(d *draft) bool {
		t := d.table()
		cell := one(d, address(t.width()+3, 1+d.IntN(t.last)), address(1+d.IntN(t.width()), t.last+6+d.IntN(20)))
		d.write(t.sheet, cell, one(d, "另有补充项目3个，共30万元，未列入安排表", "补充：另安排20万元", "此外尚有两个项目15万元待下达"))
		d.mark(t.sheet, cell)
		return true
	}},
	{"field_words_on_the_cover", "", []string{"CELL-UNREAD-FIGURES"}, func(d *draft) bool {
		cell := address(1+d.IntN(3), 24+d.IntN(10))
		d.write(d.cover, cell, one(d, "另有补充项目3个，共30万元，未列入安排表", "漏报1个项目，金额15万元"))
		d.mark(d.cover, cell)
		return true
	}},
	{"field_money_in_a_comment", "", []string{"NOTE-UNREAD-FIGURES"}, func(d *draft) bool {
		t, row, _ := d.amount()
		cell := t.at(row, "amount")
		d.keep(d.AddComment(t.sheet, excelize.Comment{Cell: cell, Author: "示例", Text: one(d, "含县级配套5万元", "另有20万元未下达")}))
		d.mark(t.sheet, cell)
		return true
	}},
	{"field_space_around_a_value", "", nil, func(d *draft) bool {
		t, row, was := d.amount()
		d.stored(t, row, "amount", one(d, " ", "\n")+number(was)+one(d, "", " "))
		return true
	}},
	{"field_full_width_target", "", nil, func(d *draft) bool {
		t := d.tables["indicators"]
		row := d.pick(t, func(row int) bool { return measured(t, row) })
		d.fill(t, row, "target", wide(t.text(row, "target")))
		return true
	}},
	{"field_time_outside", "", []string{"CELL-UNREAD"}, func(d *draft) bool {
		t := d.table()
		cell := address(t.width()+4, t.last+8)
		d.write(t.sheet, cell, time.Date(2022, 2, 3, 11, 30, 0, 0, time.UTC))
		d.mark(t.sheet, cell)
		return true
	}},
}

// field is a random column of a table that is there.
func (d *draft) field(t *table) string {
	fields := make([]string, 0, len(t.columns))
	for field := range t.columns {
		fields = append(fields, field)
	}
	slices.Sort(fields)
	return one(d, fields...)
}

// left is the first column of a table.
func (t *table) left() int {
	n := t.width()
	for _, column := range t.columns {
		n = min(n, column)
	}
	return n
}

// insertUnderHeader makes room for a row below the labels.
func (d *draft) insertUnderHeader(t *table) bool {
	if slices.ContainsFunc(t.merged, func(m area) bool { return m.top <= t.header && t.header < m.bottom }) ||
		len(t.totals) > 0 && t.totals[0] == t.header+1 {
		return false
	}
	d.keep(d.InsertRows(t.sheet, t.header+1, 1))
	return true
}
