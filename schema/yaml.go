package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// parseYAML reads one document. Every complaint is told; the node is nil where
// nothing can be read of the file.
func parseYAML(file string, data []byte, mistakes *mistakeList) (root *yaml.Node) {
	defer func() {
		if trouble := recover(); trouble != nil { // the decoder's own limits panic on some inputs
			mistakes.add(file, 1, "不是正确的 YAML：%v", trouble)
			root = nil
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF):
		mistakes.add(file, 1, "文件是空的")
		return nil
	case err != nil:
		line, what := yamlMistake(err)
		mistakes.add(file, line, "不是正确的 YAML（请看缩进、冒号后的空格和引号）：%s", what)
		return nil
	}
	var second yaml.Node
	if err := decoder.Decode(&second); err == nil {
		mistakes.add(file, second.Line, "第二份文档（---）不会被读取：一个文件只写一份")
		return nil
	} else if !errors.Is(err, io.EOF) {
		line, what := yamlMistake(err)
		mistakes.add(file, line, "不是正确的 YAML（请看缩进、冒号后的空格和引号）：%s", what)
		return nil
	}
	if document.Kind != yaml.DocumentNode || len(document.Content) != 1 {
		mistakes.add(file, 1, "文件是空的")
		return nil
	}
	return document.Content[0]
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

// yamlMistake takes the line out of the decoder's message.
func yamlMistake(err error) (line int, what string) {
	what = err.Error()
	if len(what) > 6 && what[:6] == "yaml: " {
		what = what[6:]
	}
	if match := yamlLine.FindStringSubmatchIndex(what); match != nil {
		line, _ = strconv.Atoi(what[match[2]:match[3]])
		what = what[:match[0]] + what[match[1]:]
	}
	return line, what
}

// plain turns a node into what the JSON Schema judges. What YAML can say and a
// rule file must not (a key twice, anchors, numbers such as 0x1F or 010) is told
// and left out.
func plain(file string, node *yaml.Node, mistakes *mistakeList) any {
	switch node.Kind {
	case yaml.MappingNode:
		return plainMapping(file, node, mistakes)
	case yaml.SequenceNode:
		list := make([]any, 0, len(node.Content))
		for _, item := range node.Content {
			list = append(list, plain(file, item, mistakes))
		}
		return list
	case yaml.AliasNode:
		mistakes.add(file, node.Line, "*%s：不支持锚点和别名，请把值写出来", node.Value)
		return nil
	}
	switch node.ShortTag() {
	case "!!str", "!!timestamp": // an unquoted date is the text as written
		return node.Value
	case "!!bool":
		return node.Value == "true" || node.Value == "True" || node.Value == "TRUE"
	case "!!null":
		return nil
	case "!!int", "!!float":
		if number := json.Number(node.Value); plainNumber.MatchString(node.Value) {
			return number
		}
		mistakes.add(file, node.Line, "%s：请写成普通数字；如果是文本，请加引号", node.Value)
		return json.Number("0")
	}
	mistakes.add(file, node.Line, "不支持标签 %s", node.Tag)
	return nil
}

var plainNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?$`)

func plainMapping(file string, node *yaml.Node, mistakes *mistakeList) map[string]any {
	object := map[string]any{}
	lines := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge" {
			mistakes.add(file, key.Line, "键只能是普通文本")
			continue
		}
		if first, twice := lines[key.Value]; twice {
			mistakes.add(file, key.Line, "键 %q 重复：第 %d 行已有", key.Value, first)
			continue
		}
		lines[key.Value] = key.Line
		object[key.Value] = plain(file, value, mistakes)
	}
	return object
}

// entry finds a key of a mapping; both nil where there is none.
func entry(node *yaml.Node, name string) (key, value *yaml.Node) {
	if node == nil || node.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == name {
			return node.Content[i], node.Content[i+1]
		}
	}
	return nil, nil
}

// child finds the value of a path of keys; nil where there is none.
func child(node *yaml.Node, path ...string) *yaml.Node {
	for _, name := range path {
		_, node = entry(node, name)
	}
	return node
}

// The readers below are lenient: what has the wrong type was told by the JSON
// Schema already and reads as absent, so that the search for further mistakes
// goes on.

func text(node *yaml.Node, path ...string) string {
	if node = child(node, path...); node == nil || node.Kind != yaml.ScalarNode {
		return ""
	}
	return node.Value
}

func isSet(node *yaml.Node, path ...string) bool {
	node = child(node, path...)
	return node != nil && node.ShortTag() == "!!bool" && (node.Value == "true" || node.Value == "True" || node.Value == "TRUE")
}

func items(node *yaml.Node, path ...string) []*yaml.Node {
	if node = child(node, path...); node == nil || node.Kind != yaml.SequenceNode {
		return nil
	}
	return node.Content
}

func texts(node *yaml.Node, path ...string) []string {
	var list []string
	for _, item := range items(node, path...) {
		list = append(list, text(item))
	}
	return list
}

// textLists reads a list of lists of texts.
func textLists(node *yaml.Node, path ...string) [][]string {
	var all [][]string
	for _, item := range items(node, path...) {
		all = append(all, texts(item))
	}
	return all
}

// namedTexts reads keys with a text each; nil where there is none.
func namedTexts(node *yaml.Node, path ...string) map[string]string {
	node = child(node, path...)
	if node == nil || node.Kind != yaml.MappingNode {
		return nil
	}
	all := map[string]string{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		all[node.Content[i].Value] = text(node, node.Content[i].Value)
	}
	return all
}

// lineOf is the line of a path of keys, or of the nearest one above that is
// there.
func lineOf(node *yaml.Node, path ...string) int {
	line := node.Line
	for _, name := range path {
		key, value := entry(node, name)
		if key == nil {
			return line
		}
		line, node = key.Line, value
	}
	return line
}

// kindName says in an author's words what a node holds.
func kindName(node *yaml.Node) string {
	if node == nil {
		return "空"
	}
	switch node.Kind {
	case yaml.MappingNode:
		return "一组键和值"
	case yaml.SequenceNode:
		return "列表"
	case yaml.ScalarNode:
		switch node.ShortTag() {
		case "!!null":
			return "空"
		case "!!bool":
			return "布尔值 true 或 false"
		case "!!int", "!!float":
			return "数字 " + node.Value
		}
		return fmt.Sprintf("文本 %q", node.Value)
	}
	return "别名"
}
