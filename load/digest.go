package load

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"maps"
	"slices"
	"strings"
)

// runOnly are the columns that tell of the run and not of the content: two runs
// over the same files, rules and day make databases of one digest.
var runOnly = map[string][]string{
	"meta.run":   nil, // the whole table
	"dq.finding": {"run"},
}

// Content names what a database holds: Digest stands for all of it, Tables for that of
// each table and, once Prove has read them, each mart.
type Content struct {
	Digest string
	Tables map[string]string
}

// definitions is the name under which Content.Tables has the views, macros and comments.
const definitions = "definitions"

// Content is a SHA-256 over every table's rows in order of their values, and the text and
// comments of every view and macro. DuckDB files of one content are never alike byte for
// byte, so files are compared by this. Run times and the run's name are left out.
func (d *DB) Content(ctx context.Context) (Content, error) {
	content := Content{Tables: map[string]string{}}
	digest := newContentDigest(d)
	for _, words := range []string{
		"SELECT schema_name, view_name, sql, comment FROM duckdb_views() WHERE database_name = current_database() AND NOT internal ORDER BY ALL",
		"SELECT schema_name, function_name, parameters, macro_definition FROM duckdb_functions() WHERE database_name = current_database() AND NOT internal ORDER BY ALL",
		"SELECT schema_name, table_name, column_name, column_index, data_type, comment FROM duckdb_columns() WHERE database_name = current_database() AND NOT internal ORDER BY ALL",
	} {
		if err := digest.rows(ctx, words); err != nil {
			return content, fmt.Errorf("digest definitions: %w", err)
		}
	}
	content.Tables[definitions] = digest.sum()
	tables, err := query(ctx, d.conn,
		"SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database() AND NOT internal ORDER BY ALL", maxRows)
	if err != nil {
		return content, fmt.Errorf("digest: list tables: %w", err)
	}
	for _, row := range tables.rows {
		key := plain(row[0]) + "." + plain(row[1])
		without, known := runOnly[key]
		if known && without == nil {
			continue
		}
		star := "*"
		if len(without) > 0 {
			star = "* EXCLUDE (" + strings.Join(without, ", ") + ")"
		}
		digest := newContentDigest(d)
		// Exact kinds only stand in tables, so VARCHAR loses nothing and orders alike everywhere.
		if err := digest.rows(ctx, "SELECT CAST(COLUMNS("+star+") AS VARCHAR) FROM "+name(plain(row[0]))+"."+name(plain(row[1]))+" ORDER BY ALL"); err != nil {
			return content, fmt.Errorf("digest %s: %w", key, err)
		}
		content.Tables[key] = digest.sum()
	}
	hash := sha256.New()
	for _, key := range slices.Sorted(maps.Keys(content.Tables)) {
		fmt.Fprintf(hash, "%s %s\n", key, content.Tables[key])
	}
	content.Digest = hex.EncodeToString(hash.Sum(nil))
	return content, nil
}

// Others names what of the content is not what it was, marts first.
func (c Content) Others(was map[string]string) []string {
	var other []string
	for key, sum := range was {
		if c.Tables[key] != sum {
			other = append(other, key)
		}
	}
	for key := range c.Tables {
		if _, there := was[key]; !there {
			other = append(other, key)
		}
	}
	slices.SortFunc(other, func(a, b string) int {
		return cmp.Or(-cmp.Compare(isMart(a), isMart(b)), cmp.Compare(a, b))
	})
	return other
}

// isMart is 1 for the name of a mart.
func isMart(key string) int {
	if strings.HasPrefix(key, "mart.") {
		return 1
	}
	return 0
}

// contentDigest is a hash in the making over rows of a database.
type contentDigest struct {
	d        *DB
	hash     hash.Hash
	buffered *bufio.Writer
}

func newContentDigest(d *DB) *contentDigest {
	digest := contentDigest{d: d, hash: sha256.New()}
	digest.buffered = bufio.NewWriterSize(digest.hash, 1<<16)
	return &digest
}

// sum ends the digest. A hash takes whatever is written.
func (c *contentDigest) sum() string {
	_ = c.buffered.Flush()
	return hex.EncodeToString(c.hash.Sum(nil))
}

// rows adds a statement's columns and rows.
func (c *contentDigest) rows(ctx context.Context, statement string) error {
	return eachRow(ctx, c.d.conn, statement, func(columns []resultColumn, row []any) error {
		if row == nil {
			for _, column := range columns {
				c.value(column.name + " " + column.kind)
			}
		}
		for _, value := range row {
			c.value(value)
		}
		return nil
	})
}

// value adds one value: its length in front keeps ("ab", "c") and ("a", "bc") apart;
// NULL has a length of its own.
func (c *contentDigest) value(value any) {
	length := [8]byte{}
	if value == nil {
		binary.BigEndian.PutUint64(length[:], ^uint64(0))
		_, _ = c.buffered.Write(length[:])
		return
	}
	text := plain(value)
	binary.BigEndian.PutUint64(length[:], uint64(len(text)))
	_, _ = c.buffered.Write(length[:])
	_, _ = c.buffered.WriteString(text)
}
