package night

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"hengji"
	"hengji/night/review"
	"hengji/report"
)

// Desk answers workbooks one by one where they are filled in, before they are handed in:
// with what `check` says, the page of the return and the marked workbook. It keeps no
// state and no home.
type Desk struct {
	region string // that it answers for, "" for whoever comes
	rules  *hengji.Rules
	review *review.Reviewer
}

// Answer is what one workbook is answered.
type Answer struct {
	Return  report.Return
	Trouble *review.Trouble // our own fault kept it from being judged; there is nothing else then

	Checked []byte // what `check --json` prints
	Page    []byte // the return as a page
	List    []byte // all findings for a spreadsheet, CSV
	Book    []byte // the workbook with its findings marked, or the plain return
	Plain   string // why it is the plain return
	Name    string // of the file of Book
}

// NewDesk opens a desk, for one region or, with "", for all.
func NewDesk(s Settings, rules *hengji.Rules, region string) *Desk {
	return &Desk{region: region, rules: rules, review: Reviewer(s, rules)}
}

// Prepare does before a workbook comes what needs none.
func (d *Desk) Prepare(now time.Time) error {
	d.review.Stamp.StartedAt = now.In(hengji.Beijing).Truncate(time.Second)
	return d.review.Prepare()
}

// Close gives up what Prepare made.
func (d *Desk) Close() error { return d.review.Unprepare() }

// Later lists what only the bureau can check, once others have handed in: the rules over
// regions and over years, by their names.
func (d *Desk) Later() []string {
	var names []string
	for _, rule := range d.rules.Checks {
		if rule.Scope != "submission" && !rule.Shadow {
			names = append(names, rule.Title)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Answer judges a workbook. What is wrong with it is in the answer; an error is trouble.
func (d *Desk) Answer(ctx context.Context, now time.Time, file string, size int64, data []byte) (_ *Answer, err error) {
	defer hengji.Catch(&err)
	if was := d.review.Stamp.StartedAt; was.Format(time.DateOnly) != now.In(hengji.Beijing).Format(time.DateOnly) {
		if err := d.Prepare(now); err != nil {
			return nil, err
		}
	}
	d.review.Stamp.StartedAt = now.In(hengji.Beijing).Truncate(time.Second)
	workbook := d.review.Of(1, file, d.region, size, data)
	judged, err := d.review.Check(ctx, []review.Workbook{workbook})
	if err != nil {
		return nil, err
	}
	standing := judged.Standings[0]
	a := &Answer{Return: checkedReturn(d.rules, standing, judged), Name: hengji.WorkbookName(standing.File) + "_审核反馈.xlsx"}
	if trouble, held := judged.Held[standing.Submission]; held {
		a.Trouble = &trouble
		return a, nil
	}
	a.Return.Near = nearby(a.Return.Findings, workbook.Open)
	var checked, page, list bytes.Buffer
	for _, err := range []error{
		report.WriteChecked(&checked, standing, a.Return.Findings),
		report.Findings(&page, a.Return),
		report.WriteCSV(&list, a.Return.Findings),
	} {
		if err != nil {
			return nil, fmt.Errorf("answer %s: %w", standing.File, err)
		}
	}
	a.Checked, a.Page, a.List = checked.Bytes(), page.Bytes(), list.Bytes()
	if data == nil { // too large to be read
		var book bytes.Buffer
		err := report.ReturnWorkbook(&book, a.Return)
		a.Book = book.Bytes()
		return a, err
	}
	book, unmarked, err := report.Annotate(data, a.Return)
	if err != nil {
		return nil, fmt.Errorf("annotate %s: %w", standing.File, err)
	}
	a.Book, a.Plain = book, unmarked.Reason
	return a, nil
}
