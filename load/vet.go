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
	vetChecks := func(years bool) {
		for _, rule := range rules.Checks {
			if (rule.Scope == "history") == years {
				mistakes = append(mistakes, b.vetCheck(rule)...)
			}
		}
	}
	vetChecks(false)
	for _, mart := range rules.Marts {
		if mart.Shows == "" {
			vet(mart)
		} else if base := b.mart("base." + mart.Shows); stands[base] {
			mistakes = append(mistakes, b.vetView(mart)...)
		}
	}
	vetChecks(true)                                               // which may read marts: those of earlier periods stand
	for _, mart := range slices.Concat(rules.Base, rules.Marts) { // when all stand: a figure may come from any of them
		if columns[mart] != nil && (mart.Layer != "base" || len(mart.Traces) > 0) {
			wrong := b.vetTraces(mart, columns[mart])
			if stands[mart] && len(wrong) == 0 {
				if err := b.traceView(mart); err != nil {
					wrong = append(wrong, authorError(mart.Source, 0, "traces: %s", refusal(err)))
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
		mistakes = append(mistakes, authorError(rule.Source, 0, format, values...))
	}
	// What reads nothing but empty forms is not asked (silent): that holds by this.
	switch found, err := b.query(context.Background(), "SELECT * FROM (\n"+statement(rule.SQL)+"\n) LIMIT 1", 1); {
	case err != nil:
		wrong("%s", refusal(err))
	case len(found.rows) > 0:
		wrong("没有任何报送时也给出了行：规则只能就报送的内容提出意见")
	}
	kinds := map[string]string{}
	for _, c := range columns {
		kinds[c.name] = c.kind
		if inexactKind(c.kind) && c.kind != "HUGEINT" {
			wrong("列 %s 是 %s 类型：message 里要用精确的数，请转为 DECIMAL(18,6) 或 BIGINT", c.name, c.kind)
		}
	}
	for _, required := range []string{"_submission", "_sheet", "_row"} {
		if _, there := kinds[required]; !there {
			wrong("缺少列 %s：规则要给出 _submission、_sheet 和 _row（指整张工作表时 _row 为 NULL）", required)
		}
	}
	if kind, there := kinds["_related"]; there && !listsCells(kind) {
		wrong("列 _related 是 %s 类型：应为本行字段名的列表，或 {form, sheet, row, field} 的列表", kind)
	}
	words := rule.Message + rule.Several + rule.Each
	if rule.Want != hengji.PlainWant {
		words += rule.Want
	}
	for _, placeholder := range hengji.Placeholders(words) {
		if _, there := kinds[placeholder]; !there && !slices.Contains(standard, placeholder) && !slices.Contains(hengji.OfSeveral, placeholder) {
			var choices []string
			for _, c := range columns {
				if !strings.HasPrefix(c.name, "_") {
					choices = append(choices, c.name)
				}
			}
			wrong("message 里的 {%s}，SELECT 没有给出（可选：%s）", placeholder, strings.Join(append(choices, standard...), "、"))
		}
	}
	return mistakes
}

// listsCells reports whether a column of the type can name the other cells of a finding.
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
		mistakes = append(mistakes, authorError(mart.Source, 0, format, values...))
	}
	given := map[string]bool{}
	for _, c := range columns {
		given[c.name] = true
		if mart.Labels[c.name] == "" {
			wrong("列 %s 没有中文名：请加一行 `-- column %s: 中文名`", c.name, c.name)
		}
		if inexactKind(c.kind) && c.name != "similarity" {
			wrong("列 %s 是 %s 类型：合计请转为 DECIMAL(18,6)，个数转为 BIGINT，相除用 ratio() 或 percent()", c.name, c.kind)
		}
	}
	for _, labelled := range mart.Columns {
		if !given[labelled] {
			wrong("文件头写了列 %s，SELECT 没有给出", labelled)
		}
	}
	if !given["period"] && mart.Layer != "base" {
		wrong("缺少列 period：一个数据库里可以有几个报告期")
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
		return []error{authorError(view.Source, 0, "%s", refusal(err))}
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
		return nil, []error{authorError(source, lineAt(text, mistake.position), "%s", mistake.text)}
	}
	if err != nil {
		return nil, []error{authorError(source, 0, "%s", refusal(err))}
	}
	var mistakes []error
	for _, t := range tablesIn(tree) {
		if t.catalog != "" {
			mistakes = append(mistakes, authorError(source, lineAt(text, t.position),
				"%s.%s.%s 写了数据库名：文件会改名，请写 %s.%s", t.catalog, t.schema, t.table, t.schema, t.table))
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
		return nil, []error{authorError(source, line, "%s", refusal(err))}
	}
	return result.columns, nil
}

var enginesLine = regexp.MustCompile(`(?m)^LINE (\d+):`)

// authorError words one mistake of an author. Without a line of its own it is told at
// the place that names the rule.
func authorError(source hengji.FilePlace, line int, format string, values ...any) error {
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

// inexactKind reports whether values of a column type, or of what it holds, are
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
				mistakes = append(mistakes, authorError(rule.Source, 0, "规则 %s 经过 %s 又让步于自己：这样一处错误一条意见也没有", rule.ID, hengji.JoinRules(rule.YieldsTo, "、")))
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
