package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"hengji"
	"hengji/report/inert"
)

//go:embed evaluation.html
var evaluationText string

var evaluationTemplate = template.Must(template.New("evaluation").Parse(evaluationText))

// noFigure stands in a sentence where there is no figure.
const noFigure = "（暂无数据）"

// What the page is made of.
type (
	paperBlock struct {
		Kind   string
		Pieces []paperPiece
		Table  *paperTable
		Chart  template.HTML // BarChart escaped every text in it
		Title  string
	}
	paperPiece struct {
		Text string
		None bool
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
	}
)

// HTML writes the report as one printable page: A4, no script, nothing fetched.
// Every value is the one that the tables print, and where there is none the text
// says so. tables are those of Marts, by name.
func (e *Evaluation) HTML(w io.Writer, b hengji.Booklet, tables map[string]hengji.Table) error {
	page := struct {
		Title, Office, Held, Day string
		Blocks                   []paperBlock
	}{Office: b.Office, Held: heldWords(b), Day: b.MadeAt.Format("2006年1月2日")}
	for _, one := range e.blocks {
		if one.when != "" {
			_, ok, err := e.value(b, tables, one.when)
			if err != nil {
				return err
			}
			if ok == one.unless {
				continue
			}
		}
		p := paperBlock{Kind: one.kind}
		for _, piece := range one.pieces {
			text, none := piece.text, false
			if piece.name != "" {
				value, ok, err := e.value(b, tables, piece.name)
				if err != nil {
					return err
				}
				text, none = inert.OneLine(value), !ok
				if none {
					text = noFigure
				}
			}
			p.Pieces = append(p.Pieces, paperPiece{text, none})
		}
		if one.mart != "" {
			t, there := tables[one.mart]
			if !there {
				return fmt.Errorf("%s:%d: 已发布的数据库没有 mart.%s：请再运行一次 hengji run", e.file, one.line, one.mart)
			}
			if one.kind == "table" {
				p.Table = paperOf(b, t)
			} else {
				p.Title, p.Chart = chartOf(b, t, one.column)
			}
		}
		if one.kind == "h1" && page.Title == "" {
			for _, piece := range p.Pieces {
				page.Title += piece.Text
			}
		}
		page.Blocks = append(page.Blocks, p)
	}
	var text strings.Builder
	if err := evaluationTemplate.Execute(&text, page); err != nil {
		return fmt.Errorf("make %s: %w", EvaluationFile, err)
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// paperOf sets a table for paper: the columns and notes of the workbook.
func paperOf(b hengji.Booklet, t hengji.Table) *paperTable {
	columns := printedColumns(t)
	p := &paperTable{Title: t.Title, Held: heldBy(b, t), Unit: unitOf(t), Notes: (&summary{Booklet: b}).notes(t, columns)}
	grouped := slices.ContainsFunc(columns, func(c printedColumn) bool { return c.group != "" })
	deep := 1
	if grouped {
		deep = 2
	}
	p.Heads = append(p.Heads, paperHead{"序号", deep, 1})
	total := 6.0
	for i := 0; i < len(columns); {
		c := columns[i]
		if c.group == "" {
			p.Heads = append(p.Heads, paperHead{broken(c.name), deep, 1})
			total += c.wide
			i++
			continue
		}
		from := i
		for ; i < len(columns) && columns[i].group == c.group; i++ {
			p.Seconds = append(p.Seconds, paperHead{broken(columns[i].name), 1, 1})
			total += columns[i].wide
		}
		p.Heads = append(p.Heads, paperHead{c.group, 1, i - from})
	}
	p.Wide = total > uprightWidth
	p.Widths = []int{int(600 / total)}
	for _, c := range columns {
		p.Widths = append(p.Widths, int(c.wide*100/total))
	}
	for n, row := range t.Rows {
		last := t.Total && n == len(t.Rows)-1
		line := paperRow{Total: last, Cells: []paperCell{{fmt.Sprint(n + 1), "centre"}}}
		if last {
			line.Cells[0].Text = ""
		}
		for _, c := range columns {
			text := at(row, c.at)
			cell := paperCell{inert.Lines(text), ""}
			switch {
			case c.Number && (text == "" && !last || absent(t, n)):
				cell = paperCell{dash, "centre"}
			case c.Number:
				cell = paperCell{grouping(text, c.placesOf(text)), "number"}
			case c.centred || last:
				cell.Class = "centre"
			}
			line.Cells = append(line.Cells, cell)
		}
		p.Rows = append(p.Rows, line)
	}
	return p
}

// chartOf draws a column of a table, a bar a row.
func chartOf(b hengji.Booklet, t hengji.Table, column string) (string, template.HTML) {
	columns := printedColumns(t)
	value := slices.IndexFunc(columns, func(c printedColumn) bool { return c.Name == column })
	by := slices.IndexFunc(columns, func(c printedColumn) bool { return !c.Number })
	for _, chart := range t.Charts {
		if chart.Column == column {
			by = slices.IndexFunc(columns, func(c printedColumn) bool { return c.Name == chart.By })
		}
	}
	if value < 0 || by < 0 {
		return t.Title, BarChart(t.Title, "", nil)
	}
	c := columns[value]
	title := strings.TrimSuffix(t.Title, "表") + "：" + heading(c.TableColumn)
	var bars []Bar
	for n, row := range t.Rows {
		if t.Total && n == len(t.Rows)-1 {
			continue
		}
		one := Bar{Label: at(row, columns[by].at), Text: grouping(at(row, c.at), c.placesOf(at(row, c.at)))}
		length, _, err := hengji.ParseDecimal(at(row, c.at))
		one.Value = length
		switch {
		case absent(t, n):
			one.Missing, one.Text = true, "未汇总"
		case err != nil:
			one.Missing, one.Text = true, dash
		}
		bars = append(bars, one)
	}
	return title, BarChart(title, "", bars)
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
