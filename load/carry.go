package load

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"hengji"
)

// Source is a finished database, and the submissions whose rows are carried over
// from it because nothing changed from which they were read.
type Source struct {
	Path        string
	Submissions []int64
}

func sourceName(i int) string { return "source" + strconv.Itoa(i) }

// Shape is a digest of how the rows of submissions are kept. Rows can be carried
// over between databases of one shape.
func Shape(rules *hengji.Rules) string {
	var tables []string
	for _, form := range rules.Forms {
		tables = append(tables, formTable(form).create())
	}
	for _, t := range fixed {
		if key := t.schema + "." + t.name; slices.Contains(carried, key) || key == "meta.submission" || key == "dq.finding" || key == "dq.explanation" {
			tables = append(tables, t.create())
		}
	}
	slices.Sort(tables)
	sum := sha256.Sum256([]byte(strings.Join(tables, "\n")))
	return hex.EncodeToString(sum[:])
}

// carried are the tables, besides stg, whose rows belong to one submission and go
// over with it as they are.
var carried = []string{"meta.field_cell", "meta.sheet_account"}

// Carry copies the rows of the sources' submissions. It is for after the checks of
// single submissions, which so see what was read anew alone.
func (b *Build) Carry() error {
	if err := b.flush(); err != nil {
		return err
	}
	for i, source := range b.run.Sources {
		if len(source.Submissions) == 0 {
			continue
		}
		list := make([]string, len(source.Submissions))
		for j, submission := range source.Submissions {
			list[j] = strconv.FormatInt(submission, 10)
		}
		among := " IN (" + strings.Join(list, ", ") + ") ORDER BY rowid"
		for _, form := range b.rules.Forms {
			table := "stg." + name(form.Name)
			result, err := b.conn.ExecContext(context.Background(),
				"INSERT INTO "+table+" SELECT * FROM "+sourceName(i)+"."+table+" WHERE _submission"+among)
			if err != nil {
				return fmt.Errorf("carry over %s: %w", table, err)
			}
			rows, err := result.RowsAffected()
			if err != nil {
				return fmt.Errorf("carry over %s: %w", table, err)
			}
			b.staged[form.Name] += rows
		}
		for _, table := range carried {
			if err := b.exec("INSERT INTO " + table + " SELECT * FROM " + sourceName(i) + "." + table + " WHERE submission" + among); err != nil {
				return fmt.Errorf("carry over %s: %w", table, err)
			}
		}
		if err := b.remember("meta.field_cell WHERE submission" + among); err != nil {
			return err
		}
	}
	return nil
}

// remember takes the places of fields into memory, for the addresses of findings.
func (b *Build) remember(of string) error {
	places, err := b.query(context.Background(),
		"SELECT submission, form, sheet, coalesce(record_row, 0), field, column_number, coalesce(cell_row, 0) FROM "+of, math.MaxInt)
	if err != nil {
		return fmt.Errorf("carry over places: %w", err)
	}
	for _, row := range places.rows {
		var numbers [4]int64
		for j, at := range []int{0, 3, 5, 6} {
			if numbers[j], err = whole(row[at]); err != nil {
				return fmt.Errorf("carry over places: %w", err)
			}
		}
		b.positions[place{numbers[0], plain(row[1]), plain(row[2]), plain(row[4]), int(numbers[1])}] = cellPosition{int(numbers[2]), int(numbers[3])}
	}
	return nil
}

// Explain stores what the district of a submission wrote into its list, a row for each
// finding that it speaks of: one without a finding for what speaks of none.
func (b *Build) Explain(submission int64, explanations []hengji.Explanation) error {
	a, err := b.appender("dq", "explanation")
	if err != nil {
		return err
	}
	for _, e := range explanations {
		findings := e.Findings
		if len(findings) == 0 {
			findings = []string{""}
		}
		for _, finding := range findings {
			if err := a.row(submission, finding, e.Text, e.Sheet, int64(e.Row), int32(e.Column), e.About.Sheet, e.About.Cells, string(e.About.Rule)); err != nil {
				return fmt.Errorf("store explanation of submission %d: %w", submission, err)
			}
		}
	}
	return nil
}
