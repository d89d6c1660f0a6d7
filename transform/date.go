package transform

import (
	"regexp"
	"strings"
	"time"

	"hengji"
)

// dateOutcome is what a cell that should be a date turned out to be.
type dateOutcome uint8

const (
	notDate   dateOutcome = iota
	wholeDate             // a day, written as we ask for it or stored as a date
	oddDate               // a day, written in another way: read, and reported
	noDay                 // a month or a year only
)

// Days of 1900-01-01 and 2199-12-31 since 1970-01-01, the dates that a report
// can mean: a serial outside them is a number somebody formatted as a date.
var (
	firstDay = dayOf(1900, 1, 1)
	lastDay  = dayOf(2199, 12, 31)
)

func dayOf(year, month, day int) int64 {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix() / 86400
}

// civil is the day of a calendar date; ok is false for a date that does not
// exist, like 2021-02-30.
func civil(year, month, day int) (days int64, ok bool) {
	if year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 || day > 31 {
		return 0, false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t.Unix() / 86400, t.Day() == day
}

// serialDate is the day of a spreadsheet's serial number; the time of day behind
// the point is left out. The format counts 1900-02-29, which never was: serial
// 60 is no date, and smaller ones stand a day later than the plain sum.
func serialDate(serial hengji.Decimal, date1904 bool) (days int64, ok bool) {
	if serial < 0 {
		return 0, false
	}
	n := int64(serial / hengji.DecimalOne)
	days = n + hengji.Epoch(date1904).Unix()/86400
	switch {
	case date1904:
	case n == 60 || n == 0:
		return 0, false
	case n < 60:
		days++
	}
	return days, days >= firstDay && days <= lastDay
}

// formatDate prints a day as 2021-05-04.
func formatDate(days int64) string {
	return time.Unix(days*86400, 0).UTC().Format(time.DateOnly)
}

// A serial without a date format is believed to be a date only in these years:
// 44317 in a date column is 2021-05-01 and hardly anything else.
var (
	plausibleFirst = dayOf(2000, 1, 1)
	plausibleLast  = dayOf(2049, 12, 31)
)

// A number that is a year, or a year and a month, is no serial, whatever its format:
// as one it would be a day of 1905.
const (
	firstYear = 1990 * hengji.DecimalOne
	lastYear  = 2061 * hengji.DecimalOne
)

// numberDate reads a number that has no date format: 20210504, 202105 or 2021.5
// (no day, and 2021.10 has become 2021.1 anyway), or a bare serial.
func numberDate(number hengji.Decimal, date1904 bool) (days int64, outcome dateOutcome) {
	if number <= 0 {
		return 0, notDate
	}
	n, fraction := int64(number/hengji.DecimalOne), int64(number%hengji.DecimalOne)
	switch {
	case fraction == 0 && n >= 1900_01_01 && n <= 2199_12_31:
		if days, ok := civil(int(n/10000), int(n/100%100), int(n%100)); ok {
			return days, oddDate
		}
		return 0, notDate
	case number >= firstYear && number < lastYear, fraction == 0 && n >= 1990_01 && n <= 2060_12 && n%100 >= 1 && n%100 <= 12:
		return 0, noDay
	}
	if days, ok := serialDate(number, date1904); ok && days >= plausibleFirst && days <= plausibleLast {
		return days, oddDate
	}
	return 0, notDate
}

var chineseDigits = strings.NewReplacer("〇", "0", "○", "0", "Ο", "0", "零", "0", "一", "1", "二", "2", "三", "3", "四", "4",
	"五", "5", "六", "6", "七", "7", "八", "8", "九", "9", "元", "1")

// textDate reads a date written as text in any of the ways people write one:
// 2021年5月4日, 2021.5.4, 2021/5/4, 20210504, 21.5.4, 二〇二一年五月四日, with or
// without a time of day behind it.
func textDate(text string) (days int64, outcome dateOutcome) {
	if len(text) > 120 {
		return 0, notDate
	}
	s := strings.TrimSpace(trimText(text))
	if days, ok := isoDate(s); ok {
		return days, wholeDate
	}
	if brokenWidth.MatchString(s) {
		return 0, notDate
	}
	s = removeSpaces(halfWidth(cutTime(s)))
	if strings.ContainsAny(s, "一二三四五六七八九十") {
		s = arabic(s)
	}
	if len(s) == 8 && onlyDigits(s) {
		if days, ok := civil(atoi(s[:4]), atoi(s[4:6]), atoi(s[6:])); ok {
			return days, oddDate
		}
		return 0, notDate
	}
	if len(s) == 6 && onlyDigits(s) && (s[:2] == "20" || s[:2] == "19") && atoi(s[4:]) >= 1 && atoi(s[4:]) <= 12 {
		return 0, noDay
	}
	parts, ok := dateParts(s)
	if !ok {
		return 0, notDate
	}
	year := atoi(parts[0])
	switch {
	case len(parts[0]) == 4 && year >= 1900 && year < 2200:
	case len(parts[0]) == 2 && len(parts) == 3 && year >= 10 && year < 50:
		year += 2000 // 21.5.4; the other order, 5/4/21, does not come here
	default:
		return 0, notDate
	}
	if len(parts) < 3 {
		if len(parts) == 2 && (atoi(parts[1]) < 1 || atoi(parts[1]) > 12) {
			return 0, notDate
		}
		return 0, noDay
	}
	if days, ok := civil(year, atoi(parts[1]), atoi(parts[2])); ok {
		return days, oddDate
	}
	return 0, notDate
}

// brokenWidth is a number in two widths, one of which may be a mark.
var brokenWidth = regexp.MustCompile(`[0-9][０-９]|[０-９][0-9]`)

// isoDate reads 2021-05-04 and nothing else.
func isoDate(s string) (int64, bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' || !onlyDigits(s[:4]) || !onlyDigits(s[5:7]) || !onlyDigits(s[8:]) {
		return 0, false
	}
	return civil(atoi(s[:4]), atoi(s[5:7]), atoi(s[8:]))
}

// cutTime leaves out a time of day: "2021-05-04 00:00:00", "2021-05-04T08:30".
func cutTime(s string) string {
	if at := strings.IndexAny(s, ":："); at > 0 {
		if space := strings.LastIndexAny(s[:at], " T"); space > 0 {
			return strings.TrimSpace(s[:space])
		}
	}
	return s
}

// dateParts cuts a text at its separators: up to three groups of digits.
func dateParts(s string) ([]string, bool) {
	s = strings.NewReplacer("年", ".", "月", ".", "日", "", "号", "", "-", ".", "/", ".", "\\", ".", "。", ".", "、", ".", "·", ".", "_", ".", "—", ".", "–", ".").Replace(s)
	s = strings.TrimSuffix(s, ".")
	parts := strings.Split(s, ".")
	if len(parts) > 3 {
		return nil, false
	}
	for i, part := range parts {
		if !onlyDigits(part) || len(part) > 4 || i > 0 && len(part) > 2 {
			return nil, false
		}
	}
	return parts, true
}

// arabic turns 二〇二一年十二月三十一日 into 2021年12月31日.
func arabic(s string) string {
	var b strings.Builder
	start := 0
	flush := func(end int) {
		b.WriteString(arabicGroup(s[start:end]))
	}
	for i, r := range s {
		if r == '年' || r == '月' || r == '日' || r == '号' {
			flush(i)
			b.WriteRune(r)
			start = i + len(string(r))
		}
	}
	flush(len(s))
	return b.String()
}

func arabicGroup(s string) string {
	if tens, ones, found := strings.Cut(s, "十"); found {
		if tens == "" {
			tens = "一"
		}
		if ones == "" {
			ones = "〇"
		}
		s = tens + ones
	}
	return chineseDigits.Replace(s)
}

func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// atoi reads a short run of digits.
func atoi(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
