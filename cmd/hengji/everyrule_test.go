package main

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
	"hengji/transform"
)

// shownElsewhere are the rules that neither a case of texts nor a faulty sample
// can show, and the tests that do.
var shownElsewhere = map[string]string{
	"EXPLANATION-SHORT":    "cmd/hengji/testdata/explained.txtar",
	"EXPLANATION-REPEATED": "cmd/hengji/everyrule_test.go",
	"SHEET-TOO-LONG":       "cmd/hengji/everyrule_test.go",
	"ROWS-COUNT":           "transform/testdata/sheets/rows_that_do_not_add_up.txt",
	"FILE-LIMIT":           "ingest/testdata/refused_rows.golden",
	"FILE-UNSUPPORTED":     "ingest/testdata/refused_rows.golden",
	"FILE-MACROS":          "ingest/cells_test.go",
	"FILE-NO-SHEET":        "ingest/sniff_test.go",
	"FILE-ODS":             "ingest/sniff_test.go",
	"FILE-PDF-OR-IMAGE":    "ingest/sniff_test.go",
	"FILE-WPS-ET":          "ingest/sniff_test.go",
	"FILE-WPS-TEXT":        "ingest/sniff_test.go",
	"FILE-XLSB":            "ingest/sniff_test.go",
	"FILE-CONVERTED":       "ingest/convert_linux_test.go",
	"FORMULA-CONVERTED":    "ingest/convert_linux_test.go",
}

// toldAs are facts that another rule tells: whose workbook it is comes from the
// cover, the folder and the file name together.
var toldAs = map[string]string{"cover.region.code": "REGION-UNKNOWN"}

// A rule that no sample breaks may say anything, or nothing.
func TestEveryRuleIsBrokenByASampleAndKeptByAnother(t *testing.T) {
	broken := map[string]bool{}
	kept := map[string]bool{} // by the cases that are named for the rule and do not want it
	all := cases(t)
	for _, c := range all {
		for _, line := range c.Want {
			broken[strings.Fields(line)[1]] = true
		}
		kept[c.Rule] = kept[c.Rule] || !expects(c, c.Rule)
	}
	wants, err := filepath.Glob("../../samples/faults/*.want")
	if err != nil || len(wants) < 10 {
		t.Fatalf("%d .want files, %v", len(wants), err)
	}
	for _, file := range wants {
		for line := range strings.Lines(contents(t, file)) {
			if fields := strings.Fields(line); len(fields) > 1 && hengji.Severity(fields[0]).Rank() < len(hengji.Severities) {
				broken[fields[1]] = true
			}
		}
	}
	for rule, file := range shownElsewhere {
		if broken[rule] {
			t.Errorf("%s is shown by a sample and needs no other test", rule)
		}
		broken[rule] = strings.Contains(contents(t, "../../"+file), rule)
	}
	rules := bench(t).rules
	for _, id := range slices.Sorted(maps.Keys(rules.Catalogue)) {
		as := id
		if other := toldAs[id]; other != "" {
			as = other
		}
		if !broken[as] {
			t.Errorf("%s: no sample breaks it; add samples/cases/%s_<what>/case.txt", id, id)
		}
		// What a form asks of one cell, and how cells are read, the clean samples keep.
		if rules.Catalogue[id].SQL != "" && !kept[id] {
			t.Errorf("%s: no case keeps it", id)
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

// A fact that a form asks no longer must be missed by the case that breaks it. No
// database is needed: facts are found while reading.
func TestEveryFactIsMissedByItsCaseWhenTheFormAsksItNoLonger(t *testing.T) {
	n := bench(t)
	breaking := map[string]schema.Case{}
	for _, c := range cases(t) {
		for _, line := range c.Want {
			rule := strings.Fields(line)[1]
			// Of several, the case that is named for the fact or its like.
			if have, ok := breaking[rule]; !ok || have.Rule != rule && facetOf(c.Rule) == facetOf(rule) {
				breaking[rule] = c
			}
		}
	}
	facts := 0
	for id, rule := range n.rules.Catalogue {
		if rule.Field == "" || rule.SQL != "" || toldAs[id] != "" {
			continue
		}
		facts++
		t.Run(id, func(t *testing.T) {
			c, ok := breaking[id]
			if !ok {
				t.Fatal("no case breaks it")
			}
			if !slices.Contains(told(t, n.rules, c), id) {
				t.Errorf("%s does not break it", c.Name)
			}
			if slices.Contains(told(t, without(t, n.rules, rule), c), id) {
				t.Errorf("%s breaks it although the form asks it no longer", c.Name)
			}
		})
	}
	if facts < 100 {
		t.Errorf("only %d facts", facts)
	}
}

// without is the rules with a field that asks one fact less.
func without(t *testing.T, rules *hengji.Rules, fact *hengji.Rule) *hengji.Rules {
	t.Helper()
	blunt := *rules
	blunt.Forms = slices.Clone(rules.Forms)
	at := slices.IndexFunc(blunt.Forms, func(f *hengji.Form) bool { return f.Name == fact.Form })
	form := *blunt.Forms[at]
	form.Fields = slices.Clone(form.Fields)
	blunt.Forms[at] = &form
	i := slices.IndexFunc(form.Fields, func(f *hengji.Field) bool { return f.Name == fact.Field })
	field := *form.Fields[i]
	form.Fields[i] = &field
	switch facet := facetOf(fact.ID); facet {
	case "required":
		field.Required = false
	case "number", "integer", "date", "boolean":
		field.Kind, field.Minimum, field.Maximum, field.Totalled = hengji.Text, nil, nil, false
	case "minimum":
		field.Minimum = nil
	case "maximum":
		field.Maximum = nil
	case "maxLength":
		field.MaxLength = 0
	case "pattern":
		field.Pattern = ""
	case "enum":
		field.Enum = nil
	case "code":
		field.Codes = ""
	case "unique": // the key of a table is unique without the word
		field.Unique = false
		blunt.Catalogue = maps.Clone(rules.Catalogue)
		delete(blunt.Catalogue, fact.ID)
	case "uscc":
		field.Format = ""
	default:
		t.Fatalf("the fact %s cannot be taken from a form", facet)
	}
	return &blunt
}

// facetOf is the last part of a fact's id.
func facetOf(id string) string { return id[strings.LastIndexByte(id, '.')+1:] }

// told lists the rules of what reading alone finds in a case.
func told(t *testing.T, rules *hengji.Rules, c schema.Case) []string {
	t.Helper()
	var ids []string
	pool := transform.NewPool(1)
	plan := transform.Prepare(rules)
	for _, submission := range c.Submissions {
		w := caseWorkbook(1, c, submission)
		opened, err := w.open()
		if err != nil {
			t.Fatal(err)
		}
		result, err := plan.Workbook(opened, "2021", pool, func(batch *hengji.Batch) error {
			pool.Put(batch)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range result.Findings {
			ids = append(ids, f.Rule)
		}
	}
	return ids
}

// docs/rules.md is what the files say: rewritten with -update.
func TestPageOfRulesIsMadeOfTheFiles(t *testing.T) {
	var page strings.Builder
	if err := report.WriteRules(&page, bench(t).rules); err != nil {
		t.Fatal(err)
	}
	const file = "../../docs/rules.md"
	if *update {
		if err := os.WriteFile(file, []byte(page.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(contents(t, file), page.String()); diff != "" {
		t.Errorf("%s is stale: go test -run TestPageOfRules ./cmd/hengji -update (-file +made):\n%s", file, diff)
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
		got, err := n.runCase(context.Background(), schema.Case{
			Name: c.name, Submissions: []schema.CaseSubmission{{Folder: clean.Folder, Sheets: sheets}},
		})
		if err != nil {
			t.Fatal(err)
		}
		found := slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, "blocking SHEET-TOO-LONG ") })
		if found != c.want {
			t.Errorf("%d rows: %v", c.rows, got)
		}
	}
}

// The same words beside three lines were pasted (EXPLANATION-REPEATED); beside two
// they may be meant.
func TestPastedExplanationsAreToldOnce(t *testing.T) {
	n := bench(t)
	say := func(row int, text string) hengji.Explanation {
		return hengji.Explanation{Sheet: "审核结果", Row: row, Column: 9, Text: text, Findings: []string{"f" + text}}
	}
	twice := []hengji.Explanation{say(12, "设备到货延迟，余款跨年支付"), say(13, "设备到货延迟 余款跨年支付。")}
	if _, remarks := n.heard(twice); len(remarks) != 0 {
		t.Errorf("said twice: %v", remarks)
	}
	_, remarks := n.heard(append(twice, say(14, "人员调整，验收推迟到三月"), say(15, "设备到货延迟，余款跨年支付")))
	if len(remarks) != 1 || remarks[0].Rule != "EXPLANATION-REPEATED" || remarks[0].Row != 12 || remarks[0].Want != "3" {
		t.Errorf("said three times: %+v", remarks)
	}
}
