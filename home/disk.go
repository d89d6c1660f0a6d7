package home

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Fault is asked, where it is set, before every operation by which this package
// changes a disk, and may end it. Tests fill disks, lose shares and record what
// was synced when with it. Operations are mkdir, create, write, sync, rename,
// remove and syncfolder; of two paths the first is the source. It is nil outside
// of tests.
var Fault func(operation string, paths ...string) error

func ask(operation string, paths ...string) error {
	if Fault == nil {
		return nil
	}
	if err := Fault(operation, paths...); err != nil {
		return &fs.PathError{Op: operation, Path: paths[len(paths)-1], Err: err}
	}
	return nil
}

// asidePrefix begins the names of files in the making. Nobody reads them, and
// what an interrupted run left is swept away by the next.
const asidePrefix = ".hengji-"

// asideName is a name in a folder for what is in the making.
func asideName(folder string) string {
	return filepath.Join(folder, asidePrefix+strconv.FormatUint(rand.Uint64(), 36))
}

// aside is a file in the making.
type aside struct{ file *os.File }

// beside makes an empty file in a folder. It gets the folder's own permissions:
// mode as the process's mask and the folder's defaults leave it.
func beside(folder string, mode fs.FileMode) (*aside, error) {
	for {
		file, err := create(asideName(folder), mode)
		if !errors.Is(err, fs.ErrExist) {
			return file, err
		}
	}
}

// create makes an empty file in the making, where there is none of that name.
func create(name string, mode fs.FileMode) (*aside, error) {
	if err := ask("create", name); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode|0o200)
	if err != nil {
		return nil, err
	}
	return &aside{file}, nil
}

func (a *aside) Write(data []byte) (int, error) {
	if err := ask("write", a.file.Name()); err != nil {
		return 0, err
	}
	return a.file.Write(data)
}

// finish brings the bytes to the disk. Before it the file must get no name that
// others look for.
func (a *aside) finish(mode fs.FileMode) error {
	var narrowed error
	if mode&0o200 == 0 {
		narrowed = a.file.Chmod(mode)
	}
	return errors.Join(narrowed, syncFile(a.file), a.file.Close())
}

// place finishes the file and puts it where others look.
func (a *aside) place(path string, mode fs.FileMode) error {
	if err := a.finish(mode); err != nil {
		return err
	}
	return rename(a.file.Name(), path)
}

// drop takes the file back; after place it does nothing.
func (a *aside) drop() {
	a.file.Close()
	os.Remove(a.file.Name())
}

func syncFile(file *os.File) error {
	if err := ask("sync", file.Name()); err != nil {
		return err
	}
	return file.Sync()
}

// rename gives a synced file another name, for good.
func rename(from, to string) error {
	if err := ask("rename", from, to); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	if err := syncFolder(filepath.Dir(to)); err != nil || filepath.Dir(from) == filepath.Dir(to) {
		return err
	}
	return syncFolder(filepath.Dir(from))
}

func remove(path string) error {
	if err := ask("remove", path); err != nil {
		return err
	}
	return os.Remove(path)
}

// removeAll removes a file, or a folder with all that is in it, if there is one.
func removeAll(path string) error {
	if !exists(path) {
		return nil
	}
	if err := ask("remove", path); err != nil {
		return err
	}
	return os.RemoveAll(path)
}

// makeFolder makes a folder and those above it, each for good.
func makeFolder(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil
	}
	above := filepath.Dir(path)
	if above != path {
		if err := makeFolder(above); err != nil {
			return err
		}
	}
	if err := ask("mkdir", path); err != nil {
		return err
	}
	if err := os.Mkdir(path, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(above)
}

// syncFolder makes the names in a folder survive a power cut.
func syncFolder(dir string) error {
	if err := ask("syncfolder", dir); err != nil {
		return err
	}
	if err := syncNames(dir); err != nil {
		return fmt.Errorf("sync folder %s: %w", dir, err)
	}
	return nil
}

// Sweep clears away what an interrupted run left in the making. It is
// for the holder of the lock; folders that are not there have nothing to sweep.
func Sweep(folders ...string) error {
	var trouble []error
	for _, folder := range folders {
		entries, err := os.ReadDir(folder)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			trouble = append(trouble, fmt.Errorf("sweep: %w", err))
		}
		for _, entry := range entries {
			if strings.HasPrefix(entry.Name(), asidePrefix) {
				if err := removeAll(filepath.Join(folder, entry.Name())); err != nil {
					trouble = append(trouble, fmt.Errorf("sweep: %w", err))
				}
			}
		}
	}
	return errors.Join(trouble...)
}
