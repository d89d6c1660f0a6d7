package transform

import (
	"slices"

	"hengji"
)

// Result is what a workbook said besides its records.
type Result struct {
	Findings    []hengji.Finding // region, submission and file are the caller's to fill in
	Accounts    []hengji.SheetAccount
	Cells       []hengji.FieldCell
	Totals      []hengji.StatedTotal // that could be compared
	Region      hengji.Code          // of the cover; zero where it tells none
	RegionTyped string               // what the cover says
	PeriodTyped string
	NilReport   bool // 零报告: says that there were no projects
	// Explanations are what the district wrote into our list, where the workbook is
	// a returned one handed in again.
	Explanations []hengji.Explanation

	sheets []string
}

// SheetIndex is the place of a sheet in the workbook, from 0; sheets that it does
// not have come last.
func (r *Result) SheetIndex(sheet string) int {
	for i, name := range r.sheets {
		if name == sheet {
			return i
		}
	}
	return len(r.sheets)
}

// book is one workbook being read.
type book struct {
	plan       *Plan
	submission *hengji.Submission
	period     string // the year of the period
	whole      string // the code of the period
	pool       *Pool
	emit       func(*hengji.Batch) error
	out        *findings
	result     *Result
	reporter   string // "region" or "department"; "" while nothing tells
	claims     map[*formPlan]*claim
}

// claim is the sheet that a form is read from.
type claim struct {
	sheet  string
	data   bool             // it has records
	unique []map[string]int // of a table: the values that may not come twice
}

// Workbook reads the sheets of a submission: records go to emit in batches of the
// pool, which whoever takes them gives back; all else is the result. The error is
// the *hengji.Refusal with which the reading of a sheet ended (everything emitted
// is void then), a *hengji.Unclosed (likewise), what emit returned, or trouble of the
// machine.
func (p *Plan) Workbook(submission *hengji.Submission, period string, pool *Pool, emit func(*hengji.Batch) error) (*Result, error) {
	b := &book{
		plan: p, submission: submission, period: hengji.YearOf(period), whole: period, pool: pool, emit: emit,
		out: newFindings(p.rules), result: &Result{}, claims: map[*formPlan]*claim{},
	}
	if hit, ok := p.regions.find(submission.Folder); ok {
		b.reporter = reporterOf(&p.regions.codes[hit.index])
	}
	for _, remark := range submission.Remarks {
		b.out.add(remark)
	}
	for _, sheet := range submission.Sheets {
		b.result.sheets = append(b.result.sheets, sheet.Name)
		if err := b.sheet(sheet); err != nil {
			return nil, err
		}
	}
	b.otherUnits()
	b.missingSheets()
	b.result.Findings = b.out.done()
	if b.result.NilReport { // its tables are empty as they should be
		b.result.Findings = slices.DeleteFunc(b.result.Findings, func(f hengji.Finding) bool { return f.Rule == hengji.RuleSheetNoData })
	}
	return b.result, nil
}

// reporterOf is who hands in for a region code: the forms of a department are
// others.
func reporterOf(code *hengji.Code) string {
	if code.Kind == "department" {
		return "department"
	}
	return "region"
}

// sheet reads one sheet: its first rows are kept until they tell what it is, the
// rest goes by.
func (b *book) sheet(sheet *hengji.Sheet) error {
	for _, remark := range sheet.Remarks {
		if remark.Sheet == "" {
			remark.Sheet = sheet.Name
		}
		b.out.add(remark)
	}
	account := hengji.SheetAccount{Submission: b.submission.ID, Sheet: sheet.Name}
	s := sheetReader{book: b, sheet: sheet, account: &account}
	s.left = &unread{plan: b.plan, sheet: sheet.Name, out: b.out, account: &account}
	defer s.release()
	if sheet.Rows == nil { // nothing to read: a chart on a sheet of its own
		b.result.Accounts = append(b.result.Accounts, account)
		return nil
	}
	for row, err := range sheet.Rows {
		if err != nil {
			return err
		}
		if err := s.row(row); err != nil {
			return err
		}
	}
	if err := s.end(); err != nil {
		return err
	}
	s.endAside()
	s.left.report()
	s.notes()
	account.RowElements, account.Cells = sheet.RowElements, sheet.CellElements-sheet.BlankTexts
	if err := account.Err(); err != nil {
		return err
	}
	b.result.Accounts = append(b.result.Accounts, account)
	return nil
}

// expects reports whether a form is one that this reporter hands in. What tells
// who reports is anybody's.
func (b *book) expects(f *formPlan) bool {
	return f.identifies || b.reporter == "" || f.form.Reporter == "" || f.form.Reporter == b.reporter
}

// holdsOnlyForms reports whether forms of one reporter were found, and none of another.
func (b *book) holdsOnlyForms(reporter string) bool {
	theirs := false
	for f := range b.claims {
		switch f.form.Reporter {
		case reporter:
			theirs = true
		case "":
		default:
			return false
		}
	}
	return theirs
}

// missingSheets reports the required forms that no sheet is. A nil report owes none
// but its cover.
func (b *book) missingSheets() {
	if b.reporter == "" {
		if code := b.plan.RegionInName(b.submission.File); code.Code != "" {
			b.reporter = reporterOf(&code)
		} else if b.reporter = "region"; b.holdsOnlyForms("department") {
			b.reporter = "department"
			b.result.Region = b.plan.onlyRegionOf("department")
		}
	}
	for _, f := range b.plan.forms {
		reporter := f.form.Reporter == "" || f.form.Reporter == b.reporter
		if !f.form.Required || !reporter || b.claims[f] != nil || b.result.NilReport && !f.identifies {
			continue
		}
		b.out.add(hengji.Remark{Rule: hengji.RuleSheetMissing, Form: f.form.Name, Label: f.form.Title, Want: f.form.Title, Key: f.form.Title})
	}
}
