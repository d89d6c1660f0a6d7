package docx

import (
	"archive/zip"
	"bytes"
	"embed"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// The parts that matter here; all others of a template are passed on as they are.
const (
	documentPart = "word/document.xml"
	stylesPart   = "word/styles.xml"
	corePart     = "docProps/core.xml"
)

// mostBytes is what the parts of a template may hold together: a letterhead's
// pictures, not a book.
const mostBytes = 8 << 20

// Template is a .docx whose page, styles, headers and footers a document is given.
type Template struct {
	parts          []part
	styles         map[string]string // by name, what it is called in the text
	before, behind []byte            // of the text in document.xml
	Wide           int               // between the margins, in twentieths of a point
}

type part struct {
	name    string
	content []byte
}

//go:embed default
var shipped embed.FS

// shippedParts names the files of default, which go:embed would not take by their
// names in the package.
var shippedParts = []struct{ part, file string }{
	{"[Content_Types].xml", "content_types.xml"}, {"_rels/.rels", "package_rels.xml"}, {documentPart, "document.xml"},
	{"word/_rels/document.xml.rels", "document_rels.xml"}, {stylesPart, "styles.xml"}, {"word/settings.xml", "settings.xml"},
	{"word/fontTable.xml", "fontTable.xml"}, {"word/footer1.xml", "footer1.xml"}, {"word/footer2.xml", "footer2.xml"}, {corePart, "core.xml"},
}

// Shipped is the template of this program: A4 with the measures and letters of GB/T 9704.
func Shipped() (*Template, error) {
	t := &Template{}
	for _, one := range shippedParts {
		content, err := shipped.ReadFile("default/" + one.file)
		if err != nil {
			return nil, fmt.Errorf("read shipped template: %w", err)
		}
		t.parts = append(t.parts, part{one.part, content})
	}
	return t, t.understand()
}

// Read reads a template: any .docx that has the styles, such as a report that was
// written and whose styles were then changed. Its text is left out. What it lacks is
// told in the words of those who made it.
func Read(data []byte) (*Template, error) {
	pack, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, errNoDocument
	}
	t, left := &Template{}, int64(mostBytes)
	for _, file := range pack.File {
		if strings.HasSuffix(file.Name, "/") {
			continue
		}
		content, err := contentOf(file, left)
		if err != nil {
			return nil, err
		}
		left -= int64(len(content))
		t.parts = append(t.parts, part{file.Name, content})
	}
	return t, t.understand()
}

func contentOf(file *zip.File, most int64) ([]byte, error) {
	reader, err := file.Open()
	if err != nil {
		return nil, fmt.Errorf("文档已损坏：%s", file.Name)
	}
	defer reader.Close()
	content, err := io.ReadAll(io.LimitReader(reader, most+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("文档已损坏：%s", file.Name)
	case int64(len(content)) > most:
		return nil, fmt.Errorf("文档太大（展开后超过 %d MB）", mostBytes>>20)
	}
	return content, nil
}

// understand finds the styles, and where in the document its text stands.
func (t *Template) understand() error {
	find := func(name string) []byte {
		if i := slices.IndexFunc(t.parts, func(p part) bool { return p.name == name }); i >= 0 {
			return t.parts[i].content
		}
		return nil
	}
	document, styles := find(documentPart), find(stylesPart)
	if document == nil || styles == nil {
		return errNoDocument
	}
	if err := t.findStyles(styles); err != nil {
		return err
	}
	var missing []string
	for _, name := range styleNames {
		if t.styles[name] == "" {
			missing = append(missing, name)
		}
	}
	if missing != nil {
		return fmt.Errorf("没有样式 %s（可用导出的 绩效评价报告.docx 修改样式后作模板）", strings.Join(missing, "、"))
	}
	return t.findText(document)
}

// findStyles reads which paragraph styles there are. Names are those of the program
// that the template was made with, headings in lower case.
func (t *Template) findStyles(content []byte) error {
	var sheet struct {
		Styles []struct {
			Type string `xml:"type,attr"`
			ID   string `xml:"styleId,attr"`
			Name struct {
				Val string `xml:"val,attr"`
			} `xml:"name"`
		} `xml:"style"`
	}
	if err := xml.Unmarshal(content, &sheet); err != nil {
		return fmt.Errorf("样式读不出来：%w", err)
	}
	t.styles = map[string]string{}
	for _, style := range sheet.Styles {
		name := style.Name.Val
		if strings.HasPrefix(strings.ToLower(name), "heading ") {
			name = strings.ToLower(name)
		}
		if style.Type == "paragraph" {
			t.styles[name] = style.ID
		}
	}
	return nil
}

// findText finds the text of a document: what stands between <w:body> and the settings
// of its last section, which stay.
func (t *Template) findText(content []byte) error {
	decoder := xml.NewDecoder(bytes.NewReader(content))
	var from, to, section int64 = -1, -1, -1
	for depth := 0; ; {
		start := decoder.InputOffset()
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("正文读不出来：%w", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			name := token.Name.Space + ":" + token.Name.Local
			switch {
			case depth == 2 && name == "w:body":
				from = decoder.InputOffset()
			case depth == 3 && name == "w:sectPr":
				section = start
			}
			if section >= 0 {
				t.measure(token)
			}
		case xml.EndElement:
			if depth == 2 && token.Name.Local == "body" {
				to = start
			}
			depth--
		}
	}
	switch {
	case from < 0 || to < 0:
		return errNoDocument
	case section < 0 || t.Wide <= 0:
		return errors.New("没有页面设置")
	}
	t.before, t.behind = content[:from], content[section:]
	return nil
}

// measure takes the width between the margins from the settings of a section.
func (t *Template) measure(element xml.StartElement) {
	number := func(name string) (n int) {
		for _, attribute := range element.Attr {
			if attribute.Name.Local == name {
				_, _ = fmt.Sscan(attribute.Value, &n) // 0 where it is no number
			}
		}
		return n
	}
	switch element.Name.Local {
	case "pgSz":
		t.Wide = number("w")
	case "pgMar":
		t.Wide -= number("left") + number("right") + number("gutter")
	}
}
