package report

import (
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"hengji"
	"hengji/report/inert"
)

// A cell that is wider than its column is broken into lines, never cut. Columns of text
// are no wider than widestColumn, and where a terminal has less room no narrower than
// narrowestColumn.
const (
	widestColumn    = 60
	narrowestColumn = 10
)

// printBoxes prints a table that is at most so wide, 0 for any width. One that is wider
// though its texts are broken is printed row by row.
func printBoxes(w io.Writer, t hengji.Table, most int) error {
	widest, fits := fitted(t, most)
	if !fits {
		t = upended(t)
		widest, _ = fitted(t, most)
	}
	boxes := table.NewWriter()
	style := table.StyleLight
	style.Format.Header, style.Format.Footer = text.FormatDefault, text.FormatDefault
	boxes.SetStyle(style)

	header := make(table.Row, len(t.Columns))
	columns := make([]table.ColumnConfig, len(t.Columns))
	for i, column := range t.Columns {
		header[i] = inert.OneLine(heading(column))
		columns[i] = table.ColumnConfig{
			Number: i + 1, AlignHeader: text.AlignCenter,
			WidthMax: widest[i], WidthMaxEnforcer: wrap,
		}
		if column.Number {
			columns[i].Align = text.AlignRight
		}
	}
	boxes.AppendHeader(header)
	boxes.SetColumnConfigs(columns)
	for n, row := range t.Rows {
		if t.Total && n == len(t.Rows)-1 {
			boxes.AppendSeparator()
		}
		cells := make(table.Row, len(t.Columns))
		for i := range cells {
			cells[i] = inert.OneLine(at(row, i))
		}
		boxes.AppendRow(cells)
	}

	printed := boxes.Render()
	var b strings.Builder
	if title := inert.OneLine(t.Title); title != "" {
		first, _, _ := strings.Cut(printed, "\n")
		b.WriteString(strings.Repeat(" ", max(0, (inert.Width(first)-inert.Width(title))/2)))
		b.WriteString(title + "\n")
	}
	b.WriteString(printed + "\n")
	if len(t.Rows) == 0 {
		b.WriteString("（没有数据）\n")
	}
	if note := inert.Lines(t.Note); note != "" {
		b.WriteString(note + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// fitted gives the columns of a table the width at which it is at most so wide. Only texts
// are broken: where numbers and headings alone are wider, fits is false.
func fitted(t hengji.Table, most int) (widest []int, fits bool) {
	widest = make([]int, len(t.Columns))
	total := 1
	for i, column := range t.Columns {
		for _, row := range t.Rows {
			widest[i] = max(widest[i], inert.Width(inert.OneLine(at(row, i))))
		}
		if !column.Number {
			widest[i] = min(widest[i], widestColumn)
		}
		widest[i] = max(widest[i], min(inert.Width(inert.OneLine(heading(column))), widestColumn))
		total += widest[i] + 3 // a border and two blanks
	}
	for most > 0 && total > most {
		broken := -1 // the widest text
		for i, column := range t.Columns {
			if !column.Number && widest[i] > narrowestColumn && (broken < 0 || widest[i] > widest[broken]) {
				broken = i
			}
		}
		if broken < 0 {
			return widest, false
		}
		widest[broken]--
		total--
	}
	return widest, true
}

// upended has a line for each value of each row: what a terminal has no room for side by side.
func upended(t hengji.Table) hengji.Table {
	long := t
	long.Columns, long.Rows, long.Total = []hengji.TableColumn{{Label: "行", Number: true}, {Label: "栏目"}, {Label: "内容"}}, nil, false
	for n, row := range t.Rows {
		for i, column := range t.Columns {
			number := ""
			if i == 0 {
				number = strconv.Itoa(n + 1)
			}
			long.Rows = append(long.Rows, []string{number, heading(column), at(row, i)})
		}
	}
	return long
}

// wrap breaks a text into lines of at most most columns, and no word or number over two
// lines that one line has room for. The library's own wrapping counts runes, not columns,
// for Chinese.
func wrap(s string, most int) string {
	if inert.Width(s) <= most {
		return s
	}
	var b strings.Builder
	used := 0
	runes := []rune(s)
	for at := 0; at < len(runes); {
		end := at + 1
		for end < len(runes) && together(runes[end-1]) && together(runes[end]) {
			end++
		}
		if word := inert.Width(string(runes[at:end])); used > 0 && used+word > most && word <= most {
			b.WriteByte('\n')
			used = 0
		}
		for _, r := range runes[at:end] {
			wide := text.RuneWidth(r)
			if used+wide > most {
				b.WriteByte('\n')
				used = 0
			}
			b.WriteRune(r)
			used += wide
		}
		at = end
	}
	return b.String()
}

// together reports whether a rune is one of a word, a number, a date or a code.
func together(r rune) bool {
	return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(".,%-_+", r))
}
