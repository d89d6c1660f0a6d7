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
	asked  *hengji.Rules // as the period has them
	review *review.Reviewer

	By   string            // which program, rules and page answer: marked workbooks say it; "" is not said
	Step func(step string) // is told in words what begins; may be nil
}

// Answer is what one workbook is answered.
type Answer struct {
	standing hengji.Standing

	Return  report.Return
	Trouble *review.Trouble // our own fault kept it from being judged; there is nothing else then

	Checked []byte // what `check --json` prints
	Page    []byte // the return as a page
	List    []byte // all findings for a spreadsheet, CSV
	Book    []byte // the workbook with its findings marked, or the plain return
	Plain   string // why it is the plain return
	Name    string // of the file of Book
	Listed  int    // so many lines of the page stand in Book, and can be explained there
}

// NewDesk opens a desk, for one region or, with "", for all.
func NewDesk(s Settings, rules *hengji.Rules, region string) *Desk {
	return &Desk{region: region, rules: rules, asked: s.RulesIn(rules), review: Reviewer(s, rules)}
}

// Prepare does before a workbook comes what needs none.
func (d *Desk) Prepare(now time.Time) error {
	d.review.Stamp.StartedAt = now.In(hengji.Beijing).Truncate(time.Second)
	return d.review.Prepare()
}

// Close gives up what Prepare made.
func (d *Desk) Close() error { return d.review.Unprepare() }

// Later lists what only the bureau can check, once others have handed in: the rules over
// regions and over years of what the period asks, by their names.
func (d *Desk) Later() []string {
	var names []string
	for _, rule := range d.rules.Checks {
		form := d.asked.Form(rule.Form)
		if rule.Scope != "submission" && !rule.Shadow && (form == nil || d.asked.Asks(form)) {
			names = append(names, rule.Title)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Answer judges a workbook. What is wrong with it is in the answer; an error is trouble.
func (d *Desk) Answer(ctx context.Context, now time.Time, file string, size int64, data []byte) (_ *Answer, err error) {
	defer hengji.Catch(&err)
	a, workbook, err := d.judge(ctx, now, file, size, data)
	if err != nil || a.Trouble != nil {
		return a, err
	}
	a.Return.Near = nearby(a.Return.Findings, workbook.Open)
	var checked, page, list bytes.Buffer
	for _, err := range []error{
		report.WriteChecked(&checked, a.standing, a.Return.Findings),
		report.Findings(&page, a.Return),
		report.WriteCSV(&list, a.Return.Findings),
	} {
		if err != nil {
			return nil, fmt.Errorf("answer %s: %w", a.standing.File, err)
		}
	}
	a.Checked, a.Page, a.List = checked.Bytes(), page.Bytes(), list.Bytes()
	d.step("标记")
	if data == nil { // too large to be read
		var book bytes.Buffer
		err := report.ReturnWorkbook(&book, a.Return)
		a.Book = book.Bytes()
		return a, err
	}
	book, unmarked, err := report.Annotate(data, a.Return)
	if err != nil {
		return nil, fmt.Errorf("annotate %s: %w", a.standing.File, err)
	}
	a.Book, a.Plain = book, unmarked.Reason
	return a, nil
}

// Explain writes what a clerk says of lines of the page, by their numbers, into the marked
// workbook, and answers that one, as the bureau will when it is handed in.
func (d *Desk) Explain(ctx context.Context, now time.Time, file string, data []byte, texts map[int]string) (_ *Answer, err error) {
	defer hengji.Catch(&err)
	a, _, err := d.judge(ctx, now, file, int64(len(data)), data)
	if err != nil || a.Trouble != nil {
		return a, err
	}
	d.step("写入情况说明")
	book, unmarked, err := report.Annotate(data, a.Return.Explained(texts))
	switch {
	case err != nil:
		return nil, fmt.Errorf("explain %s: %w", file, err)
	case unmarked.Reason != "":
		return nil, fmt.Errorf("explain %s: %s", file, unmarked.Reason)
	}
	return d.Answer(ctx, now, a.Name, int64(len(book)), book)
}

// judge judges a workbook: an answer without what is printed of it.
func (d *Desk) judge(ctx context.Context, now time.Time, file string, size int64, data []byte) (*Answer, review.Workbook, error) {
	if was := d.review.Stamp.StartedAt; was.Format(time.DateOnly) != now.In(hengji.Beijing).Format(time.DateOnly) {
		if err := d.Prepare(now); err != nil {
			return nil, review.Workbook{}, err
		}
	}
	d.review.Stamp.StartedAt = now.In(hengji.Beijing).Truncate(time.Second)
	d.step("审核")
	workbook := d.review.Of(1, file, d.region, size, data)
	judged, err := d.review.Check(ctx, []review.Workbook{workbook})
	if err != nil {
		return nil, workbook, err
	}
	standing := judged.Standings[0]
	a := &Answer{standing: standing, Return: checkedReturn(d.rules, standing, judged), Name: hengji.WorkbookName(standing.File) + "_审核反馈.xlsx"}
	if d.By != "" {
		a.Return.SelfChecked = d.review.Stamp.StartedAt.Format("2006-01-02 15:04") + "，" + d.By
	}
	a.Listed = a.Return.Listed()
	if trouble, held := judged.Held[standing.Submission]; held {
		a.Trouble = &trouble
	}
	return a, workbook, nil
}

func (d *Desk) step(step string) {
	if d.Step != nil {
		d.Step(step)
	}
}
