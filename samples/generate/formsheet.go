package main

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"hengji"
)

// formSheet lays out a sheet that is a printed form: labels and values in cells
// that are merged as the page needs it.
type formSheet struct {
	*book
	name  string
	hand  *hand
	first int // column that the form begins in
	row   int // the next one
	areas [][4]int
}

// form begins a sheet with columns of these widths.
func (b *book) form(name string, h *hand, first int, orientation string, widths ...float64) *formSheet {
	b.sheet(name)
	s := &formSheet{book: b, name: name, hand: h, first: first, row: 1}
	for i := 1; i < first; i++ {
		column := hengji.ColumnName(i)
		b.keep(b.SetColWidth(name, column, column, 3))
	}
	for i, width := range widths {
		column := hengji.ColumnName(first + i)
		b.keep(b.SetColWidth(name, column, column, width))
	}
	b.page(name, orientation)
	return s
}

// onePage prints the sheet on a single page.
func (s *formSheet) onePage() {
	one := 1
	s.keep(s.SetPageLayout(s.name, &excelize.PageLayoutOptions{FitToHeight: &one}))
}

// formCell is a cell of a printed form over columns from to to, counted from 1
// at the form's first, and over so many rows.
type formCell struct {
	from, to, rows int
	value          value
	look           string // label, value, text (long, at the left), amount, percent, day
}

func label(from, to int, s string) formCell { return formCell{from, to, 1, text(s), "label"} }
func cell(from, to int, v value) formCell   { return formCell{from, to, 1, v, "value"} }
func amount(from, to int, v value) formCell { return formCell{from, to, 1, v, "amount"} }
func prose(from, to int, s string) formCell {
	return formCell{from, to, 1, textOrBlank(s), "text"}
}
func share(from, to int, d hengji.Decimal) formCell {
	return formCell{from, to, 1, value{kind: figure, number: d, percent: true}, "percent"}
}

// down makes a cell reach over several rows.
func (c formCell) down(rows int) formCell { c.rows = rows; return c }

// line writes a row of cells and goes on to the next.
func (s *formSheet) line(height float64, cells ...formCell) {
	for _, c := range cells {
		f := s.hand.cellFace()
		switch f.align = "center"; c.look {
		case "label":
			f = s.hand.headerFace()
		case "text":
			f.align = "left"
		case "amount":
			f.align, f.custom = "right", s.hand.Amounts
		case "percent":
			f.format = 10
		case "day":
			f.custom = "yyyy-mm-dd"
		}
		from, to := s.first+c.from-1, s.first+c.to-1
		for row := s.row; row < s.row+c.rows; row++ {
			for column := from; column <= to; column++ {
				v := value{}
				if row == s.row && column == from {
					v = c.value
				}
				s.put(s.name, row, column, v, f)
			}
		}
		if c.from != c.to || c.rows > 1 {
			s.areas = append(s.areas, [4]int{s.row, from, s.row + c.rows - 1, to})
		}
	}
	s.keep(s.SetRowHeight(s.name, s.row, height))
	s.row++
}

// heading writes a line over the form's columns without a border.
func (s *formSheet) heading(last int, words string, f face, height float64) {
	f.wrap = strings.Contains(words, "\n")
	s.across(s.name, s.row, s.first, s.first+last-1, words, f)
	s.keep(s.SetRowHeight(s.name, s.row, height))
	s.row++
}

// end joins the cells.
func (s *formSheet) end() {
	for _, a := range s.areas {
		s.merge(s.name, a[0], a[1], a[2], a[3])
	}
}

// heightOf makes room for a text in columns so wide.
func (s *formSheet) heightOf(words string, width float64) float64 {
	lines := 0
	for _, one := range strings.Split(words, "\n") {
		lines += max(1, (displayWidth(one)+int(width)-2)/max(int(width)-1, 1))
	}
	return max(22, float64(lines)*(s.hand.Size+4)+6)
}
