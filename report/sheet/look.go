package sheet

import (
	"cmp"

	"hengji/report/inert"

	"github.com/xuri/excelize/v2"
)

// Look is all that a cell's style can be.
type Look struct {
	Font      string // "" is the theme's
	Size      int    // in points
	Bold      bool
	Underline bool
	Across    string // left, center, right; "" is left for texts and right for numbers
	Ink       string // RRGGBB; "" is the theme's
	Fill      string // RRGGBB; "" is none
	Format    string // of numbers, as spreadsheets write it; "" is General
	Unwrapped bool   // never broken into lines
	Bare      bool   // without borders
	Open      bool   // may be filled in where the sheet is protected
}

// AsLink is the look of what leads elsewhere.
func (l Look) AsLink() Look {
	l.Ink, l.Underline = "0563C1", true
	return l
}

// Height is the points that a wrapped text takes in columns so many characters wide,
// which are characters of a font of 11 points.
func (l Look) Height(text string, wide float64) int {
	return inert.LinesIn(text, wide*11/float64(l.Size)) * l.Size * 3 / 2
}

// formats are those that spreadsheets know by number.
var formats = map[string]int{"": 0, "0": 1, "@": 49}

func (b *Book) style(l Look) int {
	if id, known := b.styles[l]; known {
		return id
	}
	style := &excelize.Style{
		Font:      &excelize.Font{Family: cmp.Or(l.Font, b.theme.Font), Size: float64(l.Size), Bold: l.Bold, Color: cmp.Or(l.Ink, b.theme.Ink)},
		Alignment: &excelize.Alignment{Vertical: "center", Horizontal: l.Across, WrapText: !l.Unwrapped},
	}
	if b.theme.Charset != 0 {
		style.Font.Charset = &b.theme.Charset
	}
	if l.Underline {
		style.Font.Underline = "single"
	}
	if l.Open {
		style.Protection = &excelize.Protection{Locked: false}
	}
	if l.Fill != "" {
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{l.Fill}}
	}
	if number, known := formats[l.Format]; known {
		style.NumFmt = number
	} else {
		style.CustomNumFmt = &l.Format
	}
	if !l.Bare {
		for _, side := range []string{"left", "top", "right", "bottom"} {
			style.Border = append(style.Border, excelize.Border{Type: side, Color: b.theme.Edge, Style: 1})
		}
	}
	id, err := b.file.NewStyle(style)
	b.Fail(err)
	b.styles[l] = id
	return id
}
