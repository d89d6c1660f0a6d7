package load

import (
	"slices"
	"strconv"

	"hengji"
)

// A mistake may be larger than a cell. Somebody pushes a row aside, and a date
// stands where an amount should; fills a row or a whole column in yuan; copies the
// figures of last month over a row of totals; takes a row up that is no data. Each
// cell of it is told, and all are one cause.

// fewest is how many findings in a row of cells are no coincidence.
const fewest = 3

// stretches lists the rows and stretches of columns that several findings speak of.
func (g *grouping) stretches() []suspect {
	var list []suspect
	list = append(list, g.rows()...)
	return append(list, g.columns()...)
}

// line is a row of a sheet.
type line struct {
	sheet string
	row   int
	sums  bool // of 合计
}

// rows lists the rows in which three columns are wrong, or two totals, and those
// of which a finding speaks as a whole: its cells go with it.
func (g *grouping) rows() []suspect {
	at := map[line][]int{}
	var order []line
	for i := range g.findings {
		f := &g.findings[i]
		if !acted(f) || f.Row == 0 || f.Type == "label-error" {
			continue
		}
		l := line{f.Sheet, f.Row, f.Rule == totalSum}
		if at[l] == nil {
			order = append(order, l)
		}
		at[l] = append(at[l], i)
	}
	var list []suspect
	for _, l := range order {
		columns := map[int]bool{}
		whole := false
		for _, i := range at[l] {
			columns[g.findings[i].Column] = true
			whole = whole || g.findings[i].Cell == ""
		}
		if len(columns) >= fewest || len(columns) == 2 && (whole || l.sums) {
			list = append(list, suspect{cell: sheetCell(l.sheet, strconv.Itoa(l.row)), findings: at[l]})
		}
	}
	return list
}

// columns lists the stretches of three cells or more, one below the other, of which
// one rule speaks, with what other rules say of the same cells. Where it speaks of
// cells beside each other too, the stretch is as broad.
func (g *grouping) columns() []suspect {
	type ofRule struct {
		sheet string
		rule  hengji.RuleID
	}
	cells := map[ofRule][]int{} // by column, then row
	var order []ofRule
	for i := range g.findings {
		f := &g.findings[i]
		if !acted(f) || f.Cell == "" || f.Rule == totalSum {
			continue
		}
		k := ofRule{f.Sheet, f.Rule}
		if cells[k] == nil {
			order = append(order, k)
		}
		cells[k] = append(cells[k], i)
	}
	var list []suspect
	for _, k := range order {
		if len(cells[k]) >= fewest {
			list = append(list, g.stretchesOf(cells[k])...)
		}
	}
	own := map[string][]int{}
	for i := range g.findings {
		if f := &g.findings[i]; acted(f) && f.Cell != "" && f.Rule != totalSum {
			own[sheetCell(f.Sheet, f.Cell)] = append(own[sheetCell(f.Sheet, f.Cell)], i)
		}
	}
	for n := range list {
		var all []int
		for _, i := range list[n].findings {
			all = append(all, own[sheetCell(g.findings[i].Sheet, g.findings[i].Cell)]...)
		}
		slices.Sort(all)
		list[n].findings = slices.Compact(all)
	}
	return list
}

// stretchesOf parts the findings of one rule in one sheet into stretches: cells of
// a column without a gap, and such stretches of several columns that share a row.
func (g *grouping) stretchesOf(findings []int) []suspect {
	byColumn := slices.Clone(findings)
	slices.SortStableFunc(byColumn, func(a, b int) int {
		x, y := &g.findings[a], &g.findings[b]
		if x.Column != y.Column {
			return x.Column - y.Column
		}
		return x.Row - y.Row
	})
	var runs []suspect
	for from := 0; from < len(byColumn); {
		to := from + 1
		for to < len(byColumn) && g.below(byColumn[to-1], byColumn[to]) {
			to++
		}
		if to-from >= fewest {
			runs = append(runs, suspect{cell: sheetCell(g.findings[byColumn[from]].Sheet, g.findings[byColumn[from]].Cell), findings: byColumn[from:to]})
		}
		from = to
	}
	if len(runs) < 2 {
		return runs
	}
	return g.joined(runs, findings)
}

func (g *grouping) below(above, i int) bool {
	a, b := &g.findings[above], &g.findings[i]
	return a.Column == b.Column && b.Row-a.Row <= 1
}

// joined unites stretches that share a row, and adds what stands alone in their rows.
func (g *grouping) joined(runs []suspect, findings []int) []suspect {
	at := map[int]int{} // row to stretch
	var list []suspect
	for _, run := range runs {
		home := -1
		for _, i := range run.findings {
			if n, known := at[g.findings[i].Row]; known {
				home = n
				break
			}
		}
		if home < 0 {
			home = len(list)
			list = append(list, suspect{cell: run.cell})
		}
		for _, i := range run.findings {
			at[g.findings[i].Row] = home
		}
	}
	for _, i := range findings {
		if n, known := at[g.findings[i].Row]; known {
			list[n].findings = append(list[n].findings, i)
		}
	}
	return list
}
