package load

import (
	"maps"
	"slices"
	"strings"

	"hengji"
)

// reach says what SQL can read, by its words alone: a table, view or macro that no
// word names is not read. A word in a comment counts as well; so it says too much,
// never too little. That is cheap enough to ask of every check in every run. The header
// of a file, the lines of comment before its statement, is left out.
type reach struct {
	named map[string][]string        // words of each view of base and each macro, by its name
	of    map[string]map[string]bool // the words of a text and of all that it names
}

func newReach(rules *hengji.Rules) *reach {
	r := &reach{named: map[string][]string{"cell": {"cell_name"}}, of: map[string]map[string]bool{}} // meta.cell asks for that macro
	for _, view := range rules.Base {
		r.named[view.Name] = sqlWords(view.SQL)
	}
	for _, macro := range rules.Macros {
		r.named[macro.Name] = append(r.named[macro.Name], sqlWords(macro.SQL)...)
	}
	return r
}

// sqlWords lists the words of a text, in lower case: what could name something.
func sqlWords(text string) []string {
	for strings.HasPrefix(text, "--") {
		_, text, _ = strings.Cut(text, "\n")
	}
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_'
	})
}

// words gives the words of a text and of every view and macro that it reads.
func (r *reach) words(text string) map[string]bool {
	if words := r.of[text]; words != nil {
		return words
	}
	words := map[string]bool{}
	for next := sqlWords(text); len(next) > 0; {
		word := next[len(next)-1]
		if next = next[:len(next)-1]; !words[word] {
			words[word] = true
			next = append(next, r.named[word]...)
		}
	}
	r.of[text] = words
	return words
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
	words := b.reach.words(rule.SQL)
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

// judgingOnly gives the rules without what no check reads, nor who proposes, and the words
// of its checks.
func judgingOnly(rules *hengji.Rules) (_ *hengji.Rules, asked map[string]bool) {
	reach, read := newReach(rules), map[string]bool{}
	for _, check := range rules.Checks {
		maps.Copy(read, reach.words(check.SQL))
	}
	only := *rules
	views := viewsRead(rules.Checks, slices.Concat(rules.Base, rules.Marts))
	only.Marts = slices.DeleteFunc(slices.Clone(rules.Marts), func(mart *hengji.Mart) bool { return !views[mart.Schema()+"."+mart.Name] })
	for _, mart := range only.Marts {
		maps.Copy(read, reach.words(mart.SQL))
	}
	for _, view := range rules.Base {
		if view.Name == knownValues { // asked where something is found
			maps.Copy(read, reach.words("base."+view.Name))
		}
	}
	only.Base = slices.DeleteFunc(slices.Clone(rules.Base), func(view *hengji.Mart) bool { return !read[view.Name] })
	only.Macros = slices.DeleteFunc(slices.Clone(rules.Macros), func(macro *hengji.Macro) bool { return !read[macro.Name] })
	only.CodeLists = map[string]*hengji.CodeList{}
	for key, list := range rules.CodeLists {
		if read[list.Name] || key == "regions" { // of core.region
			only.CodeLists[key] = list
		}
	}
	return &only, read
}
