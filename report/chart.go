package report

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"hengji"
	"hengji/report/inert"
)

// Bar is one bar of a chart.
type Bar struct {
	Label string
	Value hengji.Decimal // how long it is
	Text  string         // what is written at its end; "" writes the value
	// Missing bars have no length, and Text says why ("未汇总"): nothing reported is
	// not nothing spent.
	Missing bool
}

// Measures of a chart, in units of its viewBox; a bar is measured in tenths.
const (
	chartWidth   = 720
	barHeight    = 16
	barPitch     = 24
	chartTop     = 6
	letterWidth  = 7 // of a half-width character at 13 units
	mostLabel    = 30
	barInk       = "#2f5d8a"
	negativeInk  = "#9b1c1c"
	missingInk   = "#6b7280"
	chartTextInk = "#111827"
)

// BarChart draws horizontal bars as SVG, fit to stand in a page and on paper: no
// script, no style sheet, each value written at its bar, so that nothing is read
// off an axis. The title and every value are also there for those who listen.
// Lengths are calculated in whole numbers: the same bars give the same bytes.
func BarChart(title, unit string, bars []Bar) template.HTML {
	var low, high hengji.Decimal
	labelWide, textWide, textLeft := 0, 0, 0
	texts := make([]string, len(bars))
	shown := make([]string, len(bars))
	for i, bar := range bars {
		texts[i] = inert.OneLine(bar.Text)
		if bar.Text == "" && !bar.Missing {
			texts[i] = bar.Value.String()
		}
		labelWide = max(labelWide, min(inert.Width(inert.OneLine(bar.Label)), mostLabel))
		textWide = max(textWide, inert.Width(texts[i]))
		if !bar.Missing {
			low, high = min(low, bar.Value), max(high, bar.Value)
			if bar.Value < 0 {
				textLeft = max(textLeft, inert.Width(texts[i]))
			}
		}
		shown[i] = inert.OneLine(bar.Label) + " " + texts[i]
	}
	left := labelWide*letterWidth + 14
	if textLeft > 0 { // negative values are written left of their bars
		left += textLeft*letterWidth + 8
	}
	room := (chartWidth - left - textWide*letterWidth - 12) * 10
	length := func(value hengji.Decimal) int { // in tenths
		share, ok := wideRatio(value, low, high)
		if !ok {
			return 0
		}
		return int(share * hengji.Decimal(room) / hengji.DecimalOne)
	}
	zero := left*10 + length(-low)

	var b strings.Builder
	height := chartTop*2 + barPitch*max(len(bars), 1)
	heading := inert.OneLine(title)
	if unit != "" {
		heading += "（单位：" + inert.OneLine(unit) + "）"
	}
	fmt.Fprintf(&b, `<svg class="chart" xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 %d %d" width="%d" height="%d" font-size="13" fill="%s">`+"\n",
		chartWidth, height, chartWidth, height, chartTextInk)
	fmt.Fprintf(&b, "<title>%s</title>\n<desc>%s</desc>\n", template.HTMLEscapeString(heading), template.HTMLEscapeString(strings.Join(shown, "；")))
	if len(bars) == 0 {
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle" fill="%s">没有数据</text>`+"\n", chartWidth/2, chartTop+16, missingInk)
	}
	for i, bar := range bars {
		top := chartTop + i*barPitch + (barPitch-barHeight)/2
		base := top + barHeight - 3
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s</text>`, labelWide*letterWidth+6, base, template.HTMLEscapeString(inert.Cut(inert.OneLine(bar.Label), mostLabel)))
		from, wide, ink := zero, length(bar.Value), barInk
		switch {
		case bar.Missing:
			fmt.Fprintf(&b, `<text x="%s" y="%d" fill="%s">%s</text>`+"\n", tenths(zero+50), base, missingInk, template.HTMLEscapeString(texts[i]))
			continue
		case bar.Value < 0:
			wide = length(-bar.Value)
			from, ink = zero-wide, negativeInk
			fmt.Fprintf(&b, `<text x="%s" y="%d" text-anchor="end">%s</text>`, tenths(from-40), base, template.HTMLEscapeString(texts[i]))
		default:
			fmt.Fprintf(&b, `<text x="%s" y="%d">%s</text>`, tenths(from+wide+50), base, template.HTMLEscapeString(texts[i]))
		}
		fmt.Fprintf(&b, `<rect x="%s" y="%d" width="%s" height="%d" fill="%s"/>`+"\n", tenths(from), top, tenths(wide), barHeight, ink)
	}
	fmt.Fprintf(&b, `<line x1="%s" y1="%d" x2="%s" y2="%d" stroke="%s"/>`+"\n</svg>", tenths(zero), chartTop, tenths(zero), height-chartTop, missingInk)
	return template.HTML(b.String()) // every text in it was escaped
}

// wideRatio is a value's share of the chart's span.
func wideRatio(value, low, high hengji.Decimal) (hengji.Decimal, bool) {
	span, ok := high.Add(-low)
	if !ok { // both ends near the limit: halves fit
		return (value / 2).Ratio(high/2 - low/2)
	}
	return value.Ratio(span)
}

// tenths prints a measure that is counted in tenths.
func tenths(n int) string {
	if n%10 == 0 {
		return strconv.Itoa(n / 10)
	}
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return sign + strconv.Itoa(n/10) + "." + strconv.Itoa(n%10)
}
