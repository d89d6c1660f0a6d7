package load

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hengji"
)

// papers writes how each mart is printed into meta.paper, so that a published
// file prints itself.
func (b *Build) papers() error {
	a, err := b.appender("meta", "paper")
	if err != nil {
		return err
	}
	for _, mart := range b.rules.Marts {
		p := mart.Paper
		var rows [][3]string // part, column, detail
		if p.Export > 0 {
			rows = append(rows, [3]string{"export", "", strconv.Itoa(p.Export)})
		}
		if p.Reporter != "" {
			rows = append(rows, [3]string{"reporter", "", p.Reporter})
		}
		if p.For != "" {
			rows = append(rows, [3]string{"for", "", p.For})
		}
		for _, column := range p.Rounded {
			rows = append(rows, [3]string{"rounded", column, ""})
		}
		for _, column := range p.Unprinted {
			rows = append(rows, [3]string{"unprinted", column, ""})
		}
		for _, total := range p.Totals {
			rows = append(rows, [3]string{"total", total.Column, total.SQL})
		}
		for _, balance := range p.Balances {
			rows = append(rows, [3]string{"balance", balance.Column, balance.To.String()})
		}
		for _, chart := range p.Charts {
			rows = append(rows, [3]string{"chart", chart.Column, chart.By})
		}
		for i, row := range rows {
			if err := a.row(mart.Name, int32(i+1), row[0], orNull(row[1]), orNull(row[2])); err != nil {
				return fmt.Errorf("say how mart.%s is printed: %w", mart.Name, err)
			}
		}
	}
	return nil
}

// paperOf reads back how a mart is printed.
func paperOf(ctx context.Context, conn querier, mart string) (hengji.Paper, error) {
	var p hengji.Paper
	parts, err := query(ctx, conn, "SELECT part, coalesce(column_name, ''), coalesce(detail, '') FROM meta.paper WHERE mart = "+hengji.Quoted(mart)+" ORDER BY position", maxRows)
	if err != nil {
		return p, fmt.Errorf("look up how mart.%s is printed: %w", mart, err)
	}
	for _, row := range parts.rows {
		column, detail := plain(row[1]), plain(row[2])
		switch plain(row[0]) {
		case "export":
			if p.Export, err = strconv.Atoi(detail); err != nil {
				return p, fmt.Errorf("look up the place of mart.%s: %w", mart, err)
			}
		case "reporter":
			p.Reporter = detail
		case "for":
			p.For = detail
		case "rounded":
			p.Rounded = append(p.Rounded, column)
		case "unprinted":
			p.Unprinted = append(p.Unprinted, column)
		case "total":
			p.Totals = append(p.Totals, hengji.Total{Column: column, SQL: detail})
		case "balance":
			to, _, err := hengji.ParseDecimal(detail)
			if err != nil {
				return p, fmt.Errorf("look up what %s of mart.%s adds up to: %w", column, mart, err)
			}
			p.Balances = append(p.Balances, hengji.Balanced{Column: column, To: to})
		case "chart":
			p.Charts = append(p.Charts, hengji.Chart{Column: column, By: detail})
		}
	}
	return p, nil
}

// unasked says of a table without rows that its period does not ask for what it is made of:
// it has no place on paper then.
func unasked(ctx context.Context, conn querier, period, form string) (bool, error) {
	asked, err := query(ctx, conn, "SELECT forms <> '', list_contains(string_split(forms, '|'), "+hengji.Quoted(form)+") FROM ref.period WHERE period = "+hengji.Quoted(period), 1)
	if err != nil || len(asked.rows) == 0 {
		return false, err
	}
	some, this := asked.rows[0][0] == true, asked.rows[0][1] == true
	return !this && (some || form != ""), nil
}

// totalRow calculates the row 合计 of a mart: the database adds up, exactly. It is
// nil where the mart has no totals, or prints its own.
func totalRow(ctx context.Context, conn querier, mart, period string, p hengji.Paper) (*result, error) {
	if len(p.Totals) == 0 {
		return nil, nil
	}
	row, err := query(ctx, conn, totalSelect("SELECT * FROM mart."+name(mart)+" WHERE period = "+hengji.Quoted(period), p.Totals), 1)
	if err != nil {
		return nil, fmt.Errorf("total mart.%s: %w", mart, err)
	}
	return row, nil
}

func totalSelect(rows string, totals []hengji.Total) string {
	list := make([]string, len(totals))
	for i, total := range totals {
		list[i] = "(" + total.SQL + ") AS " + name(total.Column)
	}
	return "SELECT " + strings.Join(list, ", ") + " FROM (\n" + rows + "\n)"
}

// vetPaper proves that a mart can be printed as its header says: the totals
// calculated, exactly, and columns of six decimals balanced and drawn.
func (b *Build) vetPaper(mart *hengji.Mart, columns []resultColumn) []error {
	var mistakes []error
	kind := map[string]string{}
	for _, c := range columns {
		kind[c.name] = c.kind
	}
	if name := mart.Paper.For; name != "" && b.rules.Form(name) == nil {
		mistakes = append(mistakes, authorError(mart.Source, 0, "for：没有报表 %q", name))
	}
	for _, one := range mart.Paper.Balances {
		if kind[one.Column] != "DECIMAL(18,6)" {
			mistakes = append(mistakes, authorError(mart.Source, 0, "balance 的列 %s 是 %s 类型：只有 DECIMAL(18,6) 才需要舍入", one.Column, kind[one.Column]))
		}
	}
	for _, one := range mart.Paper.Charts {
		if !(resultColumn{one.Column, kind[one.Column]}).number() {
			mistakes = append(mistakes, authorError(mart.Source, 0, "chart 的列 %s 是 %s 类型：条形图要用数字", one.Column, kind[one.Column]))
		}
	}
	for _, total := range mart.Paper.Totals {
		place := hengji.FilePlace{File: mart.Source.File, Line: total.Line}
		text := totalSelect(statement(mart.SQL), []hengji.Total{total})
		if _, err := parse(context.Background(), b.conn, text); err != nil {
			mistakes = append(mistakes, authorError(place, 0, "合计 %s：%s", total.Column, refusal(err)))
			continue
		}
		row, err := b.query(context.Background(), text, 1)
		switch {
		case err != nil:
			mistakes = append(mistakes, authorError(place, 0, "合计 %s：%s", total.Column, refusal(err)))
		case inexactKind(row.columns[0].kind) && row.columns[0].kind != "HUGEINT":
			mistakes = append(mistakes, authorError(place, 0, "合计 %s 是 %s 类型：相除请用 ratio() 或 percent()", total.Column, row.columns[0].kind))
		}
	}
	return mistakes
}

// balance replaces the printed values of a column by ones that add up (舍位平衡),
// the row 合计 included. A column that does not add up to begin with stays as it
// is: what rounding did not cause, rounding shall not hide. It tells whether it did.
func balance(printed [][]string, exact [][]any, at int, to hengji.Decimal) bool {
	var rows []int
	var parts []hengji.Decimal
	for i, row := range exact {
		if value, ok := decimalOf(row[at]); ok {
			rows, parts = append(rows, i), append(parts, value)
		}
	}
	balanced, ok := hengji.Balance(parts, to, 1, shownPlaces)
	if !ok || len(parts) == 0 {
		return false
	}
	for i, row := range rows {
		printed[row][at] = balanced[i].Format(shownPlaces)
	}
	if len(printed) > len(exact) {
		printed[len(exact)][at] = to.Format(shownPlaces)
	}
	return true
}

var (
	sumTotal      = regexp.MustCompile(`^sum\((\w+)\)$`)
	quotientTotal = regexp.MustCompile(`^(percent|ratio)\(sum\((\w+)\), sum\((\w+)\)\)$`)
)

// reckoned marks the columns whose total is a sum, or a quotient of sums: what their rows
// are made of is then told by the total, too.
func reckoned(columns []hengji.TableColumn, p hengji.Paper) {
	for _, total := range p.Totals {
		at := slices.IndexFunc(columns, func(c hengji.TableColumn) bool { return c.Name == total.Column })
		if match := sumTotal.FindStringSubmatch(total.SQL); match != nil && match[1] == total.Column {
			columns[at].Sums = true
		} else if match := quotientTotal.FindStringSubmatch(total.SQL); match != nil {
			columns[at].Quotient = hengji.Quotient{Times: map[string]int{"percent": 100, "ratio": 1}[match[1]], Above: match[2], Below: match[3]}
		}
	}
}

// labelled puts 合计 into the first column of texts that is printed.
func labelled(columns []hengji.TableColumn, row []string) {
	at := slices.IndexFunc(columns, func(c hengji.TableColumn) bool { return !c.Number && !c.Unprinted })
	if at >= 0 && row[at] == "" {
		row[at] = totalLabel
	}
}
