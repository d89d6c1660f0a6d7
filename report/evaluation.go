package report

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"hengji"
	"hengji/report/docx"
	"hengji/report/inert"
)

// EvaluationText is the rule file with the words of the report, EvaluationModel the
// .docx whose styles and page it is given: a rules folder may do without.
const (
	EvaluationText  = "schema/report/evaluation.md"
	EvaluationModel = "schema/report/template.docx"
)

// ReadModel reads a .docx whose styles and page the report is given.
func ReadModel(data []byte) (*docx.Template, error) { return docx.Read(data) }

// Evaluation is the text of the 绩效评价报告 as the bureau edits it: Markdown with
// names in braces that stand for cells of marts, and tables on lines of their own.
// docs/languages.md tells its few signs.
type Evaluation struct {
	Fund  string         // what 专项资金 stands for
	Model *docx.Template // nil is the shipped one

	file   string
	blocks []block
	cells  map[string]boundCell
	held   []string // the marts that it is held against: those of the rules
}

// block is a heading, a paragraph, a table or what the report is signed with.
type block struct {
	line   int
	kind   string // h1 h2 h3 h4 p table sign
	pieces []piece
	mart   string
	only   []string  // the columns that are printed; none is all
	signed [2]string // names: of whose paper it is, and of its date
	when   string    // a name: the block stands only where it has a value
	unless bool      // or only where it has none
	own    bool      // the bureau has still to write it
}

// piece is plain text, or a name that stands for a value.
type piece struct {
	text, name    string
	strong        bool
	before, after string    // stand with the value and fall with it
	words         [3]string // of a change: more, less, as much
	unit          string    // behind the words more and less, and the number
	line          int
}

// boundCell binds a name to one cell of a mart.
type boundCell struct {
	*hengji.Term
	line int
}

// given are names that need no binding.
var given = []string{"报告期", "报告期名称", "编制单位", "专项资金", "已汇总", "县市区数", "未汇总", "待核实", "制表日期", "核对码"}

var (
	bindPattern   = regexp.MustCompile(`^@\s*([^\s=]+)\s*=\s*(.*)$`)
	idPattern     = regexp.MustCompile(`^[A-Z][0-9]+$`)
	insertPattern = regexp.MustCompile(`^\[(表|落款)((?:\s+[^\s\]]+)*)\]$`)
	whenPattern   = regexp.MustCompile(`^\[(若有|若无)\s+([^\s\]]+)\]\s*`)
	ownPattern    = regexp.MustCompile(`^\[待填\]\s*`)
	besidePattern = regexp.MustCompile(`^([，、；：（])(?:(\S*)\s+)?(\S+?)(）?)$`)
	changePattern = regexp.MustCompile(`^(\S+)\s+([^|\s]+)\|([^|\s]+)\|([^|\s]+)(?:\s+(\S+))?$`)
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
	lines := strings.Split(strings.TrimPrefix(string(data), "\ufeff"), "\n")
	for i, line := range lines { // what is no Markdown is taken out of it
		lines[i] = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(lines[i], "@"):
			e.bind(lines[i], i+1, cell, wrong)
			lines[i] = ""
		case strings.HasPrefix(lines[i], "//"):
			lines[i] = ""
		}
	}
	for _, one := range markdown(lines) {
		if b, ok := readBlock(one, wrong); ok {
			e.blocks = append(e.blocks, b)
		}
	}
	for _, mart := range marts {
		if mart.Name == figuresMart || mart.Name == balanceMart {
			e.held = append(e.held, mart.Name)
		}
	}
	e.prove(marts, wrong)
	var all []error
	for _, line := range slices.Sorted(maps.Keys(mistakes)) {
		all = append(all, mistakes[line]...)
	}
	return e, errors.Join(all...)
}

// readBlock reads the signs before a heading or a paragraph, and its braces.
func readBlock(one written, wrong func(int, string, ...any)) (block, bool) {
	b := block{line: one.line, kind: "p"}
	if one.level > 0 {
		b.kind = fmt.Sprintf("h%d", min(one.level, 4))
	}
	if one.level > 4 {
		wrong(one.line, "标题前有一至四个 #")
	}
	text := one.spans[0].text
	if match := insertPattern.FindStringSubmatch(text); match != nil && len(one.spans) == 1 {
		words := strings.Fields(match[2])
		switch {
		case match[1] == "表" && len(words) > 0:
			b.kind, b.mart, b.only = "table", words[0], words[1:]
		case match[1] == "落款" && (len(words) == 0 || len(words) == 2):
			b.kind = "sign"
			copy(b.signed[:], words)
		default:
			wrong(one.line, "应写作 [表 汇总表]、[表 汇总表 列 列] 或 [落款 署名 日期]")
			return b, false
		}
		return b, true
	}
	if match := whenPattern.FindStringSubmatch(text); match != nil {
		b.when, b.unless, text = match[2], match[1] == "若无", text[len(match[0]):]
	}
	if sign := ownPattern.FindString(text); sign != "" {
		b.own, text = true, text[len(sign):]
	}
	if strings.HasPrefix(text, "[") {
		wrong(one.line, "看不懂 %q：方括号里可以写 [表 汇总表]、[落款]，或段落之前的 [若有 名称]、[若无 名称]、[待填]", inert.Cut(text, 40))
	}
	one.spans[0].text = text
	for _, s := range one.spans {
		b.pieces = append(b.pieces, pieces(s, wrong)...)
	}
	return b, true
}

// bind reads a line that gives a cell a name.
func (e *Evaluation) bind(line string, number int, cell func(string) (*hengji.Term, error), wrong func(int, string, ...any)) {
	match := bindPattern.FindStringSubmatch(line)
	if match == nil {
		wrong(number, "应写作 @ 名称 = mart.汇总表.列 where 列 = '文字'，或 mart.汇总表.列 highest 列，或报告数字的编号")
		return
	}
	name, text := match[1], match[2]
	if idPattern.MatchString(text) { // a figure or claim of the report
		text = "mart.report_figures.printed where id = '" + text + "'"
	}
	term, err := cell(text)
	if err != nil {
		wrong(number, "%s：%w（写法见 docs/languages.md）", name, err)
		return
	}
	if other, twice := e.cells[name]; twice {
		wrong(number, "名称 %s 在第 %d 行已经说明过", name, other.line)
		return
	}
	if slices.Contains(given, name) {
		wrong(number, "名称 %s 有固定的含义，不用 @ 说明", name)
	}
	e.cells[name] = boundCell{term, number}
}

// pieces parts a text at its braces.
func pieces(s span, wrong func(int, string, ...any)) []piece {
	var list []piece
	text := s.text
	for {
		before, after, found := strings.Cut(text, "{")
		if before != "" {
			list = append(list, piece{text: before, strong: s.strong, line: s.line})
		}
		if !found {
			return list
		}
		inside, rest, closed := strings.Cut(after, "}")
		if !closed {
			wrong(s.line, "大括号没有右半边：{%s", inert.Cut(after, 40))
			return list
		}
		list = append(list, named(strings.TrimSpace(inside), s))
		text = rest
	}
}

// named reads what stands in braces: 名称, with a mark and words around it that fall
// with the value (，名称 or ，位居 名称 or （名称）), or with the words of a change:
// 名称 增加|减少|持平 万元.
func named(inside string, s span) piece {
	p := piece{name: inside, strong: s.strong, line: s.line}
	if match := changePattern.FindStringSubmatch(inside); match != nil {
		p.name, p.words, p.unit = match[1], [3]string(match[2:5]), match[5]
	}
	if match := besidePattern.FindStringSubmatch(p.name); match != nil {
		p.before, p.name, p.after = match[1]+match[2], match[3], match[4]
	}
	return p
}

// prove looks up every name that the text uses.
func (e *Evaluation) prove(marts []*hengji.Mart, wrong func(int, string, ...any)) {
	columns := map[string]map[string]string{}
	for _, mart := range marts {
		columns[mart.Name] = mart.Labels
	}
	column := func(line int, mart, column string) {
		labels, known := columns[mart]
		if !known {
			wrong(line, "没有汇总表 %q（可选：%s）", mart, strings.Join(slices.Sorted(maps.Keys(columns)), "、"))
		} else if labels[column] == "" && column != "" {
			wrong(line, "汇总表 %s 没有列 %q（可选：%s）", mart, column, strings.Join(slices.Sorted(maps.Keys(labels)), "、"))
		}
	}
	names := slices.Concat(given, slices.Sorted(maps.Keys(e.cells)))
	name := func(line int, name string) {
		if !slices.Contains(names, name) {
			wrong(line, "{%s} 没有用 @ 说明取自哪里（可选：%s）", name, strings.Join(like(names, name), "、"))
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
			column(b.line, b.mart, "")
			for _, one := range b.only {
				if columns[b.mart] != nil {
					column(b.line, b.mart, one)
				}
			}
		}
		for _, one := range []string{b.when, b.signed[0], b.signed[1]} {
			if one != "" {
				name(b.line, one)
			}
		}
		for _, p := range b.pieces {
			if p.name != "" || p.text == "" {
				name(p.line, p.name)
			}
		}
	}
}

// like chooses of many names those that have something in common with one: a report
// has two hundred.
func like(names []string, name string) []string {
	if len(names) <= 20 {
		return names
	}
	runes := []rune(name)
	return slices.DeleteFunc(slices.Clone(names), func(one string) bool {
		for i := range len(runes) - 1 {
			if strings.Contains(one, string(runes[i:i+2])) {
				return false
			}
		}
		return !slices.Contains(given, one)
	})
}

// Marts lists the marts that the text prints or takes values from, and those that it
// is held against before it is printed.
func (e *Evaluation) Marts() []string {
	used := map[string]bool{}
	for _, mart := range e.held {
		used[mart] = true
	}
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
