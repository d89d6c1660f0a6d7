package ingest

import (
	"bytes"

	"hengji"
)

// runs are how the parts of a rich text are shown: for each trait, whether some
// part has it and some has not. A part without properties of its own is shown as
// the cell's font says. Blanks count for nothing.
type runs uint8

const (
	struckPart runs = 1 << iota
	unstruckPart
	raisedPart
	levelPart
	inheritingPart
)

// richText appends the text of the current si or is element, up to its end tag.
// shown is 0 for a text without runs.
func (x *xmlScanner) richText(dst []byte) (text []byte, shown runs, err error) {
	err = x.children(func() error {
		var err error
		switch {
		case x.is("t"):
			dst, err = x.escapedContent(dst)
			return err
		case x.is("r"):
			var run runs
			dst, run, err = x.run(dst)
			shown |= run
			return err
		case x.is("rPh"), x.is("phoneticPr"), x.is("extLst"):
			return x.skip()
		}
		return x.foreign("si")
	})
	return dst, shown, err
}

// run appends the text of the current r element.
func (x *xmlScanner) run(dst []byte) (text []byte, shown runs, err error) {
	from := len(dst)
	shown = inheritingPart | levelPart
	err = x.children(func() error {
		var err error
		switch {
		case x.is("t"):
			dst, err = x.escapedContent(dst)
			return err
		case x.is("rPr"):
			shown, err = x.runProperties()
			return err
		}
		return x.foreign("r")
	})
	if len(bytes.TrimSpace(dst[from:])) == 0 {
		shown = 0
	}
	return dst, shown, err
}

// runProperties reads what matters of the current rPr.
func (x *xmlScanner) runProperties() (runs, error) {
	struck, raised := unstruckPart, levelPart
	err := x.children(func() error {
		value, given := x.attr("val")
		switch {
		case x.is("strike") && (!given || isTrue(value)):
			struck = struckPart
		case x.is("vertAlign") && (value == "superscript" || value == "subscript"):
			raised = raisedPart
		}
		return x.skip()
	})
	return struck | raised, err
}

// flags are what the runs make of a cell, whose style gave it the flags so far.
func (r runs) flags(flags hengji.CellFlags) hengji.CellFlags {
	if r == 0 {
		return flags
	}
	if r&inheritingPart != 0 && flags&hengji.Struck != 0 {
		r |= struckPart
	} else if r&inheritingPart != 0 {
		r |= unstruckPart
	}
	flags &^= hengji.Struck
	switch {
	case r&struckPart != 0 && r&unstruckPart != 0:
		flags |= hengji.PartStruck
	case r&struckPart != 0:
		flags |= hengji.Struck
	}
	if r&raisedPart != 0 && r&levelPart != 0 {
		flags |= hengji.PartRaised
	}
	return flags
}
