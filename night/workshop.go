package night

import (
	"context"
	"io/fs"
	"slices"

	"github.com/rs/zerolog"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/night/review"
	"hengji/report"
	"hengji/schema"
)

// A workshop reads what was received and makes databases of it; a night decides what is
// made when, and what counts of it. The program's is rooms. The simulation of nights has
// another, for which a workbook is a line of text.
type workshop interface {
	// readRules reads the files of rules that once judged.
	readRules(files fs.FS) (*hengji.Rules, error)
	// typedPeriod is the period on the cover of a received workbook, "" for none. The error
	// is the machine's.
	typedPeriod(n *Night, receipt home.Receipt) (string, error)
	// unchanged tells whether we gave a workbook away as it is; of a return with its receipt.
	unchanged(n *Night, data []byte) (of witness, is bool)
	// make makes a whole database at a path, and names its content.
	make(ctx context.Context, n *Night, path string, receipts []home.Receipt, in inputs, earlier *home.Manifest) (load.Content, error)
	// open opens one that was published.
	open(file string) (product, error)
	// returnFiles makes the files of a return; taken are the names in its folder.
	returnFiles(o *outbox, r report.Return, receipt home.Receipt, taken map[string]bool) []returnFile
}

// A product is a published database, and what is handed out of it.
type product interface {
	Standings(ctx context.Context, period string) ([]hengji.Standing, error)
	Periods(ctx context.Context) ([]string, error)
	ReadPeriod(ctx context.Context, period string) error
	Unlike(ctx context.Context, signed load.Frozen) ([]string, error)
	Close() error

	// fill reads what the operator is told of a period.
	fill(ctx context.Context, p *publication, m *Outcome) error
	// sign gives what a period is signed with, by file, and the code that its exports print.
	// p names the database's file, rules and words.
	sign(ctx context.Context, period string, p *Published, follow Follow) (files map[string][]byte, code string, err error)
	writePage(ctx context.Context, o *outbox, ledger *home.Ledger) error
	exports(ctx context.Context, o *outbox) ([]home.File, error)
}

// rooms is the workshop of the program.
type rooms struct{}

func (rooms) readRules(files fs.FS) (*hengji.Rules, error) { return schema.Read(files) }

func (rooms) typedPeriod(n *Night, receipt home.Receipt) (string, error) {
	return n.review.TypedPeriod(n.archived(receipt))
}

func (rooms) unchanged(n *Night, data []byte) (of witness, is bool) {
	if !report.Unchanged(data) {
		return of, false
	}
	submission, err := opened("", data, n.settings.Limits)
	if err == nil {
		of, is, err = witnessIn(submission)
	}
	if err != nil {
		return of, false
	}
	return of, is || !slices.ContainsFunc(submission.Sheets, isResult)
}

func (rooms) make(ctx context.Context, n *Night, path string, receipts []home.Receipt, in inputs, earlier *home.Manifest) (content load.Content, err error) {
	err = review.HoldWhatStops(func(held map[int64]review.Trouble) error {
		if err := home.Unmake(path); err != nil { // what was stopped
			return err
		}
		content, err = n.buildOnce(ctx, path, receipts, in, earlier, held)
		return err
	})
	return content, err
}

func (rooms) open(file string) (product, error) {
	db, err := load.Open(file)
	return database{db}, err
}

func (rooms) returnFiles(o *outbox, r report.Return, receipt home.Receipt, taken map[string]bool) []returnFile {
	return o.returnFiles(r, receipt, taken)
}

// database is a product that is one.
type database struct{ *load.DB }

func (d database) fill(ctx context.Context, p *publication, m *Outcome) error {
	p.db = d.DB
	return p.fill(ctx, m)
}

func (d database) sign(ctx context.Context, period string, p *Published, follow Follow) (map[string][]byte, string, error) {
	tables, err := d.Freeze(ctx, period)
	if err != nil {
		return nil, "", err
	}
	standings, err := d.Standings(ctx, period)
	if err != nil {
		return nil, "", err
	}
	findings, err := d.Findings(ctx, period)
	if err != nil {
		return nil, "", err
	}
	exports, err := Export(ctx, &Published{DB: d.DB, File: p.File, Rules: p.Rules, Evaluation: p.Evaluation}, follow, ExportFormats)
	if err != nil {
		return nil, "", err
	}
	booklet, err := d.Booklet(ctx)
	if err != nil {
		return nil, "", err
	}
	files := map[string][]byte{}
	for name, content := range map[string]any{frozenTables: tables, frozenStandings: standings, frozenFindings: load.Keep(findings)} {
		if files[name], err = plainJSON(content); err != nil {
			return nil, "", err
		}
	}
	for _, file := range exports {
		files[frozenExports+file.Name] = file.Content
	}
	return files, booklet.Code(), nil
}

func (d database) writePage(ctx context.Context, o *outbox, ledger *home.Ledger) error {
	return o.writePage(ctx, d.DB, ledger)
}

func (d database) exports(ctx context.Context, o *outbox) ([]home.File, error) {
	return Export(ctx, &Published{DB: d.DB, File: o.home.Path("generations", o.outcome.Published.File), Evaluation: o.evaluation}, nil, ExportFormats)
}

// past is a night that reads what a home holds, and makes nothing but aside.
func past(s Settings) *Night {
	return &Night{
		Log: zerolog.Nop(), settings: s, home: &home.Home{Dir: s.Home}, makes: rooms{},
		review: &review.Reviewer{Progress: func(string, int, int) {}},
	}
}
