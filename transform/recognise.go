package transform

import (
	"strings"
	"unicode/utf8"

	"hengji"
)

// preambleRows is how many rows of a sheet are looked at for its title and
// header. Real forms have up to ten rows above the header; a guide pasted above
// the table has more.
const preambleRows = 60

// titleRows is how far down a title may stand.
const titleRows = 10

// silentSheets are sheets that workbooks carry for people or for their own
// drop-downs: nothing is missed by not reading them, and nothing said.
var silentSheets = []string{"填报说明", "填表说明", "填写说明", "说明", "使用说明", "目录", "代码表", "代码", "选项", "下拉选项", "下拉", "字典", "数据字典", "样例", "示例", "填报须知", "填表须知", "填写须知", "须知", "WPSREVIEW"}

func isSilent(name string) bool {
	folded := bareName(foldName(name))
	for _, silent := range silentSheets {
		if folded == silent {
			return true
		}
	}
	return false
}

// foldName folds a sheet's name or a title for comparison.
func foldName(text string) string { return flatten(foldSpaces(text)) }

// bareName leaves out what people put around a sheet's name: 附件2, a number, a
// year, (2), 最终版.
func bareName(folded string) string {
	s := strings.TrimLeft(folded, "0123456789.一二三四五六七八九十")
	for _, prefix := range []string{"附件", "附表", "附", "表"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			rest = strings.TrimLeft(rest, "0123456789一二三四五六七八九十ABCDEFGH")
			if rest != "" {
				s = rest
			}
			break
		}
	}
	s = strings.TrimLeft(s, "0123456789")
	for _, prefix := range []string{"年度", "年"} {
		s = strings.TrimPrefix(s, prefix)
	}
	for _, suffix := range []string{"最终版", "终稿", "定稿", "新", "修改"} {
		s = strings.TrimSuffix(s, suffix)
	}
	return strings.TrimRight(s, "0123456789")
}

// byName finds the form that a sheet's name means; nil where it means none.
func (p *Plan) byName(name string) *formPlan {
	folded := foldName(name)
	if f := p.names[folded]; f != nil {
		return f
	}
	if f := p.names[bareName(folded)]; f != nil {
		return f
	}
	if f := p.contained(folded, 31); f != nil {
		return f
	}
	// 自评表1, 自评表（智能装备）: of a form with a sheet a project the name goes on.
	for _, f := range p.forms {
		for _, name := range f.names {
			if f.form.Repeats && (strings.HasPrefix(folded, name) || strings.HasPrefix(bareName(folded), name)) {
				return f
			}
		}
	}
	return nil
}

// contained finds the one form whose name, of four characters or more, stands in
// a folded text that is not much longer. Of names inside each other the longest
// counts; two forms are none.
func (p *Plan) contained(folded string, more int) *formPlan {
	var found *formPlan
	longest := ""
	for _, f := range p.forms {
		for _, name := range f.names {
			n := utf8.RuneCountInString(name)
			if n < 4 || !strings.Contains(folded, name) || utf8.RuneCountInString(folded) > n+more {
				continue
			}
			switch {
			case found == nil || strings.Contains(name, longest):
				found, longest = f, name
			case found != f && !strings.Contains(longest, name):
				return nil
			}
		}
	}
	return found
}

// byTitle finds the form that the cells above the table name; nil where none or
// several are named, as in a table of contents.
func (p *Plan) byTitle(rows []hengji.Row) *formPlan {
	var found *formPlan
	for i := range rows {
		if rows[i].Number > titleRows {
			break
		}
		if countTexts(&rows[i]) > 2 {
			continue // a header or a form's line, no title
		}
		for _, cell := range rows[i].Cells {
			if cell.Kind != hengji.CellText || len(cell.Text) > longestLabel || strings.ContainsAny(cell.Text, "。；，") {
				continue // a sentence is no title: 二、绩效指标依据任务书填写。
			}
			folded := foldName(cell.Text)
			f := p.names[folded]
			if f == nil {
				f = p.contained(folded, 24)
			}
			switch {
			case f == nil:
			case found != nil && found != f:
				return nil
			default:
				found = f
			}
		}
	}
	return found
}

func countTexts(row *hengji.Row) int {
	n := 0
	for i := range row.Cells {
		if !isBlankCell(&row.Cells[i]) {
			n++
		}
	}
	return n
}

// isBlankCell is true of a cell that holds nothing but spaces.
func isBlankCell(cell *hengji.Cell) bool {
	return cell.Kind == hengji.CellText && cell.Flags&hengji.HasFormula == 0 && trimText(cell.Text) == ""
}

// recognised is what a sheet turned out to be.
type recognised struct {
	form   *formPlan // nil for none
	header *header   // of a table; nil where it has none
	weakly bool      // a form layout by its labels alone: nothing beside one that is named
}

// recognise finds a sheet's form by its name, its title or its header, in that
// order. A name that the header contradicts (two sheets swapped) gives way to
// the header.
func (p *Plan) recognise(sheet *hengji.Sheet, rows []hengji.Row, period string) recognised {
	finder := newHeaderFinder(sheet, rows, period)
	named := p.byName(sheet.Name)
	if named == nil {
		if isSilent(sheet.Name) {
			return recognised{}
		}
		named = p.byTitle(rows)
	}
	fallback := recognised{form: named}
	if named != nil {
		if named.form.Layout == hengji.LayoutForm {
			if named.inner == nil || named.evident(sheet, rows, period, true) > 0 {
				return recognised{form: named}
			}
		}
		if h := finder.find(named); h != nil && named.form.Layout == hengji.LayoutTable {
			if named.enough(h, h.score) {
				return recognised{form: named, header: h}
			}
			fallback.header = h
		}
	}
	if best := p.byLabels(finder, fallback); best.form != nil {
		return best
	}
	return fallback
}

// byLabels finds the form with the most labels of its own on the sheet, more than the
// fallback's header has; none where two forms have as many.
func (p *Plan) byLabels(finder *headerFinder, fallback recognised) recognised {
	best, tie, score := recognised{}, false, 0
	least := 3 // labels that two forms or a list of people do not share by chance
	if fallback.header != nil {
		least = fallback.header.score + 1
	}
	for _, f := range p.forms {
		h, n := (*header)(nil), 0
		switch {
		case f.outer != nil:
			continue
		case f.inner != nil:
			if n := f.evident(finder.sheet, finder.rows, finder.period, false); n > score {
				best, score, tie = recognised{form: f}, n, false
			}
			continue
		case f.form.Layout == hengji.LayoutForm:
			if fallback.form != nil {
				continue // a named table without its header is that, and no cover for its signatures
			}
			n = finder.labelled(f)
		default:
			if h = finder.find(f); h != nil {
				n = h.score
			}
		}
		if n < min(least, len(f.fields)) || !f.enough(h, n) {
			continue
		}
		switch {
		case n > score:
			best, score, tie = recognised{form: f, header: h, weakly: h == nil}, n, false
		case n == score:
			tie = tie || 2*n < len(f.fields)+len(best.form.fields)
			if len(f.fields) < len(best.form.fields) {
				best, tie = recognised{form: f, header: h, weakly: h == nil}, false
			}
		}
	}
	if tie {
		return recognised{}
	}
	return best
}

// evident counts the labels of a form with a table inside it; none where the
// table's header is missing, or what makes the form no mere table: all required
// labels and the grid, of a sheet that is named for the form one of the two.
func (f *formPlan) evident(sheet *hengji.Sheet, rows []hengji.Row, period string, named bool) int {
	inside := newInnerTable(f, sheet, rows, period)
	if inside.header == nil {
		return 0
	}
	l := layout{reader: reader{form: f}, grid: newGrid(sheet, rows, f, inside.rows, period)}
	seen := map[int]bool{}
	for _, p := range l.grid.places {
		for _, one := range p.pieces {
			seen[one.field] = true
		}
	}
	n, crossed, required := inside.header.score, len(f.form.GridRows) == 0, true
	for i, fp := range f.fields {
		switch {
		case fp.gridRow >= 0:
			// 总分 is crossed in any table with a total.
			if at, ok := l.crossing(fp); ok && !at.row.inner {
				n++
				crossed = true
			}
		case seen[i]:
			n++
		case fp.field.Required:
			required = false
		}
	}
	if crossed && required || named && (crossed || required) {
		return n
	}
	return 0
}

// enough reports whether so many labels make a form without its name: half of
// them, or all that are required.
func (f *formPlan) enough(h *header, n int) bool {
	if 2*n >= len(f.fields) {
		return true
	}
	required := 0
	for i, fp := range f.fields {
		if !fp.field.Required {
			continue
		}
		required++
		if h == nil || h.columns[i] == 0 {
			return false
		}
	}
	return required >= 2
}
