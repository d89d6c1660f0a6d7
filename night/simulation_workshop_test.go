package night

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"hengji"
	"hengji/home"
	"hengji/load"
	"hengji/night/review"
	"hengji/report"
	"hengji/schema"
)

// toys is the workshop of the simulation: a workbook is a line of text that says its cover's
// period and whether it is good, a database a file that says where submissions stand.
type toys struct {
	program   string             // which runs
	returns   map[string]witness // the receipts of workbooks handed back, by their text
	handedOut map[string]bool    // every text that was ever written for others, whole
}

// toy is a workbook: "2021 good 17", with any period or - for none on its cover.
func toy(period string, good bool, n int) string {
	word := "bad"
	if good {
		word = "good"
	}
	if period == "" {
		period = "-"
	}
	return fmt.Sprintf("%s %s %d %s\n", period, word, n, strings.Repeat("x", n%7*40))
}

// judged is what a toy is by rules of so many: the third of them cannot abide pairs.
func judged(text, rules string) hengji.State {
	_, good := coverOf(text)
	if !good || rules == "rules 2" && ofToy(text, 2) {
		return hengji.Returned
	}
	return hengji.Accepted
}

// stops tells whether a program with a fault stops over a toy.
func stops(text, program string) bool { return strings.HasPrefix(program, "faulty") && ofToy(text, 3) }

func ofToy(text string, by int) bool {
	words := strings.Fields(text)
	if len(words) < 3 {
		return false
	}
	n, err := strconv.Atoi(words[2])
	return err == nil && n%by == 0
}

func coverOf(text string) (period string, good bool) {
	words := strings.Fields(text)
	if len(words) < 3 {
		return "", false
	}
	return strings.TrimPrefix(words[0], "-"), words[1] == "good"
}

// readAll reads a file of the simulated disk.
func readAll(name string) ([]byte, error) {
	file, err := home.Disk.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(file)
}

// toyRules is the one file of rules of the simulation.
const toyRules = "schema/rules.yaml"

func (t *toys) readRules(files fs.FS) (*hengji.Rules, error) {
	text, err := fs.ReadFile(files, toyRules)
	if err != nil {
		return nil, err
	}
	return toyReviewers[string(text)].Rules, nil
}

func (t *toys) typedPeriod(n *Night, receipt home.Receipt) (string, error) {
	text, _, err := n.home.Archived(receipt, receipt.Size)
	if err != nil {
		return "", err
	}
	period, _ := coverOf(string(text))
	return period, nil
}

func (t *toys) unchanged(_ *Night, data []byte) (of witness, is bool) {
	of, is = t.returns[string(data)]
	return of, is
}

// shown is what a toy database holds.
type shown struct {
	Standings []hengji.Standing
	Frozen    []load.Frozen
}

func (t *toys) make(ctx context.Context, n *Night, name string, receipts []home.Receipt, in inputs, earlier *home.Manifest) (load.Content, error) {
	if err := home.Unmake(name); err != nil {
		return load.Content{}, err
	}
	if err := n.home.Cached("rules", name, func(made string) error { return rawFile(made, []byte("empty")) }); err != nil {
		return load.Content{}, err
	}
	if empty, err := readAll(name); err != nil || string(empty) != "empty" {
		return load.Content{}, fmt.Errorf("a database begins as %q, %w", empty, err)
	}
	texts, held := map[string]string{in.Rules: string(n.ruleFiles[toyRules])}, map[int64]review.Trouble{} // of rules
	standings := make([]hengji.Standing, len(receipts))
	for i, r := range receipts {
		text, _, err := n.home.Archived(r, r.Size)
		if err != nil {
			return load.Content{}, err
		}
		by := cmp.Or(in.JudgedBy[r.ID], in.Rules)
		if texts[by] == "" {
			_, files, err := n.archivedRules(by)
			if err != nil {
				return load.Content{}, err
			}
			texts[by] = string(files[toyRules])
		}
		region, _ := n.review.Region(r.Period, r.Folder)
		standings[i] = hengji.Standing{
			Submission: r.ID, Period: r.Period, RegionCode: region.Code, Region: region.Name, File: r.File, SHA256: r.SHA256,
			ReceivedAt: r.Received, State: judged(string(text), texts[by]), Rules: by,
		}
		if stops(string(text), t.program) {
			standings[i].State, held[r.ID] = hengji.Held, review.Trouble{Phase: "read", Text: "stopped"}
		}
	}
	if err := n.keepTroubles(receipts, held); err != nil {
		return load.Content{}, err
	}
	n.review.Rank(standings, func(i int) string { return receipts[i].Folder })
	text, err := json.Marshal(shown{standings, n.review.Stamp.Frozen})
	if err != nil {
		return load.Content{}, err
	}
	if err := rawFile(name, text[:len(text)/2], text[len(text)/2:]); err != nil {
		return load.Content{}, err
	}
	t.handedOut[string(text)] = true
	made, err := t.open(name)
	if err == nil {
		err = asSigned(ctx, made, n.review.Stamp.Frozen)
	}
	digest := digestOf(text)
	return load.Content{Digest: digest, Tables: map[string]string{"standings": digest}}, err
}

// rawFile writes as an engine does: piece by piece, and syncs nothing.
func rawFile(name string, pieces ...[]byte) error {
	file, err := home.Disk.OpenFile(name, os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := file.Truncate(0); err != nil {
		return err
	}
	for _, piece := range pieces {
		if _, err := file.Write(piece); err != nil {
			return err
		}
	}
	return nil
}

func (t *toys) open(file string) (product, error) {
	text, err := readAll(file)
	if err != nil {
		return nil, err
	}
	made := &toyDatabase{toys: t}
	if err := json.Unmarshal(text, &made.shown); err != nil {
		return nil, fmt.Errorf("open %s: %w", file, err)
	}
	return made, nil
}

// handing remembers what is written for others: nobody may ever find anything else.
func (t *toys) handing(text []byte) func(io.Writer) error {
	t.handedOut[string(text)] = true
	return func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	}
}

func (t *toys) returnFiles(o *outbox, r report.Return, receipt home.Receipt, taken map[string]bool) []returnFile {
	name := hengji.WorkbookName(r.File)
	if r.State == hengji.Closed {
		name += "_逾期未计"
	}
	if r.Region == "" && taken[name+"_审核反馈.xlsx"] {
		name += "-" + r.SHA256[:8]
	}
	return []returnFile{
		{name + "_审核反馈.xlsx", func(w io.Writer) error {
			original, _, err := o.home.Archived(receipt, receipt.Size)
			if err != nil {
				return err
			}
			text := fmt.Sprintf("%s %s %d %s %d", original, r.Region, r.Version, r.State, r.Number)
			t.returns[text] = witnessOf(r)
			return t.handing([]byte(text))(w)
		}},
		{name + receiptSuffix, func(w io.Writer) error {
			text, err := plainJSON(witnessOf(r))
			if err != nil {
				return err
			}
			return t.handing(text)(w)
		}},
	}
}

// toyDatabase is a product of the simulation.
type toyDatabase struct {
	shown
	toys   *toys
	period string
}

func (d *toyDatabase) Standings(_ context.Context, period string) ([]hengji.Standing, error) {
	var standings []hengji.Standing
	for _, s := range d.shown.Standings {
		if period == "" || s.Period == period {
			standings = append(standings, s)
		}
	}
	return standings, nil
}

func (d *toyDatabase) Periods(context.Context) ([]string, error) {
	var periods []string
	for _, s := range d.shown.Standings {
		periods = append(periods, s.Period)
	}
	slices.Sort(periods)
	return slices.Compact(periods), nil
}

func (d *toyDatabase) ReadPeriod(_ context.Context, period string) error {
	d.period = period
	return nil
}

func (d *toyDatabase) Close() error { return nil }

func (d *toyDatabase) Unlike(_ context.Context, signed load.Frozen) ([]string, error) {
	var unlike []string
	for _, was := range signed.Standings {
		if !slices.Contains(d.shown.Standings, was) {
			unlike = append(unlike, was.File)
		}
	}
	return unlike, nil
}

// table is what is printed of a period.
func (d *toyDatabase) table(period string) []byte {
	text := "区县,版本\n"
	for _, s := range d.shown.Standings {
		if s.Period == period && s.Effective {
			text += fmt.Sprintf("%s,%d\n", s.Region, s.Version)
		}
	}
	return []byte(text)
}

const toyTable = "csv/汇总.csv"

func (d *toyDatabase) sign(ctx context.Context, period string, _ *Published, _ Follow) (map[string][]byte, string, error) {
	standings, err := d.Standings(ctx, period)
	if err != nil {
		return nil, "", err
	}
	text, err := plainJSON(standings)
	none, table := []byte("[]\n"), d.table(period)
	d.toys.handedOut[string(table)] = true
	return map[string][]byte{
		frozenTables: none, frozenFindings: none, frozenStandings: text, frozenExports + toyTable: table,
	}, "", err
}

func (d *toyDatabase) exports(_ context.Context, o *outbox) ([]home.File, error) {
	files := []home.File{{Name: toyTable, Content: d.table(o.settings.Period)}, {Name: "说明.txt", Content: []byte(o.settings.Period)}}
	for _, file := range files {
		d.toys.handedOut[string(file.Content)] = true
	}
	return files, nil
}

func (d *toyDatabase) writePage(_ context.Context, o *outbox, ledger *home.Ledger) error {
	text := fmt.Appendf(d.table(o.settings.Period), "%s %s", o.settings.Period, ledger.Head())
	return o.delivered.WriteFile(path.Join(o.pageFolder(), "index.html"), digestOf(text), 0o644, d.toys.handing(text))
}

func (d *toyDatabase) fill(ctx context.Context, p *publication, m *Outcome) (err error) {
	if p.standings, err = d.Standings(ctx, p.settings.Period); err != nil {
		return err
	}
	m.Several, m.PutBack = severalOf(p.standings, m.arrivals.New), putBackOf(p.standings, m.arrivals)
	for _, s := range inBoardOrder(p.standings, p.rules.Regions(true)) {
		r := report.Return{Region: s.Region, Period: s.Period, File: s.File, SHA256: s.SHA256, Number: s.Submission, Receipt: p.booked[s.Submission], Version: s.Version, State: s.State, ReceivedAt: s.ReceivedAt}
		if s.State == hengji.Closed {
			m.Late = append(m.Late, r)
		} else {
			m.Returns = append(m.Returns, r)
		}
	}
	for _, f := range d.Frozen {
		m.Signed = append(m.Signed, SignedPeriod{f.Period, f.SignedAt, f.Who, f.Name})
	}
	m.Uncounted, m.Held, m.Board = uncountedOf(p.standings), heldFiles(p.standings), p.board(m.Returns)
	return nil
}

// aToyReviewer judges for three regions by rules that have a text.
func aToyReviewer(text string, ids ...string) *review.Reviewer {
	list := &hengji.CodeList{Name: "regions"}
	for i, name := range ids {
		list.Codes = append(list.Codes, hengji.Code{Code: fmt.Sprintf("R%d", i), Name: name})
	}
	rules := &hengji.Rules{Fingerprint: schema.Fingerprint(map[string][]byte{toyRules: []byte(text)}), CodeLists: map[string]*hengji.CodeList{"regions": list}}
	v := Reviewer(Settings{}, rules)
	v.Kept = true
	return v
}
