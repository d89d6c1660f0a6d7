// Package docx writes official papers as .docx: in come paragraphs and tables by the
// names of their styles, out goes the template with these in place of its text. It
// reads nothing of a template but where its text stands and which styles it has, and
// refuses one that lacks a style.
package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// Names of the styles that a template must have. People see them in the list of styles
// of their office program, and may change them as they like.
const (
	Title   = "报告标题"
	Head1   = "heading 1"
	Head2   = "heading 2"
	Head3   = "heading 3"
	Text    = "报告正文"
	ToWrite = "报告待填" // what is still to be written
	Caption = "表格标题" // above a table
	Side    = "表格说明" // between that and the table
	Column  = "表格栏目" // in a table, the heads
	Cell    = "表格文字" // and the rest
	Note    = "表格注"  // below a table
	Signed  = "落款"
)

var styleNames = []string{Title, Head1, Head2, Head3, Text, ToWrite, Caption, Side, Column, Cell, Note, Signed}

// Run is a piece of a paragraph.
type Run struct {
	Text  string
	Bold  bool
	small bool
}

// Document is a paper being written.
type Document struct {
	template *Template
	body     bytes.Buffer

	// Together keeps what is written on one page with the paragraph behind it.
	Together bool
}

// New begins a document of a template.
func New(t *Template) *Document { return &Document{template: t} }

// Paragraph writes a paragraph. right is the room at its right edge, in hundredths of
// a character; 0 leaves that to the style.
func (d *Document) Paragraph(style string, right int, runs ...Run) {
	own := ""
	if d.Together {
		own = "<w:keepNext/>"
	}
	if right > 0 {
		own += fmt.Sprintf(`<w:ind w:rightChars="%d" w:right="%d"/>`, right, right*32/10) // of 16 pt
	}
	d.paragraph(&d.body, style, own, runs)
}

func (d *Document) paragraph(w *bytes.Buffer, style, own string, runs []Run) {
	fmt.Fprintf(w, `<w:p><w:pPr><w:pStyle w:val="%s"/>%s</w:pPr>`, escaped(d.template.styles[style]), own)
	for _, run := range runs {
		w.WriteString("<w:r>")
		if run.Bold || run.small {
			w.WriteString("<w:rPr>")
			if run.Bold {
				w.WriteString("<w:b/>")
			}
			if run.small { // 小五: below it nobody reads
				w.WriteString(`<w:sz w:val="18"/><w:szCs w:val="18"/>`)
			}
			w.WriteString("</w:rPr>")
		}
		for i, line := range strings.Split(run.Text, "\n") {
			if i > 0 {
				w.WriteString("<w:br/>")
			}
			w.WriteString(`<w:t xml:space="preserve">` + escaped(line) + "</w:t>")
		}
		w.WriteString("</w:r>")
	}
	w.WriteString("</w:p>")
}

// escaped makes a text fit for XML: what XML cannot hold is dropped.
func escaped(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < ' ' && r != '\t' || r >= 0xfffe && r <= 0xffff {
			return -1
		}
		return r
	}, s)
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // into memory: it cannot fail
	return b.String()
}

// Properties are what an office program tells about a file.
type Properties struct {
	Title, Author string
	Created       time.Time
}

// Write writes the document. The same paragraphs, template and properties give the
// same bytes.
func (d *Document) Write(w io.Writer, p Properties) error {
	var core bytes.Buffer
	fmt.Fprintf(&core, xml.Header+`<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>%s</dc:title><dc:creator>%s</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">%s</dcterms:created></cp:coreProperties>`,
		escaped(p.Title), escaped(p.Author), p.Created.UTC().Format("2006-01-02T15:04:05Z"))
	pack := zip.NewWriter(w)
	for _, one := range d.template.parts {
		content := one.content
		switch one.name {
		case documentPart:
			content = bytes.Join([][]byte{d.template.before, d.body.Bytes(), d.template.behind}, nil)
		case corePart:
			content = core.Bytes()
		}
		part, err := pack.CreateHeader(&zip.FileHeader{Name: one.name, Method: zip.Deflate}) // no time: it would differ
		if err == nil {
			_, err = part.Write(content)
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", one.name, err)
		}
	}
	if err := pack.Close(); err != nil {
		return fmt.Errorf("write end of document: %w", err)
	}
	return nil
}

var errNoDocument = errors.New("不是 .docx 文档")
