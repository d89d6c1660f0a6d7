package home

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAFileThatStandsAsItWasMadeFromTheSameIsNotMadeAgain(t *testing.T) {
	h := open(t)
	path := filepath.Join(t.TempDir(), "耒阳市", "findings.csv")
	remembered := h.Path("cache", deliveredName)
	change := func(path, from, to string) error {
		text, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(path, []byte(strings.ReplaceAll(string(text), from, to)), 0o644)
		}
		return err
	}
	for i, step := range []struct {
		before func() error
		from   string
		made   bool
	}{
		{nil, "a", true},
		{nil, "a", false},
		{nil, "b", true},
		{nil, "b", false},
		{func() error { return os.Remove(path) }, "b", true},
		{func() error { return os.WriteFile(path, []byte("somebody's"), 0o644) }, "b", true},
		{func() error { return os.Truncate(path, 1) }, "b", true},
		{func() error { return os.RemoveAll(h.Path("cache")) }, "b", true},
		{nil, "b", false},
		{func() error { return os.Truncate(remembered, 40) }, "b", true},
		{func() error { return os.WriteFile(remembered, []byte(`{"x": 1}`), 0o644) }, "b", true},
		{func() error { return change(remembered, `"from": "b"`, `"from": "c"`) }, "b", true},
		{func() error { return os.WriteFile(path, []byte("of c"), 0o644) }, "c", true}, // nobody made it
		{nil, "", true},
		{nil, "", true},
		{nil, "c", true}, // what was delivered otherwise in between is forgotten
	} {
		if step.before != nil {
			if err := step.before(); err != nil {
				t.Fatal(err)
			}
		}
		made := false
		delivered := h.Delivered()
		err := delivered.WriteFile(path, step.from, 0o644, func(w io.Writer) error {
			made = true
			_, err := io.WriteString(w, "of "+step.from)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := delivered.Keep(); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != "of "+step.from || made != step.made {
			t.Errorf("step %d: the file holds %q, made %v, want %v (%v)", i, got, made, step.made, err)
		}
	}
}

// What the cache holds for builds, and what it remembers of deliveries, know nothing
// of each other.
func TestDeliveriesAreRememberedWhereTheCacheChanges(t *testing.T) {
	h := open(t)
	path := filepath.Join(t.TempDir(), "page.html")
	deliver := func() (made bool) {
		delivered := h.Delivered()
		err := delivered.WriteFile(path, "a", 0o644, func(w io.Writer) error {
			made = true
			_, err := io.WriteString(w, "page")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := delivered.Keep(); err != nil {
			t.Fatal(err)
		}
		return made
	}
	deliver()
	for _, key := range []string{"a", "b"} {
		if err := h.Cached(key, filepath.Join(t.TempDir(), "copy"), func(path string) error { return os.WriteFile(path, []byte(key), 0o644) }); err != nil {
			t.Fatal(err)
		}
	}
	if deliver() {
		t.Error("a page was made again because the cache holds another file")
	}
}
