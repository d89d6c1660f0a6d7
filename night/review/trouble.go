package review

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/rs/zerolog"

	"hengji"
	"hengji/load"
)

// Trouble is our own fault over one workbook: a panic, a sum of ours that does not
// close, a check that stops over its values. The workbook is held (待处理): neither
// returned nor counted, with no finding that its district would have to answer for.
type Trouble struct {
	Phase string // open, read, judge
	Text  string // masked
	Stack string // of a panic
}

func troubleOf(phase string, err error) *Trouble {
	t := &Trouble{Phase: phase, Text: hengji.Mask(err.Error())}
	var panicked *hengji.Panic
	if errors.As(err, &panicked) {
		t.Stack = hengji.Mask(panicked.Stack)
	}
	return t
}

// hold takes out of a reading all that was read: nobody knows how much of it is true.
func (v *Reviewer) hold(r Reading, trouble *Trouble) Reading {
	held := Reading{Workbook: r.Workbook, rules: r.rules, trouble: trouble}
	v.Log.Error().Str("file", r.File).Str("phase", trouble.Phase).Str("trouble", trouble.Text).Msg("程序故障，工作簿待处理")
	held.region = first(v.claims(held))
	return held
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

// unjudged says which workbooks stopped the judging of all, each by itself. The
// database in which they lie is worthless.
type unjudged struct {
	held  map[int64]Trouble
	cause error
}

func (u *unjudged) Error() string { return u.cause.Error() }

// HoldWhatStops reviews, and where that stopped over some workbooks reviews once more with
// those held; at first none is. once begins a database of its own each time.
func HoldWhatStops(once func(held map[int64]Trouble) error) error {
	held := map[int64]Trouble{}
	for {
		err := once(held)
		var stopped *unjudged
		if !errors.As(err, &stopped) {
			return err
		}
		known := len(held)
		maps.Copy(held, stopped.held)
		if len(held) == known { // held workbooks are not judged
			return stopped.cause
		}
	}
}

// MarkHeld gives the workbooks with what is known to hold them.
func MarkHeld(workbooks []Workbook, held map[int64]Trouble) []Workbook {
	all := make([]Workbook, len(workbooks))
	for i, w := range workbooks {
		if trouble, is := held[w.ID]; is {
			w.Trouble = &trouble
		}
		all[i] = w
	}
	return all
}

// blame finds over which of the workbooks reviewing stopped, by reviewing them apart in
// memory. The error that it gives is what HoldWhatStops goes on with; or a broken rule, which
// stops over nothing, over every one of several workbooks, or over none alone; or the
// error itself, where it does not come again: that was the machine.
func (v *Reviewer) blame(ctx context.Context, workbooks []Workbook, err error) error {
	var view *load.BrokenView // whoever handed in what
	if ctx.Err() != nil || errors.As(err, &view) {
		return err
	}
	v.Log.Error().Str("trouble", hengji.Mask(err.Error())).Msg("审核中断，查找是哪个工作簿引起的")
	if none := v.alone(ctx, nil); none != nil {
		return broken(none)
	}
	found := map[int64]error{}
	again := v.search(ctx, workbooks, found)
	if again == nil || ctx.Err() != nil {
		return err
	}
	held, rules := map[int64]Trouble{}, map[hengji.RuleID]bool{}
	for submission, alone := range found {
		held[submission] = *troubleOf("judge", alone)
		rules[failedRule(alone)] = true
	}
	if len(held) == 0 || len(held) == len(workbooks) && len(held) > 1 && len(rules) == 1 && !rules[""] {
		return broken(again)
	}
	return &unjudged{held, err}
}

// search reviews workbooks by ever smaller halves, and notes those that stop it alone.
// It gives the error with which all of them together stop it.
func (v *Reviewer) search(ctx context.Context, workbooks []Workbook, found map[int64]error) error {
	err := v.alone(ctx, workbooks)
	if err == nil {
		return nil
	}
	if len(workbooks) == 1 {
		found[workbooks[0].ID] = err
		return err
	}
	half := len(workbooks) / 2
	_ = v.search(ctx, workbooks[:half], found)
	_ = v.search(ctx, workbooks[half:], found)
	return err
}

// alone reviews workbooks in a database of their own that is thrown away.
func (v *Reviewer) alone(ctx context.Context, workbooks []Workbook) error {
	quiet := *v
	quiet.Log, quiet.Progress = zerolog.Nop(), func(string, int, int) {}
	_, err := quiet.once(ctx, workbooks)
	return err
}

// once reads and judges workbooks with a database in memory.
func (v *Reviewer) once(ctx context.Context, workbooks []Workbook) (_ *Judgement, err error) {
	base, err := v.judging(workbooks)
	if err != nil {
		return nil, err
	}
	defer base.Close()
	readings, err := v.readAll(ctx, workbooks, base)
	if err != nil {
		return nil, err
	}
	findings, err := v.checkRead(base, readings)
	if err != nil {
		return nil, err
	}
	return v.accept(base, readings, findings)
}

// failedRule is the rule that stopped, "" where it was something else.
func failedRule(err error) hengji.RuleID {
	var failed *load.Failed
	if errors.As(err, &failed) {
		return failed.Rule.ID
	}
	return ""
}

// broken reports a rule that stops, no matter who handed in what. One that is seen
// over all that count may have met what nobody foresaw of several workbooks together,
// so that is no mistake of what the program was given.
func broken(err error) error {
	var failed *load.Failed
	if !errors.As(err, &failed) {
		return err
	}
	what, _, _ := strings.Cut(failed.Err.Error(), "\n")
	stopped := fmt.Errorf("%s:%d: 规则 %s 执行中断，不是某一个工作簿引起的：%s。没有发布，以前发布的不变；请修改规则后重新运行",
		failed.Rule.Source.File, failed.Rule.Source.Line, failed.Rule.ID, hengji.Mask(what))
	if failed.Rule.Scope != "submission" {
		return stopped
	}
	return hengji.UsageError{Err: stopped}
}
