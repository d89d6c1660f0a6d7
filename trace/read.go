package trace

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"hengji"
	"hengji/home"
	"hengji/report/inert"
	"hengji/transform"
)

// readAgain opens the archived workbooks that hold the records gathered, one
// after another, and writes on every record what its cell holds and how it is
// read. What the database says is not used: that is the proof.
func (t *Tracer) readAgain(ctx context.Context, problem func(r *tracedRecord, format string, values ...any)) error {
	submissions := make([]int64, 0, len(t.wanted))
	for submission := range t.wanted {
		submissions = append(submissions, submission)
	}
	slices.Sort(submissions)
	pool := transform.NewPool(2)
	for _, submission := range submissions {
		records := t.wanted[submission]
		period, err := t.DB.PeriodOf(ctx, submission)
		if err != nil {
			return err
		}
		book, err := t.reread(records, period, pool)
		if err != nil {
			for _, r := range records {
				r.Read, r.number = nil, nil
				problem(r, "%s", err)
			}
			continue
		}
		for _, r := range records {
			book.fill(r, problem)
		}
	}
	return nil
}

// reread is what is wanted of one workbook.
type reread struct {
	cells  map[string]typedCell // by sheet!A1
	values map[string]*string   // by form, sheet, row and column
	held   map[string]bool      // records, by form, sheet and row
}

type typedCell struct {
	text string
	note string
}

func recordAt(form, sheet string, row int) string {
	return form + "\x00" + sheet + "\x00" + strconv.Itoa(row)
}

// reread reads a workbook from its first sheet to its last as a night does.
func (t *Tracer) reread(records []*tracedRecord, period string, pool *transform.Pool) (*reread, error) {
	o := records[0].origin
	data, err := t.archivedBytes(o.File, o.SHA256)
	if err != nil {
		return nil, err
	}
	submission, err := t.Reader.Open(o.File, data)
	if err != nil {
		return nil, fmt.Errorf("档案中的 %s 现在读不了：%w", inert.OneLine(o.File), err)
	}
	submission.ID, submission.File = o.Submission, o.File
	if folder, _, inside := strings.Cut(o.File, "/"); inside {
		submission.Folder = folder
	}
	book := &reread{cells: map[string]typedCell{}, values: map[string]*string{}, held: map[string]bool{}}
	wanted := map[string]map[int]bool{} // sheet → rows of wanted cells
	cells := map[string]bool{}
	columns := map[string][]string{} // record → columns
	for _, r := range records {
		at := recordAt(r.term.form.Name, r.origin.Sheet, r.origin.Record)
		columns[at] = append(columns[at], r.term.column())
		if r.Cell != "" {
			if wanted[r.Sheet] == nil {
				wanted[r.Sheet] = map[int]bool{}
			}
			wanted[r.Sheet][r.Row] = true
			cells[r.Sheet+"!"+r.Cell] = true
		}
	}
	for _, sheet := range submission.Sheets {
		if sheet.Rows != nil && wanted[sheet.Name] != nil {
			sheet.Rows = book.watch(sheet, sheet.Rows, wanted[sheet.Name], cells)
		}
	}
	_, err = t.plan.Workbook(submission, period, pool, func(batch *hengji.Batch) error {
		defer pool.Put(batch)
		for i, row := range batch.Rows {
			at := recordAt(batch.Form.Name, batch.Sheet, int(row))
			asked, is := columns[at]
			if !is {
				continue
			}
			book.held[at] = true
			for j, c := range batch.Form.Columns() {
				if slices.Contains(asked, c.Name) {
					book.values[at+"\x00"+c.Name] = readText(&batch.Columns[j], i)
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("档案中的 %s 现在读不完：%w", inert.OneLine(o.File), err)
	}
	return book, nil
}

// archivedBytes reads a received file back from the archive and proves that not a
// byte of it changed.
func (t *Tracer) archivedBytes(file, sha256 string) ([]byte, error) {
	if len(sha256) != 64 || strings.Trim(sha256, "0123456789abcdef") != "" {
		return nil, fmt.Errorf("%s 的 SHA-256 有误", inert.OneLine(file))
	}
	found, err := filepath.Glob(filepath.Join(t.Home.Path("archive"), sha256+"*"))
	if err != nil || len(found) == 0 {
		return nil, fmt.Errorf("档案中没有 %s（%s…）", inert.OneLine(file), sha256[:12])
	}
	info, err := os.Stat(found[0])
	if err != nil {
		return nil, fmt.Errorf("档案中的 %s 打不开：%w", inert.OneLine(file), err)
	}
	data, tooLarge, err := t.Home.Archived(home.Receipt{File: file, SHA256: sha256, Size: info.Size(), Stored: filepath.Base(found[0])}, t.Reader.Limits.FileBytes)
	if err != nil {
		return nil, fmt.Errorf("档案中的 %s 已不是收到时的文件：%w", inert.OneLine(file), err)
	}
	if tooLarge {
		return nil, errors.New("档案中的 " + inert.OneLine(file) + " 超过现在的文件大小上限")
	}
	return data, nil
}

// watch notes the wanted cells while the rows of a sheet go by.
func (b *reread) watch(sheet *hengji.Sheet, rows iter.Seq2[*hengji.Row, error], wanted map[int]bool, cells map[string]bool) iter.Seq2[*hengji.Row, error] {
	return func(yield func(*hengji.Row, error) bool) {
		for row, err := range rows {
			if err == nil && wanted[row.Number] {
				for i := range row.Cells {
					at := sheet.Name + "!" + hengji.CellName(row.Number, int(row.Cells[i].Column))
					if cells[at] {
						b.cells[at] = asTyped(&row.Cells[i], sheet.Date1904)
					}
				}
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// asTyped is a cell as a person sees it in the workbook, exactly.
func asTyped(cell *hengji.Cell, date1904 bool) typedCell {
	one := typedCell{text: transform.Shown(cell, date1904)}
	switch {
	case cell.Kind == hengji.CellNoValue:
		one.note = "公式没有计算过"
	case cell.Flags&hengji.HasFormula != 0:
		one.note = "公式的结果"
	}
	return one
}

// fill writes on a record what was read again, and reports where the database has
// something else.
func (b *reread) fill(r *tracedRecord, problem func(r *tracedRecord, format string, values ...any)) {
	at := recordAt(r.term.form.Name, r.origin.Sheet, r.origin.Record)
	stored := r.Read
	if !b.held[at] {
		r.Read, r.number = nil, nil
		problem(r, "重新读取时没有 %s 第 %d 行的记录", inert.OneLine(r.Sheet), r.origin.Record)
		return
	}
	if column := r.term.column(); column != "" {
		r.Read = b.values[at+"\x00"+column]
		r.number = nil
		if r.Read != nil && r.origin.Number != nil {
			if number, exact, err := hengji.ParseDecimal(*r.Read); err == nil && exact && r.term.Aggregate != "number" {
				r.number = &number
			} else if r.term.Aggregate == "number" {
				r.number = typedNumber(*r.Read)
			}
		}
		if (r.Read == nil) != (stored == nil) || r.Read != nil && *r.Read != *stored {
			problem(r, "%s!%s 重新读作 %s，数据库中是 %s", inert.OneLine(r.Sheet), r.Cell, orBlank(r.Read), orBlank(stored))
		}
	}
	if r.Cell == "" {
		return
	}
	cell, filled := b.cells[r.Sheet+"!"+r.Cell]
	if r.term.personal { // masked in the database, and so here
		r.Typed = r.Read
		return
	}
	if !filled {
		cell.text = ""
	}
	r.Typed, r.Note = &cell.text, cell.note
	switch {
	case r.Note != "" || sameAsRead(cell.text, r.Read):
	case r.Read == nil:
		r.Note = "读作空白"
	default:
		r.Note = "读取时规范"
	}
}

// sameAsRead reports whether what was typed is what was read, but for the way in
// which a number is written.
func sameAsRead(typed string, read *string) bool {
	if read == nil || typed == *read {
		return read != nil || typed == ""
	}
	one, _, err := hengji.ParseDecimal(strings.TrimSuffix(typed, "%"))
	other, _, err2 := hengji.ParseDecimal(*read)
	return err == nil && err2 == nil && one == other
}

func orBlank(text *string) string {
	if text == nil {
		return "空白"
	}
	return inert.OneLine(*text)
}

// readText is a value of a batch as the database prints it; nil for a blank.
func readText(c *hengji.Column, i int) *string {
	if c.Null[i] {
		return nil
	}
	text := ""
	switch c.Kind {
	case hengji.Text:
		text = c.Texts[i]
	case hengji.Number:
		text = hengji.Decimal(c.Ints[i]).String()
	case hengji.Date:
		text = time.Unix(c.Ints[i]*86400, 0).UTC().Format(time.DateOnly)
	case hengji.Boolean:
		text = strconv.FormatBool(c.Ints[i] == 1)
	default:
		text = strconv.FormatInt(c.Ints[i], 10)
	}
	return &text
}
