package ooxml

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// strip takes out what an earlier round left: the result sheet, our notes and
// our colours. The formats that the result sheet used stay behind; they are
// nobody's.
func (w *Workbook) strip() error {
	marks, err := w.marks()
	if err != nil {
		return err
	}
	for i := len(w.sheets) - 1; i >= 0; i-- {
		sheet := w.sheets[i]
		doc, err := w.Read(sheet.part)
		if err != nil {
			return err
		}
		if strings.HasPrefix(sheet.name, w.sign.Sheet) && marks.Match(doc) && len(w.sheets) > 1 {
			if err := w.leaveSheet(i); err != nil {
				return err
			}
			continue
		}
		if err := w.stripNotes(sheet.part); err != nil {
			return err
		}
		if err := w.stripColours(sheet.part, doc); err != nil {
			return err
		}
	}
	return nil
}

// stripColours takes our colours of an earlier round out of a sheet.
func (w *Workbook) stripColours(part string, doc []byte) error {
	if !bytes.Contains(doc, []byte("<conditionalFormatting")) {
		return nil
	}
	f, err := frameOf(doc)
	if err != nil {
		return err
	}
	var edits []edit
	for _, format := range f.tree {
		if format.depth == 2 && format.name == "conditionalFormatting" {
			rules := within(f.tree, format)
			if len(rules) == 1 && w.sign.coloured(f.doc[rules[0].start:rules[0].end]) {
				edits = append(edits, edit{format.start, format.end, ""})
			}
		}
	}
	if edits == nil {
		return nil
	}
	if err := f.splice(edits...); err != nil {
		return err
	}
	w.Put(part, f.whole())
	return nil
}

// marks finds our mark in a cell of this workbook's sheets: inline, or as the number
// of a shared string (Excel and LibreOffice gather the texts of all sheets, so that
// the mark's being there says nothing of any one of them).
func (w *Workbook) marks() (*regexp.Regexp, error) {
	mark := []byte(w.sign.Mark)
	inline := regexp.QuoteMeta(w.sign.Mark)
	var shared []byte
	if l, found := firstLink(w.links, relation+"/sharedStrings"); found && w.has(l.target) {
		var err error
		if shared, err = w.Read(l.target); err != nil {
			return nil, err
		}
	}
	var numbers []string
	for before := -1; len(numbers) < mostSheets; {
		at := bytes.Index(shared, mark)
		if at < 0 {
			break
		}
		before += len(stringItem.FindAllIndex(shared[:at], -1))
		numbers = append(numbers, strconv.Itoa(before))
		shared = shared[at+len(mark):]
	}
	if numbers == nil {
		return regexp.Compile(inline)
	}
	return regexp.Compile(inline + `|<c\s[^<>]*\bt=["']s["'][^<>]*>\s*<v>(?:` + strings.Join(numbers, "|") + `)</v>`)
}

var stringItem = regexp.MustCompile(`<si[\s/>]`)

// coloured is true of our conditional format, however its quotes are written.
func (s Signature) coloured(rule []byte) bool {
	text := strings.NewReplacer("&quot;", `"`, "&#34;", `"`, " ", "").Replace(string(rule))
	return strings.Contains(text, "<formula>"+s.Formula+"</formula>")
}

// leaveSheet takes the sheet at a place out of the workbook.
func (w *Workbook) leaveSheet(place int) error {
	doc, tree, err := w.book()
	if err != nil {
		return err
	}
	sheets, _ := find(tree, 2, "sheets")
	entry := within(tree, sheets)[place]
	edits := []edit{{entry.start, entry.end, ""}}
	for _, e := range tree {
		if local := e.attr("localSheetId"); e.name == "definedName" && local != "" {
			switch n, err := strconv.Atoi(local); {
			case err != nil:
				return errNotPlain
			case n == place:
				edits = append(edits, edit{e.start, e.end, ""})
			case n > place:
				edits = append(edits, e.with(doc, "localSheetId", strconv.Itoa(n-1)))
			}
		}
	}
	w.Put(w.part, splice(doc, edits...))
	sheet := w.sheets[place]
	w.sheets = slices.Delete(w.sheets, place, place+1)
	if err := w.disconnect(w.part, sheet.id); err != nil {
		return err
	}
	return w.remove(sheet.part)
}

// stripNotes takes our notes of an earlier round out of a sheet, with their boxes,
// and our words from behind a clerk's own.
func (w *Workbook) stripNotes(part string) error {
	links, err := w.relations(part)
	if err != nil {
		return err
	}
	comments, found := firstLink(links, relation+"/comments")
	if !found {
		return nil
	}
	doc, err := w.Read(comments.target)
	if err != nil {
		return err
	}
	if !bytes.Contains(doc, []byte(w.sign.Words)) {
		return nil
	}
	tree, err := outline(doc, 6)
	if err != nil {
		return err
	}
	list, _ := find(tree, 2, "commentList")
	var edits []edit
	gone := map[[2]int]bool{}
	for _, comment := range within(tree, list) {
		ours, whole := w.sign.partOf(doc, tree, comment)
		if !whole {
			edits = append(edits, ours...)
			continue
		}
		edits = append(edits, edit{comment.start, comment.end, ""})
		row, column := CellAt(comment.attr("ref"))
		gone[[2]int{row - 1, column - 1}] = true
	}
	w.Put(comments.target, splice(doc, edits...))
	for _, l := range links {
		if l.kind == relation+"/vmlDrawing" {
			drawing, err := w.Read(l.target)
			if err != nil {
				return err
			}
			w.Put(l.target, withoutBoxes(drawing, gone))
		}
	}
	return nil
}

// partOf finds what we wrote into a note: everything from our words on. whole
// tells that nothing stands before them.
func (s Signature) partOf(doc []byte, tree []element, comment element) (ours []edit, whole bool) {
	clerks := ""
	for _, text := range within(tree, comment) {
		for _, piece := range within(tree, text) { // t, or r with t in it
			words := piece
			if piece.name == "r" {
				words = element{}
				for _, e := range within(tree, piece) {
					if e.name == "t" {
						words = e
					}
				}
			}
			if ours != nil {
				ours = append(ours, edit{piece.start, piece.end, ""})
				continue
			}
			content := doc[words.open:words.close]
			at := bytes.Index(content, []byte(s.Words))
			if at < 0 {
				clerks += string(content)
				continue
			}
			before := endBreak.ReplaceAllString(string(content[:at]), "") // the break is ours too
			clerks += before
			ours = append(ours, edit{words.open + len(before), words.close, ""})
			if before == "" {
				ours[0] = edit{piece.start, piece.end, ""}
			}
		}
	}
	return ours, ours != nil && strings.TrimSpace(endBreak.ReplaceAllString(clerks, "")) == ""
}

// endBreak is the line breaks that a text ends with, as programs write them.
var endBreak = regexp.MustCompile(`(?:\s|&#x[aAdD];|&#1[03];|_x000[DA]_)+$`)

var (
	shape       = regexp.MustCompile(`(?s)<\w+:shape\s.*?</\w+:shape>`) // v: mostly
	shapeRow    = regexp.MustCompile(`<\w+:Row>\s*(\d{1,7})\s*</`)
	shapeColumn = regexp.MustCompile(`<\w+:Column>\s*(\d{1,5})\s*</`)
)

// withoutBoxes removes the boxes of notes on cells (row and column from 0).
func withoutBoxes(drawing []byte, cells map[[2]int]bool) []byte {
	return shape.ReplaceAllFunc(drawing, func(box []byte) []byte {
		row, column := shapeRow.FindSubmatch(box), shapeColumn.FindSubmatch(box)
		if row == nil || column == nil {
			return box
		}
		r, _ := strconv.Atoi(string(row[1]))
		c, _ := strconv.Atoi(string(column[1]))
		if cells[[2]int{r, c}] {
			return nil
		}
		return box
	})
}
