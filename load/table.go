package load

import (
	"context"
	"fmt"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"hengji"
)

// Table gives a printed table of the run's period, ready as text.
func (b *Build) Table(mart string) (hengji.Table, error) {
	return martTable(context.Background(), b.conn, mart)
}

// maxRows bounds what one query brings into memory.
const maxRows = 1_000_000

// martTable reads a mart with everything that it prints with: the words are those
// of the database, so that a published file prints itself.
func martTable(ctx context.Context, conn querier, mart string) (hengji.Table, error) {
	words, err := query(ctx, conn, `SELECT column_name, comment, (SELECT period FROM meta.run) AS period
FROM meta.dictionary WHERE schema_name = 'mart' AND table_name = `+quote(mart)+` ORDER BY position NULLS FIRST`, maxRows)
	if err != nil {
		return hengji.Table{}, fmt.Errorf("look up mart.%s: %w", mart, err)
	}
	if len(words.rows) == 0 {
		return hengji.Table{}, fmt.Errorf("look up mart.%s: there is no such table", mart)
	}
	period := plain(words.rows[0][2])
	labels := map[string]string{}
	for _, row := range words.rows[1:] {
		labels[plain(row[0])] = plain(row[1])
	}
	result, err := query(ctx, conn, "SELECT * FROM mart."+name(mart)+" WHERE period = "+quote(period), maxRows)
	if err != nil {
		return hengji.Table{}, fmt.Errorf("select mart.%s: %w", mart, err)
	}
	table := hengji.Table{Name: mart, Title: period + "年度" + plain(words.rows[0][1])}
	var shown []int
	money := false
	for i, c := range result.columns {
		if c.name == "period" { // stands in the title
			continue
		}
		shown = append(shown, i)
		money = money || strings.HasSuffix(c.name, "_wan")
		table.Columns = append(table.Columns, hengji.TableColumn{Name: c.name, Label: labels[c.name], Number: c.number()})
	}
	for _, row := range result.rows {
		line := make([]string, len(shown))
		for j, i := range shown {
			line[j] = result.columns[i].printed(row[i])
		}
		table.Rows = append(table.Rows, line)
	}
	if n := len(table.Rows); n > 0 {
		for j := range shown {
			table.Total = table.Total || table.Rows[n-1][j] == "合计"
		}
	}
	if table.Note, err = heldNote(ctx, conn, period); err != nil {
		return hengji.Table{}, err
	}
	if money {
		table.Note += "；单位：万元"
	}
	return table, nil
}

// heldNote says how many of the regions the table holds: no total is printed
// without it.
func heldNote(ctx context.Context, conn querier, period string) (string, error) {
	held, err := query(ctx, conn, "SELECT count(effective_submission), count(*) FROM core.region WHERE period = "+quote(period), 1)
	if err != nil {
		return "", fmt.Errorf("count regions: %w", err)
	}
	return fmt.Sprintf("已汇总 %s/%s", plain(held.rows[0][0]), plain(held.rows[0][1])), nil
}

// printed is a value of a mart on paper: rates, shares and means with two
// decimals, every other number exactly as it is.
func (c resultColumn) printed(value any) string {
	switch v := value.(type) {
	case bool:
		if v {
			return "是"
		}
		return "否"
	case duckdb.Decimal:
		if c.rounded() && v.Value != nil && v.Scale == hengji.DecimalPlaces && v.Value.IsInt64() {
			return hengji.Decimal(v.Value.Int64()).Format(2)
		}
	}
	return c.text(value)
}

func (c resultColumn) rounded() bool {
	return strings.HasSuffix(c.name, "_rate") || strings.HasSuffix(c.name, "_share") || strings.HasPrefix(c.name, "mean_")
}
