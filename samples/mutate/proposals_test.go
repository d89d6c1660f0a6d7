package main

import "testing"

func TestOnlyAValueThatIsMeantIsFollowed(t *testing.T) {
	for _, c := range []struct {
		what string
		f    finding
		want int
	}{
		{"a value", finding{Cell: "I5", Message: "建议改为 10。", Suggestion: "10"}, 1},
		{"a value for each cell", finding{Cell: "I5", Cells: []cell{{"I5", "10"}, {"I6", "5"}}}, 2},
		{"one of the cells without", finding{Cell: "I5", Cells: []cell{{"I5", "10"}, {"I6", ""}}}, 0},
		{"none", finding{Cell: "I5", Message: "请补填。"}, 0},
		{"choices", finding{Cell: "I5", Message: "只能填其中之一。", Suggestion: "在研、已验收"}, 0},
		{"a comparison", finding{Cell: "I5", Message: "请核对两张表。", Suggestion: "10"}, 0},
		{"a whole sheet", finding{Suggestion: "10"}, 0},
	} {
		if got := c.f.proposals(); len(got) != c.want {
			t.Errorf("%s: got %v", c.what, got)
		}
	}
}

func TestProposalsAreHeldToTheirMeasures(t *testing.T) {
	planted := &mutation{kind: kind{name: "k"}, findings: []finding{{Rule: "R1", Severity: "blocking", Cell: "I5", Fingerprint: "1"}}}
	var r followResult
	r.add(&followed{m: planted, whole: true})
	if r.returned != 1 || r.wholePass != 1 || r.verdict() != nil {
		t.Errorf("what passes is counted: %+v", r)
	}
	r.add(&followed{m: planted, whole: true, findings: planted.findings})
	if r.wholePass != 1 || len(r.fresh) != 0 || r.verdict() == nil {
		t.Errorf("what is still returned is not: %+v", r)
	}
	fresh := followResult{}
	fresh.add(&followed{m: planted, findings: []finding{{Rule: "R2", Severity: "explain", Cell: "I7", Fingerprint: "2"}}})
	if len(fresh.fresh) != 1 || fresh.verdict() == nil {
		t.Errorf("a new finding is told: %+v", fresh)
	}
}
