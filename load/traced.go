package load

import (
	"context"
	"fmt"
	"strings"

	"hengji/load/engine"

	"hengji"
)

// Mart is a printed table as an auditor meets it: its columns with where their
// figures come from, and its rows as exact texts.
type Mart struct {
	Name, Title string
	Columns     []MartColumn
	Rows        [][]*string // nil is NULL
}

// MartColumn is a column of a mart.
type MartColumn struct {
	Name, Label string
	Kind        string   // of the engine
	Traces      []string // as declared; none where the column is no figure
}

// Column finds a column by its name or its Chinese label; -1 where there is none.
func (m *Mart) Column(named string) int {
	for i, c := range m.Columns {
		if c.Name == named {
			return i
		}
	}
	for i, c := range m.Columns {
		if c.Label == named {
			return i
		}
	}
	return -1
}

// Marts lists the names and titles of all marts, and of the views of base through
// which their figures are traced.
func (d *DB) Marts(ctx context.Context) ([]Mart, error) {
	result, err := query(ctx, d.conn, `SELECT table_name, any_value(comment) FROM meta.dictionary
WHERE kind = 'view' AND (schema_name = 'mart' OR schema_name = 'base' AND table_name IN (SELECT mart FROM meta.trace)) GROUP BY 1 ORDER BY 1`, maxRows)
	if err != nil {
		return nil, fmt.Errorf("list marts: %w", err)
	}
	var marts []Mart
	for _, row := range result.rows {
		marts = append(marts, Mart{Name: plain(row[0]), Title: plain(row[1])})
	}
	return marts, nil
}

// Mart reads a mart whole, all periods; or a view of base, where no mart has the name.
func (d *DB) Mart(ctx context.Context, mart string) (*Mart, error) {
	words, err := query(ctx, d.conn, `SELECT column_name, comment, traces, schema_name FROM meta.dictionary
WHERE schema_name IN ('mart', 'base') AND table_name = `+hengji.Quoted(mart)+" ORDER BY schema_name DESC, position NULLS FIRST", maxRows)
	if err != nil {
		return nil, fmt.Errorf("look up mart.%s: %w", mart, err)
	}
	if len(words.rows) == 0 {
		return nil, fmt.Errorf("look up mart.%s: there is no such table", mart)
	}
	m := &Mart{Name: mart, Title: plain(words.rows[0][1])}
	in := plain(words.rows[0][3])
	said := map[string]MartColumn{}
	for _, row := range words.rows[1:] {
		if plain(row[3]) != in || row[0] == nil {
			continue
		}
		c := MartColumn{Label: plain(row[1])}
		if row[2] != nil {
			c.Traces = strings.Split(plain(row[2]), "\n")
		}
		said[plain(row[0])] = c
	}
	result, err := query(ctx, d.conn, "SELECT * FROM "+in+"."+name(mart), maxRows)
	if err != nil {
		return nil, fmt.Errorf("select %s.%s: %w", in, mart, err)
	}
	for _, c := range result.columns {
		m.Columns = append(m.Columns, MartColumn{Name: c.name, Label: said[c.name].Label, Kind: c.kind, Traces: said[c.name].Traces})
	}
	for _, row := range result.rows {
		line := make([]*string, len(row))
		for i, value := range row {
			line[i] = result.columns[i].orNil(value)
		}
		m.Rows = append(m.Rows, line)
	}
	return m, nil
}

func (c resultColumn) orNil(value any) *string {
	if value == nil {
		return nil
	}
	text := c.text(value)
	return &text
}

// Origin is one record that a figure is made from.
type Origin struct {
	Names      []*string // the mart's row, by the columns that Origins gives
	Figure     string
	Term       int    // of the figure's formula
	Table      string // core.allocation
	Field      string // "" for the record itself
	Submission int64  // 0 where it is no workbook's
	Region     string
	File       string
	SHA256     string
	Sheet      string
	Row        int // of the record; of a code list, the line of its file
	Cell       string
	Key        []*string       // what names the record; of a mart, the values of its naming columns
	Number     *hengji.Decimal // nil where blank or no number
	Text       *string         // nil where blank
	Record     int             // the record's own row in core or stg
}

// Naming lists the columns that name a row of a mart in trace.<mart>.
func (d *DB) Naming(ctx context.Context, mart string) ([]string, error) {
	columns, err := d.naming(ctx, mart)
	var names []string
	for _, c := range columns {
		names = append(names, c.name)
	}
	return names, err
}

func (d *DB) naming(ctx context.Context, mart string) ([]resultColumn, error) {
	result, err := query(ctx, d.conn, "SELECT * FROM trace."+name(mart)+" LIMIT 0", 0)
	if err != nil {
		return nil, fmt.Errorf("look up trace.%s: %w", mart, err)
	}
	return namingIn(result.columns), nil
}

// namingIn are the columns that stand before those that every trace.<mart> has.
func namingIn(columns []resultColumn) []resultColumn {
	for i, c := range columns {
		if strings.HasPrefix(c.name, "_") {
			return columns[:i]
		}
	}
	return columns
}

// Labels are the Chinese words for the columns of a table or view, and under "" its title.
func (d *DB) Labels(ctx context.Context, schema, table string) (map[string]string, error) {
	words, err := query(ctx, d.conn, "SELECT coalesce(column_name, ''), coalesce(comment, '') FROM meta.dictionary WHERE schema_name = "+
		hengji.Quoted(schema)+" AND table_name = "+hengji.Quoted(table), maxRows)
	if err != nil {
		return nil, fmt.Errorf("look up %s.%s: %w", schema, table, err)
	}
	labels := map[string]string{}
	for _, row := range words.rows {
		labels[plain(row[0])] = plain(row[1])
	}
	return labels, nil
}

// Origins gives the records behind figures of a mart, as trace.<mart> has them,
// and the columns that name the mart's rows. A figure "" is all of them; where
// narrows by texts of naming columns, nil being NULL.
func (d *DB) Origins(ctx context.Context, mart, figure string, where map[string]*string) (names []string, origins []Origin, err error) {
	conditions := []string{"true"}
	if figure != "" {
		conditions = append(conditions, "_figure = "+hengji.Quoted(figure))
	}
	if len(where) > 0 {
		kinds, err := d.naming(ctx, mart)
		if err != nil {
			return nil, nil, err
		}
		for _, c := range kinds {
			text, narrowed := where[c.name]
			switch {
			case !narrowed:
			case text == nil:
				conditions = append(conditions, name(c.name)+" IS NULL")
			default:
				conditions = append(conditions, name(c.name)+" = CAST("+hengji.Quoted(*text)+" AS "+c.kind+")")
			}
		}
	}
	err = eachRow(ctx, d.conn, "SELECT * FROM trace."+name(mart)+" WHERE "+strings.Join(conditions, " AND ")+
		" ORDER BY ALL", func(columns []resultColumn, row []any) error {
		if row == nil { // the call that tells the columns
			for _, c := range namingIn(columns) {
				names = append(names, c.name)
			}
			return nil
		}
		o := newOrigin(row[len(names):])
		for i := range names {
			o.Names = append(o.Names, columns[i].orNil(row[i]))
		}
		origins = append(origins, o)
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("trace mart.%s: %w", mart, err)
	}
	return names, origins, nil
}

// newOrigin reads what stands in a trace's row behind the names.
func newOrigin(row []any) (o Origin) {
	text := func(i int) string {
		if row[i] == nil {
			return ""
		}
		return plain(row[i])
	}
	number := func(i int) int64 {
		n, _ := whole(row[i]) // NULL is 0
		return n
	}
	o.Figure, o.Term, o.Table, o.Field = text(0), int(number(1)), text(2), text(3)
	o.Submission, o.Region, o.File, o.SHA256 = number(4), text(5), text(6), text(7)
	o.Sheet, o.Row, o.Cell = text(8), int(number(9)), text(10)
	keys, _ := row[11].([]any)
	for _, key := range keys {
		o.Key = append(o.Key, resultColumn{kind: "VARCHAR"}.orNil(key))
	}
	if v, ok := row[12].(engine.Decimal); ok && v.Value != nil {
		d := hengji.Decimal(v.Value.Int64())
		o.Number = &d
	}
	o.Text = resultColumn{kind: "VARCHAR"}.orNil(row[13])
	o.Record = int(number(14))
	return o
}

// RulesFingerprint says which rules the database was made by.
func (d *DB) RulesFingerprint(ctx context.Context) (string, error) {
	result, err := query(ctx, d.conn, "SELECT rules_fingerprint FROM meta.run", 1)
	if err != nil || len(result.rows) == 0 {
		return "", fmt.Errorf("read meta.run: %w", err)
	}
	return plain(result.rows[0][0]), nil
}

// PeriodOf is the report period of a submission, "" for an unknown one.
func (d *DB) PeriodOf(ctx context.Context, submission int64) (string, error) {
	result, err := query(ctx, d.conn, fmt.Sprintf("SELECT period FROM meta.submission WHERE submission = %d", submission), 1)
	if err != nil {
		return "", fmt.Errorf("read meta.submission: %w", err)
	}
	if len(result.rows) == 0 {
		return "", nil
	}
	return plain(result.rows[0][0]), nil
}
