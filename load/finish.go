package load

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"hengji"
)

// Finish stores the findings, proves that the database holds what was loaded and
// that every view answers, and commits. Afterwards the build only gives tables.
func (b *Build) Finish(findings []hengji.Finding) error {
	a, err := b.appender("dq", "finding")
	if err != nil {
		return err
	}
	b.counted["dq.finding"] = int64(len(findings))
	for i := range findings {
		f := &findings[i]
		if err := a.row(f.Fingerprint, f.Cause, f.Run, f.Period, orNull(f.RegionCode), orNull(f.Region), f.Submission, f.File, f.SHA256,
			f.Form, f.Sheet, int32(f.Row), f.Field, f.Label, f.Cell, texts(f.Related), cellsOfStatement(f), string(f.Rule), string(f.Severity), f.Message,
			f.Got, f.Want, f.Diff, f.Suggestion, f.Type, f.State, f.Explanation, f.Key, f.Shadow, f.Scope, int32(f.Column)); err != nil {
			return fmt.Errorf("store finding %s: %w", f.Fingerprint, err)
		}
	}
	if err := b.calculate(); err != nil {
		return err
	}
	if err := b.prove(); err != nil {
		return err
	}
	return b.commit()
}

// cellsOfStatement is the column cells of a finding: empty, never NULL.
func cellsOfStatement(f *hengji.Finding) []map[string]any {
	out := make([]map[string]any, len(f.Cells))
	for i, c := range f.Cells {
		out[i] = map[string]any{
			"cell": convertText(c.Cell), "got": convertText(c.Got), "want": convertText(c.Want), "diff": convertText(c.Diff),
			"suggestion": convertText(c.Suggestion),
		}
	}
	return out
}

// commit ends the build's transaction.
func (b *Build) commit() error {
	for _, key := range slices.Sorted(maps.Keys(b.appenders)) {
		if err := b.appenders[key].close(true); err != nil {
			return fmt.Errorf("close appender of %s: %w", key, err)
		}
	}
	clear(b.appenders)
	if err := b.exec("COMMIT"); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	b.finished = true
	return nil
}

// prove counts the staged rows, and asks the views of effective rows.
func (b *Build) prove() error {
	for _, form := range b.rules.Forms {
		result, err := b.query(context.Background(), "SELECT count(*) FROM stg."+name(form.Name), 1)
		if err != nil {
			return fmt.Errorf("count stg.%s: %w", form.Name, err)
		}
		if held, _ := whole(result.rows[0][0]); held != b.staged[form.Name] {
			return fmt.Errorf("stg.%s holds %d rows, %d were loaded", form.Name, held, b.staged[form.Name])
		}
		if !b.reads("core", form.Name) {
			continue
		}
		if _, err := b.query(context.Background(), "SELECT count(*) FROM core."+name(form.Name), 1); err != nil {
			return fmt.Errorf("select core.%s: %w", form.Name, err)
		}
	}
	return nil
}

// described is a table or view with the words that are said of it.
type described struct {
	kind string // table, view, macro table
	table
	grain  string
	traces map[string]string
}

// objects lists everything that has words: the tables, and the views with those
// of their files.
func (b *Build) objects() ([]described, error) {
	tables, err := b.tables()
	if err != nil {
		return nil, err
	}
	var all []described
	for _, t := range tables {
		all = append(all, described{kind: "table", table: t})
	}
	for _, form := range b.rules.Forms {
		t := formTable(form)
		t.schema, t.comment = "core", form.Title+"（有效报送）"
		t.columns = append([]column{
			{name: "period", comment: "报告期"},
			{name: "reporter_code", comment: "报送单位代码"},
			{name: "reporter", comment: "报送单位"},
		}, t.columns...)
		all = append(all, described{kind: "view", table: t})
	}
	all = append(all, described{kind: "view", table: table{
		schema: "core", name: "region", comment: "各报告期的全部县市区，及其最近和有效的报送", columns: coreRegionColumns,
	}})
	all = append(all, described{kind: "view", table: table{
		schema: "core", name: "scheme", comment: "各报告期、各县市区的项目评价采用哪个评分方案", columns: coreSchemeColumns,
	}})
	all = append(all, described{kind: "view", table: table{
		schema: "core", name: "earlier", comment: "各报告期可以对照的以前各报告期的报送", columns: coreEarlierColumns,
	}})
	for _, mart := range b.views {
		d := described{kind: "view", table: table{schema: mart.Schema(), name: mart.Name, comment: mart.Title}, grain: mart.Grain, traces: map[string]string{}}
		d.columns = martColumns(mart, mart.Columns)
		for _, trace := range mart.Traces {
			if d.traces[trace.Column] != "" {
				d.traces[trace.Column] += "\n"
			}
			d.traces[trace.Column] += trace.Text
		}
		all = append(all, d)
		if mart.Stored {
			all = append(all, described{kind: "table", table: table{
				schema: "stored", name: mart.Name, comment: mart.Title + "（" + mart.Schema() + "." + mart.Name + " 的存放处）", columns: d.columns,
			}})
		}
	}
	for _, mart := range b.views {
		if mart.Schema() == "mart" && b.path != "" {
			all = append(all, described{kind: "table", table: table{
				schema: "frozen", name: mart.Name, comment: mart.Title + "（已锁定的报告期）", columns: martColumns(mart, mart.Columns),
			}})
		}
	}
	for _, mart := range b.current() {
		all = append(all, described{kind: "view", grain: mart.Grain, table: table{
			schema: "current", name: mart.Name, comment: mart.Title + "（当前报告期）", columns: martColumns(mart, mart.Columns),
		}})
	}
	all = append(all, described{kind: "view", table: table{schema: "meta", name: "cell", comment: "每条记录每个栏目的单元格", columns: cellColumns}})
	all = slices.DeleteFunc(all, func(d described) bool {
		return (d.schema == "core" || d.schema == "meta" && d.name == "cell") && !b.reads(d.schema, d.name)
	})
	if len(b.traced()) > 0 && b.path != "" {
		all = append(all, described{kind: "macro table", table: table{schema: "trace", name: "step", comment: "每个数字怎样得来，算式的每一项一行：FROM trace.step('<汇总表>')"}})
	}
	for _, mart := range b.traced() {
		all = append(all, described{kind: "view", table: table{
			schema: "trace", name: mart.Name, comment: mart.Title + "：各数字的来源", columns: append(martColumns(mart, naming(mart)), traceColumns...),
		}})
	}
	return all, nil
}

// martColumns are columns of a mart with their labels.
func martColumns(mart *hengji.Mart, names []string) []column {
	columns := make([]column, len(names))
	for i, name := range names {
		columns[i] = column{name: name, comment: mart.Labels[name]}
	}
	return columns
}

// describe writes the words about everything into meta.dictionary, which also
// holds those of the schemas, and proves that every named column exists.
func (b *Build) describe() error {
	objects, err := b.objects()
	if err != nil {
		return err
	}
	kinds, err := b.columnKinds()
	if err != nil {
		return err
	}
	a, err := b.appender("meta", "dictionary")
	if err != nil {
		return err
	}
	for _, schema := range schemas {
		if err := a.row(schema.name, nil, nil, nil, "schema", nil, schema.comment, nil, nil, nil, nil); err != nil {
			return fmt.Errorf("describe schema %s: %w", schema.name, err)
		}
	}
	for _, d := range objects {
		if err := a.row(d.schema, d.name, nil, nil, d.kind, nil, d.comment, nil, orNull(d.grain), nil, nil); err != nil {
			return fmt.Errorf("describe %s.%s: %w", d.schema, d.name, err)
		}
		for i, c := range d.columns {
			kind, there := kinds[d.schema+"."+d.name+"."+c.name]
			if !there {
				return fmt.Errorf("describe %s.%s: it has no column %s", d.schema, d.name, c.name)
			}
			if err := a.row(d.schema, d.name, c.name, int32(i+1), "column", kind, c.comment, orNull(c.unit), nil, orNull(d.traces[c.name]), c.personal); err != nil {
				return fmt.Errorf("describe %s.%s.%s: %w", d.schema, d.name, c.name, err)
			}
		}
	}
	if err := b.papers(); err != nil {
		return err
	}
	if err := b.fillTraces(); err != nil {
		return err
	}
	return b.flush()
}

// fillTraces stores what the figures are made from.
func (b *Build) fillTraces() error {
	a, err := b.appender("meta", "trace")
	if err != nil {
		return err
	}
	for _, mart := range b.traced() {
		for _, trace := range mart.Traces {
			for _, term := range trace.Formula.Terms() {
				conditions, keys := []string{}, []string{}
				for _, c := range trace.When {
					conditions = append(conditions, "when "+c.String())
				}
				for _, c := range term.Where {
					conditions = append(conditions, c.String())
				}
				for _, key := range term.By {
					keys = append(keys, key.String())
				}
				if err := a.row(mart.Name, trace.Column, trace.Text, int32(term.Number), term.Aggregate, term.Source(),
					orNull(term.Field), texts(conditions), texts(keys)); err != nil {
					return fmt.Errorf("store trace of %s.%s: %w", mart.Name, trace.Column, err)
				}
			}
		}
	}
	return nil
}

// comment gives every table, view and column its Chinese COMMENT, for the clients
// that show them.
func (b *Build) comment() error {
	objects, err := b.objects()
	if err != nil {
		return err
	}
	for _, d := range objects {
		object := d.schema + "." + name(d.name)
		var all strings.Builder
		all.WriteString("COMMENT ON " + strings.ToUpper(d.kind) + " " + object + " IS " + hengji.Quoted(d.comment) + ";\n")
		for _, c := range d.columns {
			all.WriteString("COMMENT ON COLUMN " + object + "." + name(c.name) + " IS " + hengji.Quoted(c.comment) + ";\n")
		}
		if err := b.exec(all.String()); err != nil {
			return fmt.Errorf("comment on %s: %w", object, err)
		}
	}
	return nil
}

func (b *Build) columnKinds() (map[string]string, error) {
	result, err := b.query(context.Background(),
		"SELECT schema_name || '.' || table_name || '.' || column_name, data_type FROM duckdb_columns() WHERE database_name = current_database()", 1_000_000)
	if err != nil {
		return nil, fmt.Errorf("read columns: %w", err)
	}
	kinds := make(map[string]string, len(result.rows))
	for _, row := range result.rows {
		kinds[row[0].(string)] = row[1].(string)
	}
	return kinds, nil
}
