package draft

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"hengji"
	"hengji/transform"
)

// caseRecords is how many records of the workbook a case holds.
const caseRecords = 3

// fault is one planted fault: what to type into which record, and what is found.
type fault struct {
	fact, severity, what string
	record               int
	value, got           string
	fits                 func(*Form, *field) bool
}

// faults are planted once a form each, in the first column that they fit.
var faults = []fault{
	{fact: "required", severity: "blocking", what: "没有填", value: `""`, fits: func(_ *Form, x *field) bool { return x.required }},
	{fact: "number", severity: "blocking", what: "填成了文字", value: "待定", got: "待定", fits: func(_ *Form, x *field) bool { return x.kind == hengji.Number }},
	{fact: "integer", severity: "blocking", what: "填成了文字", value: "待定", got: "待定", fits: func(_ *Form, x *field) bool { return x.kind == hengji.Integer && !x.margin }},
	{fact: "date", severity: "blocking", what: "写的不是日期", value: "五月上旬", got: "五月上旬", fits: func(_ *Form, x *field) bool { return x.kind == hengji.Date }},
	{fact: "boolean", severity: "blocking", what: "写的不是“是”或“否”", value: "部分", got: "部分", fits: func(_ *Form, x *field) bool { return x.kind == hengji.Boolean }},
	{fact: "minimum", severity: "blocking", what: "小于 0", value: "-1", got: "-1 want=不小于 0", fits: func(_ *Form, x *field) bool { return x.minimum }},
	{fact: "code", severity: "explain", what: "不在代码表中", value: "案例所写的别的一种", got: "案例所写的别的一种", fits: func(_ *Form, x *field) bool { return x.codes != "" && x.codes != "regions" }},
	{fact: "unique", severity: "blocking", what: "重复", record: 1, fits: func(f *Form, x *field) bool { return x.unique && len(f.whole()) > 1 }},
}

// whole are the first records in which every value is of its column's type: those of the
// cases.
func (f *Form) whole() []int {
	var rows []int
	for i := 0; i < f.records && len(rows) < caseRecords; i++ {
		if !slices.ContainsFunc(f.fields, func(x *field) bool { return !x.fits(x.values[i]) }) {
			rows = append(rows, i)
		}
	}
	return rows
}

// fits is true of a blank, and of a value that the field's type reads.
func (x *field) fits(v transform.SurveyedValue) bool {
	switch {
	case v.Text == "" || x.kind == hengji.Text:
		return true
	case x.kind == hengji.Date:
		return v.Date
	case x.kind == hengji.Boolean:
		return v.Boolean
	}
	return v.Numeric
}

// cases are the cases of the form: the records as they stand pass, and a fault of each
// kind in them is found. Without records there are none.
func (f *Form) cases() map[string][]byte {
	files := map[string][]byte{}
	rows := f.whole()
	if len(rows) == 0 {
		return files
	}
	for _, one := range faults {
		for column, x := range f.fields {
			if !one.fits(f, x) {
				continue
			}
			value, got := one.value, one.got
			if one.fact == "unique" {
				value, got = x.typed(x.values[rows[0]]), x.values[rows[0]].Text
			}
			if one.fact == "code" {
				got += " want=只能填：" + f.choices(x)
			}
			cell := hengji.CellName(one.record+2+f.titleRows(), column+1)
			var out bytes.Buffer
			if len(files) == 0 {
				fmt.Fprintf(&out, "case as_filled: 工作簿的前 %d 条记录：没有意见\n%swant\n\n", len(rows), f.workbook(rows))
			}
			fmt.Fprintf(&out, "case planted: “%s”%s\n%s%s!%s = %s\nwant\n%s %s.%s.%s %s %[4]s!%[5]s", x.label, one.what, f.workbook(rows), f.sheetName(), cell, value, one.severity, f.Name, x.name, one.fact, f.place)
			if got != "" {
				fmt.Fprintf(&out, " got=%s", got)
			}
			out.WriteString("\n")
			files["samples/cases/"+f.Name+"."+x.name+"."+one.fact+".txt"] = out.Bytes()
			break
		}
	}
	return files
}

// choices names the codes that a finding offers: of a long list the first few.
func (f *Form) choices(x *field) string {
	names := slices.Clone(x.list)
	if list := f.rules.CodeLists[x.codes]; x.list == nil && list != nil {
		for _, code := range list.Codes {
			names = append(names, code.Name)
		}
	}
	if len(names) > mostCodes {
		return strings.Join(names[:mostCodes/2], "、") + fmt.Sprintf("等 %d 种", len(names))
	}
	return strings.Join(names, "、")
}

// sheetName is the title in letters and digits alone, as a sheet of a case.
func (f *Form) sheetName() string {
	names := []string{f.Title}
	if f.layout {
		names = append(f.sheets[:min(len(f.sheets), 1):1], f.Title)
	}
	for _, name := range names {
		if name != "" && strings.IndexFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) < 0 {
			return name
		}
	}
	return "草稿_" + f.Name
}

// titleRows is 1 where a line above the table must tell what the sheet is.
func (f *Form) titleRows() int {
	if f.sheetName() == f.Title {
		return 0
	}
	return 1
}

// workbook are the lines of a case that type the form's sheet into a clean workbook.
func (f *Form) workbook(rows []int) string {
	var out bytes.Buffer
	var cells []string
	for _, x := range f.fields {
		cells = append(cells, inCell(x.label))
	}
	name, line := f.sheetName(), 1+f.titleRows()
	fmt.Fprintf(&out, "submission %s\n%s!add\n", f.place, name)
	if f.titleRows() > 0 {
		fmt.Fprintf(&out, "%s!insert 1 = %s\n", name, inCell(f.Title))
	}
	fmt.Fprintf(&out, "%s!insert %d = %s\n", name, line, strings.Join(cells, " | "))
	for _, row := range rows {
		cells = cells[:0]
		for _, x := range f.fields {
			cells = append(cells, x.typed(x.values[row]))
		}
		line++
		fmt.Fprintf(&out, "%s!insert %d = %s\n", name, line, strings.Join(cells, " | "))
	}
	return out.String()
}

// typed is a value as the line of a case writes it. Personal ones stay out.
func (x *field) typed(v transform.SurveyedValue) string {
	switch {
	case v.Text == "" || x.personal != "":
		return ""
	case x.kind == hengji.Date:
		return "date:" + v.Text
	case x.kind == hengji.Number && v.Percent:
		return (v.Number * 100).String()
	case x.kind == hengji.Number || x.kind == hengji.Integer:
		return v.Number.String()
	}
	return "'" + inCell(v.Text)
}

// inCell makes a text fit for a cell of a case.
func inCell(text string) string {
	return strings.ReplaceAll(clean(text, 400), "|", "／")
}
