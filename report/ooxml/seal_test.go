package ooxml

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"testing"
)

// again is a workbook packed anew, after what happens to each part.
func again(t *testing.T, book []byte, method uint16, change func(name string, part []byte) []byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, file := range in.File {
		part, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		w, err := out.CreateHeader(&zip.FileHeader{Name: file.Name, Method: method})
		if err == nil {
			_, err = w.Write(change(file.Name, data))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestASealIsBrokenByEveryChangeOfEveryPart(t *testing.T) {
	plain, err := os.ReadFile("../../samples/2021/inbox/南岳区/2021年度市级科技专项资金绩效自评_南岳区.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	book, err := Seal(plain)
	if err != nil || !Sealed(book) || Sealed(plain) || Sealed(nil) {
		t.Fatalf("sealed: %v, the plain one: %v, %v", Sealed(book), Sealed(plain), err)
	}
	if same, err := Seal(book); err != nil || !Sealed(same) {
		t.Errorf("sealed once more: %v, %v", Sealed(same), err)
	}
	if Sealed(again(t, book, zip.Store, func(_ string, part []byte) []byte { return part })) {
		t.Error("saved again: sealed still")
	}
	p, err := OpenParcel(book)
	if err != nil {
		t.Fatal(err)
	}
	whole := func(_ string, part []byte) []byte { return part }
	if packed := again(t, book, zip.Deflate, whole); !Sealed(packed) {
		t.Error("the same parts packed alike: the seal is broken")
	}
	for _, changed := range p.Names() {
		if Sealed(again(t, book, zip.Deflate, func(name string, part []byte) []byte {
			if name == changed {
				part = bytes.Replace(part, []byte(">"), []byte("> "), 1)
			}
			return part
		})) {
			t.Errorf("%s is changed: sealed still", changed)
		}
	}
}
