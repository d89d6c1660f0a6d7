package load

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"hengji"
)

// source is a table that figures are made from: a relation with the columns
// _submission, _sheet, _row, and how its records are named and placed.
type source struct {
	table    string
	relation string
	kinds    map[string]string // column → type
	columns  []string          // in order
	form     *hengji.Form      // of core and stg: cells are looked up in meta.cell
	key      []string          // SQL of the texts that name a record
	file     string            // SQL of the file of what is no workbook's
	cell     string            // SQL of the cell of what has one already
}

// source looks up the table of a term, once a build.
func (b *Build) source(term *hengji.Term) (*source, error) {
	if s := b.sources[term.Source()]; s != nil {
		return s, nil
	}
	s := &source{table: term.Source(), relation: term.Schema + "." + name(term.Table), file: "NULL", cell: "NULL"}
	if err := b.relate(s, term); err != nil {
		return nil, err
	}
	result, err := b.query(context.Background(), "SELECT * FROM "+s.relation+" t LIMIT 0", 0)
	if err != nil {
		return nil, errors.New(refusal(err))
	}
	s.kinds = map[string]string{}
	for _, c := range result.columns {
		s.kinds[c.name] = c.kind
		s.columns = append(s.columns, c.name)
	}
	if term.Schema == "ref" {
		s.reference(term.Table)
	}
	if mart := b.mart(s.table); mart != nil {
		for i, column := range naming(mart) { // a figure that names a row is written as everywhere
			if strings.HasPrefix(s.kinds[column], "DECIMAL") {
				s.key[i] = "plain_number(" + s.key[i] + ")"
			}
		}
	}
	if b.sources == nil {
		b.sources = map[string]*source{}
	}
	b.sources[s.table] = s
	return s, nil
}

// relate says how the records of a source are selected and named, by its schema.
func (b *Build) relate(s *source, term *hengji.Term) error {
	standing := ", s.latest AS _latest, s.effective AS _effective, s.state AS _state, s.version AS _version"
	switch term.Schema {
	case "core", "stg":
		if table := term.Source(); table == "core.region" || table == "core.scheme" {
			submission := "NULL"
			if table == "core.region" {
				submission = "x.effective_submission"
			}
			s.relation = "(SELECT x.*, " + submission + " AS _submission, NULL AS _sheet, NULL AS _row FROM " + table + " x)"
			break
		}
		s.form = b.rules.Form(term.Table)
		if s.form == nil {
			var choices []string
			for _, form := range b.rules.Forms {
				choices = append(choices, term.Schema+"."+form.Name)
			}
			return fmt.Errorf("没有 %s（可选：%s）", s.table, strings.Join(choices, "、"))
		}
		if term.Schema == "stg" {
			s.relation = "(SELECT s.period, s.region_code AS reporter_code, s.region AS reporter" + standing +
				", t.* FROM stg." + name(term.Table) + " t JOIN meta.submission s ON s.submission = t._submission)"
		}
		for _, field := range s.form.Key {
			s.key = append(s.key, "t."+name(field))
		}
	case "dq":
		s.relation = "(SELECT f.*, f.submission AS _submission, f.sheet AS _sheet, f.\"row\" AS _row" + standing +
			" FROM dq.finding f LEFT JOIN meta.submission s ON s.submission = f.submission)"
		s.key, s.cell = []string{"t.rule", "t.message"}, "t.cell"
	case "meta":
		s.relation = "(SELECT s.*, s.submission AS _submission, NULL AS _sheet, NULL AS _row FROM meta.submission s)"
		s.key = []string{"t.region", "t.version"}
	case "mart", "base":
		mart := b.mart(s.table)
		if mart == nil {
			return fmt.Errorf("没有 %s", s.table)
		}
		if len(mart.Traces) == 0 {
			return fmt.Errorf("%s 没有 traces，数字不能经过它追溯", s.table)
		}
		for _, column := range naming(mart) {
			s.key = append(s.key, "t."+name(column))
		}
	}
	return nil
}

// reference makes the relation of a table of ref: its lines stand in rule files,
// and a region's code gets its name beside it.
func (s *source) reference(table string) {
	columns, joins := "", ""
	if s.kinds["region_code"] != "" {
		columns, joins = ", r.name AS _region", " LEFT JOIN ref.regions r ON r.code = x.region_code"
		s.kinds["_region"] = "VARCHAR"
	}
	file, line := "NULL", "NULL"
	if s.kinds["position"] != "" {
		file, line = "o.file", "o.line"
		joins += " LEFT JOIN meta.reference o ON o.list = " + hengji.Quoted(table) + " AND o.position = x.position"
	}
	if s.kinds["scheme"] == "VARCHAR" { // of schema/schemes; grades and decisions know their lines
		file = "'schema/schemes/' || x.scheme || '.yaml'"
		if line != "NULL" {
			joins += " AND o.file = " + file
		}
	}
	columns += ", " + file + " AS _file, " + line + " AS _row"
	s.relation = "(SELECT x.*, NULL AS _submission, NULL AS _sheet" + columns + " FROM ref." + name(table) + " x" + joins + ")"
	s.file = "t._file"
	for _, column := range s.columns {
		if s.kinds[column] == "VARCHAR" && len(s.key) < 2 {
			s.key = append(s.key, "t."+name(column))
		}
	}
}

// mart finds a view by mart.<name> or base.<name>; nil where there is none.
func (b *Build) mart(table string) *hengji.Mart {
	for _, mart := range slices.Concat(b.rules.Base, b.rules.Marts) {
		if mart.Schema()+"."+mart.Name == table {
			return mart
		}
	}
	return nil
}
