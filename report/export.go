package report

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"hengji"
	"hengji/report/inert"
	"hengji/report/ooxml"

	"github.com/xuri/excelize/v2"
)

// Fonts of the office's papers. A workbook can name one font a cell and no
// fallback, but says which characters it must have: whoever lacks 小标宋 or 仿宋
// gets a font of their system that has the simplified ones.
const (
	titleFont  = "方正小标宋简体"
	headFont   = "黑体"
	bodyFont   = "仿宋"
	gb2312     = 134
	contentsOf = "目录"
)

// SummaryFile is what the workbook of printed tables is called.
const SummaryFile = "汇总表.xlsx"

// Summary writes the workbook of printed tables: 目录, then a sheet a table, as
// the office prints and signs them. Numbers are the printed ones, digit for
// digit; texts are texts. The same booklet gives the same bytes.
func Summary(w io.Writer, b hengji.Booklet) error {
	book := &summary{Booklet: b, file: excelize.NewFile(), styles: map[stroke]int{}}
	defer book.file.Close()
	book.name(contentsOf)
	for _, table := range b.Tables {
		book.table(table)
	}
	book.contents()
	book.file.SetActiveSheet(0)
	at := b.MadeAt.UTC().Format("2006-01-02T15:04:05Z") // the run's clock: no other is looked at
	book.do(book.file.SetDocProps(&excelize.DocProperties{
		Creator: "hengji", Title: b.Period + "年度汇总表", Description: book.heldWords(), Created: at, Modified: at,
	}))
	if book.err != nil {
		return fmt.Errorf("make %s: %w", SummaryFile, book.err)
	}
	made, err := book.bytes()
	if err == nil {
		_, err = w.Write(made)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", SummaryFile, err)
	}
	return nil
}

var contentType = regexp.MustCompile(`<(Default|Override) [^>]*>(</(Default|Override)>)?`)

// bytes is the workbook as a file. With charts excelize lists the types of parts in
// the order of a map; sorted, the same booklet gives the same bytes.
func (s *summary) bytes() ([]byte, error) {
	plain, err := s.file.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	p, err := ooxml.OpenParcel(plain.Bytes())
	if err != nil {
		return nil, err
	}
	types, err := p.Read(ooxml.ContentTypes)
	if err != nil {
		return nil, err
	}
	list := contentType.FindAllString(string(types), -1)
	slices.Sort(list)
	next := 0
	p.Put(ooxml.ContentTypes, contentType.ReplaceAllFunc(types, func([]byte) []byte {
		next++
		return []byte(list[next-1])
	}))
	return p.Bytes()
}

// summary builds the workbook. err is the first that excelize gave; what follows
// it does nothing.
type summary struct {
	hengji.Booklet
	file   *excelize.File
	styles map[stroke]int
	sheets []string
	sheet  string // the one being written
	row    int    // the row being written
	last   int    // its last column
	err    error
}

func (s *summary) do(err error) {
	if s.err == nil {
		s.err = err
	}
}

// heldWords says how many of the regions are in the tables: no total without it.
func (s *summary) heldWords() string {
	return heldWords(s.Booklet)
}

// office says whose paper it is.
func (s *summary) office() string {
	if s.Office == "" {
		return ""
	}
	return "编制单位：" + s.Office + "　　"
}

func heldWords(b hengji.Booklet) string {
	return fmt.Sprintf("已汇总 %d/%d 个县市区", b.Held, b.Regions)
}

// heldBy says whose figures a table holds: so many of the regions, or the
// department.
func heldBy(b hengji.Booklet, t hengji.Table) string {
	if t.Department {
		return "填报单位：" + standings([]hengji.Standing{b.Department})
	}
	return heldWords(b)
}

// standings lists regions with what they stand at: 耒阳市（退回）、常宁市（未报）.
func standings(list []hengji.Standing) string {
	var names []string
	for _, one := range list {
		names = append(names, inert.OneLine(one.Region)+"（"+one.State.Chinese()+"）")
	}
	return strings.Join(names, "、")
}

// name starts a sheet of a name that a sheet can have.
func (s *summary) name(title string) {
	runes := []rune(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return -1
		}
		return r
	}, inert.OneLine(title)))
	name := string(runes[:min(len(runes), 31)])
	for n := 2; name == "" || slices.ContainsFunc(s.sheets, func(other string) bool { return strings.EqualFold(other, name) }); n++ {
		name = string(runes[:min(len(runes), 28)]) + fmt.Sprint(n)
	}
	if len(s.sheets) == 0 {
		s.do(s.file.SetSheetName("Sheet1", name))
	} else {
		_, err := s.file.NewSheet(name)
		s.do(err)
	}
	s.sheets = append(s.sheets, name)
	s.sheet, s.row = name, 0
}

// contents fills the first sheet: what the workbook holds, of whom, and who signs.
func (s *summary) contents() {
	s.sheet, s.row, s.last = s.sheets[0], 0, 3
	s.line(s.Period+"年度汇总表", stroke{font: titleFont, size: 22, across: "center", bare: true}, 40)
	s.line(s.office()+"报告期："+s.Period+"年度　　"+s.heldWords(), stroke{size: 12, across: "center", bare: true}, 24)
	s.row++
	for i, word := range []string{"序号", "表名", "行数"} {
		s.text(i+1, word, stroke{font: headFont, size: 12, across: "center", fill: headFill})
	}
	s.height(26)
	for i, table := range s.Tables {
		s.row++
		rows := len(table.Rows)
		if table.Total {
			rows--
		}
		s.number(1, fmt.Sprint(i+1), 0, stroke{size: 12, across: "center"})
		s.text(2, table.Title, stroke{size: 12, link: true})
		s.do(s.file.SetCellHyperLink(s.sheet, hengji.CellName(s.row, 2), ooxml.QuoteSheet(s.sheets[i+1])+"!A1", "Location"))
		s.number(3, fmt.Sprint(rows), 0, stroke{size: 12, across: "center"})
		s.height(24)
	}
	s.row++
	for _, note := range []string{
		s.absentNote(), s.pendingNote(),
		"制表：" + s.Program + "，规则版本 " + cutRules(s.Rules) + "，" + s.day() + "。",
	} {
		if note != "" {
			s.note(note, 80)
		}
	}
	s.signature()
	for column, wide := range []float64{8, 64, 10} {
		s.width(column+1, wide)
	}
	s.paper(false, 3, 0, s.row)
}

// cutRules shortens the fingerprint of the rules to what tells two apart.
func cutRules(fingerprint string) string { return fingerprint[:min(len(fingerprint), 12)] }

// day is the run's day as papers carry it.
func (s *summary) day() string { return s.MadeAt.Format("2006年1月2日") }

func (s *summary) absentNote() string {
	if len(s.Absent) == 0 {
		return ""
	}
	return "未汇总：" + standings(s.Absent) + "。其数字以“—”表示，合计不含。"
}

func (s *summary) pendingNote() string {
	if len(s.Pending) == 0 {
		return ""
	}
	return "已计入而情况尚待核实：" + standings(s.Pending) + "。"
}

// line writes a text over all columns of the next row.
func (s *summary) line(text string, look stroke, points int) {
	s.row++
	for column := 2; column <= s.last; column++ {
		s.text(column, "", look)
	}
	s.text(1, text, look)
	s.merge(s.row, 1, s.row, s.last)
	s.height(points)
}

// merge makes one cell of several; one alone stays as it is, or Excel would call
// the file damaged.
func (s *summary) merge(row, column, toRow, toColumn int) {
	if row != toRow || column != toColumn {
		s.do(s.file.MergeCell(s.sheet, hengji.CellName(row, column), hengji.CellName(toRow, toColumn)))
	}
}

// note writes a remark below a table that is so many characters wide.
func (s *summary) note(text string, wide float64) {
	s.line(text, stroke{size: 10, bare: true}, inert.LinesIn(text, wide*1.1)*15+3)
}

// signature is the line that those who answer for the paper sign.
func (s *summary) signature() {
	s.row++
	s.line("负责人：　　　　审核：　　　　制表：　　　　日期："+s.day(), stroke{size: 11, bare: true}, 30)
}

// stroke is all that a cell's style can be.
type stroke struct {
	font   string // "" is bodyFont
	size   int
	bold   bool
	across string // left, center, right
	fill   string // RRGGBB; "" is none
	places int    // decimals of a number
	number bool
	bare   bool // no borders
	link   bool
}

const headFill = "E8EDF3"

func (s *summary) style(look stroke) int {
	if id, known := s.styles[look]; known {
		return id
	}
	charset := gb2312
	font := &excelize.Font{Family: look.font, Size: float64(look.size), Bold: look.bold, Color: "000000", Charset: &charset}
	if font.Family == "" {
		font.Family = bodyFont
	}
	if look.link {
		font.Color, font.Underline = "0563C1", "single"
	}
	style := &excelize.Style{Font: font, Alignment: &excelize.Alignment{Vertical: "center", Horizontal: look.across, WrapText: true}}
	if look.number {
		format := "#,##0"
		if look.places > 0 {
			format += "." + strings.Repeat("0", look.places)
		}
		format += "_ " // a little room at the right edge
		style.CustomNumFmt = &format
		style.Alignment.WrapText = false
	}
	if look.fill != "" {
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{look.fill}}
	}
	if !look.bare {
		for _, side := range []string{"left", "top", "right", "bottom"} {
			style.Border = append(style.Border, excelize.Border{Type: side, Color: "000000", Style: 1})
		}
	}
	id, err := s.file.NewStyle(style)
	s.do(err)
	s.styles[look] = id
	return id
}

// text writes a text, never a formula, into the current row.
func (s *summary) text(column int, text string, look stroke) {
	cell := hengji.CellName(s.row, column)
	if text != "" {
		s.do(s.file.SetCellStr(s.sheet, cell, sheetText(text)))
	}
	s.do(s.file.SetCellStyle(s.sheet, cell, cell, s.style(look)))
}

// number writes digits as they stand: a number to the spreadsheet, and no float
// on the way to it. What is no number after all is written as a text.
func (s *summary) number(column int, digits string, places int, look stroke) {
	if !inert.IsNumber(digits) {
		s.text(column, digits, look)
		return
	}
	look.number, look.places = true, places
	cell := hengji.CellName(s.row, column)
	s.do(s.file.SetCellDefault(s.sheet, cell, digits))
	s.do(s.file.SetCellStyle(s.sheet, cell, cell, s.style(look)))
}

func (s *summary) height(points int) {
	s.do(s.file.SetRowHeight(s.sheet, s.row, float64(min(points, 409))))
}

func (s *summary) width(column int, characters float64) {
	name := hengji.ColumnName(column)
	s.do(s.file.SetColWidth(s.sheet, name, name, characters))
}

// paper sets a sheet up for A4, one page wide, with its first rows on every page
// and its pages numbered.
func (s *summary) paper(landscape bool, columns, titleRows, rows int) {
	orientation, a4, once, many := "portrait", 9, 1, 0
	if landscape {
		orientation = "landscape"
	}
	s.do(s.file.SetPageLayout(s.sheet, &excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation, FitToWidth: &once, FitToHeight: &many}))
	yes, no := true, false
	s.do(s.file.SetSheetProps(s.sheet, &excelize.SheetPropsOptions{FitToPage: &yes}))
	s.do(s.file.SetSheetView(s.sheet, 0, &excelize.ViewOptions{ShowGridLines: &no}))
	side, end := 0.6, 0.75
	s.do(s.file.SetPageMargins(s.sheet, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &end, Bottom: &end, Horizontally: &yes}))
	s.do(s.file.SetHeaderFooter(s.sheet, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页　共 &N 页"}))
	s.do(s.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Area", Scope: s.sheet, RefersTo: fmt.Sprintf("%s!$A$1:$%s$%d", ooxml.QuoteSheet(s.sheet), hengji.ColumnName(columns), rows),
	}))
	if titleRows > 0 {
		s.do(s.file.SetDefinedName(&excelize.DefinedName{
			Name: "_xlnm.Print_Titles", Scope: s.sheet, RefersTo: fmt.Sprintf("%s!$1:$%d", ooxml.QuoteSheet(s.sheet), titleRows),
		}))
	}
}
