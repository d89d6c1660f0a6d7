package report

import (
	"fmt"
	"slices"
	"strings"

	"hengji"
	"hengji/report/inert"
)

// filled is the report with its figures in place: what the page and the .docx print,
// and what is left to do before.
type filled struct {
	Title, Office string
	Blocks        []paperBlock
	Own           []string // what the bureau has still to write
	Missing       []string // paragraphs without a figure that they should have
	Unprinted     []string // paragraphs and words that fell out, and why
}

// What a paper is made of.
type (
	paperBlock struct {
		Kind   string // h1 h2 h3 h4 p table sign
		Pieces []paperPiece
		Own    bool // the bureau has still to write it
		Table  *paperTable
		Gone   []string // names whose words fell out of it
	}
	paperPiece struct {
		Text   string
		None   bool // no figure
		Strong bool
		Link   string // to its working, "" where it has none
	}
	paperTable struct {
		Title, Held, Unit string
		Heads, Seconds    []paperHead // Seconds under those of Heads that have groups
		Rows              []paperRow
		Notes             []string
		Widths            []int // of the columns, in hundredths
		Wide              bool
	}
	paperHead struct {
		Text          string
		Rows, Columns int
	}
	paperRow struct {
		Total bool
		Cells []paperCell
	}
	paperCell struct {
		Text  string
		Class string // number, centre
		Link  string
	}
)

// Text is what a heading or a paragraph says.
func (b paperBlock) Text() string {
	var text strings.Builder
	if b.Own {
		text.WriteString(ownMark)
	}
	for _, one := range b.Pieces {
		text.WriteString(one.Text)
	}
	return text.String()
}

// ownMark stands before what the bureau has still to write.
const ownMark = "【待填】"

// fill puts the figures of a period into the text. tables are those of Marts, by name; links
// lead to the working of each.
func (e *Evaluation) fill(b hengji.Booklet, tables map[string]hengji.Table, links *Links) (*filled, error) {
	f := &filling{e, b, tables, links}
	p := &filled{Office: inert.OneLine(b.Office)}
	for _, one := range e.blocks {
		made, ok, err := f.block(one)
		if err != nil {
			return nil, err
		}
		switch {
		case !ok:
			if one.kind == "p" && !one.unless {
				p.Unprinted = append(p.Unprinted, fmt.Sprintf("没有“%s”：%s", one.when, inert.Cut(made.Text(), 80)))
			}
			continue
		case one.kind == "h1" && p.Title == "":
			p.Title = made.Text()
		case made.Own:
			p.Own = append(p.Own, made.Text())
		}
		for _, name := range made.Gone {
			p.Unprinted = append(p.Unprinted, fmt.Sprintf("没有“%s”，略去这句话：%s", name, inert.Cut(made.Text(), 80)))
		}
		if slices.ContainsFunc(made.Pieces, func(piece paperPiece) bool { return piece.None }) {
			p.Missing = append(p.Missing, made.Text())
		}
		p.Blocks = append(p.Blocks, made)
	}
	return p, nil
}

// block fills one block; ok is false where its condition keeps it off the paper.
func (f *filling) block(one block) (made paperBlock, ok bool, err error) {
	made, ok = paperBlock{Kind: one.kind, Own: one.own}, true
	if one.when != "" {
		_, there, err := f.value(one.when)
		if err != nil {
			return made, false, err
		}
		ok = there != one.unless
	}
	for _, piece := range one.pieces {
		printed, err := f.text(piece)
		if err != nil {
			return made, false, err
		}
		if printed == nil {
			made.Gone = append(made.Gone, piece.name)
		}
		made.Pieces = append(made.Pieces, printed...)
	}
	switch one.kind {
	case "table":
		t, err := f.table(one.mart, one.line)
		if err != nil {
			return made, false, err
		}
		made.Table = paperOf(f.Booklet, onlyColumns(t, one.only), f.links)
	case "sign":
		for i, otherwise := range []string{"编制单位", "制表日期"} {
			text, there := "", false
			if one.signed[i] != "" {
				if text, there, err = f.value(one.signed[i]); err != nil {
					return made, false, err
				}
			}
			if !there {
				text, _, _ = f.value(otherwise) // given: it cannot fail
			}
			made.Pieces = append(made.Pieces, paperPiece{Text: inert.OneLine(text)})
		}
	}
	return made, ok, nil
}

// onlyColumns leaves out of print what is not asked for; none asked for is all.
func onlyColumns(t hengji.Table, names []string) hengji.Table {
	if len(names) > 0 {
		t.Columns = slices.Clone(t.Columns)
		for i, c := range t.Columns {
			t.Columns[i].Unprinted = !slices.Contains(names, c.Name)
		}
	}
	return t
}

// paperOf sets a table for paper: the columns and notes of the workbook.
func paperOf(b hengji.Booklet, t hengji.Table, links *Links) *paperTable {
	columns := printedColumns(t)
	p := &paperTable{Title: t.Title, Held: heldBy(b, t), Unit: unitOf(t), Notes: (&summary{Booklet: b}).notes(t, columns)}
	p.heads(columns)
	for n, row := range t.Rows {
		last := t.Total && n == len(t.Rows)-1
		line := paperRow{Total: last, Cells: []paperCell{{Text: fmt.Sprint(n + 1), Class: "centre"}}}
		if last {
			line.Cells[0].Text = ""
		}
		for _, c := range columns {
			text := at(row, c.at)
			cell := paperCell{Text: inert.Lines(text)}
			switch {
			case c.Number && (text == "" && !last || absent(t, n)):
				cell = paperCell{Text: dash, Class: "centre"}
			case c.Number:
				cell = paperCell{grouping(text, c.placesOf(text)), "number", links.to(t, n, c.at)}
			case c.centred || last:
				cell.Class = "centre"
			}
			line.Cells = append(line.Cells, cell)
		}
		p.Rows = append(p.Rows, line)
	}
	return p
}

// heads sets the heads of the columns, those of a group under its name, and how wide
// the columns are.
func (t *paperTable) heads(columns []printedColumn) {
	deep := 1
	if slices.ContainsFunc(columns, func(c printedColumn) bool { return c.group != "" }) {
		deep = 2
	}
	t.Heads = append(t.Heads, paperHead{"序号", deep, 1})
	total := 6.0
	for i := 0; i < len(columns); {
		c := columns[i]
		if c.group == "" {
			t.Heads = append(t.Heads, paperHead{broken(c.name), deep, 1})
			total += c.wide
			i++
			continue
		}
		from := i
		for ; i < len(columns) && columns[i].group == c.group; i++ {
			t.Seconds = append(t.Seconds, paperHead{broken(columns[i].name), 1, 1})
			total += columns[i].wide
		}
		t.Heads = append(t.Heads, paperHead{c.group, 1, i - from})
	}
	t.Wide = total > uprightWidth
	t.Widths = []int{int(600 / total)}
	for _, c := range columns {
		t.Widths = append(t.Widths, int(c.wide*100/total))
	}
}

// grouping writes a number with thousands parted and so many decimals, as the
// workbook shows it. What is no number stays as it is.
func grouping(text string, places int) string {
	if !inert.IsNumber(text) || strings.ContainsAny(text, "eE") {
		return text
	}
	sign, digits := "", text
	if strings.HasPrefix(text, "-") {
		sign, digits = "-", text[1:]
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if places > 0 {
		whole += "." + fraction + strings.Repeat("0", max(places-len(fraction), 0))
	}
	return sign + whole
}
