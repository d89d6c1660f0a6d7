package main

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	"hengji"
	"hengji/report"
)

// print writes a traced row for people: the row, each figure with its cells and
// the verdict, and the files. It all goes through report's tables, which keep the
// content of cells from acting on a terminal.
func (row *tracedRow) print(w io.Writer) error {
	heading := hengji.Table{Title: row.Title + "（mart." + row.Mart + "）", Columns: []hengji.TableColumn{{Name: "column", Label: "列"}, {Name: "value", Label: "值"}}}
	for _, one := range row.Row {
		heading.Rows = append(heading.Rows, []string{cmp.Or(one.Label, one.Column), shown(one.Value)})
	}
	if err := report.Print(w, heading, "table"); err != nil {
		return err
	}
	told := map[string]string{}
	for _, f := range row.Figures {
		fmt.Fprintf(w, "\n%s　%s = %s\n", visible(f.Label), f.Column, blank(f.Value))
		if f.trace != nil {
			_, formula, _ := strings.Cut(f.Trace, " = ")
			fmt.Fprintf(w, "算式　%s\n", visible(formula))
		}
		for _, term := range f.Terms {
			if err := row.printTerm(w, f, term, told); err != nil {
				return err
			}
		}
		fmt.Fprintf(w, "结论　%s\n", f.conclusion())
		for _, problem := range f.Problems {
			fmt.Fprintf(w, "　　　%s\n", visible(problem))
		}
	}
	if len(row.Files) > 0 {
		fmt.Fprintln(w, "\n文件")
		for _, file := range row.Files { // not as a table: 64 digits are copied, not read
			fmt.Fprintf(w, "  %d　%s\n", file.Number, visible(file.File))
			if file.SHA256 != "" {
				fmt.Fprintf(w, "  %s　SHA-256 %s\n", strings.Repeat(" ", len(strconv.Itoa(file.Number))), file.SHA256)
			}
		}
	}
	for _, note := range row.Notes {
		fmt.Fprintln(w, "注意："+note)
	}
	return nil
}

// printTerm lists the records of one term. A list that was printed already is
// named and not repeated.
func (row *tracedRow) printTerm(w io.Writer, f *figure, term *tracedTerm, told map[string]string) error {
	title := "来源"
	if len(f.Terms) > 1 {
		title = fmt.Sprintf("第 %d 项", term.Term)
	}
	same := fmt.Sprint(term.Text, term.Where, term.By)
	if where, already := told[same]; already {
		fmt.Fprintf(w, "%s　%s：%s，与%s相同\n", title, visible(term.Text), term.total(), where)
		return nil
	}
	told[same] = "上面 " + f.Column + " 的" + title
	table := hengji.Table{Title: title + "　" + visible(term.Text), Note: term.total()}
	if len(term.Where) > 0 {
		table.Note += "；条件：" + strings.Join(term.Where, "，")
	}
	columns := []struct {
		label  string
		number bool
		value  func(via string, r *tracedRecord) string
	}{
		{"经由", false, func(via string, _ *tracedRecord) string { return via }},
		{"记录", false, func(_ string, r *tracedRecord) string { return strings.Join(r.Key, " ") }},
		{"文件", true, func(_ string, r *tracedRecord) string {
			if r.File == 0 {
				return ""
			}
			return strconv.Itoa(r.File)
		}},
		{"工作表", false, func(_ string, r *tracedRecord) string { return r.Sheet }},
		{"单元格", false, func(_ string, r *tracedRecord) string {
			if r.Cell == "" && r.Row > 0 {
				return fmt.Sprintf("第 %d 行", r.Row)
			}
			return r.Cell
		}},
		{"填写", true, func(_ string, r *tracedRecord) string {
			if r.Typed != nil && *r.Typed == "" {
				return "（空白）"
			}
			return shown(r.Typed)
		}},
		{"读作", true, func(_ string, r *tracedRecord) string { return shown(r.Read) }},
		{"说明", false, func(_ string, r *tracedRecord) string { return r.Note }},
	}
	used := make([]bool, len(columns))
	var lines [][]string
	var add func(via string, records []*tracedRecord)
	add = func(via string, records []*tracedRecord) {
		for _, r := range records {
			line := make([]string, len(columns))
			for i, c := range columns {
				line[i] = c.value(via, r)
				used[i] = used[i] || line[i] != ""
			}
			lines = append(lines, line)
			if r.Figure != nil {
				for _, inner := range r.Figure.Terms {
					add(r.term.Table+" "+strings.Join(r.Key, " "), inner.Records)
				}
			}
		}
	}
	add("", term.Records)
	for i, c := range columns {
		if used[i] {
			table.Columns = append(table.Columns, hengji.TableColumn{Name: c.label, Label: c.label, Number: c.number})
		}
	}
	for _, line := range lines {
		var kept []string
		for i := range columns {
			if used[i] {
				kept = append(kept, line[i])
			}
		}
		table.Rows = append(table.Rows, kept)
	}
	if len(table.Rows) == 0 {
		fmt.Fprintf(w, "%s　%s：没有记录\n", title, visible(term.Text))
		return nil
	}
	return report.Print(w, table, "table")
}

// total says what a term's records come to.
func (term *tracedTerm) total() string {
	n, values := len(term.Records), 0
	for _, r := range term.Records {
		if r.number != nil {
			values++
		}
	}
	switch term.Aggregate {
	case "sum":
		if values < n {
			return fmt.Sprintf("%d 个值（另有 %d 个空白），合计 %s", values, n-values, blank(term.Value))
		}
		return fmt.Sprintf("%d 个值，合计 %s", n, blank(term.Value))
	case "distinct":
		return fmt.Sprintf("%d 条记录，不同的值 %s 个", n, blank(term.Value))
	case "value":
		return fmt.Sprintf("%d 条记录，值为 %s", n, blank(term.Value))
	}
	return fmt.Sprintf("%d 条记录", n)
}

// conclusion is the verdict in words.
func (f *figure) conclusion() string {
	switch f.Verdict {
	case "listed":
		return "由上列各值按规则得出，不是合计，所以只列出、不重算。"
	case "untraced":
		return "无法追溯。"
	case "agrees":
		if f.Value == nil {
			return "相符：来源没有可算的值，表中为空。"
		}
		if len(f.Problems) > 0 {
			return fmt.Sprintf("数字相符（%s），但有疑问：", *f.Value)
		}
		return fmt.Sprintf("相符。%s算得 %s，等于表中的 %s。", f.basis(), blank(f.Reckoned), *f.Value)
	}
	return fmt.Sprintf("不相符！%s算得 %s，表中是 %s。", f.basis(), blank(f.Reckoned), blank(f.Value))
}

// basis says what the figure was reckoned from.
func (f *figure) basis() string {
	read := false
	f.eachFigure(func(inner *figure) {
		for _, term := range inner.Terms {
			read = read || term.form != nil && len(term.Records) > 0
		}
	})
	if read {
		return "从原文件重新读出的值"
	}
	return "由上列来源"
}

func shown(value *string) string {
	if value == nil {
		return ""
	}
	switch *value {
	case "true":
		return "是"
	case "false":
		return "否"
	}
	return *value
}

func blank(value *string) string {
	if value == nil {
		return "（空）"
	}
	return visible(*value)
}
