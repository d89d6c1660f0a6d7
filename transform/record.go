package transform

import (
	"strconv"
	"strings"

	"hengji"
)

// slotState is what became of one field of a record.
type slotState uint8

const (
	blank   slotState = iota
	filled            // holds a value
	spoiled           // was reported to be wrong: NULL, and no further fact is held against it
)

// slot is the value of one field of the record being read.
type slot struct {
	state   slotState
	percent bool  // a number of f.unitField that was typed or is shown with a percent sign: text then holds it, where typed
	doubt   bool  // a fact or blank was reported of it: no sum is calculated with it
	twice   bool  // of a row whose key stands above already
	offered bool  // spoiled, and number is the Decimal that is proposed instead
	code    int32 // place in the code list; -1 where none was found
	number  int64 // Decimal, integer, day or 0/1
	text    string
	row     int // where it stands; column 0 is nowhere
	column  int
}

// reader reads the cells of one record after another of one form and sheet.
type reader struct {
	plan     *Plan
	form     *formPlan
	sheet    string
	date1904 bool
	period   string
	out      *findings
	slots    []slot
	remarks  []hengji.Remark // of the record being read, until its key is known
	quiet    bool            // the cell was read before, for another record
	total    bool            // a total row: its sums are held against the rows, not against the form
	noise    map[noiseKind]*noise
}

// noiseKind and noise gather what is reported once a column, not once a cell.
type noiseKind struct {
	rule  hengji.RuleID
	field int
}

type noise struct {
	remark hengji.Remark
	cells  []string
	count  int
}

func newReader(plan *Plan, form *formPlan, sheet *hengji.Sheet, period string, out *findings) reader {
	return reader{
		plan: plan, form: form, sheet: sheet.Name, date1904: sheet.Date1904, period: period, out: out,
		slots: make([]slot, len(form.fields)),
	}
}

// report notes a remark on a field's cell.
func (r *reader) report(rule hengji.RuleID, f *fieldPlan, s *slot, got, want, suggested string) {
	if r.quiet || rule == "" {
		return
	}
	r.remarks = append(r.remarks, hengji.Remark{
		Rule: rule, Sheet: r.sheet, Row: s.row, Column: s.column, Form: r.form.form.Name,
		Field: f.field.Name, Label: f.field.Label,
		Got: r.shown(f, got), Want: want, Suggestion: suggested,
		Blocks: s.state == spoiled && f.field.Required,
	})
}

// fact reports that a value fails one of the facts that its field declares.
func (r *reader) fact(fact string, f *fieldPlan, s *slot, got, want, suggested string) {
	s.doubt = true
	r.report(f.facts[fact], f, s, got, want, suggested)
}

// spoil reports a fact or rule and gives the value up.
func (r *reader) spoil(rule hengji.RuleID, f *fieldPlan, s *slot, got, want, suggested string) {
	s.state = spoiled
	r.report(rule, f, s, got, want, suggested)
}

// reportOncePerColumn notes a remark that is reported once a column; as says as what the
// cell holds got ("文本格式的 "), where that cannot be seen.
func (r *reader) reportOncePerColumn(rule hengji.RuleID, f *fieldPlan, s *slot, as, got, want string) {
	if r.quiet {
		return
	}
	if r.noise == nil {
		r.noise = map[noiseKind]*noise{}
	}
	kind := noiseKind{rule, f.index}
	n := r.noise[kind]
	if n == nil {
		n = &noise{remark: hengji.Remark{
			Rule: rule, Sheet: r.sheet, Row: s.row, Column: s.column, Form: r.form.form.Name,
			Field: f.field.Name, Label: f.field.Label, Got: as + r.shown(f, got), Want: want,
		}}
		r.noise[kind] = n
	}
	if n.count++; len(n.cells) < mostRelated {
		n.cells = append(n.cells, hengji.CellName(s.row, s.column))
	}
}

// look reports, once a column, a value that was read and that people take for deleted
// (unless that is told of its row) or do not see.
func (r *reader) look(f *fieldPlan, cell *hengji.Cell, told bool) {
	s := &r.slots[f.index]
	if s.state != filled || s.String(f) == "0" {
		return
	}
	if cell.Flags&hengji.Struck != 0 && !told && (!f.free || statesFigures(cell.Text)) {
		r.reportOncePerColumn(hengji.RuleCellStruck, f, s, "", s.String(f), "")
	}
	if cell.Flags&hengji.Unseen != 0 {
		r.reportOncePerColumn(hengji.RuleCellUnseen, f, s, "", s.String(f), "")
	}
}

// mostRelated bounds the cells that a finding reported once a column names.
const mostRelated = 50

// flushNoise reports what was gathered by column, at the first cell.
func (r *reader) flushNoise() {
	for f := range r.form.fields {
		for _, rule := range []hengji.RuleID{hengji.RuleCellFloat, hengji.RuleCellNormalised, hengji.RuleCellStruck, hengji.RuleCellUnseen, hengji.RuleCellOnce} {
			n := r.noise[noiseKind{rule, f}]
			if n == nil {
				continue
			}
			switch {
			case rule == hengji.RuleCellOnce:
				n.remark.More = joinCells(n.cells, n.count)
			case n.count > 1:
				n.remark.More = "（" + joinCells(n.cells, n.count) + "）"
			}
			r.out.add(n.remark, n.cells[1:]...)
			if rule == hengji.RuleCellOnce && n.count > 1 && n.count <= mostRelated {
				r.out.fillIn(n.cells)
			}
		}
	}
}

func joinCells(cells []string, count int) string {
	const most = 5
	text := strings.Join(cells[:min(len(cells), most)], "、")
	if count > most {
		text += " 等 " + strconv.Itoa(count) + " 格"
	}
	return text
}

// shown is a value as a finding shows it: short, and personal numbers hidden.
func (r *reader) shown(f *fieldPlan, text string) string {
	switch {
	case f.codeLike:
		return short(hengji.MaskCode(oneLine(text)))
	case f.field.Kind == hengji.Number || f.field.Kind == hengji.Integer:
		return short(hengji.MaskNumber(oneLine(text)))
	}
	text = quoted(text)
	if f.field.Personal != "" {
		text = maskPersonal(text, hengji.Mask(text))
	}
	return text
}

// begin makes ready for the next record.
func (r *reader) begin(row int) {
	for i := range r.slots {
		r.slots[i] = slot{code: -1, row: row}
	}
	r.remarks = r.remarks[:0]
}

// flush gives the remarks of the record its key and hands them over.
func (r *reader) flush() {
	if len(r.remarks) == 0 {
		return
	}
	key := r.key()
	for _, remark := range r.remarks {
		remark.Key = key
		r.out.add(remark)
	}
	r.remarks = r.remarks[:0]
}

// key names the record: its key values joined by "|".
func (r *reader) key() string {
	key := ""
	for n, i := range r.form.key {
		if n > 0 {
			key += "|"
		}
		key += r.slots[i].String(r.form.fields[i])
	}
	return key
}

// String is a slot's value as people write it.
func (s *slot) String(f *fieldPlan) string {
	switch {
	case s.state != filled:
		return ""
	case f.field.Kind == hengji.Text:
		return s.text
	case f.field.Kind == hengji.Number:
		return hengji.Decimal(s.number).String()
	case f.field.Kind == hengji.Date:
		return formatDate(s.number)
	case f.field.Kind == hengji.Boolean:
		if s.number != 0 {
			return "是"
		}
		return "否"
	}
	return strconv.FormatInt(s.number, 10)
}

// appendTo adds the record to a batch.
func (r *reader) appendTo(batch *hengji.Batch, row int) {
	batch.Rows = append(batch.Rows, int32(row))
	for i := range r.form.columns {
		declared, column := &r.form.columns[i], &batch.Columns[i]
		f := r.form.fields[r.form.fieldAt[i]]
		s := &r.slots[f.index]
		switch {
		case declared.Code:
			if s.state == filled && s.code >= 0 {
				column.AppendText(f.codes.codes[s.code].Code)
			} else {
				column.AppendNull()
			}
		case s.state != filled:
			column.AppendNull()
		case column.Kind == hengji.Text:
			column.AppendText(s.text)
		default:
			column.AppendInt(s.number)
		}
	}
}
