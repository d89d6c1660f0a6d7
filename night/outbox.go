package night

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/rs/zerolog"

	"hengji"
	"hengji/home"
	"hengji/ingest"
	"hengji/report"
)

// Undelivered is a delivery that could not be made. The publication stands without it,
// and the next run makes it.
type Undelivered struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// outbox makes the deliveries of a publication. Run again it writes the same bytes; one
// that fails keeps back no other, and is noted in the outcome.
type outbox struct {
	settings   Settings
	home       *home.Home
	rules      *hengji.Rules
	makes      workshop
	evaluation *report.Evaluation // the words of the report
	delivered  *home.Delivered    // what stands as it was made need not be made again
	log        zerolog.Logger
	progress   func(phase string, done, total int)
	outcome    *Outcome
}

// deliver makes one delivery.
func (o *outbox) deliver(what string, make func() error) {
	err := func() (err error) {
		defer hengji.Catch(&err) // one that we fail to make keeps back no other
		return make()
	}()
	if err != nil {
		o.recordUndelivered(what, err)
	}
}

// deliverReturns writes the return of every region, and takes away what stands in
// the folders from earlier: nobody finds an old return, or another's, in its place.
func (o *outbox) deliverReturns(ctx context.Context, receipts []home.Receipt) error {
	archived := map[string]home.Receipt{}
	for _, receipt := range receipts {
		archived[receipt.SHA256] = receipt
	}
	kept := map[string]map[string]bool{"": {}} // file names, by region
	stays := map[string]bool{}                 // regions where earlier returns do
	for _, region := range o.rules.Regions(true) {
		kept[region.Name] = map[string]bool{}
	}
	returns := slices.Concat(o.outcome.Returns, o.outcome.Late)
	for i, r := range returns {
		if err := ctx.Err(); err != nil {
			return err
		}
		o.progress("退回单", i+1, len(returns))
		if r.State == hengji.Held { // nothing new for its district: what lies there stays
			stays[r.Region] = r.Region != ""
			continue
		}
		names := kept[r.Region]
		files := o.makes.returnFiles(o, r, archived[r.SHA256], names)
		for _, file := range files {
			names[file.name] = true
		}
		o.handOver(r, r.Region, files, archived[r.SHA256])
		for _, region := range namedBy(r) {
			file := uncountedPage(r, kept[region])
			if kept[region] != nil {
				kept[region][file.name] = true
			}
			o.handOver(r, region, []returnFile{file}, archived[r.SHA256])
		}
	}
	for region, names := range kept {
		if stays[region] {
			continue
		}
		folder := o.settings.returnFolder(region)
		err := home.SetAside(folder, home.EarlierReturns, func(name string) bool { return ours(name) && !names[name] })
		if o.settings.below == "" { // from when the run was of another period
			err = errors.Join(err, home.SetAside(filepath.Join(folder, o.settings.Period), home.EarlierReturns, ours))
		}
		if err != nil { // open in somebody's hands: it stays, and the run goes on
			o.outcome.unsettled = true
			o.log.Warn().Err(err).Str("region", region).Msg("earlier return stays in its place")
		}
	}
	return nil
}

// handOver writes the files of a return into the folder of a region.
func (o *outbox) handOver(r report.Return, region string, files []returnFile, receipt home.Receipt) {
	folder := o.settings.returnFolder(region)
	from := madeFrom(r, receipt, o.settings.Limits, o.settings.Convert)
	o.deliver("退回单 "+o.settings.named(region), func() error {
		if err := home.Sweep(folder); err != nil {
			return err
		}
		for _, file := range files {
			if err := o.delivered.WriteFile(filepath.Join(folder, file.name), from, 0o644, file.write); err != nil {
				return fmt.Errorf("hand back %s: %w", r.Region, err)
			}
		}
		return nil
	})
}

// namedBy are the regions that a workbook of nobody speaks for: whose folder it lies in,
// and whose it seems to be. Each of them is told.
func namedBy(r report.Return) []string {
	for _, f := range r.Findings {
		if f.Rule == hengji.RuleRegionMisplaced || f.Rule == hengji.RuleRegionDisputed {
			return strings.Split(f.Key, "|")
		}
	}
	return nil
}

// uncountedPage informs a region of a workbook that names it and is counted for nobody.
// taken are the names in its folder.
func uncountedPage(r report.Return, taken map[string]bool) returnFile {
	name := hengji.WorkbookName(r.File) + "_未计入"
	if taken[name+"_审核反馈.html"] {
		name += "-" + r.SHA256[:8]
	}
	return returnFile{name + "_审核反馈.html", func(w io.Writer) error { return report.Findings(w, r) }}
}

// ours reports whether a file of a return folder was written by a run.
func ours(name string) bool {
	return strings.Contains(name, "_审核反馈.") || strings.HasSuffix(name, receiptSuffix) || strings.HasSuffix(name, "findings.csv") || strings.HasSuffix(name, "findings.jsonl")
}

// ExportsFolder is the folder of what is exported, under the home and where
// analysts look.
const ExportsFolder = "exports"

// deliverExports gives analysts the printed tables and the data as files, all of
// one publication. They are made only where they are not there yet.
func (o *outbox) deliverExports(ctx context.Context, db product) {
	if !o.settings.Exports {
		return
	}
	files := sync.OnceValues(func() ([]home.File, error) { return db.exports(ctx, o) })
	madeFrom := o.exportsFrom()
	if l := signedIn(o.outcome.Signed, o.settings.Period); l != nil {
		files = func() ([]home.File, error) { return signedExports(o.home, l.content) }
	}
	folders := []string{o.home.Path(ExportsFolder)}
	if publish, err := filepath.Abs(o.settings.Publish); err != nil || publish != o.home.Dir {
		folders = append(folders, filepath.Join(o.settings.Publish, ExportsFolder))
	}
	for i, folder := range folders {
		what := ExportsFolder + " " + o.settings.Period
		if i > 0 {
			what = "exports 副本 " + o.settings.Period
		}
		o.deliver(what, func() error {
			return errors.Join(home.ReplaceFolder(filepath.Join(folder, o.settings.Period), madeFrom, files), home.RemoveListed(folder))
		})
	}
}

// exportsFrom is what the exports of the outbox's period are made from.
func (o *outbox) exportsFrom() string {
	switch l := signedIn(o.outcome.Signed, o.settings.Period); {
	case l != nil:
		return l.Words() + "，内容 " + l.content
	case o.outcome.content != "":
		return fmt.Sprintf("hengji %s，报告期 %s，内容 %s", hengji.Version, o.settings.Period, o.outcome.content)
	}
	return exportedFrom(o.settings.Period, o.outcome.Published)
}

// workings are the pages of workings that lie in the exports once they are delivered: those
// of a signed period, and those that export wrote there for this very publication. A night
// makes none: to follow the figures of three tables costs it a tenth of its time.
func (o *outbox) workings() (pages []string, err error) {
	if !o.settings.Exports {
		return nil, nil
	}
	var names []string
	folder := o.home.Path(ExportsFolder, o.settings.Period)
	if home.MadeFrom(folder) == o.exportsFrom() { // they stay as they are
		names = home.Listed(folder)
	} else if l := signedIn(o.outcome.Signed, o.settings.Period); l != nil {
		files, err := signedExports(o.home, l.content)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			names = append(names, file.Name)
		}
	}
	for _, name := range names {
		if page, is := strings.CutPrefix(name, report.PagesFolder+"/"); is {
			pages = append(pages, page)
		}
	}
	slices.Sort(pages)
	return pages, nil
}

// UnknownRegion is the folder of what cannot be given to anybody.
const UnknownRegion = "_未识别"

// returnFile is one file of a return.
type returnFile struct {
	name  string
	write func(io.Writer) error
}

// note records why a return is not marked. Where that is trouble of ours, the marked copy
// counts as undelivered: the next run tries it again, though the plain return stands in its place.
func (o *outbox) note(r report.Return, name string, unmarked report.Unmarked) {
	if unmarked.Reason == "" {
		return
	}
	if unmarked.Trouble == nil {
		o.log.Info().Str("file", r.File).Str("reason", unmarked.Reason).Msg("returned without the workbook")
		return
	}
	folder := o.settings.returnFolder(r.Region)
	o.delivered.Again(filepath.Join(folder, name))
	o.recordUndelivered("标注的原文件 "+o.settings.named(r.Region), fmt.Errorf("程序故障，已给不带标注的退回单：%w", unmarked.Trouble))
}

// recordUndelivered notes a delivery that could not be made, and what of ours went wrong with it.
func (o *outbox) recordUndelivered(what string, err error) {
	line := o.log.Warn().Err(err).Str("delivery", what)
	why := hengji.Mask(err.Error())
	var panicked *hengji.Panic
	if errors.As(err, &panicked) {
		line = line.Str("stack", hengji.Mask(panicked.Stack))
		if !strings.Contains(why, "程序故障") {
			why = "程序故障：" + why
		}
	}
	line.Msg("未能交付，下次运行补交")
	o.outcome.Undelivered = append(o.outcome.Undelivered, Undelivered{what, why})
}

// returnFiles makes one region's return: its own workbook with the findings
// marked, the same as a page, and all findings for machines and for Excel. taken
// are the names that others have in the folder.
func (o *outbox) returnFiles(r report.Return, receipt home.Receipt, taken map[string]bool) []returnFile {
	name := hengji.WorkbookName(r.File)
	prefix := ""                  // a folder that holds one region's return needs no names in it
	if r.State == hengji.Closed { // beside that of the one that counts
		name += "_逾期未计"
		prefix = name + "_"
	}
	if r.Region == "" { // a folder of many senders
		if taken[name+"_审核反馈.html"] {
			name += "-" + r.SHA256[:8]
		}
		prefix = name + "_"
	}
	original := sync.OnceValues(func() ([]byte, error) { // only where something is written
		data, tooLarge, err := o.home.Archived(receipt, o.settings.Limits.FileBytes)
		if err != nil || tooLarge {
			return nil, err
		}
		r.SelfChecked = ingest.SelfChecked(data, o.settings.Limits)
		return data, nil
	})
	near := func() report.Return {
		_, _ = original() // trouble with it is told of the workbook
		r.Near = nearby(r.Findings, archived(o.home, o.settings.Reader(), receipt).Open)
		return r
	}
	return []returnFile{
		{name + "_审核反馈.xlsx", func(w io.Writer) error {
			hengji.Reach("annotate", r.File)
			data, err := original()
			if err != nil {
				return err
			}
			if data == nil { // too large
				return report.ReturnWorkbook(w, r)
			}
			book, unmarked, err := report.Annotate(data, r)
			if err != nil {
				return err
			}
			o.note(r, name+"_审核反馈.xlsx", unmarked)
			_, err = w.Write(book)
			return err
		}},
		{name + "_审核反馈.html", func(w io.Writer) error { return report.Findings(w, near()) }},
		{name + receiptSuffix, witnessOf(r).write},
		{prefix + "findings.csv", func(w io.Writer) error { return report.WriteCSV(w, r.Findings) }},
		{prefix + "findings.jsonl", func(w io.Writer) error { return report.WriteJSONL(w, r.Findings) }},
	}
}
