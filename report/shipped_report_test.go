package report

import (
	"strings"
	"testing"

	"hengji"
	"hengji/schema"
)

// shippedReport is the text of the report as it is shipped, and tables for it in which
// each figure and claim prints itself in brackets, but those that the text puts into
// words of a change: they are numbers.
func shippedReport(t *testing.T) (e *Evaluation, tables map[string]hengji.Table, b hengji.Booklet, changed map[string]bool) {
	t.Helper()
	rules, err := schema.Read(hengji.DefaultRules)
	must(t, err)
	text, err := hengji.DefaultRules.ReadFile(EvaluationText)
	must(t, err)
	e, err = ReadEvaluation(EvaluationText, text, rules.Marts, schema.ParseCell)
	must(t, err)
	changed = map[string]bool{}
	for _, one := range e.blocks {
		for _, p := range one.pieces {
			if c := e.cells[p.name]; p.words[0] != "" && c.Table == figuresMart {
				changed[c.Where[0].Texts[0]] = true
			}
		}
	}
	tables = map[string]hengji.Table{}
	for _, mart := range rules.Marts {
		table := hengji.Table{Name: mart.Name, Title: mart.Title}
		for _, column := range mart.Columns {
			table.Columns = append(table.Columns, hengji.TableColumn{Name: column, Label: mart.Labels[column]})
		}
		tables[mart.Name] = table
	}
	figures := tables[figuresMart]
	at := columnsOf(figures)
	list := rules.CodeLists[figuresMart]
	for _, values := range list.Rows {
		row := make([]string, len(figures.Columns))
		for i, column := range list.Columns {
			if to := at(column.Name); to >= 0 {
				row[to] = values[i]
			}
		}
		row[at("printed")] = "1"
		if !changed[row[at("id")]] {
			row[at("printed")] = "〔" + row[at("id")] + "〕"
		}
		figures.Rows = append(figures.Rows, row)
	}
	tables[figuresMart] = figures
	return e, tables, hengji.Booklet{Period: "2021", Office: "某局", Held: 1, Regions: 1}, changed
}

// All figures and claims of the published report stand in sentences; what stands there is
// what the database gives, and leads to its working.
func TestEveryFigureAndClaimStandsInASentence(t *testing.T) {
	e, tables, b, change := shippedReport(t)
	figures := tables[figuresMart]
	at := columnsOf(figures)
	said := func(number string) string {
		for _, row := range figures.Rows {
			if change[row[at("id")]] {
				row[at("printed")] = number + row[at("id")][1:]
			}
		}
		var page strings.Builder
		must(t, e.HTML(&page, b, tables, NewLinks([]hengji.Table{figures})))
		return page.String()
	}
	grown, fallen := said("1"), said("-1")
	signed := map[string]bool{} // the name and the date at the end
	for _, one := range e.blocks {
		for _, name := range one.signed {
			if c := e.cells[name]; c.Term != nil {
				signed[c.Where[0].Texts[0]] = true
			}
		}
	}
	ids, claims := 0, 0
	for _, row := range figures.Rows {
		id := row[at("id")]
		if strings.HasPrefix(id, "C") {
			claims++
		}
		ids++
		switch {
		case !change[id] && !strings.Contains(grown, "〔"+id+"〕"):
			t.Errorf("%s %s stands in no sentence", id, row[at("label")])
		case !change[id] && !signed[id] && strings.Count(grown, "〔"+id+"〕") != 2*strings.Count(grown, ">〔"+id+"〕</a>"):
			t.Errorf("%s %s stands somewhere without leading to its working", id, row[at("label")])
		case change[id] && (!strings.Contains(grown, "增长1"+id[1:]) && !strings.Contains(grown, "增加1"+id[1:])):
			t.Errorf("%s %s does not grow", id, row[at("label")])
		case change[id] && (!strings.Contains(fallen, "下降1"+id[1:]) && !strings.Contains(fallen, "减少1"+id[1:])):
			t.Errorf("%s %s does not fall", id, row[at("label")])
		}
	}
	if ids-claims != 115 || claims < 40 || len(change) < 20 {
		t.Errorf("%d figures, %d claims, %d changes", ids-claims, claims, len(change))
	}
}

// Nothing that belongs into the office stands in the paper: no table of figures, no
// balance, no verdict.
func TestNothingInternalStandsInThePaper(t *testing.T) {
	e, tables, b, _ := shippedReport(t)
	p, err := e.fill(b, tables, nil)
	must(t, err)
	for _, one := range p.Blocks {
		if one.Table != nil && (one.Table.Title == tables[figuresMart].Title || one.Table.Title == tables[balanceMart].Title) {
			t.Errorf("the paper prints %s", one.Table.Title)
		}
	}
	if len(p.Own) < 8 || p.Title != "2021年度某局绩效评价报告" {
		t.Errorf("%q leaves %d paragraphs to the bureau", p.Title, len(p.Own))
	}
}
