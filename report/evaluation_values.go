package report

import (
	"fmt"
	"slices"
	"strings"

	"hengji"
	"hengji/report/inert"
)

// The marts that a report is held against before it is printed.
const (
	figuresMart = "report_figures"
	balanceMart = "reconciliation"
)

// noFigure stands in a sentence where there is no figure.
const noFigure = "（暂无数据）"

// filling finds the values of a report's names in the tables of one period.
type filling struct {
	*Evaluation
	hengji.Booklet
	tables map[string]hengji.Table
	links  *Links
}

// value finds what a name stands for. ok is false where there is no figure: no
// row, an empty cell, or a region that is not in.
func (f *filling) value(name string) (value string, ok bool, err error) {
	value, _, ok, err = f.placed(name)
	return value, ok, err
}

// placed is value with where its working is told, "" for what is no figure.
func (f *filling) placed(name string) (value, link string, ok bool, err error) {
	if text, ok, is := f.given(name); is {
		return text, "", ok, nil
	}
	c := f.cells[name]
	t, err := f.table(c.Table, c.line)
	if err != nil {
		return "", "", false, err
	}
	at := columnsOf(t)
	var found []int
	for n, row := range t.Rows {
		if meets(row, c.Where, at) && (c.Most == "" || !(t.Total && n == len(t.Rows)-1) && !absent(t, n)) {
			found = append(found, n)
		}
	}
	if c.Most != "" {
		found = extreme(t, found, at(c.Most), c.Lowest)
	}
	switch {
	case len(found) == 0 || absent(t, found[0]) || f.Held == 0 && at("reported") >= 0:
		return "", "", false, nil
	case len(found) > 1:
		return "", "", false, fmt.Errorf("%s:%d: %s 对应 %d 行 mart.%s：请用 where 指明哪一行", f.file, c.line, name, len(found), c.Table)
	}
	value = inert.OneLine(t.Rows[found[0]][at(c.Field)])
	return value, f.links.told(t, found[0], at(c.Field)), value != "", nil
}

// given are the names that need no binding; is tells whether this is one.
func (f *filling) given(name string) (text string, ok, is bool) {
	switch name {
	case "报告期":
		return f.Period, true, true
	case "报告期名称":
		return hengji.PeriodTitle(f.Period), true, true
	case "编制单位":
		return f.Office, f.Office != "", true
	case "专项资金":
		return f.Fund, f.Fund != "", true
	case "已汇总":
		return fmt.Sprint(f.Held), true, true
	case "县市区数":
		return fmt.Sprint(f.Regions), true, true
	case "未汇总":
		return standings(f.Absent), len(f.Absent) > 0, true
	case "待核实":
		return standings(f.Pending), len(f.Pending) > 0, true
	case "核对码":
		return f.Code(), true, true
	case "制表日期":
		return f.MadeAt.Format("2006年1月2日"), true, true
	}
	return "", false, false
}

// table finds a mart that the text names at a line.
func (f *filling) table(name string, line int) (hengji.Table, error) {
	t, there := f.tables[name]
	if !there {
		return t, fmt.Errorf("%s:%d: 已发布的数据库没有 mart.%s：请再运行一次 hengji run", f.file, line, name)
	}
	return t, nil
}

// text is what a piece prints, in as many pieces as it has links; where a figure is missing
// it is the one that says so, or none where its mark falls with it.
func (f *filling) text(p piece) ([]paperPiece, error) {
	plain := func(text string) paperPiece { return paperPiece{Text: text, Strong: p.strong} }
	if p.name == "" {
		return []paperPiece{plain(inert.OneLine(p.text))}, nil
	}
	value, link, ok, err := f.placed(p.name)
	switch {
	case err != nil || !ok && p.before != "":
		return nil, err
	case !ok:
		return []paperPiece{{Text: noFigure, None: true, Strong: p.strong}}, nil
	case p.words[0] != "":
		if value, err = f.change(p, value); err != nil {
			return nil, err
		}
	}
	if link == "" {
		return []paperPiece{plain(p.before + value + p.after)}, nil
	}
	figure := plain(value)
	figure.Link = link
	return slices.DeleteFunc([]paperPiece{plain(p.before), figure, plain(p.after)}, func(one paperPiece) bool { return one.Text == "" }), nil
}

// change puts a number into the words of its sign: 减少1.97万元, 持平.
func (f *filling) change(p piece, value string) (string, error) {
	number, _, err := hengji.ParseDecimal(value)
	if err != nil {
		return "", fmt.Errorf("%s:%d: {%s %s|…}：%q 不是数，不能说增减", f.file, p.line, p.name, p.words[0], value)
	}
	if number == 0 {
		return p.words[2], nil
	}
	word := p.words[0]
	if number < 0 {
		word = p.words[1]
	}
	if p.unit == "" {
		return word, nil
	}
	return word + strings.TrimPrefix(value, "-") + p.unit, nil
}

// columnsOf finds columns of a table by name; -1 is none.
func columnsOf(t hengji.Table) func(string) int {
	return func(name string) int { return columnOf(t, name) }
}

func meets(row []string, where []hengji.Condition, at func(string) int) bool {
	for _, condition := range where {
		i := at(condition.Field)
		if i < 0 {
			return false
		}
		value := &row[i]
		if row[i] == "" {
			value = nil
		}
		if !condition.Holds(value) {
			return false
		}
	}
	return true
}

// extreme is the first row where a column is highest or lowest.
func extreme(t hengji.Table, rows []int, at int, lowest bool) []int {
	var best []int
	var most hengji.Decimal
	for _, n := range rows {
		value, _, err := hengji.ParseDecimal(t.Rows[n][at])
		if err == nil && (best == nil || lowest && value < most || !lowest && value > most) {
			best, most = []int{n}, value
		}
	}
	return best
}
