package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hengji"
)

// reference reads a field of a table: the one value that its records have.
func (p *parser) reference(f *hengji.Formula) (*hengji.Formula, error) {
	f.Op, f.Term = "term", &hengji.Term{Aggregate: "value", At: f.At}
	if err := p.table(f.Term); err != nil {
		return nil, err
	}
	if err := p.field(f.Term); err != nil {
		return nil, err
	}
	f.Term.Text = p.since(f.At)
	return f, p.narrowing(f.Term)
}

func (p *parser) field(term *hengji.Term) (err error) {
	if err = p.want("."); err == nil {
		term.Field, err = p.anyWord(" " + term.Source() + " 的栏目")
	}
	return err
}

// aggregate reads what stands in the brackets of sum, count or value, and behind them.
func (p *parser) aggregate(f *hengji.Formula, opening token) (*hengji.Formula, error) {
	term := &hengji.Term{Aggregate: opening.text, At: opening.at}
	f.Op, f.Term = "term", term
	if opening.text == "count" && p.is("distinct") {
		term.Aggregate = "distinct"
	}
	if opening.text == "sum" && p.is("every") {
		term.Aggregate = "every"
	}
	if err := p.table(term); err != nil {
		return nil, err
	}
	if term.Aggregate == "count" && p.sees(0, ".") {
		return nil, fmt.Errorf("count(%s) 数的是记录：不写栏目，或写 count(distinct %s.…)", term.Source(), term.Source())
	}
	if term.Aggregate != "count" {
		if err := p.field(term); err != nil {
			return nil, err
		}
	}
	if err := p.want(")"); err != nil {
		return nil, err
	}
	term.Text = p.since(opening.at)
	return f, p.narrowing(term)
}

// sources reads the list behind from: what a value was made from, row by row.
func (p *parser) sources(at int) (*hengji.Formula, error) {
	list := &hengji.Formula{Op: "from", At: at}
	for {
		one := hengji.Term{Aggregate: "from", At: p.peek(0).at}
		if err := p.table(&one); err != nil {
			return nil, err
		}
		fields := []string{""}
		var err error
		if p.sees(0, ".") {
			err = p.field(&one)
			fields[0] = one.Field
		} else if p.is("(") {
			fields, err = p.list(func() (string, error) { return p.word(" " + one.Source() + " 的栏目") })
		}
		if err != nil {
			return nil, err
		}
		one.Text = p.since(one.At)
		if err := p.narrowing(&one); err != nil {
			return nil, err
		}
		for _, field := range fields {
			term := one
			term.Field = field
			if len(fields) > 1 {
				term.Text = one.Source() + "." + field
			}
			list.Parts = append(list.Parts, &hengji.Formula{Op: "term", Term: &term, At: one.At})
		}
		if !p.is(",") {
			return list, nil
		}
	}
}

// sourceTables are the schemas that figures are made from, and what of dq and meta.
var sourceTables = []string{"core.<报表>", "stg.<报表>", "ref.<代码表>", "base.<视图>", "mart.<汇总表>", "dq.finding", "meta.submission"}

func (p *parser) table(term *hengji.Term) error {
	var err error
	if term.Schema, err = p.word("数据表（" + strings.Join(sourceTables, "、") + "）"); err != nil {
		return err
	}
	if err = p.want("."); err == nil {
		term.Table, err = p.word(" " + term.Schema + " 中的表")
	}
	if err == nil && !slices.Contains([]string{"core", "stg", "ref", "base", "mart"}, term.Schema) && !slices.Contains(sourceTables, term.Source()) {
		err = fmt.Errorf("数字不从 %s 取（可选：%s）", term.Source(), strings.Join(sourceTables, "、"))
	}
	return err
}

// narrowing reads which records a term takes, and what it is called.
func (p *parser) narrowing(term *hengji.Term) (err error) {
	if p.is("where") {
		if term.Where, err = p.conditions(); err != nil {
			return err
		}
	}
	if p.sees(0, "highest") || p.sees(0, "lowest") {
		term.Lowest = p.nextToken().text == "lowest"
		if term.Most, err = p.anyWord("汇总表的列名"); err != nil {
			return err
		}
	}
	if p.is("by") {
		if err := p.keys(term); err != nil {
			return err
		}
	}
	if p.is("as") {
		term.As, err = p.quoted()
	}
	return err
}

func (p *parser) keys(term *hengji.Term) (err error) {
	for {
		key := hengji.Key{}
		if key.Column, err = p.word("汇总表的列名"); err != nil {
			return err
		}
		key.Field = key.Column
		for _, sign := range []string{"~", "<", "<=", ">", ">="} {
			if p.sees(0, sign) {
				key.Op = sign
			}
		}
		if p.is("=") || key.Op != "" && p.is(key.Op) {
			if key.Field, err = p.word(" " + cmp.Or(strings.Trim(term.Source(), "."), "记录") + " 的栏目"); err != nil {
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
		if slices.ContainsFunc(term.By, func(k hengji.Key) bool { return k.Column == key.Column && k.Field == key.Field }) {
			return fmt.Errorf("by 中 %s 写了两次", key)
		}
		term.By = append(term.By, key)
		// What is followed by a point or a bracket is the next part of a formula.
		if !p.sees(0, ",") || p.peek(1).kind != "word" || p.sees(2, ".") || p.sees(2, "(") {
			return nil
		}
		p.nextToken()
	}
}

func (p *parser) conditions() ([]hengji.Condition, error) {
	var all []hengji.Condition
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

func (p *parser) condition() (c hengji.Condition, err error) {
	c.Op = "true"
	if p.is("not") {
		c.Op = "not"
	}
	if c.Field, err = p.word("栏目"); err != nil || c.Op == "not" {
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
	case p.sees(0, "<>") || p.sees(0, "=") && p.textAhead(1):
		c.Op = p.nextToken().text
		text, err := p.quoted()
		c.Texts = []string{text}
		return c, err
	}
	return c, nil
}
