package trace

import (
	"cmp"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"hengji"
	"hengji/report"
	"hengji/report/inert"
)

// Print writes a traced row for people: the row, each figure with its cells and
// the verdict, and the files. It all goes through report's tables, which keep the
// content of cells from acting on a terminal.
func (row *Row) Print(w io.Writer) error {
	heading := hengji.Table{Title: row.Title + "（mart." + row.Mart + "）", Columns: []hengji.TableColumn{{Name: "column", Label: "列"}, {Name: "value", Label: "值"}}}
	for _, one := range row.Row {
		heading.Rows = append(heading.Rows, []string{cmp.Or(one.Label, one.Column), shown(one.Value)})
	}
	if err := report.Print(w, heading, "table"); err != nil {
		return err
	}
	printed := map[string]string{}
	for _, f := range row.Figures {
		fmt.Fprintf(w, "\n%s　%s = %s\n", inert.OneLine(f.Label), f.Column, blank(f.Value))
		if words := f.inWords(); words != "" {
			fmt.Fprintf(w, "算式　%s\n", inert.OneLine(words))
		}
		if f.trace != nil {
			fmt.Fprintf(w, "写作　%s\n", inert.OneLine(f.trace.Formula.String()))
		}
		for _, terms := range f.together() {
			if err := row.printTerm(w, f, terms, printed); err != nil {
				return err
			}
		}
		if step := f.step(); step != "" {
			fmt.Fprintf(w, "计算　%s%s%s\n", step, f.comesTo(), blank(f.Calculated))
		}
		fmt.Fprintf(w, "结论　%s\n", f.conclusion())
		for _, problem := range f.Problems {
			fmt.Fprintf(w, "　　　%s\n", inert.OneLine(problem))
		}
	}
	if len(row.Files) > 0 {
		fmt.Fprintln(w, "\n文件")
		for _, file := range row.Files { // not as a table: 64 digits are copied, not read
			fmt.Fprintf(w, "  %d　%s\n", file.Number, inert.OneLine(file.File))
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

// together are the terms whose records stand in one list: each its own, but what a score was
// made from is one.
func (f *figure) together() (lists [][]*tracedTerm) {
	for _, term := range f.Terms {
		if f.Verdict == "listed" && len(lists) > 0 {
			lists[0] = append(lists[0], term)
		} else {
			lists = append(lists, []*tracedTerm{term})
		}
	}
	return lists
}

// printTerm lists the records of one term, or of all terms of a list. A list that
// was printed already is named and not repeated.
func (row *Row) printTerm(w io.Writer, f *figure, terms []*tracedTerm, printed map[string]string) error {
	first := terms[0]
	title := "来源"
	if len(f.Terms) > 1 && len(terms) == 1 {
		title = fmt.Sprintf("第 %d 项", first.Term)
	}
	same := ""
	for _, term := range terms {
		same += fmt.Sprint(term.Text, term.Where, term.By)
	}
	text := f.called(first.aggregated)
	if len(terms) > 1 {
		text = ""
	}
	if where, already := printed[same]; already {
		fmt.Fprintf(w, "%s　%s：%s，与%s相同\n", title, inert.OneLine(text), first.total(), where)
		return nil
	}
	printed[same] = "上面 " + f.Column + " 的" + title
	b := listing{shown: map[*figure]bool{}, fields: map[string]bool{}, expand: func(*figure) bool { return true }, page: func(*figure) string { return "" }}
	b.add(0, terms)
	if len(b.lines) == 0 {
		fmt.Fprintf(w, "%s　%s：没有记录\n", title, inert.OneLine(text))
		return nil
	}
	table := b.table()
	table.Title = title + "　" + inert.OneLine(text)
	if len(terms) == 1 {
		table.Note = first.total() + first.conditions()
	}
	return report.Print(w, table, "table")
}

// listing gathers the lines of a table of records: those that a row of another
// mart was made from stand below it, further in.
type listing struct {
	lines  [][]string
	pages  []string // of each line: the page of what it was made from, "" for none
	shown  map[*figure]bool
	fields map[string]bool
	files  []*tracedFile // named in the lines; without them a line has a file's number
	used   map[int]bool  // which of them
	expand func(*figure) bool
	page   func(*figure) string
}

var listingColumns = []hengji.TableColumn{
	{Name: "record", Label: "记录"}, {Name: "field", Label: "栏目"}, {Name: "region", Label: "单位"}, {Name: "file", Label: "文件", Number: true},
	{Name: "sheet", Label: "工作表"}, {Name: "cell", Label: "单元格"}, {Name: "typed", Label: "填写", Number: true},
	{Name: "read", Label: "读作", Number: true}, {Name: "note", Label: "说明"}, {Name: "filename", Label: "文件"},
}

func (b *listing) add(depth int, terms []*tracedTerm) {
	var records []*tracedRecord
	for _, term := range terms {
		records = append(records, term.Records...)
	}
	if len(terms) > 1 { // the fields of one record stand together
		slices.SortStableFunc(records, func(x, y *tracedRecord) int {
			return cmp.Or(strings.Compare(x.term.Table, y.term.Table), cmp.Compare(x.File, y.File), strings.Compare(x.origin.Sheet, y.origin.Sheet), cmp.Compare(x.origin.Record, y.origin.Record))
		})
	}
	names := shortNames(records)
	for i, r := range records {
		if b.files != nil {
			r = r.leaf(b.page)
		}
		line := []string{strings.Repeat("　", depth) + names[i], r.term.Label, "", "", r.Sheet, r.Cell, shown(r.Typed), shown(r.Read), r.Note, ""}
		switch {
		case r.File > 0 && b.files != nil:
			file := b.files[r.File-1]
			b.used[r.File] = true
			line[2], line[9] = file.Region, path.Base(file.File)
			if file.Submission == 0 {
				line[2] = "规则文件"
			}
		case r.File > 0:
			line[3] = strconv.Itoa(r.File)
		}
		if r.Cell == "" && r.Row > 0 {
			line[5] = fmt.Sprintf("第 %d 行", r.Row)
		}
		if r.term.Aggregate == "text" { // a list of the engine's
			line[7] = strings.ReplaceAll(strings.Trim(line[7], "[]"), ", ", "、")
		}
		if r.Typed != nil && *r.Typed == "" {
			line[6] = hengji.BlankShown
		}
		b.fields[r.term.Table+"."+r.term.Label] = true
		page := ""
		if r.Figure != nil && len(r.Figure.Terms) > 0 {
			page = b.page(r.Figure)
			if line[8] = r.Figure.step(); b.shown[r.Figure] {
				line[8] = "来源见上"
			}
		}
		b.lines, b.pages = append(b.lines, line), append(b.pages, page)
		if r.Figure != nil && !b.shown[r.Figure] && (page == "" || b.expand(r.Figure)) {
			b.shown[r.Figure] = true
			b.add(depth+1, r.Figure.Terms)
		}
	}
}

// table leaves out the columns in which nothing stands, and the field's where
// there is only one.
func (b *listing) table() hengji.Table {
	var table hengji.Table
	var kept []int
	for i, c := range listingColumns {
		used := slices.ContainsFunc(b.lines, func(line []string) bool { return line[i] != "" })
		if used && (c.Name != "field" || len(b.fields) > 1) {
			kept = append(kept, i)
			table.Columns = append(table.Columns, c)
		}
	}
	for _, line := range b.lines {
		var one []string
		for _, i := range kept {
			one = append(one, line[i])
		}
		table.Rows = append(table.Rows, one)
	}
	return table
}

// label is what a row of a view is called in its column label, "" where it has none.
func (r *tracedRecord) label() string {
	if at := r.term.labelled; r.term.isMart && at >= 0 && at < len(r.origin.Key) && r.origin.Key[at] != nil {
		return *r.origin.Key[at]
	}
	return ""
}

// leaf is the cell behind a record where there is one alone and it has the record's value:
// what stands between them says nothing. A row with a page of its own stays.
func (r *tracedRecord) leaf(page func(*figure) string) *tracedRecord {
	if r.Figure == nil || page(r.Figure) != "" {
		return r
	}
	var only []*tracedRecord
	for _, term := range r.Figure.Terms {
		only = append(only, term.Records...)
	}
	if len(only) != 1 || shown(only[0].Read) != shown(r.Read) {
		return r
	}
	return only[0].leaf(page)
}

// shortNames names records: those of a workbook by their key, rows of a mart by
// what tells them apart.
func shortNames(records []*tracedRecord) []string {
	names := make([]string, len(records))
	for i, r := range records {
		if !r.term.isMart {
			names[i] = strings.Join(r.Key, " ")
			if strings.HasPrefix(r.term.Table, "ref.scheme") && len(r.Key) > 1 { // the scheme is told by its file
				names[i] = strings.Join(r.Key[1:], " ")
			}
			continue
		}
		if name := r.label(); name != "" {
			names[i] = name
			continue
		}
		var parts []string
		for at, value := range r.origin.Key {
			varies := slices.ContainsFunc(records, func(other *tracedRecord) bool {
				return other.term.Table == r.term.Table && orBlank(other.origin.Key[at]) != orBlank(value)
			})
			if value != nil && varies && r.term.keyed[at] {
				parts = append(parts, *value)
			}
		}
		for at := len(r.origin.Key) - 1; at >= 0 && len(parts) == 0; at-- { // one row alone: its last key
			if r.term.keyed[at] && r.origin.Key[at] != nil {
				parts = append(parts, *r.origin.Key[at])
			}
		}
		names[i] = strings.Join(parts, " ")
		if names[i] == "" {
			names[i] = r.term.Table
		}
	}
	return names
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
	case "sum", "every":
		if values < n {
			return fmt.Sprintf("%d 个值（另有 %d 个空白），合计 %s", values, n-values, blank(term.Value))
		}
		return fmt.Sprintf("%d 个值，合计 %s", n, blank(term.Value))
	case "distinct":
		return fmt.Sprintf("%d 条记录，不同的值 %s 个", n, blank(term.Value))
	case "value", "number":
		if term.Value == nil && values > 1 { // of a mean: no one value is meant
			break
		}
		return fmt.Sprintf("%d 条记录，值为 %s", n, blank(term.Value))
	}
	return fmt.Sprintf("%d 条记录", n)
}

// step is the figure's formula with its numbers, "" where that says nothing but the number.
func (f *figure) step() string {
	if f.Calculated != nil && f.Working == *f.Calculated {
		return ""
	}
	return f.Working
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
		return fmt.Sprintf("相符。%s算得 %s，等于表中的 %s。", f.basis(), blank(f.Calculated), *f.Value)
	}
	return fmt.Sprintf("不相符！%s算得 %s，表中是 %s。", f.basis(), blank(f.Calculated), blank(f.Value))
}

// basis says what the figure was calculated from.
func (f *figure) basis() string {
	read := false
	f.eachFigure(map[*figure]bool{}, func(inner *figure) {
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
	return inert.OneLine(*value)
}
