package ingest

import (
	"errors"
	"fmt"
	"strconv"

	"hengji"
)

// fault is why a part of a workbook cannot be used, before its place is known.
// Its words are Chinese: they end up in a district's finding.
type fault struct {
	rule hengji.RuleID
	what string
	want string // of FILE-LIMIT: the limit
}

func (f *fault) Error() string { return string(f.rule) + ": " + f.what }

// damaged is damage: what stands there cannot be what was written.
func damaged(format string, args ...any) error {
	return &fault{rule: hengji.RuleFileDamaged, what: fmt.Sprintf(format, args...)}
}

// unsupported is a way of writing that is allowed, or may be, and that we do not read.
func unsupported(format string, args ...any) error {
	return &fault{rule: hengji.RuleFileUnsupported, what: fmt.Sprintf(format, args...)}
}

// lostContent is content of the workbook that stands where no program would show it, or
// would show it apart from the rest: passed over, it would be missed by nobody.
func lostContent(format string, args ...any) error {
	return &fault{rule: hengji.RuleFileSheetLost, what: fmt.Sprintf(format, args...)}
}

// limitExceeded is a limit exceeded.
func limitExceeded(what string, limit int64) error {
	return &fault{rule: hengji.RuleFileLimit, what: what, want: strconv.FormatInt(limit, 10)}
}

// otherKind is a file of another kind.
func otherKind(rule hengji.RuleID, what string) error { return &fault{rule: rule, what: what} }

// within says in which part a fault lies.
func within(place string, err error) error {
	var f *fault
	if err == nil || !errors.As(err, &f) || f.rule == hengji.RuleFileSheetLost { // which names the sheet
		return err
	}
	return &fault{rule: f.rule, what: place + "：" + f.what, want: f.want}
}

// refuse makes the refusal of a fault; trouble of the machine passes through.
func refuse(err error, sheet string, row, column int) error {
	var f *fault
	if !errors.As(err, &f) {
		return err
	}
	place := ""
	switch {
	case sheet == "":
	case row > 0 && column > 0:
		place = fmt.Sprintf("工作表 %s 单元格 %s：", sheet, hengji.CellName(row, column))
	case row > 0:
		place = fmt.Sprintf("工作表 %s 第 %d 行：", sheet, row)
	default:
		place = fmt.Sprintf("工作表 %s：", sheet)
	}
	return &hengji.Refusal{Remark: hengji.Remark{
		Rule: f.rule, Sheet: sheet, Row: row, Column: column, Got: place + f.what, Want: f.want,
	}}
}
