package transform

import (
	"cmp"
	"slices"

	"hengji"
)

// headerDepth is how many rows a header may take: a group above a label, or a
// label broken over rows.
const headerDepth = 3

// header is where a form's labels stand in a table.
type header struct {
	first, last int           // sheet rows
	columns     []int         // of each field; 0 where it has no label
	labels      []headerLabel // all columns that have a label, ascending
	score       int           // fields found
}

// headerLabel is the label of one column.
type headerLabel struct {
	column, lastColumn int
	row                int    // of the cell that holds it
	text               string // with the groups above that it takes to be a label
	own                string // of its own cell
	label              label
	field              int // -1 where it matches none
	rank               rank
	wrongUnit          bool
	unit               string // that it names, or the group above it
}

// span is a text cell of the header region with its merge.
type span struct {
	column, lastColumn, lastRow int
	text                        string
	label                       label
}

// headerFinder looks for headers in the first rows of a sheet.
type headerFinder struct {
	sheet  *hengji.Sheet
	period string
	rows   []hengji.Row
	spans  [][]span
}

func newHeaderFinder(sheet *hengji.Sheet, rows []hengji.Row, period string) *headerFinder {
	f := &headerFinder{sheet: sheet, period: period, rows: rows, spans: make([][]span, len(rows))}
	if len(rows) == 0 {
		return f
	}
	last := rows[len(rows)-1].Number
	merges := map[[2]int]hengji.Range{}
	for _, m := range sheet.Merges {
		if m.FirstRow <= last {
			merges[[2]int{m.FirstRow, m.FirstColumn}] = m
		}
	}
	for i := range rows {
		row := &rows[i]
		for _, cell := range row.Cells {
			if cell.Kind != hengji.CellText || isBlankCell(&cell) {
				continue
			}
			s := span{column: int(cell.Column), lastColumn: int(cell.Column), lastRow: row.Number, text: trimText(cell.Text)}
			if m, merged := merges[[2]int{row.Number, s.column}]; merged {
				s.lastColumn, s.lastRow = m.LastColumn, m.LastRow
			}
			s.label = readLabel(relativeYears(s.text, period))
			f.spans[i] = append(f.spans[i], s)
		}
	}
	return f
}

// find gives the header of a form: the rows in which most of its labels stand.
// It is nil where fewer than two stand in one place (one, where the form has no
// more).
func (f *headerFinder) find(form *formPlan) *header {
	var best *header
	for i := range f.rows {
		known := 0 // labels of the form that stand in one cell
		for depth := 1; depth <= headerDepth && i+depth <= len(f.rows); depth++ {
			bottom := i + depth - 1
			if len(f.spans[bottom]) == 0 || f.rows[bottom].Number != f.rows[i].Number+depth-1 {
				break
			}
			grouped := depth > 1 && len(f.spans[bottom]) <= mostColumns && slices.ContainsFunc(f.spans[bottom-1], func(s span) bool { return s.lastColumn > s.column })
			for _, s := range f.spans[bottom] {
				if _, _, ok := form.find(s.label); ok || grouped && f.labelAt(form, i, bottom, s).field >= 0 {
					known++
				}
			}
			if known == 0 {
				continue // rows of data are nearly all there are, and say nothing here
			}
			h := f.read(form, i, depth)
			// Of two that find as much the lower one counts: what stands above is a title.
			if best == nil || h.score > best.score || h.score == best.score && h.last == best.last {
				best = h
			}
		}
	}
	if best == nil || best.score < min(2, len(form.fields)) {
		return nil
	}
	best.last = f.extend(form, best)
	return best
}

// extend gives the last row of a header whose cells are merged further down, or
// that has a row of units or column numbers below it.
func (f *headerFinder) extend(form *formPlan, h *header) int {
	last := h.last
	for i := range f.rows {
		if n := f.rows[i].Number; n < h.first || n > h.last {
			continue
		}
		for _, s := range f.spans[i] {
			if form.isCaption(s.label) {
				continue // 绩效指标 merged down beside a short table
			}
			if s.lastRow > last && s.lastRow < h.first+headerDepth+1 {
				last = s.lastRow
			}
		}
	}
	for i := range f.rows {
		if f.rows[i].Number == last+1 && isUnitOrNumberRow(&f.rows[i], h) {
			last++
		}
	}
	return last
}

// isUnitOrNumberRow is true of a row below the labels that holds nothing but units
// (万元, %) or the numbers of the columns (栏次, 1, 2, 3; 甲, 乙, 1).
func isUnitOrNumberRow(row *hengji.Row, h *header) bool {
	units, numbers, others, expected, named := 0, 0, 0, int64(0), false
	for _, cell := range row.Cells {
		if isBlankCell(&cell) {
			continue
		}
		folded := foldSpaces(cell.Text)
		if len(folded) > 20 {
			return false
		}
		folded = flatten(folded)
		value, isNumber := plainDecimal(folded)
		switch {
		case unitWords[folded] != "":
			units++
		case isNumber:
			n := int64(value / hengji.DecimalOne)
			if expected != 0 && n != expected {
				return false
			}
			expected = n + 1
			numbers++
		case slices.Contains([]string{"甲", "乙", "丙", "丁", "戊", "栏次", "列次", "序号", "行次"}, folded):
			others++
			named = named || folded == "栏次" || folded == "列次"
		default:
			return false
		}
	}
	return units > 0 && numbers == 0 && others == 0 || (numbers >= 3 || named && numbers > 0) && numbers+others+2 >= len(h.labels)
}

// read matches the labels of depth rows, beginning at rows[i], with a form.
func (f *headerFinder) read(form *formPlan, i, depth int) *header {
	h := &header{first: f.rows[i].Number, last: f.rows[i+depth-1].Number, columns: make([]int, len(form.fields))}
	bottom := i + depth - 1
	taken := map[int]bool{}
	for _, s := range f.spans[bottom] {
		h.add(form, f.labelAt(form, i, bottom, s))
		for c := s.column; c <= min(s.lastColumn, s.column+64); c++ {
			taken[c] = true
		}
	}
	for row := bottom - 1; row >= i; row-- {
		for _, s := range f.spans[row] {
			if !taken[s.column] {
				h.add(form, f.labelAt(form, i, row, s))
				taken[s.column] = true
			}
		}
	}
	slices.SortFunc(h.labels, func(a, b headerLabel) int { return cmp.Compare(a.column, b.column) })
	return h
}

// labelAt reads the label whose lowest part is s, with the groups above it: the
// longest reading that is a label of the form counts.
func (f *headerFinder) labelAt(form *formPlan, top, row int, s span) headerLabel {
	l := headerLabel{column: s.column, lastColumn: s.lastColumn, row: f.rows[row].Number, text: s.text, own: s.text, label: s.label, field: -1}
	text, unit := s.text, ""
	var joined []string
	for above := row - 1; above >= top; above-- {
		for _, group := range f.spans[above] {
			if s.column >= group.column && s.column <= group.lastColumn {
				text = group.text + text
				joined = append(joined, text)
				if unit == "" {
					unit = group.label.unit
				}
			}
		}
	}
	for n := len(joined) - 1; n >= -1; n-- {
		candidate := s.label
		if n >= 0 {
			candidate = readLabel(joined[n])
		}
		if hit, wrong, ok := form.find(candidate); ok {
			// （万元） over a group speaks of its amounts, not of the rate among them.
			if want := form.fields[hit.field].unit; candidate.unit == "" && moneyYuan[want] != 0 && moneyYuan[unit] != 0 {
				candidate.unit, wrong = unit, unit != want
			}
			l.field, l.rank, l.wrongUnit, l.unit = hit.field, hit.rank, wrong, candidate.unit
			if n >= 0 {
				l.text = joined[n]
			}
			return l
		}
	}
	if len(joined) > 0 && l.label.base == "" { // （万元） alone below 安排金额
		l.text, l.label = text, readLabel(text)
	}
	return l
}

// add puts a label into the header. Of two for one field the canonical label
// stands before an alias, and the first before the second.
func (h *header) add(form *formPlan, l headerLabel) {
	h.labels = append(h.labels, l)
	if l.field < 0 || h.columns[l.field] != 0 {
		return
	}
	h.columns[l.field] = l.column
	h.score++
}

// labelled counts the labels of a form layout in the first rows; none where the
// one that says whose it is is missing, as 填表人 and 联系电话 stand below every
// table.
func (f *headerFinder) labelled(form *formPlan) int {
	seen := map[int]bool{}
	for i := range f.spans {
		for _, s := range f.spans[i] {
			for _, piece := range form.pieces(s.text) {
				seen[piece.field] = true
			}
		}
	}
	for i, field := range form.fields {
		if field.field.Identifies == "region" && !seen[i] {
			return 0
		}
	}
	return len(seen)
}
