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
	"hengji/samples/tier"
	"hengji/schema"
)

var wantOfLine = regexp.MustCompile(` want=(.*?)(?: diff=.*| cells=.*)?$`)

// written is a cell that a rule says the value of.
type written struct {
	rule        hengji.RuleID
	sheet, cell string
}

// moreIsWrong are the cases of two mistakes, of which the second is read by the first and
// told when that is mended.
var moreIsWrong = map[string]bool{
	"ALLOC-R02_cover_of_another": true, "DEPT-R09_a_hundredth": true, "DEPT-R18_by_the_rate_stated": true,
	"EVAL-R02_rounded_parts": true, "EVAL-R10_by_a_wrong_rate": true, "EXEC-R03_rounded_to_another_cell": true,
}

// What a finding says under 应为 is a value to write, or a bound in words: written into its
// cell it mends the finding, and what is found then is what is calculated from that cell.
// Held over the cases, of each rule in one of them unless all is asked for.
func TestWhatShouldStandThereMendsItsFinding(t *testing.T) {
	n := bench(t)
	samples := judgedSamples(t)
	var nights [][]Workbook
	type writing struct {
		written
		of     schema.Case
		before []hengji.Finding
	}
	var mended []writing
	seen := map[hengji.RuleID]bool{}
	for i, c := range samples.cases {
		for _, line := range c.Want {
			rule := hengji.RuleID(strings.Fields(line)[1])
			if n.Rules.Catalogue[rule].Want != hengji.PlainWant || seen[rule] && !tier.All || strings.HasPrefix(line, string(hengji.Notice)) {
				continue
			}
			if changed, sheet, cell := writtenInto(c, line); cell != "" && !moreIsWrong[c.Name] {
				seen[rule] = true
				nights = append(nights, n.caseWorkbooks(changed))
				mended = append(mended, writing{written{rule, sheet, cell}, c, n.ofCase(c, samples.findings[i])})
			}
		}
	}
	if len(seen) < 30 {
		t.Fatalf("only %d rules say what should stand in a cell", len(seen))
	}
	err := n.checkApart(context.Background(), nights, func(i int, judged *Judgement) {
		m := mended[i]
		if shown(t, m.before)[m.written] == "" {
			return // it was calculated from another faulty cell
		}
		for _, f := range n.ofCase(m.of, judged.Findings) {
			known := slices.ContainsFunc(m.before, func(other hengji.Finding) bool {
				return f.Rule == other.Rule && f.Sheet == other.Sheet && f.Place() == other.Place()
			})
			here := f.Sheet == m.sheet && f.Cell == m.cell
			follows := slices.Contains(f.Related, hengji.SheetCell(m.sheet, m.cell)) || f.Rule == hengji.RuleTotalSum ||
				f.Rule == m.rule // told once of a column
			if here && (f.Rule == m.rule || !known) || !known && !follows {
				t.Errorf("%s with what %s says written into %s!%s: %s %v", m.of.Name, m.rule, m.sheet, m.cell, CaseLine(f), f.Related)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
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
