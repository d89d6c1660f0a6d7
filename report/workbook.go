package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"hengji"
	"hengji/report/inert"
	"hengji/report/ooxml"

	"github.com/xuri/excelize/v2"
)

// What a reader of a workbook handed in again goes by; see the README.
const (
	// ResultSheet is the first sheet of everything handed back.
	ResultSheet         = "审核结果"
	firstHiddenColumn   = 11   // K: after the ten that are seen
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

// listColumns are the columns of the list that are seen: heading and width in
// characters. Together they fill an A4 page across at about 75 %, and a screen
// of 1 440 points up to 情况说明. A credit code stands in one line of 填报内容.
var listColumns = []struct {
	heading string
	width   float64
}{
	{"序号", 5}, {"审核类型", 10}, {"工作表", 16}, {"单元格", 12}, {"栏目", 14}, {"填报内容", 21},
	{"应为／建议", 16}, {"问题说明", 46}, {hengji.ExplanationHeading, 30}, {"规则", 16},
}

// ReturnWorkbook writes the plain 退回单: one sheet 审核结果 that says how the
// submission stands, then lists what is wrong, gravest first, then how to hand in
// again and what was read.
func ReturnWorkbook(w io.Writer, r Return) error {
	book, err := resultWorkbook(r, false, "")
	if err != nil {
		return fmt.Errorf("make the return of %s: %w", base(r.File), err)
	}
	_, err = w.Write(book)
	return err
}

// page builds the one sheet. err is the first that excelize gave; what follows it
// does nothing.
type page struct {
	file   *excelize.File
	styles map[look]int
	row    int // the last one written
	err    error
}

// resultWorkbook makes the workbook with the sheet 审核结果. With links its cells
// point into the sheets that stand beside it in an annotated copy. remark is said
// under the summary.
func resultWorkbook(r Return, links bool, remark string) ([]byte, error) {
	p := &page{file: excelize.NewFile(), styles: map[look]int{}}
	p.do(p.file.SetSheetName("Sheet1", ResultSheet))
	// Fixed: a workbook tells nothing of when or by whom it was made, and the same
	// findings give the same bytes.
	p.do(p.file.SetDocProps(&excelize.DocProperties{
		Creator: "hengji", Title: ResultSheet, Created: "2000-01-01T00:00:00Z", Modified: "2000-01-01T00:00:00Z",
	}))
	p.summary(r, remark)
	header := p.list(r, links)
	p.howTo(r, links)
	p.readBack(r)
	p.layout(header)
	defer p.file.Close()
	if p.err != nil {
		return nil, p.err
	}
	b, err := p.file.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (p *page) do(err error) {
	if p.err == nil {
		p.err = err
	}
}

// summary is the block above the list, short enough to stay on screen while the
// list is scrolled.
func (p *page) summary(r Return, remark string) {
	p.across(r.title(), look{size: 16, bold: true, centre: true, edge: -1})
	p.across(r.Summary(), look{size: 13, bold: true, ink: stateInk[r.State], fill: stateFill[r.State], edge: -1})
	p.across(r.Asked(), look{size: 11, ink: stateInk[r.State], fill: stateFill[r.State], edge: -1})
	p.across(r.received(), look{size: 10, edge: -1})
	if read := r.read(); read != "" {
		p.across("已读取："+inert.Cut(read, 360), look{size: 10, edge: -1})
	}
	if r.Changes != "" {
		p.across(inert.Cut(inert.OneLine(r.Changes), 360), look{size: 10, edge: -1})
	}
	if remark != "" {
		p.across("注："+remark, look{size: 10, ink: severityInk[hengji.Approval], edge: -1})
	}
}

// list writes the header and the items, and returns the header's row.
func (p *page) list(r Return, links bool) (header int) {
	p.row++
	header = p.row
	for i, column := range listColumns {
		p.set(i+1, column.heading, look{size: 10, bold: true, centre: true, fill: "D9E2EC", ink: "1F2D3D"})
	}
	p.set(firstHiddenColumn, hengji.FingerprintHeading, look{})
	p.height(24)

	items := r.items()
	shown, rows := len(items), rowsALine
	if shown > listed {
		shown = listedOfMore
	}
	if len(r.Findings) > manyFindings {
		rows = rowsALineOfMore
	}
	for _, it := range items[:shown] {
		p.row++
		p.item(r, items, it, rows, links)
	}
	switch {
	case len(items) == 0:
		p.across("没有问题。", look{size: 10, centre: true, ink: stateInk[hengji.Accepted]})
	case len(items) > shown:
		p.across(r.unlisted(items, shown), look{size: 10, bold: true, fill: "F3F4F6"})
	}
	return header
}

// item writes one line of the list.
func (p *page) item(r Return, items []item, it item, rows int, links bool) {
	f := it.first()
	cells, got, want, message := it.words(rows)
	severity := f.Severity.Chinese()
	if settled(f) == 1 {
		severity += "\n（" + standing(f) + "）"
	}
	body := look{size: 10}
	middle := look{size: 10, centre: true}
	tone := look{size: 10, bold: true, centre: true, fill: severityFill[f.Severity], ink: severityInk[f.Severity]}
	// The sheet's name leads to the first cell, and so does an address that stands
	// alone. (LibreOffice shows a link of several lines as one.)
	sheet, address := body, middle
	linked := links && f.Sheet != "" && f.Cell != ""
	if linked {
		sheet = sheet.asLink()
		if cells == f.Cell {
			address = address.asLink()
		}
	}
	explain := look{size: 10, fill: "F3F4F6"} // grey: nothing to fill in
	if settled(f) == 0 && (f.Severity == hengji.Explain || f.Severity == hengji.Approval) {
		explain.fill = "FFFFE0"
	}
	texts := []struct {
		text string
		look look
	}{
		{fmt.Sprint(it.number), middle}, {severity, tone}, {f.Sheet, sheet}, {cells, address}, {f.Label, body},
		{inert.Cut(got, 200), body}, {inert.Cut(want, 200), look{size: 10, bold: true}}, {message + because(items, it), body},
		{f.Explanation, explain}, {r.ruleName(f, "\n"), look{size: 8, ink: "6B7280"}},
	}
	tall := 0
	for i, cell := range texts {
		p.set(i+1, cell.text, cell.look)
		tall = max(tall, cell.look.height(cell.text, listColumns[i].width))
	}
	p.height(tall + 6)
	for i, l := range []look{sheet, address} {
		if l.underline {
			p.do(p.file.SetCellHyperLink(ResultSheet, hengji.CellName(p.row, 3+i), ooxml.QuoteSheet(cmp.Or(r.sheets[f.Sheet], f.Sheet))+"!"+f.Cell, "Location"))
		}
	}
	for column, rest := 0, it.findings; len(rest) > 0 && column < mostHiddenColumns; column++ {
		n := min(len(rest), fingerprintsPerCell)
		prints := make([]string, n)
		for i, f := range rest[:n] {
			prints[i] = f.Fingerprint + "=" + f.Digest()
		}
		p.set(firstHiddenColumn+column, strings.Join(prints, " "), look{})
		rest = rest[n:]
	}
}

func (p *page) howTo(r Return, links bool) {
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
	p.row++
	p.across("怎样改正并重新报送", look{size: 11, bold: true, edge: -1})
	for i, step := range append(steps, last) {
		p.across(fmt.Sprintf("%d. %s", i+1, step), look{size: 10, edge: -1})
	}
}

// readBack is the full account of what was received and read.
func (p *page) readBack(r Return) {
	p.row++
	p.across("收到的文件与读取情况", look{size: 11, bold: true, edge: -1})
	for _, line := range r.echoLines() {
		p.across("· "+inert.Cut(line, 360), look{size: 10, edge: -1})
	}
	p.across("· 文件："+inert.OneLine(r.File), look{size: 10, edge: -1})
	if r.SHA256 != "" {
		p.across("· 文件校验码（SHA-256）："+inert.OneLine(r.SHA256), look{size: 8, ink: "6B7280", edge: -1})
	}
}

// layout sets what holds for the sheet as a whole.
func (p *page) layout(header int) {
	for i, column := range listColumns {
		name := hengji.ColumnName(i + 1)
		p.do(p.file.SetColWidth(ResultSheet, name, name, column.width))
	}
	last := hengji.ColumnName(firstHiddenColumn + mostHiddenColumns - 1)
	p.do(p.file.SetColVisible(ResultSheet, hengji.ColumnName(firstHiddenColumn)+":"+last, false))
	p.do(p.file.SetPanes(ResultSheet, &excelize.Panes{
		Freeze: true, YSplit: header, TopLeftCell: hengji.CellName(header+1, 1), ActivePane: "bottomLeft",
	}))
	landscape, a4, once, many := "landscape", 9, 1, 0
	p.do(p.file.SetPageLayout(ResultSheet, &excelize.PageLayoutOptions{
		Size: &a4, Orientation: &landscape, FitToWidth: &once, FitToHeight: &many,
	}))
	yes, no := true, false
	p.do(p.file.SetSheetProps(ResultSheet, &excelize.SheetPropsOptions{FitToPage: &yes}))
	p.do(p.file.SetSheetView(ResultSheet, 0, &excelize.ViewOptions{ShowGridLines: &no}))
	side, end := 0.4, 0.6
	p.do(p.file.SetPageMargins(ResultSheet, &excelize.PageLayoutMarginsOptions{
		Left: &side, Right: &side, Top: &end, Bottom: &end, Horizontally: &yes,
	}))
	p.do(p.file.SetHeaderFooter(ResultSheet, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页　共 &N 页"}))
	p.do(p.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: ResultSheet, RefersTo: fmt.Sprintf("%s!$%d:$%d", ooxml.QuoteSheet(ResultSheet), header, header),
	}))
}

// across writes a line over all columns that are seen.
func (p *page) across(text string, l look) {
	p.row++
	total := 0.0
	for i, column := range listColumns {
		total += column.width
		if i > 0 {
			p.set(i+1, "", l)
		}
	}
	p.set(1, text, l)
	p.do(p.file.MergeCell(ResultSheet, hengji.CellName(p.row, 1), hengji.CellName(p.row, len(listColumns))))
	p.height(l.height(text, total) + 5)
}

// set writes a text, never a formula, into the current row.
func (p *page) set(column int, text string, l look) {
	cell := hengji.CellName(p.row, column)
	if text != "" {
		p.do(p.file.SetCellStr(ResultSheet, cell, sheetText(text)))
	}
	if l != (look{}) {
		p.do(p.file.SetCellStyle(ResultSheet, cell, cell, p.style(l)))
	}
}

func (p *page) height(points int) {
	// 409 points is the most that a row can have.
	p.do(p.file.SetRowHeight(ResultSheet, p.row, float64(min(points, 409))))
}

// sheetText makes a text fit for a cell: visible characters only, at most what a
// cell holds, and no codes that would be read as characters (excelize stores text
// as it is given, so _x001B_ would come back as ESC).
func sheetText(s string) string { return ooxml.EscapeCodes(atMostACell(inert.Lines(s))) }

// atMostACell cuts a text at 32 767 UTF-16 units, never inside a character.
func atMostACell(s string) string {
	const most = 32_767
	if len(s) <= most {
		return s
	}
	units := 0
	for i, r := range s {
		units += 1 + utf8.RuneLen(r)/4 // four bytes of UTF-8 are two units of UTF-16
		if units >= most {
			return s[:i] + "…"
		}
	}
	return s
}
