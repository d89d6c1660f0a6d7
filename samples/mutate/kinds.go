package main

import "slices"

// kind is one way to make a mistake.
type kind struct {
	name   string
	number string   // in the list of forty typical faults, "" where it is not there
	rules  []string // any of which tells it; none: no mistake, nothing above 提示 may come
	plant  func(d *draft) bool
}

// kinds lists every kind of fault, and behind them what is no fault.
func kinds() []kind {
	return slices.Concat(amountKinds, allocationKinds, dateKinds, codeKinds, executionKinds, indicatorKinds,
		evaluationKinds,
		rowKinds, labelKinds, sheetKinds, coverKinds, periodKinds, fileKinds, harmlessKinds, fieldKinds, peopleKinds, departmentKinds)
}

// cellKind is a fault of one cell: a value typed over a random row's field.
func cellKind(name, number, form, field string, rules []string, value func(d *draft, t *table, row int) any) kind {
	return kind{name, number, rules, func(d *draft) bool {
		t := d.tables[form]
		row := d.pick(t, t.filled(field))
		v := value(d, t, row)
		if v == nil {
			return false
		}
		d.set(t, row, field, v)
		return true
	}}
}

// blankKind empties a random row's field.
func blankKind(name, number, form, field string, rules ...string) kind {
	return kind{name, number, rules, func(d *draft) bool {
		t := d.tables[form]
		row := d.pick(t, t.filled(field))
		if was, ok := t.millionths(row, field); ok && slices.Contains(totalled[form], field) {
			d.follow(t, row, field, -was)
		}
		d.set(t, row, field, nil)
		return true
	}}
}

// some is a random one of fixed values.
func some(values ...any) func(*draft, *table, int) any {
	return func(d *draft, _ *table, _ int) any { return one(d, values...) }
}
