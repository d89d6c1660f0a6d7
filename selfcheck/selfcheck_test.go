package selfcheck

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hengji"
	"hengji/load"
	"hengji/night"
	"hengji/schema"
)

// kit writes a kit of a few bytes, with what a test changes in it.
func kit(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	sums := ""
	for _, name := range append([]string{digestFile}, parts...) {
		text, changed := files[name]
		if name == digestFile && !changed {
			var err error
			if text, err = Digest(); err != nil {
				t.Fatal(err)
			}
		}
		sum := sha256.Sum256([]byte(text))
		sums += hex.EncodeToString(sum[:]) + "  " + name + "\n"
		if text == "gone" {
			continue
		}
		if text == "damaged" {
			text = "other bytes"
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, sumsFile), []byte(sums), 0o644); err != nil {
		t.Fatal(err)
	}
	return folder
}

func TestAKitThatIsNoneIsToldWithHowItIsMade(t *testing.T) {
	if _, err := ReadKit(kit(t, nil)); err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]string{
		t.TempDir(): "没有自查页的部件",
		kit(t, map[string]string{"engine.wasm.gz": "gone"}):  "缺少 engine.wasm.gz",
		kit(t, map[string]string{"worker.js.gz": "damaged"}): "worker.js.gz 已损坏",
		kit(t, map[string]string{digestFile: "of another"}):  "不是由这个版本的程序做的",
	} {
		_, err := ReadKit(folder)
		var usage hengji.UsageError
		if !errors.As(err, &usage) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "make selfcheck") {
			t.Errorf("got %v, want a usage error of %s", err, want)
		}
	}
}

func TestThePageAllowsItsOwnScriptAndNothingBeyondTheFile(t *testing.T) {
	of, err := ReadKit(kit(t, map[string]string{"worker.js.gz": "the worker"}))
	if err != nil {
		t.Fatal(err)
	}
	s := Settings{Version: hengji.Version, Rules: "0123456789abcdef", Program: "0123456789abcdef", Period: "2021", Region: "</script><script>alert(1)</script>{{engine}}"}
	var page, again bytes.Buffer
	for _, into := range []*bytes.Buffer{&page, &again} {
		made, err := newPage(of, s, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := made.WriteTo(into); err != nil {
			t.Fatal(err)
		}
	}
	if page.String() != again.String() {
		t.Error("two pages of one making differ")
	}
	if n := strings.Count(page.String(), "<script>"); n != 1 {
		t.Fatalf("%d scripts run, want 1", n)
	}
	_, script, _ := strings.Cut(page.String(), "<script>")
	script, _, _ = strings.Cut(script, "</script>")
	sum := sha256.Sum256([]byte(script))
	want := fmt.Sprintf("default-src 'none'; script-src 'sha256-%s' 'wasm-unsafe-eval'; worker-src blob:; style-src 'unsafe-inline'; "+
		"img-src data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'", base64.StdEncoding.EncodeToString(sum[:]))
	if !strings.Contains(page.String(), `<meta http-equiv="Content-Security-Policy" content="`+want+`">`) {
		t.Errorf("the policy is not %s", want)
	}
	if !strings.Contains(page.String(), `id="worker">`+base64.StdEncoding.EncodeToString([]byte("the worker"))+"</script>") {
		t.Error("the worker is not in the page")
	}
}

// The rules that the program carries are judged where there is no parser of SQL.
func TestRulesOfTheProgramGoIntoThePage(t *testing.T) {
	rules, _, err := night.ReadRules("")
	if err != nil {
		t.Fatal(err)
	}
	if err := load.Portable(rules); err != nil {
		t.Error(err)
	}
	rules.Checks = append(rules.Checks, &hengji.Rule{ID: "X-R01", SQL: "SELECT 1; SELECT 2", Source: hengji.FilePlace{File: "sql/checks/X-R01.sql", Line: 7}})
	if err := load.Portable(rules); err == nil || !strings.Contains(err.Error(), "sql/checks/X-R01.sql:7") {
		t.Errorf("a rule of two statements gives %v", err)
	}
}

// A page for a region is made of the rules of all, but of the control figures of that
// region alone; another region or other rules make another page.
func TestAPageForARegionHasItsControlFiguresAlone(t *testing.T) {
	rules, files, err := night.ReadRules("")
	if err != nil {
		t.Fatal(err)
	}
	m, err := NewMaker(kit(t, nil), night.Settings{Period: "2021"}, rules, files)
	if err != nil {
		t.Fatal(err)
	}
	numbers := map[string]string{}
	for region, want := range map[string]int{"": len(rules.CodeLists["control_figures"].Rows), "南岳区": 1, "市科技局": 0} {
		page, err := m.Page(region)
		if err != nil {
			t.Fatal(err)
		}
		again, err := m.Page(region)
		if err != nil || again.Settings.Page != page.Settings.Page || !bytes.Equal(again.rules, page.rules) {
			t.Errorf("%q: two pages differ, %v", region, err)
		}
		if other, twice := numbers[page.Settings.Page]; twice {
			t.Errorf("%q and %q are page %s", region, other, page.Settings.Page)
		}
		numbers[page.Settings.Page] = region
		folder, err := zip.NewReader(bytes.NewReader(page.rules), int64(len(page.rules)))
		if err != nil {
			t.Fatal(err)
		}
		packed, err := schema.ReadAgain(folder)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(packed.CodeLists["control_figures"].Rows); got != want {
			t.Errorf("%q: %d control figures, want %d", region, got, want)
		}
		if len(packed.Checks) != len(rules.Checks) || len(packed.Forms) != len(rules.Forms) {
			t.Errorf("%q: %d checks and %d forms, want %d and %d", region, len(packed.Checks), len(packed.Forms), len(rules.Checks), len(rules.Forms))
		}
	}
	var usage hengji.UsageError
	if _, err := m.Page("长沙市"); !errors.As(err, &usage) {
		t.Errorf("a region of nobody: %v", err)
	}
}
