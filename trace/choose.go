package trace

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"hengji"
	"hengji/load"
	"hengji/report/inert"
)

// choose finds the one row that the conditions name.
func (t *Tracer) choose(ctx context.Context, m *load.Mart, where []string) ([]*string, error) {
	rows, err := t.meeting(ctx, m, where)
	if err != nil {
		return nil, err
	}
	if len(rows) > 1 {
		return nil, hengji.UsageError{Err: fmt.Errorf("mart.%s 有 %d 行符合，请指明是哪一行：%s", m.Name, len(rows), apart(m, rows))}
	}
	return rows[0], nil
}

// meeting finds the rows that meet the conditions, one at least. Without a condition on
// the period they are of the period that the database is read for.
func (t *Tracer) meeting(ctx context.Context, m *load.Mart, where []string) ([][]*string, error) {
	wanted := map[int]string{}
	for _, one := range where {
		named, value, found := strings.Cut(one, "=")
		at := m.Column(strings.TrimSpace(named))
		if !found || at < 0 {
			return nil, hengji.UsageError{Err: fmt.Errorf("%q：应写作 列=值，mart.%s 的列有：%s", one, m.Name, columnChoices(m, false))}
		}
		wanted[at] = strings.TrimSpace(value)
	}
	if at := m.Column("period"); at >= 0 {
		if _, said := wanted[at]; !said {
			period, err := t.DB.Period(ctx)
			if err != nil {
				return nil, err
			}
			wanted[at] = period
		}
	}
	fits := func(row []*string, except int) bool {
		for at, value := range wanted {
			if at != except && !sameValue(row[at], value) {
				return false
			}
		}
		return true
	}
	var rows [][]*string
	for _, row := range m.Rows {
		if fits(row, -1) {
			rows = append(rows, row)
		}
	}
	if len(rows) > 0 {
		return rows, nil
	}
	for at := range m.Columns { // the first condition that no row meets beside the others
		if value, said := wanted[at]; said {
			if choices := valuesOf(m, at, func(row []*string) bool { return fits(row, at) }); len(choices) > 0 {
				return nil, hengji.UsageError{Err: fmt.Errorf("mart.%s 没有 %s（%s）为 %q 的行，可以是：%s", m.Name, m.Columns[at].Label, m.Columns[at].Name, value, strings.Join(choices, "、"))}
			}
		}
	}
	return nil, hengji.UsageError{Err: fmt.Errorf("mart.%s 没有这样的行", m.Name)}
}

// asked is how soon a column is asked for by which rows are told apart: the code of a
// project, which its papers carry; names; other codes; and what only counts lines last.
func asked(column string) int {
	switch {
	case column == "project_code":
		return 0
	case column == "line":
		return 3
	case strings.HasSuffix(column, "_code"):
		return 2
	}
	return 1
}

// apart lists the columns that tell rows apart, each with its values; what adds nothing is
// left out.
func apart(m *load.Mart, rows [][]*string) string {
	var choices strings.Builder
	groups := map[string]bool{}
	keys := make([]string, len(rows))
	for turn := range 4 {
		for at, c := range m.Columns {
			if len(c.Traces) > 0 || asked(c.Name) != turn {
				continue
			}
			next, finer := make([]string, len(rows)), map[string]bool{}
			for i, row := range rows {
				next[i] = keys[i] + "\x00" + orBlank(row[at])
				finer[next[i]] = true
			}
			if len(finer) <= max(len(groups), 1) {
				continue
			}
			keys, groups = next, finer
			values := valuesOf(&load.Mart{Rows: rows}, at, func([]*string) bool { return true })
			fmt.Fprintf(&choices, "\n  --where %s=…（%s）：%s", c.Name, c.Label, strings.Join(values, "、"))
		}
	}
	return choices.String()
}

// sameValue compares as people write: 是 for true, nothing for NULL, 135 for
// 135.000000.
func sameValue(have *string, want string) bool {
	if have == nil {
		return want == ""
	}
	switch want {
	case "是":
		return *have == "true" || *have == want
	case "否":
		return *have == "false" || *have == want
	}
	return *have == want
}

// mostChoices is how many values a message lists.
const mostChoices = 30

// valuesOf lists the different values of a column in the rows that fit.
func valuesOf(m *load.Mart, at int, fits func([]*string) bool) []string {
	var values []string
	for _, row := range m.Rows {
		if !fits(row) {
			continue
		}
		value := "（空）"
		if row[at] != nil {
			value = inert.OneLine(shown(row[at])) // 是 for true
		}
		if slices.Contains(values, value) {
			continue
		}
		if len(values) == mostChoices {
			return append(values, "…")
		}
		values = append(values, value)
	}
	return values
}

// traceable gives the columns to follow: the one asked for, else all figures.
func traceable(m *load.Mart, column string) ([]int, error) {
	if column != "" {
		at := m.Column(column)
		if at < 0 || len(m.Columns[at].Traces) == 0 {
			return nil, hengji.UsageError{Err: fmt.Errorf("mart.%s 没有可以追溯的列 %q，有：%s", m.Name, column, columnChoices(m, true))}
		}
		return []int{at}, nil
	}
	var all []int
	for i, c := range m.Columns {
		if len(c.Traces) > 0 {
			all = append(all, i)
		}
	}
	if len(all) == 0 {
		return nil, hengji.UsageError{Err: fmt.Errorf("mart.%s 没有可以追溯的数字", m.Name)}
	}
	return all, nil
}

func columnChoices(m *load.Mart, traced bool) string {
	var choices []string
	for _, c := range m.Columns {
		if !traced || len(c.Traces) > 0 {
			choices = append(choices, c.Name+"（"+c.Label+"）")
		}
	}
	return strings.Join(choices, "、")
}
