package transform

import (
	"regexp"
	"slices"
	"strings"

	"hengji"
)

// secondSheet is a sheet of a form that another sheet is read for already. It is
// held back until its end tells what it is: the other part of one table
// (第一批, 第二批), a second version of it, or nothing.
type secondSheet struct {
	pool    *Pool
	out     *findings
	account hengji.SheetAccount // of its rows below the header
	left    unread
	long    bool // more than one batch: no part of anything
}

func newSecondSheet(s *sheetReader) *secondSheet {
	second := &secondSheet{pool: s.book.pool, out: newFindings(s.book.plan.rules)}
	second.left = unread{plan: s.book.plan, sheet: s.sheet.Name, form: s.form.form.Name, out: second.out, account: &second.account}
	return second
}

// hold takes a batch that is full: it will not be loaded.
func (s *secondSheet) hold(batch *hengji.Batch) error {
	s.long = true
	s.pool.Put(batch)
	return nil
}

// endSecond reads the second sheet as a part of the table, refuses it as another
// version, or passes over one without data.
func (s *sheetReader) endSecond() error {
	t, second := s.table, s.second
	data := second.account.Read > 0
	switch {
	case data && (second.long || !s.isPart()):
		rows := &second.account
		s.account.Unread += rows.Read + rows.Title + rows.Header + rows.Total + rows.Blank + rows.Note
		s.left.named(rows.Used + rows.Named + t.cellsWaiting())
		s.ambiguous()
		return nil
	case data:
		t.emit = s.book.emit
		if err := t.handOver(); err != nil {
			return err
		}
		s.book.out.add(hengji.Remark{
			Rule: hengji.RuleSheetParts, Sheet: s.sheet.Name, Form: s.form.form.Name, Label: s.form.form.Title, Got: s.other.sheet, Want: s.form.form.Title,
		})
		for n, values := range t.unique {
			for value, row := range values {
				s.other.unique[n][value] = row
			}
		}
		t.judgeTotals()
		t.flushNoise()
	}
	t.reportUnread()
	second.left.report()
	s.account.Read, s.account.Total = second.account.Read, second.account.Total
	s.account.Blank += second.account.Blank
	s.account.Note += second.account.Note
	s.account.Header += second.account.Header
	s.left.used(second.account.Used)
	s.left.named(second.account.Named)
	if data {
		s.book.out.list = append(s.book.out.list, second.out.done()...)
		s.hidden()
		s.tableCells(t)
		return nil
	}
	for _, f := range second.out.done() {
		if f.Rule == hengji.RuleCellUnread || f.Rule == hengji.RuleCellUnreadFigures {
			s.book.out.list = append(s.book.out.list, f) // the labels of an empty copy are nobody's
		}
	}
	return nil
}

// isPart reports whether the two sheets are named as parts of one, or one of them as a
// batch, and that no value which may not come twice stands in both.
func (s *sheetReader) isPart() bool {
	t := s.table
	mine, other := foldName(s.sheet.Name), foldName(s.other.sheet)
	batch := !strings.Contains(mine+other, "20") && batchName.MatchString(mine+" "+other)
	if !batch && partName(s.sheet.Name) != partName(s.other.sheet) || len(t.unique) == 0 || len(s.other.unique) != len(t.unique) {
		return false
	}
	for n := range t.unique {
		for value := range t.unique[n] {
			if _, both := s.other.unique[n][value]; both {
				return false
			}
		}
	}
	return true
}

// batchName is true of a sheet that says which batch it holds.
var batchName = regexp.MustCompile(`第[一二三四五六七八九\d]批`)

// partName is a sheet's name without what numbers it as a part: 第一批, 2, 续.
func partName(name string) string {
	folded := foldName(name)
	if strings.Contains(folded, "20") {
		return folded // a year
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("0123456789一二三四五六七八九十上下续补充第批页部分", r) {
			return -1
		}
		return r
	}, folded)
}

func (s *sheetReader) ambiguous() {
	s.book.out.add(hengji.Remark{
		Rule: hengji.RuleSheetAmbiguous, Sheet: s.sheet.Name, Form: s.form.form.Name, Label: s.form.form.Title,
		Got: s.other.sheet, Want: s.form.form.Title, More: s.unseen(s.sheet.Name, s.other.sheet),
	})
}

// unseen says which of some sheets are hidden: whoever looks for them must know.
func (s *sheetReader) unseen(names ...string) string {
	for _, sheet := range s.book.submission.Sheets {
		if sheet.Hidden && slices.Contains(names, sheet.Name) {
			return "“" + sheet.Name + "”是隐藏的工作表，取消隐藏后可见。"
		}
	}
	return ""
}
