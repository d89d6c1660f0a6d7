package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hengji"

	"pgregory.net/rapid"
)

func pageOf(t testing.TB, r Return) string {
	t.Helper()
	var b bytes.Buffer
	must(t, Findings(&b, r))
	return b.String()
}

func TestThePage(t *testing.T) {
	r := leiyang()
	r.Near = map[string]Nearby{r.Findings[2].Fingerprint: {FirstRow: 6, FirstColumn: 8, Cells: [][]string{
		{"无偿补助", "15", ""}, {"无偿补助", "25", "13812345678"}, {"后补助", "15", "<b>"},
	}}}
	text := pageOf(t, r)
	golden(t, "page.html", text)
	if !strings.Contains(text, `<td class="here">25</td>`) || strings.Contains(text, "13812345678") {
		t.Error("the neighbourhood is not shown, or a phone number is")
	}
	if dir := os.Getenv("PICTURES"); dir != "" {
		must(t, os.WriteFile(filepath.Join(dir, "page.html"), []byte(text), 0o644))
	}
	fine := pageOf(t, Return{Region: "市本级", State: hengji.Accepted, Echo: []EchoLine{}})
	if !strings.Contains(fine, "没有问题。") || !strings.Contains(fine, "没有读取到数据。") {
		t.Error(fine)
	}
	if err := Findings(failing{errors.New("no space")}, r); err == nil {
		t.Error("a page that could not be written was told as written")
	}
}

// Text of a workbook may be anything; on the page it is text: the elements and
// attributes are those of the template, whatever the text.
func TestHostileTextMakesNoMarkupOnThePage(t *testing.T) {
	shape := func(t *rapid.T, r Return) (tags []string, text string) {
		var b bytes.Buffer
		if err := Findings(&b, r); err != nil {
			t.Fatal(err)
		}
		mustBeInert(t, "page", strings.ReplaceAll(b.String(), "\t", ""))
		body := b.String()[strings.Index(b.String(), "<body>"):]
		decoder := xml.NewDecoder(strings.NewReader(body))
		decoder.Strict, decoder.AutoClose, decoder.Entity = false, []string{"br"}, xml.HTMLEntity
		for {
			token, err := decoder.RawToken()
			if errors.Is(err, io.EOF) {
				return tags, text
			}
			if err != nil {
				t.Fatalf("%v:\n%s", err, body)
			}
			if start, ok := token.(xml.StartElement); ok {
				tags = append(tags, start.Name.Local)
				for _, a := range start.Attr {
					if !slices.Contains([]string{"class", "scope", "data-label", "colspan", "tabindex", "role", "aria-label"}, a.Name.Local) {
						t.Fatalf("attribute %s=%q", a.Name.Local, a.Value)
					}
				}
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		word := hostileText()
		of := func(text func(string) string) Return {
			return Return{Region: text("region"), File: text("file"), SHA256: text("sha"), State: hengji.Returned, Due: text("due"),
				Echo: []EchoLine{{Sheet: text("echo"), Title: "表"}},
				Near: map[string]Nearby{"f": {FirstRow: 1, FirstColumn: 1, Cells: [][]string{{text("near")}}}},
				Findings: []hengji.Finding{{Fingerprint: "f", Cell: "A1", Sheet: text("sheet"), Label: text("label"), Message: text("message"),
					Got: text("got"), Want: text("want"), Rule: hengji.RuleID(text("rule")), Severity: hengji.Explain, Explanation: "x" + text("explanation")}}}
		}
		plain, _ := shape(t, of(func(string) string { return "x" }))
		got, _ := shape(t, of(func(label string) string { return "x" + word.Draw(t, label) }))
		if strings.Join(plain, " ") != strings.Join(got, " ") {
			t.Fatalf("elements %v, not %v", got, plain)
		}
	})
}
