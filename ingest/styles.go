package ingest

import "hengji"

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
	err = x.elements(func() error {
		switch {
		case x.is("numFmts"):
			return x.elements(func() error {
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
			return x.elements(func() error {
				if err := full(len(struck)); err != nil {
					return err
				}
				if !x.is("font") {
					return x.foreign("fonts")
				}
				struck = append(struck, false)
				return x.elements(func() error {
					if x.is("strike") {
						value, given := x.attr("val")
						struck[len(struck)-1] = !given || isTrue(value)
					}
					return x.skip()
				})
			})
		case x.is("cellXfs"):
			return x.elements(func() error {
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
