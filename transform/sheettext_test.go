package transform

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"hengji"
)

// submissionOf builds a submission from text, so that a test shows the sheet
// that it is about:
//
//	folder 耒阳市
//	sheet 封面
//	报送单位 | 耒阳市
//	merge A1:B1
//
// A line is a row; cells are parted by |. A cell that parses as a number is
// numeric, 'x is text, date:2021-05-04 a formatted serial, 98% a number in
// percent format, =15 a formula with a value, =? one without, =#REF! one that
// failed, ext:15 and img: formulas with a link or picture, ~x struck through, ^x in
// the colour of the paper. "note B3 text" puts a comment on a cell.
// ⏎ is a line break. "." is an empty row element, "@7" goes on at row 7,
// "hidden" before a row hides it.
func submissionOf(t testing.TB, text string) *hengji.Submission {
	t.Helper()
	sub := &hengji.Submission{ID: 7, File: "inbox/workbook.xlsx"}
	var sheet *hengji.Sheet
	rows := map[*hengji.Sheet][]hengji.Row{}
	next := 1
	for _, line := range strings.Split(text, "\n") {
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
		case word == "folder":
			sub.Folder = rest
		case word == "file":
			sub.File = rest
		case word == "sheet":
			sheet = &hengji.Sheet{Name: rest}
			sub.Sheets = append(sub.Sheets, sheet)
			next = 1
		case line == "hidden sheet":
			sheet.Hidden = true
		case line == "epoch 1904":
			sheet.Date1904 = true
		case word == "merge":
			sheet.Merges = append(sheet.Merges, rangeOf(t, rest))
		case strings.HasPrefix(line, "hidden columns "):
			area := rangeOf(t, strings.ReplaceAll(strings.TrimPrefix(line, "hidden columns "), ":", "1:")+"1")
			sheet.HiddenColumns = append(sheet.HiddenColumns, hengji.Range{FirstColumn: area.FirstColumn, LastColumn: area.LastColumn})
		case word == "note":
			cell, text, _ := strings.Cut(rest, " ")
			at := rangeOf(t, cell+":"+cell)
			sheet.Notes = append(sheet.Notes, hengji.Note{Row: at.FirstRow, Column: at.FirstColumn, Author: "示例", Text: strings.ReplaceAll(text, "⏎", "\n")})
		case word == "elements":
			sheet.RowElements = atoi(rest)
		case word == "header":
			rows[sheet] = append(rows[sheet], rowOf(t, next, headers[rest]))
			next++
		case strings.HasPrefix(line, "@"):
			next = atoi(line[1:])
		default:
			hidden := word == "hidden"
			if hidden {
				line = rest
			}
			row := rowOf(t, next, line)
			row.Hidden = hidden
			rows[sheet] = append(rows[sheet], row)
			next++
		}
	}
	for _, sheet := range sub.Sheets {
		list := rows[sheet]
		if sheet.RowElements == 0 {
			sheet.RowElements = len(list)
		}
		for i := range list {
			sheet.CellElements += len(list[i].Cells)
		}
		sheet.Rows = func(yield func(*hengji.Row, error) bool) {
			var shared hengji.Row // as a reader does: good only until the next
			for i := range list {
				shared = hengji.Row{Number: list[i].Number, Hidden: list[i].Hidden, Cells: append(shared.Cells[:0], list[i].Cells...)}
				if !yield(&shared, nil) {
					return
				}
			}
		}
	}
	return sub
}

// headers are the official labels, for tests about something else.
var headers = map[string]string{
	"allocation": "序号|项目编号|项目名称|承担单位|统一社会信用代码|县市区|项目类别|支持方式|安排金额（万元）|下达文号|下达日期|起始日期|结束日期|项目阶段|备注",
	"indicators": "项目编号|一级指标|二级指标|三级指标|指标性质|年度指标值|度量单位|实际完成值|分值|得分|偏差原因分析及改进措施",
}

func rowOf(t testing.TB, number int, line string) hengji.Row {
	t.Helper()
	row := hengji.Row{Number: number}
	for i, cell := range strings.Split(line, "|") {
		if cell = strings.TrimSpace(cell); cell != "" && cell != "." {
			c := cellOf(t, cell)
			c.Column = int32(i + 1)
			row.Cells = append(row.Cells, c)
		}
	}
	return row
}

func cellOf(t testing.TB, text string) hengji.Cell {
	t.Helper()
	text = strings.NewReplacer("⏎", "\n", "␣", " ").Replace(text)
	var cell hengji.Cell
	for prefix, flag := range map[string]hengji.CellFlags{"part~": hengji.PartStruck, "part^": hengji.PartRaised} {
		if rest, ok := strings.CutPrefix(text, prefix); ok {
			return hengji.Cell{Text: rest, Flags: flag}
		}
	}
	if rest, ok := strings.CutPrefix(text, "~"); ok {
		text, cell.Flags = rest, hengji.Struck
	}
	if rest, ok := strings.CutPrefix(text, "^"); ok {
		text, cell.Flags = rest, cell.Flags|hengji.Unseen
	}
	formula := func(value string) hengji.Cell {
		inner := cellOf(t, value)
		inner.Flags |= cell.Flags | hengji.HasFormula
		return inner
	}
	switch {
	case text == "=?":
		cell.Kind, cell.Flags = hengji.CellNoValue, cell.Flags|hengji.HasFormula
	case strings.HasPrefix(text, "=#"):
		cell.Kind, cell.Flags, cell.Text = hengji.CellError, cell.Flags|hengji.HasFormula, text[1:]
	case strings.HasPrefix(text, "="):
		cell = formula(text[1:])
	case strings.HasPrefix(text, "ext:"):
		cell = formula(text[4:])
		cell.Flags |= hengji.ExternalLink
	case strings.HasPrefix(text, "img:"):
		cell.Kind, cell.Flags, cell.Text = hengji.CellPicture, cell.Flags|hengji.HasFormula, "=DISPIMG(\"ID\",1)"
	case strings.HasPrefix(text, "bool:"):
		cell.Kind, cell.Text = hengji.CellBoolean, text[5:]
	case strings.HasPrefix(text, "'"):
		cell.Text = text[1:]
	case strings.HasPrefix(text, "wan:"):
		cell.Kind, cell.Format, cell.Text = hengji.CellNumber, hengji.FormatWan, text[4:]
	case strings.HasPrefix(text, "date:"):
		cell.Kind, cell.Format = hengji.CellNumber, hengji.FormatDate
		day, err := time.Parse(time.DateOnly, text[5:])
		if err != nil {
			cell.Text = text[5:]
			break
		}
		cell.Text = strconv.FormatInt(day.Unix()/86400-dayOf(1899, 12, 30), 10)
	case strings.HasSuffix(text, "%") && isNumberText(text[:len(text)-1]):
		cell.Kind, cell.Format = hengji.CellNumber, hengji.FormatPercent
		value, _, _ := hengji.ParseDecimal(text[:len(text)-1] + "E-2")
		cell.Text = value.String()
	case isNumberText(text):
		cell.Kind, cell.Text = hengji.CellNumber, text
	default:
		cell.Text = text
	}
	return cell
}

func isNumberText(text string) bool {
	_, _, err := hengji.ParseDecimal(text)
	return !errors.Is(err, hengji.ErrNotNumber)
}

func rangeOf(t testing.TB, text string) hengji.Range {
	t.Helper()
	first, last, found := strings.Cut(text, ":")
	if !found {
		t.Fatalf("range %q", text)
	}
	var r hengji.Range
	r.FirstColumn, r.FirstRow = place1(first)
	r.LastColumn, r.LastRow = place1(last)
	return r
}

func place1(name string) (column, row int) {
	for i := range len(name) {
		if c := name[i]; c >= 'A' && c <= 'Z' {
			column = column*26 + int(c-'A') + 1
		} else {
			return column, atoi(name[i:])
		}
	}
	return column, 0
}

// listing runs a submission through the plan and prints all that came of it. Of a
// workbook that is not whole the missing sheets are nobody's business.
func listing(t testing.TB, p *Plan, sub *hengji.Submission, whole bool) string {
	t.Helper()
	var b strings.Builder
	pool := NewPool(1)
	result, err := p.Workbook(sub, "2021", pool, func(batch *hengji.Batch) error {
		printBatch(&b, batch)
		pool.Put(batch)
		return nil
	})
	var unclosed *hengji.Unclosed
	if errors.As(err, &unclosed) {
		fmt.Fprintf(&b, "held: %v\n", unclosed)
		return b.String()
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range result.Accounts {
		fmt.Fprintf(&b, "rows %s %s: read %d title %d header %d total %d blank %d note %d unread %d of %d\n",
			a.Sheet, a.Form, a.Read, a.Title, a.Header, a.Total, a.Blank, a.Note, a.Unread, a.RowElements)
	}
	for _, c := range result.Cells {
		if c.Row > 0 && c.Form != "cover" || c.Row > 0 && c.CellRow != c.Row {
			fmt.Fprintf(&b, "place %s row %d %s at %s\n", c.Form, c.Row, c.Field, hengji.CellName(c.CellRow, c.Column))
		}
	}
	if result.Region.Code != "" || result.NilReport || result.PeriodTyped != "" {
		fmt.Fprintf(&b, "cover region=%s typed=%s period=%s nil=%v\n", result.Region.Name, result.RegionTyped, result.PeriodTyped, result.NilReport)
	}
	for _, f := range result.Findings {
		if f.Rule == "SHEET-MISSING" && !whole {
			continue
		}
		place := f.Sheet
		if f.Cell != "" {
			place += "!" + f.Cell
		} else if f.Row > 0 {
			place += fmt.Sprintf("!%d", f.Row)
		}
		fmt.Fprintf(&b, "%s %s %s", f.Severity, f.Rule, place)
		if f.Key != "" {
			fmt.Fprintf(&b, " [%s]", f.Key)
		}
		fmt.Fprintf(&b, " %s\n", f.Message)
		if len(f.Related) > 0 {
			fmt.Fprintf(&b, "    related %s\n", strings.Join(f.Related, " "))
		}
	}
	return b.String()
}

func printBatch(b *strings.Builder, batch *hengji.Batch) {
	for n, row := range batch.Rows {
		fmt.Fprintf(b, "%s %s!%d", batch.Form.Name, batch.Sheet, row)
		for i, declared := range batch.Form.Columns() {
			column := &batch.Columns[i]
			if column.Null[n] {
				continue
			}
			value := ""
			switch column.Kind {
			case hengji.Text:
				value = strconv.Quote(column.Texts[n])
				if value == `"`+column.Texts[n]+`"` && !strings.Contains(value, " ") {
					value = column.Texts[n]
				}
			case hengji.Number:
				value = hengji.Decimal(column.Ints[n]).String()
			case hengji.Date:
				value = formatDate(column.Ints[n])
			default:
				value = strconv.FormatInt(column.Ints[n], 10)
			}
			fmt.Fprintf(b, " %s=%s", declared.Name, value)
		}
		b.WriteByte('\n')
	}
}
