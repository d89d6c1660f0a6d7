package ingest

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"hengji"
)

// What people write beside cells: notes (comments in the file) and conversations
// (threaded comments), of which programs that do not know them are given a note
// with a fixed sentence in front.

const (
	maxNotes  = 50_000  // of a workbook; a return of ours has 500 a sheet
	noteBytes = 8 << 20 // of their texts together
	// threadAuthor begins the author of a note that stands for a conversation.
	threadAuthor = "tc="
)

// readNotes reads what the sheet's relationships name of both kinds. A part that is
// not there holds nothing.
func (b *book) readNotes(s sheetEntry, sheet *hengji.Sheet) error {
	part := strings.ReplaceAll(b.archive.entries[s.part].name, `\`, "/")
	if b.archive.find(relationsName(part)) < 0 {
		return nil
	}
	relations, err := b.relationsOf(part)
	if err != nil {
		return err
	}
	threaded := false
	for _, id := range slices.Sorted(maps.Keys(relations)) {
		r := relations[id]
		if i := b.archive.find(r.target); i >= 0 && r.target != "" && r.kind == "threadedComment" {
			threaded = true
			if err := b.readThreads(i, sheet); err != nil {
				return within(r.target, err)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(relations)) {
		r := relations[id]
		if i := b.archive.find(r.target); i >= 0 && r.target != "" && r.kind == "comments" {
			if err := b.readComments(i, sheet, threaded); err != nil {
				return within(r.target, err)
			}
		}
	}
	slices.SortStableFunc(sheet.Notes, func(a, b hengji.Note) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Column, b.Column))
	})
	return nil
}

// relationsName is the name of the part that holds a part's relationships.
func relationsName(part string) string {
	return path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
}

func (b *book) readComments(i int, sheet *hengji.Sheet, threaded bool) error {
	x, err := b.open(i, "comments", spaceMain)
	if err != nil {
		return err
	}
	var authors []string
	return x.children(func() error {
		switch {
		case x.is("authors"):
			return x.children(func() error {
				name, err := x.content(nil)
				authors = append(authors, string(name))
				return err
			})
		case x.is("commentList"):
			return x.children(func() error {
				if !x.is("comment") {
					return x.foreign("commentList")
				}
				var note hengji.Note
				if n, err := x.count("authorId"); err == nil && n < len(authors) {
					note.Author = authors[n]
				}
				if err := b.readNote(x, sheet, &note); err != nil {
					return err
				}
				if !threaded || !strings.HasPrefix(note.Author, threadAuthor) {
					sheet.Notes = append(sheet.Notes, note)
				}
				return nil
			})
		}
		return x.pass()
	})
}

func (b *book) readThreads(i int, sheet *hengji.Sheet) error {
	part, err := b.archive.read(i, smallPart)
	if err != nil {
		return err
	}
	x, err := newRootScanner(part, b.limits)
	if err != nil {
		return err
	}
	return x.children(func() error {
		if string(x.local) != "threadedComment" {
			return x.skip()
		}
		var note hengji.Note
		if err := b.readNote(x, sheet, &note); err != nil {
			return err
		}
		sheet.Notes = append(sheet.Notes, note)
		return nil
	})
}

// readNote reads the current note's cell and text.
func (b *book) readNote(x *xmlScanner, sheet *hengji.Sheet, note *hengji.Note) error {
	ref, _ := x.attr("ref")
	at, ok := parseRange(ref)
	if !ok {
		return damaged("批注的单元格 %s 无效", shown(ref))
	}
	note.Row, note.Column = at.FirstRow, at.FirstColumn
	var text []byte
	err := x.children(func() error {
		var err error
		switch {
		case x.is("text"):
			text, _, err = x.richText(text)
		case string(x.local) == "text":
			text, err = x.content(text)
		default:
			err = x.pass()
		}
		return err
	})
	if err != nil {
		return err
	}
	note.Text = string(text)
	if b.notes++; b.notes > maxNotes {
		return limitExceeded("批注过多", maxNotes)
	}
	if b.noteBytes += len(text); b.noteBytes > noteBytes {
		return limitExceeded("批注文字过多", noteBytes)
	}
	return nil
}
