package night

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"hengji"
	"hengji/ingest"
	"hengji/report"
	"hengji/samples/tier"
	"hengji/transform"
)

// A printed form of rows and columns, and the table inside it, are drawn from the form
// files: what is read of a workbook as the province prints it, typed into the template,
// reads the same, and nothing more is told of it than of the printed one.
func TestWhatStoodInAPrintedFormStandsInItsTemplate(t *testing.T) {
	n := aReviewer(t)
	typed := map[string][]byte{}
	for _, region := range []string{"市科技局", "衡山县"} {
		books, err := filepath.Glob("../samples/2021/inbox/" + region + "/*.xlsx")
		if err != nil || len(books) != 1 {
			t.Fatal(books, err)
		}
		printed, err := os.ReadFile(books[0])
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(books[0])
		stood := readBook(t, n.Rules, name, printed)
		code, _ := transform.Prepare(n.Rules).Region(region)
		blank := report.Template{Rules: n.Rules, Period: "2021", Region: code, EachProject: true}
		for _, sheet := range stood["self_evaluation"] {
			blank.Known = append(blank.Known, map[string]string{"project_name": sheet["project_name"].(string), "organisation": "由本单位改正"})
		}
		var book bytes.Buffer
		if err := report.TemplateWorkbook(&book, blank); err != nil {
			t.Fatal(err)
		}
		typed[name] = typedForms(t, blank, book.Bytes(), stood)
		reads := readBook(t, n.Rules, name, typed[name])
		if stood["cover"] == nil { // the template has one
			delete(reads, "cover")
		}
		if diff := cmp.Diff(stood, reads); diff != "" {
			t.Errorf("%s: what was typed reads otherwise (-stood +typed):\n%s", region, diff)
		}
	}
	if !tier.More { // what is read the same is judged the same
		return
	}
	var told []string
	for _, line := range judgedLines(t, n, typed) {
		told = append(told, strings.Join(strings.Fields(line)[:3], " "))
	}
	slices.Sort(told)
	want := []string{"explain DEPT-R10 市科技局", "explain DEPT-R16 市科技局"} // as of the samples
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// readBook gives the records of a workbook by form: values by field, blanks left out.
func readBook(t *testing.T, rules *hengji.Rules, name string, data []byte) map[string][]record {
	t.Helper()
	submission, err := ingest.Open(name, data, ingest.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	records := map[string][]record{}
	pool := transform.NewPool(1)
	_, err = transform.Prepare(rules).Workbook(submission, "2021", pool, func(batch *hengji.Batch) error {
		for i := range batch.Rows {
			r := record{}
			for c, column := range batch.Form.Columns() {
				values := batch.Columns[c]
				if values.Null[i] || column.Code {
					continue
				}
				switch column.Kind {
				case hengji.Text:
					r[column.Name] = values.Texts[i]
				case hengji.Integer:
					r[column.Name] = hengji.Decimal(values.Ints[i]) * hengji.DecimalOne
				case hengji.Number:
					r[column.Name] = hengji.Decimal(values.Ints[i])
				case hengji.Date:
					r[column.Name] = time.Unix(values.Ints[i]*86_400, 0).UTC()
				case hengji.Boolean:
					r[column.Name] = map[int64]string{0: "否", 1: "是"}[values.Ints[i]]
				}
			}
			records[batch.Form.Name] = append(records[batch.Form.Name], r)
		}
		pool.Put(batch)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// typedForms types records into a template as somebody does who looks for their labels.
func typedForms(t *testing.T, blank report.Template, book []byte, records map[string][]record) []byte {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, form := range blank.Forms() {
		for i, r := range records[form.Name] {
			sheet, line := form.Title, i
			if form.Repeats {
				sheet = fmt.Sprint(form.Title, i+1)
			}
			if form.Within != "" {
				outer := blank.Rules.Forms[slices.IndexFunc(blank.Rules.Forms, func(f *hengji.Form) bool { return f.Name == form.Within })]
				sheet = outer.Title
				if outer.Repeats { // the record's sheet is that of its project
					of := slices.IndexFunc(records[outer.Name], func(o record) bool { return o["project_name"] == r["project_name"] })
					sheet = fmt.Sprint(outer.Title, of+1)
					line = 0
					for _, earlier := range records[form.Name][:i] {
						if earlier["project_name"] == r["project_name"] {
							line++
						}
					}
				}
			}
			rows, err := file.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range slices.Sorted(maps.Keys(r)) {
				field := form.Field(name)
				if field.Carried != "" || field.Identifies == "region" || field.Identifies == "period" || field.Identifies == "version" {
					continue
				}
				cell := placeToType(rows, form, field, line)
				if cell == "" {
					t.Fatalf("%s has no place for %s", sheet, field.Label)
				}
				if err := open(file, sheet, cell); err != nil {
					t.Fatal(err)
				}
				if err := enter(file, sheet, cell, r[name]); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var out bytes.Buffer
	if err := file.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// placeToType is the cell that a field's labels point to, for the record of a line.
func placeToType(rows [][]string, form *hengji.Form, field *hengji.Field, line int) string {
	find := func(label string, before int) (row, column int) { // the last above before, or the first of all
		for i, cells := range rows {
			if at := slices.Index(cells, label); at >= 0 && (before == 0 || i+1 < before) {
				row, column = i+1, at+1
				if before == 0 {
					return row, column
				}
			}
		}
		return row, column
	}
	switch {
	case form.Layout == hengji.LayoutTable:
		if row, column := find(field.Label, 0); form.Within == "" && row > 0 {
			return hengji.CellName(row+1+line, column)
		}
		head, _ := find("三级指标", 0)
		if at := slices.Index(rows[head-1], field.Label); at >= 0 {
			return hengji.CellName(head+1+line, at+1)
		}
	case field.GridRow != "":
		row := 0
		for i, cells := range rows {
			if len(cells) > 0 && cells[0] == field.GridRow {
				row = i + 1
			}
		}
		if _, column := find(field.GridColumn, row); row > 0 && column > 0 {
			return hengji.CellName(row, column)
		}
	default:
		row, column := find(field.Label, 0)
		if row > 0 && field.Below {
			return hengji.CellName(row+1, column)
		}
		if row > 0 {
			return hengji.CellName(row, column+1)
		}
	}
	return ""
}
