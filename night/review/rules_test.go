package review

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hengji"
	"hengji/ingest"
	"hengji/load"
	"hengji/schema"
)

var update = flag.Bool("update", false, "rewrite goldens with what the program prints")

// thorough reports that more is tested than a change needs (make test-all).
var thorough = os.Getenv("HENGJI_TEST") != ""

// bench is a reviewer with the shipped rules and a clock that stands still.
func bench(t testing.TB) *Reviewer {
	t.Helper()
	rules, err := schema.Read(hengji.DefaultRules)
	if err != nil {
		t.Fatal(err)
	}
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
	all := cases(t)
	found, err := bench(t).judgeCases(context.Background(), all)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range all {
		t.Run(c.Name, func(t *testing.T) {
			var got []string
			for _, f := range found[i] {
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
	files, err := filepath.Glob("../../samples/faults/*.xlsx")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d faulty samples, %v", len(files), err)
	}
	n := bench(t)
	nights := make([][]Workbook, len(files))
	for i, file := range files {
		w, err := n.onDisk(1, file)
		if err != nil {
			t.Fatal(err)
		}
		nights[i] = []Workbook{w}
	}
	err = n.checkApart(context.Background(), nights, func(i int, judged *Judgement) {
		file := files[i]
		t.Run(strings.TrimSuffix(filepath.Base(file), ".xlsx"), func(t *testing.T) {
			want, err := os.ReadFile(strings.TrimSuffix(file, ".xlsx") + ".want")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			gravest := hengji.Notice
			for _, f := range judged.Findings {
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
	})
	if err != nil {
		t.Fatal(err)
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
