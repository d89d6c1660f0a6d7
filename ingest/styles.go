package ingest

import (
	"strings"

	"hengji"
)

// style is what a cell format means for reading.
type style struct {
	format hengji.CellFormat
	flags  hengji.CellFlags // Struck, Unseen
}

// cellStyles is styles.xml while it is read.
type cellStyles struct {
	formats map[int]numberFormat
	fonts   []font
	fills   []string // the colour of each ground, as colour writes it
	cells   []struct{ format, font, fill int }
}

type numberFormat struct {
	meaning hengji.CellFormat
	hides   bool
}

type font struct {
	struck bool
	colour string
}

// readStyles reads the cell formats of styles.xml: the number formats, whether the
// font is struck through, and whether its colour is that of the ground. Borders
// mean nothing here.
func readStyles(part []byte, limits Limits) ([]style, error) {
	x, err := newScanner(part, "styleSheet", limits)
	if err != nil {
		return nil, err
	}
	s := cellStyles{formats: map[int]numberFormat{}}
	// list reads the entries of a table of styles, of which each is a name element.
	list := func(table, name string, length func() int, read func() error) error {
		return x.elements(func() error {
			if !x.is(name) {
				return x.foreign(table)
			}
			if length() >= limits.Styles {
				return limitExceeded("样式过多", int64(limits.Styles))
			}
			return read()
		})
	}
	err = x.elements(func() error {
		switch {
		case x.is("numFmts"):
			return list("numFmts", "numFmt", func() int { return len(s.formats) }, func() error { return s.readFormat(x) })
		case x.is("fonts"):
			return list("fonts", "font", func() int { return len(s.fonts) }, func() error { return s.readFont(x) })
		case x.is("fills"):
			return list("fills", "fill", func() int { return len(s.fills) }, func() error { return s.readFill(x) })
		case x.is("cellXfs"):
			return list("cellXfs", "xf", func() int { return len(s.cells) }, func() error { return s.readCell(x) })
		}
		return x.skip()
	})
	if err != nil {
		return nil, err
	}
	return s.styles(), nil
}

func (s *cellStyles) readFormat(x *xmlScanner) error {
	id, err := x.count("numFmtId")
	if err != nil {
		return err
	}
	code, _ := x.attr("formatCode")
	s.formats[id] = numberFormat{formatMeaning(code), strings.Trim(code, " ") == ";;;"}
	return x.skip()
}

func (s *cellStyles) readFont(x *xmlScanner) error {
	var f font
	err := x.elements(func() error {
		switch {
		case x.is("strike"):
			value, given := x.attr("val")
			f.struck = !given || isTrue(value)
		case x.is("color"):
			f.colour = x.colour()
		}
		return x.skip()
	})
	s.fonts = append(s.fonts, f)
	return err
}

func (s *cellStyles) readFill(x *xmlScanner) error {
	ground := white
	err := x.elements(func() error {
		if !x.is("patternFill") {
			ground = "" // a gradient
			return x.skip()
		}
		pattern, _ := x.attr("patternType")
		if pattern != "" && pattern != "none" {
			ground = ""
		}
		return x.elements(func() error {
			if x.is("fgColor") && pattern == "solid" {
				ground = x.colour()
			}
			return x.skip()
		})
	})
	s.fills = append(s.fills, ground)
	return err
}

func (s *cellStyles) readCell(x *xmlScanner) error {
	var cell struct{ format, font, fill int }
	for name, to := range map[string]*int{"numFmtId": &cell.format, "fontId": &cell.font, "fillId": &cell.fill} {
		var err error
		if *to, err = x.count(name); err != nil {
			return err
		}
	}
	s.cells = append(s.cells, cell)
	return x.skip()
}

// white is the colour of a sheet's ground, as colour writes it.
const white = "FFFFFF"

// colour names the current colour element: six digits where it gives them, else as
// the file says it. "" where it says none.
func (x *xmlScanner) colour() string {
	if rgb, given := x.attr("rgb"); given {
		return strings.ToUpper(rgb[max(0, len(rgb)-6):])
	}
	tint, _ := x.attr("tint")
	if theme, given := x.attr("theme"); given && isZero(theme) && (tint == "" || isZero(tint)) {
		return white // the theme's first colour is its paper
	} else if given {
		return "theme " + theme + " " + tint
	}
	switch indexed, _ := x.attr("indexed"); indexed {
	case "1", "9":
		return white
	case "", "64": // the window's text
		return ""
	default:
		return "indexed " + indexed + " " + tint
	}
}

// styles puts the tables together.
func (s *cellStyles) styles() []style {
	styles := make([]style, len(s.cells))
	for i, c := range s.cells {
		format, own := s.formats[c.format]
		if !own {
			format.meaning = builtInFormat(c.format)
		}
		styles[i].format = format.meaning
		ground := white
		if c.fill < len(s.fills) {
			ground = s.fills[c.fill]
		}
		var f font
		if c.font < len(s.fonts) {
			f = s.fonts[c.font]
		}
		if f.struck {
			styles[i].flags |= hengji.Struck
		}
		if format.hides || f.colour != "" && f.colour == ground {
			styles[i].flags |= hengji.Unseen
		}
	}
	return styles
}
