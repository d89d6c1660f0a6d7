package load

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"hengji"
)

// CheckProposed runs, as if these values stood there, the rules of single submissions that read
// one of them, and names these rules. What was staged is as it was when it is done.
func (b *Build) CheckProposed(values []hengji.ProposedValue) (asked map[hengji.RuleID]bool, findings []hengji.Finding, err error) {
	columns := map[[2]string][]hengji.ProposedValue{}
	for _, value := range values {
		at := [2]string{value.Form, value.Field}
		columns[at] = append(columns[at], value)
	}
	var before [][]hengji.ProposedValue
	for _, at := range slices.SortedFunc(maps.Keys(columns), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		stood, err := b.put(columns[at])
		if err != nil {
			return nil, nil, fmt.Errorf("try what is proposed for %s.%s: %w", at[0], at[1], err)
		}
		before = append(before, stood)
	}
	asked = map[hengji.RuleID]bool{}
	findings, err = b.ask(func(rule *hengji.Rule) bool {
		asked[rule.ID] = rule.Scope == "submission" && b.readsAny(rule, columns)
		return asked[rule.ID]
	})
	if err != nil {
		return nil, nil, err
	}
	for _, stood := range before {
		if len(stood) == 0 {
			continue
		}
		if _, err := b.put(stood); err != nil {
			return nil, nil, fmt.Errorf("take back what was proposed: %w", err)
		}
	}
	return asked, findings, nil
}

// readsAny reports whether a rule reads one of some columns, by the words of its SQL.
func (b *Build) readsAny(rule *hengji.Rule, columns map[[2]string][]hengji.ProposedValue) bool {
	words := b.reach.read(rule.SQL).words
	for at := range columns {
		if words[at[0]] && (words[at[1]] || words["columns"]) { // COLUMNS(…) names none
			return true
		}
	}
	return false
}

// put writes values into one column of a form, and gives what stood there.
func (b *Build) put(values []hengji.ProposedValue) (stood []hengji.ProposedValue, err error) {
	form := b.rules.Form(values[0].Form)
	column := form.Field(values[0].Field)
	rows := make([]string, len(values))
	for i, v := range values {
		rows[i] = fmt.Sprintf("(%d, %s, %d, %s)", v.Submission, hengji.Quoted(convertText(v.Sheet)), v.Row, hengji.Quoted(v.Value))
	}
	from := "(VALUES " + strings.Join(rows, ", ") + ") v (submission, sheet, record, number)"
	const same = "t._submission = v.submission AND t._sheet = v.sheet AND t._row = v.record"
	result, err := b.query(context.Background(), "SELECT v.submission, v.sheet, v.record, CAST(t."+name(column.Name)+" AS VARCHAR) FROM stg."+name(form.Name)+
		" t JOIN "+from+" ON "+same, math.MaxInt)
	if err != nil {
		return nil, err
	}
	for _, row := range result.rows {
		was := hengji.ProposedValue{Form: form.Name, Field: column.Name, Sheet: plain(row[1]), Value: plain(row[3])}
		record, err := whole(row[2])
		if err == nil {
			was.Row = int(record)
			was.Submission, err = whole(row[0])
		}
		if err != nil {
			return nil, err
		}
		stood = append(stood, was)
	}
	return stood, b.exec("UPDATE stg." + name(form.Name) + " t SET " + name(column.Name) + " = CAST(nullif(v.number, '') AS " + sqlKind(column.Kind) + ") FROM " + from + " WHERE " + same)
}
