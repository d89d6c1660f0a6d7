package draft

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"hengji"
	"hengji/ingest"
	"hengji/transform"
)

// officialForm is a form of testdata/forms: the paper as it is printed, and by hand what a
// person reads in it.
type officialForm struct {
	name  string     // of the file, and of the sheet
	sheet [][]string // a text a cell; < is merged with the cell to its left, ^ with the one above
	truth []truth
	edits []string // what a person changes in the draft: "label: key = value"
}

// truth is one field of a form.
type truth struct {
	label, kind, unit string
	column            int
	row               int // 0 for a column of a table
	required          bool
}

func readOfficial(t *testing.T, file string) officialForm {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	form := officialForm{name: strings.TrimSuffix(filepath.Base(file), ".txt")}
	part := "sheet"
	for n, line := range strings.Split(strings.TrimRight(string(data), "\n"), "\n") {
		switch {
		case strings.HasPrefix(line, "# "):
		case line == "== fields" || line == "== edits":
			part = strings.TrimPrefix(line, "== ")
		case part == "sheet":
			cells := strings.Split(line, "|")
			for i := range cells {
				cells[i] = strings.ReplaceAll(strings.TrimSpace(cells[i]), `\n`, "\n")
			}
			form.sheet = append(form.sheet, cells)
		case part == "edits":
			form.edits = append(form.edits, line)
		case line != "":
			cells := strings.Split(line, "|")
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			if len(cells) < 4 {
				t.Fatalf("%s:%d: label | type | unit | place", file, n+1)
			}
			one := truth{label: cells[0], kind: cells[1], unit: cells[2], required: len(cells) > 4 && cells[4] == "required"}
			letters := strings.TrimRight(cells[3], "0123456789")
			one.column = hengji.ColumnNumber(letters)
			one.row, _ = strconv.Atoi(cells[3][len(letters):])
			form.truth = append(form.truth, one)
		}
	}
	return form
}

// write types the form into a workbook.
func (o officialForm) write(t *testing.T) string {
	t.Helper()
	return made(t, "", func(f *excelize.File) error {
		if err := f.SetSheetName("Sheet1", o.name); err != nil {
			return err
		}
		percent, err := f.NewStyle(&excelize.Style{NumFmt: 10})
		if err != nil {
			return err
		}
		for i, row := range o.sheet {
			for j, text := range row {
				cell := hengji.CellName(i+1, j+1)
				value := any(text)
				number, err := strconv.ParseFloat(strings.TrimPrefix(text, "%"), 64)
				switch {
				case text == "" || text == "<" || text == "^":
					continue
				case text[0] == '\'':
					value = text[1:]
				case err == nil:
					value = number
				}
				if err := f.SetCellValue(o.name, cell, value); err != nil {
					return err
				}
				if text[0] == '%' {
					if err := f.SetCellStyle(o.name, cell, cell, percent); err != nil {
						return err
					}
				}
			}
		}
		for _, m := range o.merges() {
			if err := f.MergeCell(o.name, hengji.CellName(m.FirstRow, m.FirstColumn), hengji.CellName(m.LastRow, m.LastColumn)); err != nil {
				return err
			}
		}
		return nil
	})
}

var yearOfForm = regexp.MustCompile(`20[0-9]{2}年`)

// period is the year that the form says it is of.
func (o officialForm) period() string {
	for _, row := range o.sheet {
		if year := yearOfForm.FindString(strings.Join(row, "")); year != "" {
			return year[:4]
		}
	}
	return "2021"
}

func (o officialForm) merges() []hengji.Range {
	at := func(i, j int) string {
		if i < len(o.sheet) && j < len(o.sheet[i]) {
			return o.sheet[i][j]
		}
		return ""
	}
	var merges []hengji.Range
	for i, row := range o.sheet {
		for j, text := range row {
			if text == "<" || text == "^" {
				continue
			}
			m := hengji.Range{FirstRow: i + 1, LastRow: i + 1, FirstColumn: j + 1, LastColumn: j + 1}
			for at(i, m.LastColumn) == "<" {
				m.LastColumn++
			}
			for at(m.LastRow, j) == "^" {
				m.LastRow++
			}
			if m.LastRow > m.FirstRow || m.LastColumn > m.FirstColumn {
				merges = append(merges, m)
			}
		}
	}
	return merges
}

// drafts drafts the form as an operator would, beside the shipped rules.
func (o officialForm) drafts(t *testing.T, book string) *Drafts {
	t.Helper()
	rules, files := shipped(t)
	d, err := From(Request{Rules: rules, Files: files, Reader: ingest.Reader{Limits: ingest.DefaultLimits()}, Period: o.period(), Books: []string{book}, Name: "own"})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// score counts the fields of which label, type, unit, place and whether they must be filled
// in are as a person reads them, and what the draft has besides; misses name the others.
func (o officialForm) score(d *Drafts) (right int, misses []string) {
	var fields []*field
	if len(d.Forms) > 0 {
		fields = slices.Clone(d.Forms[0].fields)
		if in := d.Forms[0].inner; in != nil {
			fields = append(fields, in.fields...)
		}
	}
	for _, want := range o.truth {
		at := slices.IndexFunc(fields, func(x *field) bool {
			if x.place != nil {
				return x.place.Row == want.row && x.place.Column == want.column && labelOf(x.label) == labelOf(want.label)
			}
			return want.row == 0 && x.column == want.column && labelOf(x.label) == labelOf(want.label)
		})
		if at < 0 {
			misses = append(misses, fmt.Sprintf("%s at %d,%d is not drafted", want.label, want.row, want.column))
			continue
		}
		x := fields[at]
		fields = slices.Delete(fields, at, at+1)
		got := truth{kind: x.kind.String(), unit: x.unit, required: x.required && x.starred}
		if got.kind != want.kind || got.unit != want.unit || got.required != want.required {
			misses = append(misses, fmt.Sprintf("%s is %s %q %v, want %s %q %v", want.label, got.kind, got.unit, got.required, want.kind, want.unit, want.required))
			continue
		}
		right++
	}
	for _, x := range fields {
		where := hengji.ColumnName(max(x.column, 1))
		if x.place != nil {
			where = hengji.CellName(x.place.Row, x.place.Column)
		}
		misses = append(misses, fmt.Sprintf("%s at %s is no field", x.label, where))
	}
	return right, misses
}

// labelOf folds a label as a person compares two.
func labelOf(text string) string {
	text = transform.RelativeLabel(text, "2021")
	return strings.NewReplacer(" ", "", "\n", "", "·", "", "其中", "", ":", "", "、", "", "（", "(", "）", ")", "：", "", "*", "").Replace(text)
}

// Of the official forms of other places nearly all fields are drafted as a person reads
// them, before anything is edited.
func TestOfficialFormsAreDraftedAsAPersonReadsThem(t *testing.T) {
	files, err := filepath.Glob("testdata/forms/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no forms: %v", err)
	}
	all, rights := 0, 0
	for _, file := range files {
		form := readOfficial(t, file)
		d := form.drafts(t, form.write(t))
		right, misses := form.score(d)
		extra := max(0, right+len(misses)-len(form.truth))
		all, rights = all+len(form.truth)+extra, rights+right
		t.Logf("%s: %d of %d, %d too many %s", form.name, right, len(form.truth), extra, strings.Join(d.Left, " "))
		for _, miss := range misses {
			t.Logf("    %s", miss)
		}
	}
	t.Logf("%d of %d", rights, all)
	if rights*100 < all*95 {
		t.Errorf("%d of %d fields are right, fewer than 95 of 100", rights, all)
	}
}

// What a draft was made from is read by it: each value by the field that a person reads it
// as, from the cell that it stands in, and without a word.
func TestOfficialFormsAreReadByTheirDrafts(t *testing.T) {
	files, _ := filepath.Glob("testdata/forms/*.txt")
	for _, file := range files {
		form := readOfficial(t, file)
		book := form.write(t)
		d := form.drafts(t, book)
		if len(d.Forms) == 0 {
			continue // told by the test above
		}
		result := readIn(t, beside(t, d), book, form.period())
		for _, f := range result.Findings {
			if left := d.Forms[0].left(); left > 0 && f.Row >= left && f.Rule == hengji.RuleCellUnreadFigures {
				continue // a second table: asked about, and told
			}
			if strings.HasPrefix(f.Form, "own") && f.Severity != hengji.Notice || f.Sheet == form.name && f.Form == "" {
				t.Errorf("%s: %s!%s %s %s", form.name, f.Sheet, f.Cell, f.Rule, f.Message)
			}
		}
		for _, x := range d.Forms[0].fields {
			if x.place == nil {
				continue
			}
			at := slices.IndexFunc(result.Cells, func(c hengji.FieldCell) bool { return c.Form == d.Forms[0].Name && c.Field == x.name })
			if at < 0 || cmp.Or(result.Cells[at].CellRow, result.Cells[at].Row) != x.place.Row || result.Cells[at].Column != x.place.Column {
				if at < 0 {
					t.Errorf("%s: %s is not found again", form.name, x.label)
					continue
				}
				if x.values[0].Text != "" {
					t.Errorf("%s: %s is read at %s, drafted at %s", form.name, x.label, hengji.CellName(result.Cells[at].CellRow, result.Cells[at].Column), hengji.CellName(x.place.Row, x.place.Column))
				}
			}
		}
	}
}
