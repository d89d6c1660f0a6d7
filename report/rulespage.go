package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"hengji"
)

// WriteRules writes the catalogue as a page in Markdown, from the rule files
// alone: reading rules by subject, then form by form what is asked of each cell
// and what is compared.
func WriteRules(w io.Writer, rules *hengji.Rules) error {
	p := &rulesPage{rules: rules}
	p.head()
	p.reading()
	p.facets()
	for _, form := range rules.Forms {
		p.form(form)
	}
	_, err := io.WriteString(w, p.text.String())
	return err
}

type rulesPage struct {
	rules *hengji.Rules
	text  strings.Builder
}

func (p *rulesPage) line(format string, values ...any) { fmt.Fprintf(&p.text, format+"\n", values...) }

// of lists the rules that are wanted, by id.
func (p *rulesPage) of(wanted func(*hengji.Rule) bool) []*hengji.Rule {
	var some []*hengji.Rule
	for _, rule := range p.rules.Catalogue {
		if wanted(rule) {
			some = append(some, rule)
		}
	}
	slices.SortFunc(some, func(a, b *hengji.Rule) int { return cmp.Compare(a.ID, b.ID) })
	return some
}

func isReading(r *hengji.Rule) bool { return r.SQL == "" && r.Form == "" }
func isFact(r *hengji.Rule) bool    { return r.SQL == "" && r.Form != "" }
func isCheck(r *hengji.Rule) bool   { return r.SQL != "" }

// asks is what a severity asks of the district.
var asks = map[hengji.Severity]string{
	hengji.Blocking: "必须修改，否则退回", hengji.Approval: "经市局放行才能通过，否则退回",
	hengji.Explain: "修改，或在“情况说明”栏说明", hengji.Notice: "不必处理",
}

func (p *rulesPage) head() {
	p.line("# 审核规则\n")
	p.line("本页由规则文件生成（`hengji rules --markdown`），请勿手工修改：改规则文件，再重新生成。\n")
	p.line("共 %d 条。\n", len(p.rules.Catalogue))
	p.line("| 类别 | 要求 | 读取 | 单元格 | 勾稽与核对 |")
	p.line("|---|---|---:|---:|---:|")
	for _, severity := range hengji.Severities {
		count := func(kind func(*hengji.Rule) bool) int {
			return len(p.of(func(r *hengji.Rule) bool { return r.Severity == severity && kind(r) }))
		}
		p.line("| %s `%s` | %s | %d | %d | %d |", severity.Chinese(), severity, asks[severity], count(isReading), count(isFact), count(isCheck))
	}
	p.line("\n意见中的 `{got}` 是填报内容，`{want}` 是应为的内容，`{label}` 是栏目名，`{diff}` 是“多 几”或“少 几”，其余是规则自己算出的值。")
	p.line("一处错误只说一次：标有“让位于”的规则，在那些规则已对同一单元格、同一行提出意见时不再说话。")
}

// subjects are the reading rules' chapters, by the first word of their ids.
var subjects = []struct {
	title string
	words []string
}{
	{"文件", []string{"FILE"}},
	{"报送单位、报告期、模板", []string{"REGION", "PERIOD", "VERSION"}},
	{"工作表", []string{"SHEET", "HEADER"}},
	{"栏目", []string{"LABEL", "COLUMNS"}},
	{"行与合计", []string{"ROW", "ROWS", "TOTAL"}},
	{"单元格", []string{"CELL", "DATE", "FORMULA"}},
	{"情况说明", []string{"EXPLANATION"}},
}

func (p *rulesPage) reading() {
	p.line("\n## 读取时发现的\n")
	p.line("程序读工作簿时提出，措辞和类别在 `schema/rules.yaml` 中。")
	listed := map[hengji.RuleID]bool{}
	chapter := func(title string, rules []*hengji.Rule) {
		if len(rules) == 0 {
			return
		}
		p.line("\n### %s\n", title)
		p.line("| 编号 | 名称 | 类别 | 审核意见 |")
		p.line("|---|---|---|---|")
		for _, r := range rules {
			listed[r.ID] = true
			p.line("| %s | %s | %s | %s |", r.ID, r.Title, severityOf(r), tableText(r.Message))
		}
	}
	for _, subject := range subjects {
		chapter(subject.title, p.of(func(r *hengji.Rule) bool {
			word, _, _ := strings.Cut(string(r.ID), "-")
			return isReading(r) && slices.Contains(subject.words, word)
		}))
	}
	chapter("其他", p.of(func(r *hengji.Rule) bool { return isReading(r) && !listed[r.ID] }))
}

// facets says once what the fields' tables below refer to by name.
func (p *rulesPage) facets() {
	p.line("\n## 对一个单元格的要求\n")
	p.line("在 `schema/forms/*.yaml` 中逐栏声明，规则编号为 `<报表>.<字段>.<要求>`，例如 `allocation.amount_wan.required`。各表哪一栏有哪些要求，见下面各节。\n")
	p.line("| 要求 | 名称 | 审核意见 |")
	p.line("|---|---|---|")
	messages := map[string]map[string]bool{}
	names := map[string]string{}
	for _, r := range p.of(isFact) {
		facet := r.ID.Fact()
		if messages[facet] == nil {
			messages[facet] = map[string]bool{}
		}
		messages[facet][r.Message] = true
		names[facet] = facetTitle(r)
	}
	for _, facet := range slices.Sorted(maps.Keys(messages)) {
		for _, message := range slices.Sorted(maps.Keys(messages[facet])) {
			p.line("| `%s` | %s | %s |", facet, names[facet], tableText(message))
		}
	}
}

func (p *rulesPage) form(form *hengji.Form) {
	p.line("\n## %s `%s`\n", form.Title, form.Name)
	p.line("%s。声明在 [%s](../%s)。", strings.TrimSuffix(form.Description, "。"), form.Source.File, form.Source.File)
	if facts := p.of(func(r *hengji.Rule) bool { return isFact(r) && r.Form == form.Name }); len(facts) > 0 {
		p.line("\n| 栏目 | 字段 | 要求 |")
		p.line("|---|---|---|")
		for _, field := range form.Fields {
			var asked []string
			for _, severity := range hengji.Severities {
				var some []string
				for _, r := range facts {
					if r.Field == field.Name && r.Severity == severity {
						some = append(some, strings.TrimSpace(facetTitle(r)+" "+bound(field, r.ID.Fact()))+" `"+r.ID.Fact()+"`"+shadowOf(r))
					}
				}
				if len(some) > 0 {
					asked = append(asked, severity.Chinese()+"："+strings.Join(some, "、"))
				}
			}
			if len(asked) > 0 {
				p.line("| %s | `%s` | %s |", tableText(field.Label), field.Name, strings.Join(asked, "；"))
			}
		}
	}
	for _, r := range p.of(func(r *hengji.Rule) bool { return isCheck(r) && r.Form == form.Name }) {
		p.check(r)
	}
}

func (p *rulesPage) check(r *hengji.Rule) {
	p.line("\n### %s %s\n", r.ID, r.Title)
	say := []string{"**" + severityOf(r) + "**"}
	switch r.Scope {
	case "period":
		say = append(say, "各单位的报送合在一起审核，不影响单个报送的状态")
	case "history":
		say = append(say, "对照以前各报告期的报送审核，不影响单个报送的状态")
	}
	if len(r.YieldsTo) > 0 {
		say = append(say, "让位于 "+hengji.JoinRules(r.YieldsTo, "、"))
	}
	say = append(say, fmt.Sprintf("[SQL](../%s)", r.Source.File))
	p.line("%s\n", strings.Join(say, " · "))
	p.line("> %s\n", r.Message)
	p.line("%s", r.Description)
}

func severityOf(r *hengji.Rule) string { return r.Severity.Chinese() + shadowOf(r) }

func shadowOf(r *hengji.Rule) string {
	if r.Shadow {
		return "（试运行）"
	}
	return ""
}

// facetTitle is 必填 of the title 项目编号：必填.
func facetTitle(r *hengji.Rule) string {
	return r.Title[strings.LastIndex(r.Title, "：")+len("："):]
}

// bound is what a fact compares with, where a line has room for it.
func bound(field *hengji.Field, facet string) string {
	switch {
	case facet == "minimum" && field.Minimum != nil:
		return field.Minimum.String()
	case facet == "maximum" && field.Maximum != nil:
		return field.Maximum.String()
	case facet == "maxLength":
		return fmt.Sprint(field.MaxLength)
	case facet == "code":
		return field.Codes
	case facet == "enum":
		return strings.Join(field.Enum, "/")
	}
	return ""
}

// tableText is a text as a cell of a Markdown table.
func tableText(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ").Replace(text)
}
