package ooxml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// Parts of a workbook are edited as text: found by a parser, changed by splicing,
// so that every byte that is not ours stays as it came. A document that names its
// elements with a prefix, has a DTD or is not well-formed is refused.

// element is one element of a document with the places of its tags:
// <name attrs> is [start, open), </name> is [close, end). A self-closed element
// has open == close == end.
type element struct {
	name                    string
	depth                   int // the root is 1
	start, open, close, end int
	attrs                   []xml.Attr
}

// attr is an attribute's value by its name as written, "r:id" for one with a
// prefix.
func (e element) attr(name string) string {
	for _, a := range e.attrs {
		if a.Name.Local == name && a.Name.Space == "" || a.Name.Space+":"+a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// attributeSpelled finds an attribute inside a start tag.
func attributeSpelled(name string) *regexp.Regexp {
	return regexp.MustCompile(`\s` + regexp.QuoteMeta(name) + `\s*=\s*("[^"]*"|'[^']*')`)
}

var errNotPlain = Unsuited("内部格式不规范")

// mostElements bounds the memory that a document full of tiny elements takes.
const mostElements = 300_000

// outline parses the whole document and lists its elements down to a depth, in
// document order. The first is the root.
func outline(doc []byte, deepest int) ([]element, error) {
	decoder := xml.NewDecoder(bytes.NewReader(doc))
	var list []element
	var open []int // places in list; -1 below the deepest
	var names []xml.Name
	for {
		start := int(decoder.InputOffset())
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, errNotPlain
		}
		end := int(decoder.InputOffset())
		switch token := token.(type) {
		case xml.Directive:
			return nil, errNotPlain
		case xml.StartElement:
			names = append(names, token.Name)
			if len(names) > 200 { // no part of a workbook nests so deep
				return nil, errNotPlain
			}
			place := -1
			if len(names) <= deepest {
				if place = len(list); place == mostElements {
					return nil, Unsuited("工作簿过大")
				}
				name := token.Name.Local
				if token.Name.Space != "" {
					name = token.Name.Space + ":" + name
				}
				list = append(list, element{name: name, depth: len(names), start: start, open: end, attrs: token.Copy().Attr})
			}
			open = append(open, place)
		case xml.EndElement:
			if len(names) == 0 || names[len(names)-1] != token.Name {
				return nil, errNotPlain
			}
			if place := open[len(open)-1]; place >= 0 {
				list[place].close, list[place].end = start, end
			}
			names, open = names[:len(names)-1], open[:len(open)-1]
		}
	}
	if len(names) > 0 || len(list) == 0 || len(list) > 1 && list[1].depth == 1 {
		return nil, errNotPlain
	}
	return list, nil
}

// find is the first element of a name at a depth.
func find(tree []element, depth int, name string) (element, bool) {
	for _, e := range tree {
		if e.depth == depth && e.name == name {
			return e, true
		}
	}
	return element{}, false
}

// within lists the children of an element.
func within(tree []element, parent element) []element { return under(tree, parent, 1) }

// under lists the descendants that stand so many levels below an element.
func under(tree []element, parent element, levels int) []element {
	// The tree is in document order: what is inside stands together.
	from := sort.Search(len(tree), func(i int) bool { return tree[i].start >= parent.open })
	var list []element
	for _, e := range tree[from:] {
		if e.start >= parent.close {
			break
		}
		if e.depth == parent.depth+levels {
			list = append(list, e)
		}
	}
	return list
}

// edit replaces doc[from:to] by text.
type edit struct {
	from, to int
	text     string
}

// splice makes edits that do not overlap; those of one place keep their order.
func splice(doc []byte, edits ...edit) []byte {
	slices.SortStableFunc(edits, func(a, b edit) int { return a.from - b.from })
	var b bytes.Buffer
	at := 0
	for _, e := range edits {
		b.Write(doc[at:e.from])
		b.WriteString(e.text)
		at = e.to
	}
	b.Write(doc[at:])
	return b.Bytes()
}

// inside is the edit that appends to an element's content, opening it where it is
// self-closed.
func (e element) inside(doc []byte, text string) edit {
	if e.open == e.close { // <name/> or <name></name>
		tag := doc[e.start:e.open]
		if bytes.HasSuffix(tag, []byte("/>")) {
			return edit{e.open - 2, e.open, ">" + text + "</" + e.name + ">"}
		}
	}
	return edit{e.close, e.close, text}
}

// with is the edit that sets an attribute of the element's start tag.
func (e element) with(doc []byte, name, value string) edit {
	tag := doc[e.start:e.open]
	if at := attributeSpelled(name).FindSubmatchIndex(tag); at != nil {
		return edit{e.start + at[2], e.start + at[3], `"` + escape(value) + `"`}
	}
	behind := e.start + 1 + len(e.name)
	return edit{behind, behind, " " + name + `="` + escape(value) + `"`}
}

// counted is the edit that brings a count attribute up to date; none where the
// element has none.
func (e element) counted(doc []byte, n int) []edit {
	if e.attr("count") == "" {
		return nil
	}
	return []edit{e.with(doc, "count", strconv.Itoa(n))}
}

// appendChild adds text as the last child of the root.
func appendChild(doc []byte, text string) ([]byte, error) {
	tree, err := outline(doc, 1)
	if err != nil {
		return nil, err
	}
	if strings.Contains(tree[0].name, ":") {
		return nil, errNotPlain
	}
	return splice(doc, tree[0].inside(doc, text)), nil
}

// before is the place to insert a child of the root that order lists: in front of
// the first child that comes later in that order. Names that order lacks say
// nothing.
func before(tree []element, order []string, name string) int {
	mine := slices.Index(order, name)
	for _, e := range tree {
		if e.depth == 2 && slices.Index(order, e.name) > mine {
			return e.start
		}
	}
	return tree[0].close
}

// EscapeCodes keeps _x001B_ in a text from being read as the character of that code:
// the underline that would begin such a code is itself written as one. (excelize stores
// text as it is given, so it would come back as ESC.)
func EscapeCodes(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if s[i] == '_' && characterCode.MatchString(s[i:min(len(s), i+7)]) {
			b.WriteString("_x005F")
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

var characterCode = regexp.MustCompile(`^_x[0-9A-Fa-f]{4}_$`)

// QuoteSheet is a sheet's name as it stands in a reference.
func QuoteSheet(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// escape makes a text fit for content and attributes.
func escape(s string) string {
	var b strings.Builder
	// EscapeText writes line breaks as &#xA;, and what XML forbids as U+FFFD.
	_ = xml.EscapeText(&b, []byte(s)) // a Builder does not fail
	return b.String()
}
