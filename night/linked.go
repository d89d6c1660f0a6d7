package night

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/report"
)

// writePages writes the pages behind the run's page, all or none: a region, a project,
// a rule and a table each has one. from is what they are made from.
func (o *outbox) writePages(ctx context.Context, db *load.DB, from string, index func() (report.Index, error)) error {
	return home.RefillFolder(filepath.Join(o.pageFolder(), report.PagesFolder), from, func(add func(home.File) error) error {
		x, err := index()
		if err != nil {
			return err
		}
		pages, err := o.pages(ctx, db, x)
		if err != nil {
			return err
		}
		return report.WritePages(pages, func(name string, content []byte) error { return add(home.File{Name: name, Content: content}) })
	})
}

const (
	// perProject is what a mart says of its grain where each row is a project's.
	perProject = "每个项目一行"
	// listedProjects is the mart that lists the projects of a region; where the rules have
	// none of the name it is the first that has one row a project.
	listedProjects = "funding_decision"
)

// pages gathers what the pages tell of projects: what was handed in, then what the
// marts make of it.
func (o *outbox) pages(ctx context.Context, db *load.DB, x report.Index) (report.Pages, error) {
	p := report.Pages{Index: x, Rules: o.rules.Catalogue, OfProject: map[string]bool{}}
	for _, form := range o.rules.Forms {
		if len(form.Key) == 0 || form.Key[0] != "project_code" {
			continue
		}
		p.OfProject[form.Name] = true
		if len(form.Key) == 1 {
			table, err := o.handedIn(ctx, db, form)
			if err != nil {
				return p, err
			}
			p.Facts = append(p.Facts, table)
		}
	}
	for _, table := range x.Others {
		at := slices.IndexFunc(o.rules.Marts, func(m *hengji.Mart) bool { return m.Name == table.Name })
		switch mart := o.rules.Marts[at]; {
		case !slices.Contains(mart.Columns, "project_code"):
		case strings.Contains(mart.Grain, perProject) && mart.Shows != "": // what the others are made from
		case strings.Contains(mart.Grain, perProject):
			p.Facts = append(p.Facts, table)
		default:
			p.Workings = append(p.Workings, table)
		}
	}
	if o.settings.below != "" || len(o.outcome.others) == 0 { // a period's pages do not follow from what else the home holds (decision 0021)
		return p, nil
	}
	years, err := o.formerly(ctx, db, x.Listed)
	p.Workings = append(p.Workings, years)
	return p, err
}

// formerly is how the projects of the run's period stood in the periods before it: the
// rows of each, of the list of projects then.
func (o *outbox) formerly(ctx context.Context, db *load.DB, listed string) (hengji.Table, error) {
	named := func(name string) func(*hengji.Mart) bool { return func(m *hengji.Mart) bool { return m.Name == name } }
	at := slices.IndexFunc(o.rules.Marts, named(listed))
	if at < 0 || !slices.ContainsFunc(o.rules.Base, named("earlier_project")) { // rules of another kind
		return hengji.Table{}, nil
	}
	mart := o.rules.Marts[at]
	columns := []string{"a.reporter_code AS region_code", "e._row AS line", "e.earlier_period", "e.earlier_region", "e.earlier_code", "e.earlier_name"}
	labels := []string{"", "", "报告期", "县市区", "项目编号", "项目名称"}
	for _, column := range []string{"stage", "amount_wan", "execution_rate", "balance_wan", "score", "grade", "decision"} {
		if !slices.Contains(mart.Columns, column) {
			continue
		}
		value := "f." + column
		if column == "score" || strings.HasSuffix(column, "_rate") { // as tables print them
			value = "CAST(" + value + " AS DECIMAL(18,2)) AS " + column
		}
		columns, labels = append(columns, value), append(labels, mart.Labels[column])
	}
	table, err := db.Query(ctx, fmt.Sprintf(`SELECT %s FROM base.earlier_project e
JOIN core.allocation a ON a._submission = e._submission AND a._sheet = e._sheet AND a._row = e._row
JOIN mart.%s f ON f.period = e.earlier_period AND f.region_code = e.earlier_region_code AND f.line = e.earlier_row
WHERE e.period = %s AND e.same_project AND e.earlier_effective ORDER BY e.earlier_position DESC, a.reporter_code, e._row, e.earlier_region_code, e.earlier_row`,
		strings.Join(columns, ", "), mart.Name, hengji.Quoted(o.settings.Period)))
	if err != nil {
		return table, fmt.Errorf("read how projects stood before: %w", err)
	}
	table.Name, table.Title = "earlier", "以前各报告期"
	for i, label := range labels {
		table.Columns[i].Label, table.Columns[i].Unprinted = label, label == ""
	}
	return table, nil
}

// listed is which of the tables lists the projects, "" where none has one row a project.
func (o *outbox) listed(tables []hengji.Table) (name string) {
	for _, mart := range o.rules.Marts {
		there := slices.ContainsFunc(tables, func(t hengji.Table) bool { return t.Name == mart.Name })
		if there && slices.Contains(mart.Columns, "project_code") && strings.Contains(mart.Grain, perProject) && (name == "" || mart.Name == listedProjects) {
			name = mart.Name
		}
	}
	return name
}

// handedIn are the records in force of a form that has one a project.
func (o *outbox) handedIn(ctx context.Context, db *load.DB, form *hengji.Form) (hengji.Table, error) {
	names := []string{"reporter_code AS region_code"}
	labels := []string{""}
	for _, column := range form.Columns() {
		if column.Field.Personal != "" || column.Code || slices.Contains([]string{"region_code", "seq"}, column.Name) {
			continue
		}
		names, labels = append(names, column.Name), append(labels, column.Field.Label)
	}
	table, err := db.Query(ctx, fmt.Sprintf("SELECT %s FROM core.%s WHERE period = %s ORDER BY _submission, _sheet, _row",
		strings.Join(names, ", "), form.Name, hengji.Quoted(o.settings.Period)))
	if err != nil {
		return table, fmt.Errorf("read projects of %s: %w", form.Name, err)
	}
	table.Name, table.Title = form.Name, form.Title
	for i, label := range labels {
		table.Columns[i].Label = label
		for _, row := range table.Rows {
			if table.Columns[i].JSON { // 是否专账核算
				row[i] = map[string]string{"true": "是", "false": "否"}[row[i]]
			}
		}
	}
	return table, nil
}
