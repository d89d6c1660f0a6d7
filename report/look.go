package report

import (
	"cmp"

	"hengji"
	"hengji/report/inert"

	"github.com/xuri/excelize/v2"
)

// look is all that a cell's style can be.
type look struct {
	size      int
	bold      bool
	underline bool
	centre    bool
	ink, fill string // RRGGBB; "" is black, none
	edge      int    // 0 thin grey borders; -1 none
}

// height is the points that a wrapped text takes in columns so many characters
// wide, which are characters of a font of 11 points.
func (l look) height(text string, wide float64) int {
	return inert.LinesIn(text, wide*11/float64(l.size)) * l.size * 3 / 2
}

func (l look) asLink() look {
	l.ink, l.underline = "0563C1", true
	return l
}

func (p *page) style(l look) int {
	if id, known := p.styles[l]; known {
		return id
	}
	style := &excelize.Style{
		// WPS and Excel on Windows have it; elsewhere the system picks its own sans.
		Font:      &excelize.Font{Family: "微软雅黑", Size: float64(l.size), Bold: l.bold, Color: cmp.Or(l.ink, "111827")},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
	}
	if l.underline {
		style.Font.Underline = "single"
	}
	if l.centre {
		style.Alignment.Horizontal = "center"
	}
	if l.fill != "" {
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{l.fill}}
	}
	if l.edge == 0 {
		for _, side := range []string{"left", "top", "right", "bottom"} {
			style.Border = append(style.Border, excelize.Border{Type: side, Color: "9CA3AF", Style: 1})
		}
	}
	id, err := p.file.NewStyle(style)
	p.do(err)
	p.styles[l] = id
	return id
}

// Colours, the same wherever a severity or a state is shown: dark enough on their
// ground to be read in print without colour.
var (
	severityFill = map[hengji.Severity]string{
		hengji.Blocking: "FBD5D0", hengji.Approval: "FCE0C3", hengji.Explain: "FFF2B8", hengji.Notice: "DFEAF5",
	}
	severityInk = map[hengji.Severity]string{
		hengji.Blocking: "9B1C1C", hengji.Approval: "8A3B00", hengji.Explain: "6B4E00", hengji.Notice: "1E4A73",
	}
	stateFill = map[hengji.State]string{
		hengji.Returned: "FBD5D0", hengji.Pending: "FFF2B8", hengji.Accepted: "DDF1E0", hengji.Nil: "DDF1E0", hengji.Missing: "E5E7EB",
	}
	stateInk = map[hengji.State]string{
		hengji.Returned: "9B1C1C", hengji.Pending: "6B4E00", hengji.Accepted: "14532D", hengji.Nil: "14532D", hengji.Missing: "374151",
	}
)
