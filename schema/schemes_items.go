package schema

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"hengji"
)

// items reads the indicators of a department's scheme.
func (r *schemeReader) items() {
	var sum hengji.Decimal
	for _, node := range items(r.root, "items") {
		item := hengji.SchemeItem{
			Level1: text(node, "level1"), Level2: text(node, "level2"), Indicator: text(node, "indicator"),
			Points: r.number(node, "points"), Formula: text(node, "formula"), Method: text(node, "method"),
			Limit: r.optional(node, "limit"), Step: r.optional(node, "step"), Penalty: r.optional(node, "penalty"),
		}
		if slices.ContainsFunc(r.scheme.Items, func(o hengji.SchemeItem) bool { return o.Indicator == item.Indicator }) {
			r.complain(node, "indicator", "指标“%s”重复", item.Indicator)
		}
		r.method(node, item)
		for i, one := range items(node, "bands") {
			band := hengji.SchemeItemBand{From: r.number(one, "from"), Points: r.number(one, "points")}
			if child(one, "above") != nil {
				band.From, band.Exclusive = r.number(one, "above"), true
			}
			switch {
			case (child(one, "above") == nil) == (child(one, "from") == nil):
				r.complain(one, "", "%s：每一档只写 from（含）或 above（不含）中的一个", item.Indicator)
			case i > 0 && (band.From < item.Bands[i-1].From || band.From == item.Bands[i-1].From && (item.Bands[i-1].Exclusive || !band.Exclusive)):
				r.complain(one, "", "%s：各档要从低到高", item.Indicator)
			case band.Points > item.Points:
				r.complain(one, "points", "%s：这一档 %s 分，超过了指标的 %s 分", item.Indicator, band.Points, item.Points)
			}
			item.Bands = append(item.Bands, band)
		}
		sum += item.Points
		r.scheme.Items = append(r.scheme.Items, item)
	}
	r.sums("items", sum)
}

// method proves that an item has the figures that its method calculates with.
func (r *schemeReader) method(node *yaml.Node, item hengji.SchemeItem) {
	needs := map[string][]string{
		"above": {"formula", "limit", "step", "penalty"}, "below": {"formula", "limit", "step", "penalty"},
		"off": {"formula", "limit", "step", "penalty"}, "ratio": {"formula"}, "bands": {"formula", "bands"}, "stated": {},
	}
	need, known := needs[item.Method]
	if !known {
		return
	}
	for _, key := range []string{"formula", "limit", "step", "penalty", "bands"} {
		switch given := child(node, key) != nil; {
		case given && !slices.Contains(need, key):
			r.complain(node, key, "%s：%s 不能用于 method: %s", item.Indicator, key, item.Method)
		case !given && slices.Contains(need, key):
			r.complain(node, "method", "%s：method: %s 要有 %q", item.Indicator, item.Method, key)
		}
	}
}

// inForce proves that each kind has one scheme that is in force where no other
// is, and that no two are in force for the same period and region.
func inForce(schemes []*hengji.Scheme, mistakes *mistakeList) {
	type claim struct {
		kind           hengji.SchemeKind
		period, region string
	}
	first := map[claim]*hengji.Scheme{}
	last := map[hengji.SchemeKind]*hengji.Scheme{}
	for _, s := range schemes {
		last[s.Kind] = s
		var claims []claim
		if s.Default {
			claims = append(claims, claim{s.Kind, "", ""})
		}
		if s.Default && (s.Periods != nil || s.PeriodKinds != nil || s.Regions != nil) {
			mistakes.add(s.Source.File, s.Source.Line, "默认方案不能再写 periods、period-kinds 和 regions")
			continue
		}
		if s.Periods != nil && s.PeriodKinds != nil {
			mistakes.add(s.Source.File, s.Source.Line, "periods 和 period-kinds 只能写一个")
		}
		periods, regions := slices.Concat(s.Periods, s.PeriodKinds), s.Regions
		if periods == nil {
			periods = []string{""}
		}
		if regions == nil {
			regions = []string{""}
		}
		for _, period := range periods {
			for _, region := range regions {
				if period+region != "" {
					claims = append(claims, claim{s.Kind, period, region})
				}
			}
		}
		for _, c := range claims {
			if other := first[c]; other != nil && other != s {
				where := strings.TrimSpace(c.period + " " + c.region)
				if where == "" {
					where = "默认"
				} else {
					where = "用于 " + where
				}
				mistakes.add(s.Source.File, s.Source.Line, "kind 为 %s 的方案 %s 已经%s", s.Kind, other.Name, where)
				break
			}
			first[c] = s
		}
	}
	for _, kind := range hengji.SchemeKinds {
		if s := last[kind]; s != nil && first[claim{kind, "", ""}] == nil {
			mistakes.add(s.Source.File, s.Source.Line, "kind 为 %s 的方案，没有一个写 default: true", kind)
		}
	}
}

func (r *schemeReader) complain(node *yaml.Node, key, format string, values ...any) {
	line := node.Line
	if key != "" {
		line = lineOf(node, key)
	}
	r.mistakes.add(r.file, line, format, values...)
}

// sums proves that points come to 100.
func (r *schemeReader) sums(key string, sum hengji.Decimal) {
	if items(r.root, key) == nil || sum == hundred {
		return
	}
	var terms []string
	for _, node := range items(r.root, key) {
		points := text(node, "weight")
		if points == "" {
			points = text(node, "points")
		}
		if points != "" {
			terms = append(terms, points)
		}
	}
	r.complain(r.root, key, "%s 合计 %s（%s），应为 100", key, sum, strings.Join(terms, " + "))
}

// descends proves that a list's figures fall from entry to entry, and to 0 where
// the last one must be.
func (r *schemeReader) descends(list, key string, toZero bool) {
	nodes := items(r.root, list)
	for i, node := range nodes {
		switch value := r.number(node, key); {
		case i > 0 && value >= r.number(nodes[i-1], key):
			r.complain(node, key, "%s %s 不小于上一项：%s 要从高到低", key, value, list)
		case toZero && i == len(nodes)-1 && value != 0:
			r.complain(node, key, "%s 的最后一项要从 0 开始，不能是 %s，否则有的得分没有归属", list, value)
		}
	}
}

// number reads a figure, 0 where there is none or what stands there was told.
func (r *schemeReader) number(node *yaml.Node, path ...string) hengji.Decimal {
	value, exact, err := hengji.ParseDecimal(text(node, path...))
	if err == nil && !exact {
		r.mistakes.add(r.file, lineOf(node, path...), "%s 的小数超过 6 位", strings.Join(path, " "))
	}
	return value
}

// optional reads a figure that may be absent.
func (r *schemeReader) optional(node *yaml.Node, path ...string) *hengji.Decimal {
	if text(node, path...) == "" {
		return nil
	}
	value := r.number(node, path...)
	return &value
}

func (r *schemeReader) codes(list string) []hengji.Code {
	if r.lists[list] == nil {
		return nil
	}
	return r.lists[list].Codes
}

// code finds a name of a code list, of one kind where the list has kinds; it
// complains of one that is not there.
func (r *schemeReader) code(node *yaml.Node, list, kind, name string) string {
	var choices []string
	for _, code := range r.codes(list) {
		if kind != "" && code.Kind != kind {
			continue
		}
		if code.Name == name {
			return code.Code
		}
		choices = append(choices, code.Name)
	}
	why := among(name, choices)
	if choices == nil {
		why = "：schema/codes 里没有这个代码表"
	}
	r.complain(node, "", "%q 不是代码表 %s 里的名称%s", name, list, why)
	return ""
}

// level finds a level of indicators.
func (r *schemeReader) level(node *yaml.Node, kind string) string {
	return r.code(node, "indicator_levels", kind, node.Value)
}
