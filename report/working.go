package report

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"

	"hengji"
	"hengji/report/inert"
)

// Working is how the figures of one row of a table come about: what the page shows that they
// lead to.
type Working struct {
	Table   string // the mart's name
	Page    string // its file, as Links names it
	Title   string // of the table and the row
	Row     []Fact // the row's other columns
	Figures []WorkingFigure
	Files   [][2]string // what the cells stand in, and its SHA-256
	Notes   []string
}

// WorkingFigure is one figure of the row.
type WorkingFigure struct {
	Column, Label  string
	Printed, Exact string // as the table prints it; as the database has it
	Words, Numbers string // the formula in words, and with its numbers
	Verdict        string // whether the cells come to it, a sentence
	Problems       []string
	Lists          []WorkingList
}

// WorkingList are the records of a term of the formula, those that a row of another table
// was made from below it.
type WorkingList struct {
	Title, Note string
	Table       hengji.Table
	Pages       []string // of each row: the page of its own working, "" where it has none
	Regions     []string // of each row: the region that it comes from
}

// openLines are as many as a list shows without being asked.
const openLines = 40

// WorkingPages makes the pages of workings, one after the other.
type WorkingPages struct {
	When    string                   // the moment of the data
	Above   []Fact                   // what leads back to where the figures stand
	Regions func(name string) string // the page of a region in the folder; nil: there is none
}

// Write makes one page of PagesFolder.
func (w WorkingPages) Write(one Working) ([]byte, error) {
	page := linkedPage{Policy: linkedPolicy, Style: template.CSS(linkedStyle), Script: template.JS(linkedScript), Title: short(one.Title, 200), When: inert.OneLine(w.When), Above: w.Above}
	row := linkedSection{ID: "row", Title: "这一行"}
	for _, fact := range one.Row {
		row.Facts = append(row.Facts, linkedFact{Name: short(fact.Name, 60), Value: short(fact.Value, 600)})
	}
	for _, f := range one.Figures {
		row.Facts = append(row.Facts, linkedFact{Name: short(f.Label, 60), Value: cmp.Or(short(f.Printed, 60), "（空）"), Link: "#" + f.Column})
	}
	if len(one.Figures) == 0 {
		row.Note = "这一行没有由单元格算出的数字，所依据的见上面的出处。"
	}
	page.Sections = append(page.Sections, row)
	for _, f := range one.Figures {
		page.Sections = append(page.Sections, w.figure(f))
	}
	if section := filesOf(one); len(section.Facts) > 0 || section.Note != "" {
		page.Sections = append(page.Sections, section)
	}
	var text bytes.Buffer
	if err := linkedTemplate.Execute(&text, page); err != nil {
		return nil, fmt.Errorf("make the page %s: %w", one.Page, err)
	}
	return text.Bytes(), nil
}

// figure is the section of one figure.
func (w WorkingPages) figure(f WorkingFigure) linkedSection {
	s := linkedSection{ID: f.Column, Title: short(f.Label, 100)}
	say := func(name, text, class string) {
		if text != "" {
			s.Facts = append(s.Facts, linkedFact{Name: name, Value: short(text, 2000), Class: class})
		}
	}
	say("表中印的", cmp.Or(f.Printed, "（空）"), "figure")
	if f.Exact != f.Printed {
		say("精确的值", f.Exact, "")
	}
	say("算式", f.Words, "")
	say("代入数字", f.Numbers, "")
	s.Note = short(f.Verdict, 300)
	for _, problem := range f.Problems {
		say("疑问", problem, "")
	}
	for _, list := range f.Lists {
		made := linkedList{Title: short(list.Title, 200), Note: short(list.Note, 300), Open: len(list.Table.Rows) <= openLines}
		if len(list.Table.Rows) > 0 {
			table := w.listed(list)
			made.Table = &table
		}
		s.Lists = append(s.Lists, made)
	}
	return s
}

// listed is a list of records whose heads lead on: to the working of a row of another table,
// or to the district that handed the cell in.
func (w WorkingPages) listed(list WorkingList) figures {
	n := -1
	table := figuresOf(list.Table, func([]string) string {
		n++ // rows are set one after the other
		if list.Pages[n] != "" || w.Regions == nil {
			return list.Pages[n]
		}
		return w.Regions(list.Regions[n])
	}, nil)
	table.Headed = true
	return table
}

// filesOf lists what the cells stand in.
func filesOf(one Working) linkedSection {
	s := linkedSection{ID: "files", Title: "来源文件"}
	for _, file := range one.Files {
		sum := file[1]
		if sum == "" {
			sum = "规则文件，不是工作簿"
		} else {
			sum = "SHA-256 " + sum
		}
		s.Facts = append(s.Facts, linkedFact{Name: short(file[0], 200), Value: sum})
	}
	for _, note := range one.Notes {
		s.Note += short(note, 300)
	}
	return s
}
