package night

import (
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"hengji/samples/tier"
)

// checkedFiles are those whose checks are removed in turn: home, and what of night and
// review decides what is made when and what counts.
var checkedFiles = []string{
	"../home/*.go", "run.go", "publish.go", "ledger.go", "handback.go", "outbox.go", "sign.go", "frozen.go", "periods.go", "uncounted.go", "inputs.go",
	"review/judge.go", "review/withdrawn.go",
}

// conditionCounters is put into home/disk, which imports nothing of hengji: a condition that
// is removed never holds.
const conditionCounters = `
// Removed is the condition that never holds, 0 for none; Held counts how often it would have.
var (
	Removed int
	Held    = map[int]int{}
)

// If is a condition of the program.
func If(n int, holds bool) bool {
	if holds && n == Removed {
		Held[n]++
	}
	return holds && n != Removed
}
`

// removedTest plays histories without the condition that it is told.
const removedTest = `package night

import (
	"os"
	"strconv"
	"testing"

	"hengji/home/disk"
)

func TestConditionRemoved(t *testing.T) {
	number, err := strconv.Atoi(os.Getenv("HENGJI_CONDITION"))
	if err != nil {
		t.Skip("for TestEachCheckThatIsRemovedIsNoticed")
	}
	disk.Removed = number
	for seed := range uint64(400) {
		if _, err := play(seed, daysOf, nil); err != nil {
			t.Fatal(err)
		}
	}
	if disk.Held[number] == 0 {
		t.Log("never held")
	}
}
`

// checks are what must be missed: file, function and beginning of the condition. The others
// save work, choose words or hand an error on.
var checks = []string{
	"home.go Lock: !held",
	"home.go begin: exists(h.Path(unfinished))",
	"receive.go look: owned && !a.leftOpen",
	"receive.go entry: is",
	"receive.go Receive: got.known",
	"archive.go archive: !before.Mode().IsRegular()",
	"archive.go archive: err != nil || again != sum",
	"archive.go archive: ok && h.holds(receipt)",
	"archive.go drain: size != a.info.Size()",
	"cache.go copyWhole: err == nil && hex",
	"generation.go Current: err == nil && string(text)",
	"generation.go Generation: sum != manifest.SHA256",
	"generation.go Tidy: !exists(name+\".json\")",
	"ledger.go inForce: err != nil || len(damaged) == 0",
	"ledger.go inForce: manifest != nil",
	"ledger.go open: err != nil || ledger.Torn",
	"folder.go RefillFolder: exists(old) && !exists(dir)",
	"folder.go keepForeign: name == Sums",
	"run.go Run: changed",
	"publish.go book: err != nil || published.Generation",
	"publish.go book: before != d",
	"sign.go SignPeriod: at >= 0",
	"sign.go closings: entry.Kind == \"closing\"",
	"sign.go ReopenPeriod: c.Period",
	"uncounted.go admit: receipt.Period",
	"uncounted.go admit: len(typed) != 1",
	"periods.go assignPeriods: slices.Contains(periods, typed)",
	"judge.go number: who",
	"judge.go rank: s.State == hengji.Withdrawn",
	"judge.go rank: s.RegionCode",
	"judge.go rank: s.State.Counted()",
	"withdrawn.go uncounted: p.Period == s.Period",
	"withdrawn.go uncounted: late",
	"withdrawn.go uncounted: w.Period == s.Period",
	"withdrawn.go signed: at >= 0",
}

// Every check is there for something: without it, and all else as it is, some history goes
// wrong.
func TestEachCheckThatIsRemovedIsNoticed(t *testing.T) {
	tier.NeedsAll(t, "every condition removed in turn")
	dir := t.TempDir()
	overlay := map[string]map[string]string{"Replace": {}}
	put := func(name string, text []byte) {
		aside := filepath.Join(dir, strings.ReplaceAll(strings.TrimPrefix(name, "/"), "/", "_"))
		if err := os.WriteFile(aside, text, 0o644); err != nil {
			t.Fatal(err)
		}
		overlay["Replace"][name] = aside
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	var places []string // of conditions, by number
	for _, pattern := range checkedFiles {
		files, err := filepath.Glob(filepath.Join(here, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %v", pattern, files, err)
		}
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") {
				put(file, withConditions(t, file, &places))
			}
		}
	}
	source, err := os.ReadFile("../home/disk/asked.go")
	if err != nil {
		t.Fatal(err)
	}
	put(filepath.Join(here, "../home/disk/asked.go"), append(source, conditionCounters...))
	put(filepath.Join(here, "simulation_removed_test.go"), []byte(removedTest))
	replaced, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "overlay.json"), replaced, 0o644); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "night.test")
	if said, err := exec.Command("go", "test", "-c", "-overlay", filepath.Join(dir, "overlay.json"), "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	for _, check := range checks {
		number := 1 + slices.IndexFunc(places, func(place string) bool { return strings.HasPrefix(place, check) })
		if number == 0 {
			t.Errorf("%s: there is no such condition", check)
			continue
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		cmd := exec.CommandContext(ctx, program, "-test.run=TestConditionRemoved", "-test.v", "-test.timeout=10m")
		cmd.Env = append(os.Environ(), "HENGJI_CONDITION="+strconv.Itoa(number))
		said, err := cmd.CombinedOutput()
		cancel()
		if err == nil {
			t.Errorf("%s: nobody misses it: %.300s", check, said)
			continue
		}
		_, why, _ := strings.Cut(string(said), "seed ")
		why, _, _ = strings.Cut(why, "\n")
		t.Logf("%s: missed: seed %.160s", check, why)
	}
}

// withConditions rewrites a file so that each of its conditions has a number.
func withConditions(t *testing.T, file string, places *[]string) []byte {
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	type piece struct {
		at   int
		text string
	}
	pieces := []piece{{set.Position(parsed.Name.End()).Offset, "\n\nimport removable \"hengji/home/disk\"\n"}}
	function := ""
	for _, declared := range parsed.Decls {
		fn, is := declared.(*ast.FuncDecl)
		if !is || fn.Body == nil {
			continue
		}
		function = fn.Name.Name
		number := func(condition ast.Expr) {
			from, to := set.Position(condition.Pos()), set.Position(condition.End())
			*places = append(*places, fmt.Sprintf("%s %s: %s", filepath.Base(file), function, source[from.Offset:to.Offset]))
			pieces = append(pieces, piece{from.Offset, fmt.Sprintf("removable.If(%d, ", len(*places))}, piece{to.Offset, ")"})
		}
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.IfStmt:
				number(n.Cond)
			case *ast.SwitchStmt:
				if n.Tag == nil {
					for _, one := range n.Body.List {
						for _, condition := range one.(*ast.CaseClause).List {
							number(condition)
						}
					}
				}
			}
			return true
		})
	}
	slices.SortStableFunc(pieces, func(a, b piece) int { return a.at - b.at })
	var out []byte
	last := 0
	for _, p := range pieces {
		out = append(append(out, source[last:p.at]...), p.text...)
		last = p.at
	}
	return append(append(out, source[last:]...), "\nvar _ = removable.If\n"...)
}
