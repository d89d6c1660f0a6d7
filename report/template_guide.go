package report

import (
	"fmt"
	"slices"
	"strings"

	"hengji"
	"hengji/report/inert"

	"github.com/xuri/excelize/v2"
)

// guideColumns are the widths of 填报说明 in characters; together an A4 page
// across.
var guideColumns = []float64{26, 10, 48, 34, 56}

// guide writes 填报说明: how to fill in, then for each form what every cell takes
// and what is checked, in the words of the form files and rules.
func (b *blankBook) guide() {
	b.begin(guideSheet)
	g := &guide{blankBook: b}
	for i, wide := range guideColumns {
		b.columnWidth(i+1, wide)
	}
	g.across("填报说明", face{size: 16, bold: true, across: "center", bare: true})
	g.across(fmt.Sprintf("%s　%s年度　模板版本 %s　表式指纹 %s", b.Region.Name, b.Period, b.Period, b.fingerprint[:16]),
		face{size: 10, ink: quietInk, across: "center", bare: true})
	g.row++
	for i, step := range b.steps() {
		g.across(fmt.Sprintf("%d. %s", i+1, step), face{size: 10, bare: true})
	}
	for _, form := range b.forms {
		g.form(form)
	}
	b.paper(0)
}

// steps are what holds for the whole workbook.
func (b *blankBook) steps() []string {
	steps := []string{
		"只填浅黄色的单元格。红色栏目必填，其余有则填、无则留空；灰色的单元格已经填好或自动计算。",
		"有下拉箭头的从列表中选择。数字栏只填数字，单位以栏目名为准，不另写“元”“万元”“%”。",
		"表格每行填一条记录，从表头下第一行起连续填写：中间不空行，不合并单元格，不写“同上”，一格只填一个值。",
		"工作表名、栏目名请保持原样，不要隐藏有数据的行、列和工作表。行数不够时在填报区中间插入行即可。",
	}
	for _, form := range b.forms {
		for _, field := range form.Fields {
			if field.Identifies == "nil" {
				steps = append(steps, fmt.Sprintf("本年度确实没有可填内容的，在“%s”的“%s”选“是”，其余表格留空。", b.sheetName(form), field.Label))
			}
		}
	}
	return append(steps,
		"审核意见分四类：强制性的必须修改；准强制性的须经放行；核实性的修改或说明原因；提示供参考，不必处理。",
		"填好后保存为 .xlsx 工作簿（不加密码），放入本单位的报送文件夹。")
}

// guide is the sheet being written.
type guide struct {
	*blankBook
	row int
}

// form writes the section of one form.
func (g *guide) form(form *hengji.Form) {
	g.row++
	g.across(g.sheetName(form)+"："+form.Description, face{size: 12, bold: true, bare: true})
	g.line(face{size: 10, bold: true, across: "center", fill: headerFill}, "栏目", "是否必填", "怎样填", "说明", "审核内容")
	for _, field := range form.Fields {
		words := []string{field.Label, need(field), g.howToFill(form, field), field.Description, g.checked(form, field)}
		if field.Description == field.Label {
			words[3] = ""
		}
		switch field.Identifies {
		case "region", "period", "version":
			words[1], words[2] = "已填好", "不必修改"
		}
		g.line(face{size: 10}, words...)
		if field.Required {
			g.set(g.row, 1, field.Label, face{size: 10, bold: true, ink: needInk})
		}
	}
	g.rules(form)
}

// checked lists what a field is held to, by the names of the rules.
func (g *guide) checked(form *hengji.Form, field *hengji.Field) string {
	titles := map[hengji.Severity][]string{}
	for _, id := range g.ruleIDs() {
		rule := g.Rules.Catalogue[id]
		if rule.Form != form.Name || rule.Field != field.Name || rule.Shadow {
			continue
		}
		title := strings.TrimPrefix(rule.Title, field.Label+"：") // as facts are called
		if !slices.Contains(titles[rule.Severity], title) {
			titles[rule.Severity] = append(titles[rule.Severity], title)
		}
	}
	var say []string
	for _, severity := range hengji.Severities {
		if len(titles[severity]) > 0 {
			say = append(say, severity.Chinese()+"："+strings.Join(titles[severity], "、"))
		}
	}
	return strings.Join(say, "；")
}

// ruleIDs are those of the catalogue, in order.
func (b *blankBook) ruleIDs() []hengji.RuleID {
	ids := make([]hengji.RuleID, 0, len(b.Rules.Catalogue))
	for id := range b.Rules.Catalogue {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// rules writes the checks of a form that compare: each with what is said where it
// fails. Facts of single fields stand beside the fields.
func (g *guide) rules(form *hengji.Form) {
	headed := false
	for _, rule := range g.Rules.Checks {
		if rule.Form != form.Name || rule.Shadow {
			continue
		}
		if !headed {
			headed = true
			g.line(face{size: 10, bold: true, across: "center", fill: totalFill}, "数据之间的审核", "类型", "审核什么", "审核意见（… 处为实际内容）", "")
			g.join()
		}
		g.line(face{size: 10}, string(rule.ID), rule.Severity.Chinese(), rule.Title, sampleMessage(form, rule), "")
		g.join()
	}
}

// join makes one cell of the last two columns of the current row, and the row as
// high as its text then needs.
func (g *guide) join() {
	b := g.blankBook
	b.do(b.file.MergeCell(b.sheet, hengji.CellName(g.row, 4), hengji.CellName(g.row, 5)))
	text, err := b.file.GetCellValue(b.sheet, hengji.CellName(g.row, 4))
	b.do(err)
	b.height(g.row, max(1, inert.LinesIn(text, guideColumns[3]+guideColumns[4]))*15+6)
}

// sampleMessage is a rule's message without values: those are an ellipsis, but
// for the label, which is known.
func sampleMessage(form *hengji.Form, rule *hengji.Rule) string {
	values := map[string]string{}
	for _, name := range rule.Placeholders() {
		values[name] = "…"
	}
	if field := form.Field(rule.Field); field != nil {
		values["label"] = field.Label
	}
	return rule.Render(values)
}

// line writes one row of the table.
func (g *guide) line(f face, words ...string) {
	g.row++
	tall := 1
	for i, text := range words {
		look := f
		if i == 1 {
			look.across = "center"
		}
		g.set(g.row, i+1, text, look)
		tall = max(tall, inert.LinesIn(text, guideColumns[i]))
	}
	g.height(g.row, tall*15+6)
}

// across writes a line over all columns.
func (g *guide) across(text string, f face) {
	g.row++
	total := 0.0
	for _, wide := range guideColumns {
		total += wide
	}
	g.span(g.row, 1, len(guideColumns), text, f)
	g.height(g.row, inert.LinesIn(text, total*10/float64(f.size))*f.size*3/2+6)
}

// codes writes 代码表: the names that drop-downs too long for a cell offer. It is
// seen, as a hidden sheet would be asked about.
func (b *blankBook) codes() {
	if len(b.columns) == 0 {
		return
	}
	b.begin(codeSheet)
	for i, column := range b.columns {
		wide := float64(inert.Width(column.label) + 2)
		b.set(1, i+1, column.label, face{size: 10, bold: true, across: "center", fill: headerFill})
		for n, name := range column.names {
			b.set(n+2, i+1, name, face{size: 10, format: "@"})
			wide = max(wide, float64(inert.Width(name)+2))
		}
		b.columnWidth(i+1, min(max(wide, 10), 40))
	}
	b.do(b.file.SetPanes(b.sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	b.paper(1)
}
