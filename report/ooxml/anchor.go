package ooxml

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
)

// A note's box is known by the cells that it spans, so it is as large as these
// are. anchors measures a sheet's columns and rows, so that every box is as large
// as its text, whatever it lies on.
type anchors struct {
	columns       []element // col
	width, height int       // of a column and a row that say nothing, in points of the screen
	rows          map[int]int
}

const (
	boxWide = 340 // points of the screen: 44 characters of 9 points
	boxLine = 17
	// mostSpan bounds what a box lies on, where cells are hidden or flat.
	mostSpan = 60
	lastRow  = 1_048_576
	lastCol  = 16_384
)

var (
	rowTag    = regexp.MustCompile(`^<row\s[^>]*>`)
	rowNumber = attributeSpelled("r")
	rowHeight = attributeSpelled("ht")
	rowHidden = attributeSpelled("hidden")
)

func measure(f *frame, cells []Cell) *anchors {
	a := &anchors{width: 72, height: 20, rows: map[int]int{}}
	for _, e := range f.tree {
		switch {
		case e.depth == 2 && e.name == "sheetFormatPr":
			a.width = wideInPoints(e.attr("defaultColWidth"), a.width)
			a.height = tallInPoints(e.attr("defaultRowHeight"), a.height)
		case e.depth == 3 && e.name == "col":
			a.columns = append(a.columns, e)
		}
	}
	near := map[int]bool{}
	for _, c := range cells {
		for row := c.Row - 1; row < c.Row+mostSpan; row++ {
			near[row] = true
		}
	}
	for rest := f.cells; ; {
		at := bytes.Index(rest, []byte("<row"))
		if at < 0 {
			return a
		}
		rest = rest[at:]
		tag := rowTag.Find(rest)
		if number, _ := strconv.Atoi(valueSpelled(rowNumber, tag)); near[number] {
			switch {
			case isTrue(valueSpelled(rowHidden, tag)):
				a.rows[number] = 0
			default:
				a.rows[number] = tallInPoints(valueSpelled(rowHeight, tag), a.height)
			}
		}
		rest = rest[max(len(tag), 1):]
	}
}

// valueSpelled is an attribute's value as it stands in a start tag.
func valueSpelled(name *regexp.Regexp, tag []byte) string {
	found := name.FindSubmatch(tag)
	if found == nil {
		return ""
	}
	return string(found[1][1 : len(found[1])-1])
}

func isTrue(value string) bool { return value == "1" || value == "true" }

// wideInPoints takes a width in characters: seven points each, and five between.
func wideInPoints(text string, otherwise int) int {
	if n, err := strconv.ParseFloat(text, 64); err == nil && n >= 0 && n <= 255 {
		return int(n*7) + 5
	}
	return otherwise
}

// tallInPoints takes a height in points of print.
func tallInPoints(text string, otherwise int) int {
	if n, err := strconv.ParseFloat(text, 64); err == nil && n >= 0 && n <= 409.5 {
		return int(n * 4 / 3)
	}
	return otherwise
}

func (a *anchors) column(n int) int {
	for _, e := range a.columns {
		from, _ := strconv.Atoi(e.attr("min"))
		to, _ := strconv.Atoi(e.attr("max"))
		if from <= n && n <= to {
			if isTrue(e.attr("hidden")) {
				return 0
			}
			return wideInPoints(e.attr("width"), a.width)
		}
	}
	return a.width
}

func (a *anchors) row(n int) int {
	if tall, known := a.rows[n]; known {
		return tall
	}
	return a.height
}

// anchor is where the box of a note of so many lines lies: beside its cell, from
// the row above. Columns and rows count from 0 here.
func (a *anchors) anchor(c Cell, lines int) string {
	left, top := min(c.Column, lastCol-1), max(c.Row-2, 0)
	right, dx := span(left, lastCol-1, 12+boxWide, a.column)
	bottom, dy := span(top, lastRow-1, 4+boxLine*lines, a.row)
	return fmt.Sprintf("%d, 12, %d, 4, %d, %d, %d, %d", left, top, right, dx, bottom, dy)
}

// span is the cell that something so long ends in, and how far inside.
func span(from, last, long int, size func(int) int) (end, inside int) {
	for n := from; n < from+mostSpan && n < last; n++ {
		if this := size(n + 1); long > this {
			long -= this
			continue
		}
		return n, long
	}
	return min(from+mostSpan, last), 0
}
