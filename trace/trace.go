// Package trace follows a printed figure to the cells that it comes from. The name of
// a published table, a row and a column come in; the cells, read again from the
// archived workbooks, and the figure calculated from them go out. It believes nothing that
// the database says of a value, and refuses a row that it cannot tell from another.
package trace

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"hengji"
	"hengji/home"
	"hengji/ingest"
	"hengji/load"
	"hengji/transform"
)

// Row is a row of a mart with its figures followed to their cells.
type Row struct {
	Mart    string         `json:"mart"`
	Title   string         `json:"title"`
	Row     []namedValue   `json:"row"`
	Figures []*figure      `json:"figures"`
	Files   []*tracedFile  `json:"files"`
	Agrees  bool           `json:"agrees"` // every figure that is calculated comes out as the table has it
	Notes   []string       `json:"notes"`
	numbers map[string]int // file in Files, by SHA-256 and name
}

// namedValue is one column of a row; Value nil is NULL.
type namedValue struct {
	Column string  `json:"column"`
	Label  string  `json:"label"`
	Value  *string `json:"value"`
}

// tracedFile is a file that cells stand in: a workbook in the archive, or a rule
// file.
type tracedFile struct {
	Number     int    `json:"number"`
	File       string `json:"file"`
	SHA256     string `json:"sha256,omitempty"`
	Submission int64  `json:"submission,omitempty"`
	Region     string `json:"region,omitempty"`
}

// Tracer follows figures. It reads every workbook and every mart once.
type Tracer struct {
	DB     *load.DB
	Rules  *hengji.Rules
	Home   *home.Home
	Reader ingest.Reader

	plan    *transform.Plan
	marts   map[string]*load.Mart
	names   map[string][]string          // of marts: the columns that name their rows
	words   map[string]map[string]string // of tables: their columns in Chinese
	origins map[string]*martOrigins
	traces  map[string][]*hengji.Trace
	keyed   map[string][]bool
	known   map[string]*figure        // those of rows that several figures are made from
	wanted  map[int64][]*tracedRecord // by submission: what is read again
	row     *Row
	depth   int
	all     bool // every figure will be asked for: origins are read a mart at a time
}

// Trace follows one column of one row of a mart, or all of its figures.
func (t *Tracer) Trace(ctx context.Context, mart string, where []string, column string) (*Row, error) {
	t.begin()
	m, err := t.named(ctx, mart)
	if err != nil {
		return nil, err
	}
	row, err := t.choose(ctx, m, where)
	if err != nil {
		return nil, err
	}
	columns, err := traceable(m, column)
	if err != nil {
		return nil, err
	}
	t.row = newTracedRow()
	t.row.Mart, t.row.Title = m.Name, m.Title
	for i, c := range m.Columns {
		if len(c.Traces) == 0 {
			t.row.Row = append(t.row.Row, namedValue{c.Name, c.Label, row[i]})
		}
	}
	if err := t.noteRules(ctx); err != nil {
		return nil, err
	}
	names := map[string]*string{}
	for i, c := range m.Columns {
		names[c.Name] = row[i]
	}
	for _, c := range columns {
		f, err := t.gather(ctx, m, names, m.Columns[c].Name, row[c], true)
		if err != nil {
			return nil, err
		}
		t.row.Figures = append(t.row.Figures, f)
	}
	return t.row, t.prove(ctx, t.row.Figures)
}

// noteRules notes where the cells are read by other rules than the table was made by.
func (t *Tracer) noteRules(ctx context.Context) error {
	fingerprint, err := t.DB.RulesFingerprint(ctx)
	if err == nil && fingerprint != t.Rules.Fingerprint {
		t.row.Notes = append(t.row.Notes, "规则文件在发布以后改过；重新读取按现在的规则，汇总表是按发布时的规则。")
	}
	return err
}

// prove reads the cells again and calculates the figures from them.
func (t *Tracer) prove(ctx context.Context, figures []*figure) error {
	troubles := map[*tracedTerm][]string{}
	err := t.readAgain(ctx, func(r *tracedRecord, format string, values ...any) {
		troubles[r.term] = append(troubles[r.term], fmt.Sprintf(format, values...))
	})
	if err != nil {
		return err
	}
	seen := map[*figure]bool{}
	for _, f := range figures {
		f.eachFigure(seen, func(f *figure) {
			for _, term := range f.Terms {
				for _, text := range troubles[term] {
					f.problem("%s", text)
				}
			}
		})
		f.calculate()
		t.row.Agrees = t.row.Agrees && f.agrees()
	}
	return nil
}

// eachFigure visits a figure and those of other marts that it is made from, each
// once.
func (f *figure) eachFigure(seen map[*figure]bool, visit func(*figure)) {
	if seen[f] {
		return
	}
	seen[f] = true
	visit(f)
	for _, term := range f.Terms {
		for _, r := range term.Records {
			if r.Figure != nil {
				r.Figure.eachFigure(seen, visit)
			}
		}
	}
}

func (t *Tracer) begin() {
	t.plan = transform.Prepare(t.Rules)
	t.marts, t.names, t.origins = map[string]*load.Mart{}, map[string][]string{}, map[string]*martOrigins{}
	t.words = map[string]map[string]string{}
	t.traces, t.keyed = map[string][]*hengji.Trace{}, map[string][]bool{}
	t.wanted, t.known = map[int64][]*tracedRecord{}, map[string]*figure{}
}

func newTracedRow() *Row {
	return &Row{Agrees: true, Files: []*tracedFile{}, Notes: []string{}, numbers: map[string]int{}}
}

// named finds a mart; an unknown one lists the choices.
func (t *Tracer) named(ctx context.Context, mart string) (*load.Mart, error) {
	if m := t.marts[mart]; m != nil {
		return m, nil
	}
	marts, err := t.DB.Marts(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(marts, func(m load.Mart) bool { return m.Name == mart }) {
		var b strings.Builder
		for _, m := range marts {
			fmt.Fprintf(&b, "\n  %s　%s", m.Name, m.Title)
		}
		return nil, hengji.UsageError{Err: fmt.Errorf("没有汇总表 %q，有：%s", mart, b.String())}
	}
	m, err := t.DB.Mart(ctx, mart)
	t.marts[mart] = m
	return m, err
}

// file numbers a file that cells stand in.
func (t *Tracer) file(o *load.Origin) int {
	if o.File == "" {
		return 0
	}
	key := o.SHA256 + "|" + o.File + fmt.Sprint(o.Submission)
	if number, known := t.row.numbers[key]; known {
		return number
	}
	number := len(t.row.Files) + 1
	t.row.Files = append(t.row.Files, &tracedFile{Number: number, File: o.File, SHA256: o.SHA256, Submission: o.Submission, Region: o.Region})
	t.row.numbers[key] = number
	return number
}

// formOf gives the form of a table of core or stg.
func (t *Tracer) formOf(table string) *hengji.Form {
	schema, form, _ := strings.Cut(table, ".")
	if schema != "core" && schema != "stg" {
		return nil
	}
	return t.Rules.Form(form)
}
