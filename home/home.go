package home

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
)

// ErrLocked says that another run holds the home.
var ErrLocked = errors.New("another run holds the lock")

// Home is the folder of one bureau's state.
type Home struct {
	Dir     string
	sources string // where archive, rules and signed periods lie; "" for Dir
	Keep    int    // published databases kept; fewer than LeastGenerations are as many
	// Most is the size of the largest file that is received, 0 for any. A larger one
	// is no workbook, and would fill the disk for everybody.
	Most int64
	// Period says which report period a folder of the inbox is named after, "" for none:
	// <period>/<region>/ and <region>/<period>/ are read alike. nil knows none.
	Period func(folder string) string
	// Kind says what a file of the inbox is, by its name and size and, where these do
	// not tell, by what it holds. nil takes every file for a version.
	Kind func(file string, size int64, open func() (io.ReadCloser, error)) Kind
	// Ours says whether a workbook of a region's folder is one that we gave away and nobody
	// changed, and of which received file it is the return; a zero Receipt is none. It reads
	// only what may be one by its size. nil knows none.
	Ours func(folder string, size int64, read func() ([]byte, error)) (of Receipt, ours bool, err error)
}

// Open makes the folders of a home where they are missing.
func Open(dir string) (*Home, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("find home: %w", err)
	}
	for _, name := range []string{"archive", "generations", "logs", "rules"} {
		if err := makeFolder(filepath.Join(dir, name)); err != nil {
			return nil, fmt.Errorf("make home: %w", err)
		}
	}
	return &Home{Dir: dir}, nil
}

// Lock holds the home for one run until unlock. The error is ErrLocked where
// another process holds it; a run that was killed leaves none behind.
func (h *Home) Lock() (unlock func() error, err error) {
	unlock, held, err := Disk.Lock(h.Path(".lock"))
	if err != nil {
		return nil, fmt.Errorf("lock home %s: %w", h.Dir, err)
	}
	if !held {
		return nil, ErrLocked
	}
	if err := h.begin(); err != nil {
		return nil, errors.Join(err, unlock())
	}
	return unlock, nil
}

// unfinished lies in a home from the beginning of a run until it has made all that it was
// to make.
const unfinished = ".unfinished"

// begin is for the holder of the lock. What a run wrote that did not come to its end is seen
// by everybody and perhaps not on the disk, for it ended before a sync, or by the sync's
// failing: it is brought there before anything is made of it.
func (h *Home) begin() error {
	if exists(h.Path(unfinished)) {
		Disk.Settle()
		return nil
	}
	mark, err := create(h.Path(unfinished), 0o644)
	if err != nil {
		return fmt.Errorf("begin run: %w", err)
	}
	return mark.file.Close()
}

// Finish says that a run made all that it was to make.
func (h *Home) Finish() error {
	if err := removeAll(h.Path(unfinished)); err != nil {
		return fmt.Errorf("finish run: %w", err)
	}
	return nil
}

// Path is a path under the home.
func (h *Home) Path(parts ...string) string {
	return filepath.Join(append([]string{h.Dir}, parts...)...)
}

// Elsewhere is a home that has the archive, the rules and the signed periods of h, and
// whose own files lie in another folder: nothing of h is written.
func (h *Home) Elsewhere(dir string) *Home {
	other := *h
	other.Dir, other.sources = dir, h.source()
	return &other
}

// source is a path under the folder of what everything can be made from again.
func (h *Home) source(parts ...string) string {
	return filepath.Join(append([]string{cmp.Or(h.sources, h.Dir)}, parts...)...)
}

// Database is the published database's path.
func (h *Home) Database() string { return h.Path("hengji.duckdb") }
