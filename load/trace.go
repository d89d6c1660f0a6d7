package load

import (
	"fmt"
	"slices"
	"strings"

	"hengji"
)

// cellView is meta.cell: the address of every field of every record. An entry of
// meta.field_cell for one record goes before that for the whole column.
func (b *Build) cellView() string {
	records := make([]string, len(b.rules.Forms))
	for i, form := range b.rules.Forms {
		records[i] = "SELECT " + hengji.Quoted(form.Name) + " AS form, _submission, _sheet, _row FROM stg." + name(form.Name)
	}
	return `CREATE VIEW meta.cell AS
WITH record AS (
` + strings.Join(records, "\nUNION ALL ") + `
), placed AS (
  SELECT r.*, c.field, c.column_number, coalesce(c.cell_row, r._row) AS cell_row
  FROM record r JOIN meta.field_cell c ON c.submission = r._submission AND c.form = r.form AND c.sheet = r._sheet AND c.record_row IS NULL
  WHERE NOT EXISTS (SELECT 1 FROM meta.field_cell o WHERE o.submission = r._submission AND o.form = r.form AND o.sheet = r._sheet
                    AND o.field = c.field AND o.record_row = r._row)
  UNION ALL
  SELECT r.*, c.field, c.column_number, coalesce(c.cell_row, r._row)
  FROM record r JOIN meta.field_cell c ON c.submission = r._submission AND c.form = r.form AND c.sheet = r._sheet AND c.record_row = r._row
)
SELECT s.period, s.region_code, s.region, s.version, s.latest, s.effective, p._submission AS submission, s.file, s.sha256,
       p.form, p._sheet AS sheet, p._row AS record_row, p.field, p.cell_row, p.column_number,
       cell_name(p.cell_row, p.column_number) AS cell
FROM placed p LEFT JOIN meta.submission s ON s.submission = p._submission`
}

// cellColumns are the words of meta.cell, in its columns' order.
var cellColumns = []column{
	{name: "period", comment: "报告期"},
	{name: "region_code", comment: "报送单位代码"},
	{name: "region", comment: "报送单位"},
	{name: "version", comment: "第几次报送"},
	{name: "latest", comment: "是否最近一次报送"},
	{name: "effective", comment: "是否有效报送（计入汇总表）"},
	{name: "submission", comment: "报送编号"},
	{name: "file", comment: "收到的文件"},
	{name: "sha256", comment: "文件内容的 SHA-256"},
	{name: "form", comment: "报表"},
	{name: "sheet", comment: "工作表"},
	{name: "record_row", comment: "记录所在行，即 stg、core 中的 _row"},
	{name: "field", comment: "栏目"},
	{name: "cell_row", comment: "单元格所在行"},
	{name: "column_number", comment: "列号，从 1 开始"},
	{name: "cell", comment: "单元格"},
}

// traceColumns are the words of the columns that every trace.<mart> has behind
// those that name the mart's row.
var traceColumns = []column{
	{name: "_figure", comment: "汇总表的列"},
	{name: "_term", comment: "算式中的第几项，从 1 开始"},
	{name: "_table", comment: "来源的表"},
	{name: "_field", comment: "来源的栏目，空表示整条记录"},
	{name: "_submission", comment: "报送编号"},
	{name: "_region", comment: "报送单位"},
	{name: "_file", comment: "收到的文件；代码表和控制数为规则文件"},
	{name: "_sha256", comment: "文件内容的 SHA-256"},
	{name: "_sheet", comment: "工作表"},
	{name: "_row", comment: "单元格所在行；代码表和控制数为规则文件的行"},
	{name: "_cell", comment: "单元格"},
	{name: "_key", comment: "记录的主键值；来自另一张汇总表的，为那一行各列的值"},
	{name: "_number", comment: "读作的数"},
	{name: "_text", comment: "读作的值"},
	{name: "_record", comment: "core、stg 中的 _row"},
}

// naming lists the columns of a mart that say which row it is: those that are no
// figures, and figures by which other figures are traced.
func naming(mart *hengji.Mart) []string {
	traced, keys := map[string]bool{}, map[string]bool{}
	for _, trace := range mart.Traces {
		traced[trace.Column] = true
		for _, condition := range trace.When {
			keys[condition.Field] = true
		}
		for _, term := range trace.Formula.Terms() {
			for _, key := range term.By {
				keys[key.Column] = true
			}
		}
	}
	var columns []string
	for _, column := range mart.Columns {
		if !traced[column] || keys[column] {
			columns = append(columns, column)
		}
	}
	return columns
}

// traceView makes trace.<mart>: for every row of the mart and every figure in it
// the records that it is made from, with their cells. Figures that take the same
// records share one join, whichever rows of the mart they stand in; but a term
// that takes more than its row's own records (the whole of a share) stands alone,
// so that who asks for another figure does not pay for it.
func (b *Build) traceView(mart *hengji.Mart) error {
	type share struct {
		term *hengji.Term
		from string
		only string // the one figure of it, "" for several
		each []string
	}
	var shares []*share
	finest := 0
	for _, trace := range mart.Traces {
		for _, term := range trace.Formula.Terms() {
			finest = max(finest, len(term.By))
		}
	}
	for _, trace := range mart.Traces {
		for _, term := range trace.Formula.Terms() {
			source, err := b.source(term)
			if err != nil {
				return fmt.Errorf("%s:%d: traces：%w", mart.Source.File, trace.Line, err)
			}
			from, only := fmt.Sprint(term.Source(), term.Where, term.By), ""
			if len(term.By) < finest {
				from, only = from+trace.Column, trace.Column
			}
			at := slices.IndexFunc(shares, func(s *share) bool { return s.from == from })
			if at < 0 {
				at = len(shares)
				shares = append(shares, &share{term: term, from: from, only: only})
			}
			shares[at].each = append(shares[at].each, source.element(trace, term))
		}
	}
	if len(shares) == 0 {
		return nil
	}
	parts := make([]string, len(shares))
	for i, s := range shares {
		source, err := b.source(s.term)
		if err != nil {
			return err
		}
		parts[i] = source.join(mart, s.term, s.only, s.each)
	}
	var columns []string
	for _, column := range naming(mart) {
		columns = append(columns, "q."+name(column))
	}
	// The mart is bound once and calculated once. An address is looked up as in meta.cell.
	return b.exec("CREATE VIEW trace." + name(mart.Name) + " AS (\nWITH m AS MATERIALIZED (SELECT * FROM " + viewName(mart) +
		"), q AS (\n" + strings.Join(parts, "\nUNION ALL\n") + "\n)\nSELECT " + strings.Join(columns, ", ") + `, q._figure, q._term, q._table, q._field,
  q._submission, s.region AS _region, coalesce(q._file, s.file) AS _file, s.sha256 AS _sha256, q._sheet,
  CASE WHEN o.field IS NOT NULL THEN coalesce(o.cell_row, q._record) ELSE coalesce(c.cell_row, q._record) END AS _row,
  coalesce(q._cell, CASE WHEN o.field IS NOT NULL THEN cell_name(coalesce(o.cell_row, q._record), o.column_number)
    WHEN c.field IS NOT NULL THEN cell_name(coalesce(c.cell_row, q._record), c.column_number) END) AS _cell,
  q._key, q._number, q._text, q._record
FROM q LEFT JOIN meta.submission s ON s.submission = q._submission
LEFT JOIN meta.field_cell o ON o.submission = q._submission AND o.form = q._form AND o.sheet = q._sheet AND o.field = q._place AND o.record_row = q._record
LEFT JOIN meta.field_cell c ON c.submission = q._submission AND c.form = q._form AND c.sheet = q._sheet AND c.field = q._place AND c.record_row IS NULL
)`)
}

// element is what one term takes of a record: the SQL of a struct, NULL in rows of
// the mart that the trace does not speak of.
func (s *source) element(trace *hengji.Trace, term *hengji.Term) string {
	field, number, text := "NULL", "NULL", "NULL"
	if term.Field != "" {
		text = "CAST(t." + name(term.Field) + " AS VARCHAR)"
		if kind := s.kinds[term.Field]; numeric(kind) {
			number = "TRY_CAST(t." + name(term.Field) + " AS DECIMAL(18,6))"
			if strings.HasPrefix(kind, "DECIMAL") {
				text = "plain_number(t." + name(term.Field) + ")"
			}
		} else if term.Aggregate == "number" {
			number = "typed_number(t." + name(term.Field) + ")"
		}
		field = hengji.Quoted(term.Field)
	}
	at := "NULL" // the field whose cell is looked up
	if s.form != nil {
		switch stem := strings.TrimSuffix(term.Field, "_code"); {
		case s.form.Field(term.Field) != nil:
			at = hengji.Quoted(term.Field)
		case s.form.Field(stem) != nil:
			at = hengji.Quoted(stem)
		case term.Field == "" && len(s.form.Key) > 0: // a record is shown by what names it
			at, text = hengji.Quoted(s.form.Key[0]), "CAST(t."+name(s.form.Key[0])+" AS VARCHAR)"
		}
	}
	element := fmt.Sprintf("{figure: %s, term: %d, field: CAST(%s AS VARCHAR), place: CAST(%s AS VARCHAR), number: CAST(%s AS DECIMAL(18,6)), text: CAST(%s AS VARCHAR)}",
		hengji.Quoted(trace.Column), term.Number, field, at, number, text)
	var when []string
	for _, c := range trace.When {
		when = append(when, condition("m", c))
	}
	if len(when) == 0 {
		return element
	}
	return "CASE WHEN " + strings.Join(when, " AND ") + " THEN " + element + " END"
}

func numeric(kind string) bool {
	return kind == "BIGINT" || kind == "INTEGER" || strings.HasPrefix(kind, "DECIMAL")
}

// join is one part of trace.<mart>: rows of the mart, the records that have their
// keys, and the cells of those.
func (s *source) join(mart *hengji.Mart, term *hengji.Term, only string, each []string) string {
	figure := "q.e.figure"
	if only != "" {
		figure = hengji.Quoted(only) // a constant: who asks for another figure skips this part
	}
	var rows, lines []string
	for _, column := range naming(mart) {
		rows = append(rows, "m."+name(column))
		lines = append(lines, "q."+name(column))
	}
	keys := make([]string, len(s.key))
	for i, key := range s.key {
		keys[i] = "CAST(" + key + " AS VARCHAR)"
	}
	places := "t._submission, t._sheet, t._row"
	if strings.HasPrefix(s.table, "mart.") || strings.HasPrefix(s.table, "base.") {
		places = "NULL AS _submission, NULL AS _sheet, NULL AS _row"
	}
	form := "NULL"
	if s.form != nil {
		form = hengji.Quoted(s.form.Name)
	}
	rows = append(rows, places, "CAST("+s.file+" AS VARCHAR) AS _file", "CAST("+s.cell+" AS VARCHAR) AS _cell",
		"CAST(["+strings.Join(keys, ", ")+"] AS VARCHAR[]) AS _key", "unnest([\n    "+strings.Join(each, ",\n    ")+"\n  ]) AS e")
	lines = append(lines, figure+" AS _figure", "CAST(q.e.term AS INTEGER) AS _term", hengji.Quoted(s.table)+" AS _table", "q.e.field AS _field",
		"CAST(q._submission AS BIGINT) AS _submission", "q._file", "CAST(q._sheet AS VARCHAR) AS _sheet", "CAST(q._row AS INTEGER) AS _record",
		"CAST("+form+" AS VARCHAR) AS _form", "q.e.place AS _place", "q._cell", "q._key", "q.e.number AS _number", "q.e.text AS _text")
	var on, where []string
	for _, key := range term.By {
		on = append(on, keyed(key))
	}
	for _, c := range term.Where {
		where = append(where, "("+condition("t", c)+")")
	}
	if len(on) == 0 {
		on = []string{"true"}
	}
	if len(where) == 0 {
		where = []string{"true"}
	}
	return "SELECT " + strings.Join(lines, ", ") + " FROM (SELECT " + strings.Join(rows, ", ") +
		"\n  FROM m JOIN " + s.relation + " t ON " + strings.Join(on, " AND ") +
		"\n  WHERE " + strings.Join(where, " AND ") + ") q WHERE q.e IS NOT NULL"
}

// keyed ties the mart's row to a record, as SQL. A blank equals a blank.
func keyed(key hengji.Key) string {
	field := "t." + name(key.Field)
	if key.Blank != "" {
		field = "coalesce(" + field + ", " + hengji.Quoted(key.Blank) + ")"
	}
	same := "m." + name(key.Column) + " IS NOT DISTINCT FROM " + field
	switch key.Op {
	case "~":
		same = "name_key(m." + name(key.Column) + ") = name_key(" + field + ")"
	case "<", "<=", ">", ">=":
		same = "m." + name(key.Column) + " " + key.Op + " " + field
	}
	if key.Total != "" {
		same = "(m." + name(key.Column) + " = " + hengji.Quoted(key.Total) + " OR " + same + ")"
	}
	return same
}

// condition is a condition on the columns of m or t, as SQL.
func condition(of string, c hengji.Condition) string {
	field := of + "." + name(c.Field)
	texts := make([]string, len(c.Texts))
	for i, text := range c.Texts {
		texts[i] = hengji.Quoted(text)
	}
	switch c.Op {
	case "not":
		return "NOT " + field
	case "blank":
		return field + " IS NULL"
	case "not blank":
		return field + " IS NOT NULL"
	case "in":
		return field + " IN (" + strings.Join(texts, ", ") + ")"
	case "=", "<>":
		return field + " " + c.Op + " " + texts[0]
	}
	return field
}
