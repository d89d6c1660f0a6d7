package sheet

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"hengji"
	"hengji/report/inert"
	"hengji/report/ooxml"

	"github.com/xuri/excelize/v2"
)

// Sheet is a sheet being written, row by row. Rows and columns count from 1.
type Sheet struct {
	Name string
	Row  int // the one being written
	book *Book
}

func (s *Sheet) cell(column int) string { return hengji.CellName(s.Row, column) }

// Text writes a text, never a formula. Without a look the cell keeps its own.
func (s *Sheet) Text(column int, text string, look Look) {
	if text != "" {
		s.book.Fail(s.book.file.SetCellStr(s.Name, s.cell(column), cellText(text)))
	}
	s.Paint(s.Row, column, s.Row, column, look)
}

// Number writes digits as they stand: a number to the spreadsheet, and no float on the
// way to it. What is no number after all is written as a text.
func (s *Sheet) Number(column int, digits string, look Look) {
	if !inert.IsNumber(digits) {
		s.Text(column, digits, look)
		return
	}
	s.book.Fail(s.book.file.SetCellDefault(s.Name, s.cell(column), digits))
	s.Paint(s.Row, column, s.Row, column, look)
}

// Sum writes the live sum of other rows of its column. It carries no result: with one,
// LibreOffice would show it unreckoned, whatever a program has typed there since.
func (s *Sheet) Sum(column, fromRow, toRow int, look Look) {
	s.Paint(s.Row, column, s.Row, column, look)
	name := hengji.ColumnName(column)
	s.book.Fail(s.book.file.SetCellFormula(s.Name, s.cell(column), fmt.Sprintf("SUM(%s%d:%s%d)", name, fromRow, name, toRow)))
	s.book.sums = true
}

// Formula writes digits as Number does, and the formula that they are the result of. The
// program that opens it shows the digits, and calculates when something is changed.
func (s *Sheet) Formula(column int, formula, digits string, look Look) {
	s.Number(column, digits, look)
	s.book.Fail(s.book.file.SetCellFormula(s.Name, s.cell(column), formula))
	s.book.formulas = true
}

// Paint gives the cells from one to another a look.
func (s *Sheet) Paint(row, column, toRow, toColumn int, look Look) {
	if look != (Look{}) {
		s.book.Fail(s.book.file.SetCellStyle(s.Name, hengji.CellName(row, column), hengji.CellName(toRow, toColumn), s.book.style(look)))
	}
}

// Across writes a text over several columns of the row.
func (s *Sheet) Across(column, toColumn int, text string, look Look) {
	s.Paint(s.Row, column, s.Row, toColumn, look)
	s.Text(column, text, Look{})
	s.Merge(column, s.Row, toColumn)
}

// Merge makes one cell of several; one alone stays as it is, or Excel would call the
// file damaged.
func (s *Sheet) Merge(column, toRow, toColumn int) {
	if s.Row != toRow || column != toColumn {
		s.book.Fail(s.book.file.MergeCell(s.Name, s.cell(column), hengji.CellName(toRow, toColumn)))
	}
}

// Link makes a cell lead to a cell of a sheet of the workbook.
func (s *Sheet) Link(column int, sheet, cell string) {
	s.book.Fail(s.book.file.SetCellHyperLink(s.Name, s.cell(column), ooxml.QuoteSheet(sheet)+"!"+cell, "Location"))
}

// Lead makes a cell lead to a file beside the workbook: a relative reference, which may name
// a place in it. The cell looks as it did.
func (s *Sheet) Lead(column int, to string) {
	s.book.Fail(s.book.file.SetCellHyperLink(s.Name, s.cell(column), to, "External"))
}

// Height sets the height of the row in points; 409 is the most that it can have.
func (s *Sheet) Height(points int) {
	s.book.Fail(s.book.file.SetRowHeight(s.Name, s.Row, float64(min(points, 409))))
}

// Width sets the width of a column in characters.
func (s *Sheet) Width(column int, characters float64) {
	name := hengji.ColumnName(column)
	s.book.Fail(s.book.file.SetColWidth(s.Name, name, name, characters))
}

// Hide hides columns.
func (s *Sheet) Hide(from, to int) {
	s.book.Fail(s.book.file.SetColVisible(s.Name, hengji.ColumnName(from)+":"+hengji.ColumnName(to), false))
}

// Freeze keeps so many columns and rows in sight.
func (s *Sheet) Freeze(columns, rows int) {
	panes := excelize.Panes{Freeze: true, XSplit: columns, YSplit: rows, TopLeftCell: hengji.CellName(rows+1, columns+1), ActivePane: "bottomRight"}
	if columns == 0 {
		panes.ActivePane = "bottomLeft"
	}
	s.book.Fail(s.book.file.SetPanes(s.Name, &panes))
}

// Validate holds cells to what a drop-down or a range allows.
func (s *Sheet) Validate(v *excelize.DataValidation) {
	s.book.Fail(s.book.file.AddDataValidation(s.Name, v))
}

// Chart draws a chart from a cell of the row on.
func (s *Sheet) Chart(column int, c *excelize.Chart) {
	s.book.Fail(s.book.file.AddChart(s.Name, s.cell(column), c))
}

// Dimension says how far the sheet goes. Readers that stream go by it; without it
// excelize says A1.
func (s *Sheet) Dimension(rows, columns int) {
	s.book.Fail(s.book.file.SetSheetDimension(s.Name, "A1:"+hengji.CellName(rows, columns)))
}

// Protect keeps what is not open from slips of the hand, without a password: whoever
// must may lift it. What moves no cell stays allowed.
func (s *Sheet) Protect() {
	s.book.Fail(s.book.file.ProtectSheet(s.Name, &excelize.SheetProtectionOptions{
		SelectLockedCells: true, SelectUnlockedCells: true, FormatCells: true, FormatColumns: true, FormatRows: true,
		InsertRows: true, Sort: true, AutoFilter: true, EditObjects: true,
	}))
}

// Paper is how a sheet is printed: on A4, one page wide, its pages numbered.
type Paper struct {
	Upright       bool
	Once          bool   // on one page; else on as many as it takes
	Heads         [2]int // first and last row that stand on top of every page; 0 is none
	Rows, Columns int    // that are printed; 0 is all
	Foot          string // at the left of the foot of every page; "" is nothing
}

// Print sets the sheet up for paper, and without lines of the grid.
func (s *Sheet) Print(p Paper) {
	do, f := s.book.Fail, s.book.file
	orientation, a4, once, many := "landscape", 9, 1, 0
	if p.Upright {
		orientation = "portrait"
	}
	if p.Once {
		many = 1
	}
	do(f.SetPageLayout(s.Name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation, FitToWidth: &once, FitToHeight: &many}))
	yes, no := true, false
	do(f.SetSheetProps(s.Name, &excelize.SheetPropsOptions{FitToPage: &yes}))
	do(f.SetSheetView(s.Name, 0, &excelize.ViewOptions{ShowGridLines: &no}))
	side, end := s.book.theme.Side, s.book.theme.End
	do(f.SetPageMargins(s.Name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &end, Bottom: &end, Horizontally: &yes}))
	foot := ""
	if p.Foot != "" {
		foot = "&L" + strings.ReplaceAll(p.Foot, "&", "&&")
	}
	do(f.SetHeaderFooter(s.Name, &excelize.HeaderFooterOptions{OddFooter: foot + "&C第 &P 页　共 &N 页"}))
	if p.Rows > 0 {
		s.define("_xlnm.Print_Area", fmt.Sprintf("$A$1:$%s$%d", hengji.ColumnName(p.Columns), p.Rows))
	}
	if p.Heads[1] > 0 {
		s.define("_xlnm.Print_Titles", fmt.Sprintf("$%d:$%d", p.Heads[0], p.Heads[1]))
	}
}

func (s *Sheet) define(name, area string) {
	s.book.Fail(s.book.file.SetDefinedName(&excelize.DefinedName{Name: name, Scope: s.Name, RefersTo: ooxml.QuoteSheet(s.Name) + "!" + area}))
}

// cellText makes a text fit for a cell: visible characters only, at most what a cell
// holds, and no codes that would be read as characters.
func cellText(s string) string { return ooxml.EscapeCodes(atMostACell(inert.Lines(s))) }

// atMostACell cuts a text at 32 767 UTF-16 units, never inside a character.
func atMostACell(s string) string {
	const most = 32_767
	if len(s) <= most {
		return s
	}
	units := 0
	for i, r := range s {
		units += 1 + utf8.RuneLen(r)/4 // four bytes of UTF-8 are two units of UTF-16
		if units >= most {
			return s[:i] + "…"
		}
	}
	return s
}
