package trace

import (
	"context"
	"slices"
	"strings"

	"hengji/load"
)

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
		words := slices.DeleteFunc(slices.Clone(r.Key), internalName)
		r.Figure.place = strings.Join(slices.Concat([]string{m.Title}, words, []string{r.Figure.Label}), "　")
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
