package schema

import (
	"slices"
	"strings"

	"hengji"
)

// The lists that say what a printed report's figures and the department's rates are
// made from. They are read by mart.report_figures and mart.control_rates; a name
// that nothing has would not fail there but say that the input is missing, year
// after year, so every name is proved here.
const (
	figureList = "report_figures"
	termList   = "report_figure_terms"
	rateList   = "control_rates"
)

var (
	figureMethods = []string{"input", "sum", "difference", "share", "growth", "multiple", "quotient", "part"}
	figureRoles   = []string{"value", "term", "extra", "numerator", "denominator", "same", "against", "part", "whole", "basis"}
	rateMethods   = []string{"share", "growth"}
)

// figures proves of the three lists that each method and role is known, that each
// figure has terms, and that each input is a cell of a form, a constant (=7), a
// stated figure (stated:F110) or a named unknown (?全省立项数).
func figures(rules *hengji.Rules, lines map[string][]int, told *complaints) {
	known := map[string]bool{}
	each(rules.CodeLists[figureList], lines[figureList], func(line int, row map[string]string, file string) {
		id := row["period"] + " " + row["id"]
		known[id] = true
		if !slices.Contains(figureMethods, row["method"]) {
			told.add(file, line, "method %q is unknown%s", row["method"], among(row["method"], figureMethods))
		}
	})
	termed := map[string]bool{}
	each(rules.CodeLists[termList], lines[termList], func(line int, row map[string]string, file string) {
		id := row["period"] + " " + row["figure"]
		termed[id] = true
		if !known[id] {
			told.add(file, line, "figure %s of %s is not in %s", row["figure"], row["period"], figureList)
		}
		if !slices.Contains(figureRoles, row["role"]) {
			told.add(file, line, "role %q is unknown%s", row["role"], among(row["role"], figureRoles))
		}
		input := row["input"]
		if stated, is := strings.CutPrefix(input, "stated:"); is {
			if !known[row["period"]+" "+stated] {
				told.add(file, line, "input %q names a figure that is not in %s", input, figureList)
			}
		} else if !strings.HasPrefix(input, "?") && !strings.HasPrefix(input, "=") {
			knownInput(rules, input, file, line, told)
		}
	})
	each(rules.CodeLists[figureList], lines[figureList], func(line int, row map[string]string, file string) {
		if id := row["period"] + " " + row["id"]; !termed[id] {
			told.add(file, line, "figure %s of %s has no terms in %s", row["id"], row["period"], termList)
		}
	})
	each(rules.CodeLists[rateList], lines[rateList], func(line int, row map[string]string, file string) {
		if !slices.Contains(rateMethods, row["method"]) {
			told.add(file, line, "method %q is unknown%s", row["method"], among(row["method"], rateMethods))
		}
		inputs := slices.Concat(strings.Split(row["numerator"], "|"), strings.Split(row["denominator"], "|"))
		if row["stated_input"] != "" {
			inputs = append(inputs, row["stated_input"])
		}
		for _, input := range inputs {
			knownInput(rules, strings.TrimPrefix(input, "-"), file, line, told)
		}
	})
}

// knownInput proves that an input names a form and one of its fields: form.field
// of a form with one record, form.key.field of a table.
func knownInput(rules *hengji.Rules, input, file string, line int, told *complaints) {
	if input == "allocation.amount_wan" || input == "allocation.projects" {
		return // the two sums that mart.report_inputs makes
	}
	name, rest, _ := strings.Cut(input, ".")
	field := rest[strings.LastIndex(rest, ".")+1:]
	form := rules.Form(name)
	if form == nil {
		var names []string
		for _, f := range rules.Forms {
			names = append(names, f.Name)
		}
		told.add(file, line, "input %q names no form%s", input, among(name, names))
		return
	}
	if form.Field(field) == nil {
		var names []string
		for _, f := range form.Fields {
			names = append(names, f.Name)
		}
		told.add(file, line, "input %q names no field of the form %s%s", input, name, among(field, names))
	}
}

// each calls use for every row of a list by column name; a list that is absent or
// could not be read has none.
func each(list *hengji.CodeList, lines []int, use func(line int, row map[string]string, file string)) {
	if list == nil {
		return
	}
	for i, values := range list.Rows {
		row := map[string]string{}
		for j, column := range list.Columns {
			row[column.Name] = values[j]
		}
		use(lines[i], row, list.Source.File)
	}
}
