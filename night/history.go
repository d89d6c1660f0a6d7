package night

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/report"
)

// shownPublications is as much history as a page needs; the ledger has all.
const shownPublications = 12

// history says from the ledger what each publication brought and what the tables held
// then, newest first. amounts are of submissions.
func (o *outbox) history(ledger *home.Ledger, amounts map[int64]hengji.Decimal) (shown []report.Publication, earlier int, err error) {
	names := map[string]string{"": "未识别"}
	for _, region := range o.rules.Regions(true) {
		names[region.Code] = region.Name
	}
	held := holdings{effective: map[string]int64{}, amounts: amounts}
	for _, region := range o.settings.reporters(o.rules) {
		held.effective[region.Code] = 0
	}
	var all []report.Publication
	var last home.Manifest
	var news publicationNews
	states := map[int64]hengji.State{}
	waived := false
	for _, entry := range ledger.Entries {
		switch entry.Kind {
		case "waivers":
			waived = true
		case "decision":
			var d decision
			if err := json.Unmarshal(entry.Data, &d); err != nil {
				return nil, 0, fmt.Errorf("read decision %d of ledger: %w", entry.Seq, err)
			}
			before, known := states[d.Submission]
			states[d.Submission] = d.State
			name := cmp.Or(names[d.RegionCode], d.RegionCode)
			if d.Period == o.settings.Period {
				held.decide(d)
			} else {
				name = hengji.PeriodWords(d.Period) + name
			}
			news.add(name, d, known, before)
		case "publication":
			var m home.Manifest
			if err := json.Unmarshal(entry.Data, &m); err != nil {
				return nil, 0, fmt.Errorf("read publication %d of ledger: %w", entry.Seq, err)
			}
			if m.Run == last.Run && m.Content == last.Content { // rebuilt: the same night once more
				continue
			}
			last = m
			p := report.Publication{At: m.Published.In(hengji.Beijing).Format("2006-01-02 15:04"), Generation: m.Generation, Content: m.Content}
			p.Same = len(all) > 0 && all[len(all)-1].Content == m.Content
			p.Held, p.Amount = held.sum()
			p.News = news.words()
			if waived {
				p.News = append(p.News, "放行清单有变化")
			}
			if p.News == nil {
				p.News = []string{"没有新的报送；规则、配置、程序或日期有变化"}
			}
			all = append(all, p)
			news, waived = publicationNews{}, false
		}
	}
	slices.Reverse(all)
	shown = all[:min(len(all), shownPublications)]
	return shown, len(all) - len(shown), nil
}

// holdings are which submission of each region the tables are made of, 0 where it is none.
type holdings struct {
	effective map[string]int64
	amounts   map[int64]hengji.Decimal
}

// decide follows a decision. What is of no region of the tables stays out.
func (h *holdings) decide(d decision) {
	now, counted := h.effective[d.RegionCode]
	switch {
	case !counted:
	case d.Effective:
		h.effective[d.RegionCode] = d.Submission
	case now == d.Submission:
		h.effective[d.RegionCode] = 0
	}
}

// sum counts the regions, and adds up what they were allocated; "" is not known, or too
// much to add.
func (h *holdings) sum() (regions int, amount string) {
	var total hengji.Decimal
	for _, submission := range h.effective {
		if submission == 0 {
			continue
		}
		regions++
		sum, ok := total.Add(h.amounts[submission])
		if !ok {
			return regions, ""
		}
		total = sum
	}
	if h.amounts == nil {
		return regions, ""
	}
	return regions, total.String()
}

// publicationNews is what one publication brought.
type publicationNews struct {
	fresh   map[hengji.State][]string
	count   int
	changed []string
}

// add notes a decision: of a workbook that came, or another one than before.
func (p *publicationNews) add(name string, d decision, known bool, before hengji.State) {
	if d.Version > 1 {
		name += fmt.Sprintf("（第 %d 次）", d.Version)
	}
	switch {
	case !known:
		if p.fresh == nil {
			p.fresh = map[hengji.State][]string{}
		}
		p.fresh[d.State] = append(p.fresh[d.State], name)
		p.count++
	case before != d.State:
		p.changed = append(p.changed, fmt.Sprintf("%s由%s改为%s", name, before.Chinese(), d.State.Chinese()))
	}
}

func (p *publicationNews) words() []string {
	var lines []string
	if p.count > 0 {
		var parts []string
		for _, state := range append(BoardStates, hengji.Withdrawn) {
			if names := p.fresh[state]; len(names) > 0 {
				parts = append(parts, state.Chinese()+" "+strings.Join(names, "、"))
			}
		}
		lines = append(lines, fmt.Sprintf("新收 %d 份：%s", p.count, strings.Join(parts, "；")))
	}
	if len(p.changed) > 0 {
		lines = append(lines, "重新认定："+strings.Join(p.changed, "；"))
	}
	return lines
}

// amounts are what each submission says is allocated, in 万元; nil
// where the rules have no such form.
func (o *outbox) amounts(ctx context.Context, db *load.DB) (map[int64]hengji.Decimal, error) {
	if form := o.rules.Form("allocation"); form == nil || form.Field("amount_wan") == nil { // rules of another kind
		return nil, nil
	}
	sums, err := db.Query(ctx, "SELECT _submission, sum(amount_wan) FROM stg.allocation GROUP BY ALL")
	if err != nil {
		return nil, fmt.Errorf("add up what was allocated: %w", err)
	}
	amounts := map[int64]hengji.Decimal{}
	for _, row := range sums.Rows {
		submission, err := strconv.ParseInt(row[0], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("add up what was allocated: %w", err)
		}
		if amounts[submission], _, err = hengji.ParseDecimal(cmp.Or(row[1], "0")); err != nil {
			return nil, fmt.Errorf("add up what was allocated in submission %d: %w", submission, err)
		}
	}
	return amounts, nil
}
