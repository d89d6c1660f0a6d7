package report

import (
	"fmt"
	"io"
	"strings"

	"hengji"
	"hengji/report/inert"
	"hengji/report/sheet"

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
// digit; texts are texts; links lead from figures to their working. The same booklet gives
// the same bytes.
func Summary(w io.Writer, b hengji.Booklet, links *Links) error {
	s := &summary{Booklet: b, book: sheet.New(paperTheme), code: CodeMark + b.Code(), links: links}
	contents := s.book.Sheet(contentsOf)
	for _, table := range b.Tables {
		s.table(table)
	}
	s.contents(contents)
	s.book.Properties(excelize.DocProperties{
		Title: hengji.PeriodTitle(b.Period) + "汇总表", Description: heldWords(b),
		Created: b.MadeAt.UTC().Format("2006-01-02T15:04:05Z"), // no clock is looked at
	})
	made, err := s.book.Bytes()
	if err != nil {
		return fmt.Errorf("make %s: %w", SummaryFile, err)
	}
	if _, err := w.Write(sealed(made)); err != nil {
		return fmt.Errorf("write %s: %w", SummaryFile, err)
	}
	return nil
}

// paperTheme is of the office's papers.
var paperTheme = sheet.Theme{Font: bodyFont, Charset: gb2312, Ink: "000000", Edge: "000000", Side: 0.6, End: 0.75}

// summary is the workbook being made.
type summary struct {
	hengji.Booklet
	book         *sheet.Book
	links        *Links
	code         string   // that proves which publication a print is of
	*sheet.Sheet          // the one being written
	last         int      // its last column
	tall         int      // the heights of its rows, in points
	tables       []string // the names of the sheets of tables
}

// office says whose paper it is.
func (s *summary) office() string {
	if s.Office == "" {
		return ""
	}
	return "编制单位：" + s.Office + "　　"
}

// heldWords says how many of the regions are in the tables: no total without it.
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

// contents fills the first sheet: what the workbook holds, of whom, and who signs.
func (s *summary) contents(first *sheet.Sheet) {
	s.Sheet, s.last = first, 3
	s.line(hengji.PeriodTitle(s.Period)+"汇总表", sheet.Look{Font: titleFont, Size: 22, Across: "center", Bare: true}, 40)
	s.line(s.office()+"报告期："+hengji.PeriodTitle(s.Period)+"　　"+heldWords(s.Booklet), sheet.Look{Size: 12, Across: "center", Bare: true}, 24)
	s.Row++
	for i, word := range []string{"序号", "表名", "行数"} {
		s.Text(i+1, word, sheet.Look{Font: headFont, Size: 12, Across: "center", Fill: headFill})
	}
	s.Height(26)
	for i, table := range s.Tables {
		s.Row++
		rows := len(table.Rows)
		if table.Total {
			rows--
		}
		s.figure(1, fmt.Sprint(i+1), 0, sheet.Look{Size: 12, Across: "center"})
		s.Text(2, table.Title, sheet.Look{Size: 12}.AsLink())
		s.Link(2, s.tables[i], "A1")
		s.figure(3, fmt.Sprint(rows), 0, sheet.Look{Size: 12, Across: "center"})
		s.Height(24)
	}
	s.Row++
	for _, note := range []string{
		s.absentNote(), s.pendingNote(),
		"制表：" + s.Program + "，规则版本 " + cutRules(s.Rules) + "，" + s.day() + "。" + s.code + "，可用 hengji prove 核对。",
	} {
		if note != "" {
			s.note(note, 80)
		}
	}
	s.signature()
	for column, wide := range []float64{8, 64, 10} {
		s.Width(column+1, wide)
	}
	s.Print(sheet.Paper{Upright: true, Columns: 3, Rows: s.Row, Foot: s.code})
}

// CodeMark stands before the code of what is printed.
const CodeMark = "核对码 "

// cutRules shortens the fingerprint of the rules to what tells two apart.
func cutRules(fingerprint string) string { return fingerprint[:min(len(fingerprint), 12)] }

// day is the day of what is printed, as papers carry it.
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
func (s *summary) line(text string, look sheet.Look, points int) {
	s.Row++
	s.Across(1, s.last, text, look)
	s.Height(points)
}

// note writes a remark below a table that is so many characters wide.
func (s *summary) note(text string, wide float64) {
	s.line(text, sheet.Look{Size: 10, Bare: true}, inert.LinesIn(text, wide*1.1)*15+3)
}

// signature is the line that those who answer for the paper sign.
func (s *summary) signature() {
	s.Row++
	s.line("负责人：　　　　审核：　　　　制表：　　　　日期："+s.day(), sheet.Look{Size: 11, Bare: true}, 30)
}

const headFill = "E8EDF3"

// figure writes a number with so many decimals; what is none is written as a text.
func (s *summary) figure(column int, digits string, places int, look sheet.Look) {
	if inert.IsNumber(digits) {
		look.Unwrapped, look.Format = true, "#,##0"
		if places > 0 {
			look.Format += "." + strings.Repeat("0", places)
		}
		look.Format += "_ " // a little room at the right edge
	}
	s.Number(column, digits, look)
}
