package schema

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"

	"hengji"
)

var identifier = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// reserved names stand in front of every row of core.<form>, so that no field
// may have them.
var reserved = []string{"period", "reporter", "reporter_code"}

// keywords are DuckDB's reserved words: a column named so would have to be
// quoted in every SELECT.
var keywords = strings.Fields(`all analyse analyze and any array as asc asymmetric both case cast check
	collate column constraint create default deferrable desc describe distinct do else end except false
	fetch for foreign from group having in initially intersect into lambda lateral leading limit not null
	offset on only or order pivot placing primary qualify references returning select show some summarize
	symmetric table then to trailing true union unique unpivot using variadic when where window with`)

// formReader reads one form file.
type formReader struct {
	file     string
	lists    map[string]*hengji.CodeList
	mistakes *mistakeList
	form     *hengji.Form
}

// readForm gives the form of a file; with mistakes found it may hold gaps. It
// is nil where the file is no YAML at all.
func readForm(file string, data []byte, lists map[string]*hengji.CodeList, mistakes *mistakeList) *hengji.Form {
	root := parseYAML(file, data, mistakes)
	if root == nil {
		return nil
	}
	validate(formProfile, file, root, mistakes)
	r := formReader{file: file, lists: lists, mistakes: mistakes, form: &hengji.Form{
		Name:        text(root, "name"),
		Title:       text(root, "title"),
		Description: text(root, "description"),
		Reporter:    text(root, "x-reporter"),
		PeriodKinds: texts(root, "x-period-kinds"),
		Layout:      hengji.Layout(text(root, "x-layout")),
		SheetNames:  texts(root, "x-sheets"),
		Required:    isSet(root, "x-required"),
		Key:         texts(root, "schema", "primaryKey"),
		Missing:     texts(root, "schema", "missingValues"),
		TotalLabels: texts(root, "x-totals"),
		Repeats:     text(root, "x-repeat") != "",
		Within:      text(root, "x-within"),
		Ignored:     texts(root, "x-ignore"),
		GridRows:    textLists(root, "x-grid", "rows"),
		GridColumns: textLists(root, "x-grid", "columns"),
		Source:      hengji.FilePlace{File: file, Line: lineOf(root, "name")},
	}}
	if want := strings.TrimSuffix(path.Base(file), ".yaml"); r.form.Name != "" && r.form.Name != want {
		mistakes.add(file, lineOf(root, "name"), "name %q 应与文件名相同：%q", r.form.Name, want)
	}
	r.shape(root)
	nodes := items(root, "schema", "fields")
	for _, node := range nodes {
		r.form.Fields = append(r.form.Fields, r.field(node))
	}
	r.names(nodes)
	r.labels(nodes)
	for i, node := range nodes {
		r.blank(node, r.form.Fields[i])
		r.place(node, r.form.Fields[i])
		r.words(node, r.form.Fields[i])
	}
	for i, name := range r.form.Key {
		if r.form.Field(name) == nil {
			mistakes.add(file, items(root, "schema", "primaryKey")[i].Line, "primaryKey 里的字段 %q 不存在%s", name, among(name, r.fieldNames()))
		}
	}
	return r.form
}

func (r *formReader) complain(node *yaml.Node, key string, format string, values ...any) {
	name := text(node, "name")
	r.mistakes.add(r.file, lineOf(node, strings.Split(key, "/")...), "字段 %s：%s", name, fmt.Sprintf(format, values...))
}

func (r *formReader) fieldNames() []string {
	var names []string
	for _, field := range r.form.Fields {
		names = append(names, field.Name)
	}
	return names
}

var kinds = map[string]hengji.Kind{
	"string": hengji.Text, "integer": hengji.Integer, "number": hengji.Number, "date": hengji.Date, "boolean": hengji.Boolean,
}

// field reads what stands in one field and judges what needs no other field.
func (r *formReader) field(node *yaml.Node) *hengji.Field {
	field := &hengji.Field{
		Name:        text(node, "name"),
		Label:       text(node, "x-label"),
		Aliases:     texts(node, "x-aliases"),
		Description: text(node, "description"),
		Kind:        kinds[text(node, "type")],
		Unit:        text(node, "x-unit"),
		Required:    isSet(node, "constraints", "required"),
		Unique:      isSet(node, "constraints", "unique"),
		Pattern:     text(node, "constraints", "pattern"),
		Enum:        texts(node, "constraints", "enum"),
		Codes:       text(node, "x-codes"),
		Format:      text(node, "x-format"),
		BlankAs:     text(node, "x-blank-as"),
		BlankWhen:   text(node, "x-blank-when"),
		FillDown:    isSet(node, "x-fill-down"),
		Inherits:    isSet(node, "x-inherit"),
		GridRow:     text(node, "x-row"),
		GridColumn:  text(node, "x-column"),
		Below:       isSet(node, "x-below"),
		Carried:     text(node, "x-carried"),
		Split:       namedTexts(node, "x-split"),
		Totalled:    isSet(node, "x-totalled"),
		Identifies:  text(node, "x-identifies"),
		Personal:    text(node, "x-personal"),
		Source:      hengji.FilePlace{File: r.file, Line: lineOf(node, "name")},
	}
	field.Minimum = r.bound(node, "minimum")
	field.Maximum = r.bound(node, "maximum")
	if length := text(node, "constraints", "maxLength"); length != "" {
		field.MaxLength, _ = strconv.Atoi(length) // what is no number was told already
	}
	if field.Minimum != nil && field.Maximum != nil && *field.Minimum > *field.Maximum {
		r.complain(node, "constraints/minimum", "minimum %s 大于 maximum %s", *field.Minimum, *field.Maximum)
	}
	if field.Pattern != "" {
		if _, err := regexp.Compile(`\A(?:` + field.Pattern + `)\z`); err != nil {
			r.complain(node, "constraints/pattern", "pattern 不是正确的正则表达式：%v", err)
		}
	}
	for i, one := range field.Enum {
		if slices.Contains(field.Enum[:i], one) {
			r.complain(node, "constraints/enum", "enum 里 %q 重复", one)
		}
	}
	r.fits(node, field)
	r.codes(node, field)
	return field
}

// bound reads minimum or maximum exactly.
func (r *formReader) bound(node *yaml.Node, name string) *hengji.Decimal {
	written := text(node, "constraints", name)
	if written == "" {
		return nil
	}
	value, exact, err := hengji.ParseDecimal(written)
	if err != nil || !exact {
		if plainNumber.MatchString(written) { // what is no number was told already
			r.complain(node, "constraints/"+name, "%s 的值 %s 超出小数点前 12 位、后 6 位", name, written)
		}
		return nil
	}
	return &value
}

// fits says which keys have no meaning for the field's type or the form's
// layout: they would be read and never obeyed.
func (r *formReader) fits(node *yaml.Node, field *hengji.Field) {
	kind := text(node, "type")
	if _, known := kinds[kind]; !known {
		return
	}
	number := field.Kind == hengji.Number || field.Kind == hengji.Integer
	for _, one := range []struct {
		key  string
		ok   bool
		only string
	}{
		{"constraints/minimum", number, "数值"},
		{"constraints/maximum", number, "数值"},
		{"x-totalled", number, "数值"},
		{"constraints/maxLength", field.Kind == hengji.Text, "文本"},
		{"constraints/pattern", field.Kind == hengji.Text, "文本"},
		{"constraints/enum", field.Kind == hengji.Text, "文本"},
		{"x-codes", field.Kind == hengji.Text, "文本"},
		{"x-format", field.Kind == hengji.Text, "文本"},
		{"x-personal", field.Kind == hengji.Text, "文本"},
		{"x-split", field.Kind == hengji.Text, "文本"},
	} {
		if child(node, strings.Split(one.key, "/")...) != nil && !one.ok {
			r.complain(node, one.key, "%s 只用于%s，不能用于 %s 类型", path.Base(one.key), one.only, kind)
		}
	}
	for _, key := range []string{"x-totalled", "x-fill-down", "x-inherit", "x-carried"} {
		if r.form.Layout == hengji.LayoutForm && child(node, key) != nil {
			r.complain(node, key, "x-layout 为 form 时不能用 %s", key)
		}
	}
	for _, key := range []string{"x-row", "x-column", "x-below"} {
		if r.form.Layout == hengji.LayoutTable && child(node, key) != nil {
			r.complain(node, key, "x-layout 为 table 时不能用 %s", key)
		}
	}
	if field.Identifies == "nil" && field.Kind != hengji.Boolean {
		r.complain(node, "x-identifies", "x-identifies 为 nil 的字段，类型应为 boolean，不是 %s", kind)
	}
	if field.Identifies == "region" && field.Codes != "regions" {
		r.complain(node, "x-identifies", "x-identifies 为 region 的字段，要写 x-codes: regions")
	}
}

// codes judges the code list that a field refers to.
func (r *formReader) codes(node *yaml.Node, field *hengji.Field) {
	if field.Codes == "" {
		return
	}
	if field.Enum != nil {
		r.complain(node, "constraints/enum", "enum 和 x-codes 只能用一个")
	}
	list := r.lists[field.Codes]
	switch {
	case list == nil:
		var choices []string
		for name, list := range r.lists {
			if list.Codes != nil {
				choices = append(choices, name)
			}
		}
		slices.Sort(choices)
		r.complain(node, "x-codes", "x-codes 里的代码表 %q 不存在%s", field.Codes, among(field.Codes, choices))
	case list.Codes == nil:
		r.complain(node, "x-codes", "代码表 %q 不能引用：它的前两列不是 code 和 name", field.Codes)
	}
}

// names judges the column names of the form's table.
func (r *formReader) names(nodes []*yaml.Node) {
	first := map[string]int{}
	for i, field := range r.form.Fields {
		node := nodes[i]
		switch line, twice := first[field.Name]; {
		case field.Name == "":
			continue
		case twice:
			r.complain(node, "name", "name 重复：第 %d 行已有", line)
		case slices.Contains(reserved, field.Name):
			r.complain(node, "name", "name 不能用这个名称：core.%s 的每一行已有它（保留：%s）", r.form.Name, strings.Join(reserved, "、"))
		case slices.Contains(keywords, field.Name):
			r.complain(node, "name", "name 不能用 SQL 的保留字")
		}
		if _, twice := first[field.Name]; !twice {
			first[field.Name] = lineOf(node, "name")
		}
	}
	for i, field := range r.form.Fields {
		if line, taken := first[field.Name+"_code"]; taken && field.Codes != "" {
			r.complain(nodes[i], "x-codes", "x-codes 会生成列 %s_code，与第 %d 行的字段重名", field.Name, line)
		}
	}
	seen := map[string]string{}
	for i, field := range r.form.Fields {
		if field.Identifies == "" {
			continue
		}
		if other, twice := seen[field.Identifies]; twice {
			r.complain(nodes[i], "x-identifies", "x-identifies: %s 只能写一次，字段 %s 已有", field.Identifies, other)
		}
		seen[field.Identifies] = field.Name
	}
}

// labels proves that no label can mean two fields. Labels are compared as sheets
// are read: width, spaces, brackets and 其中： folded away.
func (r *formReader) labels(nodes []*yaml.Node) {
	type place struct {
		field string
		line  int
	}
	first := map[string]place{}
	for i, field := range r.form.Fields {
		label := child(nodes[i], "x-label")
		if label == nil {
			continue
		}
		for _, one := range append([]*yaml.Node{label}, items(nodes[i], "x-aliases")...) {
			folded := fold(one.Value)
			other, taken := first[folded]
			switch {
			case folded == "":
			case taken && other.field != field.Name:
				r.mistakes.add(r.file, one.Line, "字段 %s：栏目名 %q 已是字段 %s 的（第 %d 行）", field.Name, one.Value, other.field, other.line)
			default:
				first[folded] = place{field.Name, one.Line}
			}
		}
	}
}

// fold makes labels, names and aliases comparable, as transform compares them.
func fold(label string) string {
	folded := strings.ToLower(hengji.NameKey(norm.NFKC.String(label)))
	return strings.TrimPrefix(strings.TrimPrefix(folded, "其中"), ":")
}

// blank judges x-blank-as and x-blank-when, which name another field.
func (r *formReader) blank(node *yaml.Node, field *hengji.Field) {
	if field.BlankAs != "" {
		if why := misread(field.Kind, field.BlankAs); why != "" {
			r.complain(node, "x-blank-as", "x-blank-as 的值 %q %s", field.BlankAs, why)
		}
	}
	if field.BlankWhen == "" {
		return
	}
	if field.BlankAs == "" {
		r.complain(node, "x-blank-when", "有 x-blank-when，就要有 x-blank-as")
	}
	name, value, written := strings.Cut(field.BlankWhen, "=")
	if !written {
		return
	}
	other := r.form.Field(name)
	switch {
	case other == nil:
		r.complain(node, "x-blank-when", "x-blank-when 里的字段 %q 不存在%s", name, among(name, r.fieldNames()))
	case other == field:
		r.complain(node, "x-blank-when", "x-blank-when 不能指字段自己")
	case other.Enum != nil && !slices.Contains(other.Enum, value):
		r.complain(node, "x-blank-when", "%q 不是 %s 的可选值%s", value, name, among(value, other.Enum))
	case r.lists[other.Codes] != nil:
		var choices []string
		for _, code := range r.lists[other.Codes].Codes {
			choices = append(choices, code.Name)
		}
		if !slices.Contains(choices, value) {
			r.complain(node, "x-blank-when", "%q 不是代码表 %s 里的名称%s", value, other.Codes, among(value, choices))
		}
	}
}

// words judges x-severity and x-message, whose keys are facts that the field
// declares, and keeps them.
func (r *formReader) words(node *yaml.Node, field *hengji.Field) {
	facts := declared(field)
	for _, key := range []string{"x-severity", "x-message"} {
		mapping := child(node, key)
		if mapping == nil || mapping.Kind != yaml.MappingNode {
			continue
		}
		for i := 0; i+1 < len(mapping.Content); i += 2 {
			fact, value := mapping.Content[i], mapping.Content[i+1]
			if !slices.Contains(facts, fact.Value) {
				r.mistakes.add(r.file, fact.Line, "字段 %s：%s 里的 %q，这个字段没有声明%s", field.Name, key, fact.Value, among(fact.Value, facts))
				continue
			}
			if key == "x-severity" {
				if field.Severity == nil {
					field.Severity = map[string]hengji.Severity{}
				}
				field.Severity[fact.Value] = hengji.Severity(value.Value)
				continue
			}
			if field.Message == nil {
				field.Message = map[string]string{}
			}
			field.Message[fact.Value] = value.Value
			placeholders(r.file, value.Line, value.Value, findingValues, r.mistakes)
		}
	}
}
