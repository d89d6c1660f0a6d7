package night

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"

	"hengji"
	"hengji/home"
)

// periods are those that a workbook may be of: the calendar's, that of the run, and those
// of which something was received.
func (n *Night) periods(before []home.Receipt) []string {
	periods := []string{n.settings.Period}
	for _, p := range n.settings.Periods {
		periods = append(periods, p.Period)
	}
	for _, receipt := range before {
		periods = append(periods, receipt.Period)
	}
	slices.Sort(periods)
	return slices.Compact(periods)
}

// yearFolder is a folder that is named after a year: 2021, 2021年, 2021年度.
var yearFolder = regexp.MustCompile(`^((?:19|20)[0-9]{2})(年|年度)?$`)

// folderPeriod says which period a folder of the inbox is named after: where there is a
// calendar one of it, or of which something was received; else any year.
func (n *Night) folderPeriod(before []home.Receipt) func(string) string {
	periods := n.periods(before)
	return func(folder string) string {
		period := folder
		if match := yearFolder.FindStringSubmatch(folder); match != nil {
			period = match[1]
			if len(n.settings.Periods) == 0 {
				return period
			}
		}
		if slices.Contains(periods, period) {
			return period
		}
		return ""
	}
}

// assignPeriods gives each new receipt the period of its cover, where that is one a
// workbook may be of; else that of its folder, which it comes with, else the run's. Where
// there is one period alone no cover need be looked at.
func (n *Night) assignPeriods(before, fresh []home.Receipt) error {
	inFolder := make([]string, len(fresh))
	for i := range fresh {
		inFolder[i] = fresh[i].Period
		fresh[i].Period = cmp.Or(inFolder[i], n.settings.Period)
	}
	periods := n.periods(slices.Concat(before, fresh))
	if len(periods) < 2 {
		return nil
	}
	for i := range fresh {
		typed, err := n.makes.typedPeriod(n, fresh[i])
		if err != nil {
			return err
		}
		if inFolder[i] != typed && hengji.YearOf(inFolder[i]) == typed {
			continue // the year alone does not contradict the folder of a part of it
		}
		if slices.Contains(periods, typed) {
			fresh[i].Period = typed
		}
	}
	return nil
}

// OtherPeriod is a workbook that came in a night of another period.
type OtherPeriod struct {
	Period  string       `json:"period"`
	Region  string       `json:"region"`
	Version int          `json:"version"`
	File    string       `json:"file"`
	State   hengji.State `json:"state"`
}

// Words are how run tells it.
func (o OtherPeriod) Words() string {
	return fmt.Sprintf("%s　%s 第 %d 次报送：%q：%s", hengji.PeriodWords(o.Period), cmp.Or(o.Region, "未识别"), o.Version, o.File, o.State.Chinese())
}

// otherPeriods are those of a database that the run is not of.
func (n *Night) otherPeriods(ctx context.Context, db product) ([]string, error) {
	periods, err := db.Periods(ctx)
	return slices.DeleteFunc(periods, func(period string) bool { return period == n.settings.Period }), err
}

// handBackOthers hands back what the database holds of the periods that the run is not of:
// the same returns, page and exports, in folders of their names. What stands there is made
// again only where the period's own content changed.
func (n *Night) handBackOthers(ctx context.Context, out *outbox, ledger *home.Ledger, receipts []home.Receipt, run *publication, db product) error {
	m := out.outcome
	m.Elsewhere = []OtherPeriod{}
	for _, period := range m.others {
		if err := db.ReadPeriod(ctx, period); err != nil {
			return err
		}
		s := n.settings.of(period)
		other := &Outcome{Period: period, Now: m.Now, Published: m.Published, Findings: map[string]int{}, arrivals: m.arrivals}
		p := &publication{settings: s, rules: run.rules, booked: run.booked}
		if err := db.fill(ctx, p, other); err != nil {
			return err
		}
		other.content = madeFrom(period, run.rules.Fingerprint, s.Periods, p.standings, p.findings, other.Tables, other.Reconciliation, other.PutBack, signedIn(other.Signed, period))
		if other.content == "" { // what cannot tell itself from other programs makes all again
			other.content = m.Published.Content
		}
		apart := *out
		apart.settings, apart.outcome = s, other
		if err := apart.deliverReturns(ctx, receipts); err != nil {
			return err
		}
		apart.deliver("report/"+period+"/index.html", func() error { return db.writePage(ctx, &apart, ledger) })
		apart.deliverExports(ctx, db)
		m.Undelivered = append(m.Undelivered, other.Undelivered...)
		m.Held = append(m.Held, other.Held...)
		m.unsettled = m.unsettled || other.unsettled
		if !s.closed() && signedIn(other.Signed, period) == nil { // nobody waits for another version any more
			m.PutBack = append(m.PutBack, other.PutBack...)
		}
		for _, one := range p.standings {
			if slices.ContainsFunc(m.arrivals.New, func(r home.Receipt) bool { return r.ID == one.Submission }) {
				m.Elsewhere = append(m.Elsewhere, OtherPeriod{period, one.Region, one.Version, one.File, one.State})
			}
		}
	}
	return nil
}
