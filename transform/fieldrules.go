package transform

import (
	"strconv"

	"hengji"
)

// blankFields reads blanks that stand for a value and tells those that may not
// be.
func (r *reader) blankFields() {
	for i, f := range r.form.fields {
		s := &r.slots[i]
		if s.state != blank || s.column == 0 {
			continue
		}
		if f.field.BlankAs != "" && (f.field.BlankWhen == "" || f.whenField >= 0 && r.slots[f.whenField].String(r.form.fields[f.whenField]) == f.whenValue) {
			cell := hengji.Cell{Kind: hengji.CellText, Text: f.field.BlankAs}
			if f.field.Kind == hengji.Number || f.field.Kind == hengji.Integer {
				cell.Kind = hengji.CellNumber
			}
			quiet := r.quiet
			r.quiet = true
			r.read(f, &cell, s.row, s.column)
			r.quiet = quiet
			r.report(hengji.RuleCellNormalised, f, s, hengji.BlankShown, s.String(f), "")
			continue
		}
		if f.field.Required {
			r.fact("required", f, s, "", "", "")
		}
	}
}

// uniqueFields reports a value that an earlier row of the sheet has already.
func (t *table) uniqueFields(row int) {
	for n, i := range t.form.unique {
		s, f := &t.slots[i], t.form.fields[i]
		if s.state != filled {
			continue
		}
		value := s.String(f)
		if earlier, twice := t.unique[n][value]; twice {
			first := len(t.remarks)
			t.fact("unique", f, s, value, strconv.Itoa(earlier), "")
			for ; first < len(t.remarks); first++ {
				t.remarks[first].Earlier = earlier
			}
			for _, n := range t.totals.fields {
				t.slots[n].twice = true // a row that stands twice is not in the total, or should not be
			}
			continue
		}
		t.unique[n][value] = row
	}
}
