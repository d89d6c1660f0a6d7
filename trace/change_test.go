package trace

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hengji"
	"hengji/load"
	"hengji/samples/tier"
)

// A cell that is changed changes the figures whose working names it and comes to another
// number with it, and no others: otherwise there would be a way into a table that nobody is
// shown. (One that names it need not change: it may be capped, or rounded.)
func TestACellChangesOnlyFiguresThatNameIt(t *testing.T) {
	tier.NeedsAll(t, "sixteen nights")
	b := aBureau(t)
	b.night(t)
	tr := b.tracer(t)
	before := map[string]string{}
	naming := map[string]map[string]bool{} // of a cell: the figures that name it
	var cells []cellOfRegion
	figures := followed(t, tr)
	for _, f := range figures {
		key := f.mart + "." + f.Column + " " + f.row
		before[key] = blank(f.Value)
		f.eachFigure(map[*figure]bool{}, func(inner *figure) {
			for _, term := range inner.Terms {
				for _, r := range term.Records {
					if r.Cell == "" || r.File == 0 {
						continue
					}
					cell := cellOfRegion{tr.row.Files[r.File-1].Region, r.Sheet, r.Cell}
					if naming[cell.String()] == nil {
						naming[cell.String()] = map[string]bool{}
						if r.Typed != nil && term.field != nil && term.field.Kind == hengji.Number && r.number != nil && r.Note == "" && !strings.Contains(*r.Typed, "%") {
							cells = append(cells, cell)
						}
					}
					naming[cell.String()][key] = true
				}
			}
		})
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d; %d cells with a number", seed, len(cells))
	random := rand.New(rand.NewPCG(16, seed))
	changed, named, counted := 0, 0, 0
	for range 8 {
		cell := cells[random.IntN(len(cells))]
		files, err := filepath.Glob(filepath.Join(b.inbox, cell.region, "*.xlsx"))
		if err != nil || len(files) != 1 {
			t.Fatalf("%s has %d workbooks: %v", cell.region, len(files), err)
		}
		kept, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		value := 1 + random.IntN(20)
		typeInto(t, b.inbox, cell.region, cell.sheet, map[string]any{cell.cell: value})
		b.night(t)
		differ := b.differing(t, before)
		for _, key := range differ {
			if !naming[cell.String()][key] {
				t.Errorf("%s changes %s, whose working does not name it", cell, key)
			}
		}
		if inForce(t, b, cell.region) {
			counted++
			changed, named = changed+len(differ), named+len(naming[cell.String()])
			foretold := foretell(figures, tr.row.Files, cell, hengji.Decimal(value)*hengji.DecimalOne)
			for _, key := range differ {
				if !slices.Contains(foretold, key) {
					t.Errorf("%s = %d changes %s, which its working does not foretell", cell, value, key)
				}
			}
			for _, key := range foretold {
				if !slices.Contains(differ, key) {
					t.Errorf("%s = %d does not change %s, as its working foretells", cell, value, key)
				}
			}
			tr = b.tracer(t)
			figures = followed(t, tr)
		} else { // returned: or all later changes of the region were
			if err := os.WriteFile(files[0], kept, 0o644); err != nil {
				t.Fatal(err)
			}
			b.night(t)
			b.differing(t, before) // what was submitted is again what it was
		}
	}
	t.Logf("%d of 8 changes were accepted and changed %d figures of %d that name those cells", counted, changed, named)
	if counted < 1 {
		t.Errorf("only %d changes changed anything", counted)
	}
}

// inForce reports whether a region's last workbook is the one that counts: of one that was
// returned the figures of what was submitted change, and no others.
func inForce(t *testing.T, b *bureau, region string) bool {
	t.Helper()
	latest, err := b.tracer(t).DB.Query(context.Background(), "SELECT effective FROM meta.submission WHERE latest AND region = '"+region+"'")
	if err != nil || len(latest.Rows) != 1 {
		t.Fatalf("the last workbook of %s: %v %v", region, latest.Rows, err)
	}
	return latest.Rows[0][0] == "是" || latest.Rows[0][0] == "true"
}

// foretell lists the figures that come to another number with another number in a cell, by
// their workings as they were before.
func foretell(figures []placedFigure, files []*tracedFile, cell cellOfRegion, value hengji.Decimal) (keys []string) {
	changed := map[*figure]bool{} // those seen
	var anew func(f *figure) bool
	anew = func(f *figure) bool {
		if is, seen := changed[f]; seen {
			return is
		}
		for _, term := range f.Terms {
			for _, r := range term.Records {
				switch {
				case r.Figure != nil:
					if !anew(r.Figure) {
						continue
					}
					r.Read, r.number = r.Figure.Calculated, nil
					if r.Read != nil {
						if number, exact, err := hengji.ParseDecimal(*r.Read); err == nil && exact {
							r.number = &number
						}
					}
				case r.File > 0 && r.Cell == cell.cell && r.Sheet == cell.sheet && files[r.File-1].Region == cell.region && r.number != nil:
					r.number = &value
				}
			}
		}
		before := blank(f.Calculated)
		f.calculated, f.Calculated = false, nil
		f.calculate()
		changed[f] = blank(f.Calculated) != before
		return changed[f]
	}
	for _, f := range figures {
		if anew(f.figure) && f.mart != "submission_status" && !strings.HasPrefix(f.Column, "returned_") {
			keys = append(keys, f.mart+"."+f.Column+" "+f.row)
		}
	}
	return keys
}

type cellOfRegion struct{ region, sheet, cell string }

func (c cellOfRegion) String() string { return c.region + " " + c.sheet + "!" + c.cell }

// differing lists the figures, by mart, column and row, that are not what they were before,
// and notes what they are now. What counts findings, or what was returned for them, speaks
// of no cell alone.
func (b *bureau) differing(t *testing.T, before map[string]string) (keys []string) {
	t.Helper()
	ctx := context.Background()
	tr := b.tracer(t)
	tr.begin()
	marts, err := tr.DB.Marts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, named := range marts {
		if named.Name == "submission_status" {
			continue
		}
		m, err := tr.named(ctx, named.Name)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range m.Rows {
			words := nameOfRow(m, row)
			for i, c := range m.Columns {
				key := m.Name + "." + c.Name + " " + words
				was, known := before[key]
				if known && len(c.Traces) > 0 && !strings.HasPrefix(c.Name, "returned_") && was != blank(row[i]) {
					keys = append(keys, key)
				}
				before[key] = blank(row[i])
			}
		}
	}
	return keys
}

// conclusions are columns of words that follow from figures: they tell no row.
var conclusions = []string{
	"verdict", "reason", "reasons", "why", "grade", "decision", "missing", "rank", "risk_rank", "risk_reasons", "band", "shown", "printed", "present", "unread", "evaluable",
	"numerator_label", "denominator_label", "closes", "agrees", "target", "actual", "applies", "comparable", "formula", "label",
}

// nameOfRow is what tells a row of a mart from its others, whatever its figures are.
func nameOfRow(m *load.Mart, row []*string) string {
	var words []string
	for i, c := range m.Columns {
		if row[i] != nil && len(c.Traces) == 0 && !slices.Contains(conclusions, c.Name) {
			words = append(words, *row[i])
		}
	}
	return strings.Join(words, " ")
}
