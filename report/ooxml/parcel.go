package ooxml

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Parcel is a workbook as a zip of parts. Parts that nobody puts anew are copied as
// they lie, compressed bytes and all, so that what is not ours to change cannot change.
type Parcel struct {
	files map[string]*zip.File // by lower-case name: part names ignore case
	order []string             // names as received
	fresh map[string][]byte    // put anew or added, by name as received
	added []string
	gone  map[string]bool
}

// Unsuited is the reason, in words for a clerk, why a workbook cannot be written back:
// 原文件含有宏. It is the error of everything here that the workbook is to blame for.
type Unsuited string

func (u Unsuited) Error() string { return string(u) }

const (
	// A part that is edited is held in memory whole; sheets of tens of thousands
	// of rows stay far below this.
	mostPart = 64 << 20
	// All parts together, as the second reader will hold them.
	mostWhole = 256 << 20
	// Reading styles back takes excelize 5 seconds a million; honest workbooks
	// have some hundred kilobytes of them.
	mostStyles = 4 << 20

	// A hundred thousand sheets are an attack; a thousand nobody pages through.
	mostSheets = 1000

	namesMain       = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	namesRelations  = "http://schemas.openxmlformats.org/package/2006/relationships"
	namesTypes      = "http://schemas.openxmlformats.org/package/2006/content-types"
	relation        = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	spreadsheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// OpenParcel reads the list of parts. It refuses what has a part twice, or is too large.
func OpenParcel(data []byte) (*Parcel, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, Unsuited("不是能够写回的 .xlsx 工作簿")
	}
	p := &Parcel{files: map[string]*zip.File{}, fresh: map[string][]byte{}, gone: map[string]bool{}}
	whole := uint64(0)
	for _, file := range archive.File {
		if strings.HasSuffix(file.Name, "/") {
			continue // a folder, which some zip programs list: no part, and nobody misses it
		}
		if whole += min(file.UncompressedSize64, mostWhole+1); whole > mostWhole {
			return nil, Unsuited("工作簿过大")
		}
		lower := strings.ToLower(file.Name)
		if p.files[lower] != nil || strings.Contains(file.Name, `\`) {
			return nil, Unsuited("内部结构不规范")
		}
		p.files[lower] = file
		p.order = append(p.order, file.Name)
	}
	return p, nil
}

// Names are the names of the parts received, in their order.
func (p *Parcel) Names() []string { return p.order }

// has reports whether a part exists.
func (p *Parcel) has(name string) bool {
	if p.gone[strings.ToLower(name)] {
		return false
	}
	return p.files[strings.ToLower(name)] != nil || p.fresh[name] != nil
}

// Read gives a part as it now stands.
func (p *Parcel) Read(name string) ([]byte, error) {
	if data := p.fresh[name]; data != nil {
		return data, nil
	}
	file := p.files[strings.ToLower(name)]
	if file == nil || p.gone[strings.ToLower(name)] {
		return nil, Unsuited("内部缺少部件 " + name)
	}
	if data := p.fresh[file.Name]; data != nil {
		return data, nil
	}
	if file.UncompressedSize64 > mostPart {
		return nil, Unsuited("工作簿过大")
	}
	part, err := file.Open()
	if err != nil {
		return nil, Unsuited("内部部件 " + name + " 读不出")
	}
	defer part.Close()
	// The size that the zip claims is not believed; the checksum is proved at the end.
	data, err := io.ReadAll(io.LimitReader(part, mostPart+1))
	if err != nil || len(data) > mostPart {
		return nil, Unsuited("内部部件 " + name + " 读不出")
	}
	return data, nil
}

// Put replaces a part or adds one.
func (p *Parcel) Put(name string, data []byte) {
	if file := p.files[strings.ToLower(name)]; file != nil {
		p.fresh[file.Name] = data
		return
	}
	if p.fresh[name] == nil {
		p.added = append(p.added, name)
	}
	p.fresh[name] = data
}

// unused is the first of stem1suffix, stem2suffix … that no part has.
func (p *Parcel) unused(stem, suffix string) string {
	for n := 1; ; n++ {
		if name := stem + strconv.Itoa(n) + suffix; !p.has(name) && p.files[strings.ToLower(name)] == nil {
			return name
		}
	}
}

// Bytes is the parcel as a zip: parts in the order received, ours last, and no
// times of making.
func (p *Parcel) Bytes() ([]byte, error) {
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, name := range p.order {
		file := p.files[strings.ToLower(name)]
		if p.gone[strings.ToLower(name)] {
			continue
		}
		if data := p.fresh[name]; data != nil {
			if err := writePart(out, name, data); err != nil {
				return nil, err
			}
			continue
		}
		if err := out.Copy(file); err != nil {
			return nil, fmt.Errorf("copy part %s: %w", name, err)
		}
	}
	for _, name := range p.added {
		if err := writePart(out, name, p.fresh[name]); err != nil {
			return nil, err
		}
	}
	if err := out.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func writePart(out *zip.Writer, name string, data []byte) error {
	w, err := out.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}
