package load

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"hengji/load/engine"

	"hengji"
)

// Table gives a printed table of the run's period, ready as text.
func (b *Build) Table(mart string) (hengji.Table, error) {
	return martTable(context.Background(), b.conn, mart, b.run.Period, heldNote)
}

// maxRows bounds what one query brings into memory.
const maxRows = 1_000_000

// martTable reads a period of a mart with everything that it prints with: the words are those
// of the database, so that a published file prints itself.
func martTable(ctx context.Context, conn querier, mart, period string, held noting) (hengji.Table, error) {
	words, err := query(ctx, conn, `SELECT column_name, comment, traces IS NOT NULL FROM meta.dictionary WHERE schema_name = 'mart' AND table_name = `+hengji.Quoted(mart)+` ORDER BY position NULLS FIRST`, maxRows)
	if err != nil {
		return hengji.Table{}, fmt.Errorf("look up mart.%s: %w", mart, err)
	}
	if len(words.rows) == 0 {
		return hengji.Table{}, fmt.Errorf("look up mart.%s: there is no such table", mart)
	}
	labels, traced := map[string]string{}, map[string]bool{}
	for _, row := range words.rows[1:] {
		labels[plain(row[0])], traced[plain(row[0])] = plain(row[1]), row[2] == true
	}
	result, err := query(ctx, conn, "SELECT * EXCLUDE (period) FROM mart."+name(mart)+" WHERE period = "+hengji.Quoted(period), maxRows)
	if err != nil {
		return hengji.Table{}, fmt.Errorf("select mart.%s: %w", mart, err)
	}
	paper, err := paperOf(ctx, conn, mart)
	if err != nil {
		return hengji.Table{}, err
	}
	table := hengji.Table{Name: mart, Title: hengji.PeriodTitle(period) + plain(words.rows[0][1]), Place: paper.Export, Charts: paper.Charts}
	if len(result.rows) == 0 {
		if table.Unasked, err = unasked(ctx, conn, period, paper.For); err != nil {
			return hengji.Table{}, fmt.Errorf("look up what period %s asks for: %w", period, err)
		}
	}
	money := false
	for _, c := range result.columns {
		money = money || strings.HasSuffix(c.name, "_wan")
		table.Columns = append(table.Columns, hengji.TableColumn{
			Name: c.name, Label: labels[c.name], Number: c.number(), Unprinted: slices.Contains(paper.Unprinted, c.name), Traced: traced[c.name],
		})
	}
	reckoned(table.Columns, paper)
	for _, row := range result.rows {
		table.Rows = append(table.Rows, printedRow(result.columns, row, paper.Rounded))
	}
	if n := len(table.Rows); n > 0 && len(paper.Totals) > 0 {
		total, err := totalRow(ctx, conn, mart, period, paper)
		if err != nil {
			return hengji.Table{}, err
		}
		last := make([]string, len(table.Columns))
		for i, c := range total.columns {
			last[slices.IndexFunc(table.Columns, func(t hengji.TableColumn) bool { return t.Name == c.name })] = c.printed(total.rows[0][i])
		}
		table.Rows, table.Total = append(table.Rows, last), true
		labelled(table.Columns, last)
	} else if n > 0 {
		table.Total = slices.Contains(table.Rows[n-1], totalLabel)
		for i, c := range table.Columns { // the mart adds up itself: what counts and what is money
			table.Columns[i].Sums = table.Total && (strings.HasSuffix(c.Name, "projects") || strings.HasSuffix(c.Name, "_wan"))
		}
	}
	for _, b := range paper.Balances {
		at := slices.IndexFunc(table.Columns, func(t hengji.TableColumn) bool { return t.Name == b.Column })
		table.Columns[at].Balanced = balance(table.Rows, result.rows, at, b.To)
	}
	table.Department = paper.Reporter == "department"
	if table.Note, err = held(ctx, conn, period, table.Department); err != nil {
		return hengji.Table{}, err
	}
	if money {
		table.Note += "；单位：万元"
	}
	return table, nil
}

// totalLabel stands in the row that adds up.
const totalLabel = "合计"

func printedRow(columns []resultColumn, row []any, rounded []string) []string {
	line := make([]string, len(columns))
	for i, c := range columns {
		line[i] = c.printed(row[i])
		if d, ok := decimalOf(row[i]); ok && slices.Contains(rounded, c.name) {
			line[i] = d.Round(shownPlaces).String()
		}
	}
	return line
}

// noting gives the note below a table.
type noting func(ctx context.Context, conn querier, period string, department bool) (string, error)

// heldNote says how many of the regions the table holds: no total is printed
// without it.
func heldNote(ctx context.Context, conn querier, period string, department bool) (string, error) {
	if department {
		name, err := query(ctx, conn, "SELECT coalesce(min(name), '') FROM ref.regions WHERE kind = 'department'", 1)
		if err != nil {
			return "", fmt.Errorf("name the department: %w", err)
		}
		return "填报单位：" + plain(name.rows[0][0]), nil
	}
	held, err := query(ctx, conn, "SELECT count(effective_submission), count(*) FROM core.region WHERE period = "+hengji.Quoted(period), 1)
	if err != nil {
		return "", fmt.Errorf("count regions: %w", err)
	}
	return fmt.Sprintf("已汇总 %s/%s", plain(held.rows[0][0]), plain(held.rows[0][1])), nil
}

// shownPlaces are the decimals of rates, shares and means on paper.
const shownPlaces = 2

// printed is a value of a mart on paper: rates, shares and means with two
// decimals, every other number exactly as it is.
func (c resultColumn) printed(value any) string {
	if v, ok := value.(bool); ok {
		if v {
			return "是"
		}
		return "否"
	}
	if d, ok := decimalOf(value); ok && c.rounded() {
		return d.Format(shownPlaces)
	}
	return c.text(value)
}

// decimalOf is a value of a column of six decimals; ok is false for any other.
func decimalOf(value any) (hengji.Decimal, bool) {
	v, ok := value.(engine.Decimal)
	if !ok || v.Value == nil || v.Scale != hengji.DecimalPlaces || !v.Value.IsInt64() {
		return 0, false
	}
	return hengji.Decimal(v.Value.Int64()), true
}

func (c resultColumn) rounded() bool {
	return strings.HasSuffix(c.name, "_rate") || strings.HasSuffix(c.name, "_share") || strings.HasPrefix(c.name, "mean_")
}
