package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

var (
	change      = regexp.MustCompile(`^([^!]+)!(?:([A-Z]+[0-9]+) = (.+)|delete ([0-9]+)|(remove))$`)
	numberCell  = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?$`)
	quotedValue = regexp.MustCompile(`^".*"$`)
)

// change obeys one line, written as in samples/cases: sheet!C5 = value,
// sheet!delete 6, sheet!remove.
func (b *book) change(line string) error {
	match := change.FindStringSubmatch(line)
	if match == nil {
		return fmt.Errorf("change %q is not understood", line)
	}
	sheet, cell, value, row := match[1], match[2], match[3], match[4]
	if at, err := b.GetSheetIndex(sheet); err != nil || at < 0 {
		return fmt.Errorf("change %q: there is no such sheet", line)
	}
	switch {
	case cell != "":
		b.fill(sheet, cell, written(value))
	case row != "":
		number, err := strconv.Atoi(row)
		if err != nil {
			return fmt.Errorf("change %q: %w", line, err)
		}
		b.keep(b.RemoveRow(sheet, number))
	default:
		b.keep(b.DeleteSheet(sheet))
	}
	return nil
}

// written is a value as a case writes it: a plain number is a numeric cell, a
// leading ' makes a text, date:2021-05-04 a date, "" a blank; quotes hold spaces
// and line breaks.
func written(s string) value {
	if quotedValue.MatchString(s) {
		unquoted, err := strconv.Unquote(s)
		if err != nil {
			panic(fmt.Sprintf("%s is no text in quotes", s)) // a table of ours
		}
		return textOrBlank(unquoted)
	}
	if typed, isText := strings.CutPrefix(s, "'"); isText {
		return text(typed)
	}
	if date, isDate := strings.CutPrefix(s, "date:"); isDate {
		return onDay(dayOf(date))
	}
	if numberCell.MatchString(s) {
		return digits(s)
	}
	return text(s)
}

// dayOf is the day of 2021-05-04.
func dayOf(s string) day {
	at, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err) // a table of ours
	}
	return day(at.Unix() / (24 * 60 * 60))
}

// UnmarshalYAML reads a day as 2021-05-04.
func (d *day) UnmarshalYAML(node *yaml.Node) error {
	*d = dayOf(node.Value)
	return nil
}
