package night

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/report"
)

// writePage writes report/index.html, or that of another period below it, and the pages
// behind it: the board, the tables, the findings, the history. It is a function of the published database, the ledger, and where returns
// and exports lie, so that a night without news leaves the file untouched.
func (o *outbox) writePage(ctx context.Context, db *load.DB, ledger *home.Ledger) error {
	returns, err := filepath.Abs(o.settings.Returns)
	if err != nil {
		return fmt.Errorf("find returns: %w", err)
	}
	contacts, trouble := o.readContacts()
	if trouble != "" {
		o.log.Warn().Str("trouble", trouble).Msg("联系人没有显示")
	}
	from := madeFrom(contacts, trouble, o.outcome.Published, o.outcome.Returns, o.outcome.Late, o.outcome.PutBack, ledger.Head(), o.rules.Fingerprint, o.settings.Period, o.home.Dir, returns, o.settings.Exports)
	if o.outcome.content != "" {
		from = madeFrom(contacts, trouble, o.outcome.content, o.home.Dir, returns, o.settings.Exports)
	}
	workings, err := o.workings()
	if err != nil {
		return err
	}
	from = madeFrom(from, workings)
	index := sync.OnceValues(func() (report.Index, error) {
		x, err := o.index(ctx, db, ledger)
		o.linkWorkings(&x, workings)
		x.Contacts, x.NoContacts = contacts, trouble
		return x, err
	})
	if err := o.writePages(ctx, db, from, index); err != nil { // first what the page leads to
		return err
	}
	return o.delivered.WriteFile(filepath.Join(o.pageFolder(), "index.html"), from, 0o644, func(w io.Writer) error {
		x, err := index()
		if err != nil {
			return err
		}
		return report.WriteIndex(w, x)
	})
}

// index gathers what the page shows.
func (o *outbox) index(ctx context.Context, db *load.DB, ledger *home.Ledger) (report.Index, error) {
	hengji.Reach("page", "")
	b, err := ReadBoard(ctx, db)
	if err != nil {
		return report.Index{}, err
	}
	days, _ := b.DaysAfterDue(b.Now)
	x := report.Index{
		Period: b.Period, Now: b.Now, Due: b.Due, DaysAfter: days, Held: b.Held, Board: b.Lines, Apart: b.Apart, Strays: b.Strays,
		Reconciliation: b.Reconciliation, Closing: Closing(b.Reconciliation), Titles: titles(o.rules),
		Facts: []report.Fact{{Name: "规则指纹", Value: b.Rules}, {Name: "数据时点", Value: b.Now}, {Name: "程序", Value: b.Program}},
	}
	for _, one := range b.Uncounted {
		x.Uncounted = append(x.Uncounted, one.Words())
	}
	for _, one := range o.outcome.PutBack {
		x.Uncounted = append(x.Uncounted, one.Region+"　"+one.Words())
	}
	o.placeTiles(x.Board)
	o.linkReturns(&x, o.outcome.Returns)
	if o.settings.Exports {
		for _, file := range []string{report.SummaryFile, report.EvaluationPaper, report.EvaluationPage, report.EvaluationCheck, report.DataPackageFile} {
			if len(x.Board) == 0 && file != report.SummaryFile && file != report.DataPackageFile {
				continue // nothing is asked of regions: no evaluation is written
			}
			if link := o.pageLink(o.home.Path(ExportsFolder, o.settings.Period, file)); link != "" {
				x.Files = append(x.Files, report.Fact{Name: file, Value: link})
			}
		}
	}
	for _, period := range o.outcome.others {
		x.Files = append(x.Files, report.Fact{Name: hengji.PeriodTitle(period), Value: url.PathEscape(period) + "/index.html"})
	}
	o.linkData(&x)
	if x.Printed, x.Others, err = o.pageTables(db); err != nil {
		return x, err
	}
	x.Listed = o.listed(x.Others)
	if o.settings.below != "" { // what the home did for other periods is none of its
		return x, nil
	}
	x.Facts = slices.Insert(x.Facts, 1, report.Fact{Name: "运行编号", Value: b.Run})
	x.Facts = slices.Insert(x.Facts, 0, report.Fact{Name: "数据库内容摘要", Value: o.outcome.Published.Content})
	amounts, err := o.amounts(ctx, db)
	if err != nil {
		return x, err
	}
	x.History, x.Earlier, err = o.history(ledger, amounts)
	return x, err
}

// linkWorkings has the figures of the page lead to those of the workings that there are.
func (o *outbox) linkWorkings(x *report.Index, workings []string) {
	way := o.pageLink(o.home.Path(ExportsFolder, o.settings.Period))
	if len(workings) == 0 || way == "" {
		return
	}
	there := func(page string) bool {
		_, is := slices.BinarySearch(workings, page)
		return is
	}
	x.Workings = report.NewLinks(append(slices.Clone(x.Printed), x.Reconciliation)).SeenFrom(way+"/", there)
}

// linkData gives the page the data files of the tables.
func (o *outbox) linkData(x *report.Index) {
	x.Data = map[string]string{}
	if !o.settings.Exports {
		return
	}
	for _, mart := range o.rules.Marts {
		if link := o.pageLink(o.home.Path(ExportsFolder, o.settings.Period, "csv", "mart."+mart.Name+".csv")); link != "" {
			x.Data[mart.Name] = link
		}
	}
}

// pageFolder is where the page of the period lies.
func (o *outbox) pageFolder() string { return o.home.Path("report", o.settings.below) }

// placeTiles puts the regions on the map where the code list says.
func (o *outbox) placeTiles(lines []report.BoardLine) {
	for _, region := range o.rules.Regions(false) {
		for i := range lines {
			if lines[i].Code == region.Code {
				lines[i].TileRow, _ = strconv.Atoi(region.Extra["tile_row"]) // 0 is nowhere
				lines[i].TileColumn, _ = strconv.Atoi(region.Extra["tile_column"])
			}
		}
	}
}

// linkReturns gives the page the findings of each return, and links where the
// folder of returns can be reached from the page.
func (o *outbox) linkReturns(x *report.Index, returns []report.Return) {
	for _, r := range returns {
		link := o.pageLink(filepath.Join(o.settings.returnFolder(r.Region), hengji.WorkbookName(r.File)+"_审核反馈.html"))
		if r.State == hengji.Held { // it has no return
			link = ""
		}
		x.Returns = append(x.Returns, report.IndexReturn{Region: r.Region, Link: link, Version: r.Version, Mending: r.Mending, Changes: r.Changes, Findings: r.Findings})
		for _, lines := range [][]report.BoardLine{x.Board, x.Apart, x.Strays} {
			for i := range lines {
				if lines[i].Region == r.Region && (r.Region != "" || lines[i].File == r.File) {
					lines[i].File, lines[i].Link = r.File, link
				}
			}
		}
	}
}

// pageLink is the way from the page to a file as a relative reference, "" where
// there is none: another drive, or a path that only this machine has.
func (o *outbox) pageLink(file string) string {
	absolute, err := filepath.Abs(file)
	if err != nil {
		return ""
	}
	way, err := filepath.Rel(o.pageFolder(), absolute)
	if err != nil {
		return ""
	}
	above, err := filepath.Rel(o.pageFolder(), filepath.Dir(o.home.Dir))
	if err != nil {
		return ""
	}
	parts := strings.Split(filepath.ToSlash(way), "/")
	if up := strings.Count(filepath.ToSlash(above), ".."); len(parts) > up && parts[up] == ".." { // beyond the folder in which the home lies
		return ""
	}
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return strings.Join(parts, "/")
}

// pageTables gives the printed tables and all others but those that the page
// shows anyway: in the order of the workbook of printed tables, then what is not
// in it.
func (o *outbox) pageTables(db *load.DB) (printed, others []hengji.Table, err error) {
	marts := slices.Clone(o.rules.Marts)
	last := func(place int) int { // 0 is no place
		if place == 0 {
			return math.MaxInt
		}
		return place
	}
	slices.SortFunc(marts, func(a, b *hengji.Mart) int {
		return cmp.Or(cmp.Compare(last(a.Printed), last(b.Printed)), cmp.Compare(last(a.Paper.Export), last(b.Paper.Export)), cmp.Compare(a.Name, b.Name))
	})
	for _, mart := range marts {
		if mart.Name == "submission_status" || mart.Name == "reconciliation" {
			continue
		}
		table, err := db.Table(mart.Name)
		if err != nil {
			return nil, nil, err
		}
		switch {
		case table.Unasked:
		case mart.Printed > 0:
			printed = append(printed, table)
		default:
			others = append(others, table)
		}
	}
	return printed, others, nil
}
