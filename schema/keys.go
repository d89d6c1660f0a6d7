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

// usualKeys are the keys of lists that the program knows, where their header marks none.
var usualKeys = map[string][]string{
	"control_figures": {"period", "region_code"},
	figureList:        {"period", "id"},
}

// usualColumns are columns of lists that the checks and the marts read; a list that
// lacks one has nothing to say there.
var usualColumns = map[string][]string{
	"organisations": {"aliases", "valid_from:date", "valid_to:date", "successor"},
	"regions":       {"kind", "gb2260", "nbs_code", "aliases", "former_names_and_codes", "parents", "valid_from:date", "valid_to:date", "successor", "tile_row:integer", "tile_column:integer"},
}

// periodPattern is the code of a period: its year, and behind a hyphen which part of it,
// or what is done in it: 2021, 2021-H1, 2021-Q3, 2021-CC.
var periodPattern = regexp.MustCompile(`^[0-9]{4}(-[A-Z0-9]{1,8})?$`)

// wrongValue says why a text cannot stand in a column of a list; "" where it can.
func wrongValue(list string, column hengji.CodeColumn, text string) string {
	if why := misread(column.Kind, text); why != "" {
		return why
	}
	switch {
	case column.NotNegative && strings.HasPrefix(strings.TrimSpace(text), "-"):
		return "小于 0"
	case column.Name == "period" && !periodPattern.MatchString(text):
		return "不是报告期，应如 2021 或 2021-H1"
	case column.Name == "kind" && listKinds[list] != nil && !slices.Contains(listKinds[list], text):
		return "不在可选之列" + among(text, listKinds[list])
	}
	return ""
}

// uniqueKeys proves that no two rows of a list have the same key, and that no part
// of a key is blank: of a key, a join takes both rows, and an amount counts twice.
func uniqueKeys(list *hengji.CodeList, mistakes *mistakeList) {
	first := map[string]int{}
	for i, row := range list.Rows {
		var key, words []string
		for at, column := range list.Columns {
			if !column.Key {
				continue
			}
			if strings.TrimSpace(row[at]) == "" {
				mistakes.add(list.Source.File, list.Lines[i], "%s 不能为空：各行靠它区分", column.Name)
			}
			key, words = append(key, fold(row[at])), append(words, column.Name+" "+row[at])
		}
		if len(key) == 0 {
			return
		}
		name := strings.Join(key, "\x00")
		if line, taken := first[name]; taken {
			mistakes.add(list.Source.File, list.Lines[i], "%s 重复：第 %d 行已有", strings.Join(words, "、"), line)
			continue
		}
		first[name] = list.Lines[i]
	}
}

// uniqueTiles proves that no two rows stand on one tile of the map, where a list has
// them: one would hide the other. A row without a tile is not on the map.
func uniqueTiles(list *hengji.CodeList, mistakes *mistakeList) {
	place := func(name string) int {
		return slices.IndexFunc(list.Columns, func(c hengji.CodeColumn) bool { return c.Name == name })
	}
	across, down := place("tile_column"), place("tile_row")
	if across < 0 || down < 0 {
		return
	}
	first := map[[2]string][]int{} // rows
	for i, row := range list.Rows {
		tile := [2]string{strings.TrimSpace(row[down]), strings.TrimSpace(row[across])}
		if tile[0] == "" || tile[1] == "" {
			continue
		}
		meets := func(at int) bool { return list.Codes == nil || list.Codes[i].Meets(list.Codes[at]) } // of a renamed region only one holds
		if at := slices.IndexFunc(first[tile], meets); at >= 0 {
			mistakes.add(list.Source.File, list.Lines[i], "tile_row %s、tile_column %s 重复：第 %d 行已在地图的这一格", tile[0], tile[1], list.Lines[first[tile][at]])
			continue
		}
		first[tile] = append(first[tile], i)
	}
}

// keyless complains of lists in which nothing names a row.
func keyless(lists map[string]*hengji.CodeList, mistakes *mistakeList) {
	for _, list := range lists {
		if list.Codes == nil && !slices.ContainsFunc(list.Columns, func(c hengji.CodeColumn) bool { return c.Key }) {
			mistakes.add(list.Source.File, 1, "没有标明键列：请在用来区分各行的列名后加 *（如 period*,region_code*,amount_wan:number）")
		}
	}
}
