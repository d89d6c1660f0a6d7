package ingest

import (
	"strconv"
	"strings"
)

// How the parts of a workbook are walked: by element, attribute and text.

// newScanner opens a part and reads its root, which must be the named element
// of the main namespace.
func newScanner(part []byte, root string, limits Limits) (*xmlScanner, error) {
	x, err := newRootScanner(part, limits)
	if err != nil {
		return nil, err
	}
	if !x.is(root) {
		if x.space != spaceMain {
			return nil, unsupported("命名空间不是电子表格的")
		}
		return nil, damaged("根元素是 %s", shown(string(x.local)))
	}
	return x, nil
}

// newRootScanner opens a part and reads the start tag of its root.
func newRootScanner(part []byte, limits Limits) (*xmlScanner, error) {
	part, err := toUTF8(part)
	if err != nil {
		return nil, err
	}
	x := &xmlScanner{data: part, final: true, nesting: limits.Nesting}
	return x, x.root()
}

// root reads up to the start tag of the root.
func (x *xmlScanner) root() error {
	for {
		kind, err := x.next()
		if err != nil || kind == tokenStart {
			return err
		}
	}
}

// children calls read at the start tag of each child of the current element;
// read must consume the child. At the end of the root the rest of the part is
// checked too.
func (x *xmlScanner) children(read func() error) error {
	depth := len(x.open)
	for {
		kind, err := x.next()
		if err != nil {
			return err
		}
		switch {
		case kind == tokenStart:
			if err := read(); err != nil {
				return err
			}
		case kind == tokenText && !isSpace(x.raw):
			return damaged("标签之间有文字")
		case kind == tokenEnd && len(x.open) < depth:
			if depth == 1 && !x.fragment {
				return x.epilogue()
			}
			return nil
		}
	}
}

// epilogue holds that nothing follows the root but comments.
func (x *xmlScanner) epilogue() error {
	for {
		kind, err := x.next()
		if err != nil || kind == tokenEOF {
			return err
		}
	}
}

// count is an attribute that counts from 0; absent, it is 0.
func (x *xmlScanner) count(name string) (int, error) {
	text, given := x.attr(name)
	if !given {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil {
		return 0, damaged("%s 不是序号", name)
	}
	return int(n), nil
}

// isTrue reads the booleans of OOXML.
func isTrue(value string) bool { return value == "1" || value == "true" || value == "on" }

// isZero is true of a height or width of nothing.
func isZero(value string) bool { return value != "" && strings.Trim(value, "0.") == "" }

// is reports whether the current tag is an element of the main namespace.
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

// pass is skip for what we do not read, such as extensions: it holds that no sheet,
// row or cell is among it.
func (x *xmlScanner) pass() error {
	depth := len(x.open)
	for {
		kind, err := x.next()
		if err != nil {
			return err
		}
		switch {
		case kind == tokenEnd && len(x.open) < depth:
			return nil
		case kind == tokenStart && x.space == spaceMain:
			switch string(x.local) {
			case "sheets", "sheet", "sheetData", "row", "c":
				return lostContent("有表格数据写在规定位置之外")
			}
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
			return dst, unsupported("文字中有元素 %s", shown(string(x.local)))
		}
	}
}

// foreign is the answer to an element that we do not understand where texts and
// cells stand: passing over it might lose some. Extension lists are known.
func (x *xmlScanner) foreign(parent string) error {
	if x.is("extLst") {
		return x.pass()
	}
	return unsupported("%s 中的元素 %s", parent, shown(string(x.local)))
}

// elements is children where parts of the content may be written twice, for
// programs that know an extension and for all others (mc:AlternateContent,
// ECMA-376 part 3). We know no extension, so ours is the fallback.
func (x *xmlScanner) elements(read func() error) error {
	return x.children(func() error {
		if x.space == spaceCompatibility && string(x.local) == "AlternateContent" {
			return x.fallback(read)
		}
		return read()
	})
}

// fallback reads the mc:Fallback of the current mc:AlternateContent. What leaves
// a choice, or none, is refused.
func (x *xmlScanner) fallback(read func() error) error {
	taken := false
	err := x.children(func() error {
		switch {
		case taken || x.space != spaceCompatibility:
		case string(x.local) == "Choice" && x.requiresUnknown():
			return x.skip()
		case string(x.local) == "Fallback":
			taken = true
			return x.elements(read)
		}
		return unsupported("不能取舍的备选内容 %s", shown(string(x.local)))
	})
	if err == nil && !taken {
		err = unsupported("备选内容没有后备")
	}
	return err
}

// requiresUnknown reports whether the current mc:Choice is for programs that know a
// namespace which we do not.
func (x *xmlScanner) requiresUnknown() bool {
	required, _ := x.attr("Requires")
	for _, prefix := range strings.Fields(required) {
		if x.lookup([]byte(prefix)) == spaceOther {
			return true
		}
	}
	return false
}
