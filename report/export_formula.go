package report

import (
	"fmt"
	"slices"

	"hengji"
)

// formulaOf is how a figure of a printed table comes about on its sheet: a sum of the rows
// above, or a quotient of two columns. It is "" where nothing says so, or where the printed
// figures, being rounded, would not give the very digits that stand there.
func formulaOf(t hengji.Table, columns []printedColumn, n, column, headRow int) string {
	c := columns[column]
	row := headRow + 1 + n
	if c.Sums && !c.Balanced && t.Total && n == len(t.Rows)-1 && n > 0 && addsUp(t, c.at) {
		name := hengji.ColumnName(column + 2)
		return fmt.Sprintf("SUM(%s%d:%s%d)", name, headRow+1, name, row-1)
	}
	q := c.Quotient
	if q.Times == 0 || c.Balanced {
		return ""
	}
	named := func(name string) int {
		return slices.IndexFunc(columns, func(other printedColumn) bool { return other.Name == name })
	}
	above, below := named(q.Above), named(q.Below)
	if above < 0 || below < 0 {
		return ""
	}
	gives := hengji.Formula{Op: map[int]string{100: "percent", 1: "ratio"}[q.Times], Parts: []*hengji.Formula{{Op: "number"}, {Op: "number"}}}
	for i, of := range []int{columns[above].at, columns[below].at} {
		number, exact, err := hengji.ParseDecimal(at(t.Rows[n], of))
		if err != nil || !exact {
			return ""
		}
		gives.Parts[i].Number = number
	}
	result, ok := gives.Calculate(nil)
	half := 5 * hengji.DecimalOne / 10
	for range c.places {
		half /= 10
	}
	// Between two printed digits a spreadsheet, which rounds once and in binary, may differ.
	if between := result % (2 * half); !ok || between == half || between == -half || result.Format(c.places) != at(t.Rows[n], c.at) {
		return ""
	}
	times := ""
	if q.Times != 1 {
		times = fmt.Sprint(q.Times, "*")
	}
	return fmt.Sprintf("ROUND(%s%s%d/%s%d,%d)", times, hengji.ColumnName(above+2), row, hengji.ColumnName(below+2), row, c.places)
}

// addsUp reports whether the last row of a column is the sum of the others; what is blank
// counts as nothing, as it does to the spreadsheet.
func addsUp(t hengji.Table, column int) bool {
	var parts []hengji.Decimal
	for _, row := range t.Rows {
		number, exact, err := hengji.ParseDecimal(at(row, column))
		if err != nil && at(row, column) != "" || err == nil && !exact {
			return false
		}
		parts = append(parts, number)
	}
	last := len(parts) - 1
	sum, ok := hengji.SumDecimals(parts[:last])
	return ok && sum == parts[last]
}
