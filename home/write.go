package home

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
)

// WriteFile is the one way in which hengji writes a file that others read:
// beside its place, synced, renamed over it, the folder synced. A reader sees
// the old bytes or the new ones, and a full disk leaves the old. A file that
// already holds these bytes is left alone, so that a replay touches nothing.
func WriteFile(path string, mode fs.FileMode, write func(io.Writer) error) error {
	var content bytes.Buffer
	if err := write(&content); err != nil {
		return fmt.Errorf("make %s: %w", path, err)
	}
	if old, err := readFile(path); err == nil && bytes.Equal(old, content.Bytes()) {
		return nil
	}
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return fmt.Errorf("make folder of %s: %w", path, err)
	}
	file, err := beside(filepath.Dir(path), mode)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer file.drop()
	if _, err := file.Write(content.Bytes()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := file.place(path, mode); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// SetAside moves files of a folder into one below it, so that nobody takes an
// earlier one for the latest. Nothing is deleted: somebody may have worked in it.
func SetAside(folder, below string, which func(name string) bool) error {
	entries, err := Disk.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("set earlier files aside: %w", err)
	}
	for _, entry := range entries {
		if entry.IsDir() || !which(entry.Name()) {
			continue
		}
		if err := makeFolder(filepath.Join(folder, below)); err != nil {
			return fmt.Errorf("set earlier files aside: %w", err)
		}
		to, err := free(filepath.Join(folder, below, entry.Name()))
		if err == nil {
			err = rename(filepath.Join(folder, entry.Name()), to)
		}
		if err != nil {
			return fmt.Errorf("set earlier files aside: %w", err)
		}
	}
	return nil
}

// free is a path that nothing has yet: with a number where something has it.
func free(path string) (string, error) {
	extension := filepath.Ext(path)
	numbered := path
	for n := 2; ; n++ {
		if _, err := Disk.Lstat(numbered); errors.Is(err, fs.ErrNotExist) {
			return numbered, nil
		} else if err != nil {
			return "", err
		}
		numbered = strings.TrimSuffix(path, extension) + "(" + strconv.Itoa(n) + ")" + extension
	}
}

// exists says whether something lies there, or may: where the disk does not answer it does.
func exists(path string) bool {
	_, err := Disk.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
