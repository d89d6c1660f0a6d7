package disk

import (
	"context"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// System is the machine that the program runs on.
type System struct{}

func (System) OpenFile(path string, flag int, mode fs.FileMode) (File, error) {
	file, err := os.OpenFile(path, flag, mode)
	if err != nil {
		return nil, err // and no *os.File that is nil in an interface that is not
	}
	return file, nil
}

func (System) Tree(folder string) (Tree, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	return tree{root}, nil
}

func (System) Stat(path string) (fs.FileInfo, error)      { return os.Stat(path) }
func (System) Lstat(path string) (fs.FileInfo, error)     { return os.Lstat(path) }
func (System) ReadDir(path string) ([]fs.DirEntry, error) { return os.ReadDir(path) }
func (System) Mkdir(path string) error                    { return os.Mkdir(path, 0o777) }
func (System) Rename(from, to string) error               { return os.Rename(from, to) }
func (System) Remove(path string) error                   { return os.Remove(path) }
func (System) RemoveAll(path string) error                { return os.RemoveAll(path) }
func (System) SyncFolder(path string) error               { return syncNames(path) }
func (System) Settle()                                    { settle() }
func (System) Same(a, b fs.FileInfo) bool                 { return os.SameFile(a, b) }
func (System) Now() time.Time                             { return time.Now() }

// Lock is the kernel's: a process that was killed leaves none behind.
func (System) Lock(path string) (unlock func() error, held bool, err error) {
	lock := flock.New(path)
	held, err = lock.TryLock()
	return lock.Unlock, held, err
}

func (System) Wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

type tree struct{ *os.Root }

func (t tree) OpenPlain(name string) (File, error) {
	file, err := t.OpenFile(name, plainFile, 0)
	if err != nil {
		return nil, err
	}
	return file, nil
}
