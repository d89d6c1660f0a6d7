package load

import (
	"context"
	"fmt"

	"hengji"
)

// Booklet gives everything that is printed of the period that the database is
// read for. What is printed, and in which order, the database says itself.
func (d *DB) Booklet(ctx context.Context) (hengji.Booklet, error) {
	b := hengji.Booklet{}
	for _, part := range []func(context.Context, *hengji.Booklet) error{d.bookletRun, d.bookletRegions, d.bookletStandings, d.bookletTables} {
		if err := part(ctx, &b); err != nil {
			return b, err
		}
	}
	return b, nil
}

// bookletRun reads the run that made the database.
func (d *DB) bookletRun(ctx context.Context, b *hengji.Booklet) error {
	period, err := d.Period(ctx)
	if err != nil {
		return err
	}
	if b.MadeAt, err = d.Moment(ctx); err != nil {
		return err
	}
	run, err := query(ctx, d.conn, `SELECT program, rules_fingerprint,
	coalesce((SELECT min(name) FROM ref.regions WHERE kind = 'department'), '') FROM meta.run`, 1)
	if err != nil {
		return fmt.Errorf("read the run: %w", err)
	}
	if len(run.rows) == 0 {
		return fmt.Errorf("read the run: the database names none")
	}
	row := run.rows[0]
	b.Period, b.Program, b.Rules = period, plain(row[0]), plain(row[1])
	b.Office = plain(row[2])
	return nil
}

// bookletRegions reads which regions the tables hold, and which they lack.
func (d *DB) bookletRegions(ctx context.Context, b *hengji.Booklet) error {
	regions, err := query(ctx, d.conn, `SELECT region_code, region, latest_state, effective_state FROM core.region
WHERE period = `+hengji.Quoted(b.Period)+` ORDER BY position`, maxRows)
	if err != nil {
		return fmt.Errorf("read regions: %w", err)
	}
	b.Regions = len(regions.rows)
	for _, row := range regions.rows {
		s := hengji.Standing{Period: b.Period, RegionCode: plain(row[0]), Region: plain(row[1]), State: hengji.State(plain(row[2]))}
		switch plain(row[3]) {
		case "":
			b.Absent = append(b.Absent, s)
			continue
		case string(hengji.Pending):
			s.State = hengji.Pending
			b.Pending = append(b.Pending, s)
		}
		b.Held++
	}
	return nil
}

// bookletStandings reads the submissions that the tables are made from, and how the
// department stands.
func (d *DB) bookletStandings(ctx context.Context, b *hengji.Booklet) error {
	all, err := d.Standings(ctx, b.Period)
	if err != nil {
		return err
	}
	b.Department = hengji.Standing{Period: b.Period, Region: b.Office, State: hengji.Missing}
	for _, s := range all {
		if s.Effective {
			b.Effective = append(b.Effective, s)
		}
		if b.Office != "" && s.Region == b.Office && (s.Effective || s.Latest && !b.Department.Effective) {
			b.Department = s
		}
	}
	return nil
}

// bookletTables reads the printed tables in their order.
func (d *DB) bookletTables(ctx context.Context, b *hengji.Booklet) error {
	marts, err := query(ctx, d.conn, "SELECT mart FROM meta.paper WHERE part = 'export' ORDER BY CAST(detail AS INTEGER)", maxRows)
	if err != nil {
		return fmt.Errorf("look up what is printed: %w", err)
	}
	for _, row := range marts.rows {
		table, err := d.Table(plain(row[0]))
		if err != nil {
			return err
		}
		if !table.Unasked {
			b.Tables = append(b.Tables, table)
		}
	}
	return nil
}
