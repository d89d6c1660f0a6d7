package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"hengji"
)

// EvaluationPage is what the report is called as a page, EvaluationCheck the page of
// what is left to do before it is printed.
const (
	EvaluationPage  = "绩效评价报告.html"
	EvaluationCheck = "绩效评价报告_印发前核对.html"
)

//go:embed evaluation.html
var evaluationText string

var evaluationTemplate = template.Must(template.New("evaluation").Parse(evaluationText))

// HTML writes the report as one printable page: A4, no script, nothing fetched.
// Every value is the one that the tables print, and where there is none the text
// says so. tables are those of Marts, by name; links lead from figures to their working.
func (e *Evaluation) HTML(w io.Writer, b hengji.Booklet, tables map[string]hengji.Table, links *Links) error {
	p, err := e.fill(b, tables, links)
	if err != nil {
		return err
	}
	return p.page(w, EvaluationPage)
}

func (p *filled) page(w io.Writer, name string) error {
	var text strings.Builder
	if err := evaluationTemplate.Execute(&text, p); err != nil {
		return fmt.Errorf("make %s: %w", name, err)
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// unsettled are the verdicts on figures and claims that somebody must look at before
// the report is printed.
var unsettled = []string{"does not hold", "to be explained", "uncheckable"}

// Check writes what is left to do before the report is printed: what the bureau must
// write, where a figure is missing, what fell out, which figures and claims do not
// hold, must be explained or cannot be checked; behind them the balance and all
// figures. It is for the office and goes with no paper.
func (e *Evaluation) Check(w io.Writer, b hengji.Booklet, tables map[string]hengji.Table) error {
	p, err := e.fill(b, tables, nil)
	if err != nil {
		return err
	}
	check := &filled{Title: "绩效评价报告印发前核对（内部使用）", Office: p.Office}
	say := func(kind, text string) {
		check.Blocks = append(check.Blocks, paperBlock{Kind: kind, Pieces: []paperPiece{{Text: text}}})
	}
	list := func(title string, texts []string) {
		say("h2", title)
		for _, text := range texts {
			say("p", text)
		}
		if len(texts) == 0 {
			say("p", "没有。")
		}
	}
	say("h1", check.Title)
	list("一、待市局填写的段落", p.Own)
	list("二、缺少数字的段落", p.Missing)
	list("三、没有印出的段落和文字", p.Unprinted)
	all, figures := tables[figuresMart]
	open := all
	open.Rows = slices.DeleteFunc(slices.Clone(all.Rows), func(row []string) bool {
		verdict := columnsOf(all)("verdict")
		return verdict < 0 || !slices.Contains(unsettled, row[verdict])
	})
	balance, balanced := tables[balanceMart]
	for _, one := range []struct {
		title string
		table hengji.Table
		there bool // rules may do without
	}{{"四、不符、需要说明、无法核对的数字和论断", open, figures}, {"五、平衡表", balance, balanced}, {"六、全部数字和论断", all, figures}} {
		if one.there {
			say("h2", one.title)
			check.Blocks = append(check.Blocks, paperBlock{Kind: "table", Table: paperOf(b, one.table, nil)})
		}
	}
	return check.page(w, EvaluationCheck)
}
