package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var someDay = time.Date(2022, 3, 28, 9, 0, 0, 0, time.UTC)

func shippedTemplate(t testing.TB) *Template {
	t.Helper()
	template, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return template
}

func bytesOf(t testing.TB, d *Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := d.Write(&b, Properties{Title: "报告", Author: "某局", Created: someDay}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// parts unpacks a document; each part must be well-formed.
func parts(t testing.TB, data []byte) map[string]string {
	t.Helper()
	pack, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, file := range pack.File {
		reader, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		all[file.Name] = string(content)
		for decoder := xml.NewDecoder(bytes.NewReader(content)); ; {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", file.Name, err)
			}
		}
	}
	return all
}

// The measures of GB/T 9704: A4; 37, 28, 26 and 35 mm from the edges; title of 22
// points, text of 16 on lines of 28; page numbers outside, odd ones right.
func TestTheShippedPaperHasTheMeasuresOfTheStandard(t *testing.T) {
	d := New(shippedTemplate(t))
	d.Paragraph(Title, 0, Run{Text: "报告"})
	all := parts(t, bytesOf(t, d))
	for part, want := range map[string][]string{
		documentPart: {
			`<w:pgSz w:w="11906" w:h="16838"/>`, // 210 × 297 mm in twentieths of a point
			`w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"`,
			`w:type="default" r:id="rId4"`, `w:type="even" r:id="rId5"`,
		},
		"word/settings.xml": {"<w:evenAndOddHeaders/>"},
		"word/footer1.xml":  {`<w:jc w:val="right"/>`, " PAGE ", `w:ind w:right="280"`},
		"word/footer2.xml":  {`<w:jc w:val="left"/>`, " PAGE ", `w:ind w:left="280"`},
	} {
		for _, text := range want {
			if !strings.Contains(all[part], text) {
				t.Errorf("%s lacks %s", part, text)
			}
		}
	}
	var sheet struct {
		Styles []struct {
			ID    string `xml:"styleId,attr"`
			Fonts struct {
				East string `xml:"eastAsia,attr"`
			} `xml:"rPr>rFonts"`
			Size struct {
				Val string `xml:"val,attr"`
			} `xml:"rPr>sz"`
			Line struct {
				Line string `xml:"line,attr"`
				Rule string `xml:"lineRule,attr"`
			} `xml:"pPr>spacing"`
			First struct {
				Chars string `xml:"firstLineChars,attr"`
			} `xml:"pPr>ind"`
		} `xml:"style"`
		Size struct {
			Val string `xml:"val,attr"`
		} `xml:"docDefaults>rPrDefault>rPr>sz"`
		Font struct {
			East string `xml:"eastAsia,attr"`
		} `xml:"docDefaults>rPrDefault>rPr>rFonts"`
	}
	if err := xml.Unmarshal([]byte(all[stylesPart]), &sheet); err != nil {
		t.Fatal(err)
	}
	if sheet.Size.Val != "32" || sheet.Font.East != "仿宋_GB2312" {
		t.Errorf("text is of %s half points in %s", sheet.Size.Val, sheet.Font.East)
	}
	got := map[string]string{}
	for _, s := range sheet.Styles {
		got[s.ID] = strings.Join([]string{s.Fonts.East, s.Size.Val, s.Line.Line, s.Line.Rule, s.First.Chars}, " ")
	}
	for id, want := range map[string]string{
		"ReportTitle": "方正小标宋简体 44 640 exact ", "Heading1": "黑体 32 560 exact 200", "Heading2": "楷体_GB2312 32 560 exact 200",
		"Heading3": "仿宋_GB2312 32 560 exact 200", "ReportText": "  560 exact 200", "PageNumber": "宋体 28 240 auto ",
	} {
		if got[id] != want {
			t.Errorf("style %s is %q, want %q", id, got[id], want)
		}
	}
	for _, font := range []string{"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"} {
		if _, behind, found := strings.Cut(all["word/fontTable.xml"], `w:name="`+font+`"`); !found || !strings.Contains(strings.SplitN(behind, "</w:font>", 2)[0], "w:altName") {
			t.Errorf("%s has no font to fall back to", font)
		}
	}
}

// A paper that was written and whose styles the office then changed is a template: its
// styles and footers stay, its text goes.
func TestAWrittenPaperIsATemplate(t *testing.T) {
	first := New(shippedTemplate(t))
	first.Paragraph(Text, 0, Run{Text: "去年的文字"})
	var changed bytes.Buffer
	pack := zip.NewWriter(&changed)
	for name, content := range parts(t, bytesOf(t, first)) {
		content = strings.Replace(content, `w:styleId="ReportText"`, `w:styleId="a7"`, 1)
		content = strings.Replace(content, `w:name w:val="heading 1"`, `w:name w:val="Heading 1"`, 1)
		content = strings.Replace(content, `<w:t xml:space="preserve">— </w:t>`, `<w:t>第</w:t>`, 1)
		content = strings.Replace(content, `w:left="1587"`, `w:left="1701"`, 1)
		part, err := pack.Create(name)
		if err == nil {
			_, err = io.WriteString(part, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := pack.Close(); err != nil {
		t.Fatal(err)
	}
	template, err := Read(changed.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	second := New(template)
	second.Paragraph(Text, 0, Run{Text: "今年的文字"})
	all := parts(t, bytesOf(t, second))
	document := all[documentPart]
	if strings.Contains(document, "去年") || !strings.Contains(document, `<w:pStyle w:val="a7"/></w:pPr><w:r><w:t xml:space="preserve">今年的文字`) {
		t.Errorf("the text is\n%s", document)
	}
	if !strings.Contains(document, `w:left="1701"`) || !strings.Contains(all["word/footer1.xml"], "第") {
		t.Error("the page or its footer is not the template's")
	}
	if template.Wide != 11906-1701-1474 {
		t.Errorf("the text is %d wide", template.Wide)
	}
}

func TestWhatIsNoTemplateIsRefused(t *testing.T) {
	packed := func(files ...string) []byte {
		var b bytes.Buffer
		pack := zip.NewWriter(&b)
		for i := 0; i < len(files); i += 2 {
			part, err := pack.Create(files[i])
			if err == nil {
				_, err = io.WriteString(part, files[i+1])
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := pack.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	styles, err := shipped.ReadFile("default/styles.xml")
	if err != nil {
		t.Fatal(err)
	}
	for want, data := range map[string][]byte{
		"不是 .docx 文档": []byte("PK"),
		"没有样式 报告标题、":  packed(documentPart, "<w:document/>", stylesPart, "<styles/>"),
		"样式读不出来":      packed(documentPart, "<w:document/>", stylesPart, "<styles>"),
		"没有页面设置":      packed(documentPart, "<w:document><w:body></w:body></w:document>", stylesPart, string(styles)),
		"正文读不出来":      packed(documentPart, "<w:document><w:body><w:p", stylesPart, string(styles)),
		"文档太大":        packed("word/media/a.png", strings.Repeat("\x00", mostBytes+1)),
	} {
		if _, err := Read(data); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// Whatever is in a text, it is text: the elements are those that were written.
func TestHostileTextStaysText(t *testing.T) {
	template := shippedTemplate(t)
	tags := func(t testing.TB, text string) (names []string, said string) {
		d := New(template)
		d.Paragraph(Text, 0, Run{Text: text})
		d.Table(Table{Widths: []int{1, 2}, Heads: [][]TableCell{{{Text: text, Columns: 2}}}, Rows: [][]TableCell{{{Text: "a"}, {Text: "b", Align: "right", Bold: true}}}})
		var b strings.Builder
		inText := false
		for decoder := xml.NewDecoder(strings.NewReader(parts(t, bytesOf(t, d))[documentPart])); ; {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				return names, b.String()
			}
			if err != nil {
				t.Fatal(err)
			}
			switch token := token.(type) {
			case xml.StartElement:
				names, inText = append(names, token.Name.Local), token.Name.Local == "t"
			case xml.EndElement:
				inText = false
			case xml.CharData:
				if inText {
					b.Write(token)
				}
			}
		}
	}
	plain, _ := tags(t, "文字")
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.OneOf(rapid.SampledFrom([]string{"</w:t><w:drawing/>", "&lt;", "]]>", "\x00\x1b", "\xff", "\ufffe", `"'`}), rapid.String()).Draw(r, "text")
		text = strings.ReplaceAll(text, "\n", "")
		got, said := tags(t, text)
		if strings.Join(got, " ") != strings.Join(plain, " ") {
			r.Fatalf("%q made the elements %v", text, got)
		}
		if strings.ContainsAny(text, "<&") && !strings.ContainsAny(said, "<&") {
			r.Fatalf("%q reads %q", text, said)
		}
	})
}

func TestTheSamePaperIsTheSameBytes(t *testing.T) {
	write := func() []byte {
		d := New(shippedTemplate(t))
		d.Paragraph(Title, 0, Run{Text: "报告"})
		d.Table(Table{Widths: []int{1, 1, 1}, Rows: [][]TableCell{{{Text: "a"}, {Text: "b"}, {Text: "c"}}}})
		d.Paragraph(Signed, 400, Run{Text: "某局"})
		return bytesOf(t, d)
	}
	if !bytes.Equal(write(), write()) {
		t.Error("they differ")
	}
}
