package night

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"hengji"
	"hengji/home"
	"hengji/load"
)

// Words are how commands say which publication they speak of.
func (p *Published) Words() string {
	return fmt.Sprintf("第 %d 次发布（%s），内容摘要 %s", p.Then.Generation, beijing(p.Then.Published), p.Then.Content)
}

// AsOf opens the database that was in force in a home at a moment: the end of a day
// (2022-02-10), a moment (RFC 3339), the number of a submission, a line of the ledger by
// its hash, or a receipt's file. It is the published file where that is kept, else made again
// aside from archive, ledger and archived rules; one whose content is not what the ledger
// booked is trouble, told by table. What names no moment is a hengji.UsageError.
func AsOf(ctx context.Context, s Settings, moment string) (*Published, error) {
	n := past(s)
	ledger, err := n.home.Ledger()
	if err != nil {
		return nil, err
	}
	all, err := publications(ledger)
	if err != nil {
		return nil, err
	}
	published, err := publishedAt(ledger, all, moment)
	if err != nil {
		return nil, err
	}
	return n.openPast(ctx, published)
}

// publicationLine is a publication with the line of the ledger that booked it.
type publicationLine struct {
	home.Manifest
	line int64
}

// publications lists those that the ledger tells of.
func publications(ledger *home.Ledger) ([]publicationLine, error) {
	var all []publicationLine
	for _, entry := range ledger.Entries {
		if entry.Kind == "publication" {
			one := publicationLine{line: entry.Seq}
			if err := json.Unmarshal(entry.Data, &one.Manifest); err != nil {
				return nil, fmt.Errorf("read publication %d of ledger: %w", entry.Seq, err)
			}
			all = append(all, one)
		}
	}
	return all, nil
}

// hashOf is a line of the ledger by its hash, or enough of it.
var hashOf = regexp.MustCompile(`^[0-9a-f]{8,64}$`)

// publishedAt finds the publication that was in force at a moment. A receipt speaks of the
// publication that it was booked with.
func publishedAt(ledger *home.Ledger, all []publicationLine, moment string) (home.Manifest, error) {
	last := time.Time{}
	if day, err := time.ParseInLocation(time.DateOnly, moment, hengji.Beijing); err == nil {
		last = day.AddDate(0, 0, 1).Add(-time.Nanosecond)
	} else if at, err := time.Parse(time.RFC3339, moment); err == nil {
		last = at
	}
	if !last.IsZero() {
		for _, one := range slices.Backward(all) {
			if !one.Published.After(last) {
				return one.Manifest, nil
			}
		}
		return home.Manifest{}, hengji.UsageError{Err: fmt.Errorf("--as-of=%q：那时还没有发布%s", moment, firstOf(all))}
	}
	line, err := lineOf(ledger, moment)
	if err != nil {
		return home.Manifest{}, hengji.UsageError{Err: fmt.Errorf("--as-of=%q：%w", moment, err)}
	}
	for _, one := range all {
		if one.line >= line {
			return one.Manifest, nil
		}
	}
	return home.Manifest{}, hengji.UsageError{Err: fmt.Errorf("--as-of=%q：此后还没有发布", moment)}
}

func firstOf(all []publicationLine) string {
	if len(all) == 0 {
		return ""
	}
	return "，第一次发布在 " + beijing(all[0].Published)
}

// lineOf is the line of the ledger that a receipt, a hash or a number names.
func lineOf(ledger *home.Ledger, moment string) (int64, error) {
	if strings.HasSuffix(moment, ".json") {
		text, err := os.ReadFile(moment)
		if err != nil {
			return 0, fmt.Errorf("读不到回执：%w", err)
		}
		var w witness
		if err := json.Unmarshal(text, &w); err != nil {
			return 0, fmt.Errorf("不是回执：%w", err)
		}
		return w.Line, w.holds(ledger)
	}
	if number, err := strconv.ParseInt(moment, 10, 32); err == nil {
		for _, entry := range ledger.Entries {
			var receipt home.Receipt
			if entry.Kind == "receipt" && json.Unmarshal(entry.Data, &receipt) == nil && receipt.ID == number {
				return entry.Seq, nil
			}
		}
		return 0, fmt.Errorf("没有第 %d 号收件", number)
	}
	if hashOf.MatchString(moment) {
		for _, entry := range ledger.Entries {
			if strings.HasPrefix(entry.Hash, moment) {
				return entry.Seq, nil
			}
		}
		return 0, errors.New("台账中没有这一行")
	}
	return 0, errors.New("应为日期（2022-02-10）、时刻（RFC 3339）、收件编号、台账头或回执文件")
}

// openPast opens a publication: the file that was published, or one that is made again.
func (n *Night) openPast(ctx context.Context, published home.Manifest) (_ *Published, err error) {
	past := *n
	made := &Published{Then: &published}
	if made.folder, err = os.MkdirTemp("", "hengji-past-"); err != nil {
		return nil, fmt.Errorf("make folder for the past: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(made.folder))
		}
	}()
	past.home = n.home.Elsewhere(made.folder)
	in, err := past.asOf(published)
	if err != nil {
		return nil, err
	}
	made.Rules, made.Evaluation = past.review.Rules, past.evaluation
	made.File = n.home.Path("generations", published.File)
	if kept, err := n.home.Generation(published.Generation); err != nil || *kept != published {
		made.File = filepath.Join(made.folder, published.File)
		if err := past.again(ctx, made.File, published, in); err != nil {
			return nil, err
		}
	}
	made.DB, err = load.Open(made.File)
	return made, err
}

// again builds a publication once more, and proves that it is the same.
func (n *Night) again(ctx context.Context, path string, published home.Manifest, in inputs) error {
	ledger, err := n.home.Ledger()
	if err != nil {
		return err
	}
	receipts, err := ledger.Receipts()
	if err != nil {
		return err
	}
	if in.Receipts > len(receipts) {
		return fmt.Errorf("rebuild generation %d: it was made from %d files, the ledger tells of %d", published.Generation, in.Receipts, len(receipts))
	}
	content, err := n.build(ctx, path, receipts[:in.Receipts], in, nil)
	if err == nil && content.Digest != published.Content {
		err = n.unlike(published, in, content)
	}
	return err
}

// unlike says of a database that was made again and is another what is different in it,
// and whether that is another program's doing.
func (n *Night) unlike(published home.Manifest, in inputs, now load.Content) error {
	why := "内容不同"
	if in.Source != programDigest() {
		why = "程序版本不同"
	}
	var was map[string]string
	text, err := n.home.Inputs(published.Tables)
	if err == nil {
		err = json.Unmarshal(text, &was)
	}
	tables := "那次发布没有记下各表的摘要"
	if err == nil {
		tables = "不同的有 " + strings.Join(now.Others(was), "、")
	}
	return fmt.Errorf("%s：第 %d 次发布由 hengji %s 生成，内容摘要 %s，现在重新生成的是 %s；%s", why, published.Generation, in.Program, published.Content, now.Digest, tables)
}
