package hengji

import (
	"fmt"
	"runtime/debug"
)

// Trouble of the program's own over one workbook is an error of one of these two types
// and never becomes a finding: whoever reads or judges workbooks holds this one
// (待处理), drops all that was read of it, goes on with the others and tells the operator.

// Unclosed is a sum of ours over a workbook that does not close: the file holds
// another number of things than were used or named. SheetAccount.Err gives it.
type Unclosed struct {
	Of            string // what is counted: rows, cells
	Sheet         string
	InFile, Named int
}

func (u *Unclosed) Error() string {
	return fmt.Sprintf("account for %s of sheet %q: %d in the file, %d used or named", u.Of, u.Sheet, u.InFile, u.Named)
}

// Panic is a panic that was caught, with the place where it began.
type Panic struct {
	What  string
	Stack string
}

func (p *Panic) Error() string { return "panic: " + p.What }

// Catch makes the panic of a function its error. It is deferred where one workbook, or
// one file to be delivered, must not cost the others: defer hengji.Catch(&err).
func Catch(err *error) {
	if what := recover(); what != nil {
		*err = &Panic{What: fmt.Sprint(what), Stack: string(debug.Stack())}
	}
}

// Fault is called, where it is set, when a phase begins: of a workbook open, read,
// cover, judge, accept, annotate, mark; without a file page, exports. Tests plant panics
// with it.
var Fault func(phase, file string)

// Reach calls Fault when a phase begins.
func Reach(phase, file string) {
	if Fault != nil {
		Fault(phase, file)
	}
}
