package night

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"hengji"
	"hengji/home"
	"hengji/ingest"
	"hengji/load"
	"hengji/night/review"
	"hengji/schema"
)

// inputs is everything that a database is made from besides the bytes of files
// and rules, which it names by their digests. While it stays the same there is
// nothing to publish; archived with every publication, it can be replayed.
type inputs struct {
	Program     string              `json:"program"`
	Source      string              `json:"source"` // digest of the program's text
	Rules       string              `json:"rules"`
	Period      string              `json:"period"`
	Periods     []load.Period       `json:"periods"`
	Limits      ingest.Limits       `json:"limits"`
	Convert     bool                `json:"convert"`
	Day         string              `json:"day"` // where days late grow by it
	Waivers     []hengji.Waiver     `json:"waivers"`
	Withdrawals []review.Withdrawal `json:"withdrawals"`
	Receipts    int                 `json:"receipts"`  // the first so many of the ledger
	Received    string              `json:"received"`  // digest of them
	JudgedBy    map[int64]string    `json:"judged_by"` // rules of submissions that others than Rules judged
	Closings    []closing           `json:"closings,omitempty"`
}

// programDigest distinguishes programs; a test is another one.
var programDigest = hengji.ProgramDigest

func (i inputs) text() []byte {
	text, err := json.MarshalIndent(i, "", "  ")
	if err != nil { // texts, numbers and flags alone
		panic(err)
	}
	return append(text, '\n')
}

func (i inputs) digest() string { return digestOf(i.text()) }

func digestOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// inputs gathers what the next database would be made from. The day belongs to it
// only where there is a deadline and somebody is missing, who grows later by it.
func (n *Night) inputs(ledger *home.Ledger, receipts []home.Receipt) (inputs, error) {
	signed, err := closings(ledger)
	if err != nil {
		return inputs{}, err
	}
	judgedBy, err := n.judgedBy(ledger, receipts, signed)
	if err != nil {
		return inputs{}, err
	}
	handedIn := map[string]bool{}
	for _, r := range receipts {
		if r.Period == n.settings.Period {
			if code, ok := n.review.Region(r.Period, r.Folder); ok {
				handedIn[code.Code] = true
			}
		}
	}
	day := ""
	for _, region := range n.settings.reporters(n.review.Rules) {
		if n.settings.due() != "" && !handedIn[region.Code] {
			day = n.settings.Now.Format("2006-01-02")
		}
	}
	received, err := json.Marshal(receipts)
	return inputs{
		Program: hengji.Version, Source: programDigest(), Rules: n.review.Rules.Fingerprint, Period: n.settings.Period, Periods: n.settings.Periods,
		Limits: n.settings.Limits, Convert: n.settings.Convert, Day: day, Waivers: n.review.Stamp.Waivers, Withdrawals: n.review.Withdrawals,
		Receipts: len(receipts), Received: digestOf(received), JudgedBy: judgedBy, Closings: signed,
	}, err
}

// reading is a digest of what decides, besides its bytes and the rules, how a file
// is read and its rows are kept.
func (n *Night) reading() string {
	text, err := json.Marshal([]any{programDigest(), n.settings.Limits, n.settings.Convert, load.Shape(n.review.Rules)})
	if err != nil {
		panic(err)
	}
	return digestOf(text)
}

// judgedBy says which submissions are judged by other rules than those of today:
// a changed rule judges what arrives later, and `run --rejudge` everything. Where
// the rules of that time keep rows in another way, or were not archived yet, the
// submission is judged anew. What was signed stays with its rules.
func (n *Night) judgedBy(ledger *home.Ledger, receipts []home.Receipt, signed []closing) (map[int64]string, error) {
	decided := map[int64]string{}
	for _, entry := range ledger.Entries {
		if entry.Kind == "decision" {
			var d decision
			if err := json.Unmarshal(entry.Data, &d); err != nil {
				return nil, fmt.Errorf("read decision %d of ledger: %w", entry.Seq, err)
			}
			decided[d.Submission] = d.Rules
			if d.State == hengji.Held { // by no rules yet
				delete(decided, d.Submission)
			}
		}
	}
	judgedBy := map[int64]string{}
	shapes := map[string]string{n.review.Rules.Fingerprint: load.Shape(n.review.Rules)}
	for _, receipt := range receipts {
		by := decided[receipt.ID]
		if by == "" || by == n.review.Rules.Fingerprint || n.settings.Rejudge && !coversAny(signed, receipt) {
			continue
		}
		if _, known := shapes[by]; !known {
			rules, _, err := n.archivedRules(by)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
			shapes[by] = ""
			if err == nil {
				shapes[by] = load.Shape(rules)
			}
		}
		if shapes[by] == shapes[n.review.Rules.Fingerprint] {
			judgedBy[receipt.ID] = by
		}
	}
	return judgedBy, nil
}

// coversAny tells whether a receipt belongs to a signed period.
func coversAny(signed []closing, receipt home.Receipt) bool {
	return slices.ContainsFunc(signed, func(c closing) bool { return c.Period == receipt.Period && receipt.ID <= int64(c.Receipts) })
}

// archivedRules reads the rules of an earlier publication.
func (n *Night) archivedRules(fingerprint string) (*hengji.Rules, map[string][]byte, error) {
	files, err := n.home.Rules(fingerprint)
	if err != nil {
		return nil, nil, err
	}
	if err := sameRules(fingerprint, files); err != nil {
		return nil, nil, err
	}
	rules, err := n.makes.readRules(files)
	if err != nil {
		return nil, nil, fmt.Errorf("read archived rules %s: %w", fingerprint, err)
	}
	bytes, err := schema.Files(files)
	return rules, bytes, err
}

// sameRules proves that archived rule files are those of the fingerprint.
func sameRules(fingerprint string, files fs.FS) error {
	bytes, err := schema.Files(files)
	if err != nil {
		return fmt.Errorf("read archived rules %s: %w", fingerprint, err)
	}
	if schema.Fingerprint(bytes) != fingerprint {
		return fmt.Errorf("read archived rules %s: their fingerprint is another", fingerprint)
	}
	return nil
}

// replay reads what a publication was made from.
func (n *Night) replay(manifest home.Manifest) (in inputs, err error) {
	text, err := n.home.Inputs(manifest.Inputs)
	if err != nil {
		return in, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&in); err != nil {
		return in, fmt.Errorf("read archived inputs %s: %w", manifest.Inputs, err)
	}
	return in, nil
}
