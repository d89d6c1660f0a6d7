package schema

import (
	"slices"
	"strings"

	"hengji"
)

// The numbers of form layouts, one a row: a sheet of 89 fields is one record, and a
// check or table that compares many of them would list them by hand. The views
// are made of the forms, so that a field that is added stands in them. A check that is of
// one form reads the view of that form, and is not asked where nobody filled it in.
const (
	valuesOf        = "_value" // behind the name of a form
	submittedValues = "submitted_value"
	effectiveValues = "form_value"
)

// valueViews gives base.<form>_value of each form layout, base.submitted_value and
// base.form_value; nothing where no form layout has a number.
func valueViews(forms []*hengji.Form) []viewFile {
	words := [][2]string{
		{"period", "报告期"}, {"reporter_code", "报送单位代码"}, {"reporter", "报送单位"}, {"_submission", "报送编号"}, {"_form", "报表"},
		{"_sheet", "工作表"}, {"_row", "工作表中的行号"}, {"field", "栏目"}, {"value", "数值"}, {"cell", "单元格"},
	}
	var views []viewFile
	var submitted, effective []string
	for _, form := range forms {
		var fields, values []string
		for _, field := range form.Fields {
			if field.Kind == hengji.Integer || field.Kind == hengji.Number {
				fields = append(fields, "'"+field.Name+"'")
				values = append(values, `"`+field.Name+`"`)
			}
		}
		if form.Layout != hengji.LayoutForm || len(fields) == 0 {
			continue
		}
		unnested := "_sheet, _row,\n       unnest([" + strings.Join(fields, ", ") + "]) AS field,\n" +
			"       unnest(CAST([" + strings.Join(values, ", ") + "] AS DECIMAL(38,6)[])) AS value\n"
		views = append(views, generated(form.Name+valuesOf, "各次报送的"+form.Title+"中的数", "每次报送、表单的每个数一行",
			"SELECT _submission, '"+form.Name+"' AS _form, "+unnested+`FROM stg."`+form.Name+`"`, words[3:9]))
		submitted = append(submitted, "FROM base."+form.Name+valuesOf)
		effective = append(effective, "SELECT period, reporter_code, reporter, _submission, '"+form.Name+"' AS _form, "+unnested+`FROM core."`+form.Name+`"`)
	}
	if len(submitted) == 0 {
		return nil
	}
	all := generated(submittedValues, "各次报送的表单中的数", "每次报送、表单的每个数一行", strings.Join(submitted, "\nUNION ALL\n"), words[3:9])
	for _, view := range views {
		all.needs["base."+view.mart.Name] = 1
	}
	return append(views, all,
		generated(effectiveValues, "有效报送的表单中的数", "每个报告期、每个报送单位、表单的每个数一行",
			"SELECT v.*, cell_name(coalesce(c.cell_row, v._row), c.column_number) AS cell\nFROM (\n"+strings.Join(effective, "\nUNION ALL\n")+"\n) v\n"+
				"LEFT JOIN meta.field_cell c ON c.submission = v._submission AND c.form = v._form AND c.sheet = v._sheet AND c.field = v.field AND c.record_row = v._row", words))
}

// generated is a view of base that no file holds.
func generated(name, title, grain, sql string, words [][2]string) viewFile {
	view := &hengji.Mart{
		Name: name, Layer: baseLayer.name, Title: title, Grain: grain, SQL: sql, Labels: map[string]string{},
		Source: hengji.FilePlace{File: "schema/forms", Line: 1},
	}
	for _, word := range words {
		view.Columns = append(view.Columns, word[0])
		view.Labels[word[0]] = word[1]
	}
	return viewFile{mart: view, needs: map[string]int{}}
}

// withValues puts the generated views beside those of sql/base, which may not have
// their names.
func withValues(base []viewFile, forms []*hengji.Form, mistakes *mistakeList) []viewFile {
	for _, view := range valueViews(forms) {
		at := slices.IndexFunc(base, func(f viewFile) bool { return f.mart.Name == view.mart.Name })
		if at >= 0 {
			mistakes.add(base[at].mart.Source.File, base[at].mart.Source.Line, "base.%s 由程序按报表生成，请换一个名字", view.mart.Name)
			continue
		}
		base = append(base, view)
	}
	return base
}
