package home

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Entry is one line of the ledger. Each names the hash of the one before, so
// that no line can be changed, dropped or put in between unnoticed.
type Entry struct {
	Seq  int64           `json:"seq"`
	Time time.Time       `json:"time"`
	Kind string          `json:"kind"` // receipt, decision, publication, waivers, closing, damage …
	Data json.RawMessage `json:"data"`
	Prev string          `json:"prev"`
	Hash string          `json:"hash"` // SHA-256 of the line with Hash empty
}

// Receipt is the data of an entry of kind receipt: one workbook as it came in.
type Receipt struct {
	ID       int64     `json:"id"` // 1, 2 … in order of receipt: the submission's number
	Period   string    `json:"period"`
	File     string    `json:"file"`   // under the inbox, slash-separated
	Folder   string    `json:"folder"` // first folder of File, "" for the inbox itself
	SHA256   string    `json:"sha256"`
	Size     int64     `json:"size"`
	Modified time.Time `json:"modified"`
	Received time.Time `json:"received"`
	Stored   string    `json:"stored"` // name in the archive
}

// Ledger is the append-only book of a home. It is read whole when opened.
type Ledger struct {
	Entries []Entry
	// Torn is the text behind the last whole line that a power cut left; it was
	// never acknowledged, and the next Append cuts it off. "" in the usual case.
	Torn    string
	path    string
	size    int64 // of the whole lines
	unended bool  // the last one lacks its end
}

// Ledger opens the book and proves its chain. The error names the first line
// that does not fit.
func (h *Home) Ledger() (*Ledger, error) {
	l := &Ledger{path: h.source("ledger.jsonl")}
	file, err := openFile(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	defer file.Close()
	reader := bufio.NewReader(file)
	for line := 1; ; line++ {
		text, err := reader.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			l.Torn = string(text)
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read ledger: %w", err)
		}
		entry, err := l.next(text)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", l.path, line, err)
		}
		l.Entries = append(l.Entries, *entry)
		l.size += int64(len(text))
	}
	// A line that lacks nothing but its end is whole; one whose end became another
	// byte was acknowledged, and must not be taken for what a power cut left.
	if entry, err := l.next([]byte(l.Torn + "\n")); err == nil {
		l.Entries = append(l.Entries, *entry)
		l.size += int64(len(l.Torn))
		l.Torn, l.unended = "", true
	} else if n := len(l.Torn); n > 0 {
		if _, err := l.next([]byte(l.Torn[:n-1] + "\n")); err == nil {
			return nil, fmt.Errorf("%s:%d: 行末被改动：请放回台账的副本", l.path, len(l.Entries)+1)
		}
	}
	return l, nil
}

// next reads the line that follows the entries so far.
func (l *Ledger) next(text []byte) (*Entry, error) {
	var entry Entry
	if err := json.Unmarshal(text, &entry); err != nil {
		return nil, fmt.Errorf("这一行不是台账记录：%w", err)
	}
	// A line is exactly what we would write: a key misspelt or added is damage too.
	if ours, err := json.Marshal(entry); err != nil || !bytes.Equal(append(ours, '\n'), text) {
		return nil, errors.New("这一行与写入时不同：请放回台账的副本")
	}
	if entry.Seq != int64(len(l.Entries))+1 || entry.Prev != l.Head() || entry.Hash != entry.sum() {
		return nil, errors.New("链条断了：这一行被改动，或缺少前面的行。请放回台账的副本")
	}
	return &entry, nil
}

// Append writes entries of one kind and returns once they are on disk.
func (l *Ledger) Append(now time.Time, kind string, data ...any) error {
	if len(data) == 0 {
		return nil
	}
	var lines bytes.Buffer
	entries := l.Entries
	prev := l.Head()
	for _, one := range data {
		raw, err := json.Marshal(one)
		if err != nil {
			return fmt.Errorf("write ledger: %w", err)
		}
		entry := Entry{Seq: int64(len(entries)) + 1, Time: now.UTC(), Kind: kind, Data: raw, Prev: prev}
		entry.Hash = entry.sum()
		prev = entry.Hash
		line, err := json.Marshal(entry)
		if err != nil {
			return fmt.Errorf("write ledger: %w", err)
		}
		lines.Write(append(line, '\n'))
		entries = append(entries, entry)
	}
	text := lines.Bytes()
	if l.unended {
		text = append([]byte("\n"), text...)
	}
	if err := l.write(text); err != nil {
		return fmt.Errorf("write ledger: %w", err)
	}
	l.Entries, l.Torn, l.unended = entries, "", false
	l.size += int64(len(text))
	return nil
}

// write puts lines behind the whole ones, in place of what a power cut left there.
// Where they do not come onto the disk, nothing of them stays.
func (l *Ledger) write(lines []byte) (err error) {
	_, err = Disk.Stat(l.path)
	first := errors.Is(err, fs.ErrNotExist)
	file, err := Disk.OpenFile(l.path, os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil { // what cannot be cut off now is a torn line to the next run
			_ = file.Truncate(l.size)
		}
		err = errors.Join(err, file.Close())
	}()
	if err := file.Truncate(l.size); err != nil {
		return err
	}
	if _, err := file.WriteAt(lines, l.size); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if first { // nothing that is in the home counts before, and from here on all of it
		return errors.Join(syncFolder(filepath.Dir(l.path)), syncFolder(filepath.Dir(filepath.Dir(l.path))))
	}
	return nil
}

// Receipts lists the receipts of all periods in order of receipt.
func (l *Ledger) Receipts() ([]Receipt, error) {
	var receipts []Receipt
	for _, entry := range l.Entries {
		if entry.Kind != "receipt" {
			continue
		}
		var receipt Receipt
		if err := json.Unmarshal(entry.Data, &receipt); err != nil {
			return nil, fmt.Errorf("read receipt %d of ledger: %w", entry.Seq, err)
		}
		receipts = append(receipts, receipt)
	}
	return receipts, nil
}

// Head is the hash of the last line, "" where there is none. It stands for all
// lines before it.
func (l *Ledger) Head() string {
	if len(l.Entries) == 0 {
		return ""
	}
	return l.Entries[len(l.Entries)-1].Hash
}

func (e Entry) sum() string {
	e.Hash = ""
	line, err := json.Marshal(e)
	if err != nil { // a RawMessage that was parsed or marshalled before cannot fail
		return ""
	}
	sum := sha256.Sum256(line)
	return hex.EncodeToString(sum[:])
}
