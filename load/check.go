package load

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"hengji"
)

// Failed is a check that stopped over the values that it met: the engine's error, or a
// panic of ours over a row that it returned.
type Failed struct {
	Rule *hengji.Rule
	Err  error
}

func (f *Failed) Error() string {
	return fmt.Sprintf("%s:%d: run check %s: %v", f.Rule.Source.File, f.Rule.Source.Line, f.Rule.ID, f.Err)
}

// Unwrap gives what stopped it.
func (f *Failed) Unwrap() error { return f.Err }

// Check runs the rules of a scope, "submission", "period" or "history", and makes a finding
// of every row that they return. Who handed the workbook in, and the run, are
// left to the caller. A rule that stops is a *Failed; the build is then worthless.
func (b *Build) Check(scope string) ([]hengji.Finding, error) {
	if err := b.flush(); err != nil {
		return nil, err
	}
	if scope == "history" {
		if err := b.storeForHistory(); err != nil {
			return nil, err
		}
	}
	return b.ask(func(rule *hengji.Rule) bool { return rule.Scope == scope })
}

// ask runs some of the rules.
func (b *Build) ask(asked func(*hengji.Rule) bool) ([]hengji.Finding, error) {
	var findings []hengji.Finding
	kept := map[*hengji.Mart]bool{}
	for _, rule := range b.rules.Checks {
		if !asked(rule) || b.silent(rule) {
			continue
		}
		if err := b.keep(rule, kept); err != nil {
			return nil, err
		}
		found, err := b.check(rule)
		if err != nil {
			return nil, &Failed{rule, err}
		}
		findings = append(findings, found...)
	}
	if err := b.unkeep(kept); err != nil {
		return nil, err
	}
	return findings, nil
}

// checkRow is a row that a check returned: a finding that still lacks its words, and
// the values for them.
type checkRow struct {
	finding hengji.Finding
	record  int // the record's own row; 0 is the whole sheet
	values  map[string]string
}

func (b *Build) check(rule *hengji.Rule) (_ []hengji.Finding, err error) {
	defer hengji.Catch(&err)
	result, err := b.query(context.Background(), "SELECT * FROM (\n"+statement(rule.SQL)+"\n)", math.MaxInt)
	if err != nil {
		return nil, err
	}
	result.sort()
	checkRows := make([]checkRow, len(result.rows))
	for i, row := range result.rows {
		if checkRows[i], err = b.checkRow(rule, result, row); err != nil {
			return nil, err
		}
	}
	if err := b.keys(checkRows); err != nil {
		return nil, err
	}
	findings := make([]hengji.Finding, len(checkRows))
	for i := range checkRows {
		findings[i] = checkRows[i].finding
		findings[i].Apply(rule, checkRows[i].values)
	}
	return findings, nil
}

func (b *Build) checkRow(rule *hengji.Rule, result *result, row []any) (checkRow, error) {
	h := checkRow{
		finding: hengji.Finding{Form: rule.Form, Field: rule.Field},
		values:  map[string]string{},
	}
	f := &h.finding
	var related any
	for i, value := range row {
		if result.columns[i].name == "_related" {
			related = value
		} else if err := h.column(result.columns[i], value); err != nil {
			return h, fmt.Errorf("column %s: %w", result.columns[i].name, err)
		}
	}
	f.Got, f.Want, f.Diff, f.Suggestion = h.values["got"], h.values["want"], h.values["diff"], h.values["suggestion"]
	if form := b.rules.Form(f.Form); form != nil {
		if field := form.Field(f.Field); field != nil {
			f.Label = field.Label
		}
	}
	f.Row, f.Column, f.Cell = b.address(f.Submission, f.Form, f.Sheet, f.Field, h.record)
	var err error
	if f.Related, err = b.relatedCells(&h, rule, related); err != nil {
		return h, err
	}
	for key, value := range map[string]string{
		"label": f.Label, "sheet": f.Sheet, "cell": f.Cell,
		"row": strconv.Itoa(f.Row), "column": hengji.ColumnName(f.Column),
	} {
		if _, taken := h.values[key]; !taken { // the SELECT knows better
			h.values[key] = value
		}
	}
	return h, nil
}

// column takes one value that a check returned: where the finding is, or a value that
// its message names.
func (h *checkRow) column(column resultColumn, value any) (err error) {
	f := &h.finding
	switch column.name {
	case "_submission":
		f.Submission, err = whole(value)
	case "_sheet":
		f.Sheet = column.text(value)
	case "_row":
		if value != nil {
			var n int64
			if n, err = whole(value); err == nil && (n < 1 || n > math.MaxInt32) {
				err = fmt.Errorf("%d is no row of a sheet", n)
			}
			h.record = int(n)
		}
	case "_form":
		if value != nil {
			f.Form = column.text(value)
		}
	case "_field":
		f.Field = column.text(value)
	default:
		h.values[column.name] = column.text(value) // texts were masked as they came in
	}
	return err
}

// address finds the cell of a record's field: the entry for its own row first, as
// in form layouts and merged cells, then the field's column.
func (b *Build) address(submission int64, form, sheet, field string, record int) (row, column int, cell string) {
	if record == 0 {
		return 0, 0, ""
	}
	at, ok := b.positions[place{submission, form, sheet, field, record}]
	if !ok {
		at, ok = b.positions[place{submission, form, sheet, field, 0}]
	}
	if !ok { // the whole row, or a field that the sheet does not have
		return record, 0, ""
	}
	row = record
	if at.cellRow > 0 {
		row = at.cellRow
	}
	return row, at.column, hengji.CellName(row, at.column)
}

// relatedCells are the addresses, as a spreadsheet understands them, of the other
// cells that a finding is about: the fields of its own row that the rule's header
// names, then those of its column _related, which lists fields of that row or
// {form, sheet, row, field}. What has no cell is left out, and so is a merged cell
// that was named before.
func (b *Build) relatedCells(h *checkRow, rule *hengji.Rule, value any) ([]string, error) {
	f := &h.finding
	cells, own := []string{}, hengji.SheetCell(f.Sheet, f.Cell)
	add := func(form, sheet, field string, record int) {
		if _, _, cell := b.address(f.Submission, form, sheet, field, record); cell != "" {
			if at := hengji.SheetCell(sheet, cell); at != own && !slices.Contains(cells, at) {
				cells = append(cells, at)
			}
		}
	}
	for _, field := range rule.Related {
		add(f.Form, f.Sheet, field, h.record)
	}
	list, ok := value.([]any)
	if value != nil && !ok {
		return nil, fmt.Errorf("column _related: want a list of fields or of {form, sheet, row, field}")
	}
	for _, item := range list {
		switch item := item.(type) {
		case string:
			add(f.Form, f.Sheet, item, h.record)
		case map[string]any:
			if item["row"] == nil {
				continue
			}
			record, err := whole(item["row"])
			if err != nil {
				return nil, fmt.Errorf("column _related: %w", err)
			}
			form, _ := item["form"].(string)
			sheet, _ := item["sheet"].(string)
			field, _ := item["field"].(string)
			add(form, sheet, field, int(record))
		}
	}
	return cells, nil
}

// keys fills in the primary key of the records that were hit: it names a fault
// when rows move. The places go through a temporary table, because a statement
// that lists thousands of them takes longer to parse than to run.
func (b *Build) keys(checkRows []checkRow) error {
	for _, form := range b.rules.Forms {
		if len(form.Key) == 0 {
			continue
		}
		places, err := b.appender(temporary, "hit")
		if err != nil {
			return err
		}
		some := false
		for i := range checkRows {
			f := &checkRows[i].finding
			if f.Form != form.Name || checkRows[i].record == 0 {
				continue
			}
			some = true
			if err := places.row(int64(i), f.Submission, f.Sheet, int32(checkRows[i].record)); err != nil {
				return fmt.Errorf("look up keys of %s: %w", form.Name, err)
			}
		}
		if !some {
			continue
		}
		if err := errors.Join(places.into.Flush(), b.keysOf(form, checkRows), b.exec("DELETE FROM temp.hit")); err != nil {
			return fmt.Errorf("look up keys of %s: %w", form.Name, err)
		}
	}
	return nil
}

func (b *Build) keysOf(form *hengji.Form, checkRows []checkRow) error {
	key := make([]string, len(form.Key))
	for i, field := range form.Key {
		key[i] = "coalesce(CAST(k." + name(field) + " AS VARCHAR), '')"
	}
	result, err := b.query(context.Background(), "SELECT p.hit, "+strings.Join(key, " || '|' || ")+
		" FROM temp.hit p JOIN stg."+name(form.Name)+
		" k ON k._submission = p.submission AND k._sheet = p.sheet AND k._row = p.record", math.MaxInt)
	if err != nil {
		return err
	}
	for _, row := range result.rows {
		h, err := whole(row[0])
		if err != nil {
			return err
		}
		checkRows[h].finding.Key = row[1].(string)
	}
	return nil
}
