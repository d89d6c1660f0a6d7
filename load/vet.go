package load

import (
	"context"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hengji"
)

// standard are the placeholders that every finding fills in by itself.
var standard = []string{"label", "sheet", "cell", "row", "column"}

// inexact are the types that no printed figure may have.
var inexact = []string{"DOUBLE", "FLOAT", "HUGEINT", "UHUGEINT"}

// Vet proves of every check, mart and view of base that it is one SELECT, that the database has
// what it reads, and that what it gives is what the house needs. All mistakes are
// told at once, each as file:line: what.
func Vet(rules *hengji.Rules) error {
	b, err := begin("", rules, Run{ID: "vet", Period: "2000"}, (*Build).attach, (*Build).foundation, (*Build).fillReference, (*Build).fillRun)
	if err != nil {
		return err
	}
	// Without the build's transaction: an error while running would end it.
	if err := errors.Join(b.flush(), b.exec("COMMIT")); err != nil {
		return errors.Join(err, b.Close())
	}
	var mistakes []error
	columns, stands := map[*hengji.Mart][]resultColumn{}, map[*hengji.Mart]bool{}
	vet := func(mart *hengji.Mart) {
		given, wrong := b.vetMart(mart)
		columns[mart], stands[mart] = given, len(wrong) == 0
		mistakes = append(mistakes, wrong...)
	}
	for _, view := range rules.Base {
		vet(view)
	}
	for _, rule := range rules.Checks {
		mistakes = append(mistakes, b.vetCheck(rule)...)
	}
	for _, mart := range rules.Marts {
		if mart.Shows == "" {
			vet(mart)
		} else if base := b.mart("base." + mart.Shows); stands[base] {
			mistakes = append(mistakes, b.vetView(mart)...)
		}
	}
	for _, mart := range slices.Concat(rules.Base, rules.Marts) { // when all stand: a figure may come from any of them
		if columns[mart] != nil && (mart.Layer != "base" || len(mart.Traces) > 0) {
			wrong := b.vetTraces(mart, columns[mart])
			if stands[mart] && len(wrong) == 0 {
				if err := b.traceView(mart); err != nil {
					wrong = append(wrong, told(mart.Source, 0, "traces: %s", firstLine(err)))
				}
			}
			mistakes = append(mistakes, wrong...)
		}
	}
	mistakes = append(mistakes, circles(rules)...)
	return errors.Join(errors.Join(mistakes...), b.Close())
}

func (b *Build) vetCheck(rule *hengji.Rule) []error {
	columns, mistakes := b.vetSelect(rule.SQL, rule.Source)
	if columns == nil {
		return mistakes
	}
	wrong := func(format string, values ...any) {
		mistakes = append(mistakes, told(rule.Source, 0, format, values...))
	}
	kinds := map[string]string{}
	for _, c := range columns {
		kinds[c.name] = c.kind
		if inexactKind(c.kind) && c.kind != "HUGEINT" {
			wrong("column %s is %s: a message must show exact numbers, cast it to DECIMAL(18,6) or BIGINT", c.name, c.kind)
		}
	}
	for _, required := range []string{"_submission", "_sheet", "_row"} {
		if _, there := kinds[required]; !there {
			wrong("column %s is missing: a check gives _submission, _sheet and _row (NULL for a whole sheet)", required)
		}
	}
	if kind, there := kinds["_related"]; there && !listsCells(kind) {
		wrong("column _related is %s: it must be a list of fields of the row, or of {form, sheet, row, field}", kind)
	}
	for _, placeholder := range rule.Placeholders() {
		if _, there := kinds[placeholder]; !there && !slices.Contains(standard, placeholder) {
			var choices []string
			for _, c := range columns {
				if !strings.HasPrefix(c.name, "_") {
					choices = append(choices, c.name)
				}
			}
			wrong("the message names {%s}, which the SELECT does not give (choices: %s)", placeholder, strings.Join(append(choices, standard...), ", "))
		}
	}
	return mistakes
}

// listsCells tells whether a column of the type can name the other cells of a finding.
func listsCells(kind string) bool {
	if kind == `"NULL"` || kind == "VARCHAR[]" {
		return true
	}
	for _, part := range []string{"form", "sheet", "row", "field"} {
		if !strings.HasSuffix(kind, "[]") || !regexp.MustCompile(`\b`+part+`\b`).MatchString(kind) {
			return false
		}
	}
	return true
}

func (b *Build) vetMart(mart *hengji.Mart) ([]resultColumn, []error) {
	columns, mistakes := b.vetSelect(mart.SQL, mart.Source)
	if columns == nil {
		return nil, mistakes
	}
	wrong := func(format string, values ...any) {
		mistakes = append(mistakes, told(mart.Source, 0, format, values...))
	}
	given := map[string]bool{}
	for _, c := range columns {
		given[c.name] = true
		if mart.Labels[c.name] == "" {
			wrong("column %s has no label: add `-- column %s: 中文名`", c.name, c.name)
		}
		if inexactKind(c.kind) && c.name != "similarity" {
			wrong("column %s is %s: cast sums to DECIMAL(18,6) and counts to BIGINT, and use ratio() or percent() for quotients", c.name, c.kind)
		}
	}
	for _, labelled := range mart.Columns {
		if !given[labelled] {
			wrong("the header names the column %s, which the SELECT does not give", labelled)
		}
	}
	if !given["period"] && mart.Layer != "base" {
		wrong("column period is missing: a database may hold several periods")
	}
	if len(mistakes) == 0 {
		mistakes = b.vetPaper(mart, columns)
	}
	if len(mistakes) == 0 { // views may read each other
		mistakes = b.vetView(mart)
	}
	return columns, mistakes
}

// vetView makes a view and reads it.
func (b *Build) vetView(view *hengji.Mart) []error {
	err := b.view(view)
	if err == nil {
		err = b.exec("SELECT * FROM " + viewName(view))
	}
	if err != nil {
		return []error{told(view.Source, 0, "%s", firstLine(err))}
	}
	return nil
}

// vetSelect parses a statement, looks at what it reads, and gives its columns; nil
// where it has none.
func (b *Build) vetSelect(text string, source hengji.FilePlace) ([]resultColumn, []error) {
	text = statement(text)
	tree, err := parse(context.Background(), b.conn, text)
	var mistake *mistake
	if errors.As(err, &mistake) {
		return nil, []error{told(source, lineAt(text, mistake.position), "%s", mistake.text)}
	}
	if err != nil {
		return nil, []error{told(source, 0, "%s", firstLine(err))}
	}
	var mistakes []error
	for _, t := range tablesIn(tree) {
		if t.catalog != "" {
			mistakes = append(mistakes, told(source, lineAt(text, t.position),
				"%s.%s.%s names the database: the file is renamed, write %s.%s", t.catalog, t.schema, t.table, t.schema, t.table))
		}
	}
	if len(mistakes) > 0 {
		return nil, mistakes
	}
	// Bound and not only prepared: LIMIT 0 runs it, on no rows.
	result, err := b.query(context.Background(), "SELECT * FROM (\n"+text+"\n) LIMIT 0", math.MaxInt)
	if err != nil {
		line := 0
		if match := enginesLine.FindStringSubmatch(err.Error()); match != nil {
			line, _ = strconv.Atoi(match[1])
			line-- // the line that the wrapping puts above
		}
		return nil, []error{told(source, line, "%s", firstLine(err))}
	}
	return result.columns, nil
}

var enginesLine = regexp.MustCompile(`(?m)^LINE (\d+):`)

// told words one mistake of an author. Without a line of its own it is told at
// the place that names the rule.
func told(source hengji.FilePlace, line int, format string, values ...any) error {
	if line < 1 {
		line = source.Line
	}
	return fmt.Errorf("%s:%d: "+format, append([]any{source.File, line}, values...)...)
}

// lineAt is the line of a byte of a text, 0 where the place is not told.
func lineAt(text string, position int) int {
	if position < 0 || position > len(text) {
		return 0
	}
	return 1 + strings.Count(text[:position], "\n")
}

func firstLine(err error) string {
	text, _, _ := strings.Cut(err.Error(), "\n")
	return text
}

// inexactKind tells whether values of a column type, or of what it holds, are
// binary floats or too wide to be kept exactly by those who read the file.
func inexactKind(kind string) bool {
	bare, _, _ := strings.Cut(kind, "(")
	return slices.Contains(inexact, strings.TrimRight(bare, "[]"))
}

// circles finds rules that yield to each other: both would be silent.
func circles(rules *hengji.Rules) []error {
	var mistakes []error
	for _, rule := range rules.Checks {
		seen := map[hengji.RuleID]bool{}
		next := slices.Clone(rule.YieldsTo)
		for len(next) > 0 {
			id := next[0]
			next = next[1:]
			if id == rule.ID {
				mistakes = append(mistakes, told(rule.Source, 0, "rule %s yields to itself, through %s: one mistake would give no finding", rule.ID, hengji.JoinRules(rule.YieldsTo, ", ")))
				break
			}
			if other := rules.Catalogue[id]; other != nil && !seen[id] {
				seen[id] = true
				next = append(next, other.YieldsTo...)
			}
		}
	}
	return mistakes
}
