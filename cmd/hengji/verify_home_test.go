package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// One flipped bit anywhere in what a home keeps is named by `ledger verify`: the
// file, and of the ledger the line.
func TestOneFlippedBitAnywhereIsNamed(t *testing.T) {
	dir := t.TempDir()
	inbox, state := filepath.Join(dir, "inbox"), filepath.Join(dir, "var")
	if err := os.CopyFS(filepath.Join(inbox, "南岳区"), os.DirFS("../../samples/2021/inbox/南岳区")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HENGJI_SETTLE", "0s")
	t.Setenv("HENGJI_NOW", "2022-02-10T02:00:00+08:00")
	if code := Main([]string{"run", "--inbox", inbox, "--home", state, "--fail-on", "never"}, io.Discard, os.Stderr); code != 0 {
		t.Fatalf("run: exit code %d", code)
	}
	verify := func() (int, string) {
		var told bytes.Buffer
		code := Main([]string{"ledger", "verify", "--home", state}, io.Discard, &told)
		return code, told.String()
	}
	if code, told := verify(); code != 0 {
		t.Fatalf("verify: exit code %d: %s", code, told)
	}
	for pattern, points := range map[string]int{"ledger.jsonl": 40, "archive/*": 6, "rules/*": 12, "generations/*": 4} {
		files, err := filepath.Glob(filepath.Join(state, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("no %s", pattern)
		}
		for _, file := range files {
			whole, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			os.Chmod(file, 0o644)
			step := max(len(whole)/points, 1)
			for at := len(whole) - 1; at >= 0; at -= step {
				damaged := bytes.Clone(whole)
				damaged[at] ^= 1 << (at % 7)
				os.WriteFile(file, damaged, 0o644)
				code, told := verify()
				name := filepath.Base(file)
				switch {
				case name == "ledger.jsonl": // "\n" within a line makes two of it
					name = fmt.Sprintf("ledger.jsonl:%d:", 1+bytes.Count(whole[:at], []byte("\n")))
				case strings.HasPrefix(name, "000001."):
					name = "generation 1"
				}
				if code != exitTrouble || !strings.Contains(told, name) {
					t.Errorf("byte %d of %s: exit code %d: %s", at, filepath.Base(file), code, told)
				}
			}
			os.WriteFile(file, whole, 0o440)
		}
	}
	if code, told := verify(); code != 0 {
		t.Errorf("put back, verify says %d: %s", code, told)
	}
}
