package draft

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"hengji"
	"hengji/transform"
)

// surveyWords are the labels and captions that the rules know, by which a form's labels
// are told from what was filled in.
func surveyWords(rules *hengji.Rules) transform.SurveyWords {
	words := transform.SurveyWords{Missing: blanks, Labels: map[string]bool{}, Captions: map[string]bool{}}
	note := func(in map[string]bool, texts ...string) {
		for _, text := range texts {
			if key, _ := transform.LabelKey(text); key != "" {
				in[key] = true
			}
		}
	}
	for _, form := range rules.Forms {
		note(words.Captions, form.Ignored...)
		note(words.Labels, slices.Concat(append(slices.Clone(form.GridRows), form.GridColumns...)...)...)
		for _, field := range form.Fields {
			if field.GridRow == "" {
				note(words.Labels, append([]string{field.Label}, field.Aliases...)...)
			}
		}
	}
	return words
}

// guessLayout fills the draft in from sheets of labels and values, one record each, and
// the draft of the table inside them.
func (f *Form) guessLayout(group []sheet) {
	f.layout = true
	f.title(group)
	books := map[string]int{}
	for _, one := range group {
		f.places(one)
		if books[one.book]++; books[one.book] > 1 {
			f.repeats = true
		}
	}
	if f.repeats {
		f.ask("一个工作簿里有几张这样的工作表，所以写了 x-repeat: sheet，每张一条记录：对吗？")
	}
	for i, x := range f.fields {
		f.field(i, x)
		if x.starred {
			x.required = true
			x.because("栏目名上有必填的记号")
		}
	}
	for _, x := range f.fields {
		if x.kind == hengji.Text && (rank(x) == 0 || rank(x) == 1 && strings.HasSuffix(x.name, "_name")) {
			f.key, f.keyWhy = []string{x.name}, fmt.Sprintf("“%s”能认出一张表", x.label)
			break
		}
	}
	f.askOnce()
	var inner []sheet
	for _, one := range group {
		if table := one.survey.Layout.Table; table != nil {
			inner = append(inner, sheet{book: one.book, name: one.name, survey: table})
		}
	}
	if len(inner) == 0 {
		return
	}
	in := &Form{rules: f.rules, known: knownFields(f.rules, hengji.LayoutTable), Name: f.Name + "_items", period: f.period, casePeriod: f.casePeriod, department: f.department, place: f.place, outer: f}
	in.Title = clean(cmp.Or(group[0].survey.Layout.Caption, "明细"), labelRunes) + "（" + f.Title + "）"
	for _, one := range group {
		in.captions = add(in.captions, clean(one.survey.Layout.Caption, labelRunes))
	}
	in.guess(inner)
	if len(in.fields) >= 2 {
		f.inner = in
		f.ask("表中的“%s”拟作另一张报表 %s（x-within），每行一条记录：对吗？", clean(cmp.Or(group[0].survey.Layout.Caption, in.fields[0].label), 40), in.Name)
	}
}

// places adds what one sheet has to the fields: a label that is there already, or a
// further one. Two of one name are told apart by the captions beside them.
func (f *Form) places(one sheet) {
	layout := one.survey.Layout
	count, here := map[string]int{}, map[*field]bool{}
	for _, p := range layout.Fields {
		count[placeKey(p, false)]++
	}
	f.records++
	for _, x := range f.fields {
		x.values = append(x.values, transform.SurveyedValue{})
	}
	var twice []string
	for i := range layout.Fields {
		p := &layout.Fields[i]
		grouped := count[placeKey(*p, false)] > 1 && p.Group != ""
		base := placeKey(*p, grouped)
		at := slices.IndexFunc(f.fields, func(x *field) bool { return x.base == base })
		if at >= 0 && here[f.fields[at]] {
			twice = append(twice, "“"+clean(p.Label+p.GridRow, 20)+"”")
			continue
		}
		if at < 0 {
			x := &field{base: base, place: p, label: clean(placeLabel(*p, grouped), 2*labelRunes), group: clean(p.Group, labelRunes), below: p.Below, starred: p.Starred, values: make([]transform.SurveyedValue, f.records)}
			if base == "" || len(f.fields) >= mostFields || len(x.label) > 4*labelRunes {
				f.ask("%s的标签“%s”太长或没有文字，没有拟", hengji.CellName(p.Row, p.Column), clean(p.Label, 20))
				continue
			}
			if p.GridRow != "" {
				row := p.GridRow
				if grouped {
					row = p.Group + "·" + row
				}
				x.gridRow, x.gridColumn = clean(row, labelRunes), clean(p.GridColumn, labelRunes)
				f.gridRows, f.gridColumns = addFolded(f.gridRows, x.gridRow), addFolded(f.gridColumns, x.gridColumn)
			}
			f.fields = append(f.fields, x)
			at = len(f.fields) - 1
			if len(f.books) > 0 {
				f.ask("“%s”不是每个工作簿都有：加作不必填的，对吗？", x.label)
			}
		}
		x := f.fields[at]
		here[x] = true
		x.values[f.records-1] = p.Value
		x.setUnit(p.Unit, cmp.Or(p.Above, one.survey.Unit))
	}
	if len(twice) > 0 {
		f.ask("%s有几处同名的标签，只拟了第一处：%s。请在旁边写明各是什么的", clean(one.book, 40), strings.Join(twice[:min(len(twice), 6)], "、"))
	}
	for _, text := range layout.Captions {
		f.captions = add(f.captions, clean(text, labelRunes))
	}
	if len(layout.Left) > 0 {
		f.ask("第 %d 行起还有表格没有拟：一张表里只能有一张 x-within 的报表，请分成两张工作表", layout.Left[0][0])
	}
	if len(layout.Stray) > 0 {
		f.ask("看不出是标签还是值的，没有拟：%s", strings.Join(layout.Stray[:min(len(layout.Stray), 8)], "、"))
	}
	f.books = append(f.books, 1)
	f.samples = append(f.samples, layout)
}

// left is true of a row of a further table in the first workbook's sheet.
func (f *Form) left(row int) bool {
	return len(f.samples) > 0 && slices.ContainsFunc(f.samples[0].Left, func(rows [2]int) bool { return row >= rows[0] && row <= rows[1] })
}

// isPrepared is true of a table whose rows have printed names and nothing else: most of
// its columns nobody filled in.
func (f *Form) isPrepared() bool {
	filled := 0
	for _, x := range f.fields {
		if len(x.filled()) > 0 {
			filled++
		}
	}
	return filled*2 <= len(f.fields)
}

func placeLabel(p transform.SurveyedPlace, grouped bool) string {
	label := p.Label
	if p.GridRow != "" {
		label = p.GridRow + "·" + p.GridColumn
	}
	if grouped {
		label = p.Group + "·" + label
	}
	return label
}

func placeKey(p transform.SurveyedPlace, grouped bool) string {
	key, _ := transform.LabelKey(placeLabel(p, grouped))
	return key
}

// addFolded appends a label of the grid that is not there yet.
func addFolded(list []string, text string) []string {
	if slices.ContainsFunc(list, func(one string) bool { return same(one, text) }) {
		return list
	}
	return append(list, text)
}

// layoutYAML are the keys of a form file that a form of labels and values has.
func (f *Form) layoutYAML(line func(string, ...any)) {
	if f.repeats {
		line("x-repeat: sheet")
	}
	taken := map[string]bool{}
	for _, x := range f.fields {
		taken[hengji.NameKey(x.label)] = true
	}
	captions := slices.DeleteFunc(slices.Clone(f.captions), func(text string) bool { return taken[hengji.NameKey(text)] })
	if len(captions) > 0 {
		line("# 单独没有意思的标题\nx-ignore: %s", quoteAll(captions))
	}
	if len(f.gridRows) == 0 {
		return
	}
	line("# 值在行和列相交处；同一行、同一列的其他叫法写在它的后面\nx-grid:\n  rows:")
	for _, row := range f.gridRows {
		line("    - %s", quoteAll([]string{row}))
	}
	line("  columns:")
	for _, column := range f.gridColumns {
		line("    - %s", quoteAll([]string{column}))
	}
}

// askOnce asks in a line each for the English names of the fields that the rules do not
// know, and after the columns that nobody filled in.
func (f *Form) askOnce() {
	var unnamed []string
	blank := map[hengji.Kind]string{}
	for _, x := range f.fields {
		if x.known == nil && x.codes == "" {
			unnamed = append(unnamed, x.name+"（"+clean(x.label, 20)+"）")
		}
		if len(x.filled()) == 0 && f.records > 0 && !f.layout {
			blank[x.kind] += "“" + clean(x.label, 20) + "”"
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(blank)) {
		f.ask("%s没有填写：按%s读取，对吗？", blank[kind], kindWords[kind])
	}
	if n := len(unnamed); n > 0 {
		more := ""
		if n > 6 {
			unnamed, more = unnamed[:5], fmt.Sprintf("等 %d 个", n)
		}
		f.ask("英文字段名是什么？现在写作 %s%s", strings.Join(unnamed, "、"), more)
	}
}

// layoutCases are the cases of a form of labels and values: the first sheet that it was
// drafted from passes, and each planted fault in it is found.
func (f *Form) layoutCases() map[string][]byte {
	files := map[string][]byte{}
	sheet := f.sample()
	forms, want := []*Form{f}, ""
	switch {
	case f.inner == nil:
	case f.inner.isPrepared():
		want = fmt.Sprintf("notice SHEET-NO-DATA %s %s want=%s\n", f.place, f.sheetName(), f.inner.Title)
	default:
		forms = append(forms, f.inner)
	}
	for _, form := range forms {
		for _, one := range faults {
			for i, x := range form.fields {
				row, column, ok := form.cellOf(i, x)
				if !ok || !one.fits(form, x) || one.fact == "unique" || one.fact == "minimum" && x.totalled {
					continue
				}
				got := one.got
				if one.fact == "code" {
					got += " want=只能填：" + form.choices(x)
				}
				cell, out := hengji.CellName(row, column), ""
				if len(files) == 0 {
					out = "case as_filled: 工作簿原来的样子：没有要改的\n" + sheet + "want\n" + want + "\n"
				}
				out += fmt.Sprintf("case planted: “%s”%s\n%s%s!%s = %s\nwant\n%s %s.%s.%s %s %[4]s!%[5]s", clean(x.label, labelRunes), one.what, sheet, f.sheetName(), cell, one.value, one.severity, form.Name, x.name, one.fact, f.place)
				if got != "" {
					out += " got=" + got
				}
				if want != "" {
					out += "\n" + strings.TrimSuffix(want, "\n")
				}
				files["samples/cases/"+form.Name+"."+x.name+"."+one.fact+".txt"] = []byte(out + "\n")
				break
			}
		}
	}
	return files
}

// cellOf is the cell of a field's value in the sheet of the cases: of a table's its first
// whole record; false where there is none, or where the value stands behind its label.
func (f *Form) cellOf(i int, x *field) (row, column int, ok bool) {
	if f.layout {
		return x.place.Row, x.place.Column, !x.place.InCell
	}
	rows := f.whole()
	if len(rows) == 0 || rows[0] >= f.books[0] || x.values[rows[0]].Text == "" {
		return 0, 0, false
	}
	record := f.outer.samples[0].Table.Records[rows[0]]
	return record.Row, x.column, record.Values[i].Text != ""
}

// sample are the lines of a case that type the first sheet of the form into a clean
// workbook, merged cells too.
func (f *Form) sample() string {
	var out strings.Builder
	name, layout := f.sheetName(), f.samples[0]
	fmt.Fprintf(&out, "submission %s\n%s!add\n", f.place, name)
	typed := map[[2]int]string{}
	for _, x := range f.fields {
		if at := x.place; !at.InCell && x.values[0].Text != "" {
			typed[[2]int{at.Row, at.Column}] = x.typed(x.values[0])
		}
	}
	if f.inner != nil {
		for _, record := range layout.Table.Records {
			for i, column := range layout.Table.Columns {
				if x := f.inner.at(column.Column); x != nil {
					typed[[2]int{record.Row, column.Column}] = x.typed(record.Values[i])
				}
			}
		}
	}
	n := 1
	for _, row := range layout.Rows {
		for ; n < row.Number; n++ {
			fmt.Fprintf(&out, "%s!insert %d = \n", name, n)
		}
		var cells []string
		if f.left(row.Number) {
			row.Cells = nil
		}
		for _, cell := range row.Cells {
			for len(cells) < int(cell.Column)-1 {
				cells = append(cells, "")
			}
			text, ok := typed[[2]int{row.Number, int(cell.Column)}]
			if !ok {
				text = f.cellText(cell)
			}
			cells = append(cells, text)
		}
		fmt.Fprintf(&out, "%s!insert %d = %s\n", name, n, strings.Join(cells, " | "))
		n++
	}
	for _, m := range layout.Merges {
		if f.left(m.FirstRow) {
			continue
		}
		fmt.Fprintf(&out, "%s!merge = %s:%s\n", name, hengji.CellName(m.FirstRow, m.FirstColumn), hengji.CellName(m.LastRow, m.LastColumn))
	}
	return out.String()
}

// ofCases writes the year of the cases, and the one before, for those of the workbook.
func (f *Form) ofCases(text string) string {
	from, err := strconv.Atoi(hengji.YearOf(f.period))
	to, other := strconv.Atoi(hengji.YearOf(f.casePeriod))
	if err != nil || other != nil {
		return text
	}
	year := func(n int) string { return strconv.Itoa(n) + "年" }
	return strings.NewReplacer(year(from), year(to), year(from-1), year(to-1)).Replace(text)
}

// at is the field of a column of the first workbook; nil for none.
func (f *Form) at(column int) *field {
	for _, x := range f.fields {
		if x.column == column {
			return x
		}
	}
	return nil
}

// cellText is a cell that is no value of its own as a case types it: of the year of the
// cases, and without what is personal in a line of labels.
func (f *Form) cellText(cell hengji.Cell) string {
	if cell.Kind == hengji.CellNumber && cell.Format == hengji.FormatGeneral {
		return cell.Text
	}
	text := f.ofCases(inCell(hengji.Mask(cell.Text)))
	for _, x := range f.fields {
		if value := x.values[0].Text; x.place.InCell && x.personal != "" && value != "" {
			text = strings.ReplaceAll(text, value, "")
		}
	}
	return "'" + text
}
