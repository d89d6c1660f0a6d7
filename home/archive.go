package home

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"hengji/home/disk"
)

var errChanging = errors.New("file is changing")

// errUnreadable says that the inbox, not the archive, is in trouble: the file is
// left for another time, and nobody is returned for it.
var errUnreadable = errors.New("file cannot be read")

// arrived is what became known of a file of the inbox.
type arrived struct {
	sum     string
	size    int64
	stored  string  // name in the archive
	known   bool    // received before, and its copy is there
	receipt Receipt // of what is known, or is the return of
	ours    bool    // given away by us and unchanged: not archived
}

// archive copies a file's bytes into the archive while hashing them. A file that
// is not what it was when the inbox was looked at is errChanging. One that may be
// known, for there is one of its size, is only hashed first: a night without news
// writes nothing. known finds the receipt of a file's bytes.
func (h *Home) archive(root disk.Tree, a arrival, mayBeKnown bool, known func(sum string) (Receipt, bool)) (arrived, error) {
	in, err := root.OpenPlain(a.file)
	if errors.Is(err, fs.ErrNotExist) {
		return arrived{}, errChanging
	}
	if err != nil {
		return arrived{}, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	defer in.Close()
	before, err := in.Stat()
	if err != nil {
		return arrived{}, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	if !before.Mode().IsRegular() || !Disk.Same(before, a.info) || !sameState(before, a.info) {
		return arrived{}, errChanging
	}
	if mayBeKnown {
		sum, size, err := drain(in, a, io.Discard)
		if err != nil {
			return arrived{}, err
		}
		if receipt, ok := known(sum); ok && h.holds(receipt) {
			return arrived{sum, size, receipt.Stored, true, receipt, false}, nil
		}
		if _, err := in.Seek(0, io.SeekStart); err != nil {
			return arrived{}, fmt.Errorf("%w: %w", errUnreadable, err)
		}
	}
	if receipt, ours, err := h.ours(in, a); err != nil || ours {
		return arrived{ours: ours, receipt: receipt}, err
	}
	out, err := beside(h.Path("archive"), 0o440)
	if err != nil {
		return arrived{}, fmt.Errorf("archive %s: %w", a.name, err)
	}
	defer out.drop()
	sum, size, err := drain(in, a, out)
	if err != nil {
		return arrived{}, err
	}
	// What is overwritten in place while it is read, with its size and time put back as some
	// copiers do, is the beginning of one file and the end of another.
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return arrived{}, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	if again, _, err := drain(in, a, io.Discard); err != nil || again != sum {
		return arrived{}, cmp.Or(err, errChanging)
	}
	stored := sum + extension(a.file)
	receipt, again := known(sum)
	if again { // its copy was lost, and comes back
		stored = receipt.Stored
	}
	if err := out.place(h.Path("archive", stored), 0o440); err != nil {
		return arrived{}, fmt.Errorf("archive %s: %w", a.name, err)
	}
	return arrived{sum, size, stored, again, receipt, false}, nil
}

// ours asks whether a file is one that we gave away, and leaves it at its beginning.
func (h *Home) ours(in disk.File, a arrival) (of Receipt, ours bool, err error) {
	if h.Ours == nil {
		return of, false, nil
	}
	of, ours, err = h.Ours(a.folder, a.info.Size(), func() ([]byte, error) { return io.ReadAll(io.LimitReader(in, a.info.Size())) })
	if err == nil {
		_, err = in.Seek(0, io.SeekStart)
	}
	if err != nil {
		return of, false, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	return of, ours, nil
}

// drain reads a file to its end into out, and tells what it read, unless the file
// became another meanwhile.
func drain(in disk.File, a arrival, out io.Writer) (sum string, size int64, err error) {
	hash := sha256.New()
	source := &reading{from: in}
	size, err = io.Copy(io.MultiWriter(out, hash), source)
	if source.trouble != nil {
		return "", 0, fmt.Errorf("%w: %w", errUnreadable, source.trouble)
	}
	if err != nil {
		return "", 0, fmt.Errorf("archive %s: %w", a.name, err)
	}
	after, err := in.Stat()
	if err != nil {
		return "", 0, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	if size != a.info.Size() || !sameState(after, a.info) {
		return "", 0, errChanging
	}
	return hex.EncodeToString(hash.Sum(nil)), size, nil
}

// holds reports whether the archive has the copy of a received file, as far as its
// size tells; `ledger verify` reads every byte.
func (h *Home) holds(receipt Receipt) bool {
	info, err := Disk.Stat(h.Path("archive", filepath.Base(receipt.Stored)))
	return err == nil && info.Size() == receipt.Size
}

// reading remembers that it was the source that failed, and not where the bytes
// went.
type reading struct {
	from    io.Reader
	trouble error
}

func (r *reading) Read(into []byte) (int, error) {
	n, err := r.from.Read(into)
	if err != nil && err != io.EOF {
		r.trouble = err
	}
	return n, err
}

func sameState(a, b fs.FileInfo) bool {
	return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// extension keeps a plain extension of a received name and replaces any other:
// the archive's file names hold nothing that a sender chose freely.
func extension(file string) string {
	extension := strings.ToLower(filepath.Ext(file))
	plain := len(extension) > 1 && len(extension) <= 6 &&
		strings.Trim(extension[1:], "abcdefghijklmnopqrstuvwxyz0123456789") == ""
	if !plain {
		return ".bin"
	}
	return extension
}

// Archived reads a received file back. limit bounds what is read: tooLarge tells
// that the file has more bytes and none were read. Bytes that no longer fit the
// receipt's hash are an error of the archive, never of the district.
func (h *Home) Archived(receipt Receipt, limit int64) (data []byte, tooLarge bool, err error) {
	if receipt.Size > limit {
		return nil, true, nil
	}
	data, err = readFile(h.source("archive", filepath.Base(receipt.Stored)))
	if err != nil {
		return nil, false, fmt.Errorf("read archive of %s: %w", receipt.File, err)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != receipt.SHA256 {
		return nil, false, fmt.Errorf("archive/%s（%s）与收到时不同：请放回副本", receipt.Stored, receipt.File)
	}
	return data, false, nil
}
