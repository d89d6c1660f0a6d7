package ooxml

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"path"
	"strconv"
	"strings"
)

// link is a relationship from one part to another.
type link struct{ id, kind, target string }

// relsOf is the name of the part that holds a part's relationships.
func relsOf(name string) string {
	folder, file := path.Split(name)
	return folder + "_rels/" + file + ".rels"
}

// relations reads the relationships of a part ("" is the parcel itself), targets as
// names of parts whether they were written relative or absolute; outside targets
// are left out. A part without any has none.
func (p *Parcel) relations(of string) ([]link, error) {
	if !p.has(relsOf(of)) {
		return nil, nil
	}
	doc, err := p.Read(relsOf(of))
	if err != nil {
		return nil, err
	}
	tree, err := outline(doc, 2)
	if err != nil || tree[0].name != "Relationships" || tree[0].attr("xmlns") != namesRelations {
		return nil, Unsuited("内部关系表不规范")
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

// attach makes a new part known: what it is, and by a relationship of another part,
// whose id it returns.
func (w *Workbook) attach(of, kind, target, contentType string) (id string, err error) {
	doc := []byte(xml.Header + `<Relationships xmlns="` + namesRelations + `"></Relationships>`)
	if w.has(relsOf(of)) {
		if doc, err = w.Read(relsOf(of)); err != nil {
			return "", err
		}
	}
	for n := 1; id == "" || bytes.Contains(doc, []byte(`"`+id+`"`)); n++ {
		if id = "rId" + w.sign.Tag + strconv.Itoa(n); n > mostSheets {
			return "", errNotPlain // somebody counted on us to count on
		}
	}
	doc, err = appendChild(doc, fmt.Sprintf(`<Relationship Id="%s" Type="%s" Target="/%s"/>`, id, kind, escape(target)))
	if err != nil {
		return "", err
	}
	w.Put(relsOf(of), doc)
	if doc, err = w.Read(ContentTypes); err != nil {
		return "", err
	}
	doc, err = appendChild(doc, fmt.Sprintf(`<Override PartName="/%s" ContentType="%s"/>`, escape(target), contentType))
	if err != nil {
		return "", err
	}
	w.Put(ContentTypes, doc)
	return id, nil
}

// disconnect takes a relationship out.
func (p *Parcel) disconnect(of, id string) error {
	doc, err := p.Read(relsOf(of))
	if err != nil {
		return err
	}
	tree, err := outline(doc, 2)
	if err != nil {
		return err
	}
	for _, e := range tree[1:] {
		if e.attr("Id") == id {
			p.Put(relsOf(of), splice(doc, edit{e.start, e.end, ""}))
			return nil
		}
	}
	return nil
}

// ContentTypes is the part that says what every part is.
const ContentTypes = "[Content_Types].xml"

// contentType is what the parcel says a part is.
func (p *Parcel) contentType(name string) (string, error) {
	doc, err := p.Read(ContentTypes)
	if err != nil {
		return "", err
	}
	tree, err := outline(doc, 2)
	if err != nil || tree[0].attr("xmlns") != namesTypes {
		return "", Unsuited("内部类型表不规范")
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

// remove drops a part with its relationships and its declaration.
func (p *Parcel) remove(name string) error {
	p.gone[strings.ToLower(name)], p.gone[strings.ToLower(relsOf(name))] = true, true
	doc, err := p.Read(ContentTypes)
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
	p.Put(ContentTypes, splice(doc, edits...))
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
