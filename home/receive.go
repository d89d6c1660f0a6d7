package home

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"hengji"
)

// Arrivals is what a look into the inbox found.
type Arrivals struct {
	New         []Receipt  // archived, and not in the ledger before
	Known       int        // files whose bytes were received before
	Deferred    []Deferral // not taken this time, with the reason in Chinese
	Attachments []string   // files that no table is read from: scans, documents
}

// Deferral is a file that was not taken.
type Deferral struct {
	File   string
	Reason string
}

// attachments are kinds of files that districts lay beside their workbook. They
// are told, not judged, unless they are all that a region handed in.
var attachments = []string{".pdf", ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".doc", ".docx", ".txt", ".md", ".zip", ".rar", ".7z"}

// arrival is a file of the inbox.
type arrival struct {
	file         string // where it lies
	name, folder string // as it is told: personal numbers in names are hidden
	info         fs.FileInfo
}

// Receive takes every new file of the inbox into the archive and makes its
// receipt, which Acknowledge writes. A file counts once its size and time have not changed for settle; a
// fresh one is waited for that long, and put off where it still grows or is open
// in WPS or Excel (a ~$ owner file beside it). The inbox is only read.
func (h *Home) Receive(ctx context.Context, ledger *Ledger, inbox, period string, settle time.Duration, now time.Time) (Arrivals, error) {
	root, err := os.OpenRoot(inbox)
	if err != nil {
		return Arrivals{}, fmt.Errorf("open inbox: %w", err)
	}
	defer root.Close()
	var arrivals Arrivals
	found, err := h.look(root, &arrivals)
	if err != nil {
		return Arrivals{}, err
	}
	if err := waitSettled(ctx, found, settle); err != nil {
		return Arrivals{}, err
	}

	receipts, err := ledger.Receipts()
	if err != nil {
		return Arrivals{}, err
	}
	known := newKnownFiles(receipts, period)
	for _, a := range found {
		if err := ctx.Err(); err != nil {
			return arrivals, err
		}
		got, err := h.archive(root, a, known.sizes[a.info.Size()], func(sum string) (Receipt, bool) {
			return known.find(a.folder, sum)
		})
		switch {
		case errors.Is(err, errChanging):
			arrivals.Deferred = append(arrivals.Deferred, Deferral{a.name, "文件还在变化（可能正在上传），下次再收"})
			continue
		case errors.Is(err, errUnreadable):
			arrivals.Deferred = append(arrivals.Deferred, Deferral{a.name, "文件读不出来（权限不足，或共享目录出错），下次再收"})
			continue
		}
		if err != nil {
			return arrivals, err
		}
		if got.known {
			arrivals.Known++
			continue
		}
		receipt := Receipt{
			ID: int64(len(receipts)+len(arrivals.New)) + 1, Period: period,
			File: a.name, Folder: a.folder, SHA256: got.sum, Size: got.size,
			Modified: a.info.ModTime().UTC(), Received: now.UTC(), Stored: got.stored,
		}
		known.add(receipt)
		arrivals.New = append(arrivals.New, receipt)
	}
	return arrivals, nil
}

// knownFiles are the files of a period that were received, by folder and content. The
// same bytes in another folder are new: one region's workbook put into another's folder
// must not hide the copy in its own, and a file of nobody is claimed by moving it into
// a folder.
type knownFiles struct {
	receipts map[string]Receipt
	sizes    map[int64]bool // of those: what has another size is new
}

func newKnownFiles(receipts []Receipt, period string) knownFiles {
	known := knownFiles{map[string]Receipt{}, map[int64]bool{}}
	for _, receipt := range receipts {
		if receipt.Period == period {
			known.add(receipt)
		}
	}
	return known
}

func (k knownFiles) add(receipt Receipt) {
	k.receipts[receipt.Folder+"/"+receipt.SHA256], k.sizes[receipt.Size] = receipt, true
}

func (k knownFiles) find(folder, sum string) (Receipt, bool) {
	receipt, found := k.receipts[folder+"/"+sum]
	return receipt, found
}

// Acknowledge writes receipts into the ledger, from where on the files count, and
// gives all that it holds.
func (l *Ledger) Acknowledge(fresh []Receipt, now time.Time) ([]Receipt, error) {
	data := make([]any, len(fresh))
	for i := range fresh {
		data[i] = fresh[i]
	}
	if err := l.Append(now, "receipt", data...); err != nil {
		return nil, err
	}
	return l.Receipts()
}

// Glance sums up what lies in the inbox by names, sizes and times: a text that
// changes when there may be something to receive.
func Glance(inbox string) (string, error) {
	hash := sha256.New()
	err := filepath.WalkDir(inbox, func(file string, entry fs.DirEntry, err error) error {
		if err != nil && file == inbox {
			return fmt.Errorf("look into inbox: %w", err)
		}
		if err != nil {
			return nil // told by the run
		}
		if info, err := entry.Info(); err == nil && !entry.IsDir() {
			fmt.Fprintf(hash, "%q %d %d\n", file, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return hex.EncodeToString(hash.Sum(nil)), err
}

// look lists the regular files of the inbox: by folder, within one by time of
// change, so that the newest of a region's files becomes its latest version.
func (h *Home) look(root *os.Root, arrivals *Arrivals) ([]arrival, error) {
	l := inboxLook{most: h.Most, arrivals: arrivals, owners: map[string]bool{}, workbooks: map[string]bool{}}
	if err := fs.WalkDir(root.FS(), ".", l.entry); err != nil {
		return nil, err
	}
	for _, a := range l.beside {
		if a.folder == "" || l.workbooks[a.folder] {
			arrivals.Attachments = append(arrivals.Attachments, a.name)
		} else {
			l.found = append(l.found, a) // all that the region handed in: it gets an answer
		}
	}
	found := slices.DeleteFunc(l.found, func(a arrival) bool {
		open := l.isOpen(a.file)
		if open {
			l.deferred(a.file, "文件正被 Excel 或 WPS 打开（旁边有 ~$ 文件），下次再收")
		}
		return open
	})
	slices.SortFunc(found, func(a, b arrival) int {
		return cmp.Or(
			strings.Compare(a.folder, b.folder),
			a.info.ModTime().Compare(b.info.ModTime()),
			strings.Compare(a.file, b.file),
		)
	})
	return found, nil
}

// inboxLook is one walk through the inbox.
type inboxLook struct {
	most          int64 // bytes that a file may have; 0 is any
	arrivals      *Arrivals
	found, beside []arrival       // files to receive; attachments
	workbooks     map[string]bool // folders with a file to receive
	owners        map[string]bool // files that WPS or Excel says are open
}

func (l *inboxLook) deferred(file, reason string) {
	l.arrivals.Deferred = append(l.arrivals.Deferred, Deferral{hengji.Mask(file), reason})
}

// entry takes one file of the walk, or says why it is not received.
func (l *inboxLook) entry(file string, entry fs.DirEntry, err error) error {
	if err != nil && file == "." {
		return fmt.Errorf("read inbox: %w", err)
	}
	if err != nil { // one district's folder: the others are received
		l.deferred(file, "目录读不出来（权限不足，或共享目录出错），下次再收")
		return nil
	}
	name := entry.Name()
	hidden := strings.HasPrefix(name, ".") && file != "."
	switch {
	case entry.IsDir() && hidden:
		return fs.SkipDir
	case entry.IsDir():
		return nil
	case hidden || strings.EqualFold(name, "thumbs.db") || strings.EqualFold(name, "desktop.ini"):
		return nil
	case !entry.Type().IsRegular():
		l.deferred(file, "不是普通文件（链接或设备），不接收")
		return nil
	case strings.HasPrefix(name, "~$"):
		l.owners[path.Join(path.Dir(file), strings.TrimPrefix(name, "~$"))] = true
		return nil
	}
	info, err := entry.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return nil // taken away while we looked
	}
	if err != nil {
		return fmt.Errorf("read inbox: %w", err)
	}
	if l.most > 0 && info.Size() > l.most {
		l.deferred(file, fmt.Sprintf("文件过大（超过 %d MB），不接收", l.most>>20))
		return nil
	}
	folder, _, below := strings.Cut(file, "/")
	if !below {
		folder = ""
	}
	a := arrival{file: file, name: hengji.Mask(file), folder: hengji.Mask(folder), info: info}
	if slices.Contains(attachments, strings.ToLower(path.Ext(name))) {
		l.beside = append(l.beside, a)
	} else {
		l.found = append(l.found, a)
		l.workbooks[a.folder] = true
	}
	return nil
}

// isOpen says that an owner's file lies beside a file. Excel cuts the first two
// characters of long names off in the owner's name.
func (l *inboxLook) isOpen(file string) bool {
	runes := []rune(path.Base(file))
	return l.owners[file] || len(runes) > 2 && l.owners[path.Join(path.Dir(file), string(runes[2:]))]
}

// waitSettled waits until the youngest file is settle old. A time of change that
// lies ahead (a share's clock) is waited for as if it were now.
func waitSettled(ctx context.Context, found []arrival, settle time.Duration) error {
	var wait time.Duration
	for _, a := range found {
		age := max(time.Since(a.info.ModTime()), 0)
		wait = max(wait, settle-age)
	}
	select {
	case <-time.After(wait):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
