package draft

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"hengji"
	"hengji/transform"
)

// unnamed are the names that drafts give to fields until a person names them.
var unnamed = regexp.MustCompile(`^field_[0-9]+(?:_wan|_rate)?$`)

// knownFields finds the fields of the rules' forms of a layout by their labels and aliases,
// then those of the others; of two for one label the first form counts, and a label
// before an alias. Of a table no field of a form of labels is known.
func knownFields(rules *hengji.Rules, layout hengji.Layout) map[string]*hengji.Field {
	known := map[string]*hengji.Field{}
	add := func(label string, field *hengji.Field) {
		if key, _ := transform.LabelKey(label); known[key] == nil && key != "" && !unnamed.MatchString(field.Name) {
			known[key] = field
		}
	}
	for _, form := range rules.Forms {
		for _, field := range form.Fields {
			if form.Layout == layout {
				add(field.Label, field)
			}
		}
	}
	for _, form := range rules.Forms {
		for _, field := range form.Fields {
			for _, alias := range field.Aliases {
				if form.Layout == layout {
					add(alias, field)
				}
			}
		}
	}
	if layout == hengji.LayoutForm {
		for key, field := range knownFields(rules, hengji.LayoutTable) {
			if known[key] == nil {
				known[key] = field
			}
		}
	}
	return known
}

// field guesses everything of one column.
func (f *Form) field(i int, x *field) {
	filled := x.filled()
	x.kindOf(f, i, filled)
	x.known = f.known[x.base]
	if x.known != nil && (x.known.Kind != x.kind && (len(filled) > 0 || x.saysMoney()) || x.unit != "" && x.known.Unit != x.unit ||
		slices.ContainsFunc(f.fields[:i], func(other *field) bool { return other.name == x.known.Name })) {
		x.known = nil
	}
	x.name = fmt.Sprintf("field_%d", i+1)
	switch {
	case x.known != nil:
		x.again()
	case x.unit == "万元":
		x.name += "_wan"
	case x.unit == "%":
		x.name += "_rate"
	}
	if f.records >= 3 && len(filled) == f.records && x.personal == "" && !x.margin && !x.ends("备注", "说明", "序号") {
		x.required = true
		x.because("%d 条记录都填了", f.records)
	}
	x.findCodes(f, filled)
	negative := slices.ContainsFunc(filled, func(v transform.SurveyedValue) bool { return v.Number < 0 })
	if (x.kind == hengji.Number || x.kind == hengji.Integer) && len(filled) > 0 && !negative && x.unit != "%" && !x.margin {
		x.minimum = true
		x.because("没有小于 0 的")
	}
}

var kindWords = map[hengji.Kind]string{hengji.Text: "文字", hengji.Integer: "整数", hengji.Number: "数字", hengji.Date: "日期", hengji.Boolean: "是／否"}

// again takes over what the rules say of a column of this label.
func (x *field) again() {
	k := x.known
	x.name, x.format, x.personal = k.Name, k.Format, k.Personal
	if x.unit == "" && (slices.Contains([]string{"万元", "元", "%"}, k.Unit) || inBrackets.MatchString(x.label)) {
		x.unit = k.Unit
	}
	if len(x.filled()) == 0 {
		x.kind = k.Kind
	}
	if x.format != "" || x.personal != "" {
		x.kind, x.unit = hengji.Text, ""
	}
	x.margin = k.Severity["integer"] == hengji.Notice
	x.because("栏目名与规则里已有的字段 %s 相同", k.Name)
	for _, alias := range k.Aliases {
		x.aliases = add(x.aliases, alias)
	}
	switch {
	case same(k.Label, x.label):
		x.describe = k.Description
	case k.GridRow == "":
		x.aliases = add(x.aliases, k.Label)
	}
}

// codeWords end the labels of codes, whose digits are no number.
var codeWords = []string{"编号", "代码", "编码", "证号", "文号", "账号", "帐号", "电话", "手机", "手机号", "号码", "合同号", "科目", "年月"}

var signed = regexp.MustCompile("签字|签章|签名|盖章")

// kindOf guesses the type of a column from its cells, or from its label alone.
func (x *field) kindOf(f *Form, i int, filled []transform.SurveyedValue) {
	x.sayPersonal()
	var dates, yes, numbers, whole, percents int
	misfit := ""
	for _, v := range filled {
		count(&dates, v.Date && !v.Numeric)
		count(&yes, v.Boolean)
		count(&numbers, v.Numeric)
		count(&whole, v.Numeric && v.Number%hengji.DecimalOne == 0)
		count(&percents, v.Percent)
		if !v.Numeric {
			misfit = v.Text
		}
	}
	n := len(filled)
	numeric := hengji.Number
	if whole == numbers && x.unit == "" && !x.saysMoney() && !x.ends("率", "比例", "得分", "分值", "权重", "面积", "规模", "单价", "产值", "指标值", "完成值", "目标值", "实际值") {
		numeric = hengji.Integer
	}
	switch {
	case n == 0 && x.personal == "":
		x.kind = x.kindOfLabel()
		x.because("没有填写，按栏目名猜")
	case signed.MatchString(x.label):
		x.because("是签字的地方")
	case x.personal != "" || x.ends(codeWords...):
		x.because("编号和号码是文字")
	case dates == n:
		x.kind = hengji.Date
		x.because("%d 格都是日期", n)
	case yes == n:
		x.kind = hengji.Boolean
		x.because("%d 格都是“是”或“否”", n)
	case numbers == n && slices.ContainsFunc(filled, codeLike):
		x.because("数字以 0 开头或很长，是编号")
	case numbers == n:
		x.kind = numeric
		x.because("%d 格都是%s", n, kindWords[numeric])
	case n >= 5 && numbers*10 >= n*8: // a person decides: read as numbers, it would find fault with what was accepted
		x.because("%d 格中只有 %d 格是数字", n, numbers)
		f.ask("第 %d 栏“%s”有 %d 格不是数字（如“%s”），所以按文字读取：应是数字吗？", i+1, x.label, n-numbers, clean(hengji.Mask(misfit), 20))
	default:
		x.because("%d 格都是文字", n)
		if numbers > 0 || dates > 0 {
			x.why[len(x.why)-1] = fmt.Sprintf("%d 格有文字，也有数字或日期", n)
			f.ask("第 %d 栏“%s”有文字，也有数字或日期：按文字读取，对吗？", i+1, x.label)
		}
	}
	switch {
	case x.kind != hengji.Number || x.unit != "":
	case percents == n && n > 0:
		x.unit = "%"
		x.because("单元格的格式是百分比")
	case x.ends("率", "比例", "占比", "比重"):
		x.unit = "%"
		x.because("名称说的是比例")
	}
	if x.kind != hengji.Number && x.kind != hengji.Integer {
		x.unit = ""
	} else if x.saysMoney() && x.unit == "" {
		f.ask("第 %d 栏“%s”像是金额，没有写单位：是万元吗？", i+1, x.label)
	}
}

func count(n *int, one bool) {
	if one {
		*n++
	}
}

func codeLike(v transform.SurveyedValue) bool {
	return v.AsText && (len(v.Text) > 1 && v.Text[0] == '0' && !strings.Contains(v.Text, ".") || len(v.Text) > 11)
}

// counted are the units of what is counted.
var counted = []string{"人", "天", "件", "篇", "个", "项", "台", "套", "家", "次", "人次", "户", "名", "本", "部", "门", "期"}

// kindOfLabel is the type that a label speaks of.
func (x *field) kindOfLabel() hengji.Kind {
	switch {
	case x.ends(codeWords...):
		return hengji.Text
	case slices.Contains(counted, measure(x.label)):
		return hengji.Integer
	case strings.Contains(x.base, "起止") || x.ends("期限", "期间", "周期"):
		return hengji.Text
	case x.unit != "" || x.saysMoney() || x.ends("率", "比例", "得分", "分值", "面积", "规模", "单价"):
		return hengji.Number
	case x.ends("日期", "时间"):
		return hengji.Date
	case strings.HasPrefix(x.base, "是否"):
		return hengji.Boolean
	case x.ends("序号", "人数", "个数", "项数", "数量", "户数", "年份"):
		return hengji.Integer
	}
	return hengji.Text
}

// sayPersonal marks what must not enter the database in full.
func (x *field) sayPersonal() {
	for _, word := range []struct{ word, personal string }{{"电话", "phone"}, {"手机", "phone"}, {"联系方式", "phone"}, {"身份证", "identity"}, {"账号", "account"}, {"帐号", "account"}} {
		if strings.Contains(x.base, word.word) {
			x.personal = word.personal
			x.because("“%s”是个人信息，进数据库之前遮盖", word.word)
			return
		}
	}
}

// findCodes finds the code list of a column of texts, or makes one of few that repeat.
func (x *field) findCodes(f *Form, filled []transform.SurveyedValue) {
	if x.kind != hengji.Text || x.personal != "" || x.format != "" || x.ends(codeWords...) {
		return
	}
	distinct := map[string]string{}
	for _, v := range filled {
		if key := hengji.NameKey(v.Text); distinct[key] == "" {
			distinct[key] = v.Text
		}
	}
	lists := slices.Sorted(maps.Keys(f.rules.CodeLists))
	if x.known != nil && x.known.Codes != "" {
		lists = []string{x.known.Codes}
	}
	for _, name := range lists {
		own := x.known != nil && x.known.Codes == name
		if (len(distinct) >= 2 || own && len(distinct) > 0) && allNamed(f.rules.CodeLists[name], distinct) {
			x.codes = name
			x.because("%d 种填写都在代码表 %s 中", len(distinct), name)
			return
		}
	}
	if len(distinct) < 2 || len(distinct) > mostCodes || len(filled) < fewestCodes || len(filled) < 2*len(distinct) || x.ends("备注", "说明", "名称", "单位", "姓名", "人") {
		return
	}
	for _, text := range slices.Sorted(maps.Values(distinct)) {
		if utf8.RuneCountInString(text) > 20 || strings.ContainsAny(text, "|\n\r") || clean(text, 20) != text {
			x.list = nil
			return
		}
		x.list = append(x.list, text)
	}
	x.codes = f.Name + "_" + x.name
	x.because("%d 格只有 %d 种填写", len(filled), len(distinct))
	f.ask("“%s”一栏的代码表 %s 只有见过的 %d 种：还有别的吗？", x.label, x.codes, len(x.list))
}

// allNamed is true where each text is a code or one of its names.
func allNamed(list *hengji.CodeList, texts map[string]string) bool {
	if list == nil || len(list.Codes) == 0 {
		return false
	}
	names := map[string]bool{}
	for _, code := range list.Codes {
		for _, name := range append([]string{code.Name, code.Code}, code.Aliases...) {
			names[hengji.NameKey(name)] = true
		}
	}
	for key := range texts {
		if !names[key] {
			return false
		}
	}
	return true
}

// findTotals marks the columns whose total rows are the sums of what stands above.
func (f *Form) findTotals(group []sheet) {
	for _, one := range group {
		for _, total := range one.survey.Totals {
			f.totals = add(f.totals, clean(total.Label, labelRunes))
			if strings.Contains(total.Label, "小计") {
				continue
			}
			for i, column := range one.survey.Columns {
				base, _ := transform.LabelKey(column.Label)
				at := f.called(base)
				if at < 0 || !total.Values[i].Numeric || f.fields[at].kind != hengji.Number && f.fields[at].kind != hengji.Integer {
					continue
				}
				x, numbers := f.fields[at], []hengji.Decimal(nil)
				for _, record := range one.survey.Records {
					numbers = append(numbers, record.Values[i].Number)
				}
				sum, ok := hengji.SumDecimals(numbers)
				if ok && sum == total.Values[i].Number {
					x.totalled = true
					x.because("第 %d 行“%s”是各行的和", total.Row, clean(total.Label, 20))
				} else if x.saysMoney() || x.unit == "万元" {
					f.ask("%s“%s”合计行为 %s，各行相加为 %s：合计是怎样算的？", clean(one.book, 40), x.label, total.Values[i].Number, sum)
				}
			}
		}
	}
	slices.Sort(f.totals)
}

// findKey finds what names a record: a code, a name, or two columns together.
func (f *Form) findKey() {
	var fields []*field
	for _, x := range f.fields {
		if x.required && !x.margin && x.base != "序号" && x.kind != hengji.Number && x.kind != hengji.Boolean {
			fields = append(fields, x)
		}
	}
	// A name before other texts: of a few records any text may stand but once.
	slices.SortStableFunc(fields, func(a, b *field) int { return rank(a) - rank(b) })
	for _, x := range fields {
		if rank(x) < 2 && f.distinct(x) {
			f.key, f.keyWhy = []string{x.name}, fmt.Sprintf("“%s”没有重复", x.label)
			if rank(x) == 0 && f.records >= 5 {
				x.unique = true
				x.because("%d 个编号没有重复", f.records)
			}
			return
		}
	}
	for i, x := range fields {
		for _, other := range fields[i+1:] {
			if f.distinct(x, other) {
				f.key, f.keyWhy = []string{x.name, other.name}, fmt.Sprintf("“%s”和“%s”合起来没有重复", x.label, other.label)
				return
			}
		}
	}
	if f.records > 0 {
		f.ask("没有看出哪一栏能认出一条记录：primaryKey 是什么？")
	}
}

// rank orders the columns that may name a record.
func rank(x *field) int {
	switch {
	case x.ends("编号", "代码", "编码", "证号", "合同号"):
		return 0
	case x.ends("名称", "单位", "姓名"):
		return 1
	case x.kind == hengji.Text && x.codes == "":
		return 2
	}
	return 3
}

// distinct is true where no two records of one workbook have the same in all columns.
func (f *Form) distinct(columns ...*field) bool {
	at := 0
	for _, n := range f.books {
		seen := map[string]bool{}
		for ; n > 0; n, at = n-1, at+1 {
			key := ""
			for _, x := range columns {
				key += hengji.NameKey(x.values[at].Text) + "\x00"
			}
			if seen[key] {
				return false
			}
			seen[key] = true
		}
	}
	return f.records > 1
}
