package main

import "hengji"

// coverLook is how a clerk laid out A0.
type coverLook struct {
	name   string
	title  string
	shape  string   // list: one label a row; grid: two labels a row
	labels []string // other spellings in the order of coverLabels; "" keeps the official label
	person string   // 填表人
	chief  string   // 单位负责人
	filled day
	year   value
	nil_   string
	notes  []string
}

var coverLabels = []string{"报送单位", "年度", "填表人", "联系电话", "填报日期", "模板版本", "零报告", "单位负责人"}

const invented = "说明：本工作簿为示例数据，项目、单位、指标和金额明细均为虚构，不含真实姓名和电话。"

// cover lays out A0. Labels stand left of their values.
func (b *book) cover(look *coverLook, h *hand, reporter string) {
	b.sheet(look.name)
	year := look.year
	if year.kind == blank {
		year = count(2021)
	}
	version := text("2021")
	nothing := "否"
	if look.nil_ != "" {
		nothing = look.nil_
	}
	values := []value{
		text(reporter), year, text(look.person), text("0734-0000000"),
		onDay(look.filled), version, text(nothing), text(look.chief),
	}
	labelFace, valueFace := h.headerFace(), h.cellFace()
	labelFace.size, valueFace.size = h.size+2, h.size+2
	valueFace.align = "center"
	label := func(i int) value {
		if i < len(look.labels) && look.labels[i] != "" {
			return text(look.labels[i])
		}
		return text(coverLabels[i])
	}

	columns, row := 4, 2
	if look.shape == "grid" {
		columns = 5
	}
	b.across(look.name, row, 2, columns, look.title, h.titleFace())
	b.keep(b.SetRowHeight(look.name, row, 48))
	row += 2
	width := func(column int, w float64) {
		name := hengji.ColumnName(column)
		b.keep(b.SetColWidth(look.name, name, name, w))
	}
	width(1, 3)
	b.page(look.name, "portrait")
	switch look.shape {
	case "grid":
		for i := range coverLabels {
			at := 2 + i%2*2
			b.put(look.name, row, at, label(i), labelFace)
			b.put(look.name, row, at+1, values[i], valueFace)
			if i%2 == 1 {
				b.keep(b.SetRowHeight(look.name, row, 34))
				row++
			}
		}
		width(2, 15)
		width(3, 26)
		width(4, 15)
		width(5, 26)
	default:
		for i := range coverLabels {
			b.put(look.name, row, 2, label(i), labelFace)
			b.put(look.name, row, 3, values[i], valueFace)
			b.put(look.name, row, 4, value{}, valueFace)
			b.merge(look.name, row, 3, row, 4)
			b.keep(b.SetRowHeight(look.name, row, 32))
			row++
		}
		width(2, 18)
		width(3, 24)
		width(4, 20)
	}
	row++
	for _, note := range append(look.notes, invented) {
		f := h.lineFace("left")
		f.wrap = true
		b.across(look.name, row, 2, columns, note, f)
		b.keep(b.SetRowHeight(look.name, row, 34))
		row++
	}
}
