package load

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"hengji"
)

// Frozen is a period as it stood when it was signed (审定): what its tables print, where
// its submissions stand and what was found in them stays, whatever rules, lists and
// programs come later.
type Frozen struct {
	Period    string
	Name      string // of the closed period's archived content
	SignedAt  time.Time
	Who       string
	Receipts  int64 // the last submission that was received before; later ones are 逾期未计
	Standings []hengji.Standing
	Findings  []FrozenFinding
	Tables    []FrozenTable
}

// FrozenFinding is a finding with what its lines do not show.
type FrozenFinding struct {
	hengji.Finding
	RecordKey    string `json:"record_key"`
	ColumnNumber int    `json:"column_number"`
	OfShadow     bool   `json:"shadow"`
	OfScope      string `json:"scope"`
}

// FrozenTable is the rows of a mart of one period as texts, nil for NULL.
type FrozenTable struct {
	Mart    string      `json:"mart"`
	Columns []string    `json:"columns"`
	Rows    [][]*string `json:"rows"`
}

// Keep makes findings such that they can be frozen.
func Keep(findings []hengji.Finding) []FrozenFinding {
	kept := make([]FrozenFinding, len(findings))
	for i, f := range findings {
		kept[i] = FrozenFinding{f, f.Key, f.Column, f.Shadow, f.Scope}
	}
	return kept
}

// Restore gives the finding as it was.
func (f FrozenFinding) Restore() hengji.Finding {
	f.Key, f.Column, f.Shadow, f.Scope = f.RecordKey, f.ColumnNumber, f.OfShadow, f.OfScope
	return f.Finding
}

// Of tells whether a submission belongs to what was signed; late whether it came to the
// period afterwards.
func (f *Frozen) Of(period string, submission int64) (signed, late bool) {
	return f.Period == period && submission <= f.Receipts, f.Period == period && submission > f.Receipts
}

// frozenName is the table that keeps the rows of a mart's signed periods.
func frozenName(view *hengji.Mart) string { return "frozen." + name(view.Name) }

// signedToo makes of what a mart shows that which it shows of open periods, and behind it
// the signed ones as they were.
func (b *Build) signedToo(view *hengji.Mart, shown string) (string, error) {
	if view.Schema() != "mart" || b.path == "" { // nobody signs what is in memory
		return shown, nil
	}
	if err := b.exec("CREATE TABLE " + frozenName(view) + " AS SELECT * FROM " + shown + " LIMIT 0"); err != nil {
		return "", err
	}
	return "(SELECT * FROM " + shown + " WHERE period NOT IN (SELECT period FROM meta.closing)\nUNION ALL SELECT * FROM " + frozenName(view) + ")", nil
}

// fillFrozen loads the signed periods. What a mart does not have today, it does not show.
func (b *Build) fillFrozen() error {
	for _, signed := range b.run.Frozen {
		if err := b.exec("INSERT INTO meta.closing VALUES (?, ?, ?, ?, ?)", signed.Period, wallClock(signed.SignedAt), orNull(signed.Who), signed.Receipts, signed.Name); err != nil {
			return fmt.Errorf("fill meta.closing with %s: %w", signed.Period, err)
		}
		if b.path == "" {
			continue
		}
		for _, table := range signed.Tables {
			at := slices.IndexFunc(b.rules.Marts, func(mart *hengji.Mart) bool { return mart.Name == table.Mart })
			if at < 0 || len(table.Rows) == 0 {
				continue
			}
			if err := b.fillFrozenTable(frozenName(b.rules.Marts[at]), table, b.rules.Marts[at].Columns); err != nil {
				return fmt.Errorf("fill %s with %s: %w", frozenName(b.rules.Marts[at]), signed.Period, err)
			}
		}
	}
	return nil
}

// fillFrozenTable loads the columns that the mart has today.
func (b *Build) fillFrozenTable(to string, table FrozenTable, today []string) error {
	var columns []string
	rows := make([][]string, len(table.Rows))
	for at, column := range table.Columns {
		if !slices.Contains(today, column) {
			continue
		}
		columns = append(columns, name(column))
		for i, row := range table.Rows {
			value := "NULL"
			if row[at] != nil {
				value = hengji.Quoted(*row[at])
			}
			rows[i] = append(rows[i], value)
		}
	}
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = "(" + strings.Join(row, ", ") + ")"
	}
	return b.exec("INSERT INTO " + to + " (" + strings.Join(columns, ", ") + ") VALUES\n" + strings.Join(lines, ",\n"))
}

// Freeze reads what every mart shows of a period.
func (d *DB) Freeze(ctx context.Context, period string) ([]FrozenTable, error) {
	marts, err := query(ctx, d.conn, "SELECT table_name FROM meta.dictionary WHERE schema_name = 'mart' AND column_name IS NULL AND table_name IS NOT NULL ORDER BY 1", maxRows)
	if err != nil {
		return nil, fmt.Errorf("list marts: %w", err)
	}
	var tables []FrozenTable
	for _, row := range marts.rows {
		table, err := d.frozenTable(ctx, plain(row[0]), period)
		if err != nil {
			return nil, err
		}
		tables = append(tables, table)
	}
	return tables, nil
}

func (d *DB) frozenTable(ctx context.Context, mart, period string) (FrozenTable, error) {
	table := FrozenTable{Mart: mart, Rows: [][]*string{}}
	result, err := query(ctx, d.conn, "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM mart."+name(mart)+" WHERE period = "+hengji.Quoted(period), maxRows)
	if err != nil {
		return table, fmt.Errorf("read mart.%s of %s: %w", mart, period, err)
	}
	for _, c := range result.columns {
		table.Columns = append(table.Columns, c.name)
	}
	for _, row := range result.rows {
		line := make([]*string, len(row))
		for i, value := range row {
			if value != nil {
				text := plain(value)
				line[i] = &text
			}
		}
		table.Rows = append(table.Rows, line)
	}
	return table, nil
}

// Unlike names the marts that do not show a signed period as it was signed, each with
// what is different; none where all do. A mart or column that the rules have no longer
// shows nothing.
func (d *DB) Unlike(ctx context.Context, signed Frozen) ([]string, error) {
	today, err := d.Freeze(ctx, signed.Period)
	if err != nil {
		return nil, err
	}
	var unlike []string
	for _, was := range signed.Tables {
		at := slices.IndexFunc(today, func(t FrozenTable) bool { return t.Mart == was.Mart })
		if at < 0 {
			continue
		}
		if what := was.differs(today[at]); what != "" {
			unlike = append(unlike, "mart."+was.Mart+" "+what)
		}
	}
	return unlike, nil
}

// differs says where a table is not what it was, "" where it is.
func (t FrozenTable) differs(now FrozenTable) string {
	if len(t.Rows) != len(now.Rows) {
		return fmt.Sprintf("锁定时 %d 行，现在 %d 行", len(t.Rows), len(now.Rows))
	}
	for at, column := range t.Columns {
		other := slices.Index(now.Columns, column)
		if other < 0 {
			continue
		}
		for i, row := range t.Rows {
			was, is := shownOr(row[at]), shownOr(now.Rows[i][other])
			if was != is {
				return fmt.Sprintf("第 %d 行 %s 锁定时为 %s，现在为 %s", i+1, column, was, is)
			}
		}
	}
	return ""
}

func shownOr(value *string) string {
	if value == nil {
		return "空"
	}
	return "“" + *value + "”"
}

// Signed are the signed periods that the database shows as they were signed: what of
// them stands in it, without their content.
func (d *DB) Signed(ctx context.Context) ([]Frozen, error) {
	result, err := query(ctx, d.conn, "SELECT period, signed_at, coalesce(who, ''), last_submission, content FROM meta.closing ORDER BY period", maxRows)
	if err != nil {
		return nil, fmt.Errorf("read meta.closing: %w", err)
	}
	var signed []Frozen
	for _, row := range result.rows {
		receipts, err := whole(row[3])
		if err != nil {
			return nil, err
		}
		f := Frozen{Period: plain(row[0]), Who: plain(row[2]), Receipts: receipts, Name: plain(row[4])}
		f.SignedAt = inBeijing(row[1])
		signed = append(signed, f)
	}
	return signed, nil
}
