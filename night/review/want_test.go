package review

import (
	"bytes"
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"hengji"
	"hengji/report"
	"hengji/schema"
)

var wantOfLine = regexp.MustCompile(` want=(.*?)(?: diff=.*| cells=.*)?$`)

// written is a cell that a rule says the value of.
type written struct {
	rule        hengji.RuleID
	sheet, cell string
}

// What a finding says under 应为 is a value to write, or a bound in words: written into its
// cell it mends the finding, and what is found then is what is calculated from that cell.
// Held over the cases, of each rule in one of them unless all is asked for.
func TestWhatShouldStandThereMendsItsFinding(t *testing.T) {
	n := bench(t)
	var originals, mended []schema.Case
	var what []written
	seen := map[hengji.RuleID]bool{}
	for _, c := range cases(t) {
		for _, line := range c.Want {
			rule := hengji.RuleID(strings.Fields(line)[1])
			if n.Rules.Catalogue[rule].Want != hengji.PlainWant || seen[rule] && !thorough || strings.HasPrefix(line, string(hengji.Notice)) {
				continue
			}
			if changed, sheet, cell := writtenInto(c, line); cell != "" {
				seen[rule] = true
				originals, mended, what = append(originals, c), append(mended, changed), append(what, written{rule, sheet, cell})
			}
		}
	}
	if len(seen) < 30 {
		t.Fatalf("only %d rules say what should stand in a cell", len(seen))
	}
	found, err := n.judgeCases(context.Background(), slices.Concat(mended, originals))
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range mended {
		before := found[len(mended)+i]
		cell := what[i].cell
		if shown(t, before)[what[i]] == "" || c.Name == "ALLOC-R02_cover_of_another" {
			continue // what should stand there was calculated from another faulty cell; the cover's own is known to nobody
		}
		for _, f := range found[i] {
			known := slices.ContainsFunc(before, func(other hengji.Finding) bool {
				return f.Rule == other.Rule && f.Sheet == other.Sheet && f.Place() == other.Place()
			})
			here := f.Sheet == what[i].sheet && f.Cell == cell
			follows := slices.Contains(f.Related, hengji.SheetCell(what[i].sheet, cell)) || f.Rule == hengji.RuleTotalSum ||
				f.Rule == what[i].rule || // told once of a column
				slices.Contains(n.Rules.Catalogue[f.Rule].YieldsTo, what[i].rule) // was there, behind it
			if here && (f.Rule == what[i].rule || !known) || !known && !follows {
				t.Errorf("%s with what %s says written into %s!%s: %s %v", c.Name, what[i].rule, what[i].sheet, cell, CaseLine(f), f.Related)
			}
		}
	}
}

// shown is what should stand in cells as a return says it.
func shown(t *testing.T, findings []hengji.Finding) map[written]string {
	t.Helper()
	var lines bytes.Buffer
	if err := report.WriteJSONL(&lines, findings); err != nil {
		t.Fatal(err)
	}
	values := map[written]string{}
	for line := range strings.Lines(lines.String()) {
		var f hengji.Finding
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		values[written{f.Rule, f.Sheet, f.Cell}] = f.Want
	}
	return values
}

// writtenInto is a case with what a finding of it says should stand in its cell written
// there, and that cell; none where the finding says no such thing of one cell.
func writtenInto(c schema.Case, line string) (_ schema.Case, sheet, cell string) {
	fields, want := strings.Fields(line), wantOfLine.FindStringSubmatch(line)
	if want == nil || len(fields) < 4 || strings.Contains(line, " cells=") {
		return c, "", ""
	}
	sheet, cell, _ = strings.Cut(fields[3], "!")
	column, row, err := excelize.CellNameToCoordinates(cell)
	if err != nil {
		return c, "", ""
	}
	text := "'" + want[1]
	if _, _, err := hengji.ParseDecimal(want[1]); err == nil {
		text = want[1]
	} else if _, err := time.Parse(time.DateOnly, want[1]); err == nil {
		text = "date:" + want[1]
	}
	c.Submissions = slices.Clone(c.Submissions)
	for i, s := range c.Submissions {
		at := slices.IndexFunc(s.Sheets, func(one schema.CaseSheet) bool { return one.Name == sheet })
		if at < 0 || s.Folder != fields[2] || s.Period != "" || row > len(s.Sheets[at].Rows) {
			continue
		}
		s.Sheets = slices.Clone(s.Sheets)
		rows := slices.Clone(s.Sheets[at].Rows)
		rows[row-1] = slices.Concat(rows[row-1], make([]string, max(0, column-len(rows[row-1]))))
		rows[row-1][column-1] = text
		s.Sheets[at].Rows, c.Submissions[i] = rows, s
		return c, sheet, cell
	}
	return c, "", ""
}
