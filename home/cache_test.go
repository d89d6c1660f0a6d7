package home

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// cached asks the cache for a file that holds text, and tells whether it was made.
func cached(t *testing.T, h *Home, key, text string) (made bool) {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy")
	if err := h.Cached(key, to, func(path string) error {
		made = true
		return os.WriteFile(path, []byte(text), 0o644)
	}); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(to); err != nil || string(got) != text {
		t.Fatalf("the copy holds %q, want %q (%v)", got, text, err)
	}
	if kept, err := os.ReadDir(h.Path("cache")); err != nil || len(kept) != 1 || !strings.HasPrefix(kept[0].Name(), key+"-") {
		t.Fatalf("the cache holds %v (%v)", kept, err)
	}
	return made
}

func TestACachedFileIsMadeOnceForAKeyAndOnlyTheLastStays(t *testing.T) {
	h := open(t)
	for i, c := range []struct {
		key  string
		made bool
	}{{"a", true}, {"a", false}, {"b", true}, {"b", false}, {"a", true}} {
		if made := cached(t, h, c.key, "of "+c.key); made != c.made {
			t.Errorf("step %d: made %v, want %v", i, made, c.made)
		}
	}
	if err := os.RemoveAll(h.Path("cache")); err != nil {
		t.Fatal(err)
	}
	if !cached(t, h, "a", "of a") {
		t.Error("a deleted cache still gave a file")
	}
}

func TestACachedFileThatIsNotAsItWasWrittenIsMadeAgain(t *testing.T) {
	for name, damage := range map[string]func(path string) error{
		"a flipped bit":   func(path string) error { return os.WriteFile(path, []byte("xf a"), 0o644) },
		"torn":            func(path string) error { return os.Truncate(path, 2) },
		"grown":           func(path string) error { return os.WriteFile(path, []byte("of a "), 0o644) },
		"another's":       func(path string) error { return os.WriteFile(path, []byte("other"), 0o644) },
		"under the key":   func(path string) error { return os.Rename(path, path[:len(path)-1]) },
		"a folder":        func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o755)) },
		"leads elsewhere": func(path string) error { return errors.Join(os.Remove(path), os.Symlink("/nowhere", path)) },
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t)
			cached(t, h, "a", "of a")
			kept, _ := filepath.Glob(h.Path("cache", "*"))
			if err := errors.Join(os.Chmod(kept[0], 0o644), damage(kept[0])); err != nil {
				t.Fatal(err)
			}
			if !cached(t, h, "a", "of a") {
				t.Error("it was used")
			}
			if cached(t, h, "a", "of a") {
				t.Error("what was made again is not used")
			}
		})
	}
}

func TestWhatIsNotMadeLeavesNothingBehind(t *testing.T) {
	h, to, broken := open(t), filepath.Join(t.TempDir(), "copy"), errors.New("broken rule")
	err := h.Cached("a", to, func(path string) error {
		return errors.Join(os.WriteFile(path, []byte("half"), 0o644), broken)
	})
	kept, _ := os.ReadDir(h.Path("cache"))
	if !errors.Is(err, broken) || len(kept) != 0 || exists(to) {
		t.Errorf("error %v, the cache holds %v", err, kept)
	}
}
