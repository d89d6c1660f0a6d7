package hengji

import (
	"cmp"
	"regexp"
	"strings"
)

// A period is known by its code: the year, and behind a hyphen which part of it it covers
// or what is done in it. 2021 is the year's self-evaluation, 2021-H1 its first half, 2021-Q3
// its third quarter, 2021-CC a check on site.

// periodParts are the parts that the program knows, as people write them.
var periodParts = []struct {
	part, title, lastDay, kind string
	written                    *regexp.Regexp
}{
	{"H1", "上半年", "-06-30", "年中运行监控", regexp.MustCompile(`上半年|年中|H1`)},
	{"H2", "下半年", "-12-31", "年中运行监控", regexp.MustCompile(`下半年|H2`)},
	{"Q1", "第一季度", "-03-31", "年中运行监控", regexp.MustCompile(`第?[一1]季度|Q1`)},
	{"Q2", "第二季度", "-06-30", "年中运行监控", regexp.MustCompile(`第?[二2]季度|Q2`)},
	{"Q3", "第三季度", "-09-30", "年中运行监控", regexp.MustCompile(`第?[三3]季度|Q3`)},
	{"Q4", "第四季度", "-12-31", "年中运行监控", regexp.MustCompile(`第?[四4]季度|Q4`)},
	{"CC", "现场抽查", "-12-31", "现场抽查", regexp.MustCompile(`现场抽查|CC`)},
}

var (
	fourDigits = regexp.MustCompile(`[0-9]{4}`)
	ownPart    = regexp.MustCompile(`^[0-9]{4}-([A-Z0-9]{1,8})$`)
)

// YearOf is the year of a period's code, as four digits: 2021 of 2021 and of 2021-H1.
func YearOf(period string) string { return period[:min(len(period), 4)] }

// PeriodNamed is the code of the period that a text names: 2021-H1 of 2021年上半年, 2021 of
// 2021年度; "" where it names no year.
func PeriodNamed(text string) string {
	text = strings.ToUpper(strings.TrimSpace(text))
	year := fourDigits.FindString(text)
	if year == "" || ownPart.MatchString(text) {
		return cmp.Or(ownPart.FindString(text), year)
	}
	for _, p := range periodParts {
		if p.written.MatchString(text) {
			return year + "-" + p.part
		}
	}
	return year
}

// PeriodKind is what is done in a period, where the calendar does not say: 年度自评 of a year.
func PeriodKind(period string) string {
	for _, p := range periodParts {
		if period == YearOf(period)+"-"+p.part {
			return p.kind
		}
	}
	if period == YearOf(period) {
		return "年度自评"
	}
	return "其他"
}

// PeriodLastDay is the last day that a period covers, as 2021-06-30, where the calendar
// does not say.
func PeriodLastDay(period string) string {
	for _, p := range periodParts {
		if period == YearOf(period)+"-"+p.part {
			return YearOf(period) + p.lastDay
		}
	}
	return YearOf(period) + "-12-31"
}

// PeriodTitle is a period in headings: 2021年度, 2021年上半年.
func PeriodTitle(period string) string {
	year, part, parted := strings.Cut(period, "-")
	if !parted {
		return year + "年度"
	}
	for _, p := range periodParts {
		if part == p.part {
			return year + "年" + p.title
		}
	}
	return period + " 报告期"
}

// PeriodHeading is a heading of a period: its title and what the sheet is called. Words
// that end the one and begin the other are said once: 2021年现场抽查结果表.
func PeriodHeading(period, title string) string {
	of := PeriodTitle(period)
	for at := range title {
		if at > 0 && strings.HasSuffix(of, title[:at]) {
			return of + title[at:]
		}
	}
	return of + title
}

// PeriodWords is a period in a sentence: 2021 年度, 2021年上半年.
func PeriodWords(period string) string {
	if period == YearOf(period) {
		return period + " 年度"
	}
	return PeriodTitle(period)
}
