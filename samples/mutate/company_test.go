package main

import (
	"errors"
	"strings"
	"testing"
)

func TestFaultsOfACompanyAreThoseOfEachAlone(t *testing.T) {
	folder := t.TempDir()
	all, err := gather(samplesOf(t), folder, 6, 2, 4, 7)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if n := len(c.faults); n < 2 || n > 4 {
			t.Errorf("%s: %d faults", name(c.file), n)
		}
		for i := range c.faults {
			_, without, err := c.write(folder, "_without", func(k int) bool { return k == i })
			if err != nil && !errors.Is(err, errUnfit) {
				t.Error(err)
			}
			if err == nil && len(without) != len(c.faults)-1 {
				t.Errorf("%s without %s has %d faults", name(c.file), c.faults[i].kind.name, len(without))
			}
		}
	}
}

func TestCompanyIsHeldAgainstEachAlone(t *testing.T) {
	says := func(rule, severity, cell, print, cause string) finding {
		return finding{Rule: rule, Severity: severity, Sheet: "表", Cell: cell, Fingerprint: print, Cause: cause}
	}
	amount, rate := says("R1", "blocking", "I5", "1", "1"), says("R2", "blocking", "P9", "2", "2")
	faults := func() []*fault {
		return []*fault{
			{kind: kind{name: "amount", rules: []string{"R1"}}, places: []string{"表!I5"}, texts: []string{"7"}},
			{kind: kind{name: "rate", rules: []string{"R2"}}, places: []string{"表!P9"}, texts: []string{"8"}},
		}
	}
	for _, c := range []struct {
		what         string
		findings     []finding
		lost, milder int
	}{
		{"each is told", []finding{amount, rate}, 0, 0},
		{"one hides the other", []finding{amount}, 1, 0},
		{"by something milder", []finding{says("R9", "explain", "I5", "9", "9"), amount}, 1, 0},
		{"told by another rule in its cell", []finding{amount, says("R9", "blocking", "P9", "9", "9")}, 0, 0},
		{"told more mildly", []finding{amount, says("R2", "explain", "P9", "2", "2")}, 0, 0},
		{"told as a notice", []finding{amount, says("R2", "notice", "P9", "2", "2")}, 1, 0},
		{"both left out for something milder", []finding{says("R9", "explain", "A1", "9", "9")}, 2, 2},
	} {
		var r companyResult
		r.compare(&company{faults: faults(), findings: c.findings, alone: [][]finding{{amount}, {rate}}}, nil)
		if len(r.lost) != c.lost || len(r.milder) != c.milder || r.foundAlone != 2 {
			t.Errorf("%s: lost %d, milder %d, found alone %d", c.what, len(r.lost), len(r.milder), r.foundAlone)
		}
	}
}

func TestSentencesAreThoseThatADistrictReads(t *testing.T) {
	root := finding{Rule: "R1", Severity: "explain", Fingerprint: "1", Cause: "1"}
	follows := func(rule, severity string) finding {
		return finding{Rule: rule, Severity: severity, Fingerprint: "2", Cause: "1"}
	}
	for _, c := range []struct {
		what string
		f    finding
		want int
	}{
		{"of another rule", follows("R2", "explain"), 1},
		{"a brother of the same rule", follows("R1", "explain"), 0},
		{"graver than its cause", follows("R2", "blocking"), 0},
		{"a notice", follows("R2", "notice"), 0},
	} {
		if got := sentences([]finding{root, c.f}); len(got) != c.want {
			t.Errorf("%s: got %v", c.what, got)
		}
	}
}

func TestWhatComparesWithNoValueIsNotLost(t *testing.T) {
	for _, c := range []struct {
		rule, kindOfOther string
		blind             int
	}{
		{"R1", "year_where_a_day_shows", 1},
		{"R1", "date_other", 0},
		{"EVAL-R09", "score_with_unit", 0}, // judged by the number proposed
		{"EXEC-R02", "money_with_unit", 0},
	} {
		alone := finding{Rule: c.rule, Severity: "explain", Sheet: "表", Cell: "L5", Related: []string{"'表'!M5"}, Fingerprint: "1", Cause: "1"}
		faults := []*fault{
			{kind: kind{name: "other", rules: []string{c.rule}}, places: []string{"表!L5"}, texts: []string{"2021-05-04"}},
			{kind: kind{name: c.kindOfOther, rules: []string{"R2"}}, places: []string{"表!M5"}, texts: []string{"2021.5"}},
		}
		var r companyResult
		r.compare(&company{faults: faults, alone: [][]finding{{alone}, nil}}, nil)
		if r.blind != c.blind || len(r.lost) != 1-c.blind {
			t.Errorf("%s beside %s: %d not comparable, %d lost", c.rule, c.kindOfOther, r.blind, len(r.lost))
		}
	}
}

func TestWhatNobodyCanTellFromOneMistakeIsNotUntrue(t *testing.T) {
	cause := finding{Rule: "EXEC-R01", Sheet: "表", Cell: "G5", Diff: "70"}
	faults := []*fault{{places: []string{"表!G5"}}, {places: []string{"表!M14"}}}
	for _, c := range []struct {
		cell, diff string
		want       bool
	}{{"M14", "70", true}, {"M14", "-70", true}, {"M14", "60", false}, {"M13", "70", false}, {"M14", "", false}} {
		s := sentence{finding{Rule: "TOTAL-SUM", Sheet: "表", Cell: c.cell, Diff: c.diff}, cause}
		if got := (&company{faults: faults}).coincide(0, s); got != c.want {
			t.Errorf("%s off by %s: %v", c.cell, c.diff, got)
		}
	}
}

func TestAColumnInAnotherUnitIsComparedWithNothing(t *testing.T) {
	budget := finding{Rule: "R1", Severity: "explain", Sheet: "自评表1", Cell: "D6", Related: []string{"'执行'!C7"}, Fingerprint: "1", Cause: "1"}
	for label, blind := range map[string]int{"执行!C3": 1, "执行!D3": 0} {
		faults := []*fault{
			{kind: kind{name: "eval_budget", rules: []string{"R1"}}, places: []string{"自评表1!D6"}, texts: []string{"11"}},
			{kind: kind{name: "label_unit", rules: []string{"R2"}}, places: []string{label}, texts: []string{"年初预算数（千元）"}},
		}
		var r companyResult
		r.compare(&company{faults: faults, alone: [][]finding{{budget}, nil}}, nil)
		if r.blind != blind || len(r.lost) != 1-blind {
			t.Errorf("%s: %d not comparable, lost %v", label, r.blind, r.lost)
		}
	}
}

func TestASheetOfNoProjectIsComparedWithNothing(t *testing.T) {
	budget := finding{Rule: "R1", Severity: "explain", Sheet: "自评表1", Cell: "C7", Related: []string{"'执行'!C7"}, Fingerprint: "1", Cause: "1"}
	within, unknown := budget, finding{Rule: "EVAL-R01", Severity: "explain", Sheet: "自评表1", Cell: "B3", Fingerprint: "2", Cause: "2"}
	within.Related = []string{"'自评表1'!C6"}
	elsewhere := unknown
	elsewhere.Sheet = "自评表2"
	for _, c := range []struct {
		what        string
		alone, told finding
		blind       int
	}{
		{"its project is not to be found", budget, unknown, 1},
		{"that of another sheet is not", budget, elsewhere, 0},
		{"it compares cells of its own sheet", within, unknown, 0},
	} {
		faults := []*fault{{kind: kind{name: "eval_budget", rules: []string{"R1"}}, places: []string{"自评表1!C7"}, texts: []string{"11"}}}
		var r companyResult
		r.compare(&company{faults: faults, findings: []finding{c.told}, alone: [][]finding{{c.alone}}}, nil)
		if r.blind != c.blind || len(r.lost) != 1-c.blind {
			t.Errorf("%s: %d not comparable, lost %v", c.what, r.blind, r.lost)
		}
	}
}

func TestAnUntrueSentenceIsNoSuccess(t *testing.T) {
	if err := (&companyResult{foundAlone: 1}).verdict(); err != nil {
		t.Error(err)
	}
	err := (&companyResult{foundAlone: 1, untrue: []string{"x"}}).verdict()
	if err == nil || !strings.Contains(err.Error(), "1 untrue") {
		t.Errorf("got %v", err)
	}
}

func TestSentenceOfAReturnIsCounted(t *testing.T) {
	for text, want := range map[string]string{
		"退回：12 处必须修改，1 处请核实或说明（其中 2 处由别处引起）；另有 4 条提示，供参考。": "12 1 4",
		"待核实：3 处请核实或说明。": "0 3 0",
		"通过：没有需要修改的问题。":  "0 0 0",
	} {
		if got := sentenceCounts(text).String(); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestAFaultOfAnotherRecordIsAnother(t *testing.T) {
	one := &fault{row: [2]string{"001", "甲"}, texts: []string{"15"}}
	for _, c := range []struct {
		what string
		f    fault
		same bool
	}{
		{"the same", fault{row: one.row, texts: one.texts}, true},
		{"its project has another code", fault{row: [2]string{"002", "甲"}, texts: one.texts}, true},
		{"its project has another name", fault{row: [2]string{"001", "乙"}, texts: one.texts}, true},
		{"it fills in another's row too", fault{row: one.row, texts: one.texts, filled: [][2]string{{"002", "乙"}}}, false},
		{"another project", fault{row: [2]string{"002", "乙"}, texts: one.texts}, false},
		{"made of another value", fault{row: one.row, texts: []string{"16"}}, false},
	} {
		if got := c.f.is(one); got != c.same {
			t.Errorf("%s: %v", c.what, got)
		}
	}
}
