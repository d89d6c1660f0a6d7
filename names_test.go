package hengji

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestTheSameNameIsTheSame(t *testing.T) {
	text, err := os.ReadFile("testdata/same_names.txt")
	if err != nil {
		t.Fatal(err)
	}
	pairs := 0
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		pairs++
		one, other, _ := strings.Cut(line[2:], " | ")
		one, other = unescaped(t, one), unescaped(t, other)
		if same := NameKey(one) == NameKey(other); same != (line[0] == '=') {
			t.Errorf("%s: keys %q and %q", line, NameKey(one), NameKey(other))
		}
	}
	if pairs < 40 {
		t.Errorf("%d pairs are tried, the table holds more than 40", pairs)
	}
}

func unescaped(t *testing.T, text string) string {
	t.Helper()
	text, err := strconv.Unquote(`"` + strings.ReplaceAll(text, `"`, `\"`) + `"`)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// The regular expression that SQL asks first knows the names that Go does not look up.
func TestPlainNamesAreTheirOwnKeys(t *testing.T) {
	plain := regexp.MustCompile("^" + PlainNames + "$")
	for r := rune(0); r < 0x11000; r++ {
		name := string(r)
		if plain.MatchString(name) != plainName(name) {
			t.Errorf("%q: the regular expression and plainName differ", name)
		}
		if plainName(name) && foldName(r) != r {
			t.Errorf("%q is plain and folds to %q", name, foldName(r))
		}
		if key := NameKey(name); NameKey(key) != key {
			t.Errorf("%q has the key %q, which has another", name, key)
		}
	}
}
