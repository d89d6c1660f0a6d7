package ingest

import (
	"strconv"

	"hengji"
)

// style is what a cell format means for reading.
type style struct {
	format hengji.CellFormat
	struck bool
}

// readStyles reads the cell formats of styles.xml: the number formats and
// whether the font is struck through. Colours and borders mean nothing here.
func readStyles(part []byte, limits Limits) ([]style, error) {
	x, err := newScanner(part, "styleSheet", limits)
	if err != nil {
		return nil, err
	}
	formats := map[int]hengji.CellFormat{}
	var struck []bool
	var cells []struct{ format, font int }
	full := func(n int) error {
		if n >= limits.Styles {
			return over("样式过多", int64(limits.Styles))
		}
		return nil
	}
	err = x.children(func() error {
		switch {
		case x.is("numFmts"):
			return x.children(func() error {
				if !x.is("numFmt") {
					return x.foreign("numFmts")
				}
				id, err := x.count("numFmtId")
				if err != nil {
					return err
				}
				code, _ := x.attr("formatCode")
				formats[id] = formatMeaning(code)
				if err := full(len(formats)); err != nil {
					return err
				}
				return x.skip()
			})
		case x.is("fonts"):
			return x.children(func() error {
				if err := full(len(struck)); err != nil {
					return err
				}
				if !x.is("font") {
					return x.foreign("fonts")
				}
				struck = append(struck, false)
				return x.children(func() error {
					if x.is("strike") {
						value, given := x.attr("val")
						struck[len(struck)-1] = !given || isTrue(value)
					}
					return x.skip()
				})
			})
		case x.is("cellXfs"):
			return x.children(func() error {
				if err := full(len(cells)); err != nil {
					return err
				}
				if !x.is("xf") {
					return x.foreign("cellXfs")
				}
				format, err := x.count("numFmtId")
				if err != nil {
					return err
				}
				font, err := x.count("fontId")
				if err != nil {
					return err
				}
				cells = append(cells, struct{ format, font int }{format, font})
				return x.skip()
			})
		}
		return x.skip()
	})
	if err != nil {
		return nil, err
	}
	styles := make([]style, len(cells))
	for i, c := range cells {
		meaning, own := formats[c.format]
		if !own {
			meaning = builtInFormat(c.format)
		}
		styles[i] = style{meaning, c.font < len(struck) && struck[c.font]}
	}
	return styles, nil
}

// newScanner opens a part and reads its root, which must be the named element
// of the main namespace.
func newScanner(part []byte, root string, limits Limits) (*xmlScanner, error) {
	x, err := newRootScanner(part, limits)
	if err != nil {
		return nil, err
	}
	if !x.is(root) {
		if x.space != spaceMain {
			return nil, odd("命名空间不是电子表格的")
		}
		return nil, bad("根元素是 %s", shown(string(x.local)))
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
		return 0, bad("%s 不是序号", name)
	}
	return int(n), nil
}

// isTrue reads the booleans of OOXML.
func isTrue(value string) bool { return value == "1" || value == "true" || value == "on" }
