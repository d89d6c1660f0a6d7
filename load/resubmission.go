package load

import (
	"context"
	"fmt"
	"strings"

	"hengji"
)

// pairs are the submissions with the version before each: the newest earlier one
// of its region that was read and counts.
const pairs = `pairs AS (
  SELECT s.submission AS _of, max(p.submission) AS _from
  FROM meta.submission s JOIN meta.submission p
    ON p.period = s.period AND p.region_code = s.region_code AND p.submission < s.submission
  WHERE s.refused IS NULL AND p.refused IS NULL AND s.state <> 'held' AND p.state NOT IN ('withdrawn', 'closed', 'held')
  GROUP BY ALL
)`

// Resubmissions compares every version with the one before it, form by form, and
// stores what is other in dq.resubmission. Records are the same where their key
// is; of equal keys the first goes with the first.
func (b *Build) Resubmissions() error {
	if err := b.flush(); err != nil {
		return err
	}
	some, err := b.query(context.Background(), "WITH "+pairs+" SELECT _of FROM pairs LIMIT 1", 1)
	if err != nil {
		return fmt.Errorf("look for versions to compare: %w", err)
	}
	if len(some.rows) == 0 {
		return nil // planning what follows costs more than a small night's checks
	}
	for _, form := range b.rules.Forms {
		if b.staged[form.Name] == 0 {
			continue
		}
		if err := b.exec("INSERT INTO dq.resubmission " + compareVersions(form)); err != nil {
			return fmt.Errorf("compare versions of %s: %w", form.Name, err)
		}
	}
	return nil
}

func compareVersions(form *hengji.Form) string {
	key := []string{"_pair"}
	same := []string{"n._pair = b._pair", "n._nth = b._nth"}
	for _, field := range form.Key {
		key = append(key, "t."+name(field))
		same = append(same, "n."+name(field)+" IS NOT DISTINCT FROM b."+name(field))
	}
	changed := []string{"0"}
	for _, column := range form.Columns() {
		if !column.Code { // follows the cell
			changed = append(changed, "CAST(n."+name(column.Name)+" IS DISTINCT FROM b."+name(column.Name)+" AS BIGINT)")
		}
	}
	label, before, after := "NULL", "NULL", "NULL"
	for _, field := range form.Fields {
		if field.Totalled {
			label = hengji.Quoted(field.Label)
			before = "TRY_CAST(sum(wide(b." + name(field.Name) + ")) AS DECIMAL(18,6))"
			after = "TRY_CAST(sum(wide(n." + name(field.Name) + ")) AS DECIMAL(18,6))"
			break
		}
	}
	version := func(which string) string {
		return "SELECT _of AS _pair, _from, row_number() OVER (PARTITION BY " + strings.Replace(strings.Join(key, ", "), "_pair", "_of", 1) +
			" ORDER BY t._sheet, t._row) AS _nth, t.* FROM pairs JOIN stg." + name(form.Name) + " t ON t._submission = " + which
	}
	return "WITH " + pairs + ",\nn AS (" + version("_of") + "),\nb AS (" + version("_from") + `)
SELECT * FROM (SELECT coalesce(n._pair, b._pair), coalesce(n._from, b._from), ` + hengji.Quoted(form.Name) + `,
  count(*) FILTER (b._nth IS NULL) AS added, count(*) FILTER (n._nth IS NULL) AS removed,
  CAST(coalesce(sum(` + strings.Join(changed, " + ") + `) FILTER (n._nth IS NOT NULL AND b._nth IS NOT NULL), 0) AS BIGINT) AS changed,
  ` + label + `, ` + before + `, ` + after + `
FROM n FULL JOIN b ON ` + strings.Join(same, " AND ") + `
GROUP BY 1, 2) WHERE added + removed + changed > 0 ORDER BY ALL`
}

// Resubmission is what a version of a form has other than the version before.
type Resubmission struct {
	Previous                    int64 // submission
	Form                        string
	Added, Removed, Changed     int64  // records, records, cells
	Label, AmountBefore, Amount string // of the form's first totalled field; "" without one
}

// Resubmissions gives them by submission.
func (d *DB) Resubmissions(ctx context.Context) (map[int64][]Resubmission, error) {
	found := map[int64][]Resubmission{}
	err := eachRow(ctx, d.conn, `SELECT submission, previous, form, added, removed, changed_cells,
  amount_label, coalesce(amount_before, 0), coalesce(amount, 0) FROM dq.resubmission ORDER BY rowid`, func(_ []resultColumn, row []any) error {
		if row == nil { // the call that tells the columns
			return nil
		}
		var numbers [5]int64
		for i, at := range []int{0, 1, 3, 4, 5} {
			var err error
			if numbers[i], err = whole(row[at]); err != nil {
				return err
			}
		}
		found[numbers[0]] = append(found[numbers[0]], Resubmission{
			Previous: numbers[1], Form: plain(row[2]), Added: numbers[2], Removed: numbers[3], Changed: numbers[4],
			Label: plain(row[6]), AmountBefore: plain(row[7]), Amount: plain(row[8]),
		})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read resubmissions: %w", err)
	}
	return found, nil
}
