package ingest

import (
	"bytes"
	"strconv"
	"strings"

	"hengji"
)

// readFormula reads <f> and tells what of it matters to a reader. A formula
// that repeats a shared one has that one's properties.
func (s *rowScanner) readFormula() (hengji.CellFlags, error) {
	kind, _ := s.x.attr("t")
	index, shared := -1, kind == "shared"
	switch kind {
	case "", "normal", "array", "dataTable", "shared":
	default:
		return 0, damaged("公式类型 %s 无效", shown(kind))
	}
	if text, given := s.x.attr("si"); shared && given {
		n, err := strconv.ParseUint(text, 10, 31)
		if err != nil {
			return 0, damaged("共享公式序号 %s 无效", shown(text))
		}
		index = int(n)
	}
	var err error
	if s.formula, err = s.x.content(s.formula[:0]); err != nil {
		return 0, err
	}
	if len(s.formula) > s.book.limits.FormulaBytes {
		return 0, limitExceeded("公式过长", int64(s.book.limits.FormulaBytes))
	}
	flags := hengji.HasFormula | formulaFlags(s.formula)
	switch {
	case index < 0:
	case len(s.formula) == 0:
		flags |= s.formulas[index]
	case flags != hengji.HasFormula:
		if s.formulas == nil {
			s.formulas = map[int]hengji.CellFlags{}
		}
		s.formulas[index] = flags
	default:
		delete(s.formulas, index)
	}
	return flags, nil
}

// pictureFunctions give a picture in a cell, WPS's and Excel's, with or without a
// prefix (_xlfn.).
var pictureFunctions = []string{"DISPIMG", "IMAGE"}

// pictureFormula is a flag between the formula and its cell.
const pictureFormula hengji.CellFlags = 1 << 15

// formulaFlags finds references to other workbooks and in-cell pictures.
func formulaFlags(formula []byte) hengji.CellFlags {
	var flags hengji.CellFlags
	if pointsOutside(formula) {
		flags |= hengji.ExternalLink
	}
	for from := 0; ; from++ {
		at := bytes.IndexByte(formula[from:], '(')
		if at < 0 {
			return flags
		}
		from += at
		start := from
		for start > 0 && classes[formula[start-1]]&nameByte != 0 && formula[start-1] != '.' && formula[start-1] != ':' {
			start--
		}
		for _, name := range pictureFunctions {
			if strings.EqualFold(string(formula[start:from]), name) {
				flags |= pictureFormula
			}
		}
	}
}

// pointsOutside reports whether a formula names another workbook: [1]Sheet!A1,
// '[1]a b'!A1, 'C:\x\[y.xlsx]Sheet'!A1. Brackets behind a table's name or inside
// others are columns (Table[2021], Table[[#All],[2021]]), and those in a text
// constant are text.
func pointsOutside(formula []byte) bool {
	depth := 0
	for i := 0; i < len(formula); i++ {
		switch c := formula[i]; c {
		case '"':
			i = quoteEnd(formula, i)
		case '\'':
			if depth > 0 { // escapes a character of a column's name
				i++
				continue
			}
			end := quoteEnd(formula, i)
			name := formula[i:min(end+1, len(formula))]
			if end+1 < len(formula) && formula[end+1] == '!' &&
				bytes.IndexByte(name, '[') >= 0 && bytes.IndexByte(name, ']') >= 0 {
				return true
			}
			i = end
		case '[':
			behindName := i > 0 && (classes[formula[i-1]]&nameByte != 0 || formula[i-1] == ']')
			own := i+1 < len(formula) && (formula[i+1] == '@' || formula[i+1] == '#')
			if depth == 0 && !behindName && !own {
				return true
			}
			depth++
		case ']':
			depth = max(depth-1, 0)
		}
	}
	return false
}

// quoteEnd is the place of the quote that closes the one at i; doubled ones stand
// for themselves.
func quoteEnd(formula []byte, i int) int {
	quote := formula[i]
	for i++; i < len(formula); i++ {
		if formula[i] != quote {
			continue
		}
		if i+1 < len(formula) && formula[i+1] == quote {
			i++
			continue
		}
		return i
	}
	return len(formula)
}
