package load

import (
	"fmt"
	"strings"
)

// define makes all that the rules alone decide. Comments come before rows: they
// rewrite what they stand on.
func (b *Build) define() error {
	if err := b.foundation(); err != nil {
		return err
	}
	if err := b.parseChecks(); err != nil {
		return err
	}
	if !b.later() {
		if err := b.show(everyView); err != nil {
			return err
		}
	}
	for _, view := range b.traced() {
		if err := b.traceView(view); err != nil {
			return fmt.Errorf("%s:%d: create view trace.%s: %w", view.Source.File, view.Source.Line, view.Name, err)
		}
	}
	if b.path != "" { // nobody reads one period, comments, or steps, of what is in memory
		if err := b.stepMacro(); err != nil {
			return fmt.Errorf("create macro trace.step: %w", err)
		}
		for _, mart := range b.current() {
			if err := b.exec(currentView(mart)); err != nil {
				return fmt.Errorf("create view current.%s: %w", mart.Name, err)
			}
		}
		if err := b.comment(); err != nil {
			return err
		}
	}
	if err := b.fillReference(); err != nil || b.wordless() {
		return err
	}
	return b.describe()
}

// wordless reports whether nobody reads what is said of tables, columns and figures: no
// check of a database in memory that is only judged with asks for it.
func (b *Build) wordless() bool {
	return b.path == "" && !b.reads("meta", "dictionary") && !b.reads("meta", "paper") && !b.reads("meta", "trace")
}

// foundation makes what checks and marts stand on: schemas, macros, tables, and
// the views of effective rows.
func (b *Build) foundation() error {
	tables, err := b.tables()
	if err != nil {
		return err
	}
	for _, schema := range schemas {
		if err := b.exec("CREATE SCHEMA " + schema.name); err != nil {
			return fmt.Errorf("create schema %s: %w", schema.name, err)
		}
	}
	for _, table := range tables {
		if err := b.exec(table.create()); err != nil {
			return fmt.Errorf("create %s.%s: %w", table.schema, table.name, err)
		}
	}
	if err := b.exec(nameMacro()); err != nil {
		return fmt.Errorf("create macro name_key: %w", err)
	}
	for _, macro := range b.rules.Macros {
		if err := b.exec(macro.SQL); err != nil {
			return authorError(macro.Source, 0, "宏 %s：%s", macro.Name, refusal(err))
		}
	}
	return b.core()
}

// core makes the views of effective rows. Columns are listed, not starred: a view
// keeps what it was made with.
func (b *Build) core() error {
	for _, form := range b.rules.Forms {
		if !b.reads("core", form.Name) {
			continue
		}
		columns := []string{"s.period", "s.region_code AS reporter_code", "s.region AS reporter", "t._submission", "t._sheet", "t._row"}
		for _, column := range form.Columns() {
			columns = append(columns, "t."+name(column.Name))
		}
		if err := b.exec("CREATE VIEW core." + name(form.Name) + " AS SELECT " + strings.Join(columns, ", ") +
			" FROM stg." + name(form.Name) + " t JOIN meta.submission s ON s.submission = t._submission WHERE s.effective"); err != nil {
			return fmt.Errorf("create core.%s: %w", form.Name, err)
		}
	}
	for _, view := range []struct{ schema, name, statement string }{
		{"core", "region", b.regionView()}, {"core", "scheme", coreScheme}, {"core", "earlier", coreEarlier}, {"meta", "cell", b.cellView()},
	} {
		if !b.reads(view.schema, view.name) {
			continue
		}
		if err := b.exec(view.statement); err != nil {
			return fmt.Errorf("create %s.%s: %w", view.schema, view.name, err)
		}
	}
	return nil
}
