package main

import (
	"math"
	"slices"
	"strconv"
	"time"
)

// content is what a clean workbook says, apart from how it lays that out. A value is a
// text, a number (millionths), a day (time.Time) or nil.
type content struct {
	region string
	cover  map[string]any
	tables map[string][]map[string]any // form → rows → field → value
}

// days and figures are the fields that hold dates and numbers; what else is a number in
// 年度指标值 and 实际完成值 stays one.
var (
	days    = []string{"allocated", "starts", "ends", "received_on", "filled"}
	figures = append([]string{"seq", "amount", "rate", "weight", "score", "target", "actual"}, totalled["execution"]...)
)

// contentOf reads a workbook's content, through merged cells.
func contentOf(b *book) *content {
	d := &draft{book: b}
	c := &content{region: b.region, cover: map[string]any{}, tables: map[string][]map[string]any{}}
	for field, cell := range b.fields {
		text := textAt(b.File, b.cover+"!"+cell)
		c.cover[field] = text
		if serial, err := strconv.Atoi(text); err == nil && field == "filled" {
			c.cover[field] = d.epoch().AddDate(0, 0, serial)
		}
	}
	for form, t := range b.tables {
		for _, row := range t.rows {
			record := map[string]any{}
			for field := range t.columns {
				record[field] = d.value(t, row, field)
			}
			c.tables[form] = append(c.tables[form], record)
		}
	}
	return c
}

// value is what a field of a row says.
func (d *draft) value(t *table, row int, field string) any {
	text := t.text(row, field)
	switch {
	case field == "code":
		text = t.codeOf(row)
	case field == "level1" || field == "level2":
		text = t.inherited(row, field)
	case slices.Contains(days, field):
		if on := d.dayOf(t, row, field); !on.IsZero() {
			return on
		}
	case field == "rate":
		spent, budget := first(t.millionths(row, "spent")), first(t.millionths(row, "budget"))
		if text != "" && budget > 0 {
			return millionths((spent*20_000 + budget) / (2 * budget) * 10_000) // in hundredths, half up
		}
	case slices.Contains(figures, field):
		if value, err := strconv.ParseFloat(text, 64); err == nil {
			return millionths(math.Round(value * 1e6))
		}
	}
	if text == "" {
		return nil
	}
	return text
}

// epoch is the day that a workbook's dates count from.
func (d *draft) epoch() time.Time {
	if props, err := d.GetWorkbookProps(); err == nil && props.Date1904 != nil && *props.Date1904 {
		return time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
}
