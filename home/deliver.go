package home

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
)

// Pointer is the file that names the newest database of a folder in which it
// could not always be hengji.duckdb. Where there is no such file, it is.
const Pointer = "hengji.当前.txt"

// keptDated is how many dated copies stay in such a folder.
const keptDated = 3

// Alias puts a copy of the generation in force at hengji.duckdb, where it is not yet. It is
// no other name of the same file: whoever holds it open for writing holds up no run, and
// changes nothing of what was published.
func (h *Home) Alias(manifest Manifest) error {
	trouble := func(err error) error { return fmt.Errorf("publish %s: %w", h.Database(), err) }
	if err := removeLog(h.Database()); err != nil {
		return trouble(err)
	}
	if sum, err := hashFile(h.Database()); err == nil && sum == manifest.SHA256 {
		return nil
	}
	made, err := h.copy(manifest, h.Dir)
	if err != nil {
		return trouble(err)
	}
	defer Disk.Remove(made)
	if err := rename(made, h.Database()); err != nil {
		return trouble(err)
	}
	return nil
}

// Deliver puts a copy of a generation where analysts look, when that is not the
// home itself. A copy that is already there stays untouched. On a share of
// Windows a file that somebody has open cannot be replaced: the copy then gets a
// name of its own with the day, and Pointer names it.
func (h *Home) Deliver(manifest Manifest, dir string) error {
	if dir, err := filepath.Abs(dir); err == nil && dir == h.Dir {
		return nil
	}
	base := filepath.Base(h.Database())
	target := filepath.Join(dir, base)
	dated := "hengji-" + manifest.Published.Format("20060102") + "-" + generationName(manifest.Generation) + ".duckdb"
	trouble := func(err error) error { return fmt.Errorf("deliver %s: %w", target, err) }
	if err := makeFolder(dir); err != nil {
		return trouble(err)
	}
	if err := Sweep(dir); err != nil {
		return trouble(err)
	}
	for _, name := range []string{base, dated} {
		if err := removeLog(filepath.Join(dir, name)); err != nil {
			return trouble(err)
		}
		if sum, err := hashFile(filepath.Join(dir, name)); err == nil && sum == manifest.SHA256 {
			return pointTo(dir, name, name == dated)
		}
	}
	made, err := h.copy(manifest, dir)
	if err != nil {
		return trouble(err)
	}
	defer Disk.Remove(made)
	name := base
	if err := rename(made, target); err != nil {
		if _, there := Disk.Stat(target); there != nil {
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

// removeLog takes away the log that somebody's program left beside a published file: the
// engine would read it as the file's own, or refuse the file.
func removeLog(database string) error {
	if !exists(database + ".wal") {
		return nil
	}
	if err := Disk.Remove(database + ".wal"); err != nil {
		return fmt.Errorf("旁边有 %s.wal，谁也打不开这个数据库，也删不掉它：%w", filepath.Base(database), err)
	}
	return nil
}

// copy puts the bytes of a generation into a folder, under a name that nobody
// looks for, and proves on the way that they are those of the manifest.
func (h *Home) copy(manifest Manifest, dir string) (string, error) {
	in, err := openFile(h.Path("generations", manifest.File))
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
	if _, err := Disk.Stat(pointer); errors.Is(err, fs.ErrNotExist) && !always {
		return nil
	}
	return WriteFile(pointer, 0o644, writing([]byte(name+"\r\n"))) // read with Notepad
}

// forgetDated removes old dated copies. One that is open stays for another time.
func forgetDated(dir, newest string) {
	names, err := glob(dir, "hengji-????????-??????.duckdb")
	if err != nil {
		return
	}
	names = slices.DeleteFunc(names, func(path string) bool { return filepath.Base(path) == newest })
	slices.Sort(names)
	for _, path := range names[:max(len(names)+1-keptDated, 0)] {
		Disk.Remove(path)
	}
}

// CopyOut puts a copy of a finished file where there is none yet.
func CopyOut(from, to string) error {
	in, err := openFile(from)
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
