package main

// hand is a clerk's taste: letters, sizes, colours.
type hand struct {
	font       string  // of the body: 宋体, 仿宋, 等线, 微软雅黑
	titleFont  string  // 方正小标宋简体, 黑体 …
	size       float64 // of the body
	titleSize  float64
	headerFill string // "" is none
	totalFill  string
	plainHead  bool   // header not bold
	amounts    string // number format of 万元 amounts
}

func (h *hand) cellFace() face {
	return face{font: h.font, size: h.size, border: true, wrap: true}
}

func (h *hand) headerFace() face {
	return face{font: h.font, size: h.size, bold: !h.plainHead, border: true, wrap: true, align: "center", fill: h.headerFill}
}

func (h *hand) totalFace() face {
	return face{font: h.font, size: h.size, bold: true, border: true, align: "center", fill: h.totalFill}
}

func (h *hand) titleFace() face {
	return face{font: h.titleFont, size: h.titleSize, bold: h.titleFont != "方正小标宋简体", align: "center"}
}

func (h *hand) subtitleFace() face { return face{font: h.font, size: h.size + 1, align: "center"} }
func (h *hand) annexFace() face    { return face{font: "黑体", size: h.size + 1, align: "left"} }
func (h *hand) lineFace(align string) face {
	return face{font: h.font, size: h.size, align: align}
}
