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
			if match := totalPattern.FindStringSubmatch(line.value); match != nil {
				if known(line, match[1]) {
					p.Totals = append(p.Totals, hengji.Total{Column: match[1], SQL: match[2], Line: line.line})
				}
				continue
			}
			for column := range names(line.value) {
				if known(line, column) {
					p.Totals = append(p.Totals, hengji.Total{Column: column, SQL: "sum(" + column + ")", Line: line.line})
				}
			}
		case "balance":
			match := balancePattern.FindStringSubmatch(line.value)
			if match == nil {
				mistakes.add(f.file, line.line, "balance 应写成 `列名 to 100`")
				continue
			}
			to, exact, err := hengji.ParseDecimal(match[2])
			if err != nil || !exact {
				mistakes.add(f.file, line.line, "balance to %q：不是至多 %d 位小数的数字", match[2], hengji.DecimalPlaces)
			}
			if known(line, match[1]) {
				p.Balances = append(p.Balances, hengji.Balanced{Column: match[1], To: to})
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

// names splits a list of names.
func names(list string) iter.Seq[string] {
	return strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == ' ' || r == '、' })
}
