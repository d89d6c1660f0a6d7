// Package night is the batch: it receives what lies in the inbox, reads and judges
// it, publishes the database and hands every district its workbook back. Settings, a
// clock, a logger and rules come in; values, files under the home and an error that is
// trouble go out. It prints nothing, corrects no district's figure, and refuses to
// publish what is not whole.
package night

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"time"

	"github.com/rs/zerolog"

	"hengji"
	"hengji/home"
	"hengji/ingest"
	"hengji/load"
	"hengji/night/review"
	"hengji/report"
	"hengji/schema"
)

// Settings is what a night is given, resolved by the command.
type Settings struct {
	Inbox, Home, Returns, Publish, Metrics string // folders; the metrics' file

	Period  string
	Periods []load.Period
	Hook    []string      // command after a run, with its arguments
	Settle  time.Duration // how long a file must stand still to count as uploaded
	Jobs    int           // workbooks read at a time
	Keep    int           // published databases kept
	Rejudge bool          // by today's rules, what earlier ones decided too
	Convert bool          // .xls, .et, .ods and .xlsb through LibreOffice
	Exports bool          // what is published is exported too
	Limits  ingest.Limits
	Follow  Follow    // finds the working of figures; nil: no export leads to it
	Now     time.Time // an input: days late are counted from it, and rebuild replays it
	Beside  Beside    // laid beside every return; nil is nothing
	below   string    // the folder of a period that the run is not of, "" for the one it is of
	File    string    // the configuration that was read, "" without one
}

// Reader opens workbooks as the settings say.
func (s Settings) Reader() ingest.Reader { return ingest.Reader{Limits: s.Limits, Convert: s.Convert} }

// due is the deadline of the run's period, "" where none is set.
func (s Settings) due() string {
	return s.period().DueOn
}

// closed tells whether the run's period has been closed.
func (s Settings) closed() bool {
	return slices.ContainsFunc(s.Periods, func(p load.Period) bool {
		return p.Period == s.Period && p.ClosedOn != "" && s.Now.In(hengji.Beijing).Format(time.DateOnly) > p.ClosedOn
	})
}

// period is the calendar's entry of the run's period.
func (s Settings) period() load.Period {
	for _, p := range s.Periods {
		if p.Period == s.Period {
			return p
		}
	}
	return load.Period{Period: s.Period}
}

// RulesIn are the rules as the run's period has them.
func (s Settings) RulesIn(rules *hengji.Rules) *hengji.Rules { return s.period().Rules(rules) }

// reporters are the regions of which something is to come in the run's period.
func (s Settings) reporters(rules *hengji.Rules) []hengji.Code {
	last := s.period().LastDay()
	return slices.DeleteFunc(rules.Regions(false), func(region hengji.Code) bool { return !region.HoldsOn(last) })
}

// daysAfterDue is how many days after the deadline a moment lies, negative before it;
// false where there is none.
func (s Settings) daysAfterDue(moment time.Time) (int, bool) {
	return daysAfter(s.due(), moment.In(hengji.Beijing).Format(time.DateOnly))
}

// returnFolder is where a region finds its return; unknown "" has a folder too.
func (s Settings) returnFolder(region string) string {
	return filepath.Join(s.Returns, cmp.Or(region, UnknownRegion), s.below)
}

// named is a region as deliveries name it, with the period where the run is of another.
func (s Settings) named(region string) string {
	return path.Join(cmp.Or(region, UnknownRegion), s.below)
}

// of is the settings for another period of the same home: its returns and its page lie
// in folders of its name, below those of the period that the run is of.
func (s Settings) of(period string) Settings {
	s.Period, s.below = period, period
	return s
}

// Night is one run of the batch: what it was given and what it works with.
type Night struct {
	ID  string // names the run in findings, logs and meta.run
	Log zerolog.Logger

	settings   Settings
	clock      time.Time // of this run, by which it writes into the ledger: that of Settings may be replayed
	review     *review.Reviewer
	home       *home.Home
	makes      workshop
	evaluation *report.Evaluation // the words of the report
	held       int                // workbooks of the database in the making that are held
	ruleFiles  map[string][]byte  // what the rules were read from, for the archive
}

// tooMuch times the limit of a workbook's size is not even archived; up to it the
// district is told by its return that the workbook is too large.
const tooMuch = 4

// New makes a night of rules and the files that they were read from. Mistakes in what
// the bureau keeps by hand are a hengji.UsageError.
func New(s Settings, rules *hengji.Rules, files fs.FS) (*Night, error) {
	ruleFiles, err := schema.Files(files)
	if err != nil {
		return nil, err
	}
	if schema.Fingerprint(ruleFiles) != rules.Fingerprint {
		return nil, hengji.UsageError{Err: errors.New("规则文件正在被修改，请稍后再运行")}
	}
	evaluation, err := ReadEvaluation(rules, files)
	if err != nil {
		return nil, err
	}
	for _, p := range s.Periods {
		for _, name := range p.Forms {
			if rules.Form(name) == nil {
				return nil, hengji.UsageError{Err: fmt.Errorf("periods 中报告期 %s 的 forms：没有报表 %q", p.Period, name)}
			}
		}
	}
	h, err := home.Open(s.Home)
	if err != nil {
		return nil, err
	}
	h.Keep, h.Most, h.Kind = s.Keep, tooMuch*s.Limits.FileBytes, kindOf(s.Limits)
	waivers, err := readWaivers(h.Path("waivers.csv"))
	if err != nil {
		return nil, err
	}
	withdrawals, err := readWithdrawals(h.Path("withdrawals.csv"), rules)
	if err != nil {
		return nil, err
	}
	n := &Night{
		ID: runID(s.Now), Log: zerolog.Nop(),
		settings: s, clock: s.Now, home: h, makes: rooms{}, evaluation: evaluation, ruleFiles: ruleFiles,
	}
	n.review = n.reviewer(rules, inForce(waivers, s.Now), withdrawals)
	return n, nil
}

// reviewer judges what the home holds, by rules and by what the bureau decided.
func (n *Night) reviewer(rules *hengji.Rules, waivers []hengji.Waiver, withdrawals []review.Withdrawal) *review.Reviewer {
	v := Reviewer(n.settings, rules)
	v.Kept, v.Withdrawals = true, withdrawals
	v.Stamp.ID, v.Stamp.Waivers = n.ID, waivers
	return v
}

// Watch has a night logged and its progress shown, phase by phase.
func (n *Night) Watch(log zerolog.Logger, progress func(phase string, done, total int)) {
	n.Log, n.review.Log, n.review.Progress = log, log, progress
}

// Reviewer checks workbooks by the settings and by rules, and keeps no state.
func Reviewer(s Settings, rules *hengji.Rules) *review.Reviewer {
	return review.New(rules, load.Run{
		ID: "check", Period: s.Period, StartedAt: s.Now, Program: "hengji " + hengji.Version, Periods: s.Periods,
	}, s.Reader(), s.Jobs)
}

// runID names the run of a moment.
func runID(at time.Time) string { return at.Format("20060102-150405") }
