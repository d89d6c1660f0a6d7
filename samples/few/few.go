// Package few makes a small folder of rules of a whole one, for tests of anything
// but rules: in comes what `hengji rules --out` wrote, out goes the same folder with
// the printed table, the balance, the board and some checks. A night by it costs half
// of one by all rules. It reads no rule: what is left is what the kept files name.
package few

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// kept are the files of sql/ that stay, by the beginning of their names.
var kept = []string{"allocation_by_region.", "allocation_table.", "reconciliation.", "submission_status.", "ALLOC-", "EXEC-R01", "EXEC-R06"}

// words are a report of tables that are there.
const words = "# {报告期名称}绩效评价报告\n\n[表 allocation_table]\n"

// named are the views and the rules that a file names.
var named = regexp.MustCompile(`\b(?:base|mart)\.([a-z_]+)|\b([A-Z]+-R[0-9]+)\b`)

// Keep takes out of a folder of rules all but few, and those whose names begin as
// further ones do. Macros stay, and so do the views and rules that what stays names.
// The cases of a check go with it.
func Keep(dir string, further ...string) error {
	starts := append(slices.Clone(kept), further...)
	files, err := filepath.Glob(filepath.Join(dir, "sql", "*", "*.sql"))
	if err != nil {
		return err
	}
	texts, stay := map[string]string{}, map[string]bool{}
	var reading []string
	keep := func(belongs func(name, text string) bool) {
		for _, file := range files {
			if !stay[file] && belongs(filepath.Base(file), texts[file]) {
				stay[file] = true
				reading = append(reading, file)
			}
		}
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		texts[file] = string(text)
	}
	keep(func(name, text string) bool {
		return strings.HasPrefix(text, "-- macros:") || slices.ContainsFunc(starts, func(start string) bool { return strings.HasPrefix(name, start) })
	})
	for len(reading) > 0 {
		text := texts[reading[0]]
		reading = reading[1:]
		for _, one := range named.FindAllStringSubmatch(text, -1) {
			keep(func(name, _ string) bool {
				return name == one[1]+".sql" || one[2] != "" && strings.HasPrefix(name, one[2]+"_")
			})
		}
	}
	if len(stay) == 0 {
		return fmt.Errorf("%s holds none of the rules that stay", dir)
	}
	for _, file := range files {
		if stay[file] {
			continue
		}
		rule, _, _ := strings.Cut(filepath.Base(file), "_")
		err = errors.Join(err, os.Remove(file), os.RemoveAll(filepath.Join(dir, "samples", "cases", rule+".txt")))
	}
	return errors.Join(err, os.WriteFile(filepath.Join(dir, "schema", "report", "evaluation.md"), []byte(words), 0o644))
}
