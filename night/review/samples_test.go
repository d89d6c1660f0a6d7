package review

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji"
	"hengji/load"
	"hengji/report"
)

const expected = "../../samples/2021/expected"

// sampleYear makes workbooks of the seventeen samples, in the order of a receipt.
func sampleYear(t *testing.T, n *Reviewer) []Workbook {
	t.Helper()
	inbox := "../../samples/2021/inbox"
	var workbooks []Workbook
	err := filepath.WalkDir(inbox, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || path.Ext(file) != ".xlsx" {
			return err
		}
		w, err := n.onDisk(int64(len(workbooks)+1), file)
		w.File = strings.TrimPrefix(filepath.ToSlash(file), inbox+"/")
		workbooks = append(workbooks, w)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return workbooks
}

// judgedYear reads and judges the samples into a database at path, "" in memory.
func judgedYear(t *testing.T, n *Reviewer, path string) (*load.Build, *Judgement) {
	t.Helper()
	base, err := load.Create(path, n.Rules, n.Stamp)
	if err != nil {
		t.Fatal(err)
	}
	readings, err := n.ReadAll(context.Background(), sampleYear(t, n), base)
	if err != nil {
		t.Fatal(errors.Join(err, base.Close()))
	}
	judged, err := n.Judge(context.Background(), base, readings)
	if err != nil {
		t.Fatal(errors.Join(err, base.Close()))
	}
	return base, judged
}

// The clean samples give nothing above 提示 in both scopes, and every table of the
// year comes out as samples/2021/expected has it.
func TestSampleYearComesOutAsExpected(t *testing.T) {
	n := bench(t)
	base, judged := judgedYear(t, n, "")
	defer base.Close()
	var owed strings.Builder // what the department's published figures leave open
	for _, f := range judged.Findings {
		switch {
		case f.Severity == hengji.Notice:
		case f.Region == "市科技局":
			fmt.Fprintln(&owed, faultLine(f))
		default:
			t.Errorf("%s: %s", f.Region, faultLine(f))
		}
	}
	for _, s := range judged.Standings {
		if s.State != hengji.Accepted && s.Region != "市科技局" {
			t.Errorf("%s is %s", s.Region, s.State)
		}
	}
	if err := base.Finish(judged.Findings); err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"allocation_table.csv": true, "department_findings.txt": true}
	for _, mart := range n.Rules.Marts {
		table, err := base.Table(mart.Name)
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		if err := report.Print(&got, table, "table"); err != nil {
			t.Fatal(err)
		}
		known[mart.Name+".txt"] = true
		asExpected(t, mart.Name+".txt", got.String())
	}
	asExpected(t, "department_findings.txt", owed.String())
	entries, err := os.ReadDir(expected)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !known[entry.Name()] {
			t.Errorf("%s belongs to no table", entry.Name())
		}
	}
}

// asExpected holds a text against a file of samples/2021/expected.
func asExpected(t *testing.T, name, got string) {
	t.Helper()
	golden := filepath.Join(expected, name)
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}
