package home

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Pointer is the file that names the newest database of a folder in which it
// could not always be hengji.duckdb. Where there is no such file, it is.
const Pointer = "hengji.当前.txt"

// keptDated is how many dated copies stay in such a folder.
const keptDated = 3

// Deliver puts a copy of a generation where analysts look, when that is not the
// home itself. A copy that is already there stays untouched. On a share of
// Windows a file that somebody has open cannot be replaced: the copy then gets a
// name of its own with the day, and Pointer names it.
func (h *Home) Deliver(manifest Manifest, dir string) error {
	if dir, err := filepath.Abs(dir); err == nil && dir == h.Dir {
		return nil
	}
	return h.deliver(manifest, dir)
}

func (h *Home) deliver(manifest Manifest, dir string) error {
	base := filepath.Base(h.Database())
	target := filepath.Join(dir, base)
	dated := "hengji-" + manifest.Published.Format("20060102") + "-" + generationName(manifest.Generation) + ".duckdb"
	for _, name := range []string{base, dated} {
		if sum, err := hashFile(filepath.Join(dir, name)); err == nil && sum == manifest.SHA256 {
			return pointTo(dir, name, name == dated)
		}
	}
	trouble := func(err error) error { return fmt.Errorf("deliver %s: %w", target, err) }
	if err := makeFolder(dir); err != nil {
		return trouble(err)
	}
	if err := Sweep(dir); err != nil {
		return trouble(err)
	}
	made, err := h.copy(manifest, dir)
	if err != nil {
		return trouble(err)
	}
	defer os.Remove(made)
	name := base
	if err := rename(made, target); err != nil {
		if _, there := os.Stat(target); there != nil {
			return trouble(err)
		}
		name = dated
		if again := rename(made, filepath.Join(dir, dated)); again != nil {
			return trouble(errors.Join(err, again))
		}
	}
	if err := pointTo(dir, name, name == dated); err != nil {
		return trouble(err)
	}
	forgetDated(dir, name)
	return nil
}

// copy puts the bytes of a generation into a folder, under a name that nobody
// looks for, and proves on the way that they are those of the manifest.
func (h *Home) copy(manifest Manifest, dir string) (string, error) {
	in, err := os.Open(h.Path("generations", manifest.File))
	if err != nil {
		return "", err
	}
	defer in.Close()
	out, err := beside(dir, 0o444)
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, hash), in)
	if err == nil && hex.EncodeToString(hash.Sum(nil)) != manifest.SHA256 {
		err = fmt.Errorf("%s 与清单不符", manifest.File)
	}
	if err == nil {
		err = out.finish(0o440)
	}
	if err != nil {
		out.drop()
		return "", err
	}
	return out.file.Name(), nil
}

// pointTo says which file is the newest, where that was ever another than
// hengji.duckdb.
func pointTo(dir, name string, always bool) error {
	pointer := filepath.Join(dir, Pointer)
	if _, err := os.Stat(pointer); errors.Is(err, fs.ErrNotExist) && !always {
		return nil
	}
	return WriteFile(pointer, 0o644, writing([]byte(name+"\r\n"))) // read with Notepad
}

// forgetDated removes old dated copies. One that is open stays for another time.
func forgetDated(dir, newest string) {
	names, err := filepath.Glob(filepath.Join(dir, "hengji-????????-??????.duckdb"))
	if err != nil {
		return
	}
	names = slices.DeleteFunc(names, func(path string) bool { return filepath.Base(path) == newest })
	slices.Sort(names)
	for _, path := range names[:max(len(names)+1-keptDated, 0)] {
		os.Remove(path)
	}
}

// CopyOut puts a copy of a finished file where there is none yet.
func CopyOut(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("write %s: %w", to, err)
	}
	defer in.Close()
	out, err := beside(filepath.Dir(to), 0o644)
	if err != nil {
		return fmt.Errorf("write %s: %w", to, err)
	}
	defer out.drop()
	if _, err := io.Copy(out, in); err != nil {
		return fmt.Errorf("write %s: %w", to, err)
	}
	if err := out.place(to, 0o644); err != nil {
		return fmt.Errorf("write %s: %w", to, err)
	}
	return nil
}
