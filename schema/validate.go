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
	//go:embed cases.schema.json
	casesSchema []byte
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
	casesProfile  = sync.OnceValue(func() profile { return compile("cases.schema.json", casesSchema) })
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

// validate holds a document against a profile, unless it is known to keep it.
func validate(against func() profile, file string, root *yaml.Node, mistakes *mistakeList) {
	if mistakes.proven {
		return
	}
	p := against()
	var wrong *jsonschema.ValidationError
	switch err := p.compiled.Validate(plain(file, root, mistakes)); {
	case err == nil:
	case errors.As(err, &wrong):
		p.collect(file, root, wrong, mistakes)
	default:
		mistakes.add(file, root.Line, "%v", err)
	}
}

// collect walks to the leaves: what stands above them only says that something
// below is wrong.
func (p profile) collect(file string, root *yaml.Node, wrong *jsonschema.ValidationError, mistakes *mistakeList) {
	if len(wrong.Causes) > 0 {
		for _, cause := range wrong.Causes {
			p.collect(file, root, cause, mistakes)
		}
		return
	}
	node, line, owner, name := locate(root, wrong.InstanceLocation)
	add := func(line int, format string, values ...any) {
		mistakes.add(file, line, "%s%s", owner, fmt.Sprintf(format, values...))
	}
	switch w := wrong.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		choices := p.keys(wrong.SchemaURL)
		for _, key := range w.Properties {
			add(lineOf(node, key), "%s不能有键 %q%s", under(name), key, among(key, choices))
		}
	case *kind.Required:
		for _, key := range w.Missing {
			add(line, "%s缺少键 %q", under(name), key)
		}
	case *kind.Type:
		add(line, "%s 应为%s，现为%s", name, wanted(w.Want), kindName(node))
	case *kind.Enum:
		var choices []string
		for _, choice := range w.Want {
			choices = append(choices, fmt.Sprint(choice))
		}
		add(line, "%s 不能是 %q%s", name, fmt.Sprint(w.Got), among(fmt.Sprint(w.Got), choices))
	case *kind.Pattern:
		add(line, "%s 的值 %q %s", name, w.Got, patternWords(w.Want))
	case *kind.MinItems:
		add(line, "%s 是空列表", name)
	case *kind.Minimum:
		add(line, "%s 为 %s，小于 %s", name, text(node), w.Want.RatString())
	case *kind.Maximum:
		add(line, "%s 为 %s，大于 %s", name, text(node), w.Want.RatString())
	case *kind.ExclusiveMinimum:
		add(line, "%s 为 %s，应大于 %s", name, text(node), w.Want.RatString())
	case *kind.MaxLength:
		add(line, "%s 超过 %d 个字", name, w.Want)
	case *kind.MaxItems:
		add(line, "%s 超过 %d 项", name, w.Want)
	default:
		add(line, "%s 有误：%v", name, wrong.ErrorKind)
	}
}

// locate follows an instance location to its node, the line to tell, what it is
// part of ("field amount_wan: ") and the name to call it by.
func locate(root *yaml.Node, location []string) (node *yaml.Node, line int, owner, name string) {
	node, line, name = root, root.Line, wholeFile
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
			line, name = node.Line, fmt.Sprintf("%s 第 %d 项", name, i+1)
			if node.Kind != yaml.MappingNode {
				continue
			}
			owner = name + "："
			for _, title := range []struct{ key, word string }{{"name", "字段 "}, {"id", "规则 "}, {"period", "报告期 "}} {
				if called := text(node, title.key); called != "" {
					if title.key == "name" && !strings.HasPrefix(name, "fields ") {
						title.word = "" // a weight or a grade is called by its name alone
					}
					owner = title.word + called + "："
					break
				}
			}
			name = wholeFile
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

// wholeFile is what a document is called that has no name of its own.
const wholeFile = "文件"

// under says in which key of the file something stands.
func under(name string) string {
	if name == wholeFile {
		return ""
	}
	return name + " 里"
}

func wanted(types []string) string {
	words := make([]string, len(types))
	for i, one := range types {
		switch one {
		case "string":
			words[i] = "文本（像数字或日期的要加引号）"
		case "boolean":
			words[i] = "布尔值 true 或 false"
		case "array":
			words[i] = "列表"
		case "object":
			words[i] = "一组键和值"
		case "integer":
			words[i] = "整数"
		default:
			words[i] = "数字"
		}
	}
	return strings.Join(words, "或")
}

// patternWords says what a profile's pattern asks for.
func patternWords(pattern string) string {
	switch pattern {
	case `\S`:
		return "不能为空"
	case identifier.String():
		return "只能用小写字母、数字和 _，并以字母开头"
	case ruleID.String():
		return "不是规则编号：大写字母和数字，至少两段，用 - 相连"
	case `^[^=\s]+=.+$`:
		return "应写成 字段=值"
	case periodPattern.String():
		return "不是报告期，应如 2021 或 2021-H1"
	}
	return "不符合 " + pattern
}
