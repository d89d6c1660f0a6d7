package report

import (
	"fmt"
	"slices"

	"hengji"
	"hengji/report/inert"
)

// money is what the first screen says of it; "" is not known.
type money struct {
	Accepted, Control, Short string // in 万元: in the tables, the control figure, the balance in words
	Rate, Spent, Budget      string // execution over all regions
	Since                    string // what the tables hold more or less than at the publication before
	Bars                     []trendBar
}

// trendBar is a publication in the small picture of the last twelve.
type trendBar struct{ X, Y, Height string }

// money reads it off the rows 合计; nothing is calculated but differences.
func (x Index) money() money {
	m := money{Accepted: totalOf(x.Reconciliation, "accepted_wan"), Control: totalOf(x.Reconciliation, "control_wan")}
	projects, amount := totalOf(x.Reconciliation, "difference_projects"), totalOf(x.Reconciliation, "difference_wan")
	if projects != "" && amount != "" && (projects != "0" || amount != "0") {
		m.Short = fmt.Sprintf("比控制数%s 个、%s 万元", hengji.MoreOrLess(projects), hengji.MoreOrLess(amount))
	}
	for _, t := range slices.Concat(x.Printed, x.Others) {
		if rate := totalOf(t, "execution_rate"); rate != "" && m.Rate == "" {
			m.Rate, m.Spent, m.Budget = rate, totalOf(t, "spent_wan"), totalOf(t, "budget_wan")
		}
	}
	m.Since = x.since()
	m.Bars = x.trend()
	return m
}

// totalOf is what the row 合计 has in a column, "" where there is none.
func totalOf(t hengji.Table, column string) string {
	i := slices.IndexFunc(t.Columns, func(c hengji.TableColumn) bool { return c.Name == column })
	if !t.Total || i < 0 || len(t.Rows) == 0 {
		return ""
	}
	return inert.OneLine(at(t.Rows[len(t.Rows)-1], i))
}

// since says what the last publication changed of the money in the tables.
func (x Index) since() string {
	if len(x.History) < 2 {
		return ""
	}
	now, _, err := hengji.ParseDecimal(x.History[0].Amount)
	if err != nil {
		return ""
	}
	before, _, err := hengji.ParseDecimal(x.History[1].Amount)
	switch {
	case err != nil:
		return ""
	case now == before:
		return "已汇总金额与上一次发布相同"
	}
	return fmt.Sprintf("比上一次发布%s 万元", hengji.MoreOrLess((now - before).String()))
}

// trend draws what the tables held at each publication, the oldest first.
func (x Index) trend() []trendBar {
	var amounts []hengji.Decimal
	var most hengji.Decimal
	for _, one := range slices.Backward(x.History) {
		amount, _, err := hengji.ParseDecimal(one.Amount)
		if err != nil || amount < 0 {
			return nil
		}
		amounts, most = append(amounts, amount), max(most, amount)
	}
	if len(amounts) < 2 || most == 0 {
		return nil
	}
	var bars []trendBar
	for i, amount := range amounts {
		share, _ := amount.Ratio(most)
		height := int(int64(share) * 280 / int64(hengji.DecimalOne)) // of 28, in tenths
		bars = append(bars, trendBar{fmt.Sprint(10 * i), tenths(280 - height), tenths(max(height, 5))})
	}
	return bars
}
