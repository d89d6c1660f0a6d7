package ooxml

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
)

// Property is a custom property of a document, as file managers and office programs show it.
type Property struct{ Name, Value string }

const (
	customPart      = "docProps/custom.xml"
	propertiesType  = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
	namesProperties = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
	namesVariants   = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
	// Every custom property is of this set; numbers below 2 are taken (ECMA-376, part 1, 22.3).
	propertySet   = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
	firstProperty = 2
)

// setProperties writes properties beside those that the workbook has. Where these are not
// as they should be they stay, and ours are left out: no mark depends on them.
func (w *Workbook) setProperties(properties []Property) error {
	if len(properties) == 0 {
		return nil
	}
	roots, err := w.relations("")
	if err != nil {
		return err
	}
	at, found := firstLink(roots, relation+"/custom-properties")
	doc := []byte(xml.Header + `<Properties xmlns="` + namesProperties + `"></Properties>`)
	switch {
	case !found && w.has(customPart), found && !w.has(at.target):
		return nil
	case !found:
		at.target = customPart
		if _, err := w.attach("", relation+"/custom-properties", at.target, propertiesType); err != nil {
			return err
		}
	default:
		if doc, err = w.Read(at.target); err != nil {
			return err
		}
	}
	if doc = withProperties(doc, properties); doc != nil {
		w.Put(at.target, doc)
	}
	return nil
}

// withProperties is nil where the part cannot take them.
func withProperties(doc []byte, properties []Property) []byte {
	tree, err := outline(doc, 2)
	if err != nil || tree[0].name != "Properties" || tree[0].attr("xmlns") != namesProperties {
		return nil
	}
	next := firstProperty
	var edits []edit
	for _, e := range tree[1:] {
		number, err := strconv.Atoi(e.attr("pid"))
		if err != nil || number < firstProperty || number > 1<<20 {
			return nil
		}
		next = max(next, number+1)
		if slices.ContainsFunc(properties, func(p Property) bool { return p.Name == e.attr("name") }) {
			edits = append(edits, edit{e.start, e.end, ""})
		}
	}
	doc = splice(doc, edits...)
	for i, p := range properties {
		doc, err = appendChild(doc, fmt.Sprintf(`<property fmtid="%s" pid="%d" name="%s"><vt:lpwstr xmlns:vt="%s">%s</vt:lpwstr></property>`,
			propertySet, next+i, escape(p.Name), namesVariants, escape(p.Value)))
		if err != nil {
			return nil
		}
	}
	return doc
}
