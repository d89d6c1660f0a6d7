package trace

import (
	"context"

	"hengji"
)

// Steps is the working of figures as a table, a line each: of those that are asked for, and
// behind them those that they are made from. agrees is false where a figure is not what its
// cells come to.
func (t *Tracer) Steps(ctx context.Context, asked []Asked) (steps hengji.Table, agrees bool, err error) {
	figures, names, err := t.followAll(ctx, asked)
	if err != nil {
		return steps, false, err
	}
	return stepsOf(figures, names), t.row.Agrees, nil
}

// stepsOf is a line a figure, and behind it those that it is made from, each once.
func stepsOf(figures []*figure, names map[*figure]string) (steps hengji.Table) {
	steps.Name, steps.Title = "steps", "每个数字怎样得来"
	steps.Columns = []hengji.TableColumn{
		{Name: "figure", Label: "数字"}, {Name: "value", Label: "表中的值", Number: true}, {Name: "working", Label: "计算"},
		{Name: "calculated", Label: "算得", Number: true}, {Name: "formula", Label: "算式"}, {Name: "verdict", Label: "结论"},
	}
	verdicts := map[string]string{"agrees": "相符", "differs": "不相符", "listed": "只列出来源", "untraced": "无法追溯"}
	seen := map[*figure]bool{}
	for _, f := range figures {
		f.eachFigure(seen, func(f *figure) {
			name := names[f]
			if name == "" {
				name = f.place
			}
			steps.Rows = append(steps.Rows, []string{name, shown(f.Value), f.Working, shown(f.Calculated), f.Trace, verdicts[f.Verdict]})
		})
	}
	return steps
}
