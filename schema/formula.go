package schema

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"hengji"
)

// The grammar, with words and signs as in language.go:
//
//	trace      = column { "," column } [ "when" conditions ] "=" formula
//	formula    = "from" reference { "," reference } | part { ( "+" | "-" ) part }
//	part       = reference | number | "unknown" "(" text ")" | "stated" "(" text ")"
//	           | ( "sum" [ "every" ] | "value" | "number" ) "(" table "." field ")" narrowing
//	           | "count" "(" ( table | "distinct" table "." field ) ")" narrowing
//	           | [ function ] "(" formula { "," formula } [ "," number ] ")" narrowing
//	           | "first" "(" reference { "," formula ( "<" | "<=" | ">" | ">=" | "in" | "is" "blank" "if" ) reference } ")" narrowing
//	reference  = table [ "." field | "(" field { "," field } ")" ] narrowing
//	narrowing  = [ "where" conditions ] [ ( "highest" | "lowest" ) field ]
//	             [ "by" key { "," key } ] [ "as" text ]
//	key        = column [ ( "=" | "~" | "<" | "<=" | ">" | ">=" ) field ] [ "else" text ] [ "total" text ]
//	conditions = condition { "and" condition }
//	condition  = [ "not" ] field | field ( "=" | "<>" ) text | field "in" "(" text { "," text } ")"
//	           | field "is" [ "not" ] "blank"
//
// Conditions and keys behind a bracket are those of every term inside that has none.

// ParseTraces reads what stands behind `traces:` in a mart's file, or in meta.trace
// of a database: one trace for each column named, in which * is the column's name. A
// term without keys takes those of the next term behind it.
func ParseTraces(text string) ([]*hengji.Trace, error) {
	p, err := parserOf(text)
	if err != nil {
		return nil, err
	}
	var columns []string
	for more := true; more; more = p.is(",") {
		column, err := p.word("汇总表的列名")
		if err != nil {
			return nil, err
		}
		columns = append(columns, column)
	}
	var traces []*hengji.Trace
	for _, column := range columns {
		one := *p
		if len(columns) > 1 {
			one.column = column
		}
		trace, err := one.trace(column)
		if err != nil {
			return nil, err
		}
		if trace.Text = text; len(columns) > 1 {
			trace.Text = trace.String()
		}
		traces = append(traces, trace)
	}
	return traces, nil
}

// trace reads what stands behind the columns.
func (p *parser) trace(column string) (trace *hengji.Trace, err error) {
	trace = &hengji.Trace{Column: column}
	if p.is("when") {
		if trace.When, err = p.conditions(); err != nil {
			return nil, err
		}
	}
	if err = p.want("="); err == nil {
		trace.Formula, err = p.formula()
	}
	if err = cmp.Or(err, p.done()); err != nil {
		return nil, err
	}
	var keys []hengji.Key
	for i, term := range slices.Backward(trace.Formula.Terms()) {
		term.Number = i + 1
		if term.By == nil {
			term.By = keys
		}
		keys = term.By
		switch {
		case term.By == nil && term.Schema != "ref":
			return nil, fmt.Errorf("%s 没有说明汇总表的一行对应哪些记录：末尾请写 `by period, …`", term.Text)
		case term.Most != "" && (term.Most != term.Field || term.Aggregate != "value"):
			return nil, fmt.Errorf("%s：这里 highest 和 lowest 后面写所取的栏目 %s 本身", term.Text, term.Field)
		}
	}
	if mean := outsideOf(trace.Formula, "mean_by_money"); mean != nil && !sameRecords(mean.Parts[0].Term, mean.Parts[1].Term) {
		return nil, fmt.Errorf("%s：数和金额要取自相同的记录", mean)
	}
	if first := outsideOf(trace.Formula, "first"); first != nil {
		if first != trace.Formula {
			return nil, errors.New("first(…) 得出文字，不能再算：单独写在 = 后面")
		}
		for _, test := range first.Parts[1:] {
			if !sameRecords(first.Parts[0].Term, test.Parts[1].Term) {
				return nil, fmt.Errorf("%s：%s 要取自 %s 的相同的记录", first, test.Parts[1], first.Parts[0].Term.Source())
			}
		}
	}
	if outside := outsideOf(trace.Formula, "unknown", "stated"); outside != nil {
		return nil, fmt.Errorf("%s 只用于 report_figures.csv", outside)
	}
	return trace, nil
}

// sameRecords reports whether two terms take fields of the same records.
func sameRecords(one, other *hengji.Term) bool {
	return one.Source() == other.Source() && hengji.Conditions(one.Where) == hengji.Conditions(other.Where) && slices.Equal(one.By, other.By)
}

// ParseFormulas reads formulas between commas, as report_figures.csv has them: their
// records are those of the figure's period, so that no keys are named.
func ParseFormulas(text string) ([]*hengji.Formula, error) {
	p, err := parserOf(text)
	if err != nil {
		return nil, err
	}
	var all []*hengji.Formula
	for more := true; more; more = p.is(",") {
		formula, err := p.formula()
		if err != nil {
			return nil, err
		}
		for _, term := range formula.Terms() {
			if term.By != nil || term.Most != "" || slices.Contains([]string{"from", "every", "number"}, term.Aggregate) {
				return nil, fmt.Errorf("%s：这里不写 from、by、highest、lowest、every、number", term.Text)
			}
		}
		if outsideOf(formula, "first") != nil {
			return nil, errors.New("first(…) 得出文字，只用于 traces")
		}
		all = append(all, formula)
	}
	return all, p.done()
}

// ParseCell reads what a name of the report's text stands for: one cell of a mart.
func ParseCell(text string) (*hengji.Term, error) {
	p, err := parserOf(text)
	if err != nil {
		return nil, err
	}
	if p.peek(0).kind == "word" && p.sees(1, ".") && !p.sees(3, ".") { // as it was written before: without the schema
		p.tokens = slices.Insert(p.tokens, 0, token{kind: "word", text: "mart"}, token{kind: "sign", text: "."})
	}
	term := &hengji.Term{Aggregate: "value"}
	if err := p.table(term); err != nil {
		return nil, err
	}
	if err = p.want("."); err == nil {
		term.Field, err = p.word("汇总表的列名")
	}
	if err == nil {
		err = p.narrowing(term)
	}
	if err = cmp.Or(err, p.done()); err != nil {
		return nil, err
	}
	if term.Schema != "mart" || term.By != nil || term.As != "" {
		return nil, errors.New("报告中的名称取自汇总表的一格，写作 mart.汇总表.列 where 列 = '文字'，或 mart.汇总表.列 highest 列")
	}
	return term, nil
}

// outsideOf finds a part of a formula by what it is; nil where there is none.
func outsideOf(f *hengji.Formula, ops ...string) *hengji.Formula {
	if slices.Contains(ops, f.Op) {
		return f
	}
	for _, part := range f.Parts {
		if found := outsideOf(part, ops...); found != nil {
			return found
		}
	}
	return nil
}

// deepest bounds brackets within brackets: rule files are read, not fought.
const deepest = 20

func (p *parser) formula() (*hengji.Formula, error) {
	if p.depth++; p.depth > deepest {
		return nil, fmt.Errorf("括号套括号超过 %d 层", deepest)
	}
	defer func() { p.depth-- }()
	at := p.peek(0).at
	if p.is("from") {
		return p.sources(at)
	}
	left, err := p.part()
	for err == nil && (p.sees(0, "+") || p.sees(0, "-")) {
		sum := &hengji.Formula{Op: p.nextToken().text, At: at, Parts: []*hengji.Formula{left, nil}}
		sum.Parts[1], err = p.part()
		left = sum
	}
	return left, err
}

func (p *parser) part() (*hengji.Formula, error) {
	opening := p.peek(0)
	f := &hengji.Formula{At: opening.at}
	switch {
	case opening.kind == "number":
		return p.number(f)
	case opening.kind == "word" && p.sees(1, "."):
		return p.reference(f)
	case p.own && opening.kind == "word" && !p.sees(1, "("):
		return p.ownField()
	case p.sees(0, "("):
		p.nextToken()
		f, err := p.formula()
		if err != nil {
			return nil, err
		}
		return f, p.closed(f)
	}
	return p.call(f)
}

// number reads a number of at most six decimals.
func (p *parser) number(f *hengji.Formula) (*hengji.Formula, error) {
	f.Op = "number"
	var exact bool
	var err error
	if f.Number, exact, err = hengji.ParseDecimal(p.peek(0).text); err != nil || !exact {
		return nil, p.expected("最多六位小数的数")
	}
	p.nextToken()
	return f, nil
}

// call reads a name and what stands in brackets behind it: an aggregate over a table, a
// text, or the arguments of a function.
func (p *parser) call(f *hengji.Formula) (*hengji.Formula, error) {
	opening := p.peek(0)
	arguments, function := hengji.Functions[opening.text]
	terms := slices.Contains([]string{"sum", "count", "value", "number"}, opening.text)
	named := opening.text == "unknown" || opening.text == "stated"
	if !p.sees(1, "(") || !function && !terms && !named {
		return nil, p.expected("栏目（如 core.allocation.amount_wan）、数，或 sum(…)、count(…)、" +
			strings.Join(slices.Sorted(maps.Keys(hengji.Functions)), "(…)、") + "(…)、from …")
	}
	p.nextToken()
	p.nextToken()
	f.Op = opening.text
	if named {
		var err error
		if f.Text, err = p.quoted(); err != nil {
			return nil, err
		}
		return f, p.want(")")
	}
	if terms && p.own && opening.text == "sum" && !p.sees(1, ".") {
		return p.ownSum(f)
	}
	if terms {
		return p.aggregate(f, opening)
	}
	if f.Op == "first" {
		return p.first(f)
	}
	for i := 0; i < arguments || arguments < 0 && (i < 2 || p.sees(0, ",")); i++ {
		if i > 0 {
			if err := p.want(","); err != nil {
				return nil, err
			}
		}
		part, err := p.formula()
		if err != nil {
			return nil, err
		}
		f.Parts = append(f.Parts, part)
	}
	if f.Op == "half_up" {
		if err := p.places(f); err != nil {
			return nil, err
		}
	}
	if f.Op == "mean_by_money" && (f.Parts[0].Term == nil || f.Parts[1].Term == nil) {
		return nil, errors.New("mean_by_money(…) 里写同一张表的两个栏目：数和金额")
	}
	return f, p.closed(f)
}

// first reads the texts of a list, and what must hold for the one that is chosen: a figure
// against a field of the list.
func (p *parser) first(f *hengji.Formula) (*hengji.Formula, error) {
	field := func(of *hengji.Formula, aggregate string) error {
		opening := p.peek(0)
		if opening.kind != "word" || !p.sees(1, ".") {
			return p.expected("栏目，如 ref.scheme_grade.low")
		}
		part, err := p.reference(&hengji.Formula{At: opening.at})
		if err == nil {
			part.Term.Aggregate = aggregate
			of.Parts = append(of.Parts, part)
		}
		return err
	}
	if err := field(f, "text"); err != nil {
		return nil, err
	}
	for p.is(",") {
		test := &hengji.Formula{At: p.peek(0).at}
		figure, err := p.formula()
		if err != nil {
			return nil, err
		}
		test.Parts = []*hengji.Formula{figure}
		switch sign := p.nextToken().text; {
		case slices.Contains([]string{"<", "<=", ">", ">=", "in"}, sign):
			test.Op = sign
		case sign == "is" && p.is("blank") && p.is("if"):
			test.Op = "is blank if"
		default:
			return nil, fmt.Errorf("%s 后面应写 <、<=、>、>=、in 或 is blank if，再写 %s 的栏目", figure, f.Parts[0].Term.Source())
		}
		limit := "list"
		if test.Op == "in" {
			if figure.Term == nil || figure.Term.Aggregate != "value" {
				return nil, fmt.Errorf("%s in …：in 前面写一个栏目", figure)
			}
			figure.Term.Aggregate, limit = "text", "text"
		} else if test.Op == "is blank if" {
			limit = "text"
		}
		if err := field(test, limit); err != nil {
			return nil, err
		}
		f.Parts = append(f.Parts, test)
	}
	return f, p.closed(f)
}

// places reads how many decimals half_up keeps.
func (p *parser) places(f *hengji.Formula) error {
	if err := p.want(","); err != nil {
		return err
	}
	if p.peek(0).kind != "number" {
		return p.expected("小数位数")
	}
	places, err := p.part()
	if err != nil {
		return err
	}
	f.Number = places.Number
	if f.Number%hengji.DecimalOne != 0 || f.Number > hengji.DecimalPlaces*hengji.DecimalOne {
		return fmt.Errorf("half_up 保留 0 至 %d 位小数，不能是 %s", hengji.DecimalPlaces, f.Number)
	}
	return nil
}

// closed takes the bracket behind a calculation, and the conditions and keys behind
// that: they are those of every term inside that has none of its own.
func (p *parser) closed(f *hengji.Formula) error {
	if outsideOf(f, "from") != nil {
		return errors.New("from 只列出来源，单独写在 = 后面")
	}
	if err := p.want(")"); err != nil {
		return err
	}
	common := &hengji.Term{}
	if err := p.narrowing(common); err != nil {
		return err
	}
	for _, term := range f.Terms() {
		if term.Where == nil {
			term.Where = common.Where
		}
		if term.By == nil {
			term.By = common.By
		}
	}
	return nil
}
