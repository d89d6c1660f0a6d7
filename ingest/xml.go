package ingest

import (
	"bytes"
	"errors"
)

// xmlScanner reads XML as strictly as XML 1.0 with namespaces asks for, minus
// what no workbook needs (DOCTYPE): tags balanced and matching, attributes
// quoted and unique, prefixes declared, the five entities and valid character
// numbers only, valid UTF-8 without control characters. encoding/xml is not
// used because it is lenient on several of these and eight times slower.
type xmlScanner struct {
	data     []byte
	pos      int
	final    bool // nothing follows data; otherwise errMore asks for more
	fragment bool // a run of elements rather than one root with its prolog
	nesting  int  // limit
	outer    int  // elements open around a fragment

	// The current token. Slices point into data. End tags match their start tags
	// and have nothing to tell.
	local      []byte // of a start tag
	prefix     []byte
	space      space
	attributes []attribute
	raw        []byte // of text
	literal    bool   // raw is CDATA
	plain      bool   // raw needs no unescaping

	open       []openElement
	bindings   []binding
	latest     map[string]int // the binding in force of each prefix
	unprefixed space          // of names without a prefix while so many bindings are in force
	known      int
	names      *nameTable // of an element with many attributes
	selfClosed bool
	rooted     bool // the root element was seen
}

type attribute struct {
	prefix, local, raw []byte
}

type openElement struct {
	name     []byte
	bindings int // how many were in force outside
}

type binding struct {
	prefix string
	space  space
	outer  int // the binding of the same prefix that it hides, or -1
}

type token uint8

const (
	tokenStart token = iota
	tokenEnd
	tokenText
	tokenEOF
)

// space is a namespace as far as we tell them apart. Transitional and strict
// OOXML names are one.
type space uint8

const (
	spaceNone space = iota
	spaceOther
	spaceMain          // spreadsheetml
	spaceRelation      // r:id
	spacePackage       // .rels
	spaceContentTypes  // [Content_Types].xml
	spaceCompatibility // mc:AlternateContent
	spaceMacro         // macro sheets
	spaceXML
)

var spaces = map[string]space{
	"http://schemas.openxmlformats.org/spreadsheetml/2006/main":           spaceMain,
	"http://purl.oclc.org/ooxml/spreadsheetml/main":                       spaceMain,
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships": spaceRelation,
	"http://purl.oclc.org/ooxml/officeDocument/relationships":             spaceRelation,
	"http://schemas.openxmlformats.org/package/2006/relationships":        spacePackage,
	"http://schemas.openxmlformats.org/package/2006/content-types":        spaceContentTypes,
	"http://schemas.openxmlformats.org/markup-compatibility/2006":         spaceCompatibility,
	"http://schemas.microsoft.com/office/excel/2006/main":                 spaceMacro,
	"http://www.w3.org/XML/1998/namespace":                                spaceXML,
	"":                                                                    spaceNone,
}

// errMore says that data ends inside a token and more of the part follows.
var errMore = errors.New("more bytes needed")

// The busiest elements of real workbooks, roots with their declarations, have some
// forty attributes and namespaces.
const (
	maxAttributes = 128
	maxBindings   = 128
)

// cut is the answer to data that ends inside a token.
func (x *xmlScanner) cut() error {
	if !x.final {
		return errMore
	}
	return damaged("XML 提前结束")
}

// next moves to the next start tag, end tag or text; comments and processing
// instructions are checked and passed over. A self-closed element gives both
// its tags.
func (x *xmlScanner) next() (token, error) {
	if x.selfClosed {
		x.selfClosed = false
		x.pop()
		return tokenEnd, nil
	}
	for {
		if x.pos >= len(x.data) {
			switch {
			case !x.final:
				return 0, errMore
			case len(x.open) > 0 || !x.rooted && !x.fragment:
				return 0, damaged("XML 提前结束")
			}
			return tokenEOF, nil
		}
		if x.data[x.pos] != '<' {
			return tokenText, x.text()
		}
		if x.pos+1 >= len(x.data) {
			return 0, x.cut()
		}
		switch x.data[x.pos+1] {
		case '/':
			return tokenEnd, x.endTag()
		case '?':
			if err := x.instruction(); err != nil {
				return 0, err
			}
		case '!':
			isText, err := x.declaration()
			if err != nil {
				return 0, err
			}
			if isText {
				return tokenText, nil
			}
		default:
			return tokenStart, x.startTag()
		}
	}
}

func (x *xmlScanner) text() error {
	end := bytes.IndexByte(x.data[x.pos:], '<')
	if end < 0 {
		if !x.final {
			return errMore
		}
		end = len(x.data) - x.pos
	}
	x.raw, x.literal = x.data[x.pos:x.pos+end], false
	x.pos += end
	if len(x.open) == 0 && !isSpace(x.raw) {
		return damaged("标签之外有文字")
	}
	var err error
	x.plain, err = checkText(x.raw)
	if err == nil && bytes.Contains(x.raw, []byte("]]>")) {
		err = damaged("文字中有 ]]>")
	}
	return err
}

func (x *xmlScanner) instruction() error {
	body := x.data[x.pos+2:]
	end := bytes.Index(body, []byte("?>"))
	if end < 0 {
		return x.cut()
	}
	body = body[:end]
	name := body[:nameEnd(body, 0)]
	if len(name) == 0 {
		return damaged("处理指令没有名称")
	}
	if bytes.EqualFold(name, []byte("xml")) {
		if x.pos != 0 || x.fragment || string(name) != "xml" {
			return damaged("XML 声明不在开头")
		}
		if err := checkDeclaration(body[3:]); err != nil {
			return err
		}
	}
	if err := checkLiteral(body); err != nil {
		return err
	}
	x.pos += end + 4
	return nil
}

// declaration reads <!-- --> and <![CDATA[ ]]>; anything else is a DOCTYPE or
// worse. isText tells of CDATA.
func (x *xmlScanner) declaration() (isText bool, err error) {
	rest := x.data[x.pos:]
	const comment, cdata = "<!--", "<![CDATA["
	switch {
	case bytes.HasPrefix(rest, []byte(comment)):
		end := bytes.Index(rest[len(comment):], []byte("--"))
		if end < 0 || len(comment)+end+2 >= len(rest) {
			return false, x.cut()
		}
		end += len(comment)
		if rest[end+2] != '>' {
			return false, damaged("注释中有 --")
		}
		x.pos += end + 3
		return false, checkLiteral(rest[len(comment):end])
	case bytes.HasPrefix(rest, []byte(cdata)):
		end := bytes.Index(rest, []byte("]]>"))
		if end < 0 {
			return false, x.cut()
		}
		if len(x.open) == 0 {
			return false, damaged("标签之外有文字")
		}
		x.raw, x.literal, x.plain = rest[len(cdata):end], true, false
		x.pos += end + 3
		return true, checkLiteral(x.raw)
	case len(rest) < len(cdata) && !x.final:
		return false, errMore
	case bytes.HasPrefix(rest, []byte("<!DOCTYPE")):
		return false, unsupported("DOCTYPE 声明")
	}
	return false, damaged("标签残缺")
}
