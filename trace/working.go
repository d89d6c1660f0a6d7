package trace

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"hengji"
	"hengji/home"
	"hengji/ingest"
	"hengji/load"
	"hengji/report"
	"hengji/schema"
)

// Follower finds the working of every figure of tables, in databases of a home: what pages
// show that figures lead to, and the steps of all of them as a table.
func Follower(dir string, reader ingest.Reader) func(context.Context, *load.DB, *hengji.Rules, []hengji.Table) ([]report.Working, hengji.Table, error) {
	return func(ctx context.Context, db *load.DB, rules *hengji.Rules, tables []hengji.Table) ([]report.Working, hengji.Table, error) {
		t := &Tracer{DB: db, Rules: rules, Home: &home.Home{Dir: dir}, Reader: reader}
		return t.workings(ctx, tables)
	}
}

// printedRow is a row of a printed table with its figures.
type printedRow struct {
	table   hengji.Table
	at      int // in its rows
	mart    *load.Mart
	page    string
	figures []*figure
}

// workings follows the figures of tables as DB.Table gives them, each row once.
func (t *Tracer) workings(ctx context.Context, tables []hengji.Table) (workings []report.Working, steps hengji.Table, err error) {
	t.begin()
	t.row, t.all = newTracedRow(), true
	if err := t.noteRules(ctx); err != nil {
		return nil, steps, err
	}
	period, err := t.DB.Period(ctx)
	if err != nil {
		return nil, steps, err
	}
	links := report.NewLinks(tables)
	pages := map[string]string{} // by row of a mart
	seen := map[string]bool{}
	names := map[*figure]string{}
	var rows []printedRow
	var figures []*figure
	for _, table := range tables {
		if seen[table.Name] {
			continue
		}
		seen[table.Name] = true
		of, err := t.printed(ctx, table, period)
		if err != nil {
			return nil, steps, err
		}
		for i := range of {
			of[i].page = links.Page(table.Name, of[i].at)
			if len(of[i].figures) > 0 {
				pages[of[i].figures[0].row] = of[i].page
			}
			rows = append(rows, of[i])
			figures = append(figures, of[i].figures...)
			for _, f := range of[i].figures {
				names[f] = strings.Join(append(of[i].titled(), f.Label), "　")
			}
		}
	}
	if err := t.prove(ctx, figures); err != nil {
		return nil, steps, err
	}
	for _, row := range rows {
		workings = append(workings, t.workingOf(row, pages))
	}
	return workings, stepsOf(figures, names), nil
}

// titled are the words for a row: those of its table, then its own.
func (row printedRow) titled() []string { return append([]string{row.table.Title}, wordsOf(row)...) }

// printed gathers the figures of each row of a table: those of the mart, and of the row 合计
// that only paper has.
func (t *Tracer) printed(ctx context.Context, table hengji.Table, period string) ([]printedRow, error) {
	m, err := t.named(ctx, table.Name)
	if err != nil {
		return nil, err
	}
	at := m.Column("period")
	var rows []printedRow
	for _, row := range m.Rows {
		if at >= 0 && (row[at] == nil || *row[at] != period) {
			continue
		}
		if len(rows) == len(table.Rows) {
			return nil, fmt.Errorf("follow mart.%s: it has more rows than its table, %d", m.Name, len(table.Rows))
		}
		one := printedRow{table: table, at: len(rows), mart: m}
		names := map[string]*string{}
		for i, c := range m.Columns {
			names[c.Name] = row[i]
		}
		for i, c := range m.Columns {
			if len(c.Traces) == 0 {
				continue
			}
			f, err := t.gather(ctx, m, names, c.Name, row[i], false)
			if err != nil {
				return nil, err
			}
			if f.Value == nil {
				if err := t.besides(ctx, f, names); err != nil {
					return nil, err
				}
			}
			if f.Value == nil && !slices.ContainsFunc(f.Terms, func(term *tracedTerm) bool { return len(term.Records) > 0 }) {
				continue
			}
			one.figures = append(one.figures, f)
		}
		rows = append(rows, one)
	}
	if len(rows) == len(table.Rows)-1 && table.Total {
		total, err := totalOf(table, m, rows)
		if err != nil {
			return nil, err
		}
		rows = append(rows, total)
	}
	if len(rows) != len(table.Rows) {
		return nil, fmt.Errorf("follow mart.%s: it has %d rows, its table %d", m.Name, len(rows), len(table.Rows))
	}
	return rows, nil
}

// besides adds to a figure without a value what else its source has for its row: a rate that
// lacks a term is printed as another sheet states it.
func (t *Tracer) besides(ctx context.Context, f *figure, names map[string]*string) error {
	if len(f.Terms) == 0 || !f.Terms[0].isMart {
		return nil
	}
	term := f.Terms[0]
	_, source, _ := strings.Cut(term.Table, ".")
	m, err := t.named(ctx, source)
	if err != nil {
		return err
	}
	naming, err := t.naming(ctx, m)
	if err != nil {
		return err
	}
	told := map[string]bool{}
	for _, one := range f.Terms {
		for _, r := range one.Records {
			told[originKey("", r.origin.Key)] = true
		}
	}
	others := *term
	others.Term, others.Aggregate, others.Records = len(f.Terms)+1, "", nil
	others.aggregated = &hengji.Term{Number: others.Term, As: "另处填报的，供对照"}
	for _, row := range m.Rows {
		value := row[m.Column(term.Field)]
		of, key := map[string]*string{}, make([]*string, len(naming))
		for i, c := range m.Columns {
			of[c.Name] = row[i]
		}
		for i, name := range naming {
			key[i] = of[name]
		}
		same := !slices.ContainsFunc(term.aggregated.By, func(k hengji.Key) bool {
			return shown(of[k.Field]) != shown(names[k.Column])
		})
		if value == nil || !same || told[originKey("", key)] {
			continue
		}
		r := &tracedRecord{Key: keyTexts(key), Read: value, term: &others, origin: load.Origin{Key: key, Text: value}}
		if err := t.follow(ctx, r); err != nil {
			return err
		}
		others.Records = append(others.Records, r)
	}
	if len(others.Records) > 0 {
		f.Terms = append(f.Terms, &others)
	}
	return nil
}

// totalOf is the row 合计 that a table adds to the rows of its mart: sums of them, and
// quotients of sums.
func totalOf(table hengji.Table, m *load.Mart, rows []printedRow) (printedRow, error) {
	total := printedRow{table: table, at: len(rows), mart: m}
	for i, c := range table.Columns {
		of := func(column string) string { return "sum(mart." + m.Name + "." + column + ")" }
		formula := of(c.Name)
		if c.Quotient.Times != 0 {
			formula = map[int]string{100: "percent", 1: "ratio"}[c.Quotient.Times] + "(" + of(c.Quotient.Above) + ", " + of(c.Quotient.Below) + ")"
		}
		value := table.Rows[total.at][i]
		if !c.Traced || !c.Sums && !c.Balanced && c.Quotient.Times == 0 || value == "" {
			continue
		}
		traces, err := schema.ParseTraces(c.Name + " = " + formula + " by period")
		if err != nil {
			return total, fmt.Errorf("follow the total of mart.%s: %w", m.Name, err)
		}
		f := &figure{Column: c.Name, Label: c.Label, Value: &value, Trace: formula, Problems: []string{}, trace: traces[0], row: originKey(m.Name, nil), rounded: true}
		for _, term := range traces[0].Formula.Terms() {
			column := m.Columns[m.Column(term.Field)]
			one := &tracedTerm{Term: term.Number, Text: term.Text, Aggregate: term.Aggregate, Table: term.Source(), Field: term.Field, Label: column.Label, aggregated: term}
			for _, row := range rows {
				for _, inner := range row.figures {
					if inner.Column == term.Field && inner.Value != nil {
						r := &tracedRecord{Key: wordsOf(row), Read: inner.Value, Figure: inner, term: one}
						if number, exact, err := hengji.ParseDecimal(*inner.Value); err == nil && exact {
							r.number = &number
						}
						one.Records = append(one.Records, r)
					}
				}
			}
			f.Terms = append(f.Terms, one)
		}
		total.figures = append(total.figures, f)
	}
	return total, nil
}

// wordsOf is what a row is called: the texts that stand before its first figure.
func wordsOf(row printedRow) (words []string) {
	for i, c := range row.table.Columns {
		if text := row.table.Rows[row.at][i]; c.Traced && len(words) > 0 {
			break
		} else if !c.Number && !c.Unprinted && text != "" {
			words = append(words, text)
		}
	}
	return words
}

// workingOf is what the page of a row shows.
func (t *Tracer) workingOf(row printedRow, pages map[string]string) report.Working {
	w := report.Working{Table: row.table.Name, Page: row.page, Title: strings.Join(row.titled(), "　"), Notes: t.row.Notes}
	for i, c := range row.table.Columns {
		text := row.table.Rows[row.at][i]
		if !c.Traced && text != "" && !(c.Unprinted && forPrograms(text)) {
			w.Row = append(w.Row, report.Fact{Name: cmp.Or(c.Label, c.Name), Value: text})
		}
	}
	seen, used := map[*figure]bool{}, map[int]bool{}
	for _, f := range row.figures {
		at := slices.IndexFunc(row.table.Columns, func(c hengji.TableColumn) bool { return c.Name == f.Column })
		one := report.WorkingFigure{
			Column: f.Column, Label: f.Label, Printed: row.table.Rows[row.at][at], Exact: f.exact(),
			Words: f.inWords(), Numbers: f.inNumbers(), Verdict: f.conclusion(), Problems: f.Problems,
		}
		for _, terms := range f.together() {
			if len(terms) == 1 && len(terms[0].Records) == 0 && len(f.Terms) > 1 {
				continue
			}
			one.Lists = append(one.Lists, t.listOf(f, terms, pages, seen, used))
		}
		w.Figures = append(w.Figures, one)
	}
	for number, file := range t.row.Files {
		if used[number+1] {
			w.Files = append(w.Files, [2]string{file.File, file.SHA256})
		}
	}
	return w
}

// mostLines is how many records a page lists below a row that has a page of its own; beyond
// it, it leads there.
const mostLines = 30

// listOf is the list of the records of terms. seen are the figures whose records stand on the
// page already.
func (t *Tracer) listOf(f *figure, terms []*tracedTerm, pages map[string]string, seen map[*figure]bool, used map[int]bool) report.WorkingList {
	few := f.weight() <= 2*mostLines
	b := listing{
		shown: seen, fields: map[string]bool{}, files: t.row.Files, used: used,
		expand: func(inner *figure) bool { return few || inner.weight() <= mostLines && len(terms[0].Records) == 1 },
		page:   func(inner *figure) string { return pages[inner.row] },
	}
	b.add(0, terms)
	list := report.WorkingList{Title: "来源", Table: b.table(), Pages: b.pages}
	for _, line := range b.lines {
		list.Regions = append(list.Regions, line[2])
	}
	if len(terms) > 1 {
		return list
	}
	list.Title, list.Note = f.called(terms[0].aggregated), terms[0].total()+terms[0].conditions()
	return list
}
