package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"

	"hengji"
	"hengji/report/inert"
)

// DataPackageFile is what describes the data files, for people and for programs.
const DataPackageFile = "datapackage.json"

// DataFile is a data file as it was written: its place below datapackage.json,
// its dataset, its size and its SHA-256.
type DataFile struct {
	Path    string
	Dataset hengji.Dataset
	Bytes   int
	SHA256  string
}

// CSV writes a table for Excel and for programs: UTF-8 with BOM, which Excel needs
// to read Chinese, and exact values.
func CSV(w io.Writer, t hengji.Table) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	return printCSV(w, t)
}

// ordered keys make the same package the same bytes, and readable from the top.
type (
	dataPackage struct {
		Schema      string         `json:"$schema"`
		Name        string         `json:"name"`
		Title       string         `json:"title"`
		Description string         `json:"description"`
		Created     string         `json:"created"`
		Version     string         `json:"version"`
		Sources     []dataSource   `json:"sources,omitempty"`
		Resources   []dataResource `json:"resources"`
	}
	dataSource struct {
		Title   string `json:"title"`
		Version string `json:"version,omitempty"`
		File    string `json:"file"` // as received; a path of the district's, so not called path
		Hash    string `json:"hash"`
	}
	dataResource struct {
		Name        string       `json:"name"`
		Type        string       `json:"type,omitempty"`
		Path        string       `json:"path"`
		Title       string       `json:"title"`
		Description string       `json:"description,omitempty"`
		Format      string       `json:"format"`
		Mediatype   string       `json:"mediatype"`
		Encoding    string       `json:"encoding,omitempty"`
		Bytes       int          `json:"bytes"`
		Hash        string       `json:"hash"`
		Dialect     *dataDialect `json:"dialect,omitempty"`
		Schema      dataSchema   `json:"schema"`
	}
	dataDialect struct {
		Delimiter string `json:"delimiter"`
		Header    bool   `json:"header"`
	}
	dataSchema struct {
		Fields        []dataField `json:"fields"`
		MissingValues []string    `json:"missingValues"`
	}
	dataField struct {
		Name        string   `json:"name"`
		Type        string   `json:"type"`
		Format      string   `json:"format,omitempty"`
		Title       string   `json:"title"`
		Description string   `json:"description,omitempty"`
		TrueValues  []string `json:"trueValues,omitempty"`
		FalseValues []string `json:"falseValues,omitempty"`
	}
)

// DataPackage writes datapackage.json (Data Package, version 2): what each file
// holds, the type and the Chinese name of each column, which workbooks it all came
// from, and the hash of each.
func DataPackage(w io.Writer, b hengji.Booklet, files []DataFile) error {
	p := dataPackage{
		Schema: "https://datapackage.org/profiles/2.0/datapackage.json",
		Name:   "hengji-" + b.Period, Title: hengji.PeriodTitle(b.Period) + "绩效数据",
		Description: heldWords(b) + "。CSV 供 Excel 打开：以 =、+、-、@ 开头的文字前加了一个撇号；Parquet 中的文字和小数与数据库完全一致。个人信息各栏未导出。",
		Created:     b.MadeAt.Format("2006-01-02T15:04:05Z07:00"), Version: b.Rules[:min(len(b.Rules), 12)],
	}
	if len(b.Absent) > 0 {
		p.Description += "未汇总：" + standings(b.Absent) + "。"
	}
	for _, s := range b.Effective {
		p.Sources = append(p.Sources, dataSource{
			Title: inert.OneLine(s.Region), Version: fmt.Sprint(s.Version), File: inert.OneLine(s.File), Hash: "sha256:" + s.SHA256,
		})
	}
	for _, file := range files {
		p.Resources = append(p.Resources, resource(file))
	}
	var text bytes.Buffer
	if err := WriteJSON(&text, p); err != nil {
		return fmt.Errorf("make %s: %w", DataPackageFile, err)
	}
	_, err := w.Write(text.Bytes())
	return err
}

// resource describes a data file. Parquet is described as a file: it carries the types
// of its columns itself, and what turns its whole numbers into floats to check them
// (frictionless does) would call them wrong.
func resource(file DataFile) dataResource {
	set := file.Dataset
	format := strings.TrimPrefix(path.Ext(file.Path), ".")
	r := dataResource{
		Name: set.Schema + "." + set.Name + "." + format, Path: file.Path, Title: set.Title, Description: set.Grain,
		Type: "file", Format: format, Mediatype: "application/vnd.apache.parquet", Bytes: file.Bytes, Hash: "sha256:" + file.SHA256,
		Schema: dataSchema{MissingValues: []string{""}},
	}
	if format == "csv" {
		r.Type, r.Mediatype, r.Encoding, r.Dialect = "table", "text/csv", "utf-8", &dataDialect{",", true}
	}
	for _, c := range set.Columns {
		f := dataField{Name: c.Name, Title: c.Label, Type: "string"}
		if c.Unit != "" {
			f.Description = "单位：" + c.Unit
		}
		switch kind, _, _ := strings.Cut(c.Type, "("); kind {
		case "BIGINT", "INTEGER", "SMALLINT":
			f.Type = "integer"
		case "DECIMAL", "DOUBLE": // DOUBLE only for likeness, which is no figure
			f.Type = "number"
		case "DATE":
			f.Type = "date"
		case "TIMESTAMP":
			f.Type, f.Format = "datetime", "%Y-%m-%d %H:%M:%S"
		case "BOOLEAN":
			f.Type, f.TrueValues, f.FalseValues = "boolean", []string{"true"}, []string{"false"}
		}
		r.Schema.Fields = append(r.Schema.Fields, f)
	}
	return r
}

// ChineseHeaders gives the CSV files that a datapackage.json describes the Chinese
// names of their columns, in the file and in the description, which then tells the
// English ones. Contents are by their paths. A name that a table has twice has the
// English one behind it.
func ChineseHeaders(described []byte, contents map[string][]byte) ([]byte, error) {
	var p dataPackage
	if err := json.Unmarshal(described, &p); err != nil {
		return nil, fmt.Errorf("read %s: %w", DataPackageFile, err)
	}
	for i := range p.Resources {
		r := &p.Resources[i]
		content, found := contents[r.Path]
		_, rows, cut := bytes.Cut(content, []byte("\n"))
		if r.Format != "csv" {
			continue
		}
		if !found || !cut {
			return nil, fmt.Errorf("read %s: no header", r.Path)
		}
		var text bytes.Buffer
		text.WriteString("\ufeff")
		header := csv.NewWriter(&text)
		names := map[string]bool{}
		var line []string
		for at := range r.Schema.Fields {
			f := &r.Schema.Fields[at]
			f.Name, f.Title = inert.OneLine(f.Title), f.Name
			if f.Name == "" || names[f.Name] {
				f.Name += "（" + f.Title + "）"
			}
			names[f.Name] = true
			line = append(line, inert.NoFormula(f.Name))
		}
		if err := header.Write(line); err != nil {
			return nil, fmt.Errorf("write %s: %w", r.Path, err)
		}
		header.Flush()
		text.Write(rows)
		sum := sha256.Sum256(text.Bytes())
		r.Bytes, r.Hash = text.Len(), "sha256:"+hex.EncodeToString(sum[:])
		contents[r.Path] = text.Bytes()
	}
	var text bytes.Buffer
	if err := WriteJSON(&text, p); err != nil {
		return nil, fmt.Errorf("make %s: %w", DataPackageFile, err)
	}
	return text.Bytes(), nil
}
