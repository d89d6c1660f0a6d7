package transform

import (
	"strings"
	"unicode/utf8"

	"hengji"
)

// settle decides which column each field is read from and tells what is odd
// about the labels: two for one field, one that is only close to a missing one,
// another unit.
func (t *table) settle(h *header, above []hengji.Row) {
	t.settleDuplicates(h)
	t.settleSimilar(h)
	lineUnit := t.unitAbove(h, above)
	for i := range h.labels {
		l := &h.labels[i]
		if l.field < 0 || h.columns[l.field] != l.column {
			continue // reported with what stands under it
		}
		f := t.form.fields[l.field]
		if l.wrongUnit {
			t.reportLabel(hengji.RuleLabelUnit, h, l, f, quoted(l.text), f.field.Unit)
			t.unread[l.field] = true
		} else if lineUnit != "" && moneyYuan[f.unit] != 0 && lineUnit != f.unit && l.unit == "" {
			t.unread[l.field] = true // reported once, at the line
		}
	}
	for i, f := range t.form.fields {
		// A table inside a form is written in several ways: what none of them must
		// have is missed by nobody.
		if h.columns[i] != 0 || f.unsought || t.form.outer != nil && !f.field.Required {
			continue
		}
		rule := hengji.RuleLabelMissingOptional
		switch {
		case f.field.Required && t.form.outer != nil && f.field.Severity["required"] == hengji.Explain:
			rule = hengji.RuleLabelMissingAsked // 湖北's layout has no 分值: a column weighs what its cells do
		case f.field.Required:
			rule = hengji.RuleLabelMissing
		}
		t.out.add(hengji.Remark{
			Rule: rule, Sheet: t.sheet, Row: h.last, Form: t.form.form.Name,
			Field: f.field.Name, Label: f.field.Label, Want: f.field.Label,
		})
	}
}

// reportLabel reports something at the cell of a label.
func (t *table) reportLabel(rule hengji.RuleID, h *header, l *headerLabel, f *fieldPlan, got, want string) {
	remark := hengji.Remark{Rule: rule, Sheet: t.sheet, Row: l.row, Column: l.column, Form: t.form.form.Name, Label: quoted(l.text), Key: quoted(l.text), Got: got, Want: want}
	if f != nil {
		remark.Field, remark.Label = f.field.Name, f.field.Label
	}
	if remark.Row == 0 {
		remark.Row = h.last
	}
	t.out.add(remark)
}

// settleDuplicates finds fields with two labels. The canonical label stands
// before an alias, whose column then is a further one; two of the same rank are
// reported, and the first is read.
func (t *table) settleDuplicates(h *header) {
	for i, f := range t.form.fields {
		var best *headerLabel
		same := 0
		columns := ""
		for n := range h.labels {
			l := &h.labels[n]
			switch {
			case l.field != i:
			case best == nil || l.rank > best.rank:
				best, same, columns = l, 1, hengji.ColumnName(l.column)
			case l.rank == best.rank:
				same++
				columns += "、" + hengji.ColumnName(l.column)
			}
		}
		if best == nil {
			continue
		}
		h.columns[i] = best.column
		if same > 1 {
			t.reportLabel(hengji.RuleLabelDuplicate, h, best, f, f.field.Label, columns)
		}
		for n := range h.labels {
			if l := &h.labels[n]; l.field == i && l.rank < best.rank {
				l.field = -1
			}
		}
	}
}

// settleSimilar reads an unknown label as the one missing label that it is close
// to, where that one is close to no other, and tells it.
func (t *table) settleSimilar(h *header) {
	pairOf := map[int]*headerLabel{} // field → label; nil where two labels are close
	fieldOf := map[*headerLabel]int{}
	for n := range h.labels {
		l := &h.labels[n]
		if l.field >= 0 || l.label.base == "" || t.form.isCaption(l.label) {
			continue
		}
		for i, f := range t.form.fields {
			if h.columns[i] != 0 || f.unsought || !f.isNear(l.label) {
				continue
			}
			if _, two := fieldOf[l]; two {
				fieldOf[l] = -1
			} else {
				fieldOf[l] = i
			}
			if _, two := pairOf[i]; two {
				pairOf[i] = nil
			} else {
				pairOf[i] = l
			}
		}
	}
	for l, i := range fieldOf {
		if i < 0 || pairOf[i] != l {
			continue
		}
		f := t.form.fields[i]
		h.columns[i], l.field, l.rank, l.unit = l.column, i, aliasMatch, l.label.unit
		l.wrongUnit = f.unit != "" && l.unit != "" && l.unit != f.unit
		if !l.wrongUnit {
			t.reportLabel(hengji.RuleLabelSimilar, h, l, f, quoted(l.text), f.field.Label)
		}
	}
}

// isNear reports whether an unknown label is close to one of the field's: a
// quarter of its characters wrong at most, or one inside the other with at most
// two characters more.
func (f *fieldPlan) isNear(l label) bool {
	n := utf8.RuneCountInString(l.base)
	if n < 3 {
		return false
	}
	for _, text := range append([]string{f.field.Label}, f.field.Aliases...) {
		base := readLabel(text).base
		m := utf8.RuneCountInString(base)
		if m < 3 || negations(l.base) != negations(base) {
			continue
		}
		if most := max(1, min(n, m)/4); editDistance(l.base, base, most) <= most {
			return true
		}
		if m >= 4 && n-m <= 2 && n > m && (strings.HasPrefix(l.base, base) || strings.HasSuffix(l.base, base)) ||
			n >= 4 && m-n <= 2 && m > n && (strings.HasPrefix(base, l.base) || strings.HasSuffix(base, l.base)) {
			return true
		}
	}
	return false
}

// unitAbove reads the line 单位：万元 above the table. A unit of money other than
// that of the form's amounts is reported there.
func (t *table) unitAbove(h *header, above []hengji.Row) string {
	for i := range above {
		if above[i].Number >= h.first {
			break
		}
		for k, cell := range above[i].Cells {
			if cell.Kind != hengji.CellText {
				continue
			}
			unit := unitAt(&above[i], k)
			if moneyYuan[unit] == 0 {
				continue
			}
			words := trimText(cell.Text)
			if unitLine(words) == "" {
				words += trimText(above[i].Cells[k+1].Text)
			}
			for _, f := range t.form.fields {
				if moneyYuan[f.unit] == 0 || f.unit == unit || h.columns[f.index] == 0 {
					continue
				}
				t.out.add(hengji.Remark{
					Rule: hengji.RuleLabelUnit, Sheet: t.sheet, Row: above[i].Number, Column: int(cell.Column),
					Form: t.form.form.Name, Label: "单位", Got: quoted(words), Want: f.field.Unit,
				})
				return unit
			}
			return unit
		}
	}
	return ""
}
