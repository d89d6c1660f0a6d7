package ingest

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"hengji"
)

// relation is one relationship of a part: of what kind (the last step of its
// type), to which part.
type relation struct {
	kind   string
	known  bool // the type's other steps are one of relationTypes
	target string
}

// relationTypes are what the types of relationships begin with that we know:
// transitional and strict OOXML (ECMA-376) and Microsoft's macro sheets and code.
var relationTypes = []string{
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
	"http://purl.oclc.org/ooxml/officeDocument/relationships/",
	"http://schemas.microsoft.com/office/2006/relationships/",
}

// mainPart finds the workbook part by the relationships of the package, and
// tells files of other kinds by name.
func (b *book) mainPart(types contentTypes) (name string, macros bool, err error) {
	relations, err := b.relationsOf("")
	if err != nil {
		return "", false, err
	}
	for _, r := range relations {
		if r.kind != "officeDocument" {
			continue
		}
		kind := types.of(r.target)
		switch {
		case strings.Contains(kind, "sheet.binary"):
			return "", false, otherKind(hengji.RuleFileXLSB, "")
		case strings.Contains(kind, "wordprocessingml"), strings.Contains(kind, "ms-word"):
			return "", false, otherKind(hengji.RuleFileWPSText, "")
		case strings.Contains(kind, "presentationml"), strings.Contains(kind, "ms-powerpoint"):
			return "", false, otherKind(hengji.RuleFileOtherDocument, "演示文稿")
		case name != "":
			return "", false, damaged("有两个工作簿部件")
		}
		name, macros = r.target, strings.Contains(kind, "macroenabled")
	}
	if name == "" {
		return "", false, damaged("找不到工作簿部件")
	}
	return name, macros, nil
}

// kindOfZip names a zip that is no OOXML package.
func (b *book) kindOfZip() error {
	if i := b.archive.find("mimetype"); i >= 0 {
		kind, err := b.archive.read(i, 1<<10)
		if err != nil {
			return err
		}
		switch text := string(kind); {
		case strings.Contains(text, "opendocument.spreadsheet"):
			return otherKind(hengji.RuleFileODS, "")
		case strings.Contains(text, "opendocument.text"):
			return otherKind(hengji.RuleFileWPSText, "")
		case strings.Contains(text, "opendocument"):
			return otherKind(hengji.RuleFileOtherDocument, "OpenDocument 文档")
		}
	}
	if b.archive.find("OFD.xml") >= 0 {
		return otherKind(hengji.RuleFilePDFOrImage, "OFD 版式文件")
	}
	return otherKind(hengji.RuleFileOtherDocument, "ZIP 压缩包")
}

// contentTypes is [Content_Types].xml: what each part is.
type contentTypes struct {
	parts, extensions map[string]string
}

func (t contentTypes) of(part string) string {
	if kind, ok := t.parts[partName(part)]; ok {
		return kind
	}
	return t.extensions[strings.TrimPrefix(path.Ext(partName(part)), ".")]
}

func (b *book) contentTypes() (contentTypes, error) {
	types := contentTypes{map[string]string{}, map[string]string{}}
	i := b.archive.find("[Content_Types].xml")
	if i < 0 {
		return types, b.kindOfZip()
	}
	x, err := b.open(i, "Types", spaceContentTypes)
	if err != nil {
		return types, err
	}
	err = x.children(func() error {
		kind, _ := x.attr("ContentType")
		kind = strings.ToLower(kind)
		if extension, ok := x.attr("Extension"); ok && string(x.local) == "Default" {
			types.extensions[strings.ToLower(extension)] = kind
		}
		if part, ok := x.attr("PartName"); ok && string(x.local) == "Override" {
			types.parts[partName(part)] = kind
		}
		return x.skip()
	})
	return types, within("[Content_Types].xml", err)
}

// relationsOf reads the relationships of a part; "" is the package itself.
// Targets outside the file are left out: nothing outside is ever read.
func (b *book) relationsOf(part string) (map[string]relation, error) {
	name := relationsName(part)
	if part == "" {
		name = "_rels/.rels"
	}
	i := b.archive.find(name)
	if i < 0 {
		return nil, damaged("缺少 %s", shown(name))
	}
	x, err := b.open(i, "Relationships", spacePackage)
	if err != nil {
		return nil, err
	}
	relations := map[string]relation{}
	err = x.children(func() error {
		id, _ := x.attr("Id")
		kind, _ := x.attr("Type")
		target, _ := x.attr("Target")
		mode, _ := x.attr("TargetMode")
		if _, twice := relations[id]; twice {
			return damaged("关系 %s 重复", shown(id))
		}
		if mode == "External" {
			target = ""
		} else {
			target = b.resolve(part, target)
		}
		last := strings.LastIndexByte(kind, '/') + 1
		relations[id] = relation{kind[last:], slices.Contains(relationTypes, kind[:last]), target}
		return x.skip()
	})
	return relations, within(name, err)
}

// resolve is the part that a target means, seen from the part that names it.
func (b *book) resolve(from, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	join := func(target string) string {
		if strings.HasPrefix(target, "/") {
			return strings.TrimPrefix(path.Clean(target), "/")
		}
		return strings.TrimPrefix(path.Join("/", path.Dir(from), target), "/")
	}
	plain := join(target)
	if b.archive.find(plain) < 0 { // names beyond ASCII are percent-encoded in relationships
		if decoded, err := url.PathUnescape(target); err == nil {
			return join(decoded)
		}
	}
	return plain
}

// open reads a small part whole and its root, which must be the named element.
func (b *book) open(i int, root string, in space) (*xmlScanner, error) {
	name := b.archive.entries[i].name
	part, err := b.archive.read(i, smallPart)
	if err != nil {
		return nil, err
	}
	x, err := newRootScanner(part, b.limits)
	if err == nil && (string(x.local) != root || x.space != in) {
		if err = damaged("根元素是 %s", shown(string(x.local))); x.space == spaceOther || x.space == spaceNone {
			err = unsupported("命名空间不是电子表格的")
		}
	}
	return x, within(name, err)
}

// smallPart bounds the parts that only list other parts: a line for each of ten
// thousand entries is two or three MiB.
const smallPart = 16 << 20
