package review

import (
	"fmt"
	"runtime/debug"

	"hengji"
)

// Trouble is our own fault over one workbook: a panic while it was read, or a sum of
// ours that does not close. The workbook is held (待处理): neither returned nor
// counted, with no finding that its district would have to answer for.
type Trouble struct {
	Phase string // open, read
	Text  string // masked
	Stack string
}

// Fault is called, where it is set, before each phase of each workbook. Tests plant
// panics with it.
var Fault func(phase, file string)

func fault(phase, file string) {
	if Fault != nil {
		Fault(phase, file)
	}
}

// hold takes out of a reading all that was read: nobody knows how much of it is true.
func (v *Reviewer) hold(r Reading, phase string, what any) Reading {
	held := Reading{Workbook: r.Workbook, rules: r.rules}
	held.trouble = &Trouble{Phase: phase, Text: hengji.Mask(fmt.Sprint(what)), Stack: hengji.Mask(string(debug.Stack()))}
	v.Log.Error().Str("file", r.File).Str("phase", phase).Str("panic", held.trouble.Text).Msg("程序故障，工作簿待处理")
	return v.identified(held)
}

// heldOf lists the troubles of readings, by submission.
func heldOf(readings []Reading) map[int64]Trouble {
	held := map[int64]Trouble{}
	for _, r := range readings {
		if r.trouble != nil {
			held[r.ID] = *r.trouble
		}
	}
	return held
}
