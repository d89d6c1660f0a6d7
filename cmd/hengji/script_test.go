package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"hengji"
	"hengji/home"
	"hengji/home/disk"
	"hengji/report"
	"hengji/samples/few"
	"hengji/samples/tier"
)

var update = flag.Bool("update", false, "rewrite goldens with what the program prints")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"hengji": func() {
			if text := os.Getenv("HENGJI_TEST_FAULT"); text != "" {
				home.Disk = disk.Asked(home.Disk, faultOf(text))
			}
			hengji.Fault = panicOf(os.Getenv("HENGJI_TEST_PANIC"))
			os.Exit(Main(os.Args[1:], os.Stdout, os.Stderr))
		},
	})
}

// panicOf plants a panic: "read 耒阳市" over every workbook whose path holds the name,
// when it comes to that phase.
func panicOf(text string) func(phase, file string) {
	at, name, _ := strings.Cut(text, " ")
	return func(phase, file string) {
		if phase == at && strings.Contains(file, name) {
			panic("planted")
		}
	}
}

// faultOf makes disks and shares fail: "rename */CURRENT EIO" fails every rename
// to such a path (of which * stands for anything), "… kill" ends the process
// there as if the plug were pulled, "… term" sends it SIGTERM, and a number behind it counts to the one that
// fails. Several are parted by semicolons.
func faultOf(text string) func(string, ...string) error {
	errors := map[string]error{"ENOSPC": syscall.ENOSPC, "EACCES": syscall.EACCES, "ESTALE": syscall.ESTALE, "EIO": syscall.EIO}
	counts := map[string]int{}
	return func(operation string, paths ...string) error {
		for one := range strings.SplitSeq(text, ";") {
			fields := strings.Fields(one)
			path := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(fields[1]), `\*`, ".*") + "$")
			if fields[0] != operation || !path.MatchString(paths[len(paths)-1]) {
				continue
			}
			if counts[one]++; len(fields) > 3 && strconv.Itoa(counts[one]) != fields[3] {
				continue
			}
			switch fields[2] {
			case "kill":
				os.Exit(137)
			case "term": // and time for it to arrive
				syscall.Kill(os.Getpid(), syscall.SIGTERM)
				time.Sleep(200 * time.Millisecond)
			}
			return errors[fields[2]]
		}
		return nil
	}
}

// The scripts are the command line as users see it: exit codes, stdout, stderr
// and the files left behind. Each starts with the eighteen sample workbooks in
// inbox/ and a clock that stands still. In make test they are judged by few rules,
// but for the scripts that say all-rules; in make test-all by all.
func TestScripts(t *testing.T) {
	samples, err := filepath.Abs("../../samples")
	if err != nil {
		t.Fatal(err)
	}
	small := filepath.Join(t.TempDir(), "few")
	if err := writeRules(small); err != nil {
		t.Fatal(err)
	}
	cache := filledCache(t, small)
	allCache := sync.OnceValue(func() string { return filledCache(t, "") })
	testscript.Run(t, testscript.Params{
		Dir:           "testdata",
		UpdateScripts: *update,
		Condition:     condition,
		Setup: func(env *testscript.Env) error {
			env.Setenv("SAMPLES", samples)
			env.Setenv("EXAMPLES", filepath.Join(samples, "..", "docs", "examples"))
			env.Setenv("HENGJI_NOW", "2022-02-10T02:00:00+08:00")
			env.Setenv("HENGJI_SETTLE", "0s")
			env.Setenv("HENGJI_HOME", "var")
			env.Setenv("HENGJI_EXPORTS", "false") // some seconds of every script; those of exports set it
			if !tier.All {
				env.Setenv("HENGJI_RULES", small)
			}
			return errors.Join(
				os.CopyFS(filepath.Join(env.WorkDir, "var", "cache"), os.DirFS(cache)),
				os.CopyFS(filepath.Join(env.WorkDir, "inbox"), os.DirFS(filepath.Join(samples, "2021", "inbox"))),
			)
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"setcell":    setCell,
			"exitcode":   exitCodeOf,
			"explain":    explainLine,
			"newsheet":   newSheet,
			"sedfile":    sedFile,
			"touch":      touch,
			"links":      links,
			"spoil":      spoil,
			"same":       same,
			"flip":       flip,
			"await":      await,
			"all-rules":  func(ts *testscript.TestScript, neg bool, args []string) { allRules(ts, neg, args, allCache) },
			"own-rules":  ownRules,
			"inbox-of":   inboxOf,
			"cat-onto":   catOnto,
			"cpdir":      copyFolder,
			"no-word-of": noWordOf,
			"inbox-copy": inboxCopy,
		},
	})
}

// condition tells whether the lines that ask for a tier are tested: [more], [all].
func condition(asked string) (bool, error) {
	switch asked {
	case "more":
		return tier.More, nil
	case "all":
		return tier.All, nil
	}
	return false, fmt.Errorf("condition %s is not known", asked)
}

// filledCache gives the cache of a home in which a night by these rules was, though
// nothing came: with the empty database, which is a second's work of every script.
func filledCache(t *testing.T, rules string) string {
	t.Helper()
	home := filepath.Join(t.TempDir(), "var")
	args := []string{"run", "--inbox", t.TempDir(), "--home", home, "--settle", "0s", "--exports=false", "--fail-on", "never"}
	if !tier.All {
		args = append(args, "--rules", rules)
	}
	var talk strings.Builder
	if code := Main(args, io.Discard, &talk); code != exitFine {
		t.Fatalf("a night without workbooks ends with %d: %s", code, talk.String())
	}
	return filepath.Join(home, "cache")
}

// writeRules writes the rules of the scripts: few, in make test-all those of the program.
func writeRules(dir string, and ...string) error {
	err := os.CopyFS(dir, hengji.DefaultRules)
	if err == nil && !tier.All {
		err = few.Keep(dir, and...)
	}
	return err
}

// allRules judges by all rules from here on, because what follows is about them or
// prints all that they say: all-rules.
func allRules(ts *testscript.TestScript, neg bool, args []string, cache func() string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: all-rules")
	}
	ts.Setenv("HENGJI_RULES", "")
	if !tier.All {
		own := ts.MkAbs("var/cache")
		ts.Check(errors.Join(os.RemoveAll(own), os.CopyFS(own, os.DirFS(cache()))))
	}
}

// ownRules writes the rules of the scripts into a folder, for changing, and further
// ones of sql/ that few leave out: own-rules DIR [NAME…].
func ownRules(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: own-rules DIR [NAME…]")
	}
	ts.Check(writeRules(ts.MkAbs(args[0]), args[1:]...))
}

// inboxOf leaves only some regions in inbox/: inbox-of REGION….
func inboxOf(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: inbox-of REGION…")
	}
	entries, err := os.ReadDir(ts.MkAbs("inbox"))
	ts.Check(err)
	for _, entry := range entries {
		if !slices.Contains(args, entry.Name()) {
			ts.Check(os.RemoveAll(filepath.Join(ts.MkAbs("inbox"), entry.Name())))
		}
	}
}

// inboxCopy copies the sample workbook of a region: inbox-copy REGION FILE.
func inboxCopy(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: inbox-copy REGION FILE")
	}
	content, err := os.ReadFile(filepath.Join(ts.Getenv("SAMPLES"), "2021", "inbox", args[0], "2021年度市级科技专项资金绩效自评_"+args[0]+".xlsx"))
	ts.Check(err)
	file := ts.MkAbs(args[1])
	ts.Check(errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, content, 0o644)))
}

// setCell changes one cell of a workbook: setcell FILE SHEET CELL VALUE.
func setCell(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: setcell FILE SHEET CELL VALUE")
	}
	file := ts.MkAbs(args[0])
	book, err := excelize.OpenFile(file)
	ts.Check(err)
	var value any = args[3]
	if number, err := strconv.ParseInt(args[3], 10, 64); err == nil {
		value = number
	}
	ts.Check(book.SetCellValue(args[1], args[2], value))
	ts.Check(book.SaveAs(file))
	ts.Check(book.Close())
}

// explainLine writes beside the first line of a returned workbook's list, as a
// clerk does: explain FILE TEXT.
func explainLine(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: explain FILE TEXT")
	}
	file := ts.MkAbs(args[0])
	book, err := excelize.OpenFile(file)
	ts.Check(err)
	rows, err := book.GetRows(report.ResultSheet)
	ts.Check(err)
	for r, row := range rows {
		for c, text := range row {
			if text == hengji.ExplanationHeading {
				ts.Check(book.SetCellValue(report.ResultSheet, hengji.CellName(r+2, c+1), args[1]))
				ts.Check(book.SaveAs(file))
				ts.Check(book.Close())
				return
			}
		}
	}
	ts.Fatalf("%s has no list", args[0])
}

// newSheet adds a sheet to a workbook, which it makes where there is none: newsheet FILE
// SHEET CSV. A value is written as the cases write theirs ('2021, date:2021-05-18).
func newSheet(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: newsheet FILE SHEET CSV")
	}
	reader := csv.NewReader(strings.NewReader(ts.ReadFile(args[2])))
	reader.FieldsPerRecord = -1
	rows, err := reader.ReadAll()
	ts.Check(err)
	file := ts.MkAbs(args[0])
	book, err := excelize.OpenFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		book, err = excelize.NewFile(), nil
		ts.Check(book.SetSheetName("Sheet1", args[1]))
	}
	ts.Check(err)
	_, err = book.NewSheet(args[1])
	ts.Check(err)
	for r, row := range rows {
		for c, text := range row {
			if text != "" {
				ts.Check(book.SetCellValue(args[1], hengji.CellName(r+1, c+1), cellValue(ts, text)))
			}
		}
	}
	ts.Check(book.SaveAs(file))
	ts.Check(book.Close())
}

// cellValue is what a cell holds that a case writes so.
func cellValue(ts *testscript.TestScript, text string) any {
	if day, isDay := strings.CutPrefix(text, "date:"); isDay {
		at, err := time.Parse(time.DateOnly, day)
		ts.Check(err)
		return at
	}
	if text, isText := strings.CutPrefix(text, "'"); isText {
		return text
	}
	if number, err := strconv.ParseFloat(text, 64); err == nil {
		return number // a numeric cell of the test's workbook
	}
	return text
}

// sedFile replaces a text in a file: sedfile FILE OLD NEW.
func sedFile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: sedfile FILE OLD NEW")
	}
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.ReplaceAll(text, args[1], args[2])), 0o644))
}

// flip changes one bit in the middle of a file: flip FILE.
func flip(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: flip FILE")
	}
	text := []byte(ts.ReadFile(args[0]))
	text[len(text)/2] ^= 1
	ts.Check(os.Chmod(ts.MkAbs(args[0]), 0o644))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), text, 0o644))
}

// await waits until a file holds a text: await FILE TEXT.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await FILE TEXT")
	}
	for range 1200 {
		if text, err := os.ReadFile(ts.MkAbs(args[0])); err == nil && strings.Contains(string(text), args[1]) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("%s never held %q", args[0], args[1])
}

// same demands the same files with the same bytes, but for what the patterns name,
// each of which something must have: same FOLDER FOLDER [PATTERN…], or two files.
func same(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: same FOLDER FOLDER [PATTERN…]")
	}
	used := map[string]bool{}
	files := func(folder string) map[string]string {
		held := map[string]string{}
		ts.Check(filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			content, err := os.ReadFile(file)
			for _, pattern := range args[2:] {
				without := regexp.MustCompile("(?s)"+pattern).ReplaceAll(content, nil)
				used[pattern] = used[pattern] || len(without) < len(content)
				content = without
			}
			held[strings.TrimPrefix(file, folder)] = string(content)
			return err
		}))
		return held
	}
	one, two := files(ts.MkAbs(args[0])), files(ts.MkAbs(args[1]))
	if len(one) == 0 || len(one) != len(two) {
		ts.Fatalf("%s holds %d files, %s %d", args[0], len(one), args[1], len(two))
	}
	for name, content := range one {
		if two[name] != content {
			ts.Fatalf("%s differs (-%s +%s):\n%s", name, args[0], args[1], cmp.Diff(content, two[name]))
		}
	}
	for _, pattern := range args[2:] {
		if !used[pattern] {
			ts.Fatalf("nothing holds %s", pattern)
		}
	}
}

// touch makes a file as fresh as one just put down.
func touch(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: touch FILE")
	}
	ts.Check(os.Chtimes(ts.MkAbs(args[0]), time.Now(), time.Now()))
}

// exitCodeOf runs hengji and demands an exit code: exitcode 3 run --inbox inbox.
func exitCodeOf(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode CODE ARGUMENTS…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec("hengji", args[1:]...)
	got := 0
	if failed, ok := err.(interface{ ExitCode() int }); ok {
		got = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("hengji %v: exit code %d, want %d", args[1:], got, want)
	}
}

// spoil changes a byte of the archived copy of a workbook of the inbox:
// spoil ARCHIVE FILE.
func spoil(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: spoil ARCHIVE FILE")
	}
	data := []byte(ts.ReadFile(filepath.Join("inbox", args[1])))
	sum := sha256.Sum256(data)
	found, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), hex.EncodeToString(sum[:])+"*"))
	ts.Check(err)
	if len(found) != 1 {
		ts.Fatalf("%d copies of %s", len(found), args[1])
	}
	data[len(data)/2] ^= 1
	ts.Check(os.Remove(found[0]))
	ts.Check(os.WriteFile(found[0], data, 0o444))
}

// catOnto writes a file behind another: cat-onto FILE MORE.
func catOnto(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: cat-onto FILE MORE")
	}
	text := ts.ReadFile(args[0]) + ts.ReadFile(args[1])
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// noWordOf fails where a file of the folders holds a word, parts of workbooks and other
// zips included: no-word-of WORD DIR….
func noWordOf(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: no-word-of WORD DIR…")
	}
	files := 0
	for _, dir := range args[1:] {
		ts.Check(filepath.WalkDir(ts.MkAbs(dir), func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			files++
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			texts := map[string][]byte{"": text}
			if parts, err := zip.NewReader(bytes.NewReader(text), int64(len(text))); err == nil {
				for _, part := range parts.File {
					r, err := part.Open()
					if err == nil {
						texts["!"+part.Name], err = io.ReadAll(r)
					}
					if err != nil {
						return err
					}
				}
			}
			for part, text := range texts {
				if bytes.Contains(text, []byte(args[0])) {
					ts.Fatalf("%s%s holds %q", file, part, args[0])
				}
			}
			return nil
		}))
	}
	if files == 0 {
		ts.Fatalf("no files in %v", args[1:])
	}
}

// copyFolder copies a folder: cpdir FROM TO.
func copyFolder(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: cpdir FROM TO")
	}
	ts.Check(os.CopyFS(ts.MkAbs(args[1]), os.DirFS(ts.MkAbs(args[0]))))
}
