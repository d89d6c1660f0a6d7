package report

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// written is a heading or a paragraph of a Markdown text.
type written struct {
	line  int // 1 is the first
	level int // of a heading; 0 is a paragraph
	spans []span
}

// span is text of one weight. A paragraph's lines are joined without a space, as
// Chinese is written.
type span struct {
	text   string
	strong bool
	line   int
}

// reads of Markdown what an official paper has: headings, paragraphs, strong text.
// Numbers before a text are text, as are links, code and HTML.
var reads = parser.NewParser(
	parser.WithBlockParsers(util.Prioritized(parser.NewATXHeadingParser(), 100), util.Prioritized(parser.NewParagraphParser(), 200)),
	parser.WithInlineParsers(util.Prioritized(strongText{}, 100)),
)

// strongText reads **文字。**文字: the parser's own rule, made for spaces between words,
// takes that for stars.
type strongText struct{}

func (strongText) Trigger() []byte { return []byte("*") }

func (strongText) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, at := block.PeekLine()
	rest, begins := bytes.CutPrefix(line, []byte("**"))
	end := bytes.Index(rest, []byte("**"))
	if !begins || end <= 0 {
		return nil
	}
	node := ast.NewEmphasis(2)
	node.AppendChild(node, ast.NewTextSegment(text.NewSegment(at.Start+2, at.Start+2+end)))
	block.Advance(end + 4)
	return node
}

// markdown reads lines. One that begins with a bracket begins a paragraph; one that
// is a sign alone ends it.
func markdown(lines []string) []written {
	var source bytes.Buffer
	var starts, numbers []int // offsets of the lines of source, and which they were
	write := func(line string, number int) {
		starts, numbers = append(starts, source.Len()), append(numbers, number)
		source.WriteString(line + "\n")
	}
	for i, line := range lines {
		if strings.HasPrefix(line, "[") {
			write("", i+1)
		}
		marks := len(line) - len(strings.TrimLeft(line, "#"))
		write(strings.TrimSpace(line[:marks]+" "+line[marks:]), i+1) // ##一、 is a heading to those who write Chinese
		if insertPattern.MatchString(line) {
			write("", i+1)
		}
	}
	at := func(offset int) int {
		i, found := slices.BinarySearch(starts, offset)
		if !found {
			i--
		}
		return numbers[max(i, 0)]
	}
	content := source.Bytes()
	var list []written
	document := reads.Parse(text.NewReader(content))
	for node := document.FirstChild(); node != nil; node = node.NextSibling() {
		one := written{}
		if heading, is := node.(*ast.Heading); is {
			one.level = heading.Level
		}
		_ = ast.Walk(node, func(inner ast.Node, entering bool) (ast.WalkStatus, error) { // it never fails
			if t, is := inner.(*ast.Text); is && entering {
				_, strong := inner.Parent().(*ast.Emphasis)
				s := span{string(util.UnescapePunctuations(t.Segment.Value(content))), strong, at(t.Segment.Start)}
				last := len(one.spans) - 1
				if last >= 0 && one.spans[last].strong == s.strong && one.spans[last].line == s.line {
					one.spans[last].text += s.text
				} else {
					one.spans = append(one.spans, s)
				}
			}
			return ast.WalkContinue, nil
		})
		if len(one.spans) > 0 {
			one.line = one.spans[0].line
			list = append(list, one)
		}
	}
	return list
}
