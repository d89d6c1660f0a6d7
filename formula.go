package hengji

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Formula is an expression of the one language in which rule files say what a figure
// is made from: traces of marts, report figures, rates, names of the report's text.
// docs/languages.md has its grammar; schema parses it.
type Formula struct {
	Op     string // "term", "number", "from", "unknown", "stated", "sum" of several, + and -, the name of a function, or a test of "first"
	Parts  []*Formula
	Term   *Term   // of "term"; those of "from" are parts
	Number Decimal // of "number"; the places of "half_up"
	Text   string  // of "unknown", what it is; of "stated", the figure
	At     int     // byte of the text where it begins
}

// Functions are those of formulas, with how many formulas each takes; -1 is two or more.
var Functions = map[string]int{
	"percent": 2, "ratio": 2, "growth": 2, "multiple": 2, "half_up": 1, "or_zero": 1,
	"coalesce": -1, "least": -1, "greatest": -1, "share_of": 3, "steps": 2, "earned": 3, "earned_below": 3, "mean_by_money": 2, "first": -1,
}

// Term gathers records of one table of the database.
type Term struct {
	Number    int    // 1, 2 … in the order written
	Aggregate string // "sum", "every", "count", "distinct", "value", "number" (of a text), "text" and "list" (in "first"), or "from": listed and not calculated
	Schema    string // core, stg, ref, base, dq, meta or mart; "" for a field of the record itself, in an identity
	Table     string
	Field     string // "" where whole records are meant
	Where     []Condition
	Most      string // the one record in which this field is highest, "" for all; in a trace the term's own field
	Lowest    bool   // or lowest
	By        []Key
	As        string // what it is called; "" for the words of its field
	Text      string // as written, without conditions and keys
	At        int    // byte of the text where it begins
}

// Condition compares a field with texts: "=", "<>", "in", "blank", "not
// blank", "true", "not".
type Condition struct {
	Field string
	Op    string
	Texts []string
}

// Key ties a row of the mart to the records behind it: they have in Field
// what the row has in Column.
type Key struct {
	Column string
	Op     string // "" for the same, "~" for a name that is the same to name_key, or how Column compares with Field: <, <=, >, >=
	Field  string
	Blank  string // what the mart writes where the field is blank; "" is NULL
	Total  string // what the mart writes in a row over all records; "" where there is none
}

// Trace says what the figures of one column of a mart are made from: a `-- traces:`
// line of its file.
type Trace struct {
	Column  string
	When    []Condition // the rows of the mart that it speaks of; none are all rows
	Formula *Formula
	Text    string // as written
	Line    int    // of the mart's file
}

// String is the trace as it is best written.
func (t *Trace) String() string {
	when := ""
	if len(t.When) > 0 {
		when = " when " + Conditions(t.When)
	}
	return t.Column + when + " = " + t.Formula.String()
}

// Source is the table as SQL names it.
func (t *Term) Source() string { return t.Schema + "." + t.Table }

// MostWord is "highest" or "lowest" where the term takes one of several records so, else "".
func (t *Term) MostWord() string {
	switch {
	case t.Most == "":
		return ""
	case t.Lowest:
		return "lowest"
	}
	return "highest"
}

// Own reports whether the term is a field of the record that an identity speaks of.
func (t *Term) Own() bool { return t.Schema == "" }

// Terms lists the terms in the order written.
func (f *Formula) Terms() []*Term {
	if f.Term != nil {
		return []*Term{f.Term}
	}
	var terms []*Term
	for _, part := range f.Parts {
		terms = append(terms, part.Terms()...)
	}
	return terms
}

// Calculates reports whether the formula gives a number; one that begins with from
// only lists what a score or a text was made from.
func (f *Formula) Calculates() bool { return f.Op != "from" }

// Negates reports whether the formula is 0 less something.
func (f *Formula) Negates() bool {
	for f.Op == "-" {
		if first := f.Parts[0]; first.Op == "number" && first.Number == 0 {
			return true
		}
		f = f.Parts[0]
	}
	return false
}

// String is the formula as it is best written.
func (f *Formula) String() string {
	parts := make([]string, len(f.Parts))
	for i, part := range f.Parts {
		parts[i] = part.String()
		if inner := part.Op; (f.Op == "+" || f.Op == "-") && i > 0 && (inner == "+" || inner == "-") {
			parts[i] = "(" + parts[i] + ")"
		}
	}
	switch f.Op {
	case "term":
		return f.Term.String()
	case "number":
		return f.Number.String()
	case "unknown", "stated":
		return f.Op + "(" + Quoted(f.Text) + ")"
	case "+", "-":
		return strings.Join(parts, " "+f.Op+" ")
	case "from":
		return "from " + strings.Join(parts, ", ")
	case "<", "<=", ">", ">=", "in", "is blank if":
		if term := f.Parts[0].Term; term != nil && term.As == "" { // or the sign were one of its last key
			parts[0] = "(" + parts[0] + ")"
		}
		return strings.Join(parts, " "+f.Op+" ")
	case "half_up":
		parts = append(parts, f.Number.String())
	}
	return f.Op + "(" + strings.Join(parts, ", ") + ")"
}

// String is the term as it is best written.
func (t *Term) String() string {
	text := t.Source()
	switch {
	case t.Own():
		text = t.Field
	case t.Field != "":
		text += "." + t.Field
	}
	switch t.Aggregate {
	case "sum", "count", "number":
		text = t.Aggregate + "(" + text + ")"
	case "every":
		text = "sum(every " + text + ")"
	case "distinct":
		text = "count(distinct " + text + ")"
	}
	if len(t.Where) > 0 {
		text += " where " + Conditions(t.Where)
	}
	if t.Most != "" {
		text += " " + t.MostWord() + " " + t.Most
	}
	for i, key := range t.By {
		text += map[bool]string{true: " by ", false: ", "}[i == 0] + key.String()
	}
	if t.As != "" {
		text += " as " + Quoted(t.As)
	}
	return text
}

// Conditions are conditions as they are written behind where.
func Conditions(all []Condition) string {
	texts := make([]string, len(all))
	for i, c := range all {
		texts[i] = c.String()
	}
	return strings.Join(texts, " and ")
}

// String is the key as it is written.
func (k Key) String() string {
	text := k.Column
	if k.Field != k.Column || k.Op != "" {
		text += " " + cmp.Or(k.Op, "=") + " " + k.Field
	}
	if k.Blank != "" {
		text += " else " + Quoted(k.Blank)
	}
	if k.Total != "" {
		text += " total " + Quoted(k.Total)
	}
	return text
}

// String is the condition as it is written.
func (c Condition) String() string {
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
			texts[i] = Quoted(text)
		}
		return c.Field + " in (" + strings.Join(texts, ", ") + ")"
	}
	return fmt.Sprintf("%s %s %s", c.Field, c.Op, Quoted(c.Texts[0]))
}

// Holds reports whether a value meets the condition; nil is a blank.
func (c Condition) Holds(value *string) bool {
	if value == nil {
		return c.Op == "blank"
	}
	switch c.Op {
	case "=", "in":
		return slices.Contains(c.Texts, *value)
	case "<>":
		return *value != c.Texts[0]
	case "not blank":
		return true
	case "true":
		return *value == "true"
	case "not":
		return *value == "false"
	}
	return false
}

// Quoted is a text as formulas and SQL write it.
func Quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
