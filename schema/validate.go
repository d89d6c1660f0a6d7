package schema

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"go.yaml.in/yaml/v3"
)

// The strict profiles. They say shape only: which keys there are, of what type.
// What names mean is judged in forms.go and its neighbours.
var (
	//go:embed form.schema.json
	formSchema []byte
	//go:embed rules.schema.json
	rulesSchema []byte
	//go:embed config.schema.json
	configSchema []byte
	//go:embed scheme.schema.json
	schemeSchema []byte
)

// profile is one JSON Schema, compiled, and as it was written, for the choices
// in messages.
type profile struct {
	compiled *jsonschema.Schema
	written  map[string]any
}

var (
	formProfile   = sync.OnceValue(func() profile { return compile("form.schema.json", formSchema) })
	rulesProfile  = sync.OnceValue(func() profile { return compile("rules.schema.json", rulesSchema) })
	configProfile = sync.OnceValue(func() profile { return compile("config.schema.json", configSchema) })
	schemeProfile = sync.OnceValue(func() profile { return compile("scheme.schema.json", schemeSchema) })
)

// compile panics on a schema that does not compile: it is part of the program.
func compile(name string, data []byte) profile {
	written, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		panic(fmt.Sprintf("schema: parse %s: %v", name, err))
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("hengji:"+name, written); err != nil {
		panic(fmt.Sprintf("schema: add %s: %v", name, err))
	}
	compiled, err := compiler.Compile("hengji:" + name)
	if err != nil {
		panic(fmt.Sprintf("schema: compile %s: %v", name, err))
	}
	return profile{compiled, written.(map[string]any)}
}

// validate holds a document against its profile.
func (p profile) validate(file string, root *yaml.Node, told *complaints) {
	var wrong *jsonschema.ValidationError
	switch err := p.compiled.Validate(plain(file, root, told)); {
	case err == nil:
	case errors.As(err, &wrong):
		p.tell(file, root, wrong, told)
	default:
		told.add(file, root.Line, "%v", err)
	}
}

// tell walks to the leaves: what stands above them only says that something
// below is wrong.
func (p profile) tell(file string, root *yaml.Node, wrong *jsonschema.ValidationError, told *complaints) {
	if len(wrong.Causes) > 0 {
		for _, cause := range wrong.Causes {
			p.tell(file, root, cause, told)
		}
		return
	}
	node, line, owner, name := locate(root, wrong.InstanceLocation)
	add := func(line int, format string, values ...any) {
		told.add(file, line, "%s%s", owner, fmt.Sprintf(format, values...))
	}
	switch w := wrong.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		choices := p.keys(wrong.SchemaURL)
		for _, key := range w.Properties {
			add(lineOf(node, key), "unknown key %q%s%s", key, under(name), among(key, choices))
		}
	case *kind.Required:
		for _, key := range w.Missing {
			add(line, "key %q is missing%s", key, under(name))
		}
	case *kind.Type:
		add(line, "%s must be %s, not %s", name, wanted(w.Want), kindName(node))
	case *kind.Enum:
		var choices []string
		for _, choice := range w.Want {
			choices = append(choices, fmt.Sprint(choice))
		}
		add(line, "%s %q is not known%s", name, fmt.Sprint(w.Got), among(fmt.Sprint(w.Got), choices))
	case *kind.Pattern:
		add(line, "%s %q %s", name, w.Got, patternWords(w.Want))
	case *kind.MinItems:
		add(line, "%s is an empty list", name)
	case *kind.Minimum:
		add(line, "%s is %s, less than %s", name, text(node), w.Want.RatString())
	case *kind.Maximum:
		add(line, "%s is %s, more than %s", name, text(node), w.Want.RatString())
	case *kind.ExclusiveMinimum:
		add(line, "%s is %s, it must be more than %s", name, text(node), w.Want.RatString())
	case *kind.MaxLength:
		add(line, "%s is longer than %d letters", name, w.Want)
	case *kind.MaxItems:
		add(line, "%s holds more than %d", name, w.Want)
	default:
		add(line, "%s is wrong: %v", name, wrong.ErrorKind)
	}
}

// locate follows an instance location to its node, the line to tell, what it is
// part of ("field amount_wan: ") and the name to call it by.
func locate(root *yaml.Node, location []string) (node *yaml.Node, line int, owner, name string) {
	node, line, name = root, root.Line, "the document"
	for _, step := range location {
		switch node.Kind {
		case yaml.MappingNode:
			key, value := entry(node, step)
			if key == nil {
				return node, line, owner, name
			}
			if strings.HasPrefix(name, "x-") { // x-severity required
				step = name + " " + step
			}
			node, line, name = value, key.Line, step
		case yaml.SequenceNode:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(node.Content) {
				return node, line, owner, name
			}
			node = node.Content[i]
			line, name = node.Line, fmt.Sprintf("entry %d of %s", i+1, name)
			if node.Kind != yaml.MappingNode {
				continue
			}
			owner = name + ": "
			for _, title := range []struct{ key, word string }{{"name", "field "}, {"id", "rule "}, {"period", "period "}} {
				if called := text(node, title.key); called != "" {
					if title.key == "name" && !strings.HasSuffix(name, " of fields") {
						title.word = "" // a weight or a grade is called by its name alone
					}
					owner = title.word + called + ": "
					break
				}
			}
			name = "the document"
		}
	}
	return node, line, owner, name
}

// keys lists the keys that an object of the profile may have.
func (p profile) keys(url string) []string {
	_, fragment, _ := strings.Cut(url, "#")
	var at any = p.written
	for step := range strings.SplitSeq(strings.TrimPrefix(fragment, "/"), "/") {
		object, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		if step != "" {
			at = object[step]
		}
	}
	object, _ := at.(map[string]any)
	properties, _ := object["properties"].(map[string]any)
	return slices.Sorted(maps.Keys(properties))
}

func under(name string) string {
	if name == "the document" {
		return ""
	}
	return " in " + name
}

func wanted(types []string) string {
	words := make([]string, len(types))
	for i, one := range types {
		switch one {
		case "string":
			words[i] = "a text (in quotes where it looks like something else)"
		case "boolean":
			words[i] = "true or false"
		case "array":
			words[i] = "a list"
		case "object":
			words[i] = "keys and values"
		case "integer":
			words[i] = "a whole number"
		default:
			words[i] = "a " + one
		}
	}
	return strings.Join(words, " or ")
}

// patternWords says what a profile's pattern asks for.
func patternWords(pattern string) string {
	switch pattern {
	case `\S`:
		return "is blank"
	case identifier.String():
		return "is no name: a lower-case letter, then lower-case letters, digits and _"
	case ruleID.String():
		return "is no rule id: capitals and digits, in at least two parts joined by -"
	case `^[^=\s]+=.+$`:
		return "must be written field=value"
	case `^[0-9]{4}$`:
		return "is no year of four digits"
	}
	return "does not match " + pattern
}
