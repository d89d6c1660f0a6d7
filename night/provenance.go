package night

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"hengji"
	"hengji/home"
	"hengji/report"
)

// Provenance says which publication a printed or mailed file belongs to.
type Provenance struct {
	SHA256     string    `json:"sha256,omitempty"` // of the file; "" where a code alone was given
	Code       string    `json:"code"`             // that the file prints, "" for none
	Period     string    `json:"period"`           // "" where no publication is known
	Generation int       `json:"generation"`
	Published  time.Time `json:"published"`
	Signed     bool      `json:"signed"`    // the period was signed as this publication shows it
	Who        string    `json:"who"`       // who signed
	Export     string    `json:"export"`    // the name of the export that the file is, to the byte; "" for none
	Unchanged  bool      `json:"unchanged"` // it is that export
	Unread     []int     `json:"unread"`    // publications that are neither kept nor made again the same
	program    string    // that made the publication, where it is another than this one
}

// ProvenanceOf finds the publication that a file was exported from: by its bytes, and else by the
// code that it prints. code alone may be given instead, as it stands on paper. Publications
// are tried from the newest on; one that is no longer kept is made again.
func ProvenanceOf(ctx context.Context, s Settings, content []byte, code string) (Provenance, error) {
	p := Provenance{Code: code, Unread: []int{}}
	if content != nil {
		p.SHA256, p.Code = digestOf(content), codeIn(content)
	}
	n := past(s)
	ledger, err := n.home.Ledger()
	if err != nil {
		return p, err
	}
	if found, err := p.signed(ledger); found || err != nil {
		return p, err
	}
	if p.Code == "" {
		return p, nil
	}
	all, err := publications(ledger)
	if err != nil {
		return p, err
	}
	for _, one := range slices.Backward(all) {
		if found, err := n.provenBy(ctx, one.Manifest, &p); found || err != nil {
			return p, err
		}
	}
	return p, nil
}

// signed finds what was signed: periods that were opened again since, too.
func (p *Provenance) signed(ledger *home.Ledger) (bool, error) {
	found := false
	for _, entry := range ledger.Entries {
		if entry.Kind != "closing" {
			continue
		}
		var c closing
		if err := json.Unmarshal(entry.Data, &c); err != nil {
			return false, fmt.Errorf("read closing %d of ledger: %w", entry.Seq, err)
		}
		name := p.among(c.Exports)
		if name == "" && (c.Code == "" || c.Code != p.Code) {
			continue
		}
		found = true
		p.Period, p.Generation, p.Published, p.Signed, p.Who = c.Period, c.Generation, c.SignedAt, true, c.Who
		if p.Export, p.Unchanged = name, name != ""; p.Unchanged {
			p.Code = c.Code
			break
		}
	}
	return found, nil
}

// among finds the file among exports by their digests.
func (p *Provenance) among(exports map[string]string) string {
	for _, name := range slices.Sorted(maps.Keys(exports)) {
		if exports[name] == p.SHA256 {
			return name
		}
	}
	return ""
}

// provenBy holds a file against one publication, period by period.
func (n *Night) provenBy(ctx context.Context, published home.Manifest, p *Provenance) (found bool, err error) {
	past, err := n.openPast(ctx, published)
	if err != nil { // another program's, which this one makes otherwise: it cannot be compared
		p.Unread = append(p.Unread, published.Generation)
		return false, ctx.Err()
	}
	defer func() { err = errors.Join(err, past.Close()) }()
	periods, err := past.DB.Periods(ctx)
	if err != nil {
		return false, err
	}
	for _, period := range periods {
		if err := past.DB.ReadPeriod(ctx, period); err != nil {
			return false, err
		}
		booklet, err := past.DB.Booklet(ctx)
		if err != nil {
			return false, err
		}
		if booklet.Code() != p.Code {
			continue
		}
		p.Period, p.Generation, p.Published, p.program = period, published.Generation, published.Published, booklet.Program
		if p.SHA256 == "" {
			return true, nil
		}
		for _, follow := range []Follow{nil, leadsOnly} { // as a night writes them, and as export does
			files, err := Export(ctx, past, follow, []string{"xlsx", "docx", "html"}) // what prints a code
			if err != nil {
				return false, err
			}
			exports := map[string]string{}
			for _, file := range files {
				exports[file.Name] = digestOf(file.Content)
			}
			p.Export = cmp.Or(p.Export, p.among(exports))
		}
		p.Unchanged = p.Export != ""
		return true, nil
	}
	return false, nil
}

// Words tell it to people, in one line.
func (p Provenance) Words() string {
	if p.Period == "" && p.Code == "" {
		return "不能核对：文件中没有核对码，也不是已锁定的报告期的导出文件。"
	}
	if p.Period == "" {
		unread := ""
		if len(p.Unread) > 0 {
			unread = fmt.Sprintf("（另有 %d 次发布已不保存，现在的程序也做不出相同的，没有比对）", len(p.Unread))
		}
		return "不能核对：没有找到核对码为 " + p.Code + " 的发布" + unread + "。"
	}
	which := fmt.Sprintf("%s第 %d 次发布（%s）", hengji.PeriodWords(p.Period), p.Generation, beijing(p.Published))
	if p.Signed {
		who := ""
		if p.Who != "" {
			who = "由" + p.Who
		}
		which = fmt.Sprintf("%s于 %s %s审定锁定的内容", hengji.PeriodWords(p.Period), beijing(p.Published), who)
	}
	switch {
	case p.SHA256 == "":
		return "核对码 " + p.Code + " 是" + which + "。纸上的数字请与它核对。"
	case p.Unchanged:
		return "相符：这就是" + which + "的 " + p.Export + "，一个字节未改。"
	case p.program != "" && p.program != "hengji "+hengji.Version:
		return "核对码是" + which + "的；那次由 " + p.program + " 写出，现在的程序不能断定文件改过没有。"
	}
	return "不相符：核对码是" + which + "的，但文件已不是当时写出的：改过，或另存过。"
}

// CodePattern is how a code is written.
var CodePattern = regexp.MustCompile(`^[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}$`)

// markedCode is a code with its mark before it, whatever markup stands between them.
var markedCode = regexp.MustCompile(report.CodeMark + `(?:<[^>]*>|\s)*([0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4})`)

// mostText bounds what is read of one part of a file: a zip may claim anything.
const mostText = 64 << 20

// codeIn finds the code that a page, a workbook or a paper prints; "" for none.
func codeIn(content []byte) string {
	texts := func(yield func([]byte) bool) { yield(content) }
	if zipped, err := zip.NewReader(bytes.NewReader(content), int64(len(content))); err == nil {
		texts = func(yield func([]byte) bool) {
			for _, part := range zipped.File {
				if ext := filepath.Ext(part.Name); ext != ".xml" || strings.HasPrefix(part.Name, "xl/media") {
					continue
				}
				opened, err := part.Open()
				if err != nil {
					continue
				}
				text, err := io.ReadAll(io.LimitReader(opened, mostText))
				_ = opened.Close()
				if err == nil && !yield(text) {
					return
				}
			}
		}
	}
	for text := range texts {
		if match := markedCode.FindSubmatch(text); match != nil {
			return string(match[1])
		}
	}
	return ""
}
