package review

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"hengji"
	"hengji/load"
	"hengji/transform"
)

// Workbook is a file to be read, wherever it lies. Opening gives the submission
// or a *hengji.Refusal.
type Workbook struct {
	ID       int64 // of the submission
	Period   string
	File     string // path below the inbox
	Folder   string // the first part of it, which may tell the region
	SHA256   string
	Received time.Time
	Open     func() (*hengji.Submission, error)
	Trouble  *Trouble // of ours, known before: it is held and not opened

	SelfChecked string // when and by what the district checked it itself, "" is not told
}

// Reading is what became of one workbook.
type Reading struct {
	Workbook
	region  hengji.Code   // zero where it cannot be told
	nothing bool          // 零报告: says that there were no projects
	refused hengji.RuleID // rule that ended the reading
	trouble *Trouble      // of ours, that ended it
	transform.Result

	carried bool     // not read, but recalled from an earlier database
	rules   string   // fingerprint of the rules that judge it
	sheets  []string // in the order of the workbook, where it was recalled
	// The texts of Explanations by finding: "fingerprint=digest", and "fingerprint=" for
	// whatever values.
	explained map[string]string
	mending   string // the fewest cells to change

	rowRegions regionCount
}

// Recalled is a reading that an earlier database holds, with its findings to be added.
func Recalled(w Workbook, s hengji.Standing, explanations []hengji.Explanation, sheets []string) Reading {
	return Reading{
		Workbook: w, Result: transform.Result{Explanations: explanations}, region: hengji.Code{Code: s.RegionCode, Name: s.Region}, nothing: s.NilReport, refused: s.Refused,
		carried: true, rules: s.Rules, sheets: sheets, mending: s.Mending,
	}
}

// sheetIndex is the place of a sheet in the workbook.
func (r *Reading) sheetIndex(sheet string) int {
	if !r.carried {
		return r.SheetIndex(sheet)
	}
	if i := slices.Index(r.sheets, sheet); i >= 0 {
		return i
	}
	return len(r.sheets)
}

func refusal(rule hengji.RuleID, got, want string) *hengji.Refusal {
	return &hengji.Refusal{Remark: hengji.Remark{Rule: rule, Got: got, Want: want}}
}

// TooLarge reports a workbook that is, and of which nothing is read.
func TooLarge(size, limit int64) *hengji.Refusal {
	return refusal(hengji.RuleFileLimit, megabytes(size), megabytes(limit))
}

func megabytes(bytes int64) string { return fmt.Sprintf("%d MB", (bytes+1<<20-1)>>20) }

// ReadAll reads the workbooks, one a worker, and stages their records. It is the
// one place with concurrency: workers send batches to this goroutine, which
// alone talks to the database. Readings come back in the order of workbooks.
// The error is for HoldWhatStops.
func (v *Reviewer) ReadAll(ctx context.Context, workbooks []Workbook, base *load.Build) ([]Reading, error) {
	readings, err := v.readAll(ctx, workbooks, base)
	if err != nil {
		return nil, v.blame(ctx, workbooks, err)
	}
	return readings, nil
}

func (v *Reviewer) readAll(ctx context.Context, workbooks []Workbook, base *load.Build) ([]Reading, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	jobs := max(min(v.Jobs, len(workbooks)), 1)
	// Two batches a worker keep both sides busy; the pool bounds the memory.
	pool := transform.NewPool(2*jobs + 2)
	batches := make(chan *hengji.Batch)
	readings := make([]Reading, len(workbooks))
	next := make(chan int)

	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			for i := range next {
				var err error
				if readings[i], err = v.read(ctx, workbooks[i], pool, batches); err != nil {
					cancel(fmt.Errorf("read %s: %w", workbooks[i].File, err))
				}
			}
		})
	}
	go func() {
		defer close(next)
		for i := range workbooks {
			select {
			case next <- i:
				v.Progress("读取", i+1, len(workbooks))
			case <-ctx.Done():
				return
			}
		}
	}()
	go func() {
		workers.Wait()
		close(batches)
	}()
	for batch := range batches { // to the end even after trouble, or workers would hang
		if ctx.Err() == nil {
			if err := appended(base, batch); err != nil {
				cancel(fmt.Errorf("stage %s: %w", batch.Form.Name, err))
			}
		}
		pool.Put(batch)
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	return readings, stage(base, readings)
}

// appended loads a batch. A panic there would end the process, with the workers in it.
func appended(base *load.Build, batch *hengji.Batch) (err error) {
	defer hengji.Catch(&err)
	return base.Append(batch)
}

// stage writes what belongs to whole workbooks: where fields stand and the proof
// that no row was lost. Of a refused workbook, and of one that is held, nothing stays.
func stage(base *load.Build, readings []Reading) (err error) {
	defer hengji.Catch(&err)
	for _, r := range readings {
		if r.refused != "" || r.trouble != nil {
			if err := base.Discard(r.ID); err != nil {
				return fmt.Errorf("discard %s: %w", r.File, err)
			}
			continue
		}
		if err := errors.Join(base.Place(r.Cells), base.Account(r.Accounts)); err != nil {
			return fmt.Errorf("stage %s: %w", r.File, err)
		}
	}
	return nil
}

// read reads one workbook. What is wrong with it becomes findings; an error is
// trouble of the machine or the end of the run.
func (v *Reviewer) read(ctx context.Context, w Workbook, pool *transform.Pool, batches chan<- *hengji.Batch) (r Reading, err error) {
	started := time.Now()
	r.Workbook, r.rules = w, v.Rules.Fingerprint
	defer func() {
		v.Log.Info().Str("file", w.File).Str("region", r.region.Name).Int("findings", len(r.Findings)).
			Str("refused", string(r.refused)).Dur("took", time.Since(started)).Msg("read")
	}()
	if w.Trouble != nil {
		return v.hold(r, w.Trouble), nil
	}
	phase := "open"
	result, err := v.understand(ctx, w, pool, batches, &phase, &r.rowRegions)
	var refused *hengji.Refusal
	var unclosed *hengji.Unclosed
	var panicked *hengji.Panic
	switch {
	case err == nil:
		r.Result, r.nothing = *result, result.NilReport
		for i := range r.Explanations {
			r.Explanations[i].Text = hengji.Mask(r.Explanations[i].Text)
		}
		return v.identify(r), nil
	case errors.As(err, &refused):
		return v.refuse(r, refused), nil
	case errors.As(err, &unclosed), errors.As(err, &panicked): // it costs itself, never the night
		return v.hold(r, troubleOf(phase, err)), nil
	}
	return r, err
}

// understand opens a workbook and sends its records; phase follows how far it came,
// regions counts what its rows name.
func (v *Reviewer) understand(ctx context.Context, w Workbook, pool *transform.Pool, batches chan<- *hengji.Batch, phase *string, regions *regionCount) (_ *transform.Result, err error) {
	defer hengji.Catch(&err)
	hengji.Reach(*phase, w.File)
	submission, err := w.Open()
	if err != nil {
		return nil, err
	}
	*phase = "read"
	hengji.Reach(*phase, w.File)
	submission.ID, submission.File, submission.Folder = w.ID, w.File, w.Folder
	submission.ReceivedAt = w.Received
	return v.planOf(w.Period).Workbook(submission, w.Period, pool, func(batch *hengji.Batch) error {
		regions.add(batch)
		select {
		case batches <- batch:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
}

// refuse makes the reading of a workbook that could not be used.
func (v *Reviewer) refuse(r Reading, refused *hengji.Refusal) Reading {
	r.Result = transform.Result{Findings: []hengji.Finding{v.Rules.Finding(refused.Remark)}}
	r.refused = refused.Rule
	return v.identify(r)
}
