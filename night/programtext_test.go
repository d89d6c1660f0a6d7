package night

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"hengji/home"
)

// Every room that the program is made of is part of what tells two programs apart,
// but for those that decide nothing of what is read and judged.
func TestNoRoomIsLeftOutOfWhatTellsProgramsApart(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	imported := map[string]bool{"hengji/night": true}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range parsed.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			imported[path] = true
		}
	}
	for path := range imported {
		if path != "hengji" && !strings.HasPrefix(path, "hengji/") || slices.Contains([]string{"hengji/home", "hengji/report"}, path) {
			continue
		}
		if sources[path] == nil {
			t.Errorf("%s decides what is read or how it is judged, and is not in sources", path)
		}
	}
	if len(program()) != 64 || len(sources) != 6 {
		t.Errorf("program %q of %d rooms", program(), len(sources))
	}
}

// A program with another text carries nothing over, and has something to publish.
func TestAnotherProgramReadsEverythingAnew(t *testing.T) {
	n := &Night{review: aReviewer(t)}
	reading := n.reading()
	made, err := n.inputs(&home.Ledger{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	ours := program
	defer func() { program = ours }()
	program = func() string { return "another" }
	anew, err := n.inputs(&home.Ledger{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if n.reading() == reading || anew.digest() == made.digest() {
		t.Error("another program is taken for the same")
	}
}
