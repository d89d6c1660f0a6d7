package report

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"hengji"
	"hengji/report/inert"
)

// EvaluationFile is what the printable report is called; EvaluationText is the
// rule file with its words.
const (
	EvaluationFile = "绩效评价报告.html"
	EvaluationText = "schema/report/evaluation.md"
)

// Evaluation is the text of the 绩效评价报告 as the bureau edits it: headings and
// paragraphs, names in braces that stand for cells of marts, tables and charts on
// lines of their own. docs/languages.md tells its few signs.
type Evaluation struct {
	Fund string // what 专项资金 stands for

	file   string
	blocks []block
	cells  map[string]boundCell
}

// block is a heading, a paragraph, a table, a chart or the line of signatures.
type block struct {
	line         int
	kind         string // h1 h2 h3 p table chart sign
	pieces       []piece
	mart, column string
	when         string // a name: the paragraph stands only where it has a value
	unless       bool   // or only where it has none
}

// piece is plain text, or a name that stands for a value.
type piece struct {
	text, name string
	line       int
}

// boundCell binds a name to one cell of a mart.
type boundCell struct {
	*hengji.Term
	line int
}

// given are names that need no binding.
var given = []string{"报告期", "编制单位", "专项资金", "已汇总", "县市区数", "未汇总", "待核实", "制表日期"}

var (
	bindPattern   = regexp.MustCompile(`^@\s*([^\s=]+)\s*=\s*(.*)$`)
	insertPattern = regexp.MustCompile(`^\[(表|图|签名)((?:\s+[a-z][a-z0-9_]*)*)\]$`)
	whenPattern   = regexp.MustCompile(`^\[(若有|若无)\s+([^\s\]]+)\]\s*(.+)$`)
)

// ReadEvaluation reads the text and proves every name in it: the marts and columns
// are those of the rules, each name in braces is bound. All mistakes are told at
// once, each as file:line: what. cell reads what a name is bound to: schema.ParseCell.
func ReadEvaluation(file string, data []byte, marts []*hengji.Mart, cell func(text string) (*hengji.Term, error)) (*Evaluation, error) {
	e := &Evaluation{file: file, cells: map[string]boundCell{}}
	mistakes := map[int][]error{} // by line
	wrong := func(line int, format string, values ...any) {
		mistakes[line] = append(mistakes[line], fmt.Errorf("%s:%d: "+format, append([]any{file, line}, values...)...))
	}
	open := false // a paragraph that the next line continues
	for i, line := range strings.Split(strings.TrimPrefix(string(data), "\ufeff"), "\n") {
		number := i + 1
		line = strings.TrimSpace(line)
		heading := len(line) - len(strings.TrimLeft(line, "#"))
		switch {
		case line == "" || strings.HasPrefix(line, "//"):
			open = false
		case strings.HasPrefix(line, "@"):
			open = false
			e.bind(line, number, cell, wrong)
		case heading > 0:
			open = false
			if heading > 3 {
				wrong(number, "标题前有一至三个 #")
				heading = 3
			}
			e.blocks = append(e.blocks, block{line: number, kind: fmt.Sprintf("h%d", heading), pieces: pieces(strings.TrimSpace(line[heading:]), number, wrong)})
		case insertPattern.MatchString(line):
			open = false
			match := insertPattern.FindStringSubmatch(line)
			words := strings.Fields(match[2])
			b := block{line: number, kind: map[string]string{"表": "table", "图": "chart", "签名": "sign"}[match[1]]}
			if want := map[string]int{"table": 1, "chart": 2}[b.kind]; len(words) != want {
				wrong(number, "应写作 [表 汇总表]、[图 汇总表 列] 或 [签名]")
				continue
			}
			words = append(words, "", "")
			b.mart, b.column = words[0], words[1]
			e.blocks = append(e.blocks, b)
		case open && !strings.HasPrefix(line, "["):
			last := &e.blocks[len(e.blocks)-1]
			last.pieces = append(last.pieces, pieces(line, number, wrong)...)
		default:
			b := block{line: number, kind: "p"}
			if match := whenPattern.FindStringSubmatch(line); match != nil {
				b.when, b.unless, line = match[2], match[1] == "若无", match[3]
			} else if strings.HasPrefix(line, "[") {
				wrong(number, "看不懂 %q：方括号里可以写 [表 汇总表]、[图 汇总表 列]、[签名]，或段落之前的 [若有 名称]、[若无 名称]", inert.Cut(line, 40))
			}
			b.pieces, open = pieces(line, number, wrong), true
			e.blocks = append(e.blocks, b)
		}
	}
	e.prove(marts, wrong)
	var all []error
	for _, line := range slices.Sorted(maps.Keys(mistakes)) {
		all = append(all, mistakes[line]...)
	}
	return e, errors.Join(all...)
}

// bind reads a line that gives a cell a name.
func (e *Evaluation) bind(line string, number int, cell func(string) (*hengji.Term, error), wrong func(int, string, ...any)) {
	match := bindPattern.FindStringSubmatch(line)
	if match == nil {
		wrong(number, "应写作 @ 名称 = mart.汇总表.列 where 列 = '文字'，或 mart.汇总表.列 highest 列")
		return
	}
	term, err := cell(match[2])
	if err != nil {
		wrong(number, "%s：%w（写法见 docs/languages.md）", match[1], err)
		return
	}
	c := boundCell{term, number}
	if other, twice := e.cells[match[1]]; twice {
		wrong(number, "名称 %s 在第 %d 行已经说明过", match[1], other.line)
		return
	}
	if slices.Contains(given, match[1]) {
		wrong(number, "名称 %s 有固定的含义，不用 @ 说明", match[1])
	}
	e.cells[match[1]] = c
}

// pieces parts a text at its braces.
func pieces(text string, line int, wrong func(int, string, ...any)) []piece {
	var list []piece
	for {
		before, after, found := strings.Cut(text, "{")
		if before != "" {
			list = append(list, piece{text: before, line: line})
		}
		if !found {
			return list
		}
		name, rest, closed := strings.Cut(after, "}")
		if !closed {
			wrong(line, "大括号没有右半边：{%s", inert.Cut(after, 40))
			return list
		}
		list = append(list, piece{name: strings.TrimSpace(name), line: line})
		text = rest
	}
}

// prove looks up every name that the text uses.
func (e *Evaluation) prove(marts []*hengji.Mart, wrong func(int, string, ...any)) {
	columns := map[string]map[string]string{}
	var martNames []string
	for _, mart := range marts {
		columns[mart.Name] = mart.Labels
		martNames = append(martNames, mart.Name)
	}
	slices.Sort(martNames)
	column := func(line int, mart, column string) {
		labels, known := columns[mart]
		if !known {
			wrong(line, "没有汇总表 %q（可选：%s）", mart, strings.Join(martNames, "、"))
		} else if labels[column] == "" && column != "" {
			wrong(line, "汇总表 %s 没有列 %q（可选：%s）", mart, column, strings.Join(slices.Sorted(maps.Keys(labels)), "、"))
		}
	}
	names := slices.Concat(given, slices.Sorted(maps.Keys(e.cells)))
	name := func(line int, name string) {
		if !slices.Contains(names, name) {
			wrong(line, "{%s} 没有用 @ 说明取自哪里（可选：%s）", name, strings.Join(names, "、"))
		}
	}
	for _, bound := range slices.Sorted(maps.Keys(e.cells)) {
		c := e.cells[bound]
		column(c.line, c.Table, c.Field)
		if columns[c.Table] != nil {
			column(c.line, c.Table, c.Most)
			for _, condition := range c.Where {
				column(c.line, c.Table, condition.Field)
			}
		}
	}
	for _, b := range e.blocks {
		if b.mart != "" {
			column(b.line, b.mart, b.column)
		}
		if b.when != "" {
			name(b.line, b.when)
		}
		for _, p := range b.pieces {
			if p.name != "" || p.text == "" {
				name(p.line, p.name)
			}
		}
	}
}

// Marts lists the marts that the text prints or takes values from.
func (e *Evaluation) Marts() []string {
	used := map[string]bool{}
	for _, c := range e.cells {
		used[c.Table] = true
	}
	for _, b := range e.blocks {
		if b.mart != "" {
			used[b.mart] = true
		}
	}
	return slices.Sorted(maps.Keys(used))
}

// value finds what a name stands for. ok is false where there is no figure: no
// row, an empty cell, or a region that is not in.
func (e *Evaluation) value(b hengji.Booklet, tables map[string]hengji.Table, name string) (value string, ok bool, err error) {
	switch name {
	case "报告期":
		return b.Period, true, nil
	case "编制单位":
		return b.Office, b.Office != "", nil
	case "专项资金":
		return e.Fund, e.Fund != "", nil
	case "已汇总":
		return fmt.Sprint(b.Held), true, nil
	case "县市区数":
		return fmt.Sprint(b.Regions), true, nil
	case "未汇总":
		return standings(b.Absent), len(b.Absent) > 0, nil
	case "待核实":
		return standings(b.Pending), len(b.Pending) > 0, nil
	case "制表日期":
		return b.MadeAt.Format("2006年1月2日"), true, nil
	}
	c := e.cells[name]
	t, there := tables[c.Table]
	if !there {
		return "", false, fmt.Errorf("%s:%d: 已发布的数据库没有 mart.%s：请再运行一次 hengji run", e.file, c.line, c.Table)
	}
	at := func(column string) int {
		return slices.IndexFunc(t.Columns, func(one hengji.TableColumn) bool { return one.Name == column })
	}
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
	case len(found) == 0 || absent(t, found[0]) || b.Held == 0 && at("reported") >= 0:
		return "", false, nil
	case len(found) > 1:
		return "", false, fmt.Errorf("%s:%d: %s 对应 %d 行 mart.%s：请用 where 指明哪一行", e.file, c.line, name, len(found), c.Table)
	}
	value = t.Rows[found[0]][at(c.Field)]
	return value, value != "", nil
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
