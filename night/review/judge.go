package review

import (
	"context"
	"fmt"
	"slices"

	"hengji"
	"hengji/load"
)

// Judgement is what a night found: every finding in the order of the contract,
// and where each submission stands.
type Judgement struct {
	Findings  []hengji.Finding
	Standings []hengji.Standing
	Held      map[int64]Trouble // by submission: our own fault kept it from being judged
}

// Judge runs the rules in their three scopes. What one submission says decides its
// acceptance; what is seen over all accepted ones, of a period or of several, changes no
// state. The error is for
// HoldWhatStops.
func (v *Reviewer) Judge(ctx context.Context, base *load.Build, readings []Reading) (*Judgement, error) {
	findings, err := v.checkRead(base, readings)
	if err != nil {
		return nil, v.blame(ctx, workbooksOf(readings, false), err)
	}
	if err := base.Carry(); err != nil {
		return nil, err
	}
	judged, err := v.accept(base, readings, findings)
	if err != nil {
		return nil, v.blame(ctx, workbooksOf(readings, true), err)
	}
	return judged, nil
}

// workbooksOf are the workbooks of readings that are not held: those that were read
// anew, or all.
func workbooksOf(readings []Reading, carried bool) []Workbook {
	var workbooks []Workbook
	for _, r := range readings {
		if r.trouble == nil && (carried || !r.carried) {
			workbooks = append(workbooks, r.Workbook)
		}
	}
	return workbooks
}

// standing is where a reading stands before it is judged.
func (r *Reading) standing() hengji.Standing {
	return hengji.Standing{
		Submission: r.ID, Period: r.Period, RegionCode: r.region.Code, Region: r.region.Name,
		File: r.File, SHA256: r.SHA256, ReceivedAt: r.Received, Refused: r.refused, NilReport: r.nothing, Rules: r.rules, Mending: r.mending, SelfChecked: r.SelfChecked,
	}
}

// places finds for findings which reading they are about, and where its sheets lie.
func places(readings []Reading) (of func(*hengji.Finding) int, sheets func(int64, string) int) {
	at := map[int64]int{}
	for i := range readings {
		at[readings[i].ID] = i
	}
	return func(f *hengji.Finding) int { return at[f.Submission] },
		func(submission int64, sheet string) int { return readings[at[submission]].sheetIndex(sheet) }
}

// accept decides from the findings of single submissions which of them count, and
// looks over all that do.
func (v *Reviewer) accept(base *load.Build, readings []Reading, findings []hengji.Finding) (_ *Judgement, err error) {
	defer hengji.Catch(&err)
	of, sheets := places(readings)
	standings := make([]hengji.Standing, len(readings))
	for i := range readings {
		standings[i] = readings[i].standing()
	}
	for i := range readings {
		if readings[i].carried {
			findings = append(findings, readings[i].Findings...)
		}
	}
	bySubmission := make([][]hengji.Finding, len(readings))
	for i, list := range settled(readings, findings) {
		for _, f := range list {
			release(f, v.Stamp.Waivers)
			bySubmission[i] = append(bySubmission[i], *f)
		}
	}
	for i := range standings {
		if readings[i].trouble != nil {
			standings[i].State = hengji.Held
			continue
		}
		hengji.Reach("accept", readings[i].File)
		standings[i].State = hengji.Decide(bySubmission[i], readings[i].nothing)
	}
	v.Rank(standings, func(i int) string { return readings[i].Folder })
	if err := base.Submissions(standings); err != nil {
		return nil, fmt.Errorf("load submissions: %w", err)
	}
	if v.Kept { // workbooks by themselves have no versions
		if err := base.Resubmissions(); err != nil {
			return nil, err
		}
	}
	over, err := base.Check("period")
	if err != nil {
		return nil, fmt.Errorf("check period: %w", err)
	}
	if slices.ContainsFunc(standings, func(s hengji.Standing) bool { return s.Period != standings[0].Period }) {
		years, err := base.Check("history")
		if err != nil {
			return nil, fmt.Errorf("check history: %w", err)
		}
		over = append(over, years...)
	}
	over, _ = load.Yield(over, v.Rules)
	findings = append(findings, over...)
	for i := range findings {
		v.address(&findings[i], standings[of(&findings[i])])
	}
	hengji.SortFindings(findings, sheets)
	var remarks []hengji.Finding
	for i, list := range settled(readings, findings) {
		for _, f := range v.explanationsWithoutEffect(&readings[i], list) {
			f.Submission = readings[i].ID
			v.address(&f, standings[i])
			remarks = append(remarks, f)
		}
		if err := base.Explain(readings[i].ID, readings[i].Explanations); err != nil {
			return nil, err
		}
	}
	if remarks != nil {
		findings = append(findings, remarks...)
		hengji.SortFindings(findings, sheets)
	}
	load.Cause(findings, v.Rules)
	if len(v.Stamp.Frozen) > 0 {
		findings = v.signedFindings(findings)
		hengji.SortFindings(findings, sheets)
	}
	return &Judgement{Findings: findings, Standings: standings, Held: heldOf(readings)}, nil
}

// checkRead judges what was read anew: the database holds nothing else yet. What
// districts explained is settled before their submissions are judged.
func (v *Reviewer) checkRead(base *load.Build, readings []Reading) (_ []hengji.Finding, err error) {
	defer hengji.Catch(&err)
	of, sheets := places(readings)
	var findings []hengji.Finding
	var fresh []hengji.Standing
	for _, r := range readings {
		if r.carried || r.trouble != nil { // no check sees what is held
			continue
		}
		hengji.Reach("judge", r.File)
		fresh = append(fresh, r.standing())
		for _, f := range r.Findings {
			f.Submission = r.ID
			findings = append(findings, f)
		}
	}
	if err := base.Submissions(fresh); err != nil {
		return nil, fmt.Errorf("load submissions: %w", err)
	}
	checked, err := base.Check("submission")
	if err != nil {
		return nil, fmt.Errorf("check submissions: %w", err)
	}
	findings, left := load.Yield(append(findings, checked...), v.Rules)
	for _, list := range [][]hengji.Finding{findings, left} {
		for i := range list {
			v.address(&list[i], readings[of(&list[i])].standing())
		}
	}
	hengji.SortFindings(findings, sheets)
	single := findings
	findings = load.Statements(findings, v.Rules)
	hengji.SortFindings(findings, sheets) // gives the fingerprints that explanations name
	for i, list := range settled(readings, findings) {
		for _, f := range v.repeatedExplanations(&readings[i], list) {
			f.Submission = readings[i].ID
			v.address(&f, readings[i].standing())
			findings = append(findings, f)
		}
	}
	remaining, err := v.mend(base, readings, findings, single, left)
	if err != nil {
		return nil, err
	}
	if remaining != nil {
		findings = append(findings, remaining...)
		hengji.SortFindings(findings, sheets)
	}
	return findings, nil
}

// settled gives the findings of each reading, with what its district explained.
func settled(readings []Reading, findings []hengji.Finding) [][]*hengji.Finding {
	of, _ := places(readings)
	lists := make([][]*hengji.Finding, len(readings))
	for i := range findings {
		at := of(&findings[i])
		lists[at] = append(lists[at], &findings[i])
	}
	for i := range readings {
		readings[i].matchExplanations(lists[i])
		for _, f := range lists[i] {
			readings[i].settle(f)
		}
	}
	return lists
}

// Rank numbers the versions of submissions that were decided, in order of receipt, and says
// which of them count (docs/decisions/0012). folder is that in which the i-th of them lay.
func (v *Reviewer) Rank(standings []hengji.Standing, folder func(i int) string) {
	number(standings)
	v.uncounted(standings)
	rank(standings)
	v.settled(standings, folder)
	v.signed(standings)
}

// reporter is a region in a period.
type reporter struct{ period, region string }

// number counts the versions of each region and period in order of receipt.
func number(standings []hengji.Standing) {
	versions := map[reporter]int{}
	for i := range standings {
		s := &standings[i]
		s.Version = 1 // nobody's stand alone
		if who := (reporter{s.Period, s.RegionCode}); s.RegionCode != "" {
			versions[who]++
			s.Version = versions[who]
		}
	}
}

// rank finds each region's latest version and its effective one: the latest that
// is not returned. A bad resubmission so never removes a good earlier one. What
// was withdrawn or came too late is neither.
func rank(standings []hengji.Standing) {
	latest, effective := map[reporter]int{}, map[reporter]int{}
	for i := range standings {
		s := &standings[i]
		who := reporter{s.Period, s.RegionCode}
		if s.State == hengji.Withdrawn || s.State == hengji.Closed {
			continue
		}
		if s.RegionCode == "" { // nobody's: each stands alone, and none in the tables
			s.Latest = true
			if s.State != hengji.Held {
				s.State = hengji.Returned
			}
			continue
		}
		latest[who] = i
		if s.State.Counted() {
			effective[who] = i
		}
	}
	for _, i := range latest {
		standings[i].Latest = true
	}
	for _, i := range effective {
		standings[i].Effective = true
	}
}

// address writes on a finding whose workbook it is about.
func (v *Reviewer) address(f *hengji.Finding, s hengji.Standing) {
	f.Run, f.Period, f.RegionCode, f.Region = v.Stamp.ID, s.Period, s.RegionCode, s.Region
	f.File, f.SHA256 = s.File, s.SHA256
}

// release settles a 准强制性 finding that the bureau has released.
func release(f *hengji.Finding, waivers []hengji.Waiver) {
	if f.Severity != hengji.Approval {
		return
	}
	for _, w := range waivers {
		if w.Fingerprint == f.Fingerprint {
			f.State = "waived"
		}
	}
}
