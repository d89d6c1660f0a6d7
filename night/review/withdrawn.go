package review

import (
	"slices"
	"time"

	"hengji"
)

// Withdrawal is the bureau's word that a version of a region does not count: a
// line of withdrawals.csv. A file that is gone from the inbox is none.
type Withdrawal struct {
	Period  string `json:"period"`
	Region  string `json:"region"`
	Version int    `json:"version"`
	Who     string `json:"who"`
	Why     string `json:"why"`
}

// uncounted takes submissions out of the versions of their regions: withdrawn
// ones, and those that came after their period was closed or signed. Versions are numbered.
func (v *Reviewer) uncounted(standings []hengji.Standing) {
	if !v.Kept { // a workbook by itself is no submission
		return
	}
	for i := range standings {
		s := &standings[i]
		for _, p := range v.Stamp.Periods {
			if p.Period == s.Period && p.ClosedOn != "" && s.ReceivedAt.In(hengji.Beijing).Format(time.DateOnly) > p.ClosedOn {
				s.State = hengji.Closed
			}
		}
		for _, f := range v.Stamp.Frozen {
			if _, late := f.Of(s.Period, s.Submission); late {
				s.State = hengji.Closed
			}
		}
		for _, w := range v.Withdrawals {
			if w.Period == s.Period && w.Region == s.Region && w.Version == s.Version {
				s.State = hengji.Withdrawn
			}
		}
	}
}

// signed puts the submissions of signed periods where they stood when they were signed.
func (v *Reviewer) signed(standings []hengji.Standing) {
	for _, f := range v.Stamp.Frozen {
		for _, was := range f.Standings {
			if at := slices.IndexFunc(standings, func(s hengji.Standing) bool { return s.Submission == was.Submission }); at >= 0 {
				standings[at] = was
			}
		}
	}
}

// signedFindings puts what was found in signed periods in the place of what is found there
// today.
func (v *Reviewer) signedFindings(findings []hengji.Finding) []hengji.Finding {
	for _, f := range v.Stamp.Frozen {
		findings = slices.DeleteFunc(findings, func(one hengji.Finding) bool {
			signed, _ := f.Of(one.Period, one.Submission)
			return signed
		})
		for _, was := range f.Findings {
			findings = append(findings, was.Restore())
		}
	}
	return findings
}
