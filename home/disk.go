package home

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"

	"hengji/home/disk"
)

// Disk is the machine's, but in tests: they fill it, cut its power and record what was
// synced when.
var Disk disk.Disk = disk.System{}

// asidePrefix begins the names of files in the making. Nobody reads them, and
// what an interrupted run left is swept away by the next.
const asidePrefix = ".hengji-"

// asideName is a name in a folder for what is in the making.
func asideName(folder string) string {
	return filepath.Join(folder, asidePrefix+strconv.FormatInt(Disk.Now().UnixNano(), 36)+"-"+strconv.FormatUint(made.Add(1), 36))
}

// made counts the names that this process gave to what is in the making.
var made atomic.Uint64

// aside is a file in the making.
type aside struct {
	file   disk.File
	placed bool
}

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
	file, err := Disk.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode|0o200)
	if err != nil {
		return nil, err
	}
	return &aside{file: file}, nil
}

func (a *aside) Write(data []byte) (int, error) { return a.file.Write(data) }

// finish brings the bytes to the disk. Before it the file must get no name that
// others look for.
func (a *aside) finish(mode fs.FileMode) error {
	var narrowed error
	if mode&0o200 == 0 {
		narrowed = a.file.Chmod(mode)
	}
	return errors.Join(narrowed, a.file.Sync(), a.file.Close())
}

// place finishes the file and puts it where others look.
func (a *aside) place(path string, mode fs.FileMode) error {
	if err := a.finish(mode); err != nil {
		return err
	}
	err := rename(a.file.Name(), path)
	a.placed = err == nil
	return err
}

// drop takes the file back; after place it does nothing.
func (a *aside) drop() {
	if !a.placed {
		a.file.Close()
		Disk.Remove(a.file.Name())
	}
}

// rename gives a synced file another name, for good.
func rename(from, to string) error {
	if err := Disk.Rename(from, to); err != nil {
		return err
	}
	if err := syncFolder(filepath.Dir(to)); err != nil || filepath.Dir(from) == filepath.Dir(to) {
		return err
	}
	return syncFolder(filepath.Dir(from))
}

// removeAll removes a file, or a folder with all that is in it, if there is one.
func removeAll(path string) error {
	if !exists(path) {
		return nil
	}
	return Disk.RemoveAll(path)
}

// makeFolder makes a folder and those above it, each for good.
func makeFolder(path string) error {
	if info, err := Disk.Stat(path); err == nil && info.IsDir() {
		return nil
	}
	above := filepath.Dir(path)
	if above != path {
		if err := makeFolder(above); err != nil {
			return err
		}
	}
	if err := Disk.Mkdir(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(above)
}

// syncFolder makes the names in a folder survive a power cut.
func syncFolder(dir string) error {
	if err := Disk.SyncFolder(dir); err != nil {
		return fmt.Errorf("sync folder %s: %w", dir, err)
	}
	return nil
}

// Sweep clears away what an interrupted run left in the making. It is
// for the holder of the lock; folders that are not there have nothing to sweep.
func Sweep(folders ...string) error {
	var trouble []error
	for _, folder := range folders {
		entries, err := Disk.ReadDir(folder)
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

// openFile opens a file to be read.
func openFile(path string) (disk.File, error) { return Disk.OpenFile(path, os.O_RDONLY, 0) }

func readFile(path string) ([]byte, error) {
	file, err := openFile(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var data bytes.Buffer
	if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
		data.Grow(int(info.Size()) + bytes.MinRead)
	}
	_, err = data.ReadFrom(file)
	return data.Bytes(), err
}

// glob gives the paths of a folder whose names match; none where there is no folder.
func glob(folder, pattern string) ([]string, error) {
	entries, err := Disk.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var paths []string
	for _, entry := range entries {
		if matches, err := filepath.Match(pattern, entry.Name()); err != nil {
			return nil, err
		} else if matches {
			paths = append(paths, filepath.Join(folder, entry.Name()))
		}
	}
	return paths, nil
}
