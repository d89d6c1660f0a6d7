package hengji_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"

	"hengji"
	"hengji/schema"
)

// What belongs to one city lies in its code lists: neither what the program prints nor
// the other rule files name a region, its code, the city or its fund.
func TestOneCityLiesInItsListsAlone(t *testing.T) {
	rules, err := schema.Read(hengji.DefaultRules)
	if err != nil {
		t.Fatal(err)
	}
	words := []string{"衡阳", rules.Fund()}
	for _, region := range rules.Regions(false) {
		if region.Kind == "municipal" { // every city has its 市本级
			continue
		}
		words = append(words, region.Name, strconv.Quote(region.Code))
		if code := region.Extra["gb2260"]; code != "" {
			words = append(words, code)
		}
	}
	files := 0
	err = fs.WalkDir(os.DirFS("."), ".", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			apart := file == "samples" || file == "docs" || file == "schema/codes" || entry.Name() == "testdata"
			if apart || file != "." && strings.HasPrefix(entry.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		}
		texts, err := printed(file)
		for _, text := range texts {
			for _, word := range words {
				if strings.Contains(text, word) {
					t.Errorf("%s names %s", file, word)
				}
			}
		}
		files += min(1, len(texts))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 200 || len(words) < 40 {
		t.Errorf("looked for %d words in %d files", len(words), files)
	}
}

// printed gives what a file of the program or of the rules may print: the literals of
// Go, the whole of what is no Go.
func printed(file string) ([]string, error) {
	switch path.Ext(file) {
	case ".go":
		if strings.HasSuffix(file, "_test.go") {
			return nil, nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		var texts []string
		ast.Inspect(parsed, func(node ast.Node) bool {
			if literal, is := node.(*ast.BasicLit); is && literal.Kind == token.STRING {
				texts = append(texts, literal.Value)
			}
			return true
		})
		return texts, nil
	case ".sql", ".yaml", ".html", ".css", ".json", ".md":
		if path.Ext(file) == ".md" && !strings.HasPrefix(file, "schema/report/") {
			return nil, nil
		}
		text, err := os.ReadFile(file)
		return []string{string(text)}, err
	}
	return nil, nil
}
