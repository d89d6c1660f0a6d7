package load

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji"
	"hengji/ingest"
	"hengji/schema"
	"hengji/transform"
)

// The cases of the rules, read here by a reader that knows clean sheets only:
// labels in one header row, totals and notes below. What the checks find in them
// must be what the case says; the findings of reading are the affair of
// `hengji verify`, which runs the same cases through the whole house.
func TestChecksFindWhatTheirCasesSay(t *testing.T) {
	rules := rulesOf(t)
	cases, err := schema.ReadCases(os.DirFS(".."))
	must(t, err)
	failing, passing := map[string]bool{}, map[string]bool{}
	b := create(t) // one for all: each case takes back what it loaded
	for _, c := range cases {
		rule := rules.Catalogue[c.Rule]
		if rule == nil || rule.SQL == "" {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			got := judgeCase(t, b, c)
			var want []string
			for _, line := range c.Want {
				if words := strings.Fields(line); len(words) > 1 && rules.Catalogue[words[1]] != nil && rules.Catalogue[words[1]].SQL != "" {
					want = append(want, line)
				}
			}
			if *update {
				writeWant(t, c, got)
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.Place.File, diff)
			}
			found := slices.ContainsFunc(got, func(line string) bool { return strings.Contains(line, " "+c.Rule+" ") })
			failing[c.Rule] = failing[c.Rule] || found
			passing[c.Rule] = passing[c.Rule] || !found
		})
	}
	for _, rule := range rules.Checks {
		if !*update && (!failing[rule.ID] || !passing[rule.ID]) {
			t.Errorf("%s: a failing case: %v, a passing case: %v", rule.ID, failing[rule.ID], passing[rule.ID])
		}
	}
}

func writeWant(t *testing.T, c schema.Case, got []string) {
	t.Helper()
	file := "../" + c.Place.File
	data, err := os.ReadFile(file)
	must(t, err)
	head, _, _ := strings.Cut(string(data), "\nwant\n")
	must(t, os.WriteFile(file, []byte(head+"\nwant\n"+strings.Join(append(got, ""), "\n")), 0o644))
}

// judgeCase loads the workbooks of a case, judges them as a night does and gives
// the findings of the checks as lines.
func judgeCase(t *testing.T, b *Build, c schema.Case) []string {
	t.Helper()
	rules := b.rules
	defer func() {
		for i := range c.Submissions {
			must(t, b.Discard(int64(i+1)))
		}
	}()
	var standings []hengji.Standing
	latest := map[string]int{}
	for i, workbook := range c.Submissions {
		submission := int64(i + 1)
		var others []ingest.TextSheet // forms that labels alone do not tell: the house's own reader
		for _, sheet := range workbook.Sheets {
			if !loadSheet(t, b, submission, sheet) {
				others = append(others, ingest.TextSheet{Name: sheet.Name, Rows: sheet.Rows})
			}
		}
		loadForms(t, b, submission, others)
		region := slices.IndexFunc(rules.Regions(true), func(code hengji.Code) bool { return code.Name == workbook.Folder })
		if region < 0 {
			t.Fatalf("no region %s", workbook.Folder)
		}
		s := standing(rules, submission, region)
		s.Effective, s.Latest = false, false
		standings = append(standings, s)
		latest[workbook.Folder] = i
	}
	must(t, b.Submissions(standings))
	found, err := b.Check("submission")
	must(t, err)
	found = Yield(found, rules)
	for i := range standings {
		var own []hengji.Finding
		for _, f := range found {
			if f.Submission == standings[i].Submission {
				own = append(own, f)
			}
		}
		standings[i].State = hengji.Decide(own, false)
		standings[i].Latest = latest[standings[i].Region] == i
		standings[i].Effective = standings[i].Latest && standings[i].State.Counted()
	}
	must(t, b.Submissions(standings))
	over, err := b.Check("period")
	must(t, err)
	found = append(found, Yield(over, rules)...)
	hengji.SortFindings(found, func(submission int64, sheet string) int {
		return slices.IndexFunc(c.Submissions[submission-1].Sheets, func(s schema.CaseSheet) bool { return s.Name == sheet })
	})
	var lines []string
	for _, f := range found {
		if strings.Contains(f.Message, "{") || f.Message == "" {
			t.Errorf("%s says %q", f.Rule, f.Message)
		}
		lines = append(lines, line(f, c.Submissions[f.Submission-1].Folder))
	}
	return lines
}

func line(f hengji.Finding, region string) string {
	text := fmt.Sprintf("%s %s %s", f.Severity, f.Rule, region)
	if f.Sheet != "" {
		text += " " + f.Sheet
	}
	if f.Cell != "" {
		text += "!" + f.Cell
	}
	for _, v := range []struct{ name, value string }{{"got", f.Got}, {"want", f.Want}, {"diff", f.Diff}} {
		if v.value != "" {
			text += " " + v.name + "=" + v.value
		}
	}
	return text
}

// housed tells the forms that need the house's own reader: printed forms, and
// what stands in their sheets or in the same workbook.
func housed(form *hengji.Form) bool {
	return form.Repeats || form.Within != "" || form.Reporter == "department"
}

// loadForms reads sheets of which a project has one, with the room that reads
// them in the house.
func loadForms(t *testing.T, b *Build, submission int64, sheets []ingest.TextSheet) {
	t.Helper()
	sub := ingest.FromText("case.xlsx", sheets)
	sub.ID = submission
	pool := transform.NewPool(1)
	result, err := transform.Prepare(b.rules).Workbook(sub, "2021", pool, func(batch *hengji.Batch) error {
		defer pool.Put(batch)
		if !housed(batch.Form) {
			return nil
		}
		return b.Append(batch)
	})
	must(t, err)
	var cells []hengji.FieldCell
	for _, cell := range result.Cells {
		if form := b.rules.Form(cell.Form); housed(form) {
			cells = append(cells, cell)
		}
	}
	must(t, b.Place(cells))
	for _, account := range result.Accounts {
		if form := b.rules.Form(account.Form); form != nil && housed(form) {
			must(t, b.Account([]hengji.SheetAccount{account}))
		}
	}
}

func loadSheet(t *testing.T, b *Build, submission int64, sheet schema.CaseSheet) bool {
	t.Helper()
	for _, form := range b.rules.Forms {
		if housed(form) {
			continue
		}
		if sheet.Name != form.Title && !slices.Contains(form.SheetNames, sheet.Name) {
			continue
		}
		var batch hengji.Batch
		batch.Reset(form, submission, sheet.Name)
		var placed []hengji.FieldCell
		if form.Layout == hengji.LayoutForm {
			placed = loadForm(t, b.rules, &batch, sheet)
		} else {
			placed = loadTable(t, b.rules, &batch, sheet)
		}
		must(t, b.Append(&batch))
		must(t, b.Place(placed))
		must(t, b.Account([]hengji.SheetAccount{{Submission: submission, Sheet: sheet.Name, Form: form.Name,
			RowElements: len(batch.Rows) + 1, Read: len(batch.Rows), Header: 1}}))
		return true
	}
	return false
}

func loadForm(t *testing.T, rules *hengji.Rules, batch *hengji.Batch, sheet schema.CaseSheet) []hengji.FieldCell {
	values := map[string]string{}
	var placed []hengji.FieldCell
	for i, row := range sheet.Rows {
		for _, field := range batch.Form.Fields {
			if len(row) > 1 && row[0] == field.Label {
				values[field.Name] = row[1]
				if len(batch.Rows) == 0 {
					batch.Rows = append(batch.Rows, int32(i+1))
				}
				placed = append(placed, hengji.FieldCell{Submission: batch.Submission, Form: batch.Form.Name, Sheet: sheet.Name,
					Row: int(batch.Rows[0]), Field: field.Name, Column: 2, CellRow: i + 1})
			}
		}
	}
	if len(batch.Rows) > 0 {
		addRecord(t, rules, batch, func(field *hengji.Field) string { return values[field.Name] })
	}
	return placed
}

func loadTable(t *testing.T, rules *hengji.Rules, batch *hengji.Batch, sheet schema.CaseSheet) []hengji.FieldCell {
	columns := map[string]int{}
	var placed []hengji.FieldCell
	for i, row := range sheet.Rows {
		if len(columns) == 0 {
			for _, field := range batch.Form.Fields {
				if at := slices.Index(row, field.Label); at >= 0 && len(row) > 5 {
					columns[field.Name] = at
					placed = append(placed, hengji.FieldCell{Submission: batch.Submission, Form: batch.Form.Name, Sheet: sheet.Name, Field: field.Name, Column: at + 1})
				}
			}
			continue
		}
		first := ""
		if len(row) > 0 {
			first = row[0]
		}
		if slices.Contains(batch.Form.TotalLabels, first) || strings.HasPrefix(first, "注：") || strings.Join(row, "") == "" {
			continue
		}
		batch.Rows = append(batch.Rows, int32(i+1))
		addRecord(t, rules, batch, func(field *hengji.Field) string {
			at, there := columns[field.Name]
			if !there || at >= len(row) {
				return ""
			}
			return row[at]
		})
	}
	if len(batch.Rows) == 0 { // a sheet without data has no cells to point at
		return nil
	}
	return placed
}

func addRecord(t *testing.T, rules *hengji.Rules, batch *hengji.Batch, value func(*hengji.Field) string) {
	t.Helper()
	for i, c := range batch.Form.Columns() {
		text := strings.TrimPrefix(strings.TrimPrefix(value(c.Field), "'"), "date:")
		if c.Field.Codes != "" {
			for _, code := range rules.CodeLists[c.Field.Codes].Codes {
				if text == code.Name || slices.Contains(code.Aliases, text) {
					text = code.Name
					if c.Code {
						text = code.Code
					}
				}
			}
		}
		switch {
		case slices.Contains(batch.Form.Missing, text):
			batch.Columns[i].AppendNull()
		case c.Kind == hengji.Boolean:
			batch.Columns[i].AppendInt(map[string]int64{"是": 1}[text])
		default:
			appendText(t, &batch.Columns[i], text)
		}
	}
}
