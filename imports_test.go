package hengji

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"
)

// doors are the third-party packages of each room. One library a purpose, in one
// place: what it hides or breaks is then known in one place too.
var doors = map[string][]string{
	".":         {}, // the nouns rest on nothing
	"ingest":    {"github.com/xuri/excelize/v2", "github.com/klauspost/compress", "golang.org/x/text"},
	"transform": {"golang.org/x/text"},
	"localise":  {},
	"load":      {"hengji/load/engine"},
	"report":    {"hengji/report/docx", "hengji/report/inert", "hengji/report/ooxml", "hengji/report/sheet", "github.com/xuri/excelize/v2", "github.com/jedib0t/go-pretty/v6", "github.com/yuin/goldmark"},
	"schema":    {"go.yaml.in/yaml/v3", "github.com/santhosh-tekuri/jsonschema/v6", "golang.org/x/text"},
	"home":      {"hengji/home/disk"},
	"home/disk": {"github.com/gofrs/flock"}, // the machine under it
	// DuckDB by its two doors: linked in, which needs cgo as nothing else does, or in a browser.
	"load/engine": {"github.com/duckdb/duckdb-go/v2"},
	// Chambers of report: each knows less than the one that uses it.
	"report/docx":  {},
	"report/inert": {"github.com/jedib0t/go-pretty/v6"},
	"report/ooxml": {"hengji/report/inert", "github.com/xuri/excelize/v2"},
	"report/sheet": {"hengji/report/inert", "hengji/report/ooxml", "github.com/xuri/excelize/v2"},
	// What is done with the rooms: neither knows the other.
	"night":        {"hengji/night/review", "hengji/home", "hengji/ingest", "hengji/transform", "hengji/load", "hengji/report", "hengji/schema", "github.com/rs/zerolog"},
	"night/review": {"hengji/ingest", "hengji/transform", "hengji/load", "hengji/localise", "hengji/schema", "github.com/rs/zerolog"}, // what is printed decides nothing
	"trace":        {"hengji/home", "hengji/ingest", "hengji/transform", "hengji/load", "hengji/report", "hengji/schema"},
	"draft":        {"hengji/home", "hengji/ingest", "hengji/transform", "hengji/schema"}, // a form that no file declares
	// The page in which a district checks for itself, and the program in it.
	"selfcheck":       {"hengji/night", "hengji/home", "hengji/ingest", "hengji/load", "hengji/schema", "hengji/transform"},
	"selfcheck/clerk": {"hengji/selfcheck", "hengji/night", "hengji/schema"},
	"selfcheck/kit":   {"hengji/selfcheck"},
	// Programs: they may use everything.
	"cmd/hengji":       {"hengji", "github.com/rs/zerolog", "github.com/spf13/cobra", "github.com/spf13/pflag"},
	"samples/generate": {"github.com/xuri/excelize/v2", "go.yaml.in/yaml/v3", "golang.org/x/text"},
	"samples/torture":  {},
	"samples/few":      {},
	"samples/official": {"github.com/xuri/excelize/v2"},
	"samples/tier":     {},
	"samples/browser":  {"github.com/chromedp/chromedp"},
	"release":          {},
	"samples/mutate":   {"github.com/xuri/excelize/v2", "golang.org/x/text"}, // and nothing of hengji
}

var tree = os.DirFS(".")

// Rooms import the root and their doors, never each other: they meet in night and in
// trace. Tests may look further.
func TestRoomsImportTheRootAndTheirDoorsOnly(t *testing.T) {
	seen := map[string]bool{}
	err := fs.WalkDir(tree, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return err
		}
		room := path.Dir(file)
		allowed, known := doors[room]
		if !known {
			t.Errorf("%s: %s is no room of the house (see CONTRIBUTING.md)", file, room)
			return nil
		}
		seen[room] = true
		text, err := fs.ReadFile(tree, file)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, text, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range parsed.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			if room == "samples/mutate" && (imported == "hengji" || strings.HasPrefix(imported, "hengji/")) {
				t.Errorf("%s imports %s; what judges the rules shares nothing with them", file, imported)
			}
			if !permitted(imported, allowed) {
				t.Errorf("%s imports %s; %s may import %s", file, imported, room, strings.Join(append([]string{"the standard library", "hengji"}, allowed...), ", "))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range []string{".", "ingest", "transform", "load", "localise", "report", "schema", "home", "night", "night/review", "trace", "cmd/hengji"} {
		if !seen[room] {
			t.Errorf("room %s was not seen", room)
		}
	}
}

func permitted(imported string, allowed []string) bool {
	first, _, _ := strings.Cut(imported, "/")
	if imported == "hengji" || !strings.Contains(first, ".") && first != "hengji" {
		return true // the root; the standard library
	}
	for _, door := range allowed {
		if imported == door || strings.HasPrefix(imported, door+"/") {
			return true
		}
	}
	return false
}

func TestPermittedRefusesOtherRooms(t *testing.T) {
	for _, c := range []struct {
		imported string
		want     bool
	}{{"hengji", true}, {"fmt", true}, {"hengji/load", false}, {"github.com/rs/zerolog", false}, {"golang.org/x/text/width", true}} {
		if got := permitted(c.imported, doors["transform"]); got != c.want {
			t.Errorf("transform imports %s: %v, want %v", c.imported, got, c.want)
		}
	}
}
