package load

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"hengji"
)

// staging is the catalog name of the database while it is built. The file is
// renamed afterwards, so nothing in it may use the name: Vet refuses it.
const staging = "staging"

// temporary is the engine's own catalog of temporary tables, which no file holds.
const temporary = "temp"

// Run is what a build knows of the run that it belongs to. StartedAt is "now" for
// everything in the database: days late are counted from it.
type Run struct {
	ID               string
	Period           string
	StartedAt        time.Time
	Program          string // name and version of the program
	RulesFingerprint string
	Note             string
	Periods          []Period
	Waivers          []hengji.Waiver // in force
	Sources          []Source        // finished databases to carry rows over from
}

// Period is a report period with its days as YYYY-MM-DD, "" where there is none.
type Period struct {
	Period   string
	OpensOn  string
	DueOn    string // the last day that is in time; without one nobody is late
	ClosedOn string
}

// Build is a database in the making. It is for one goroutine, holds one
// transaction from Create to Finish, and is thrown away on any error.
type Build struct {
	path      string
	rules     *hengji.Rules
	run       Run
	db        *sql.DB
	conn      *sql.Conn
	appenders map[string]*appender // by schema.table
	staged    map[string]int64     // rows that stg.<form> must hold
	counted   map[string]int64     // rows that other tables must hold, by schema.table
	spots     map[place]spot       // meta.field_cell, for the addresses of findings
	sources   map[string]*source   // tables that figures are traced to
	finished  bool
	closed    bool
}

// Create starts a database file at path, which must not exist yet; "" builds in
// memory. Every table, view and comment is made here, so that a broken rule file
// ends the run before the first workbook is opened.
func Create(path string, rules *hengji.Rules, run Run) (*Build, error) {
	b, err := begin(path, rules, run)
	if err != nil {
		return nil, err
	}
	for _, check := range rules.Checks {
		if _, err := parse(context.Background(), b.conn, statement(check.SQL)); err != nil {
			return nil, errors.Join(fmt.Errorf("%s:%d: parse check %s: %w", check.Source.File, check.Source.Line, check.ID, err), b.Close())
		}
	}
	for _, view := range b.views() {
		if err := b.view(view); err != nil {
			return nil, errors.Join(fmt.Errorf("%s:%d: create view %s.%s: %w", view.Source.File, view.Source.Line, view.Schema(), view.Name, err), b.Close())
		}
	}
	for _, view := range b.traced() {
		if err := b.traceView(view); err != nil {
			return nil, errors.Join(fmt.Errorf("%s:%d: create view trace.%s: %w", view.Source.File, view.Source.Line, view.Name, err), b.Close())
		}
	}
	if err := b.describe(); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

// begin makes everything but the marts.
func begin(path string, rules *hengji.Rules, run Run) (*Build, error) {
	where := ":memory:"
	if path != "" {
		where = path
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("create database %s: there is a file already", path)
		}
	}
	connector, err := duckdb.NewConnector("", nil)
	if err != nil {
		return nil, fmt.Errorf("start database engine: %w", err)
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1) // settings, USE and the transaction belong to one connection
	conn, err := db.Conn(context.Background())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("connect to database engine: %w", err), db.Close())
	}
	b := &Build{
		path: path, rules: rules, run: run, db: db, conn: conn,
		appenders: map[string]*appender{}, staged: map[string]int64{}, counted: map[string]int64{}, spots: map[place]spot{},
	}
	if err := b.prepare(where); err != nil {
		return nil, errors.Join(fmt.Errorf("create database %s: %w", where, err), b.Close())
	}
	for _, macro := range rules.Macros {
		if err := b.exec(macro.SQL); err != nil {
			return nil, errors.Join(told(macro.Source, 0, "create macro %s: %s", macro.Name, firstLine(err)), b.Close())
		}
	}
	if err := b.core(); err != nil {
		return nil, errors.Join(fmt.Errorf("create database %s: %w", where, err), b.Close())
	}
	return b, nil
}

func (b *Build) prepare(where string) error {
	spill := "" // an in-memory build stays in memory
	if b.path != "" {
		spill = b.path + ".tmp"
	}
	statements := []string{
		"SET temp_directory = " + quote(spill),
		"SET threads = 1",
		"ATTACH " + quote(where) + " AS " + staging + " (STORAGE_VERSION 'v1.4.0')",
	}
	for i, source := range b.run.Sources {
		statements = append(statements, "ATTACH "+quote(source.Path)+" AS "+sourceName(i)+" (READ_ONLY)")
	}
	for _, statement := range append(statements,
		"USE "+staging,
		"SET enable_external_access = false",
		"SET lock_configuration = true", // last: nothing can be set after it
		"BEGIN",
	) {
		if err := b.exec(statement); err != nil {
			return err
		}
	}
	tables, err := b.tables()
	if err != nil {
		return err
	}
	for _, schema := range schemas {
		if err := b.exec("CREATE SCHEMA " + schema.name); err != nil {
			return err
		}
	}
	for _, table := range tables {
		if err := b.exec(table.create()); err != nil {
			return fmt.Errorf("create %s.%s: %w", table.schema, table.name, err)
		}
	}
	if err := b.exec("CREATE TEMP TABLE hit (hit BIGINT, submission BIGINT, sheet VARCHAR, record INTEGER)"); err != nil {
		return fmt.Errorf("create temporary table: %w", err)
	}
	return b.fillReference()
}

// core makes the views of effective rows. Columns are listed, not starred: a view
// keeps what it was made with.
func (b *Build) core() error {
	for _, form := range b.rules.Forms {
		columns := []string{"s.period", "s.region_code AS reporter_code", "s.region AS reporter", "t._submission", "t._sheet", "t._row"}
		for _, column := range form.Columns() {
			columns = append(columns, "t."+name(column.Name))
		}
		if err := b.exec("CREATE VIEW core." + name(form.Name) + " AS SELECT " + strings.Join(columns, ", ") +
			" FROM stg." + name(form.Name) + " t JOIN meta.submission s ON s.submission = t._submission WHERE s.effective"); err != nil {
			return fmt.Errorf("create core.%s: %w", form.Name, err)
		}
	}
	if err := b.exec(coreRegion); err != nil {
		return fmt.Errorf("create core.region: %w", err)
	}
	if err := b.exec(coreScheme); err != nil {
		return fmt.Errorf("create core.scheme: %w", err)
	}
	if err := b.exec(b.cellView()); err != nil {
		return fmt.Errorf("create meta.cell: %w", err)
	}
	return nil
}

// statement is a rule file's SELECT without the semicolon that ends it.
func statement(text string) string {
	return strings.TrimRight(text, "; \t\r\n")
}

// Close ends the build. After Finish the file is checkpointed and whole, and no
// .wal stands beside it; without Finish the file is worthless. A second Close
// does nothing.
func (b *Build) Close() error {
	if b.closed {
		return nil
	}
	b.closed = true
	var trouble []error
	for _, key := range slices.Sorted(maps.Keys(b.appenders)) {
		err := b.appenders[key].close(b.finished)
		trouble = append(trouble, err)
	}
	whole := b.finished
	if b.finished {
		err := b.exec("CHECKPOINT " + staging)
		trouble, whole = append(trouble, err), err == nil // a full disk is told once
	}
	// Detaching, not merely closing, is what lets go of the file and its lock.
	_ = b.exec("ROLLBACK") // an unfinished build, or nothing
	_ = b.exec("USE memory")
	if err := b.exec("DETACH " + staging); whole {
		trouble = append(trouble, err)
	}
	for i := range b.run.Sources {
		_ = b.exec("DETACH " + sourceName(i))
	}
	trouble = append(trouble, b.conn.Close(), b.db.Close())
	if whole && b.path != "" {
		if _, err := os.Lstat(b.path + ".wal"); !errors.Is(err, fs.ErrNotExist) {
			trouble = append(trouble, fmt.Errorf("a write-ahead log was left beside it"))
		}
	}
	if err := errors.Join(trouble...); err != nil {
		return fmt.Errorf("close database %s: %w", b.path, err)
	}
	return nil
}

func (b *Build) exec(statement string, args ...any) error {
	_, err := b.conn.ExecContext(context.Background(), statement, args...)
	return err
}

// driverConn hands the driver's own connection to what database/sql lacks: the
// appenders, which live as long as the build and on its transaction.
func (b *Build) driverConn(use func(driver.Conn) error) error {
	return b.conn.Raw(func(conn any) error { return use(conn.(driver.Conn)) })
}

// name quotes an identifier, quote a text, as SQL.
func name(identifier string) string { return `"` + strings.ReplaceAll(identifier, `"`, `""`) + `"` }
func quote(text string) string      { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
