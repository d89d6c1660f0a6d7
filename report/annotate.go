package report

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"hengji"
	"hengji/report/inert"
	"hengji/report/ooxml"
)

// signature distinguishes what we write into a district's workbook when it comes back.
var signature = ooxml.Signature{
	Tag: "Hengji", Sheet: ResultSheet, Mark: hengji.FingerprintHeading,
	Formula: `LEN("hengji")=6`, Author: "审核意见", Words: hengji.NoteHeading,
}

// mostNotes keeps a workbook with thousands of faults quick to open: the gravest are
// noted, all are coloured.
const mostNotes = 500

// Annotate gives the region its own workbook back: a copy of what was received
// with the sheet 审核结果 in front, whose lines lead to their cells, and the cells
// coloured and noted. No cell, row or style of the district is touched, and what an
// earlier round of ours left in the copy is taken out first. The result is read again
// before it is given.
//
// Where a workbook cannot take this (strict OOXML, macros, a signature, parts that
// are not as they should be, anything that nobody foresaw) the plain ReturnWorkbook
// is given instead, and unmarked says why.
// No workbook is so bad that it has no return: an error says that even the plain one,
// which holds nothing of the original, could not be made.
func Annotate(original []byte, r Return) (book []byte, unmarked Unmarked, err error) {
	book, err = annotate(original, r)
	if err == nil {
		return r.sealed(book), Unmarked{}, nil
	}
	unmarked = unmarkedBy(err)
	book, err = resultWorkbook(r, false, unmarked.Reason)
	if err != nil {
		return nil, Unmarked{}, fmt.Errorf("make the return of %s: %w", base(r.File), err)
	}
	return r.sealed(book), unmarked, nil
}

// Unmarked says why a return is the plain one and no marked copy. Zero: it is marked.
type Unmarked struct {
	Reason  string // in words that the clerk also reads in it
	Trouble error  // of ours, for those who mend it; nil where the workbook cannot take marks
}

// unmarkedBy takes apart why a copy could not be marked: what was not foreseen, a panic
// too, is trouble of ours.
func unmarkedBy(err error) Unmarked {
	u := Unmarked{Trouble: err}
	why := "本程序未能写回原文件，与填报内容无关（" + inert.OneLine(err.Error()) + "）"
	var unsuited ooxml.Unsuited
	if errors.As(err, &unsuited) {
		u.Trouble, why = nil, string(unsuited)
	}
	u.Reason = "没有直接在原文件上标注：" + why + "。"
	return u
}

func annotate(original []byte, r Return) (book []byte, err error) {
	defer hengji.Catch(&err)
	hengji.Reach("mark", r.File)
	w, err := ooxml.Open(original, signature)
	if err != nil {
		return nil, err
	}
	addition, err := r.addition(w.Sheets())
	if err != nil {
		return nil, err
	}
	return w.Add(addition)
}

// addition is what a workbook with these sheets gets.
func (r Return) addition(sheets []string) (ooxml.Addition, error) {
	names := hengji.SheetNames(sheets)
	r.sheets = map[string]string{}
	for i, name := range names {
		r.sheets[name] = sheets[i]
	}
	a := ooxml.Addition{Cells: make([][]ooxml.Cell, len(sheets)), Properties: r.properties()}
	for _, severity := range hengji.Severities {
		a.Colours = append(a.Colours, ooxml.Colour{Ink: severityInk[severity], Fill: severityFill[severity]})
	}
	marks, marked, noted := r.marks(), 0, 0
	for _, list := range marks {
		marked += len(list)
	}
	for i, name := range names {
		for _, m := range marks[name] {
			cell := ooxml.Cell{Row: m.row, Column: m.column, Colour: m.findings[0].Severity.Rank()}
			if noted < mostNotes {
				noted++
				cell.Note = m.note()
			}
			a.Cells[i] = append(a.Cells[i], cell)
		}
	}
	remark := ""
	if marked > mostNotes {
		remark = fmt.Sprintf("有问题的单元格共 %d 个，均已着色；批注只写在最重要的 %d 个上。", marked, mostNotes)
	}
	var err error
	a.Book, err = resultWorkbook(r, true, remark)
	return a, err
}

// mark is a cell to be marked, with what is wrong with it, gravest first.
type mark struct {
	row, column int
	findings    []*hengji.Finding
}

// marks lists the cells of each sheet that findings point at, gravest first.
func (r Return) marks() map[string][]mark {
	sheets := map[string][]mark{}
	places := map[[2]string]int{}
	for _, it := range r.items() {
		for _, f := range it.singly() {
			row, column := ooxml.CellAt(f.Cell)
			if row == 0 || settled(f) == 1 {
				continue
			}
			at := [2]string{f.Sheet, f.Cell}
			place, known := places[at]
			if !known {
				place = len(sheets[f.Sheet])
				places[at] = place
				sheets[f.Sheet] = append(sheets[f.Sheet], mark{row: row, column: column})
			}
			sheets[f.Sheet][place].findings = append(sheets[f.Sheet][place].findings, f)
		}
	}
	return sheets
}

// ofCell is what a statement about several cells has to say of this one.
func ofCell(f *hengji.Finding) string {
	if len(f.Cells) == 0 {
		return ""
	}
	var parts []string
	if got := inert.OneLine(f.Got); got != "" {
		parts = append(parts, "填的是 "+inert.Cut(got, 60))
	}
	want := wanted(f)
	if f.Severity == hengji.Notice && want != "" {
		parts = append(parts, "已读作 "+inert.Cut(want, 60))
	} else if want = cmp.Or(inert.OneLine(f.Suggestion), want); want != "" {
		parts = append(parts, "应为 "+inert.Cut(want, 60))
	}
	if parts == nil {
		return ""
	}
	return "\n本格" + strings.Join(parts, "，") + "。"
}

// note says what is wrong with a cell: each message, then what it was compared with.
func (m mark) note() string {
	const most = 5
	var parts []string
	for i, f := range m.findings {
		if i == most {
			parts = append(parts, fmt.Sprintf("…共 %d 条，见“%s”表", len(m.findings), ResultSheet))
			break
		}
		text := f.Severity.Chinese() + "：" + inert.Cut(inert.Lines(f.Message), 600)
		parts = append(parts, text+related(f)+ofCell(f))
	}
	if m.findings[0].Severity == hengji.Explain {
		parts = append(parts, "如情况属实，请在“"+ResultSheet+"”表的“"+hengji.ExplanationHeading+"”栏写明原因。")
	}
	return strings.Join(parts, "\n")
}
