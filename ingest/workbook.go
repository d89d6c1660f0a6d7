package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"hengji"
)

// book is a workbook while it is read.
type book struct {
	archive  *archive
	limits   Limits
	strings  *stringTable
	styles   []style
	date1904 bool
	held     int64 // bytes of unpacked sheets in memory

	// Spent of the limits that count over all sheets.
	cells     int
	expanded  int64
	notes     int
	noteBytes int
}

// sheetEntry is one line of the workbook's list of sheets.
type sheetEntry struct {
	name   string
	hidden bool
	macro  bool // it holds macros
	cells  bool // it holds cells; a chart, a dialog and a module of Excel 5 have none
	part   int  // entry of the archive
}

// Open reads one workbook of which data is every byte, checks the whole file
// and gives its sheets; their rows are scanned when they are ranged over, one
// sheet after another. file is only a name: what the file is, its bytes tell,
// except for the lock files of Excel and WPS (~$). ID, Folder and ReceivedAt
// are the caller's to fill in. The error is a *hengji.Refusal.
func Open(file string, data []byte, limits Limits) (*hengji.Submission, error) {
	sub, err := open(file, data, limits)
	if err != nil {
		return nil, refuse(err, "", 0, 0)
	}
	return sub, nil
}

func open(file string, data []byte, limits Limits) (*hengji.Submission, error) {
	if int64(len(data)) > limits.FileBytes {
		return nil, limitExceeded("文件字节数过大", limits.FileBytes)
	}
	if err := sniff(file, data); err != nil {
		return nil, err
	}
	archive, err := openArchive(data, limits)
	if err != nil {
		return nil, err
	}
	b := &book{archive: archive, limits: limits, strings: &stringTable{}}
	sum := sha256.Sum256(data)
	sub := &hengji.Submission{File: file, SHA256: hex.EncodeToString(sum[:])}

	types, err := b.contentTypes()
	if err != nil {
		return nil, err
	}
	main, macros, err := b.mainPart(types)
	if err != nil {
		return nil, err
	}
	sheets, more, err := b.readWorkbook(main)
	if err != nil {
		return nil, err
	}
	for _, s := range sheets {
		sheet, err := b.openSheet(s)
		if err != nil {
			return nil, refuse(err, s.name, 0, 0)
		}
		sub.Sheets = append(sub.Sheets, sheet)
	}
	if len(sub.Sheets) == 0 {
		return nil, otherKind(hengji.RuleFileNoSheet, "")
	}
	if macros || more {
		sub.Remarks = append(sub.Remarks, hengji.Remark{Rule: hengji.RuleFileMacros})
	}
	return sub, b.verifyRest(types)
}

// verifyRest unpacks every entry that was not used: a file damaged anywhere is
// damaged, and a worksheet that the workbook does not list would be lost.
func (b *book) verifyRest(types contentTypes) error {
	var scratch []byte
	for i := range b.archive.entries {
		if b.archive.entries[i].checked {
			continue
		}
		if scratch == nil {
			scratch = make([]byte, 64<<10)
		}
		name := b.archive.entries[i].name
		start, err := b.archive.start(i, scratch)
		if err != nil {
			return err
		}
		if isWorksheet(start) || strings.HasSuffix(types.of(name), "spreadsheetml.worksheet+xml") {
			return lostContent("有一张工作表（%s）不在文件的工作表清单中", shown(name))
		}
		if err := b.archive.verify(i, scratch); err != nil {
			return err
		}
	}
	return nil
}

// isWorksheet reports whether a part that begins so is a worksheet.
func isWorksheet(start []byte) bool {
	if text := bytes.TrimLeft(start, "\xEF\xBB\xBF \t\r\n"); !isUTF16(start) && !bytes.HasPrefix(text, []byte("<")) {
		return false
	}
	text, err := toUTF8(start[:len(start)&^1])
	if err != nil {
		return false
	}
	x := &xmlScanner{data: text, nesting: 1}
	return x.root() == nil && x.is("worksheet")
}

// readWorkbook reads the list of sheets and what all sheets share. macros tells
// of code or macro sheets.
func (b *book) readWorkbook(main string) (sheets []sheetEntry, macros bool, err error) {
	i := b.archive.find(main)
	if i < 0 {
		return nil, false, damaged("缺少 %s", shown(main))
	}
	relations, err := b.relationsOf(main)
	if err != nil {
		return nil, false, err
	}
	x, err := b.open(i, "workbook", spaceMain)
	if err != nil {
		return nil, false, err
	}
	err = x.children(func() error {
		switch {
		case x.is("workbookPr"):
			epoch, _ := x.attr("date1904")
			b.date1904 = isTrue(epoch)
		case x.is("sheets"):
			sheets, macros, err = b.sheetEntries(x, relations)
			return err
		}
		return x.pass()
	})
	if err != nil {
		return nil, false, within(main, err)
	}
	parts := map[int]bool{}
	for _, s := range sheets { // only those with cells
		if parts[s.part] {
			return nil, false, damaged("两张工作表指向同一内容（%s）", shown(s.name))
		}
		parts[s.part] = true
	}
	for _, r := range relations {
		switch r.kind {
		case "sharedStrings":
			err = b.readShared(r.target)
		case "styles":
			err = b.readStyles(r.target)
		case "vbaProject":
			macros = true
		}
		if err != nil {
			return nil, false, within(r.target, err)
		}
	}
	return sheets, macros, nil
}

// sheetEntries reads the list of sheets: those with cells, and whether any of them is
// one of macros.
func (b *book) sheetEntries(x *xmlScanner, relations map[string]relation) (sheets []sheetEntry, macros bool, err error) {
	seen := map[string]bool{}
	err = x.children(func() error {
		s, err := b.sheetEntry(x, relations)
		if err != nil {
			return err
		}
		if seen[strings.ToLower(s.name)] {
			return damaged("有两张工作表名为 %s", shown(s.name))
		}
		seen[strings.ToLower(s.name)] = true
		if len(seen) > b.limits.Sheets {
			return limitExceeded("工作表过多", int64(b.limits.Sheets))
		}
		macros = macros || s.macro
		if s.cells {
			sheets = append(sheets, s)
		}
		return x.skip()
	})
	return sheets, macros, err
}

func (b *book) sheetEntry(x *xmlScanner, relations map[string]relation) (s sheetEntry, err error) {
	if !x.is("sheet") {
		return s, unsupported("sheets 中的元素 %s", shown(string(x.local)))
	}
	s.name, _ = x.attr("name")
	state, _ := x.attr("state")
	s.hidden = state == "hidden" || state == "veryHidden"
	id, given := x.attrIn(spaceRelation, "id")
	if s.name == "" || len(s.name) > 512 {
		return s, damaged("工作表没有名称或名称过长")
	}
	if given && id == "" { // a module of Excel 5 has no part
		s.macro = true
		return s, nil
	}
	r, related := relations[id]
	switch {
	case !related:
		return s, lostContent("工作表“%s”是空壳，找不到它的内容", shown(s.name))
	case !r.known:
		return s, lostContent("工作表“%s”的内容不是表格", shown(s.name))
	}
	switch r.kind {
	case "worksheet":
		s.cells = true
	case "xlMacrosheet", "xlIntlMacrosheet":
		s.cells, s.macro = true, true
	case "chartsheet", "dialogsheet":
	default:
		return s, lostContent("工作表“%s”的内容不是表格", shown(s.name))
	}
	if s.part = b.archive.find(r.target); s.part < 0 || r.target == "" {
		return s, lostContent("工作表“%s”的内容不在文件中", shown(s.name))
	}
	return s, nil
}

func (b *book) readShared(part string) error {
	i := b.archive.find(part)
	if i < 0 {
		return damaged("部件缺失")
	}
	if len(b.strings.at) > 0 {
		return damaged("有两份共享字符串")
	}
	data, err := b.archive.read(i, b.limits.SharedStringBytes)
	if err != nil {
		return err
	}
	b.strings, err = readStrings(data, b.limits)
	return err
}

func (b *book) readStyles(part string) error {
	i := b.archive.find(part)
	if i < 0 { // as some exports do; a cell with a style is refused then
		return nil
	}
	if b.styles != nil {
		return damaged("有两份样式")
	}
	data, err := b.archive.read(i, stylesPart)
	if err != nil {
		return err
	}
	b.styles, err = readStyles(data, b.limits)
	return err
}

// stylesPart bounds styles.xml: 65 536 formats of 400 bytes are 26 MiB.
const stylesPart = 64 << 20
