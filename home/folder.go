package home

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// Sums is the file of a delivered folder that lists the others with their SHA-256,
// as `sha256sum -c` reads it, below a line that says what they were made from.
const Sums = "SHA256SUMS"

// Earlier is the folder in a delivered folder for what others put or changed there.
const Earlier = "以前的文件"

// File is one file of a folder; its name has slashes.
type File struct {
	Name    string
	Content []byte
}

// WriteFiles writes files below a folder, one after the other.
func WriteFiles(dir string, files []File) error {
	for _, file := range files {
		if err := WriteFile(filepath.Join(dir, filepath.FromSlash(file.Name)), 0o644, writing(file.Content)); err != nil {
			return err
		}
	}
	return nil
}

// WriteSums adds to a folder the list of the files that were written into it. What
// was listed before and still stands there stays listed.
func WriteSums(dir, madeFrom string, files []File) error {
	_, listed, err := readSums(dir)
	if err == nil {
		err = dropOthers(dir, listed)
	}
	if err != nil {
		return fmt.Errorf("list files of %s: %w", dir, err)
	}
	for _, file := range files {
		listed[file.Name] = sumOf(file.Content)
	}
	return WriteFile(filepath.Join(dir, Sums), 0o644, writing(sumsText(madeFrom, listed)))
}

// MadeFrom is what a delivered folder says that it was made from, "" where it does not.
func MadeFrom(dir string) string {
	madeFrom, _, _ := readSums(dir)
	return madeFrom
}

// Listed are the names of the files that were delivered into a folder.
func Listed(dir string) []string {
	_, listed, _ := readSums(dir)
	return slices.Collect(maps.Keys(listed))
}

// RemoveListed takes away the files that an earlier version delivered into a folder, where
// they are as they were delivered, and their list: the periods have folders of their own.
func RemoveListed(dir string) error {
	_, listed, err := readSums(dir)
	if err == nil {
		err = dropOthers(dir, listed)
	}
	if err != nil {
		return fmt.Errorf("list files of %s: %w", dir, err)
	}
	for _, name := range slices.Sorted(maps.Keys(listed)) {
		file := filepath.Join(dir, filepath.FromSlash(name))
		err = errors.Join(err, removeAll(file))
		_ = Disk.Remove(filepath.Dir(file)) // where it is empty now
	}
	if exists(filepath.Join(dir, Sums)) {
		err = errors.Join(err, removeAll(filepath.Join(dir, Sums)))
	}
	return err
}

// ReplaceFolder is RefillFolder for files that are made all at once.
func ReplaceFolder(dir, madeFrom string, make func() ([]File, error)) error {
	return RefillFolder(dir, madeFrom, func(add func(File) error) error {
		files, err := make()
		for i := 0; i < len(files) && err == nil; i++ {
			err = add(files[i])
		}
		return err
	})
}

// RefillFolder puts a folder of files in the place of the one that is there: made and
// synced beside it, then swapped, so that nobody finds files of two makings in it.
// What is whole and made from the same stays untouched, and make is not called. It
// gives one file after the other, none of which is held in memory.
// Files that are not as they were delivered are somebody's: they move on into the
// new folder, in Earlier.
func RefillFolder(dir, madeFrom string, make func(add func(File) error) error) error {
	trouble := func(err error) error { return fmt.Errorf("deliver folder %s: %w", dir, err) }
	if err := Sweep(filepath.Dir(dir)); err != nil {
		return trouble(err)
	}
	old := filepath.Join(filepath.Dir(dir), ".earlier-"+filepath.Base(dir))
	if exists(old) && !exists(dir) { // the last run ended between the two renames
		if err := rename(old, dir); err != nil {
			return trouble(err)
		}
	}
	stands, listed, err := readSums(dir)
	delivered := len(listed)
	if err == nil {
		err = dropOthers(dir, listed)
	}
	if err != nil {
		return trouble(err)
	}
	if stands == madeFrom && len(listed) == delivered {
		Disk.RemoveAll(old)
		return nil
	}
	if err := errors.Join(makeFolder(filepath.Dir(dir)), removeAll(old)); err != nil {
		return trouble(err)
	}
	made, err := besideFolder(filepath.Dir(dir))
	if err != nil {
		return trouble(err)
	}
	defer Disk.RemoveAll(made)
	if err := fill(made, madeFrom, make); err != nil {
		return trouble(err)
	}
	if err := keepForeign(dir, made, listed); err != nil {
		return trouble(err)
	}
	if exists(dir) {
		err = rename(dir, old)
	}
	if err == nil {
		err = rename(made, dir)
	}
	if err != nil {
		if !exists(dir) && exists(old) {
			err = errors.Join(err, Disk.Rename(old, dir))
		}
		return trouble(err)
	}
	Disk.RemoveAll(old) // what somebody has open there goes with the next one
	return nil
}

// fill makes files in a folder that nobody looks into yet, and then their list.
func fill(folder, madeFrom string, make func(add func(File) error) error) error {
	folders, sums := map[string]bool{folder: true}, map[string]string{}
	var makeBelow func(string) error
	makeBelow = func(below string) error { // synced once each, when all is in them
		if folders[below] {
			return nil
		}
		if err := makeBelow(filepath.Dir(below)); err != nil {
			return err
		}
		folders[below] = true
		return Disk.Mkdir(below)
	}
	add := func(file File) error {
		path := filepath.Join(folder, filepath.FromSlash(file.Name))
		if err := makeBelow(filepath.Dir(path)); err != nil {
			return err
		}
		out, err := create(path, 0o644)
		if err != nil {
			return err
		}
		_, err = out.Write(file.Content)
		sums[file.Name] = sumOf(file.Content)
		return errors.Join(err, out.finish(0o644))
	}
	if err := make(add); err != nil {
		return err
	}
	list := sumsText(madeFrom, sums) // without itself
	if err := add(File{Sums, list}); err != nil {
		return err
	}
	for _, one := range slices.Sorted(maps.Keys(folders)) {
		if err := syncFolder(one); err != nil {
			return err
		}
	}
	return nil
}

// besideFolder makes an empty folder in another, under a name that nobody looks for.
func besideFolder(folder string) (string, error) {
	for {
		name := asideName(folder)
		if err := Disk.Mkdir(name); !errors.Is(err, fs.ErrExist) {
			return name, err
		}
	}
}

// keepForeign copies what is not as it was delivered into the folder that comes
// in the old one's place.
func keepForeign(dir, made string, listed map[string]string) error {
	root, err := Disk.Tree(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer root.Close()
	return fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || strings.HasPrefix(entry.Name(), asidePrefix) {
			return err
		}
		if name == Sums || listed[name] != "" {
			return nil
		}
		to, err := free(filepath.Join(made, Earlier, filepath.FromSlash(strings.TrimPrefix(name, Earlier+"/"))))
		if err != nil {
			return err
		}
		return errors.Join(makeFolder(filepath.Dir(to)), CopyOut(filepath.Join(dir, filepath.FromSlash(name)), to))
	})
}

// sumOf is the SHA-256 of a file, as SHA256SUMS writes it.
func sumOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// sumsText is the list of a folder: what it was made from, and each file's sum.
func sumsText(madeFrom string, sums map[string]string) []byte {
	var text bytes.Buffer
	fmt.Fprintf(&text, "# %s\n", madeFrom)
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		fmt.Fprintf(&text, "%s  %s\n", sums[name], name)
	}
	return text.Bytes()
}

// readSums reads the list of a folder; nothing is listed where there is none. The error is
// the disk's.
func readSums(dir string) (madeFrom string, listed map[string]string, err error) {
	listed = map[string]string{}
	text, err := readFile(filepath.Join(dir, Sums))
	if silent(err) {
		return "", nil, err
	}
	if err != nil {
		return "", listed, nil
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if made, is := strings.CutPrefix(line, "# "); is {
			madeFrom = made
		} else if sum, name, is := strings.Cut(line, "  "); is && filepath.IsLocal(filepath.FromSlash(name)) {
			listed[name] = sum
		}
	}
	return madeFrom, listed, nil
}

// dropOthers leaves of what is listed the files that are there as they were delivered.
func dropOthers(dir string, listed map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(listed)) {
		got, err := hashFile(filepath.Join(dir, filepath.FromSlash(name)))
		if silent(err) {
			return err
		}
		if err != nil || got != listed[name] {
			delete(listed, name)
		}
	}
	return nil
}
