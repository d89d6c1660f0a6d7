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

// martOrigins are the records behind all figures of a mart, by figure and row.
type martOrigins struct {
	names []string
	by    map[string][]load.Origin
}

func originKey(figure string, names []*string) string {
	var b strings.Builder
	b.WriteString(figure)
	for _, value := range names {
		if value == nil {
			b.WriteString("\x00-")
		} else {
			b.WriteString("\x00+" + *value)
		}
	}
	return b.String()
}

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
		keyed[i] = keys[name]
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

// follow goes on from a row of another mart to what that was made from.
func (t *Tracer) follow(ctx context.Context, r *tracedRecord) error {
	term := r.term
	_, mart, _ := strings.Cut(term.Table, ".")
	m, err := t.named(ctx, mart)
	if err != nil {
		return err
	}
	column := term.Field
	for _, condition := range term.aggregated.Where { // a count is followed to what it is counted by
		if column == "" {
			column = condition.Field
		}
	}
	at := m.Column(column)
	if column == "" || at < 0 || len(m.Columns[at].Traces) == 0 {
		return nil
	}
	naming, err := t.naming(ctx, m)
	if err != nil {
		return err
	}
	names := map[string]*string{}
	for i, name := range naming {
		if i < len(r.origin.Key) {
			names[name] = r.origin.Key[i]
		}
	}
	value := r.origin.Text
	if column != term.Field {
		value = nil
		for _, row := range m.Rows {
			if sameRow(m, row, names) {
				value = row[at]
			}
		}
	}
	values := make([]*string, len(naming))
	for i, name := range naming {
		values[i] = names[name]
	}
	key := originKey(mart+"."+column, values)
	if r.Figure = t.known[key]; r.Figure == nil {
		if r.Figure, err = t.gather(ctx, m, names, column, value, false); err != nil {
			return err
		}
		r.Figure.place = strings.Join(append([]string{m.Title}, append(r.Key, r.Figure.Label)...), "　")
		t.known[key] = r.Figure
	}
	return nil
}

func sameRow(m *load.Mart, row []*string, names map[string]*string) bool {
	for name, value := range names {
		have := row[m.Column(name)]
		if (have == nil) != (value == nil) || have != nil && *have != *value {
			return false
		}
	}
	return true
}

func (t *Tracer) originsOf(ctx context.Context, m *load.Mart, names map[string]*string, column string, single bool) ([]load.Origin, error) {
	if single {
		where := map[string]*string{}
		for name, value := range names {
			if c := m.Columns[m.Column(name)]; len(c.Traces) == 0 {
				where[name] = value
			}
		}
		_, origins, err := t.DB.Origins(ctx, m.Name, column, where)
		return origins, err
	}
	all, err := t.whole(ctx, m, column)
	if err != nil {
		return nil, err
	}
	values := make([]*string, len(all.names))
	for i, name := range all.names {
		values[i] = names[name]
	}
	return all.by[originKey(column, values)], nil
}

// rowKey names a row of a mart.
func (t *Tracer) rowKey(ctx context.Context, m *load.Mart, names map[string]*string) (string, error) {
	naming, err := t.naming(ctx, m)
	values := make([]*string, len(naming))
	for i, name := range naming {
		values[i] = names[name]
	}
	return originKey(m.Name, values), err
}

// wordsOf are the Chinese words of a table such as ref.control_figures, asked once.
func (t *Tracer) wordsOf(ctx context.Context, table string) (map[string]string, error) {
	words, known := t.words[table]
	if known {
		return words, nil
	}
	in, name, _ := strings.Cut(table, ".")
	words, err := t.DB.Labels(ctx, in, name)
	t.words[table] = words
	return words, err
}

// naming lists the columns that name a mart's rows, asked once.
func (t *Tracer) naming(ctx context.Context, m *load.Mart) ([]string, error) {
	if names, known := t.names[m.Name]; known {
		return names, nil
	}
	if t.all {
		all, err := t.whole(ctx, m, "")
		if err != nil {
			return nil, err
		}
		t.names[m.Name] = all.names
		return all.names, nil
	}
	names, err := t.DB.Naming(ctx, m.Name)
	t.names[m.Name] = names
	return names, err
}

// whole reads the records behind a column of a mart, once.
func (t *Tracer) whole(ctx context.Context, m *load.Mart, column string) (*martOrigins, error) {
	if t.all {
		column = ""
	}
	if all := t.origins[m.Name+"."+column]; all != nil {
		return all, nil
	}
	names, origins, err := t.DB.Origins(ctx, m.Name, column, nil)
	if err != nil {
		return nil, err
	}
	all := &martOrigins{names: names, by: map[string][]load.Origin{}}
	for _, o := range origins {
		key := originKey(o.Figure, o.Names)
		all.by[key] = append(all.by[key], o)
	}
	t.origins[m.Name+"."+column] = all
	return all, nil
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
