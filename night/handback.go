package night

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"hengji"
	"hengji/home"
	"hengji/report"
)

// Outcome is what the operator finds after a night: read back from the published
// database, so that what is handed back and printed is what was published.
type Outcome struct {
	Run         string          `json:"run"`
	Period      string          `json:"period"`
	Now         time.Time       `json:"now"`
	Changed     bool            `json:"changed"` // false: nothing new, the earlier publication stands
	Damaged     []string        `json:"damaged"` // published databases that were not as they were written
	Published   home.Manifest   `json:"published"`
	Rules       string          `json:"rules"`
	Received    int             `json:"received"`
	Known       int             `json:"known"`
	Deferred    []home.Deferral `json:"deferred"`
	Aside       []string        `json:"attachments"`
	CameBack    []string        `json:"came_back"`   // what we handed back, in the inbox without a table
	Abandoned   []string        `json:"owner_files"` // received though an owner file of more than a day lies beside
	Several     []Several       `json:"several"`
	PutBack     []PutBack       `json:"put_back"`
	Board       []RegionState   `json:"regions"`
	Findings    map[string]int  `json:"findings"`      // open ones of latest submissions, by severity
	Uncounted   []PassedOver    `json:"uncounted"`     // withdrawn, or come after the period was closed
	Elsewhere   []OtherPeriod   `json:"other_periods"` // what came in this night for a period that the run is not of
	Held        []HeldFile      `json:"held"`          // a fault of ours kept them from being judged; the next run tries again
	Older       []string        `json:"older"`         // new files that were changed before one that came earlier
	Undelivered []Undelivered   `json:"owed"`          // deliveries that could not be made; the next run makes them
	Signed      []SignedPeriod  `json:"locked"`        // periods that are signed
	Ledger      chain           `json:"ledger"`

	Tables         []hengji.Table  `json:"-"` // those that the rules say are printed
	Reconciliation hengji.Table    `json:"-"`
	Returns        []report.Return `json:"-"`
	Late           []report.Return `json:"-"` // of what came after the period was closed
	Department     string          `json:"-"` // its name

	arrivals home.Arrivals

	unsettled bool     // something failed that nobody is owed; what it wrote may not be on the disk
	others    []string // the periods of the database that the run is not of
	content   string   // of such a period: a digest of what its outputs are made from
}

// chain is how far the ledger reached when a run was over: with it, lines that
// were cut off behind the last publication are missed.
type chain struct {
	Lines int    `json:"lines"`
	Hash  string `json:"hash"` // of the last one
}

// RegionState is one line of the board.
type RegionState struct {
	RegionCode string       `json:"region_code"`
	Region     string       `json:"region"`
	State      hengji.State `json:"state"`
	Latest     int          `json:"latest_version"`
	Effective  int          `json:"effective_version"`
}

// received notes what the look into the inbox found.
func (m *Outcome) received(arrivals home.Arrivals) {
	m.arrivals = arrivals
	m.Received, m.Known = len(arrivals.New), len(arrivals.Known)
	m.Deferred = append([]home.Deferral{}, arrivals.Deferred...) // [] in JSON
	m.Aside = append([]string{}, arrivals.Attachments...)
	m.CameBack = append([]string{}, arrivals.Returned...)
	m.Abandoned = append([]string{}, arrivals.Abandoned...)
}

// handBack gives analysts the database, every region its return and the operator
// the outcome. It is a function of the published database and the archive: run
// again it writes the same bytes, which leaves the files untouched. A delivery
// that fails is undelivered and keeps back no other.
func (n *Night) handBack(ctx context.Context, ledger *home.Ledger, receipts []home.Receipt, m *Outcome) error {
	m.Run, m.Period, m.Now, m.Rules, m.Findings, m.Undelivered = n.ID, n.settings.Period, n.settings.Now, n.review.Rules.Fingerprint, map[string]int{}, []Undelivered{}
	m.Damaged, m.Older = append([]string{}, m.Damaged...), append([]string{}, m.Older...)
	db, err := n.makes.open(n.home.Path("generations", m.Published.File)) // by a name that never meant another file
	if err != nil {
		return err
	}
	defer db.Close()
	if err := n.book(ctx, ledger, db, m.Published); err != nil {
		return err
	}
	n.Log.Info().Msg("booked")
	if !m.Changed { // what was built tonight was proven before it was published
		if err := n.stillSigned(ctx, ledger, db); err != nil {
			return err
		}
	}
	booked, err := bookedAt(ledger)
	if err != nil {
		return err
	}
	p := &publication{settings: n.settings, rules: n.review.Rules, booked: booked}
	if err := db.fill(ctx, p, m); err != nil {
		return err
	}
	n.warnOfWithdrawals(p.standings)
	out := &outbox{settings: n.settings, home: n.home, rules: n.review.Rules, makes: n.makes, evaluation: n.evaluation, delivered: n.home.Delivered(), log: n.Log, progress: n.review.Progress, outcome: m}
	out.deliver("hengji.duckdb", func() error { return n.home.Alias(m.Published) })
	out.deliver("数据库副本", func() error { return n.home.Deliver(m.Published, n.settings.Publish) })
	n.Log.Info().Int("owed", len(m.Undelivered)).Msg("delivered")
	if err := out.deliverReturns(ctx, receipts); err != nil {
		return err
	}
	out.deliverBeside()
	n.Log.Info().Int("returns", len(m.Returns)).Int("owed", len(m.Undelivered)).Msg("returned")
	if m.others, err = n.otherPeriods(ctx, db); err != nil {
		return err
	}
	n.review.Progress("网页", 0, 0)
	out.deliver("report/index.html", func() error { return db.writePage(ctx, out, ledger) })
	n.Log.Info().Msg("paged")
	n.review.Progress("导出", 0, 0)
	out.deliverExports(ctx, db)
	if err := n.handBackOthers(ctx, out, ledger, receipts, p, db); err != nil {
		return err
	}
	if err := out.delivered.Keep(); err != nil { // costs the next run work, and nobody a delivery
		n.Log.Warn().Err(err).Msg("deliveries are not remembered")
	}
	if err := n.home.Forget(m.Published); err != nil { // tried again by the next run
		m.unsettled = true
		n.Log.Warn().Err(err).Msg("old generations stay")
	}
	n.Log.Info().Bool("changed", m.Changed).Int("returns", len(m.Returns)).Int("owed", len(m.Undelivered)).Msg("handed back")
	m.Ledger = chain{len(ledger.Entries), ledger.Head()}
	out.deliver("run.json", func() error {
		return home.WriteFile(n.home.Path("run.json"), 0o644, func(w io.Writer) error {
			encoder := json.NewEncoder(w)
			encoder.SetIndent("", "  ")
			return encoder.Encode(m)
		})
	})
	if len(m.Undelivered) > 0 || m.unsettled {
		return nil
	}
	return n.home.Finish()
}
