package main

import (
	_ "image/png" // of the picture that is pasted
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// dateRules are the rules of a date that cannot be read, or is read and told.
var dateRules = []string{"CELL-NORMALISED", "DATE-NO-DAY", "allocation.allocated_on.date", "allocation.starts_on.date", "allocation.ends_on.date", "CELL-TWO-VALUES"}

// spelt are amounts as people say them.
var spelt = map[string][]any{
	"5": {"五万元", "伍万元整"}, "10": {"十万元", "壹拾万元整"}, "15": {"十五万元", "壹拾伍万元整"}, "20": {"二十", "贰拾万"}, "30": {"三十万元", "叁拾万"},
}

// peopleKinds are slips that stand in no list that this house knows: what hands do to
// rows, columns, cells and sheets.
var peopleKinds = []kind{
	amountText("people_yuan_behind", "", []string{"CELL-UNIT", "ALLOC-R01"}, func(d *draft, was string) any {
		return strings.TrimSuffix(was, ".0") + one(d, "0000元", "0000 元", "0000.00元")
	}),
	amountText("people_european_number", "", []string{"allocation.amount_wan.number"}, func(d *draft, was string) any { return one(d, "1.234,5", "2.000,00", was+",5,") }),
	amountText("people_amount_spelt", "", []string{"allocation.amount_wan.number", "CELL-UNIT", "CELL-NORMALISED"}, func(d *draft, was string) any {
		if words := spelt[was]; words != nil {
			return one(d, words...)
		}
		return nil
	}),
	amountText("people_amount_as_sum", "", []string{"allocation.amount_wan.number", "CELL-TWO-AMOUNTS"}, func(d *draft, was string) any {
		return one(d, was+"+5", was+"-20", was+"~20", "≈"+was, was+"±1", ">"+was)
	}),
	amountText("people_double_point", "", []string{"allocation.amount_wan.number"}, func(d *draft, was string) any { return one(d, was+".0.0", was+"..", was+"。5", was+",") }),
	amountText("people_minus_behind", "", []string{"allocation.amount_wan.number", "allocation.amount_wan.minimum"}, func(d *draft, was string) any { return one(d, was+"-", "−"+was, "－"+was, "负"+was) }),
	amountText("people_percent_of_money", "", []string{"allocation.amount_wan.number", "CELL-UNIT"}, func(d *draft, was string) any { return was + one(d, "%", "％", "‰") }),
	amountText("people_currency", "", []string{"CELL-UNIT", "CELL-NORMALISED", "allocation.amount_wan.number"}, func(d *draft, was string) any { return one(d, "¥", "￥", "RMB", "人民币") + was }),
	amountText("people_space_among_digits", "", []string{"allocation.amount_wan.number", "CELL-TWO-VALUES"}, func(d *draft, was string) any {
		if len(was) < 2 {
			return "1 5"
		}
		return was[:1] + one(d, " ", "\u00a0", "　") + was[1:]
	}),
	{"people_amount_in_the_next_column", "", []string{"allocation.amount_wan.required"}, func(d *draft) bool {
		t, row, was := d.amount()
		d.follow(t, row, "amount", -was)
		d.set(t, row, "amount", nil)
		d.fill(t, row, "document", millionths(was))
		return true
	}},
	day("people_weekday", "", dateRules, func(d *draft, on time.Time) any {
		return on.Format("2006年1月2日") + one(d, "（星期二）", "周三", " 星期四")
	}),
	day("people_span_of_days", "", dateRules, func(d *draft, on time.Time) any {
		return on.Format("2006.1.2") + one(d, "-", "—", "至") + on.AddDate(0, 2, 3).Format("2006.1.2")
	}),
	day("people_american_day", "", dateRules, func(d *draft, on time.Time) any { return on.Format(one(d, "1/2/2006", "2-Jan-2006", "Jan 2, 2006")) }),
	day("people_day_as_a_number", "", dateRules, func(d *draft, on time.Time) any { v, _ := strconv.Atoi(on.Format("20060102")); return v }),
	day("people_day_without_its_word", "", dateRules, func(d *draft, on time.Time) any {
		return on.Format(one(d, "2006年1月2", "2006年1月2号", "2006-1月-2", "2006.01.02."))
	}),
	day("people_day_and_time", "", dateRules, func(d *draft, on time.Time) any {
		return on.Format(one(d, "2006-01-02 15:04:05", "2006/1/2 0:00", "2006-01-02T00:00:00"))
	}),
	{"people_code_twice_with_a_space", "", []string{"allocation.project_code.unique"}, func(d *draft) bool {
		t := d.tables["allocation"]
		row, like := d.pick(t), d.pick(t)
		d.set(t, row, "code", t.text(like, "code")+one(d, " ", "　", "\u00a0"))
		d.mark(t.sheet, t.at(like, "code"))
		return row != like
	}},
	{"people_name_twice_with_a_space", "", []string{"ALLOC-R11"}, func(d *draft) bool {
		t, e := d.tables["allocation"], d.tables["execution"]
		row, like := d.pick(t), d.pick(t)
		mine := e.project(t.text(row, "code"))
		if row == like || mine == 0 || d.onSheet(t.text(row, "name")) || d.onSheet(t.text(like, "name")) {
			return false
		}
		spelt := t.text(like, "name") + one(d, " ", "　")
		d.set(t, row, "name", spelt)
		d.fill(t, row, "organisation", t.text(like, "organisation")+" ")
		d.fill(t, row, "uscc", t.text(like, "uscc"))
		d.fill(e, mine, "name", spelt)
		d.mark(t.sheet, t.at(like, "name"))
		return true
	}},
	{"people_name_and_unit_exchanged", "", []string{"CROSS-R06"}, func(d *draft) bool {
		t := d.tables["allocation"]
		row := d.pick(t, func(row int) bool { return !d.onSheet(t.text(row, "name")) })
		name := t.text(row, "name")
		d.set(t, row, "name", t.text(row, "organisation"))
		d.set(t, row, "organisation", name)
		return true
	}},
	{"people_formula_to_a_sheet", "", nil, func(d *draft) bool {
		t, e := d.tables["allocation"], d.tables["execution"]
		row := d.pick(t, t.funded("amount"), func(row int) bool { return e.project(t.text(row, "code")) > 0 })
		other := e.project(t.text(row, "code"))
		d.formula(t, row, "amount", "'"+e.sheet+"'!"+e.at(other, "budget"), "", number(first(t.millionths(row, "amount"))))
		return true
	}},
	{"people_text_formula_fails", "", []string{"FORMULA-ERROR"}, func(d *draft) bool {
		t := d.tables["allocation"]
		d.formula(t, d.pick(t), one(d, "name", "organisation"), "VLOOKUP(B3,#REF!,2,0)", "e", one(d, "#REF!", "#N/A", "#NAME?"))
		return true
	}},
	{"people_rate_from_another_book", "", []string{"FORMULA-EXTERNAL"}, func(d *draft) bool {
		t, row, rate := d.rate()
		d.plain(t.sheet, t.at(row, "rate"))
		d.formula(t, row, "rate", "[2]执行!$F$"+strconv.Itoa(row), "", number(int64(rate*100+0.5)*1e4))
		return !d.unfit
	}},
	{"people_sum_over_seen_rows", "", []string{"ROWS-HIDDEN", "TOTAL-SUM"}, func(d *draft) bool {
		t := d.tables["allocation"]
		if len(t.totals) != 1 || len(t.rows) < 3 {
			return false
		}
		row := d.pick(t, t.funded("amount"))
		d.keep(d.SetRowVisible(t.sheet, row, false))
		d.follow(t, row, "amount", -first(t.millionths(row, "amount")))
		d.mark(t.sheet, strconv.Itoa(row))
		d.mark(t.sheet, t.at(t.totals[0], "amount"))
		return true
	}},
	{"people_rows_filtered", "", []string{"ROWS-HIDDEN"}, func(d *draft) bool {
		t := d.table()
		d.keep(d.AutoFilter(t.sheet, address(t.left(), t.header)+":"+address(t.width(), t.rows[len(t.rows)-1]), nil))
		for _, row := range t.rows[len(t.rows)/2:] {
			d.keep(d.SetRowVisible(t.sheet, row, false))
			d.mark(t.sheet, strconv.Itoa(row))
		}
		return true
	}},
	{"people_table_beside", "", []string{"CELL-UNREAD-FIGURES", "LABEL-EXTRA-FIGURES", "LABEL-BLANK"}, func(d *draft) bool {
		t := d.tables["allocation"]
		column := t.width() + 2
		d.write(t.sheet, address(column, t.header), "补充项目")
		d.write(t.sheet, address(column+1, t.header), "补充金额（万元）")
		d.mark(t.sheet, letters(column))
		d.mark(t.sheet, letters(column+1))
		d.mark(t.sheet, address(column+1, t.header))
		for i, row := range t.rows[:min(2, len(t.rows))] {
			d.write(t.sheet, address(column, row), "补充"+strconv.Itoa(i+1))
			d.write(t.sheet, address(column+1, row), 5+i)
		}
		return true
	}},
	{"people_picture_over_the_table", "", nil, func(d *draft) bool {
		t := d.table()
		d.keep(d.AddPictureFromBytes(t.sheet, t.at(t.rows[0], "code"), &excelize.Picture{Extension: ".png", File: dotPNG, Format: &excelize.GraphicOptions{}}))
		return true
	}},
	{"people_unit_above", "", []string{"LABEL-UNIT"}, func(d *draft) bool {
		t := d.tables[one(d, "allocation", "execution")]
		d.keep(d.InsertRows(t.sheet, 1, 1))
		cell := address(t.left(), 1)
		words := one(d, "单位：元", "金额单位：元", "（单位：千元）", "单位：亿元", "金额单位:人民币元")
		if d.IntN(3) == 0 {
			d.write(t.sheet, address(t.left()+1, 1), "元")
			words = "金额单位："
		}
		d.write(t.sheet, cell, words)
		d.mark(t.sheet, cell)
		return t.title("单位") == ""
	}},
	{"people_title_of_last_year", "", []string{"TITLE-YEAR"}, func(d *draft) bool {
		t := d.table()
		d.keep(d.InsertRows(t.sheet, 1, 1))
		cell := address(t.left(), 1)
		title := map[string]string{"allocation": "项目资金安排表", "execution": "资金执行情况表", "indicators": "绩效指标表"}[t.form]
		d.write(t.sheet, cell, one(d, "2020年度"+title, "（2020年度）", "2022年度"+title))
		d.mark(t.sheet, cell)
		return true
	}},
	{"people_header_again", "", nil, func(d *draft) bool {
		t := d.table()
		row := d.pick(t, t.loose)
		if row == t.rows[0] || !t.loose(row-1) || t.split() || slices.ContainsFunc(t.merged, func(m area) bool { return m.top < row && row <= m.bottom }) ||
			t.form == "indicators" && t.text(row, "code") == "" {
			return false
		}
		d.keep(d.DuplicateRowTo(t.sheet, t.header, row))
		return true
	}},
	{"people_page_total", "", nil, func(d *draft) bool {
		t := d.tables["allocation"]
		row := d.pick(t, t.loose)
		if row == t.rows[0] || len(t.totals) > 1 || slices.ContainsFunc(t.merged, func(m area) bool { return m.top < row && row <= m.bottom }) || t.columns["amount"] == t.left() {
			return false
		}
		var sum int64
		for _, r := range t.rows {
			if r < row {
				sum += first(t.millionths(r, "amount"))
			}
		}
		d.keep(d.InsertRows(t.sheet, row, 1))
		d.write(t.sheet, address(t.left(), row), one(d, "本页小计", "小计", "本页合计"))
		d.write(t.sheet, address(t.columns["amount"], row), millionths(sum))
		return true
	}},
	{"people_words_of_a_second_page", "", nil, func(d *draft) bool {
		t := d.table()
		row := d.pick(t, t.loose)
		if row == t.rows[0] || slices.ContainsFunc(t.merged, func(m area) bool { return m.top < row && row <= m.bottom }) || t.form == "indicators" && t.text(row, "code") == "" {
			return false
		}
		d.keep(d.InsertRows(t.sheet, row, 1))
		d.write(t.sheet, address(t.left(), row), one(d, "（续表）", "续上页", "（接上页）"))
		return true
	}},
	{"people_row_of_dashes", "", nil, func(d *draft) bool {
		t := d.tables[one(d, "allocation", "execution")]
		for _, column := range t.columns {
			d.write(t.sheet, address(column, t.last+1), one(d, "—", "-", "/"))
		}
		return true
	}},
	{"people_numbers_prepared", "", nil, func(d *draft) bool {
		t := d.tables["allocation"]
		row := t.rows[len(t.rows)-1]
		if t.columns["seq"] == 0 || t.last != row {
			return false
		}
		for n := 1; n <= 3+d.IntN(20); n++ {
			d.write(t.sheet, address(t.columns["seq"], row+n), len(t.rows)+n)
			if n%2 == 0 {
				d.write(t.sheet, address(t.columns["region"], row+n), d.region)
			}
		}
		return true
	}},
	{"people_project_below_the_total", "", append([]string{"ALLOC-R03"}, cross...), func(d *draft) bool {
		t := d.tables["allocation"]
		if len(t.totals) != 1 || t.totals[0] < t.rows[len(t.rows)-1] || t.totals[0] < t.last && strings.Join(t.cells[t.totals[0]], "") != "" {
			return false
		}
		row := t.totals[0] + 1
		for field, value := range map[string]any{"code": d.tables["allocation"].text(t.rows[0], "code")[:6] + "888", "name": "补报示例项目", "organisation": "示例补报单位", "region": d.region, "amount": 8} {
			d.write(t.sheet, address(t.columns[field], row), value)
		}
		d.mark(t.sheet, strconv.Itoa(row))
		return true
	}},
	{"people_last_years_table_beside", "", []string{"SHEET-AMBIGUOUS", "SHEET-EXTRA-FIGURES", "TITLE-YEAR", "SHEET-PARTS"}, func(d *draft) bool {
		t := d.tables["allocation"]
		from, err := d.GetSheetIndex(t.sheet)
		d.keep(err)
		name := "2020年安排情况"
		to, err := d.NewSheet(name)
		d.keep(err)
		d.keep(d.CopySheet(from, to))
		for _, row := range t.rows {
			d.write(name, t.at(row, "code"), strings.Replace(t.text(row, "code"), "2021", "2020", 1))
		}
		d.mark(name, "")
		d.mark(t.sheet, "")
		return true
	}},
	{"people_column_of_texts", "", []string{"CELL-NORMALISED"}, func(d *draft) bool {
		t := d.tables["execution"]
		field := one(d, "budget", "spent", "received")
		for _, row := range t.rows {
			if text := t.text(row, field); text != "" && t.alone(row, field) {
				d.set(t, row, field, text)
			}
		}
		return len(t.rows) > 2
	}},
	{"people_rate_times_hundred", "", []string{"EXEC-R03"}, func(d *draft) bool {
		t, row, rate := d.rate()
		d.plain(t.sheet, t.at(row, "rate"))
		d.set(t, row, "rate", rate*100)
		return rate > 20
	}},
	{"people_balance_reversed", "", []string{"EXEC-R02"}, func(d *draft) bool {
		t := d.tables["execution"]
		row := d.pick(t, t.funded("balance"))
		d.change(t, row, "balance", -first(t.millionths(row, "balance")))
		return true
	}},
	{"people_spent_dragged_from_received", "", []string{"EXEC-R01", "EXEC-R02", "EXEC-R03"}, func(d *draft) bool {
		t := d.tables["execution"]
		row := d.pick(t, t.funded("spent"), func(row int) bool { return first(t.millionths(row, "received")) != first(t.millionths(row, "spent")) })
		d.change(t, row, "spent", first(t.millionths(row, "received")))
		return true
	}},
	cellKind("people_code_with_a_letter_o", "", "allocation", "code", cross, func(d *draft, t *table, row int) any { return strings.Replace(t.text(row, "code"), "0", "O", 1) }),
	cellKind("people_code_in_small_letters", "", "execution", "code", append([]string{"CELL-NORMALISED"}, cross...), func(d *draft, t *table, row int) any { return strings.ToLower(t.text(row, "code")) }),
	indicator("people_reason_at_full_score", "", "score", []string{"IND-R08"}, func(d *draft, t *table, row int) {
		d.set(t, row, "deviation", one(d, "设备到货延迟，进度滞后", "受疫情影响未按期完成", "资金不足，部分工作延期"))
	}, scoredInFull, func(t *table, row int) bool { return t.text(row, "deviation") == "" }),
	indicator("people_rate_over_the_whole", "", "actual", []string{"IND-R09"}, func(d *draft, t *table, row int) {
		d.set(t, row, "actual", one(d, 104, 120, 101))
	}, measured, scoredInFull, func(t *table, row int) bool {
		return fold(t.text(row, "unit")) == "%" && (strings.HasSuffix(t.text(row, "level3"), "满意度") || strings.HasSuffix(t.text(row, "level3"), "合格率"))
	}),
	{"people_weights_to_fifty", "", []string{"IND-R01"}, func(d *draft) bool {
		a, t := d.tables["allocation"], d.tables["indicators"]
		row := d.pick(a, func(row int) bool { return !d.onSheet(a.text(row, "name")) && len(t.of(a.text(row, "code"))) > 2 })
		for _, r := range t.of(a.text(row, "code")) {
			weight, score := first(t.millionths(r, "weight")), first(t.millionths(r, "score"))
			d.change(t, r, "weight", weight*5/9/1e4*1e4)
			d.fill(t, r, "score", millionths(score*5/9/1e4*1e4))
			d.follow(t, r, "score", score*5/9/1e4*1e4-score)
		}
		return true
	}},
	evaluationKind("people_eval_weights_to_fifty", "", []string{"EVAL-R06"}, func(d *draft, e *evaluation) {
		d.unfit = d.unfit || !e.form.own() // else 绩效指标表 contradicts every one
		lost := int64(0)
		for _, i := range e.indicators {
			e.setIndicator(i, "weight", millionths(i.weight*5/8/1e4*1e4))
			e.fill(i, "score", millionths(i.score*5/8/1e4*1e4))
			lost += i.score - i.score*5/8/1e4*1e4
		}
		d.write(e.sheet, e.find("score"), millionths(e.number("score")-lost))
	}),
	evaluationKind("people_eval_unit_of_another", "", []string{"EVAL-R14"}, func(d *draft, e *evaluation) {
		t := d.tables["allocation"]
		mine := t.text(t.project(e.code), "organisation")
		other := d.pick(t, func(row int) bool { return fold(t.text(row, "organisation")) != fold(mine) })
		e.set("organisation", t.text(other, "organisation"))
	}),
	evaluationKind("people_eval_spent_over_budget", "", []string{"EVAL-R13"}, func(d *draft, e *evaluation) {
		e.find("other_spent")
		spent := e.number("total_budget") + 2e6
		e.set("total_spent", millionths(spent))
		d.write(e.sheet, e.find("other_spent"), millionths(spent-e.number("current_spent")))
		d.write(e.sheet, e.find("rate"), millionths((spent*20_000+e.number("total_budget"))/(2*e.number("total_budget"))*1e4))
		was := e.number("execution_score")
		d.write(e.sheet, e.find("execution_score"), 10)
		d.write(e.sheet, e.find("score"), millionths(e.number("score")+10e6-was))
	}),
	{"people_other_regions_name_above", "", []string{"TITLE-UNIT"}, func(d *draft) bool {
		t := d.table()
		d.keep(d.InsertRows(t.sheet, 1, 1))
		cell := address(t.left(), 1)
		d.write(t.sheet, cell, one(d, "填报单位：", "报送单位：", "填报单位（盖章）：")+d.otherRegion())
		d.mark(t.sheet, cell)
		return true
	}},
	{"people_received_before_allocated", "", []string{"EXEC-R09"}, func(d *draft) bool {
		a, t := d.tables["allocation"], d.tables["execution"]
		row := d.pick(t, t.filled("received_on"), func(row int) bool {
			of := a.project(t.text(row, "code"))
			return of > 0 && a.text(of, "allocated") != "" && !d.dayOf(a, of, "allocated").IsZero()
		})
		on := d.dayOf(a, max(1, a.project(t.text(row, "code"))), "allocated")
		d.set(t, row, "received_on", on.AddDate(0, 0, -10-d.IntN(100)))
		return !on.IsZero()
	}},
	{"people_no_output_indicators", "", []string{"IND-R10"}, func(d *draft) bool {
		a, t := d.tables["allocation"], d.tables["indicators"]
		row := d.pick(a, func(row int) bool {
			of := t.of(a.text(row, "code"))
			return !d.onSheet(a.text(row, "name")) && len(of) > 2 && !slices.ContainsFunc(of, func(r int) bool { return !t.alone(r, "level1") || t.text(r, "level1") == "" })
		})
		for _, r := range t.of(a.text(row, "code")) {
			if strings.HasPrefix(fold(t.text(r, "level1")), "产出") {
				d.set(t, r, "level1", one(d, "效益指标", "效益"))
				d.fill(t, r, "level2", "社会效益指标")
			}
		}
		return true
	}},
}

// dotPNG is a picture of one point.
var dotPNG = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82")

// title is the first text above a table that holds a word.
func (t *table) title(word string) string {
	for _, row := range t.cells[:t.header-1] {
		for _, text := range row {
			if strings.Contains(text, word) {
				return text
			}
		}
	}
	return ""
}
