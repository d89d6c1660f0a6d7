package load

import (
	"fmt"
	"testing"
	"time"

	"hengji"
)

func BenchmarkCreate(b *testing.B) {
	rules := rulesOf(b)
	for b.Loop() {
		build, err := Create("", rules, aRun())
		must(b, err)
		must(b, build.Close())
	}
}

// BenchmarkAppend loads full batches of the allocation form, 19 columns wide with
// those of its origin, and tells rows a second.
func BenchmarkAppend(b *testing.B) {
	build := create(b)
	form := build.rules.Form("allocation")
	var batch hengji.Batch
	batch.Reset(form, 1, form.Title)
	for i := range hengji.BatchRows {
		batch.Rows = append(batch.Rows, int32(i+4))
	}
	for i, c := range form.Columns() {
		for row := range hengji.BatchRows {
			switch c.Kind {
			case hengji.Text:
				batch.Columns[i].AppendText(fmt.Sprintf("%s %d", c.Name, row%500))
			default:
				batch.Columns[i].AppendInt(int64(row))
			}
		}
	}
	b.ReportAllocs()
	rows := 0
	for b.Loop() {
		must(b, build.Append(&batch))
		rows += hengji.BatchRows
	}
	must(b, build.flush())
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkCheckPublishedYear(b *testing.B) {
	build := create(b)
	must(b, build.Submissions(publishedYear(b, build)))
	for b.Loop() {
		_, err := build.Check("submission")
		must(b, err)
	}
}

// A hostile workbook may repeat one key in every row: checks that pair rows must
// not pair all with all.
func TestOneKeyInEveryRowIsNoQuadraticWork(t *testing.T) {
	b := create(t)
	const rows = 20_000 // squared, minutes
	for submission := range int64(2) {
		for _, form := range []string{"allocation", "execution", "indicators"} {
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
	started := time.Now()
	for _, scope := range []string{"submission", "period"} {
		for _, rule := range b.rules.Checks {
			if rule.Scope != scope {
				continue
			}
			at := time.Now()
			_, err := b.check(rule)
			must(t, err)
			if took := time.Since(at); took > 3*time.Second {
				t.Errorf("%s took %s", rule.ID, took)
			}
		}
	}
	t.Logf("all checks took %s", time.Since(started))
}
