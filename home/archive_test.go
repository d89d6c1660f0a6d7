package home

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

func TestWhatTookTheFilesPlaceIsNeitherFollowedNorWaitedFor(t *testing.T) {
	h, inbox := open(t), t.TempDir()
	writeFile(t, filepath.Join(inbox, "a.xlsx"), "a", night)
	writeFile(t, filepath.Join(inbox, "secret"), "secret", night)
	root, err := Disk.Tree(inbox)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	found, err := h.look(root, &Arrivals{})
	if err != nil {
		t.Fatal(err)
	}
	found = slices.DeleteFunc(found, func(a arrival) bool { return a.file != "a.xlsx" })
	for name, swap := range map[string]func(path string) error{
		"a link": func(path string) error { return os.Symlink("secret", path) },
		"a pipe": func(path string) error { return syscall.Mkfifo(path, 0o644) },
	} {
		path := filepath.Join(inbox, "a.xlsx")
		os.Remove(path)
		if err := swap(path); err != nil {
			t.Skipf("NOT TESTED HERE: %s cannot be made: %v", name, err)
		}
		if got, err := h.archive(root, found[0], false, nobody); !errors.Is(err, errChanging) && !errors.Is(err, errUnreadable) {
			t.Errorf("%s: archived as %q, %v", name, got.stored, err)
		}
	}
}

func nobody(string) (Receipt, bool) { return Receipt{}, false }

// A night without news costs a hash a file: nothing is written, synced or renamed.
// An archived copy that was lost comes back.
func TestKnownFilesAreOnlyHashed(t *testing.T) {
	h, inbox := open(t), anInbox(t)
	first := receive(t, h, inbox)
	var did []string
	fault(t, func(operation string, paths ...string) error {
		did = append(did, operation+" "+filepath.Base(paths[len(paths)-1]))
		return nil
	})
	if again := receive(t, h, inbox); len(again.Known) != 2 || len(again.New) != 0 || did != nil {
		t.Errorf("%d known, %d new; it did %q", len(again.Known), len(again.New), did)
	}
	writeFile(t, filepath.Join(inbox, "耒阳市", "c.xlsx"), "c", night) // of the size of the others
	if again := receive(t, h, inbox); len(again.Known) != 2 || len(again.New) != 1 {
		t.Errorf("with another of the same size: %d known, %d new", len(again.Known), len(again.New))
	}
	lost := first.New[0]
	if err := os.Remove(h.Path("archive", lost.Stored)); err != nil {
		t.Fatal(err)
	}
	if again := receive(t, h, inbox); len(again.Known) != 3 || len(again.New) != 0 {
		t.Errorf("with a copy lost: %d known, %d new", len(again.Known), len(again.New))
	}
	if _, _, err := h.Archived(lost, 100); err != nil {
		t.Error(err)
	}
}

// A file that becomes another between being hashed and being copied waits, or is
// archived as what was copied; never under the name of what was hashed.
func TestAFileReplacedBetweenHashAndCopy(t *testing.T) {
	for name, c := range map[string]struct {
		swap func(path string)
		want error
	}{
		"written over":                    {func(path string) { writeFile(t, path, "B", night.Add(1)) }, errChanging},
		"written over, its time put back": {func(path string) { writeFile(t, path, "B", night) }, nil},
		"renamed over":                    {func(path string) { writeFile(t, path+".new", "B", night); os.Rename(path+".new", path) }, nil},
		"taken away":                      {func(path string) { os.Remove(path) }, nil},
		"cut":                             {func(path string) { os.Truncate(path, 0) }, errChanging},
	} {
		t.Run(name, func(t *testing.T) {
			h, inbox := open(t), t.TempDir()
			path := filepath.Join(inbox, "a.xlsx")
			writeFile(t, path, "A", night)
			root, err := Disk.Tree(inbox)
			if err != nil {
				t.Fatal(err)
			}
			defer root.Close()
			found, err := h.look(root, &Arrivals{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := h.archive(root, found[0], true, func(string) (Receipt, bool) { c.swap(path); return nobody("") })
			if !errors.Is(err, c.want) {
				t.Fatalf("%v, want %v", err, c.want)
			}
			if err == nil {
				if _, _, err := h.Archived(Receipt{SHA256: got.sum, Stored: got.stored, Size: got.size}, 100); err != nil {
					t.Error(err)
				}
			}
		})
	}
}
