package home

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"hengji/home/disk"
)

// fault has f asked before every change of a disk in one test.
func fault(t *testing.T, f func(operation string, paths ...string) error) {
	t.Helper()
	Disk = disk.Asked(disk.System{}, f)
	t.Cleanup(func() { Disk = disk.System{} })
}

// theRules is a fingerprint.
const theRules = "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"

// aRun does what a run does with the disk: receive, build, publish, book, deliver.
func aRun(t *testing.T, h *Home, inbox, share string) error {
	t.Helper()
	ledger, err := h.Ledger()
	if err != nil {
		return err
	}
	if err := h.Tidy(); err != nil {
		return err
	}
	arrivals, err := h.Receive(context.Background(), ledger, inbox, "2021", 0, night)
	if err != nil {
		return err
	}
	if _, err := ledger.Acknowledge(arrivals.New, night); err != nil {
		return err
	}
	current, damaged, err := h.Current()
	if err != nil {
		return err
	}
	if len(damaged) > 0 {
		return fmt.Errorf("damaged: %q", damaged)
	}
	manifest := Manifest{Published: night, Inputs: fmt.Sprint(len(ledger.Entries))}
	if current != nil {
		manifest.Generation = current.Generation
	}
	staging, generation, err := h.Staging(manifest.Generation)
	if err != nil {
		return err
	}
	if err := h.Cached(fmt.Sprint("rules of ", generation/2), staging, func(path string) error { return os.WriteFile(path, []byte("empty"), 0o644) }); err != nil {
		return err
	}
	if text, err := os.ReadFile(staging); err != nil || string(text) != "empty" {
		return fmt.Errorf("a build begins with %q, %w", text, err)
	}
	writeFile(t, staging, fmt.Sprintf("database %d of %s", generation, manifest.Inputs), night)
	manifest.Generation = generation
	if err := h.KeepRules(theRules, map[string][]byte{"a.sql": []byte("SELECT 1")}); err != nil {
		return err
	}
	if manifest.Inputs, err = h.KeepInputs([]byte(manifest.Inputs)); err != nil {
		return err
	}
	manifest.Ledger = ledger.Head()
	if manifest, err = h.Publish(staging, manifest); err != nil {
		return err
	}
	return errors.Join(
		ledger.Append(night, "publication", manifest),
		h.Alias(manifest), h.Deliver(manifest, share), h.Forget(manifest),
	)
}

func anInbox(t *testing.T) string {
	t.Helper()
	inbox := t.TempDir()
	writeFile(t, filepath.Join(inbox, "耒阳市", "a.xlsx"), "a", night)
	writeFile(t, filepath.Join(inbox, "常宁市", "b.xlsx"), "b", night)
	return inbox
}

// whole proves that a home has lost nothing and shows nothing half.
func whole(t *testing.T, h *Home, receipts int) (generation int) {
	t.Helper()
	current, damaged, err := h.Current()
	if err != nil || len(damaged) > 0 {
		t.Fatalf("in force: %q, %v", damaged, err)
	}
	ledger, err := h.Ledger()
	if err != nil || ledger.Torn != "" {
		t.Fatalf("ledger: torn %q, %v", ledger.Torn, err)
	}
	told, err := ledger.Receipts()
	if err != nil || receipts >= 0 && len(told) != receipts {
		t.Fatalf("%d receipts, want %d, %v", len(told), receipts, err)
	}
	for _, r := range told {
		if _, _, err := h.Archived(r, 100); err != nil {
			t.Fatal(err)
		}
	}
	readable := func(_ string, files fs.FS) error {
		text, err := fs.ReadFile(files, "a.sql")
		if err == nil && string(text) != "SELECT 1" {
			return fmt.Errorf("rules say %q", text)
		}
		return err
	}
	if receipts >= 0 { // the run after: nothing is damaged, nothing is left over
		if damaged, unclaimed := h.Damaged(ledger, readable); damaged != nil || unclaimed != nil {
			t.Fatalf("damaged %v, unclaimed %q", damaged, unclaimed)
		}
	}
	if current == nil {
		return 0
	}
	return current.Generation
}

// failing does something while the disk fails at its at-th operation, and ever after
// where that lasts. It names the operation; "" where there were fewer, of which
// there must be some.
func failing(t *testing.T, at int, lasting bool, some int, do func() error) (failed string) {
	t.Helper()
	n := 0
	Disk = disk.Asked(disk.System{}, func(operation string, paths ...string) error {
		if n++; n == at {
			failed = operation + " " + filepath.Base(paths[len(paths)-1])
		}
		if n == at || lasting && n > at {
			return syscall.ENOSPC
		}
		return nil
	})
	err := do()
	Disk = disk.System{}
	if failed == "" && at < some {
		t.Fatalf("only %d operations", at)
	}
	if err != nil && !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("operation %d (%s): %v", at, failed, err)
	}
	return failed
}

func TestADiskThatFailsAtAnyOperationLosesAndHalvesNothing(t *testing.T) {
	for _, lasting := range []bool{false, true} { // a hiccup, or a disk that stays full
		step := 1
		if lasting {
			step = 3
		}
		for at := 1; ; at += step {
			h, inbox, share := open(t), anInbox(t), t.TempDir()
			if err := aRun(t, h, inbox, share); err != nil {
				t.Fatal(err)
			}
			writeFile(t, filepath.Join(inbox, "祁东县", "c.xlsx"), "c", night)
			failed := failing(t, at, lasting, 30, func() error { return aRun(t, h, inbox, share) })
			if failed == "" {
				break
			}
			if generation := whole(t, h, -1); generation != 1 && generation != 2 {
				t.Fatalf("operation %d (%s): generation %d in force", at, failed, generation)
			}
			if err := aRun(t, h, inbox, share); err != nil {
				t.Fatalf("the run after operation %d (%s) failed: %v", at, failed, err)
			}
			generation := whole(t, h, 3)
			for _, path := range []string{h.Database(), filepath.Join(share, "hengji.duckdb")} {
				if text, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(text), fmt.Sprintf("database %d", generation)) {
					t.Fatalf("the run after operation %d (%s): %s holds %q, %v", at, failed, path, text, err)
				}
			}
			for _, pattern := range []string{".hengji-*", "*/.hengji-*", "*/staging-*"} {
				if left, _ := filepath.Glob(h.Path(pattern)); left != nil {
					t.Fatalf("the run after operation %d (%s) left %q", at, failed, left)
				}
			}
			if left, _ := filepath.Glob(filepath.Join(share, ".hengji-*")); left != nil {
				t.Fatalf("the run after operation %d (%s) left %q on the share", at, failed, left)
			}
		}
	}
}

// platter is a disk whose power may fail: it knows which bytes and which names
// have reached it for good. A name is there once its folder was synced after it
// was given, bytes once their file was synced after they were written.
type platter struct {
	t       *testing.T
	dirty   map[string]bool            // files whose bytes are not there yet
	names   map[string]map[string]bool // names that are there, by folder
	pending map[string]map[string]bool // names as they are seen, by folder
	before  map[string]func(p *platter)
}

func (p *platter) see(path string, there bool) {
	folder := filepath.Dir(path)
	if p.pending[folder] == nil {
		p.pending[folder] = map[string]bool{}
	}
	p.pending[folder][filepath.Base(path)] = there
}

// kept demands that a name and its bytes would survive.
func (p *platter) kept(what, path string) {
	p.t.Helper()
	if !p.names[filepath.Dir(path)][filepath.Base(path)] || p.dirty[path] {
		p.t.Errorf("%s, but a power cut would lose %s (its bytes: %v)", what, filepath.Base(path), p.dirty[path])
	}
}

func (p *platter) operation(operation string, paths ...string) error {
	last := paths[len(paths)-1]
	switch operation {
	case "mkdir":
		p.see(last, true)
	case "create":
		p.see(last, true)
		p.dirty[last] = true
	case "write":
		p.dirty[last] = true
		if strings.HasSuffix(last, "ledger.jsonl") {
			p.see(last, true)
		}
	case "sync":
		p.dirty[last] = false
	case "rename":
		if wet, known := p.dirty[paths[0]]; (wet || !known) && filepath.Base(filepath.Dir(last)) != "cache" { // which holds its own digests
			p.t.Errorf("%s gets its name before its bytes are on the disk", filepath.Base(last))
		}
		p.see(last, true)
		p.dirty[last] = false
		p.see(paths[0], false)
	case "remove":
		p.see(last, false)
	case "syncfolder":
		if p.names[last] == nil {
			p.names[last] = map[string]bool{}
		}
		for name, there := range p.pending[last] {
			p.names[last][name] = there
		}
	}
	for suffix, check := range p.before {
		if strings.HasSuffix(last, suffix) && (operation == "rename" || operation == "write" || operation == "remove") {
			check(p)
		}
	}
	return nil
}

func TestAPowerCutNeverLeavesANameWithoutWhatItStandsFor(t *testing.T) {
	p := &platter{t: t, dirty: map[string]bool{}, names: map[string]map[string]bool{}, pending: map[string]map[string]bool{}}
	fault(t, p.operation)
	dir := t.TempDir()
	h, err := Open(filepath.Join(dir, "a", "var"))
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{filepath.Join(dir, "a"), h.Dir, h.Path("archive"), h.Path("generations")} {
		p.kept("a home was made", folder)
	}
	inbox, share := anInbox(t), filepath.Join(dir, "share")
	for generation := 1; generation <= 5; generation++ {
		name := generationName(generation)
		p.before = map[string]func(*platter){
			"ledger.jsonl": func(p *platter) { // receipts are told of files that are kept
				stored, _ := filepath.Glob(h.Path("archive", "[0-9a-f]*"))
				for _, path := range stored {
					p.kept("a receipt is written", path)
				}
			},
			"CURRENT": func(p *platter) {
				p.kept("CURRENT is renamed", h.Path("generations", name+".json"))
				p.kept("CURRENT is renamed", h.Path("generations", name+".duckdb"))
			},
			generationName(generation-3) + ".duckdb": func(p *platter) {
				p.kept("an old generation is removed", h.Path("generations", "CURRENT"))
			},
		}
		writeFile(t, filepath.Join(inbox, "祁东县", "c.xlsx"), name, night)
		if err := aRun(t, h, inbox, share); err != nil {
			t.Fatal(err)
		}
		p.kept("a run is over", h.Path("ledger.jsonl"))
		p.kept("a run is over", h.Path("generations", "CURRENT"))
		p.kept("a run is over", h.Database())
		p.kept("a run is over", filepath.Join(share, "hengji.duckdb"))
	}
	if p.names[h.Path("generations")]["000001.duckdb"] {
		// A removal that a power cut takes back is made again; nothing hangs on it.
		t.Log("generation 1 would come back")
	}
}

// deaf is a disk that does not answer for one file.
type deaf struct {
	disk.Disk
	name   string
	answer error
}

func (d deaf) OpenFile(path string, flag int, mode fs.FileMode) (disk.File, error) {
	if filepath.Base(path) == d.name {
		return nil, &fs.PathError{Op: "open", Path: path, Err: d.answer}
	}
	return d.Disk.OpenFile(path, flag, mode)
}

// A disk that does not answer says nothing of what lies there: it is trouble, and no damage
// that an older publication would stand in for. What is not there is damage.
func TestADiskThatDoesNotAnswerIsNoDamage(t *testing.T) {
	h, inbox, share := open(t), anInbox(t), t.TempDir()
	for range 2 {
		if err := aRun(t, h, inbox, share); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { Disk = disk.System{} })
	for _, name := range []string{"CURRENT", "000002.json", "000002.duckdb"} {
		for _, answer := range []error{syscall.EACCES, syscall.EIO, syscall.ESTALE} {
			Disk = deaf{disk.System{}, name, answer}
			if current, damaged, err := h.Current(); current != nil || damaged != nil || !errors.Is(err, answer) || Advice(err) == "" {
				t.Errorf("%s: %v: in force is %v, damaged %q, %v", name, answer, current, damaged, err)
			}
		}
		if name == "CURRENT" { // without it nothing was ever put in force
			continue
		}
		Disk = deaf{disk.System{}, name, syscall.ENOENT}
		if current, damaged, err := h.Current(); err != nil || current == nil || current.Generation != 1 || len(damaged) != 1 {
			t.Errorf("%s is gone: in force is %v, damaged %q, %v", name, current, damaged, err)
		}
	}
}

// A file of nobody's in the archive that is not read is not said to be another than its name.
func TestAFileOfTheArchiveThatIsNotReadIsNotAccused(t *testing.T) {
	h := open(t)
	writeFile(t, h.Path("archive", "0123.xlsx"), "another", night)
	t.Cleanup(func() { Disk = disk.System{} })
	for _, answer := range []error{syscall.EACCES, syscall.EIO} {
		Disk = deaf{disk.System{}, "0123.xlsx", answer}
		if unclaimed, strange := h.unclaimed(nil); len(unclaimed) > 0 || len(strange) != 1 || !errors.Is(strange[0], answer) {
			t.Errorf("%v: unclaimed %q, strange %v", answer, unclaimed, strange)
		}
	}
}

func TestWhereAnOpenFileCannotBeReplacedAPointerNamesTheNewest(t *testing.T) {
	h, inbox, share := open(t), anInbox(t), t.TempDir()
	if err := aRun(t, h, inbox, share); err != nil {
		t.Fatal(err)
	}
	held := true
	fault(t, func(operation string, paths ...string) error {
		if held && operation == "rename" && paths[1] == filepath.Join(share, "hengji.duckdb") {
			return syscall.EACCES
		}
		return nil
	})
	newest := func() string {
		t.Helper()
		name, err := os.ReadFile(filepath.Join(share, Pointer))
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(share, strings.TrimSpace(string(name))))
		if err != nil {
			t.Fatal(err)
		}
		return string(text[:len("database 0")])
	}
	for generation := 2; generation <= 6; generation++ {
		for range 2 { // delivered again it stays as it is
			if err := aRun(t, h, inbox, share); generation == 2 && err != nil {
				t.Fatal(err)
			}
			current, _, _ := h.Current()
			if err := h.Deliver(*current, share); err != nil {
				t.Fatal(err)
			}
			if got, want := newest(), fmt.Sprintf("database %d", current.Generation); got[:10] != want[:10] {
				t.Fatalf("the pointer leads to %q, want %q", got, want)
			}
		}
	}
	entries, _ := os.ReadDir(share)
	if len(entries) != 2+keptDated {
		t.Errorf("%d files on the share: %v", len(entries), entries)
	}
	held = false
	if err := aRun(t, h, inbox, share); err != nil {
		t.Fatal(err)
	}
	if name, _ := os.ReadFile(filepath.Join(share, Pointer)); strings.TrimSpace(string(name)) != "hengji.duckdb" {
		t.Errorf("once it can be replaced the pointer says %q", name)
	}
}

func TestAnAppendThatFailsLeavesTheLedgerAsItWas(t *testing.T) {
	h := open(t)
	ledger, _ := h.Ledger()
	if err := ledger.Append(night, "receipt", Receipt{ID: 1}); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(h.Path("ledger.jsonl"))
	for _, operation := range []string{"write", "sync"} {
		Disk = disk.Asked(disk.System{}, func(op string, _ ...string) error {
			if op == operation {
				return syscall.EIO
			}
			return nil
		})
		err := ledger.Append(night, "receipt", Receipt{ID: 2})
		Disk = disk.System{}
		if after, _ := os.ReadFile(h.Path("ledger.jsonl")); !errors.Is(err, syscall.EIO) || !bytes.Equal(before, after) {
			t.Errorf("%s: %v, the ledger now holds %q", operation, err, after)
		}
	}
	if err := ledger.Append(night, "receipt", Receipt{ID: 2}); err != nil {
		t.Fatal(err)
	}
	if whole, err := h.Ledger(); err != nil || len(whole.Entries) != 2 {
		t.Errorf("after the disk came back: %+v, %v", whole, err)
	}
}

func TestALineWithoutItsEndIsWholeAndOneWithAnotherIsDamaged(t *testing.T) {
	h := open(t)
	ledger, _ := h.Ledger()
	if err := ledger.Append(night, "receipt", Receipt{ID: 1}, Receipt{ID: 2}); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(h.Path("ledger.jsonl"))
	os.WriteFile(h.Path("ledger.jsonl"), text[:len(text)-1], 0o644)
	ledger, err := h.Ledger()
	if err != nil || len(ledger.Entries) != 2 || ledger.Torn != "" {
		t.Fatalf("without its end: %+v, %v", ledger, err)
	}
	if err := ledger.Append(night, "receipt", Receipt{ID: 3}); err != nil {
		t.Fatal(err)
	}
	if ledger, err = h.Ledger(); err != nil || len(ledger.Entries) != 3 {
		t.Fatalf("appended behind it: %+v, %v", ledger, err)
	}
	text[len(text)-1] = 'x'
	os.WriteFile(h.Path("ledger.jsonl"), text, 0o644)
	if _, err := h.Ledger(); err == nil || !strings.Contains(err.Error(), "ledger.jsonl:2: 行末被改动") {
		t.Errorf("with another end: %v", err)
	}
}

func TestDamageOfAPublishedDatabaseFallsBackToTheNewestWholeOne(t *testing.T) {
	flip := func(path string) func(t *testing.T, h *Home) {
		return func(t *testing.T, h *Home) {
			text, err := os.ReadFile(h.Path("generations", path))
			if err != nil {
				t.Fatal(err)
			}
			at := max(bytes.Index(text, []byte(`"sha256": "`)), 0) + 12 // of a manifest, what is compared with the database
			text[at%len(text)] ^= 1
			os.Chmod(h.Path("generations", path), 0o644)
			os.WriteFile(h.Path("generations", path), text, 0o644)
		}
	}
	gone := func(path string) func(t *testing.T, h *Home) {
		return func(t *testing.T, h *Home) { os.Remove(h.Path("generations", path)) }
	}
	for name, c := range map[string]struct {
		damage []func(*testing.T, *Home)
		want   int
		told   int
	}{
		"the database":      {[]func(*testing.T, *Home){flip("000004.duckdb")}, 3, 1},
		"its manifest":      {[]func(*testing.T, *Home){flip("000004.json")}, 3, 1},
		"CURRENT":           {[]func(*testing.T, *Home){flip("CURRENT")}, 4, 1},
		"gone":              {[]func(*testing.T, *Home){gone("000004.duckdb")}, 3, 1},
		"two":               {[]func(*testing.T, *Home){flip("000004.duckdb"), gone("000003.json")}, 2, 2},
		"all":               {[]func(*testing.T, *Home){flip("000004.duckdb"), flip("000003.duckdb"), flip("000002.duckdb")}, 0, 3},
		"an older one only": {[]func(*testing.T, *Home){flip("000003.duckdb")}, 4, 0},
	} {
		t.Run(name, func(t *testing.T) {
			h, inbox := open(t), anInbox(t)
			for range 4 {
				if err := aRun(t, h, inbox, t.TempDir()); err != nil {
					t.Fatal(err)
				}
			}
			for _, damage := range c.damage {
				damage(t, h)
			}
			current, damaged, err := h.Current()
			got := 0
			if current != nil {
				got = current.Generation
			}
			if err != nil || got != c.want || len(damaged) != c.told {
				t.Errorf("generation %d, want %d; told %q; %v", got, c.want, damaged, err)
			}
		})
	}
}
