package hengji

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Finding is one thing wrong in a workbook, a line of findings.jsonl
// (审核意见). It is data: collected, sorted, handed back, never returned as an
// error.
type Finding struct {
	Fingerprint string        `json:"fingerprint"` // region, form, rule, record key, field: stable when rows move
	Cause       string        `json:"cause"`       // findings that one wrong cell brought about share it
	Run         string        `json:"run"`
	Period      string        `json:"period"`
	RegionCode  string        `json:"region_code"`
	Region      string        `json:"region"`
	Submission  int64         `json:"submission"`
	File        string        `json:"file"`
	SHA256      string        `json:"sha256"`
	Form        string        `json:"form"`
	Sheet       string        `json:"sheet"`
	Row         int           `json:"row"` // 0: the whole sheet or file
	Field       string        `json:"field"`
	Label       string        `json:"label"`
	Cell        string        `json:"cell"`            // A1 address as received; "" for a whole sheet or file
	Related     []string      `json:"related_cells"`   // 'sheet'!A1 of the other cells of a comparison, or of a statement
	Cells       []FindingCell `json:"cells,omitempty"` // of a statement about several cells: all of them, first Cell, whose values are Got and so on; else none
	Rule        RuleID        `json:"rule"`
	Severity    Severity      `json:"severity"`
	Message     string        `json:"message"`
	Got         string        `json:"got"`
	Want        string        `json:"want"`
	Diff        string        `json:"diff"`
	Suggestion  string        `json:"suggestion"`
	Type        string        `json:"frictionless_type"`
	State       string        `json:"state"` // open, explained, waived, mended
	Explanation string        `json:"explanation"`

	Key    string `json:"-"` // the record's key values, joined by "|"
	Column int    `json:"-"` // column of Cell, for sorting
	Shadow bool   `json:"-"` // of a shadow rule: counted, not shown to districts
	Scope  string `json:"-"` // "submission", or "period" or "history" where it comes of more than its own

	Several string `json:"-"` // the words for several cells, but for {n}, {cells} and {each}; "" where they stay findings of their own
	Each    string `json:"-"` // what {each} says of this one
	Omitted int    `json:"-"` // further findings of the kind that were too many to keep
}

// FindingCell is one of the cells of a statement, with its own values.
type FindingCell struct {
	Cell       string `json:"cell"`
	Got        string `json:"got"`
	Want       string `json:"want"`
	Diff       string `json:"diff"`
	Suggestion string `json:"suggestion"`
}

// Remaining ends the message of a finding that was left out for others and remains when what
// they propose is done.
const Remaining = " 后仍不相符，请一并核对。"

// Remains reports whether a finding remains when what others propose is done: it follows from
// none of them.
func (f *Finding) Remains() bool { return strings.HasSuffix(f.Message, Remaining) }

// Singly gives the cells of a statement as findings of one cell each, which share its
// words and its fingerprint; of any other finding itself.
func (f *Finding) Singly() []*Finding {
	if len(f.Cells) == 0 {
		return []*Finding{f}
	}
	list := make([]*Finding, len(f.Cells))
	for i, cell := range f.Cells {
		one := *f
		one.Cell, one.Got, one.Want, one.Diff, one.Suggestion = cell.Cell, cell.Got, cell.Want, cell.Diff, cell.Suggestion
		one.Cells, one.Related = f.Cells[i:i+1], nil
		list[i] = &one
	}
	return list
}

// Finding turns a remark into a finding in the words of the catalogue, with personal
// numbers masked, but for the values of a field of codes, which whoever made the remark
// masked as such (MaskCode), and the numbers of a field of numbers. A rule that the catalogue lacks is a defect of the
// program and panics in tests' sight: vet proves that there is none.
func (r *Rules) Finding(remark Remark) Finding {
	rule := r.Catalogue[remark.Rule]
	if rule == nil {
		panic("hengji: rule " + string(remark.Rule) + " is not in the catalogue")
	}
	mask := Mask
	if form := r.Form(remark.Form); form != nil {
		switch field := form.Field(remark.Field); {
		case form.IsCode(field):
			mask = func(code string) string { return code }
		case field != nil && (field.Kind == Number || field.Kind == Integer):
			mask = MaskNumber
		}
	}
	f := Finding{
		Sheet: Mask(remark.Sheet), Row: remark.Row, Column: remark.Column,
		Form: remark.Form, Field: remark.Field, Label: Mask(remark.Label), Key: MaskKey(remark.Key),
		Got: mask(remark.Got), Want: mask(remark.Want), Diff: remark.Diff, Suggestion: mask(remark.Suggestion),
	}
	if remark.Row > 0 && remark.Column > 0 {
		f.Cell = CellName(remark.Row, remark.Column)
	}
	f.Apply(rule, map[string]string{
		"got": f.Got, "want": f.Want, "diff": f.Diff, "suggestion": f.Suggestion,
		"more": Mask(remark.More), "label": f.Label,
		"sheet": f.Sheet, "cell": f.Cell, "row": strconv.Itoa(remark.Row),
		"column": ColumnName(remark.Column),
	})
	if remark.Blocks {
		f.Severity = Blocking
	}
	return f
}

// MoreOrLess is a difference as people say it: 少 2.5 of -2.5, 多 1 of 1. What is no
// number stays as it is.
func MoreOrLess(diff string) string {
	if d, _, err := ParseDecimal(diff); err != nil || d == 0 {
		return diff
	}
	if size, less := strings.CutPrefix(diff, "-"); less {
		return "少 " + size
	}
	return "多 " + diff
}

// OmittedWords are said behind a message where further findings of its kind were too
// many to keep.
func OmittedWords(n int) string {
	return "（同样的问题另有 " + strconv.Itoa(n) + " 处，未逐一列出。）"
}

// Apply gives the finding its rule's id, severity and words. What the values say is
// shown as it stands: texts of the database were masked, each as its field asks,
// before they came into it.
func (f *Finding) Apply(rule *Rule, values map[string]string) {
	f.Rule, f.Severity, f.Shadow, f.Type, f.Scope = rule.ID, rule.Severity, rule.Shadow, rule.Type, rule.Scope
	values = maps.Clone(values)
	values["diff"] = MoreOrLess(values["diff"])
	f.Message = Render(rule.Message, values)
	if f.Want != "" {
		f.Want = Render(rule.Want, values)
	}
	if f.Several, f.Each = "", ""; rule.Several != "" {
		f.Each = Render(rule.Each, values)
		delete(values, "label") // several cells may be of several columns
		f.Several = Render(rule.Several, values)
	}
	if f.State == "" {
		f.State = "open"
	}
}

// SortFindings puts findings in the order of the contract (severity, sheet, row,
// column, rule) within each submission, and gives each its fingerprint. sheets
// tells the place of a sheet in its workbook.
func SortFindings(findings []Finding, sheets func(submission int64, sheet string) int) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Submission, b.Submission),
			cmp.Compare(a.Severity.Rank(), b.Severity.Rank()),
			cmp.Compare(sheets(a.Submission, a.Sheet), sheets(b.Submission, b.Sheet)),
			cmp.Compare(a.Row, b.Row),
			cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Message, b.Message),
		)
	})
	seen := map[string]int{}
	for i := range findings {
		f := &findings[i]
		print := Fingerprint(f.RegionCode, f.Form, f.Rule, f.Key, f.Field)
		at := strconv.FormatInt(f.Submission, 10) + " " + print
		seen[at]++
		if n := seen[at]; n > 1 { // the same fault on records of one key
			print += "-" + strconv.Itoa(n)
		}
		f.Fingerprint = print
		if f.Cause == "" {
			f.Cause = print
		}
		if f.Related == nil {
			f.Related = []string{} // [] in JSON, never null
		}
	}
}

// Fingerprint names a fault over versions of a workbook: not by its row number,
// which moves, but by region, form, rule, record key and field.
func Fingerprint(regionCode, form string, rule RuleID, key, field string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{regionCode, form, string(rule), key, field}, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// Digest stands for the values that a finding speaks of. An explanation counts
// for a finding only when both fingerprint and digest are the same: when a value
// changes, its explanation is owed anew.
func (f *Finding) Digest() string {
	values := []string{f.Got, f.Want, f.Diff}
	for _, c := range f.Cells[min(len(f.Cells), 1):] {
		values = append(values, c.Got, c.Want, c.Diff)
	}
	sum := sha256.Sum256([]byte(strings.Join(values, "\x00")))
	return hex.EncodeToString(sum[:4])
}

// ListHeadings head the list of a returned workbook, in this order; by them, and by
// FingerprintHeading over its hidden columns, it is known again. Those columns hold
// "fingerprint=digest" of the findings of each line; what the district has to say
// stands under ExplanationHeading. (ASCII only in the mark: LibreOffice stores a text
// of two scripts in pieces.)
var ListHeadings = [...]string{"序号", "审核类型", "工作表", "单元格", "栏目", "填报内容", "应为／建议", "相差", "问题说明", ExplanationHeading, "规则"}

const (
	FingerprintHeading = "hengji:fingerprint"
	ExplanationHeading = "情况说明"
	// NoteHeading begins what we write into a comment; what stands before it is the
	// clerk's.
	NoteHeading = "【审核意见】"
	// Outdated begins an explanation that was written for other values: it is shown where
	// the new one is to stand, and counts for nothing until somebody changes it.
	Outdated = "【原说明，针对修改前的数值】"
	// untouched stands before the digest of an outdated text in the hidden columns.
	untouched = "untouched="
)

// Untouched is what the hidden columns hold of an outdated text, so that it is told from
// one that somebody wrote anew in its place.
func Untouched(text string) string {
	sum := sha256.Sum256([]byte(text))
	return untouched + hex.EncodeToString(sum[:4])
}

// IsUntouched is true of what Untouched makes.
func IsUntouched(word string) bool { return strings.HasPrefix(word, untouched) }

// Explanation is what a district wrote beside findings of a returned workbook.
type Explanation struct {
	Findings []string // "fingerprint=digest" of each; "fingerprint=" where it speaks of other values
	Text     string
	Sheet    string
	Row      int
	Column   int
	About    ListLine
}

// ListLine is what a line of the list shows of its findings, as it came back: by it an
// explanation is matched where the hidden columns are gone.
type ListLine struct {
	Sheet, Cells, Label, Got, Want, Diff, Message string
	Rule                                          RuleID
}

// String names sheet, cells and rule: “项目资金安排表”I7、I8，ALLOC-R03. "" where the line
// says none of them.
func (l ListLine) String() string {
	var parts []string
	place := strings.Join(strings.Fields(l.Cells), "")
	if l.Sheet != "" {
		place = "“" + l.Sheet + "”" + place
	}
	for _, part := range []string{place, string(l.Rule)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "，")
}

// Place is where a finding stands in its sheet, for people: its cell, else its row, else
// all of it.
func (f *Finding) Place() string {
	switch {
	case f.Cell != "":
		return f.Cell
	case f.Row > 0:
		return "第 " + strconv.Itoa(f.Row) + " 行"
	case f.Sheet != "":
		return "整张表"
	}
	return "整个文件"
}

// Open is true of a finding that still asks for something or, a 提示, is to be looked at.
func (f *Finding) Open() bool {
	return !f.Shadow && f.State != "explained" && f.State != "waived" && f.State != "mended"
}

// CountOpen is how many findings are open, by severity: the one count of returns, board,
// terminal, page, run.json and metrics, and what mart.submission_status counts in SQL. A
// statement about several cells is one.
func CountOpen(findings []Finding) map[Severity]int {
	counts := map[Severity]int{}
	for i := range findings {
		if f := &findings[i]; f.Open() {
			counts[f.Severity]++
		}
	}
	return counts
}

// Waiver is the bureau's release of one 准强制性 finding (放行): a line of
// waivers.csv.
type Waiver struct {
	Fingerprint string `json:"fingerprint"`
	Who         string `json:"who"`
	Why         string `json:"why"`
	Until       string `json:"until"` // last day that it holds, 2022-03-31
}

// State is what became of a region's submission.
type State string

const (
	Missing  State = "missing"  // 未报
	Returned State = "returned" // 退回
	Pending  State = "pending"  // 待核实
	Accepted State = "accepted" // 通过
	Nil      State = "nil"      // 零报告
	Held     State = "held"     // 待处理: our own fault kept it from being judged

	// Two that take a submission out of the versions of its region; the bureau
	// decides them, not the workbook.
	Withdrawn State = "withdrawn" // 已撤回
	Closed    State = "closed"    // 逾期未计: came after the period was closed
)

// Chinese is the state's name in everything that people read.
func (s State) Chinese() string {
	return map[State]string{Missing: "未报", Returned: "退回", Pending: "待核实", Accepted: "通过", Nil: "零报告", Held: "待处理", Withdrawn: "已撤回", Closed: "逾期未计"}[s]
}

// Counted reports whether a submission in this state stands in the tables.
func (s State) Counted() bool { return s == Pending || s == Accepted || s == Nil }

// Decide judges one submission by its findings alone: returned for a blocking
// finding or an approval not given, pending while an explanation is owed.
// Waived and explained findings count as settled, shadow rules as nothing.
func Decide(findings []Finding, nilReport bool) State {
	state := Accepted
	if nilReport {
		state = Nil
	}
	for _, f := range findings {
		switch {
		case f.Shadow || f.State == "waived":
		case f.Severity == Blocking, f.Severity == Approval:
			return Returned
		case f.Severity == Explain && f.State != "explained":
			state = Pending
		}
	}
	return state
}
