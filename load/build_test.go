package load

import (
	"encoding/csv"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji"
)

var update = flag.Bool("update", false, "write the golden texts anew")

// golden compares a text with testdata/<file>.
func golden(t *testing.T, file, got string) {
	t.Helper()
	file = filepath.Join("testdata", file)
	if *update {
		must(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	must(t, err)
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// sheet is a table as plain text, one line a row.
func sheet(table hengji.Table) string {
	var b strings.Builder
	b.WriteString("# " + table.Title + "（" + table.Note + "）\n")
	var names, labels []string
	for _, c := range table.Columns {
		names, labels = append(names, c.Name), append(labels, c.Label)
	}
	b.WriteString(strings.Join(names, "|") + "\n" + strings.Join(labels, "|") + "\n")
	for _, row := range table.Rows {
		b.WriteString(strings.Join(row, "|") + "\n")
	}
	return b.String()
}

func TestPublishedYearComesOutRowForRow(t *testing.T) {
	b := create(t)
	standings := publishedYear(t, b)
	must(t, b.Submissions(standings))
	must(t, b.Finish(nil))
	table, err := b.Table("allocation_table")
	must(t, err)
	var got [][]string
	for _, row := range table.Rows {
		got = append(got, row[:3])
	}
	data, err := os.ReadFile("testdata/allocation_2021.csv")
	must(t, err)
	want, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
	must(t, err)
	if diff := cmp.Diff(want[1:], got); diff != "" {
		t.Error(diff)
	}
	if !table.Total || table.Title != "2021年度项目资金安排汇总表" || table.Note != "已汇总 17/17；单位：万元" {
		t.Errorf("title %q, note %q, total %v", table.Title, table.Note, table.Total)
	}
	var names []string
	for _, mart := range b.rules.Marts { // in the order in which they read each other
		names = append(names, mart.Name)
	}
	var all strings.Builder
	for _, name := range slices.Sorted(slices.Values(names)) {
		table, err := b.Table(name)
		must(t, err)
		all.WriteString(sheet(table) + "\n")
	}
	golden(t, "published_year.txt", all.String())
}
