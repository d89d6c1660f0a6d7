package load

import (
	"maps"
	"slices"
	"strings"

	"hengji"
)

// reach says what SQL reads, by its words alone: a table or macro that no word names is
// not read, and a view is where one text has its name and its schema's. What a string says
// counts as well; so it says too much, never too little. That is cheap enough to ask of
// every check in every run.
type reach struct {
	named map[string][]*readable // views and macros, by name
	of    map[string]*reached    // by text, once asked
}

// readable is a view, or a macro, that a text may name.
type readable struct {
	view *hengji.Mart // nil of a macro
	text string
}

// reached is what a text reads, by itself and through all that it names.
type reached struct {
	words map[string]bool
	views map[*hengji.Mart]bool
}

func newReach(rules *hengji.Rules) *reach {
	r := &reach{named: map[string][]*readable{"cell": {{text: "cell_name"}}}, of: map[string]*reached{}} // meta.cell asks for that macro
	for _, view := range slices.Concat(rules.Base, rules.Marts) {
		r.named[view.Name] = append(r.named[view.Name], &readable{view: view, text: view.SQL})
	}
	for _, macro := range rules.Macros {
		r.named[macro.Name] = append(r.named[macro.Name], &readable{text: macro.SQL})
	}
	return r
}

// sqlWords lists the words of a text, in lower case: what could name something. Those of
// comments are left out. A semicolon beyond strings and comments is a word too, and so is
// where a string may begin whose end only the parser knows: E'…', $$…$$.
func sqlWords(text string) []string {
	text = strings.ToLower(text)
	var words []string
	quote := byte(0) // of the string or the quoted name that is open
	for at := 0; at < len(text); at++ {
		from := at
		for at < len(text) && (text[at] >= 'a' && text[at] <= 'z' || text[at] >= '0' && text[at] <= '9' || text[at] == '_') {
			at++
		}
		if at > from {
			words = append(words, text[from:at])
		}
		rest := text[at:]
		switch {
		case rest == "":
		case quote == 0 && (rest[0] == ';' || rest[0] == '$' || rest[0] == '\'' && text[from:at] == "e"):
			words = append(words, ";")
			if rest[0] == '\'' {
				quote = rest[0]
			}
		case quote == 0 && strings.HasPrefix(rest, "--"):
			comment, _, _ := strings.Cut(rest, "\n")
			at += len(comment)
		case quote == 0 && strings.HasPrefix(rest, "/*"):
			comment, _, _ := strings.Cut(rest, "*/")
			at += len(comment)
		case rest[0] == quote:
			quote = 0
		case quote == 0 && (rest[0] == '\'' || rest[0] == '"'):
			quote = rest[0]
		}
	}
	return words
}

// read gives what a text reads: its words, and what each view and macro that they name
// reads in its turn.
func (r *reach) read(text string) *reached {
	if all := r.of[text]; all != nil {
		return all
	}
	all := &reached{words: map[string]bool{}, views: map[*hengji.Mart]bool{}}
	r.of[text] = all // already, for what goes in a circle
	own := map[string]bool{}
	for _, word := range sqlWords(text) {
		own[word] = true
	}
	maps.Copy(all.words, own)
	for word := range own {
		for _, one := range r.named[word] {
			if one.view != nil && !own[one.view.Schema()] {
				continue
			}
			if one.view != nil {
				all.views[one.view] = true
			}
			further := r.read(one.text)
			maps.Copy(all.words, further.words)
			maps.Copy(all.views, further.views)
		}
	}
	return all
}

// unbounded are the words with which a statement reads what stands in no form: other
// schemas, whatever a text names, and the engine's own lists.
func unbounded(word string) bool {
	switch word {
	case "core", "meta", "dq", "mart", "current", "stored", "trace", "temp", "query", "query_table", "information_schema":
		return true
	}
	return slices.ContainsFunc([]string{"duckdb_", "pragma_", "pg_", "sqlite_", "read_", "current_"}, func(prefix string) bool {
		return strings.HasPrefix(word, prefix)
	})
}

// silent reports whether a check has nothing to say, without planning it: all that it reads
// are forms of which no row was read, and lists. Then it gives what it gives over an
// empty database, and Vet holds every check to giving nothing there. A check that
// accuses what is missing reads meta, and is always asked.
func (b *Build) silent(rule *hengji.Rule) bool {
	words := b.reach.read(rule.SQL).words
	for word := range words {
		if unbounded(word) {
			return false
		}
	}
	return !slices.ContainsFunc(b.rules.Forms, func(form *hengji.Form) bool { return words[form.Name] && b.staged[form.Name] > 0 })
}

// reads reports whether anything may read schema.table of the build.
func (b *Build) reads(schema, table string) bool {
	return b.asked == nil || b.asked[schema] && b.asked[table]
}

// judgingOnly gives the rules without what no check reads, nor who proposes, what they reach,
// and the words of its checks.
func judgingOnly(rules *hengji.Rules) (_ *hengji.Rules, _ *reach, asked map[string]bool) {
	reach, only := newReach(rules), *rules
	all := &reached{words: map[string]bool{}, views: map[*hengji.Mart]bool{}}
	add := func(text string) {
		read := reach.read(text)
		maps.Copy(all.words, read.words)
		maps.Copy(all.views, read.views)
	}
	for _, check := range rules.Checks {
		add(check.SQL)
	}
	for _, view := range rules.Base {
		if view.Name == knownValues { // asked where something is found
			add(viewName(view))
		}
	}
	unread := func(view *hengji.Mart) bool { return !all.views[view] }
	only.Base = slices.DeleteFunc(slices.Clone(rules.Base), unread)
	only.Marts = slices.DeleteFunc(slices.Clone(rules.Marts), unread)
	only.Macros = slices.DeleteFunc(slices.Clone(rules.Macros), func(macro *hengji.Macro) bool { return !all.words[macro.Name] })
	only.CodeLists = map[string]*hengji.CodeList{}
	for key, list := range rules.CodeLists {
		if all.words[list.Name] || key == "regions" { // of core.region
			only.CodeLists[key] = list
		}
	}
	return &only, reach, all.words
}
