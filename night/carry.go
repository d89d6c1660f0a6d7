package night

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/night/review"
)

// recalled is what need not be read again: readings by submission, and the
// databases that hold their rows.
type recalled struct {
	readings map[int64]review.Reading
	sources  []load.Source
}

// recall finds what an earlier database holds of the received files: what was read
// from the same bytes, by the same rules, by the same program. Files that rules of
// an earlier day judge, and that are not found there, are read by those rules into
// a database aside.
func (n *Night) recall(ctx context.Context, path string, receipts []home.Receipt, in inputs, earlier *home.Manifest) (*recalled, error) {
	known := &recalled{readings: map[int64]review.Reading{}}
	if earlier != nil && earlier.Reading == n.reading() {
		if err := known.addFrom(ctx, n, n.home.Path("generations", earlier.File), receipts, in); err != nil {
			return nil, err
		}
	}
	apart := map[string][]home.Receipt{}
	for _, receipt := range receipts {
		if _, carried := known.readings[receipt.ID]; !carried && in.JudgedBy[receipt.ID] != "" {
			by := in.JudgedBy[receipt.ID]
			apart[by] = append(apart[by], receipt)
		}
	}
	for i, by := range slices.Sorted(maps.Keys(apart)) {
		rules, files, err := n.archivedRules(by)
		if err != nil {
			return nil, err
		}
		rules.Marts = nil // nobody reads them there
		rules.Checks = slices.DeleteFunc(rules.Checks, func(rule *hengji.Rule) bool { return rule.Scope != "submission" })
		aside := fmt.Sprintf("%s.aside-%d.duckdb", path, i)
		if _, err := n.by(rules, files).build(ctx, aside, apart[by], inputs{}, nil); err != nil {
			return nil, fmt.Errorf("read by the rules of %s: %w", by, err)
		}
		if err := known.addFrom(ctx, n, aside, apart[by], in); err != nil {
			return nil, err
		}
	}
	return known, nil
}

// by is the night with other rules.
func (n *Night) by(rules *hengji.Rules, files map[string][]byte) *Night {
	other := *n
	other.review, other.ruleFiles = n.review.By(rules), files
	return &other
}

// addFrom recalls the submissions that a database holds as they would be read now.
func (k *recalled) addFrom(ctx context.Context, n *Night, path string, receipts []home.Receipt, in inputs) error {
	db, err := load.Open(path)
	if err != nil {
		return err
	}
	defer db.Close()
	standings, err := db.Standings(ctx, "")
	if err != nil {
		return err
	}
	findings, err := db.Findings(ctx, "")
	if err != nil {
		return err
	}
	said, err := db.Explanations(ctx)
	if err != nil {
		return err
	}
	sheets, err := db.Sheets(ctx)
	if err != nil {
		return err
	}
	held := map[int64]hengji.Standing{}
	for _, s := range standings {
		held[s.Submission] = s
	}
	source := load.Source{Path: path}
	for _, receipt := range receipts {
		s, there := held[receipt.ID]
		if !there || s.State == hengji.Held || s.SHA256 != receipt.SHA256 || s.Period != receipt.Period || s.Rules != in.by(receipt.ID) {
			continue
		}
		source.Submissions = append(source.Submissions, receipt.ID)
		k.readings[receipt.ID] = review.Recalled(n.archived(receipt), s, said[receipt.ID], sheets[receipt.ID])
	}
	for _, f := range findings {
		r, there := k.readings[f.Submission]
		if !there || f.Scope != "submission" || !slices.Contains(source.Submissions, f.Submission) {
			continue
		}
		// What the bureau and other workbooks add to it is settled anew.
		f.State, f.Explanation, f.Cause = "open", "", ""
		r.Findings = append(r.Findings, f)
		k.readings[f.Submission] = r
	}
	k.sources = append(k.sources, source)
	return nil
}

// by is the fingerprint of the rules that judge a submission.
func (i inputs) by(submission int64) string {
	if by := i.JudgedBy[submission]; by != "" {
		return by
	}
	return i.Rules
}

// merge puts what was read and what was recalled in the order of receipts.
func (k *recalled) merge(receipts []home.Receipt, read []review.Reading) []review.Reading {
	all := make([]review.Reading, 0, len(receipts))
	for _, receipt := range receipts {
		if r, carried := k.readings[receipt.ID]; carried {
			all = append(all, r)
			continue
		}
		all = append(all, read[0])
		read = read[1:]
	}
	return all
}
