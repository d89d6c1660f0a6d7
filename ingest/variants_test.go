package ingest

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// utf16Part is a part as some exports encode it.
func utf16Part(text string, order binary.AppendByteOrder) string {
	out := order.AppendUint16(nil, 0xFEFF)
	for _, unit := range utf16.Encode([]rune(strings.Replace(text, "UTF-8", "UTF-16", 1))) {
		out = order.AppendUint16(out, unit)
	}
	return string(out)
}

// alternate is markup for a program that knows hs, and for all others.
func alternate(choice, fallback string) string {
	return `<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">` +
		`<mc:Choice xmlns:hs="http://schemas.haansoft.com/office/spreadsheet/8.0" Requires="hs">` + choice + `</mc:Choice>` +
		`<mc:Fallback>` + fallback + `</mc:Fallback></mc:AlternateContent>`
}

func TestAlternativesThatWeCannotChooseAmongAreRefused(t *testing.T) {
	good := alternate(`<font/>`, `<font/>`)
	for name, font := range map[string]string{
		"no fallback":        strings.Replace(good, `<mc:Fallback><font/></mc:Fallback>`, "", 1),
		"two fallbacks":      strings.Replace(good, `</mc:Fallback>`, `</mc:Fallback><mc:Fallback/>`, 1),
		"a choice for us":    strings.Replace(good, `xmlns:hs="http://schemas.haansoft.com/office/spreadsheet/8.0"`, `xmlns:hs="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`, 1),
		"undeclared":         strings.Replace(good, `Requires="hs"`, `Requires="hz"`, 1),
		"nothing required":   strings.Replace(good, ` Requires="hs"`, ``, 1),
		"a stranger":         strings.Replace(good, `<mc:Fallback>`, `<mc:Other/><mc:Fallback>`, 1),
		"a stranger in it":   strings.Replace(good, `<mc:Fallback><font/>`, `<mc:Fallback><fond/>`, 1),
		"a choice behind it": strings.Replace(good, `</mc:Fallback>`, `</mc:Fallback><mc:Choice xmlns:hs="x" Requires="hs"/>`, 1),
	} {
		styles := strings.Replace(stylesText, `<font><strike/><sz val="11"/></font>`, font, 1)
		_, err := read(pack(t, with(parts(everyKind), "xl/styles.xml", styles)), DefaultLimits())
		if r := refusal(t, err); r.Rule != "FILE-UNSUPPORTED" {
			t.Errorf("%s: got %v", name, r)
		}
	}
}

// everywhere changes each part of a workbook.
func everywhere(files []file, change func(string) string) []file {
	out := make([]file, len(files))
	for i, f := range files {
		f.text = change(f.text)
		out[i] = f
	}
	return out
}

// TestOneWorkbookWrittenInManyWaysReadsTheSame holds that every spelling of the
// same XML, and every way through the reader, gives the same cells.
func TestOneWorkbookWrittenInManyWaysReadsTheSame(t *testing.T) {
	files := parts(everyKind, sheetXML(plainRows(40)))
	want, err := read(pack(t, files), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	replace := func(pairs ...string) []file { return everywhere(files, strings.NewReplacer(pairs...).Replace) }
	prefixed := everywhere(files, func(text string) string {
		if !strings.Contains(text, "<worksheet") && !strings.Contains(text, "<sst") && !strings.Contains(text, "<styleSheet") {
			return text
		}
		return strings.NewReplacer("</y:", "</y:", "<y:", "<y:", "<!", "<!", "<?", "<?", "a<b", "a<b",
			"</", "</x:", "<", "<x:", "xmlns=", "xmlns:x=").Replace(text)
	})
	withHead := func(head string) []file {
		return everywhere(files, func(text string) string { return head + strings.TrimPrefix(text, declaration) })
	}
	for name, variant := range map[string][]file{
		"spaces in tags, the slow path":  replace(`<c r=`, `<c  r=`, `<row r=`, "<row\tr=", `<si>`, `<si >`, `</v>`, `</v >`, `"/>`, `" />`),
		"single quotes":                  replace(`DISPIMG("ID_1",1)`, `DISPIMG("ID_1",1)`, `"`, `'`),
		"a prefix for the namespace":     prefixed,
		"strict namespaces":              replace("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main", "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships"),
		"UTF-16 little endian":           everywhere(files, func(text string) string { return utf16Part(text, binary.LittleEndian) }),
		"UTF-16 big endian":              everywhere(files, func(text string) string { return utf16Part(text, binary.BigEndian) }),
		"a byte order mark":              withHead("\xEF\xBB\xBF" + declaration),
		"no declaration":                 withHead(""),
		"comments and instructions":      withHead(declaration + "<!-- <row r='1'> --><?mso a?>"),
		"targets from the root":          replace(`Target="worksheets/`, `Target="/xl/worksheets/`, `Target="xl/`, `Target="/xl/`),
		"styles for another program":     replace(`<font><strike/><sz val="11"/></font>`, alternate(`<font/><font/>`, `<font>`+alternate(`<u/>`, `<strike/>`)+`</font>`), `<xf numFmtId="10" fontId="0"/>`, alternate(`<xf numFmtId="0"/>`, `<xf numFmtId="10" fontId="0"/>`)),
		"targets with other case":        replace(`Target="worksheets/`, `Target="Worksheets/`),
		"comments and CDATA in the rows": replace(`<v>1294.5999999999999</v>`, `<v>1294.<![CDATA[5999999999999]]><!-- <row> -->9</v>`, `</row><row r="2"`, `</row><!-- <row r="1"/> > --><row r="2"`),
	} {
		t.Run(name, func(t *testing.T) {
			if name == "comments and CDATA in the rows" {
				variant = everywhere(variant, func(text string) string {
					return strings.Replace(text, "5999999999999]]><!-- <row> -->9", "599999999999]]><!-- <row> -->9", 1)
				})
			}
			for _, held := range []int64{DefaultLimits().HeldBytes, 0} {
				if held == 0 && strings.HasPrefix(name, "UTF-16") {
					continue
				}
				limits := DefaultLimits()
				limits.HeldBytes = held
				got, err := read(pack(t, variant), limits)
				if err != nil {
					t.Fatalf("held %d: %v", held, err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("held %d (-want +got):\n%s", held, diff)
				}
			}
		})
	}
}

func TestALargeUTF16SheetIsRefusedByName(t *testing.T) {
	limits := DefaultLimits()
	limits.HeldBytes = 0
	files := everywhere(parts(sheetXML(plainRows(3))), func(text string) string { return utf16Part(text, binary.LittleEndian) })
	_, err := read(pack(t, files), limits)
	if r := refusal(t, err); r.Rule != "FILE-UNSUPPORTED" || !strings.Contains(r.Got, "UTF-16") {
		t.Errorf("got %v", r)
	}
}

// TestWindowsCutNothing reads the same sheet through windows that cut it at every
// place.
func TestWindowsCutNothing(t *testing.T) {
	defer func(old int) { window = old }(window)
	data := pack(t, parts(everyKind, sheetXML(plainRows(12)), declaration+`<worksheet `+main+`><sheetData/></worksheet>`))
	want, err := read(data, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	limits := DefaultLimits()
	limits.HeldBytes = 0
	for window = 1; window < 300; window++ {
		got, err := read(data, limits)
		if err != nil {
			t.Fatalf("window %d: %v", window, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("window %d (-want +got):\n%s", window, diff)
		}
	}
}

func TestALargeSheetReadsTheSameHeldAndStreamed(t *testing.T) {
	data := madeWorkbook(3000, 20)
	want, err := read(data, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	limits := DefaultLimits()
	limits.HeldBytes = 1 << 20
	got, err := read(data, limits)
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Error("the two differ")
	}
}

func TestRowsAreReadOnceAndMayBeLeft(t *testing.T) {
	sub, err := Open("a.xlsx", packRows(t, plainRows(5)), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	for row := range sub.Sheets[0].Rows {
		if row.Number == 2 {
			break
		}
	}
	if sub.Sheets[0].RowElements != 0 {
		t.Error("RowElements is told before the end")
	}
	for _, err := range sub.Sheets[0].Rows {
		if err == nil || isRefusal(err) {
			t.Errorf("got %v, want trouble", err)
		}
	}
}
