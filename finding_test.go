package hengji

import (
	"strings"
	"testing"
)

func TestDecideJudgesByTheGravestUnsettledFinding(t *testing.T) {
	blocking := Finding{Severity: Blocking}
	approval := Finding{Severity: Approval}
	explain := Finding{Severity: Explain}
	notice := Finding{Severity: Notice}
	with := func(f Finding, change func(*Finding)) Finding { change(&f); return f }
	waived := func(f *Finding) { f.State = "waived" }
	explained := func(f *Finding) { f.State = "explained" }
	shadow := func(f *Finding) { f.Shadow = true }
	for _, c := range []struct {
		name     string
		findings []Finding
		nothing  bool
		want     State
	}{
		{"no finding", nil, false, Accepted},
		{"no project", nil, true, Nil},
		{"a notice", []Finding{notice}, false, Accepted},
		{"an explanation owed", []Finding{notice, explain}, false, Pending},
		{"an explanation given", []Finding{with(explain, explained)}, false, Accepted},
		{"a blocking finding last", []Finding{explain, blocking}, false, Returned},
		{"a blocking finding cannot be explained away", []Finding{with(blocking, explained)}, false, Returned},
		{"an approval not given", []Finding{approval}, false, Returned},
		{"an approval given", []Finding{with(approval, waived)}, false, Accepted},
		{"a shadow rule", []Finding{with(blocking, shadow)}, false, Accepted},
		{"a faulty nil report", []Finding{blocking}, true, Returned},
	} {
		if got := Decide(c.findings, c.nothing); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestFingerprintsStayWhenRowsMoveAndPartWhenKeysAreTheSame(t *testing.T) {
	sheets := func(int64, string) int { return 0 }
	one := []Finding{{Submission: 1, RegionCode: "HY16", Form: "allocation", Rule: "R", Key: "2021LY001", Field: "amount_wan", Row: 5}}
	moved := []Finding{{Submission: 2, RegionCode: "HY16", Form: "allocation", Rule: "R", Key: "2021LY001", Field: "amount_wan", Row: 9}}
	SortFindings(one, sheets)
	SortFindings(moved, sheets)
	if one[0].Fingerprint != moved[0].Fingerprint {
		t.Error("a moved row changed the fingerprint")
	}
	twice := []Finding{one[0], one[0]}
	twice[1].Row = 6
	SortFindings(twice, sheets)
	if twice[0].Fingerprint == twice[1].Fingerprint {
		t.Error("two findings of one submission share a fingerprint")
	}
}

func TestRenderFillsPlaceholdersAndLeavesUnknownOnesVisible(t *testing.T) {
	rule := &Rule{Message: "填 {got}，应为 {want}；{更多} {open"}
	if got, want := Render(rule.Message, map[string]string{"got": "{want}", "want": "2"}), "填 {want}，应为 2；{更多} {open"; got != want {
		t.Errorf("Render: %q, want %q", got, want)
	}
}

func TestAFindingMasksTextsAndShowsCodesWhole(t *testing.T) {
	rules := &Rules{
		Forms:     []*Form{{Name: "allocation", Key: []string{"project_code"}, Fields: []*Field{{Name: "project_code"}, {Name: "remarks"}}}},
		Catalogue: map[RuleID]*Rule{"R": {ID: "R", Message: "{got}，{suggestion}"}},
	}
	code := rules.Finding(Remark{Rule: "R", Form: "allocation", Field: "project_code", Key: "13820210010", Got: "13820210010", Suggestion: "07342021001"})
	if code.Message != "13820210010，07342021001" || code.Key != "13820210010" {
		t.Errorf("of a code: %q, key %q", code.Message, code.Key)
	}
	text := rules.Finding(Remark{Rule: "R", Form: "allocation", Field: "remarks", Key: "13820210010|论文13820210010", Got: "电话13820210010", Suggestion: "6222020200011122237"})
	if strings.Contains(text.Message, "2021") || text.Got != "电话138****0010" || text.Key != "13820210010|论文138****0010" {
		t.Errorf("of a text: %q, got %q, key %q", text.Message, text.Got, text.Key)
	}
}
