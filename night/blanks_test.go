package night

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"hengji"
	"hengji/ingest"
	"hengji/night/review"
	"hengji/report"
	"hengji/samples/tier"
	"hengji/schema"
)

// theBlanks are the templates of all regions; nobody changes them.
var theBlanks = sync.OnceValues(func() ([]*Blank, error) {
	rules, err := shipped()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "blanks")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	blanks, err := Blanks(rules, "2021", "", dir)
	if err == nil {
		err = WriteBlanks(nil, blanks, nil)
	}
	return blanks, err
})

// blanksOf are the templates of all regions, by code.
func blanksOf(t testing.TB) map[string]*Blank {
	t.Helper()
	blanks, err := theBlanks()
	if err != nil {
		t.Fatal(err)
	}
	byCode := map[string]*Blank{}
	for _, b := range blanks {
		byCode[b.Region.Code] = b
	}
	return byCode
}

// judged are the findings of workbooks as `hengji check` gives them, in the
// words of the cases; shadow rules too.
func judgedLines(t testing.TB, n *review.Reviewer, books map[string][]byte) []string {
	t.Helper()
	var workbooks []review.Workbook
	for name, data := range books {
		workbooks = append(workbooks, review.Workbook{
			ID: int64(len(workbooks) + 1), Period: n.Stamp.Period, File: name, Received: n.Stamp.StartedAt,
			Open: func() (*hengji.Submission, error) { return ingest.Open(name, data, n.Reader.Limits) },
		})
	}
	judged, err := n.Check(context.Background(), workbooks)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range judged.Findings {
		lines = append(lines, review.CaseLine(f))
	}
	return lines
}

// controlOf are the projects and the amount that the bureau allocated.
func controlOf(t testing.TB, rules *hengji.Rules, region string) (projects int, amount hengji.Decimal) {
	t.Helper()
	for _, row := range rules.CodeLists["control_figures"].Rows {
		if row[0] == "2021" && row[1] == region {
			count, _, err := hengji.ParseDecimal(row[2])
			if err != nil {
				t.Fatal(err)
			}
			if amount, _, err = hengji.ParseDecimal(row[3]); err != nil {
				t.Fatal(err)
			}
			return int(count / hengji.DecimalOne), amount
		}
	}
	t.Fatalf("no control figure of %s", region)
	return 0, 0
}

// The promise of the template: valid data that a program types into it come back
// without any finding, not even a notice.
func TestATemplateFilledWithValidDataYieldsNoFinding(t *testing.T) {
	draws := flag.Lookup("rapid.checks")
	before := draws.Value.String()
	defer draws.Value.Set(before)
	draws.Value.Set("2")
	if tier.All {
		draws.Value.Set("10")
	}
	n := aReviewer(t)
	blanks := blanksOf(t)
	regions := n.Rules.Regions(false)
	rapid.Check(t, func(rt *rapid.T) {
		books := map[string][]byte{}
		for _, region := range rapid.Permutation(regions).Draw(rt, "regions")[:3] {
			projects, amount := controlOf(t, n.Rules, region.Code)
			book, err := typed(blanks[region.Code].book, drawn(rt, region, projects, amount))
			if err != nil {
				rt.Fatal(err)
			}
			books[filepath.Base(blanks[region.Code].File)] = book
		}
		if lines := judgedLines(t, n, books); len(lines) > 0 {
			rt.Errorf("valid data were told about:\n%s", strings.Join(lines, "\n"))
		}
	})
}

// The same test with one figure changed must fail, or it shows nothing.
func TestAFilledTemplateWithAWrongAmountIsTold(t *testing.T) {
	n := aReviewer(t)
	blank := blanksOf(t)["HY05"]
	f := rapid.Custom(func(rt *rapid.T) filling {
		return drawn(rt, blank.Region, 2, 15*hengji.DecimalOne)
	}).Example(7)
	f.sheets["项目资金安排表"][0]["安排金额（万元）"] = 16 * hengji.DecimalOne
	book, err := typed(blank.book, f)
	if err != nil {
		t.Fatal(err)
	}
	if lines := judgedLines(t, n, map[string][]byte{"南岳区.xlsx": book}); len(lines) == 0 {
		t.Error("nothing was told")
	}
}

func TestABlankTemplateIsAskedForItsProjects(t *testing.T) {
	n := aReviewer(t)
	got := judgedLines(t, n, map[string][]byte{"南岳区.xlsx": blanksOf(t)["HY05"].book})
	want := []string{
		"blocking COVER-R02 南岳区 项目资金安排表 got=0",
		"notice SHEET-NO-DATA 南岳区 项目资金安排表 want=项目资金安排表",
		"notice SHEET-NO-DATA 南岳区 资金执行情况表 want=资金执行情况表",
		"notice SHEET-NO-DATA 南岳区 绩效指标表 want=绩效指标表",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Nothing but 零报告 is typed: the empty tables are as they should be, and only
// the control figure speaks against it.
func TestATemplateOfANilReportIsAskedOnlyWhatTheBureauKnows(t *testing.T) {
	n := aReviewer(t)
	book, err := typed(blanksOf(t)["HY05"].book, filling{cover: record{"零报告": "是"}})
	if err != nil {
		t.Fatal(err)
	}
	got := judgedLines(t, n, map[string][]byte{"南岳区.xlsx": book})
	if len(got) != 1 || !strings.HasPrefix(got[0], "explain COVER-R03 ") {
		t.Errorf("told: %q", got)
	}
}

// A bureau without any form of its own for a reporter makes no workbook for it.
func TestNoTemplateWithoutForms(t *testing.T) {
	n := aReviewer(t)
	rules := *n.Rules
	rules.Forms = slices.DeleteFunc(slices.Clone(rules.Forms), func(f *hengji.Form) bool { return f.Reporter == "department" })
	if _, err := Blanks(&rules, "2021", "市科技局", t.TempDir()); err == nil || !strings.Contains(err.Error(), "没有要由它填报的报表") {
		t.Errorf("the department without forms: %v", err)
	}
	rules.Forms = nil
	if _, err := Blanks(&rules, "2021", "", t.TempDir()); err == nil {
		t.Error("no forms at all made workbooks")
	}
	if err := WriteBlanks(nil, []*Blank{{Template: report.Template{Rules: &rules}}}, nil); err == nil {
		t.Error("a workbook was written of no form")
	}
}

// shipped are the program's rules, which no test changes.
var shipped = sync.OnceValues(func() (*hengji.Rules, error) { return schema.Read(hengji.DefaultRules) })

// aReviewer judges by the shipped rules with a clock that stands still.
func aReviewer(t testing.TB) *review.Reviewer {
	t.Helper()
	rules, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return Reviewer(Settings{Period: "2021", Jobs: 2, Limits: ingest.DefaultLimits(), Now: time.Date(2022, 2, 10, 2, 0, 0, 0, time.UTC)}, rules)
}
