// Package review reads workbooks and judges them by one set of rules. Workbooks come
// in, wherever they lie; what was read goes into a database, and findings and the
// standing of every submission come out. What is wrong in a workbook never stops it;
// it refuses nothing but a workbook that cannot be read, keeps no state and prints
// nothing.
package review

import (
	"slices"
	"sync"

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

	plans    *plans
	prepared *load.Build // of Prepare
}

// plans are the rules made ready for reading, one for each period that has other rules.
type plans struct {
	mu sync.Mutex
	of map[*hengji.Rules]*transform.Plan
	in map[string]*hengji.Rules // by period
}

// planOf is how workbooks of a period are read.
func (v *Reviewer) planOf(period string) *transform.Plan {
	p := v.plans
	p.mu.Lock()
	defer p.mu.Unlock()
	rules := p.in[period]
	if rules == nil {
		calendar := PeriodsOf(v.Stamp.Periods, []Workbook{{Period: period}})
		at := slices.IndexFunc(calendar, func(one load.Period) bool { return one.Period == period })
		rules = calendar[at].Rules(v.Rules)
		p.in[period] = rules
	}
	if p.of[rules] == nil {
		p.of[rules] = transform.Prepare(rules)
	}
	return p.of[rules]
}

func noPlans() *plans {
	return &plans{of: map[*hengji.Rules]*transform.Plan{}, in: map[string]*hengji.Rules{}}
}

// New makes a reviewer that says nothing and checks workbooks by themselves.
func New(rules *hengji.Rules, stamp load.Run, reader ingest.Reader, jobs int) *Reviewer {
	stamp.RulesFingerprint = rules.Fingerprint
	return &Reviewer{
		Rules: rules, Stamp: stamp, Reader: reader, Jobs: jobs,
		Log: zerolog.Nop(), Progress: func(string, int, int) {}, plans: noPlans(),
	}
}

// By is the same reviewer with other rules.
func (v *Reviewer) By(rules *hengji.Rules) *Reviewer {
	other := *v
	other.Rules, other.plans, other.Stamp.RulesFingerprint = rules, noPlans(), rules.Fingerprint
	return &other
}

// Region is the reporter of a period that a text names, false where it cannot be told.
func (v *Reviewer) Region(period, text string) (hengji.Code, bool) {
	code, match := v.planOf(period).Region(text)
	return code, match.Decides()
}
