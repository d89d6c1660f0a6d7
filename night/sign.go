package night

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"hengji"
	"hengji/home"
)

// closing is a ledger entry: a period was signed (审定) and is locked (锁定) as the
// publication shows it.
type closing struct {
	Period     string    `json:"period"`
	SignedAt   time.Time `json:"signed_at"`
	Who        string    `json:"who,omitempty"`
	Generation int       `json:"generation"` // that was signed
	Receipts   int       `json:"receipts"`   // the first so many of the ledger came before
	Tables     string    `json:"tables"`     // digest of what the marts show
	Content    string    `json:"content"`    // SHA-256 of all that was kept, the name in closed/
	// What is printed, and the SHA-256 of every export by its name: a file that comes back
	// is known by them. Lines of earlier versions have neither.
	Code    string            `json:"code,omitempty"`
	Exports map[string]string `json:"exports,omitempty"`
}

// reopening is a ledger entry: a signed period is open again.
type reopening struct {
	Period  string `json:"period"`
	Who     string `json:"who,omitempty"`
	Why     string `json:"why"`
	Content string `json:"content"` // that was in force until now
}

// closings are the periods that are signed by the ledger, in order.
func closings(ledger *home.Ledger) ([]closing, error) {
	var signed []closing
	for _, entry := range ledger.Entries {
		if entry.Kind != "closing" && entry.Kind != "reopening" {
			continue
		}
		var c closing
		if err := json.Unmarshal(entry.Data, &c); err != nil {
			return nil, fmt.Errorf("read %s %d of ledger: %w", entry.Kind, entry.Seq, err)
		}
		signed = slices.DeleteFunc(signed, func(other closing) bool { return other.Period == c.Period })
		if entry.Kind == "closing" {
			signed = append(signed, c)
		}
	}
	slices.SortFunc(signed, func(a, b closing) int { return strings.Compare(a.Period, b.Period) })
	return signed, nil
}

// SignPeriod signs the run's period as the published database shows it: its tables, its
// exports, where its submissions stand and what was found in them stay. What comes later
// is answered and not counted. A period that cannot be signed is a hengji.UsageError.
func (n *Night) SignPeriod(ctx context.Context, who string) (*Outcome, error) {
	return n.decidePeriod(ctx, func(ledger *home.Ledger, receipts []home.Receipt, published *home.Manifest, signed []closing) error {
		period := n.settings.Period
		if at := slices.IndexFunc(signed, func(c closing) bool { return c.Period == period }); at >= 0 {
			return hengji.UsageError{Err: fmt.Errorf("报告期 %s 已于 %s 锁定；要改动先 hengji reopen", period, beijing(signed[at].SignedAt))}
		}
		in, err := n.replay(*published)
		if err != nil {
			return err
		}
		if in.Receipts != len(receipts) {
			return hengji.UsageError{Err: fmt.Errorf("收到的报送还没有都计入生效的数据库：请先运行 hengji run")}
		}
		file := n.home.Path("generations", published.File)
		db, err := n.makes.open(file)
		if err != nil {
			return err
		}
		defer db.Close()
		if err := db.ReadPeriod(ctx, period); err != nil {
			return err
		}
		c := closing{Period: period, SignedAt: n.settings.Now.UTC(), Who: who, Generation: published.Generation, Receipts: len(receipts)}
		if err := n.freeze(ctx, db, &Published{File: file, Rules: n.review.Rules, Evaluation: n.evaluation}, &c); err != nil {
			return err
		}
		return ledger.Append(n.settings.Now, "closing", c)
	})
}

// ReopenPeriod opens a signed period again; why is kept in the ledger.
func (n *Night) ReopenPeriod(ctx context.Context, who, why string) (*Outcome, error) {
	return n.decidePeriod(ctx, func(ledger *home.Ledger, _ []home.Receipt, _ *home.Manifest, signed []closing) error {
		for _, c := range signed {
			if c.Period == n.settings.Period {
				return ledger.Append(n.settings.Now, "reopening", reopening{c.Period, who, why, c.Content})
			}
		}
		return hengji.UsageError{Err: fmt.Errorf("报告期 %s 没有锁定", n.settings.Period)}
	})
}

// decidePeriod has a decision about a period booked, publishes by it and hands back.
func (n *Night) decidePeriod(ctx context.Context, decide func(*home.Ledger, []home.Receipt, *home.Manifest, []closing) error) (_ *Outcome, err error) {
	ledger, receipts, unlock, err := n.enter()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	published, damaged, err := n.inForce(ledger)
	if err != nil {
		return nil, err
	}
	if published == nil || len(damaged) > 0 {
		return nil, hengji.UsageError{Err: errors.New("没有完好的、生效的数据库：请先运行 hengji run")}
	}
	signed, err := closings(ledger)
	if err != nil {
		return nil, err
	}
	if err := decide(ledger, receipts, published, signed); err != nil {
		return nil, err
	}
	in, err := n.inputs(ledger, receipts)
	if err != nil {
		return nil, err
	}
	if published, err = n.publish(ctx, ledger, receipts, in, published); err != nil {
		return nil, err
	}
	m := &Outcome{Changed: true, Published: *published}
	m.received(home.Arrivals{})
	return m, n.handBack(ctx, ledger, receipts, m)
}

// beijing is a moment as people read it.
func beijing(at time.Time) string { return at.In(hengji.Beijing).Format("2006-01-02 15:04") }
