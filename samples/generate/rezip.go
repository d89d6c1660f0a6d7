package main

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
)

// patch changes one part of a workbook's zip; parts that it does not mean it
// returns as they are.
type patch func(name string, part []byte) []byte

// part is a further part of a workbook's zip.
type part struct{ name, content string }

// rezip writes the parts of a workbook anew, patched, in the same order and
// without any time; further parts come last.
func rezip(workbook []byte, more []part, patches ...patch) ([]byte, error) {
	in, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		return nil, fmt.Errorf("open workbook to patch: %w", err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		content, err := readPart(f)
		if err != nil {
			return nil, err
		}
		for _, p := range patches {
			content = p(f.Name, content)
		}
		if err := addPart(w, f.Name, content); err != nil {
			return nil, err
		}
	}
	for _, p := range more {
		if err := addPart(w, p.name, []byte(p.content)); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("finish workbook: %w", err)
	}
	return out.Bytes(), nil
}

func addPart(w *zip.Writer, name string, content []byte) error {
	to, err := w.Create(name)
	if err != nil {
		return fmt.Errorf("add part %s: %w", name, err)
	}
	if _, err := to.Write(content); err != nil {
		return fmt.Errorf("write part %s: %w", name, err)
	}
	return nil
}

func readPart(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("open part %s: %w", f.Name, err)
	}
	defer r.Close()
	part, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read part %s: %w", f.Name, err)
	}
	return part, nil
}

var formulaNumber = regexp.MustCompile(`(<c r="[A-Z]+\d+"(?: s="\d+")?) t="str"(><f>[^<]*</f>(?:<v>-?[\d.]+</v>)?</c>)`)

// formulaResults makes the cached numbers of formulas numbers again: the library
// marks the result of every formula as text, which no spreadsheet program does.
func formulaResults(_ string, content []byte) []byte {
	return formulaNumber.ReplaceAll(content, []byte("$1$2"))
}

// setResult replaces the cached result of the formula in one cell.
func setResult(part, cell, kind, text string) patch {
	found := regexp.MustCompile(`(<c r="` + cell + `"(?: s="\d+")?)[^>]*>(<f>[^<]*</f>)(?:<v>[^<]*</v>)?</c>`)
	return func(name string, content []byte) []byte {
		if name != part {
			return content
		}
		var escaped bytes.Buffer
		if err := xml.EscapeText(&escaped, []byte(text)); err != nil {
			panic(err) // a buffer takes everything
		}
		return found.ReplaceAll(content, []byte(`$1 t="`+kind+`">$2<v>`+escaped.String()+`</v></c>`))
	}
}
