package ingest

import (
	"context"

	"hengji"
)

// Reader opens workbooks by one set of limits. Convert lets LibreOffice turn what is
// no .xlsx into one first.
type Reader struct {
	Limits  Limits
	Convert bool
}

// Open gives what a file holds, or a *hengji.Refusal. Numbers that can be anybody's
// are masked in the names of its sheets: from here on nobody sees them.
func (r Reader) Open(file string, data []byte) (*hengji.Submission, error) {
	open := Open
	if r.Convert { // ends by its own limit of time
		open = func(file string, data []byte, limits Limits) (*hengji.Submission, error) {
			return OpenOrConvert(context.Background(), file, data, limits)
		}
	}
	submission, err := open(file, data, r.Limits)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(submission.Sheets))
	for i, sheet := range submission.Sheets {
		names[i] = sheet.Name
	}
	for i, name := range hengji.SheetNames(names) {
		submission.Sheets[i].Name = name
	}
	return submission, nil
}
