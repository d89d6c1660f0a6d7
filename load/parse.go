package load

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"hengji"
)

// syntax is what the engine's own parser says of a text. Its json_serialize_sql
// takes SELECT statements only, and several of them at once.
type syntax struct {
	Error      bool              `json:"error"`
	Message    string            `json:"error_message"`
	Type       string            `json:"error_type"`
	Position   string            `json:"position"`
	Statements []json.RawMessage `json:"statements"`
}

// mistake is a fault in a statement, with its place in bytes where the parser
// tells it (-1: not told).
type mistake struct {
	position int
	text     string
}

func (m *mistake) Error() string { return m.text }

// Unwrap makes every mistake an ErrQuery.
func (m *mistake) Unwrap() error { return ErrQuery }

// parse proves that a text is exactly one SELECT, and gives its syntax tree.
func parse(ctx context.Context, conn querier, text string) (json.RawMessage, error) {
	result, err := queryText(ctx, conn, "SELECT CAST(json_serialize_sql(CAST(? AS VARCHAR)) AS VARCHAR)", convertText(text))
	if err != nil {
		return nil, fmt.Errorf("parse statement: %w", err)
	}
	var s syntax
	if err := json.Unmarshal([]byte(result), &s); err != nil {
		return nil, fmt.Errorf("parse statement: read the parser's answer: %w", err)
	}
	switch {
	case s.Error && strings.Contains(s.Message, "Only SELECT"):
		return nil, &mistake{-1, "只能是一条 SELECT"}
	case s.Error:
		position := -1
		if s.Position != "" {
			_, _ = fmt.Sscan(s.Position, &position)
		}
		return nil, &mistake{position, advised(s.Message)}
	case len(s.Statements) != 1:
		return nil, &mistake{-1, fmt.Sprintf("只能是一条 SELECT，这里有 %d 条", len(s.Statements))}
	}
	return s.Statements[0], nil
}

// parsed reports whether a text of a rule file is parsed by itself, before it stands within
// brackets in a statement of ours: a semicolon in it could begin another one. Where
// single workbooks are judged, those without one are left to the engine: what is no
// SELECT stops there too.
func (b *Build) parsed(text string) bool {
	return b.asked == nil || strings.Contains(text, ";") && slices.Contains(sqlWords(text), ";")
}

// Portable reports rules whose texts only the engine's own parser can tell to be one
// SELECT each: an engine in a browser lacks it.
func Portable(rules *hengji.Rules) error {
	b := &Build{asked: map[string]bool{}}
	for _, rule := range rules.Checks {
		if b.parsed(statement(rule.SQL)) {
			return fmt.Errorf("%s:%d: 语句中间有分号，浏览器里不能审核", rule.Source.File, rule.Source.Line)
		}
	}
	for _, view := range rules.Base {
		if b.parsed(statement(view.SQL)) {
			return fmt.Errorf("%s:%d: 语句中间有分号，浏览器里不能审核", view.Source.File, view.Source.Line)
		}
	}
	return nil
}

// parseChecks proves that every check is exactly one SELECT, in one question to the
// parser: seventy take as long as ten alone.
func (b *Build) parseChecks() error {
	var texts []string
	for i, check := range b.rules.Checks {
		if text := statement(check.SQL); b.parsed(text) {
			texts = append(texts, fmt.Sprintf("(%d, %s)", i, hengji.Quoted(convertText(text))))
		}
	}
	if len(texts) == 0 {
		return nil
	}
	refused, err := b.query(context.Background(), `SELECT place FROM (
	SELECT place, json_serialize_sql(text) AS tree FROM (VALUES `+strings.Join(texts, ", ")+`) check_text(place, text)
) WHERE tree ->> 'error' IS DISTINCT FROM 'false' OR json_array_length(tree, '$.statements') IS DISTINCT FROM 1 ORDER BY place`, len(texts))
	if err != nil {
		return fmt.Errorf("parse checks: %w", err)
	}
	if len(refused.rows) == 0 {
		return nil
	}
	place, err := whole(refused.rows[0][0])
	if err != nil {
		return fmt.Errorf("parse checks: %w", err)
	}
	check := b.rules.Checks[place]
	if _, err := parse(context.Background(), b.conn, statement(check.SQL)); err != nil {
		return fmt.Errorf("%s:%d: parse check %s: %w", check.Source.File, check.Source.Line, check.ID, err)
	}
	return fmt.Errorf("%s:%d: parse check %s: the parser does not say what it refuses", check.Source.File, check.Source.Line, check.ID)
}

func queryText(ctx context.Context, conn querier, statement string, args ...any) (text string, err error) {
	rows, err := conn.QueryContext(ctx, statement, args...)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&text); err != nil {
			return "", err
		}
	}
	return text, rows.Err()
}

// named is a table that a syntax tree names.
type named struct {
	catalog, schema, table string
	position               int
}

// tablesIn walks a syntax tree for the tables that it reads.
func tablesIn(tree json.RawMessage) []named {
	var root any
	if err := json.Unmarshal(tree, &root); err != nil {
		return nil
	}
	var found []named
	var walk func(any)
	walk = func(node any) {
		switch n := node.(type) {
		case []any:
			for _, item := range n {
				walk(item)
			}
		case map[string]any:
			if n["type"] == "BASE_TABLE" {
				text := func(key string) string { s, _ := n[key].(string); return s }
				position := -1
				if at, ok := n["query_location"].(float64); ok && at < 1<<31 {
					position = int(at)
				}
				found = append(found, named{text("catalog_name"), text("schema_name"), text("table_name"), position})
			}
			for _, item := range n {
				walk(item)
			}
		}
	}
	walk(root)
	return found
}
