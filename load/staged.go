package load

import (
	"context"
	"fmt"
	"math"
	"strings"

	"hengji/load/engine"

	"hengji"
)

// Staged gives the records of a form in a submission, in the order of their rows, with
// all their numbers and the texts asked for.
func (b *Build) Staged(submission int64, form *hengji.Form, texts []string) ([]hengji.StagedRecord, error) {
	var numbers []string
	for _, field := range form.Fields {
		if field.Kind == hengji.Number || field.Kind == hengji.Integer {
			numbers = append(numbers, field.Name)
		}
	}
	list := "_sheet, _row"
	for _, field := range numbers {
		list += ", TRY_CAST(" + name(field) + " AS DECIMAL(18,6))" // a count beyond it is in no sum
	}
	for _, field := range texts {
		list += ", CAST(" + name(field) + " AS VARCHAR)"
	}
	result, err := b.query(context.Background(), fmt.Sprintf("SELECT %s FROM stg.%s WHERE _submission = %d ORDER BY _sheet, _row",
		list, name(form.Name), submission), math.MaxInt)
	if err != nil {
		return nil, fmt.Errorf("read staged %s of submission %d: %w", form.Name, submission, err)
	}
	records := make([]hengji.StagedRecord, len(result.rows))
	for i, row := range result.rows {
		at, err := whole(row[1])
		if err != nil {
			return nil, fmt.Errorf("read staged %s of submission %d: %w", form.Name, submission, err)
		}
		r := hengji.StagedRecord{
			Form: form.Name, Sheet: plain(row[0]), Row: int(at),
			Numbers: map[string]hengji.Decimal{}, Texts: map[string]string{}, Cells: map[string]string{},
		}
		for j, field := range numbers {
			if value, filled := row[2+j].(engine.Decimal); filled {
				r.Numbers[field] = hengji.Decimal(value.Value.Int64())
			}
			if _, _, cell := b.address(submission, form.Name, r.Sheet, field, r.Row); cell != "" {
				r.Cells[field] = hengji.SheetCell(r.Sheet, cell)
			}
		}
		for j, field := range texts {
			if value := row[2+len(numbers)+j]; value != nil {
				r.Texts[field] = plain(value)
			}
			if _, _, cell := b.address(submission, form.Name, r.Sheet, field, r.Row); cell != "" {
				r.Cells[field] = hengji.SheetCell(r.Sheet, cell)
			}
		}
		records[i] = r
	}
	return records, nil
}

// References gives by submission the one number that a term of an identity takes from
// outside the workbook; a submission for which there is none, or several, is left out.
func (b *Build) References(term *hengji.Term) (map[int64]hengji.Decimal, error) {
	where := make([]string, len(term.By))
	for i, key := range term.By {
		where[i] = fmt.Sprintf("t.%s = s.%s", name(key.Field), name(key.Column))
	}
	result, err := b.query(context.Background(), fmt.Sprintf(
		"SELECT s.submission, any_value(TRY_CAST(t.%s AS DECIMAL(18,6))) FROM %s.%s t JOIN meta.submission s ON %s GROUP BY ALL HAVING count(*) = 1",
		name(term.Field), name(term.Schema), name(term.Table), strings.Join(where, " AND ")), math.MaxInt)
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w", term.Text, err)
	}
	values := map[int64]hengji.Decimal{}
	for _, row := range result.rows {
		submission, err := whole(row[0])
		if err != nil {
			return nil, fmt.Errorf("look up %s: %w", term.Text, err)
		}
		if found, filled := row[1].(engine.Decimal); filled {
			values[submission] = hengji.Decimal(found.Value.Int64())
		}
	}
	return values, nil
}
