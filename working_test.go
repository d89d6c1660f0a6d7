package hengji_test

import (
	"testing"

	"hengji"
	"hengji/schema"
)

// A figure and how a person would write it down. Terms are core.a.<letter>.
func TestFormulasAreCalculatedAndWrittenDown(t *testing.T) {
	values := map[string]hengji.Decimal{"a": 39, "b": 45, "c": 0, "d": 17, "e": -3}
	of := func(term *hengji.Term) hengji.Gathered {
		value, known := values[term.Field]
		g := hengji.Gathered{Value: value * hengji.DecimalOne, OK: known}
		for _, n := range []hengji.Decimal{1, 3} { // of two records: the value and thrice the value
			if number := n * g.Value; known {
				g.Numbers = append(g.Numbers, &number)
			} else {
				g.Numbers = append(g.Numbers, nil)
			}
		}
		return g
	}
	for formula, want := range map[string][2]string{
		"share_of(core.a.d, core.a.a, core.a.b)":                                {"14.733333", "17 × 39 ÷ 45"},
		"percent(core.a.a + core.a.d, core.a.b)":                                {"124.444444", "100 × (39 + 17) ÷ 45"},
		"percent(core.a.a, core.a.c)":                                           {"", "100 × 39 ÷ 0"},
		"growth(core.a.a, core.a.b)":                                            {"-13.333333", "100 × (39 - 45) ÷ 45"},
		"earned(core.a.d, core.a.b, core.a.a)":                                  {"14.733333", "17 × 39 ÷ 45"},
		"earned(core.a.d, core.a.a, core.a.b)":                                  {"17", "17（45 ≥ 39，满分）"},
		"earned(core.a.d, core.a.a, core.a.c)":                                  {"0", "0"},
		"earned_below(core.a.d, core.a.a, core.a.b)":                            {"14.733333", "17 × 39 ÷ 45"},
		"earned_below(core.a.d, core.a.b, core.a.a)":                            {"17", "17（39 ≤ 45，满分）"},
		"earned_below(core.a.d, core.a.c, core.a.c)":                            {"17", "17（0 ≤ 0，满分）"},
		"earned(core.a.d, core.a.unknown_field, core.a.a)":                      {"", "（空）"},
		"greatest(core.a.d - share_of(2, steps(core.a.b - core.a.a, 5), 1), 0)": {"13", "最大(17 - 2 × 进一((45 - 39) ÷ 5), 0)"},
		"steps(core.a.e, 5)":                                                    {"0", "进一((-3) ÷ 5)"},
		"least(core.a.a, core.a.unknown_field)":                                 {"", "最小(39, （空）)"},
		"coalesce(core.a.unknown_field, core.a.a)":                              {"39", "39"},
		"or_zero(core.a.unknown_field) + core.a.a":                              {"39", "0 + 39"},
		"half_up(ratio(core.a.a, core.a.b), 2)":                                 {"0.87", "舍入(39 ÷ 45, 2 位)"},
		"mean_by_money(core.a.a, core.a.b)":                                     {"97.5", "17550 ÷ 180"}, // (39 × 45 + 117 × 135) ÷ 180
		"mean_by_money(core.a.a, core.a.c)":                                     {"78", "156 ÷ 2"},       // no money: the plain mean
		"mean_by_money(core.a.unknown_field, core.a.b)":                         {"", "（空）"},
	} {
		parsed, err := schema.ParseFormulas(formula)
		if err != nil {
			t.Fatalf("%s: %v", formula, err)
		}
		text := ""
		if result, ok := parsed[0].Calculate(of); ok {
			text = result.String()
		}
		if got := [2]string{text, parsed[0].Working(of)}; got != want {
			t.Errorf("%s gives %q, want %q", formula, got, want)
		}
	}
	for formula, want := range map[string]string{
		"percent(core.a.a + core.a.d, core.a.b)":           "100 × (甲a + 甲d) ÷ 甲b",
		"coalesce(core.a.unknown_field, core.a.a)":         "甲a", // the way that was taken
		"half_up(earned(core.a.d, core.a.b, core.a.a), 2)": "舍入(甲d × 甲a ÷ 甲b, 2 位)",
		"mean_by_money(core.a.a, core.a.b)":                "(甲a × 甲b) 之和 ÷ 甲b 之和",
	} {
		parsed, err := schema.ParseFormulas(formula)
		if err != nil {
			t.Fatalf("%s: %v", formula, err)
		}
		if got := parsed[0].Words(of, func(term *hengji.Term) string { return "甲" + term.Field }); got != want {
			t.Errorf("%s in words is %s, want %s", formula, got, want)
		}
	}
}
