package review

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hengji"
	"hengji/ingest"
	"hengji/load"
	"hengji/samples/tier"
	"hengji/schema"
)

var update = flag.Bool("update", false, "rewrite goldens with what the program prints")

// shipped are the program's rules with the lists that its cases stand on, for tests that change nothing of them.
var shipped = sync.OnceValues(func() (*hengji.Rules, error) {
	fixture, err := schema.ReadFixture(hengji.DefaultRules)
	if err != nil {
		return nil, err
	}
	return schema.Read(fixture.Files)
})

// bench is a reviewer with the shipped rules and a clock that stands still.
func bench(t testing.TB) *Reviewer {
	t.Helper()
	rules, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return benchBy(rules)
}

func benchBy(rules *hengji.Rules) *Reviewer {
	stamp := load.Run{ID: "check", Period: "2021", StartedAt: time.Date(2022, 2, 10, 2, 0, 0, 0, time.UTC), Program: "hengji " + hengji.Version}
	return New(rules, stamp, ingest.Reader{Limits: ingest.DefaultLimits()}, 2)
}

// cases reads the cases from the checkout, so that -update can rewrite them.
func cases(t testing.TB) []schema.Case {
	t.Helper()
	all, err := schema.ReadCases(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestCasesYieldExactlyTheirFindings(t *testing.T) {
	samples := judgedSamples(t)
	if !tier.More {
		t.Log("of the cases over several periods a third, another each time: make test-more has all")
	}
	for i, c := range samples.cases {
		t.Run(c.Name, func(t *testing.T) {
			var got []string
			for _, f := range bench(t).ofCase(c, samples.findings[i]) {
				got = append(got, CaseLine(f))
				holdsToWords(t, &f)
			}
			diff := cmp.Diff(c.Want, got)
			switch {
			case diff == "" || len(c.Want)+len(got) == 0:
			case *update:
				rewriteCase(t, c, got)
			default:
				t.Errorf("%s (-want +got):\n%s", c.Title, diff)
			}
		})
	}
}

// samples are all that is made to be found fault with, each a night of its own: the
// cases (of those over several periods a third in make test, as one costs what twenty others do), then the faulty workbooks, then the department's clean one.
type samples struct {
	cases    []schema.Case
	faults   []string
	nights   [][]Workbook
	findings [][]hengji.Finding // by night
}

// judgeSamples judges them, for all tests that look at what is found in them.
var judgeSamples = sync.OnceValues(func() (*samples, error) {
	rules, err := shipped()
	if err != nil {
		return nil, err
	}
	n, s := benchBy(rules), &samples{}
	if s.cases, err = schema.ReadCases(os.DirFS("../..")); err != nil {
		return nil, err
	}
	if !tier.More && !*update {
		n := rand.IntN(3)
		s.cases = slices.DeleteFunc(s.cases, func(c schema.Case) bool {
			if !slices.ContainsFunc(c.Submissions, func(w schema.CaseSubmission) bool { return w.Period != c.Submissions[0].Period }) {
				return false
			}
			n++
			return n%3 != 0
		})
	}
	for _, c := range s.cases {
		s.nights = append(s.nights, n.caseWorkbooks(c))
	}
	if s.faults, err = filepath.Glob("../../samples/faults/*.xlsx"); err != nil {
		return nil, err
	}
	if len(s.faults) < 10 {
		return nil, fmt.Errorf("%d faulty samples", len(s.faults))
	}
	for _, file := range append(slices.Clone(s.faults), "../../samples/2021/inbox/市科技局/2021年度市科技局部门整体支出绩效自评.xlsx") {
		w, err := n.onDisk(1, file)
		if err != nil {
			return nil, err
		}
		s.nights = append(s.nights, []Workbook{w})
	}
	s.findings = make([][]hengji.Finding, len(s.nights))
	return s, n.checkApart(context.Background(), s.nights, func(i int, judged *Judgement) { s.findings[i] = judged.Findings })
})

func judgedSamples(t *testing.T) *samples {
	t.Helper()
	s, err := judgeSamples()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// rewriteCase replaces what stands behind the line want of a case.
func rewriteCase(t *testing.T, c schema.Case, got []string) {
	file := filepath.Join("../..", c.Place.File)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	header := "case " + strings.TrimPrefix(c.Name, string(c.Rule)+"_") + ":"
	at := strings.Index("\n"+string(text), "\n"+header)
	head, after, found := strings.Cut(string(text)[at:], "\nwant\n")
	if !found {
		t.Fatalf("%s has no line want behind %s", file, header)
	}
	lines := strings.Join(append([]string{head, "want"}, got...), "\n") + "\n"
	if next := strings.Index("\n"+after, "\ncase "); next >= 0 {
		lines += "\n" + after[next:]
	}
	if err := os.WriteFile(file, []byte(string(text)[:at]+lines), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The faulty samples: each planted fault is found where it stands. A .want file
// lists what must be there; "none above notice" allows notices only.
func TestFaultySamplesYieldTheirFindings(t *testing.T) {
	samples := judgedSamples(t)
	for i, file := range samples.faults {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".xlsx"), func(t *testing.T) {
			want, err := os.ReadFile(strings.TrimSuffix(file, ".xlsx") + ".want")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			gravest := hengji.Notice
			for _, f := range samples.findings[len(samples.cases)+i] {
				holdsToWords(t, &f)
				for _, one := range f.Singly() {
					got = append(got, faultLine(*one))
				}
				if f.Severity.Rank() < gravest.Rank() {
					gravest = f.Severity
				}
			}
			if *update {
				rewriteFault(t, file, string(want), got)
				return
			}
			for line := range strings.Lines(string(want)) {
				line = strings.TrimSpace(line)
				switch {
				case line == "" || strings.HasPrefix(line, "#"):
				case line == "none above notice":
					if gravest != hengji.Notice {
						t.Errorf("findings above notice:\n%s", strings.Join(got, "\n"))
					}
				case !slices.Contains(got, line):
					t.Errorf("missing %s\nfound\n%s", line, strings.Join(got, "\n"))
				}
			}
		})
	}
}

// faultLine is a finding as samples/faults writes it.
func faultLine(f hengji.Finding) string {
	place := "-"
	switch {
	case f.Cell != "":
		place = f.Sheet + "!" + f.Cell
	case f.Row > 0:
		place = fmt.Sprintf("%s!%d", f.Sheet, f.Row)
	case f.Sheet != "":
		place = f.Sheet
	}
	line := fmt.Sprintf("%s %s %s", f.Severity, f.Rule, place)
	for _, value := range []struct{ name, text string }{{"got", f.Got}, {"want", f.Want}, {"diff", f.Diff}} {
		if value.text != "" {
			line += " " + value.name + "=" + strings.Join(strings.Fields(value.text), " ")
		}
	}
	return line
}

// rewriteFault writes what is found now of the rules that a .want file names; which
// rules those are stays a person's decision.
func rewriteFault(t *testing.T, file, want string, got []string) {
	var lines []string
	for line := range strings.Lines(want) {
		line = strings.TrimSpace(line)
		fields := strings.Fields(line)
		if len(fields) < 2 || line == "none above notice" || strings.HasPrefix(line, "#") {
			lines = append(lines, line)
			continue
		}
		for _, found := range got {
			if strings.HasPrefix(found, fields[0]+" "+fields[1]+" ") && !slices.Contains(lines, found) {
				lines = append(lines, found)
			}
		}
	}
	file = strings.TrimSuffix(file, ".xlsx") + ".want"
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}
