// Package disk is what home asks of the machine under it: files, folders, a lock and the
// clock by which files are dated. System is the machine itself; the simulation of nights
// (night/simulation_test.go) puts another in its place, which forgets what was not synced.
// It decides nothing: what is synced when, and what a name means, is home's.
package disk

import (
	"context"
	"io"
	"io/fs"
	"time"
)

// Disk is a machine's disk, with the shares that are hung into it. Paths, flags and errors
// are those of package os.
type Disk interface {
	OpenFile(path string, flag int, mode fs.FileMode) (File, error)
	// Tree opens a folder of which nothing can be reached that lies outside.
	Tree(folder string) (Tree, error)
	Stat(path string) (fs.FileInfo, error)
	Lstat(path string) (fs.FileInfo, error)
	ReadDir(path string) ([]fs.DirEntry, error)
	Mkdir(path string) error
	Rename(from, to string) error
	Remove(path string) error
	RemoveAll(path string) error
	// SyncFolder makes the names in a folder survive a power cut, where there is such a thing.
	SyncFolder(path string) error
	// Settle makes everything survive that was written before, by programs that are gone too.
	Settle()
	// Lock takes a lock that ends with the process; not held where another has it.
	Lock(path string) (unlock func() error, held bool, err error)
	// Same tells whether two infos are of one file, whatever its name is now.
	Same(a, b fs.FileInfo) bool
	// Now is the time by which files are dated.
	Now() time.Time
	Wait(ctx context.Context, d time.Duration) error
}

// File is an open file.
type File interface {
	fs.File
	io.Writer
	io.WriterAt
	io.Seeker
	Name() string
	Chmod(mode fs.FileMode) error
	Truncate(size int64) error
	Sync() error
}

// Tree is a folder with what lies below it.
type Tree interface {
	FS() fs.FS
	// OpenPlain opens what is a plain file and nothing else: no link is followed, and a
	// pipe that was put in a file's place keeps nobody waiting.
	OpenPlain(name string) (File, error)
	Close() error
}
