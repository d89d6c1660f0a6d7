package night

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"hengji"
	"hengji/home"
	"hengji/ingest"
	"hengji/report"
)

// spreadsheets are the names under which a file claims to be a spreadsheet: it is
// judged, whatever it holds. A table of commas (.csv) is no workbook.
var spreadsheets = []string{".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".xlt", ".et", ".ett", ".ods", ".ots", ".fods"}

// passing are what programs leave while they download and save, and what they keep of
// earlier saves. Most of them hold a workbook, and none is one that was handed in.
var passing = []string{
	".tmp", ".temp", ".part", ".partial", ".crdownload", ".opdownload", ".download", ".downloading", ".td", ".xltd", ".!ut", ".aria2",
	".bak", ".backup", ".old", ".wbk", ".xlk", ".xar", ".asd", ".swp", ".lock", ".lnk", ".url",
}

// kindOf says what a file of the inbox is: only what is a spreadsheet, or claims to be
// one, is a version (docs/decisions/0015).
func kindOf(limits ingest.Limits) func(string, int64, func() (io.ReadCloser, error)) home.Kind {
	return func(file string, size int64, open func() (io.ReadCloser, error)) home.Kind {
		name := strings.ToLower(path.Base(file))
		extension := path.Ext(name)
		claims := slices.Contains(spreadsheets, extension)
		switch {
		case isPassing(name):
			return home.Attachment
		case ours(name) && !claims:
			return home.Returned
		case claims && !ours(name):
			return home.Version
		case size > limits.FileBytes && claims:
			return home.Version
		case size > limits.FileBytes:
			return home.Attachment
		}
		return kindInside(file, claims, limits, open)
	}
}

// isPassing knows by its lower-case name a part of a download or of a save, and a shortcut.
// Excel saves under eight hexadecimal digits and renames, Word under ~WRL0001.tmp.
func isPassing(name string) bool {
	hexadecimal := len(name) == 8 && strings.Trim(name, "0123456789abcdef") == ""
	return strings.HasPrefix(name, "~") || strings.HasSuffix(name, "~") || hexadecimal || slices.Contains(passing, path.Ext(name))
}

// kindInside looks into a file whose name does not tell: a workbook saved by a browser as
// .zip, one without an extension, a return that was copied back. Where it cannot be read now,
// what claims to be a spreadsheet is put off: a plain return of ours that a share does not
// give for a moment would be received as a version, and answered as one.
func kindInside(file string, claims bool, limits ingest.Limits, open func() (io.ReadCloser, error)) home.Kind {
	kind, unread := home.Attachment, home.Attachment
	if claims {
		kind, unread = home.Version, home.Unread
	}
	in, err := open()
	if err != nil {
		return unread
	}
	defer in.Close()
	data := make([]byte, len(zipMagic))
	_, err = io.ReadFull(in, data)
	if short := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF); err != nil && !short {
		return unread
	}
	if err != nil || !claims && !slices.Contains(workbookMagic, string(data)) {
		return kind
	}
	rest, err := io.ReadAll(io.LimitReader(in, limits.FileBytes))
	if err != nil {
		return unread
	}
	submission, err := opened(file, append(data, rest...), limits)
	var refused *hengji.Refusal
	var panicked *hengji.Panic
	switch {
	case err == nil && onlyOurs(submission):
		return home.Returned
	case err == nil, errors.As(err, &panicked): // the run tells of our trouble, and holds it
		return home.Version
	case errors.As(err, &refused) && slices.Contains(otherSpreadsheets, refused.Rule):
		return home.Version
	}
	return kind
}

const zipMagic = "PK\x03\x04"

// workbookMagic is what workbooks begin with: those of today, and those of Excel 97 and
// older WPS.
var workbookMagic = []string{zipMagic, "\xD0\xCF\x11\xE0"}

// otherSpreadsheets are the refusals of what is a spreadsheet all the same.
var otherSpreadsheets = []hengji.RuleID{hengji.RuleFileLegacyXLS, hengji.RuleFileWPSET, hengji.RuleFileXLSB, hengji.RuleFileODS}

// opened reads a workbook as far as its sheets.
func opened(file string, data []byte, limits ingest.Limits) (_ *hengji.Submission, err error) {
	defer hengji.Catch(&err)
	return ingest.Open(file, data, limits)
}

// ours knows again what we gave away and nobody changed: a blank template, the printed tables,
// the return of a workbook in the folder of the region that it is of. One that this ledger
// did not book, or that was moved to another's folder to be counted there, is a version.
// What is too large to be judged is not looked into.
func (n *Night) ours(ledger *home.Ledger, receipts []home.Receipt) func(string, int64, func() ([]byte, error)) (home.Receipt, bool, error) {
	return func(folder string, size int64, read func() ([]byte, error)) (of home.Receipt, is bool, err error) {
		if size > n.settings.Limits.FileBytes {
			return of, false, nil
		}
		data, err := read()
		if err != nil {
			return of, false, err
		}
		w, unchanged := n.makes.unchanged(n, data)
		if !unchanged || w == (witness{}) {
			return of, unchanged, nil
		}
		booked, err := w.booked(ledger)
		if err != nil { // of another ledger
			return of, false, nil
		}
		of = receipts[booked.Submission-1]
		region, _ := n.review.Region(of.Period, folder)
		return of, folder == of.Folder || booked.RegionCode != "" && (folder == "" || region.Code == booked.RegionCode), nil
	}
}

// onlyOurs reports whether a workbook holds nothing but our sheet 审核结果: the plain return of
// what could not be marked.
func onlyOurs(submission *hengji.Submission) bool {
	return len(submission.Sheets) > 0 && !slices.ContainsFunc(submission.Sheets, func(sheet *hengji.Sheet) bool {
		return sheet.Name != report.ResultSheet
	})
}

// OnlyAttachments are the regions that are missing though something of theirs lies in the
// inbox.
func (m *Outcome) OnlyAttachments() []string {
	var names []string
	for _, region := range m.Board {
		if region.State == hengji.Missing && slices.ContainsFunc(slices.Concat(m.Aside, m.CameBack), func(file string) bool { return strings.HasPrefix(file, region.Region+"/") }) {
			names = append(names, region.Region)
		}
	}
	return names
}

// Several are differing workbooks that one region handed in within one night.
type Several struct {
	Region  string   `json:"region"`
	Files   []string `json:"files"`   // in the order of their versions, the last of which is the latest
	Version int      `json:"version"` // of the last
}

// Words are how run and log tell it.
func (s Several) Words() string {
	return fmt.Sprintf("%s 这一晚有 %d 个不同的工作簿：%s；按修改时间的先后，最后一个是最近一次报送（第 %d 次）", s.Region, len(s.Files), quoted(s.Files), s.Version)
}

func quoted(files []string) string {
	words := make([]string, len(files))
	for i, file := range files {
		words[i] = strconv.Quote(file)
	}
	return strings.Join(words, "、")
}

// severalOf finds the regions from which more than one workbook came in this night.
func severalOf(standings []hengji.Standing, fresh []home.Receipt) []Several {
	several := []Several{}
	first := int64(0)
	if len(fresh) > 0 {
		first = fresh[0].ID
	}
	at := map[string]int{}
	for _, s := range standings { // in order of receipt
		if first == 0 || s.Submission < first || s.RegionCode == "" {
			continue
		}
		i, known := at[s.RegionCode]
		if !known {
			i, at[s.RegionCode] = len(several), len(several)
			several = append(several, Several{Region: s.Region})
		}
		several[i].Files, several[i].Version = append(several[i].Files, s.File), s.Version
	}
	return slices.DeleteFunc(several, func(s Several) bool { return len(s.Files) < 2 })
}

// PutBack is an earlier version of a region that lies in the inbox without the latest. Its
// bytes were received before and are no new version (docs/decisions/0012).
type PutBack struct {
	Period  string `json:"period"`
	Region  string `json:"region"`
	File    string `json:"file"`
	Version int    `json:"version"`
	Latest  int    `json:"latest_version"`

	submission int64 // the latest one
}

// Words are how run, status, page and the region's return tell it.
func (p PutBack) Words() string {
	return fmt.Sprintf("收件目录中的 %q 是第 %d 次报送的内容，以前收过；最近一次报送仍是第 %d 次。要以它为准，请打开另存一次再放入，或由市局撤回第 %d 次报送。", p.File, p.Version, p.Latest, p.Latest)
}

// putBackOf finds what lies in the inbox in place of a region's latest version. Where
// something of a folder could not be looked at, nothing is said of it.
func putBackOf(standings []hengji.Standing, arrivals home.Arrivals) []PutBack {
	lies := map[int64]string{} // files by submission
	for _, known := range slices.Concat(arrivals.Back, arrivals.Known) {
		lies[known.ID] = known.File
	}
	for _, fresh := range arrivals.New {
		lies[fresh.ID] = fresh.File
	}
	unsure := func(s hengji.Standing) bool {
		folder, _, _ := strings.Cut(lies[s.Submission], "/")
		return slices.ContainsFunc(arrivals.Deferred, func(d home.Deferral) bool {
			other, _, _ := strings.Cut(d.File, "/")
			return other == folder
		})
	}
	earlier := map[string]hengji.Standing{} // the newest version that lies there, by region
	for _, s := range standings {
		if s.RegionCode != "" && lies[s.Submission] != "" {
			earlier[s.RegionCode] = s
		}
	}
	back := []PutBack{}
	for _, s := range standings {
		lying, found := earlier[s.RegionCode]
		if s.Latest && found && lying.Version < s.Version && !unsure(lying) {
			back = append(back, PutBack{s.Period, s.Region, lies[lying.Submission], lying.Version, s.Version, s.Submission})
		}
	}
	return back
}

// LastPutBack is what the last run of a home saw put back of a period: what lies in an inbox
// is in no database.
func LastPutBack(dir, period string) ([]PutBack, error) {
	text, err := os.ReadFile(filepath.Join(dir, "run.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read last run: %w", err)
	}
	var last struct {
		PutBack []PutBack `json:"put_back"`
	}
	if err := json.Unmarshal(text, &last); err != nil {
		return nil, fmt.Errorf("read last run: %w", err)
	}
	return slices.DeleteFunc(last.PutBack, func(p PutBack) bool { return p.Period != period }), nil
}
