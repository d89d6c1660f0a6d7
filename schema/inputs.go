package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"hengji"
)

// inputGroup are terms that one SELECT answers: of one form, taken in one way, by
// conditions on the same fields.
type inputGroup struct {
	form, aggregate, conditions string
	terms                       map[string]*hengji.Term // by input
}

func (r *figureReader) groups() []inputGroup {
	groups := map[string]inputGroup{}
	for _, terms := range r.terms {
		for _, t := range terms {
			if t.term == nil {
				continue
			}
			g := inputGroup{t.term.Table, t.term.Aggregate, strings.Join(fieldsOf(t.term), " "), map[string]*hengji.Term{}}
			key := g.form + "|" + g.aggregate + "|" + g.conditions
			if _, known := groups[key]; !known {
				groups[key] = g
			}
			groups[key].terms[t.input] = t.term
		}
	}
	var sorted []inputGroup
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		sorted = append(sorted, groups[key])
	}
	return sorted
}

// inputs makes the view of what formulas take from workbooks. What its figures are
// made from follows from the same terms.
func (r *figureReader) inputs(keys []string) viewFile {
	mart := &hengji.Mart{
		Name: "report_inputs", Layer: baseLayer.name, Stored: true, Also: true,
		Title: "绩效评价报告取数表", Grain: "每个报告期、每个取数项一行：算式引用的一个单元格，或一个合计",
		Labels: map[string]string{}, Source: hengji.FilePlace{File: "schema/codes/" + figureList + ".csv", Line: 1},
	}
	label := func(column, words string) {
		mart.Columns, mart.Labels[column] = append(mart.Columns, column), words
	}
	for _, c := range [][2]string{{"period", "报告期"}, {"input", "取数项"}, {"label", "名称"}, {"unit", "计量单位"}, {"value", "数值"}, {"form", "报表"}, {"field", "栏目（合计和个数为空）"}} {
		label(c[0], c[1])
	}
	for _, key := range keys {
		label("where_"+key, "取数条件："+key)
	}
	label("submission", "报送编号（合计和个数为空）")
	label("sheet", "工作表")
	label("record_row", "行号")
	groups := r.groups()
	differ := map[string][]string{} // by form: the fields of its conditions
	for _, g := range groups {
		differ[g.form] = append(differ[g.form], strings.Fields(g.conditions)...)
	}
	var selects []string
	for _, g := range groups {
		selects = append(selects, g.sql(r.rules.Form(g.form), keys))
		for _, text := range g.traces(differ[g.form]) {
			traces, err := ParseTraces(text)
			if err != nil {
				r.mistakes.add(mart.Source.File, 1, "%s：%v", text, err)
				continue
			}
			mart.Traces = append(mart.Traces, traces...)
		}
	}
	if len(selects) == 0 { // lists of a header alone: a new city's
		selects = []string{noInputs(keys)}
		traces, _ := ParseTraces("value = sum(ref.report_figure_terms.constant) by period, input") // of no row
		mart.Traces = traces
	}
	mart.SQL = "WITH written AS (\n  SELECT DISTINCT * EXCLUDE (position, period, subject, place, method, role, factor, constant)\n" +
		"  FROM (FROM ref.report_figure_terms UNION ALL FROM ref.control_rate_terms) WHERE form IS NOT NULL\n)\n" +
		strings.Join(selects, "UNION ALL\n") + "ORDER BY period, input"
	return viewFile{mart: mart, needs: map[string]int{}}
}

// noInputs has the columns of the view and no row.
func noInputs(keys []string) string {
	where := ""
	for _, key := range keys {
		where += ", where_" + key
	}
	return "SELECT CAST(NULL AS VARCHAR) AS period, input, label, unit, CAST(NULL AS DECIMAL(18,6)) AS value, form, field" + where + ",\n" +
		"  CAST(NULL AS INTEGER) AS submission, CAST(NULL AS VARCHAR) AS sheet, CAST(NULL AS INTEGER) AS record_row\nFROM written WHERE false\n"
}

// sql selects what the terms of a group take.
func (g inputGroup) sql(form *hengji.Form, keys []string) string {
	if form == nil {
		return "" // told already
	}
	has := func(field string) bool { return form.Field(field) != nil }
	var cases strings.Builder
	for _, field := range g.fields() {
		of := "wide(t." + field + ")"
		if g.aggregate == "distinct" {
			of = "CAST(t." + field + " AS VARCHAR)"
		}
		fmt.Fprintf(&cases, " WHEN '%s' THEN %s", field, of)
	}
	one := "CASE r.field" + cases.String() + " END"
	value := map[string]string{
		"value": "CASE WHEN min(" + one + ") = max(" + one + ") THEN min(" + one + ") END",
		"sum":   "sum(" + one + ")", "count": "count(*)", "distinct": "count(DISTINCT " + one + ")",
	}[g.aggregate]
	name, unit, on := "r.record", "coalesce(r.unit, '')", ""
	for field := range strings.FieldsSeq(g.conditions) {
		on += " AND r.where_" + field + " = t." + field
		name = "r.record"
		if stem, code := strings.CutSuffix(field, "_code"); code && has(stem+"_name") {
			name = "coalesce(t." + stem + "_name, r.record)" // the record of a code is called by its name
		}
	}
	if has("unit") && g.aggregate == "value" {
		unit = "coalesce(r.unit, t.unit, '')"
	}
	field, submission, sheet, row := "NULL", "NULL", "NULL", "NULL"
	if g.aggregate == "value" {
		field, submission, sheet, row = "r.field", "any_value(t._submission)", "any_value(t._sheet)", "any_value(t._row)"
	}
	where := ""
	for _, key := range keys {
		where += ", r.where_" + key
	}
	return "SELECT t.period, r.input, any_value(CASE WHEN r.record IS NULL THEN r.label ELSE " + name + " || '·' || r.label END) AS label,\n" +
		"  any_value(" + unit + ") AS unit, TRY_CAST(" + value + " AS DECIMAL(18,6)) AS value,\n" +
		"  r.form, CAST(" + field + " AS VARCHAR) AS field" + where + ",\n" +
		"  CAST(" + submission + " AS INTEGER) AS submission, CAST(" + sheet + " AS VARCHAR) AS sheet, CAST(" + row + " AS INTEGER) AS record_row\nFROM core." + g.form + " t JOIN written r ON r.form = '" + g.form + "' AND r.aggregate = '" + g.aggregate +
		"' AND coalesce(r.conditions, '') = '" + g.conditions + "'" + on + "\nGROUP BY t.period, r.input, r.form, r.field" + where + "\n"
}

// fields lists the fields that the terms of a group take, each once.
func (g inputGroup) fields() []string {
	all := map[string]bool{}
	for _, term := range g.terms {
		all[term.Field] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// traces say what the values of a group are made from; differ are the fields by which
// terms of the form are told apart.
func (g inputGroup) traces(differ []string) []string {
	var texts []string
	if g.aggregate != "value" {
		for _, input := range slices.Sorted(maps.Keys(g.terms)) {
			texts = append(texts, "value when input = "+hengji.Quoted(input)+" = "+input+" by period")
		}
		return texts
	}
	by := "period"
	conditions := strings.Fields(g.conditions)
	for _, field := range conditions {
		by += ", where_" + field + " = " + field
	}
	for _, field := range g.fields() {
		when := "form = " + hengji.Quoted(g.form) + " and field = " + hengji.Quoted(field)
		for _, key := range differ {
			if !slices.Contains(conditions, key) {
				when += " and where_" + key + " is blank"
			}
		}
		texts = append(texts, "value when "+when+" = core."+g.form+"."+field+" by "+by)
	}
	return texts
}
