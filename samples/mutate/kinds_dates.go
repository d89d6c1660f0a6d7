package main

import (
	"strconv"
	"strings"
	"time"
)

// dateKinds are mistakes in the dates of 项目资金安排表 and 资金执行情况表.
var dateKinds = []kind{
	day("date_as_text", "12", []string{"CELL-NORMALISED"}, func(d *draft, on time.Time) any {
		return on.Format(one(d, "2006年1月2日", "2006.1.2", "2006/1/2", "2006-01-02", "20060102", "2006年01月02日", "2006、1、2"))
	}),
	day("date_full_width", "4", []string{"CELL-NORMALISED"}, func(d *draft, on time.Time) any {
		return wide(on.Format("2006")) + "年" + wide(on.Format("1")) + "月" + wide(on.Format("2")) + "日"
	}),
	day("date_in_chinese_numerals", "12", []string{"CELL-NORMALISED"}, func(d *draft, on time.Time) any {
		return chinese(on.Format("2006")) + "年" + chineseUnder100(int(on.Month())) + "月" + chineseUnder100(on.Day()) + "日"
	}),
	day("date_two_digit_year", "12", []string{"CELL-NORMALISED", "allocation.allocated_on.date", "allocation.starts_on.date", "allocation.ends_on.date", "DATE-NO-DAY"}, func(d *draft, on time.Time) any { return on.Format("06/1/2") }),
	day("date_without_day", "12", []string{"DATE-NO-DAY"}, func(d *draft, on time.Time) any {
		return on.Format(one(d, "2006年1月", "2006.1", "2006-01", "2006/1"))
	}),
	day("date_year_alone", "12", []string{"DATE-NO-DAY"}, func(d *draft, on time.Time) any { return on.Format(one(d, "2006年", "2006")) }),
	day("date_month_became_number", "13", []string{"DATE-NO-DAY"}, func(d *draft, on time.Time) any {
		v, _ := strconv.ParseFloat(on.Format("2006.1"), 64) // digits and a dot
		return v
	}),
	day("date_in_words", "12", []string{"allocation.allocated_on.date", "allocation.starts_on.date", "allocation.ends_on.date"}, func(d *draft, on time.Time) any {
		return one(d, "上半年", "待定", "年底", "立项后", "第二季度")
	}),
	day("date_impossible", "12", []string{"allocation.allocated_on.date", "allocation.starts_on.date", "allocation.ends_on.date"}, func(d *draft, on time.Time) any {
		return on.Format("2006") + one(d, "-02-30", "年13月5日", ".4.31", "-00-12")
	}),
	{"allocated_in_other_year", "32", []string{"ALLOC-R06"}, func(d *draft) bool {
		return d.date("allocated", func(on time.Time) any { return on.AddDate(one(d, -1, 1, -2, -7, 79), 0, 0) })
	}},
	{"start_after_end", "32", []string{"ALLOC-R05"}, func(d *draft) bool {
		t := d.tables["allocation"]
		row := d.pick(t, t.filled("starts"), t.filled("ends"))
		starts, ends := d.dayOf(t, row, "starts"), d.dayOf(t, row, "ends")
		if starts.IsZero() || ends.IsZero() {
			return false
		}
		if d.IntN(2) == 0 {
			d.set(t, row, "starts", ends.AddDate(0, 0, 1+d.IntN(300)))
		} else {
			d.set(t, row, "ends", starts.AddDate(0, 0, -1-d.IntN(300)))
		}
		return true
	}},
	{"date_in_another_century", "12", []string{"ALLOC-R12"}, func(d *draft) bool {
		return d.date(one(d, "starts", "ends"), func(on time.Time) any { return on.AddDate(one(d, 100, -100, 70, -42), 0, 0) })
	}},
	{"year_where_a_day_shows", "13", []string{"DATE-NO-DAY"}, func(d *draft) bool {
		return d.date(one(d, "allocated", "starts", "ends"), func(on time.Time) any { return shownAsDay(on.Year()*10 + one(d, 0, 1, 5)) })
	}},
	{"date_two_digits_shown", "14", nil, func(d *draft) bool { // read from its serial, not from what shows
		t := d.tables["allocation"]
		row := d.pick(t, t.filled("starts"))
		d.dateFormat(t.sheet, t.at(row, "starts"))
		return !d.dayOf(t, row, "starts").IsZero()
	}},
	{"received_on_in_words", "12", []string{"execution.received_on.date"}, func(d *draft) bool {
		t := d.tables["execution"]
		row := d.pick(t, t.filled("received_on"))
		d.set(t, row, "received_on", one(d, "年中", "未到位", "2021-13-01"))
		return true
	}},
	{"number_with_date_format", "15", nil, func(d *draft) bool {
		t, row, _ := d.amount()
		cell := t.at(row, "amount")
		d.mark(t.sheet, cell)
		d.dateFormat(t.sheet, cell)
		return true
	}},
}

// day types over one of the three dates of A1. The day that stands there is
// read from its serial; the sample's epoch does not matter for that.
func day(name, listed string, rules []string, value func(d *draft, on time.Time) any) kind {
	return kind{name, listed, rules, func(d *draft) bool {
		return d.date(one(d, "allocated", "starts", "ends"), func(on time.Time) any { return value(d, on) })
	}}
}

func (d *draft) date(field string, value func(on time.Time) any) bool {
	t := d.tables["allocation"]
	row := d.pick(t, t.filled(field))
	on := d.dayOf(t, row, field)
	if on.IsZero() {
		return false
	}
	v := value(on)
	if tenths, typed := v.(shownAsDay); typed { // 2021.5 in a cell that keeps its format
		d.dateFormat(t.sheet, t.at(row, field))
		d.set(t, row, field, float64(tenths)/10)
		return true
	}
	if _, real := v.(time.Time); !real { // typed into a cell that is no date
		d.plain(t.sheet, t.at(row, field))
	}
	d.set(t, row, field, v)
	return true
}

func (d *draft) dayOf(t *table, row int, field string) time.Time {
	serial, ok := t.millionths(row, field)
	if !ok {
		return time.Time{}
	}
	return d.epoch().AddDate(0, 0, int(serial/1e6))
}

// shownAsDay is a year and month typed as a number, in tenths.
type shownAsDay int

func chinese(digits string) string {
	return strings.NewReplacer("0", "〇", "1", "一", "2", "二", "3", "三", "4", "四", "5", "五", "6", "六", "7", "七", "8", "八", "9", "九").Replace(digits)
}

func chineseUnder100(n int) string {
	switch tens, ones := n/10, n%10; {
	case tens == 0:
		return chinese(strconv.Itoa(ones))
	default:
		front := strings.TrimPrefix(chinese(strconv.Itoa(tens)), "一")
		return front + "十" + strings.TrimPrefix(chinese(strconv.Itoa(ones)), "〇")
	}
}
