package home

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
)

// KeepClosed archives what a period was signed with, as one file under the SHA-256 of its
// bytes.
func (h *Home) KeepClosed(files map[string][]byte) (digest string, err error) {
	data := packed(files)
	sum := sha256.Sum256(data)
	digest = hex.EncodeToString(sum[:])
	if err := WriteFile(h.Path("closed", digest+".zip"), 0o444, writing(data)); err != nil {
		return digest, fmt.Errorf("archive signed period: %w", err)
	}
	return digest, nil
}

// Closed gives back what a period was signed with. The error is fs.ErrNotExist where it
// is gone, or says that it is not what was archived.
func (h *Home) Closed(digest string) (map[string][]byte, error) {
	data, err := readFile(h.closedPath(digest))
	if err != nil {
		return nil, fmt.Errorf("read signed period: %w", err)
	}
	sum := sha256.Sum256(data)
	_, files, err := unpacked(data)
	if err != nil || hex.EncodeToString(sum[:]) != digest {
		return nil, fmt.Errorf("锁定的内容 closed/%s 与写入时不同：请放回副本", filepath.Base(h.closedPath(digest)))
	}
	return files, nil
}

func (h *Home) closedPath(digest string) string {
	return h.source("closed", filepath.Base(digest)+".zip")
}

// damagedClosed names what in the folder is not as it was archived, or not ours.
func (h *Home) damagedClosed() []error {
	kept, err := glob(h.Path("closed"), "*.zip")
	if err != nil {
		return []error{fmt.Errorf("list signed periods: %w", err)}
	}
	var damaged []error
	for _, path := range kept {
		if _, err := h.Closed(strings.TrimSuffix(filepath.Base(path), ".zip")); err != nil {
			damaged = append(damaged, err)
		}
	}
	return append(damaged, h.strangers("closed", regexp.MustCompile(`^[0-9a-f]{64}\.zip$`))...)
}
