package main

import (
	"slices"
	"strings"
)

// labelKinds are mistakes in headers.
var labelKinds = []kind{
	{"label_missing", "21", []string{"LABEL-MISSING"}, func(d *draft) bool {
		t := d.table()
		field := one(d, must[t.form]...)
		d.keep(d.RemoveCol(t.sheet, letters(t.columns[field])))
		d.mark(t.sheet, "")
		return t.labelRow[field] == t.header || !t.split()
	}},
	{"label_missing_optional", "21", []string{"LABEL-MISSING-OPTIONAL"}, func(d *draft) bool {
		t := d.table()
		field := one(d, may[t.form]...)
		d.keep(d.RemoveCol(t.sheet, letters(t.columns[field])))
		d.mark(t.sheet, "")
		return t.columns[field] != 0 && !t.split()
	}},
	{"label_blanked", "21", []string{"LABEL-MISSING", "LABEL-BLANK"}, func(d *draft) bool {
		t := d.table()
		field := one(d, must[t.form]...)
		at := address(t.columns[field], t.labelRow[field])
		d.write(t.sheet, at, nil)
		d.mark(t.sheet, "")
		return true
	}},
	{"label_misspelt", "21", []string{"LABEL-SIMILAR"}, func(d *draft) bool {
		return d.relabel(func(was string) (string, bool) {
			return swap(was, "承担单位", "承旦单位", "项目名称", "项目名你", "统一社会信用代码", "统一社会信用代号", "三级指标", "三级指标标", "全年执行数", "全年执行书", "支持方式", "支持方法", "下达文号", "下达文好")
		})
	}},
	{"label_twice", "21", []string{"LABEL-DUPLICATE"}, func(d *draft) bool {
		t := d.table()
		field := one(d, append(slices.Clone(must[t.form]), may[t.form]...)...)
		was, err := d.GetCellValue(t.sheet, address(t.columns[field], t.labelRow[field]))
		d.keep(err)
		at := address(t.width()+1, t.labelRow[field])
		d.write(t.sheet, at, was)
		d.mark(t.sheet, at)
		d.mark(t.sheet, address(t.columns[field], t.labelRow[field]))
		row := d.pick(t)
		d.write(t.sheet, address(t.width()+1, row), t.text(row, field))
		return t.columns[field] != 0 && !t.split()
	}},
	{"label_blank", "21", []string{"LABEL-BLANK"}, func(d *draft) bool {
		t := d.table()
		row := d.pick(t)
		column := t.width() + 1
		d.write(t.sheet, address(column, row), one(d, "内部备注", "已核", "张"))
		d.mark(t.sheet, letters(column))
		return true
	}},
	{"label_unit", "7", []string{"LABEL-UNIT"}, func(d *draft) bool {
		t := d.tables[one(d, "allocation", "execution")]
		field := one(d, totalled[t.form]...)
		at := address(t.columns[field], t.labelRow[field])
		was, err := d.GetCellValue(t.sheet, at)
		d.keep(err)
		if !strings.Contains(was, "万元") {
			return false
		}
		d.write(t.sheet, at, strings.Replace(was, "万元", one(d, "元", "千元"), 1))
		d.mark(t.sheet, at)
		return true
	}},
	{"label_extra", "21", []string{"LABEL-EXTRA"}, func(d *draft) bool {
		t := d.table()
		at := address(t.width()+1, t.header)
		d.write(t.sheet, at, one(d, "联系人", "功能科目", "内部编码", "资金渠道"))
		d.mark(t.sheet, at)
		for _, row := range t.rows {
			d.write(t.sheet, address(t.width()+1, row), "示例")
		}
		return !t.split()
	}},
	{"header_missing", "2", []string{"HEADER-MISSING"}, func(d *draft) bool {
		t := d.table()
		from := slices.Min(rowsOf(t))
		for row := t.header; row >= from; row-- {
			d.keep(d.RemoveRow(t.sheet, row))
		}
		d.mark(t.sheet, "")
		return true
	}},
}

// must are columns without which a table cannot be used, may are others.
var (
	must = map[string][]string{
		"allocation": {"code", "name", "organisation", "region", "amount"},
		"execution":  {"code", "budget", "spent"}, "indicators": {"code", "level1", "level3", "weight", "score"},
	}
	may = map[string][]string{
		"allocation": {"uscc", "support", "document", "starts", "remarks"},
		"execution":  {"name", "initial", "received_on", "account"}, "indicators": {"level2", "unit"},
	}
)

// split is true of a header of two rows.
func (t *table) split() bool { return slices.Min(rowsOf(t)) != t.header }

// rowsOf are the rows in which labels stand.
func rowsOf(t *table) []int {
	rows := []int{t.header}
	for _, row := range t.labelRow {
		rows = append(rows, row)
	}
	return rows
}

func (t *table) width() int {
	n := 0
	for _, row := range t.cells {
		n = max(n, len(row))
	}
	for _, m := range t.merged {
		n = max(n, m.right)
	}
	return n
}

// relabel rewrites one random label that the rewriting fits.
func (d *draft) relabel(rewrite func(was string) (string, bool)) bool {
	t := d.table()
	fields := make([]string, 0, len(t.columns))
	for field := range t.columns {
		fields = append(fields, field)
	}
	slices.Sort(fields)
	for _, i := range d.Perm(len(fields)) {
		at := address(t.columns[fields[i]], t.labelRow[fields[i]])
		was, err := d.GetCellValue(t.sheet, at)
		d.keep(err)
		if to, ok := rewrite(was); ok {
			d.write(t.sheet, at, to)
			d.mark(t.sheet, at)
			return true
		}
	}
	return false
}
