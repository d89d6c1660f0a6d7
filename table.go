package hengji

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"
)

// Booklet is everything that is printed of a period: the tables in their order,
// and whose figures they hold.
type Booklet struct {
	Period        string
	MadeAt        time.Time  // the moment of what it says: when the newest submission of the period came in, by the clock of Beijing
	Program       string     // name and version of the program that made it
	Rules         string     // fingerprint of the rules that judged
	Office        string     // the bureau, whose paper it is
	Held, Regions int        // so many of so many regions are in the tables
	Absent        []Standing // regions that are not, each with its latest state
	Pending       []Standing // regions that are, and still owe an explanation
	Department    Standing   // the department's own report; missing without one
	Effective     []Standing // the submissions that the tables are made of
	Tables        []Table
}

// Code names what is printed of a period, by its tables and whose figures they hold: the
// short code on 汇总表.xlsx and on the report. Equal tables have equal codes, whenever they
// were made.
func (b *Booklet) Code() string {
	text, _ := json.Marshal([]any{b.Period, b.Held, b.Regions, b.Tables}) // texts and numbers alone: there is no error
	sum := sha256.Sum256(text)
	digits := strings.ToUpper(hex.EncodeToString(sum[:6]))
	return digits[:4] + "-" + digits[4:8] + "-" + digits[8:]
}

// Table is something printed: a mart or a board, ready as text. Values are final:
// no printer rounds or calculates.
type Table struct {
	Name    string // the view, "allocation_table"
	Title   string // 2021年度项目资金安排汇总表
	Note    string // "已汇总 17/17；单位：万元"
	Columns []TableColumn
	Rows    [][]string
	Total   bool // the last row is 合计
	Place   int  // in 汇总表.xlsx; 0 is not in it
	Charts  []Chart
	Unasked bool `json:",omitempty"` // it has no rows, and its period does not ask for what it is made of: it is not printed
	// Department reports whether the figures are the department's own and not the
	// regions'.
	Department bool
}

// TableColumn is a column of a Table.
type TableColumn struct {
	Name   string // English, as in the view
	Label  string // Chinese
	Number bool   // aligned right
	JSON   bool   // its values are JSON as they stand: booleans, lists, structs
	// Unprinted columns are for those who query: codes, flags. The workbook of
	// printed tables and the report leave them out.
	Unprinted bool
	Balanced  bool     // rounded so that the column adds up (舍位平衡)
	Sums      bool     `json:"-"` // what stands in the row 合计 is the sum of the rows above
	Quotient  Quotient `json:"-"`
	Traced    bool     `json:"-"` // the mart's file says which cells its figures come from
}

// Quotient says of a rate or a mean from which columns of the same row it is made, the
// row 合计 included: Times × Above ÷ Below. Times 0 is no quotient.
type Quotient struct {
	Times        int // 100 of a rate
	Above, Below string
}
