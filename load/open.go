package load

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"

	"hengji/load/engine"

	"hengji"
)

// ErrQuery says that the statement was at fault, not the database.
var ErrQuery = errors.New("查询没有执行")

// DB is a published database, open for reading.
type DB struct {
	db   *sql.DB
	conn *sql.Conn

	period string                  // that it is read for, "" until somebody asks
	tables map[string]hengji.Table // that were asked for: the file never changes
	notes  map[bool]string         // below tables, of the department and of the regions
}

// Open opens a published database read-only. Each call gets an engine of its own,
// because one engine gives a path that it has open the old file even after a new
// one was renamed over it. Nothing but the file can be reached from it, and
// nothing be set.
func Open(path string) (*DB, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	connector, err := engine.NewConnector()
	if err != nil {
		return nil, fmt.Errorf("start database engine: %w", err)
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(context.Background())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("connect to database engine: %w", err), db.Close())
	}
	d := &DB{db: db, conn: conn, tables: map[string]hengji.Table{}, notes: map[bool]string{}}
	for _, statement := range append(bounds(""),
		"ATTACH "+hengji.Quoted(path)+" AS hengji (READ_ONLY)",
		"USE hengji",
		"SET enable_external_access = false",
		"SET lock_configuration = true",
	) {
		if _, err := conn.ExecContext(context.Background(), statement); err != nil {
			return nil, errors.Join(opening(path, err), d.Close())
		}
	}
	return d, nil
}

// opening words the trouble of opening a file for those who run the program.
func opening(path string, err error) error {
	text := err.Error()
	switch {
	case strings.Contains(text, "Conflicting lock"):
		return fmt.Errorf("open database %s: 另一个程序正在写这个文件，请等它结束后再试 (%w)", path, err)
	case strings.Contains(text, "not a valid DuckDB database"):
		return fmt.Errorf("open database %s: 这不是 DuckDB 数据库文件 (%w)", path, err)
	}
	return fmt.Errorf("open database %s: %w", path, err)
}

// Query runs one SELECT. Anything else, and an error of the statement, is ErrQuery.
func (d *DB) Query(ctx context.Context, statement string) (hengji.Table, error) {
	if _, err := parse(ctx, d.conn, statement); err != nil {
		return hengji.Table{}, err
	}
	result, err := query(ctx, d.conn, statement, maxRows)
	if err != nil {
		if ctx.Err() != nil {
			return hengji.Table{}, context.Cause(ctx)
		}
		if errors.Is(err, ErrQuery) {
			return hengji.Table{}, err
		}
		return hengji.Table{}, fmt.Errorf("%w：%s\n%w", ErrQuery, advice(err.Error()), err)
	}
	table := hengji.Table{Name: "query"}
	for _, c := range result.columns {
		table.Columns = append(table.Columns, hengji.TableColumn{Name: c.name, Label: c.name, Number: c.number(), JSON: c.json()})
	}
	for _, row := range result.rows {
		line := make([]string, len(row))
		for i, value := range row {
			line[i] = result.columns[i].text(value)
		}
		table.Rows = append(table.Rows, line)
	}
	return table, nil
}

// json reports whether the texts of a column are JSON.
func (c resultColumn) json() bool {
	return c.kind == "BOOLEAN" || c.kind == "JSON" || isNested(c.kind)
}

// Table gives a printed table of the period that the database is read for. Its rows
// are shared by all who ask for it.
func (d *DB) Table(mart string) (hengji.Table, error) {
	if table, there := d.tables[mart]; there {
		return table, nil
	}
	period, err := d.Period(context.Background())
	if err != nil {
		return hengji.Table{}, err
	}
	table, err := martTable(context.Background(), d.conn, mart, period, d.note)
	if err == nil {
		d.tables[mart] = table
	}
	return table, err
}

// note is heldNote, asked once.
func (d *DB) note(ctx context.Context, conn querier, period string, department bool) (string, error) {
	if note, there := d.notes[department]; there {
		return note, nil
	}
	note, err := heldNote(ctx, conn, period, department)
	if err == nil {
		d.notes[department] = note
	}
	return note, err
}

// Close lets go of the file.
func (d *DB) Close() error {
	return errors.Join(d.conn.Close(), d.db.Close())
}
