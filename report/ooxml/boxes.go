package ooxml

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"hengji/report/inert"
)

var (
	boxNames = []string{`xmlns:v="urn:schemas-microsoft-com:vml"`, `xmlns:o="urn:schemas-microsoft-com:office:office"`, `xmlns:x="urn:schemas-microsoft-com:office:excel"`}
	boxHead  = `<xml ` + strings.Join(boxNames, " ") + `><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>`
)

const boxType = `<v:shapetype%s id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">` +
	`<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`

const box = `<v:shape%s id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;width:260pt;height:%dpt;z-index:%d;visibility:hidden" fillcolor="#fffbe6" o:insetmode="auto">` +
	`<v:fill color2="#fffbe6"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>` +
	`<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>` +
	`<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%s</x:Anchor>` +
	`<x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`

var shapeNumber = regexp.MustCompile(`_x0000_s(\d{1,9})"`)

// box draws the boxes of notes: VML, which is what every spreadsheet program
// still reads for them. It is text that is often not well-formed, so it is only
// ever added to at its end.
func (w *Workbook) box(part string, f *frame, links []link, cells []Cell) error {
	if len(cells) == 0 {
		return nil
	}
	target, doc, err := w.drawing(part, f, links)
	if err != nil {
		return err
	}
	end := bytes.LastIndex(doc, []byte("</xml>"))
	if end < 0 {
		return Unsuited("原文件的批注写法特殊")
	}
	names := "" // openpyxl calls them ns0, ns1, ns2: then ours bring their own
	for _, prefix := range boxNames {
		if !bytes.Contains(doc[:end], []byte(prefix)) {
			names = " " + strings.Join(boxNames, " ")
		}
	}
	var b strings.Builder
	if !bytes.Contains(doc, []byte(`id="_x0000_t202"`)) {
		fmt.Fprintf(&b, boxType, names)
	}
	number := 1024
	for _, found := range shapeNumber.FindAllSubmatch(doc, -1) {
		if n, err := strconv.Atoi(string(found[1])); err == nil {
			number = max(number, n)
		}
	}
	where := measure(f, cells)
	for _, c := range cells {
		number++
		tall := min(24, 2+inert.LinesIn(c.Note, 44))
		fmt.Fprintf(&b, box, names, number, tall*13, number-1024, where.anchor(c, tall), c.Row-1, c.Column-1)
	}
	w.Put(target, splice(doc, edit{end, end, b.String()}))
	return nil
}

// drawing is the part that holds the boxes of a sheet's notes, made where there is
// none, and what it holds.
func (w *Workbook) drawing(part string, f *frame, links []link) (target string, doc []byte, err error) {
	if drawing, found := find(f.tree, 2, "legacyDrawing"); found {
		for _, l := range links {
			if l.id == relationID(drawing) {
				target = l.target
			}
		}
		doc, err = w.Read(target)
		return target, doc, err
	}
	target = w.unused("xl/drawings/vmlDrawing"+w.sign.Tag, ".vml")
	id, err := w.attach(part, relation+"/vmlDrawing", target, "application/vnd.openxmlformats-officedocument.vmlDrawing")
	if err != nil {
		return "", nil, err
	}
	at := before(f.tree, sheetOrder, "legacyDrawing")
	return target, []byte(boxHead), f.splice(edit{at, at, `<legacyDrawing xmlns:r="` + relation + `" r:id="` + id + `"/>`})
}
