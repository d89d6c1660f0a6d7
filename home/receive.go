package home

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"hengji"
	"hengji/home/disk"
)

// Arrivals is what a look into the inbox found.
type Arrivals struct {
	New         []Receipt  // archived, and not in the ledger before
	Known       []Receipt  // of files whose bytes were received before, by the name under which they lie now
	Deferred    []Deferral // not taken this time, with the reason in Chinese
	Attachments []string   // files that no table is read from: scans, documents, mail
	Returned    []string   // what we gave away, come back without a table in it or unchanged
	Back        []Receipt  // of the files whose unchanged returns lie there, by the name of those
	Abandoned   []string   // of New, those beside which an owner file lies that nobody holds any more
}

// Kind is what a file of the inbox is.
type Kind int

const (
	Version    Kind = iota // a spreadsheet, or what claims to be one: received and judged
	Attachment             // anything else: listed and left alone
	Returned               // something of ours without the district's tables: listed and left alone
	Unread                 // what may be ours or a version and cannot be read now: put off
)

// EarlierReturns is the folder of a region's returns that a newer one replaced. Copied
// into the inbox with the rest it holds versions that were replaced long ago.
const EarlierReturns = "以前的退回单"

// abandoned is how old an owner file (~$) is that a program left behind when it
// crashed: nobody holds a workbook open for a day on purpose.
const abandoned = 24 * time.Hour

// Deferral is a file that was not taken.
type Deferral struct {
	File   string
	Reason string
}

// arrival is a file of the inbox.
type arrival struct {
	file         string // where it lies
	name, folder string // as it is told: personal numbers in names are hidden
	period       string // that a folder names, "" where none does
	info         fs.FileInfo
	leftOpen     bool // an owner file lies beside it that nobody holds any more
}

// Receive takes every new version of the inbox into the archive and makes its
// receipt, which Acknowledge writes; what Home.Kind says is none is listed and left
// alone. A file counts once its size and time have not changed for settle; a
// fresh one is waited for that long, and put off where it still grows or is open
// in WPS or Excel (a ~$ owner file of the last day beside it). A receipt is of the period
// that a folder names, else of the given one. The inbox is only read.
func (h *Home) Receive(ctx context.Context, ledger *Ledger, inbox, period string, settle time.Duration, now time.Time) (Arrivals, error) {
	root, err := Disk.Tree(inbox)
	if err != nil {
		return Arrivals{}, fmt.Errorf("open inbox: %w", err)
	}
	defer root.Close()
	var arrivals Arrivals
	found, err := h.look(root, &arrivals)
	if err != nil {
		return Arrivals{}, err
	}
	found = h.versions(root, found, &arrivals)
	if err := waitSettled(ctx, found, settle); err != nil {
		return Arrivals{}, err
	}

	receipts, err := ledger.Receipts()
	if err != nil {
		return Arrivals{}, err
	}
	known := newKnownFiles(receipts)
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
			arrivals.Deferred = append(arrivals.Deferred, unread(a.name))
			continue
		}
		if err != nil {
			return arrivals, err
		}
		if got.ours {
			arrivals.Returned = append(arrivals.Returned, a.name)
			if got.receipt.File = a.name; got.receipt.ID != 0 {
				arrivals.Back = append(arrivals.Back, got.receipt)
			}
			continue
		}
		if got.known {
			got.receipt.File = a.name // where it lies now
			arrivals.Known = append(arrivals.Known, got.receipt)
			continue
		}
		receipt := Receipt{
			ID: int64(len(receipts)+len(arrivals.New)) + 1, Period: cmp.Or(a.period, period),
			File: a.name, Folder: a.folder, SHA256: got.sum, Size: got.size,
			Modified: a.info.ModTime().UTC(), Received: now.UTC(), Stored: got.stored,
		}
		known.add(receipt)
		arrivals.New = append(arrivals.New, receipt)
		if a.leftOpen {
			arrivals.Abandoned = append(arrivals.Abandoned, a.name)
		}
	}
	return arrivals, nil
}

// unread is a file that the share does not give.
func unread(name string) Deferral {
	return Deferral{name, "文件读不出来（权限不足，或共享目录出错），下次再收"}
}

// versions leaves of the files found those that are versions, and lists the others.
func (h *Home) versions(root disk.Tree, found []arrival, arrivals *Arrivals) []arrival {
	if h.Kind == nil {
		return found
	}
	return slices.DeleteFunc(found, func(a arrival) bool {
		switch h.Kind(a.file, a.info.Size(), func() (io.ReadCloser, error) { return root.OpenPlain(a.file) }) {
		case Attachment:
			arrivals.Attachments = append(arrivals.Attachments, a.name)
		case Returned:
			arrivals.Returned = append(arrivals.Returned, a.name)
		case Unread:
			arrivals.Deferred = append(arrivals.Deferred, unread(a.name))
		default:
			return false
		}
		return true
	})
}

// knownFiles are the files that were received, in whatever period, by folder and content:
// last year's files still lie there. The same bytes in another folder are new: one region's workbook put into another's folder
// must not hide the copy in its own, and a file of nobody is claimed by moving it into
// a folder.
type knownFiles struct {
	receipts map[string]Receipt
	sizes    map[int64]bool // of those: what has another size is new
}

func newKnownFiles(receipts []Receipt) knownFiles {
	known := knownFiles{map[string]Receipt{}, map[int64]bool{}}
	for _, receipt := range receipts {
		known.add(receipt)
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
	root, err := Disk.Tree(inbox)
	if err != nil {
		return "", fmt.Errorf("look into inbox: %w", err)
	}
	defer root.Close()
	hash := sha256.New()
	err = fs.WalkDir(root.FS(), ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil && file == "." {
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
func (h *Home) look(root disk.Tree, arrivals *Arrivals) ([]arrival, error) {
	l := inboxLook{periodOf: h.Period, most: h.Most, arrivals: arrivals, owners: map[string]time.Time{}}
	if l.periodOf == nil {
		l.periodOf = func(string) string { return "" }
	}
	if err := fs.WalkDir(root.FS(), ".", l.entry); err != nil {
		return nil, err
	}
	var found []arrival
	for _, a := range l.found {
		opened, owned := l.openedAt(a.file)
		if a.leftOpen = owned && Disk.Now().Sub(opened) > abandoned; owned && !a.leftOpen {
			l.deferred(a.file, "文件正被 Excel 或 WPS 打开（旁边有 ~$ 文件），下次再收")
			continue
		}
		found = append(found, a)
	}
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
	periodOf func(folder string) string
	most     int64 // bytes that a file may have; 0 is any
	arrivals *Arrivals
	found    []arrival
	owners   map[string]time.Time // files that WPS or Excel says are open, and since when
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
	case entry.IsDir() && name == EarlierReturns:
		l.arrivals.Returned = append(l.arrivals.Returned, hengji.Mask(file)+"/")
		return fs.SkipDir
	case entry.IsDir():
		return nil
	case hidden || strings.EqualFold(name, "thumbs.db") || strings.EqualFold(name, "desktop.ini"):
		return nil
	case !entry.Type().IsRegular():
		l.deferred(file, "不是普通文件（链接或设备），不接收")
		return nil
	}
	info, err := entry.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return nil // taken away while we looked
	}
	if err != nil {
		return fmt.Errorf("read inbox: %w", err)
	}
	if owned, is := strings.CutPrefix(name, "~$"); is {
		l.owners[path.Join(path.Dir(file), owned)] = info.ModTime()
		return nil
	}
	if l.most > 0 && info.Size() > l.most {
		l.deferred(file, fmt.Sprintf("文件过大（超过 %d MB），不接收", l.most>>20))
		return nil
	}
	folder, period := l.placed(file)
	l.found = append(l.found, arrival{file: file, name: hengji.Mask(file), folder: hengji.Mask(folder), period: period, info: info})
	return nil
}

// placed finds the region's folder in which a file lies, "" where it lies in none, and the
// period that the folder above or below it names.
func (l *inboxLook) placed(file string) (folder, period string) {
	folders := strings.Split(path.Dir(file), "/")[:min(strings.Count(file, "/"), 2)]
	for _, one := range folders {
		if named := l.periodOf(one); named != "" && period == "" {
			period = named
		} else if folder == "" {
			folder = one
		}
	}
	return folder, period
}

// openedAt says since when an owner's file lies beside a file, and whether one does.
// Excel cuts the first two characters of long names off in the owner's name.
func (l *inboxLook) openedAt(file string) (time.Time, bool) {
	if at, owned := l.owners[file]; owned {
		return at, true
	}
	runes := []rune(path.Base(file))
	if len(runes) <= 2 {
		return time.Time{}, false
	}
	at, owned := l.owners[path.Join(path.Dir(file), string(runes[2:]))]
	return at, owned
}

// waitSettled waits until the youngest file is settle old. A time of change that
// lies ahead (a share's clock) is waited for as if it were now.
func waitSettled(ctx context.Context, found []arrival, settle time.Duration) error {
	var wait time.Duration
	for _, a := range found {
		age := max(Disk.Now().Sub(a.info.ModTime()), 0)
		wait = max(wait, settle-age)
	}
	return Disk.Wait(ctx, wait)
}
