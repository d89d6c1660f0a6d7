package load

import (
	"fmt"
	"os"
	"path/filepath"
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

// BenchmarkRatios measures what the cached empty database saves: beginning on a copy of
// it, and the database of a check, against making all of it in the same run.
func BenchmarkRatios(b *testing.B) {
	rules := rulesOf(b)
	dir := b.TempDir()
	empty := filepath.Join(dir, "empty")
	must(b, Empty(empty, rules))
	var made, copied, judged time.Duration
	began := func(path string, start func(string, *hengji.Rules, Run) (*Build, error), rules *hengji.Rules) time.Duration {
		begin := time.Now()
		build, err := start(path, rules, aRun())
		took := time.Since(begin)
		must(b, err)
		must(b, build.Close())
		return took
	}
	for i := 0; b.Loop(); i++ {
		made += began(filepath.Join(dir, fmt.Sprint("made ", i)), Create, rules)
		path := filepath.Join(dir, fmt.Sprint("copied ", i))
		begin := time.Now()
		whole, err := os.ReadFile(empty)
		must(b, err)
		must(b, os.WriteFile(path, whole, 0o644))
		copied += time.Since(begin) + began(path, Continue, rules)
		judged += began("", ToJudge, rules)
	}
	b.ReportMetric(float64(copied)/float64(made), "copied/made")
	b.ReportMetric(float64(judged)/float64(made), "to-judge/made")
	b.ReportMetric(0, "ns/op")
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
