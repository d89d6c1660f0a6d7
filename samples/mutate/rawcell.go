package main

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"
)

// rawCell is a cell with a formula and its stored result as spreadsheet programs
// write them; without a formula, a value.
type rawCell struct{ sheet, cell, formula, kind, result string }

// rewrite puts raw cells into the finished file, part by part.
func rewrite(file []byte, cells []rawCell) ([]byte, error) {
	names, content, err := unpack(file)
	if err != nil {
		return nil, err
	}
	for _, c := range cells {
		name := partOf(content, c.sheet)
		found := regexp.MustCompile(`<c r="` + c.cell + `"([^>]*?)(/>|>.*?</c>)`)
		place := found.FindSubmatchIndex(content[name])
		if place == nil {
			return nil, fmt.Errorf("rewrite workbook: no cell %s!%s", c.sheet, c.cell)
		}
		old := content[name]
		style := regexp.MustCompile(` s="\d+"`).Find(old[place[2]:place[3]])
		kind := ""
		if c.kind != "" {
			kind = ` t="` + c.kind + `"`
		}
		formula, result := "", ""
		if c.formula != "" {
			formula = "<f>" + escape(c.formula) + "</f>"
		}
		if c.result != "" {
			result = "<v>" + escape(c.result) + "</v>"
		}
		cell := `<c r="` + c.cell + `"` + string(style) + kind + ">" + formula + result + "</c>"
		content[name] = []byte(string(old[:place[0]]) + cell + string(old[place[1]:]))
	}
	return pack(names, content)
}

// unpack gives the names of a package's parts, in their order, and what they hold.
func unpack(file []byte) ([]string, map[string][]byte, error) {
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, nil, fmt.Errorf("unpack workbook: %w", err)
	}
	var names []string
	content := map[string][]byte{}
	for _, f := range archive.File {
		part, err := f.Open()
		if err != nil {
			return nil, nil, fmt.Errorf("unpack workbook: %w", err)
		}
		if content[f.Name], err = io.ReadAll(part); err != nil {
			return nil, nil, fmt.Errorf("unpack workbook: %w", err)
		}
		names = append(names, f.Name)
	}
	return names, content, nil
}

func pack(names []string, content map[string][]byte) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range names {
		part, err := w.Create(name)
		if err == nil {
			_, err = part.Write(content[name])
		}
		if err != nil {
			return nil, fmt.Errorf("pack workbook: %w", err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("pack workbook: %w", err)
	}
	return out.Bytes(), nil
}

// partOf finds the part in which a sheet stands.
func partOf(content map[string][]byte, sheet string) string {
	id := regexp.MustCompile(`<sheet name="` + regexp.QuoteMeta(escape(sheet)) + `"[^>]* r:id="([^"]+)"`).FindSubmatch(content["xl/workbook.xml"])
	if id == nil {
		return ""
	}
	for _, relation := range regexp.MustCompile(`<Relationship [^>]*>`).FindAllString(string(content["xl/_rels/workbook.xml.rels"]), -1) {
		if strings.Contains(relation, `Id="`+string(id[1])+`"`) {
			target := regexp.MustCompile(`Target="([^"]+)"`).FindStringSubmatch(relation)
			if strings.HasPrefix(target[1], "/") {
				return strings.TrimPrefix(target[1], "/")
			}
			return path.Join("xl", target[1])
		}
	}
	return ""
}

func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a strings.Builder gives no error
	return b.String()
}
