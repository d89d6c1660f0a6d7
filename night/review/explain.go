package review

import (
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

// readExplanations takes what a district wrote into our list: the text for each finding it
// was written beside ("fingerprint=digest"), and what is to be said about the
// texts themselves.
func (v *Reviewer) readExplanations(explanations []hengji.Explanation) (explained map[string]string, remarks []hengji.Finding) {
	explained = map[string]string{}
	lines := map[string]int{}
	for _, e := range explanations {
		words := bare(e.Text)
		if utf8.RuneCountInString(words) < shortestExplanation {
			remarks = append(remarks, v.aboutExplanation(hengji.RuleExplanationShort, e, shortestExplanation))
			continue
		}
		lines[words]++
		for _, finding := range e.Findings {
			// Of two lists the first counts: ours stands in front, an older one that
			// somebody kept behind it.
			if _, told := explained[finding]; !told {
				explained[finding] = hengji.Mask(e.Text)
			}
		}
	}
	for _, e := range explanations {
		if words := bare(e.Text); lines[words] >= pastedExplanations {
			remarks = append(remarks, v.aboutExplanation(hengji.RuleExplanationRepeated, e, lines[words]))
			lines[words] = 0 // said once
		}
	}
	return explained, remarks
}

// settle notes the explanation of a finding, while its values are as they were
// when it was explained; of one that was written for other values it says so. Only a
// 核实性 finding is settled by words.
func (r *Reading) settle(f *hengji.Finding) {
	text, ok := r.explained[f.Fingerprint+"="+f.Digest()]
	if !ok {
		if f.Severity == hengji.Explain && r.explainedFingerprints()[f.Fingerprint] && !strings.HasSuffix(f.Message, expired) {
			f.Message += expired
		}
		return
	}
	f.Explanation = text
	if f.Severity == hengji.Explain {
		f.State = "explained"
	}
}

// expired stands behind the message of a finding whose values were changed after
// it had been explained.
const expired = "（原来的情况说明针对的是修改前的数值，已失效，请重新说明。）"

// explainedFingerprints are the findings that the district has said something about, by their
// fingerprint alone.
func (r *Reading) explainedFingerprints() map[string]bool {
	if r.fingerprints == nil {
		r.fingerprints = map[string]bool{}
		for finding := range r.explained {
			fingerprint, _, _ := strings.Cut(finding, "=")
			r.fingerprints[fingerprint] = true
		}
	}
	return r.fingerprints
}

func (v *Reviewer) aboutExplanation(rule hengji.RuleID, e hengji.Explanation, want int) hengji.Finding {
	return v.Rules.Finding(hengji.Remark{
		Rule: rule, Sheet: e.Sheet, Row: e.Row, Column: e.Column, Label: hengji.ExplanationHeading,
		Key: hengji.Mask(bare(e.Text)), Got: e.Text, Want: strconv.Itoa(want),
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
