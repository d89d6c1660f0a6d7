package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// keptHome is a home after a night with two regions, and what `ledger verify` says
// of a home.
func keptHome(t *testing.T) (state string, verify func(state string) (int, string)) {
	t.Helper()
	dir := t.TempDir()
	inbox, state := filepath.Join(dir, "inbox"), filepath.Join(dir, "var")
	for _, region := range []string{"南岳区", "石鼓区"} {
		if err := os.CopyFS(filepath.Join(inbox, region), os.DirFS("../../samples/2021/inbox/"+region)); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("HENGJI_SETTLE", "0s")
	t.Setenv("HENGJI_NOW", "2022-02-10T02:00:00+08:00")
	rules := filepath.Join(dir, "few")
	if err := writeRules(rules); err != nil {
		t.Fatal(err)
	}
	if code := Main([]string{"run", "--inbox", inbox, "--home", state, "--rules", rules, "--fail-on", "never"}, io.Discard, os.Stderr); code != 0 {
		t.Fatalf("run: exit code %d", code)
	}
	verify = func(state string) (int, string) {
		var told bytes.Buffer
		code := Main([]string{"ledger", "verify", "--home", state}, io.Discard, &told)
		return code, told.String()
	}
	if code, told := verify(state); code != 0 || told != "" {
		t.Fatalf("verify: exit code %d: %s", code, told)
	}
	return state, verify
}

// One flipped bit anywhere in what a home keeps is named by `ledger verify`: the
// file, and of the ledger the line.
func TestOneFlippedBitAnywhereIsNamed(t *testing.T) {
	state, verify := keptHome(t)
	for pattern, points := range map[string]int{"ledger.jsonl": 40, "archive/*": 3, "rules/*": 12, "generations/*": 4} {
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
				code, told := verify(state)
				name := filepath.Base(file)
				switch {
				case name == "ledger.jsonl": // "\n" within a line makes two of it
					name = fmt.Sprintf("ledger.jsonl:%d:", 1+bytes.Count(whole[:at], []byte("\n")))
				case strings.HasPrefix(name, "000001."):
					name = "第 1 次发布"
				}
				if code != exitTrouble || !strings.Contains(told, name) {
					t.Errorf("byte %d of %s: exit code %d: %s", at, filepath.Base(file), code, told)
				}
			}
			os.WriteFile(file, whole, 0o440)
		}
	}
	if code, told := verify(state); code != 0 {
		t.Errorf("put back, verify says %d: %s", code, told)
	}
}

// Whatever else happens to the files of a home is named too: cut, taken away, put
// there, exchanged; lines of the ledger turned round, left out, or cut off whole.
func TestWhatIsCutTakenAwayAddedOrExchangedIsNamed(t *testing.T) {
	whole, verify := keptHome(t)
	stored, err := filepath.Glob(filepath.Join(whole, "archive", "*"))
	if err != nil || len(stored) != 2 {
		t.Fatalf("archived: %q, %v", stored, err)
	}
	first, second := filepath.Base(stored[0]), filepath.Base(stored[1])
	rules, err := filepath.Glob(filepath.Join(whole, "rules", "*.zip"))
	if err != nil || len(rules) != 1 {
		t.Fatalf("archived rules: %q, %v", rules, err)
	}
	zip := filepath.Base(rules[0])
	text, err := os.ReadFile(filepath.Join(whole, "ledger.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(strings.TrimSuffix(string(text), "\n"), "\n")
	ledger := func(lines ...string) func(string) {
		return func(state string) { write(t, filepath.Join(state, "ledger.jsonl"), strings.Join(lines, "")) }
	}
	in := func(parts ...string) func(string) string {
		return func(state string) string { return filepath.Join(append([]string{state}, parts...)...) }
	}
	cut := func(name func(string) string) func(string) {
		return func(state string) {
			text, _ := os.ReadFile(name(state))
			write(t, name(state), string(text[:len(text)/2]))
		}
	}
	gone := func(name func(string) string) func(string) { return func(state string) { os.Remove(name(state)) } }
	added := func(name func(string) string) func(string) {
		return func(state string) { write(t, name(state), "somebody's") }
	}
	swapped := func(a, b func(string) string) func(string) {
		return func(state string) {
			os.Rename(a(state), a(state)+".x")
			os.Rename(b(state), a(state))
			os.Rename(a(state)+".x", b(state))
		}
	}
	n := len(lines)
	turned := append(append([]string{}, lines[:n-3]...), lines[n-2], lines[n-3], lines[n-1])
	for name, c := range map[string]struct {
		damage func(state string)
		says   string
	}{
		"archived file cut":        {cut(in("archive", first)), first},
		"archived file gone":       {gone(in("archive", first)), first},
		"archived files exchanged": {swapped(in("archive", first), in("archive", second)), second},
		"archived file added":      {added(in("archive", "a.xlsx")), "a.xlsx"},
		"named as another content": {added(in("archive", strings.Repeat("0", 64)+".xlsx")), strings.Repeat("0", 64)},
		"rules cut":                {cut(in("rules", zip)), zip},
		"rules gone":               {gone(in("rules", zip)), zip},
		"rules added":              {added(in("rules", "a.zip.old")), "a.zip.old"},
		"database cut":             {cut(in("generations", "000001.duckdb")), "000001.duckdb"},
		"database gone":            {gone(in("generations", "000001.duckdb")), "000001.duckdb"},
		"database added":           {added(in("generations", "000007.duckdb")), "第 7 次发布"},
		"a stranger":               {added(in("generations", "copy of 000001.duckdb")), "copy of"},
		"manifest gone":            {gone(in("generations", "000001.json")), "000001.json"},
		"CURRENT cut":              {cut(in("generations", "CURRENT")), "CURRENT"},
		"ledger gone":              {gone(in("ledger.jsonl")), "ledger.jsonl"},
		"ledger empty":             {ledger(), "ledger.jsonl"},
		"lines turned round":       {ledger(turned...), fmt.Sprintf("ledger.jsonl:%d:", n-2)},
		"a line left out":          {ledger(append(append([]string{}, lines[:1]...), lines[2:]...)...), "ledger.jsonl:2:"},
		"a line twice":             {ledger(append(append([]string{}, lines...), "\n", lines[n-1])...), "ledger.jsonl:"},
		"the last line cut off":    {ledger(lines[:n-1]...), "ledger.jsonl"},
		"two lines cut off":        {ledger(lines[:n-2]...), "ledger.jsonl"},
		"all but receipts cut off": {ledger(lines[:2]...), "ledger.jsonl"},
		"all but one cut off":      {ledger(lines[:1]...), "ledger.jsonl"},
	} {
		t.Run(name, func(t *testing.T) {
			state := filepath.Join(t.TempDir(), "var")
			if err := os.CopyFS(state, os.DirFS(whole)); err != nil {
				t.Fatal(err)
			}
			c.damage(state)
			if code, told := verify(state); code != exitTrouble || !strings.Contains(told, c.says) {
				t.Errorf("exit code %d, told %q, want %q", code, told, c.says)
			}
		})
	}
	t.Run("left by a run that died before its receipts", func(t *testing.T) {
		state := filepath.Join(t.TempDir(), "var")
		if err := os.CopyFS(state, os.DirFS(whole)); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256([]byte("somebody's"))
		stray := hex.EncodeToString(sum[:]) + ".xlsx"
		write(t, filepath.Join(state, "archive", stray), "somebody's")
		if code, told := verify(state); code != 0 || !strings.Contains(told, stray) {
			t.Errorf("exit code %d, told %q", code, told)
		}
	})
}

// write puts a text in a file's place, be it read-only.
func write(t *testing.T, file, text string) {
	t.Helper()
	os.Remove(file)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
