package review

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hengji"
	"hengji/report"
	"hengji/schema"
)

// shownElsewhere are the rules that neither a case of texts nor a faulty sample
// can show, and the tests that do.
var shownElsewhere = map[hengji.RuleID]string{
	"EXPLANATION-SHORT":     "cmd/hengji/testdata/explained.txtar",
	"EXPLANATION-REPEATED":  "night/review/explain_test.go",
	"EXPLANATION-UNMATCHED": "night/review/explain_test.go",
	"SHEET-TOO-LONG":        "night/review/everyrule_test.go",
	"CELL-STRUCK":           "transform/testdata/sheets/what_nobody_sees_or_reads.txt",
	"REGION-NAME":           "night/review/identify_test.go",
	"REGION-DISPUTED":       "night/review/identify_test.go",
	"REGION-BLANK":          "night/review/read_test.go",
	"CELL-STRUCK-PART":      "transform/testdata/sheets/numbers_that_are_asked.txt",
	"CELL-SHOWN":            "transform/testdata/sheets/yuan_shown_in_wan.txt",
	"CELL-UNSEEN":           "transform/testdata/sheets/what_nobody_sees_or_reads.txt",
	"NOTE-UNREAD":           "transform/testdata/sheets/what_nobody_sees_or_reads.txt",
	"NOTE-UNREAD-FIGURES":   "transform/testdata/sheets/what_nobody_sees_or_reads.txt",
	"FILE-LIMIT":            "ingest/testdata/refused_rows.golden",
	"FILE-UNSUPPORTED":      "ingest/testdata/refused_rows.golden",
	"FILE-LOCKED":           "ingest/sniff_test.go",
	"FILE-SHEET-LOST":       "ingest/mutations_test.go",
	"FILE-MACROS":           "ingest/cells_test.go",
	"FILE-NO-SHEET":         "ingest/sniff_test.go",
	"FILE-ODS":              "ingest/sniff_test.go",
	"FILE-PDF-OR-IMAGE":     "ingest/sniff_test.go",
	"FILE-WPS-ET":           "ingest/sniff_test.go",
	"FILE-WPS-TEXT":         "ingest/sniff_test.go",
	"FILE-XLSB":             "ingest/sniff_test.go",
	"FILE-CONVERTED":        "ingest/convert_linux_test.go",
	"FORMULA-CONVERTED":     "ingest/convert_linux_test.go",
}

// reportedAs are facts that another rule tells: whose workbook it is comes from the
// cover, the folder and the file name together.
var reportedAs = map[hengji.RuleID]hengji.RuleID{"cover.region.code": "REGION-UNKNOWN"}

// A rule that no sample breaks may say anything, or nothing.
func TestEveryRuleIsBrokenByASampleAndKeptByAnother(t *testing.T) {
	broken := map[hengji.RuleID]bool{}
	kept, missed := map[hengji.RuleID]bool{}, map[hengji.RuleID]bool{} // by a case of its own that does not want it, and by one that does
	all := cases(t)
	for _, c := range all {
		for _, line := range c.Want {
			broken[hengji.RuleID(strings.Fields(line)[1])] = true
		}
		kept[c.Rule] = kept[c.Rule] || !c.Expects(c.Rule)
		missed[c.Rule] = missed[c.Rule] || c.Expects(c.Rule)
	}
	wants, err := filepath.Glob("../../samples/faults/*.want")
	if err != nil || len(wants) < 10 {
		t.Fatalf("%d .want files, %v", len(wants), err)
	}
	for _, file := range wants {
		for line := range strings.Lines(contents(t, file)) {
			if fields := strings.Fields(line); len(fields) > 1 && hengji.Severity(fields[0]).Rank() < len(hengji.Severities) {
				broken[hengji.RuleID(fields[1])] = true
			}
		}
	}
	for rule, file := range shownElsewhere {
		if broken[rule] {
			t.Errorf("%s is shown by a sample and needs no other test", rule)
		}
		broken[rule] = strings.Contains(contents(t, "../../"+file), string(rule))
	}
	rules := bench(t).Rules
	for _, id := range slices.Sorted(maps.Keys(rules.Catalogue)) {
		as := id
		if other := reportedAs[id]; other != "" {
			as = other
		}
		rule := rules.Catalogue[id]
		fact := rule.Field != "" && rule.SQL == "" // broken in its cell, below
		if !broken[as] && !fact {
			t.Errorf("%s: no sample breaks it; add a case to samples/cases/%s.txt", id, id)
		}
		// What a form asks of one cell, and how cells are read, the clean samples keep.
		if rule.SQL != "" && !(kept[id] && missed[id]) {
			t.Errorf("%s: of its cases one must keep it and one break it", id)
		}
	}
}

func contents(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// docs/rules.md is what the files say: rewritten with -update.
func TestPageOfRulesIsMadeOfTheFiles(t *testing.T) {
	var page strings.Builder
	if err := report.WriteRules(&page, bench(t).Rules); err != nil {
		t.Fatal(err)
	}
	const file = "../../docs/rules.md"
	if *update {
		if err := os.WriteFile(file, []byte(page.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(contents(t, file), page.String()); diff != "" {
		t.Errorf("%s is stale: go test -run TestPageOfRules ./night/review -update (-file +made):\n%s", file, diff)
	}
}

// A form sheet has a hundred cells or so; of one with tens of thousands only the
// first are looked at, which must be told (SHEET-TOO-LONG).
func TestFormSheetOfTooManyCellsIsTold(t *testing.T) {
	n := bench(t)
	clean := cases(t)[0].Submissions[0]
	for _, c := range []struct {
		name string
		rows int
		want bool
	}{{"hundred_rows", 100, false}, {"too_many_rows", 250, true}} {
		rows := slices.Clone(clean.Sheets[0].Rows)
		for range c.rows {
			rows = append(rows, slices.Repeat([]string{"草稿"}, 100))
		}
		sheets := slices.Clone(clean.Sheets)
		sheets[0].Rows = rows
		got, err := n.RunCases(context.Background(), []schema.Case{{
			Name: c.name, Submissions: []schema.CaseSubmission{{Folder: clean.Folder, Sheets: sheets}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		found := slices.ContainsFunc(got[0], func(line string) bool { return strings.HasPrefix(line, "blocking SHEET-TOO-LONG ") })
		if found != c.want {
			t.Errorf("%d rows: %v", c.rows, got)
		}
	}
}
