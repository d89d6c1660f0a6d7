package hengji

import (
	"iter"
	"strconv"
	"strings"
	"time"
)

// Submission is one workbook as received.
type Submission struct {
	ID         int64  // number of its receipt in the ledger; 1, 2 … for check
	File       string // path as received, slash-separated, relative to the inbox
	Folder     string // the region's folder that it lay in, "" for the inbox itself
	SHA256     string // of the bytes received, lower-case hex
	ReceivedAt time.Time
	Sheets     []*Sheet
	Remarks    []Remark // what the reader saw in the workbook as a whole
}

// Sheet is one worksheet. Its rows are streamed: Rows may be ranged over once,
// and each *Row is only good until the next one.
type Sheet struct {
	Name          string
	Hidden        bool // hidden or very hidden
	Date1904      bool // serial 0 is 1904-01-01
	Merges        []Range
	HiddenColumns []Range // columns only; rows are 0
	Remarks       []Remark
	Notes         []Note // comments on cells, by row and column
	// Rows gives every row element of the sheet in ascending order, blank ones
	// too. An error ends it: a *Refusal where the sheet is damaged, which makes
	// all rows given before void, or plain trouble of the machine.
	Rows iter.Seq2[*Row, error]
	// RowElements is the number of rows counted in the file's bytes independently of
	// the reader, known once Rows has come to its end.
	RowElements int
	// CellElements is the number of cells with a value or a formula, counted likewise:
	// as many as the Cells of all Rows and BlankTexts.
	CellElements int
	// BlankTexts is the number of cells whose value is a text of no characters: a
	// person sees nothing there, and no Row has them. Known with RowElements.
	BlankTexts int
}

// Note is a comment on a cell, as its text stands in the file: a note, or one entry
// of a threaded conversation. A person sees it, and no Row holds it.
type Note struct {
	Row, Column int    // of the cell, from 1
	Author      string // "" where the file does not say
	Text        string
}

// Row is one row element of a sheet.
type Row struct {
	Number int // as in the file, from 1
	Hidden bool
	Cells  []Cell // those that hold something, columns ascending
}

// Cell finds the cell of a column; nil where it holds nothing.
func (r *Row) Cell(column int) *Cell {
	for i := range r.Cells {
		if int(r.Cells[i].Column) == column {
			return &r.Cells[i]
		}
	}
	return nil
}

// Cell is one cell that holds a value or a formula. Text is the value as the
// file has it: the digits of a number ("1294.5999999999999"), the characters of
// a text, "1" or "0" of a boolean, "#REF!" of an error.
type Cell struct {
	Column int32 // from 1
	Kind   CellKind
	Format CellFormat
	Flags  CellFlags
	Text   string
}

// CellKind is the type that the file gives a cell.
type CellKind uint8

const (
	CellText    CellKind = iota
	CellNumber           // Text is a decimal or exponent number
	CellBoolean          // Text is "1" or "0"
	CellError            // Text is #REF!, #DIV/0! …
	CellNoValue          // a formula that was never calculated
	CellPicture          // a picture in the cell: WPS's DISPIMG, Excel's own and IMAGE(); Text is what stands for it, no value
)

// CellFormat is what a number format means for reading.
type CellFormat uint8

const (
	FormatGeneral  CellFormat = iota
	FormatDate                // the number is a serial day, with a time of day behind the point
	FormatTime                // a time of day only
	FormatPercent             // shown times 100 with %
	FormatText                // @: typed as text on purpose
	FormatWan                 // shown divided by 10 000, with one place: 0!.0,"万元" shows 150000 as 15.0万元
	FormatWanWhole            // the same with four places: 0!.0000
)

// CellFlags are properties of a cell that matter to a reader.
type CellFlags uint16

const (
	HasFormula   CellFlags = 1 << iota
	ExternalLink           // the formula points into another workbook
	Struck                 // struck through as a whole: often meant as deleted
	PartStruck             // a part of Text is struck through: Text holds it too, so 1̶15 is "115"
	PartRaised             // a part of Text is raised or lowered, as marks of footnotes are: 15¹ is "151"
	Unseen                 // shown in the colour of its ground or by a format that shows nothing; conditional formats aside
	BehindLabel            // stands in its label's cell (填报日期：2022年3月5日), where only text can
)

// Range is a rectangle of cells, both corners included, counted from 1.
type Range struct {
	FirstRow, FirstColumn, LastRow, LastColumn int
}

// Contains reports whether a cell lies in the range.
func (r Range) Contains(row, column int) bool {
	return row >= r.FirstRow && row <= r.LastRow && column >= r.FirstColumn && column <= r.LastColumn
}

// CellName is the A1 address of a cell; row and column count from 1.
func CellName(row, column int) string {
	return ColumnName(column) + strconv.Itoa(row)
}

// ColumnName is the letters of a column: 1 is A, 27 is AA.
func ColumnName(column int) string {
	var letters [8]byte
	at := len(letters)
	for column > 0 && at > 0 {
		column--
		at--
		letters[at] = byte('A' + column%26)
		column /= 26
	}
	return string(letters[at:])
}

// ColumnNumber is the column of the capital letters that a text begins with: of A 1,
// of AA12 27; 0 where there are none.
func ColumnNumber(text string) int {
	column := 0
	for _, c := range text {
		if c < 'A' || c > 'Z' {
			break
		}
		column = column*26 + int(c-'A') + 1
	}
	return column
}

// BlankShown is how a blank cell is told where it is what was found.
const BlankShown = "（空白）"

// Remark is a finding in the making: which rule, where, and the values that its
// message names. The catalogue gives it words and a severity.
type Remark struct {
	Rule       RuleID
	Sheet      string // "" for the whole file
	Row        int    // 0 for the whole sheet
	Column     int    // 0 for the whole row or sheet
	Form       string // form name, where one is recognised
	Field      string // field name
	Label      string // the field's label
	Key        string // the record's key values, joined by "|"
	Got        string
	Want       string
	Diff       string
	Suggestion string
	More       string // what the message adds to Got: the other cells that it is about
	Earlier    int    // the row of the same column that it is compared with; 0 for none
	Blocks     bool   // a required value cannot be read: blocking, whatever the catalogue says of the rule
}

// Refusal is a remark that ends the reading of a workbook: nothing of it is
// used. It travels as an error and becomes one blocking finding.
type Refusal struct {
	Remark
}

// Error is for logs; districts read the rule's message.
func (r *Refusal) Error() string {
	parts := []string{"workbook refused", string(r.Rule)}
	if r.Sheet != "" {
		parts = append(parts, "sheet "+strconv.Quote(r.Sheet))
	}
	if r.Row > 0 && r.Column > 0 {
		parts = append(parts, CellName(r.Row, r.Column))
	}
	if r.Got != "" {
		parts = append(parts, strconv.Quote(r.Got))
	}
	return strings.Join(parts, ": ")
}

// Standing is where one submission stands after judgement: a row of
// meta.submission.
type Standing struct {
	Submission int64
	Period     string
	RegionCode string // "" where the region cannot be told
	Region     string
	File       string
	SHA256     string
	ReceivedAt time.Time
	Version    int // 1 for the first workbook that the region handed in for the period
	State      State
	Latest     bool   // the newest of its region and period
	Effective  bool   // the one that the tables hold: the newest not returned
	Refused    RuleID // the rule that ended its reading; "" where it was read whole
	NilReport  bool   // says that there were no projects
	Rules      string // fingerprint of the rule files that it was judged by
	Mending    string // the fewest cells to change so that nothing blocks it, a sentence; "" where nobody can tell

	SelfChecked string // of a workbook at hand, not of meta.submission: when and by what the district checked it itself
}

// SelfCheckedProperty is the document property of a workbook that a district checked
// itself: when, and by which program, rules and page.
const SelfCheckedProperty = "衡绩自查"
