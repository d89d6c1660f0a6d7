package hengji

import (
	"slices"
	"strings"
	"testing"
)

// Rows hold on the days of a period: by their last day, else on some day of it; what ended
// is read as what took its place, and what begins later as what it succeeds.
func TestRowsOfACodeListHoldOnTheirDays(t *testing.T) {
	list := &CodeList{Name: "categories", Codes: []Code{
		{Code: "A", Name: "甲"},
		{Code: "B", Name: "乙", ValidTo: "2021-06-30", Successor: "C"},
		{Code: "C", Name: "丙", ValidFrom: "2021-07-01", ValidTo: "2022-12-31", Successor: "D"},
		{Code: "D", Name: "丁", ValidFrom: "2023-01-01"},
		{Code: "E", Name: "戊", ValidTo: "2021-03-31"},
	}}
	forms := []*Form{{Name: "cover", Required: true}, {Name: "execution", Required: true}}
	rules := &Rules{CodeLists: map[string]*CodeList{"categories": list, "regions": {Name: "regions", Codes: list.Codes}}, Forms: forms}
	for _, c := range []struct{ list, first, last, want string }{
		{"categories", "2020-01-01", "2020-12-31", "A B=C丙D丁 E"},
		{"categories", "2021-01-01", "2021-06-30", "A B=C丙D丁 E"},
		{"categories", "2021-01-01", "2021-12-31", "A C=B乙D丁 E"},
		{"categories", "2022-01-01", "2022-12-31", "A C=B乙D丁"},
		{"categories", "2023-01-01", "2023-12-31", "A D=B乙C丙"},
		{"regions", "2021-01-01", "2021-12-31", "A C=B乙D丁"},
	} {
		var got []string
		for _, code := range rules.In(c.first, c.last, nil).CodeLists[c.list].Codes {
			one := code.Code
			former := slices.DeleteFunc(slices.Clone(code.Former), func(text string) bool { return text == "" })
			if len(former) > 0 {
				one += "=" + strings.Join(former, "")
			}
			got = append(got, one)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s to %s: %s, want %s", c.list, c.last, strings.Join(got, " "), c.want)
		}
	}
	if len(list.Codes[1].Former) > 0 || !forms[1].Required {
		t.Error("the rules themselves were changed")
	}
	asked := rules.In("2021-01-01", "2021-12-31", []string{"cover"})
	if !asked.Forms[0].Required || asked.Forms[1].Required {
		t.Error("what is asked for is not the cover alone")
	}
	plain := &Rules{CodeLists: map[string]*CodeList{"categories": {Codes: list.Codes[:1]}}, Forms: forms}
	if plain.In("2021-01-01", "2021-12-31", nil) != plain {
		t.Error("rules without days are made anew")
	}
}
