package hengji

import "strings"

// Rules is everything that is declared in files: forms, code lists, schemes,
// checks, marts and the catalogue of all rules. Two Rules with the same Fingerprint
// judge alike.
type Rules struct {
	Fingerprint string // SHA-256 over the names and bytes of all rule files
	Forms       []*Form
	Asked       []string // of a period's rules: the forms asked for; nil is every one that is made for no kind of period
	CodeLists   map[string]*CodeList
	Schemes     []*Scheme        // sorted by name
	Catalogue   map[RuleID]*Rule // every rule by id: reading, facts, checks
	Macros      []*Macro         // sorted so that each stands after those it calls
	Base        []*Mart          // the views of sql/base, sorted so that each stands after those it reads
	Checks      []*Rule          // those with a SELECT, sorted by id
	Marts       []*Mart          // sorted so that each stands after those it reads
}

// Form finds a form by name; nil where there is none.
func (r *Rules) Form(name string) *Form {
	for _, form := range r.Forms {
		if form.Name == name {
			return form
		}
	}
	return nil
}

// FilePlace is where something is declared, for messages to rule authors.
type FilePlace struct {
	File string
	Line int
}

// Severity orders what is wrong by what it asks of the district.
type Severity string

const (
	Blocking Severity = "blocking" // 强制性: must be changed
	Approval Severity = "approval" // 准强制性: stands only once the bureau releases it
	Explain  Severity = "explain"  // 核实性: mend it or explain it
	Notice   Severity = "notice"   // 提示: normalised, or worth a look
)

// Severities lists all, gravest first.
var Severities = []Severity{Blocking, Approval, Explain, Notice}

// Rank is 0 for the gravest severity.
func (s Severity) Rank() int {
	for rank, severity := range Severities {
		if s == severity {
			return rank
		}
	}
	return len(Severities)
}

// Chinese is the severity's name in everything that a district reads.
func (s Severity) Chinese() string {
	return map[Severity]string{Blocking: "强制性", Approval: "准强制性", Explain: "核实性", Notice: "提示"}[s]
}

// Rule is one thing that can be wrong. A reading rule is found by ingest or
// transform and declared in schema/rules.yaml; a fact rule comes from one field
// of a form file and is named <form>.<field>.<fact>; a check has a SELECT in
// sql/checks.
type Rule struct {
	ID          RuleID
	Title       string // a few Chinese words: the rule's name in lists
	Description string // what it checks and why, from the file's comment
	Severity    Severity
	Shadow      bool        // counted, not shown to districts
	Scope       string      // "submission", "period" or "history"
	Form        string      // form name, "" for reading rules
	Field       string      // the field a finding points at, unless the SELECT says so
	Related     []string    // fields of the same row that the finding is about too
	YieldsTo    []RuleID    // rules whose finding on the same cells silences this one
	Identities  []*Identity // what holds where the SELECT returns nothing; none where that is no equation
	Message     string      // Chinese; {name} stands for a value of the finding
	Want        string      // how its value want is said under 应为: PlainWant, a bound in words (不大于 {want}), or "" for not at all
	Several     string      // what is said of several cells at once: {n} of them, {cells}, and {each}; "" tells every cell by itself
	Each        string      // what {each} says of one of them
	Type        string      // Frictionless error type
	SQL         string      // "" unless a check
	Source      FilePlace
}

// Render fills the placeholders of a rule's words. A placeholder without a value is
// left as it stands, so that it is seen; vet proves there is none.
func Render(words string, values map[string]string) string {
	var b strings.Builder
	rest := words
	for {
		before, after, found := strings.Cut(rest, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, tail, closed := strings.Cut(after, "}")
		value, known := values[name]
		if !closed || !known {
			b.WriteByte('{')
			rest = after
			continue
		}
		b.WriteString(value)
		rest = tail
	}
}

// PlainWant says want as it is: what should be written there. Where it is not, but what the
// value was compared with, a rule has other words for it.
const PlainWant = "{want}"

// OfSeveral are the values that only words for several cells have: how many cells,
// their names, and what is said of each.
var OfSeveral = []string{"n", "cells", "each"}

// Placeholders lists the names in braces of a rule's words, in order.
func Placeholders(words string) []string {
	var names []string
	rest := words
	for {
		_, after, found := strings.Cut(rest, "{")
		if !found {
			return names
		}
		name, tail, closed := strings.Cut(after, "}")
		if !closed {
			return names
		}
		names = append(names, name)
		rest = tail
	}
}

// Macro is one CREATE MACRO of sql/base: a name for an expression, in every SELECT.
type Macro struct {
	Name   string
	SQL    string // the whole statement
	Source FilePlace
}

// Mart is one SELECT of sql/marts: a view that analysts query and that is
// printed; or one of sql/base, which others are made from and which is not printed.
type Mart struct {
	Name    string
	Layer   string            // the schema that it stands in: "base", or "mart" and ""
	Also    bool              // of base: it stands in mart too, under the name it had there
	Shows   string            // of mart: the view of base that it is, "" where it is its own
	Title   string            // Chinese: the printed table's heading and the view's comment
	Grain   string            // one row a what, in words
	Stored  bool              // calculated once a night and kept, because other marts are made from it
	Kept    bool              // of base: a table while checks are asked, because many of them read it
	Printed int               // place among the tables that run prints; 0 is not printed
	Labels  map[string]string // column → Chinese label, also the column's comment
	Columns []string          // columns with a label, in the order declared
	Traces  []*Trace          // what its figures are made from
	Paper   Paper
	SQL     string
	Source  FilePlace
}

// Schema is where in the database the view stands.
func (m *Mart) Schema() string {
	if m.Layer == "" {
		return "mart"
	}
	return m.Layer
}

// Paper says how a mart is printed.
type Paper struct {
	Export    int    // place in 汇总表.xlsx; 0 is not in it
	Reporter  string // "department" where the figures are the department's own; "" where they are the regions'
	For       string // the form that it is made of: without rows it is printed only where a period asks for it
	Unprinted []string
	Rounded   []string // of mixed units: at most two decimals, 66 beside 21.18
	Totals    []Total
	Balances  []Balanced
	Charts    []Chart
}

// Total is what stands in a column of the row 合计: an expression over the mart's
// rows, "sum(amount_wan)" or "percent(sum(spent_wan), sum(budget_wan))".
type Total struct {
	Column, SQL string
	Line        int // in the mart's file
}

// Balanced is a column whose printed values add up to To exactly (舍位平衡).
type Balanced struct {
	Column string
	To     Decimal
}

// Chart is a picture of a column: one bar a row, named by By.
type Chart struct {
	Column, By string
}
