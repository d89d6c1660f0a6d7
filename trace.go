package hengji

import (
	"fmt"
	"math/big"
	"strings"
)

// Trace says what the figures of one column of a mart are made from: a `-- traces:`
// line of its file. docs/add-a-mart.md has the grammar.
type Trace struct {
	Column  string
	When    []TraceCondition // the rows of the mart that it speaks of; none are all rows
	Formula *TraceFormula
	Text    string // as written
	Line    int    // of the mart's file
}

// TraceFormula is a term, or a calculation over formulas.
type TraceFormula struct {
	Op     string // "term", "from", "number", "+", "-", "percent", "ratio", "half_up"
	Parts  []*TraceFormula
	Term   *TraceTerm // of "term"; those of "from" are parts
	Number Decimal    // of "number"; the places of "half_up"
}

// TraceTerm gathers records of one table of the database.
type TraceTerm struct {
	Number    int    // 1, 2 … in the order written
	Aggregate string // "sum", "count", "distinct", "value", or "from": listed and not reckoned
	Schema    string // core, stg, ref, dq, meta or mart
	Table     string
	Field     string // "" where whole records are meant
	Where     []TraceCondition
	By        []TraceKey
	Text      string // as written, without its keys
}

// Source is the table as SQL names it.
func (t *TraceTerm) Source() string { return t.Schema + "." + t.Table }

// TraceCondition compares a field with texts: "=", "<>", "in", "blank", "not
// blank", "true", "not".
type TraceCondition struct {
	Field string
	Op    string
	Texts []string
}

// TraceKey ties a row of the mart to the records behind it: they have in Field
// what the row has in Column.
type TraceKey struct {
	Column string
	Field  string
	Blank  string // what the mart writes where the field is blank; "" is NULL
	Total  string // what the mart writes in a row over all records; "" where there is none
}

// Terms lists the terms in the order written.
func (f *TraceFormula) Terms() []*TraceTerm {
	if f.Term != nil {
		return []*TraceTerm{f.Term}
	}
	var terms []*TraceTerm
	for _, part := range f.Parts {
		terms = append(terms, part.Terms()...)
	}
	return terms
}

// Reckons tells whether the formula gives a number; one that begins with from
// only lists what a score or a text was made from.
func (f *TraceFormula) Reckons() bool { return f.Op != "from" }

// Reckon calculates the formula exactly over the values of its terms. ok is false
// where there is no result: a division by zero, a term without a value, or a
// number beyond DECIMAL(18,6). A mart has NULL there.
func (f *TraceFormula) Reckon(value func(*TraceTerm) (Decimal, bool)) (result Decimal, ok bool) {
	parts := make([]Decimal, len(f.Parts))
	for i, part := range f.Parts {
		if parts[i], ok = part.Reckon(value); !ok {
			return 0, false
		}
	}
	switch f.Op {
	case "term":
		return value(f.Term)
	case "number":
		return f.Number, true
	case "+":
		return parts[0].Add(parts[1])
	case "-":
		return parts[0].Add(-parts[1])
	case "ratio":
		return quotient(parts[0], parts[1], 1)
	case "percent":
		return quotient(parts[0], parts[1], 100)
	case "half_up":
		return parts[0].Round(int(f.Number / DecimalOne)), true
	}
	return 0, false
}

// quotient is times * d / e, rounded half away from zero to a millionth.
func quotient(d, e Decimal, times int64) (Decimal, bool) {
	if e == 0 {
		return 0, false
	}
	n := new(big.Int).Mul(big.NewInt(int64(d)), big.NewInt(times*int64(DecimalOne)))
	by := big.NewInt(int64(e))
	negative := n.Sign()*by.Sign() < 0
	n.Abs(n)
	by.Abs(by)
	// (2n + by) / 2by is n/by rounded half up.
	n.Add(n.Lsh(n, 1), by).Quo(n, by.Lsh(by, 1))
	if !n.IsInt64() || Decimal(n.Int64()) > MaxDecimal {
		return 0, false
	}
	if negative {
		return Decimal(-n.Int64()), true
	}
	return Decimal(n.Int64()), true
}

// SumDecimals adds up exactly; ok is false where the sum, not a part of it, leaves
// DECIMAL(18,6).
func SumDecimals(values []Decimal) (sum Decimal, ok bool) {
	total := new(big.Int)
	for _, v := range values {
		total.Add(total, big.NewInt(int64(v)))
	}
	if !total.IsInt64() {
		return 0, false
	}
	sum = Decimal(total.Int64())
	return sum, sum <= MaxDecimal && sum >= -MaxDecimal
}

// String is the key as it is written.
func (k TraceKey) String() string {
	text := k.Column
	if k.Field != k.Column {
		text += " = " + k.Field
	}
	if k.Blank != "" {
		text += " else " + traceText(k.Blank)
	}
	if k.Total != "" {
		text += " total " + traceText(k.Total)
	}
	return text
}

// String is the condition as it is written.
func (c TraceCondition) String() string {
	switch c.Op {
	case "true":
		return c.Field
	case "not":
		return "not " + c.Field
	case "blank", "not blank":
		return c.Field + " is " + c.Op
	case "in":
		texts := make([]string, len(c.Texts))
		for i, text := range c.Texts {
			texts[i] = traceText(text)
		}
		return c.Field + " in (" + strings.Join(texts, ", ") + ")"
	}
	return fmt.Sprintf("%s %s %s", c.Field, c.Op, traceText(c.Texts[0]))
}

func traceText(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
