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

	"hengji/load/engine"

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
	Frozen           []Frozen        // signed periods
}

// Period is a report period with its days as YYYY-MM-DD, "" where there is none.
type Period struct {
	Period   string
	Kind     string `json:",omitempty"` // 年度自评, 年中运行监控, 现场抽查 …; "" goes by the code
	CoversTo string `json:",omitempty"` // the last day that it speaks of; "" goes by the code
	OpensOn  string
	DueOn    string // the last day that is in time; without one nobody is late
	ClosedOn string
	Forms    []string `json:",omitempty"` // the names of those asked for; none says all
}

// Build is a database in the making. It is for one goroutine, holds one
// transaction from Create to Finish, and is thrown away on any error.
type Build struct {
	path      string
	rules     *hengji.Rules
	views     []*hengji.Mart // of rule files, in the order in which they are made
	run       Run
	db        *sql.DB
	conn      *sql.Conn
	appenders map[string]*appender   // by schema.table
	staged    map[string]int64       // rows that stg.<form> must hold
	counted   map[string]int64       // rows that other tables must hold, by schema.table
	positions map[place]cellPosition // meta.field_cell, for the addresses of findings
	reach     *reach                 // what checks can read
	asked     map[string]bool        // words of its checks, where nothing else reads it; nil otherwise
	shown     map[*hengji.Mart]bool  // views that are there
	sources   map[string]*source     // tables that figures are traced to
	finished  bool
	closed    bool
}

// Create starts a database file at path, which must not exist yet; "" builds in
// memory. Every table and view is made here, so that a broken rule file ends the
// run before the first workbook is opened.
func Create(path string, rules *hengji.Rules, run Run) (*Build, error) {
	return begin(path, rules, run, (*Build).absent, (*Build).attach, (*Build).define, (*Build).fillRun)
}

// ToJudge starts a build that is only judged with: of the views, macros and lists it
// has those that checks read, and no marts.
func ToJudge(path string, rules *hengji.Rules, run Run) (*Build, error) {
	only, reach, asked := judgingOnly(rules)
	ask := func(b *Build) error { b.reach, b.asked = reach, asked; return nil }
	return begin(path, only, run, ask, (*Build).absent, (*Build).attach, (*Build).define, (*Build).fillRun)
}

// Continue starts a database of the file at path, which is a copy of what Empty
// made of these rules. It becomes the same as one that Create started.
func Continue(path string, rules *hengji.Rules, run Run) (*Build, error) {
	if _, err := os.Lstat(path); err != nil {
		return nil, fmt.Errorf("continue database: %w", err)
	}
	return begin(path, rules, run, (*Build).attach, (*Build).allShown, (*Build).fillRun)
}

// Empty makes a database file at path of all that the rules alone decide: schemas,
// macros, tables, views and their comments, code lists, schemes and words. Making
// it costs more than a night of few workbooks, so it is made once and copied.
func Empty(path string, rules *hengji.Rules) error {
	b, err := begin(path, rules, Run{}, (*Build).absent, (*Build).attach, (*Build).define)
	if err != nil {
		return err
	}
	if err := errors.Join(b.commit(), b.Close()); err != nil {
		return err
	}
	return bound(path)
}

// begin opens the engine and takes the first steps of a build.
func begin(path string, rules *hengji.Rules, run Run, steps ...func(*Build) error) (*Build, error) {
	connector, err := engine.NewConnector()
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
		path: path, rules: rules, views: slices.Concat(rules.Base, rules.Marts), run: run, db: db, conn: conn,
		appenders: map[string]*appender{}, staged: map[string]int64{}, counted: map[string]int64{}, positions: map[place]cellPosition{},
		reach: newReach(rules), shown: map[*hengji.Mart]bool{},
	}
	for _, step := range steps {
		if err := step(b); err != nil {
			return nil, errors.Join(err, b.Close())
		}
	}
	return b, nil
}

// absent refuses a path where something is: a build is never mixed with another.
func (b *Build) absent() error {
	if b.path == "" { // nor is there a disk, in a browser
		return nil
	}
	if _, err := os.Lstat(b.path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("create database %s: there is a file already", b.path)
	}
	return nil
}

// attach opens the file and what is carried over from, and shuts the engine in
// with them. The build's one transaction begins here.
func (b *Build) attach() error {
	where, spill := b.path, b.path+".tmp"
	if b.path == "" { // an in-memory build stays in memory
		where, spill = ":memory:", ""
	}
	statements := append(bounds(spill), "ATTACH "+hengji.Quoted(where)+" AS "+staging+" (STORAGE_VERSION 'v1.4.0')")
	for i, source := range b.run.Sources {
		statements = append(statements, "ATTACH "+hengji.Quoted(source.Path)+" AS "+sourceName(i)+" (READ_ONLY)")
	}
	for _, statement := range append(statements,
		"USE "+staging,
		"SET checkpoint_threshold = '1B'", // the commit writes the file at once: a log of it would be read by nobody
		"SET enable_external_access = false",
		"SET lock_configuration = true", // last: nothing can be set after it
		"BEGIN",
		"CREATE TEMP TABLE hit (hit BIGINT, submission BIGINT, sheet VARCHAR, record INTEGER)",
	) {
		if err := b.exec(statement); err != nil {
			return fmt.Errorf("open database %s: %w", where, err)
		}
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

// name quotes an identifier as SQL; texts are hengji.Quoted.
func name(identifier string) string { return `"` + strings.ReplaceAll(identifier, `"`, `""`) + `"` }
