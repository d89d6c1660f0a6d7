package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
)

// patch changes one part of a workbook's zip; parts it does not mean it returns
// as they are. nil drops the part.
type patch func(name string, part []byte) []byte

// rezip writes the parts of a workbook anew, patched, in the same order and
// without any time.
func rezip(workbook []byte, patches ...patch) ([]byte, error) {
	in, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		return nil, fmt.Errorf("open workbook to patch: %w", err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		part, err := readPart(f)
		if err != nil {
			return nil, err
		}
		for _, p := range patches {
			if part != nil {
				part = p(f.Name, part)
			}
		}
		if part == nil {
			continue
		}
		to, err := w.Create(f.Name)
		if err != nil {
			return nil, fmt.Errorf("add part %s: %w", f.Name, err)
		}
		if _, err := to.Write(part); err != nil {
			return nil, fmt.Errorf("write part %s: %w", f.Name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("finish workbook: %w", err)
	}
	return out.Bytes(), nil
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

var stringNumber = regexp.MustCompile(`(<c r="[A-Z]+\d+"(?: s="\d+")?) t="str"(><f>[^<]*</f><v>-?[\d.]+</v></c>)`)

// numericResults makes the cached numbers of formulas numbers again: the library
// marks the result of every formula as text, which no spreadsheet program does.
func numericResults(_ string, part []byte) []byte {
	return stringNumber.ReplaceAll(part, []byte("$1$2"))
}
