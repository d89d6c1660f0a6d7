package schema

import (
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"hengji"
)

// tokens are what breaks readers of YAML, CSV and SQL.
var tokens = []string{
	"", "\n", "\r\n", "\t", " ", "  - ", ": ", "{", "}", "[", "]", "'", "\"", "|", "|-\n", "&a ", "*a", "!!binary x", "<<: ",
	"---\n", "...\n", "#", ",", ";", "--", "/*", "*/", "-- rule: ", "-- column a: b\n", "null", "true", "0x1F", "1e400", ".nan",
	"2021-01-01", "\x00", "\xff", "\ufeff", "金额", "x-codes: nothing\n", "enum: []", "? ", "mart.", "SELECT", "Ⱥ",
}

// Whatever is done to the rule files, Read gives rules or mistakes with places,
// and never panics.
func TestReadSurvivesAnyChangeOfTheFiles(t *testing.T) {
	_, rules := shipped(t)
	original := files(t, "testdata/good", every)
	for _, form := range rules.Forms { // the real forms too: longer, with every key
		original[form.Source.File] = files(t, "..", func(name string) bool { return name == form.Source.File })[form.Source.File]
	}
	for name, file := range files(t, "..", func(name string) bool { return strings.HasPrefix(name, "schema/codes/") }) {
		original[name] = file
	}
	names := slices.Sorted(maps.Keys(original))
	read, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		root := maps.Clone(original)
		for range rapid.IntRange(1, 3).Draw(t, "changes") {
			name := rapid.SampledFrom(names).Draw(t, "file")
			data := root[name].Data
			at := rapid.IntRange(0, len(data)).Draw(t, "at")
			to := min(len(data), at+rapid.IntRange(0, 40).Draw(t, "cut"))
			token := rapid.SampledFrom(tokens).Draw(t, "token")
			changed := slices.Concat(data[:at], []byte(token), data[to:])
			if rapid.IntRange(0, 3).Draw(t, "double") == 0 {
				changed = slices.Concat(data[:to], data[at:])
			}
			root[name] = &fstest.MapFile{Data: changed}
		}
		rules, err := Read(root)
		if err == nil {
			read++
			for _, form := range rules.Forms {
				form.Columns()
			}
			return
		}
		refused++
		var list Errors
		if !errors.As(err, &list) || len(list) == 0 {
			t.Fatalf("error is %T: %v", err, err)
		}
		for _, one := range list {
			if one.File == "" || one.Line < 1 || one.What == "" || strings.Contains(one.What, "\n") {
				t.Fatalf("mistake without place or in two lines: %q", one.Error())
			}
		}
	})
	if read == 0 || refused == 0 {
		t.Errorf("%d read and %d refused: the changes try one side only", read, refused)
	}
}

func TestConfigSurvivesAnyText(t *testing.T) {
	file := writeConfig(t, "")
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SampledFrom(append([]string{
			"home: var", "period: 2021", "jobs: 4", "settle: 5s", "fail_on: never", "limits: {a: 1}", "periods:", "- {period: '2021'}",
		}, tokens...)), 0, 8).Draw(t, "lines")
		if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
		if config, err := ReadConfig(file); err == nil {
			config.Settings()
		}
	})
}

func TestNearestGuessesSlipsOnly(t *testing.T) {
	choices := []string{"title", "severity", "yields-to", "县市区"}
	for got, want := range map[string]string{
		"titel": "title", "tilte": "title", "Title": "title", "severty": "severity", "yieldsto": "yields-to",
		"colour": "", "": "", "t": "", "县区": "县市区", strings.Repeat("title", 20): "",
	} {
		if guess := nearest(got, choices); guess != want {
			t.Errorf("nearest to %q is %q, want %q", got, guess, want)
		}
	}
	if got := among("a", nil); got != "" {
		t.Errorf("no choices give %q", got)
	}
	many := make([]string, 30)
	for i := range many {
		many[i] = strings.Repeat("z", i+5)
	}
	if got := among("a", many); !strings.HasSuffix(got, "…，另有 6 个）") {
		t.Errorf("a long list is not cut: %q", got)
	}
}

func TestAllRulesRenderWithTheirValues(t *testing.T) {
	_, rules := shipped(t)
	for id, rule := range rules.Catalogue {
		if rule.ID != id || rule.Title == "" || rule.Message == "" || rule.Type == "" || rule.Severity.Rank() >= len(hengji.Severities) {
			t.Errorf("rule %s lacks something: %+v", id, rule)
		}
		for _, name := range hengji.Placeholders(rule.Message) {
			if !slices.Contains(findingValues, name) {
				t.Errorf("rule %s names {%s}, which nothing fills", id, name)
			}
		}
	}
}

func TestCasesSurviveAnyLines(t *testing.T) {
	lines := []string{
		"case a: title", "case b: title", "case b", "# remark", "submission 珠晖区", "submission 珠晖区 + 自评表", "submission +", "want", "replace 项目 -> x", "replace a ->", "项目表!A1 = 1", "项目表!CV2000 = 1", "项目表!delete 1",
		"项目表!delete 0", "项目表!delete 2-3", "项目表!delete 3-9", "项目表!insert 1 = a | b", "项目表!insert 7 =", "项目表!remove", "项目表!rename = 末表", "末表!add = 项目表", "x!add", "x!A1 = \"\\", "!A1 = 1", "A1 = 1", "=", "!",
	}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(lines), 0, 12).Draw(t, "lines"), "\n")
		cases, err := ReadCases(folder(text))
		var list Errors
		if err != nil && !errors.As(err, &list) {
			t.Fatalf("error is %T: %v", err, err)
		}
		for _, one := range cases {
			for _, submission := range one.Submissions {
				for _, sheet := range submission.Sheets {
					if len(sheet.Rows) > mostRows {
						t.Fatalf("sheet %s has %d rows", sheet.Name, len(sheet.Rows))
					}
				}
			}
		}
	})
}
