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

// cover lays out A0. Labels stand left of their values.
func (b *book) cover(look *coverLook, h *hand, reporter string) {
	b.sheet(look.Name)
	year := count(2021)
	if look.Year != "" {
		year = written(look.Year)
	}
	values := []value{
		text(reporter), year, text("示例填表人"), text("0734-0000000"),
		onDay(look.Filled), text("2021"), text("否"), text("示例负责人"),
	}
	labelFace, valueFace := h.headerFace(), h.cellFace()
	labelFace.size, valueFace.size = h.Size+2, h.Size+2
	valueFace.align = "center"
	label := func(i int) value {
		if i < len(look.Labels) {
			return text(look.Labels[i])
		}
		return text(coverLabels[i])
	}

	columns, row := 4, 2
	if look.Shape == "grid" {
		columns = 5
	}
	b.across(look.Name, row, 2, columns, look.Title, h.titleFace())
	b.keep(b.SetRowHeight(look.Name, row, 48))
	row += 2
	width := func(column int, w float64) {
		name := hengji.ColumnName(column)
		b.keep(b.SetColWidth(look.Name, name, name, w))
	}
	width(1, 3)
	b.page(look.Name, "portrait")
	switch look.Shape {
	case "grid":
		for i := range coverLabels {
			at := 2 + i%2*2
			b.put(look.Name, row, at, label(i), labelFace)
			b.put(look.Name, row, at+1, values[i], valueFace)
			if i%2 == 1 {
				b.keep(b.SetRowHeight(look.Name, row, 34))
				row++
			}
		}
		width(2, 15)
		width(3, 26)
		width(4, 15)
		width(5, 26)
	default:
		for i := range coverLabels {
			b.put(look.Name, row, 2, label(i), labelFace)
			b.put(look.Name, row, 3, values[i], valueFace)
			b.put(look.Name, row, 4, value{}, valueFace)
			b.merge(look.Name, row, 3, row, 4)
			b.keep(b.SetRowHeight(look.Name, row, 32))
			row++
		}
		width(2, 18)
		width(3, 24)
		width(4, 20)
	}
	row++
	for _, note := range append(look.Notes, invented) {
		f := h.lineFace("left")
		f.wrap = true
		b.across(look.Name, row, 2, columns, note, f)
		b.keep(b.SetRowHeight(look.Name, row, 34))
		row++
	}
}
