package load

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"hengji"
)

// Period is the report period that the database is read for: the one that was chosen,
// else that of the run that made it.
func (d *DB) Period(ctx context.Context) (string, error) {
	if d.period != "" {
		return d.period, nil
	}
	result, err := query(ctx, d.conn, "SELECT period FROM meta.run", 1)
	if err != nil || len(result.rows) == 0 {
		return "", fmt.Errorf("read meta.run: %w", err)
	}
	d.period = plain(result.rows[0][0])
	return d.period, nil
}

// Moment is when the newest submission of the period that the database is read for came in,
// by the clock of Beijing: what is printed of a period is as of then, whatever came for others
// since. Where nothing came it is the moment of the run.
func (d *DB) Moment(ctx context.Context) (time.Time, error) {
	period, err := d.Period(ctx)
	if err != nil {
		return time.Time{}, err
	}
	result, err := query(ctx, d.conn, "SELECT coalesce((SELECT max(received_at) FROM meta.submission WHERE period = "+hengji.Quoted(period)+"), started_at) FROM meta.run", 1)
	if err != nil || len(result.rows) == 0 {
		return time.Time{}, fmt.Errorf("read moment of period %s: %w", period, err)
	}
	return inBeijing(result.rows[0][0]), nil
}

// Periods are those that the database holds, in order.
func (d *DB) Periods(ctx context.Context) ([]string, error) {
	result, err := query(ctx, d.conn, "SELECT period FROM meta.run UNION SELECT period FROM meta.submission ORDER BY period", maxRows)
	if err != nil {
		return nil, fmt.Errorf("list periods: %w", err)
	}
	var periods []string
	for _, row := range result.rows {
		periods = append(periods, plain(row[0]))
	}
	return periods, nil
}

// ReadPeriod chooses the period that the database is read for from here on; getvariable('period')
// and the views of the schema current follow it. One that it does not hold is a
// hengji.UsageError with the list.
func (d *DB) ReadPeriod(ctx context.Context, period string) error {
	periods, err := d.Periods(ctx)
	if err != nil {
		return err
	}
	if !slices.Contains(periods, period) {
		return hengji.UsageError{Err: fmt.Errorf("period=%q：数据库中没有这个报告期（有 %s）", period, strings.Join(periods, "、"))}
	}
	if _, err := d.conn.ExecContext(ctx, "SET VARIABLE period = "+hengji.Quoted(period)); err != nil {
		return fmt.Errorf("choose period %s: %w", period, err)
	}
	d.period = period
	clear(d.tables)
	clear(d.notes)
	return nil
}

// current are the marts of which one period is shown by itself: an analyst's first sum
// over a mart of several periods would be doubled.
func (b *Build) current() []*hengji.Mart {
	if b.path == "" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(b.views), func(view *hengji.Mart) bool { return view.Schema() != "mart" || view.Shows != "" })
}

// currentView shows the period of the run, or that of the session's variable.
func currentView(mart *hengji.Mart) string {
	return "CREATE VIEW current." + name(mart.Name) + " AS SELECT * FROM " + viewName(mart) +
		" WHERE period = coalesce(getvariable('period'), (SELECT period FROM meta.run))"
}
