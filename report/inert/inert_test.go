package inert

import (
	"strings"
	"testing"
)

// Chinese is two wide, box drawing and dashes one, whatever the terminal's locale.
func TestTheRuler(t *testing.T) {
	for _, locale := range []string{"C", "zh_CN.UTF-8"} {
		t.Setenv("LC_ALL", locale)
		if got := Width("│耒阳—≥…“”1"); got != 1+4+5+1 {
			t.Errorf("%s: the width is %d", locale, got)
		}
	}
	for text, want := range map[string]string{"项目资金": "项…", "abcd": "abcd", "项目": "项目", "ab项目": "ab…"} {
		if got := Cut(text, 4); got != want {
			t.Errorf("%s cut to 4 is %s", text, got)
		}
	}
	for text, want := range map[string]int{"": 1, "项目": 1, "项目资金": 1, "项目资金表": 2, "a\nb": 2, strings.Repeat("字", 40): 9} {
		if got := LinesIn(text, 10); got != want {
			t.Errorf("%q takes %d lines of 10, not %d", text, got, want)
		}
	}
}

func TestTextsThatActAreMadeInert(t *testing.T) {
	for text, want := range map[string]string{
		"a\x1b[31mb": "a[31mb", "a\u202eb": "ab", "a\r\nb": "a b", "a\tb": "a b", "a\u2028b": "a b", "\ufeff\U000e0041": "", "耒阳": "耒阳",
	} {
		if got := OneLine(text); got != want {
			t.Errorf("%q in one line is %q", text, got)
		}
	}
	if got := Lines("a\r\nb\u2029c"); got != "a\nb\nc" {
		t.Errorf("lines are %q", got)
	}
	for text, want := range map[string]string{"=1+1": "'=1+1", "-12.5": "-12.5", "-2+3": "'-2+3", "＝1": "'＝1", "-": "-", "1+1": "1+1", "": ""} {
		if got := NoFormula(text); got != want {
			t.Errorf("%q is written %q", text, got)
		}
	}
}
