package review

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji/samples/tier"
)

// Checks that are not asked (load's silent) would have found nothing: the findings are
// those of asking every one. A word that names meta has each asked.
func TestFindingsAreThoseOfAskingEveryCheck(t *testing.T) {
	v := bench(t)
	rules := *v.Rules
	rules.Checks = slices.Clone(rules.Checks)
	for i, check := range rules.Checks {
		asked := *check
		asked.SQL = "FROM (\n" + strings.TrimRight(check.SQL, "; \n") + "\n) WHERE 'meta' <> ''"
		rules.Checks[i] = &asked
	}
	every := v.By(&rules)
	nights := [][]Workbook{}
	for _, w := range sampleYear(t, v) { // apart: together, no form is empty
		if tier.All || strings.Contains(w.File, "耒阳市") || strings.Contains(w.File, "市科技局") {
			nights = append(nights, []Workbook{w})
		}
	}
	if tier.All {
		files, err := filepath.Glob("../../samples/faults/*.xlsx")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			w, err := v.onDisk(1, file)
			if err != nil {
				t.Fatal(err)
			}
			nights = append(nights, []Workbook{w})
		}
		for _, c := range cases(t) {
			night := v.caseWorkbooks(c)
			for i := range night {
				night[i].ID = int64(i + 1)
			}
			nights = append(nights, night)
		}
	}
	for _, night := range nights {
		var found [2]*Judgement
		for i, by := range []*Reviewer{v, every} {
			var err error
			if found[i], err = by.Check(context.Background(), night); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(found[1].Findings, found[0].Findings); diff != "" {
			t.Errorf("%s (-every check asked +not the silent ones):\n%s", night[0].File, diff)
		}
	}
}
