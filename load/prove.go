package load

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Counts says how many rows every table of a finished build holds that a run
// fills, by schema.table: what its reader must find there.
func (b *Build) Counts() map[string]int64 {
	counts := map[string]int64{}
	for _, form := range b.rules.Forms {
		counts["stg."+form.Name] = b.staged[form.Name]
	}
	maps.Copy(counts, b.counted)
	return counts
}

// Prove reads a finished database as its readers will: every table holds the rows that it
// was given, every mart answers to its end, and no file lies beside it that the engine would
// need. counts are Build.Counts. It gives a digest of what each mart shows. What the other
// views give on these rows the build has read (calculate); that their names resolve for a
// reader is no matter of rows, and proven of the empty database (bound).
func (d *DB) Prove(ctx context.Context, counts map[string]int64) (marts map[string]string, err error) {
	for _, table := range slices.Sorted(maps.Keys(counts)) {
		result, err := query(ctx, d.conn, "SELECT count(*) FROM "+tableName(table), 1)
		if err != nil {
			return nil, fmt.Errorf("count %s: %w", table, err)
		}
		if held, err := whole(result.rows[0][0]); err != nil || held != counts[table] {
			return nil, fmt.Errorf("%s holds %s rows, %d were loaded", table, plain(result.rows[0][0]), counts[table])
		}
	}
	views, err := d.views(ctx)
	if err != nil {
		return nil, err
	}
	marts = map[string]string{}
	for _, view := range views {
		if isMart(view) == 0 {
			continue
		}
		digest := newContentDigest(d)
		if err := digest.rows(ctx, "SELECT * FROM "+tableName(view)); err != nil {
			return nil, fmt.Errorf("select %s: %w", view, err)
		}
		marts[view] = digest.sum()
	}
	return marts, nil
}

// bound proves of a finished file that every view of it means something to a reader, who
// knows its catalog by another name than the build. The views of trace and of current periods
// are left out: they have no words but ours, and the engine has just understood them.
func bound(path string) (err error) {
	d, err := Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	views, err := d.views(context.Background())
	if err != nil {
		return err
	}
	for _, view := range views {
		if strings.HasPrefix(view, "trace.") || strings.HasPrefix(view, "current.") {
			continue
		}
		if _, err := query(context.Background(), d.conn, "DESCRIBE "+tableName(view), math.MaxInt); err != nil {
			return fmt.Errorf("describe %s: %w", view, err)
		}
	}
	return nil
}

// views lists the views by schema.name.
func (d *DB) views(ctx context.Context) ([]string, error) {
	result, err := query(ctx, d.conn,
		"SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE database_name = current_database() AND NOT internal ORDER BY ALL", math.MaxInt)
	if err != nil {
		return nil, fmt.Errorf("list views: %w", err)
	}
	views := make([]string, len(result.rows))
	for i, row := range result.rows {
		views[i] = plain(row[0])
	}
	return views, nil
}

// tableName quotes schema.table.
func tableName(key string) string {
	schema, table, _ := strings.Cut(key, ".")
	return name(schema) + "." + name(table)
}
