package ooxml

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

var sign = Signature{Tag: "Ours", Sheet: "Result", Mark: "ours:mark", Formula: `LEN("ours")=4`, Author: "We", Words: "[ours]"}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// written is a workbook as excelize writes it.
func written(t testing.TB, file *excelize.File) []byte {
	t.Helper()
	defer file.Close()
	var b bytes.Buffer
	must(t, file.Write(&b))
	return b.Bytes()
}

// senders is a small workbook with a note and a print area.
func senders(t testing.TB) []byte {
	file := excelize.NewFile()
	must(t, file.SetCellStr("Sheet1", "A1", "安排金额"))
	must(t, file.SetCellInt("Sheet1", "B2", 25))
	must(t, file.AddComment("Sheet1", excelize.Comment{Cell: "B2", Author: "经办人", Text: "已核对"}))
	must(t, file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: "Sheet1!$A$1:$B$2", Scope: "Sheet1"}))
	return written(t, file)
}

// ours is what is written into it.
func ours(t testing.TB) Addition {
	file := excelize.NewFile()
	must(t, file.SetSheetName("Sheet1", sign.Sheet))
	must(t, file.SetCellStr(sign.Sheet, "A1", "退回"))
	must(t, file.SetCellStr(sign.Sheet, "K1", sign.Mark))
	must(t, file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: sign.Sheet + "!$1:$1", Scope: sign.Sheet}))
	return Addition{
		Book: written(t, file), Colours: []Colour{{"9B1C1C", "FBD5D0"}, {"6B4E00", "FFF2B8"}},
		Cells: [][]Cell{{{Row: 2, Column: 2, Note: "请核对"}, {Row: 1, Column: 1, Colour: 1, Note: "请说明"}}},
	}
}

// parts reads a workbook's parts.
func parts(t testing.TB, book []byte) map[string][]byte {
	t.Helper()
	p, err := OpenParcel(book)
	must(t, err)
	list := map[string][]byte{}
	for _, name := range p.Names() {
		list[name], err = p.Read(name)
		must(t, err)
	}
	return list
}

// What was added is taken out again, to the byte in the sheet itself.
func TestWhatWasAddedIsTakenOutAgain(t *testing.T) {
	original := senders(t)
	w, err := Open(original, sign)
	must(t, err)
	book, err := w.Add(ours(t))
	must(t, err)
	was, is := parts(t, original), parts(t, book)
	for name, want := range map[string]string{
		"xl/worksheets/sheet1.xml": `dxfId="1"`, "xl/comments1.xml": sign.Words, "xl/worksheets/sheetOurs1.xml": sign.Mark, "xl/workbook.xml": `name="Result"`,
	} {
		if !bytes.Contains(is[name], []byte(want)) || bytes.Contains(was[name], []byte(want)) {
			t.Errorf("%s lacks %s: %s", name, want, is[name])
		}
	}
	again, err := Open(book, sign)
	must(t, err)
	if got := again.Sheets(); !slices.Equal(got, []string{"Sheet1"}) {
		t.Errorf("the sheets are %q", got)
	}
	plain, err := again.Bytes()
	must(t, err)
	left := parts(t, plain)
	sheet := strings.Replace(string(was["xl/worksheets/sheet1.xml"]), `tabSelected="true"`, `tabSelected="0"`, 1)
	if got := string(left["xl/worksheets/sheet1.xml"]); got != sheet {
		t.Errorf("the sheet is now\n%s\nand was\n%s", got, sheet)
	}
	for _, name := range []string{"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"} {
		if bytes.Contains(left[name], []byte(sign.Words)) || bytes.Count(left[name], []byte(":shape ")) != bytes.Count(was[name], []byte(":shape ")) {
			t.Errorf("something of ours stays in %s: %s", name, left[name])
		}
	}
	if left["xl/worksheets/sheetOurs1.xml"] != nil {
		t.Error("our sheet stays")
	}
}

// FuzzAdd looks for parts of a workbook that make annotating panic, hang or fail. The
// workbook is small, and the second program, which is slow, sees one in sixteen, so
// that hundreds are tried in a second.
func FuzzAdd(f *testing.F) {
	original := senders(f)
	was := parts(f, original)
	addition := ours(f)
	w, err := Open(original, sign)
	must(f, err)
	book, err := w.Add(addition)
	must(f, err)
	marked := parts(f, book)
	names := slices.Sorted(maps.Keys(marked))
	for i, name := range names {
		f.Add(uint8(i), marked[name])
		if was[name] != nil {
			f.Add(uint8(i), was[name])
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		var b bytes.Buffer
		out := zip.NewWriter(&b)
		for i, name := range names {
			w, err := out.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
			must(t, err)
			text := marked[name]
			if i == int(which) {
				text = data
			}
			_, err = io.Copy(w, bytes.NewReader(text))
			must(t, err)
		}
		must(t, out.Close())
		received, err := Open(b.Bytes(), sign)
		if err == nil {
			a := addition
			a.Cells = make([][]Cell, len(received.Sheets()))
			if len(a.Cells) > 0 {
				a.Cells[0] = addition.Cells[0]
			}
			book, err = received.add(a)
			if err == nil && len(data)%16 == 0 {
				err = received.verify(book, a.Book)
			}
		}
		if why := Unsuited(""); err != nil && !errors.As(err, &why) {
			t.Fatal(err)
		}
	})
}

// Properties stand beside those that the workbook had, one of a name in place of the
// earlier one; where the part cannot take them they are left out, and the marks stay.
func TestPropertiesStandBesideTheSendersOwn(t *testing.T) {
	book := func(data []byte, value string) []byte {
		t.Helper()
		w, err := Open(data, sign)
		must(t, err)
		a := ours(t)
		a.Properties = []Property{{Name: "来历", Value: value}}
		data, err = w.Add(a)
		must(t, err)
		return data
	}
	own := func() []byte {
		file := excelize.NewFile()
		must(t, file.SetCustomProps(excelize.CustomProperty{Name: "KSOProductBuildVer", Value: "2052-12.1"}))
		must(t, file.SetCellInt("Sheet1", "B2", 25))
		return written(t, file)
	}()
	broken := func() []byte {
		p, err := OpenParcel(own)
		must(t, err)
		p.Put("docProps/custom.xml", []byte(`<x:Properties xmlns:x="urn:other"/>`))
		data, err := p.Bytes()
		must(t, err)
		return data
	}()
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"none of its own":  {senders(t), "来历=乙 <&"},
		"some of its own":  {own, "KSOProductBuildVer=2052-12.1 来历=乙 <&"},
		"a part of others": {broken, ""},
	} {
		file, err := excelize.OpenReader(bytes.NewReader(book(book(c.data, "甲"), "乙 <&")))
		must(t, err)
		got := ""
		if props, err := file.GetCustomProps(); err == nil {
			for _, p := range props {
				got = strings.TrimSpace(got + " " + p.Name + "=" + p.Value.(string))
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if name := file.GetSheetName(0); name != sign.Sheet {
			t.Errorf("the first sheet is %s", name)
		}
		must(t, file.Close())
	}
}
