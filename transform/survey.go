package transform

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"hengji"
)

// Survey is what stands in a sheet of a form that no file declares, told apart as the
// rows of a declared one are. Why is not empty where no table with a header was seen;
// nothing else is said then.
type Survey struct {
	Title   string // the first single text above the header that ends with 表, or the last one
	OfAll   bool   // Unit is that of all figures: the caption of the table names it
	Unit    string // of amounts, where a line above the header names one; "" otherwise
	Header  int    // last row of the header
	Columns []SurveyedColumn
	Records []SurveyedRow
	Totals  []SurveyedRow
	Skipped []int           // rows below the header that are neither: groups, examples
	Bare    []int           // columns with values and without a label
	More    bool            // rows were left out: there are more than mostSurveyed
	Layout  *SurveyedLayout // of a form of labels and values; what is said of a table is empty then
	Why     string
}

// SurveyedColumn is a column with a label.
type SurveyedColumn struct {
	Column  int
	Label   string // as it stands, with the group above it where its own text stands twice
	Unit    string // that its label, the group above, or a row of units names
	Group   string // the labels above it, "" for none
	Merged  bool   // cells below the header are merged down
	Starred bool   // the header says that it must be filled in
}

// SurveyedRow is a row below the header; Values are in the order of the columns.
type SurveyedRow struct {
	Row    int
	Label  string // of a total row: the text that makes it one
	Values []SurveyedValue
}

// SurveyedValue is a cell and the kinds of field that would read it in silence; a blank
// one has no text.
type SurveyedValue struct {
	Text    string // as it is read: 2021-05-04, 12.5, texts without odd spaces
	Number  hengji.Decimal
	Numeric bool
	Date    bool
	Boolean bool // 是 or 否
	Percent bool // formatted as one
	AsText  bool // a cell of text
}

const (
	mostSurveyed = 5000 // records that are looked at
	mostColumns  = 200  // that a form of people has
	headerWithin = 30   // rows in which a header is looked for
)

// LabelKey folds a label as labels are compared, and gives the unit that it names.
func LabelKey(text string) (key, unit string) {
	l := readLabel(text)
	return l.base, l.unit
}

// RelativeLabel is a label as next year's form has it: 本年预算数 for 2021年预算数.
func RelativeLabel(text, period string) string { return relativeYears(text, period) }

// SurveySheet reads a sheet of a form that is not known. period is whose years labels
// name. The error is that of the sheet's rows.
func SurveySheet(sheet *hengji.Sheet, period string, words SurveyWords) (*Survey, error) {
	var rows []hengji.Row
	more := false
	for row, err := range sheet.Rows {
		if err != nil {
			return nil, err
		}
		if more = len(rows) == mostSurveyed+headerWithin; more {
			continue // to the end: whether the sheet is whole is known there
		}
		kept := *row
		kept.Cells = slices.Clone(row.Cells)
		rows = append(rows, kept)
	}
	s := &surveyor{sheet: sheet, rows: rows, finder: newHeaderFinder(sheet, rows[:min(len(rows), headerWithin)], period), missing: map[string]bool{}, words: words}
	for _, text := range words.Missing {
		s.missing[text] = true
	}
	s.totals.totals = map[string]bool{"合计": true, "总计": true, "小计": true, "共计": true, "总分": true}
	s.out.More = more
	s.read()
	return &s.out, nil
}

type surveyor struct {
	sheet   *hengji.Sheet
	rows    []hengji.Row
	finder  *headerFinder
	words   SurveyWords
	missing map[string]bool
	totals  formPlan               // nothing but the words of total rows
	down    map[int][]hengji.Range // merges down below the header, by column, ascending
	out     Survey
}

func (s *surveyor) read() {
	at := s.headerRow()
	if layout := s.layout(); layout != nil && (at < 0 || layout.beyond(s.rows[at].Number) || s.isPair(at, layout) || s.looksLikeForm(at)) {
		s.out.Layout = layout
		return
	}
	s.out = Survey{More: s.out.More}
	if at < 0 {
		s.out.Why = "没有看到表头（一行至少两个栏目名，下面是各条记录）"
		return
	}
	for _, spans := range s.finder.spans[:at] {
		for _, one := range spans {
			s.above(one, len(spans))
		}
	}
	last := s.header(at)
	if len(s.out.Columns) > mostColumns {
		s.out = Survey{Why: "栏目太多"}
		return
	}
	if s.isForm(last) {
		s.out = Survey{Why: "像是标签和值并排的表格，但分不清哪些是标签（请照 docs/add-a-form.md 自己写）"}
		return
	}
	s.below(last)
}

// below reads what stands below the header, whose last row is at last.
func (s *surveyor) below(last int) {
	s.merged()
	for i := last + 1; i < len(s.rows); i++ {
		if !s.row(&s.rows[i]) {
			break
		}
	}
}

// isPair is true of a row that a layout reads as a label and its value, and that is no
// header of columns: there are but two texts, or one that is no label.
func (s *surveyor) isPair(at int, layout *SurveyedLayout) bool {
	if !slices.ContainsFunc(layout.Fields, func(p SurveyedPlace) bool { return !p.InCell && !p.Below && p.Row == s.rows[at].Number }) {
		return false
	}
	spans := s.finder.spans[at]
	values := 0
	for _, one := range spans {
		if s.words.labelness(one.text) == noLabel {
			values++
		}
	}
	return len(spans) == 2 || values*3 >= len(spans)
}

// looksLikeForm is true where what stands below a header is merged as a form is.
func (s *surveyor) looksLikeForm(at int) bool {
	out := s.out
	defer func() { s.out = out }()
	s.out = Survey{}
	return s.isForm(s.header(at))
}

// above reads a text above the header: the title, or the unit of all amounts.
func (s *surveyor) above(one span, beside int) {
	folded := foldSpaces(one.text)
	if strings.Contains(folded, ":") {
		s.out.Unit = cmp.Or(unitLine(one.text), s.out.Unit)
		return
	}
	if beside == 1 && utf8.RuneCountInString(one.text) <= 60 && utf8.RuneCountInString(one.text) >= 3 {
		if !strings.HasSuffix(s.out.Title, "表") { // 附件1 stands above, a remark below
			s.out.Title = oneLine(one.text)
		}
	}
}

// headerRow is the first row that looks like labels: two texts or more, over more than
// half of the columns, each short, all different, none with a value behind a colon.
func (s *surveyor) headerRow() int {
	used := map[int]bool{}
	for i := range s.rows {
		for _, cell := range s.rows[i].Cells {
			if len(s.rows[i].Cells) > 1 && !isBlankCell(&cell) {
				used[int(cell.Column)] = true
			}
		}
	}
	for i, spans := range s.finder.spans {
		seen, covered := map[string]bool{}, 0
		good := len(spans) >= 2
		for _, one := range spans {
			folded := foldSpaces(one.text)
			_, value, colon := strings.Cut(folded, ":")
			good = good && one.label.base != "" && utf8.RuneCountInString(folded) <= 40 && (!colon || value == "" || isPartLabel(one.text))
			seen[one.label.whole] = true
			for c := one.column; c <= min(one.lastColumn, one.column+200); c++ {
				if used[c] {
					covered++
				}
			}
		}
		for _, cell := range s.rows[i].Cells {
			good = good && (cell.Kind == hengji.CellText || isBlankCell(&cell))
		}
		if good && len(seen) == len(spans) && covered*2 > len(used) {
			return i
		}
	}
	return -1
}

// header reads the labels from row at on, and gives the last row of the header.
func (s *surveyor) header(at int) int {
	top := s.rows[at].Number
	last, bottom := top, at
	for row := at; row < len(s.finder.spans) && s.rows[row].Number <= last; row++ {
		bottom = row
		for _, one := range s.finder.spans[row] {
			last = max(last, min(one.lastRow, top+headerDepth-1))
			if one.lastColumn > one.column && s.divided(one, row) {
				last = max(last, min(one.lastRow+1, top+headerDepth-1))
			}
		}
	}
	taken, own, groups := map[int]bool{}, map[string]int{}, map[int]string{}
	var labels []headerLabel
	for row := bottom; row >= at; row-- {
		for _, one := range s.finder.spans[row] {
			if taken[one.column] {
				continue
			}
			for c := one.column; c <= min(one.lastColumn, one.column+200); c++ {
				taken[c] = true
			}
			l := headerLabel{column: one.column, row: row, own: oneLine(one.text), text: oneLine(one.text), label: one.label, unit: one.label.unit}
			for above := row - 1; above >= at; above-- {
				for _, group := range s.finder.spans[above] {
					if one.column >= group.column && one.column <= group.lastColumn {
						l.text, l.unit = oneLine(group.text)+l.text, cmp.Or(l.unit, group.label.unit)
					}
				}
			}
			own[one.label.base]++
			labels = append(labels, l)
			groups[one.column] = strings.TrimSuffix(l.text, l.own)
		}
	}
	slices.SortFunc(labels, func(a, b headerLabel) int { return cmp.Compare(a.column, b.column) })
	for _, l := range labels {
		column := SurveyedColumn{Column: l.column, Label: l.own, Group: groups[l.column], Unit: l.unit, Starred: isStarred(l.own)}
		if own[l.label.base] > 1 || l.label.base == "" || isTotalWord(l.own) {
			column.Label = l.text
		}
		s.out.Columns = append(s.out.Columns, column)
	}
	for bottom+1 < len(s.rows) && s.isHintRow(&s.rows[bottom+1], &header{labels: labels}) {
		bottom++
		for i := range s.out.Columns {
			column := &s.out.Columns[i]
			if cell := s.rows[bottom].Cell(column.Column); cell != nil && column.Unit == "" {
				column.Unit = unitWords[flatten(foldSpaces(cell.Text))]
			}
		}
	}
	s.out.Header = s.rows[bottom].Number
	return bottom
}

// divided is true of a group above labels: two or more stand below it, side by side.
func (s *surveyor) divided(group span, row int) bool {
	n := 0
	for under := row + 1; under < len(s.finder.spans) && s.rows[under].Number <= group.lastRow+1; under++ {
		for _, one := range s.finder.spans[under] {
			if s.rows[under].Number == group.lastRow+1 && one.column >= group.column && one.lastColumn <= group.lastColumn && s.words.labelness(one.text) != noLabel {
				n++
			}
		}
	}
	return n > 1
}

// isHintRow is true of a row of units, of column numbers, or of hints how to fill it in.
func (s *surveyor) isHintRow(row *hengji.Row, h *header) bool {
	if isUnitOrNumberRow(row, h) {
		return true
	}
	hints := 0
	for _, cell := range row.Cells {
		if isBlankCell(&cell) {
			continue
		}
		if may, only := hintOf(cell.Text); !may {
			return false
		} else if only {
			hints++
		}
	}
	return hints > 0
}
