package schema

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/tools/txtar"

	"hengji"
)

var update = flag.Bool("update", false, "write what is there as what is wanted")

// golden compares a text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; -update writes it):\n%s", file, diff)
	}
}

// files copies a folder into memory, so that a test can change it.
func files(t testing.TB, folder string, keep func(name string) bool) fstest.MapFS {
	t.Helper()
	copied := fstest.MapFS{}
	root := os.DirFS(folder)
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !keep(name) {
			return err
		}
		data, err := fs.ReadFile(root, name)
		copied[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return copied
}

func every(string) bool { return true }

func TestEveryMistakeIsToldWithItsPlace(t *testing.T) {
	archives, err := filepath.Glob("testdata/bad/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	place := regexp.MustCompile(`^([^:]+):([0-9]+): (.+)$`)
	mistakes := 0
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			root := files(t, "testdata/good", every)
			last := len(archive.Files) - 1
			for _, file := range archive.Files[:last] {
				root[file.Name] = &fstest.MapFile{Data: file.Data}
			}
			rules, err := Read(root)
			if err == nil || rules != nil {
				t.Fatalf("Read gave %v, %v; want no rules and an error", rules, err)
			}
			var list Errors
			if !errors.As(err, &list) {
				t.Fatalf("error is %T, want Errors", err)
			}
			mistakes += len(list)
			for _, line := range strings.Split(err.Error(), "\n") {
				match := place.FindStringSubmatch(line)
				if match == nil {
					t.Errorf("%q has no place", line)
					continue
				}
				at, _ := strconv.Atoi(match[2])
				if file := root[match[1]]; at < 1 || file != nil && at > 1+strings.Count(string(file.Data), "\n") {
					t.Errorf("%q names a line that the file does not have", line)
				}
			}
			got := err.Error() + "\n"
			if *update {
				archive.Files[last].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(archive.Files[last].Data), got); diff != "" {
				t.Errorf("mistakes (-want +got; -update writes them):\n%s", diff)
			}
		})
	}
	if mistakes < 100 {
		t.Errorf("%d mistakes are tried, the archives hold more than 100", mistakes)
	}
}

func TestGoodRulesAreRead(t *testing.T) {
	rules, err := Read(os.DirFS("testdata/good"))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "good.txt", describe(rules))
}

func TestFingerprintFollowsNamesAndBytes(t *testing.T) {
	seen := map[string]string{}
	try := func(what string, change func(fstest.MapFS)) {
		root := files(t, "testdata/good", every)
		change(root)
		rules, err := Read(root)
		if err != nil {
			t.Fatal(what, err)
		}
		if other, same := seen[rules.Fingerprint]; same {
			t.Errorf("%s has the fingerprint of %s", what, other)
		}
		seen[rules.Fingerprint] = what
	}
	add := func(name, data string) func(fstest.MapFS) {
		return func(root fstest.MapFS) { root[name] = &fstest.MapFile{Data: []byte(data)} }
	}
	try("the folder as it is", func(fstest.MapFS) {})
	try("another code list", add("schema/codes/trees.csv", "code,name\nA,甲\n"))
	try("the same list under another name", add("schema/codes/woods.csv", "code,name\nA,甲\n"))
	try("a list with one more byte", add("schema/codes/trees.csv", "code,name\nA,甲\n\n"))
	try("a scheme", add("schema/schemes/a.yaml", "name: a\ntitle: 甲\nkind: risk\ndefault: true\nfactors: [{factor: amount, name: 金额, weight: 100}]\n"))
	try("without checks and marts", func(root fstest.MapFS) {
		for name := range root {
			if strings.HasPrefix(name, "sql/") {
				delete(root, name)
			}
		}
	})
	// What is no rule file changes nothing.
	root := files(t, "testdata/good", every)
	add("schema/forms/README.md", "read me")(root)
	add("schema/doc.go", "package schema")(root)
	rules, err := Read(root)
	if err != nil || seen[rules.Fingerprint] != "the folder as it is" {
		t.Errorf("a README changed the fingerprint (%v)", err)
	}
}

func TestAbsentFilesAreTold(t *testing.T) {
	_, err := Read(fstest.MapFS{})
	want := "schema/forms:1: 文件夹里没有报表\n" +
		"schema/rules.yaml:1: 缺少这个文件：读取规则和字段规则的文字都写在里面"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestOversizeFilesAreRefused(t *testing.T) {
	root := files(t, "testdata/good", every)
	root["schema/codes/huge.csv"] = &fstest.MapFile{Data: make([]byte, mostBytes+1)}
	_, err := Read(root)
	if want := "schema/codes/huge.csv:1: 文件大于 16 MB"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// brokenFS fails like a share that went away.
type brokenFS struct {
	fs.FS
	broken string
}

func (b brokenFS) Open(name string) (fs.File, error) {
	if name == b.broken {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("stale file handle")}
	}
	return b.FS.Open(name)
}

func TestTroubleOfTheMachineIsNoMistakeOfTheAuthor(t *testing.T) {
	for _, name := range []string{"schema/rules.yaml", "schema/forms", "schema/forms/cover.yaml"} {
		_, err := Read(brokenFS{files(t, "testdata/good", every), name})
		var list Errors
		if err == nil || errors.As(err, &list) || !strings.Contains(err.Error(), "stale file handle") {
			t.Errorf("%s: got %v, want the trouble itself", name, err)
		}
	}
}

// An id of the code that the catalogue does not know would be a panic over some
// district's workbook: it is told when the program starts.
func TestCatalogueKnowsEveryRuleThatTheProgramReports(t *testing.T) {
	rules, err := Read(hengji.DefaultRules)
	if err != nil {
		t.Fatal(err)
	}
	if err := Current(rules, hengji.ReadingRules); err != nil {
		t.Error(err)
	}
	renamed := rules.Catalogue[hengji.RuleCellFloat]
	delete(rules.Catalogue, renamed.ID)
	renamed.ID = "CELL-FLAOT"
	rules.Catalogue[renamed.ID] = renamed
	want := fmt.Sprintf(`schema/rules.yaml:1: 缺少规则 CELL-FLOAT：程序会用到它
schema/rules.yaml:%d: 程序里没有规则 CELL-FLAOT；是不是 "CELL-FLOAT"？`, renamed.Source.Line)
	if err := Current(rules, append(hengji.ReadingRules, "ALLOC-R03")); err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// Excel's plain CSV is GBK, Notepad's Unicode is UTF-16: the names in them would be
// unknown and every district accused. A mark and Windows' line ends are no mistake.
func TestFilesOfAnotherEncodingAreToldAsSuch(t *testing.T) {
	list := "code,name,kind\r\nR1,东区,district\r\nR2,西区,district\r\nRD,市科技局,department\r\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(list)
	if err != nil {
		t.Fatal(err)
	}
	utf16 := "\xff\xfe"
	for _, unit := range list {
		utf16 += string([]byte{byte(unit), byte(unit >> 8)})
	}
	for _, c := range []struct{ what, file, text, want string }{
		{"with a mark and CRLF", "schema/codes/regions.csv", "\ufeff" + list, ""},
		{"GBK", "schema/codes/regions.csv", gbk, "schema/codes/regions.csv:2: 文件不是 UTF-8 编码（是 GBK，Excel 存 CSV 时默认的编码）：请另存为 CSV UTF-8"},
		{"UTF-16", "schema/codes/regions.csv", utf16, "schema/codes/regions.csv:1: 文件不是 UTF-8 编码（是 UTF-16，或不是文本）：请另存为 CSV UTF-8"},
		{"a byte", "schema/rules.yaml", "reading:\n# \xff\n", "schema/rules.yaml:2: 文件不是 UTF-8 编码：请用 UTF-8 编码保存"},
		{"SQL", "sql/marts/a_last.sql", "-- title: " + gbk, "sql/marts/a_last.sql:2: 文件不是 UTF-8 编码（是 GBK，Excel 存 CSV 时默认的编码）：请用 UTF-8 编码保存"},
	} {
		files := fstest.MapFS{}
		good, err := Files(os.DirFS("testdata/good"))
		if err != nil {
			t.Fatal(err)
		}
		for name, data := range good {
			files[name] = &fstest.MapFile{Data: data}
		}
		files[c.file] = &fstest.MapFile{Data: []byte(c.text)}
		got := ""
		if _, err := Read(files); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: got %s\nwant %s", c.what, got, c.want)
		}
	}
}

func TestListsInForceSayWhatNamesTheirRows(t *testing.T) {
	rules, err := Read(hengji.DefaultRules)
	if err != nil {
		t.Fatal(err)
	}
	list := rules.CodeLists["control_figures"]
	for i := range list.Columns {
		list.Columns[i].Key = false
	}
	want := "schema/codes/control_figures.csv:1: 没有标明键列：请在用来区分各行的列名后加 *（如 period*,region_code*,amount_wan:number）"
	if err := Current(rules, hengji.ReadingRules); err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}
