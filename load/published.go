package load

import (
	"context"
	"fmt"
	"strings"

	"hengji"
)

// Standings gives where every submission of a period, of all where it is "",
// stands, in order of receipt.
func (d *DB) Standings(ctx context.Context, period string) ([]hengji.Standing, error) {
	var standings []hengji.Standing
	err := eachRow(ctx, d.conn, `SELECT submission, coalesce(region_code, ''), coalesce(region, ''), file, sha256, received_at,
	version, state, latest, effective, coalesce(refused, ''), period, nil_report, rules, coalesce(mending, '')
FROM meta.submission WHERE `+hengji.Quoted(period)+` IN ('', period) ORDER BY submission`, func(_ []resultColumn, row []any) error {
		if row == nil { // the call that tells the columns
			return nil
		}
		s := hengji.Standing{
			Period: plain(row[11]), RegionCode: plain(row[1]), Region: plain(row[2]), File: plain(row[3]), SHA256: plain(row[4]),
			State: hengji.State(plain(row[7])), Refused: hengji.RuleID(plain(row[10])), Rules: plain(row[13]), Mending: plain(row[14]),
		}
		submission, err := whole(row[0])
		if err != nil {
			return err
		}
		version, err := whole(row[6])
		if err != nil {
			return err
		}
		s.Submission, s.Version = submission, int(version)
		s.Latest, _ = row[8].(bool)
		s.Effective, _ = row[9].(bool)
		s.NilReport, _ = row[12].(bool)
		s.ReceivedAt = inBeijing(row[5])
		standings = append(standings, s)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read submissions of %s: %w", period, err)
	}
	return standings, nil
}

// Findings gives every finding of a period, of all where it is "", in the order
// of the contract.
func (d *DB) Findings(ctx context.Context, period string) ([]hengji.Finding, error) {
	const columns = `fingerprint, cause, run, period, region_code, region, submission, file, sha256, form, sheet, "row", field, label, cell,
	related_cells, rule, severity, message, got, want, diff, suggestion, frictionless_type, state, explanation, record_key, shadow, scope, column_number, cells`
	var findings []hengji.Finding
	err := eachRow(ctx, d.conn, `SELECT `+columns+` FROM dq.finding WHERE `+hengji.Quoted(period)+` IN ('', period) ORDER BY rowid`, func(_ []resultColumn, row []any) error {
		if row == nil { // the call that tells the columns
			return nil
		}
		text := func(i int) string {
			if row[i] == nil {
				return ""
			}
			return plain(row[i])
		}
		submission, err := whole(row[6])
		if err != nil {
			return err
		}
		f := hengji.Finding{
			Fingerprint: text(0), Cause: text(1), Run: text(2), Period: text(3), RegionCode: text(4), Region: text(5),
			Submission: submission, File: text(7), SHA256: text(8), Form: text(9), Sheet: text(10), Field: text(12),
			Label: text(13), Cell: text(14), Related: []string{}, Rule: hengji.RuleID(text(16)), Severity: hengji.Severity(text(17)), Message: text(18),
			Got: text(19), Want: text(20), Diff: text(21), Suggestion: text(22), Type: text(23), State: text(24),
			Explanation: text(25), Key: text(26), Scope: text(28),
		}
		if row[11] != nil {
			at, err := whole(row[11])
			if err != nil {
				return err
			}
			f.Row = int(at)
		}
		related, _ := row[15].([]any)
		for _, cell := range related {
			f.Related = append(f.Related, plain(cell))
		}
		cells, _ := row[30].([]any)
		for _, cell := range cells {
			of, _ := cell.(map[string]any)
			f.Cells = append(f.Cells, hengji.FindingCell{
				Cell: plain(of["cell"]), Got: plain(of["got"]), Want: plain(of["want"]), Diff: plain(of["diff"]), Suggestion: plain(of["suggestion"]),
			})
		}
		f.Shadow, _ = row[27].(bool)
		column, err := whole(row[29])
		if err != nil {
			return err
		}
		f.Column = int(column)
		findings = append(findings, f)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read findings of %s: %w", period, err)
	}
	return findings, nil
}

// Explanations gives what districts wrote into their lists, by submission.
func (d *DB) Explanations(ctx context.Context) (map[int64][]hengji.Explanation, error) {
	said := map[int64][]hengji.Explanation{}
	const columns = `submission, finding, explanation, sheet, "row", column_number, about_sheet, about_cells, about_rule`
	err := eachRow(ctx, d.conn, "SELECT "+columns+" FROM dq.explanation ORDER BY rowid", func(_ []resultColumn, row []any) error {
		if row == nil { // the call that tells the columns
			return nil
		}
		var numbers [3]int64
		for i, at := range []int{0, 4, 5} {
			var err error
			if numbers[i], err = whole(row[at]); err != nil {
				return err
			}
		}
		e := hengji.Explanation{
			Text: plain(row[2]), Sheet: plain(row[3]), Row: int(numbers[1]), Column: int(numbers[2]),
			About: hengji.ListLine{Sheet: plain(row[6]), Cells: plain(row[7]), Rule: hengji.RuleID(plain(row[8]))},
		}
		list := said[numbers[0]]
		if last := len(list) - 1; last < 0 || list[last].Sheet != e.Sheet || list[last].Row != e.Row {
			list = append(list, e)
		}
		if finding := plain(row[1]); finding != "" {
			list[len(list)-1].Findings = append(list[len(list)-1].Findings, finding)
		}
		said[numbers[0]] = list
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read explanations: %w", err)
	}
	return said, nil
}

// Sheets gives the sheets of each workbook that was read, in their order.
func (d *DB) Sheets(ctx context.Context) (map[int64][]string, error) {
	sheets := map[int64][]string{}
	err := eachRow(ctx, d.conn, "SELECT submission, sheet FROM meta.sheet_account ORDER BY rowid", func(_ []resultColumn, row []any) error {
		if row == nil { // the call that tells the columns
			return nil
		}
		submission, err := whole(row[0])
		if err != nil {
			return err
		}
		sheets[submission] = append(sheets[submission], plain(row[1]))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read sheets: %w", err)
	}
	return sheets, nil
}

// SheetSum is what was read of one sheet: how many records, and the exact sum of
// each totalled field in form order.
type SheetSum struct {
	Submission int64
	Sheet      string
	Records    int64
	Sums       []string
}

// Sums counts and sums what was read of a form, for the echo in returns.
func (d *DB) Sums(ctx context.Context, form *hengji.Form) ([]SheetSum, error) {
	list := []string{"_submission", "_sheet", "count(*)"}
	for _, field := range form.Fields {
		if field.Totalled {
			list = append(list, "coalesce(sum("+name(field.Name)+"), 0)")
		}
	}
	var sums []SheetSum
	err := eachRow(ctx, d.conn, "SELECT "+strings.Join(list, ", ")+" FROM stg."+name(form.Name)+" GROUP BY ALL ORDER BY 1, 2", func(_ []resultColumn, row []any) error {
		if row == nil { // the call that tells the columns
			return nil
		}
		submission, err := whole(row[0])
		if err != nil {
			return err
		}
		records, err := whole(row[2])
		if err != nil {
			return err
		}
		one := SheetSum{Submission: submission, Sheet: plain(row[1]), Records: records}
		for _, value := range row[3:] {
			one.Sums = append(one.Sums, plain(value))
		}
		sums = append(sums, one)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("sum up %s: %w", form.Name, err)
	}
	return sums, nil
}
