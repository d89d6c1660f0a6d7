package transform

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"hengji"
)

// SurveyedLayout is what stands in a sheet whose labels stand beside or above their
// values.
type SurveyedLayout struct {
	Fields   []SurveyedPlace
	Captions []string // what stands between the labels and means nothing alone
	Table    *Survey  // the table inside; nil for none
	Caption  string   // beside that table or above it
	Rows     []hengji.Row
	Merges   []hengji.Range
	Left     [][2]int // first and last rows of further tables, which are not told apart
	Stray    []string // cells that are neither label nor value, by their names
}

// SurveyedPlace is a label and where its value stands.
type SurveyedPlace struct {
	Label       string // as it stands
	Group       string // the caption that it stands beside or under, "" for none
	Unit        string // that it names
	Above       string // that its caption names for amounts
	GridRow     string // with GridColumn instead of Label, where two labels meet
	GridColumn  string
	Below       bool // the value stands below its label
	InCell      bool // or behind it, in one cell
	Starred     bool // the form says that it must be filled in
	Row, Column int  // of the value
	Value       SurveyedValue
	second      bool // its label is one for sure, and stands behind another's value
}

const (
	layoutRows    = 300 // a form that is printed on a page or three
	layoutColumns = 60
)

// layoutSurveyor tells the labels of a form from its values.
type layoutSurveyor struct {
	*surveyor
	spots          map[[2]int]*spot
	starts         map[int][]*spot // those with a text, by their first row
	last           int             // last row
	width          int
	out            SurveyedLayout
	sure           int    // labels that their words say to be some
	heading        string // the last line of its own
	blocks         int    // label rows, grids and tables so far
	first          string
	title          string
	unit           string
	labels, values map[int]bool // columns in which they began
	caption        *spot        // a line of its own, last seen
}

// layout surveys the sheet as a form of labels and values; nil where it is none.
func (s *surveyor) layout() *SurveyedLayout {
	l := &layoutSurveyor{surveyor: s, spots: map[[2]int]*spot{}, starts: map[int][]*spot{}, labels: map[int]bool{}, values: map[int]bool{}}
	if !l.gather() {
		return nil
	}
	for row := 1; row <= l.last; {
		row = l.block(row)
	}
	named := 0
	for _, one := range l.out.Fields {
		if !one.InCell {
			named++
		}
	}
	if l.first == "table" || named < 2 || l.sure*2 < named {
		return nil
	}
	l.out.Rows, l.out.Merges = l.rows, l.sheet.Merges
	l.surveyor.out.Title, l.surveyor.out.Unit = cmp.Or(l.title, l.surveyor.out.Title), l.unit
	return &l.out
}

// beyond is true of a form that is no table with a header at a row: labels with values
// stand above that, or labels in two rows or more behind values.
func (s *SurveyedLayout) beyond(header int) bool {
	behind := map[int]bool{}
	for _, one := range s.Fields {
		switch {
		case one.InCell:
		case one.Row < header:
			return true
		case one.second:
			behind[one.Row] = true
		}
	}
	return len(behind) > 1
}

// gather makes the spots; false where the sheet is more than a form has.
func (l *layoutSurveyor) gather() bool {
	for i := range l.rows {
		row := &l.rows[i]
		for j := range row.Cells {
			if cell := &row.Cells[j]; !isBlankCell(cell) {
				if row.Number > layoutRows || int(cell.Column) > layoutColumns {
					return false
				}
				p := &spot{cell: cell, text: trimText(cell.Text), area: hengji.Range{FirstRow: row.Number, LastRow: row.Number, FirstColumn: int(cell.Column), LastColumn: int(cell.Column)}}
				l.spots[[2]int{row.Number, int(cell.Column)}] = p
				l.last, l.width = max(l.last, row.Number), max(l.width, int(cell.Column))
				l.starts[row.Number] = append(l.starts[row.Number], p)
				if cell.Kind == hengji.CellText {
					p.is = l.words.labelness(p.text)
				}
			}
		}
	}
	covered := 0
	for _, m := range l.sheet.Merges {
		if m.LastRow > layoutRows || m.LastColumn > layoutColumns {
			continue // a strip of colour
		}
		if covered += (m.LastRow - m.FirstRow + 1) * (m.LastColumn - m.FirstColumn + 1); covered > layoutRows*layoutColumns {
			return false // they overlap
		}
		p := l.spots[[2]int{m.FirstRow, m.FirstColumn}]
		if p == nil {
			p = &spot{}
		}
		p.area = m
		l.last, l.width = max(l.last, m.LastRow), max(l.width, m.LastColumn)
		for r := m.FirstRow; r <= m.LastRow; r++ {
			for c := m.FirstColumn; c <= m.LastColumn; c++ {
				l.spots[[2]int{r, c}] = p
			}
		}
	}
	return l.last > 0
}

// at is the spot that covers a cell, a blank one where nothing stands.
func (l *layoutSurveyor) at(row, column int) *spot {
	if p := l.spots[[2]int{row, column}]; p != nil {
		return p
	}
	return &spot{area: hengji.Range{FirstRow: row, LastRow: row, FirstColumn: column, LastColumn: column}}
}

// line is what stands in a row from left to right; blanks beside each other are one.
func (l *layoutSurveyor) line(row int) []*spot {
	var line []*spot
	for c := 1; c <= l.width; {
		p := l.at(row, c)
		c = p.area.LastColumn + 1
		if n := len(line); p.blank() && n > 0 && line[n-1].blank() && line[n-1].area.FirstRow == row && p.area.FirstRow == row {
			line[n-1] = &spot{area: hengji.Range{FirstRow: row, LastRow: min(p.area.LastRow, line[n-1].area.LastRow), FirstColumn: line[n-1].area.FirstColumn, LastColumn: p.area.LastColumn}}
			continue
		}
		line = append(line, p)
	}
	return line
}

// block reads what begins at a row, and gives the row behind it.
func (l *layoutSurveyor) block(row int) int {
	texts := l.starts[row]
	if len(texts) == 0 {
		return row + 1
	}
	if l.lineOfLabels(row, texts) {
		return row + 1
	}
	if len(texts) == 1 && l.alone(row, texts[0]) {
		return max(row, l.captionEnd(texts[0])) + 1
	}
	if h := l.headerAt(row); len(h) > 1 {
		if next := l.underHeader(row, h); next > row {
			return next
		}
	}
	l.pairs(row)
	return row + 1
}

func (l *layoutSurveyor) captionEnd(p *spot) int {
	if p.used {
		return p.area.LastRow
	}
	return p.area.FirstRow
}

func (l *layoutSurveyor) begin(what string) {
	l.first = cmp.Or(l.first, what)
	l.blocks++
}

// captionOf notes what stands between the labels.
func (l *layoutSurveyor) captionOf(p *spot) string {
	p.used = true
	text := labelText(p.text)
	if text != "" && utf8.RuneCountInString(text) <= 60 && !slices.Contains(l.out.Captions, text) {
		l.out.Captions = append(l.out.Captions, text)
	}
	l.caption = p
	return text
}

// pairs reads a row of labels, each with its value to the right.
func (l *layoutSurveyor) pairs(row int) {
	line, group := l.line(row), ""
	for i := 0; i < len(line); i++ {
		p := line[i]
		var next *spot
		if i+1 < len(line) {
			next = line[i+1]
		}
		switch {
		case p.blank(), p.used && p.area.FirstRow == row:
		case p.area.FirstRow < row: // merged down from above
			if slices.Contains(l.out.Captions, labelText(p.text)) {
				group = labelText(p.text)
			}
		case p.is != noLabel && l.isCaption(p, line[i+1:]), p.area.LastRow > row && l.isCaption(p, line[i+1:]):
			group = l.captionOf(p)
		case p.is == maybeLabel && next == nil && p.area.LastRow > row: // 照片
			l.captionOf(p)
		case p.is == noLabel || p.is == maybeLabel && (next == nil || next.is == sureLabel):
			l.stray(p)
		case next == nil || next.area.FirstRow < row:
			below := l.at(p.area.LastRow+1, p.area.FirstColumn)
			if below.area == (hengji.Range{FirstRow: p.area.LastRow + 1, LastRow: below.area.LastRow, FirstColumn: p.area.FirstColumn, LastColumn: p.area.LastColumn}) && below.is != sureLabel && p.is == sureLabel {
				l.below(p, below, group)
				continue
			}
			l.captionOf(p)
		default:
			l.pair(p, next, group)
			if i++; i+1 < len(line) && line[i+1].cell != nil && unitWords[flatten(foldSpaces(line[i+1].text))] != "" { // ____ 万元
				l.out.Fields[len(l.out.Fields)-1].Unit = unitWords[flatten(foldSpaces(line[i+1].text))]
				line[i+1].used = true
				i++
			}
		}
	}
}

func (l *layoutSurveyor) stray(p *spot) {
	if !p.used && len(l.out.Stray) < 20 && l.blocks > 0 {
		l.out.Stray = append(l.out.Stray, hengji.CellName(p.area.FirstRow, p.area.FirstColumn))
	}
}

// isCaption is true of a text beside which labels stand that have values of their own:
// merged down over rows of labels, or a label before a label and its value.
func (l *layoutSurveyor) isCaption(p *spot, rest []*spot) bool {
	if len(rest) == 0 {
		return false
	}
	next := rest[0]
	if l.alternates([]*spot{p, next}) && p.area.LastRow == p.area.FirstRow && (len(rest) < 4 || rest[2].is != sureLabel) {
		return false
	}
	if p.area.LastRow > p.area.FirstRow {
		if next.area.LastRow == p.area.LastRow && next.is != sureLabel {
			return false // its value, merged down beside it
		}
		texts, rows := 0, 0
		for row := p.area.FirstRow; row <= p.area.LastRow; row++ {
			beside := l.at(row, p.area.LastColumn+1)
			switch {
			case beside.area.FirstRow < row:
				continue
			case beside.is == sureLabel:
				return true
			case beside.is == maybeLabel && beside.area.LastColumn < l.width:
				texts++
			}
			rows++
		}
		return rows > 1 && texts == rows
	}
	return next.is == sureLabel && !next.used && next.area.FirstRow == p.area.FirstRow && len(rest)%2 == 0
}

func (l *layoutSurveyor) pair(p, value *spot, group string) {
	l.begin("pairs")
	if p.is == sureLabel {
		l.sure++
	}
	p.used, value.used = true, true
	if value.area.FirstRow == p.area.FirstRow {
		l.labels[p.area.FirstColumn], l.values[value.area.FirstColumn] = true, true
	}
	one := SurveyedPlace{Label: labelText(p.text), Group: group, Unit: readLabel(p.text).unit, Above: cmp.Or(readLabel(group).unit, readLabel(l.heading).unit), second: p.is == sureLabel && l.behindValue(p), Starred: isStarred(p.text), Row: value.area.FirstRow, Column: value.area.FirstColumn}
	if !value.blank() && !isUnticked(value.text) {
		one.Value = l.value(value.cell)
	}
	l.add(one)
}

// behindValue is true of a label to whose left a value stands in its row.
func (l *layoutSurveyor) behindValue(p *spot) bool {
	before := l.at(p.area.FirstRow, p.area.FirstColumn-1)
	return p.area.FirstColumn > 2 && before.used && before.is != sureLabel && before.area.FirstRow == p.area.FirstRow
}

// below reads a label whose value stands under it.
func (l *layoutSurveyor) below(p, value *spot, group string) {
	l.pair(p, value, group)
	l.out.Fields[len(l.out.Fields)-1].Below = true
}

// isUnticked is true of boxes of which nobody ticked one.
func isUnticked(text string) bool {
	return len(text) <= longestLabel && strings.ContainsAny(text, "□☐◻") && unticked.MatchString(strings.NewReplacer("☐", "□", "◻", "□").Replace(foldSpaces(text)))
}

func (l *layoutSurveyor) add(one SurveyedPlace) {
	if one.Label != "" || one.GridRow != "" {
		l.out.Fields = append(l.out.Fields, one)
	}
}

// labelText is a label in one line, without the spaces that spread it out and the colon.
func labelText(text string) string {
	text = removeSpaces(trimText(text))
	return strings.TrimRight(strings.TrimLeft(text, "*★☆※"), ":：*")
}
