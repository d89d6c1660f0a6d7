package transform

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"hengji"
)

// unread keeps the account of a sheet's cells: each is used, or nobody reads it and
// a finding names it, once a block.
type unread struct {
	plan        *Plan
	sheet, form string
	out         *findings
	account     *hengji.SheetAccount
	blocks      []*unreadBlock
}

// unreadBlock is cells beside or below each other that nobody reads.
type unreadBlock struct {
	area    hengji.Range
	at      [2]int // row and column of its first cell
	column  bool   // a column of a table: its cells need not touch
	label   *headerLabel
	texts   []string
	cells   []string
	count   int
	figures bool
	numbers int
}

// A sheet strewn with scribbles is reported in so many blocks; the last one takes what
// comes after. A block shows its first few contents.
const (
	mostBlocks     = 200
	mostBlockTexts = 6
	nearBlocks     = 12 // how many of the latest blocks a cell may belong to
)

// used counts cells that were read or that are parts of the form.
func (u *unread) used(n int) { u.account.Used += n }

// named counts cells that a finding of its own names.
func (u *unread) named(n int) { u.account.Named += n }

// add notes a cell that nobody reads, in the block that it touches or in its row's.
func (u *unread) add(row int, cell *hengji.Cell) {
	column := int(cell.Column)
	for i := len(u.blocks) - 1; i >= max(0, len(u.blocks)-nearBlocks); i-- {
		b := u.blocks[i]
		if b.column {
			continue
		}
		touches := row == b.area.LastRow+1 && column >= b.area.FirstColumn-1 && column <= b.area.LastColumn+1
		if row == b.area.LastRow || touches {
			b.addCell(row, cell)
			u.named(1)
			return
		}
	}
	u.block(&unreadBlock{area: hengji.Range{FirstRow: row, FirstColumn: column, LastRow: row, LastColumn: column}}).addCell(row, cell)
	u.named(1)
}

// addColumn notes a cell of a table's column that has no label, or one that no
// field knows.
func (u *unread) addColumn(row int, cell *hengji.Cell, label *headerLabel) {
	u.named(1)
	column := int(cell.Column)
	for _, b := range u.blocks {
		if b.column && (label != nil && b.label == label || label == nil && b.label == nil && b.area.FirstColumn == column) {
			b.addCell(row, cell)
			return
		}
	}
	u.block(&unreadBlock{column: true, label: label, area: hengji.Range{FirstRow: row, FirstColumn: column, LastRow: row, LastColumn: column}}).addCell(row, cell)
}

// block keeps a new block; where there are too many, it is the last one instead.
func (u *unread) block(b *unreadBlock) *unreadBlock {
	b.at = [2]int{b.area.FirstRow, b.area.FirstColumn}
	if len(u.blocks) >= mostBlocks {
		return u.blocks[len(u.blocks)-1]
	}
	u.blocks = append(u.blocks, b)
	return b
}

func (b *unreadBlock) addCell(row int, cell *hengji.Cell) {
	column := int(cell.Column)
	b.area.FirstColumn, b.area.LastColumn = min(b.area.FirstColumn, column), max(b.area.LastColumn, column)
	b.area.LastRow = max(b.area.LastRow, row)
	b.count++
	if cell.Kind == hengji.CellNumber {
		b.numbers++
	}
	b.figures = b.figures || mentionsFigures(cell)
	if len(b.cells) < mostRelated {
		b.cells = append(b.cells, hengji.CellName(row, column))
	}
	if text := shownCell(cell); len(b.texts) < mostBlockTexts {
		b.texts = append(b.texts, quoted(text))
	}
}

// more is what stands in the other cells of the block, and where: （连同 D9、E9：3、3）.
func (b *unreadBlock) more() string {
	if b.count == 1 {
		return ""
	}
	return "（连同 " + joinCells(b.cells[1:], b.count-1) + "：" + b.all(1) + "）"
}

// all is the block's contents from one of them on.
func (b *unreadBlock) all(from int) string {
	text := strings.Join(b.texts[from:], "、")
	if b.count > len(b.texts) {
		text += "…"
	}
	return text
}

// report makes the findings of what nobody reads.
func (u *unread) report() {
	for _, b := range u.blocks {
		remark := hengji.Remark{Sheet: u.sheet, Form: u.form, Row: b.at[0], Column: b.at[1], Got: b.texts[0], More: b.more(), Key: b.all(0)}
		switch {
		case !b.column && b.figures:
			remark.Rule = hengji.RuleCellUnreadFigures
		case !b.column:
			remark.Rule = hengji.RuleCellUnread
		case b.label == nil:
			remark.Rule, remark.Key = hengji.RuleLabelBlank, hengji.ColumnName(b.at[1])
		default:
			continue // reported at its label
		}
		u.out.add(remark, b.cells[1:]...)
	}
	u.blocks = nil
}

// of is the block of the values under a label that no field knows; nil for none.
func (u *unread) of(label *headerLabel) *unreadBlock {
	for _, b := range u.blocks {
		if b.column && b.label == label {
			return b
		}
	}
	return nil
}

// shownCell is a cell's content as a finding shows it.
func shownCell(cell *hengji.Cell) string {
	switch {
	case cell.Kind == hengji.CellNoValue:
		return "没有结果的公式"
	case cell.Kind == hengji.CellBoolean:
		return booleanWord(cell.Text)
	case cell.Kind == hengji.CellPicture:
		return "图片"
	case cell.Kind == hengji.CellNumber:
		if number, err := readStored(cell.Text); err == nil {
			return number.value.String()
		}
	}
	return trimText(cell.Text)
}

var (
	// An amount or a count: 30万元, 3个, 三个项目, 6 项.
	figure = regexp.MustCompile(`[0-9][0-9,.]*(?:余|多)?(?:亿|万|千)?(?:元|万|亿|个|项|笔|家)|[二两三四五六七八九十百千几数]+(?:余|多)?(?:个|万元|亿元|千元)`)
	// What is said to be missing elsewhere.
	leftOut = regexp.MustCompile(`另有|另外|未列入|未计入|未纳入|未包含|漏报|漏填|补报|追加`)
	// What a table is about.
	moneyWord = regexp.MustCompile(`项目|金额|资金|经费|拨款|补助|预算|支出|安排|配套|投入|自筹|贷款|收入|结转|结余|到位|执行数`)
)

// What looks like a count and is a span of time, a measure or a feast.
var noFigure = strings.NewReplacer("个工作日", "", "个月", "", "个小时", "", "个百分点", "", "个字", "", "个县", "", "元旦", "")

// statesFigures is true of a text that names an amount or a count, or something that is
// said to be missing: no title or note may say that and go unnoticed.
func statesFigures(text string) bool {
	return statesAmount(text) || leftOut.MatchString(removeSpaces(norm.NFKC.String(text)))
}

// statesAmount is true of a text that names an amount or a count.
func statesAmount(text string) bool {
	return figure.MatchString(noFigure.Replace(removeSpaces(norm.NFKC.String(text))))
}

// mentionsFigures is true of what may be money, a count or a project, where nobody reads
// it.
func mentionsFigures(cell *hengji.Cell) bool {
	switch cell.Kind {
	case hengji.CellNumber:
		return cell.Format != hengji.FormatDate && cell.Format != hengji.FormatTime && cell.Text != "0"
	case hengji.CellText:
		text := trimText(cell.Text)
		if isSignature(text) {
			return false
		}
		if _, number := readTyped(text); number {
			return true
		}
		return statesFigures(text) || looksLikeCode(text) || moneyWord.MatchString(removeSpaces(norm.NFKC.String(text)))
	}
	return false
}
