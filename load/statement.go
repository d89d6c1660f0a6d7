package load

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"hengji"
)

// mostNamed is how many cells the words of a statement name; its list has them all.
const mostNamed = 20

// Statements makes one finding of what one rule says of a column, and a check of a row
// or a table too: units typed down a column, codes of another kind, a row in 元. A rule
// that gives words for several cells wants it. Of a line three cells or more are meant:
// two may be the same slip made twice, three are a way of filling in. What must be
// explained stays single, for an explanation holds for one value; and so does what
// follows from another finding while its neighbours do not. findings are in the order
// of hengji.SortFindings, and lose it: a statement has a fingerprint of its own.
func Statements(findings []hengji.Finding, rules *hengji.Rules) []hengji.Finding {
	caused := slices.Clone(findings)
	Cause(caused, rules)
	leaders := map[string]hengji.RuleID{}
	for i := range caused {
		leaders[strconv.FormatInt(caused[i].Submission, 10)+" "+caused[i].Fingerprint] = caused[i].Rule
	}
	type kind struct {
		submission  int64
		form, sheet string
		rule        hengji.RuleID
		severity    hengji.Severity
		shadow      bool
	}
	var order []kind
	kinds := map[kind][]int{}
	for i := range caused {
		f := &caused[i]
		if f.Several == "" || f.Cell == "" || len(f.Cells) > 0 || f.Severity != hengji.Blocking && f.Severity != hengji.Notice ||
			leaders[strconv.FormatInt(f.Submission, 10)+" "+f.Cause] != f.Rule {
			continue
		}
		of := kind{f.Submission, f.Form, f.Sheet, f.Rule, f.Severity, f.Shadow}
		if kinds[of] == nil {
			order = append(order, of)
		}
		kinds[of] = append(kinds[of], i)
	}
	merged := map[int]bool{}
	var statements []hengji.Finding
	for _, of := range order {
		for _, group := range inLines(findings, kinds[of], rules.Catalogue[of.rule].SQL != "") {
			for _, i := range group {
				merged[i] = true
			}
			statements = append(statements, together(findings, group))
		}
	}
	var kept []hengji.Finding
	for i, f := range findings {
		if !merged[i] {
			f.Cause = "" // its fingerprint may have counted those of the statements
			kept = append(kept, f)
		}
	}
	return append(kept, statements...)
}

// inLines gives the groups of findings that fill a column, with inRows also a row or a
// table: cells of a line that has three or more are one, and so are two such rows that
// share three columns (a table of two projects).
func inLines(findings []hengji.Finding, list []int, inRows bool) [][]int {
	rows, columns := map[int][]int{}, map[int][]int{}
	for _, i := range list {
		f := &findings[i]
		columns[f.Column] = append(columns[f.Column], i)
		if inRows {
			rows[f.Row] = append(rows[f.Row], i)
		}
	}
	parent := map[int]int{} // of the findings of full lines
	of := func(i int) int {
		for parent[i] != i {
			i = parent[i]
		}
		return i
	}
	for _, lines := range []map[int][]int{rows, columns} {
		for _, line := range lines {
			if len(line) < fewest {
				continue
			}
			for _, i := range line {
				if _, known := parent[i]; !known {
					parent[i] = i
				}
				parent[of(i)] = of(line[0])
			}
		}
	}
	before := 0
	for _, row := range slices.Sorted(maps.Keys(rows)) {
		if len(rows[row]) < fewest {
			continue
		}
		if before > 0 && shared(findings, rows[before], rows[row]) >= fewest {
			parent[of(rows[row][0])] = of(rows[before][0])
		}
		before = row
	}
	groups := map[int][]int{}
	for _, i := range list {
		if _, full := parent[i]; full {
			groups[of(i)] = append(groups[of(i)], i)
		}
	}
	out := slices.Collect(maps.Values(groups))
	for _, group := range out {
		slices.SortFunc(group, func(a, b int) int {
			return cmp.Or(cmp.Compare(findings[a].Row, findings[b].Row), cmp.Compare(findings[a].Column, findings[b].Column))
		})
	}
	slices.SortFunc(out, func(a, b []int) int { return cmp.Compare(a[0], b[0]) })
	return out
}

// shared counts the columns that two rows have in common.
func shared(findings []hengji.Finding, a, b []int) int {
	n := 0
	for _, i := range a {
		if slices.ContainsFunc(b, func(j int) bool { return findings[j].Column == findings[i].Column }) {
			n++
		}
	}
	return n
}

// together makes one finding of several, which are in the order of their cells.
func together(findings []hengji.Finding, group []int) hengji.Finding {
	first := &findings[group[0]]
	f := *first
	f.Fingerprint, f.Cause, f.Related, f.Omitted = "", "", nil, 0
	var cells, each, labels []string
	for _, i := range group {
		one := &findings[i]
		f.Cells = append(f.Cells, hengji.FindingCell{Cell: one.Cell, Got: one.Got, Want: one.Want, Diff: one.Diff, Suggestion: one.Suggestion})
		cells, each = append(cells, one.Cell), append(each, one.Each)
		if !slices.Contains(labels, one.Label) {
			labels = append(labels, one.Label)
		}
		if one.Field != first.Field {
			f.Field, f.Label = "", ""
		}
		if one.Key != first.Key {
			f.Key = ""
		}
		f.Omitted += one.Omitted
	}
	own := map[string]bool{}
	for _, cell := range cells {
		own[hengji.SheetCell(f.Sheet, cell)] = true
	}
	for _, cell := range cells[1:] {
		f.Related = append(f.Related, hengji.SheetCell(f.Sheet, cell))
	}
	for _, i := range group {
		for _, cell := range findings[i].Related {
			if !own[cell] {
				own[cell] = true
				f.Related = append(f.Related, cell)
			}
		}
	}
	f.Message = hengji.Render(f.Several, map[string]string{
		"n": strconv.Itoa(len(group)), "cells": someOf(cells, "、"), "each": someOf(each, "；"), "label": columnsOf(labels),
	})
	if f.Omitted > 0 {
		f.Message += hengji.OmittedWords(f.Omitted)
	}
	return f
}

// columnsOf names the columns of a statement.
func columnsOf(labels []string) string {
	if len(labels) > fewest {
		return strings.Join(labels[:fewest], "、") + fmt.Sprintf("等 %d 栏", len(labels))
	}
	return strings.Join(labels, "、")
}

// someOf joins what is said of cells, and of very many the first.
func someOf(list []string, between string) string {
	if len(list) > mostNamed {
		return strings.Join(list[:mostNamed], between) + fmt.Sprintf("等 %d 处", len(list))
	}
	return strings.Join(list, between)
}
