package night

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/report"
)

// The files of a signed period: what its tables show, where its submissions stand, what
// was found in them, and its exports.
const (
	frozenTables    = "tables.json"
	frozenStandings = "standings.json"
	frozenFindings  = "findings.json"
	frozenExports   = "exports/"
)

// freeze archives what a database shows of the closing's period, and notes in the
// closing by which digests it is known. p names its file, its rules and its words.
func (n *Night) freeze(ctx context.Context, db product, p *Published, c *closing) error {
	standings, err := db.Standings(ctx, c.Period)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(standings, func(s hengji.Standing) bool { return s.State == hengji.Held }) {
		return fmt.Errorf("报告期 %s 有因程序故障待处理的工作簿，不能锁定", c.Period)
	}
	files, code, err := db.sign(ctx, c.Period, p, n.settings.Follow)
	if err != nil {
		return err
	}
	c.Code, c.Exports = code, map[string]string{}
	for name, content := range files {
		if name, is := strings.CutPrefix(name, frozenExports); is && !strings.HasPrefix(name, report.PagesFolder+"/") { // a thousand workings, which Content holds
			c.Exports[name] = digestOf(content)
		}
	}
	c.Tables = digestOf(files[frozenTables])
	c.Content, err = n.home.KeepClosed(files)
	return err
}

func plainJSON(content any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(content)
	return text.Bytes(), err
}

// frozen reads what signed periods were signed with.
func (n *Night) frozen(ctx context.Context, signed []closing) ([]load.Frozen, error) {
	var all []load.Frozen
	for _, c := range signed {
		files, err := n.home.Closed(c.Content)
		if errors.Is(err, fs.ErrNotExist) {
			if err = n.freezeAgain(ctx, c); err == nil {
				files, err = n.home.Closed(c.Content)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("报告期 %s 已锁定：%w", c.Period, err)
		}
		f := load.Frozen{Period: c.Period, Name: c.Content, SignedAt: c.SignedAt, Who: c.Who, Receipts: int64(c.Receipts)}
		for name, into := range map[string]any{frozenTables: &f.Tables, frozenStandings: &f.Standings, frozenFindings: &f.Findings} {
			if err := json.Unmarshal(files[name], into); err != nil {
				return nil, fmt.Errorf("read signed period %s: %s: %w", c.Period, name, err)
			}
		}
		all = append(all, f)
	}
	return all, nil
}

// freezeAgain makes what a period was signed with once more, from the publication that was
// signed. Other bytes than those that were lost are refused.
func (n *Night) freezeAgain(ctx context.Context, c closing) error {
	ledger, err := n.home.Ledger()
	if err != nil {
		return err
	}
	all, err := publications(ledger)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(p publicationLine) bool { return p.Generation == c.Generation })
	if at < 0 {
		return fmt.Errorf("ledger tells of no generation %d", c.Generation)
	}
	past, err := n.openPast(ctx, all[at].Manifest)
	if err != nil {
		return fmt.Errorf("缺少 closed/%s.zip：%w", c.Content, err)
	}
	defer past.Close()
	if err := past.DB.ReadPeriod(ctx, c.Period); err != nil {
		return err
	}
	again := c
	if err := n.freeze(ctx, database{past.DB}, past, &again); err != nil {
		return err
	}
	if again.Content != c.Content {
		return fmt.Errorf("缺少 closed/%s.zip：现在的程序做出的不同，请放回副本", c.Content)
	}
	n.Log.Warn().Str("period", c.Period).Msg("锁定的内容丢失，已由档案重新做成")
	return nil
}

// asSigned proves that a database shows the signed periods as they were signed. Where it
// does not, that is trouble of ours, told by table.
func asSigned(ctx context.Context, db product, frozen []load.Frozen) error {
	for _, f := range frozen {
		unlike, err := db.Unlike(ctx, f)
		if err != nil {
			return err
		}
		if len(unlike) > 0 {
			return fmt.Errorf("程序故障：报告期 %s 已锁定，有 %d 张表与锁定时不同：%s", f.Period, len(unlike), strings.Join(unlike, "；"))
		}
	}
	return nil
}

// stillSigned proves the same of the database in force.
func (n *Night) stillSigned(ctx context.Context, ledger *home.Ledger, db product) error {
	signed, err := closings(ledger)
	if err != nil {
		return err
	}
	frozen, err := n.frozen(ctx, signed)
	if err != nil {
		return err
	}
	return asSigned(ctx, db, frozen)
}

// SignedPeriod is a signed period as it is told.
type SignedPeriod struct {
	Period   string    `json:"period"`
	SignedAt time.Time `json:"signed_at"`
	Who      string    `json:"who"`

	content string
}

// Words are how run, status and page tell it.
func (l SignedPeriod) Words() string {
	who := ""
	if l.Who != "" {
		who = "由" + l.Who
	}
	return fmt.Sprintf("%s已于 %s %s审定锁定", hengji.PeriodWords(l.Period), beijing(l.SignedAt), who)
}

// signedPeriods lists the signed periods of a database.
func signedPeriods(ctx context.Context, db *load.DB) ([]SignedPeriod, error) {
	periods := []SignedPeriod{}
	signed, err := db.Signed(ctx)
	for _, f := range signed {
		periods = append(periods, SignedPeriod{f.Period, f.SignedAt, f.Who, f.Name})
	}
	return periods, err
}

// signedIn is that of a period; nil where it is open.
func signedIn(signed []SignedPeriod, period string) *SignedPeriod {
	for _, l := range signed {
		if l.Period == period {
			return &l
		}
	}
	return nil
}

// ExportPublished makes the files of the period that a database is read for; of a signed
// period those that it was signed with.
func ExportPublished(ctx context.Context, s Settings, p *Published, wanted Wanted) ([]home.File, error) {
	period, err := p.DB.Period(ctx)
	if err != nil {
		return nil, err
	}
	signed, err := signedPeriods(ctx, p.DB)
	if err != nil {
		return nil, err
	}
	var files []home.File
	if l := signedIn(signed, period); l == nil {
		files, err = Export(ctx, p, s.Follow, wanted.Formats)
	} else {
		files, err = signedExports(&home.Home{Dir: s.Home}, l.content)
		files = slices.DeleteFunc(files, func(file home.File) bool {
			if strings.HasPrefix(file.Name, report.PagesFolder+"/") {
				return !slices.Contains(wanted.Formats, "html") && !slices.Contains(wanted.Formats, "xlsx")
			}
			return !slices.Contains(wanted.Formats, strings.TrimPrefix(path.Ext(file.Name), ".")) && path.Base(file.Name) != report.DataPackageFile
		})
	}
	if err != nil {
		return nil, err
	}
	if wanted.Headers == "zh" && slices.Contains(wanted.Formats, "csv") {
		err = chineseHeaders(files)
	}
	return files, err
}

// signedExports are the exports of a signed period as they were signed.
func signedExports(h *home.Home, content string) ([]home.File, error) {
	files, err := h.Closed(content)
	if err != nil {
		return nil, err
	}
	var exports []home.File
	for name, content := range files {
		if name, is := strings.CutPrefix(name, frozenExports); is {
			exports = append(exports, home.File{Name: name, Content: content})
		}
	}
	slices.SortFunc(exports, func(a, b home.File) int { return strings.Compare(a.Name, b.Name) })
	return exports, nil
}
