package main

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"hengji"
)

// sheetLook is how one clerk laid out one sheet.
type sheetLook struct {
	Name     string   // of the sheet
	Annex    string   // 附件1, a line above the title; "" is none
	Title    string   // "" is none
	Subtitle string   // （2021年度）
	Unit     string   // 单位：万元, in a row of its own
	Filler   string   // 填报单位：…, at the left of the same row
	Columns  string   // separated by |, see parseColumn; "" are those of the official form
	Start    int      // first column; 0 means A
	Total    string   // first, last or "" for none
	TotalAs  string   `yaml:"total_as"` // 合计 as written here
	Subtotal bool     // 小计 after each run of equal 项目类别 (A1) or 项目编号 (A3)
	Formulas bool     // totals and calculated columns are formulas
	Merged   []string // fields merged down where they repeat
	Notes    []string // below the table
	Percent  bool     // 执行率 stored as a share with a % format
	Freeze   bool
	Height   float64 // of header rows; 0 is calculated
}

// column is one column of a table.
type column struct {
	field string // "" is a blank spacer
	label string
	group string // header above it, shared with its neighbours
	width float64
	hide  bool
	extra bool // not of the form
}

// parseColumn reads one entry of sheetLook.columns:
//
//	project_code          the field under its official label
//	uscc=信用代码          under another label
//	其中：>equipment_wan   below a group header
//	-  or  -hidden        a blank column
//	+功能科目=2060404      a column that is not of the form, the same text on every row
func parseColumn(entry string, fields map[string]fieldLook) column {
	if strings.HasPrefix(entry, "-") {
		return column{width: 2.5, hide: entry == "-hidden"}
	}
	var c column
	if group, rest, grouped := strings.Cut(entry, ">"); grouped {
		c.group, entry = group, rest
	}
	name, label, other := strings.Cut(entry, "=")
	if strings.HasPrefix(name, "+") {
		return column{field: label, label: name[1:], group: c.group, width: 11, extra: true}
	}
	look, known := fields[name]
	if !known {
		panic("no field " + name)
	}
	c.field, c.label, c.width = name, look.label, look.width
	if other {
		c.label = label
	}
	return c
}

// line is one data row ready to be laid out: values by field, and the totals
// that it adds to.
type line struct {
	values map[string]value
	block  string // lines of one block share merged cells and 小计
}

// table lays a sheet out. What it returns tells where everything stands.
func (b *book) table(look *sheetLook, hand *hand, fields map[string]fieldLook, lines []line) *tableWriter {
	b.sheet(look.Name)
	t := &tableWriter{book: b, look: look, hand: hand, fields: fields, lines: lines, sheet: look.Name}
	t.first = max(look.Start, 1)
	for _, entry := range strings.Split(look.Columns, "|") {
		t.columns = append(t.columns, parseColumn(strings.TrimSpace(entry), fields))
	}
	t.last = t.first + len(t.columns) - 1
	t.plan()
	t.heading()
	t.header()
	t.body()
	t.footer()
	t.print()
	return t
}

type tableWriter struct {
	*book
	look        *sheetLook
	hand        *hand
	fields      map[string]fieldLook
	sheet       string
	columns     []column
	lines       []line
	first, last int // columns
	headerRow   int
	headerRows  int
	rowOf       []int // row of each line
	totalRow    int   // 0 is none
	subtotals   []subtotal
	end         int // last row of the table
}

type subtotal struct{ row, first, last int } // over lines first to last

// plan gives every row its place before anything is written, because a 合计 in
// the first row adds up rows that follow.
func (t *tableWriter) plan() {
	row := 1
	for _, s := range []string{t.look.Annex, t.look.Title, t.look.Subtitle, t.look.Unit + t.look.Filler} {
		if s != "" {
			row++
		}
	}
	t.headerRow, t.headerRows = row, 1
	for _, c := range t.columns {
		if c.group != "" {
			t.headerRows = 2
		}
	}
	row += t.headerRows
	if t.look.Total == "first" {
		t.totalRow = row
		row++
	}
	blockStart := 0
	for i := range t.lines {
		t.rowOf = append(t.rowOf, row)
		row++
		if t.look.Subtotal && (i+1 == len(t.lines) || t.lines[i+1].block != t.lines[i].block) {
			t.subtotals = append(t.subtotals, subtotal{row, blockStart, i})
			blockStart = i + 1
			row++
		}
	}
	if t.look.Total == "last" {
		t.totalRow = row
		row++
	}
	t.end = row - 1
}

func (t *tableWriter) heading() {
	row := 1
	next := func(s string, f face, height float64) {
		if s != "" {
			t.across(t.sheet, row, t.first, t.last, s, f)
			t.keep(t.SetRowHeight(t.sheet, row, height))
			row++
		}
	}
	next(t.look.Annex, t.hand.annexFace(), 18)
	next(t.look.Title, t.hand.titleFace(), 30)
	next(t.look.Subtitle, t.hand.subtitleFace(), 20)
	if t.look.Unit+t.look.Filler == "" {
		return
	}
	middle := t.first + len(t.columns)/2
	switch {
	case t.look.Filler == "":
		t.across(t.sheet, row, t.first, t.last, t.look.Unit, t.hand.lineFace("right"))
	case t.look.Unit == "":
		t.across(t.sheet, row, t.first, t.last, t.look.Filler, t.hand.lineFace("left"))
	default:
		t.across(t.sheet, row, t.first, middle-1, t.look.Filler, t.hand.lineFace("left"))
		t.across(t.sheet, row, middle, t.last, t.look.Unit, t.hand.lineFace("right"))
	}
	t.keep(t.SetRowHeight(t.sheet, row, 18))
}

func (t *tableWriter) header() {
	f := t.hand.headerFace()
	lower := t.headerRow + t.headerRows - 1
	for i, c := range t.columns {
		at := t.first + i
		name := hengji.ColumnName(at)
		t.keep(t.SetColWidth(t.sheet, name, name, c.width))
		if c.hide {
			t.keep(t.SetColVisible(t.sheet, name, false))
		}
		if c.field == "" {
			continue
		}
		if c.group == "" {
			t.put(t.sheet, t.headerRow, at, text(c.label), f)
			if lower > t.headerRow {
				t.put(t.sheet, lower, at, value{}, f)
				t.merge(t.sheet, t.headerRow, at, lower, at)
			}
			continue
		}
		t.put(t.sheet, lower, at, text(c.label), f)
		if i > 0 && t.columns[i-1].group == c.group {
			continue
		}
		end := i
		for end+1 < len(t.columns) && t.columns[end+1].group == c.group {
			end++
		}
		t.across(t.sheet, t.headerRow, at, t.first+end, c.group, f)
	}
	for row := t.headerRow; row <= lower; row++ {
		height := 34.0
		switch {
		case t.look.Height > 0:
			height = t.look.Height
		case row < lower:
			height = 20
		}
		t.keep(t.SetRowHeight(t.sheet, row, height))
	}
}

func (t *tableWriter) print() {
	t.page(t.sheet, "landscape")
	t.keep(t.SetHeaderFooter(t.sheet, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页，共 &N 页"}))
	quoted := "'" + t.sheet + "'"
	t.keep(t.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: t.sheet,
		RefersTo: fmt.Sprintf("%s!$%d:$%d", quoted, t.headerRow, t.headerRow+t.headerRows-1),
	}))
	if t.look.Freeze {
		below := t.headerRow + t.headerRows
		t.keep(t.SetPanes(t.sheet, &excelize.Panes{
			Freeze: true, YSplit: below - 1, TopLeftCell: hengji.CellName(below, 1), ActivePane: "bottomLeft",
		}))
	}
}

// page fits a sheet to the width of A4.
func (b *book) page(sheet, orientation string) {
	paper, wide, high, yes, no := 9, 1, 0, true, false // 9 is A4; 0 pages high is as many as needed
	b.keep(b.SetPageLayout(sheet, &excelize.PageLayoutOptions{
		Orientation: &orientation, Size: &paper, FitToWidth: &wide, FitToHeight: &high,
	}))
	b.keep(b.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &yes}))
	margin, side := 0.6, 0.4
	b.keep(b.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{
		Top: &margin, Bottom: &margin, Left: &side, Right: &side, Horizontally: &yes, Vertically: &no,
	}))
}
