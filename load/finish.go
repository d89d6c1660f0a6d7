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
	for i := range findings {
		f := &findings[i]
		if err := a.row(f.Fingerprint, f.Cause, f.Run, f.Period, orNull(f.RegionCode), orNull(f.Region), f.Submission, f.File, f.SHA256,
			f.Form, f.Sheet, int32(f.Row), f.Field, f.Label, f.Cell, texts(f.Related), f.Rule, string(f.Severity), f.Message,
			f.Got, f.Want, f.Diff, f.Suggestion, f.Type, f.State, f.Explanation, f.Key, f.Shadow); err != nil {
			return fmt.Errorf("store finding %s: %w", f.Fingerprint, err)
		}
	}
	if err := b.flush(); err != nil {
		return err
	}
	if err := b.prove(); err != nil {
		return err
	}
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

// prove counts the staged rows and reads every printed table to its end: a view
// that fails on this night's data must fail here and not at an analyst's desk.
func (b *Build) prove() error {
	for _, form := range b.rules.Forms {
		result, err := b.query(context.Background(), "SELECT count(*) FROM stg."+name(form.Name), 1)
		if err != nil {
			return fmt.Errorf("count stg.%s: %w", form.Name, err)
		}
		if held, _ := whole(result.rows[0][0]); held != b.staged[form.Name] {
			return fmt.Errorf("stg.%s holds %d rows, %d were loaded", form.Name, held, b.staged[form.Name])
		}
		if _, err := b.query(context.Background(), "SELECT count(*) FROM core."+name(form.Name), 1); err != nil {
			return fmt.Errorf("select core.%s: %w", form.Name, err)
		}
	}
	for _, mart := range b.rules.Marts {
		err := eachRow(context.Background(), b.conn, "SELECT * FROM mart."+name(mart.Name), func([]resultColumn, []any) error { return nil })
		if err != nil {
			return fmt.Errorf("%s:%d: select mart.%s: %w", mart.Source.File, mart.Source.Line, mart.Name, err)
		}
	}
	return nil
}

// describe gives every table, view and column its Chinese comment, and writes the
// same words into meta.dictionary, which also holds those of the schemas.
func (b *Build) describe() error {
	tables, err := b.tables()
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
		if err := a.row(schema.name, nil, nil, nil, "schema", nil, schema.comment, nil, nil, nil); err != nil {
			return fmt.Errorf("describe schema %s: %w", schema.name, err)
		}
	}
	comment := func(kind, grain string, t table, traces map[string]string) error {
		object := t.schema + "." + name(t.name)
		if err := b.exec("COMMENT ON " + strings.ToUpper(kind) + " " + object + " IS " + quote(t.comment)); err != nil {
			return fmt.Errorf("comment on %s: %w", object, err)
		}
		if err := a.row(t.schema, t.name, nil, nil, kind, nil, t.comment, nil, orNull(grain), nil); err != nil {
			return fmt.Errorf("describe %s: %w", object, err)
		}
		for i, c := range t.columns {
			if err := b.exec("COMMENT ON COLUMN " + object + "." + name(c.name) + " IS " + quote(c.comment)); err != nil {
				return fmt.Errorf("comment on %s.%s: %w", object, c.name, err)
			}
			if err := a.row(t.schema, t.name, c.name, int32(i+1), "column", kinds[t.schema+"."+t.name+"."+c.name],
				c.comment, orNull(c.unit), nil, orNull(traces[c.name])); err != nil {
				return fmt.Errorf("describe %s.%s: %w", object, c.name, err)
			}
		}
		return nil
	}
	for _, t := range tables {
		if err := comment("table", "", t, nil); err != nil {
			return err
		}
	}
	for _, t := range b.views() {
		if err := comment("view", t.grain, t.table, t.traces); err != nil {
			return err
		}
	}
	return b.flush()
}

type view struct {
	table
	grain  string
	traces map[string]string
}

// views are the views with their words: core.<form> as its table, core.region, and
// the marts as their files say.
func (b *Build) views() []view {
	var views []view
	for _, form := range b.rules.Forms {
		t := formTable(form)
		t.schema, t.comment = "core", form.Title+"（有效报送）"
		t.columns = append([]column{
			{name: "period", comment: "报告期"},
			{name: "reporter_code", comment: "报送单位代码"},
			{name: "reporter", comment: "报送单位"},
		}, t.columns...)
		views = append(views, view{table: t})
	}
	views = append(views, view{table: table{schema: "core", name: "region", comment: "各报告期的全部县市区，及其最近和有效的报送", columns: coreRegionColumns}})
	for _, mart := range b.rules.Marts {
		v := view{table: table{schema: "mart", name: mart.Name, comment: mart.Title}, grain: mart.Grain, traces: map[string]string{}}
		for _, c := range mart.Columns {
			v.columns = append(v.columns, column{name: c, comment: mart.Labels[c]})
		}
		for _, trace := range mart.Traces {
			target, _, _ := strings.Cut(trace, "=")
			v.traces[strings.TrimSpace(target)] = trace
		}
		views = append(views, v)
	}
	return views
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
