package load

import (
	"context"
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

// Prove reads a finished database as its readers will: every table holds the rows
// that it was given, every view answers (those of marts to their end), and no file lies beside it
// that the engine would need. counts are Build.Counts. It gives a digest of what each mart
// shows.
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
	views, err := query(ctx, d.conn,
		"SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE database_name = current_database() AND NOT internal ORDER BY ALL", math.MaxInt)
	if err != nil {
		return nil, fmt.Errorf("list views: %w", err)
	}
	marts = map[string]string{}
	for _, row := range views.rows {
		view := plain(row[0])
		end := ""
		digest := newContentDigest(d)
		switch {
		case strings.HasPrefix(view, "trace."): // every figure times every cell: asked row by row, never whole
			end = " LIMIT 0"
		case strings.HasPrefix(view, "current."): // a period of a mart, which answers to its end
			end = " LIMIT 0"
		}
		err := digest.rows(ctx, "SELECT * FROM "+tableName(view)+end)
		if err != nil {
			return nil, fmt.Errorf("select %s: %w", view, err)
		}
		if isMart(view) > 0 {
			marts[view] = digest.sum()
		}
	}
	return marts, nil
}

// tableName quotes schema.table.
func tableName(key string) string {
	schema, table, _ := strings.Cut(key, ".")
	return name(schema) + "." + name(table)
}
