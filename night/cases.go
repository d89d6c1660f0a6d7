package night

import (
	"context"
	"fmt"
	"io/fs"

	"hengji"
	"hengji/night/review"
	"hengji/schema"
)

// ReadCases reads the cases of rule files: all of them, or those of the rules named.
func ReadCases(files fs.FS, rules []string) ([]schema.Case, error) {
	cases, err := schema.ReadCases(files)
	if err != nil {
		return nil, hengji.UsageError{Err: fmt.Errorf("案例有误：\n%w", err)}
	}
	return schema.CasesOf(cases, rules)
}

// RunCases gives what each case yields: by the lists, the period and the day that cases
// stand on, or by those in force where their author asks for it.
func RunCases(ctx context.Context, s Settings, rules *hengji.Rules, files fs.FS, cases []schema.Case) ([][]string, error) {
	fixture, err := schema.ReadFixture(files)
	if err != nil {
		return nil, hengji.UsageError{Err: fmt.Errorf("案例有误：\n%w", err)}
	}
	fixed, err := schema.Read(fixture.Files)
	if err != nil {
		return nil, hengji.UsageError{Err: fmt.Errorf("案例所用的规则文件：\n%w", err)}
	}
	standing := s
	standing.Period, standing.Now, standing.Periods = fixture.Period, fixture.Received, nil
	found := make([][]string, len(cases))
	for _, group := range []struct {
		own      bool
		reviewer *review.Reviewer
	}{{false, Reviewer(standing, fixed)}, {true, Reviewer(s, rules)}} {
		var chosen []schema.Case
		var places []int
		for i, c := range cases {
			if c.OwnLists == group.own {
				chosen, places = append(chosen, c), append(places, i)
			}
		}
		if len(chosen) == 0 {
			continue
		}
		lines, err := group.reviewer.RunCases(ctx, chosen)
		if err != nil {
			return nil, err
		}
		for i, at := range places {
			found[at] = lines[i]
		}
	}
	return found, nil
}
