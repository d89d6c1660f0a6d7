package night

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"hengji"
	"hengji/home"
	"hengji/load"
)

// publish builds the next database from the archive and the rules, reads it as
// its readers will, and puts it in force. Whatever goes wrong, nothing is
// published, and what was published before stands.
func (n *Night) publish(ctx context.Context, ledger *home.Ledger, receipts []home.Receipt, in inputs, earlier *home.Manifest) (_ *home.Manifest, err error) {
	last, err := lastPublication(ledger)
	if err != nil {
		return nil, err
	}
	staging, generation, err := n.home.Staging(last.Generation)
	if err != nil {
		return nil, err
	}
	defer func() { // a full disk needs the room
		if tidy := n.home.Tidy(); tidy != nil {
			n.Log.Warn().Err(tidy).Msg("left in the making")
		}
	}()
	content, err := n.build(ctx, staging, receipts, in, earlier)
	if err != nil {
		return nil, err
	}
	if earlier != nil && earlier.Held > 0 && earlier.Generation == last.Generation && earlier.Inputs == in.digest() && earlier.Content == content.Digest && n.held == earlier.Held {
		return earlier, nil // what was held is held again
	}
	return n.putInForce(ctx, ledger, staging, generation, in, content)
}

// putInForce puts a finished database in force, with what it can be made from again.
func (n *Night) putInForce(ctx context.Context, ledger *home.Ledger, staging string, generation int, in inputs, content load.Content) (*home.Manifest, error) {
	n.review.Progress("发布", 0, 0)
	if err := n.home.KeepRules(n.review.Rules.Fingerprint, n.ruleFiles); err != nil {
		return nil, err
	}
	digest, err := n.home.KeepInputs(in.text())
	if err != nil {
		return nil, err
	}
	tables, err := plainJSON(content.Tables)
	if err != nil {
		return nil, err
	}
	kept, err := n.home.KeepInputs(tables)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil { // from here on it is one step
		return nil, err
	}
	manifest, err := n.home.Publish(staging, home.Manifest{
		Generation: generation, Run: n.ID, Published: n.settings.Now.UTC(), Inputs: digest, Rules: n.review.Rules.Fingerprint, Reading: n.reading(), Content: content.Digest, Tables: kept, Held: n.held, Ledger: ledger.Head(),
	})
	if err != nil {
		return nil, err
	}
	n.Log.Info().Int("generation", generation).Str("content", content.Digest).Msg("published")
	return &manifest, nil
}

// lastPublication is the newest publication that the ledger tells of; zero where
// there is none.
func lastPublication(ledger *home.Ledger) (last home.Manifest, err error) {
	all, err := publications(ledger)
	if len(all) > 0 {
		last = all[len(all)-1].Manifest
	}
	return last, err
}

// decision is a ledger entry: what was decided of a submission, by which rules.
type decision struct {
	Run        string       `json:"run"`
	Submission int64        `json:"submission"`
	Period     string       `json:"period"`
	RegionCode string       `json:"region_code"`
	Version    int          `json:"version"`
	State      hengji.State `json:"state"`
	Latest     bool         `json:"latest"`
	Effective  bool         `json:"effective"`
	Rules      string       `json:"rules"`
}

// book writes what was decided and published into the ledger. It is told from the
// published database, so that a run that ended between the two is made good by
// the next. Decisions that stand as they stood are not written again.
func (n *Night) book(ctx context.Context, ledger *home.Ledger, db product, manifest home.Manifest) error {
	published, err := lastPublication(ledger)
	if err != nil || published.Generation == manifest.Generation && published.SHA256 == manifest.SHA256 {
		return err
	}
	if err := errors.Join(bookChanged(ledger, n.clock, "waivers", n.review.Stamp.Waivers), bookChanged(ledger, n.clock, "withdrawals", n.review.Withdrawals)); err != nil {
		return err
	}
	last := map[int64]decision{}
	for _, entry := range ledger.Entries {
		if entry.Kind == "decision" {
			var d decision
			if err := json.Unmarshal(entry.Data, &d); err != nil {
				return fmt.Errorf("read decision %d of ledger: %w", entry.Seq, err)
			}
			last[d.Submission] = d
		}
	}
	standings, err := db.Standings(ctx, "")
	if err != nil {
		return err
	}
	var fresh []any
	for _, s := range standings {
		d := decision{manifest.Run, s.Submission, s.Period, s.RegionCode, s.Version, s.State, s.Latest, s.Effective, s.Rules}
		before := last[s.Submission]
		before.Run = manifest.Run
		if before != d {
			fresh = append(fresh, d)
		}
	}
	if err := ledger.Append(n.clock, "decision", fresh...); err != nil {
		return err
	}
	return ledger.Append(n.clock, "publication", manifest)
}
