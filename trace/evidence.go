package trace

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"hengji"
	"hengji/load"
)

// Verifier is the program that checks evidence without hengji: Python, its standard
// library and nothing else. It lies in every piece of evidence, and is published beside
// the program, so that an auditor need not take the one that came with it.
//
//go:embed verify.py
var Verifier []byte

// Asked are figures of one mart: one column of the rows that meet the conditions, or
// all of their figures.
type Asked struct {
	Mart, Column string
	Where        []string
}

// figureNumber is the id of a figure of the report.
var figureNumber = regexp.MustCompile(`^F[0-9]+$`)

// AskedBy reads what a command line asks for: figures of the report, marts, and behind a
// mart conditions on it. where and column hold for every mart.
func AskedBy(words, where []string, column string) []Asked {
	var asked []Asked
	for _, word := range words {
		switch {
		case figureNumber.MatchString(word):
			asked = append(asked, Asked{Mart: "report_figures", Column: "value", Where: []string{"id=" + word}})
		case strings.Contains(word, "=") && len(asked) > 0:
			last := &asked[len(asked)-1]
			last.Where = append(last.Where, word)
		default:
			asked = append(asked, Asked{Mart: strings.TrimPrefix(word, "mart."), Column: column, Where: slices.Clone(where)})
		}
	}
	return asked
}

// Evidence is what proves figures to somebody who trusts neither the bureau nor
// hengji: the figures with their formulas, the cells that they come from, the files
// that these stand in, and the ledger.
type Evidence struct {
	Program string          `json:"program"`
	Rules   string          `json:"rules"`
	Asked   []int           `json:"asked"` // ids of Figures
	Figures []*provenFigure `json:"figures"`
	Files   []*tracedFile   `json:"files"`
	Notes   []string        `json:"notes"`
	Agrees  bool            `json:"agrees"`
}

// provenFigure is a figure with what it was calculated from, figures of other marts by
// their ids.
type provenFigure struct {
	ID      int          `json:"id"`
	Name    string       `json:"name"` // 2021年度项目资金安排汇总表　耒阳市　安排金额（万元）
	Value   *string      `json:"value"`
	Text    string       `json:"text"` // the formula as its author wrote it
	Formula *provenStep  `json:"formula"`
	Terms   []provenTerm `json:"terms"`
}

// provenStep is one step of a formula; nil stands for one that only lists.
type provenStep struct {
	Op     string        `json:"op"`
	Term   int           `json:"term,omitempty"`
	Number string        `json:"number,omitempty"`
	Parts  []*provenStep `json:"parts,omitempty"`
}

type provenTerm struct {
	Aggregate string         `json:"aggregate"`
	Most      string         `json:"most,omitempty"` // of a value: the highest or the lowest of several
	Text      string         `json:"text"`
	Where     []string       `json:"where,omitempty"`
	Records   []provenRecord `json:"records"`
}

type provenRecord struct {
	Key    []string `json:"key"`
	File   int      `json:"file,omitempty"`
	Sheet  string   `json:"sheet,omitempty"`
	Row    int      `json:"row,omitempty"`
	Cell   string   `json:"cell,omitempty"`
	Typed  *string  `json:"typed,omitempty"`
	Read   *string  `json:"read"`
	Number *string  `json:"number"`
	Note   string   `json:"note,omitempty"`
	Masked bool     `json:"masked,omitempty"` // a personal number
	Date   bool     `json:"date,omitempty"`   // typed is as it is shown, the cell holds a number
	Figure int      `json:"figure,omitempty"`
}

// Evidence follows figures as Trace does, of as many rows as meet the conditions.
func (t *Tracer) Evidence(ctx context.Context, asked []Asked) (*Evidence, error) {
	figures, names, err := t.followAll(ctx, asked)
	if err != nil {
		return nil, err
	}
	fingerprint, err := t.DB.RulesFingerprint(ctx)
	if err != nil {
		return nil, err
	}
	return proven(figures, names, &Evidence{
		Program: "hengji " + hengji.Version, Rules: fingerprint, Files: t.row.Files, Notes: t.row.Notes, Agrees: t.row.Agrees,
	}), nil
}

// followAll follows the figures that are asked for, calculates them, and names them.
func (t *Tracer) followAll(ctx context.Context, asked []Asked) (figures []*figure, names map[*figure]string, err error) {
	t.begin()
	t.row = newTracedRow()
	names = map[*figure]string{}
	for _, one := range asked {
		m, err := t.named(ctx, one.Mart)
		if err != nil {
			return nil, nil, err
		}
		rows, err := t.meeting(ctx, m, one.Where)
		if err != nil {
			return nil, nil, err
		}
		columns, err := traceable(m, one.Column)
		if err != nil {
			return nil, nil, err
		}
		for _, row := range rows {
			of := map[string]*string{}
			for i, c := range m.Columns {
				of[c.Name] = row[i]
			}
			for _, c := range columns {
				f, err := t.gather(ctx, m, of, m.Columns[c].Name, row[c], len(rows) == 1)
				if err != nil {
					return nil, nil, err
				}
				figures, names[f] = append(figures, f), nameOf(m, row)+"　"+f.Label
			}
		}
	}
	return figures, names, t.prove(ctx, figures)
}

// nameOf names a row of a mart by its title and the columns before its figures.
func nameOf(m *load.Mart, row []*string) string {
	words := []string{m.Title}
	for i, c := range m.Columns {
		if len(c.Traces) > 0 && len(words) > 2 {
			break
		}
		if len(c.Traces) == 0 && row[i] != nil && !strings.HasSuffix(c.Name, "_code") && !forPrograms(*row[i]) {
			words = append(words, *row[i])
		}
	}
	return strings.Join(words, "　")
}

// proven numbers the figures and those that they are made from, the inner ones first.
func proven(figures []*figure, names map[*figure]string, e *Evidence) *Evidence {
	ids := map[*figure]int{}
	var enter func(f *figure) int
	enter = func(f *figure) int {
		if id, known := ids[f]; known {
			return id
		}
		one := &provenFigure{Name: names[f], Value: f.Value, Text: f.Trace, Terms: []provenTerm{}}
		if one.Name == "" {
			one.Name = f.Label
		}
		if f.trace != nil && f.trace.Formula.Calculates() {
			one.Formula = stepOf(f.trace.Formula)
		}
		for _, term := range f.Terms {
			text := provenTerm{Aggregate: term.Aggregate, Most: term.aggregated.MostWord(), Text: term.Text, Where: term.Where, Records: []provenRecord{}}
			for _, r := range term.Records {
				text.Records = append(text.Records, recordOf(r, enter))
			}
			one.Terms = append(one.Terms, text)
		}
		one.ID = len(e.Figures) + 1
		ids[f] = one.ID
		e.Figures = append(e.Figures, one)
		return one.ID
	}
	for _, f := range figures {
		e.Asked = append(e.Asked, enter(f))
	}
	return e
}

func stepOf(f *hengji.Formula) *provenStep {
	step := &provenStep{Op: f.Op}
	switch f.Op {
	case "term":
		step.Term = f.Term.Number
	case "number", "half_up":
		step.Number = f.Number.String()
	}
	for _, part := range f.Parts {
		step.Parts = append(step.Parts, stepOf(part))
	}
	return step
}

func recordOf(r *tracedRecord, enter func(*figure) int) provenRecord {
	one := provenRecord{
		Key: r.Key, File: r.File, Sheet: r.Sheet, Row: r.Row, Cell: r.Cell, Typed: r.Typed, Read: r.Read, Note: r.Note, Masked: r.term.personal,
		Date: r.term.field != nil && r.term.field.Kind == hengji.Date,
	}
	if r.number != nil {
		text := r.number.String()
		one.Number = &text
	}
	if r.Figure != nil {
		one.Figure = enter(r.Figure)
	}
	return one
}

// WriteEvidence writes the evidence as a zip: verify.py, evidence.json, the rules in
// force, the ledger, with whole the original workbooks, and a manifest of all that. The same evidence of the same home
// is the same bytes.
func (t *Tracer) WriteEvidence(w io.Writer, e *Evidence, whole bool) error {
	members := map[string][]byte{"verify.py": Verifier}
	var err error
	if members["evidence.json"], err = json.MarshalIndent(e, "", " "); err != nil {
		return fmt.Errorf("write evidence: %w", err)
	}
	if members["rules.zip"], err = os.ReadFile(t.Home.Path("rules", e.Rules+".zip")); err != nil {
		return fmt.Errorf("write evidence: read archived rules: %w", err)
	}
	if members["ledger.jsonl"], err = t.ledgerLines(); err != nil {
		return fmt.Errorf("write evidence: %w", err)
	}
	for _, file := range e.Files {
		if whole && file.Submission != 0 {
			if members["originals/"+file.SHA256+".xlsx"], err = t.archivedBytes(file.File, file.SHA256); err != nil {
				return err
			}
		}
	}
	digests := map[string]string{}
	for name, data := range members {
		sum := sha256.Sum256(data)
		digests[name] = hex.EncodeToString(sum[:])
	}
	if members["manifest.json"], err = json.MarshalIndent(map[string]any{"members": digests}, "", " "); err != nil {
		return fmt.Errorf("write evidence: %w", err)
	}
	pack := zip.NewWriter(w)
	for _, name := range slices.Sorted(maps.Keys(members)) {
		file, err := pack.Create(name)
		if err == nil {
			_, err = file.Write(members[name])
		}
		if err != nil {
			return fmt.Errorf("write evidence: %w", err)
		}
	}
	return pack.Close()
}

// ledgerLines are the lines of the ledger as they stand there.
func (t *Tracer) ledgerLines() ([]byte, error) {
	ledger, err := t.Home.Ledger() // proves the chain
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(t.Home.Path("ledger.jsonl"))
	if err != nil {
		return nil, err
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	return bytes.Join(lines[:min(len(ledger.Entries), len(lines))], nil), nil // without what a power cut left
}
