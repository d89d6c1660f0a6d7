package load

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"hengji"
	"hengji/schema"
)

// The rules that the program carries, read once: tests never change them.
var defaultRules = sync.OnceValues(func() (*hengji.Rules, error) { return schema.Read(hengji.DefaultRules) })

func rulesOf(t testing.TB) *hengji.Rules {
	t.Helper()
	rules, err := defaultRules()
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// onlyMarts are the shipped rules without checks, and of the marts those named with
// the marts that they read; without names the printed table, the balance and the
// board. Making the rest is most of what a small night costs.
func onlyMarts(t testing.TB, names ...string) *hengji.Rules {
	t.Helper()
	if names == nil {
		return fewMarts()
	}
	return withMarts(*rulesOf(t), names)
}

// fewMarts are the rules of tests that name no marts.
var fewMarts = sync.OnceValue(func() *hengji.Rules {
	rules, err := defaultRules()
	if err != nil {
		panic(err)
	}
	return withMarts(*rules, []string{"allocation_table", "reconciliation", "submission_status"})
})

func withMarts(rules hengji.Rules, names []string) *hengji.Rules {
	needed := map[string]bool{}
	for len(names) > 0 {
		at := slices.IndexFunc(rules.Marts, func(m *hengji.Mart) bool { return m.Name == names[0] })
		if at < 0 {
			panic("no mart " + names[0])
		}
		if names = names[1:]; !needed[rules.Marts[at].Name] {
			needed[rules.Marts[at].Name] = true
			for _, read := range readMart.FindAllStringSubmatch(rules.Marts[at].SQL, -1) {
				names = append(names, read[1])
			}
		}
	}
	rules.Checks = nil
	rules.Marts = slices.DeleteFunc(slices.Clone(rules.Marts), func(m *hengji.Mart) bool { return !needed[m.Name] })
	return &rules
}

var readMart = regexp.MustCompile(`\bmart\.([a-z_]+)`)

// aRun is a run on the second day after the last day in time.
func aRun() Run {
	return Run{
		ID: "r1", Period: "2021", StartedAt: time.Date(2022, 3, 3, 2, 0, 0, 0, hengji.Beijing), Program: "hengji test",
		RulesFingerprint: "f00d", Periods: []Period{{Period: "2021", OpensOn: "2022-01-01", DueOn: "2022-03-01", ClosedOn: "2022-12-31"}},
	}
}

// create starts a build by all rules; it is closed with the test.
func create(t testing.TB) *Build {
	t.Helper()
	return createBy(t, rulesOf(t))
}

func createBy(t testing.TB, rules *hengji.Rules) *Build {
	t.Helper()
	b := begun(t, filepath.Join(t.TempDir(), "night"), rules, aRun())
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// begun is a build at path, of rules that tests share on a copy of the empty database,
// which costs a fifth of making it; define_test.go holds that it is the same.
func begun(t testing.TB, path string, rules *hengji.Rules, run Run) *Build {
	t.Helper()
	if rules == rulesOf(t) || rules == fewMarts() {
		share(t, rules)
	}
	start := Create
	if whole := empty[rules]; whole != nil {
		must(t, os.WriteFile(path, whole, 0o644))
		start = Continue
	}
	b, err := start(path, rules, run)
	must(t, err)
	return b
}

// empty are the empty databases of rules that are shared.
var empty = map[*hengji.Rules][]byte{}

// share makes the empty database of rules, by which several builds are begun.
func share(t testing.TB, rules *hengji.Rules) {
	t.Helper()
	if empty[rules] != nil {
		return
	}
	path := filepath.Join(t.TempDir(), "empty")
	must(t, Empty(path, rules))
	whole, err := os.ReadFile(path)
	must(t, err)
	empty[rules] = whole
}

// cells is one record of a form: field → value as text. Missing ones are NULL.
type cells map[string]string

// batch makes records of a form; the first stands in row 4 of the sheet.
func batch(t testing.TB, rules *hengji.Rules, form string, submission int64, records ...cells) *hengji.Batch {
	t.Helper()
	f := rules.Form(form)
	if f == nil {
		t.Fatalf("no form %s", form)
	}
	var b hengji.Batch
	b.Reset(f, submission, f.Title)
	known := map[string]bool{}
	for i, c := range f.Columns() {
		known[c.Name] = true
		for _, record := range records {
			text, given := record[c.Name]
			if !given {
				b.Columns[i].AppendNull()
				continue
			}
			appendText(t, &b.Columns[i], text)
		}
	}
	for i, record := range records {
		b.Rows = append(b.Rows, int32(4+i))
		for field := range record {
			if !known[field] {
				t.Fatalf("form %s has no field %s", form, field)
			}
		}
	}
	return &b
}

func appendText(t testing.TB, c *hengji.Column, text string) {
	t.Helper()
	switch c.Kind {
	case hengji.Text:
		c.AppendText(text)
	case hengji.Number:
		d, exact, err := hengji.ParseDecimal(text)
		if err != nil || !exact {
			t.Fatalf("number %q: %v", text, err)
		}
		c.AppendInt(int64(d))
	case hengji.Date:
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		c.AppendInt(day.Unix() / 86400)
	default:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		c.AppendInt(n)
	}
}

// places puts the fields of a form into columns A, B, C … in form order.
func places(rules *hengji.Rules, form string, submission int64) []hengji.FieldCell {
	f := rules.Form(form)
	var out []hengji.FieldCell
	for i, field := range f.Fields {
		out = append(out, hengji.FieldCell{Submission: submission, Form: form, Sheet: f.Title, Field: field.Name, Column: i + 1})
	}
	return out
}

// stage loads the records of one form of a submission with their places and rows.
func stage(t testing.TB, b *Build, form string, submission int64, records ...cells) {
	t.Helper()
	must(t, b.Append(batch(t, b.rules, form, submission, records...)))
	must(t, b.Place(places(b.rules, form, submission)))
	must(t, b.Account([]hengji.SheetAccount{{
		Submission: submission, Sheet: b.rules.Form(form).Title, Form: form,
		RowElements: len(records) + 3, Read: len(records), Title: 2, Header: 1,
	}}))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// standing is an accepted, effective submission of the region with this number in
// published order, received the day before the last in time.
func standing(rules *hengji.Rules, submission int64, region int) hengji.Standing {
	code := rules.Regions(true)[region]
	return hengji.Standing{
		Submission: submission, Period: "2021", RegionCode: code.Code, Region: code.Name,
		File: code.Name + "/自评.xlsx", SHA256: fmt.Sprintf("%064d", submission),
		ReceivedAt: time.Date(2022, 2, 28, 17, 30, 0, 0, hengji.Beijing), Version: 1, State: hengji.Accepted, Latest: true, Effective: true,
	}
}

// publishedYear loads the published counts and amounts: each region's amount on
// its first project, the rest of its projects with 0.
func publishedYear(t testing.TB, b *Build) []hengji.Standing {
	t.Helper()
	file, err := os.Open("testdata/allocation_2021.csv")
	must(t, err)
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	must(t, err)
	var standings []hengji.Standing
	regions := b.rules.Regions(false)
	for i, line := range lines[1 : len(lines)-1] {
		submission := int64(i + 1)
		n, err := strconv.Atoi(line[1])
		must(t, err)
		records := make([]cells, n)
		for k := range records {
			records[k] = cells{
				"project_code": fmt.Sprintf("2021%s%03d", regions[i].Code, k+1), "project_name": fmt.Sprintf("%s项目%d", line[0], k+1),
				"organisation": fmt.Sprintf("单位%d", k%3), "region": line[0], "region_code": regions[i].Code,
				"category": "科普", "category_code": "C05", "support_mode": "无偿补助", "support_mode_code": "S01", "amount_wan": "0",
			}
		}
		records[0]["amount_wan"] = line[2]
		records[0]["category"], records[0]["category_code"] = "重点研发", "C02"
		if regions[i].Name != line[0] {
			t.Fatalf("region %d is %s, want %s", i, regions[i].Name, line[0])
		}
		stage(t, b, "allocation", submission, records...)
		standings = append(standings, standing(b.rules, submission, i))
	}
	return standings
}
