// Package official has official forms of other places, by which the drafting of forms is
// judged. In come their texts, one a file; out go workbooks as they are printed, and what a
// person reads in each, written by hand. It knows nothing of what reads them.
package official

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"hengji"
)

//go:embed *.txt
var files embed.FS

// Form is an official form.
type Form struct {
	Name   string // of the file, and of the sheet
	Source string // who issued it, and where its layout is from
	Fields []Field
	Edits  [][2]string // what a person changes in the draft's files: old text, new text
	cells  [][]string  // < is merged with the cell to its left, ^ with the one above
}

// Field is what a person reads in a form.
type Field struct {
	Label    string
	Kind     string // as form files name it
	Unit     string
	Column   int // of the value
	Row      int // 0 for a column of a table
	Required bool
}

// Read gives all forms by their names.
func Read() ([]Form, error) {
	names, err := fs.Glob(files, "*.txt")
	if err != nil {
		return nil, fmt.Errorf("list official forms: %w", err)
	}
	var forms []Form
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read official form: %w", err)
		}
		form := Form{Name: strings.TrimSuffix(name, ".txt")}
		if err := form.read(string(data)); err != nil {
			return nil, fmt.Errorf("%s:%w", name, err)
		}
		forms = append(forms, form)
	}
	return forms, nil
}

func (f *Form) read(text string) error {
	part := ""
	for n, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		var cells []string
		for cell := range strings.SplitSeq(line, "|") {
			cells = append(cells, strings.ReplaceAll(strings.TrimSpace(cell), `\n`, "\n"))
		}
		source, isSource := strings.CutPrefix(line, "# ")
		before, after, isEdit := strings.Cut(line, " -> ")
		switch {
		case isSource:
			f.Source = source
		case strings.HasPrefix(line, "== "):
			part = line[3:]
		case part == "":
			f.cells = append(f.cells, cells)
		case part == "fields" && len(cells) > 3:
			one := Field{Label: cells[0], Kind: cells[1], Unit: cells[2], Required: len(cells) > 4 && cells[4] == "required"}
			letters := strings.TrimRight(cells[3], "0123456789")
			one.Column = hengji.ColumnNumber(letters)
			one.Row, _ = strconv.Atoi(cells[3][len(letters):]) // none for a column
			f.Fields = append(f.Fields, one)
		case part == "edits" && isEdit:
			f.Edits = append(f.Edits, [2]string{before, after})
		default:
			return fmt.Errorf("%d: neither a field (label | type | unit | cell) nor an edit (old -> new)", n+1)
		}
	}
	return nil
}

var year = regexp.MustCompile(`20[0-9]{2}年`)

// Period is the year that the form says it is of.
func (f *Form) Period() string {
	for _, row := range f.cells {
		if found := year.FindString(strings.Join(row, "")); found != "" {
			return found[:4]
		}
	}
	return "2021"
}

// Write types the form into a workbook: 'text, %0.98 with a percent format, plain numbers.
func (f *Form) Write(file string) error {
	book := excelize.NewFile()
	defer book.Close()
	percent, err := book.NewStyle(&excelize.Style{NumFmt: 10})
	if err != nil {
		return fmt.Errorf("write %s: %w", f.Name, err)
	}
	if err := book.SetSheetName("Sheet1", f.Name); err != nil {
		return fmt.Errorf("write %s: %w", f.Name, err)
	}
	for i, row := range f.cells {
		for j, text := range row {
			if text == "" || text == "<" || text == "^" {
				continue
			}
			cell, value := hengji.CellName(i+1, j+1), any(strings.TrimPrefix(text, "'"))
			if number, err := strconv.ParseFloat(strings.TrimPrefix(text, "%"), 64); err == nil {
				value = number
			}
			if err := book.SetCellValue(f.Name, cell, value); err != nil {
				return fmt.Errorf("write %s: %w", f.Name, err)
			}
			if text[0] == '%' {
				if err := book.SetCellStyle(f.Name, cell, cell, percent); err != nil {
					return fmt.Errorf("write %s: %w", f.Name, err)
				}
			}
		}
	}
	for _, m := range f.merges() {
		if err := book.MergeCell(f.Name, hengji.CellName(m.FirstRow, m.FirstColumn), hengji.CellName(m.LastRow, m.LastColumn)); err != nil {
			return fmt.Errorf("write %s: %w", f.Name, err)
		}
	}
	if err := book.SaveAs(file); err != nil {
		return fmt.Errorf("write %s: %w", f.Name, err)
	}
	return nil
}

func (f *Form) merges() []hengji.Range {
	at := func(row, column int) string {
		if row <= len(f.cells) && column <= len(f.cells[row-1]) {
			return f.cells[row-1][column-1]
		}
		return ""
	}
	var merges []hengji.Range
	for i, row := range f.cells {
		for j, text := range row {
			m := hengji.Range{FirstRow: i + 1, LastRow: i + 1, FirstColumn: j + 1, LastColumn: j + 1}
			for at(i+1, m.LastColumn+1) == "<" {
				m.LastColumn++
			}
			for at(m.LastRow+1, j+1) == "^" {
				m.LastRow++
			}
			if !slices.Contains([]string{"<", "^"}, text) && (m.LastRow > m.FirstRow || m.LastColumn > m.FirstColumn) {
				merges = append(merges, m)
			}
		}
	}
	return merges
}
