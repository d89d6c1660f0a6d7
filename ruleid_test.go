package hengji

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// ReadingRules is written beside the constants: none may be forgotten.
func TestReadingRulesListsEveryConstant(t *testing.T) {
	parsed, err := parser.ParseFile(token.NewFileSet(), "ruleid.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var declared []RuleID
	for _, declaration := range parsed.Decls {
		block, ok := declaration.(*ast.GenDecl)
		if !ok || block.Tok != token.CONST {
			continue
		}
		for _, spec := range block.Specs {
			id, err := strconv.Unquote(spec.(*ast.ValueSpec).Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			declared = append(declared, RuleID(id))
		}
	}
	if len(declared) < 50 || !slices.Equal(declared, ReadingRules) {
		t.Errorf("declared %v\nlisted   %v", declared, ReadingRules)
	}
}

// An untyped text becomes a RuleID in silence, with whatever is mistyped in it.
func TestRulesAreNamedByTheirConstants(t *testing.T) {
	id := regexp.MustCompile(`^"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+"$`)
	files := 0
	err := fs.WalkDir(tree, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") ||
			file == "ruleid.go" || strings.HasPrefix(file, "samples/") { // samples share nothing with the rules
			return err
		}
		files++
		text, err := fs.ReadFile(tree, file)
		if err != nil {
			return err
		}
		positions := token.NewFileSet()
		parsed, err := parser.ParseFile(positions, file, text, 0)
		if err != nil {
			return err
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			if literal, ok := node.(*ast.BasicLit); ok && id.MatchString(literal.Value) {
				t.Errorf("%s: %s: name the rule by its constant of ruleid.go", positions.Position(literal.Pos()), literal.Value)
			}
			return true
		})
		return nil
	})
	if err != nil || files < 100 {
		t.Fatal(files, err)
	}
}
