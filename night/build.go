package night

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"hengji/home"
	"hengji/load"
	"hengji/night/review"
)

// build makes a whole database of what was received, and names its content. What an earlier database holds of unchanged files is carried over. Where
// trouble of ours over some workbooks stops it, it is made once more with those held.
func (n *Night) build(ctx context.Context, path string, receipts []home.Receipt, in inputs, earlier *home.Manifest) (content load.Content, err error) {
	if n.review.Stamp.Frozen, err = n.frozen(ctx, in.Closings); err != nil {
		return content, err
	}
	return n.makes.make(ctx, n, path, receipts, in, earlier)
}

func (n *Night) buildOnce(ctx context.Context, path string, receipts []home.Receipt, in inputs, earlier *home.Manifest, held map[int64]review.Trouble) (content load.Content, err error) {
	judgeable := slices.DeleteFunc(slices.Clone(receipts), func(r home.Receipt) bool { _, is := held[r.ID]; return is })
	known, err := n.recall(ctx, path, judgeable, in, earlier)
	if err != nil {
		return content, err
	}
	run := n.review.Stamp
	run.Sources = known.sources
	var all, unread []review.Workbook
	for _, receipt := range receipts {
		all = append(all, n.archived(receipt))
		if _, carried := known.readings[receipt.ID]; !carried {
			unread = append(unread, all[len(all)-1])
		}
	}
	run.Periods = review.PeriodsOf(run.Periods, all)
	base, err := n.begin(path, run)
	if err != nil {
		return content, err
	}
	defer base.Close() // a second Close after the one below does nothing

	n.Log.Info().Int("read", len(unread)).Int("carried", len(known.readings)).Msg("reading")
	read, err := n.review.ReadAll(ctx, review.MarkHeld(unread, held), base)
	if err != nil {
		return content, err
	}
	n.Log.Info().Msg("staged")
	n.review.Progress("审核", 0, 0)
	judged, err := n.review.Judge(ctx, base, known.merge(receipts, read))
	if err != nil {
		return content, err
	}
	n.Log.Info().Int("findings", len(judged.Findings)).Int("held", len(judged.Held)).Msg("judged")
	if err := n.keepTroubles(receipts, judged.Held); err != nil {
		return content, err
	}
	if err := ctx.Err(); err != nil {
		return content, err
	}
	n.review.Progress("汇总", 0, 0)
	if err := base.Finish(judged.Findings); err != nil {
		return content, fmt.Errorf("finish database: %w", err)
	}
	counts := base.Counts()
	if err := base.Close(); err != nil {
		return content, fmt.Errorf("close database: %w", err)
	}
	n.Log.Info().Msg("built")
	content, err = proven(ctx, path, counts, run.Frozen)
	if err != nil {
		return content, err
	}
	n.Log.Info().Str("content", content.Digest).Msg("checked")
	return content, nil
}

// begin starts a build on a copy of the empty database, which is made once for
// rules and program.
func (n *Night) begin(path string, run load.Run) (*load.Build, error) {
	rules := n.review.Rules
	if len(rules.Marts) == 0 { // rules of an earlier day, without what nobody reads: for this once
		return load.ToJudge(path, rules, run)
	}
	key := digestOf([]byte(rules.Fingerprint + " " + programDigest()))
	if err := n.home.Cached(key, path, func(path string) error { return load.Empty(path, rules) }); err != nil {
		return nil, err
	}
	return load.Continue(path, rules, run)
}

// proven opens a finished database as its readers will: every table must hold
// what was loaded, every view must answer, and signed periods must show as they were
// signed. It names the content.
func proven(ctx context.Context, path string, counts map[string]int64, frozen []load.Frozen) (content load.Content, err error) {
	db, err := load.Open(path)
	if err != nil {
		return content, fmt.Errorf("check database before publishing: %w", err)
	}
	defer db.Close()
	marts, err := db.Prove(ctx, counts)
	if err != nil {
		return content, fmt.Errorf("check database before publishing: %w", err)
	}
	if err := asSigned(ctx, database{db}, frozen); err != nil {
		return content, err
	}
	if content, err = db.Content(ctx); err == nil {
		maps.Copy(content.Tables, marts)
	}
	return content, err
}
