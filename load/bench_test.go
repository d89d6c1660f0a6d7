package load

import (
	"fmt"
	"testing"

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
