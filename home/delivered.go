package home

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"path/filepath"
)

// deliveredName is the file of the cache that remembers deliveries.
const deliveredName = "delivered.json"

// Delivered remembers of delivered files what they were made from, so that one that
// stands as it was written is not made again only to be compared with itself. It lies
// in the cache and may be deleted at any time. What it says is believed of no file
// whose bytes do not have the SHA-256 that it names: a record that is torn, damaged or
// of another day costs work and changes nothing.
type Delivered struct {
	path       string
	last, next map[string]delivery // by absolute path
	again      map[string]bool     // likewise
}

// delivery is one file: a digest of what it was made from, and of its bytes.
type delivery struct {
	From   string `json:"from"`
	SHA256 string `json:"sha256"`
}

// Delivered reads what earlier runs delivered.
func (h *Home) Delivered() *Delivered {
	d := &Delivered{path: h.Path("cache", deliveredName), last: map[string]delivery{}, next: map[string]delivery{}, again: map[string]bool{}}
	if text, err := readFile(d.path); err == nil && json.Unmarshal(text, &d.last) != nil {
		clear(d.last)
	}
	return d
}

// WriteFile is WriteFile, but that nothing is made where the file stands as it was
// made from the same. from is a digest of all that it is made from, the program too;
// "" is not known, and such a file is always made.
func (d *Delivered) WriteFile(path, from string, mode fs.FileMode, write func(io.Writer) error) error {
	was := d.last[path]
	if from != "" && was.From == from {
		if sum, err := hashFile(path); err == nil && sum == was.SHA256 {
			d.next[path] = was
			return nil
		}
	}
	hash := sha256.New()
	err := WriteFile(path, mode, func(w io.Writer) error { return write(io.MultiWriter(w, hash)) })
	if err == nil && from != "" && !d.again[path] {
		d.next[path] = delivery{from, hex.EncodeToString(hash.Sum(nil))}
	}
	return err
}

// Again has a file that is being written made by the next run too: it is not yet what
// it should be.
func (d *Delivered) Again(path string) { d.again[path] = true }

// Keep remembers what was delivered since the record was read, and nothing older.
func (d *Delivered) Keep() error {
	text, err := json.MarshalIndent(d.next, "", " ")
	if err != nil {
		return err
	}
	text = append(text, '\n')
	if old, err := readFile(d.path); err == nil && bytes.Equal(old, text) {
		return nil
	}
	if err := makeCache(filepath.Dir(d.path)); err != nil {
		return err
	}
	file, err := beside(filepath.Dir(d.path), 0o644)
	if err != nil {
		return err
	}
	defer file.drop()
	if _, err := file.Write(text); err != nil {
		return err
	}
	if err := file.file.Close(); err != nil {
		return err
	}
	err = Disk.Rename(file.file.Name(), d.path)
	file.placed = err == nil
	return err
}
