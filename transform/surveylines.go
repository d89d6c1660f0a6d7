package transform

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"hengji"
)

// lineOfLabels reads labels with colons behind them: 填表人：　联系电话：, and the unit.
func (l *layoutSurveyor) lineOfLabels(row int, texts []*spot) bool {
	read := false
	for i, p := range texts {
		if p.used || p.cell.Kind != hengji.CellText {
			continue
		}
		if unit := unitLine(p.text); unit != "" {
			l.unit, p.used, read = cmp.Or(l.unit, unit), true, true
			continue
		}
		pieces := l.words.linePieces(p.text)
		if isNote(p.text) && utf8.RuneCountInString(p.text) > 40 && len(pieces) < 2 || noteLine.MatchString(foldSpaces(p.text)) {
			p.used, read = true, true
			continue
		}
		if pieces == nil || utf8.RuneCountInString(p.text) > 200 || l.blocks > 0 && l.hasRoom(p) && len(pieces) == 1 && pieces[0].value == "" {
			continue // 项目名称： before a cell of its own is a label like any other
		}
		for n, piece := range pieces {
			one := SurveyedPlace{Label: labelText(piece.label), InCell: true, Row: row, Column: p.area.FirstColumn, Starred: isStarred(piece.label)}
			if unit := unitWords[flatten(foldSpaces(piece.value))]; unit != "" && strings.HasSuffix(one.Label, "单位") {
				l.unit = cmp.Or(l.unit, unit)
				continue
			}
			one.Value = l.text(piece.value)
			if piece.value == "" && n == len(pieces)-1 {
				if i+1 < len(texts) && texts[i+1].is != sureLabel && l.words.linePieces(texts[i+1].text) == nil && unitLine(texts[i+1].text) == "" {
					next := texts[i+1]
					next.used, one.Value, one.Column = true, l.value(next.cell), next.area.FirstColumn
				}
			}
			l.add(one)
		}
		p.used, read = true, true
	}
	return read && !slices.ContainsFunc(texts, func(p *spot) bool { return !p.used && p.is == sureLabel })
}

// hasRoom is true of a label with a cell of its own to its right.
func (l *layoutSurveyor) hasRoom(p *spot) bool {
	next := l.at(p.area.FirstRow, p.area.LastColumn+1)
	return p.area.LastColumn < l.width && next.is != sureLabel
}

// alone reads a text that stands alone in its row: a title, a caption with what stands
// below it, a note; false where it is a label with a blank beside it.
func (l *layoutSurveyor) alone(row int, p *spot) bool {
	wide := p.area.FirstColumn == 1 && p.area.LastColumn >= l.width
	p0 := foldSpaces(p.text)
	switch {
	case l.blocks == 0 && !numbering.MatchString(p.text) && p.cell.Kind == hengji.CellText && (wide || p.is != sureLabel || strings.HasSuffix(p0, "表") || titleMark.MatchString(p0)):
		if n := utf8.RuneCountInString(p.text); !titleMark.MatchString(p0) && n >= 2 && n <= 60 && !strings.HasSuffix(l.title, "表") {
			l.title = oneLine(p.text)
		}
		p.used = true
		return true
	case p.area.FirstRow != row || p.cell.Kind != hengji.CellText:
		return true
	case isNote(p.text) && (wide || p.is == noLabel), isEnd(p.text):
		p.used = true
		return true
	case wide || l.width == 1:
		below := l.at(row+1, 1)
		if below.area.LastColumn >= l.width && below.area.FirstRow == row+1 && below.is != sureLabel && row < l.last && p.is != noLabel {
			l.below(p, below, "")
			return true
		}
		if p.is != noLabel {
			l.captionOf(p)
			l.heading = p.text
		}
		p.used = true
		return true
	}
	return false
}

// text is a value that stands behind a label in its cell.
func (l *layoutSurveyor) text(text string) SurveyedValue {
	if text == "" || isSignature(text) && !strings.ContainsAny(text, "0123456789") {
		return SurveyedValue{}
	}
	return l.value(&hengji.Cell{Text: text})
}
