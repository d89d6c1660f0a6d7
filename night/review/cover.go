package review

import (
	"hengji"
	"hengji/transform"
)

// TypedPeriod is the period that the cover of a workbook names; "" where it names none, or
// cannot be read.
func (v *Reviewer) TypedPeriod(w Workbook) (typed string) {
	defer func() {
		if recover() != nil {
			typed = "" // the reading tells
		}
	}()
	hengji.Reach("cover", w.File)
	submission, err := w.Open()
	if err != nil {
		return "" // judged later
	}
	submission.Folder = w.Folder
	pool := transform.NewPool(2)
	result, err := v.planOf(w.Period).Workbook(submission, w.Period, pool, func(batch *hengji.Batch) error {
		pool.Put(batch)
		return nil
	})
	if err != nil {
		return ""
	}
	return hengji.PeriodNamed(result.PeriodTyped)
}
