package review

import (
	"errors"
	"fmt"

	"hengji"
	"hengji/transform"
)

// TypedPeriod is the period that the cover of a workbook names; "" where it names none, or
// the workbook cannot be understood, which its reading tells. The error is the machine's:
// what is on the cover is not known then.
func (v *Reviewer) TypedPeriod(w Workbook) (typed string, err error) {
	defer func() {
		if recover() != nil {
			typed, err = "", nil // the reading tells
		}
	}()
	hengji.Reach("cover", w.File)
	submission, err := w.Open()
	if err != nil {
		return "", ofTheMachine(err)
	}
	submission.Folder = w.Folder
	pool := transform.NewPool(2)
	result, err := v.planOf(w.Period).Workbook(submission, w.Period, pool, func(batch *hengji.Batch) error {
		pool.Put(batch)
		return nil
	})
	if err != nil {
		return "", ofTheMachine(err)
	}
	return hengji.PeriodNamed(result.PeriodTyped), nil
}

// ofTheMachine is an error but for what a workbook was refused for, or not accounted for.
func ofTheMachine(err error) error {
	var refusal *hengji.Refusal
	var unclosed *hengji.Unclosed
	if errors.As(err, &refusal) || errors.As(err, &unclosed) {
		return nil
	}
	return fmt.Errorf("read cover: %w", err)
}
