package transform

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"hengji"
)

// noteLine begins what is told to those who fill a form in.
var noteLine = regexp.MustCompile(`^(?:\(?注[0-9一二三]?[:.、]|备注:.{12,}|说明:|填[表报写]说明|填[表报]要求|[0-9]{1,2}[.、].{24,})`)

// headerAt gives the labels of a row under which values stand: labels beside each other up
// to the edge, behind a caption or a blank corner; nil where the row has none.
func (l *layoutSurveyor) headerAt(row int) []*spot {
	var run []*spot
	sure, corner := 0, false
	for _, p := range l.line(row) {
		switch {
		case p.area.FirstRow < row, p.blank() || p.is == noLabel:
			switch {
			case len(run) == 1 && p.blank() && !corner:
				run, sure, corner = nil, 0, true // a caption before a blank corner
			case len(run) > 0 && p.area.FirstRow == row:
				return nil // a value behind a label
			}
		default:
			run = append(run, p)
			if p.is == sureLabel {
				sure++
			}
		}
	}
	// The first may be a caption: merged down further than the others, before a blank
	// corner or a row of labels.
	if len(run) > 1 && l.deep(run[0], run[1:]) {
		run = run[1:]
	}
	if len(run) < 2 || corner && !l.hasRowLabels(row+1, row+1, run[0].area.FirstColumn) || sure*4 < len(run)*3 || run[len(run)-1].area.LastColumn < l.width && !l.edge(row, run[len(run)-1]) {
		return nil
	}
	if l.alternates(run) {
		return nil
	}
	for i := 1; i < len(run); i++ {
		if run[i].area.FirstColumn != run[i-1].area.LastColumn+1 {
			return nil
		}
	}
	return run
}

// alternates is true of texts in columns that held labels and values by turns above.
func (l *layoutSurveyor) alternates(run []*spot) bool {
	if first := run[0]; len(run) > 1 {
		if under := l.at(first.area.LastRow+1, first.area.FirstColumn); !under.blank() && under.is == noLabel && under.area.FirstColumn == first.area.FirstColumn && under.area.LastColumn == first.area.LastColumn && under.area.FirstRow > first.area.LastRow {
			return false // what stands below is no further label
		}
	}
	for i, p := range run {
		if under := l.at(p.area.LastRow+1, p.area.FirstColumn); i > 0 && i%2 == 0 && !under.blank() && under.cell.Kind == hengji.CellNumber {
			return false // no label is a number
		}
		if i%2 == 0 && !l.labels[p.area.FirstColumn] || i%2 == 1 && (!l.values[p.area.FirstColumn] || l.labels[p.area.FirstColumn]) {
			return false
		}
	}
	return true
}

// edge is true where nothing stands right of a spot in its row and the one below.
func (l *layoutSurveyor) edge(row int, p *spot) bool {
	for c := p.area.LastColumn + 1; c <= l.width; c++ {
		if !l.at(row, c).blank() || !l.at(row+1, c).blank() {
			return false
		}
	}
	return true
}

// deep is true of a text that is merged down over rows below all the others.
func (l *layoutSurveyor) deep(p *spot, others []*spot) bool {
	bottom := 0
	for _, other := range others {
		bottom = max(bottom, other.area.LastRow)
	}
	return p.area.LastRow > bottom
}

// captionLeft is the text left of a header that is merged down beside it; nil for none.
func (l *layoutSurveyor) captionLeft(row int, h []*spot) *spot {
	for c := h[0].area.FirstColumn - 1; c >= 1; c-- {
		if p := l.at(row, c); !p.blank() {
			return p
		}
	}
	return nil
}

// underHeader reads what stands under a header: values, a grid, or a table. It gives the
// row behind that, or the header's own where it is no header after all.
func (l *layoutSurveyor) underHeader(row int, h []*spot) int {
	bottom := row
	for _, p := range h {
		bottom = max(bottom, p.area.LastRow)
	}
	leaves := l.leaves(h, &bottom)
	last := l.bodyEnd(bottom, leaves, h)
	caption := l.captionLeft(row, h)
	corner := h[0].area.FirstColumn > 1 && l.hasRowLabels(bottom+1, last, h[0].area.FirstColumn)
	labelled := !corner && l.blocks > 0 && l.moneyRows(bottom+1, last, h[0])
	switch {
	case last == bottom || l.isPairs(bottom+1, h) && !labelled && !corner:
		return row
	case corner || labelled:
		l.begin("grid")
		if labelled {
			caption, leaves = h[0], leaves[1:]
		}
		l.grid(bottom+1, last, leaves, caption)
		return last + 1
	case last == bottom+1 && len(l.starts[bottom+2]) >= 0 && l.singleBelow(bottom+1, h):
		l.begin("below")
		group := ""
		if caption != nil {
			group = l.captionOf(caption)
		}
		for _, p := range h {
			l.below(p, l.at(bottom+1, p.area.FirstColumn), group)
		}
		return last + 1
	}
	return l.table(row, last, h, caption)
}

// leaves are the lowest labels of a header of two rows.
func (l *layoutSurveyor) leaves(h []*spot, bottom *int) []*spot {
	var leaves []*spot
	for _, p := range h {
		var under []*spot
		if p.area.LastColumn > p.area.FirstColumn {
			for c := p.area.FirstColumn; c <= p.area.LastColumn; {
				q := l.at(p.area.LastRow+1, c)
				if q.blank() || q.is == noLabel || q.area.LastColumn > p.area.LastColumn {
					under = nil
					break
				}
				under = append(under, q)
				c = q.area.LastColumn + 1
			}
		}
		if len(under) < 2 {
			leaves = append(leaves, p)
			continue
		}
		leaves = append(leaves, under...)
		*bottom = max(*bottom, under[0].area.LastRow)
	}
	return leaves
}

// bodyEnd is the last row under a header that is divided as the header is.
func (l *layoutSurveyor) bodyEnd(bottom int, leaves, h []*spot) int {
	first := leaves[0].area.FirstColumn
	starts := map[int]bool{}
	for _, p := range leaves {
		starts[p.area.FirstColumn] = true
	}
	for row := bottom + 1; row <= l.last; row++ {
		line := l.line(row)
		total, crossing, spanning, any := false, false, 0, false
		for _, p := range l.starts[row] {
			if kind, exact := l.totals.totalLabel(p.text); p.cell.Kind == hengji.CellText && kind != noTotal && exact {
				total = true
			}
			any = true
			if p.area.FirstColumn >= first && !starts[p.area.FirstColumn] && l.within(p, leaves) == nil {
				crossing = true
			}
			if p.cell.Kind == hengji.CellText && (noteLine.MatchString(foldSpaces(p.text)) || l.words.linePieces(p.text) != nil || isEnd(p.text)) {
				return row - 1
			}
		}
		for _, p := range line {
			if p.area.FirstRow == row && p.area.LastColumn >= first && l.within(p, leaves) == nil && (!p.blank() || l.spots[[2]int{row, p.area.FirstColumn}] != nil && p.area.LastColumn > p.area.FirstColumn && l.merged1(row, p)) {
				spanning++
			}
		}
		switch {
		case total:
		case crossing || spanning > 0:
			return row - 1
		case !any && !l.ruled(row, leaves):
			return row - 1
		case l.headerAgain(row, h):
			return row - 1
		}
	}
	return l.last
}

// merged1 is true of a blank that is one merged cell, over several columns of a header.
func (l *layoutSurveyor) merged1(row int, p *spot) bool {
	return l.at(row, p.area.FirstColumn).area.LastColumn == p.area.LastColumn
}

// ruled is true of a blank row that is merged as the columns above it are, where more of
// the form follows; or inside what a caption is merged down over.
func (l *layoutSurveyor) ruled(row int, leaves []*spot) bool {
	for c := 1; c < leaves[0].area.FirstColumn; c++ {
		if p := l.at(row, c); p.area.FirstRow < row && !p.blank() {
			return true
		}
	}
	for _, p := range leaves {
		if q := l.at(row, p.area.FirstColumn); p.area.LastColumn > p.area.FirstColumn && q.area.FirstColumn == p.area.FirstColumn && q.area.LastColumn == p.area.LastColumn {
			return true
		}
	}
	return row < l.last && len(l.starts[row+1]) > 0 && len(l.starts[row-1]) > 0 || row == leaves[0].area.LastRow+1
}

// within is the label whose columns hold a spot.
func (l *layoutSurveyor) within(p *spot, leaves []*spot) *spot {
	for _, leaf := range leaves {
		if p.area.FirstColumn >= leaf.area.FirstColumn && p.area.LastColumn <= leaf.area.LastColumn {
			return leaf
		}
	}
	return nil
}

// headerAgain is true of a further row of labels up to the edge, or of labels and values
// in other columns.
func (l *layoutSurveyor) headerAgain(row int, h []*spot) bool {
	again := l.headerAt(row)
	return len(again) > 1 && len(again) >= len(h)-1 && !slices.ContainsFunc(again, func(p *spot) bool { return p.is != sureLabel })
}

// hasRowLabels is true where the rows have labels left of a column.
func (l *layoutSurveyor) hasRowLabels(first, last, column int) bool {
	n := 0
	for row := first; row <= last; row++ {
		if p := l.rowLabel(row, column); p != nil {
			n++
		}
	}
	return n > 0 && n*2 >= last-first+1
}

// rowLabel is the text that begins in a row next to the left of a column; nil for none.
func (l *layoutSurveyor) rowLabel(row, column int) *spot {
	for c := column - 1; c >= 1; c-- {
		if p := l.at(row, c); !p.blank() {
			if p.area.FirstRow == row && p.cell.Kind == hengji.CellText && utf8.RuneCountInString(foldSpaces(p.text)) <= 40 {
				return p
			}
			return nil
		}
	}
	return nil
}

// moneyRows is true where the first column of a header holds the names of sums of money.
func (l *layoutSurveyor) moneyRows(first, last int, p *spot) bool {
	rows, money := 0, 0
	for row := first; row <= last; row++ {
		one := l.at(row, p.area.FirstColumn)
		if one.blank() || one.area.FirstRow != row {
			continue
		}
		rows++
		if one.cell.Kind == hengji.CellText && amountRows.MatchString(one.text) && utf8.RuneCountInString(one.text) <= 20 {
			money++
		}
		for c := p.area.LastColumn + 1; c <= l.width; c++ {
			if q := l.at(row, c); !q.blank() && q.area.FirstRow == row && q.cell.Kind == hengji.CellText {
				if _, number := plainDecimal(strings.TrimSuffix(foldSpaces(q.text), "%")); !number && !l.missing[q.text] {
					return false
				}
			}
		}
	}
	word := flatten(foldSpaces(p.text))
	return rows >= 2 && !columnWords.MatchString(word) && (captionWords.MatchString(foldSpaces(p.text)) || money*3 >= rows*2)
}

// isPairs is true of a row of labels and values by turns: the next line of a form, and
// nothing that stands under a header.
func (l *layoutSurveyor) isPairs(row int, h []*spot) bool {
	line := l.line(row)
	if len(h) == 2 {
		p := l.at(row, h[0].area.FirstColumn)
		return p.is == sureLabel && p.area.FirstRow == row
	}
	sure := 0
	for i, p := range line {
		if (p.is == sureLabel) != (i%2 == 0) || p.area.FirstRow < row {
			return false
		}
		if p.is == sureLabel {
			sure++
		}
	}
	return sure > 1
}

// singleBelow is true of a row of values, one under each label, none of which is a label.
func (l *layoutSurveyor) singleBelow(row int, h []*spot) bool {
	return !slices.ContainsFunc(h, func(p *spot) bool {
		q := l.at(row, p.area.FirstColumn)
		return q.is == sureLabel
	})
}

// grid reads the cells where the labels of rows and of columns meet.
func (l *layoutSurveyor) grid(first, last int, columns []*spot, caption *spot) {
	group, unit := "", ""
	if caption != nil {
		group, unit = l.captionOf(caption), readLabel(caption.text).unit
	}
	for row := first; row <= last; row++ {
		label := l.rowLabel(row, columns[0].area.FirstColumn)
		if label == nil {
			continue
		}
		for c := 1; c < label.area.FirstColumn; c++ {
			if p := l.at(row, c); !p.blank() && p != caption && p.area.FirstColumn < label.area.FirstColumn && p.cell.Kind == hengji.CellText {
				group = l.captionOf(p)
			}
		}
		label.used = true
		for _, column := range columns {
			column.used = true
			p := l.at(row, column.area.FirstColumn)
			if p.area.FirstRow < row {
				continue // merged down from the row above
			}
			one := SurveyedPlace{GridRow: labelText(label.text), GridColumn: labelText(column.text), Group: group, Row: row, Column: column.area.FirstColumn, Above: unit, Starred: isStarred(label.text)}
			one.Unit = cmp.Or(readLabel(column.text).unit, readLabel(label.text).unit)
			if !p.blank() {
				p.used = true
				if p.cell.Kind == hengji.CellText && strings.Trim(p.text, "-—–*/") == "" {
					continue // printed: nothing is asked there
				}
				one.Value = l.value(p.cell)
			}
			l.add(one)
			l.sure++
		}
	}
}

// table reads the table inside the form: the first, or the largest, of several.
func (l *layoutSurveyor) table(row, last int, h []*spot, caption *spot) int {
	l.begin("table")
	if l.out.Table != nil {
		l.out.Left = append(l.out.Left, [2]int{row, last})
		return last + 1
	}
	group := ""
	if caption != nil {
		group = l.captionOf(caption)
	} else if l.caption != nil && l.caption.area.LastRow == row-1 {
		group = labelText(l.caption.text)
	}
	var rows []hengji.Row
	for i := range l.rows {
		if n := l.rows[i].Number; n >= row && n <= last {
			kept := l.rows[i]
			kept.Cells = slices.DeleteFunc(slices.Clone(kept.Cells), func(c hengji.Cell) bool {
				return int(c.Column) < h[0].area.FirstColumn && n < last && caption != nil
			})
			rows = append(rows, kept)
		}
	}
	s := &surveyor{sheet: l.sheet, rows: rows, words: l.words, finder: newHeaderFinder(l.sheet, rows, l.finder.period), missing: l.missing, totals: l.totals}
	s.below(s.header(0))
	s.out.Bare = slices.DeleteFunc(s.out.Bare, func(column int) bool { return column < h[0].area.FirstColumn })
	s.out.Unit, s.out.OfAll = cmp.Or(readLabel(group).unit, l.unit), readLabel(group).unit != ""
	l.out.Table, l.out.Caption = &s.out, group
	return last + 1
}
