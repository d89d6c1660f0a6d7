package ooxml

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// styleOrder is the order of a style sheet's children (CT_Stylesheet).
var styleOrder = []string{"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst"}

// graftStyles appends the sheet's number formats, fonts, fills, borders and cell formats to the
// workbook's, whose own keep their numbers.
func (w *Workbook) graftStyles(g *graft, colours []Colour) error {
	styles, found := firstLink(w.links, relation+"/styles")
	if !found {
		// Under this name openpyxl finds it; it does not ask the relationships.
		if styles.target = "xl/styles.xml"; w.files[styles.target] != nil {
			styles.target = w.unused("xl/styles"+w.sign.Tag, ".xml")
		}
		if _, err := w.attach(w.part, relation+"/styles", styles.target, spreadsheetType+"styles+xml"); err != nil {
			return err
		}
		w.Put(styles.target, []byte(xml.Header+`<styleSheet xmlns="`+namesMain+`"></styleSheet>`))
	}
	doc, err := w.Read(styles.target)
	if err != nil {
		return err
	}
	if len(doc) > mostStyles {
		return Unsuited("原文件的单元格样式过多")
	}
	doc, err = g.appendStyles(doc, colours)
	if err != nil {
		return err
	}
	w.Put(styles.target, doc)
	return nil
}

func (g *graft) appendStyles(doc []byte, colours []Colour) ([]byte, error) {
	from, err := outline(g.styles, 3)
	if err != nil {
		return nil, err
	}
	moved := map[string]int{}
	for _, section := range []string{"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "dxfs"} {
		to, err := outline(doc, 3)
		if err != nil {
			return nil, err
		}
		if to[0].name != "styleSheet" || to[0].attr("xmlns") != namesMain {
			return nil, errNotPlain
		}
		mine, exists := find(to, 2, section)
		number := 0
		if exists {
			number = len(within(to, mine))
		}
		moved[section] = number
		if section == "numFmts" {
			moved[section] = unusedFormat(doc) - firstFormat
		}
		if section == "cellStyleXfs" && number > 0 {
			continue // ours are based on the workbook's first, whatever it is
		}
		source, has := find(from, 2, section)
		if section == "numFmts" && !has {
			continue
		}
		var b strings.Builder
		added := 0
		for _, e := range within(from, source) {
			text := string(g.styles[e.start:e.end])
			if section == "cellXfs" || section == "numFmts" {
				text = moveFormat(text, moved)
			}
			b.WriteString(text)
			added++
		}
		if section == "dxfs" {
			b.Reset()
			added = len(colours)
			for _, c := range colours {
				fmt.Fprintf(&b, `<dxf><font><color rgb="FF%s"/></font><fill><patternFill patternType="solid"><fgColor rgb="FF%s"/><bgColor rgb="FF%s"/></patternFill></fill></dxf>`,
					c.Ink, c.Fill, c.Fill)
			}
		}
		if !exists {
			at := before(to, styleOrder, section)
			doc = splice(doc, edit{at, at, fmt.Sprintf(`<%s count="%d">%s</%s>`, section, added, b.String(), section)})
			continue
		}
		doc = splice(doc, append(mine.counted(doc, number+added), mine.inside(doc, b.String()))...)
	}
	g.cellStyles, g.colours = moved["cellXfs"], moved["dxfs"]
	if g.cellStyles > 64_000 { // Excel takes 65 490
		return nil, Unsuited("原文件的单元格样式过多")
	}
	return doc, nil
}

// firstFormat is the number of a workbook's first number format of its own.
const firstFormat = 164

var formatNumber = regexp.MustCompile(`\snumFmtId="(\d+)"`)

// unusedFormat is above every number format that a style sheet names.
func unusedFormat(doc []byte) int {
	unused := firstFormat
	for _, match := range formatNumber.FindAllSubmatch(doc, -1) {
		if n, err := strconv.Atoi(string(match[1])); err == nil {
			unused = max(unused, n+1)
		}
	}
	return unused
}

var formatParts = regexp.MustCompile(`\s(numFmtId|fontId|fillId|borderId|xfId)="(\d+)"`)

// moveFormat moves the numbers in a cell format by what stood there before.
func moveFormat(text string, moved map[string]int) string {
	section := map[string]string{"numFmtId": "numFmts", "fontId": "fonts", "fillId": "fills", "borderId": "borders"}
	return formatParts.ReplaceAllStringFunc(text, func(s string) string {
		part := formatParts.FindStringSubmatch(s)
		n, _ := strconv.Atoi(part[2]) // excelize wrote it
		switch {
		case part[1] == "xfId":
			return ` xfId="0"`
		case part[1] == "numFmtId" && n < firstFormat: // of every workbook
			return s
		}
		return fmt.Sprintf(` %s="%d"`, part[1], n+moved[section[part[1]]])
	})
}
