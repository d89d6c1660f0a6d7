package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hengji"
)

// term reads what stands in the brackets of sum, count or value, and behind them.
func (p *traceParser) term(opening traceToken) (*hengji.TraceFormula, error) {
	term := &hengji.TraceTerm{Aggregate: opening.text}
	if opening.text == "count" && p.peek(0).text == "distinct" {
		p.take()
		term.Aggregate = "distinct"
	}
	if err := p.table(term); err != nil {
		return nil, err
	}
	if term.Aggregate == "count" && p.peek(0).text == "." {
		return nil, fmt.Errorf("count(%s) counts records: name no field, or count(distinct %s.…)", term.Source(), term.Source())
	}
	if term.Aggregate != "count" {
		if err := p.want("."); err != nil {
			return nil, err
		}
		var err error
		if term.Field, err = p.word("a field of " + term.Source()); err != nil {
			return nil, err
		}
	}
	if err := p.want(")"); err != nil {
		return nil, err
	}
	term.Text = strings.TrimSpace(p.text[opening.at:p.behind()])
	return &hengji.TraceFormula{Op: "term", Term: term}, p.narrowing(term)
}

// behind is the byte behind the token last taken.
func (p *traceParser) behind() int {
	last := p.tokens[p.next-1]
	if last.kind == "sign" || last.kind == "word" || last.kind == "number" {
		return last.at + len(last.text)
	}
	return p.peek(0).at
}

// sources reads the list behind from: what a value was made from, row by row.
func (p *traceParser) sources() (*hengji.TraceFormula, error) {
	list := &hengji.TraceFormula{Op: "from"}
	for {
		opening := p.peek(0)
		one := hengji.TraceTerm{Aggregate: "from"}
		if err := p.table(&one); err != nil {
			return nil, err
		}
		fields := []string{""}
		var err error
		switch {
		case p.is("."):
			if fields[0], err = p.word("a field of " + one.Source()); err != nil {
				return nil, err
			}
		case p.is("("):
			if fields, err = p.list(func() (string, error) { return p.word("a field of " + one.Source()) }); err != nil {
				return nil, err
			}
		}
		one.Text = strings.TrimSpace(p.text[opening.at:p.behind()])
		if err := p.narrowing(&one); err != nil {
			return nil, err
		}
		for _, field := range fields {
			term := one
			term.Field = field
			if len(fields) > 1 {
				term.Text = one.Source() + "." + field
			}
			list.Parts = append(list.Parts, &hengji.TraceFormula{Op: "term", Term: &term})
		}
		if !p.is(",") {
			return list, nil
		}
	}
}

// list reads what stands in brackets between commas, the closing one too.
func (p *traceParser) list(one func() (string, error)) ([]string, error) {
	var all []string
	for {
		text, err := one()
		if err != nil {
			return nil, err
		}
		all = append(all, text)
		if !p.is(",") {
			return all, p.want(")")
		}
	}
}

// traceTables are the schemas that figures are made from, and what of dq and meta.
var traceTables = []string{"core.<form>", "stg.<form>", "ref.<list>", "base.<view>", "mart.<mart>", "dq.finding", "meta.submission"}

func (p *traceParser) table(term *hengji.TraceTerm) error {
	start := p.next
	var err error
	if term.Schema, err = p.word("a table (" + strings.Join(traceTables, ", ") + ")"); err != nil {
		return err
	}
	if err := p.want("."); err != nil {
		return err
	}
	if term.Table, err = p.word("a table of " + term.Schema); err != nil {
		return err
	}
	if !slices.Contains([]string{"core", "stg", "ref", "base", "mart"}, term.Schema) && !slices.Contains(traceTables, term.Source()) {
		p.next = start
		return fmt.Errorf("figures are not made from %s (choices: %s)", term.Source(), strings.Join(traceTables, ", "))
	}
	return nil
}

// narrowing reads which records a term takes.
func (p *traceParser) narrowing(term *hengji.TraceTerm) (err error) {
	if p.is("where") {
		if term.Where, err = p.conditions(); err != nil {
			return err
		}
	}
	if !p.is("by") {
		return nil
	}
	for {
		key := hengji.TraceKey{}
		if key.Column, err = p.word("a column of the mart"); err != nil {
			return err
		}
		key.Field = key.Column
		if p.is("=") {
			if key.Field, err = p.word("a field of " + cmp.Or(strings.Trim(term.Source(), "."), "the records")); err != nil {
				return err
			}
		}
		if p.is("else") {
			if key.Blank, err = p.quoted(); err != nil {
				return err
			}
		}
		if p.is("total") {
			if key.Total, err = p.quoted(); err != nil {
				return err
			}
		}
		if slices.ContainsFunc(term.By, func(k hengji.TraceKey) bool { return k.Column == key.Column && k.Field == key.Field }) {
			return fmt.Errorf("the key %s stands twice", key)
		}
		term.By = append(term.By, key)
		if !p.anotherKey() {
			return nil
		}
	}
}

// anotherKey takes a comma where a further key follows it: what is followed by a
// point or a bracket is the next part of a formula.
func (p *traceParser) anotherKey() bool {
	if p.peek(0).text != "," || p.peek(0).kind != "sign" || p.peek(1).kind != "word" {
		return false
	}
	if next := p.peek(2); next.kind == "sign" && (next.text == "." || next.text == "(") {
		return false
	}
	p.take()
	return true
}

func (p *traceParser) conditions() ([]hengji.TraceCondition, error) {
	var all []hengji.TraceCondition
	for {
		one, err := p.condition()
		if err != nil {
			return nil, err
		}
		all = append(all, one)
		if !p.is("and") {
			return all, nil
		}
	}
}

func (p *traceParser) condition() (c hengji.TraceCondition, err error) {
	c.Op = "true"
	if p.is("not") {
		c.Op = "not"
	}
	if c.Field, err = p.word("a field"); err != nil || c.Op == "not" {
		return c, err
	}
	switch {
	case p.is("is"):
		if c.Op = "blank"; p.is("not") {
			c.Op = "not blank"
		}
		return c, p.want("blank")
	case p.is("in"):
		c.Op = "in"
		if err := p.want("("); err != nil {
			return c, err
		}
		c.Texts, err = p.list(p.quoted)
		return c, err
	case p.peek(0).kind == "sign" && (p.peek(0).text == "=" || p.peek(0).text == "<>") && p.peek(1).kind == "text":
		c.Op = p.take().text
		c.Texts = []string{p.take().text}
	case p.peek(0).text == "<>":
		p.take()
		return c, p.expected("a text in '…'")
	}
	return c, nil
}
