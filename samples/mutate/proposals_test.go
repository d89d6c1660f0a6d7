package main

import (
	"slices"
	"testing"
)

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
		{"an example", finding{Cell: "I5", Message: "若为分次安排，请填合计 10。", Suggestion: "10"}, 0},
		{"a whole sheet", finding{Suggestion: "10"}, 0},
	} {
		if got := c.f.proposals(); len(got) != c.want {
			t.Errorf("%s: got %v", c.what, got)
		}
	}
}

func TestTheSentenceOfAWorkbookIsFollowed(t *testing.T) {
	for said, want := range map[string][]typedIn{
		"改 2 格即可全部通过：表!I5 改为 10、I14 改为 45。":          {{"表", "I5", "10"}, {"表", "I14", "45"}},
		"改 2 格，必须修改的问题即可全部解决：表!I5 改为 10、封面!C4 改为 甲。": {{"表", "I5", "10"}, {"封面", "C4", "甲"}},
		"改 1 格即可全部通过：表!I5。":                          nil,
		"有几种改法，都要改 1 格，请核对原始凭证。":                     nil,
		"": nil,
	} {
		if got := (finding{Mending: said}).mending(); !slices.Equal(got, want) {
			t.Errorf("%s: got %v", said, got)
		}
	}
}

func TestProposalsAreHeldToTheirMeasures(t *testing.T) {
	planted := &mutation{kind: kind{name: "k"}, findings: []finding{{Rule: "R1", Severity: "blocking", Cell: "I5", Fingerprint: "1"}}}
	r := followResult{kinds: map[string]*round{}}
	r.add(&followed{m: planted, whole: true})
	if r.returned != 1 || r.wholePass != 1 || r.verdict() != nil {
		t.Errorf("what passes is counted: %+v", r)
	}
	r.add(&followed{m: planted, whole: true, findings: planted.findings})
	if r.wholePass != 1 || len(r.fresh) != 0 || r.verdict() == nil {
		t.Errorf("what is still returned is not: %+v", r)
	}
	fresh := followResult{kinds: map[string]*round{}}
	fresh.add(&followed{m: planted, findings: []finding{{Rule: "R2", Severity: "explain", Cell: "I7", Fingerprint: "2"}}})
	if len(fresh.fresh) != 1 || fresh.verdict() == nil {
		t.Errorf("a new finding is told: %+v", fresh)
	}
}
