package report

import (
	"strings"

	"hengji"
)

// company is what the findings of one submission say of each other: which of them another
// brought about, and which cells must themselves be mended. Every printer asks it what may
// be proposed.
type company struct {
	prints  map[string]*hengji.Finding
	must    musts
	accused map[string][]*hengji.Finding // cell → the open blocking findings on it
}

func companyOf(findings []hengji.Finding) company {
	c := company{prints: map[string]*hengji.Finding{}, must: Return{Findings: findings}.musts(), accused: map[string][]*hengji.Finding{}}
	for i := range findings {
		f := &findings[i]
		if !f.Shadow {
			c.prints[f.Fingerprint] = f
		}
		if f.Severity != hengji.Blocking || !f.Open() {
			continue
		}
		for _, one := range f.Singly() {
			at := bareAddress(one.Sheet + "!" + one.Cell)
			c.accused[at] = append(c.accused[at], f)
		}
	}
	return c
}

// root is the finding of another rule that brought one about; nil for none. Findings of one
// rule are brothers: one mistake, and none of them goes with another.
func (c company) root(f *hengji.Finding) *hengji.Finding {
	if root := c.prints[f.Cause]; root != nil && f.Cause != "" && f.Cause != f.Fingerprint && root.Rule != f.Rule {
		return root
	}
	return nil
}

// sound is a finding as it is shown: without 应为 and 建议 where another finding brought it
// about, or where they were calculated from a cell that must itself be mended for another
// reason. 相差 stays: it is of the values as they stand.
func (c company) sound(f *hengji.Finding) *hengji.Finding {
	if f.Want == "" && f.Suggestion == "" || c.root(f) == nil && !c.doubtful(f) {
		return f
	}
	bare := *f
	bare.Want, bare.Suggestion = "", ""
	bare.Cells = make([]hengji.FindingCell, len(f.Cells))
	for i, cell := range f.Cells {
		cell.Want, cell.Suggestion = "", ""
		bare.Cells[i] = cell
	}
	return &bare
}

// doubtful reports whether what should stand in a cell was calculated from one that another
// finding accuses. The other cells of a statement are its own.
func (c company) doubtful(f *hengji.Finding) bool {
	if len(f.Cells) > 0 || f.Want == "" {
		return false
	}
	own := bareAddress(f.Sheet + "!" + f.Cell)
	for _, cell := range f.Related {
		at := bareAddress(cell)
		if at == own {
			continue
		}
		for _, other := range c.accused[at] {
			if other.Fingerprint != f.Fingerprint && (other.Cause == "" || other.Cause != f.Fingerprint) {
				return true
			}
		}
	}
	return false
}

// bareAddress is sheet and cell without the quotes of a reference.
func bareAddress(cell string) string { return strings.ReplaceAll(cell, "'", "") }
