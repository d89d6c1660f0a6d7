package night

import (
	"context"
	"errors"
)

// Run is the whole story: receive what is new, and where anything changed build
// the database aside, judge, check, publish; then hand back what was published.
// It reads in one direction. An error before the publication leaves what was
// published before untouched; one behind it leaves deliveries undone, which the
// next run makes.
func (n *Night) Run(ctx context.Context) (_ *Outcome, err error) {
	ledger, before, unlock, err := n.enter()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	defer n.review.Progress("", 0, 0)
	n.review.Progress("收件", 0, 0)
	n.home.Period, n.home.Ours = n.folderPeriod(before), n.ours(ledger, before)
	arrivals, err := n.home.Receive(ctx, ledger, n.settings.Inbox, "", n.settings.Settle, n.settings.Now)
	if err != nil {
		return nil, err
	}
	if err := n.assignPeriods(before, arrivals.New); err != nil {
		return nil, err
	}
	if err := n.admit(before, arrivals.New); err != nil {
		return nil, err
	}
	receipts, err := ledger.Acknowledge(arrivals.New, n.settings.Now)
	if err != nil {
		return nil, err
	}
	n.Log.Info().Int("new", len(arrivals.New)).Int("known", len(arrivals.Known)).Int("deferred", len(arrivals.Deferred)).Msg("received")

	published, damaged, err := n.inForce(ledger)
	if err != nil {
		return nil, err
	}
	in, err := n.inputs(ledger, receipts)
	if err != nil {
		return nil, err
	}
	last, err := lastPublication(ledger)
	if err != nil {
		return nil, err
	}
	// One that stands in for a damaged one does so only until this succeeds.
	changed := published == nil || len(damaged) > 0 || published.Generation < last.Generation || published.Inputs != in.digest() || published.Held > 0
	if changed {
		earlier := published
		if published, err = n.publish(ctx, ledger, receipts, in, earlier); err != nil {
			return nil, err
		}
		changed = published != earlier
	}
	m := &Outcome{Changed: changed, Damaged: damaged, Published: *published, Older: older(before, arrivals.New)}
	m.received(arrivals)
	if err := n.handBack(ctx, ledger, receipts, m); err != nil {
		return nil, err
	}
	return m, nil
}
