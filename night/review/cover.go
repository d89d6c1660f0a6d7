package review

import (
	"regexp"

	"hengji"
	"hengji/transform"
)

var year = regexp.MustCompile(`[0-9]{4}`)

// TypedYear is the year that the cover of a workbook names; "" where it names none, or
// cannot be read.
func (v *Reviewer) TypedYear(w Workbook) (typed string) {
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
	result, err := v.plan.Workbook(submission, hengji.YearOf(w.Period), pool, func(batch *hengji.Batch) error {
		pool.Put(batch)
		return nil
	})
	if err != nil {
		return ""
	}
	return year.FindString(result.PeriodTyped)
}
