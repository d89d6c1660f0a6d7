package schema

import (
	"fmt"
	"slices"
	"strings"

	"hengji"
)

// ParseTrace reads what stands behind `traces:` in a mart's file, or in
// meta.trace of a database. The grammar is that of docs/add-a-mart.md:
//
//	trace      = column [ "when" conditions ] "=" formula
//	formula    = part { ("+" | "-") part }
//	part       = term | number | "from" sources
//	           | [ "percent" | "ratio" ] "(" formula [ "," formula ] ")" [ "by" key { "," key } ]
//	           | "half_up" "(" formula "," number ")" [ "by" key { "," key } ]
//	term       = ("sum" | "value") "(" table "." field ")" narrowing
//	           | "count" "(" ( table | "distinct" table "." field ) ")" narrowing
//	sources    = source narrowing { "," source narrowing }
//	source     = table [ "." field | "(" field { "," field } ")" ]
//	narrowing  = [ "where" conditions ] [ "by" key { "," key } ]
//	key        = column [ "=" field ] [ "else" text ] [ "total" text ]
//	conditions = condition { "and" condition }
//	condition  = [ "not" ] field | field ("=" | "<>") text | field "in" "(" text { "," text } ")"
//	           | field "is" [ "not" ] "blank"
//
// A term without `by` takes the keys behind the bracket that it stands in, else
// those of the next term behind it that has some.
func ParseTrace(text string) (*hengji.Trace, error) {
	tokens, err := traceTokens(text)
	if err != nil {
		return nil, err
	}
	p := &traceParser{text: text, tokens: tokens}
	trace, err := p.trace()
	if err != nil {
		return nil, err
	}
	trace.Text = text
	terms := trace.Formula.Terms()
	var keys []hengji.TraceKey
	for i, term := range slices.Backward(terms) {
		term.Number = i + 1
		if term.By == nil {
			term.By = keys
		}
		keys = term.By
		if term.By == nil && term.Schema != "ref" {
			return nil, fmt.Errorf("%s says of no row of the mart which records are its own: end with `by period, …`", term.Text)
		}
	}
	return trace, nil
}

// traceToken is a word, a text in quotes, a number or a sign.
type traceToken struct {
	kind string // "word", "text", "number", "sign", "end"
	text string
	at   int // byte of the line
}

func traceTokens(text string) ([]traceToken, error) {
	var tokens []traceToken
	letter := func(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' }
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	for i := 0; i < len(text); {
		start, c := i, text[i]
		switch {
		case c == ' ' || c == '\t':
			i++
			continue
		case letter(c):
			for i < len(text) && (letter(text[i]) || digit(text[i])) {
				i++
			}
			tokens = append(tokens, traceToken{"word", text[start:i], start})
		case digit(c):
			for i < len(text) && (digit(text[i]) || text[i] == '.') {
				i++
			}
			tokens = append(tokens, traceToken{"number", text[start:i], start})
		case c == '\'':
			end := i + 1
			for end < len(text) && (text[end] != '\'' || end+1 < len(text) && text[end+1] == '\'') {
				if text[end] == '\'' {
					end++
				}
				end++
			}
			if end >= len(text) {
				return nil, fmt.Errorf("the text %s has no closing quote", text[start:])
			}
			tokens = append(tokens, traceToken{"text", strings.ReplaceAll(text[start+1:end], "''", "'"), start})
			i = end + 1
		case strings.HasPrefix(text[i:], "<>"):
			tokens = append(tokens, traceToken{"sign", "<>", start})
			i += 2
		case strings.IndexByte("=(),.+-", c) >= 0:
			tokens = append(tokens, traceToken{"sign", string(c), start})
			i++
		default:
			return nil, fmt.Errorf("%q means nothing here: names are of a-z, 0-9 and _, texts stand in '…'", strings.ToValidUTF8(text[i:min(i+12, len(text))], ""))
		}
	}
	return append(tokens, traceToken{"end", "the end of the line", len(text)}), nil
}

type traceParser struct {
	text   string
	tokens []traceToken
	next   int
	depth  int
}

// peek looks at a token ahead; behind the last one there is only the end.
func (p *traceParser) peek(ahead int) traceToken {
	return p.tokens[min(p.next+ahead, len(p.tokens)-1)]
}

func (p *traceParser) take() traceToken {
	t := p.peek(0)
	p.next = min(p.next+1, len(p.tokens)-1)
	return t
}

// is takes a word or sign where it stands next.
func (p *traceParser) is(text string) bool {
	t := p.peek(0)
	if (t.kind == "word" || t.kind == "sign") && t.text == text {
		p.take()
		return true
	}
	return false
}

func (p *traceParser) want(text string) error {
	if !p.is(text) {
		return p.expected(fmt.Sprintf("%q", text))
	}
	return nil
}

func (p *traceParser) expected(what string) error {
	t := p.peek(0)
	found := fmt.Sprintf("%q", t.text)
	if t.kind == "end" {
		found = t.text
	}
	if before := strings.TrimSpace(p.text[:t.at]); before != "" {
		return fmt.Errorf("%s should stand behind `%s`, not %s", what, before, found)
	}
	return fmt.Errorf("%s should stand first, not %s", what, found)
}

// traceWords have a meaning of their own and name no column.
var traceWords = []string{"and", "by", "else", "from", "in", "is", "not", "total", "when", "where"}

func (p *traceParser) word(what string) (string, error) {
	if t := p.peek(0); t.kind != "word" || slices.Contains(traceWords, t.text) {
		return "", p.expected(what)
	}
	return p.take().text, nil
}

func (p *traceParser) quoted() (string, error) {
	if p.peek(0).kind != "text" {
		return "", p.expected("a text in '…'")
	}
	return p.take().text, nil
}

func (p *traceParser) trace() (*hengji.Trace, error) {
	column, err := p.word("a column of the mart")
	if err != nil {
		return nil, err
	}
	trace := &hengji.Trace{Column: column}
	if p.is("when") {
		if trace.When, err = p.conditions(); err != nil {
			return nil, err
		}
	}
	if err := p.want("="); err != nil {
		return nil, err
	}
	if trace.Formula, err = p.formula(); err != nil {
		return nil, err
	}
	if p.peek(0).kind != "end" {
		return nil, p.expected("`where`, `by`, + or - or the end of the line")
	}
	return trace, nil
}

// deepest bounds brackets within brackets: rule files are read, not fought.
const deepest = 20

func (p *traceParser) formula() (*hengji.TraceFormula, error) {
	if p.depth++; p.depth > deepest {
		return nil, fmt.Errorf("more than %d brackets within each other", deepest)
	}
	defer func() { p.depth-- }()
	if p.is("from") {
		return p.sources()
	}
	left, err := p.part()
	if err != nil {
		return nil, err
	}
	for {
		op := ""
		switch {
		case p.is("+"):
			op = "+"
		case p.is("-"):
			op = "-"
		default:
			return left, nil
		}
		right, err := p.part()
		if err != nil {
			return nil, err
		}
		left = &hengji.TraceFormula{Op: op, Parts: []*hengji.TraceFormula{left, right}}
	}
}

var traceParts = []string{"sum", "count", "value", "percent", "ratio", "half_up"}

func (p *traceParser) part() (*hengji.TraceFormula, error) {
	if p.peek(0).kind == "number" {
		return p.number()
	}
	if p.is("(") {
		inner, err := p.formula()
		if err != nil {
			return nil, err
		}
		if !inner.Reckons() {
			return nil, fmt.Errorf("`from` lists what a value was made from and stands alone behind =")
		}
		return inner, p.closed(inner)
	}
	t := p.peek(0)
	if t.kind != "word" || !slices.Contains(traceParts, t.text) || p.peek(1).text != "(" {
		return nil, p.expected("one of sum(…), count(…), value(…), percent(…, …), ratio(…, …), half_up(…, n), from …")
	}
	p.take()
	p.take()
	switch t.text {
	case "sum", "count", "value":
		return p.term(t)
	}
	f := &hengji.TraceFormula{Op: t.text}
	first, err := p.formula()
	if err != nil {
		return nil, err
	}
	if err := p.want(","); err != nil {
		return nil, err
	}
	f.Parts = []*hengji.TraceFormula{first}
	second := (*hengji.TraceFormula)(nil)
	if t.text == "half_up" {
		if second, err = p.number(); err == nil {
			f.Number = second.Number
			if f.Number%hengji.DecimalOne != 0 || f.Number > hengji.DecimalPlaces*hengji.DecimalOne {
				err = fmt.Errorf("half_up rounds to 0 to %d places, not %s", hengji.DecimalPlaces, f.Number)
			}
		}
	} else if second, err = p.formula(); err == nil {
		f.Parts = append(f.Parts, second)
	}
	if err != nil {
		return nil, err
	}
	if !first.Reckons() || !second.Reckons() {
		return nil, fmt.Errorf("`from` lists what a value was made from and stands alone behind =")
	}
	return f, p.closed(f)
}

// closed takes the bracket behind a calculation, and the keys behind that: they
// are those of every term inside that has none of its own.
func (p *traceParser) closed(f *hengji.TraceFormula) error {
	if err := p.want(")"); err != nil {
		return err
	}
	common := &hengji.TraceTerm{}
	if p.peek(0).text != "by" {
		return nil
	}
	if err := p.narrowing(common); err != nil {
		return err
	}
	for _, term := range f.Terms() {
		if term.By == nil {
			term.By = common.By
		}
	}
	return nil
}

func (p *traceParser) number() (*hengji.TraceFormula, error) {
	if p.peek(0).kind != "number" {
		return nil, p.expected("a number")
	}
	value, exact, err := hengji.ParseDecimal(p.peek(0).text)
	if err != nil || !exact {
		return nil, p.expected("a number with up to 6 decimals")
	}
	p.take()
	return &hengji.TraceFormula{Op: "number", Number: value}, nil
}
