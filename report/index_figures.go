package report

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"hengji"
	"hengji/report/inert"
)

// figures is a table on the page. A column of bars stands behind the column that
// it draws, so that value and length are read together on a telephone as on paper.
type figures struct {
	Name, Title, Note, More string
	Headed                  bool          // its title stands over it already
	CSV, XLSX               string        // links to it as a file; "" where there is none
	Groups                  []figureGroup // the upper line of the header; nil without one
	Columns                 []figureColumn
	Body                    template.HTML // the rows, every text of them escaped
	Count                   int           // of rows, 合计 apart
}

type figureGroup struct {
	Label string
	Span  int
}

type figureColumn struct {
	Label              string
	Number, Bars, Wrap bool
}

// rowsOf counts the rows of a table, 合计 apart.
func rowsOf(t hengji.Table) int {
	if t.Total {
		return len(t.Rows) - 1
	}
	return len(t.Rows)
}

// rowsOnPage bounds a table; there is its CSV.
const rowsOnPage = 2000

// figuresOf makes a table ready to print. A column label 控制数：项目数 stands
// below the heading 控制数 of its neighbours. link gives where the head of a row leads;
// "" is nowhere, and so is nil. links lead from the figures to their working.
func figuresOf(t hengji.Table, link func(row []string) string, links *Links) figures {
	p := figures{Name: inert.OneLine(t.Name), Title: short(t.Title, 200), Note: short(t.Note, 200), Count: rowsOf(t)}
	named := func(name string) int {
		return slices.IndexFunc(t.Columns, func(c hengji.TableColumn) bool { return c.Name == name })
	}
	head := slices.IndexFunc(t.Columns, func(c hengji.TableColumn) bool {
		return !c.Number && !c.Unprinted && !strings.HasSuffix(c.Name, "_code")
	})
	if name := named("project_name"); name >= 0 { // of projects the name leads to them, not the region before it
		head = name
	}
	lengths := bars(t)
	for i, column := range t.Columns {
		if column.Unprinted {
			continue
		}
		p.addColumn(short(heading(column), 40), column.Number)
		if lengths[i] != nil {
			p.Columns = append(p.Columns, figureColumn{Bars: true})
			p.Groups[len(p.Groups)-1].Span++
		}
	}
	if !slices.ContainsFunc(p.Groups, func(g figureGroup) bool { return g.Label != "" }) {
		p.Groups = nil
	}
	shown := t.Rows
	if len(shown) > rowsOnPage {
		shown = shown[:rowsOnPage]
		p.More = fmt.Sprintf("共 %d 行，本页列出前 %d 行，全部在 CSV 和数据库 mart.%s 中。", len(t.Rows), rowsOnPage, p.Name)
	}
	reported, closes := named("reported"), named("closes")
	var body strings.Builder // a template takes five times as long over as many cells
	for n, cells := range shown {
		class := ""
		absent := reported >= 0 && slices.Contains([]string{"0", "否"}, at(cells, reported))
		switch {
		case t.Total && n == len(t.Rows)-1:
			class, absent = "total", false
		case absent:
			class = "absent"
		}
		if closes >= 0 && at(cells, closes) == "否" {
			class = strings.TrimSpace(class + " open")
		}
		body.WriteString("<tr" + classed(class) + ">")
		for i, column := range t.Columns {
			if column.Unprinted {
				continue
			}
			text := short(at(cells, i), 200)
			switch {
			case i == head:
				way := ""
				if link != nil && class != "total" {
					way = link(cells)
				}
				linked(&body, "th", ` scope="row"`, way, text)
			case column.Number:
				linked(&body, "td", classed("n"), links.to(t, n, i), text)
			case len(text) > 44 && inert.Width(text) > 44: // too long for one line
				element(&body, "td", classed("wrap"), text)
			default:
				element(&body, "td", "", text)
			}
			switch {
			case lengths[i] == nil:
			case absent: // nothing handed in is not nothing spent
				body.WriteString(`<td class="bars"><small>未汇总</small></td>`)
			default:
				body.WriteString(`<td class="bars">` + bar(lengths[i][n]) + "</td>")
			}
		}
		body.WriteString("</tr>\n")
	}
	p.Body = template.HTML(body.String()) // markup of ours, in it texts that element escaped
	return p
}

// element writes an element with a text in it, which stays text.
func element(b *strings.Builder, name, attributes, text string) {
	b.WriteString("<" + name + attributes + ">")
	b.WriteString(template.HTMLEscapeString(text))
	b.WriteString("</" + name + ">")
}

// linked writes a cell that leads somewhere; "" is no link.
func linked(b *strings.Builder, name, attributes, link, text string) {
	if link == "" {
		element(b, name, attributes, text)
		return
	}
	b.WriteString("<" + name + attributes + ">")
	element(b, "a", ` href="`+template.HTMLEscapeString(link)+`"`, text)
	b.WriteString("</" + name + ">")
}

// classed is the attribute of a class; "" has none.
func classed(class string) string {
	if class == "" {
		return ""
	}
	return ` class="` + class + `"`
}

// bar draws a share of 100, such as 12.3; "" is none.
func bar(length string) string {
	if length == "" {
		return "<small></small>"
	}
	return `<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width="` + length + `" height="8"/></svg>`
}

func (p *figures) addColumn(label string, number bool) {
	group, rest, found := strings.Cut(label, "：")
	if !found {
		group, rest = "", label
	}
	if n := len(p.Groups); n > 0 && p.Groups[n-1].Label == group {
		p.Groups[n-1].Span++
	} else {
		p.Groups = append(p.Groups, figureGroup{group, 1})
	}
	p.Columns = append(p.Columns, figureColumn{Label: rest, Number: number, Wrap: inert.Width(rest) > 14})
}

// mostBars is as many bars as an eye compares.
const mostBars = 60

// bars are the lengths of the columns that the table's rule file wants drawn, row
// by row; nil for every other column. They are calculated in whole numbers, and ""
// is no bar.
func bars(t hengji.Table) [][]string {
	lengths := make([][]string, len(t.Columns))
	if len(t.Rows) < 2 || len(t.Rows) > mostBars {
		return lengths
	}
	for _, chart := range t.Charts {
		if i := slices.IndexFunc(t.Columns, func(c hengji.TableColumn) bool { return c.Name == chart.Column }); i >= 0 {
			lengths[i] = barsOf(t, i)
		}
	}
	return lengths
}

func barsOf(t hengji.Table, column int) []string {
	values := make([]hengji.Decimal, len(t.Rows))
	var most hengji.Decimal
	for n, row := range t.Rows {
		if t.Total && n == len(t.Rows)-1 || at(row, column) == "" {
			continue
		}
		value, _, err := hengji.ParseDecimal(at(row, column))
		if err != nil || value < 0 { // what has no length is not drawn in half
			return nil
		}
		values[n], most = value, max(most, value)
	}
	lengths := make([]string, len(values))
	for n, value := range values {
		if share, ok := value.Ratio(most); ok && value > 0 {
			thousandths := int64(share) * 1000 / int64(hengji.DecimalOne)
			lengths[n] = tenths(int(thousandths))
		}
	}
	return lengths
}

// tenths prints a measure that is counted in tenths.
func tenths(n int) string {
	if n%10 == 0 {
		return strconv.Itoa(n / 10)
	}
	return strconv.Itoa(n/10) + "." + strconv.Itoa(n%10)
}
