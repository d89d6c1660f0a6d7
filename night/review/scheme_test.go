package review

import (
	"context"
	"slices"
	"strings"
	"testing"

	"hengji/schema"
)

// The points that checks ask for are the scheme's: where 湖北's is in force they are
// 80 beside the execution rate's 20, and what is clean by the shipped one is not.
func TestPointsAskedForAreTheSchemes(t *testing.T) {
	shipped := bench(t)
	rules := *shipped.Rules
	rules.Schemes = nil
	for _, s := range shipped.Rules.Schemes {
		changed := *s
		if s.Kind == "project" {
			changed.Default = s.Name == "hubei"
		}
		rules.Schemes = append(rules.Schemes, &changed)
	}
	hubei := shipped.By(&rules)
	var clean []schema.Case
	for _, name := range []string{"IND-R01_weights_moved", "EVAL-R06_execution_weight_blank"} {
		at := slices.IndexFunc(cases(t), func(c schema.Case) bool { return c.Name == name && len(c.Want) == 0 })
		if at < 0 {
			t.Fatalf("%s is gone, or not clean", name)
		}
		clean = append(clean, cases(t)[at])
	}
	got, err := hubei.RunCases(context.Background(), clean)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]string{
		{"blocking IND-R01 南岳区 绩效指标表!I4 got=12.5 diff=10", "blocking IND-R01 南岳区 绩效指标表!I12 got=20 diff=10"},
		{
			"blocking IND-R01 南岳区 绩效指标表!I4 got=10 diff=10", "blocking IND-R01 南岳区 绩效指标表!I12 got=20 diff=10",
			"blocking EVAL-R06 南岳区 自评表2!G19 got=100 diff=-10",
		},
	} {
		if !slices.Equal(got[i], want) {
			t.Errorf("%s finds\n%s\nwant\n%s", clean[i].Name, strings.Join(got[i], "\n"), strings.Join(want, "\n"))
		}
	}
}
