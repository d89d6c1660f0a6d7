package night

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"hengji"
	"hengji/night/review"
	"hengji/report"
	"hengji/transform"
)

// Migrated is a filled workbook of any layout and edition, moved into the template of
// today's forms.
type Migrated struct {
	*Blank
	From    string           // the workbook, as given
	Refused *hengji.Refusal  // why it cannot be read; there is no template then
	Left    []hengji.Finding // of what stands in it and is not in the template, or not as it was typed
	Retype  []string         // labels of personal numbers, which are hidden once they are read
}

// Migrate reads a filled workbook as a night does, and types the values that it
// understands into the template of its reporter. region is whose workbook it is, ""
// where it tells itself. Mistakes of usage are a hengji.UsageError.
func Migrate(rules *hengji.Rules, period, region, out string, w review.Workbook) (*Migrated, error) {
	plan := transform.Prepare(rules)
	r := &moving{rules: rules, values: map[string][]map[string]string{}, read: map[valuePlace]bool{}, retype: map[string]bool{}}
	result, err := r.records(plan, period, w)
	var refused *hengji.Refusal
	if errors.As(err, &refused) {
		return &Migrated{From: w.File, Refused: refused}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", w.File, err)
	}
	code := result.Region
	for _, told := range []string{region, w.Folder} {
		if hit, match := plan.Region(told); code.Code == "" && match.Decides() {
			code = hit
		}
	}
	if code.Code == "" {
		code = plan.RegionInName(filepath.Base(w.File))
	}
	if code.Code == "" {
		return nil, hengji.UsageError{Err: fmt.Errorf("%s：不知道是哪个县市区的，请用 --region 写明", w.File)}
	}
	t := report.Template{Rules: rules, Period: period, Region: code, Records: r.values, EachProject: true}
	m := &Migrated{From: w.File, Blank: &Blank{Template: t, File: filepath.Join(out, t.FileName())}}
	for _, f := range result.Findings {
		if !r.read[valuePlace{f.Form, f.Sheet, f.Row, f.Field}] && !strings.HasPrefix(string(f.Rule), "TOTAL-") { // totals calculate themselves
			m.Left = append(m.Left, f)
		}
	}
	for _, form := range t.Forms() {
		for _, field := range form.Fields {
			if r.retype[form.Name+"."+field.Name] && !slices.Contains(m.Retype, field.Label) {
				m.Retype = append(m.Retype, field.Label)
			}
		}
	}
	return m, nil
}

// Print says what was moved into which file, and what was not.
func (m *Migrated) Print(w io.Writer) {
	var moved []string
	for _, form := range m.Forms() {
		if records := len(m.Records[form.Name]); records > 0 && form.Layout == hengji.LayoutTable {
			moved = append(moved, fmt.Sprintf("%s %d 行", form.Title, records))
		} else if records > 0 {
			moved = append(moved, form.Title)
		}
	}
	fmt.Fprintf(w, "%s → %s\n  已搬：%s。\n", filepath.Base(m.From), m.File, strings.Join(moved, "、"))
	if len(m.Retype) > 0 {
		fmt.Fprintf(w, "  请重填：%s（个人信息读入时已遮盖，不搬）。\n", strings.Join(m.Retype, "、"))
	}
	if len(m.Left) == 0 {
		fmt.Fprintln(w, "  各栏目的值都搬了，表外的说明不搬。请核对后再报送。")
		return
	}
	fmt.Fprintf(w, "  没有搬的 %d 处，请在新模板中补填或核对：\n", len(m.Left))
	for _, line := range report.Lines(m.Left, report.InkFor(w)) {
		fmt.Fprintf(w, "    %s\n", line)
	}
}

// MigrateAll moves the workbooks of files and says of each what was moved. It writes none
// where one cannot be read or would replace another file.
func MigrateAll(w io.Writer, s Settings, rules *hengji.Rules, files []string, region, out string) error {
	workbooks, _, missing := Reviewer(s, rules).OnDisk(files)
	if missing != nil {
		return hengji.UsageError{Err: missing}
	}
	var moved []*Migrated
	var blanks []*Blank
	for _, book := range workbooks {
		m, err := Migrate(rules, s.Period, region, out, book)
		if err != nil {
			return err
		}
		if m.Refused != nil {
			return fmt.Errorf("%s 读不了，没有写出任何文件：%w", m.From, m.Refused)
		}
		if slices.ContainsFunc(blanks, func(b *Blank) bool { return b.File == m.File }) {
			return hengji.UsageError{Err: fmt.Errorf("%s：又是 %s 的，请一次只搬一个", m.From, m.Region.Name)}
		}
		moved, blanks = append(moved, m), append(blanks, m.Blank)
	}
	if err := WriteBlanks(nil, blanks, nil); err != nil {
		return err
	}
	for _, m := range moved {
		m.Print(w)
	}
	return nil
}

// moving is what a workbook held.
type moving struct {
	rules  *hengji.Rules
	values map[string][]map[string]string // records by form: values by field, as templates take them
	read   map[valuePlace]bool
	retype map[string]bool // form.field
}

// valuePlace is where findings and records meet.
type valuePlace struct {
	form, sheet string
	row         int
	field       string
}

func (r *moving) records(plan *transform.Plan, period string, w review.Workbook) (_ *transform.Result, err error) {
	defer hengji.Catch(&err)
	submission, err := w.Open()
	if err != nil {
		return nil, err
	}
	submission.Folder = w.Folder
	pool := transform.NewPool(1)
	return plan.Workbook(submission, period, pool, func(batch *hengji.Batch) error {
		defer pool.Put(batch)
		for i, row := range batch.Rows {
			record := map[string]string{}
			for c, column := range batch.Form.Columns() {
				values := &batch.Columns[c]
				switch {
				case values.Null[i] || column.Code:
				case column.Field.Personal != "":
					r.retype[batch.Form.Name+"."+column.Name] = true
				default:
					record[column.Name] = typedText(values, i)
					r.read[valuePlace{batch.Form.Name, batch.Sheet, int(row), column.Name}] = true
				}
			}
			r.values[batch.Form.Name] = append(r.values[batch.Form.Name], record)
		}
		return nil
	})
}

// typedText is a value as a template's cell takes it.
func typedText(values *hengji.Column, i int) string {
	switch values.Kind {
	case hengji.Integer:
		return fmt.Sprint(values.Ints[i])
	case hengji.Number:
		return hengji.Decimal(values.Ints[i]).String()
	case hengji.Date:
		return time.Unix(values.Ints[i]*86_400, 0).UTC().Format(time.DateOnly)
	case hengji.Boolean:
		return map[int64]string{0: "否", 1: "是"}[values.Ints[i]]
	}
	return values.Texts[i]
}
