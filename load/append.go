package load

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"math"

	"hengji/load/engine"

	"hengji"
)

// appender is the engine's bulk loader of one table. It stays open for the whole
// build: opening one for each batch costs more than the batch.
type appender struct {
	into   *engine.Appender
	values []driver.Value // one row, used again and again
}

// row adds one row. The values were converted already; texts of our own making
// (file and sheet names) are made safe here.
func (a *appender) row(values ...any) error {
	a.values = a.values[:0]
	for _, value := range values {
		if text, ok := value.(string); ok {
			value = convertText(text)
		}
		a.values = append(a.values, value)
	}
	return a.into.AppendRow(a.values...)
}

func (a *appender) close(keep bool) error {
	if !keep {
		_ = a.into.Clear() // rows of an abandoned build: nobody wants them flushed
		_ = a.into.Close()
		return nil
	}
	return a.into.Close()
}

func (b *Build) appender(schema, table string) (*appender, error) {
	key := schema + "." + table
	if a := b.appenders[key]; a != nil {
		return a, nil
	}
	if b.finished || b.closed {
		return nil, fmt.Errorf("append to %s: the build is finished", key)
	}
	a := &appender{}
	err := b.driverConn(func(conn driver.Conn) (err error) {
		catalog, within := staging, schema
		if schema == temporary {
			catalog, within = temporary, "main"
		}
		a.into, err = engine.NewAppender(conn, catalog, within, table)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("open appender of %s: %w", key, err)
	}
	b.appenders[key] = a
	return a, nil
}

// flush hands over what the appenders hold, so that queries see it.
func (b *Build) flush() error {
	var trouble []error
	for key, a := range b.appenders {
		if err := a.into.Flush(); err != nil {
			trouble = append(trouble, fmt.Errorf("load %s: %w", key, err))
		}
	}
	return errors.Join(trouble...)
}

// Append loads a batch into stg.<form>. The batch may be used again afterwards. A
// value that its column cannot hold exactly is an error and ends the build.
func (b *Build) Append(batch *hengji.Batch) error {
	form := batch.Form
	if form == nil || b.rules.Form(form.Name) == nil {
		return errors.New("append batch: its form is not in the rules")
	}
	columns := form.Columns()
	if len(columns) != len(batch.Columns) {
		return fmt.Errorf("append %s: %d columns, want %d", form.Name, len(batch.Columns), len(columns))
	}
	for i := range batch.Columns {
		c := &batch.Columns[i]
		held := len(c.Ints)
		if c.Kind == hengji.Text {
			held = len(c.Texts)
		}
		if c.Kind != columns[i].Kind || len(c.Null) != len(batch.Rows) || held != len(batch.Rows) {
			return fmt.Errorf("append %s: column %s holds %d values of kind %s, want %d of kind %s",
				form.Name, columns[i].Name, held, c.Kind, len(batch.Rows), columns[i].Kind)
		}
	}
	a, err := b.appender("stg", form.Name)
	if err != nil {
		return err
	}
	sheet := convertText(batch.Sheet)
	for i, row := range batch.Rows {
		a.values = append(a.values[:0], batch.Submission, sheet, row)
		for j := range batch.Columns {
			value, err := convert(&batch.Columns[j], i)
			if err != nil {
				return fmt.Errorf("append %s: sheet row %d, %s: %w", form.Name, row, columns[j].Name, err)
			}
			a.values = append(a.values, value)
		}
		if err := a.into.AppendRow(a.values...); err != nil {
			return fmt.Errorf("append %s: sheet row %d: %w", form.Name, row, err)
		}
	}
	b.staged[form.Name] += int64(len(batch.Rows))
	return nil
}

// place names where a field is looked for: row 0 is the whole column.
type place struct {
	submission         int64
	form, sheet, field string
	row                int
}

// cellPosition is where it stands: cellRow 0 is the record's own row.
type cellPosition struct{ column, cellRow int }

// Place stores where the fields of a workbook stand (meta.field_cell).
func (b *Build) Place(cells []hengji.FieldCell) error {
	a, err := b.appender("meta", "field_cell")
	if err != nil {
		return err
	}
	for _, c := range cells {
		if c.Column < 1 || c.Column > math.MaxInt32 || c.Row < 0 || c.CellRow < 0 || max(c.Row, c.CellRow) > math.MaxInt32 {
			return fmt.Errorf("place %s.%s in %q: no such cell", c.Form, c.Field, c.Sheet)
		}
		if err := a.row(c.Submission, c.Form, c.Sheet, wholeIsNull(c.Row), c.Field, int32(c.Column),
			hengji.ColumnName(c.Column), wholeIsNull(c.CellRow)); err != nil {
			return fmt.Errorf("place %s.%s in %q: %w", c.Form, c.Field, c.Sheet, err)
		}
		b.positions[place{c.Submission, c.Form, c.Sheet, c.Field, c.Row}] = cellPosition{c.Column, c.CellRow}
	}
	return nil
}

func wholeIsNull(row int) any {
	if row == 0 {
		return nil
	}
	return int32(row)
}

// Account stores the proof that no row and no cell of a workbook was lost.
func (b *Build) Account(accounts []hengji.SheetAccount) error {
	a, err := b.appender("meta", "sheet_account")
	if err != nil {
		return err
	}
	for _, s := range accounts {
		if err := a.row(s.Submission, s.Sheet, s.Form, int64(s.RowElements), int64(s.Read), int64(s.Title), int64(s.Header),
			int64(s.Total), int64(s.Blank), int64(s.Note), int64(s.Unread),
			int64(s.Cells), int64(s.Used), int64(s.Named), s.Closes()); err != nil {
			return fmt.Errorf("account for sheet %q: %w", s.Sheet, err)
		}
	}
	return nil
}

// Discard takes back everything that was loaded of a submission: a workbook that
// was refused half way leaves nothing behind.
func (b *Build) Discard(submission int64) error {
	if err := b.flush(); err != nil {
		return err
	}
	for _, form := range b.rules.Forms {
		result, err := b.conn.ExecContext(context.Background(), "DELETE FROM stg."+name(form.Name)+" WHERE _submission = ?", submission)
		if err != nil {
			return fmt.Errorf("discard submission %d from stg.%s: %w", submission, form.Name, err)
		}
		rows, err := result.RowsAffected()
		if err != nil {
			return fmt.Errorf("discard submission %d from stg.%s: %w", submission, form.Name, err)
		}
		b.staged[form.Name] -= rows
	}
	for _, table := range []string{"meta.field_cell", "meta.sheet_account"} {
		if err := b.exec("DELETE FROM "+table+" WHERE submission = ?", submission); err != nil {
			return fmt.Errorf("discard submission %d from %s: %w", submission, table, err)
		}
	}
	for at := range b.positions {
		if at.submission == submission {
			delete(b.positions, at)
		}
	}
	return nil
}

// Submissions replaces meta.submission: provisional standings before the checks,
// final ones after acceptance.
func (b *Build) Submissions(standings []hengji.Standing) error {
	if err := b.exec("DELETE FROM meta.submission"); err != nil {
		return fmt.Errorf("clear meta.submission: %w", err)
	}
	a, err := b.appender("meta", "submission")
	if err != nil {
		return err
	}
	b.counted["meta.submission"] = int64(len(standings))
	for _, s := range standings {
		if err := a.row(s.Submission, s.Period, orNull(s.RegionCode), orNull(s.Region), s.File, s.SHA256,
			wallClock(s.ReceivedAt), int32(s.Version), string(s.State), s.Latest, s.Effective, orNull(string(s.Refused)), s.NilReport, s.Rules, orNull(s.Mending)); err != nil {
			return fmt.Errorf("load submission %d: %w", s.Submission, err)
		}
	}
	return b.flush()
}

// convert is one value of a batch as the engine takes it, nil for NULL.
func convert(c *hengji.Column, i int) (driver.Value, error) {
	switch {
	case c.Null[i]:
		return nil, nil
	case c.Kind == hengji.Text:
		return convertText(c.Texts[i]), nil
	default:
		return convertInt(c.Kind, c.Ints[i])
	}
}
