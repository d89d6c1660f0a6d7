package review

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hengji"
	"hengji/ingest"
	"hengji/schema"
	"hengji/transform"
)

// A fact is broken in a case or, where none is written for it, in a cell of a clean
// sample: it is told there, and no longer once the form does not ask it. No database
// is needed: facts are found while reading.
func TestEveryFactIsToldInItsCellUntilTheFormAsksItNoLonger(t *testing.T) {
	n := bench(t)
	samples := factSamples(t, n)
	breakingCases := map[hengji.RuleID]schema.Case{}
	for _, c := range cases(t) {
		for _, line := range c.Want {
			breakingCases[hengji.RuleID(strings.Fields(line)[1])] = c
		}
	}
	pool := transform.NewPool(2)
	facts := 0
	for id, rule := range n.Rules.Catalogue {
		if rule.Field == "" || rule.SQL != "" || reportedAs[id] != "" {
			continue
		}
		facts++
		t.Run(string(id), func(t *testing.T) {
			facet := id.Fact()
			at := slices.IndexFunc(samples, func(s factSample) bool {
				_, ok := s.rows[rule.Form]
				return ok && s.column(rule) > 0
			})
			if c, ok := breakingCases[id]; ok { // written for people to read
				if !slices.Contains(reported(t, n, n.planOf("2021"), c), id) {
					t.Errorf("%s does not break it", c.Name)
				}
				if slices.Contains(reported(t, n, transform.Prepare(without(t, n.Rules, rule)), c), id) {
					t.Errorf("%s breaks it although the form asks it no longer", c.Name)
				}
				return
			}
			if at < 0 {
				t.Fatal("no case breaks it, and no sample has its cell")
			}
			s := samples[at]
			row, column := s.place(rule)
			field := n.Rules.Form(rule.Form).Field(rule.Field)
			cell := hengji.CellName(row, column)
			is := func(f hengji.Finding) bool {
				return f.Rule == id && f.Sheet == s.sheets[rule.Form] && (f.Cell == cell || facet == "required" && f.Row == row)
			}
			broken := func(plan *transform.Plan) bool {
				result, err := plan.Workbook(s.broken(t, rule.Form, row, column, breaking(field, facet), append(field.Aliases, field.Label)), "2021", pool, func(batch *hengji.Batch) error {
					pool.Put(batch)
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				return slices.ContainsFunc(result.Findings, is)
			}
			if !broken(n.planOf("2021")) {
				t.Errorf("is not told at %s!%s", s.sheets[rule.Form], cell)
			}
			if broken(transform.Prepare(without(t, n.Rules, rule))) {
				t.Error("is told although the form asks it no longer")
			}
		})
	}
	if facts < 100 {
		t.Errorf("only %d facts", facts)
	}
}

// factSample is a clean sample and where the cells of its forms stand.
type factSample struct {
	file   string
	sheets map[string]string // form → sheet
	rows   map[string][]int  // form → rows of its records
	cells  []hengji.FieldCell
}

// factSamples are the workbooks of the inbox, as many as show every form.
func factSamples(t *testing.T, n *Reviewer) []factSample {
	t.Helper()
	files, err := filepath.Glob("../../samples/2021*/inbox/*/*.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	var samples []factSample
	pool := transform.NewPool(2)
	for _, file := range files {
		s := factSample{file: file, sheets: map[string]string{}, rows: map[string][]int{}}
		result, err := n.planOf("2021").Workbook(s.open(t), "2021", pool, func(batch *hengji.Batch) error {
			for _, row := range batch.Rows {
				if name := batch.Form.Name; s.sheets[name] == "" || s.sheets[name] == batch.Sheet {
					s.sheets[name] = batch.Sheet
					s.rows[name] = append(s.rows[name], int(row))
				}
			}
			pool.Put(batch)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		s.cells = result.Cells
		samples = append(samples, s)
	}
	return samples
}

func (s *factSample) open(t *testing.T) *hengji.Submission {
	t.Helper()
	opened, err := ingest.Open(s.file, []byte(contents(t, s.file)), ingest.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

// column finds where a rule's field stands; 0 where it does not.
func (s *factSample) column(rule *hengji.Rule) int { _, column := s.place(rule); return column }

// place is a cell that the rule reads: of a table in its first record, or in the
// second for what must not stand twice.
func (s *factSample) place(rule *hengji.Rule) (row, column int) {
	records := s.rows[rule.Form]
	at := 0
	if rule.ID.Fact() == "unique" {
		at = 1
	}
	if at >= len(records) {
		return 0, 0
	}
	for _, cell := range s.cells {
		if cell.Form != rule.Form || cell.Field != rule.Field || cell.Sheet != s.sheets[rule.Form] {
			continue
		}
		switch {
		case cell.CellRow > 0 && (cell.Row == 0 || cell.Row == records[at]): // a form layout, or a merged cell
			return cell.CellRow, cell.Column
		case cell.Row == 0:
			row, column = records[at], cell.Column
		}
	}
	return row, column
}

// broken is the sample with one cell changed: to a copy of the one above for what
// must not stand twice.
func (s *factSample) broken(t *testing.T, form string, row, column int, with hengji.Cell, labels []string) *hengji.Submission {
	t.Helper()
	opened := s.open(t)
	at := slices.IndexFunc(opened.Sheets, func(sheet *hengji.Sheet) bool { return sheet.Name == s.sheets[form] })
	rows := opened.Sheets[at].Rows
	var above hengji.Cell
	more := 0 // cells with content than the file has
	opened.Sheets[at].Rows = func(yield func(*hengji.Row, error) bool) {
		for r, err := range rows {
			if r != nil && err == nil {
				if cell := r.Cell(column); cell != nil && r.Number < row && slices.Contains(s.rows[form], r.Number) {
					above = *cell
				}
				if r.Number == row {
					made := with
					if with.Text == copied {
						made = above
					}
					if old := r.Cell(column); old != nil { // 填报日期：2022-01-20, label and value in one cell
						for _, label := range labels {
							if before, after, both := strings.Cut(old.Text, label+"："); both {
								_, after, _ = strings.Cut(after, "　")
								made = hengji.Cell{Text: before + label + "：" + with.Text + "　" + after}
							}
						}
					}
					made.Column = int32(column)
					more -= len(r.Cells)
					r.Cells = slices.DeleteFunc(slices.Clone(r.Cells), func(c hengji.Cell) bool { return int(c.Column) == column })
					if made.Text != "" {
						r.Cells = append(r.Cells, made)
					}
					more += len(r.Cells)
					slices.SortFunc(r.Cells, func(a, b hengji.Cell) int { return int(a.Column - b.Column) })
				}
			}
			if !yield(r, err) {
				return
			}
		}
		opened.Sheets[at].CellElements += more
	}
	return opened
}

const copied = "the cell above"

// breaking is a cell that breaks a fact.
func breaking(field *hengji.Field, facet string) hengji.Cell {
	switch facet {
	case "required":
		return hengji.Cell{}
	case "minimum":
		return hengji.Cell{Kind: hengji.CellNumber, Text: (*field.Minimum - hengji.DecimalOne).String()}
	case "maximum":
		return hengji.Cell{Kind: hengji.CellNumber, Text: (*field.Maximum + hengji.DecimalOne).String()}
	case "maxLength":
		return hengji.Cell{Text: strings.Repeat("长", field.MaxLength+1)}
	case "unique":
		return hengji.Cell{Text: copied}
	}
	return hengji.Cell{Text: "某某"} // no number, no date, no code, of no pattern
}

// without is the rules with a field that asks one fact less.
func without(t *testing.T, rules *hengji.Rules, fact *hengji.Rule) *hengji.Rules {
	t.Helper()
	blunt := *rules
	blunt.Forms = slices.Clone(rules.Forms)
	at := slices.IndexFunc(blunt.Forms, func(f *hengji.Form) bool { return f.Name == fact.Form })
	form := *blunt.Forms[at]
	form.Fields = slices.Clone(form.Fields)
	blunt.Forms[at] = &form
	i := slices.IndexFunc(form.Fields, func(f *hengji.Field) bool { return f.Name == fact.Field })
	field := *form.Fields[i]
	form.Fields[i] = &field
	switch facet := fact.ID.Fact(); facet {
	case "required":
		field.Required = false
	case "number", "integer", "date", "boolean":
		field.Kind, field.Minimum, field.Maximum, field.Totalled = hengji.Text, nil, nil, false
	case "minimum":
		field.Minimum = nil
	case "maximum":
		field.Maximum = nil
	case "maxLength":
		field.MaxLength = 0
	case "pattern":
		field.Pattern = ""
	case "enum":
		field.Enum = nil
	case "code":
		field.Codes = ""
	case "unique": // the key of a table is unique without the word
		field.Unique = false
		blunt.Catalogue = maps.Clone(rules.Catalogue)
		delete(blunt.Catalogue, fact.ID)
	case "uscc":
		field.Format = ""
	default:
		t.Fatalf("the fact %s cannot be taken from a form", facet)
	}
	return &blunt
}

// reported lists the rules of what reading alone finds in a case.
func reported(t *testing.T, n *Reviewer, plan *transform.Plan, c schema.Case) []hengji.RuleID {
	t.Helper()
	var ids []hengji.RuleID
	pool := transform.NewPool(1)
	for _, w := range n.caseWorkbooks(c) {
		opened, err := w.Open()
		if err != nil {
			t.Fatal(err)
		}
		result, err := plan.Workbook(opened, w.Period, pool, func(batch *hengji.Batch) error {
			pool.Put(batch)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range result.Findings {
			ids = append(ids, f.Rule)
		}
	}
	return ids
}
