package schema

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hengji"
)

// docs/languages.md is what rule authors go by: each of its expressions parses, each
// example stands in a shipped file, and no header and no function is left out.
func TestThePageOfLanguagesIsTrue(t *testing.T) {
	data, err := os.ReadFile("../docs/languages.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	shipped := map[string]string{}
	var all strings.Builder
	err = fs.WalkDir(hengji.DefaultRules, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(hengji.DefaultRules, name)
		shipped[name] = string(text)
		all.WriteString(strings.ReplaceAll(string(text), "\n--   ", " ")) // a header in one line
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	section := func(title string) string {
		_, text, found := strings.Cut(page, "\n## "+title+"\n")
		text, _, _ = strings.Cut(text, "\n## ")
		if !found {
			t.Errorf("the page has no section %s", title)
		}
		return text
	}

	written := regexp.MustCompile("(?m)^\\| `([^`]+)` (※ )?\\|").FindAllStringSubmatch(section("算式"), -1)
	if len(written) < 30 {
		t.Errorf("only %d expressions", len(written))
	}
	for _, match := range written {
		text := match[1]
		if match[2] == "" && !strings.Contains(all.String(), text) {
			t.Errorf("%s stands in no shipped file", text)
		}
		name, cell := strings.CutPrefix(text, "@ ")
		identity, header := strings.CutPrefix(text, "identity: ")
		var err error
		switch {
		case header: // of which form the files say, which are read as they are shipped
			_, err = parserOf(identity)
		case cell:
			_, bound, _ := strings.Cut(name, " = ")
			_, err = ParseCell(bound)
		case strings.Contains(text, " by "):
			_, err = ParseTraces(text)
		default:
			_, err = ParseFormulas(text)
		}
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for function := range hengji.Functions {
		if !slices.ContainsFunc(written, func(match []string) bool { return strings.Contains(match[1], function+"(") }) {
			t.Errorf("no example of %s(…)", function)
		}
	}
	for _, word := range languageWords {
		if !slices.ContainsFunc(written, func(match []string) bool { return strings.Contains(match[1], word+" ") }) {
			t.Errorf("no example of the word %s", word)
		}
	}

	blocks := regexp.MustCompile("(?s)```[a-z]+ (\\S+)\n(.*?)```").FindAllStringSubmatch(page, -1)
	if len(blocks) < 6 {
		t.Errorf("only %d examples of files", len(blocks))
	}
	for _, block := range blocks {
		if !strings.Contains(shipped[block[1]], block[2]) {
			t.Errorf("%s does not hold:\n%s", block[1], block[2])
		}
	}
	for _, match := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllStringSubmatch(section("报告文字"), -1) {
		if !strings.Contains(shipped["schema/report/evaluation.md"], match[1]) {
			t.Errorf("%s stands not in the report's text", match[1])
		}
	}
	for title, keys := range map[string][]string{"审核规则": checkKeys, "汇总表": slices.Concat(martLayer.keys, baseLayer.keys)} {
		for _, key := range keys {
			if text := section(title); !strings.Contains(text, "`"+key) && !strings.Contains(text, "-- "+key+":") {
				t.Errorf("%s: the header %s is left out", title, key)
			}
		}
	}
}

func FuzzFormulas(f *testing.F) {
	for _, text := range []string{
		"percent(core.a.b, core.a.c) where d = '甲' and e is not blank", "count(distinct core.a.b) as 甲", "from core.a(b, c) by d = e else 'x' total 'y'",
		"a when b = c = sum(core.a.b) + (half_up(core.a.b, 2) - 1) by d", "mart.a.b highest c", "unknown('甲') + stated(F1)",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, _ = ParseTraces(text)
		_, _ = ParseCell(text)
		formulas, err := ParseFormulas(text)
		if err != nil {
			return
		}
		for _, formula := range formulas { // what is written out means the same
			again, err := ParseFormulas(formula.String())
			if err != nil || len(again) != 1 || again[0].String() != formula.String() {
				t.Errorf("%q is written as %q, which is read as %v, %v", text, formula, again, err)
			}
		}
	})
}
