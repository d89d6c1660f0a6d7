package load

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"hengji"
)

// worked is an operator of a plan that was carried out, as the engine tells it.
type worked struct {
	Name     string         `json:"operator_name"`
	Rows     int64          `json:"operator_cardinality"`
	Extra    map[string]any `json:"extra_info"`
	Children []worked       `json:"children"`
}

// pairs counts what a plan looked at: the rows that each operator gave, and where a join
// has no equal keys, every pair of its two sides. oneKey says that they may be the same
// in every row: then so is one that compares by more than equal keys, unless one of them
// is the row, which is another in every row.
func (w worked) pairs(oneKey bool) int64 {
	work := w.Rows
	for _, child := range w.Children {
		work += child.pairs(oneKey)
	}
	if len(w.Children) == 2 && (strings.Contains(w.Name, "JOIN") || strings.Contains(w.Name, "CROSS")) {
		equal := strings.Contains(w.Name, "HASH_JOIN")
		text, _ := json.Marshal(w.Extra["Conditions"])
		for _, sign := range []string{"\\u003c", "\\u003e", "<", ">", "!="} {
			equal = equal && !(oneKey && !strings.Contains(string(text), "_row = _row") && strings.Contains(strings.ReplaceAll(string(text), "IS NOT DISTINCT", ""), sign))
		}
		if !equal {
			work += w.Children[0].Rows * w.Children[1].Rows
		}
	}
	return work
}

// work carries a statement out and counts what the engine looked at.
func (b *Build) work(t *testing.T, text string, oneKey bool) int64 {
	t.Helper()
	result, err := b.query(context.Background(), "EXPLAIN (ANALYZE, FORMAT json) "+statement(text), 10)
	must(t, err)
	var plan worked
	must(t, json.Unmarshal([]byte(result.rows[0][1].(string)), &plan))
	return plan.pairs(oneKey)
}

// A hostile workbook may repeat one key in every row: checks that pair rows must
// not pair all with all. What is counted is rows, not time.
func TestOneKeyInEveryRowIsNoQuadraticWork(t *testing.T) {
	b := create(t)
	const rows = 1500
	forms := []string{"allocation", "execution", "indicators"}
	for submission := range int64(2) {
		for _, form := range forms {
			f := b.rules.Form(form)
			for from := 0; from < rows; from += hengji.BatchRows {
				var batch hengji.Batch
				batch.Reset(f, submission, f.Title)
				for row := from; row < min(from+hengji.BatchRows, rows); row++ {
					batch.Rows = append(batch.Rows, int32(row+4))
				}
				for i, c := range f.Columns() {
					for range batch.Rows {
						if c.Kind == hengji.Text {
							batch.Columns[i].AppendText("P1")
						} else {
							batch.Columns[i].AppendInt(submission)
						}
					}
				}
				must(t, b.Append(&batch))
			}
			must(t, b.Place(places(b.rules, form, submission)))
			must(t, b.Account([]hengji.SheetAccount{{Submission: submission, Sheet: f.Title, Form: form, Header: 1, Read: rows, RowElements: rows + 1}}))
		}
	}
	must(t, b.Submissions([]hengji.Standing{standing(b.rules, 0, 5), standing(b.rules, 1, 6)}))
	must(t, b.flush())
	held := int64(2 * len(forms) * rows)
	bound := 100 * held // a quadratic one makes rows times as many: 250 times held
	for name, text := range map[string]string{
		"all pairs of a key":    "SELECT count(*) FROM stg.allocation a JOIN stg.allocation b USING (project_code)",
		"pairs in one order":    "SELECT count(*) FROM stg.allocation a JOIN stg.allocation b ON a.project_code = b.project_code AND a._row < b._row",
		"pairs that are unlike": "SELECT count(*) FROM stg.allocation a JOIN stg.allocation b ON a.project_code = b.project_code AND a.remarks <> b.remarks",
	} {
		if work := b.work(t, text, true); work <= bound {
			t.Errorf("%s: %d rows and pairs counted, which is no quadratic work", name, work)
		}
	}
	var most []int64
	for _, scope := range []string{"submission", "period"} {
		for _, rule := range b.rules.Checks {
			if rule.Scope != scope {
				continue
			}
			work := b.work(t, rule.SQL, true)
			if most = append(most, work); work > bound {
				t.Errorf("%s looked at %d rows and pairs; %d rows are there", rule.ID, work, held)
			}
		}
	}
	t.Logf("%d rows; the check that looks at most looks at %d", held, slices.Max(most))
}
