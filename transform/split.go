package transform

import (
	"cmp"
	"slices"
	"strings"

	"hengji"
)

// split hands the parts of a field's text to the fields that the form names for
// them: the code before a name (219-市科技局), the sign and unit of a value
// (≥50个). What is left stays in the field. Nothing is split where a part is not
// sure, or where the other field says something else; it is one of the ways in
// which the forms are written, so nothing is reported. It gives the fields filled.
func (r *reader) split(f *fieldPlan) []int {
	s := &r.slots[f.index]
	if len(f.split) == 0 || s.state != filled || len(s.text) > longestLabel {
		return nil
	}
	if to, ok := f.split["code"]; ok {
		code, name, found := cutCode(s.text)
		if !found || r.slots[to].state != blank {
			return nil
		}
		r.fill(to, s, code, -1)
		s.text = name
		return []int{to}
	}
	return r.splitValue(f, s)
}

// fill gives a part to the field that it belongs to.
func (r *reader) fill(to int, from *slot, text string, code int32) {
	r.slots[to] = slot{state: filled, text: text, code: code, row: from.row, column: from.column}
}

// cutCode cuts a budget code and a dash off the front of a name: two to twelve
// digits or letters, a digit among them.
func cutCode(text string) (code, name string, ok bool) {
	at := strings.IndexAny(text, "-－—–")
	if at < 2 || at > 12 {
		return "", "", false
	}
	digits := 0
	for _, r := range text[:at] {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z':
		default:
			return "", "", false
		}
	}
	name = trimText(strings.TrimLeft(text[at:], "-－—–"))
	return text[:at], name, digits > 0 && name != "" && strings.IndexFunc(name, isWide) >= 0
}

// splitValue reads ≥50个, 不低于95%, 50个以上: a sign or word, a number, a unit of
// the code list.
func (r *reader) splitValue(f *fieldPlan, s *slot) []int {
	rest := removeSpaces(halfWidth(s.text))
	senseField, hasSense := f.split["sense"]
	unitField, hasUnit := f.split["unit"]
	sense := int32(-1)
	if hasSense {
		rest, sense = r.cutSense(rest)
	}
	number, ok := readTyped(rest)
	if !ok || number.rounded {
		return nil
	}
	unit := number.unit
	if number.percent {
		unit = "%"
	}
	var units *codeIndex
	if hasUnit {
		units = r.plan.codes["units"]
	}
	canonical := int32(-1)
	if unit != "" {
		if units == nil {
			return nil
		}
		hit, ok := units.find(unit)
		if !ok {
			return nil
		}
		canonical = hit.index
	}
	// What stands beside it must say the same, or nothing.
	if sense >= 0 && r.slots[senseField].state != blank && r.slots[senseField].code != sense {
		return nil
	}
	if canonical >= 0 && r.slots[unitField].state == filled {
		if hit, ok := units.find(r.slots[unitField].text); !ok || hit.index != canonical {
			return nil
		}
	}
	var filledFields []int
	if sense >= 0 && r.slots[senseField].state == blank {
		r.fill(senseField, s, r.plan.codes["senses"].codes[sense].Name, sense)
		filledFields = append(filledFields, senseField)
	}
	if canonical >= 0 && r.slots[unitField].state == blank {
		r.fill(unitField, s, units.codes[canonical].Name, -1)
		filledFields = append(filledFields, unitField)
	}
	if sense >= 0 || canonical >= 0 {
		s.text = number.value.String()
	}
	return filledFields
}

// prefixWords are the signs and words of a list of senses, longest first, so that
// 大于等于 is not read as 大于.
func prefixWords(senses *codeIndex) []string {
	var words []string
	if senses != nil {
		for word, hit := range senses.matches {
			if hit.how == ByName || hit.how == ByAlias {
				words = append(words, word)
			}
		}
	}
	slices.SortFunc(words, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	return words
}

// suffixSenses are the words behind a number that say its sense.
var suffixSenses = map[string]string{"及以上": "≥", "以上": "≥", "及以下": "≤", "以下": "≤", "以内": "≤", "之内": "≤"}

// cutSense cuts the longest sign or word that the code list knows off the front
// of a value, or one of a few off its end; -1 where there is none.
func (r *reader) cutSense(text string) (rest string, code int32) {
	senses := r.plan.codes["senses"]
	if senses == nil {
		return text, -1
	}
	for _, word := range r.plan.senseWords {
		if rest, ok := strings.CutPrefix(text, word); ok && rest != "" {
			return rest, senses.matches[word].index
		}
	}
	for suffix, name := range suffixSenses {
		if rest, ok := strings.CutSuffix(text, suffix); ok && !strings.HasSuffix(rest, "及") {
			if hit, known := senses.find(name); known {
				return rest, hit.index
			}
		}
	}
	return text, -1
}

// inherit reads the blank of a column of groups as the value above it, where no
// group before it in the row has changed: the way in which merged cells come out
// of converters and word processors. What it replaced is reported once a column.
func (t *table) inherit(row int) {
	changed := false
	for i, f := range t.form.fields {
		if !f.field.Inherits || t.header.columns[i] == 0 {
			continue
		}
		s, last := &t.slots[i], &t.above[i]
		switch {
		case s.state == blank && !changed && last.state == filled:
			*s = *last
			t.place(row, i, s)
			at := *s
			at.row, at.column = row, t.header.columns[i]
			t.reportOncePerColumn(hengji.RuleCellNormalised, f, &at, "", hengji.BlankShown, "上面的“"+quoted(last.text)+"”")
		case s.state == blank:
			*last = slot{}
		default:
			changed = changed || s.state != filled || last.state != filled || s.text != last.text
			*last = *s
		}
	}
}

// filledOnce reports, once a column, the blanks of a column of choices that may be merged
// down, below a row that has one: somebody filled it in once for all.
func (t *table) filledOnce() {
	for i, f := range t.form.fields {
		s := &t.slots[i]
		switch {
		case f.codes == nil || f.key || !f.field.FillDown || !f.field.Required || f.field.Inherits || s.column == 0:
		case s.state == filled:
			t.once[i] = s.String(f)
		case s.state == blank && t.once[i] != "":
			s.state = spoiled
			t.reportOncePerColumn(hengji.RuleCellOnce, f, s, "", "", t.once[i])
		}
	}
}
