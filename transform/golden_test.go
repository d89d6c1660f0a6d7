package transform

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji"
	"hengji/schema"
)

var update = flag.Bool("update", false, "write the goldens of testdata/sheets anew; then read the diff")

// builtIn is the plan of the rules that the program carries.
func builtIn(t testing.TB) *Plan {
	t.Helper()
	rules, err := schema.Read(hengji.DefaultRules)
	if err != nil {
		t.Fatal(err)
	}
	return Prepare(rules)
}

// Each file of testdata/sheets is a workbook as text (see submissionOf), a line
// of dashes, and what must come of it.
func TestSheetsAreReadAsPeopleMakeThem(t *testing.T) {
	p := builtIn(t)
	files, err := filepath.Glob("testdata/sheets/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no sheets in testdata: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			workbook, want, _ := strings.Cut(string(data), "\n----\n")
			got := listing(t, p, submissionOf(t, workbook), strings.Contains(workbook, "# whole"))
			if *update {
				if err := os.WriteFile(file, []byte(strings.TrimRight(workbook, "\n")+"\n----\n"+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s\n(-want +got)\n%s", file, diff)
			}
		})
	}
}
