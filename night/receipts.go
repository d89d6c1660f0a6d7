package night

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"hengji"
	"hengji/home"
	"hengji/ingest"
	"hengji/report"
)

// receiptSuffix ends the name of the small file beside a return that witnesses what was
// received and decided.
const receiptSuffix = "_回执.json"

// witness is that file: the line of the ledger that booked the decision, which fixes all
// lines before it. It names nothing that changes later, so a return made again is equal.
type witness struct {
	Number   int64     `json:"number"` // of the submission
	Period   string    `json:"period"`
	Region   string    `json:"region"`
	File     string    `json:"file"`
	SHA256   string    `json:"sha256"`
	Received time.Time `json:"received"`
	State    string    `json:"state"` // 通过, 待核实, 零报告 or 退回
	Line     int64     `json:"ledger_line"`
	Head     string    `json:"ledger_head"`
}

// write writes the file.
func (w witness) write(to io.Writer) error {
	return report.WriteJSON(to, w)
}

func witnessOf(r report.Return) witness {
	return witness{r.Number, r.Period, r.Region, r.File, r.SHA256, r.ReceivedAt, r.State.Chinese(), r.Receipt.Line, r.Receipt.Head}
}

// bookedAt finds the line of the ledger that booked the decision in force of each
// submission.
func bookedAt(ledger *home.Ledger) (map[int64]report.Receipt, error) {
	booked := map[int64]report.Receipt{}
	for _, entry := range ledger.Entries {
		if entry.Kind != "decision" {
			continue
		}
		var d decision
		if err := json.Unmarshal(entry.Data, &d); err != nil {
			return nil, fmt.Errorf("read decision %d of ledger: %w", entry.Seq, err)
		}
		booked[d.Submission] = report.Receipt{Line: entry.Seq, Head: entry.Hash}
	}
	return booked, nil
}

// holds says where the ledger is not the one that a receipt witnesses; nil where it is,
// and nothing up to that line has changed.
func (w witness) holds(ledger *home.Ledger) error {
	_, err := w.booked(ledger)
	return err
}

// booked is the decision that a receipt which holds witnesses.
func (w witness) booked(ledger *home.Ledger) (d decision, err error) {
	if w.Line < 1 || w.Line > int64(len(ledger.Entries)) {
		return d, fmt.Errorf("台账只有 %d 行，没有回执所说的第 %d 行：末尾被截掉，或另写了一本", len(ledger.Entries), w.Line)
	}
	entry := ledger.Entries[w.Line-1]
	if entry.Hash != w.Head {
		return d, fmt.Errorf("台账第 %d 行已不是出具回执时的那一行：这一行或前面的行改写过", w.Line)
	}
	if err := json.Unmarshal(entry.Data, &d); err != nil || entry.Kind != "decision" || d.Submission != w.Number || d.State.Chinese() != w.State {
		return d, fmt.Errorf("台账第 %d 行记的不是回执上的决定（第 %d 号，%s）：回执改动过", w.Line, w.Number, w.State)
	}
	receipts, err := ledger.Receipts()
	if err != nil {
		return d, err
	}
	at := slices.IndexFunc(receipts, func(r home.Receipt) bool { return r.ID == w.Number })
	if at < 0 || receipts[at].SHA256 != w.SHA256 {
		return d, fmt.Errorf("台账中第 %d 号收到的不是回执上的文件：回执改动过", w.Number)
	}
	return d, nil
}

// Witnessed is what VerifyReceipts found.
type Witnessed struct {
	Files    int     // in which a receipt was read
	Receipts int     // that hold, each once: a workbook and the file beside it carry the same
	Last     int64   // the latest line of the ledger that one of them proves
	Wrong    []error // each names its file
}

// VerifyReceipts holds the ledger of a home against receipts that others kept: the files
// beside returns, and the returned workbooks themselves, anywhere in the folders. Folders
// without one are an error.
func VerifyReceipts(ctx context.Context, dir string, reader ingest.Reader, folders []string) (*Witnessed, error) {
	ledger, err := (&home.Home{Dir: dir}).Ledger()
	if err != nil {
		return nil, err
	}
	found := &Witnessed{}
	held := map[string]bool{} // by the head of the ledger
	for _, folder := range folders {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return nil, hengji.UsageError{Err: fmt.Errorf("--receipts %s：没有这个目录", folder)}
		}
		err := filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
			if err = errors.Join(err, ctx.Err()); err != nil || entry.IsDir() {
				return err
			}
			w, is, err := readWitness(reader, file)
			if err == nil && is {
				found.Files++
				if err = w.holds(ledger); err == nil {
					held[w.Head] = true
					found.Receipts, found.Last = len(held), max(found.Last, w.Line)
				}
			}
			if err != nil {
				found.Wrong = append(found.Wrong, fmt.Errorf("%s：%w", file, err))
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("read receipts: %w", err)
		}
	}
	if found.Files == 0 && len(found.Wrong) == 0 {
		return nil, fmt.Errorf("目录 %s 中没有回执", strings.Join(folders, "、"))
	}
	return found, nil
}

// readWitness reads the receipt of a file; is false where a file is none and holds none.
func readWitness(reader ingest.Reader, file string) (w witness, is bool, err error) {
	switch {
	case strings.HasSuffix(file, receiptSuffix):
		data, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(data, &w)
		}
		if err != nil {
			return w, true, fmt.Errorf("不是回执：%w", err)
		}
		return w, true, nil
	case strings.EqualFold(filepath.Ext(file), ".xlsx"):
		data, err := os.ReadFile(file)
		if err != nil {
			return w, false, err
		}
		submission, err := reader.Open(filepath.Base(file), data)
		if err != nil { // no workbook that we handed back
			return w, false, nil
		}
		return witnessIn(submission)
	}
	return w, false, nil
}

// receiptLine is a receipt as the sheet 审核结果 prints it (report.Receipt.String).
var receiptLine = regexp.MustCompile(`^· 回执：第 ([0-9]+) 号，([^，]+)；台账第 ([0-9]+) 行，台账头 ([0-9a-f]{64})。`)

// isResult tells whether a sheet is ours, or called so: where the district has a sheet
// 审核结果, ours has a number.
func isResult(sheet *hengji.Sheet) bool { return strings.HasPrefix(sheet.Name, report.ResultSheet) }

// witnessIn reads the receipt in a returned workbook.
func witnessIn(submission *hengji.Submission) (w witness, is bool, err error) {
	for _, sheet := range submission.Sheets {
		if is || !isResult(sheet) || sheet.Rows == nil {
			continue
		}
		for row, err := range sheet.Rows {
			if err != nil {
				return w, is, fmt.Errorf("读不完工作表 %s：%w", report.ResultSheet, err)
			}
			first := row.Cell(1)
			if first == nil {
				continue
			}
			if sum, printed := strings.CutPrefix(first.Text, report.ChecksumWords); printed {
				w.SHA256 = sum
			}
			match := receiptLine.FindStringSubmatch(first.Text)
			if match == nil {
				continue
			}
			is, w.State = true, match[2]
			w.Number, _ = strconv.ParseInt(match[1], 10, 64) // digits; what is too large is no line of any ledger
			w.Line, _ = strconv.ParseInt(match[3], 10, 64)
			w.Head = match[4]
		}
	}
	return w, is, nil
}
