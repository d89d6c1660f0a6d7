package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Set changes limits by the names of hengji.yaml (file_bytes: 10000000). The error
// names an unknown limit with the choices, or a value that is not positive.
func (l *Limits) Set(values map[string]int64) error {
	small := map[string]*int{
		"entries": &l.Entries, "ratio": &l.Ratio, "sheets": &l.Sheets, "rows": &l.Rows, "columns": &l.Columns,
		"wide_column": &l.WideColumn, "wide_rows": &l.WideRows, "cells": &l.Cells, "cell_bytes": &l.CellBytes, "shared_strings": &l.SharedStrings,
		"styles": &l.Styles, "merges": &l.Merges, "formula_bytes": &l.FormulaBytes, "nesting": &l.Nesting,
		"convert_seconds": &l.ConvertSeconds,
	}
	large := map[string]*int64{
		"file_bytes": &l.FileBytes, "unpacked_bytes": &l.UnpackedBytes, "shared_string_bytes": &l.SharedStringBytes,
		"expanded_bytes": &l.ExpandedBytes, "held_bytes": &l.HeldBytes,
		"convert_memory": &l.ConvertMemory,
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		value := values[name]
		if value <= 0 {
			return fmt.Errorf("limits 的 %s 为 %d，应大于 0", name, value)
		}
		switch {
		case small[name] != nil:
			*small[name] = int(value)
		case large[name] != nil:
			*large[name] = value
		default:
			choices := append(slices.Collect(maps.Keys(small)), slices.Collect(maps.Keys(large))...)
			slices.Sort(choices)
			return fmt.Errorf("limits 不能有键 %q（可选：%s）", name, strings.Join(choices, "、"))
		}
	}
	return nil
}
