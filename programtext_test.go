package hengji

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"testing"
)

// judging is the package that reads and judges.
const judging = "night/review"

// reached are the folders of the module's packages that a package is made of.
func reached(t *testing.T, folder string, seen map[string]bool) map[string]bool {
	t.Helper()
	if seen[folder] {
		return seen
	}
	seen[folder] = true
	for _, file := range goFiles(t, folder) {
		text, err := fs.ReadFile(tree, file)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, text, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range parsed.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			if imported == "hengji" {
				reached(t, ".", seen)
			} else if room, ours := strings.CutPrefix(imported, "hengji/"); ours {
				reached(t, room, seen)
			}
		}
	}
	return seen
}

// goFiles are the files of a package, for every system, without its tests.
func goFiles(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := fs.ReadDir(tree, folder)
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, entry := range entries {
		if name := entry.Name(); path.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go") {
			files = append(files, path.Join(folder, name))
		}
	}
	return files
}

// Whatever the package that reads and judges is made of is part of what tells two
// programs apart, and nothing that only prints is.
func TestTheProgramsTextIsThatOfWhatReadsAndJudges(t *testing.T) {
	rooms := reached(t, judging, map[string]bool{})
	for _, room := range []string{".", "ingest", "transform", "load"} {
		if !rooms[room] {
			t.Errorf("%s does not reach %s: this test follows no imports", judging, room)
		}
	}
	for room := range rooms {
		for _, file := range goFiles(t, room) {
			if _, err := fs.Stat(programText, file); err != nil {
				t.Errorf("%s reads or judges and is not embedded: name it, or a pattern for it, in programtext.go", file)
			}
		}
	}
	err := fs.WalkDir(programText, ".", func(file string, entry fs.DirEntry, err error) error {
		room := path.Dir(file)
		if err == nil && !entry.IsDir() && (strings.HasSuffix(file, "_test.go") || !rooms[room] && room != "night") {
			t.Errorf("%s is embedded and neither reads nor judges", file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(ProgramDigest()) != 64 {
		t.Errorf("digest %q", ProgramDigest())
	}
}
