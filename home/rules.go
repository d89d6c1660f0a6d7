package home

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
)

// KeepRules archives rule files under their fingerprint. The same files are the
// same bytes: sorted, not compressed, without times.
func (h *Home) KeepRules(fingerprint string, files map[string][]byte) error {
	if err := WriteFile(h.Path("rules", fingerprint+".zip"), 0o444, writing(packed(files))); err != nil {
		return fmt.Errorf("archive rules: %w", err)
	}
	return nil
}

func (h *Home) rulesPath(fingerprint string) string {
	return h.source("rules", filepath.Base(fingerprint)+".zip")
}

func packed(files map[string][]byte) []byte {
	var out bytes.Buffer
	pack := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		file, err := pack.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = file.Write(files[name])
		}
		if err != nil { // a name that no rule file has
			return nil
		}
	}
	_ = pack.Close()
	return out.Bytes()
}

// Rules gives archived rule files back. The error is fs.ErrNotExist where there are
// none, or says that they are not as they were archived; whether they have the
// fingerprint is for the reader of rules to tell.
func (h *Home) Rules(fingerprint string) (fs.FS, error) {
	data, err := readFile(h.rulesPath(fingerprint))
	if err != nil {
		return nil, fmt.Errorf("read archived rules: %w", err)
	}
	archive, _, err := unpacked(data)
	if err != nil {
		return nil, fmt.Errorf("归档的规则 rules/%s 与写入时不同：请放回副本", filepath.Base(h.rulesPath(fingerprint)))
	}
	return archive, nil
}

// unpacked gives the files of what packed made, and no other archive.
func unpacked(data []byte) (*zip.Reader, map[string][]byte, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, nil, err
	}
	files := map[string][]byte{}
	for _, entry := range archive.File {
		file, err := entry.Open()
		if err != nil {
			return nil, nil, err
		}
		if files[entry.Name], err = io.ReadAll(io.LimitReader(file, int64(len(data)))); err != nil {
			return nil, nil, err
		}
	}
	if !bytes.Equal(packed(files), data) {
		return nil, nil, errors.New("these are not the bytes that were written")
	}
	return archive, files, nil
}

// KeepInputs archives what a database was made from, besides files and rules,
// under the SHA-256 of the text.
func (h *Home) KeepInputs(text []byte) (digest string, err error) {
	sum := sha256.Sum256(text)
	digest = hex.EncodeToString(sum[:])
	if err := WriteFile(h.Path("rules", digest+".json"), 0o444, writing(text)); err != nil {
		return digest, fmt.Errorf("archive inputs: %w", err)
	}
	return digest, nil
}

// Inputs gives an archived text back.
func (h *Home) Inputs(digest string) ([]byte, error) {
	name := filepath.Base(digest) + ".json"
	text, err := readFile(h.source("rules", name))
	if err != nil {
		return nil, fmt.Errorf("read archived inputs: %w", err)
	}
	if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != digest {
		return nil, fmt.Errorf("归档的输入 rules/%s 与写入时不同：请放回副本", name)
	}
	return text, nil
}
