package load

import (
	"maps"
	"slices"

	"hengji"
)

// Yield parts the findings that are told from those that are left out, since another one
// explains them: a rule names the rules that it yields to. A consequence never outranks its cause: a finding is left out only
// for one that is at least as grave, of the same record, and accuses the very value
// that the rule used: a cell that the finding names, a column of its own record that
// the SELECT reads, one that it sums up over the sheet, or a column or table that is
// not there at all. So one mistake gives one finding, and a bad cell in one row hides
// nothing about another. One that is left out still silences others: it has the same
// cause. Of a column that is not there a notice says nothing beside a graver finding that
// asks for it.
func Yield(findings []hengji.Finding, rules *hengji.Rules) (told, left []hengji.Finding) {
	accusedBy := map[ruleOfSubmission]*accusedValues{}
	type column struct {
		submission         int64
		form, sheet, field string
	}
	missed := map[column]bool{} // of the whole sheet
	for i := range findings {
		f := &findings[i]
		if f.Row == 0 && f.Field != "" && !f.Shadow && f.Severity != hengji.Notice {
			missed[column{f.Submission, f.Form, f.Sheet, f.Field}] = true
		}
		by := ruleOfSubmission{f.Submission, f.Rule}
		if accusedBy[by] == nil {
			accusedBy[by] = newAccusedValues()
		}
		accusedBy[by].add(f)
	}
	reach, read := newReach(rules), map[hengji.RuleID]reading{}
	explained := func(f *hengji.Finding) bool {
		if f.Rule == hengji.RuleLabelMissingOptional && missed[column{f.Submission, f.Form, f.Sheet, f.Field}] {
			return true
		}
		rule := rules.Catalogue[f.Rule]
		if rule == nil || len(rule.YieldsTo) == 0 {
			return false
		}
		if read[f.Rule] == nil {
			read[f.Rule] = readingOf(rule, rules, reach)
		}
		return slices.ContainsFunc(rule.YieldsTo, func(other hengji.RuleID) bool {
			g := accusedBy[ruleOfSubmission{f.Submission, other}]
			return other != f.Rule && g != nil && g.explains(f, read[f.Rule])
		})
	}
	for i := range findings {
		if explained(&findings[i]) {
			left = append(left, findings[i])
		} else {
			told = append(told, findings[i])
		}
	}
	return told, left
}

type ruleOfSubmission struct {
	submission int64
	rule       hengji.RuleID
}

// weight orders findings by what they ask of the district, the gravest first: one
// that it is not shown asks for nothing.
func weight(f *hengji.Finding) int {
	if f.Shadow {
		return len(hengji.Severities) + f.Severity.Rank()
	}
	return f.Severity.Rank()
}

// accused is a value that a finding calls wrong: of one record, or with row 0 of a
// sheet, a column of it (field "": all of it). Sheet "" is any.
type accused struct {
	form, sheet string
	row         int
	field       string
}

// accusedValues is what the findings of one rule in one workbook accuse, each with the
// weight of the gravest.
type accusedValues struct {
	cells   map[string]int
	records map[accused]int
	sums    map[accused]int // those of records without their rows: what is summed up over the sheet
	wholes  map[accused]int // columns and sheets that are not there, or not read
}

func newAccusedValues() *accusedValues {
	return &accusedValues{cells: map[string]int{}, records: map[accused]int{}, sums: map[accused]int{}, wholes: map[accused]int{}}
}

func (g *accusedValues) add(f *hengji.Finding) {
	value := accused{f.Form, f.Sheet, f.Row, f.Field}
	if f.Row == 0 || f.Type == "label-error" { // whose row is the header's
		value.row = 0
		gravest(g.wholes, value, weight(f))
		value.sheet = ""
		gravest(g.wholes, value, weight(f))
		return
	}
	gravest(g.records, value, weight(f))
	value.row = 0
	gravest(g.sums, value, weight(f))
	if f.Cell != "" {
		gravest(g.cells, hengji.SheetCell(f.Sheet, f.Cell), weight(f))
	}
}

func gravest[K comparable](of map[K]int, key K, weight int) {
	if known, there := of[key]; !there || weight < known {
		of[key] = weight
	}
}

// explains reports whether what was accused is what f's rule used.
func (g *accusedValues) explains(f *hengji.Finding, read reading) bool {
	least := weight(f)
	holds := func(weight int, there bool) bool { return there && weight <= least }
	for _, cell := range cellsOf(f) {
		if holds(at(g.cells, cell)) {
			return true
		}
	}
	for form, fields := range read {
		sheet := f.Sheet
		if form != f.Form || f.Row == 0 {
			sheet = "" // whichever holds the other form
		}
		if holds(at(g.wholes, accused{form, sheet, 0, ""})) {
			return true
		}
		for _, field := range fields {
			if holds(at(g.wholes, accused{form, sheet, 0, field})) ||
				f.Row > 0 && holds(at(g.records, accused{form, f.Sheet, f.Row, field})) ||
				f.Row == 0 && holds(at(g.sums, accused{form, f.Sheet, 0, field})) {
				return true
			}
		}
	}
	return false
}

func at[K comparable](of map[K]int, key K) (int, bool) {
	weight, there := of[key]
	return weight, there
}

// reading is the fields that a rule reads, by form.
type reading map[string][]string

// readingOf is what a rule uses of the forms that it reads, by itself or through views
// and macros: the fields that its own header and SELECT name. A view names many that a rule
// on one of its columns does not use; so they count only where the rule names none. A
// fact reads its own field.
func readingOf(rule *hengji.Rule, rules *hengji.Rules, reach *reach) reading {
	own, all := map[string]bool{}, reach.read(rule.SQL).words
	for _, word := range append(sqlWords(rule.SQL), append(rule.Related, rule.Field)...) {
		own[word] = rule.SQL != ""
	}
	read := fieldsAmong(rule, rules, all, own)
	if rule.SQL != "" && !slices.ContainsFunc(slices.Collect(maps.Values(read)), func(fields []string) bool { return len(fields) > 0 }) {
		return fieldsAmong(rule, rules, all, all)
	}
	return read
}

// fieldsAmong gives the fields whose names are among words, of the forms whose names are.
func fieldsAmong(rule *hengji.Rule, rules *hengji.Rules, forms, words map[string]bool) reading {
	read := reading{}
	for _, form := range rules.Forms {
		if form.Name != rule.Form && !forms[form.Name] {
			continue
		}
		read[form.Name] = []string{}
		for _, column := range form.Columns() {
			if words[column.Name] || rule.SQL == "" && column.Field.Name == rule.Field {
				read[form.Name] = append(read[form.Name], column.Field.Name)
			}
		}
	}
	return read
}

// cellsOf lists the cells that a finding speaks about, its own first.
func cellsOf(f *hengji.Finding) []string {
	if f.Cell == "" {
		return f.Related
	}
	return append([]string{hengji.SheetCell(f.Sheet, f.Cell)}, f.Related...)
}
