package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"hengji/report/inert"
)

// parcel is a workbook as a zip of parts. Parts that nobody puts anew are copied
// as they lie, compressed bytes and all, so that what is not ours to change cannot
// change.
type parcel struct {
	files map[string]*zip.File // by lower-case name: part names ignore case
	order []string             // names as received
	fresh map[string][]byte    // put anew or added, by name as received
	added []string
	gone  map[string]bool
}

// unsuited is the reason, in words for a clerk, why a workbook is not annotated
// itself.
type unsuited string

func (u unsuited) Error() string { return string(u) }

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

func openParcel(data []byte) (*parcel, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, unsuited("不是能够写回的 .xlsx 工作簿")
	}
	p := &parcel{files: map[string]*zip.File{}, fresh: map[string][]byte{}, gone: map[string]bool{}}
	whole := uint64(0)
	for _, file := range archive.File {
		if strings.HasSuffix(file.Name, "/") {
			continue // a folder, which some zip programs list: no part, and nobody misses it
		}
		if whole += min(file.UncompressedSize64, mostWhole+1); whole > mostWhole {
			return nil, unsuited("工作簿过大")
		}
		lower := strings.ToLower(file.Name)
		if p.files[lower] != nil || strings.Contains(file.Name, `\`) {
			return nil, unsuited("内部结构不规范")
		}
		p.files[lower] = file
		p.order = append(p.order, file.Name)
	}
	return p, nil
}

// has tells whether a part exists.
func (p *parcel) has(name string) bool {
	if p.gone[strings.ToLower(name)] {
		return false
	}
	return p.files[strings.ToLower(name)] != nil || p.fresh[name] != nil
}

// read gives a part as it now stands.
func (p *parcel) read(name string) ([]byte, error) {
	if data := p.fresh[name]; data != nil {
		return data, nil
	}
	file := p.files[strings.ToLower(name)]
	if file == nil || p.gone[strings.ToLower(name)] {
		return nil, unsuited("内部缺少部件 " + name)
	}
	if data := p.fresh[file.Name]; data != nil {
		return data, nil
	}
	if file.UncompressedSize64 > mostPart {
		return nil, unsuited("工作簿过大")
	}
	part, err := file.Open()
	if err != nil {
		return nil, unsuited("内部部件 " + name + " 读不出")
	}
	defer part.Close()
	// The size that the zip claims is not believed; the checksum is proved at the end.
	data, err := io.ReadAll(io.LimitReader(part, mostPart+1))
	if err != nil || len(data) > mostPart {
		return nil, unsuited("内部部件 " + name + " 读不出")
	}
	return data, nil
}

// put replaces a part or adds one.
func (p *parcel) put(name string, data []byte) {
	if file := p.files[strings.ToLower(name)]; file != nil {
		p.fresh[file.Name] = data
		return
	}
	if p.fresh[name] == nil {
		p.added = append(p.added, name)
	}
	p.fresh[name] = data
}

func (p *parcel) drop(name string) { p.gone[strings.ToLower(name)] = true }

// unused is the first of stem1suffix, stem2suffix … that no part has.
func (p *parcel) unused(stem, suffix string) string {
	for n := 1; ; n++ {
		if name := stem + strconv.Itoa(n) + suffix; !p.has(name) && p.files[strings.ToLower(name)] == nil {
			return name
		}
	}
}

// bytes is the parcel as a zip: parts in the order received, ours last, and no
// times of making.
func (p *parcel) bytes() ([]byte, error) {
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

// link is a relationship from one part to another.
type link struct{ id, kind, target string }

// relsOf is the name of the part that holds a part's relationships.
func relsOf(name string) string {
	folder, file := path.Split(name)
	return folder + "_rels/" + file + ".rels"
}

// links reads the relationships of a part ("" is the parcel itself), targets as
// names of parts whether they were written relative or absolute; outside targets
// are left out. A part without any has none.
func (p *parcel) links(of string) ([]link, error) {
	if !p.has(relsOf(of)) {
		return nil, nil
	}
	doc, err := p.read(relsOf(of))
	if err != nil {
		return nil, err
	}
	tree, err := outline(doc, 2)
	if err != nil || tree[0].name != "Relationships" || tree[0].attr("xmlns") != namesRelations {
		return nil, unsuited("内部关系表不规范")
	}
	var links []link
	for _, e := range tree[1:] {
		if e.name != "Relationship" || e.attr("TargetMode") == "External" {
			continue
		}
		target := e.attr("Target")
		if strings.HasPrefix(target, "/") {
			target = path.Clean(target)[1:]
		} else {
			target = path.Join(path.Dir(of), target)
		}
		links = append(links, link{e.attr("Id"), e.attr("Type"), target})
	}
	return links, nil
}

// connect adds a relationship and returns its id.
func (p *parcel) connect(of, kind, target string) (string, error) {
	doc := []byte(xml.Header + `<Relationships xmlns="` + namesRelations + `"></Relationships>`)
	if p.has(relsOf(of)) {
		var err error
		if doc, err = p.read(relsOf(of)); err != nil {
			return "", err
		}
	}
	id := ""
	for n := 1; id == "" || bytes.Contains(doc, []byte(`"`+id+`"`)); n++ {
		if id = "rIdHengji" + strconv.Itoa(n); n > mostSheets {
			return "", errNotPlain // somebody counted on us to count on
		}
	}
	doc, err := appendChild(doc, fmt.Sprintf(`<Relationship Id="%s" Type="%s" Target="/%s"/>`, id, kind, escape(target)))
	if err != nil {
		return "", err
	}
	p.put(relsOf(of), doc)
	return id, nil
}

// disconnect takes a relationship out.
func (p *parcel) disconnect(of, id string) error {
	doc, err := p.read(relsOf(of))
	if err != nil {
		return err
	}
	tree, err := outline(doc, 2)
	if err != nil {
		return err
	}
	for _, e := range tree[1:] {
		if e.attr("Id") == id {
			p.put(relsOf(of), splice(doc, edit{e.start, e.end, ""}))
			return nil
		}
	}
	return nil
}

const contentTypes = "[Content_Types].xml"

// contentType is what the parcel says a part is.
func (p *parcel) contentType(name string) (string, error) {
	doc, err := p.read(contentTypes)
	if err != nil {
		return "", err
	}
	tree, err := outline(doc, 2)
	if err != nil || tree[0].attr("xmlns") != namesTypes {
		return "", unsuited("内部类型表不规范")
	}
	byDefault := ""
	for _, e := range tree[1:] {
		switch {
		case e.name == "Override" && strings.EqualFold(e.attr("PartName"), "/"+name):
			return e.attr("ContentType"), nil
		case e.name == "Default" && strings.EqualFold(e.attr("Extension"), strings.TrimPrefix(path.Ext(name), ".")):
			byDefault = e.attr("ContentType")
		}
	}
	return byDefault, nil
}

// declare says what a new part is.
func (p *parcel) declare(name, contentType string) error {
	doc, err := p.read(contentTypes)
	if err != nil {
		return err
	}
	doc, err = appendChild(doc, fmt.Sprintf(`<Override PartName="/%s" ContentType="%s"/>`, escape(name), contentType))
	if err != nil {
		return err
	}
	p.put(contentTypes, doc)
	return nil
}

// remove drops a part with its relationships and its declaration.
func (p *parcel) remove(name string) error {
	p.drop(name)
	p.drop(relsOf(name))
	doc, err := p.read(contentTypes)
	if err != nil {
		return err
	}
	tree, err := outline(doc, 2)
	if err != nil {
		return err
	}
	var edits []edit
	for _, e := range tree[1:] {
		if strings.EqualFold(e.attr("PartName"), "/"+name) {
			edits = append(edits, edit{e.start, e.end, ""})
		}
	}
	p.put(contentTypes, splice(doc, edits...))
	return nil
}

// firstLink is the target of the first relationship of a kind.
func firstLink(links []link, kind string) (link, bool) {
	for _, l := range links {
		if l.kind == kind {
			return l, true
		}
	}
	return link{}, false
}

// whyNot is the reason for a clerk that an error holds. What was not foreseen is
// called trouble of ours, and told with its cause for those who mend it.
func whyNot(err error) string {
	var reason unsuited
	if errors.As(err, &reason) {
		return string(reason)
	}
	return "本程序未能写回原文件，与填报内容无关（" + inert.OneLine(err.Error()) + "）"
}
