package hengji

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// docs/testing.md says how much is tested: never more than there is, and not much less.
func TestThePageOfTestsIsTrue(t *testing.T) {
	counted := map[string]int{}
	function := regexp.MustCompile(`(?m)^func (Test|Fuzz)[A-Z]`)
	err := fs.WalkDir(tree, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		tests, cases := strings.HasSuffix(file, "_test.go"), path.Dir(file) == "samples/cases" && path.Ext(file) == ".txt"
		switch {
		case tests || cases:
			text, err := fs.ReadFile(tree, file)
			if err != nil {
				return err
			}
			if cases {
				counted["rules told by them"]++
				counted["cases of rules"] += bytes.Count(append([]byte("\n"), text...), []byte("\ncase "))
				break
			}
			counted["lines of Go in tests"] += bytes.Count(text, []byte("\n"))
			for _, match := range function.FindAllSubmatch(text, -1) {
				counted[map[string]string{"Test": "test functions", "Fuzz": "fuzz targets"}[string(match[1])]]++
			}
		case path.Ext(file) == ".txtar" && path.Dir(file) == "cmd/hengji/testdata":
			counted["scripts of the command line"]++
		case path.Ext(file) == ".xlsx" && path.Dir(file) == "samples/faults":
			counted["sample workbooks with one known fault"]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("docs/testing.md")
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, match := range regexp.MustCompile(`(?m)^\| (.+) \| ([0-9]+) \|$`).FindAllStringSubmatch(string(page), -1) {
		for what, n := range counted {
			if !strings.HasPrefix(match[1], what) {
				continue
			}
			told++
			if said, _ := strconv.Atoi(match[2]); said > n || n > said+said/4 {
				t.Errorf("docs/testing.md says %d %s; there are %d", said, what, n)
			}
		}
	}
	if told != len(counted) {
		t.Errorf("docs/testing.md tells of %d kinds of tests, %d are counted: %v", told, len(counted), counted)
	}
}
