package schema

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"hengji"
)

var ruleID = regexp.MustCompile(`^[A-Z][A-Z0-9]*(-[A-Z0-9]+)+$`)

// findingValues are the placeholders that reading rules and facts can fill (see
// hengji.Rules.Finding). A check fills its own from the columns of its SELECT.
var findingValues = []string{"got", "want", "diff", "suggestion", "more", "label", "sheet", "cell", "row", "column"}

// fact is what schema/rules.yaml says of one kind of fact.
type fact struct {
	severity    hengji.Severity
	kind        string
	title, text string

	several, each, want string
}

// readCatalogue reads schema/rules.yaml: the reading rules into the catalogue,
// and the words of facts.
func readCatalogue(file string, data []byte, catalogue map[hengji.RuleID]*hengji.Rule, mistakes *mistakeList) map[string]fact {
	root := parseYAML(file, data, mistakes)
	if root == nil {
		return nil
	}
	validate(rulesProfile, file, root, mistakes)
	for _, node := range items(root, "reading") {
		rule := &hengji.Rule{
			ID:          hengji.RuleID(text(node, "id")),
			Title:       text(node, "title"),
			Description: text(node, "description"),
			Severity:    hengji.Severity(text(node, "severity")),
			Shadow:      isSet(node, "shadow"),
			Scope:       "submission",
			Message:     text(node, "message"),
			Want:        wantOf(node),
			Several:     text(node, "several"),
			Each:        text(node, "each"),
			Type:        text(node, "type"),
			Source:      hengji.FilePlace{File: file, Line: node.Line},
		}
		wordsOf(file, node, mistakes)
		enter(catalogue, rule, mistakes)
	}
	facts := map[string]fact{}
	mapping := child(root, "facts")
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return facts
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		node := mapping.Content[i+1]
		one := fact{hengji.Severity(text(node, "severity")), text(node, "type"), text(node, "title"), text(node, "message"), text(node, "several"), text(node, "each"), wantOf(node)}
		wordsOf(file, node, mistakes)
		facts[mapping.Content[i].Value] = one
	}
	return facts
}

// wantOf is how a rule of rules.yaml says its value want: as it is, where it has no words
// for it.
func wantOf(node *yaml.Node) string {
	if child(node, "want") == nil {
		return hengji.PlainWant
	}
	return text(node, "want")
}

// wordsOf judges what a rule or fact of rules.yaml says.
func wordsOf(file string, node *yaml.Node, mistakes *mistakeList) {
	placeholders(file, lineOf(node, "message"), text(node, "message"), findingValues, mistakes)
	placeholders(file, lineOf(node, "want"), text(node, "want"), findingValues, mistakes)
	placeholders(file, lineOf(node, "each"), text(node, "each"), findingValues, mistakes)
	placeholders(file, lineOf(node, "several"), text(node, "several"), slices.Concat(findingValues, hengji.OfSeveral), mistakes)
}

// enter puts a rule into the catalogue; an id is given once.
func enter(catalogue map[hengji.RuleID]*hengji.Rule, rule *hengji.Rule, mistakes *mistakeList) {
	if rule.ID == "" {
		return
	}
	if other := catalogue[rule.ID]; other != nil {
		mistakes.add(rule.Source.File, rule.Source.Line, "规则 %s 重复：%s:%d 已有", rule.ID, other.Source.File, other.Source.Line)
		return
	}
	catalogue[rule.ID] = rule
}

// declared lists the facts that a field declares, in the order of rules.yaml.
func declared(field *hengji.Field) []string {
	var facts []string
	for _, one := range []struct {
		name string
		is   bool
	}{
		{"required", field.Required},
		{field.Kind.String(), field.Kind != hengji.Text},
		{"minimum", field.Minimum != nil},
		{"maximum", field.Maximum != nil},
		{"maxLength", field.MaxLength > 0},
		{"pattern", field.Pattern != ""},
		{"enum", len(field.Enum) > 0},
		{"code", field.Codes != ""},
		{"unique", field.Unique},
		{"uscc", field.Format == "uscc"},
	} {
		if one.is {
			facts = append(facts, one.name)
		}
	}
	return facts
}

// factRules makes the rule <form>.<field>.<fact> of each fact of a form.
func factRules(form *hengji.Form, facts map[string]fact, catalogue map[hengji.RuleID]*hengji.Rule, mistakes *mistakeList) {
	for _, field := range form.Fields {
		for _, name := range declared(field) {
			words := facts[name] // a fact without words was told in rules.yaml
			rule := &hengji.Rule{
				ID:          hengji.FactRule(form.Name, field.Name, name),
				Title:       field.Label + "：" + words.title,
				Description: form.Title + "“" + field.Label + "”：" + words.title,
				Severity:    words.severity,
				Scope:       "submission",
				Form:        form.Name,
				Field:       field.Name,
				Message:     words.text,
				Want:        words.want,
				Several:     words.several,
				Each:        words.each,
				Type:        words.kind,
				Source:      field.Source,
			}
			if severity, own := field.Severity[name]; own {
				rule.Severity = severity
			}
			if message, own := field.Message[name]; own {
				rule.Message, rule.Several, rule.Each = message, "", "" // its own words, and none for several
			}
			enter(catalogue, rule, mistakes)
		}
	}
}

// placeholders judges the names in braces of a message. With nil choices any
// identifier will do.
func placeholders(file string, line int, message string, choices []string, mistakes *mistakeList) {
	rest := message
	for {
		before, after, found := strings.Cut(rest, "{")
		if strings.Contains(before, "}") {
			mistakes.add(file, line, "message 的 } 前面没有 {")
		}
		if !found {
			return
		}
		name, tail, closed := strings.Cut(after, "}")
		switch {
		case !closed || strings.Contains(name, "{"):
			mistakes.add(file, line, "message 的 { 后面没有 }")
			return
		case choices == nil && !identifier.MatchString(name):
			mistakes.add(file, line, "message 里的 {%s} 不是列名", name)
		case choices != nil && !slices.Contains(choices, name):
			mistakes.add(file, line, "message 里没有 {%s} 这个值%s", name, among(name, choices))
		}
		rest = tail
	}
}

// Current proves what rules in force must have and those of an earlier program, which
// a rebuild judges by, need not: the catalogue knows every rule that the program
// reports by itself (hengji.ReadingRules) and no other one of that kind, for both
// sides were written by hand; and every list says what names its rows. The error is
// Errors.
func Current(rules *hengji.Rules, ids []hengji.RuleID) error {
	mistakes := &mistakeList{}
	known := map[hengji.RuleID]*hengji.Rule{}
	for _, id := range ids {
		if known[id] = rules.Catalogue[id]; known[id] == nil {
			mistakes.add(catalogueFile, 1, "缺少规则 %s：程序会用到它", id)
		}
	}
	for id, rule := range rules.Catalogue {
		if _, reported := known[id]; !reported && rule.SQL == "" && rule.Form == "" {
			mistakes.add(rule.Source.File, rule.Source.Line, "程序里没有规则 %s%s", id, guess(id, known))
		}
	}
	keyless(rules.CodeLists, mistakes)
	return mistakes.err()
}

// yields proves that yields-to names known rules and never leads back, which
// would silence both.
func yields(rules *hengji.Rules, lines map[hengji.RuleID]int, mistakes *mistakeList) {
	for _, rule := range rules.Checks {
		for _, id := range rule.YieldsTo {
			if rules.Catalogue[id] == nil {
				mistakes.add(rule.Source.File, lines[rule.ID], "yields-to 里的规则 %q 不存在%s", id, guess(id, rules.Catalogue))
			}
		}
		seen := map[hengji.RuleID]bool{}
		next := slices.Clone(rule.YieldsTo)
		for len(next) > 0 {
			id := next[0]
			next = next[1:]
			if id == rule.ID {
				mistakes.add(rule.Source.File, lines[rule.ID], "yields-to 绕回了 %s 自己", rule.ID)
				break
			}
			if other := rules.Catalogue[id]; other != nil && !seen[id] {
				seen[id] = true
				next = append(next, other.YieldsTo...)
			}
		}
	}
}

// guess offers the nearest rule; all of them would fill the screen.
func guess(id hengji.RuleID, catalogue map[hengji.RuleID]*hengji.Rule) string {
	var ids []string
	for known := range catalogue {
		ids = append(ids, string(known))
	}
	slices.Sort(ids)
	if near := nearest(string(id), ids); near != "" {
		return fmt.Sprintf("；是不是 %q？", near)
	}
	return ""
}
