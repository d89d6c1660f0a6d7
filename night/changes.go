package night

import (
	"context"
	"fmt"
	"strings"

	"hengji/load"
)

// changes says of every resubmission in one sentence what is other than in the
// version before.
func (p *publication) changes(ctx context.Context) (map[int64]string, error) {
	found, err := p.db.Resubmissions(ctx)
	if err != nil {
		return nil, err
	}
	version := map[int64]int{}
	for _, s := range p.standings {
		version[s.Submission] = s.Version
	}
	sentences := map[int64]string{}
	for submission, forms := range found {
		var parts []string
		for _, f := range forms {
			parts = append(parts, p.change(f))
		}
		sentences[submission] = fmt.Sprintf("与第 %d 次报送相比：%s。", version[forms[0].Previous], strings.Join(parts, "；"))
	}
	return sentences, nil
}

// change is what is other in one form.
func (p *publication) change(f load.Resubmission) string {
	title := f.Form
	if form := p.rules.Form(f.Form); form != nil {
		title = form.Title
	}
	var what []string
	for _, one := range []struct {
		count int64
		words string
	}{{f.Added, "增加 %d 条"}, {f.Removed, "减少 %d 条"}, {f.Changed, "改动 %d 个单元格"}} {
		if one.count > 0 {
			what = append(what, fmt.Sprintf(one.words, one.count))
		}
	}
	if f.Label != "" && f.AmountBefore != f.Amount {
		what = append(what, fmt.Sprintf("%s合计由 %s 变为 %s", f.Label, f.AmountBefore, f.Amount))
	}
	return title + strings.Join(what, "，")
}
