package home

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"hengji/home/disk"
)

// A copier overwrites a file in place while it is read, and puts its size and time back.
func TestAFileThatIsOverwrittenWhileItIsReadIsNeverReceivedSpliced(t *testing.T) {
	h, inbox := open(t), t.TempDir()
	file := filepath.Join(inbox, "南岳区", "自评.xlsx")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	first, second := strings.Repeat("a", 200<<10), strings.Repeat("b", 200<<10)
	writeFile(t, file, first, night)
	writes := 0
	fault(t, func(operation string, paths ...string) error {
		if operation == "write" && strings.HasPrefix(paths[0], h.Path("archive")) {
			if writes++; writes == 3 {
				writeFile(t, file, second, night)
			}
		}
		return nil
	})
	ledger, err := h.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	arrivals, err := h.Receive(t.Context(), ledger, inbox, "2021", 0, night)
	if err != nil || len(arrivals.New) != 0 || len(arrivals.Deferred) != 1 || writes < 4 {
		t.Fatalf("after %d writes: %+v, %v", writes, arrivals, err)
	}
	if arrivals, err = h.Receive(t.Context(), ledger, inbox, "2021", 0, night); err != nil || len(arrivals.New) != 1 {
		t.Fatalf("standing still: %+v, %v", arrivals, err)
	}
	if data, _, err := h.Archived(arrivals.New[0], 1<<20); err != nil || string(data) != second {
		t.Errorf("%d bytes archived, %v", len(data), err)
	}
	if entries, _ := os.ReadDir(h.Path("archive")); len(entries) != 1 {
		t.Errorf("%d files in the archive", len(entries))
	}
}

// Who holds hengji.duckdb open for writing changes nothing of what was published, and what
// his program leaves beside a published file is taken away.
func TestAnAnalystWhoWritesChangesNothingOfWhatWasPublished(t *testing.T) {
	h, share := open(t), t.TempDir()
	staging, _, err := h.Staging(0)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, staging, "database 1", night)
	manifest, err := h.Publish(staging, Manifest{Generation: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{h.Dir, share} {
		file := filepath.Join(dir, "hengji.duckdb")
		deliver := func() error { return errors.Join(h.Alias(manifest), h.Deliver(manifest, share)) }
		if err := deliver(); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, 0o644); err != nil {
			t.Fatal(err)
		}
		writeFile(t, file, "scribbled on", night)
		writeFile(t, file+".wal", "a log", night)
		if _, err := h.Generation(1); err != nil {
			t.Errorf("published: %v", err)
		}
		Disk = disk.Asked(disk.System{}, func(operation string, paths ...string) error {
			if operation == "remove" {
				return syscall.EACCES
			}
			return nil
		})
		if err := deliver(); err == nil || !strings.Contains(err.Error(), "旁边有 hengji.duckdb.wal") {
			t.Errorf("a log that stays beside %s: %v", file, err)
		}
		Disk = disk.System{}
		if err := deliver(); err != nil {
			t.Fatal(err)
		}
		if data, _ := os.ReadFile(file); string(data) != "database 1" {
			t.Errorf("%s holds %q", file, data)
		}
		if _, err := os.Lstat(file + ".wal"); err == nil {
			t.Errorf("a log stands beside %s", file)
		}
	}
}
