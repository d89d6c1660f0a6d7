package torture

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// probe is one row that tells two contents of a published database apart: where
// every submission stands, every staged row once, the effective rows and their
// sum, every finding, and the printed total.
func probe(t *testing.T, home string) string {
	t.Helper()
	return query(t, home, `SELECT
  (SELECT md5(string_agg(concat_ws('|', submission, coalesce(region_code, '-'), file, sha256, version, state, latest, effective), ';' ORDER BY submission)) FROM meta.submission) AS submissions,
  (SELECT count(*) || ' ' || count(DISTINCT concat_ws('|', _submission, _sheet, _row)) || ' ' || md5(string_agg(concat_ws('|', _submission, _row, project_code, amount_wan, remarks), ';' ORDER BY _submission, _sheet, _row)) FROM stg.allocation) AS staged,
  (SELECT count(*) || ' ' || count(DISTINCT (period, project_code)) || ' ' || coalesce(sum(amount_wan), 0) FROM core.allocation) AS effective,
  (SELECT count(*) || ' ' || coalesce(md5(string_agg(concat_ws('|', submission, fingerprint, state, message), ';' ORDER BY submission, fingerprint)), '') FROM dq.finding) AS findings,
  (SELECT projects || ' ' || amount_wan FROM mart.allocation_table WHERE region = '合计') AS printed`)
}

// torn looks at a home in which a run just died: the published database is
// absent only where it was, opens, and holds the state before or after; what the
// ledger acknowledged is in the archive. It gives what the database holds.
func (s *scene) torn(t *testing.T, home string) string {
	t.Helper()
	receipts(t, home, true)
	if _, err := os.Stat(filepath.Join(home, "hengji.duckdb")); errors.Is(err, fs.ErrNotExist) {
		if s.before != "" {
			summary.blame("databases unreadable")
			t.Error("the published database is gone")
		}
		return ""
	}
	got := probe(t, home)
	if got == "" {
		summary.blame("databases unreadable")
	}
	if got != s.becomes && (s.before == "" || got != s.was) {
		summary.blame("databases neither before nor after (rows lost or twice)")
		t.Errorf("the published database is neither the one before nor the one after:\nbefore %s\nafter  %s\ngot    %s", s.was, s.becomes, got)
	}
	return got
}

// mended runs the night again, undisturbed and without help, and demands that
// everything is as if nothing had happened.
func (s *scene) mended(t *testing.T, home string) {
	t.Helper()
	again := call(t, s.arguments(home)...)
	if again.code != s.told.code {
		summary.blame("next runs that did not finish alone")
		t.Errorf("the next run: exit %d, want %d: %s", again.code, s.told.code, again.stderr)
		return
	}
	if got := probe(t, home); got != s.becomes {
		summary.blame("databases neither before nor after (rows lost or twice)")
		t.Errorf("after the next run the database holds\n%s, want\n%s", got, s.becomes)
	}
	want, got := receipts(t, s.after, false), receipts(t, home, false)
	if !slices.Equal(got["receipt"], want["receipt"]) {
		summary.blame("receipts or archived bytes lost")
		t.Errorf("receipts after the next run:\n%s\nwant:\n%s", strings.Join(got["receipt"], "\n"), strings.Join(want["receipt"], "\n"))
	}
	if !slices.Equal(got["decision"], want["decision"]) {
		t.Errorf("decisions in the ledger after the next run: %d, want %d:\n%s", len(got["decision"]), len(want["decision"]), strings.Join(got["decision"], "\n"))
	}
	if manifest := inForce(t, home); !slices.ContainsFunc(got["publication"], func(line string) bool { return strings.Contains(line, manifest.SHA256) }) {
		t.Errorf("the ledger does not tell of the publication of generation %d", manifest.Generation)
	} else if should := inForce(t, s.after); manifest.Content != should.Content {
		t.Errorf("content digest %s, want %s", manifest.Content, should.Content)
	}
	if verify := call(t, "ledger", "verify", "--home", home); verify.code != 0 || verify.stderr != "" {
		summary.blame("ledgers that do not verify")
		t.Errorf("ledger verify: exit %d: %s", verify.code, verify.stderr)
	}
	returns := filepath.Join(home, "returns")
	if s.shared {
		returns = filepath.Join(share(home), "returns")
		if sumOf(t, filepath.Join(share(home), "hengji.duckdb")) != inForce(t, home).SHA256 {
			t.Error("the copy on the share is not the database in force")
		}
		left(t, share(home))
	}
	sameFiles(t, returns, filepath.Join(s.after, "returns"))
	left(t, home)
}

// late demands after the next run what does not depend on the order in which
// files were received: effective rows, the printed total, no leftovers.
func (s *scene) late(t *testing.T, home string) {
	t.Helper()
	again := call(t, s.arguments(home)...)
	if again.code != s.told.code {
		t.Errorf("the next run: exit %d, want %d: %s", again.code, s.told.code, again.stderr)
	}
	want, got := strings.Split(s.becomes, ","), strings.Split(probe(t, home), ",")
	if len(got) != len(want) || got[2] != want[2] || got[4] != want[4] {
		t.Errorf("after the next run: %q, want %q", got, want)
	}
	if have, should := receipts(t, home, false)["receipt"], receipts(t, s.after, false)["receipt"]; len(have) != len(should) {
		t.Errorf("%d receipts, want %d", len(have), len(should))
	}
	inForce(t, home)
	left(t, home)
}

// manifest of a generation, as far as torture reads it.
type manifest struct {
	Generation            int
	File, SHA256, Content string
}

// inForce reads which generation CURRENT names, and proves that hengji.duckdb is it.
func inForce(t *testing.T, home string) manifest {
	t.Helper()
	var m manifest
	name, err := os.ReadFile(filepath.Join(home, "generations", "CURRENT"))
	if err != nil {
		t.Error(err)
		return m
	}
	number, _, _ := strings.Cut(strings.TrimSpace(string(name)), " ") // and the beginning of its hash
	text, err := os.ReadFile(filepath.Join(home, "generations", number+".json"))
	if err != nil {
		t.Error(err)
		return m
	}
	if err := json.Unmarshal(text, &m); err != nil {
		t.Error(err)
		return m
	}
	if sum := sumOf(t, filepath.Join(home, "hengji.duckdb")); sum != m.SHA256 {
		t.Errorf("hengji.duckdb is not generation %d, which CURRENT names", m.Generation)
	}
	return m
}

func sumOf(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Error(err)
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// receipts reads the ledger with eyes of its own: the data of its lines by kind,
// run names left out. Every line hangs on the one before, every receipt's bytes
// lie in the archive. torn allows a last line without its end.
func receipts(t *testing.T, home string, torn bool) map[string][]string {
	t.Helper()
	lines := map[string][]string{}
	text, err := os.ReadFile(filepath.Join(home, "ledger.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		return lines
	}
	if err != nil {
		t.Error(err)
		return lines
	}
	if whole := bytes.LastIndexByte(text, '\n') + 1; torn {
		text = text[:whole]
	}
	prev := ""
	scanner := bufio.NewScanner(bytes.NewReader(text))
	scanner.Buffer(nil, 1<<24)
	for scanner.Scan() {
		var line struct {
			Kind, Prev, Hash string
			Data             json.RawMessage
		}
		if err := json.Unmarshal(scanner.Bytes(), &line); err != nil || line.Prev != prev {
			t.Errorf("ledger: %q does not hang on %s (%v)", scanner.Text(), prev, err)
			return lines
		}
		prev = line.Hash
		var data map[string]any
		if err := json.Unmarshal(line.Data, &data); err != nil {
			t.Error(err)
		}
		delete(data, "run")
		lines[line.Kind] = append(lines[line.Kind], fmt.Sprint(data))
		if line.Kind == "receipt" {
			if sum := sumOf(t, filepath.Join(home, "archive", data["stored"].(string))); sum != data["sha256"] {
				summary.blame("receipts or archived bytes lost")
				t.Errorf("the archive does not hold what was received: %v", data)
			}
		}
	}
	return lines
}

// sameFiles demands the same files with the same bytes in two folders.
func sameFiles(t *testing.T, got, want string) {
	t.Helper()
	have, should := files(t, got), files(t, want)
	for name, sum := range should {
		if have[name] != sum {
			summary.blame("wrong returns")
			t.Errorf("%s: missing, or other bytes than after an undisturbed run", name)
		}
	}
	for name := range have {
		if _, ok := should[name]; !ok {
			summary.blame("wrong returns")
			t.Errorf("%s: does not belong there", name)
		}
	}
}

// files gives the SHA-256 of every file in a folder.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	sums := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		inside, err := filepath.Rel(dir, path)
		sums[filepath.ToSlash(inside)] = sumOf(t, path)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	return sums
}

// left finds what a run left lying about, beside what it may have.
func left(t *testing.T, home string, may ...string) {
	t.Helper()
	_ = filepath.WalkDir(home, func(path string, entry fs.DirEntry, err error) error {
		name := entry.Name()
		if err == nil && !entry.IsDir() && name != ".lock" && !slices.Contains(may, name) &&
			(strings.HasPrefix(name, ".") || strings.HasPrefix(name, "staging-") || strings.HasSuffix(name, ".wal")) {
			t.Errorf("%s is left over", path)
		}
		return err
	})
}
