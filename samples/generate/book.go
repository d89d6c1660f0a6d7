package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"hengji"
)

// face is how a cell looks; equal faces share one style of the workbook.
type face struct {
	font     string
	size     float64
	bold     bool
	colour   string // of the letters
	fill     string
	border   bool
	align    string // left, center, right
	wrap     bool
	format   int    // a built-in number format
	custom   string // or one of our own
	vertical string // "" is center
}

// value is what a cell holds. The zero value is a blank cell.
type value struct {
	kind    kind
	text    string
	number  hengji.Decimal
	day     day
	formula string // with the number (or text) as its cached result
	raw     string // digits to be written as they stand, where number cannot carry them
	percent bool   // number is a percent number, to be stored as a share with a % format
}

type kind uint8

const (
	blank kind = iota
	words
	figure
	date
)

func text(s string) value           { return value{kind: words, text: s} }
func number(d hengji.Decimal) value { return value{kind: figure, number: d} }
func count(n int) value             { return number(whole(n)) }
func onDay(d day) value             { return value{kind: date, day: d} }
func digits(s string) value         { return value{kind: figure, raw: s} }

// book is a workbook in the making. The first error sticks and ends up in bytes.
type book struct {
	*excelize.File
	begun     bool // the library's own first sheet is in use
	epoch1904 bool
	dates     face // number format of its date cells
	styles    map[face]int
	corners   map[string][2]int // last row and column of each sheet
	err       error
	patches   []patch // what excelize cannot write, done on the parts afterwards
	parts     []part  // and parts that it does not know
}

// newBook opens a workbook whose properties say nothing about when, where or by
// whom it was made.
func newBook(epoch1904 bool) *book {
	b := &book{File: excelize.NewFile(), epoch1904: epoch1904, styles: map[face]int{}, corners: map[string][2]int{}}
	const made = "2022-03-10T01:30:00Z"
	b.keep(b.SetDocProps(&excelize.DocProperties{
		Title: "2021年度市级科技专项资金绩效自评", Creator: "示例填表人", LastModifiedBy: "示例填表人",
		Description: "示例数据，内容均为虚构", Created: made, Modified: made,
	}))
	b.keep(b.SetAppProps(&excelize.AppProperties{Application: "Microsoft Excel", AppVersion: "16.0300"}))
	if epoch1904 {
		yes := true
		b.keep(b.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
	}
	return b
}

func (b *book) keep(err error) {
	if b.err == nil {
		b.err = err
	}
}

// sheet adds a sheet; the first one takes the place of the library's own.
func (b *book) sheet(name string) {
	if !b.begun {
		b.begun = true
		b.keep(b.SetSheetName("Sheet1", name))
		return
	}
	_, err := b.NewSheet(name)
	b.keep(err)
}

// put writes one cell.
func (b *book) put(sheet string, row, column int, v value, f face) {
	if b.err != nil {
		return
	}
	cell := hengji.CellName(row, column)
	corner := b.corners[sheet]
	b.corners[sheet] = [2]int{max(corner[0], row), max(corner[1], column)}
	if v.kind == date && f.format == 0 && f.custom == "" {
		f.format, f.custom = b.dates.format, b.dates.custom
	}
	b.keep(b.SetCellStyle(sheet, cell, cell, b.style(f)))
	b.fill(sheet, cell, v)
}

// fill gives a cell a value and leaves its looks alone.
func (b *book) fill(sheet, cell string, v value) {
	if b.err != nil {
		return
	}
	switch v.kind {
	case blank:
		b.keep(b.SetCellValue(sheet, cell, nil))
	case words:
		b.keep(b.SetCellStr(sheet, cell, v.text))
	case figure:
		b.keep(b.SetCellDefault(sheet, cell, v.digits()))
	case date:
		b.keep(b.SetCellDefault(sheet, cell, fmt.Sprint(b.serial(v.day))))
	}
	if v.formula == "" {
		return
	}
	b.keep(b.SetCellFormula(sheet, cell, v.formula))
	switch {
	case v.kind == words:
		b.patches = append(b.patches, b.result(sheet, cell, "str", v.text))
	case strings.HasPrefix(v.raw, "#"):
		b.patches = append(b.patches, b.result(sheet, cell, "e", v.raw))
	}
}

// result gives a formula a text or an error as its cached result, which the
// library cannot keep.
func (b *book) result(sheet, cell, kind, text string) patch {
	part := fmt.Sprintf("xl/worksheets/sheet%d.xml", slices.Index(b.GetSheetList(), sheet)+1)
	return setResult(part, cell, kind, text)
}

// digits are what the file stores for a number.
func (v value) digits() string {
	switch {
	case v.raw != "":
		return v.raw
	case v.percent:
		return (v.number / 100).String()
	}
	return v.number.String()
}

// serial is the number that the workbook's epoch gives a day.
func (b *book) serial(d day) int {
	if b.epoch1904 {
		return int(d) + 24107
	}
	return int(d) + 25569
}

func (b *book) style(f face) int {
	if id, known := b.styles[f]; known {
		return id
	}
	vertical := f.vertical
	if vertical == "" {
		vertical = "center"
	}
	style := &excelize.Style{
		Font:      &excelize.Font{Family: f.font, Size: f.size, Bold: f.bold, Color: f.colour},
		Alignment: &excelize.Alignment{Horizontal: f.align, Vertical: vertical, WrapText: f.wrap},
		NumFmt:    f.format,
	}
	if f.custom != "" {
		style.CustomNumFmt = &f.custom
	}
	if f.fill != "" {
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{f.fill}}
	}
	if f.border {
		for _, side := range []string{"left", "right", "top", "bottom"} {
			style.Border = append(style.Border, excelize.Border{Type: side, Style: 1, Color: "000000"})
		}
	}
	id, err := b.NewStyle(style)
	b.keep(err)
	b.styles[f] = id
	return id
}

// merge joins cells that have been put before; one cell alone is left as it is.
func (b *book) merge(sheet string, row, column, lastRow, lastColumn int) {
	if b.err != nil || row == lastRow && column == lastColumn {
		return
	}
	b.keep(b.MergeCell(sheet, hengji.CellName(row, column), hengji.CellName(lastRow, lastColumn)))
}

// across puts a text over several columns of one row.
func (b *book) across(sheet string, row, column, lastColumn int, s string, f face) {
	b.put(sheet, row, column, text(s), f)
	for c := column + 1; c <= lastColumn; c++ {
		b.put(sheet, row, c, value{}, f)
	}
	b.merge(sheet, row, column, row, lastColumn)
}

// bytes is the finished file.
func (b *book) bytes() ([]byte, error) {
	if b.err != nil {
		return nil, b.err
	}
	for _, sheet := range b.GetSheetList() {
		if corner, used := b.corners[sheet]; used {
			b.keep(b.SetSheetDimension(sheet, "A1:"+hengji.CellName(corner[0], corner[1])))
		}
	}
	if b.err != nil {
		return nil, b.err
	}
	buffer, err := b.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	if err := b.Close(); err != nil {
		return nil, fmt.Errorf("close workbook: %w", err)
	}
	return rezip(buffer.Bytes(), b.parts, append([]patch{formulaResults}, b.patches...)...)
}
