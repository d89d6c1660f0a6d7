package home

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
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
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, content.Bytes()) {
		return nil
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("make folder of %s: %w", path, err)
	}
	aside, err := os.CreateTemp(folder, ".hengji-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer os.Remove(aside.Name()) // gone after the rename; then this does nothing
	_, err = aside.Write(content.Bytes())
	err = errors.Join(err, aside.Chmod(mode), aside.Sync(), aside.Close())
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(aside.Name(), path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return syncFolder(folder)
}

// SetAside moves files of a folder into one below it, so that nobody takes an
// earlier one for the latest. Nothing is deleted: somebody may have worked in it.
func SetAside(folder, below string, which func(name string) bool) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("set earlier files aside: %w", err)
	}
	for _, entry := range entries {
		if entry.IsDir() || !which(entry.Name()) {
			continue
		}
		if err := os.MkdirAll(filepath.Join(folder, below), 0o755); err != nil {
			return fmt.Errorf("set earlier files aside: %w", err)
		}
		if err := os.Rename(filepath.Join(folder, entry.Name()), filepath.Join(folder, below, entry.Name())); err != nil {
			return fmt.Errorf("set earlier files aside: %w", err)
		}
	}
	return nil
}

// syncFolder makes renames in a folder survive a power cut.
func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync folder %s: %w", dir, err)
	}
	return errors.Join(folder.Sync(), folder.Close())
}
