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
	"http://www.w3.org/XML/1998/namespace":                                spaceXML,
	"":                                                                    spaceNone,
}

// errMore says that data ends inside a token and more of the part follows.
var errMore = errors.New("more bytes needed")

// maxAttributes bounds the quadratic search for repeated ones; the busiest
// element of real workbooks, the root with its declarations, has some forty.
const maxAttributes = 256

// cut is the answer to data that ends inside a token.
func (x *xmlScanner) cut() error {
	if !x.final {
		return errMore
	}
	return bad("XML 提前结束")
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
				return 0, bad("XML 提前结束")
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
		return bad("标签之外有文字")
	}
	var err error
	x.plain, err = checkText(x.raw)
	if err == nil && bytes.Contains(x.raw, []byte("]]>")) {
		err = bad("文字中有 ]]>")
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
		return bad("处理指令没有名称")
	}
	if bytes.EqualFold(name, []byte("xml")) {
		if x.pos != 0 || x.fragment || string(name) != "xml" {
			return bad("XML 声明不在开头")
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
			return false, bad("注释中有 --")
		}
		x.pos += end + 3
		return false, checkLiteral(rest[len(comment):end])
	case bytes.HasPrefix(rest, []byte(cdata)):
		end := bytes.Index(rest, []byte("]]>"))
		if end < 0 {
			return false, x.cut()
		}
		if len(x.open) == 0 {
			return false, bad("标签之外有文字")
		}
		x.raw, x.literal, x.plain = rest[len(cdata):end], true, false
		x.pos += end + 3
		return true, checkLiteral(x.raw)
	case len(rest) < len(cdata) && !x.final:
		return false, errMore
	case bytes.HasPrefix(rest, []byte("<!DOCTYPE")):
		return false, odd("DOCTYPE 声明")
	}
	return false, bad("标签残缺")
}

func (x *xmlScanner) startTag() error {
	data, p := x.data, x.pos+1
	end := nameEnd(data, p)
	if end == len(data) {
		return x.cut()
	}
	name := data[p:end]
	if err := x.split(name, &x.prefix, &x.local); err != nil {
		return err
	}
	if len(x.open) == 0 && x.rooted && !x.fragment {
		return bad("有两个根元素")
	}
	if x.outer+len(x.open) >= x.nesting {
		return over("XML 嵌套过深", int64(x.nesting))
	}
	x.attributes = x.attributes[:0]
	outside := len(x.bindings)
	for p = end; ; {
		spaced := p
		for p < len(data) && isSpaceByte(data[p]) {
			p++
		}
		if p+1 >= len(data) && (p == len(data) || data[p] != '>') {
			return x.cut()
		}
		if data[p] == '>' {
			p++
			break
		}
		if data[p] == '/' {
			if data[p+1] != '>' {
				return bad("标签残缺")
			}
			x.selfClosed = true
			p += 2
			break
		}
		if p == spaced {
			return bad("标签残缺")
		}
		next, err := x.attribute(p)
		if err != nil {
			return err
		}
		p = next
	}
	x.space = x.lookup(x.prefix)
	if err := x.bound(); err != nil {
		x.selfClosed = false
		return err
	}
	x.rooted = true
	x.open = append(x.open, openElement{name, outside})
	x.pos = p
	return nil
}

// attribute reads one attribute at p and gives the place behind it.
func (x *xmlScanner) attribute(p int) (int, error) {
	data := x.data
	end := nameEnd(data, p)
	var a attribute
	if end == len(data) {
		return 0, x.cut()
	}
	name := data[p:end]
	if err := x.split(name, &a.prefix, &a.local); err != nil {
		return 0, err
	}
	for p = end; p < len(data) && isSpaceByte(data[p]); p++ {
	}
	if p == len(data) {
		return 0, x.cut()
	}
	if data[p] != '=' {
		return 0, bad("属性没有值")
	}
	for p++; p < len(data) && isSpaceByte(data[p]); p++ {
	}
	if p == len(data) {
		return 0, x.cut()
	}
	quote := data[p]
	if quote != '"' && quote != '\'' {
		return 0, bad("属性值没有引号")
	}
	p++
	end = p
	for end < len(data) && data[end] != quote && classes[data[end]]&plainByte != 0 {
		end++
	}
	if end == len(data) {
		return 0, x.cut()
	}
	a.raw = data[p:end]
	if data[end] != quote { // an entity, Chinese, or a fault
		length := bytes.IndexByte(data[end:], quote)
		if length < 0 {
			return 0, x.cut()
		}
		end += length
		a.raw = data[p:end]
		if bytes.IndexByte(a.raw, '<') >= 0 {
			return 0, bad("属性值中有 <")
		}
		if _, err := checkText(a.raw); err != nil {
			return 0, err
		}
	}
	for _, b := range x.attributes {
		if string(b.local) == string(a.local) && string(b.prefix) == string(a.prefix) {
			return 0, bad("属性 %s 重复", shown(string(name)))
		}
	}
	if len(x.attributes) >= maxAttributes {
		return 0, over("一个元素的属性过多", maxAttributes)
	}
	x.attributes = append(x.attributes, a)
	switch {
	case len(a.prefix) == 0 && string(a.local) == "xmlns":
		x.bind("", a)
	case string(a.prefix) == "xmlns":
		x.bind(string(a.local), a)
	}
	return end + 1, nil
}

func (x *xmlScanner) bind(prefix string, a attribute) {
	uri, known := spaces[string(a.value(nil))]
	if !known {
		uri = spaceOther
	}
	x.bindings = append(x.bindings, binding{prefix, uri})
}

func (x *xmlScanner) lookup(prefix []byte) space {
	for i := len(x.bindings) - 1; i >= 0; i-- {
		if x.bindings[i].prefix == string(prefix) {
			return x.bindings[i].space
		}
	}
	return spaceNone
}

// bound holds that every prefix of the tag is declared.
func (x *xmlScanner) bound() error {
	known := func(prefix []byte) bool {
		return len(prefix) == 0 || string(prefix) == "xml" || x.lookup(prefix) != spaceNone
	}
	if !known(x.prefix) {
		return bad("命名空间前缀 %s 没有声明", shown(string(x.prefix)))
	}
	for _, a := range x.attributes {
		if string(a.prefix) != "xmlns" && !known(a.prefix) {
			return bad("命名空间前缀 %s 没有声明", shown(string(a.prefix)))
		}
	}
	return nil
}

func (x *xmlScanner) endTag() error {
	p := x.pos + 2
	end := nameEnd(x.data, p)
	name := x.data[p:end]
	for p = end; p < len(x.data) && isSpaceByte(x.data[p]); p++ {
	}
	if p == len(x.data) {
		return x.cut()
	}
	if x.data[p] != '>' || len(x.open) == 0 || string(x.open[len(x.open)-1].name) != string(name) {
		return bad("标签不配对")
	}
	x.pop()
	x.pos = p + 1
	return nil
}

func (x *xmlScanner) pop() {
	last := x.open[len(x.open)-1]
	x.open = x.open[:len(x.open)-1]
	x.bindings = x.bindings[:last.bindings]
}

// split cuts a qualified name at its colon.
func (x *xmlScanner) split(name []byte, prefix, local *[]byte) error {
	*prefix, *local = nil, name
	ascii := true
	for i, c := range name {
		switch {
		case c == ':':
			if i == 0 || *prefix != nil {
				return bad("标签名称不合规")
			}
			*prefix, *local = name[:i], name[i+1:]
		case c >= 0x80:
			ascii = false
		}
	}
	if len(*local) == 0 || !isNameStart((*local)[0]) || len(*prefix) > 0 && !isNameStart((*prefix)[0]) {
		return bad("标签名称不合规")
	}
	if !ascii {
		return checkLiteral(name)
	}
	return nil
}

// is tells whether the current tag is an element of the main namespace.
func (x *xmlScanner) is(local string) bool {
	return x.space == spaceMain && string(x.local) == local
}

// attr is the value of an attribute without a prefix.
func (x *xmlScanner) attr(local string) (string, bool) {
	for _, a := range x.attributes {
		if len(a.prefix) == 0 && string(a.local) == local {
			return string(a.value(nil)), true
		}
	}
	return "", false
}

// attrIn is the value of an attribute of a namespace.
func (x *xmlScanner) attrIn(in space, local string) (string, bool) {
	for _, a := range x.attributes {
		if len(a.prefix) > 0 && string(a.local) == local && x.lookup(a.prefix) == in {
			return string(a.value(nil)), true
		}
	}
	return "", false
}

// skip reads to the end of the element whose start tag is current.
func (x *xmlScanner) skip() error {
	depth := len(x.open)
	for {
		kind, err := x.next()
		if err != nil {
			return err
		}
		if kind == tokenEnd && len(x.open) < depth {
			return nil
		}
	}
}

// content appends the text of the element whose start tag is current, up to
// its end tag. Child elements are not expected.
func (x *xmlScanner) content(dst []byte) ([]byte, error) {
	for {
		kind, err := x.next()
		if err != nil {
			return dst, err
		}
		switch kind {
		case tokenText:
			dst = x.appendText(dst)
		case tokenEnd:
			return dst, nil
		case tokenStart:
			return dst, odd("文字中有元素 %s", shown(string(x.local)))
		}
	}
}
