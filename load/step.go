package load

import (
	"fmt"
	"strings"

	"hengji"
)

// stepColumns are the columns of trace.step: the mart and its row by the columns that are no
// figures, the figure and its value, its formula, and of one of its terms what it takes, from
// how many records, and what it comes to; NULL of a list, and of what a mean weighs.
var stepColumns = []string{"mart", "row", "figure", "label", "value", "formula", "term", "source", "records", "comes_to"}

// stepMacro makes trace.step('<mart>'): every figure of a mart, a line a term of its formula.
// The engine is given the SELECT of the mart asked for as a text: to bind those of all marts,
// as a view would, costs a night a tenth of its time. The program's own recalculation from
// the archived cells is `hengji trace --steps` and csv/trace.step.csv of an export.
func (b *Build) stepMacro() error {
	var names, marts []string
	for _, c := range stepColumns {
		names = append(names, name(c))
	}
	macro := "CREATE MACRO trace.step(of_mart) AS TABLE FROM query(CASE of_mart"
	for _, mart := range b.traced() {
		marts = append(marts, mart.Name)
		macro += "\nWHEN " + hengji.Quoted(mart.Name) + " THEN " + hengji.Quoted("SELECT * FROM ("+stepsOf(mart)+") AS s ("+strings.Join(names, ", ")+")")
	}
	if len(marts) == 0 {
		return nil
	}
	refusal := "trace.step('…')：没有这张汇总表，可以是 " + strings.Join(marts, "、")
	return b.exec(macro + "\nELSE " + hengji.Quoted("SELECT error("+hengji.Quoted(refusal)+")") + " END)")
}

// stepsOf selects the steps of one mart.
func stepsOf(mart *hengji.Mart) string {
	var names, words, own, same, all []string
	traced := map[string]bool{}
	for _, trace := range mart.Traces {
		traced[trace.Column] = true
	}
	for _, column := range naming(mart) {
		names = append(names, name(column))
		own = append(own, "m."+name(column))
		same = append(same, "q."+name(column)+" IS NOT DISTINCT FROM s."+name(column))
		if !traced[column] {
			words = append(words, "CASE WHEN typeof(s."+name(column)+") <> 'BOOLEAN' THEN CAST(s."+name(column)+" AS VARCHAR) END")
		}
	}
	for _, trace := range mart.Traces {
		when := []string{"true"}
		for _, c := range trace.When {
			when = append(when, "coalesce("+condition("m", c)+", false)")
		}
		var terms []string
		for _, term := range trace.Formula.Terms() {
			terms = append(terms, fmt.Sprintf("{term: %d, source: %s, takes: %s}", term.Number, hengji.Quoted(term.Text), hengji.Quoted(taking(term))))
		}
		all = append(all, fmt.Sprintf("CASE WHEN %s THEN {figure: %s, label: %s, value: %s, formula: %s, terms: [%s]} END", strings.Join(when, " AND "),
			hengji.Quoted(trace.Column), hengji.Quoted(mart.Labels[trace.Column]), "CAST(m."+name(trace.Column)+" AS VARCHAR)", hengji.Quoted(trace.Formula.String()), strings.Join(terms, ", ")))
	}
	return "SELECT " + hengji.Quoted(mart.Name) + ", concat_ws('　', " + strings.Join(append(words, "NULL"), ", ") + `), s.f.figure, s.f.label,
  CASE WHEN contains(s.f.value, '.') THEN coalesce(plain_number(TRY_CAST(s.f.value AS DECIMAL(18,6))), s.f.value) ELSE s.f.value END, s.f.formula,
  CAST(s.e.term AS INTEGER), s.e.source, coalesce(q.records, 0),
  CASE s.e.takes WHEN 'sum' THEN plain_number(CAST(coalesce(q.total, 0) AS DECIMAL(18,6))) WHEN 'count' THEN CAST(coalesce(q.records, 0) AS VARCHAR)
    WHEN 'distinct' THEN CAST(coalesce(q.texts, 0) AS VARCHAR) WHEN 'highest' THEN plain_number(q.most) WHEN 'lowest' THEN plain_number(q.least)
    WHEN 'value' THEN coalesce(plain_number(CASE WHEN q.least = q.most THEN q.least END), CASE WHEN q.records = 1 THEN q.text END) END
FROM (SELECT *, unnest(f.terms) AS e FROM (SELECT ` + strings.Join(own, ", ") + ", unnest([" + strings.Join(all, ",\n    ") + "]) AS f FROM " + viewName(mart) + ` m) WHERE f IS NOT NULL) s
LEFT JOIN (SELECT ` + strings.Join(names, ", ") + `, _figure, _term, count(*) AS records, sum(_number) AS total, min(_number) AS least, max(_number) AS most,
    count(DISTINCT _text) AS texts, any_value(_text) AS text FROM trace.` + name(mart.Name) + ` GROUP BY ALL) q
  ON ` + strings.Join(append(same, "q._figure = s.f.figure", "q._term = s.e.term"), " AND ")
}

// taking is how a term makes one value of its records, for trace.step.
func taking(term *hengji.Term) string {
	switch {
	case term.MostWord() != "":
		return term.MostWord()
	case term.Aggregate == "every":
		return "sum"
	case term.Aggregate == "number" || term.Aggregate == "text":
		return "value"
	}
	return term.Aggregate
}
