package hengji

import "slices"

// Identity is what must hold between numbers of a workbook: an `-- identity:` line of
// a check's file, whose SELECT returns the rows where it does not. From identities the
// fewest cells to change are found; they accuse nobody by themselves.
// docs/languages.md has the grammar.
type Identity struct {
	Form     string     // each record of which it speaks of
	Left     *Formula   // a term without a table is a field of the record itself
	Right    []*Formula // Left equals one of them
	AtMost   bool       // or is at most the only one
	Rounding bool       // "within rounding": apart() of sql/base/rounding.sql does not tell them apart
	Within   Decimal    // "within 0.01": so far they may be apart
	Text     string     // as written
	Line     int        // of the check's file
}

// Quotient reports whether a formula is percent(a, b) or ratio(a, b) of two fields: what
// equals it may be off by what was rounded away where it was written.
func (f *Formula) Quotient() bool { return f.Op == "percent" || f.Op == "ratio" }

// Keyed reports whether the identities of a rule find records by a field.
func (r *Rule) Keyed(field string) bool {
	for _, identity := range r.Identities {
		for _, side := range append([]*Formula{identity.Left}, identity.Right...) {
			for _, term := range side.Terms() {
				if slices.ContainsFunc(term.By, func(k Key) bool { return k.Column == field || k.Field == field }) {
					return true
				}
			}
		}
	}
	return false
}
