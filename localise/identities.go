package localise

import (
	"slices"
	"strings"

	"hengji"
)

// Workbook is what identities speak of.
type Workbook struct {
	Records   map[string][]hengji.StagedRecord // by form
	Totals    []hengji.StatedTotal
	Unknown   map[string]bool                           // cells that must be given a value: what stands there, if anything, is none
	Reference func(*hengji.Term) (hengji.Decimal, bool) // a number from outside the workbook
}

// filled tells whether a field of a record has a value, or must be given one.
func (w *Workbook) filled(r *hengji.StagedRecord, field string) bool {
	_, filled := r.Numbers[field]
	return filled || w.Unknown[r.Cells[field]]
}

// Needed are the forms that identities speak of, and the texts by which they find their
// records.
func Needed(rules *hengji.Rules) map[string][]string {
	needed := map[string][]string{}
	add := func(form, field string) {
		if _, known := needed[form]; !known {
			needed[form] = nil
		}
		if field != "" && field != "_sheet" && !slices.Contains(needed[form], field) {
			needed[form] = append(needed[form], field)
		}
	}
	for _, rule := range rules.Checks {
		for _, identity := range rule.Identities {
			add(identity.Form, "")
			for _, side := range sides(identity) {
				for _, term := range side.Terms() {
					if term.Schema != "stg" {
						continue
					}
					add(term.Table, "")
					for _, condition := range term.Where {
						add(term.Table, condition.Field)
					}
					for _, key := range term.By {
						add(identity.Form, key.Column)
						add(term.Table, key.Field)
					}
				}
			}
		}
	}
	return needed
}

// References are the terms of identities that are outside the workbook.
func References(rules *hengji.Rules) []*hengji.Term {
	var terms []*hengji.Term
	for _, rule := range rules.Checks {
		for _, identity := range rule.Identities {
			for _, side := range sides(identity) {
				for _, term := range side.Terms() {
					if !term.Own() && term.Schema != "stg" {
						terms = append(terms, term)
					}
				}
			}
		}
	}
	return terms
}

func sides(identity *hengji.Identity) []*hengji.Formula {
	return append([]*hengji.Formula{identity.Left}, identity.Right...)
}

// builder makes the equations of a workbook.
type builder struct {
	Problem
	rules *hengji.Rules
	book  Workbook
	cells map[string]int                             // by name
	index map[string]map[string]set                  // by form and fields, then by their values
	rows  map[[2]string]map[int]*hengji.StagedRecord // by form and sheet
}

// set is records of one form.
type set []*hengji.StagedRecord

// NewProblem makes the equations of a workbook: the identities of every check, for each
// record to which they apply, and its totals. An identity does not apply where a field is
// blank, but for what sum(…) and or_zero(…) count as nothing, and where records that it
// finds by a key are none or, of value, several.
func NewProblem(rules *hengji.Rules, book Workbook) *Problem {
	b := &builder{rules: rules, book: book, cells: map[string]int{}, index: map[string]map[string]set{}, rows: map[[2]string]map[int]*hengji.StagedRecord{}}
	for _, rule := range rules.Checks {
		for _, identity := range rule.Identities {
			if !rule.Shadow {
				b.identity(rule, identity)
			}
		}
	}
	for _, total := range book.Totals {
		b.total(total)
	}
	return &b.Problem
}

// identity adds an identity for every record that it applies to.
func (b *builder) identity(rule *hengji.Rule, identity *hengji.Identity) {
	seen := map[string]bool{}
	form := b.rules.Form(identity.Form)
	records := b.book.Records[form.Name]
	for i := range records {
		r := &records[i]
		if key, shared := sharedKey(identity, r); shared {
			if seen[key] {
				continue // told of another record already
			}
			seen[key] = true
		}
		e := Equation{Rule: rule.ID, AtMost: identity.AtMost, Rounding: identity.Rounding, Within: identity.Within, Soft: rule.Severity != hengji.Blocking}
		if identity.Right[0].Quotient() {
			if b.quotient(&e, identity, form, r) {
				b.Equations = append(b.Equations, e)
			}
			continue
		}
		if b.side(&e.Left, identity.Left, 1, form, r) && b.side(&e.Right, identity.Right[0], 1, form, r) && len(e.cells()) > 0 {
			b.Equations = append(b.Equations, e)
		}
	}
}

// sharedKey distinguishes records for which an identity is the same: none of whose own
// fields are in it.
func sharedKey(identity *hengji.Identity, r *hengji.StagedRecord) (string, bool) {
	var key []string
	for _, side := range sides(identity) {
		for _, term := range side.Terms() {
			if term.Own() {
				return "", false
			}
			if term.Schema == "stg" {
				values, _ := keyOf(r, term.By, func(k hengji.Key) string { return k.Column })
				key = append(key, values)
			}
		}
	}
	return strings.Join(key, "\x01"), true
}

// quotient reads field = percent(field, field).
func (b *builder) quotient(e *Equation, identity *hengji.Identity, form *hengji.Form, r *hengji.StagedRecord) bool {
	fields := []string{identity.Left.Term.Field, identity.Right[0].Parts[0].Term.Field, identity.Right[0].Parts[1].Term.Field}
	cells := make([]int, len(fields))
	for i, field := range fields {
		cell, there := b.cell(form, r, field)
		if !b.book.filled(r, field) || !there {
			return false
		}
		cells[i] = cell
	}
	e.Left.Terms, e.Right.Terms, e.Whole = []Term{{cells[0], 1}}, []Term{{cells[1], 1}}, cells[2]
	for _, right := range identity.Right {
		e.Quotients = append(e.Quotients, map[string]int64{"percent": 100, "ratio": 1}[right.Op])
	}
	return true
}

// side adds a formula, or takes it away; false where it does not apply to the record.
func (b *builder) side(to *Side, f *hengji.Formula, sign int64, form *hengji.Form, r *hengji.StagedRecord) bool {
	switch f.Op {
	case "number":
		return to.plus(f.Number * hengji.Decimal(sign))
	case "+", "-":
		second := sign
		if f.Op == "-" {
			second = -sign
		}
		return b.side(to, f.Parts[0], sign, form, r) && b.side(to, f.Parts[1], second, form, r)
	case "sum", "or_zero":
		some := f.Op == "or_zero"
		for _, part := range f.Parts {
			some = some || b.book.filled(r, part.Term.Field)
			if !b.field(to, part.Term.Field, sign, form, r) {
				return false
			}
		}
		return some
	}
	switch term := f.Term; {
	case term.Own():
		return b.book.filled(r, term.Field) && b.field(to, term.Field, sign, form, r)
	case term.Schema != "stg":
		value, there := b.book.Reference(term)
		return there && to.plus(value*hengji.Decimal(sign))
	default:
		return b.records(to, term, sign, form, r)
	}
}

// records adds a field of the records that a term finds.
func (b *builder) records(to *Side, term *hengji.Term, sign int64, form *hengji.Form, r *hengji.StagedRecord) bool {
	key, whole := keyOf(r, term.By, func(k hengji.Key) string { return k.Column })
	found := b.indexed(term.Table, term.By, func(k hengji.Key) string { return k.Field })[key]
	if !whole || len(found) == 0 {
		return false
	}
	if term.Aggregate == "value" && (len(found) > 1 || len(b.indexed(form.Name, term.By, func(k hengji.Key) string { return k.Column })[key]) > 1) {
		return false // nobody knows which is meant
	}
	other := b.rules.Form(term.Table)
	some := false
	for _, one := range found {
		if slices.ContainsFunc(term.Where, func(c hengji.Condition) bool { return one.Texts[c.Field] != c.Texts[0] }) {
			continue
		}
		some = true
		if !b.book.filled(one, term.Field) || !b.field(to, term.Field, sign, other, one) {
			return false
		}
	}
	return some
}

// field adds a field of a record; a blank one is 0, and nothing where it has no cell.
func (b *builder) field(to *Side, field string, sign int64, form *hengji.Form, r *hengji.StagedRecord) bool {
	if cell, there := b.cell(form, r, field); there {
		to.Terms = append(to.Terms, Term{cell, sign})
		return true
	}
	return to.plus(r.Numbers[field] * hengji.Decimal(sign))
}

func (s *Side) plus(d hengji.Decimal) (ok bool) {
	s.Constant, ok = s.Constant.Add(d)
	return ok
}

// cell gives the number of a record's field a place among the cells.
func (b *builder) cell(form *hengji.Form, r *hengji.StagedRecord, field string) (int, bool) {
	name := r.Cells[field]
	if name == "" {
		return 0, false
	}
	declared := form.Field(field)
	return b.named(name, Cell{
		Name: name, Value: r.Numbers[field], Least: declared.Minimum, Most: declared.Maximum, Whole: declared.Kind == hengji.Integer,
	}), true
}

func (b *builder) named(name string, cell Cell) int {
	at, known := b.cells[name]
	if !known {
		at = len(b.Cells)
		b.cells[name] = at
		b.Cells = append(b.Cells, cell)
	}
	return at
}

// keyOf is the values of a record's key fields; whole is false where one is blank.
func keyOf(r *hengji.StagedRecord, by []hengji.Key, field func(hengji.Key) string) (key string, whole bool) {
	values := make([]string, len(by))
	whole = true
	for i, k := range by {
		name := field(k)
		if values[i] = r.Texts[name]; name == "_sheet" {
			values[i] = r.Sheet
		}
		whole = whole && values[i] != ""
	}
	return strings.Join(values, "\x00"), whole
}

func (b *builder) indexed(form string, by []hengji.Key, field func(hengji.Key) string) map[string]set {
	names := make([]string, len(by))
	for i, key := range by {
		names[i] = field(key)
	}
	of := form + "\x00" + strings.Join(names, "\x00")
	if b.index[of] == nil {
		b.index[of] = map[string]set{}
		records := b.book.Records[form]
		for i := range records {
			key, _ := keyOf(&records[i], by, field)
			b.index[of][key] = append(b.index[of][key], &records[i])
		}
	}
	return b.index[of]
}

// total adds a total: it is the sum of the rows that it counts.
func (b *builder) total(total hengji.StatedTotal) {
	form := b.rules.Form(total.Form)
	rule := b.rules.Catalogue[hengji.RuleTotalSum]
	e := Equation{Rule: rule.ID, Soft: rule.Severity != hengji.Blocking}
	at := b.named(total.Cell, Cell{Name: total.Cell, Value: total.Stated, Whole: form.Field(total.Field).Kind == hengji.Integer})
	e.Left.Terms = []Term{{at, 1}}
	rows := b.rowsOf(total.Form, total.Sheet)
	for _, row := range total.Rows {
		r := rows[row]
		if r != nil && slices.Contains(total.Unread, row) && !b.book.filled(r, total.Field) {
			return // nobody knows what it adds
		}
		if r == nil || !b.field(&e.Right, total.Field, 1, form, r) {
			return
		}
	}
	b.Equations = append(b.Equations, e)
}

// rowsOf are the records of a sheet, by row.
func (b *builder) rowsOf(form, sheet string) map[int]*hengji.StagedRecord {
	at := [2]string{form, sheet}
	if b.rows[at] == nil {
		b.rows[at] = map[int]*hengji.StagedRecord{}
		for i := range b.book.Records[form] {
			if r := &b.book.Records[form][i]; r.Sheet == sheet {
				b.rows[at][r.Row] = r
			}
		}
	}
	return b.rows[at]
}
