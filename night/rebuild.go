package night

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hengji"
	"hengji/home"
)

// Rebuilt is a database that was made once more from the archive.
type Rebuilt struct {
	Files   int      // received files that it was made from
	Content string   // digest of its content
	Same    bool     // Content is that of the publication
	Of      int      // the publication
	Outcome *Outcome // nil where nothing was published
}

// Rebuild makes the database of the newest publication once more, with nothing but
// the archive, the ledger and the archived rules; current judges by what is in force
// now instead. It publishes what is the same, or writes it to out. What it made is
// told with an error too.
func (n *Night) Rebuild(ctx context.Context, current bool, out string) (made *Rebuilt, err error) {
	ledger, receipts, unlock, err := n.enter()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	last, err := lastPublication(ledger)
	if err != nil {
		return nil, err
	}
	in, err := n.rebuildInputs(ledger, receipts, last, current)
	if err != nil {
		return nil, err
	}
	receipts = receipts[:in.Receipts]
	staging, generation, err := n.home.Staging(last.Generation)
	if err != nil {
		return nil, err
	}
	defer n.home.Tidy() //nolint:errcheck // what stays is cleared by the next run
	started := time.Now()
	content, err := n.build(ctx, staging, receipts, in, nil)
	if err != nil {
		return nil, err
	}
	n.Log.Info().Str("content", content.Digest).Dur("took", time.Since(started)).Msg("rebuilt")
	made = &Rebuilt{Files: len(receipts), Content: content.Digest, Same: content.Digest == last.Content, Of: last.Generation}
	if !current && !made.Same && last.Held != n.held {
		return made, fmt.Errorf("与第 %d 次发布不同：那次发布有 %d 个工作簿因程序故障待处理，现在有 %d 个；没有发布，请运行 hengji run", last.Generation, last.Held, n.held)
	}
	if !current && !made.Same {
		return made, fmt.Errorf("没有发布：%w", n.unlike(last, in, content))
	}
	if out != "" {
		return made, home.CopyOut(staging, out)
	}
	manifest, err := n.putInForce(ctx, ledger, staging, generation, in, content)
	if err != nil {
		return made, err
	}
	made.Outcome = &Outcome{Changed: true, Published: *manifest}
	made.Outcome.received(home.Arrivals{})
	return made, n.handBack(ctx, ledger, receipts, made.Outcome)
}

// rebuildInputs are the rules and decisions of the last publication, or those of now.
func (n *Night) rebuildInputs(ledger *home.Ledger, receipts []home.Receipt, last home.Manifest, current bool) (inputs, error) {
	if last.Generation == 0 {
		return inputs{}, fmt.Errorf("台账中没有发布记录，请先运行 hengji run")
	}
	if current {
		return n.inputs(ledger, receipts)
	}
	in, err := n.asOf(last)
	if err == nil && in.Receipts > len(receipts) {
		err = fmt.Errorf("rebuild generation %d: it was made from %d files, the ledger tells of %d", last.Generation, in.Receipts, len(receipts))
	}
	return in, err
}

// asOf turns the night into that of a publication: its rules, settings and clock.
func (n *Night) asOf(published home.Manifest) (inputs, error) {
	in, err := n.replay(published)
	if err != nil {
		return in, err
	}
	progress := n.review.Progress
	rules, files, err := n.archivedRules(in.Rules)
	if err != nil {
		return in, err
	}
	if n.evaluation, err = evaluationOf(rules, files); err != nil {
		return in, err
	}
	n.ID, n.ruleFiles, n.settings.Now = published.Run, files, published.Published.In(hengji.Beijing)
	n.settings.Period, n.settings.Periods, n.settings.Limits, n.settings.Convert = in.Period, in.Periods, in.Limits, in.Convert
	n.review = n.reviewer(rules, in.Waivers, in.Withdrawals)
	n.Watch(n.Log, progress)
	return in, nil
}
