package home

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

// Cached puts at to, where nothing is yet, a copy of the file that was made for a
// key, and has it made where the cache has none. The name of a file in the cache
// ends in the SHA-256 of its bytes, which are hashed while they are copied: one
// that is torn, damaged or somebody else's is removed and made again. The cache
// holds one such file, and may be deleted at any time: nothing in it is synced.
func (h *Home) Cached(key, to string, make func(path string) error) error {
	folder := h.Path("cache")
	kept, err := Disk.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("look into cache: %w", err)
	}
	for _, entry := range kept {
		sum, ours := strings.CutPrefix(entry.Name(), key+"-")
		if !ours {
			continue
		}
		if copyWhole(h.Path("cache", entry.Name()), to, sum) == nil {
			return nil
		}
	}
	if err := makeCache(folder); err != nil {
		return err
	}
	made := asideName(folder)
	defer Disk.Remove(made) // where it did not get its name
	if err := make(made); err != nil {
		return err
	}
	sum, err := hashFile(made)
	if err != nil {
		return fmt.Errorf("keep in cache: %w", err)
	}
	for _, entry := range kept {
		if entry.Name() != deliveredName {
			_ = removeAll(h.Path("cache", entry.Name())) // of other rules, or damaged
		}
	}
	if err := Disk.Rename(made, h.Path("cache", key+"-"+sum)); err != nil {
		return fmt.Errorf("keep in cache: %w", err)
	}
	return copyWhole(h.Path("cache", key+"-"+sum), to, sum)
}

func makeCache(folder string) error {
	if err := Disk.Mkdir(folder); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make cache: %w", err)
	}
	return nil
}

// copyWhole copies a file whose SHA-256 is known to where nothing is yet. Where it
// fails nothing is left there.
func copyWhole(from, to, sum string) (err error) {
	in, err := openFile(from)
	if err != nil {
		return fmt.Errorf("copy %s: %w", from, err)
	}
	defer in.Close()
	out, err := create(to, 0o644)
	if err != nil {
		return fmt.Errorf("copy %s: %w", from, err)
	}
	hash := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, hash), in)
	if err == nil && hex.EncodeToString(hash.Sum(nil)) != sum {
		err = errors.New("it is not as it was written")
	}
	if err := errors.Join(err, out.file.Close()); err != nil {
		return fmt.Errorf("copy %s: %w", from, errors.Join(err, Disk.Remove(to)))
	}
	return nil
}
