package main

// hand is a clerk's taste: letters, sizes, colours.
type hand struct {
	Font       string  // of the body: 宋体, 仿宋, 等线, 微软雅黑
	TitleFont  string  `yaml:"title_font"` // 方正小标宋简体, 黑体 …
	Size       float64 // of the body
	TitleSize  float64 `yaml:"title_size"`
	HeaderFill string  `yaml:"header_fill"` // "" is none
	TotalFill  string  `yaml:"total_fill"`
	PlainHead  bool    `yaml:"plain_head"` // header not bold
	Amounts    string  // number format of 万元 amounts
}

func (h *hand) cellFace() face {
	return face{font: h.Font, size: h.Size, border: true, wrap: true}
}

func (h *hand) headerFace() face {
	return face{font: h.Font, size: h.Size, bold: !h.PlainHead, border: true, wrap: true, align: "center", fill: h.HeaderFill}
}

func (h *hand) totalFace() face {
	return face{font: h.Font, size: h.Size, bold: true, border: true, align: "center", fill: h.TotalFill}
}

func (h *hand) titleFace() face {
	return face{font: h.TitleFont, size: h.TitleSize, bold: h.TitleFont != "方正小标宋简体", align: "center"}
}

func (h *hand) subtitleFace() face { return face{font: h.Font, size: h.Size + 1, align: "center"} }
func (h *hand) annexFace() face    { return face{font: "黑体", size: h.Size + 1, align: "left"} }
func (h *hand) lineFace(align string) face {
	return face{font: h.Font, size: h.Size, align: align}
}
