package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"hengji/samples/official"
	"hengji/samples/tier"
)

// Official forms of other places are drafted beside the shipped rules and each other; after
// a few answers to what was asked, vet accepts all of them, and of every case each rule
// finds what it should: the file itself passes, and a planted fault is found.
func TestOfficialFormsAreVettedAndVerifiedAfterAFewEdits(t *testing.T) {
	tier.NeedsMore(t, "a night of all official forms; draft reads each by its own draft")
	forms, err := official.Read()
	if err != nil {
		t.Fatal(err)
	}
	rules := filepath.Join(t.TempDir(), "rules")
	says := func(args ...string) string {
		t.Helper()
		var out, trouble bytes.Buffer
		if code := Main(append(args, "--rules", rules), &out, &trouble); code != 0 {
			t.Fatalf("%s: exit %d: %s%s", strings.Join(args[:1], " "), code, &out, &trouble)
		}
		return out.String()
	}
	if code := Main([]string{"rules", "--out", rules}, &bytes.Buffer{}, &bytes.Buffer{}); code != 0 {
		t.Fatalf("rules: exit %d", code)
	}
	edits := 0
	for i, form := range forms {
		book := filepath.Join(t.TempDir(), form.Name+".xlsx")
		if err := form.Write(book); err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("official_%02d", i+1)
		says("form", "from", book, "--out", rules, "--name", name, "--period", form.Period())
		edits += len(form.Edits)
		edit(t, rules, name, form)
	}
	says("vet")
	var ids []string
	for i := range forms {
		cases, err := filepath.Glob(filepath.Join(rules, fmt.Sprintf("samples/cases/official_%02d*.txt", i+1)))
		if err != nil || len(cases) == 0 {
			t.Errorf("%s has no cases, %v", forms[i].Name, err)
		}
		for _, file := range cases {
			ids = append(ids, strings.TrimSuffix(filepath.Base(file), ".txt"))
		}
	}
	if said := says(append([]string{"verify"}, ids...)...); !strings.Contains(said, "未通过 0 个") {
		t.Error(said)
	}
	t.Logf("%d forms, %d edits, %d rules with cases", len(forms), edits, len(ids))
}

// edit makes the changes of a form in all files of its draft, and in their names.
func edit(t *testing.T, rules, name string, form official.Form) {
	t.Helper()
	made := make([]bool, len(form.Edits))
	change := func(text string) string {
		for i, one := range form.Edits {
			before := regexp.QuoteMeta(strings.ReplaceAll(one[0], "NAME", name))
			if strings.HasPrefix(before, "field_") {
				before = `\b` + before + `\b`
			}
			after := regexp.MustCompile(before).ReplaceAllLiteralString(text, one[1])
			made[i] = made[i] || after != text || strings.Contains(text, " "+one[1]) // or another form's name was used again
			text = after
		}
		return text
	}
	err := filepath.WalkDir(rules, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasPrefix(entry.Name(), name) {
			return err
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := os.Remove(file); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(filepath.Dir(file), change(entry.Name())), []byte(change(string(data))), 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, done := range made {
		if !done {
			t.Errorf("%s: nothing to edit says %q", form.Name, form.Edits[i][0])
		}
	}
}
