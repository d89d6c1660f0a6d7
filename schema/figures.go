package schema

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"hengji"
)

// The lists that say what a printed report's figures and the department's rates are
// made from. Their formulas are taken apart here: each term is a line of a further
// list, and what the terms take from workbooks is the view base.report_inputs.
const (
	figureList = "report_figures"
	rateList   = "control_rates"
)

// roleColumns are the columns of formulas besides `formula`: what the terms do there.
var roleColumns = []struct{ column, role string }{
	{"same", "same"}, {"against", "against"}, {"parts", "part"}, {"whole", "whole"}, {"basis", "basis"},
}

// figureTerm is a term of a formula of the lists.
type figureTerm struct {
	period, subject, method, role string
	place, sign                   int
	label, unit, record           string // record names the one among many that a value is of
	constant                      string
	input                         string
	term                          *hengji.Term // nil where no workbook has it
	line                          int
}

// figureReader takes formulas apart.
type figureReader struct {
	rules    *hengji.Rules
	mistakes *mistakeList
	stated   map[string]map[string]string        // period and id → row of report_figures
	terms    map[string][]figureTerm             // by list
	names    map[string]string                   // by input: what it is called
	columns  map[string]map[string]*hengji.Field // of core.<form>, by name
}

// figures gives the lists of terms, and the view of what they take from workbooks;
// nothing where the lists have no formulas, as an earlier version wrote them.
func figures(rules *hengji.Rules, files map[string][]byte, mistakes *mistakeList) []viewFile {
	list := rules.CodeLists[figureList]
	if list == nil || !slices.ContainsFunc(list.Columns, func(c hengji.CodeColumn) bool { return c.Name == "formula" }) {
		return nil
	}
	r := &figureReader{rules: rules, mistakes: mistakes, stated: map[string]map[string]string{}, terms: map[string][]figureTerm{}, names: map[string]string{}, columns: map[string]map[string]*hengji.Field{}}
	each(list, func(_ int, row map[string]string) { r.stated[row["period"]+" "+row["id"]] = row })
	each(list, func(line int, row map[string]string) { r.read(list, line, row["period"], row["id"], row) })
	if rates := rules.CodeLists[rateList]; rates != nil {
		each(rates, func(line int, row map[string]string) { r.read(rates, line, "", row["code"], row) })
	}
	keys := r.keys()
	for _, name := range []string{figureList, rateList} {
		derived := strings.TrimSuffix(name, "s") + "_terms"
		if other := rules.CodeLists[derived]; other != nil {
			mistakes.add(other.Source.File, 1, "这张表由 %s 的算式得出，请删除这个文件", name)
		}
		source := hengji.FilePlace{File: "schema/codes/" + name + ".csv", Line: 1}
		rules.CodeLists[derived] = termList(derived, source, r.terms[name], keys)
	}
	view := "sql/base/report_inputs.sql"
	if _, written := files[view]; written {
		mistakes.add(view, 1, "这个视图由 %s 和 %s 的算式得出，请删除这个文件", figureList, rateList)
	}
	return []viewFile{r.inputs(keys)}
}

// read takes the formulas of one line apart.
func (r *figureReader) read(list *hengji.CodeList, line int, period, subject string, row map[string]string) {
	var terms []figureTerm
	wrong := func(column string, format string, values ...any) {
		r.mistakes.add(list.Source.File, line, column+"："+format, values...)
	}
	add := func(column, role string, sign int, f *hengji.Formula) {
		t := figureTerm{period: period, subject: subject, role: role, sign: sign, place: len(terms) + 1, line: line, input: f.String()}
		if err := r.leaf(&t, f); err != nil {
			wrong(column, "%v", err)
		}
		terms = append(terms, t)
	}
	claim := r.claim(row, wrong)
	if row["formula"] == "" && claim {
		return
	}
	formulas, err := ParseFormulas(row["formula"])
	switch {
	case err != nil:
		wrong("formula", "%v（写法见 docs/languages.md）", err)
		return
	case len(formulas) > 1:
		wrong("formula", "只写一个算式")
	}
	method, top, bottom := methodOf(formulas[0])
	if method == "input" && row["parts"] != "" {
		method = "part"
	}
	for _, one := range inRoles(formulas[0], method, top, bottom) {
		if one.role == "extra" && method != "sum" {
			wrong("formula", "or_zero 只用于相加的各项")
		}
		add("formula", one.role, one.sign, one.formula)
	}
	for _, c := range roleColumns {
		if row[c.column] == "" {
			continue
		}
		formulas, err := ParseFormulas(row[c.column])
		if err != nil {
			wrong(c.column, "%v（写法见 docs/languages.md）", err)
		}
		for _, formula := range formulas {
			for _, one := range flat(formula, 1) {
				add(c.column, c.role, one.sign, one.formula)
			}
		}
	}
	for i := range terms {
		terms[i].method = method
	}
	r.terms[list.Name] = append(r.terms[list.Name], terms...)
}

// claim tells whether a line states words and no number: a rank, a date, a comparison.
// sense and bound say what its formula must give; one without a formula stands by the
// source that the line names.
func (r *figureReader) claim(row map[string]string, wrong func(column string, format string, values ...any)) bool {
	if sense := row["sense"]; sense != "" || row["bound"] != "" {
		switch {
		case !slices.Contains([]string{"=", ">", "≥", "<", "≤"}, sense):
			wrong("sense", "应写 =、>、≥、< 或 ≤，不是 %q", sense)
		case row["bound"] == "":
			wrong("bound", "写了 sense，还要写与什么数比较")
		case row["formula"] == "":
			wrong("formula", "写了 sense 和 bound，还要写拿什么比较")
		}
	}
	_, exact, err := hengji.ParseDecimal(row["stated"])
	return row["stated"] != "" && (err != nil || !exact)
}

// inRole is a term of a formula, and what it does there.
type inRole struct {
	role    string
	sign    int
	formula *hengji.Formula
}

// inRoles takes a formula apart into the terms above and below its line.
func inRoles(formula *hengji.Formula, method, top, bottom string) []inRole {
	sides := []*hengji.Formula{formula}
	if bottom != "" && method != "difference" {
		sides = formula.Parts
	}
	var all []inRole
	for i, side := range sides {
		for _, one := range flat(side, 1) {
			term := inRole{[]string{top, bottom}[i], one.sign, one.formula}
			if method == "difference" && term.sign < 0 {
				term.role, term.sign = bottom, 1
			}
			if term.formula.Op == "or_zero" {
				term.role, term.formula = "extra", term.formula.Parts[0]
			}
			all = append(all, term)
		}
	}
	return all
}

// methodOf names what a formula does, and the roles of its terms above and below.
func methodOf(f *hengji.Formula) (method, top, bottom string) {
	switch f.Op {
	case "percent":
		return "share", "numerator", "denominator"
	case "ratio":
		return "quotient", "numerator", "denominator"
	case "growth", "multiple":
		return f.Op, "numerator", "denominator"
	case "+", "-":
		if slices.ContainsFunc(flat(f, 1), func(s signed) bool { return s.sign < 0 }) {
			return "difference", "numerator", "denominator"
		}
		return "sum", "term", ""
	case "term":
		if f.Term.Aggregate != "value" {
			return "sum", "term", ""
		}
	}
	return "input", "value", ""
}

// signed is a part of a sum.
type signed struct {
	formula *hengji.Formula
	sign    int
}

// flat lists what a formula adds up and takes off.
func flat(f *hengji.Formula, sign int) []signed {
	if f.Op != "+" && f.Op != "-" {
		return []signed{{f, sign}}
	}
	second := sign
	if f.Op == "-" {
		second = -sign
	}
	return append(flat(f.Parts[0], sign), flat(f.Parts[1], second)...)
}

// leaf finds the words of a term, and proves that there is such a thing: a name that
// nothing has would not fail later but say that the input is missing, year after year.
func (r *figureReader) leaf(t *figureTerm, f *hengji.Formula) error {
	switch f.Op {
	case "number":
		t.constant = f.Number.String()
		return nil
	case "unknown":
		t.label = f.Text
		return nil
	case "stated":
		row := r.stated[t.period+" "+f.Text]
		if row == nil {
			return fmt.Errorf("%s：%s 中没有这个报告期的 %s", f, figureList, f.Text)
		}
		t.label, t.unit = "报告所写"+row["label"], row["unit"]
		if _, exact, err := hengji.ParseDecimal(row["stated"]); err == nil && exact {
			t.constant = row["stated"]
		}
		return nil
	case "term":
		plain := *f.Term
		plain.As = ""
		t.term, t.input = f.Term, plain.String()
		if err := r.words(t); err != nil {
			t.term = nil // nobody asks for what it does not say
			return err
		}
		if other, twice := r.names[t.input]; twice && other != t.label { // its value would be counted twice
			return fmt.Errorf("%s 在别处叫“%s”，这里叫“%s”：同一个数只有一个名称", t.input, other, t.label)
		}
		r.names[t.input] = t.label
		return nil
	}
	return fmt.Errorf("%s：最外层可以是 percent、ratio、growth、multiple，里面只能相加、相减", f)
}

// words finds what a term is called, from the form that it is taken from.
func (r *figureReader) words(t *figureTerm) error {
	term := t.term
	form := r.rules.Form(term.Table)
	if form == nil || term.Schema != "core" {
		var names []string
		for _, f := range r.rules.Forms {
			names = append(names, "core."+f.Name)
		}
		return fmt.Errorf("没有 %s%s", term.Source(), among(term.Source(), names))
	}
	known := r.columns[form.Name]
	if known == nil {
		known = map[string]*hengji.Field{"period": nil, "reporter": nil, "reporter_code": nil}
		for _, c := range form.Columns() {
			known[c.Name] = c.Field
		}
		r.columns[form.Name] = known
	}
	for _, name := range append([]string{term.Field}, fieldsOf(term)...) {
		if _, there := known[name]; !there && name != "" {
			return fmt.Errorf("%s 没有栏目 %s%s", term.Source(), name, among(name, slices.Sorted(maps.Keys(known))))
		}
	}
	field := known[term.Field]
	if kind := cmp.Or(field, &hengji.Field{}).Kind; (term.Aggregate == "value" || term.Aggregate == "sum") && kind != hengji.Number && kind != hengji.Integer {
		return fmt.Errorf("%s.%s 不是数", term.Source(), term.Field)
	}
	for _, c := range term.Where {
		if c.Op != "=" {
			return fmt.Errorf("where %s：这里的条件只写 栏目 = '文字'", c)
		}
	}
	switch term.Aggregate {
	case "count", "distinct":
		t.label, t.unit = form.Title+"个数", "个"
	case "sum":
		t.label, t.unit = form.Title+"·"+field.Label+"合计", field.Unit
	default:
		t.label, t.unit = field.Label, field.Unit
		if len(term.Where) > 0 {
			t.record = term.Where[len(term.Where)-1].Texts[0]
		}
	}
	if term.As != "" {
		t.label, t.record = term.As, ""
	}
	return nil
}

// fieldsOf lists the fields of a term's conditions.
func fieldsOf(term *hengji.Term) []string {
	var names []string
	for _, c := range term.Where {
		names = append(names, c.Field)
	}
	return names
}

// keys are the fields of all conditions: columns of the lists and of the view.
func (r *figureReader) keys() []string {
	keys := map[string]bool{}
	for _, terms := range r.terms {
		for _, t := range terms {
			if t.term != nil {
				for _, field := range fieldsOf(t.term) {
					keys[field] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(keys))
}

// termList makes a list of terms.
func termList(name string, source hengji.FilePlace, terms []figureTerm, keys []string) *hengji.CodeList {
	list := &hengji.CodeList{Name: name, Source: source}
	for _, column := range []string{"period*", "subject*", "place*", "method", "role", "factor", "input", "label", "unit", "record", "constant", "form", "aggregate", "field", "conditions"} {
		c := hengji.CodeColumn{Kind: map[string]hengji.Kind{"place*": hengji.Integer, "factor": hengji.Integer, "constant": hengji.Number}[column]}
		c.Name, c.Key = strings.CutSuffix(column, "*")
		list.Columns = append(list.Columns, c)
	}
	for _, key := range keys {
		list.Columns = append(list.Columns, hengji.CodeColumn{Name: "where_" + key})
	}
	for _, t := range terms {
		row := []string{t.period, t.subject, strconv.Itoa(t.place), t.method, t.role, strconv.Itoa(t.sign), t.input, t.label, t.unit, t.record, t.constant, "", "", "", ""}
		values := map[string]string{}
		if t.term != nil {
			copy(row[11:], []string{t.term.Table, t.term.Aggregate, t.term.Field, strings.Join(fieldsOf(t.term), " ")})
			for _, c := range t.term.Where {
				values[c.Field] = c.Texts[0]
			}
		}
		for _, key := range keys {
			row = append(row, values[key])
		}
		list.Rows, list.Lines = append(list.Rows, row), append(list.Lines, t.line)
	}
	return list
}

// each calls use for every row of a list by column name.
func each(list *hengji.CodeList, use func(line int, row map[string]string)) {
	for i, values := range list.Rows {
		row := map[string]string{}
		for j, column := range list.Columns {
			row[column.Name] = values[j]
		}
		use(list.Lines[i], row)
	}
}
