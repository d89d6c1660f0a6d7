package review

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"hengji"
)

const (
	// An explanation of fewer characters than this (情况属实, 已核实) says nothing
	// that an auditor could check.
	shortestExplanation = 6
	// The same words beside this many lines of the list were pasted, not thought.
	pastedExplanations = 3
)

// short is true of an explanation that says nothing.
func short(text string) bool { return utf8.RuneCountInString(bare(text)) < shortestExplanation }

// matchExplanations finds the findings that a district's explanations speak of: by
// fingerprint, else by sheet, cell and rule, as in a list whose hidden columns are gone,
// or where the key of a record was mended. By cell one counts for other values unless its
// line shows the very values. findings are all of the submission so far.
func (r *Reading) matchExplanations(findings []*hengji.Finding) {
	r.explained = map[string]string{}
	for i := range r.Explanations {
		e := &r.Explanations[i]
		if !isAboutAny(e, findings) {
			for _, f := range findings {
				if about, values := shownBy(e.About, f); about && values {
					e.Findings = append(e.Findings, f.Fingerprint+"="+f.Digest())
				} else if about {
					e.Findings = append(e.Findings, f.Fingerprint+"=")
				}
			}
		}
		text, outdated := strings.CutPrefix(e.Text, hengji.Outdated)
		for _, finding := range e.Findings {
			// Of two lists the first counts: ours stands in front, an older one that
			// somebody kept behind it.
			if _, known := r.explained[finding]; !known && !outdated {
				r.explained[finding] = text
			}
			other := fingerprintOf(finding) + "="
			if _, known := r.explained[other]; !known {
				r.explained[other] = text
			}
		}
	}
}

func fingerprintOf(mark string) string {
	fingerprint, _, _ := strings.Cut(mark, "=")
	return fingerprint
}

// isAbout reports whether an explanation is about a finding, whatever its values.
func isAbout(e *hengji.Explanation, f *hengji.Finding) bool {
	return slices.ContainsFunc(e.Findings, func(mark string) bool { return fingerprintOf(mark) == f.Fingerprint })
}

func isAboutAny(e *hengji.Explanation, findings []*hengji.Finding) bool {
	return slices.ContainsFunc(findings, func(f *hengji.Finding) bool { return isAbout(e, f) })
}

// settle notes the explanation of a finding, while its values are as they were
// when it was explained; one that was written for other values is shown as that and owed
// anew. Only a 核实性 finding is settled by words, and by more than a few.
func (r *Reading) settle(f *hengji.Finding) {
	if text, ok := r.explained[f.Fingerprint+"="+f.Digest()]; ok {
		f.Explanation = text
		if f.Severity == hengji.Explain && !short(text) {
			f.State = "explained"
		}
		return
	}
	old, ok := r.explained[f.Fingerprint+"="]
	if !ok {
		return
	}
	f.Explanation = hengji.Outdated + old
	if asksForWords(f) && !strings.HasSuffix(f.Message, expired) {
		f.Message += expired
	}
}

// expired stands behind the message of a finding whose values were changed after
// it had been explained.
const expired = "（原来的情况说明针对的是修改前的数值，已失效，请重新说明。）"

// asksForWords is true of the findings beside which a district explains itself.
func asksForWords(f *hengji.Finding) bool {
	return (f.Severity == hengji.Explain || f.Severity == hengji.Approval) && !f.Shadow
}

// repeatedExplanations reports the words that stand beside several lines which ask for them.
func (v *Reviewer) repeatedExplanations(r *Reading, findings []*hengji.Finding) (remarks []hengji.Finding) {
	lines := map[string]int{}
	counted := map[string]bool{} // a list may have been copied
	asked := func(e *hengji.Explanation) bool {
		return slices.ContainsFunc(findings, func(f *hengji.Finding) bool { return asksForWords(f) && f.Explanation == e.Text && isAbout(e, f) })
	}
	for i := range r.Explanations {
		if e := &r.Explanations[i]; !short(e.Text) && asked(e) && !counted[e.Findings[0]] {
			counted[e.Findings[0]] = true
			lines[bare(e.Text)]++
		}
	}
	for _, e := range r.Explanations {
		if words := bare(e.Text); lines[words] >= pastedExplanations {
			remarks = append(remarks, v.aboutExplanation(hengji.RuleExplanationRepeated, e, strconv.Itoa(lines[words])))
			lines[words] = 0 // said once
		}
	}
	return remarks
}

// explanationsWithoutEffect reports the explanations that settle nothing, once all
// findings are known: what is too short, and what is about no finding. It depends on the
// findings of the period, and so is said anew by each run.
func (v *Reviewer) explanationsWithoutEffect(r *Reading, findings []*hengji.Finding) (remarks []hengji.Finding) {
	reported := map[string]bool{}
	for i := range r.Explanations {
		e := &r.Explanations[i]
		var f hengji.Finding
		switch {
		case !isAboutAny(e, findings):
			f = v.aboutExplanation(hengji.RuleExplanationUnmatched, *e, "")
		case short(e.Text) && slices.ContainsFunc(findings, func(f *hengji.Finding) bool {
			return asksForWords(f) && f.State == "open" && f.Explanation == e.Text && isAbout(e, f)
		}):
			f = v.aboutExplanation(hengji.RuleExplanationShort, *e, strconv.Itoa(shortestExplanation))
		default:
			continue
		}
		if f.Scope = "period"; !reported[f.Key+string(f.Rule)] {
			reported[f.Key+string(f.Rule)] = true
			remarks = append(remarks, f)
		}
	}
	return remarks
}

func (v *Reviewer) aboutExplanation(rule hengji.RuleID, e hengji.Explanation, want string) hengji.Finding {
	more := ""
	if about := e.About.String(); about != "" {
		more = "（原来写在" + about + "一条旁）"
	}
	return v.Rules.Finding(hengji.Remark{
		Rule: rule, Sheet: e.Sheet, Row: e.Row, Column: e.Column, Label: hengji.ExplanationHeading,
		Key: hengji.Mask(bare(e.Text)), Got: strings.TrimPrefix(e.Text, hengji.Outdated), Want: want, More: more,
	})
}

// bare is a text without spaces and punctuation, for comparing and counting.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) {
			return -1
		}
		return r
	}, text)
}

// shownBy reports whether a line of the list is about a finding by its sheet, cell and
// rule, and whether it shows the finding's values as they are now.
func shownBy(line hengji.ListLine, f *hengji.Finding) (about, values bool) {
	if line.Rule != f.Rule || !alike(line.Sheet, f.Sheet) || line.Label != "" && !alike(line.Label, f.Label) {
		return false, false
	}
	cells := strings.FieldsFunc(line.Cells, func(r rune) bool { return r == '、' || r == '\n' })
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	if !slices.Contains(cells, f.Place()) { // one of those that a long line does not name is of values that it does not show
		more := len(cells) > 0 && strings.HasPrefix(cells[len(cells)-1], "等 ")
		return more, false
	}
	for _, one := range f.Singly() {
		at := slices.Index(cells, one.Place())
		// The line of a cell's own, where its values are not those of all.
		own := func(column string) string {
			if lines := strings.Split(column, "\n"); at >= 0 && len(lines) > 1 && len(lines) == len(cells) {
				return lines[at]
			}
			return column
		}
		if at < 0 || !showsValue(own(line.Got), one.Got) || own(line.Diff) != "" && !showsValue(own(line.Diff), one.Diff) && !alike(own(line.Diff), hengji.MoreOrLess(one.Diff)) ||
			own(line.Want) != "" && !contains(own(line.Want), one.Want) {
			return true, false
		}
	}
	return true, len(cells) > 1 || contains(line.Message, f.Message)
}

// showsValue reports whether a column of the list, which may be cut, shows a value.
func showsValue(column, value string) bool {
	if begun, cut := strings.CutSuffix(strings.TrimSpace(column), "…"); cut {
		return strings.HasPrefix(unspaced(value), unspaced(begun))
	}
	if a, _, err := hengji.ParseDecimal(column); err == nil {
		b, _, err := hengji.ParseDecimal(value)
		return err == nil && a == b
	}
	return alike(column, value)
}

// contains reports whether a column of the list, which may be cut, shows a value among
// other words: no 15 in 150.
func contains(column, value string) bool {
	column, value = unspaced(column), unspaced(value)
	before, after, found := strings.Cut(column, value)
	if !found {
		begun, cut := strings.CutSuffix(column, "…")
		return cut && strings.HasPrefix(value, begun)
	}
	const figures = "0123456789.-"
	return !(strings.ContainsAny(value[:min(len(value), 1)], figures) && strings.LastIndexAny(before, figures) == len(before)-1 && before != "" ||
		value != "" && strings.ContainsAny(value[len(value)-1:], figures) && after != "" && strings.ContainsAny(after[:1], figures))
}

// alike reports whether two texts say the same, however their lines are broken.
func alike(a, b string) bool { return unspaced(a) == unspaced(b) }

func unspaced(text string) string { return strings.Join(strings.Fields(text), "") }
