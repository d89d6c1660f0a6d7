package draft

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"hengji"
	"hengji/transform"
)

// Form is the draft of one form.
type Form struct {
	Name         string
	Title        string
	Questions    []string // what only a person can answer
	rules        *hengji.Rules
	known        map[string]*hengji.Field
	department   string   // its name, where the department hands it in
	place        string   // who hands in the workbook that cases stand on
	sheets       []string // names of sheets
	fields       []*field
	key          []string
	period       string // of the workbooks
	casePeriod   string // of the cases
	keyWhy       string
	totals       []string // labels of total rows
	books        []int    // records of each workbook
	layout       bool     // labels beside or above their values, one record a sheet
	repeats      bool     // a workbook has several such sheets
	captions     []string // of a layout
	gridRows     []string
	gridColumns  []string
	samples      []*transform.SurveyedLayout // what each workbook's sheet holds
	inner, outer *Form                       // the table inside a layout, and the layout around a table
	records      int
	width        int // columns of the first workbook
}

// field is the draft of one column.
type field struct {
	name, label, unit, describe, codes, format, personal  string
	kind                                                  hengji.Kind
	aliases                                               []string
	required, unique, totalled, fillDown, minimum, margin bool
	list                                                  []string // names of a code list of its own
	why                                                   []string
	known                                                 *hengji.Field
	column                                                int
	place                                                 *transform.SurveyedPlace // in a layout
	gridRow, gridColumn                                   string
	below, starred                                        bool
	group                                                 string                    // the labels above it
	base                                                  string                    // the label, folded and without its unit
	values                                                []transform.SurveyedValue // of all records of all workbooks, blanks too
}

const (
	mostFields  = 200
	labelRunes  = 60
	fewestCodes = 6 // records without which a code list is not guessed
	mostCodes   = 12
)

// guess fills the draft in from the sheets of one name.
func (f *Form) guess(group []sheet) {
	if f.outer == nil {
		f.title(group)
	}
	for _, one := range group {
		f.columns(one)
	}
	f.unitOfAll(group)
	for i, field := range f.fields {
		f.field(i, field)
		if field.starred {
			field.required = true
			field.because("栏目名上有必填的记号")
		}
	}
	f.askOnce()
	f.findTotals(group)
	f.findKey()
	if f.records == 0 {
		f.ask("没有填写好的记录：类型只按栏目名猜，没有猜代码表、必填和主键；请用填好的工作簿再拟一次")
	}
}

func (f *Form) ask(format string, values ...any) {
	if question := fmt.Sprintf(format, values...); !slices.Contains(f.Questions, question) {
		f.Questions = append(f.Questions, question)
	}
}

// title takes the title above the table where all workbooks have one, else the sheet's name.
func (f *Form) title(group []sheet) {
	titles := map[string]bool{}
	for _, one := range group {
		f.sheets = add(f.sheets, clean(one.name, labelRunes))
		titles[withoutYear(clean(one.survey.Title, labelRunes))] = true
	}
	f.Title = f.sheets[0]
	if len(titles) == 1 {
		for title := range titles {
			f.Title = cmp.Or(title, f.Title)
		}
	} else {
		f.ask("各工作簿表上方的标题不同：正式名称用了工作表名“%s”，对吗？", f.Title)
	}
	for _, form := range f.rules.Forms {
		for _, name := range append([]string{form.Title}, form.SheetNames...) {
			if same(name, f.Title) || slices.ContainsFunc(f.sheets, func(s string) bool { return same(s, name) }) {
				f.ask("规则里的报表 %s（%s）也认这个名称，所以写作“%s（%s）”：请改其中一个的 title 和 x-sheets", form.Name, form.Title, f.Title, f.Name)
				if same(form.Title, f.Title) || slices.ContainsFunc(form.SheetNames, func(s string) bool { return same(s, f.Title) }) {
					f.Title += "（" + f.Name + "）"
				}
				f.sheets = slices.DeleteFunc(f.sheets, func(s string) bool {
					return same(s, form.Title) || slices.ContainsFunc(form.SheetNames, func(name string) bool { return same(s, name) })
				})
				break
			}
		}
	}
}

// columns adds what one sheet has to the fields: a column of a known label, one that
// calls the column at the same place differently, or a further one.
func (f *Form) columns(one sheet) {
	at, here := make([]*field, len(one.survey.Columns)), map[*field]bool{}
	for i, column := range one.survey.Columns {
		base, _ := transform.LabelKey(column.Label)
		if found := f.called(base); found >= 0 {
			if here[f.fields[found]] {
				f.ask("%s第 %d 栏“%s”与另一栏同名，没有拟：请把两栏的名称写得不同", clean(one.book, 40), column.Column, clean(column.Label, labelRunes))
				continue
			}
			at[i], here[f.fields[found]] = f.fields[found], true
			if x := at[i]; x.base != base {
				x.aliases = add(x.aliases, clean(column.Label, labelRunes))
				x.because("%s里这一栏叫“%s”，规则里是同一个字段", clean(one.book, 40), clean(column.Label, labelRunes))
			}
		}
	}
	if len(f.books) == 0 {
		f.width = -1 // no column of the first workbook is called differently
	}
	for i, column := range one.survey.Columns {
		base, _ := transform.LabelKey(column.Label)
		switch label := clean(column.Label, 2*labelRunes); {
		case at[i] != nil || f.called(base) >= 0:
		case base == "" || utf8.RuneCountInString(label) > labelRunes || len(f.fields) >= mostFields:
			f.ask("第 %d 栏的栏目名太长或没有文字，没有拟", column.Column)
		default:
			same := slices.IndexFunc(f.fields, func(x *field) bool { return x.column == column.Column && !here[x] })
			if same >= 0 && f.known[base] == nil && len(one.survey.Columns) == f.width {
				x := f.fields[same]
				x.aliases, at[i] = add(x.aliases, label), x
				x.because("%s里这一栏叫“%s”", clean(one.book, 40), label)
			} else {
				at[i] = &field{label: label, base: base, group: column.Group, column: column.Column, values: make([]transform.SurveyedValue, f.records)}
				f.fields = append(f.fields, at[i])
				if len(f.books) > 0 {
					f.ask("“%s”一栏不是每个工作簿都有：加作不必填的栏目，对吗？", label)
				}
			}
			here[at[i]] = true
		}
		if x := at[i]; x != nil {
			x.fillDown, x.starred = x.fillDown || column.Merged, x.starred || column.Starred
			x.setUnit(column.Unit, one.survey.Unit)
		}
	}
	for _, record := range one.survey.Records {
		f.records++
		for _, x := range f.fields {
			value := transform.SurveyedValue{}
			if i := slices.Index(at, x); i >= 0 {
				value = record.Values[i]
			}
			x.values = append(x.values, value)
		}
	}
	if len(f.books) == 0 {
		f.width = len(one.survey.Columns)
	}
	f.books = append(f.books, len(one.survey.Records))
	f.odd(one)
}

// called is the field that a folded label means: by its own label, else by what another
// workbook calls it, or as the rules know both for one field; -1 for none. Two columns of
// the first workbook are never one.
func (f *Form) called(base string) int {
	at := slices.IndexFunc(f.fields, func(x *field) bool { return x.base == base })
	if at >= 0 || len(f.books) == 0 {
		return at
	}
	return slices.IndexFunc(f.fields, func(x *field) bool {
		return f.known[base] != nil && f.known[base] == f.known[x.base] || slices.ContainsFunc(x.aliases, func(alias string) bool {
			key, _ := transform.LabelKey(alias)
			return key == base
		})
	})
}

// odd asks about what stands beside and below the records.
func (f *Form) odd(one sheet) {
	where := clean(one.book, 40)
	for _, column := range one.survey.Bare {
		f.ask("%s的 %s 列有内容，没有栏目名，没有拟", where, hengji.ColumnName(column))
	}
	if n := len(one.survey.Skipped); n > 0 {
		f.ask("%s第 %d 行起有 %d 行只有一格或是示例，不当作记录：是分组标题吗？", where, one.survey.Skipped[0], n)
	}
	if one.survey.More {
		f.ask("%s的记录很多，只看了前 %d 条", where, len(one.survey.Records))
	}
}

// moneyWords are what labels of amounts say.
var moneyWords = []string{"金额", "资金", "经费", "预算", "决算", "支出", "收入", "余额", "投入", "补助", "拨款", "产值", "原值", "净值", "营收", "税收"}

// setUnit notes the unit of a column: its own, or of an amount that of the line above.
func (x *field) setUnit(own, above string) {
	if x.unit != "" {
		return
	}
	if x.unit = cmp.Or(own, measures[measure(x.label)]); x.unit != "" {
		x.because("单位 %s 写在表头中", x.unit)
	} else if above != "" && x.saysMoney() {
		x.unit = above
		x.because("单位 %s 写在表的上方", above)
	}
}

// unitOfAll gives the unit above a table to all its columns of numbers where the label of
// none speaks of money: it is of something.
func (f *Form) unitOfAll(group []sheet) {
	unit := group[0].survey.Unit
	if unit == "" || !group[0].survey.OfAll && slices.ContainsFunc(f.fields, func(x *field) bool { return x.unit != "" }) {
		return
	}
	for _, x := range f.fields {
		filled := x.filled()
		if x.unit == "" && len(filled) > 0 && !slices.ContainsFunc(filled, func(v transform.SurveyedValue) bool { return !v.Numeric || v.AsText || v.Percent }) && !x.ends(noMoney...) && !x.ends(codeWords...) {
			x.unit = unit
			x.because("单位 %s 写在表的上方或旁边", unit)
		}
	}
}

// noMoney end the labels of what is no amount, though they speak of money.
var noMoney = []string{"文号", "年度", "年份", "年限", "来源", "名称", "方式", "单位", "编号", "类别", "日期", "时间", "率", "比例", "占比", "分值", "得分", "评分", "权重", "进度", "满意度", "人数", "数量", "个数", "项数", "行次", "保障", "制度", "用途", "说明", "情况", "序号"}

func (x *field) saysMoney() bool {
	return slices.ContainsFunc(moneyWords, func(word string) bool { return strings.Contains(x.group+x.base, word) }) && !x.ends(noMoney...)
}

// measures are units of what is no money and not counted, as they are printed.
var measures = map[string]string{"平方米": "平方米", "㎡": "平方米", "m2": "平方米", "公里": "公里", "千米": "公里", "米": "米", "亩": "亩", "公顷": "公顷", "吨": "吨", "小时": "小时"}

// measure is what stands in the brackets that end a label.
func measure(label string) string {
	found := inBrackets.FindString(label)
	if !strings.HasSuffix(label, found) {
		return ""
	}
	return strings.ToLower(strings.Trim(found, "（()）"))
}

func (x *field) ends(words ...string) bool {
	bare, _ := transform.LabelKey(inBrackets.ReplaceAllString(x.label, ""))
	if bare == "" {
		bare = x.base
	}
	return slices.ContainsFunc(words, func(word string) bool { return strings.HasSuffix(bare, word) })
}

// inBrackets is what a label says more: （B/A×100%）.
var inBrackets = regexp.MustCompile(`[（(][^（()）]*[)）]`)

func (x *field) because(format string, values ...any) {
	x.why = add(x.why, fmt.Sprintf(format, values...))
}

// filled are the values that are no blanks.
func (x *field) filled() []transform.SurveyedValue {
	var filled []transform.SurveyedValue
	for _, value := range x.values {
		if value.Text != "" {
			filled = append(filled, value)
		}
	}
	return filled
}

// add appends a text that is not there yet.
func add(list []string, text string) []string {
	if text == "" || slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}

// same compares names as names are compared.
func same(a, b string) bool { return hengji.NameKey(a) == hengji.NameKey(b) }

// clean makes a text of a workbook fit to stand in one line of a file: no control
// characters, no breaks, at most so many characters.
func clean(text string, most int) string {
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, ""), unicode.IsSpace), " ")
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' || r == '\uFFFD' {
			return -1
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most])
	}
	return text
}

// withoutYear leaves 2021年度 out of a title: next year's is the same form.
func withoutYear(title string) string {
	rest := strings.TrimLeft(title, "0123456789")
	if len(title)-len(rest) != 4 {
		return title
	}
	for _, word := range []string{"年度", "年"} {
		if without, cut := strings.CutPrefix(rest, word); cut && without != "" {
			return strings.TrimSpace(without)
		}
	}
	return title
}
