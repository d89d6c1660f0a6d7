package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hengji"
	"hengji/report/inert"
)

const (
	ourAuthor = "审核意见"
	// ourWords begin what we write into notes, so that it is told from the clerk's
	// when the workbook comes back: LibreOffice forgets who wrote a note.
	ourWords = "【审核意见】"
	// mostNotes keeps a workbook with thousands of faults quick to open: the
	// gravest are noted, all are coloured.
	mostNotes = 500

	commentsType = spreadsheetType + "comments+xml"
	drawingType  = "application/vnd.openxmlformats-officedocument.vmlDrawing"
)

// note writes the notes of a sheet: their texts into its comments part, their
// boxes into its legacy drawing. Either is made where the sheet has none.
func (w *received) note(part string, f *frame, cells []cell) error {
	if len(cells) == 0 {
		return nil
	}
	links, err := w.parcel.links(part)
	if err != nil {
		return err
	}
	comments, found := firstLink(links, relation+"/comments")
	doc := []byte(xml.Header + `<comments xmlns="` + namesMain + `"><authors></authors><commentList></commentList></comments>`)
	if found {
		if doc, err = w.read(comments.target); err != nil {
			return err
		}
	} else {
		comments.target = w.unused("xl/commentsHengji", ".xml")
		if _, err := w.connect(part, relation+"/comments", comments.target); err != nil {
			return err
		}
		if err := w.declare(comments.target, commentsType); err != nil {
			return err
		}
	}
	doc, boxed, err := addComments(doc, cells)
	if err != nil {
		return err
	}
	w.put(comments.target, doc)
	return w.box(part, f, links, boxed)
}

// addComments adds the texts. A cell with a note already keeps it, ours behind it;
// boxed are the cells that need a box of their own.
func addComments(doc []byte, cells []cell) (changed []byte, boxed []cell, err error) {
	tree, err := outline(doc, 5)
	if err != nil {
		return nil, nil, err
	}
	authors, found := find(tree, 2, "authors")
	list, also := find(tree, 2, "commentList")
	if !found || !also || tree[0].attr("xmlns") != namesMain {
		return nil, nil, errNotPlain
	}
	noted := map[string]element{}
	for _, e := range within(tree, list) {
		noted[e.attr("ref")] = e
	}
	var edits []edit
	var fresh strings.Builder
	signed := within(tree, authors)
	author := slices.IndexFunc(signed, func(e element) bool { return string(doc[e.open:e.close]) == ourAuthor })
	if author < 0 {
		author = len(signed)
	}
	for _, c := range cells {
		text := noteText(c)
		if comment, known := noted[c.name]; known {
			body, found := element{}, false
			for _, e := range within(tree, comment) {
				if e.name == "text" {
					body, found = e, true
				}
			}
			// A thread of today's Excel keeps its text elsewhere (its author here is
			// tc= and an id), and runs cannot follow a phonetic hint.
			by, _ := strconv.Atoi(comment.attr("authorId"))
			threaded := by >= 0 && by < len(signed) && bytes.HasPrefix(doc[signed[by].open:], []byte("tc="))
			if found && !threaded && !bytes.Contains(doc[body.open:body.close], []byte("<rPh")) && !bytes.Contains(doc[body.open:body.close], []byte("<phoneticPr")) {
				edits = append(edits, body.inside(doc, run("\n"+ourWords, true)+run(text, false)))
			}
			continue
		}
		boxed = append(boxed, c)
		fmt.Fprintf(&fresh, `<comment ref="%s" authorId="%d"><text>%s%s</text></comment>`,
			c.name, author, run(ourWords, true), run(text, false))
	}
	if len(boxed) > 0 {
		edits = append(edits, list.inside(doc, fresh.String()))
		if author == len(signed) {
			edits = append(edits, authors.inside(doc, "<author>"+ourAuthor+"</author>"))
		}
	}
	return splice(doc, edits...), boxed, nil
}

// run is a piece of a note's text.
func run(text string, bold bool) string {
	weight := ""
	if bold {
		weight = "<b/>"
	}
	return `<r><rPr>` + weight + `<sz val="9"/><color indexed="81"/><rFont val="宋体"/><family val="3"/><charset val="134"/></rPr>` +
		`<t xml:space="preserve">` + escape(noCodes(text)) + `</t></r>`
}

// noCodes keeps _x001B_ in a text from being read as the character of that code:
// the underline that would begin such a code is itself written as one.
func noCodes(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if s[i] == '_' && characterCode.MatchString(s[i:min(len(s), i+7)]) {
			b.WriteString("_x005F")
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

var characterCode = regexp.MustCompile(`^_x[0-9A-Fa-f]{4}_$`)

// noteText says what is wrong with a cell: each message, then what it was
// compared with.
func noteText(c cell) string {
	const most = 5
	var parts []string
	for i, f := range c.findings {
		if i == most {
			parts = append(parts, fmt.Sprintf("…共 %d 条，见“%s”表", len(c.findings), ResultSheet))
			break
		}
		text := f.Severity.Chinese() + "：" + inert.Cut(inert.Lines(f.Message), 600)
		parts = append(parts, text+related(f))
	}
	if c.findings[0].Severity == hengji.Explain {
		parts = append(parts, "如情况属实，请在“"+ResultSheet+"”表的“"+hengji.ExplanationHeading+"”栏写明原因。")
	}
	return strings.Join(parts, "\n")
}

var (
	boxNames = []string{`xmlns:v="urn:schemas-microsoft-com:vml"`, `xmlns:o="urn:schemas-microsoft-com:office:office"`, `xmlns:x="urn:schemas-microsoft-com:office:excel"`}
	boxHead  = `<xml ` + strings.Join(boxNames, " ") + `><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>`
)

const boxType = `<v:shapetype%s id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">` +
	`<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`

var shapeNumber = regexp.MustCompile(`_x0000_s(\d{1,9})"`)

// box draws the boxes of notes: VML, which is what every spreadsheet program
// still reads for them. It is text that is often not well-formed, so it is only
// ever added to at its end.
func (w *received) box(part string, f *frame, links []link, cells []cell) error {
	if len(cells) == 0 {
		return nil
	}
	doc, target := []byte(boxHead), ""
	if drawing, found := find(f.tree, 2, "legacyDrawing"); found {
		for _, l := range links {
			if l.id == relationID(drawing) {
				target = l.target
			}
		}
		var err error
		if doc, err = w.read(target); err != nil {
			return err
		}
	} else {
		target = w.unused("xl/drawings/vmlDrawingHengji", ".vml")
		id, err := w.connect(part, relation+"/vmlDrawing", target)
		if err != nil {
			return err
		}
		if err := w.declare(target, drawingType); err != nil {
			return err
		}
		at := before(f.tree, sheetOrder, "legacyDrawing")
		if err := f.splice(edit{at, at, `<legacyDrawing xmlns:r="` + relation + `" r:id="` + id + `"/>`}); err != nil {
			return err
		}
	}
	end := bytes.LastIndex(doc, []byte("</xml>"))
	if end < 0 {
		return unsuited("原文件的批注写法特殊")
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
		tall := min(24, 2+inert.LinesIn(noteText(c), 44))
		fmt.Fprintf(&b, `<v:shape%s id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;width:260pt;height:%dpt;z-index:%d;visibility:hidden" fillcolor="#fffbe6" o:insetmode="auto">`+
			`<v:fill color2="#fffbe6"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>`+
			`<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>`+
			`<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%s</x:Anchor>`+
			`<x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`,
			names, number, tall*13, number-1024, where.anchor(c, tall), c.row-1, c.column-1)
	}
	w.put(target, splice(doc, edit{end, end, b.String()}))
	return nil
}
