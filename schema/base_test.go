package schema

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"hengji"
)

// A folder that an earlier version wrote has no sql/base; its rules call macros that
// the program had then.
func TestAFolderWithoutBaseHasTheProgramsMacros(t *testing.T) {
	_, shipped := shipped(t)
	root := files(t, "testdata/good", every)
	rules, err := Read(root)
	if err != nil {
		t.Fatal(err)
	}
	names := macroNames(rules)
	for _, name := range append(macroNames(shipped), "plain_name") {
		if !slices.Contains(names, name) {
			t.Errorf("macro %s is missing", name)
		}
	}
	if len(rules.Base) > 0 {
		t.Errorf("views over forms that the folder does not have: %v", rules.Base)
	}

	root["sql/base/own.sql"] = &fstest.MapFile{Data: []byte("-- macros: own\n-- title: 自\nCREATE MACRO twice(x) AS 2 * once(x);\nCREATE MACRO once(x) AS x\n")}
	if rules, err = Read(root); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(macroNames(rules), " "); got != "once twice" {
		t.Errorf("a folder with sql/base has the macros %q, want its own, each behind those it calls", got)
	}
}

func macroNames(rules *hengji.Rules) []string {
	var names []string
	for _, macro := range rules.Macros {
		names = append(names, macro.Name)
	}
	return names
}
