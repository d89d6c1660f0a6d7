package schema

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"hengji"
)

// shape judges the keys that say how a form's sheets are made: which of them a
// layout has, and that a label of the grid is one row or column only.
func (r *formReader) shape(root *yaml.Node) {
	layouts := map[string]hengji.Layout{
		"x-totals": hengji.LayoutTable, "x-within": hengji.LayoutTable,
		"x-repeat": hengji.LayoutForm, "x-grid": hengji.LayoutForm,
	}
	for _, key := range []string{"x-totals", "x-within", "x-repeat", "x-grid"} {
		if child(root, key) == nil || r.form.Layout == layouts[key] {
			continue
		}
		switch r.form.Layout {
		case hengji.LayoutForm:
			r.mistakes.add(r.file, lineOf(root, key), "x-layout 为 form 时不能用 %s", key)
		case hengji.LayoutTable:
			r.mistakes.add(r.file, lineOf(root, key), "x-layout 为 table 时不能用 %s", key)
		}
	}
	if r.form.Within != "" && r.form.SheetNames != nil {
		r.mistakes.add(r.file, lineOf(root, "x-sheets"), "有 x-within 时不能用 x-sheets：工作表就是 %s 的", r.form.Within)
	}
	for _, side := range []string{"rows", "columns"} {
		first := map[string]int{}
		for _, list := range items(root, "x-grid", side) {
			for _, one := range list.Content {
				line, twice := first[fold(one.Value)]
				if twice {
					r.mistakes.add(r.file, one.Line, "x-grid：%q 在 %s 里重复：第 %d 行已有", one.Value, side, line)
					continue
				}
				first[fold(one.Value)] = one.Line
			}
		}
	}
}

// place judges the keys that say where a field's value stands, and what of its
// text goes to other fields.
func (r *formReader) place(node *yaml.Node, field *hengji.Field) {
	if (field.GridRow == "") != (field.GridColumn == "") {
		r.complain(node, "x-row", "x-row 和 x-column 要同时写：值在行和列相交处")
	}
	for _, side := range []struct {
		key, label string
		lists      [][]string
	}{{"x-row", field.GridRow, r.form.GridRows}, {"x-column", field.GridColumn, r.form.GridColumns}} {
		var choices []string
		for _, list := range side.lists {
			if len(list) > 0 {
				choices = append(choices, list[0])
			}
		}
		if side.label != "" && !slices.Contains(choices, side.label) {
			r.complain(node, side.key, "%s 里的 %q 不在 x-grid 中%s", side.key, side.label, among(side.label, choices))
		}
	}
	if field.GridRow != "" {
		for _, key := range []string{"x-aliases", "x-below"} {
			if child(node, key) != nil {
				r.complain(node, key, "有 x-row 时不能用 %s：名称都写在 x-grid 里", key)
			}
		}
		for _, other := range r.form.Fields {
			if other == field {
				break
			}
			if other.GridRow == field.GridRow && other.GridColumn == field.GridColumn {
				r.complain(node, "x-row", "“%s”和“%s”相交的单元格，已是字段 %s 的", field.GridRow, field.GridColumn, other.Name)
			}
		}
	}
	if field.Carried != "" && r.form.Within == "" {
		r.complain(node, "x-carried", "有 x-carried，就要有 x-within：没有外层报表")
	}
	for _, part := range []string{"code", "sense", "unit"} {
		name := field.Split[part]
		if name == "" {
			continue
		}
		switch other := r.form.Field(name); {
		case other == nil:
			r.complain(node, "x-split", "x-split 里的字段 %q 不存在%s", name, among(name, r.fieldNames()))
		case other == field || other.Kind != hengji.Text:
			r.complain(node, "x-split", "x-split 的 %s 应指另一个 string 类型的字段", part)
		}
		if lists := map[string]string{"sense": "senses", "unit": "units"}; r.lists != nil && lists[part] != "" && r.lists[lists[part]] == nil {
			r.complain(node, "x-split", "x-split 的 %s 需要代码表 %s", part, lists[part])
		}
	}
}

// enclosing proves that each form of x-within stands in one that there is, and
// carries what that one has.
func enclosing(forms []*hengji.Form, mistakes *mistakeList) {
	inner := map[string]*hengji.Form{}
	for _, form := range forms {
		if form.Within == "" {
			continue
		}
		var outer *hengji.Form
		var choices []string
		for _, other := range forms {
			if other.Layout == hengji.LayoutForm {
				choices = append(choices, other.Name)
			}
			if other.Name == form.Within {
				outer = other
			}
		}
		switch {
		case outer == nil || outer.Layout != hengji.LayoutForm:
			mistakes.add(form.Source.File, form.Source.Line, "x-within 里的 %q 不是 x-layout 为 form 的报表%s", form.Within, among(form.Within, choices))
			continue
		case inner[outer.Name] != nil:
			mistakes.add(form.Source.File, form.Source.Line, "报表 %s 里面已有报表 %s", outer.Name, inner[outer.Name].Name)
		case outer.Reporter != form.Reporter:
			mistakes.add(form.Source.File, form.Source.Line, "x-reporter 为 %s，外层报表却为 %s（%s）", form.Reporter, outer.Reporter, outer.Name)
		}
		inner[outer.Name] = form
		for _, field := range form.Fields {
			if field.Carried == "" {
				continue
			}
			var names []string
			for _, one := range outer.Fields {
				names = append(names, one.Name)
			}
			switch carried := outer.Field(field.Carried); {
			case carried == nil:
				mistakes.add(field.Source.File, field.Source.Line, "字段 %s：x-carried 里的字段 %q 在报表 %s 中不存在%s", field.Name, field.Carried, outer.Name, among(field.Carried, names))
			case carried.Kind != field.Kind || carried.Codes != field.Codes:
				mistakes.add(field.Source.File, field.Source.Line, "字段 %s：x-carried 里的 %s 类型不同", field.Name, field.Carried)
			}
		}
	}
}
