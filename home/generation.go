package home

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// keepGenerations is how many published databases stay beside the one in force.
const keepGenerations = 3

// Manifest tells of one published database what it is and what it was made from.
type Manifest struct {
	Generation int       `json:"generation"`
	File       string    `json:"file"` // in the folder generations
	SHA256     string    `json:"sha256"`
	Run        string    `json:"run"`
	Published  time.Time `json:"published"`
	Inputs     string    `json:"inputs"`  // digest of receipts, rules, configuration and program
	Content    string    `json:"content"` // digest of the database's content
}

// Current reads the manifest of the database in force; nil where nothing is
// published yet. A database whose bytes do not fit its manifest is an error.
func (h *Home) Current() (*Manifest, error) {
	name, err := os.ReadFile(h.Path("generations", "CURRENT"))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read published generation: %w", err)
	}
	text, err := os.ReadFile(h.Path("generations", filepath.Base(strings.TrimSpace(string(name)))+".json"))
	if err != nil {
		return nil, fmt.Errorf("read manifest: %w", err)
	}
	var manifest Manifest
	if err := json.Unmarshal(text, &manifest); err != nil {
		return nil, fmt.Errorf("read manifest of generation %s: %w", name, err)
	}
	sum, err := hashFile(h.Path("generations", manifest.File))
	if err != nil {
		return nil, fmt.Errorf("check generation %d: %w", manifest.Generation, err)
	}
	if sum != manifest.SHA256 {
		return nil, fmt.Errorf("check generation %d: %s does not fit its manifest", manifest.Generation, manifest.File)
	}
	return &manifest, nil
}

// Staging clears what an interrupted run left and names the file in which the
// next database is built. A name is never used twice.
func (h *Home) Staging() (path string, generation int, err error) {
	names, err := h.generations()
	if err != nil {
		return "", 0, err
	}
	left, err := filepath.Glob(h.Path("generations", "staging-*"))
	if err != nil {
		return "", 0, fmt.Errorf("find staging: %w", err)
	}
	for _, file := range left {
		if err := os.Remove(file); err != nil {
			return "", 0, fmt.Errorf("clear staging: %w", err)
		}
	}
	generation = 1
	if len(names) > 0 {
		generation = names[len(names)-1] + 1
	}
	return h.Path("generations", fmt.Sprintf("staging-%06d.duckdb", generation)), generation, nil
}

// Publish puts a finished, closed database in force. Before the rename of
// CURRENT nothing is published, after it everything is; hengji.duckdb follows as
// another name of the same file, so that readers of the old one keep it.
func (h *Home) Publish(staging string, manifest Manifest) (Manifest, error) {
	if _, err := os.Stat(staging + ".wal"); !errors.Is(err, os.ErrNotExist) {
		return manifest, fmt.Errorf("publish generation %d: a .wal lies beside the database", manifest.Generation)
	}
	file, err := os.OpenFile(staging, os.O_RDWR, 0)
	if err != nil {
		return manifest, fmt.Errorf("publish generation %d: %w", manifest.Generation, err)
	}
	if err := errors.Join(file.Chmod(0o440), file.Sync(), file.Close()); err != nil {
		return manifest, fmt.Errorf("publish generation %d: %w", manifest.Generation, err)
	}
	if manifest.SHA256, err = hashFile(staging); err != nil {
		return manifest, fmt.Errorf("publish generation %d: %w", manifest.Generation, err)
	}
	name := fmt.Sprintf("%06d", manifest.Generation)
	manifest.File = name + ".duckdb"
	if err := os.Rename(staging, h.Path("generations", manifest.File)); err != nil {
		return manifest, fmt.Errorf("publish generation %d: %w", manifest.Generation, err)
	}
	err = WriteFile(h.Path("generations", name+".json"), 0o444, func(w io.Writer) error {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(manifest)
	})
	if err != nil {
		return manifest, err
	}
	err = WriteFile(h.Path("generations", "CURRENT"), 0o644, func(w io.Writer) error {
		_, err := io.WriteString(w, name+"\n")
		return err
	})
	if err != nil {
		return manifest, err
	}
	if err := h.Alias(manifest); err != nil {
		return manifest, err
	}
	return manifest, h.forget(manifest.Generation)
}

// Alias makes hengji.duckdb the generation in force, where it is not yet.
func (h *Home) Alias(manifest Manifest) error {
	target := h.Path("generations", manifest.File)
	want, err := os.Stat(target)
	if err != nil {
		return fmt.Errorf("publish %s: %w", h.Database(), err)
	}
	if have, err := os.Stat(h.Database()); err == nil && os.SameFile(have, want) {
		return nil
	}
	aside := h.Path(".hengji-" + strconv.Itoa(manifest.Generation))
	os.Remove(aside)
	if err := os.Link(target, aside); err != nil {
		if err := copyFile(target, aside); err != nil { // a disk without hard links
			return fmt.Errorf("publish %s: %w", h.Database(), err)
		}
	}
	if err := os.Rename(aside, h.Database()); err != nil {
		return fmt.Errorf("publish %s: %w", h.Database(), err)
	}
	return syncFolder(h.Dir)
}

// Deliver puts a copy of a generation where analysts look, when that is not the
// home itself. A copy that is already there stays untouched.
func (h *Home) Deliver(manifest Manifest, dir string) error {
	target := filepath.Join(dir, filepath.Base(h.Database()))
	if target, err := filepath.Abs(target); err == nil && target == h.Database() {
		return nil
	}
	if sum, err := hashFile(target); err == nil && sum == manifest.SHA256 {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("deliver %s: %w", target, err)
	}
	aside := filepath.Join(dir, ".hengji-"+strconv.Itoa(manifest.Generation))
	os.Remove(aside) // of an interrupted run
	if err := copyFile(h.Path("generations", manifest.File), aside); err != nil {
		return errors.Join(fmt.Errorf("deliver %s: %w", target, err), os.Remove(aside))
	}
	if err := os.Rename(aside, target); err != nil {
		return fmt.Errorf("deliver %s: %w", target, err)
	}
	return syncFolder(dir)
}

// forget removes generations beyond those kept, never the one in force.
func (h *Home) forget(current int) error {
	names, err := h.generations()
	if err != nil {
		return err
	}
	for _, old := range names {
		if old > current-keepGenerations-1 {
			continue
		}
		name := h.Path("generations", fmt.Sprintf("%06d", old))
		if err := errors.Join(os.Remove(name+".duckdb"), os.Remove(name+".json")); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove generation %d: %w", old, err)
		}
	}
	return nil
}

// generations lists the numbers of the databases that lie there, ascending.
func (h *Home) generations() ([]int, error) {
	entries, err := os.ReadDir(h.Path("generations"))
	if err != nil {
		return nil, fmt.Errorf("list generations: %w", err)
	}
	var numbers []int
	for _, entry := range entries {
		if number, err := strconv.Atoi(strings.TrimSuffix(entry.Name(), ".duckdb")); err == nil {
			numbers = append(numbers, number)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

func hashFile(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o440)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
