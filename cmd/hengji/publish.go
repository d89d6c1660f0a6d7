package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"hengji"
	"hengji/home"
	"hengji/load"
)

// publish builds the next database from the archive and the rules, and puts it
// in force.
func (n *night) publish(ctx context.Context, ledger *home.Ledger, receipts []home.Receipt, inputs string) (*home.Manifest, error) {
	staging, generation, err := n.home.Staging()
	if err != nil {
		return nil, err
	}
	base, err := load.Create(staging, n.rules, n.loadRun())
	if err != nil {
		return nil, err
	}
	defer base.Close() // a second Close after the one below does nothing

	workbooks := make([]workbook, len(receipts))
	for i, receipt := range receipts {
		workbooks[i] = n.archived(receipt)
	}
	readings, err := n.readAll(ctx, workbooks, base)
	if err != nil {
		return nil, err
	}
	judged, err := n.judge(base, readings)
	if err != nil {
		return nil, err
	}
	if err := base.Finish(judged.findings); err != nil {
		return nil, fmt.Errorf("finish database: %w", err)
	}
	if err := base.Close(); err != nil {
		return nil, fmt.Errorf("close database: %w", err)
	}
	content, err := digest(ctx, staging)
	if err != nil {
		return nil, err
	}
	manifest, err := n.home.Publish(staging, home.Manifest{
		Generation: generation, Run: n.id, Published: n.now.UTC(), Inputs: inputs, Content: content,
	})
	if err != nil {
		return nil, err
	}
	n.log.Info().Int("generation", generation).Str("content", content).Msg("published")
	return &manifest, n.book(ledger, judged, manifest)
}

// inputs is the digest of everything that the next database would be made from.
// While it stays the same there is nothing to publish. The day belongs to it
// only where there is a deadline and somebody is missing, who grows later by it.
func (n *night) inputs(receipts []home.Receipt) string {
	heard := map[string]bool{}
	for _, r := range receipts {
		if r.Period == n.settings.Period {
			if code, ok := n.region(r.Folder); ok {
				heard[code.Code] = true
			}
		}
	}
	day := ""
	for _, region := range n.rules.Regions(false) {
		if n.due() != "" && !heard[region.Code] {
			day = n.now.Format("2006-01-02")
		}
	}
	hash := sha256.New()
	// Encoding these cannot fail: they hold texts, numbers and times alone.
	_ = json.NewEncoder(hash).Encode([]any{version, n.rules.Fingerprint, n.settings.Period, n.settings.Periods, n.settings.Limits, n.settings.Convert, day, n.waivers, receipts})
	return hex.EncodeToString(hash.Sum(nil))
}

func (n *night) loadRun() load.Run {
	return load.Run{
		ID: n.id, Period: n.settings.Period, StartedAt: n.now, Program: "hengji " + version,
		RulesFingerprint: n.rules.Fingerprint, Periods: n.settings.Periods, Waivers: n.waivers,
	}
}

// digest opens the finished database as a reader will, and sums up its content.
func digest(ctx context.Context, path string) (string, error) {
	db, err := load.Open(path)
	if err != nil {
		return "", fmt.Errorf("open database for checking: %w", err)
	}
	defer db.Close()
	return db.Digest(ctx)
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

// book writes the night's decisions and the publication into the ledger.
// Decisions that stand as they stood are not written again.
func (n *night) book(ledger *home.Ledger, judged *judgement, manifest home.Manifest) error {
	if err := n.bookWaivers(ledger); err != nil {
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
	var fresh []any
	for _, s := range judged.standings {
		d := decision{n.id, s.Submission, s.Period, s.RegionCode, s.Version, s.State, s.Latest, s.Effective, n.rules.Fingerprint}
		before := last[s.Submission]
		before.Run = n.id
		if before != d {
			fresh = append(fresh, d)
		}
	}
	if err := ledger.Append(n.now, "decision", fresh...); err != nil {
		return err
	}
	return ledger.Append(n.now, "publication", manifest)
}
