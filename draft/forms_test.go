package draft

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"hengji"
	"hengji/ingest"
	"hengji/samples/official"
	"hengji/samples/tier"
	"hengji/transform"
)

// forms are the official forms, each written to disk and drafted as an operator would,
// beside the shipped rules.
func forms(t *testing.T, use func(form official.Form, book string, d *Drafts)) {
	t.Helper()
	all, err := official.Read()
	if err != nil {
		t.Fatal(err)
	}
	rules, files := shipped(t)
	for i, form := range all {
		book := filepath.Join(t.TempDir(), form.Name+".xlsx")
		if err := form.Write(book); err != nil {
			t.Fatal(err)
		}
		d, err := From(Request{Rules: rules, Files: files, Reader: ingest.Reader{Limits: ingest.DefaultLimits()}, Period: form.Period(), Books: []string{book}, Name: fmt.Sprintf("own_%02d", i+1)})
		if err != nil {
			t.Fatal(err)
		}
		use(form, book, d)
	}
}

// score counts the fields of which label, type, unit, place and whether the form says that
// they must be filled in are as a person reads them. Misses name the others, and what the
// draft has besides.
func score(o official.Form, d *Drafts) (right int, misses []string) {
	var fields []*field
	if len(d.Forms) > 0 {
		fields = slices.Clone(d.Forms[0].fields)
		if in := d.Forms[0].inner; in != nil {
			fields = append(fields, in.fields...)
		}
	}
	for _, want := range o.Fields {
		at := slices.IndexFunc(fields, func(x *field) bool {
			row, column := place(x)
			return row == want.Row && column == want.Column && labelOf(x.label) == labelOf(want.Label)
		})
		if at < 0 {
			misses = append(misses, fmt.Sprintf("%s at row %d, column %s is not drafted", want.Label, want.Row, hengji.ColumnName(want.Column)))
			continue
		}
		x := fields[at]
		fields = slices.Delete(fields, at, at+1)
		got := official.Field{Label: want.Label, Kind: x.kind.String(), Unit: x.unit, Column: want.Column, Row: want.Row, Required: x.required && x.starred}
		if got != want {
			misses = append(misses, fmt.Sprintf("%+v, want %+v", got, want))
			continue
		}
		right++
	}
	for _, x := range fields {
		row, column := place(x)
		misses = append(misses, fmt.Sprintf("%s at row %d, column %d is no field", x.label, row, column))
	}
	return right, misses
}

// place is where a field's value stands; row 0 for a column.
func place(x *field) (row, column int) {
	if x.place != nil {
		return x.place.Row, x.place.Column
	}
	return 0, x.column
}

// labelOf folds a label as a person compares two.
func labelOf(text string) string {
	text = transform.RelativeLabel(text, "2021")
	return strings.NewReplacer(" ", "", "\n", "", "·", "", "其中", "", ":", "", "、", "", "（", "(", "）", ")", "：", "", "*", "").Replace(text)
}

// Of the official forms of other places nearly all fields are drafted as a person reads
// them, before anything is edited; what is no field counts as a miss too.
func TestOfficialFormsAreDraftedAsAPersonReadsThem(t *testing.T) {
	all, rights, n := 0, 0, 0
	forms(t, func(form official.Form, _ string, d *Drafts) {
		right, misses := score(form, d)
		all, rights, n = all+right+len(misses), rights+right, n+1
		t.Logf("%s: %d of %d %s", form.Name, right, right+len(misses), strings.Join(d.Left, " "))
		for _, miss := range misses {
			t.Logf("    %s", miss)
		}
	})
	t.Logf("%d forms: %d of %d fields", n, rights, all)
	if n < 20 || rights*100 < all*95 {
		t.Errorf("%d of %d fields of %d forms are right; want 20 forms, and 95 of 100 fields", rights, all, n)
	}
}

// What a draft was made from is read by it, beside the others: each value from the cell that
// it stands in, and nothing is asked of anybody, but for a second table, which is told.
func TestOfficialFormsAreReadByTheirDrafts(t *testing.T) {
	all := &Drafts{}
	var read []official.Form
	var books []string
	forms(t, func(form official.Form, book string, d *Drafts) {
		if len(d.Forms) != 1 {
			t.Errorf("%s: %d drafts, %v", form.Name, len(d.Forms), d.Left)
			return
		}
		all.Forms, read, books = append(all.Forms, d.Forms[0]), append(read, form), append(books, book)
	})
	rules := beside(t, all)
	for i, own := range all.Forms {
		readByItsDraft(t, rules, read[i], own, books[i])
	}
}

func readByItsDraft(t *testing.T, rules *hengji.Rules, form official.Form, own *Form, book string) {
	t.Helper()
	result := readIn(t, rules, book, form.Period())
	for _, f := range result.Findings {
		if own.left(f.Row) && f.Rule == hengji.RuleCellUnreadFigures {
			continue
		}
		if strings.HasPrefix(f.Form, "own") && f.Severity != hengji.Notice || f.Sheet == form.Name && f.Form == "" {
			t.Errorf("%s: %s!%s %s %s", form.Name, f.Sheet, f.Cell, f.Rule, f.Message)
		}
	}
	for _, x := range own.fields {
		at := slices.IndexFunc(result.Cells, func(c hengji.FieldCell) bool { return c.Form == own.Name && c.Field == x.name })
		if at < 0 {
			t.Errorf("%s: %s is not found again", form.Name, x.label)
			continue
		}
		row, column := place(x)
		if cell := result.Cells[at]; x.place != nil && x.values[0].Text != "" && (cmp.Or(cell.CellRow, cell.Row) != row || cell.Column != column) {
			t.Errorf("%s: %s is read at %s, drafted at %s", form.Name, x.label, hengji.CellName(cell.CellRow, cell.Column), hengji.CellName(row, column))
		}
	}
}

// A sheet a project, or a workbook a region, is one form of as many records; what every
// one of three has filled in must be.
func TestSheetsOfOneFormAreOneDraft(t *testing.T) {
	sheet := func(f *excelize.File, name, project string, wan float64) error {
		rows := [][]any{{"示例验收表"}, {"项目名称", project, "承担单位", "示例公司" + name}, {"项目经费（万元）", wan, "验收日期", "2021-05-0" + name}, {"验收意见", "通过", "备注"}}
		_, err := f.NewSheet(name)
		for i, row := range rows {
			err = errors.Join(err, f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row))
		}
		return err
	}
	several := made(t, "", func(f *excelize.File) error {
		return errors.Join(sheet(f, "1", "示例项目甲", 10), sheet(f, "2", "示例项目乙", 20.5), f.DeleteSheet("Sheet1"))
	})
	other := made(t, "", func(f *excelize.File) error {
		return errors.Join(sheet(f, "3", "示例项目丙", 0), f.DeleteSheet("Sheet1"))
	})
	rules, files := shipped(t)
	d, err := From(Request{Rules: rules, Files: files, Reader: ingest.Reader{Limits: ingest.DefaultLimits()}, Period: "2021", Books: []string{several, other}, Name: "own"})
	if err != nil || len(d.Forms) != 1 {
		t.Fatalf("%d drafts, %v, %v", len(d.Forms), d.Left, err)
	}
	var got []string
	for _, x := range d.Forms[0].fields {
		got = append(got, fmt.Sprintf("%s %s %s %v", x.label, x.kind, x.unit, x.required))
	}
	want := []string{"项目名称 string  true", "承担单位 string  true", "项目经费（万元） number 万元 true", "验收日期 date  true", "验收意见 string  true", "备注 string  false"}
	if !slices.Equal(got, want) {
		t.Errorf("drafted %q, want %q", got, want)
	}
	all := beside(t, d)
	if form := all.Form("own"); !form.Repeats {
		t.Error("a workbook has two such sheets, the draft reads one")
	}
	result, n := read(t, all, several), 0
	for _, one := range result.Accounts {
		if one.Form == "own" && one.Read > 0 {
			n++
		}
	}
	if n != 2 {
		t.Errorf("%d sheets read, want 2: %v", n, result.Findings)
	}
}

// Whatever stands in a sheet, what is drafted of it loads beside the other rules, cases too,
// and reads the sheet.
func TestWhateverIsDraftedLoads(t *testing.T) {
	words := []string{"项目名称", "主管部门：", "", "年度资金总额", "10", "绩效指标", "其中：财政拨款", "一、概况", "注：见附件", "填表人：示例 联系电话：1", "□是 □否", "年 月 日", "执行率（%）", "示例公司", "合计", ":::", "：", "（万元）", "*编号"}
	draws := 4
	if tier.All {
		draws = 200
	}
	for seed := range draws {
		r := rand.New(rand.NewPCG(1, uint64(seed)))
		var rows [][]any
		for range r.IntN(40) + 2 {
			row := make([]any, r.IntN(12)+1)
			for j := range row {
				row[j] = words[r.IntN(len(words))]
			}
			rows = append(rows, row)
		}
		var merges []string
		for range r.IntN(20) {
			row, column := r.IntN(30)+1, r.IntN(10)+1
			merges = append(merges, hengji.CellName(row, column)+":"+hengji.CellName(row+r.IntN(4), column+r.IntN(4)))
		}
		book := typed(t, rows, merges...)
		if d := drafted(t, book); len(d.Forms) > 0 {
			read(t, beside(t, d), book)
		}
	}
}
