package load

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

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
			if value, filled := row[2+j].(duckdb.Decimal); filled {
				r.Numbers[field] = hengji.Decimal(value.Value.Int64())
			}
			if _, _, cell := b.address(submission, form.Name, r.Sheet, field, r.Row); cell != "" {
				r.Cells[field] = sheetCell(r.Sheet, cell)
			}
		}
		for j, field := range texts {
			if value := row[2+len(numbers)+j]; value != nil {
				r.Texts[field] = plain(value)
			}
			if _, _, cell := b.address(submission, form.Name, r.Sheet, field, r.Row); cell != "" {
				r.Cells[field] = sheetCell(r.Sheet, cell)
			}
		}
		records[i] = r
	}
	return records, nil
}

// Reference gives the one number that a term of an identity takes for a submission from
// outside its workbook; ok is false where there is none, or several.
func (b *Build) Reference(submission int64, term *hengji.Term) (value hengji.Decimal, ok bool, err error) {
	where := make([]string, len(term.By))
	for i, key := range term.By {
		where[i] = fmt.Sprintf("t.%s = s.%s", name(key.Field), name(key.Column))
	}
	result, err := b.query(context.Background(), fmt.Sprintf("SELECT TRY_CAST(t.%s AS DECIMAL(18,6)) FROM %s.%s t JOIN meta.submission s ON s.submission = %d WHERE %s LIMIT 2",
		name(term.Field), name(term.Schema), name(term.Table), submission, strings.Join(where, " AND ")), 2)
	if err != nil {
		return 0, false, fmt.Errorf("look up %s for submission %d: %w", term.Text, submission, err)
	}
	if len(result.rows) != 1 {
		return 0, false, nil
	}
	found, ok := result.rows[0][0].(duckdb.Decimal)
	if !ok {
		return 0, false, nil
	}
	return hengji.Decimal(found.Value.Int64()), true, nil
}
