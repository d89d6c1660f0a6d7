package ooxml

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// note writes the notes of a sheet: their texts into its comments part, their
// boxes into its legacy drawing. Either is made where the sheet has none.
func (w *Workbook) note(part string, f *frame, cells []Cell) error {
	cells = slices.DeleteFunc(slices.Clone(cells), func(c Cell) bool { return c.Note == "" })
	if len(cells) == 0 {
		return nil
	}
	links, err := w.relations(part)
	if err != nil {
		return err
	}
	comments, found := firstLink(links, relation+"/comments")
	doc := []byte(xml.Header + `<comments xmlns="` + namesMain + `"><authors></authors><commentList></commentList></comments>`)
	if found {
		if doc, err = w.Read(comments.target); err != nil {
			return err
		}
	} else {
		comments.target = w.unused("xl/comments"+w.sign.Tag, ".xml")
		if _, err := w.attach(part, relation+"/comments", comments.target, spreadsheetType+"comments+xml"); err != nil {
			return err
		}
	}
	doc, boxed, err := w.sign.addComments(doc, cells)
	if err != nil {
		return err
	}
	w.Put(comments.target, doc)
	return w.box(part, f, links, boxed)
}

// addComments adds the texts. A cell with a note already keeps it, ours behind it;
// boxed are the cells that need a box of their own.
func (s Signature) addComments(doc []byte, cells []Cell) (changed []byte, boxed []Cell, err error) {
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
	author := slices.IndexFunc(signed, func(e element) bool { return string(doc[e.open:e.close]) == s.Author })
	if author < 0 {
		author = len(signed)
	}
	for _, c := range cells {
		if comment, known := noted[c.address()]; known {
			if body, open := openText(doc, tree, signed, comment); open {
				edits = append(edits, body.inside(doc, run("\n"+s.Words, true)+run(c.Note, false)))
			}
			continue
		}
		boxed = append(boxed, c)
		fmt.Fprintf(&fresh, `<comment ref="%s" authorId="%d"><text>%s%s</text></comment>`,
			c.address(), author, run(s.Words, true), run(c.Note, false))
	}
	if len(boxed) > 0 {
		edits = append(edits, list.inside(doc, fresh.String()))
		if author == len(signed) {
			edits = append(edits, authors.inside(doc, "<author>"+s.Author+"</author>"))
		}
	}
	return splice(doc, edits...), boxed, nil
}

// openText finds the text of a clerk's note where something may be written behind it.
// A thread of today's Excel keeps its text elsewhere (its author here is tc= and an
// id), and runs cannot follow a phonetic hint.
func openText(doc []byte, tree, authors []element, comment element) (body element, open bool) {
	for _, e := range within(tree, comment) {
		if e.name == "text" {
			body, open = e, true
		}
	}
	by, _ := strconv.Atoi(comment.attr("authorId"))
	threaded := by >= 0 && by < len(authors) && bytes.HasPrefix(doc[authors[by].open:], []byte("tc="))
	text := doc[body.open:body.close]
	return body, open && !threaded && !bytes.Contains(text, []byte("<rPh")) && !bytes.Contains(text, []byte("<phoneticPr"))
}

// run is a piece of a note's text.
func run(text string, bold bool) string {
	weight := ""
	if bold {
		weight = "<b/>"
	}
	return `<r><rPr>` + weight + `<sz val="9"/><color indexed="81"/><rFont val="宋体"/><family val="3"/><charset val="134"/></rPr>` +
		`<t xml:space="preserve">` + escape(EscapeCodes(text)) + `</t></r>`
}
