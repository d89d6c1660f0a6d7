package main

import (
	"errors"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"hengji/samples/tier"
)

func samplesOf(t *testing.T) []string {
	t.Helper()
	samples, err := filepath.Glob(filepath.Join("..", "2021", "inbox", "*", "*_*.xlsx"))
	if err != nil || len(samples) != 17 {
		t.Fatalf("want the 17 clean samples, got %d (%v)", len(samples), err)
	}
	return samples
}

func TestEverySampleIsFoundByItsLabels(t *testing.T) {
	projects := 0
	for _, sample := range samplesOf(t) {
		b, err := open(sample)
		if err != nil {
			t.Error(err)
			continue
		}
		for form, words := range labels {
			for field := range words {
				if form == "execution" && field == "reason" || b.tables[form].columns[field] != 0 {
					continue
				}
				t.Errorf("%s: no column %s in %s", b.region, field, form)
			}
		}
		for _, field := range coverLabels {
			if b.fields[field] == "" && field != "filled" {
				t.Errorf("%s: no %s on the cover", b.region, field)
			}
		}
		projects += len(b.tables["allocation"].rows)
		for _, form := range []*table{b.tables["allocation"], b.tables["execution"], b.tables["indicators"]} {
			for _, total := range form.totals {
				for _, field := range totalled[form.form] {
					want, ok := form.millionths(total, field)
					if !ok {
						continue
					}
					var sum int64
					for _, row := range form.counted(total) {
						value, _ := form.millionths(row, field)
						sum += value
					}
					if sum != want {
						t.Errorf("%s: %s of %s row %d: rows come to %d, the total says %d", b.region, field, form.form, total, sum, want)
					}
				}
			}
		}
	}
	if projects != 168 {
		t.Errorf("got %d projects, want 168", projects)
	}
}

func TestEveryKindCanBePlanted(t *testing.T) {
	folder := t.TempDir()
	departments, err := makeDepartments(folder, 6, 1)
	if err != nil {
		t.Fatal(err)
	}
	samples := append(samplesOf(t), departments...)
	third := rand.IntN(3) // of the kinds in make test, all in make test-more
	names := map[string]bool{}
	for i, k := range kinds() {
		if names[k.name] {
			t.Errorf("two kinds are called %s", k.name)
		}
		names[k.name] = true
		if i%3 != third && !tier.More {
			continue
		}
		m, err := mutate(i, k, samples, folder, uint64(time.Now().UnixNano())) // any seed must do
		if err != nil {
			t.Error(err)
			continue
		}
		if strings.HasPrefix(k.name, "file_") {
			continue
		}
		if _, err := open(m.file); err != nil && !errors.Is(err, errNoTable) {
			t.Errorf("%s: %v", k.name, err)
		}
	}
}

func TestOneSeedPlantsOneFault(t *testing.T) {
	samples := samplesOf(t)
	read := func() map[string][][]string {
		m, err := mutate(3, kinds()[3], samples, t.TempDir(), 42)
		if err != nil {
			t.Fatal(err)
		}
		file, err := excelize.OpenFile(m.file)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		sheets := map[string][][]string{}
		for _, sheet := range file.GetSheetList() {
			if sheets[sheet], err = file.GetRows(sheet); err != nil {
				t.Fatal(err)
			}
		}
		return sheets
	}
	if diff := cmp.Diff(read(), read()); diff != "" {
		t.Error(diff)
	}
}

func TestJudgement(t *testing.T) {
	fault := kind{name: "amount", rules: []string{"R1", "R2"}}
	at := func(rule, severity, cell, cause string, related ...string) finding {
		return finding{Rule: rule, Severity: severity, Sheet: "表", Row: 5, Cell: cell, Cause: cause, Related: related}
	}
	for _, c := range []struct {
		what     string
		kind     kind
		planted  string
		findings []finding
		want     tally
	}{
		{"found in its cell", fault, "表!I5", []finding{at("R1", "blocking", "I5", "a")}, tally{planted: 1, found: 1, exact: 1, own: 1, oneCause: 1}},
		{"found in a compared cell", fault, "表!I5", []finding{at("R2", "blocking", "D9", "a", "'表'!I5")}, tally{planted: 1, found: 1, exact: 1, oneCause: 1}},
		{"found elsewhere", fault, "表!I5", []finding{at("R1", "blocking", "I7", "a")}, tally{planted: 1, found: 1, oneCause: 1}},
		{"not found", fault, "表!I5", nil, tally{planted: 1}},
		{"another rule at the cell", fault, "表!I5", []finding{at("R9", "blocking", "I5", "a")}, tally{planted: 1, repeated: 1}},
		{"another rule elsewhere", fault, "表!I5", []finding{at("R9", "explain", "K8", "a")}, tally{planted: 1, wrong: 1}},
		{"two of one cause", fault, "表!I5", []finding{at("R1", "blocking", "I5", "a"), at("R9", "explain", "K8", "a")}, tally{planted: 1, found: 1, exact: 1, own: 1, oneCause: 1, grouped: 1}},
		{"two of two causes", fault, "表!I5", []finding{at("R1", "blocking", "I5", "a"), at("R2", "explain", "K8", "b")}, tally{planted: 1, found: 1, exact: 1, own: 1, repeated: 1}},
		{"a notice beside it", fault, "表!I5", []finding{at("R1", "blocking", "I5", "a"), at("R9", "notice", "K8", "b")}, tally{planted: 1, found: 1, exact: 1, own: 1, oneCause: 1}},
		{"a row", fault, "表!5", []finding{at("R1", "explain", "", "a")}, tally{planted: 1, found: 1, exact: 1, own: 1, oneCause: 1}},
		{"a column", fault, "表!I", []finding{at("R1", "explain", "I3", "a")}, tally{planted: 1, found: 1, exact: 1, own: 1, oneCause: 1}},
		{"a sheet", fault, "表", []finding{at("R1", "explain", "", "a")}, tally{planted: 1, found: 1, exact: 1, own: 1, oneCause: 1}},
		{"the file", fault, "", []finding{at("R1", "blocking", "", "a")}, tally{planted: 1, found: 1, exact: 1, own: 1, oneCause: 1}},
		{"harmless", kind{}, "", []finding{at("R9", "notice", "K8", "b")}, tally{planted: 1, found: 1, exact: 1, own: 1, oneCause: 1}},
		{"harmless, and told", kind{}, "", []finding{at("R9", "explain", "K8", "b")}, tally{planted: 1, repeated: 1}},
	} {
		m := &mutation{kind: c.kind, findings: c.findings}
		if c.planted != "" {
			m.planted = []string{c.planted}
		}
		var got tally
		got.add(judgeOne(m, nil))
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(tally{})); diff != "" {
			t.Errorf("%s: %s", c.what, diff)
		}
	}
}

func TestVerdictHoldsTheMeasures(t *testing.T) {
	told := []finding{{Rule: "R1", Severity: "blocking", Sheet: "表", Cell: "I5", Cause: "a"}}
	mutations := func(n, missed int) []*mutation {
		var all []*mutation
		for i := range n {
			m := &mutation{kind: kind{name: "k", rules: []string{"R1"}}, planted: []string{"表!I5"}, findings: told}
			if i < missed {
				m.findings = nil
			}
			all = append(all, m)
		}
		return all
	}
	if err := judge(mutations(100, 1), nil).verdict(); err != nil {
		t.Errorf("99 of 100 are enough: %v", err)
	}
	if err := judge(mutations(100, 2), nil).verdict(); err == nil {
		t.Error("98 of 100 are too few")
	}
	unclean := map[string][]finding{"x.xlsx": told}
	if err := judge(mutations(100, 0), unclean).verdict(); err == nil {
		t.Error("a clean workbook with a finding passes")
	}
}

func TestCreditCodesHaveTheirCheckCharacters(t *testing.T) {
	// The first code of the samples' generator, whose check characters are proved there.
	for _, sample := range samplesOf(t)[:3] {
		b, err := open(sample)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range b.tables["allocation"].rows {
			code := b.tables["allocation"].text(row, "uscc")
			if got := creditCode(code[:8], code[8:16]); got != code {
				t.Errorf("got %s, want %s", got, code)
			}
		}
	}
}

func TestRandomChoicesComeFromTheSeed(t *testing.T) {
	a, b := rand.New(rand.NewPCG(1, 2)), rand.New(rand.NewPCG(1, 2))
	d, e := &draft{Rand: a}, &draft{Rand: b}
	for range 20 {
		if one(d, 1, 2, 3, 4, 5) != one(e, 1, 2, 3, 4, 5) {
			t.Fatal("one seed, two choices")
		}
	}
}

func TestAWorkbookWithoutFindingsHasNone(t *testing.T) {
	found, err := readFindings(strings.NewReader(`{"file":"a/clean.xlsx","state":"accepted","findings":0}
{"file":"a/faulty.xlsx","rule":"ALLOC-R01","severity":"blocking"}
`))
	if err != nil {
		t.Fatal(err)
	}
	if len(found["clean.xlsx"]) != 0 || len(found["faulty.xlsx"]) != 1 {
		t.Errorf("found %+v", found)
	}
}
