package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"hengji"
	"hengji/report/inert"
	"hengji/report/ooxml"
	"hengji/report/sheet"

	"github.com/xuri/excelize/v2"
)

// What a reader of a workbook handed in again goes by; see the README.
const (
	// ResultSheet is the first sheet of everything handed back.
	ResultSheet         = "审核结果"
	firstHiddenColumn   = 12   // L: after the eleven that are seen
	mostHiddenColumns   = 20   // 20 000 findings in one line of the list
	fingerprintsPerCell = 1000 // 26 characters each, under the 32 767 of a cell
)

// A return lists all that is wrong where that is at most listed lines. Of more it
// lists the gravest, about a page; the rest stands in findings.csv, and comes up
// once these are mended. Where many cells are wrong a line names few of them.
const (
	listed       = 30
	listedOfMore = 20

	manyFindings    = 100
	rowsALine       = 8
	rowsALineOfMore = 3
)

// listWidths are the widths of the list's columns, in characters. Together they fill an
// A4 page across at about 75 %, and a screen of 1 440 points up to 情况说明. A credit
// code stands in one line of 填报内容.
var listWidths = [len(hengji.ListHeadings)]float64{5, 10, 16, 12, 14, 20, 16, 12, 40, 30, 16}

// ReturnWorkbook writes the plain 退回单: one sheet 审核结果 that says how the
// submission stands, then lists what is wrong, gravest first, then how to hand in
// again and what was read.
func ReturnWorkbook(w io.Writer, r Return) error {
	book, err := resultWorkbook(r, false, "")
	if err != nil {
		return fmt.Errorf("make the return of %s: %w", base(r.File), err)
	}
	_, err = w.Write(r.sealed(book))
	return err
}

// sealed is a return as it is handed back. What no ledger has booked the district hands in
// itself, and is not sealed; nor is what cannot take the seal.
func (r Return) sealed(book []byte) []byte {
	if r.Receipt == (Receipt{}) {
		return book
	}
	return sealed(book)
}

func sealed(book []byte) []byte {
	if made, err := ooxml.Seal(book); err == nil {
		return made
	}
	return book
}

// Unchanged reports whether a workbook is to the byte one that we gave away, and nobody's
// work since: a return, a blank template, the printed tables.
func Unchanged(book []byte) (is bool) {
	var err error
	defer func() { is = is && err == nil }()
	defer hengji.Catch(&err)
	return ooxml.Sealed(book)
}

// returnTheme is of what districts get and fill in. WPS and Excel on Windows have the
// font; elsewhere the system picks its own sans.
var returnTheme = sheet.Theme{Font: "微软雅黑", Ink: "111827", Edge: "9CA3AF", Side: 0.4, End: 0.6}

// resultSheet is the sheet 审核结果 being written.
type resultSheet struct {
	*sheet.Sheet
}

// resultWorkbook makes the workbook with the sheet 审核结果. With links its cells
// point into the sheets that stand beside it in an annotated copy. remark is said
// under the summary.
func resultWorkbook(r Return, links bool, remark string) ([]byte, error) {
	book := sheet.New(returnTheme)
	p := &resultSheet{book.Sheet(ResultSheet)}
	book.Properties(excelize.DocProperties{Title: ResultSheet})
	p.summary(r, remark)
	header := p.list(r, links)
	p.howTo(r, links)
	p.readBack(r)
	for i, width := range listWidths {
		p.Width(i+1, width)
	}
	p.Hide(firstHiddenColumn, firstHiddenColumn+mostHiddenColumns-1)
	p.Freeze(0, header)
	p.Print(sheet.Paper{Heads: [2]int{header, header}})
	return book.Bytes()
}

// summary is the block above the list, short enough to stay on screen while the
// list is scrolled.
func (p *resultSheet) summary(r Return, remark string) {
	p.across(r.title(), sheet.Look{Size: 16, Bold: true, Across: "center", Bare: true})
	p.across(r.Summary(), sheet.Look{Size: 13, Bold: true, Ink: stateInk[r.State], Fill: stateFill[r.State], Bare: true})
	if r.Mending != "" {
		p.across(inert.Cut(inert.OneLine(r.Mending), 360), sheet.Look{Size: 11, Bold: true, Ink: stateInk[r.State], Fill: stateFill[r.State], Bare: true})
	}
	p.across(r.Asked(), sheet.Look{Size: 11, Ink: stateInk[r.State], Fill: stateFill[r.State], Bare: true})
	p.across(r.received(), sheet.Look{Size: 10, Bare: true})
	if read := r.read(); read != "" {
		p.across("已读取："+inert.Cut(read, 360), sheet.Look{Size: 10, Bare: true})
	}
	if r.Changes != "" {
		p.across(inert.Cut(inert.OneLine(r.Changes), 360), sheet.Look{Size: 10, Bare: true})
	}
	if remark != "" {
		p.across("注："+remark, sheet.Look{Size: 10, Ink: severityInk[hengji.Approval], Bare: true})
	}
}

// list writes the header and the items, and returns the header's row.
func (p *resultSheet) list(r Return, links bool) (header int) {
	p.Row++
	header = p.Row
	for i, heading := range hengji.ListHeadings {
		p.Text(i+1, heading, sheet.Look{Size: 10, Bold: true, Across: "center", Fill: "D9E2EC", Ink: "1F2D3D"})
	}
	p.Text(firstHiddenColumn, hengji.FingerprintHeading, sheet.Look{})
	p.Height(24)

	items := r.items()
	shown, rows := listedOf(items), rowsALine
	if len(r.Findings) > manyFindings {
		rows = rowsALineOfMore
	}
	for _, it := range items[:shown] {
		p.Row++
		p.item(r, items, it, rows, links)
	}
	switch {
	case len(items) == 0:
		p.across("没有问题。", sheet.Look{Size: 10, Across: "center", Ink: stateInk[hengji.Accepted]})
	case len(items) > shown:
		p.across(r.unlisted(items, shown), sheet.Look{Size: 10, Bold: true, Fill: "F3F4F6"})
	}
	return header
}

func listedOf(items []item) int {
	if len(items) > listed {
		return listedOfMore
	}
	return len(items)
}

// item writes one line of the list.
func (p *resultSheet) item(r Return, items []item, it item, rows int, links bool) {
	f := it.first()
	w := it.words(items, rows)
	severity := f.Severity.Chinese()
	if settled(f) == 1 {
		severity += "\n（" + standing(f) + "）"
	}
	body := sheet.Look{Size: 10}
	middle := sheet.Look{Size: 10, Across: "center"}
	tone := sheet.Look{Size: 10, Bold: true, Across: "center", Fill: severityFill[f.Severity], Ink: severityInk[f.Severity]}
	// The sheet's name leads to the first cell, and so does an address that stands
	// alone. (LibreOffice shows a link of several lines as one.)
	name, address := body, middle
	linked := links && f.Sheet != "" && f.Cell != ""
	if linked {
		name = name.AsLink()
		if w.cells == f.Cell {
			address = address.AsLink()
		}
	}
	explain := sheet.Look{Size: 10, Fill: "F3F4F6"} // grey: nothing to fill in
	if settled(f) == 0 && (f.Severity == hengji.Explain || f.Severity == hengji.Approval) {
		explain.Fill = "FFFFE0"
	}
	texts := []struct {
		text string
		look sheet.Look
	}{
		{fmt.Sprint(it.number), middle}, {severity, tone}, {f.Sheet, name}, {w.cells, address}, {f.Label, body},
		{inert.Cut(w.got, 200), body}, {inert.Cut(w.want, 200), sheet.Look{Size: 10, Bold: true}}, {inert.Cut(w.diff, 200), sheet.Look{Size: 10, Format: `"多 "General;"少 "General`}}, {w.message, body},
		{f.Explanation, explain}, {r.ruleName(f, "\n"), sheet.Look{Size: 8, Ink: "6B7280"}},
	}
	tall := 0
	for i, cell := range texts {
		if spreadsheetNumber(cell.text) {
			cell.look.Across = "center" // beside a text of the next column it must not touch
			p.Number(i+1, cell.text, cell.look)
		} else {
			p.Text(i+1, cell.text, cell.look)
		}
		tall = max(tall, cell.look.Height(cell.text, listWidths[i]))
	}
	p.Height(tall + 6)
	for i, l := range []sheet.Look{name, address} {
		if l.Underline {
			p.Link(3+i, cmp.Or(r.sheets[f.Sheet], f.Sheet), f.Cell)
		}
	}
	column := firstHiddenColumn
	for prints := range slices.Chunk(marksOf(it), fingerprintsPerCell) {
		if column < firstHiddenColumn+mostHiddenColumns {
			p.Text(column, strings.Join(prints, " "), sheet.Look{})
		}
		column++
	}
}

// marksOf is what the hidden columns hold of an item: by these its explanation is matched
// when it comes back, and an outdated one that nobody touched is known again.
func marksOf(it item) []string {
	var marks []string
	if old, is := strings.CutPrefix(it.first().Explanation, hengji.Outdated); is {
		marks = append(marks, hengji.Untouched(strings.TrimSpace(old)))
	}
	for _, f := range it.findings {
		marks = append(marks, f.Fingerprint+"="+f.Digest())
	}
	return marks
}

// spreadsheetNumber reports whether a spreadsheet shows a number as it is written here:
// not one with more digits than it keeps, or with zeros that it drops.
func spreadsheetNumber(text string) bool {
	const digits = 15 // that a spreadsheet keeps
	whole, places, parted := strings.Cut(text, ".")
	return inert.IsNumber(text) && text != "-0" && len(strings.TrimPrefix(whole, "-"))+len(places) <= digits &&
		!strings.ContainsAny(text, "eE") && !(parted && strings.HasSuffix(places, "0"))
}

func (p *resultSheet) howTo(r Return, links bool) {
	c := r.counts()
	if c.blocking+c.approval+c.explain == 0 {
		return
	}
	var steps []string
	switch {
	case !slices.ContainsFunc(r.Findings, func(f hengji.Finding) bool { return f.Sheet != "" && !f.Shadow }):
		steps = append(steps, "按“问题说明”处理好报送的文件。")
	case links:
		steps = append(steps, "就在本文件中修改：点带下划线的“工作表”或“单元格”可直接跳到该处；有问题的单元格已着色，批注写明了原因。")
	default:
		steps = append(steps, "在报送的工作簿中，按上表的“工作表”和“单元格”逐处修改。")
	}
	if c.explain > 0 {
		steps = append(steps, "“核实性”问题如属实，不必修改，在浅黄色的“"+hengji.ExplanationHeading+"”栏写明原因即可。")
	}
	if c.approval > 0 {
		steps = append(steps, "“准强制性”问题确需保留的，在“"+hengji.ExplanationHeading+"”栏写明理由，由"+r.office()+"决定是否放行。")
	}
	if !links && c.approval+c.explain > 0 {
		steps = append(steps, "填写了情况说明的，请把本工作表复制到报送的工作簿中一并报送。")
	}
	last := "保存后放回原来的报送文件夹即可，文件名不限。"
	if links {
		last += "本工作表、批注和着色不必删除，下次读取时会自动略过。"
	}
	p.Row++
	p.across("怎样改正并重新报送", sheet.Look{Size: 11, Bold: true, Bare: true})
	for i, step := range append(steps, last) {
		p.across(fmt.Sprintf("%d. %s", i+1, step), sheet.Look{Size: 10, Bare: true})
	}
}

// readBack is the full account of what was received and read, and keeps what could not be
// matched to any finding.
func (p *resultSheet) readBack(r Return) {
	if unmatched := r.unmatched(); unmatched != nil {
		p.Row++
		p.across("未能对应的说明", sheet.Look{Size: 11, Bold: true, Bare: true})
		for _, line := range unmatched {
			p.across("· "+line, sheet.Look{Size: 10, Bare: true})
		}
	}
	p.Row++
	p.across("收到的文件与读取情况", sheet.Look{Size: 11, Bold: true, Bare: true})
	for _, line := range r.echoLines() {
		p.across("· "+inert.Cut(line, 360), sheet.Look{Size: 10, Bare: true})
	}
	p.across("· 文件："+inert.OneLine(r.File), sheet.Look{Size: 10, Bare: true})
	if r.SHA256 != "" {
		p.across(ChecksumWords+inert.OneLine(r.SHA256), sheet.Look{Size: 8, Ink: "6B7280", Bare: true})
	}
	for _, line := range []string{r.receiptLine(), r.selfCheckedLine()} {
		if line != "" {
			p.across(line, sheet.Look{Size: 8, Ink: "6B7280", Bare: true})
		}
	}
}

// across writes a line over all columns that are seen.
func (p *resultSheet) across(text string, look sheet.Look) {
	p.Row++
	total := 0.0
	for _, width := range listWidths {
		total += width
	}
	p.Across(1, len(listWidths), text, look)
	p.Height(look.Height(text, total) + 5)
}
