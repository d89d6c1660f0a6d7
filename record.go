package hengji

// BatchRows is the most records that one Batch holds: enough to make the cost of
// handing it over vanish, little enough that a pool of them is a few megabytes.
const BatchRows = 4096

// Batch is up to BatchRows records of one form and sheet as typed columns. It
// comes from a pool and goes back there once loaded, so that memory is bounded
// and no cell costs an allocation.
type Batch struct {
	Form       *Form
	Submission int64
	Sheet      string
	Rows       []int32  // the sheet row of each record; its length is the batch's
	Columns    []Column // in the order of Form.Columns
}

// Column holds the values of one column. Ints carries integers, booleans (0, 1),
// numbers (millionths, see Decimal) and dates (days since 1970-01-01); Texts
// carries texts. Only the slice of the column's kind is filled.
type Column struct {
	Kind  Kind
	Null  []bool
	Ints  []int64
	Texts []string
}

// Reset makes the batch ready for records of another form.
func (b *Batch) Reset(form *Form, submission int64, sheet string) {
	b.Form, b.Submission, b.Sheet = form, submission, sheet
	b.Rows = b.Rows[:0]
	columns := form.Columns()
	if cap(b.Columns) < len(columns) {
		b.Columns = make([]Column, len(columns))
	}
	b.Columns = b.Columns[:len(columns)]
	for i := range columns {
		column := &b.Columns[i]
		column.Kind = columns[i].Kind
		column.Null, column.Ints, column.Texts = column.Null[:0], column.Ints[:0], column.Texts[:0]
	}
}

// AppendNull adds a blank.
func (c *Column) AppendNull() {
	c.Null = append(c.Null, true)
	if c.Kind == Text {
		c.Texts = append(c.Texts, "")
	} else {
		c.Ints = append(c.Ints, 0)
	}
}

// AppendInt adds a value of a kind other than Text.
func (c *Column) AppendInt(value int64) {
	c.Null = append(c.Null, false)
	c.Ints = append(c.Ints, value)
}

// AppendText adds a text.
func (c *Column) AppendText(value string) {
	c.Null = append(c.Null, false)
	c.Texts = append(c.Texts, value)
}

// FieldCell says where a field's values stand in a sheet. With Row 0 it is a
// whole column: the record of sheet row r has the field in (r, Column). With
// Row > 0 it overrides that for one record: the field stands in (CellRow,
// Column), as in form layouts and merged cells.
type FieldCell struct {
	Submission int64
	Form       string
	Sheet      string
	Row        int
	Field      string
	Column     int
	CellRow    int
}

// SheetAccount is the proof that no row and no cell was lost: RowElements in the
// file are those read plus those skipped, by reason; Cells are those used plus
// those that a finding names.
type SheetAccount struct {
	Submission  int64
	Sheet       string
	Form        string // "" where no form was recognised; its rows are then all Unread
	RowElements int    // counted independently of the reader
	Read        int    // data rows (a form layout: rows with a recognised value)
	Title       int
	Header      int
	Total       int
	Blank       int
	Note        int
	Unread      int // rows of a sheet that is no form
	Cells       int // cells that hold something, counted independently of the reader
	Used        int // as a value, label, title, unit, total, sequence, note of the form; blanks and dashes too
	Named       int // nobody reads them: a finding says so
}

// Err is an *Unclosed where not every row or cell of the file is accounted for.
func (a SheetAccount) Err() error {
	if named := a.Read + a.Title + a.Header + a.Total + a.Blank + a.Note + a.Unread; named != a.RowElements {
		return &Unclosed{Of: "rows", Sheet: a.Sheet, InFile: a.RowElements, Named: named}
	}
	if named := a.Used + a.Named; named != a.Cells {
		return &Unclosed{Of: "cells", Sheet: a.Sheet, InFile: a.Cells, Named: named}
	}
	return nil
}

// Closes reports whether every row and every cell of the file is accounted for.
func (a SheetAccount) Closes() bool { return a.Err() == nil }

// StagedRecord is a record as it was staged: its numbers, those fields that name it, and
// where they stand.
type StagedRecord struct {
	Form    string
	Sheet   string
	Row     int
	Numbers map[string]Decimal // by field; a blank has none
	Texts   map[string]string  // by field, of those that were asked for; likewise
	Cells   map[string]string  // by field, 'sheet'!A1; one that the sheet does not have has none
}

// ProposedValue is the number that is proposed for a field of a staged record.
type ProposedValue struct {
	Submission  int64
	Form, Sheet string
	Row         int
	Field       string
	Value       string // "" is none
}

// StatedTotal is a 合计 or 小计 and the rows that it counts.
type StatedTotal struct {
	Form   string
	Sheet  string
	Field  string
	Cell   string // 'sheet'!A1
	Stated Decimal
	Rows   []int // of the records that it counts
	Unread []int // of those in which the field has no value that counts: it was not compared
}
