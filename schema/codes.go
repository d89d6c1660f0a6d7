package schema

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"hengji"
)

// readCodes gives the code list of a CSV file. Its header may name types
// (amount_wan:number); a list whose first columns are code and name is one that
// fields may refer to. lines are those that the rows stand in.
func readCodes(file string, data []byte, mistakes *mistakeList) (list *hengji.CodeList, lines []int) {
	list = &hengji.CodeList{
		Name:   strings.TrimSuffix(path.Base(file), ".csv"),
		Source: hengji.FilePlace{File: file, Line: 1},
	}
	if !identifier.MatchString(list.Name) {
		mistakes.add(file, 1, "文件名 %q %s", list.Name, patternWords(identifier.String()))
	}
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		mistakes.add(file, 1, "文件是空的：第一行应为列名")
		return list, nil
	}
	if err != nil {
		mistakes.add(file, csvLine(err), "不是正确的 CSV：%s", csvCause(err))
		return list, nil
	}
	written := len(header)
	list.Columns = codeColumns(file, list.Name, withUsual(list.Name, header), mistakes)
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if errors.Is(err, csv.ErrFieldCount) {
			mistakes.add(file, csvLine(err), "这一行有 %d 个值，表头有 %d 列", len(row), written)
			continue
		}
		if err != nil { // what follows a broken quote cannot be trusted
			mistakes.add(file, csvLine(err), "不是正确的 CSV：%s", csvCause(err))
			break
		}
		line, _ := reader.FieldPos(0)
		row = append(row, make([]string, len(list.Columns)-written)...)
		for i, column := range list.Columns {
			if row[i] == "" {
				continue
			}
			if why := wrongValue(list.Name, column, row[i]); why != "" {
				mistakes.add(file, line, "%s 的值 %q %s", column.Name, row[i], why)
			}
		}
		list.Rows = append(list.Rows, row)
		lines = append(lines, line)
		list.Lines = append(list.Lines, line)
	}
	if len(list.Columns) >= 2 && list.Columns[0].Name == "code" && list.Columns[1].Name == "name" {
		list.Codes = []hengji.Code{}
		for _, row := range list.Rows {
			list.Codes = append(list.Codes, codeOf(list.Columns, row))
		}
		uniqueCodes(file, list.Codes, lines, mistakes)
		validDays(file, list.Codes, lines, mistakes)
	}
	uniqueKeys(list, mistakes)
	uniqueTiles(list, mistakes)
	return list, lines
}

// withUsual adds to a header the columns that everybody counts on.
func withUsual(list string, header []string) []string {
	names := map[string]bool{}
	for _, written := range header {
		name, _, _ := strings.Cut(strings.TrimSuffix(written, "*"), ":")
		names[name] = true
	}
	for _, usual := range usualColumns[list] {
		if name, _, _ := strings.Cut(usual, ":"); !names[name] {
			header = append(header, usual)
		}
	}
	return header
}

func codeColumns(file, list string, header []string, mistakes *mistakeList) []hengji.CodeColumn {
	var columns []hengji.CodeColumn
	for _, written := range header {
		name, kind, typed := strings.Cut(written, ":")
		column := hengji.CodeColumn{}
		column.Name, column.Key = strings.CutSuffix(name, "*")
		kind, column.NotNegative = strings.CutSuffix(kind, ">=0")
		name = column.Name
		if !identifier.MatchString(name) {
			mistakes.add(file, 1, "列名 %q %s", name, patternWords(identifier.String()))
		}
		if slices.ContainsFunc(columns, func(c hengji.CodeColumn) bool { return c.Name == name }) {
			mistakes.add(file, 1, "列名 %q 重复", name)
		}
		if typed {
			known := false
			if column.Kind, known = kinds[kind]; !known {
				mistakes.add(file, 1, "列 %q 的类型不能是 %q%s", name, kind, among(kind, []string{"string", "integer", "number", "date", "boolean"}))
			}
		}
		if !typed && (name == "valid_from" || name == "valid_to") {
			column.Kind = hengji.Date
		}
		columns = append(columns, column)
	}
	if !slices.ContainsFunc(columns, func(c hengji.CodeColumn) bool { return c.Key }) {
		for i := range columns {
			columns[i].Key = slices.Contains(usualKeys[list], columns[i].Name)
		}
	}
	return columns
}

// codeOf is a row as a code with its names.
func codeOf(columns []hengji.CodeColumn, row []string) hengji.Code {
	code := hengji.Code{Code: row[0], Name: row[1], Extra: map[string]string{}}
	for i, column := range columns[2:] {
		value := row[i+2]
		switch column.Name {
		case "aliases":
			code.Aliases = parts(value)
		case "former_names_and_codes":
			code.Former = parts(value)
		case "kind":
			code.Kind = value
		case "valid_from":
			code.ValidFrom = value
		case "valid_to":
			code.ValidTo = value
		case "successor":
			code.Successor = value
		default:
			code.Extra[column.Name] = value
		}
	}
	return code
}

// parts splits a value of several, joined by |.
func parts(value string) []string {
	var list []string
	for one := range strings.SplitSeq(value, "|") {
		if one = strings.TrimSpace(one); one != "" {
			list = append(list, one)
		}
	}
	return list
}

// codeWord is what messages call the column code.
const codeWord = "代码"

// uniqueCodes proves that no text can mean two codes.
func uniqueCodes(file string, codes []hengji.Code, lines []int, mistakes *mistakeList) {
	type place struct {
		at   int
		what string
	}
	first := map[string][]place{}
	for i, code := range codes {
		if strings.TrimSpace(code.Code) == "" || strings.TrimSpace(code.Name) == "" {
			mistakes.add(file, lines[i], "code 和 name 不能为空")
			continue
		}
		claim := func(what, text string) {
			folded := fold(text)
			meets := func(other place) bool { // a name may be another's on other days; a code stands once
				return other.at == i || what == codeWord || other.what == codeWord || codes[i].Meets(codes[other.at])
			}
			at := slices.IndexFunc(first[folded], meets)
			if at < 0 {
				first[folded] = append(first[folded], place{i, what})
			} else if other := first[folded][at]; other.at != i || what == codeWord {
				mistakes.add(file, lines[i], "%s %q 与 %[4]s 的%[3]s相同（第 %[5]d 行）", what, text, other.what, codes[other.at].Code, lines[other.at])
			}
		}
		claim(codeWord, code.Code)
		claim("名称", code.Name)
		for _, alias := range code.Aliases {
			claim("别名", alias)
		}
		for _, former := range code.Former {
			claim("旧称", former)
		}
	}
}

// validDays proves that the days of rows do not run backwards, and that what takes a row's
// place is there on the day after it ended.
func validDays(file string, codes []hengji.Code, lines []int, mistakes *mistakeList) {
	for i, code := range codes {
		if code.ValidTo != "" && code.ValidTo < code.ValidFrom {
			mistakes.add(file, lines[i], "valid_to %s 早于 valid_from %s", code.ValidTo, code.ValidFrom)
		}
		ended, err := time.Parse(time.DateOnly, code.ValidTo)
		heir := slices.IndexFunc(codes, func(c hengji.Code) bool { return c.Code == code.Successor })
		switch {
		case code.Successor == "":
		case code.ValidTo == "":
			mistakes.add(file, lines[i], "写了 successor %q，也要写 valid_to：从哪一天起由它接替", code.Successor)
		case heir < 0 || heir == i:
			mistakes.add(file, lines[i], "successor %q 不是本代码表中另一行的 code", code.Successor)
		case err == nil && !codes[heir].HoldsOn(ended.AddDate(0, 0, 1).Format(time.DateOnly)):
			mistakes.add(file, lines[i], "%s 到 %s 为止，次日接替它的 %s（第 %d 行）那一天不在有效期内", code.Code, code.ValidTo, code.Successor, lines[heir])
		}
	}
}

// references proves that every region_code names a region.
func references(lists map[string]*hengji.CodeList, lines map[string][]int, mistakes *mistakeList) {
	regions := lists["regions"]
	if regions == nil {
		return
	}
	var codes []string
	for _, code := range regions.Codes {
		codes = append(codes, code.Code)
	}
	for name, list := range lists {
		at := slices.IndexFunc(list.Columns, func(c hengji.CodeColumn) bool { return c.Name == "region_code" })
		if at < 0 {
			continue
		}
		of := slices.IndexFunc(list.Columns, func(c hengji.CodeColumn) bool { return c.Name == "period" })
		for i, row := range list.Rows {
			if at >= len(row) || row[at] == "" {
				continue
			}
			region := slices.Index(codes, row[at])
			switch {
			case region < 0:
				mistakes.add(list.Source.File, lines[name][i], "代码表 regions 里没有 region_code %q%s", row[at], among(row[at], codes))
			case of >= 0 && !regions.Codes[region].HoldsOn(hengji.PeriodLastDay(row[of])):
				mistakes.add(list.Source.File, lines[name][i], "region_code %q 在报告期 %s 的最后一天不在有效期内（代码表 regions）", row[at], row[of])
			}
		}
	}
}

// misread says why a text cannot be read as a kind; "" where it can.
func misread(kind hengji.Kind, text string) string {
	switch kind {
	case hengji.Integer:
		if _, err := strconv.ParseInt(text, 10, 64); err != nil {
			return "不是整数"
		}
	case hengji.Number:
		if _, exact, err := hengji.ParseDecimal(text); err != nil || !exact {
			return "不是数字，或超出小数点前 12 位、后 6 位"
		}
	case hengji.Date:
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return "不是日期，应如 2021-05-04"
		}
	case hengji.Boolean:
		if text != "true" && text != "false" {
			return "应为 true 或 false"
		}
	}
	return ""
}

func csvLine(err error) int {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return parse.Line
	}
	return 1
}

// csvCause says in an author's words what the CSV reader stumbled over.
func csvCause(err error) string {
	var parse *csv.ParseError
	switch {
	case errors.Is(err, csv.ErrBareQuote):
		return "值的中间有引号，请把整个值放进引号，里面的引号写两个"
	case errors.Is(err, csv.ErrQuote):
		return "引号不成对"
	case errors.As(err, &parse):
		return parse.Err.Error()
	}
	return err.Error()
}
