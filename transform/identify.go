package transform

import (
	"strings"

	"hengji"
)

// identify draws from a cover whose submission it is, for when, from which
// template, and whether it is a 零报告; and tells what does not fit.
func (b *book) identify(l *layout) {
	for i, f := range l.form.fields {
		s := &l.slots[i]
		switch f.field.Identifies {
		case "region":
			b.identifyRegion(l, f, s)
		case "period":
			if s.state == filled {
				b.result.PeriodTyped = s.String(f)
				// Words of a part of the year (上半年) are its code; a year must be the year as it stands.
				if typed := b.result.PeriodTyped; typed != b.period && (b.whole == b.period || hengji.PeriodNamed(typed) != b.whole) {
					l.report(hengji.RulePeriodOther, f, s, b.result.PeriodTyped, b.whole, "")
				}
			}
		case "version":
			// The template's version is the period that it was made for; one of the year does for its parts.
			switch {
			case s.state == filled && s.String(f) != b.period && s.String(f) != b.whole:
				l.report(hengji.RuleVersionOther, f, s, s.String(f), b.period, "")
			case s.state == blank:
				if s.column == 0 {
					s.row = 0 // the label is nowhere: the whole sheet
				}
				l.report(hengji.RuleVersionBlank, f, s, "", b.period, "")
			}
		case "nil":
			b.result.NilReport = b.result.NilReport || s.state == filled && s.number != 0
		}
	}
}

func (b *book) identifyRegion(l *layout, f *fieldPlan, s *slot) {
	if s.state != filled {
		return
	}
	b.result.RegionTyped = l.found[f.index].value.Text
	typed := trimText(b.result.RegionTyped)
	if s.code < 0 {
		_, match := b.plan.Region(typed)
		if match.How == Ambiguous {
			l.report(hengji.RuleRegionAmbiguous, f, s, typed, strings.Join(match.Candidates, "、"), "")
		} else {
			l.report(hengji.RuleRegionUnknown, f, s, typed, "", suggestion(match.Candidates))
		}
		return
	}
	code := f.codes.codes[s.code]
	b.result.Region = code
	if b.reporter == "" {
		b.reporter = reporterOf(&code)
	}
}
