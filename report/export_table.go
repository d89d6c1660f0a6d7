package report

import (
	"fmt"
	"slices"
	"strings"

	"hengji"
	"hengji/report/inert"
	"hengji/report/sheet"
)

// How wide a sheet is in characters of its body font: what fits A4 upright and
// across. Tables narrower than a page are widened to it, up to half again.
const (
	uprightWidth = 84
	acrossWidth  = 128
	narrowest    = 60 // or the line of signatures would not fit
	widestText   = 34
)

// mostLinks is below what a sheet may have, 65 530.
const mostLinks = 60_000

// dash stands where there is no figure: nothing reported is not 0.
const dash = "—"

// printedColumn is a column as the sheet has it.
type printedColumn struct {
	hengji.TableColumn
	at          int    // in the rows of the table
	mixed       bool   // of several units: each value with its own decimals
	group, name string // "控制数", "项目数": neighbours of one group have a common head
	places      int    // decimals that show every value of the column
	wide        float64
	centred     bool // short texts alone
}

// printedColumns are the columns of a table that go on paper.
func printedColumns(t hengji.Table) []printedColumn {
	var columns []printedColumn
	for i, column := range t.Columns {
		if column.Unprinted {
			continue
		}
		c := printedColumn{TableColumn: column, at: i, name: heading(column)}
		if group, name, found := strings.Cut(c.name, "："); found {
			c.group, c.name = group, name
		}
		longest := 0
		for _, row := range t.Rows {
			longest = max(longest, inert.Width(inert.OneLine(at(row, i))))
			c.places = max(c.places, decimalsOf(at(row, i)))
		}
		c.mixed = slices.ContainsFunc(t.Columns, func(one hengji.TableColumn) bool { return one.Name == "unit" }) && !strings.HasSuffix(c.Name, "_wan")
		if c.places == 1 {
			c.places = 2 // 万元 with one decimal beside some with none look like a slip
		}
		head := 0
		for line := range strings.SplitSeq(broken(c.name), "\n") {
			head = max(head, inert.Width(line))
		}
		// Long heads are broken over lines, values never.
		c.wide = float64(max(longest+longest/4+2, min(head, 10)+2, 8))
		if !column.Number {
			c.wide = float64(max(min(longest+2, widestText), min(head, 12)+2, 8))
			c.centred = longest <= 12
		}
		columns = append(columns, c)
	}
	for i := range columns { // a group of one is no group
		same := func(j int) bool { return j >= 0 && j < len(columns) && columns[j].group == columns[i].group }
		if columns[i].group != "" && !same(i-1) && !same(i+1) {
			columns[i].name, columns[i].group = columns[i].group+"："+columns[i].name, ""
		}
	}
	return columns
}

// placesOf are the decimals that a value is printed with.
func (c printedColumn) placesOf(text string) int {
	if c.mixed {
		return decimalsOf(text)
	}
	return c.places
}

// broken puts a unit in brackets on a line of its own.
func broken(label string) string {
	if head, unit, found := strings.Cut(label, "（"); found && head != "" {
		return head + "\n（" + unit
	}
	return label
}

// decimalsOf counts the digits behind the point of a number.
func decimalsOf(text string) int {
	_, fraction, found := strings.Cut(text, ".")
	if !found || !inert.IsNumber(text) {
		return 0
	}
	return len(fraction)
}

// absent is true of rows of regions that have not reported: by the column reported,
// which every table by region has.
func absent(t hengji.Table, row int) bool {
	at := slices.IndexFunc(t.Columns, func(c hengji.TableColumn) bool { return c.Name == "reported" })
	return at >= 0 && !(t.Total && row == len(t.Rows)-1) && (t.Rows[row][at] == "否" || t.Rows[row][at] == "0")
}

// unitOf is the unit that a table of money states.
func unitOf(t hengji.Table) string {
	if slices.ContainsFunc(t.Columns, func(c hengji.TableColumn) bool { return strings.HasSuffix(c.Name, "_wan") && !c.Unprinted }) {
		return "单位：万元"
	}
	return ""
}

// table writes one table on a sheet of its own.
func (s *summary) table(t hengji.Table) {
	s.Sheet = s.book.Sheet(strings.TrimPrefix(t.Title, hengji.PeriodTitle(s.Period)))
	s.tables, s.tall = append(s.tables, s.Name), 0
	columns := printedColumns(t)
	if len(columns) == 0 {
		s.book.Fail(fmt.Errorf("print table %s: every column is unprinted", t.Name))
		return
	}
	s.last = len(columns) + 1 // 序号 in front
	total := 6.0
	for _, c := range columns {
		total += c.wide
	}
	landscape := total > uprightWidth*1.3 // upright it would be printed below 8 points
	room := float64(uprightWidth)
	if landscape {
		room = acrossWidth
	}
	stretch := max(min(max(room/total, 1), 1.5), narrowest/total)
	for i := range columns {
		columns[i].wide *= stretch
	}

	s.line(t.Title, sheet.Look{Font: titleFont, Size: 20, Across: "center", Bare: true}, 36)
	s.above(s.office()+heldBy(s.Booklet, t), unitOf(t), columns)
	s.heads(columns)
	headRow := s.Row

	for n := range t.Rows {
		s.body(t, columns, n, headRow)
	}
	if len(t.Rows) == 0 {
		s.line("没有数据", sheet.Look{Size: 11, Across: "center"}, 22)
	}
	lastRow := s.Row
	if t.Total {
		lastRow--
	}
	for _, note := range s.notes(t, columns) {
		s.note(note, total*stretch)
	}
	for _, note := range []string{s.absentNote(), s.pendingNote()} {
		if note == "" && !t.Department { // what is below stands in its row whether regions are missing or not
			s.line("", sheet.Look{Size: 10, Bare: true}, 18)
		}
	}
	s.Width(1, 6)
	for i, c := range columns {
		s.Width(i+2, c.wide)
	}
	page := pageRoom(!landscape, total*stretch)
	for _, chart := range t.Charts {
		drawn, height := s.chart(t, columns, chart, headRow+1, lastRow, total*stretch)
		if drawn == nil {
			continue
		}
		if s.tall+height+signatureHeight > page { // beside the table: on no page, nor over the end of one
			at := s.Row
			s.Row = headRow
			s.Chart(s.last+2, drawn)
			s.Row = at
			continue
		}
		s.below(drawn, height)
	}
	once := s.tall+signatureHeight <= page
	s.signature()
	s.Freeze(0, headRow)
	s.Print(sheet.Paper{Upright: !landscape, Once: once, Heads: [2]int{1, headRow}, Columns: s.last, Rows: s.Row, Foot: s.code})
}

// above writes the line over the header: whose figures on the left, in which unit
// on the right, in as many columns as that takes.
func (s *summary) above(held, unit string, columns []printedColumn) {
	if len(columns) < 2 {
		s.line(strings.TrimSpace(held+"　　"+unit), sheet.Look{Size: 11, Bare: true}, 20)
		return
	}
	right, room := s.last, columns[len(columns)-1].wide
	for room < float64(inert.Width(unit)+2) && right > 3 {
		right--
		room += columns[right-2].wide
	}
	s.Row++
	s.Text(1, held, sheet.Look{Size: 11, Bare: true})
	s.Merge(1, s.Row, right-1)
	s.Text(right, unit, sheet.Look{Size: 11, Across: "right", Bare: true})
	s.Merge(right, s.Row, s.last)
	s.Height(20)
}

// heads writes the header, in two rows where columns have a group.
func (s *summary) heads(columns []printedColumn) {
	look := sheet.Look{Font: headFont, Size: 11, Across: "center", Fill: headFill}
	grouped := slices.ContainsFunc(columns, func(c printedColumn) bool { return c.group != "" })
	first := s.Row + 1
	second := first
	if grouped {
		second++
	}
	tall := 1
	s.Row = first
	s.Paint(first, 1, second, s.last, look)
	s.Text(1, "序号", look)
	s.Merge(1, second, 1)
	for i := 0; i < len(columns); {
		c := columns[i]
		tall = max(tall, inert.LinesIn(broken(c.name), c.wide))
		if c.group == "" {
			s.Row = first
			s.Text(i+2, broken(c.name), look)
			s.Merge(i+2, second, i+2)
			i++
			continue
		}
		from := i
		for ; i < len(columns) && columns[i].group == c.group; i++ {
			s.Row = second
			s.Text(i+2, broken(columns[i].name), look)
			tall = max(tall, inert.LinesIn(broken(columns[i].name), columns[i].wide))
		}
		s.Row = first
		s.Text(from+2, c.group, look)
		s.Merge(from+2, first, i+1)
	}
	if grouped {
		s.Row = first
		s.Height(20)
	}
	s.Row = second
	s.Height(tall*16 + 6)
}

// body writes one row, of a table whose rows begin behind headRow.
func (s *summary) body(t hengji.Table, columns []printedColumn, n, headRow int) {
	s.Row++
	row := t.Rows[n]
	last := t.Total && n == len(t.Rows)-1
	missing := absent(t, n)
	look := sheet.Look{Size: 11, Bold: last}
	tall := 1
	centre := look
	centre.Across = "center"
	if last {
		s.Text(1, "", centre)
	} else {
		s.figure(1, fmt.Sprint(n+1), 0, centre)
	}
	for i, c := range columns {
		text := at(row, c.at)
		switch {
		case c.Number && (text == "" && !last || missing):
			s.Text(i+2, dash, centre)
		case c.Number:
			one := look
			one.Across = "right"
			s.figure(i+2, text, c.placesOf(text), one)
			if formula := formulaOf(t, columns, n, i, headRow); formula != "" {
				s.Formula(i+2, formula, text, sheet.Look{})
			}
			if link := s.links.to(t, n, c.at); link != "" && n*len(columns) < mostLinks {
				s.Lead(i+2, link)
			}
		default:
			one := look
			if c.centred || last {
				one.Across = "center"
			}
			s.Text(i+2, text, one)
			tall = max(tall, inert.LinesIn(text, c.wide))
		}
	}
	s.Height(max(20, tall*15+4))
}

// notes are the remarks below a table, numbered where there are several.
func (s *summary) notes(t hengji.Table, columns []printedColumn) []string {
	var notes []string
	candidates := []string{s.absentNote(), s.pendingNote(), balancedNote(columns)}
	if t.Department {
		candidates = candidates[2:]
	}
	for _, note := range candidates {
		if note != "" {
			notes = append(notes, note)
		}
	}
	for i := range notes {
		mark := "注："
		if len(notes) > 1 {
			mark = fmt.Sprintf("注%d：", i+1)
		}
		notes[i] = mark + notes[i]
	}
	return notes
}

func balancedNote(columns []printedColumn) string {
	var names []string
	for _, c := range columns {
		if c.Balanced {
			names = append(names, "“"+heading(c.TableColumn)+"”")
		}
	}
	if len(names) == 0 {
		return ""
	}
	return strings.Join(names, "") + "经舍位平衡（最大余额法），各行之和等于合计。"
}
