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

// A cell that is changed changes no figure whose working does not name it: otherwise there
// would be a way into a table that nobody is shown. (A figure that names it need not change:
// it may be capped, or rounded.)
func TestACellChangesOnlyFiguresThatNameIt(t *testing.T) {
	tier.NeedsAll(t, "twenty nights")
	b := aBureau(t)
	b.night(t)
	tr := b.tracer(t)
	before := map[string]string{}
	naming := map[string]map[string]bool{} // of a cell: the figures that name it
	var cells []cellOfRegion
	for _, f := range followed(t, tr) {
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
						if r.Typed != nil && term.field != nil && term.field.Kind == hengji.Number && r.number != nil && r.Note == "" {
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
	for range 20 {
		cell := cells[random.IntN(len(cells))]
		files, err := filepath.Glob(filepath.Join(b.inbox, cell.region, "*.xlsx"))
		if err != nil || len(files) != 1 {
			t.Fatalf("%s has %d workbooks: %v", cell.region, len(files), err)
		}
		kept, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		typeInto(t, b.inbox, cell.region, cell.sheet, map[string]any{cell.cell: 1 + random.IntN(20)})
		b.night(t)
		differ := b.differing(t, before)
		for _, key := range differ {
			if !naming[cell.String()][key] {
				t.Errorf("%s changes %s, whose working does not name it", cell, key)
			}
		}
		if len(differ) > 0 {
			counted++
			changed, named = changed+len(differ), named+len(naming[cell.String()])
		} else if err := os.WriteFile(files[0], kept, 0o644); err != nil { // returned: or all later changes of the region were
			t.Fatal(err)
		}
	}
	t.Logf("%d of 20 changes were accepted and changed %d figures of %d that name those cells", counted, changed, named)
	if counted < 2 {
		t.Errorf("only %d changes changed anything", counted)
	}
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
	"verdict", "reason", "reasons", "why", "grade", "decision", "missing", "rank", "band", "shown", "printed", "present", "unread", "evaluable",
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
