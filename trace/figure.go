package trace

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"hengji"
	"hengji/load"
	"hengji/schema"
)

// figure is one value of a mart with what it was made from.
type figure struct {
	Column     string        `json:"column"`
	Label      string        `json:"label"`
	Value      *string       `json:"value"`
	Trace      string        `json:"trace"`
	Verdict    string        `json:"verdict"`           // agrees, differs, listed (made by rules, not by adding up), untraced
	Calculated *string       `json:"reckoned"`          // from the cells read again; null where there is no result
	Working    string        `json:"working,omitempty"` // the formula with its numbers: 17.647 × 39 ÷ 45
	Problems   []string      `json:"problems"`
	Terms      []*tracedTerm `json:"terms"`
	trace      *hengji.Trace
	place      string // mart.indicator_score 2021 HY05 …: which of those that others are made from
	row        string // names its row, as originKey does
	rounded    bool   // Value is as a table prints it
	calculated bool
}

// tracedTerm is one term of the formula with its records.
type tracedTerm struct {
	Term       int             `json:"term"`
	Text       string          `json:"text"`
	Aggregate  string          `json:"aggregate"`
	Table      string          `json:"table"`
	Field      string          `json:"field,omitempty"`
	Label      string          `json:"label,omitempty"`
	Where      []string        `json:"where,omitempty"`
	By         []string        `json:"by,omitempty"`
	Value      *string         `json:"value"` // null where nothing has a value
	Records    []*tracedRecord `json:"records"`
	form       *hengji.Form
	field      *hengji.Field
	value      hengji.Decimal
	ok         bool
	personal   bool // not to be shown as typed
	isMart     bool
	keyed      []bool // of the columns that name its rows: which are keys of its own traces
	labelled   int    // of those columns: the one that is a name in Chinese, -1 for none
	words      map[string]string
	aggregated *hengji.Term
}

// tracedRecord is one record: where it stands, what was typed, what was read.
type tracedRecord struct {
	Key    []string `json:"key"`
	File   int      `json:"file,omitempty"` // number in files
	Sheet  string   `json:"sheet,omitempty"`
	Row    int      `json:"row,omitempty"`
	Cell   string   `json:"cell,omitempty"`
	Typed  *string  `json:"typed,omitempty"`
	Read   *string  `json:"read"`
	Note   string   `json:"note,omitempty"`
	Figure *figure  `json:"figure,omitempty"` // of a row of another mart
	origin load.Origin
	number *hengji.Decimal
	term   *tracedTerm
}

// agrees reports whether nothing contradicts the figure.
func (f *figure) agrees() bool {
	return len(f.Problems) == 0 && (f.Verdict == "agrees" || f.Verdict == "listed")
}

func (f *figure) problem(format string, values ...any) {
	text := fmt.Sprintf(format, values...)
	if !slices.Contains(f.Problems, text) {
		f.Problems = append(f.Problems, text)
	}
}

// deepest bounds how many marts stand upon each other.
const deepestMart = 32

// gather makes a figure with its records, not yet read. names are the values of
// the row by column; single asks for this row alone and not the mart whole.
func (t *Tracer) gather(ctx context.Context, m *load.Mart, names map[string]*string, column string, value *string, single bool) (*figure, error) {
	if t.depth++; t.depth > deepestMart {
		return nil, fmt.Errorf("trace mart.%s: more than %d marts stand upon each other", m.Name, deepestMart)
	}
	defer func() { t.depth-- }()
	c := m.Columns[m.Column(column)]
	f := &figure{Column: c.Name, Label: c.Label, Value: value, Verdict: "untraced", Problems: []string{}, Terms: []*tracedTerm{}}
	traces, err := t.tracesOf(m, c)
	if err != nil {
		return nil, err
	}
	if f.row, err = t.rowKey(ctx, m, names); err != nil {
		return nil, err
	}
	if at := slices.IndexFunc(traces, func(trace *hengji.Trace) bool { return appliesTo(trace, names) }); at >= 0 {
		f.trace, f.Trace = traces[at], traces[at].Text
	}
	if f.trace == nil {
		f.problem("汇总表的文件没有说明这一行的来源")
		return f, nil
	}
	origins, err := t.originsOf(ctx, m, names, column, single)
	if err != nil {
		return nil, err
	}
	for _, term := range f.trace.Formula.Terms() {
		one := &tracedTerm{
			Term: term.Number, Text: term.Text, Aggregate: term.Aggregate, Table: term.Source(), Field: term.Field,
			Records: []*tracedRecord{}, form: t.formOf(term.Source()), isMart: term.Schema == "mart" || term.Schema == "base", aggregated: term,
		}
		for _, condition := range term.Where {
			one.Where = append(one.Where, condition.String())
		}
		for _, key := range term.By {
			one.By = append(one.By, key.String())
		}
		if err := t.label(ctx, one); err != nil {
			return nil, err
		}
		f.Terms = append(f.Terms, one)
	}
	for _, o := range origins {
		term := f.Terms[o.Term-1]
		r := &tracedRecord{Key: keyTexts(o.Key), File: t.file(&o), Sheet: o.Sheet, Row: o.Row, Cell: o.Cell, Read: o.Text, origin: o, number: o.Number, term: term}
		term.Records = append(term.Records, r)
		if term.isMart {
			if err := t.follow(ctx, r); err != nil {
				return nil, err
			}
		}
		if term.form != nil && o.Submission != 0 {
			t.wanted[o.Submission] = append(t.wanted[o.Submission], r)
		}
	}
	return f, nil
}

// tracesOf reads what the figures of a column are made from, once.
func (t *Tracer) tracesOf(m *load.Mart, c load.MartColumn) ([]*hengji.Trace, error) {
	key := m.Name + "." + c.Name
	all, known := t.traces[key]
	if known {
		return all, nil
	}
	for _, text := range c.Traces {
		traces, err := schema.ParseTraces(text)
		if err != nil {
			return nil, fmt.Errorf("trace mart.%s: %w", m.Name, err)
		}
		all = append(all, traces...)
	}
	t.traces[key] = all
	return all, nil
}

// label finds the words for what a term takes.
func (t *Tracer) label(ctx context.Context, term *tracedTerm) error {
	term.fields()
	var err error
	if term.words, err = t.wordsOf(ctx, term.Table); err != nil {
		return err
	}
	term.Label = cmp.Or(term.words[term.Field], term.Field)
	if term.field != nil {
		term.Label = term.field.Label
	}
	if !term.isMart {
		return nil
	}
	_, name, _ := strings.Cut(term.Table, ".")
	m, err := t.named(ctx, name)
	if err != nil {
		return err
	}
	if at := m.Column(term.Field); at >= 0 {
		term.Label = m.Columns[at].Label
	}
	naming, err := t.naming(ctx, m)
	if err != nil {
		return err
	}
	term.labelled = slices.Index(naming, "label")
	term.keyed, err = t.keyedBy(ctx, m)
	return err
}

// keyedBy tells of the columns that name a mart's rows which are keys of its traces, once.
func (t *Tracer) keyedBy(ctx context.Context, m *load.Mart) ([]bool, error) {
	if keyed := t.keyed[m.Name]; keyed != nil {
		return keyed, nil
	}
	naming, err := t.naming(ctx, m)
	if err != nil {
		return nil, err
	}
	keys := map[string]bool{}
	for _, c := range m.Columns {
		traces, err := t.tracesOf(m, c)
		if err != nil {
			return nil, err
		}
		for _, trace := range traces {
			for _, one := range trace.Formula.Terms() {
				for _, key := range one.By {
					keys[key.Column] = keys[key.Column] || key.Op == "" || key.Op == "~"
				}
			}
		}
	}
	keyed := make([]bool, len(naming))
	for i, name := range naming {
		keyed[i] = keys[name] && name != "scheme" // its name is for programs
	}
	t.keyed[m.Name] = keyed
	return keyed, nil
}

// fields finds the field that a term's cells are of.
func (term *tracedTerm) fields() {
	if term.form == nil {
		return
	}
	term.field = term.form.Field(term.Field)
	if stem, code := strings.CutSuffix(term.Field, "_code"); term.field == nil && code {
		term.field = term.form.Field(stem)
	}
	if term.field == nil && term.Field == "" && len(term.form.Key) > 0 {
		term.field = term.form.Field(term.form.Key[0])
	}
	term.personal = term.field != nil && term.field.Personal != ""
}

// column is that of the form's batches which a term reads, "" for none.
func (term *tracedTerm) column() string {
	if term.form == nil || term.field == nil {
		return ""
	}
	if term.Field == "" {
		return term.field.Name
	}
	return term.Field
}

// appliesTo reports whether a trace is the one of a row.
func appliesTo(trace *hengji.Trace, row map[string]*string) bool {
	for _, c := range trace.When {
		if !c.Holds(row[c.Field]) {
			return false
		}
	}
	return true
}

func keyTexts(key []*string) []string {
	texts := []string{}
	for _, value := range key {
		if value != nil {
			texts = append(texts, *value)
		}
	}
	return texts
}
