package ingest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"hengji"
)

// plainRows is a sheet whose every damage can be judged by the naive reader.
func plainRows(rows int) string {
	var b strings.Builder
	for r := 1; r <= rows; r++ {
		fmt.Fprintf(&b, `<row r="%d" spans="1:4"><c r="A%d" t="s"><v>%d</v></c><c r="B%d" s="2"><v>%d.25</v></c>`+
			`<c r="C%d" s="1"/><c r="D%d" t="str"><f>A%d&amp;"x"</f><v>x&amp;%d</v></c></row>`, r, r, r%3, r, r*7, r, r, r, r)
	}
	return b.String()
}

// naive reads the rows of a worksheet with encoding/xml, in the plainest way:
// the second opinion on damaged sheets.
func naive(part string, strings []string) (string, error) {
	var out bytes.Buffer
	d := xml.NewDecoder(bytes.NewReader([]byte(part)))
	row, column, kind, text, value := 0, 0, "", "", false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			attr := func(name string) string {
				for _, a := range t.Attr {
					if a.Name.Local == name {
						return a.Value
					}
				}
				return ""
			}
			switch t.Name.Local {
			case "row":
				if row++; attr("r") != "" {
					row, _ = strconv.Atoi(attr("r"))
				}
				column = 0
				fmt.Fprintln(&out, row)
			case "c":
				if column++; attr("r") != "" {
					_, column, _ = parseReference([]byte(attr("r")))
				}
				kind, text = attr("t"), ""
			case "v":
				value = true
			}
		case xml.CharData:
			if value {
				text += string(t)
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "v":
				value = false
			case "c":
				if kind == "s" && text != "" {
					i, err := strconv.Atoi(text)
					if err != nil || i < 0 || i >= len(strings) {
						return "", fmt.Errorf("index %q", text)
					}
					text = strings[i]
				}
				if text != "" {
					fmt.Fprintf(&out, " %s=%s", hengji.ColumnName(column), text)
				}
			case "row":
				fmt.Fprintln(&out)
			}
		}
	}
}

// texts reads a workbook's first sheet as naive writes it.
func texts(data []byte) (string, error) {
	sub, err := Open("x.xlsx", data, DefaultLimits())
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	rows := 0
	for row, err := range sub.Sheets[0].Rows {
		if err != nil {
			return "", err
		}
		rows++
		fmt.Fprintln(&out, row.Number)
		for _, c := range row.Cells {
			if c.Text != "" {
				fmt.Fprintf(&out, " %s=%s", hengji.ColumnName(int(c.Column)), c.Text)
			}
		}
		fmt.Fprintln(&out)
	}
	if rows != sub.Sheets[0].RowElements {
		return "", fmt.Errorf("%d rows read, %d counted", rows, sub.Sheets[0].RowElements)
	}
	return out.String(), nil
}

func seeded(t *testing.T) *rand.Rand {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// isRefusal is true of a refusal from trouble of the machine.
func isRefusal(err error) bool {
	var r *hengji.Refusal
	return errors.As(err, &r)
}

func TestAnyByteFlippedOrCutIsRefusedOrHarmless(t *testing.T) {
	files := parts(sheetXML(plainRows(5)))
	for i := range files {
		files[i].stored = i%2 == 0
	}
	data := pack(t, files)
	want, err := read(data, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	random := seeded(t)
	check := func(what string, damaged []byte) {
		got, err := read(damaged, DefaultLimits())
		if err != nil && !isRefusal(err) {
			t.Fatalf("%s: %v", what, err)
		}
		if err == nil && got != want {
			t.Fatalf("%s: read otherwise:\n%s", what, got)
		}
	}
	refused := 0
	for i := range data {
		damaged := bytes.Clone(data)
		damaged[i] ^= byte(1 + random.IntN(255))
		check(fmt.Sprintf("byte %d flipped", i), damaged)
		if _, err := read(data[:i], DefaultLimits()); err == nil {
			t.Fatalf("cut to %d bytes: read", i)
		}
		check(fmt.Sprintf("byte %d cut out", i), append(bytes.Clone(data[:i]), data[i+1:]...))
		if _, err := read(damaged, DefaultLimits()); err != nil {
			refused++
		}
	}
	if refused < len(data)*3/4 {
		t.Errorf("only %d of %d flips were refused", refused, len(data))
	}
}

// TestStructuralDamageIsRefusedOrReadAsItStands damages the XML of a sheet and
// zips it again with a right CRC. Whatever is still accepted must read exactly
// as encoding/xml reads it; what encoding/xml refuses must be refused.
func TestStructuralDamageIsRefusedOrReadAsItStands(t *testing.T) {
	random := seeded(t)
	good := sheetXML(plainRows(8))
	table := []string{"项目编号", "金额（万元）", "2021NY001", ""}
	want, err := naive(good, table)
	if err != nil {
		t.Fatal(err)
	}
	at := func() int { return random.IntN(len(good)) }
	insert := func(text string) string { i := at(); return good[:i] + text + good[i:] }
	damages := map[string]func() (text string, always bool){
		"flip": func() (string, bool) {
			b := []byte(good)
			b[at()] ^= 1 << random.IntN(8)
			return string(b), false
		},
		"truncate": func() (string, bool) { return good[:at()], true },
		"cut": func() (string, bool) {
			i := at()
			return good[:i] + good[min(i+1+random.IntN(200), len(good)):], false
		},
		"repeat": func() (string, bool) {
			i := at()
			j := min(i+1+random.IntN(200), len(good))
			return good[:j] + good[i:], false
		},
		"control character": func() (string, bool) { return insert(string(rune(random.IntN(9)))), true },
		"bad UTF-8":         func() (string, bool) { return insert("\xE4\xB8"), true },
		"bad entity":        func() (string, bool) { return insert("&nbsp;"), true },
		"lone ampersand":    func() (string, bool) { return insert("& "), true },
		"lone tag":          func() (string, bool) { return insert("<v>"), true },
		"index out of range": func() (string, bool) {
			return strings.Replace(good, `t="s"><v>`, `t="s"><v>9`, 1), true
		},
		"style out of range": func() (string, bool) { return strings.Replace(good, `s="2"`, `s="77"`, 1), true },
		"rows out of order": func() (string, bool) {
			i := strings.Index(good, fmt.Sprintf(`<row r="%d"`, 1+random.IntN(7)))
			j := i + strings.Index(good[i:], "</row>") + len("</row>")
			k := j + strings.Index(good[j:], "</row>") + len("</row>")
			return good[:i] + good[j:k] + good[i:j] + good[k:], true
		},
		"cells out of order": func() (string, bool) {
			i := strings.Index(good, fmt.Sprintf(`<c r="A%d"`, 1+random.IntN(8)))
			j := i + strings.Index(good[i:], "</c>") + len("</c>")
			k := j + strings.Index(good[j:], "</c>") + len("</c>")
			return good[:i] + good[j:k] + good[i:j] + good[k:], true
		},
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			accepted := 0
			for range 400 {
				text, always := damage()
				if text == good {
					continue
				}
				files := with(parts(""), "xl/worksheets/sheet1.xml", text)
				files[len(files)-1] = file{name: "xl/worksheets/sheet1.xml", text: text, stored: true}
				got, err := texts(pack(t, files))
				if err != nil {
					if !isRefusal(err) {
						t.Fatalf("%v\n%s", err, text)
					}
					continue
				}
				accepted++
				if got == want {
					continue
				}
				second, err := naive(text, table)
				if err != nil {
					t.Fatalf("accepted what encoding/xml refuses (%v):\n%s", err, text)
				}
				if got != second || always {
					t.Fatalf("read otherwise:\n%s\nencoding/xml:\n%s\nof\n%s", got, second, text)
				}
			}
			t.Logf("%d accepted", accepted)
		})
	}
}

func TestStructuralDamageOfStringsIsRefusedOrReadAsItStands(t *testing.T) {
	random := seeded(t)
	good := stringsXML("项目编号", "金额（万元）", "a &amp; b", "2021NY001")
	row := `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c></row>`
	files := parts(sheetXML(row))
	want, err := texts(pack(t, with(files, "xl/sharedStrings.xml", good)))
	if err != nil {
		t.Fatal(err)
	}
	type si struct {
		T []string `xml:"t"`
	}
	for range 3000 {
		b := []byte(good)
		i := random.IntN(len(b))
		switch random.IntN(4) {
		case 0:
			b[i] ^= 1 << random.IntN(8)
		case 1:
			b = b[:i]
		case 2:
			b = append(b[:i:i], b[min(i+1+random.IntN(40), len(b)):]...)
		case 3:
			b = append(b[:i:i], append([]byte{byte(random.IntN(256))}, b[i:]...)...)
		}
		got, err := texts(pack(t, with(files, "xl/sharedStrings.xml", string(b))))
		if err != nil {
			if !isRefusal(err) {
				t.Fatalf("%v\n%s", err, b)
			}
			continue
		}
		if got == want {
			continue
		}
		var table struct {
			SI []si `xml:"si"`
		}
		if err := xml.Unmarshal(b, &table); err != nil {
			t.Fatalf("accepted what encoding/xml refuses (%v):\n%s", err, b)
		}
		var second strings.Builder
		second.WriteString("1\n")
		for i, s := range table.SI[:4] {
			if text := strings.Join(s.T, ""); text != "" {
				fmt.Fprintf(&second, " %c=%s", 'A'+i, text)
			}
		}
		if second.WriteString("\n"); got != second.String() {
			t.Fatalf("read otherwise:\n%s\nencoding/xml:\n%s\nof\n%s", got, second.String(), b)
		}
	}
}
