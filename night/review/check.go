package review

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"hengji"
	"hengji/ingest"
	"hengji/load"
)

// OnDisk makes workbooks of those files that can be had, which it names; missing says
// why others cannot.
func (v *Reviewer) OnDisk(files []string) (workbooks []Workbook, found []string, missing error) {
	for _, file := range files {
		w, err := v.onDisk(int64(len(workbooks)+1), file)
		if err != nil {
			missing = errors.Join(missing, err)
			continue
		}
		workbooks, found = append(workbooks, w), append(found, file)
	}
	return workbooks, found, missing
}

// onDisk makes a workbook of a file. Its folder may tell its region.
func (v *Reviewer) onDisk(id int64, file string) (Workbook, error) {
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return Workbook{}, fmt.Errorf("没有文件 %s", file)
	}
	if err != nil {
		return Workbook{}, fmt.Errorf("check %s: %w", file, err)
	}
	if !info.Mode().IsRegular() {
		return Workbook{}, fmt.Errorf("%s 不是普通文件", file)
	}
	whole, err := filepath.Abs(file)
	if err != nil {
		return Workbook{}, fmt.Errorf("check %s: %w", file, err)
	}
	var data []byte
	if info.Size() <= v.Reader.Limits.FileBytes {
		if data, err = os.ReadFile(file); err != nil {
			return Workbook{}, fmt.Errorf("check %s: %w", file, err)
		}
	}
	return v.Of(id, file, filepath.Base(filepath.Dir(whole)), info.Size(), data), nil
}

// Of makes a workbook of the bytes of a file, which need not be there where its size is
// beyond the limit. Its folder may tell its region.
func (v *Reviewer) Of(id int64, file, folder string, size int64, data []byte) Workbook {
	w := Workbook{
		ID: id, Period: v.Stamp.Period, File: path.Join(filepath.ToSlash(filepath.Dir(file)), hengji.Mask(filepath.Base(file))), Received: v.Stamp.StartedAt,
		Folder: folder,
	}
	if limit := v.Reader.Limits.FileBytes; size > limit {
		w.Open = func() (*hengji.Submission, error) { return nil, TooLarge(size, limit) }
		return w
	}
	sum := sha256.Sum256(data)
	w.SHA256, w.SelfChecked = hex.EncodeToString(sum[:]), ingest.SelfChecked(data, v.Reader.Limits)
	w.Open = func() (*hengji.Submission, error) { return v.Reader.Open(filepath.Base(file), data) }
	return w
}

// Prepare makes the database that the next Check of workbooks of its period begins with,
// while nobody waits.
func (v *Reviewer) Prepare() error {
	if err := v.Unprepare(); err != nil {
		return err
	}
	base, err := v.judging([]Workbook{{Period: v.Stamp.Period}})
	v.prepared = base
	return err
}

// Check reads and judges workbooks with a database in memory that is thrown away.
func (v *Reviewer) Check(ctx context.Context, workbooks []Workbook) (judged *Judgement, err error) {
	err = HoldWhatStops(func(held map[int64]Trouble) error {
		workbooks = MarkHeld(workbooks, held)
		if judged, err = v.once(ctx, workbooks); err != nil {
			return v.blame(ctx, slices.DeleteFunc(slices.Clone(workbooks), func(w Workbook) bool { return w.Trouble != nil }), err)
		}
		return nil
	})
	return judged, err
}

// judging is a database in memory to check workbooks with; nothing is printed from it.
// Rules over years have nothing to say of workbooks of one period.
func (v *Reviewer) judging(workbooks []Workbook) (*load.Build, error) {
	if base := v.prepared; base != nil && !slices.ContainsFunc(workbooks, func(w Workbook) bool { return w.Period != v.Stamp.Period }) {
		v.prepared = nil // of one use
		return base, nil
	}
	rules, stamp := *v.Rules, v.Stamp
	stamp.Periods = PeriodsOf(stamp.Periods, workbooks)
	if !slices.ContainsFunc(workbooks, func(w Workbook) bool { return w.Period != workbooks[0].Period }) {
		rules.Checks = slices.DeleteFunc(slices.Clone(rules.Checks), func(rule *hengji.Rule) bool { return rule.Scope == "history" })
	}
	return load.ToJudge("", &rules, stamp)
}

// Unprepare gives up what Prepare made.
func (v *Reviewer) Unprepare() error {
	base := v.prepared
	if v.prepared = nil; base == nil {
		return nil
	}
	return base.Close()
}

// PeriodsOf is a calendar with the periods of workbooks that it lacks.
func PeriodsOf(calendar []load.Period, workbooks []Workbook) []load.Period {
	calendar = slices.Clone(calendar)
	for _, w := range workbooks {
		if !slices.ContainsFunc(calendar, func(p load.Period) bool { return p.Period == w.Period }) {
			calendar = append(calendar, load.Period{Period: w.Period})
		}
	}
	return calendar
}

// Of picks the findings of one submission that its district would see.
func (j *Judgement) Of(submission int64) []hengji.Finding {
	var findings []hengji.Finding
	for _, f := range j.Findings {
		if f.Submission == submission && !f.Shadow {
			findings = append(findings, f)
		}
	}
	return findings
}
