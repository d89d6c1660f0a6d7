package load

import (
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hengji"
	"hengji/samples/tier"
)

// The naive scorer: 财预〔2020〕10号 once more, one project at a time, in rationals
// and plain loops. It shares nothing with the SQL but the scheme's figures.

type naiveIndicator struct {
	level1, level2 string // codes of ref.indicator_levels, "" where unknown
	sense          string // code, "" where there is no sign
	target, actual naiveValue
	weight, stated *big.Rat // nil where blank
}

func (p naiveProject) String() string {
	show := func(x *big.Rat) string {
		if x == nil {
			return "-"
		}
		return x.FloatString(6)
	}
	text := fmt.Sprintf("%s %d months, %s of %s", p.stage, p.months, show(p.spent), show(p.budget))
	for _, i := range p.indicators {
		text += fmt.Sprintf("\n%s %s %s: %s%s%s, done %s%s%s, weight %s stated %s", i.level1, i.level2, i.sense, show(i.target.number), i.target.unit, i.target.words,
			show(i.actual.number), i.actual.unit, i.actual.words, show(i.weight), show(i.stated))
	}
	return text
}

// naiveValue is a number, words, or a blank.
type naiveValue struct {
	number *big.Rat
	unit   string
	words  string
}

func (v naiveValue) blank() bool { return v.number == nil && v.words == "" }

type naiveProject struct {
	stage         string
	months        int
	budget, spent *big.Rat
	indicators    []naiveIndicator
}

type naiveScore struct {
	points, score, self []*big.Rat // the execution rate first; nil where it does not apply
	total, selfTotal    *big.Rat   // nil where the project cannot be evaluated
	grade               string
}

func rat(d hengji.Decimal) *big.Rat { return big.NewRat(int64(d), int64(hengji.DecimalOne)) }

// rounded is x at so many places, half away from zero.
func rounded(x *big.Rat, places int64) *big.Rat {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(places), nil)
	scaled := new(big.Rat).Mul(x, new(big.Rat).SetInt(scale))
	half := big.NewRat(1, 2)
	if scaled.Sign() < 0 {
		half.Neg(half)
	}
	scaled.Add(scaled, half)
	whole := new(big.Int).Quo(scaled.Num(), scaled.Denom())
	return new(big.Rat).SetFrac(whole, scale)
}

// of is points × part ÷ whole at six places.
func of(points, part, whole *big.Rat) *big.Rat {
	product := new(big.Rat).Mul(points, part)
	return rounded(product.Quo(product, whole), 6)
}

func plus(x, y *big.Rat) *big.Rat { return new(big.Rat).Add(x, y) }

func naive(p naiveProject, scheme, stages *hengji.Scheme) naiveScore {
	var stage hengji.SchemeStage
	for _, s := range stages.Stages {
		if s.Stage == p.stage && s.FromMonth <= p.months && s.FromMonth >= stage.FromMonth {
			stage = s
		}
	}
	zero, hundred := new(big.Rat), big.NewRat(100, 1)
	own := func(i naiveIndicator) *big.Rat {
		if i.weight == nil {
			return zero
		}
		return i.weight
	}
	// What each group has to share out, and among what.
	group := func(level string) int {
		return slices.IndexFunc(scheme.Weights, func(w hengji.SchemeWeight) bool { return level != "" && slices.Contains(w.Levels, level) })
	}
	sums := make([]*big.Rat, len(scheme.Weights))
	for g := range scheme.Weights {
		sums[g] = new(big.Rat)
	}
	for _, i := range p.indicators {
		if g := group(i.level1); g >= 0 {
			sums[g].Add(sums[g], own(i))
		}
	}
	gives := make([]*big.Rat, len(scheme.Weights))
	for g, w := range scheme.Weights {
		gives[g] = rat(w.Weight)
		for k, other := range scheme.Weights {
			if other.FallsTo == w.Name && sums[k].Sign() == 0 {
				gives[g] = plus(gives[g], rat(other.Weight))
			}
		}
	}
	raw := []*big.Rat{nil}
	for g, w := range scheme.Weights {
		if w.Execution && stage.Execution && p.budget != nil && p.spent != nil && (p.budget.Sign() != 0 || p.spent.Sign() != 0) {
			raw[0] = gives[g]
		}
	}
	applying, unweighted := 0, 0
	for _, i := range p.indicators {
		g := group(i.level1)
		if g < 0 || !slices.Contains(stage.Levels, i.level1) || slices.Contains(stage.Except, i.level2) || i.target.blank() && i.actual.blank() {
			raw = append(raw, nil)
			continue
		}
		if i.weight == nil {
			unweighted++
		}
		share := new(big.Rat)
		if sums[g].Sign() > 0 {
			share = of(gives[g], own(i), sums[g])
		}
		raw = append(raw, share)
	}
	whole := new(big.Rat)
	for _, share := range raw {
		if share != nil {
			whole.Add(whole, share)
		}
	}
	out := naiveScore{points: make([]*big.Rat, len(raw)), score: make([]*big.Rat, len(raw)), self: make([]*big.Rat, len(raw))}
	sum, selfSum, scored := new(big.Rat), new(big.Rat), false
	for k, share := range raw {
		if share == nil || whole.Sign() == 0 {
			continue
		}
		points := of(share, hundred, whole)
		out.points[k] = points
		if k == 0 {
			out.score[k] = naiveExecution(points, p)
			out.self[k] = out.score[k]
		} else {
			applying++
			i := p.indicators[k-1]
			switch {
			case own(i).Sign() == 0:
				out.self[k] = zero
			case i.stated != nil:
				out.self[k] = of(points, i.stated, i.weight)
			}
			out.score[k] = naiveEarned(points, out.self[k], i, scheme)
		}
		sum = plus(sum, out.score[k])
		if out.self[k] != nil {
			selfSum, scored = plus(selfSum, out.self[k]), true
		}
	}
	switch {
	case stage.Execution && (p.budget == nil || p.spent == nil), whole.Sign() == 0, unweighted > 0, len(stage.Levels) > 0 && applying == 0:
		return out
	}
	if p.budget.Sign() > 0 { // below nothing there is no rate; the form asks for 0 or more
		for _, c := range scheme.Caps {
			rate := of(hundred, p.spent, p.budget)
			if limit := rat(c.Total); rate.Cmp(rat(c.Below)) < 0 && limit.Cmp(sum) < 0 {
				sum = limit
			}
		}
	}
	if out.total = rounded(sum, 2); scored {
		out.selfTotal = rounded(selfSum, 2)
	}
	for _, grade := range slices.Backward(scheme.Grades) {
		if out.total.Cmp(rat(grade.From)) >= 0 {
			out.grade = grade.Name
		}
	}
	return out
}

func naiveExecution(points *big.Rat, p naiveProject) *big.Rat {
	switch {
	case p.budget.Sign() == 0:
		return new(big.Rat)
	case p.spent.Cmp(p.budget) >= 0:
		return points
	case p.spent.Sign() <= 0:
		return new(big.Rat)
	}
	return of(points, p.spent, p.budget)
}

func naiveEarned(points, self *big.Rat, i naiveIndicator, scheme *hengji.Scheme) *big.Rat {
	zero := new(big.Rat)
	if i.actual.blank() {
		return zero
	}
	stated := zero // the unit's own score, within the points
	if self != nil {
		stated = self
	}
	if stated.Cmp(points) > 0 {
		stated = points
	}
	sense := i.sense
	if sense == "" && i.target.number == nil {
		sense = "QUAL"
	}
	if sense == "QUAL" {
		high := big.NewRat(100, 1)
		for _, band := range scheme.Bands {
			if slices.Contains(band.Words, i.actual.words) {
				low, top := of(points, rat(band.From), big.NewRat(100, 1)), of(points, high, big.NewRat(100, 1))
				if stated.Cmp(low) < 0 {
					return low
				}
				if stated.Cmp(top) > 0 {
					return top
				}
			}
			high = rat(band.From)
		}
		return stated
	}
	a, b := i.target.number, i.actual.number
	if a == nil || b == nil || i.target.unit != "" && i.actual.unit != "" && i.target.unit != i.actual.unit {
		return stated
	}
	order := b.Cmp(a)
	if sense == "LE" || sense == "LT" {
		switch {
		case order < 0 || order == 0 && sense == "LE":
			return points
		case a.Sign() <= 0:
			return zero
		}
		return of(points, a, b)
	}
	if order > 0 || order == 0 && sense != "GT" {
		if scheme.OverFrom != nil && a.Sign() > 0 && new(big.Rat).Mul(b, big.NewRat(100, 1)).Cmp(new(big.Rat).Mul(a, rat(*scheme.OverFrom))) >= 0 {
			if less := new(big.Rat).Sub(points, rat(scheme.OverDeduct)); less.Sign() > 0 {
				return less
			}
			return zero
		}
		return points
	}
	if b.Sign() <= 0 {
		return zero
	}
	return of(points, b, a)
}

// drawnProject is a project as the scorer reads it and as it stands in a workbook.
func drawnProject(rt *rapid.T, b *Build, code string) (naiveProject, cells, cells, []cells) {
	pick := func(of ...string) string { return rapid.SampledFrom(of).Draw(rt, "pick") }
	p := naiveProject{stage: pick("T01", "T02", "T02", "T03", "T04", "")}
	project := cells{"project_code": code, "project_name": "项目" + code, "amount_wan": "10"}
	if p.stage != "" {
		project["stage"], project["stage_code"] = "阶段", p.stage
	}
	if pick("yes", "no") == "yes" {
		p.months, project["ends_on"] = 12, "2020-12-31"
	} else {
		project["ends_on"] = pick("2021-01-01", "2023-06-30")
		if project["ends_on"] == "2021-01-01" {
			p.months = 11
		}
	}
	money := func(what string) (*big.Rat, string) {
		text := pick("", "0", "100", "100", "79.99", "80", "50", "33.33", "0.000001", "999999999999", "-5", "120")
		if text == "" {
			return nil, ""
		}
		value, _ := new(big.Rat).SetString(text)
		return value, text
	}
	execution := cells{"project_code": code}
	p.budget, execution["budget_wan"] = money("budget")
	p.spent, execution["spent_wan"] = money("spent")
	var rows []cells
	for n := range rapid.IntRange(0, 6).Draw(rt, "indicators") {
		level1 := rapid.SampledFrom([][2]string{{"产出指标（50分）", "L10"}, {"产出", "L10"}, {"效益指标", "L20"}, {"2、效益指标", "L20"}, {"满意度指标\n(10分)", "L30"}, {"管理指标", ""}}).Draw(rt, "level1")
		level2 := rapid.SampledFrom([][2]string{{"数量指标", "L11"}, {"可持续影响指标", "L24"}, {"自拟", ""}}).Draw(rt, "level2")
		sense := rapid.SampledFrom([][2]string{{"≥", "GE"}, {"≥", "GE"}, {"≤", "LE"}, {"=", "EQ"}, {">", "GT"}, {"<", "LT"}, {"定性", "QUAL"}, {"", ""}}).Draw(rt, "sense")
		i := naiveIndicator{level1: level1[1], level2: level2[1], sense: sense[1]}
		var target, actual, weight, stated string
		i.target, target = drawnValue(rt, pick)
		i.actual, actual = drawnValue(rt, pick)
		amount := func(of ...string) (*big.Rat, string) {
			text := pick(of...)
			value, ok := new(big.Rat).SetString(text)
			if !ok {
				return nil, ""
			}
			return value, text
		}
		i.weight, weight = amount("20", "15", "10", "7.5", "0", "", "33.333333", "50")
		i.stated, stated = amount("20", "15", "9.9", "0", "", "3.333333", "60")
		p.indicators = append(p.indicators, i)
		rows = append(rows, given(cells{"project_code": code, "level1": level1[0], "level2": level2[0], "level3": fmt.Sprintf("指标%d", n+1), "sense": sense[0],
			"sense_code": sense[1], "target": target, "actual": actual, "weight": weight, "score": stated}))
	}
	return p, project, given(execution), rows
}

// drawnValue is a value and one of the ways in which people type it.
func drawnValue(rt *rapid.T, pick func(...string) string) (naiveValue, string) {
	switch rapid.IntRange(0, 7).Draw(rt, "kind") {
	case 0:
		return naiveValue{}, ""
	case 1:
		words := pick("增强", "部分达成", "达成年度指标", "未达成", "50-60", "3/4", "共计50")
		return naiveValue{words: words}, words
	}
	text := pick("0", "1", "2", "3", "50", "65", "64.9", "97.5", "100", "130", "-5", "0.000001", "999999999999", "1000")
	number, _ := new(big.Rat).SetString(text)
	unit := pick("", "", "个", "%")
	if text == "1000" {
		text = pick("1000", "1,000")
	}
	typed := text + unit
	switch pick("plain", "wide", "plain") {
	case "wide":
		typed = strings.NewReplacer("0", "０", "5", "５", ".", "．", "%", "％").Replace(typed)
	}
	return naiveValue{number: number, unit: unit}, typed
}

func TestScoresAreThoseOfTheNaiveScorer(t *testing.T) {
	schemes := []string{"national_2020", "hubei", "hubei_county", "sichuan", "capped"}
	if !tier.More { // two of them, others each time
		rand.Shuffle(len(schemes), func(a, b int) { schemes[a], schemes[b] = schemes[b], schemes[a] })
		schemes = schemes[:2]
	}
	for _, scheme := range schemes {
		t.Run(scheme, func(t *testing.T) {
			b := schemed(t, scheme)
			draws := 1 // each scores forty projects
			if tier.All {
				draws = 10
			}
			fewer(t, draws)
			rapid.Check(t, func(rt *rapid.T) {
				var projects []naiveProject
				var allocation, execution, indicators []cells
				for n := range 40 {
					p, a, e, rows := drawnProject(rt, b, fmt.Sprintf("P%03d", n))
					projects = append(projects, p)
					allocation, execution, indicators = append(allocation, a), append(execution, e), append(indicators, rows...)
				}
				must(t, b.Discard(1)) // of the draw before
				stage(t, b, "allocation", 1, allocation...)
				stage(t, b, "execution", 1, execution...)
				stage(t, b, "indicators", 1, indicators...)
				must(t, b.Submissions([]hengji.Standing{standing(b.rules, 1, 4)}))
				must(t, b.store(everyView))
				compareScores(rt, b, projects, scheme)
			})
		})
	}
}

func compareScores(rt *rapid.T, b *Build, projects []naiveProject, scheme string) {
	ask := func(statement string) [][]string {
		result, err := b.query(context.Background(), statement, 100000)
		if err != nil {
			rt.Fatal(err)
		}
		var rows [][]string
		for _, row := range result.rows {
			var texts []string
			for _, value := range row {
				texts = append(texts, plain(value))
			}
			rows = append(rows, texts)
		}
		return rows
	}
	items := ask("SELECT points, score, self_points, verdict FROM mart.indicator_score ORDER BY project_code, indicator_row")
	totals := ask("SELECT score, self_score, coalesce(grade, '') FROM mart.performance_by_project ORDER BY project_code")
	show := func(x *big.Rat) string {
		if x == nil {
			return ""
		}
		text := x.FloatString(6)
		return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	for n, p := range projects {
		want := naive(p, schemeNamed(b.rules.Schemes, scheme), schemeNamed(b.rules.Schemes, "stages"))
		if len(p.indicators) > 0 || len(items) > 0 {
			for k := range want.points {
				for c, x := range []*big.Rat{want.points[k], want.score[k], want.self[k]} {
					if got := items[0][c]; got != show(x) {
						rt.Fatalf("project %d, indicator %d: %s is %q, naively %q: %s\n%v", n, k, []string{"points", "score", "self"}[c], got, show(x), p, items[0])
					}
				}
				items = items[1:]
			}
		}
		got := strings.Join(totals[n], " ")
		if naively := show(want.total) + " " + show(want.selfTotal) + " " + want.grade; got != naively {
			rt.Fatalf("project %d scores %q, naively %q: %s", n, got, naively, p)
		}
	}
}

func schemeNamed(schemes []*hengji.Scheme, name string) *hengji.Scheme {
	for _, scheme := range schemes {
		if scheme.Name == name {
			return scheme
		}
	}
	return nil
}
