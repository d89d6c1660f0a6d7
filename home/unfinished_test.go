package home

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hengji/home/disk"
)

// settling counts how often a disk is asked to settle.
type settling struct {
	disk.Disk
	times int
}

func (s *settling) Settle() { s.times++ }

func TestWhatAnUnfinishedRunWroteIsBroughtToTheDiskBeforeTheNextOne(t *testing.T) {
	h := open(t)
	s := &settling{Disk: disk.System{}}
	Disk = s
	defer func() { Disk = disk.System{} }()
	for _, run := range []struct {
		finishes bool
		settled  int
	}{{true, 0}, {false, 0}, {false, 1}, {true, 2}, {true, 2}} {
		unlock, err := h.Lock()
		if err != nil {
			t.Fatal(err)
		}
		if s.times != run.settled {
			t.Errorf("%+v: settled %d times", run, s.times)
		}
		if run.finishes {
			err = h.Finish()
		}
		if err := errors.Join(err, unlock()); err != nil {
			t.Fatal(err)
		}
	}
}

// said records what is changed on the disk.
func said(t *testing.T, do func() error) (operations []string) {
	t.Helper()
	fault(t, func(operation string, paths ...string) error {
		operations = append(operations, operation+" "+filepath.Base(paths[len(paths)-1]))
		return nil
	})
	if err := do(); err != nil {
		t.Fatal(err)
	}
	return operations
}

func TestAManifestNeverOutlivesItsDatabaseInAPowerCut(t *testing.T) {
	h := open(t)
	var last Manifest
	for generation := 1; generation <= LeastGenerations+1; generation++ {
		staging, _, err := h.Staging(generation - 1)
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, staging, "database", night)
		if last, err = h.Publish(staging, Manifest{Generation: generation}); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"remove 000001.json", "syncfolder generations", "remove 000001.duckdb", "syncfolder generations"}
	if got := said(t, func() error { return h.Forget(last) }); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := said(t, func() error { return h.Forget(last) }); got != nil {
		t.Errorf("nothing is forgotten by %q", got)
	}
}

func TestADatabaseInTheMakingIsNoDamage(t *testing.T) {
	h := open(t)
	writeFile(t, h.Path("generations", "000001.duckdb"), "made, and not published", night)
	ledger, err := h.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	readable := func(string, fs.FS) error { return nil }
	if damaged, _ := h.Damaged(ledger, readable); damaged != nil {
		t.Errorf("%v", damaged)
	}
	if err := ledger.Append(night, "publication", Manifest{Generation: 1}); err != nil {
		t.Fatal(err)
	}
	if damaged, _ := h.Damaged(ledger, readable); len(damaged) != 1 || !strings.Contains(damaged[0].Error(), "000001.json") {
		t.Errorf("a manifest is lost, and it is said: %v", damaged)
	}
	writeFile(t, h.Path("generations", "000007.duckdb"), "nobody made it", night)
	if damaged, _ := h.Damaged(ledger, readable); len(damaged) != 2 {
		t.Errorf("a database that no run can have been making is damage: %v", damaged)
	}
}

func TestWhatWasLeftInTheMakingBesideAFolderIsSweptWhereverItLies(t *testing.T) {
	share := t.TempDir()
	if err := os.Mkdir(filepath.Join(share, asidePrefix+"left"), 0o777); err != nil {
		t.Fatal(err)
	}
	files := func() ([]File, error) { return []File{{"a.csv", []byte("a")}}, nil }
	for range 2 { // made, and left as it stands
		if err := ReplaceFolder(filepath.Join(share, "2021"), "today", files); err != nil {
			t.Fatal(err)
		}
		if exists(filepath.Join(share, asidePrefix+"left")) {
			t.Error("a folder in the making is left lying about")
		}
		if err := os.Mkdir(filepath.Join(share, asidePrefix+"left"), 0o777); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheFirstLineOfALedgerKeepsTheHomeToo(t *testing.T) {
	h := open(t)
	ledger, err := h.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	got := said(t, func() error { return ledger.Append(night, "receipt", Receipt{ID: 1}) })
	want := []string{"write ledger.jsonl", "sync ledger.jsonl", "syncfolder " + filepath.Base(h.Dir), "syncfolder " + filepath.Base(filepath.Dir(h.Dir))}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
