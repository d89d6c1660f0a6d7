package main

import "hengji"

// coverLook is how a clerk laid out A0.
type coverLook struct {
	Name   string
	Title  string
	Shape  string   // list: one label a row; grid: two labels a row
	Labels []string // other spellings in the order of coverLabels
	Filled day
	Year   string // as a cell is written in a case; "" is the number 2021
	Notes  []string
}

var coverLabels = []string{"报送单位", "年度", "填表人", "联系电话", "填报日期", "模板版本", "零报告", "单位负责人"}

const invented = "说明：本工作簿为示例数据，项目、单位、指标和金额明细均为虚构，不含真实姓名和电话。"

// cover lays out A0. Labels stand left of their values: one pair a row, or two.
func (b *book) cover(look *coverLook, h *hand, reporter string) {
	b.sheet(look.Name)
	pairs, height, widths := 1, 32.0, []float64{3, 18, 24, 20}
	if look.Shape == "grid" {
		pairs, height, widths = 2, 34, []float64{3, 15, 26, 15, 26}
	}
	last := len(widths)
	for i, width := range widths {
		name := hengji.ColumnName(i + 1)
		b.keep(b.SetColWidth(look.Name, name, name, width))
	}
	b.page(look.Name, "portrait")
	row := 2
	b.across(look.Name, row, 2, last, look.Title, h.titleFace())
	b.keep(b.SetRowHeight(look.Name, row, 48))
	row += 2

	labelFace, valueFace := h.headerFace(), h.cellFace()
	labelFace.size, valueFace.size = h.Size+2, h.Size+2
	valueFace.align = "center"
	for i, v := range look.values(reporter) {
		label := coverLabels[i]
		if i < len(look.Labels) {
			label = look.Labels[i]
		}
		at := 2 + i%pairs*2
		b.put(look.Name, row, at, text(label), labelFace)
		b.put(look.Name, row, at+1, v, valueFace)
		if pairs == 1 { // the value has the rest of the row
			b.put(look.Name, row, last, value{}, valueFace)
			b.merge(look.Name, row, at+1, row, last)
		}
		if i%pairs == pairs-1 {
			b.keep(b.SetRowHeight(look.Name, row, height))
			row++
		}
	}
	row++
	for _, note := range append(look.Notes, invented) {
		f := h.lineFace("left")
		f.wrap = true
		b.across(look.Name, row, 2, last, note, f)
		b.keep(b.SetRowHeight(look.Name, row, 34))
		row++
	}
}

// values are what the cover says, in the order of coverLabels.
func (look *coverLook) values(reporter string) []value {
	year := count(2021)
	if look.Year != "" {
		year = written(look.Year)
	}
	return []value{
		text(reporter), year, text("示例填表人"), text("0734-0000000"),
		onDay(look.Filled), text("2021"), text("否"), text("示例负责人"),
	}
}
