package schema

import (
	"regexp"
	"slices"
	"strings"

	"hengji"
)

// listKinds are what a column kind may hold in the lists whose kinds the checks, the
// marts and the program ask for.
var listKinds = map[string][]string{
	"regions":          {"municipal", "district", "county", "county-level city", "zone", "department"},
	"units":            {"money", "count", "measure", "ratio"},
	"indicator_levels": {"level1", "level2"},
}

var periodPattern = regexp.MustCompile(`^[0-9]{4}$`)

// wrongValue says why a text cannot stand in a column of a list; "" where it can.
func wrongValue(list string, column hengji.CodeColumn, text string) string {
	if why := misread(column.Kind, text); why != "" {
		return "is " + why
	}
	switch {
	case column.NotNegative && strings.HasPrefix(strings.TrimSpace(text), "-"):
		return "is less than 0"
	case column.Name == "period" && !periodPattern.MatchString(text):
		return "is no period such as 2021"
	case column.Name == "kind" && listKinds[list] != nil && !slices.Contains(listKinds[list], text):
		return "is not known" + among(text, listKinds[list])
	}
	return ""
}

// uniqueKeys proves that no two rows of a list have the same key, and that no part
// of a key is blank: of a key, a join takes both rows, and an amount counts twice.
func uniqueKeys(list *hengji.CodeList, told *complaints) {
	first := map[string]int{}
	for i, row := range list.Rows {
		var key, words []string
		for at, column := range list.Columns {
			if !column.Key {
				continue
			}
			if strings.TrimSpace(row[at]) == "" {
				told.add(list.Source.File, list.Lines[i], "%s is blank: it names the row", column.Name)
			}
			key, words = append(key, fold(row[at])), append(words, column.Name+" "+row[at])
		}
		if len(key) == 0 {
			return
		}
		name := strings.Join(key, "\x00")
		if line, taken := first[name]; taken {
			told.add(list.Source.File, list.Lines[i], "%s stands in line %d already", strings.Join(words, ", "), line)
			continue
		}
		first[name] = list.Lines[i]
	}
}

// keyless complains of lists in which nothing names a row.
func keyless(lists map[string]*hengji.CodeList, told *complaints) {
	for _, list := range lists {
		if list.Codes == nil && !slices.ContainsFunc(list.Columns, func(c hengji.CodeColumn) bool { return c.Key }) {
			told.add(list.Source.File, 1, "no column is marked as key: put a * behind the names of those that name a row (period*,region_code*,amount_wan:number)")
		}
	}
}
