package load

import (
	"slices"
	"strings"

	"hengji"
)

// vetTraces proves that what a mart's traces name is there, and that every figure
// has one. Each mistake is told at its own line.
func (b *Build) vetTraces(mart *hengji.Mart, columns []resultColumn) []error {
	var mistakes []error
	var given []string
	for _, c := range columns {
		given = append(given, c.name)
	}
	traced, whole := map[string]bool{}, map[string]bool{}
	for _, trace := range mart.Traces {
		wrong := func(format string, values ...any) {
			mistakes = append(mistakes, authorError(mart.Source, trace.Line, format, values...))
		}
		traced[trace.Column] = true
		if !slices.Contains(given, trace.Column) {
			wrong("traces：SELECT 没有给出列 %s（可选：%s）", trace.Column, strings.Join(given, "、"))
		}
		if whole[trace.Column] {
			wrong("traces：列 %s 已经说明过：写两行时，每行都要有 when", trace.Column)
		}
		whole[trace.Column] = len(trace.When) == 0
		for _, c := range trace.When {
			if !slices.Contains(given, c.Field) {
				wrong("when %s：汇总表没有列 %s（可选：%s）", c, c.Field, strings.Join(given, "、"))
			}
		}
		for _, term := range trace.Formula.Terms() {
			b.vetTerm(term, given, wrong)
		}
	}
	for _, c := range columns {
		if (c.kind == "BIGINT" || strings.HasPrefix(c.kind, "DECIMAL")) && !traced[c.name] {
			mistakes = append(mistakes, authorError(mart.Source, 0, "列 %s 是数字，却没有说明来源：请加上 `-- traces: %s = …`（只表示顺序或编号的，用 INTEGER）", c.name, c.name))
		}
	}
	return mistakes
}

// vetTerm proves that the table and the fields of one term are there, and the columns
// given that it is told apart by.
func (b *Build) vetTerm(term *hengji.Term, given []string, wrong func(format string, values ...any)) {
	s, err := b.source(term)
	if err != nil {
		wrong("traces：%v", err)
		return
	}
	var fields []string
	for _, column := range s.columns {
		if column != "_submission" && column != "_sheet" && column != "_row" {
			fields = append(fields, column)
		}
	}
	if term.Field != "" && s.kinds[term.Field] == "" {
		wrong("%s：%s 没有栏目 %s（可选：%s）", term.Text, s.table, term.Field, strings.Join(fields, "、"))
	} else if slices.Contains([]string{"sum", "every", "value", "list"}, term.Aggregate) && !numeric(s.kinds[term.Field]) {
		wrong("%s：%s 是 %s，不是数：请写 number(…)，或写在 from 后面，或用 count", term.Text, term.Field, s.kinds[term.Field])
	}
	for _, c := range term.Where {
		if s.kinds[c.Field] == "" {
			wrong("where %s：%s 没有栏目 %s（可选：%s）", c, s.table, c.Field, strings.Join(fields, "、"))
		}
	}
	for _, key := range term.By {
		if !slices.Contains(given, key.Column) {
			wrong("by %s：汇总表没有列 %s（可选：%s）", key, key.Column, strings.Join(given, "、"))
		}
		if s.kinds[key.Field] == "" {
			wrong("by %s：%s 没有栏目 %s，请写 `%s = 栏目`（可选：%s）", key, s.table, key.Field, key.Column, strings.Join(fields, "、"))
		}
	}
}
