package schema

import (
	"iter"
	"regexp"
	"strconv"
	"strings"

	"hengji"
)

// place reads a header whose value is a place in an order; 0 without one.
func (f *sqlFile) place(key string, mistakes *mistakeList) (place, line int) {
	header, found := f.one(key, mistakes)
	if !found {
		return 0, 0
	}
	place, err := strconv.Atoi(header.value)
	if err != nil || place < 1 {
		mistakes.add(f.file, header.line, "%s 不能是 %q：应为从 1 起的整数", key, header.value)
		return 0, header.line
	}
	return place, header.line
}

var (
	totalPattern   = regexp.MustCompile(`^([a-z][a-z0-9_]*)\s*=\s*(\S.*)$`)
	balancePattern = regexp.MustCompile(`^(\S+) to (\S+)$`)
	chartPattern   = regexp.MustCompile(`^bar (\S+) by (\S+)$`)
)

// paper reads the headers that say how a mart is printed. They name columns of
// the header; whether the SELECT gives them is load's to prove.
func (f *sqlFile) paper(mart *hengji.Mart, mistakes *mistakeList) {
	known := func(line headerLine, column string) bool {
		if mart.Labels[column] == "" {
			mistakes.add(f.file, line.line, "%s 里的列 %q 没有中文名（-- column）%s", line.key, column, among(column, mart.Columns))
			return false
		}
		return true
	}
	p := &mart.Paper
	for _, line := range f.header {
		switch line.key {
		case "reporter":
			f.choice(line, []string{"department"}, mistakes)
			p.Reporter = line.value
		case "for":
			p.For = line.value
		case "unprinted", "rounded":
			list := &p.Unprinted
			if line.key == "rounded" {
				list = &p.Rounded
			}
			for column := range names(line.value) {
				if known(line, column) {
					*list = append(*list, column)
				}
			}
		case "total":
			for _, total := range totals(line) {
				if known(line, total.Column) {
					p.Totals = append(p.Totals, total)
				}
			}
		case "balance":
			if balanced := f.balance(line, mistakes); balanced.Column != "" && known(line, balanced.Column) {
				p.Balances = append(p.Balances, balanced)
			}
		case "chart":
			match := chartPattern.FindStringSubmatch(line.value)
			if match == nil {
				mistakes.add(f.file, line.line, "chart 应写成 `bar 列名 by 列名`")
				continue
			}
			if known(line, match[1]) && known(line, match[2]) {
				p.Charts = append(p.Charts, hengji.Chart{Column: match[1], By: match[2]})
			}
		}
	}
}

// totals reads `column = SQL`, or columns that are added up.
func totals(line headerLine) []hengji.Total {
	if match := totalPattern.FindStringSubmatch(line.value); match != nil {
		return []hengji.Total{{Column: match[1], SQL: match[2], Line: line.line}}
	}
	var all []hengji.Total
	for column := range names(line.value) {
		all = append(all, hengji.Total{Column: column, SQL: "sum(" + column + ")", Line: line.line})
	}
	return all
}

// balance reads `column to number`; no column where it is written otherwise.
func (f *sqlFile) balance(line headerLine, mistakes *mistakeList) hengji.Balanced {
	match := balancePattern.FindStringSubmatch(line.value)
	if match == nil {
		mistakes.add(f.file, line.line, "balance 应写成 `列名 to 100`")
		return hengji.Balanced{}
	}
	to, exact, err := hengji.ParseDecimal(match[2])
	if err != nil || !exact {
		mistakes.add(f.file, line.line, "balance to %q：不是至多 %d 位小数的数字", match[2], hengji.DecimalPlaces)
	}
	return hengji.Balanced{Column: match[1], To: to}
}

// names splits a list of names.
func names(list string) iter.Seq[string] {
	return strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == ' ' || r == '、' })
}
