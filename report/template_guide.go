package report

import (
	"fmt"
	"slices"
	"strings"

	"hengji"
	"hengji/report/inert"
	"hengji/report/sheet"
)

// guideColumns are the widths of 填报说明 in characters; together an A4 page
// across.
var guideColumns = []float64{26, 10, 48, 34, 56}

// guide writes 填报说明: how to fill in, then for each form what every cell takes
// and what is checked, in the words of the form files and rules.
func (b *blankBook) guide() {
	b.begin(guideSheet)
	for i, wide := range guideColumns {
		b.Width(i+1, wide)
	}
	b.across("填报说明", sheet.Look{Size: 16, Bold: true, Across: "center", Bare: true})
	b.across(fmt.Sprintf("%s　%s　模板版本 %s　表式指纹 %s", b.Region.Name, hengji.PeriodTitle(b.Period), b.Period, b.fingerprint[:16]),
		sheet.Look{Size: 10, Ink: quietInk, Across: "center", Bare: true})
	b.Row++
	for i, step := range b.steps() {
		b.across(fmt.Sprintf("%d. %s", i+1, step), sheet.Look{Size: 10, Bare: true})
	}
	for _, form := range b.forms {
		b.formGuide(form)
	}
	b.end(0)
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
				steps = append(steps, fmt.Sprintf("本年度确实没有可填内容的，在“%s”的“%s”选“是”，其余表格留空。", sheet.Name(form.Title), field.Label))
			}
		}
	}
	return append(steps,
		"审核意见分四类：强制性的必须修改；准强制性的须经放行；核实性的修改或说明原因；提示供参考，不必处理。",
		"填好后保存为 .xlsx 工作簿（不加密码），放入本单位的报送文件夹。")
}

// formGuide writes the section of one form.
func (b *blankBook) formGuide(form *hengji.Form) {
	b.Row++
	b.across(sheet.Name(form.Title)+"："+form.Description, sheet.Look{Size: 12, Bold: true, Bare: true})
	b.line(sheet.Look{Size: 10, Bold: true, Across: "center", Fill: headerFill}, "栏目", "是否必填", "怎样填", "说明", "审核内容")
	for _, field := range form.Fields {
		words := []string{field.Label, need(field), b.howToFill(form, field), field.Description, b.checked(form, field)}
		if field.Description == field.Label {
			words[3] = ""
		}
		switch field.Identifies {
		case "region", "period", "version":
			words[1], words[2] = "已填好", "不必修改"
		}
		b.line(sheet.Look{Size: 10}, words...)
		if field.Required {
			b.Text(1, field.Label, sheet.Look{Size: 10, Bold: true, Ink: needInk})
		}
	}
	b.rules(form)
}

// checked lists what a field is held to, by the names of the rules.
func (b *blankBook) checked(form *hengji.Form, field *hengji.Field) string {
	titles := map[hengji.Severity][]string{}
	for _, id := range b.ruleIDs() {
		rule := b.Rules.Catalogue[id]
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
func (b *blankBook) rules(form *hengji.Form) {
	headed := false
	for _, rule := range b.Rules.Checks {
		if rule.Form != form.Name || rule.Shadow {
			continue
		}
		if !headed {
			headed = true
			b.line(sheet.Look{Size: 10, Bold: true, Across: "center", Fill: totalFill}, "数据之间的审核", "类型", "审核什么", "审核意见（… 处为实际内容）", "")
			b.join("审核意见（… 处为实际内容）")
		}
		message := sampleMessage(form, rule)
		b.line(sheet.Look{Size: 10}, string(rule.ID), rule.Severity.Chinese(), rule.Title, message, "")
		b.join(message)
	}
}

// join makes one cell of the last two columns of the current row, and the row as
// high as the text there then needs.
func (b *blankBook) join(text string) {
	b.Merge(4, b.Row, 5)
	b.Height(max(1, inert.LinesIn(text, guideColumns[3]+guideColumns[4]))*15 + 6)
}

// sampleMessage is a rule's message without values: those are an ellipsis, but
// for the label, which is known.
func sampleMessage(form *hengji.Form, rule *hengji.Rule) string {
	values := map[string]string{}
	for _, name := range hengji.Placeholders(rule.Message) {
		values[name] = "…"
	}
	if field := form.Field(rule.Field); field != nil {
		values["label"] = field.Label
	}
	return hengji.Render(rule.Message, values)
}

// line writes one row of the table.
func (b *blankBook) line(f sheet.Look, words ...string) {
	b.Row++
	tall := 1
	for i, text := range words {
		look := f
		if i == 1 {
			look.Across = "center"
		}
		b.Text(i+1, text, look)
		tall = max(tall, inert.LinesIn(text, guideColumns[i]))
	}
	b.Height(tall*15 + 6)
}

// across writes a line over all columns.
func (b *blankBook) across(text string, f sheet.Look) {
	b.Row++
	total := 0.0
	for _, wide := range guideColumns {
		total += wide
	}
	b.Across(1, len(guideColumns), text, f)
	b.Height(inert.LinesIn(text, total*10/float64(f.Size))*f.Size*3/2 + 6)
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
		b.Row = 1
		b.Text(i+1, column.label, sheet.Look{Size: 10, Bold: true, Across: "center", Fill: headerFill})
		for n, name := range column.names {
			b.Row = n + 2
			b.Text(i+1, name, sheet.Look{Size: 10, Format: "@"})
			wide = max(wide, float64(inert.Width(name)+2))
		}
		b.Width(i+1, min(max(wide, 10), 40))
	}
	b.Freeze(0, 1)
	b.end(1)
}
