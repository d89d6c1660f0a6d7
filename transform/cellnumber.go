package transform

import (
	"errors"
	"strconv"
	"strings"

	"hengji"
)

func (r *reader) readNumber(f *fieldPlan, s *slot, cell *hengji.Cell) {
	switch cell.Kind {
	case hengji.CellNumber:
		r.storedNumber(f, s, cell)
	case hengji.CellText:
		r.typedNumber(f, s, cell)
	default:
		r.spoil(f.facts[f.field.Kind.String()], f, s, booleanWord(cell.Text), "", "")
		return
	}
	if s.state != filled {
		return
	}
	value := hengji.Decimal(s.number)
	if f.field.Kind == hengji.Integer {
		if value%hengji.DecimalOne != 0 {
			r.spoil(f.facts["integer"], f, s, value.String(), "", "")
			return
		}
		s.number /= int64(hengji.DecimalOne)
	}
	if r.total {
		return
	}
	if f.field.Minimum != nil && value < *f.field.Minimum {
		r.fact("minimum", f, s, value.String(), f.field.Minimum.String(), "")
	}
	if f.field.Maximum != nil && value > *f.field.Maximum {
		r.fact("maximum", f, s, value.String(), f.field.Maximum.String(), "")
	}
}

func (r *reader) storedNumber(f *fieldPlan, s *slot, cell *hengji.Cell) {
	text := cell.Text
	shown := cell.Format == hengji.FormatPercent
	percent := f.percent && shown
	if percent {
		text = timesHundred(text)
	}
	number, err := readStored(text)
	switch {
	case errors.Is(err, hengji.ErrRange):
		r.spoil(hengji.RuleCellTooLarge, f, s, cell.Text, "", "")
		return
	case err == nil && shown && !f.percent && f.unitField < 0 && number.value != 0:
		r.spoil(f.facts[f.field.Kind.String()], f, s, percentText(cell.Text), "", "") // nobody sees the 0.15 of 15%
		return
	}
	s.percent = shown && !f.percent
	if err != nil {
		r.spoil(f.facts[f.field.Kind.String()], f, s, cell.Text, "", "")
		return
	}
	if r.shownInWan(f, s, cell, number.value) {
		return
	}
	s.state, s.number = filled, int64(number.value)
	switch {
	case number.rounded && !f.percent:
		r.report(hengji.RuleCellPlaces, f, s, cell.Text, number.value.String(), "")
	case number.noise && !number.rounded && !percent && cell.Flags&hengji.HasFormula == 0 && !nearest(cell.Text, number.value):
		r.reportOncePerColumn(hengji.RuleCellFloat, f, s, "", cell.Text, number.value.String())
	}
	if !percent {
		r.fraction(f, s, cell.Text)
	}
	if cell.Format == hengji.FormatDate && !f.percent {
		r.report(hengji.RuleCellNormalised, f, s, "日期格式的 "+cell.Text, number.value.String(), "")
	}
}

// shownInWan is true of a number of 元 that its format shows in 万元 (150000 as 15.0万元):
// in a column of 万元 it looks right and is ten thousand times too large.
func (r *reader) shownInWan(f *fieldPlan, s *slot, cell *hengji.Cell, value hengji.Decimal) bool {
	places := map[hengji.CellFormat]int{hengji.FormatWan: 1, hengji.FormatWanWhole: 4}[cell.Format]
	meant, exact := convertMoney(value, "元", f.unit)
	shown := (value / 10_000).Format(places)
	if places == 0 || !exact || meant == value || r.total || strings.Trim(shown, "-0.") == "" {
		return false // of 15 it shows nothing that anybody could have meant
	}
	r.spoil(hengji.RuleCellShown, f, s, cell.Text, "", meant.String())
	if !r.quiet {
		r.remarks[len(r.remarks)-1].More = shown + "万元"
	}
	return true
}

// nearest finds the digits with which programs write a number as it was typed: all
// seventeen of the binary fraction that is nearest to it.
func nearest(text string, value hengji.Decimal) bool {
	is, err := strconv.ParseFloat(text, 64)
	typed, other := strconv.ParseFloat(value.String(), 64)
	return err == nil && other == nil && is == typed
}

// fraction reads a bare 0.98 in a percent column as 98, and tells it. 1 is 100:
// a rate of one hundredth is rarer than a whole one, and the check of the rate
// against its terms tells where that is wrong.
func (r *reader) fraction(f *fieldPlan, s *slot, got string) {
	value := hengji.Decimal(s.number)
	if !f.fraction || value == 0 || value > hengji.DecimalOne || value < -hengji.DecimalOne {
		return
	}
	number, err := readStored(timesHundred(got))
	if err != nil {
		number.value = value * 100
	}
	s.number = int64(number.value)
	r.report(hengji.RuleCellNormalised, f, s, got, number.value.String(), "")
}

// timesHundred moves the point of a number's text: 0.98 is 0.98E2.
func timesHundred(text string) string {
	if value, ok := plainDecimal(text); ok && value < hengji.MaxDecimal/100 && value > -hengji.MaxDecimal/100 {
		return (value * 100).String()
	}
	mantissa, exponent, found := strings.Cut(strings.ToUpper(text), "E")
	if !found {
		return text + "E2"
	}
	power, err := strconv.Atoi(exponent)
	if err != nil {
		return text
	}
	return mantissa + "E" + strconv.Itoa(power+2)
}

func (r *reader) typedNumber(f *fieldPlan, s *slot, cell *hengji.Cell) {
	text := trimText(cell.Text)
	if r.blankOrDitto(f, s, text) {
		return
	}
	typeRule := f.facts[f.field.Kind.String()]
	if f.field.Kind == hengji.Integer {
		text = strings.TrimRight(text, ".、．。")
	}
	number, ok := readTyped(text)
	switch {
	case !ok && tooLarge(text):
		r.spoil(hengji.RuleCellTooLarge, f, s, cell.Text, "", "")
	case !ok && hasMark(text):
		r.spoil(hengji.RuleCellMark, f, s, cell.Text, "", "")
	case !ok:
		r.notNumber(f, s, cell, text)
	case number.unit != "":
		if value, sure := r.withoutUnit(f, number); sure && !number.rounded && r.admits(f, value) {
			r.offer(f, s, cell.Text, value)
			return
		}
		r.spoil(typeRule, f, s, cell.Text, "", "")
	case number.percent && f.unitField >= 0:
		s.state, s.number, s.percent, s.text = filled, int64(number.value), true, text
	case number.percent && !f.percent:
		r.spoil(typeRule, f, s, cell.Text, "", "")
	default:
		r.acceptTyped(f, s, cell, text, number)
	}
}

// notNumber names what a text that is no number is instead: several values, an amount
// in Chinese words.
func (r *reader) notNumber(f *fieldPlan, s *slot, cell *hengji.Cell, text string) {
	money := moneyYuan[f.unit] != 0
	if sum, several := twoAmounts(text); several && money {
		r.spoil(hengji.RuleCellTwoAmounts, f, s, cell.Text, "", sum.String())
		return
	}
	apart := strings.Trim(text, "0123456789 \u00a0\u3000") == "" // 1 5: nobody knows
	if twoValues(text, 1) && !apart && !strings.ContainsAny(text, "/-,，") {
		r.spoil(hengji.RuleCellTwoValues, f, s, cell.Text, "", "")
		return
	}
	if yuan, isWords := parseAmountWords(text); isWords && money {
		if value, exact := convertMoney(yuan, "元", f.unit); exact && r.admits(f, value) {
			r.offer(f, s, cell.Text, value)
			return
		}
	}
	r.spoil(f.facts[f.field.Kind.String()], f, s, cell.Text, "", "")
}

// admits reports whether a field can hold a number: what would be told next is not proposed.
func (r *reader) admits(f *fieldPlan, value hengji.Decimal) bool {
	whole := f.field.Kind != hengji.Integer || value%hengji.DecimalOne == 0
	return whole && (r.total || (f.field.Minimum == nil || value >= *f.field.Minimum) && (f.field.Maximum == nil || value <= *f.field.Maximum))
}

// offer gives up a number with a unit behind it, or in words, and proposes its value.
func (r *reader) offer(f *fieldPlan, s *slot, got string, value hengji.Decimal) {
	s.number, s.offered = int64(value), true
	r.spoil(hengji.RuleCellUnit, f, s, got, value.String(), value.String())
}

// acceptTyped takes a number typed as text, and reports how it was read.
func (r *reader) acceptTyped(f *fieldPlan, s *slot, cell *hengji.Cell, text string, number typed) {
	s.state, s.number = filled, int64(number.value)
	if number.rounded && !f.percent {
		r.report(hengji.RuleCellPlaces, f, s, cell.Text, number.value.String(), "")
	}
	if !number.percent {
		before := s.number
		if r.fraction(f, s, text); s.number != before {
			return // reported as a fraction
		}
	}
	switch {
	case number.percent && text == cell.Text: // 98% is one of the ways that we ask for: once a column
		r.reportOncePerColumn(hengji.RuleCellNormalised, f, s, "文本格式的 ", text, number.value.String())
	case number.plain && text == cell.Text:
		r.reportOncePerColumn(hengji.RuleCellNormalised, f, s, "文本格式的 ", text, "数字 "+number.value.String())
	default:
		r.report(hengji.RuleCellNormalised, f, s, cell.Text, number.value.String(), "")
	}
}

// withoutUnit is the value that is proposed for a number with its unit behind it: the
// same amount in the unit of the field, or the number alone where the unit is the
// field's, or any known one of a field without unit. Whatever else stands behind a
// number (15O, 15个 in an amount) is asked.
func (r *reader) withoutUnit(f *fieldPlan, number typed) (hengji.Decimal, bool) {
	if value, money := convertMoney(number.value, number.unit, f.unit); money {
		return value, true
	}
	if f.unit != "" {
		return number.value, f.unit == unitWords[number.unit]
	}
	if units := r.plan.codes["units"]; units != nil && moneyYuan[number.unit] == 0 {
		_, known := units.find(number.unit)
		return number.value, known
	}
	return 0, false
}

// percentText is a stored number as its percent format shows it: 0.0181 is 1.81%.
func percentText(text string) string {
	hundred, err := readStored(timesHundred(text))
	if err != nil {
		return text
	}
	return hundred.value.String() + "%"
}

// byUnitBeside reads percentages in a column whose unit stands in another: with % or
// 百分点 there, 1.81% is 1.81, typed or shown by a format; with another it is asked.
func (r *reader) byUnitBeside() {
	for i, f := range r.form.fields {
		s := &r.slots[i]
		if f.unitField < 0 || s.state != filled || !s.percent {
			continue
		}
		unit := &r.slots[f.unitField]
		value, typed := hengji.Decimal(s.number), s.text != ""
		shown := s.text
		if !typed {
			value *= 100
			shown = value.String() + "%"
		}
		s.text = ""
		switch {
		case unit.state == filled && (unit.text == "%" || unit.text == "百分点"):
			s.number = int64(value)
			if typed {
				r.reportOncePerColumn(hengji.RuleCellNormalised, f, s, "文本格式的 ", shown, value.String())
			}
		case value != 0 || typed:
			r.spoil(f.facts[f.field.Kind.String()], f, s, shown, "", "")
		}
	}
}
