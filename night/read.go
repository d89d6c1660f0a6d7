package night

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/transform"
)

// Workbook is a file to be read, wherever it lies. Opening gives the submission
// or a *hengji.Refusal.
type Workbook struct {
	id       int64
	period   string
	file     string
	folder   string
	sha256   string
	received time.Time
	open     func() (*hengji.Submission, error)
}

// reading is what became of one workbook.
type reading struct {
	Workbook
	region  hengji.Code   // zero where it cannot be told
	nothing bool          // 零报告: says that there were no projects
	refused hengji.RuleID // rule that ended the reading
	transform.Result

	carried bool              // not read, but recalled from an earlier database
	rules   string            // fingerprint of the rules that judge it
	said    map[string]string // explanations, by finding ("fingerprint=digest")
	spoken  map[string]bool   // fingerprints in said, gathered when first asked for
	sheets  []string          // in the order of the workbook, where it was recalled
}

// sheetIndex is the place of a sheet in the workbook.
func (r *reading) sheetIndex(sheet string) int {
	if !r.carried {
		return r.SheetIndex(sheet)
	}
	if i := slices.Index(r.sheets, sheet); i >= 0 {
		return i
	}
	return len(r.sheets)
}

// archived makes a workbook of a receipt.
func (n *Night) archived(receipt home.Receipt) Workbook {
	return Workbook{
		id: receipt.ID, period: receipt.Period, file: receipt.File, folder: receipt.Folder,
		sha256: receipt.SHA256, received: receipt.Received,
		open: func() (*hengji.Submission, error) {
			limits := n.settings.Limits
			data, tooLarge, err := n.home.Archived(receipt, limits.FileBytes)
			if err != nil {
				return nil, err
			}
			if tooLarge {
				return nil, refusal(hengji.RuleFileLimit, megabytes(receipt.Size), megabytes(limits.FileBytes))
			}
			return n.settings.Reader().Open(receipt.File, data)
		},
	}
}

func refusal(rule hengji.RuleID, got, want string) *hengji.Refusal {
	return &hengji.Refusal{Remark: hengji.Remark{Rule: rule, Got: got, Want: want}}
}

func megabytes(bytes int64) string { return fmt.Sprintf("%d MB", (bytes+1<<20-1)>>20) }

// readAll reads the workbooks, one a worker, and stages their records. It is the
// one place with concurrency: workers send batches to this goroutine, which
// alone talks to the database. Readings come back in the order of workbooks.
func (n *Night) readAll(ctx context.Context, workbooks []Workbook, base *load.Build) ([]reading, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	jobs := max(min(n.settings.Jobs, len(workbooks)), 1)
	// Two batches a worker keep both sides busy; the pool bounds the memory.
	pool := transform.NewPool(2*jobs + 2)
	batches := make(chan *hengji.Batch)
	readings := make([]reading, len(workbooks))
	next := make(chan int)

	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			for i := range next {
				var err error
				if readings[i], err = n.read(ctx, workbooks[i], pool, batches); err != nil {
					cancel(fmt.Errorf("read %s: %w", workbooks[i].file, err))
				}
			}
		})
	}
	go func() {
		defer close(next)
		for i := range workbooks {
			select {
			case next <- i:
				n.Progress(i, len(workbooks), workbooks[i].file)
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
			if err := base.Append(batch); err != nil {
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

// stage writes what belongs to whole workbooks: where fields stand and the proof
// that no row was lost. Of a refused workbook nothing stays.
func stage(base *load.Build, readings []reading) error {
	for _, r := range readings {
		if r.refused != "" {
			if err := base.Discard(r.id); err != nil {
				return fmt.Errorf("discard %s: %w", r.file, err)
			}
			continue
		}
		if err := errors.Join(base.Place(r.Cells), base.Account(r.Accounts)); err != nil {
			return fmt.Errorf("stage %s: %w", r.file, err)
		}
	}
	return nil
}

// read reads one workbook. What is wrong with it becomes findings; an error is
// trouble of the machine or the end of the run.
func (n *Night) read(ctx context.Context, w Workbook, pool *transform.Pool, batches chan<- *hengji.Batch) (r reading, err error) {
	started := time.Now()
	r.Workbook, r.rules = w, n.rules.Fingerprint
	// A hostile workbook may cost itself, never the night.
	defer func() {
		if trouble := recover(); trouble != nil {
			n.Log.Error().Str("file", w.file).Str("panic", hengji.Mask(fmt.Sprint(trouble))).Msg("reading stopped")
			r, err = n.refuse(r, refusal(hengji.RuleFileUnsupported, "程序未能读完，已记录", "")), nil
		}
		n.Log.Info().Str("file", w.file).Str("region", r.region.Name).Int("findings", len(r.Findings)).
			Str("refused", string(r.refused)).Dur("took", time.Since(started)).Msg("read")
	}()
	submission, err := w.open()
	if err == nil {
		submission.ID, submission.File, submission.Folder = w.id, w.file, w.folder
		submission.ReceivedAt = w.received
		var result *transform.Result
		result, err = n.plan.Workbook(submission, w.period, pool, func(batch *hengji.Batch) error {
			select {
			case batches <- batch:
				return nil
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		})
		if err == nil {
			r.Result = *result
			r.nothing = result.NilReport
			return n.identify(r), nil
		}
	}
	var refused *hengji.Refusal
	if errors.As(err, &refused) {
		return n.refuse(r, refused), nil
	}
	return r, err
}

// refuse makes the reading of a workbook that could not be used.
func (n *Night) refuse(r reading, refused *hengji.Refusal) reading {
	r.Result = transform.Result{Findings: []hengji.Finding{n.rules.Finding(refused.Remark)}}
	r.refused = refused.Rule
	return n.identify(r)
}

// identify tells whose workbook it is: by its folder, else its cover, else its
// file name. Where none of them tells, that is a finding.
func (n *Night) identify(r reading) reading {
	if code, ok := n.region(r.folder); ok {
		r.region = code
	} else if r.Region.Code != "" {
		r.region = r.Region
	} else {
		r.region = n.plan.RegionInName(r.file)
	}
	told := false
	for _, f := range r.Findings {
		told = told || f.Rule == hengji.RuleRegionUnknown || f.Rule == hengji.RuleRegionAmbiguous
	}
	if r.region.Code == "" && !told && r.refused == "" { // what cannot be read is told as that alone
		r.Findings = append(r.Findings, n.rules.Finding(n.unknown(r)))
	}
	return r
}

// unknown tells that the region is, at the cell of the cover that should tell it.
func (n *Night) unknown(r reading) hengji.Remark {
	remark := hengji.Remark{Rule: hengji.RuleRegionUnknown, Got: returnName(r.file)}
	for _, at := range r.Cells {
		form := n.rules.Form(at.Form)
		if form == nil || form.Layout != hengji.LayoutForm {
			continue
		}
		if field := form.Field(at.Field); field != nil && field.Identifies == "region" {
			remark.Form, remark.Field, remark.Label, remark.Got = form.Name, field.Name, field.Label, "（空白）"
			remark.Sheet, remark.Row, remark.Column = at.Sheet, max(at.CellRow, at.Row), at.Column
			break
		}
	}
	return remark
}

func (n *Night) region(text string) (hengji.Code, bool) {
	code, match := n.plan.Region(text)
	return code, match.Decides()
}
