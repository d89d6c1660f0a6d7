package review

import (
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
// ones, and those that came after their period was closed. Versions are numbered.
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
		for _, w := range v.Withdrawals {
			if w.Period == s.Period && w.Region == s.Region && w.Version == s.Version {
				s.State = hengji.Withdrawn
			}
		}
	}
}
