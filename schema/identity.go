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

// ParseIdentities reads what stands behind `identity:` in a check's file about a form:
//
//	identity = formula "=" formula { "or" formula } [ "within" ( "rounding" | number ) ]
//	         | formula "<=" formula
//
// with formulas as in formula.go, in which besides a part may be a field of the record
// itself, or "sum" "(" field { "," field } ")". A * in the names stands for whatever
// makes all of them fields of the form: one identity for each.
func ParseIdentities(text string, form *hengji.Form, rules *hengji.Rules) ([]*hengji.Identity, error) {
	tokens, err := tokensOf(text)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(tokens, func(t token) bool { return t.kind == "word" && strings.Contains(t.text, "*") })
	if at < 0 {
		identity, err := parseIdentity(text, "", form, rules)
		return []*hengji.Identity{identity}, err
	}
	var identities []*hengji.Identity
	before, behind, _ := strings.Cut(tokens[at].text, "*")
	for _, field := range fieldNames(form) {
		rest, begins := strings.CutPrefix(field, before)
		star, ends := strings.CutSuffix(rest, behind)
		if !begins || !ends || star == "" {
			continue
		}
		identity, err := parseIdentity(text, star, form, rules)
		var unknown *unknownField
		switch {
		case errors.As(err, &unknown):
		case err != nil:
			return nil, err
		default:
			identities = append(identities, identity)
		}
	}
	if identities == nil {
		return nil, fmt.Errorf("没有能代替 * 而使各名称都是 %s 的栏目的", form.Name)
	}
	return identities, nil
}

// unknownField is a name that is no field for numbers of its form.
type unknownField struct{ field, form string }

func (e *unknownField) Error() string { return e.form + " 没有数字栏目 " + e.field }

func parseIdentity(text, star string, form *hengji.Form, rules *hengji.Rules) (*hengji.Identity, error) {
	p, err := parserOf(text)
	if err != nil {
		return nil, err
	}
	p.own, p.column = true, star
	identity := &hengji.Identity{Form: form.Name, Text: text}
	if identity.Left, err = p.formula(); err != nil {
		return nil, err
	}
	if identity.AtMost = p.is("<="); !identity.AtMost {
		if err := p.want("="); err != nil {
			return nil, err
		}
	}
	for more := true; more; more = p.is("or") {
		right, err := p.formula()
		if err != nil {
			return nil, err
		}
		identity.Right = append(identity.Right, right)
	}
	if p.is("within") {
		if identity.Rounding = p.is("rounding"); !identity.Rounding {
			number := p.peek(0)
			if number.kind != "number" {
				return nil, p.expected("rounding 或一个数")
			}
			f, err := p.part()
			if err != nil {
				return nil, err
			}
			identity.Within = f.Number
		}
	}
	if err := p.done(); err != nil {
		return nil, err
	}
	return identity, identityFits(identity, form, rules)
}

// notAdded is what an identity cannot be solved for: all functions but or_zero.
var notAdded = append(slices.DeleteFunc(slices.Sorted(maps.Keys(hengji.Functions)), func(name string) bool { return name == "or_zero" }), "from", "unknown", "stated")

// identityFits proves that an identity names fields for numbers, and is one that can
// be solved for them: sums, equal or one at most the other, or one quotient of two fields.
func identityFits(identity *hengji.Identity, form *hengji.Form, rules *hengji.Rules) error {
	quotients := 0
	for _, side := range append([]*hengji.Formula{identity.Left}, identity.Right...) {
		if side.Quotient() {
			quotients++
			if identity.Left.Op != "term" || !identity.Left.Term.Own() || side.Parts[0].Op != "term" || side.Parts[1].Op != "term" {
				return fmt.Errorf("%s 只写作 栏目 = %s(栏目, 栏目)", side.Op, side.Op)
			}
		} else if outside := outsideOf(side, notAdded...); outside != nil {
			return fmt.Errorf("恒等式里只能相加、相减，不写 %s", outside)
		}
		if blanks := outsideOf(side, "or_zero"); blanks != nil && (blanks.Parts[0].Op != "term" || !blanks.Parts[0].Term.Own()) {
			return fmt.Errorf("%s：恒等式里 or_zero 只括一个栏目", blanks)
		}
		for _, term := range side.Terms() {
			if err := termFits(term, form, rules); err != nil {
				return err
			}
		}
	}
	if quotients > 0 && quotients < len(identity.Right) || quotients == 0 && len(identity.Right) > 1 {
		return errors.New("or 只用在 percent(…) 和 ratio(…) 之间")
	}
	if identity.AtMost && (quotients > 0 || identity.Rounding || identity.Within > 0) {
		return errors.New("<= 两边只相加、相减，不写 within")
	}
	if quotients > 0 && (identity.Rounding || identity.Within > 0) {
		return errors.New("percent(…) 和 ratio(…) 与所写末位相差半个单位以内即可，不写 within")
	}
	return nil
}

// submissionKeys are what every workbook has besides its records.
var submissionKeys = []string{"period", "region_code"}

func termFits(term *hengji.Term, form *hengji.Form, rules *hengji.Rules) error {
	if term.Own() {
		return numbers(form, term.Field)
	}
	compares := slices.ContainsFunc(term.By, func(key hengji.Key) bool { return key.Op != "" })
	if compares || term.Most != "" || term.Aggregate != "value" && term.Aggregate != "sum" {
		return fmt.Errorf("%s：恒等式里只写栏目或 sum(…)，后面只写 where 和 by", term.Text)
	}
	if term.Schema != "stg" {
		if slices.ContainsFunc(term.By, func(key hengji.Key) bool { return !slices.Contains(submissionKeys, key.Column) }) || term.By == nil || term.Where != nil {
			return fmt.Errorf("%s 不是工作簿中的数：写 by %s", term.Text, strings.Join(submissionKeys, ", "))
		}
		return nil
	}
	other := rules.Form(term.Table)
	if other == nil {
		return fmt.Errorf("没有报表 %s", term.Table)
	}
	for _, c := range term.Where {
		if c.Op != "=" || !hasColumn(other, c.Field) {
			return fmt.Errorf("%s：恒等式的条件只写 栏目 = '文字'，栏目是 %s 的", c, other.Name)
		}
	}
	for _, key := range term.By {
		for _, one := range []struct {
			form  *hengji.Form
			field string
		}{{form, key.Column}, {other, key.Field}} {
			if one.field != "_sheet" && !hasColumn(one.form, one.field) {
				return fmt.Errorf("%s 没有栏目 %s", one.form.Name, one.field)
			}
		}
	}
	return numbers(other, term.Field)
}

func hasColumn(form *hengji.Form, column string) bool {
	return slices.ContainsFunc(form.Columns(), func(c hengji.FormColumn) bool { return c.Name == column })
}

func numbers(form *hengji.Form, field string) error {
	if f := form.Field(field); f == nil || f.Kind != hengji.Number && f.Kind != hengji.Integer {
		return &unknownField{field, form.Name}
	}
	return nil
}

// ownField reads a field of the record itself.
func (p *parser) ownField() (*hengji.Formula, error) {
	at := p.peek(0).at
	field, err := p.word("栏目")
	if err != nil {
		return nil, err
	}
	return &hengji.Formula{Op: "term", At: at, Term: &hengji.Term{Aggregate: "value", Field: field, Text: field, At: at}}, nil
}

// ownSum reads what stands in the brackets of a sum of fields of the record itself: a
// blank one counts as nothing once any is filled in.
func (p *parser) ownSum(f *hengji.Formula) (*hengji.Formula, error) {
	_, err := p.list(func() (string, error) {
		part, err := p.ownField()
		if err == nil {
			f.Parts = append(f.Parts, part)
		}
		return "", err
	})
	return f, err
}

// identities reads the lines `identity:` of a check's file.
func (f *sqlFile) identities(rule *hengji.Rule, rules *hengji.Rules, mistakes *mistakeList) {
	form := rules.Form(rule.Form)
	for _, line := range f.header {
		if line.key != "identity" || form == nil {
			continue
		}
		of, text := form, line.value
		if name, rest, found := strings.Cut(text, ": "); found {
			if of, text = rules.Form(name), rest; of == nil {
				mistakes.add(f.file, line.line, "identity: 没有报表 %s", name)
				continue
			}
		}
		identities, err := ParseIdentities(text, of, rules)
		if err != nil {
			mistakes.add(f.file, line.line, "identity: %v", err)
			continue
		}
		for _, identity := range identities {
			identity.Line = cmp.Or(line.line, 1)
			rule.Identities = append(rule.Identities, identity)
		}
	}
}
