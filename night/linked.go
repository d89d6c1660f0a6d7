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
	return p, nil
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
	table, err := db.Query(ctx, fmt.Sprintf("SELECT %s FROM core.%s WHERE period = '%s' ORDER BY _submission, _sheet, _row",
		strings.Join(names, ", "), form.Name, strings.ReplaceAll(o.settings.Period, "'", "''")))
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
