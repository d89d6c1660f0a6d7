package load

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"hengji/load/engine"

	"hengji"
)

// Datasets describes what is given out as data: every mart, and the rows in force
// that they are made from. Personal fields are left out: they are masked in the
// database already, and a mask is no use to anybody.
func (d *DB) Datasets(ctx context.Context) ([]hengji.Dataset, error) {
	words, err := query(ctx, d.conn, `SELECT schema_name, table_name, column_name, data_type, comment, unit, grain, personal
FROM meta.dictionary WHERE schema_name IN ('mart', 'core') AND table_name IS NOT NULL AND table_name <> 'earlier'
ORDER BY schema_name DESC, table_name, position NULLS FIRST`, maxRows)
	if err != nil {
		return nil, fmt.Errorf("look up what is data: %w", err)
	}
	var sets []hengji.Dataset
	for _, row := range words.rows {
		if row[2] == nil {
			sets = append(sets, hengji.Dataset{Schema: plain(row[0]), Name: plain(row[1]), Title: plain(row[4]), Grain: plain(row[6])})
			continue
		}
		if personal, _ := row[7].(bool); personal {
			continue
		}
		set := &sets[len(sets)-1]
		set.Columns = append(set.Columns, hengji.DatasetColumn{Name: plain(row[2]), Type: plain(row[3]), Label: plain(row[4]), Unit: plain(row[5])})
	}
	return sets, nil
}

// Rows reads a dataset with its exact values, of the period that the database is read for.
func (d *DB) Rows(ctx context.Context, set hengji.Dataset) (hengji.Table, error) {
	period, err := d.Period(ctx)
	if err != nil {
		return hengji.Table{}, err
	}
	table, err := d.Query(ctx, selectDataset(set, period))
	if err != nil {
		return hengji.Table{}, fmt.Errorf("read %s.%s: %w", set.Schema, set.Name, err)
	}
	table.Name = set.Schema + "." + set.Name
	return table, nil
}

// selectDataset gives the rows of a period in an order that does not change: a mart's own, and
// for rows in force that of the workbooks they came from.
func selectDataset(set hengji.Dataset, period string) string {
	columns := make([]string, len(set.Columns))
	where, order := "", "" // a mart has an order of its own
	if set.Schema != "mart" {
		order = " ORDER BY ALL"
	}
	for i, c := range set.Columns {
		columns[i] = name(c.Name)
		switch c.Name {
		case "_row":
			order = " ORDER BY period, _submission, _sheet, _row"
		case "period":
			where = " WHERE period = " + hengji.Quoted(period)
		}
	}
	return "SELECT " + strings.Join(columns, ", ") + " FROM " + set.Schema + "." + name(set.Name) + where + order
}

// Parquet writes a period of each dataset of a published database into a folder, as
// schema.name.parquet: decimals as decimals, rows in order, the same bytes for
// the same data. The session can reach the database and that folder and nothing
// else.
func Parquet(ctx context.Context, database, folder, period string, sets []hengji.Dataset) (err error) {
	folder, err = filepath.Abs(folder)
	if err != nil {
		return fmt.Errorf("find folder for Parquet: %w", err)
	}
	if _, err := os.Stat(database); err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	connector, err := engine.NewConnector()
	if err != nil {
		return fmt.Errorf("start database engine: %w", err)
	}
	db := sql.OpenDB(connector)
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect to database engine: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	for _, statement := range append(bounds(""),
		"ATTACH "+hengji.Quoted(database)+" AS hengji (READ_ONLY)",
		"USE hengji",
		"SET allowed_directories = ["+hengji.Quoted(folder+string(filepath.Separator))+"]",
		"SET enable_external_access = false",
		"SET lock_configuration = true",
	) {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return opening(database, err)
		}
	}
	for _, set := range sets {
		file := filepath.Join(folder, set.Schema+"."+set.Name+".parquet")
		statement := "COPY (" + selectDataset(set, period) + ") TO " + hengji.Quoted(file) + " (FORMAT parquet, COMPRESSION zstd)"
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("write %s.%s as Parquet: %w", set.Schema, set.Name, err)
		}
	}
	return nil
}
