package transform

import (
	"sort"
	"strings"
	"unicode/utf8"

	"hengji"
)

// mostLayoutCells bounds what a form layout is looked through for its labels: a
// form that is printed on a page has a few hundred cells.
const mostLayoutCells = 20_000

// A line of a form carries a few labels (填表人：联系电话：填报日期：), each written
// with a few spaces inside. A cell full of colons or spaces is no such line, and
// costs no more than one.
const (
	mostColons = 12
	mostGaps   = 24
)

// piece is a label found in a cell, and the value that stands behind its colon
// in the same cell.
type piece struct {
	field  int
	value  string
	inCell bool // there was a value behind the colon
	rank   rank
}

// pieces reads a cell as one label (报送单位), as label and value (报送单位：耒阳市),
// or as several (填表人：张三　联系电话：…); nil where it does not begin with a label
// of the form. Spaces inside labels do not matter.
func (f *formPlan) pieces(text string) []piece {
	if len(text) > 4*longestLabel {
		return nil
	}
	if hit, ok := f.matchLabel(text); ok {
		return []piece{{field: hit.field, rank: hit.rank}}
	}
	var found []piece
	rest := strings.ReplaceAll(strings.ReplaceAll(text, "：", ":"), "﹕", ":")
	start := 0 // of the text behind the last label's colon
	for at, colons := 0, 0; at < len(rest) && colons < mostColons; colons++ {
		colon := strings.IndexByte(rest[at:], ':')
		if colon < 0 {
			break
		}
		colon += at
		at = colon + 1
		hit, from, ok := f.labelBefore(rest, start, colon)
		if !ok {
			if len(found) == 0 {
				return nil // text before the first label: a note
			}
			continue // a colon inside a value
		}
		if n := len(found); n > 0 {
			found[n-1].setValue(rest[start:from])
		} else if strings.Trim(rest[:from], " \t\r\n*★　") != "" {
			return nil
		}
		found = append(found, piece{field: hit.field, rank: hit.rank})
		start = colon + 1
	}
	if n := len(found); n > 0 {
		found[n-1].setValue(rest[start:])
	}
	return found
}

func (p *piece) setValue(text string) {
	p.value = strings.Trim(trimText(text), "_＿ ")
	p.inCell = p.value != ""
}

// matchLabel matches a whole text with a label; a remark in brackets behind it
// （盖章） does not count.
func (f *formPlan) matchLabel(text string) (fieldMatch, bool) {
	l := readLabel(text)
	if l.whole == "" {
		return fieldMatch{}, false
	}
	if hit, _, ok := f.find(l); ok {
		return hit, true
	}
	folded := strings.TrimRight(foldSpaces(text), ":")
	if open := strings.IndexAny(folded, "(["); open > 0 && strings.IndexAny(folded[open:], ")]") == len(folded)-open-1 {
		if hit, _, ok := f.find(readLabel(folded[:open])); ok {
			return hit, true
		}
	}
	return fieldMatch{}, false
}

// labelBefore finds the longest label that ends at a colon and begins behind
// start, at the start or after a gap.
func (f *formPlan) labelBefore(text string, start, colon int) (fieldMatch, int, bool) {
	segment := text[start:colon]
	if len(segment) > longestLabel {
		return fieldMatch{}, 0, false
	}
	if hit, ok := f.matchLabel(segment); ok {
		return hit, start, true
	}
	// 张三　　联系电话: every gap may be where the label begins.
	var begins []int
	for i, r := range segment {
		if isGap(r) || r == '；' || r == ';' || r == '，' || r == ',' || r == '_' {
			begins = append(begins, i+utf8.RuneLen(r))
		}
	}
	for _, i := range begins[max(0, len(begins)-mostGaps):] {
		if hit, ok := f.matchLabel(segment[i:]); ok {
			return hit, start + i, true
		}
	}
	return fieldMatch{}, 0, false
}

// place is a cell of a form layout.
type place struct {
	cell   hengji.Cell
	row    int
	area   hengji.Range // its merge, or itself
	pieces []piece
	used   bool // is a label, or was read as a value
	gridOf gridLabel
	aside  bool // a caption, a label of the grid, or inside the table: no field's label or value
	inner  bool // inside the table that the form encloses
}

// grid is the cells of a form layout by row and column.
type grid struct {
	places []*place
	rows   map[int][]*place
	order  []int

	rowLabels, columnLabels map[int][]*place // of the form's grid, by its row or column
	headers                 map[int][]*place // column labels of the form's grid, by sheet row
}

// newGrid gathers the cells of a form layout. In the rows of the table inside it
// only the labels of the form's own grid are looked for.
func newGrid(sheet *hengji.Sheet, rows []hengji.Row, form *formPlan, table hengji.Range, period string) *grid {
	g := &grid{rows: map[int][]*place{}, rowLabels: map[int][]*place{}, columnLabels: map[int][]*place{}, headers: map[int][]*place{}}
	merges := map[[2]int]hengji.Range{}
	for _, m := range sheet.Merges {
		merges[[2]int{m.FirstRow, m.FirstColumn}] = m
	}
	for i := range rows {
		number := rows[i].Number
		for _, cell := range rows[i].Cells {
			if isBlankCell(&cell) {
				continue
			}
			column := int(cell.Column)
			p := &place{cell: cell, row: number, area: hengji.Range{FirstRow: number, LastRow: number, FirstColumn: column, LastColumn: column}}
			if m, ok := merges[[2]int{number, column}]; ok {
				p.area = m
			}
			p.inner = table.LastRow > 0 && number >= table.FirstRow && number <= table.LastRow
			p.aside = p.inner
			if cell.Kind == hengji.CellText {
				form.label(p, period)
				g.note(p)
			}
			g.places = append(g.places, p)
			if len(g.rows[number]) == 0 {
				g.order = append(g.order, number)
			}
			g.rows[number] = append(g.rows[number], p)
		}
	}
	sort.Ints(g.order)
	g.besideCaptions(form)
	for _, p := range g.places {
		if p.gridOf.columnRank != noMatch && p.area.FirstColumn < p.area.LastColumn {
			g.split(p, form, period)
		}
	}
	return g
}

// besideCaptions reads labels that mean something only with the caption beside them: 姓名
// beside 项目负责人, merged down or in the same row.
func (g *grid) besideCaptions(form *formPlan) {
	if len(form.ignored) == 0 {
		return
	}
	for _, caption := range g.places {
		text := trimText(caption.cell.Text)
		if caption.cell.Kind != hengji.CellText || caption.inner || len(text) > longestLabel || !form.isCaption(readLabel(text)) {
			continue
		}
		for row := caption.row; row <= min(caption.area.LastRow, caption.row+mostBeside); row++ {
			for _, p := range g.rows[row] {
				if p.area.FirstColumn > caption.area.LastColumn && p.cell.Kind == hengji.CellText && len(p.cell.Text) <= longestLabel && !p.inner {
					form.beside(text, p, g)
				}
			}
		}
	}
}

// mostBeside bounds how many rows a caption speaks of.
const mostBeside = 60

// beside reads a cell as a label of what a caption says: the field's or the grid row's
// that is called both.
func (f *formPlan) beside(caption string, p *place, g *grid) {
	both := caption + trimText(p.cell.Text)
	if hit, ok := f.matchLabel(both); ok {
		p.pieces = []piece{{field: hit.field, rank: hit.rank}}
		p.gridOf, p.aside = gridLabel{row: -1, column: -1}, false
		return
	}
	if row := f.gridLabel(readLabel(both)); row.rowRank != noMatch {
		p.gridOf.row, p.gridOf.rowRank, p.aside = row.row, row.rowRank, true
		g.note(p)
	}
}

// split reads the second row of a header under a label that is merged over several
// columns: 合计 is that column itself, 其中：一般公共预算拨款 the column of both words.
func (g *grid) split(over *place, form *formPlan, period string) {
	last := over.area.LastColumn
	for _, p := range g.rows[over.area.LastRow+1] {
		text := trimText(p.cell.Text)
		if p.cell.Kind != hengji.CellText || p.gridOf.known() || len(p.pieces) > 0 || p.area.FirstColumn < over.area.FirstColumn || p.area.LastColumn > last {
			continue
		}
		of := over.gridOf
		if !isTotalWord(text) {
			if of = form.gridLabel(readLabel(relativeYears(trimText(over.cell.Text), period) + text)); of.columnRank == noMatch {
				of = form.gridLabel(readLabel(form.form.GridColumns[over.gridOf.column][0] + text)) // by the column's own name
			}
			over.area.LastColumn = min(over.area.LastColumn, max(p.area.FirstColumn-1, over.area.FirstColumn))
		}
		if of.row, of.rowRank = -1, noMatch; of.columnRank != noMatch {
			p.gridOf, p.aside = of, true
			g.note(p)
		}
	}
}

// mostCrossings bounds how often one label of the grid is looked at: a form has
// it once or twice.
const mostCrossings = 40

// note keeps the labels of the grid where they are looked for.
func (g *grid) note(p *place) {
	keep := func(in map[int][]*place, key int, known rank) {
		if known != noMatch && len(in[key]) < mostCrossings {
			in[key] = append(in[key], p)
		}
	}
	keep(g.rowLabels, p.gridOf.row, p.gridOf.rowRank)
	keep(g.columnLabels, p.gridOf.column, p.gridOf.columnRank)
	keep(g.headers, p.row, p.gridOf.columnRank)
}

// label finds what a cell says as a label: a field's, the grid's, or none.
func (f *formPlan) label(p *place, period string) {
	text := trimText(p.cell.Text)
	if moneyYuan[unitLine(text)] != 0 {
		p.aside = true // 单位：万元 stands at the end of a line, and is nobody's value
		return
	}
	if !p.inner {
		p.pieces = f.pieces(text)
	}
	if len(p.pieces) > 0 || len(text) > longestLabel {
		return
	}
	if relative := relativeYears(text, period); relative != text {
		if hit, ok := f.matchLabel(relative); ok && !p.inner {
			p.pieces = []piece{{field: hit.field, rank: hit.rank}}
			return
		}
		text = relative
	}
	if len(f.gridRows) == 0 && len(f.ignored) == 0 {
		return
	}
	l := readLabel(text)
	if p.gridOf = f.gridLabel(l); !p.gridOf.known() && !f.isCaption(l) {
		l = readLabel(unnumbered(text))
		p.gridOf = f.gridLabel(l)
	}
	p.aside = p.aside || p.gridOf.known() || f.isCaption(l)
}

// right is the next cell to the right of a label, in its row or, where the label
// is merged down, in one of its rows; nil for none.
func (g *grid) right(label *place) *place {
	for row := label.row; row <= min(label.area.LastRow, label.row+8); row++ {
		for _, p := range g.rows[row] {
			if int(p.cell.Column) > label.area.LastColumn {
				return p
			}
		}
	}
	return nil
}

// below is the cell under a label; nil for none.
func (g *grid) below(label *place) *place {
	for _, p := range g.rows[label.area.LastRow+1] {
		if column := int(p.cell.Column); column >= label.area.FirstColumn && column <= label.area.LastColumn {
			return p
		}
	}
	return nil
}

// under gives the cells below a label that belong to its text: the next one, and
// what follows it in further rows, as goals are listed, until a row that says
// something else.
func (g *grid) under(label *place) []*place {
	const most = 30
	var found []*place
	for row := label.area.LastRow + 1; row <= label.area.LastRow+most; row++ {
		var at *place
		for _, p := range g.rows[row] {
			if p.aside || len(p.pieces) > 0 && !(len(p.pieces) == 1 && p.pieces[0].inCell) {
				return found
			}
			if p.area.FirstColumn <= label.area.LastColumn && p.area.LastColumn >= label.area.FirstColumn && at == nil {
				at = p
			}
		}
		if at == nil {
			if len(found) > 0 || len(g.rows[row]) == 0 {
				return found
			}
			continue // only the neighbour's text goes on here
		}
		if len(at.pieces) > 0 {
			return found
		}
		found = append(found, at)
		row = max(row, at.area.LastRow)
	}
	return found
}

// isLabelRow is true of a row of two labels or more and nothing else, whose values
// stand below it; or of one beside a caption that is merged down over both rows.
func (g *grid) isLabelRow(row int) bool {
	labels, captions := 0, 0
	for _, p := range g.rows[row] {
		if p.aside {
			if p.area.LastRow > row {
				captions++ // 财政供养人员情况 beside them, merged down
			}
			continue
		}
		if len(p.pieces) != 1 || p.pieces[0].inCell {
			return false
		}
		labels++
	}
	if labels == 0 || labels+captions < 2 {
		return false
	}
	for _, p := range g.rows[row+1] {
		if len(p.pieces) > 0 {
			return false
		}
	}
	return len(g.rows[row+1]) > 0
}
