// Package review reads workbooks and judges them by one set of rules. Workbooks come
// in, wherever they lie; what was read goes into a database, and findings and the
// standing of every submission come out. What is wrong in a workbook never stops it;
// it refuses nothing but a workbook that cannot be read, keeps no state and prints
// nothing.
package review

import (
	"github.com/rs/zerolog"

	"hengji"
	"hengji/ingest"
	"hengji/load"
	"hengji/transform"
)

// Reviewer judges by one set of rules. Stamp is what a run is known by: its period
// and clock, the calendar, the waivers in force.
type Reviewer struct {
	Rules  *hengji.Rules
	Stamp  load.Run
	Reader ingest.Reader
	Jobs   int // workbooks read at a time

	// Kept submissions are those of a home: they have versions, of which the bureau
	// may withdraw one. A workbook by itself has none.
	Kept        bool
	Withdrawals []Withdrawal

	Log      zerolog.Logger
	Progress func(phase string, done, total int) // what is done now: 读取, so many of so many; total 0 where nothing is counted

	plan     *transform.Plan
	prepared *load.Build // of Prepare
}

// New makes a reviewer that says nothing and checks workbooks by themselves.
func New(rules *hengji.Rules, stamp load.Run, reader ingest.Reader, jobs int) *Reviewer {
	stamp.RulesFingerprint = rules.Fingerprint
	return &Reviewer{
		Rules: rules, Stamp: stamp, Reader: reader, Jobs: jobs,
		Log: zerolog.Nop(), Progress: func(string, int, int) {}, plan: transform.Prepare(rules),
	}
}

// By is the same reviewer with other rules.
func (v *Reviewer) By(rules *hengji.Rules) *Reviewer {
	other := *v
	other.Rules, other.plan, other.Stamp.RulesFingerprint = rules, transform.Prepare(rules), rules.Fingerprint
	return &other
}

// Region is the reporter that a text names, false where it cannot be told.
func (v *Reviewer) Region(text string) (hengji.Code, bool) {
	code, match := v.plan.Region(text)
	return code, match.Decides()
}
