package load

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"hengji"
	"hengji/samples/tier"
)

// Go and SQL agree on the key of every name: of the table of pairs, and of every
// character of the basic plane between two others.
func TestNamesHaveOneKeyInGoAndSQL(t *testing.T) {
	text, err := os.ReadFile("../testdata/same_names.txt")
	must(t, err)
	var names []string
	for _, line := range strings.Split(string(text), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		for name := range strings.SplitSeq(line[2:], " | ") {
			name, err := strconv.Unquote(`"` + strings.ReplaceAll(name, `"`, `\"`) + `"`)
			must(t, err)
			names = append(names, name)
		}
	}
	step := rune(3) // every character in make test-more
	if tier.More {
		step = 1
	}
	for r := 1 + rand.N(step); r < 0x10000; r += step {
		if r < 0xD800 || r > 0xDFFF {
			names = append(names, "甲"+string(r)+"-", string(r)+"5")
		}
	}
	b := createBy(t, onlyMarts(t))
	must(t, b.exec("CREATE TEMP TABLE name (name VARCHAR)"))
	a, err := b.appender(temporary, "name")
	must(t, err)
	for _, name := range names {
		must(t, a.row(name))
	}
	must(t, b.flush())
	result, err := b.query(context.Background(), "SELECT name, name_key(name) FROM temp.name", len(names))
	must(t, err)
	if len(result.rows) != len(names) {
		t.Fatalf("%d names came back, want %d", len(result.rows), len(names))
	}
	for _, row := range result.rows {
		name, key := row[0].(string), row[1].(string)
		if want := hengji.NameKey(name); key != want {
			t.Errorf("%q: SQL has the key %q, Go %q", name, key, want)
		}
	}
}
