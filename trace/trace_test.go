package trace

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"hengji"
	"hengji/home"
	"hengji/ingest"
	"hengji/night"
	"hengji/samples/tier"
	"hengji/schema"
)

// aHome runs nights over an inbox that change makes different before each, and
// gives what trace works with.
func aHome(t *testing.T, nights ...func(inbox string)) *Tracer {
	t.Helper()
	b := aBureau(t)
	for _, change := range nights {
		change(b.inbox)
		b.night(t)
	}
	return b.tracer(t)
}

// bureau is an inbox with the samples, and a home.
type bureau struct {
	inbox, state string
	rules        *hengji.Rules
	nights       int
	exports      bool
}

func aBureau(t *testing.T) *bureau {
	t.Helper()
	dir := t.TempDir()
	rules, err := schema.Read(hengji.DefaultRules)
	if err != nil {
		t.Fatal(err)
	}
	b := &bureau{filepath.Join(dir, "inbox"), filepath.Join(dir, "var"), rules, 0, false}
	if err := os.CopyFS(b.inbox, os.DirFS("../samples/2021/inbox")); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bureau) night(t *testing.T) {
	t.Helper()
	if _, err := b.ready(t).Run(context.Background()); err != nil {
		t.Fatalf("night %d: %v", b.nights, err)
	}
}

// ready makes the next night ready, a day later than the last.
func (b *bureau) ready(t *testing.T) *night.Night {
	t.Helper()
	b.nights++
	s := night.Settings{
		Inbox: b.inbox, Home: b.state, Returns: filepath.Join(b.state, "returns"), Publish: b.state, Period: "2021",
		Exports: b.exports, Follow: Follower(b.state, ingest.Reader{Limits: ingest.DefaultLimits()}), Jobs: 2, Keep: home.LeastGenerations, Limits: ingest.DefaultLimits(), Now: time.Date(2022, 2, 9+b.nights, 2, 0, 0, 0, hengji.Beijing),
	}
	n, err := night.New(s, b.rules, hengji.DefaultRules)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// tracer follows what is in force now.
func (b *bureau) tracer(t *testing.T) *Tracer {
	t.Helper()
	h, err := home.Open(b.state)
	if err != nil {
		t.Fatal(err)
	}
	published, err := night.OpenPublished(b.state)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { published.Close() })
	return &Tracer{DB: published.DB, Rules: b.rules, Home: h, Reader: ingest.Reader{Limits: ingest.DefaultLimits()}}
}

func noChange(string) {}

// mostMissing leaves five that report; the others are 未报.
func mostMissing(t *testing.T, inbox string) {
	t.Helper()
	regions, err := os.ReadDir(inbox)
	if err != nil {
		t.Fatal(err)
	}
	for _, region := range regions {
		if !slices.Contains([]string{"市科技局", "石鼓区", "耒阳市", "珠晖区", "南岳区"}, region.Name()) {
			if err := os.RemoveAll(filepath.Join(inbox, region.Name())); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// typeInto changes cells of a region's workbook.
func typeInto(t *testing.T, inbox, region, sheet string, cells map[string]any) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(inbox, region, "*.xlsx"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%s has %d workbooks: %v", region, len(files), err)
	}
	book, err := excelize.OpenFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for cell, value := range cells {
		if err := book.SetCellValue(sheet, cell, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.SaveAs(files[0]); err != nil {
		t.Fatal(err)
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
}

// readOffTexts are the figures that are no calculation over numbers: how alike two names
// are, how often the same reason was written, a rate that stands in a sentence, a stage
// and a state in the words of their code lists.
var readOffTexts = []string{"duplicate_funding.similarity", "risk_factors.value", "department_score.rate", "project_status.stage_name", "funding_decision.mending"}

// placedFigure is a figure with the row that it stands in.
type placedFigure struct {
	mart, row string
	*figure
}

// everyFigure follows every figure of every row of every mart.
func everyFigure(t *testing.T, tr *Tracer) map[string]int {
	t.Helper()
	all := followed(t, tr)
	verdicts, listed, columns := map[string]int{}, map[string]bool{}, map[string]bool{}
	for _, f := range all {
		verdicts[f.Verdict]++
		columns[f.mart+"."+f.Column] = true
		if f.Verdict == "listed" && f.Value != nil {
			listed[f.mart+"."+f.Column] = true
		}
		if !f.agrees() {
			t.Errorf("mart.%s %s: %s = %s, the cells give %s (%s) %v\n%s", f.mart, f.row, f.Column, blank(f.Value), blank(f.Calculated), f.Verdict, f.Problems, f.Trace)
		}
		for _, term := range f.Terms {
			for _, r := range term.Records {
				if term.form != nil && (r.origin.SHA256 == "" || r.Sheet == "" || r.Row == 0) {
					t.Errorf("mart.%s %s: %s: a record of %s stands nowhere", f.mart, f.row, f.Column, term.Table)
				}
			}
		}
	}
	t.Logf("%d figures of %d columns: %v", len(all), len(columns), verdicts)
	for column := range listed {
		if !slices.Contains(readOffTexts, column) {
			t.Errorf("%s is listed and not calculated", column)
		}
	}
	return verdicts
}

// followed gives all figures with what they were made from, calculated.
func followed(t *testing.T, tr *Tracer) []placedFigure {
	t.Helper()
	ctx := context.Background()
	tr.begin()
	tr.all = true
	tr.row = newTracedRow()
	marts, err := tr.DB.Marts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var all []placedFigure
	var figures []*figure
	for _, named := range marts {
		m, err := tr.named(ctx, named.Name)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range m.Rows {
			names := map[string]*string{}
			for i, c := range m.Columns {
				names[c.Name] = row[i]
			}
			for i, c := range m.Columns {
				if len(c.Traces) == 0 {
					continue
				}
				f, err := tr.gather(ctx, m, names, c.Name, row[i], false)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, placedFigure{m.Name, nameOfRow(m, row), f})
				figures = append(figures, f)
			}
		}
	}
	if err := tr.prove(ctx, figures); err != nil {
		t.Fatal(err)
	}
	return all
}

// Whatever a mart's SELECT does: for every row and every figure of which the file
// says what it is made from, the cells that the trace leads to, read again from
// the archived workbooks and calculated here, come to the same number.
func TestEveryFigureIsWhatItsCellsComeTo(t *testing.T) {
	tier.NeedsAll(t, "ten seconds; the next test has another home")
	if verdicts := everyFigure(t, aHome(t, noChange)); verdicts["agrees"] < 700 {
		t.Errorf("only %d figures were reckoned", verdicts["agrees"])
	}
}

// The same where regions are missing, returned, better the second time or worse,
// and where cells are odd.
func TestEveryFigureIsWhatItsCellsComeToAfterResubmissions(t *testing.T) {
	tr := aHome(t, func(inbox string) {
		mostMissing(t, inbox)
		typeInto(t, inbox, "石鼓区", allocationSheet(t, inbox, "石鼓区"), map[string]any{"I5": "十五"}) // 退回, and never better
	}, func(inbox string) {
		sheet := allocationSheet(t, inbox, "耒阳市")
		typeInto(t, inbox, "耒阳市", sheet, map[string]any{"I5": 29.5, "G6": "星火计划", "G7": nil, "D8": nil, "D9": "甲 单位"})
		typeInto(t, inbox, "珠晖区", allocationSheet(t, inbox, "珠晖区"), map[string]any{"I5": "很多"}) // the first version stays in force
	})
	if verdicts := everyFigure(t, tr); verdicts["agrees"] < 700 {
		t.Errorf("only %d figures were reckoned", verdicts["agrees"])
	}
	ctx := context.Background()
	row, err := tr.Trace(ctx, "allocation_by_region", []string{"region=珠晖区"}, "amount_wan")
	if err != nil {
		t.Fatal(err)
	}
	if len(row.Files) != 1 || row.Files[0].Submission > 17 {
		t.Errorf("珠晖区 is traced to %v, not to its version in force", row.Files)
	}
}

// allocationSheet is the name that a sample gives its first table.
func allocationSheet(t *testing.T, inbox, region string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(inbox, region, "*.xlsx"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%s has %d workbooks: %v", region, len(files), err)
	}
	book, err := excelize.OpenFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	return book.GetSheetList()[1]
}

func TestWhatWasTypedIsShownAsAPersonSeesIt(t *testing.T) {
	for _, one := range []struct {
		cell hengji.Cell
		want typedCell
	}{
		{hengji.Cell{Kind: hengji.CellNumber, Text: "135"}, typedCell{"135", ""}},
		{hengji.Cell{Kind: hengji.CellNumber, Text: "0.8636", Format: hengji.FormatPercent}, typedCell{"86.36%", ""}},
		{hengji.Cell{Kind: hengji.CellNumber, Text: "44320", Format: hengji.FormatDate}, typedCell{"2021-05-04", ""}},
		{hengji.Cell{Kind: hengji.CellNumber, Text: "1E+300"}, typedCell{"1E+300", ""}},
		{hengji.Cell{Kind: hengji.CellNumber, Text: "9E+11", Format: hengji.FormatPercent}, typedCell{"9E+11", ""}},
		{hengji.Cell{Kind: hengji.CellNumber, Text: "15", Flags: hengji.HasFormula}, typedCell{"15", "公式的结果"}},
		{hengji.Cell{Kind: hengji.CellNoValue, Flags: hengji.HasFormula}, typedCell{"", "公式没有计算过"}},
		{hengji.Cell{Kind: hengji.CellText, Text: "１３５"}, typedCell{"１３５", ""}},
	} {
		if got := asTyped(&one.cell, false); got != one.want {
			t.Errorf("%+v is shown as %+v, want %+v", one.cell, got, one.want)
		}
	}
}
