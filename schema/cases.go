package schema

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hengji"
)

// Case is one case of a rule: workbooks, told as changes of a clean one, and the
// findings that they must yield.
type Case struct {
	Rule        string // the rule that the folder is named for
	Name        string // the folder, "ALLOC-R03_region_total"
	Title       string // the first line: what it shows
	Submissions []CaseSubmission
	Want        []string // the lines behind want, as written; none for a passing case
	Place       hengji.FilePlace
}

// CaseSubmission is one workbook of a case.
type CaseSubmission struct {
	Folder string // the region's folder in the inbox
	Sheets []CaseSheet
}

// CaseSheet is a sheet's cells, row by row. A plain number is a numeric cell, a
// leading ' makes a text cell, date:2021-05-04 a date cell, "" is no cell.
type CaseSheet struct {
	Name string
	Rows [][]string
}

const (
	casesFolder = "samples/cases"
	baseFolder  = "samples/cases/base"
	ownBase     = "base_" // base_市科技局: the clean workbook of a reporter who hands in other forms
	baseRegion  = "南岳区"   // the clean workbook's own region
	mostRows    = 2000    // of a case's sheet: a case is read by people
	mostColumns = 200
)

// ReadCases reads samples/cases, sorted by folder. The error is Errors, every
// mistake with its line, or plain trouble of the machine. Without the folder
// there are no cases.
func ReadCases(fsys fs.FS) ([]Case, error) {
	entries, err := fs.ReadDir(fsys, casesFolder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", casesFolder, err)
	}
	told := &complaints{}
	base, err := readBase(fsys, baseFolder, told)
	if err != nil {
		return nil, err
	}
	bases := map[string][]CaseSheet{"": base} // by reporter; "" is everybody else's
	for _, entry := range entries {
		reporter, own := strings.CutPrefix(entry.Name(), ownBase)
		if !own || !entry.IsDir() {
			continue
		}
		if bases[reporter], err = readBase(fsys, path.Join(casesFolder, entry.Name()), told); err != nil {
			return nil, err
		}
	}
	var cases []Case
	for _, entry := range entries {
		folder := path.Join(casesFolder, entry.Name())
		if !entry.IsDir() || folder == baseFolder || strings.HasPrefix(entry.Name(), ownBase) {
			continue
		}
		file := path.Join(folder, "case.txt")
		data, err := readFile(fsys, file)
		if errors.Is(err, fs.ErrNotExist) {
			told.add(file, 1, "the file is missing: it says what the case shows")
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		cases = append(cases, readCase(file, string(data), bases, told))
	}
	if err := told.err(); err != nil {
		return nil, err
	}
	return cases, nil
}

// caseRule takes the rule out of a folder's name: what stands before the first _
// of ALLOC-R03_region_total, but allocation.amount_wan.minimum of a fact's.
func caseRule(name string) string {
	from := strings.LastIndexByte(name, '.') + 1
	if to := strings.IndexByte(name[from:], '_'); to >= 0 {
		return name[:from+to]
	}
	return name
}

// caseReader turns the lines of a case.txt into workbooks.
type caseReader struct {
	file  string
	line  int
	bases map[string][]CaseSheet
	told  *complaints
	made  Case
}

func readCase(file, data string, bases map[string][]CaseSheet, told *complaints) Case {
	name := path.Base(path.Dir(file))
	r := caseReader{file: file, bases: bases, told: told, made: Case{
		Rule: caseRule(name), Name: name, Place: hengji.FilePlace{File: file, Line: 1},
	}}
	if !strings.Contains(strings.TrimPrefix(name, r.made.Rule), "_") {
		told.add(file, 1, "folder %q must be named <rule>_<what>", name)
	}
	wanting := false
	for i, line := range strings.Split(strings.TrimPrefix(data, "\ufeff"), "\n") {
		r.line = i + 1
		line = strings.TrimSpace(line)
		comment, isComment := strings.CutPrefix(line, "#")
		switch {
		case i == 0 && (!isComment || strings.TrimSpace(comment) == ""):
			r.complain("the first line must say what the case shows: # …")
			if line != "" && !isComment {
				r.edit(line)
			}
		case i == 0:
			r.made.Title = strings.TrimSpace(comment)
		case line == "" || isComment:
		case wanting:
			r.made.Want = append(r.made.Want, line)
		case line == "want":
			wanting = true
		default:
			r.edit(line)
		}
	}
	if len(r.made.Submissions) == 0 {
		told.add(file, 1, "there is no submission in the case")
	}
	if !wanting {
		told.add(file, r.line, "the line `want` is missing; nothing behind it means no finding")
	}
	return r.made
}

func (r *caseReader) complain(format string, values ...any) {
	r.told.add(r.file, r.line, format, values...)
}

var (
	editPattern = regexp.MustCompile(`^([^!]+)!([A-Z]{1,3}[0-9]{1,7}|[a-z]+)(?:\s+([0-9]{1,7}))?(?:\s*=\s*(.*))?$`)
	cellPattern = regexp.MustCompile(`^([A-Z]+)([0-9]+)$`)
	editForms   = []string{
		"submission <region>", "replace <old> -> <new>", "<sheet>!C5 = <value>", "<sheet>!insert 6 = a | b",
		"<sheet>!delete 6", "<sheet>!rename = <sheet>", "<sheet>!add", "<sheet>!add = <sheet to copy>", "<sheet>!remove", "want",
	}
)

// edit obeys one line.
func (r *caseReader) edit(line string) {
	word, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	if word == "submission" {
		r.submission(rest)
		return
	}
	if len(r.made.Submissions) == 0 {
		r.complain("%q stands before the first submission", line)
		return
	}
	submission := &r.made.Submissions[len(r.made.Submissions)-1]
	if word == "replace" {
		before, after, found := strings.Cut(rest, "->")
		if before = strings.TrimSpace(before); !found || before == "" {
			r.complain("must be written `replace <old> -> <new>`")
		} else if !replace(submission.Sheets, before, strings.TrimSpace(after)) {
			r.complain("%q stands nowhere in the workbook", before)
		}
		return
	}
	match := editPattern.FindStringSubmatchIndex(line)
	if match == nil {
		r.complain("%q is not understood%s", line, among(line, editForms))
		return
	}
	group := func(i int) string {
		if match[2*i] < 0 {
			return ""
		}
		return line[match[2*i]:match[2*i+1]]
	}
	r.sheetEdit(submission, group(1), group(2), group(3), match[8] >= 0, group(4))
}

// submission begins a new workbook: the reporter's own base, or the regions' with
// another region's name.
func (r *caseReader) submission(region string) {
	if region == "" {
		r.complain("must be written `submission <region>`")
		return
	}
	submission := CaseSubmission{Folder: region}
	base, own := r.bases[region]
	if !own {
		base = r.bases[""]
	}
	for _, sheet := range base {
		submission.Sheets = append(submission.Sheets, CaseSheet{sheet.Name, cloneRows(sheet.Rows)})
	}
	if !own {
		replace(submission.Sheets, baseRegion, region)
	}
	r.made.Submissions = append(r.made.Submissions, submission)
}

// sheetEdit obeys a line that begins with a sheet's name.
func (r *caseReader) sheetEdit(submission *CaseSubmission, name, what, number string, given bool, value string) {
	at := slices.IndexFunc(submission.Sheets, func(s CaseSheet) bool { return s.Name == name })
	if what == "add" {
		r.addSheet(submission, at, name, value)
		return
	}
	if at < 0 {
		var choices []string
		for _, sheet := range submission.Sheets {
			choices = append(choices, sheet.Name)
		}
		r.complain("there is no sheet %q in the workbook%s", name, among(name, choices))
		return
	}
	sheet := &submission.Sheets[at]
	row, _ := strconv.Atoi(number)
	cell := cellPattern.FindStringSubmatch(what)
	switch {
	case cell != nil && number == "" && given:
		r.set(sheet, cell[1], cell[2], value)
	case what == "remove" && number == "" && !given:
		submission.Sheets = slices.Delete(submission.Sheets, at, at+1)
	case what == "rename" && number == "" && value != "":
		sheet.Name = value
	case what == "delete" && number != "" && !given:
		if row < 1 || row > len(sheet.Rows) {
			r.complain("sheet %s has no row %d, only %d rows", name, row, len(sheet.Rows))
			return
		}
		sheet.Rows = slices.Delete(sheet.Rows, row-1, row)
	case what == "insert" && number != "" && given:
		r.insert(sheet, row, value)
	default:
		r.complain("%q is not understood (choices: %s)", name+"!"+what, strings.Join(editForms, ", "))
	}
}

// addSheet puts an empty sheet, or a copy of another, behind the last.
func (r *caseReader) addSheet(submission *CaseSubmission, at int, name, copied string) {
	if at >= 0 {
		r.complain("there is a sheet %q in the workbook already", name)
		return
	}
	sheet := CaseSheet{Name: name}
	if copied != "" {
		from := slices.IndexFunc(submission.Sheets, func(s CaseSheet) bool { return s.Name == copied })
		if from < 0 {
			r.complain("there is no sheet %q to copy", copied)
			return
		}
		sheet.Rows = cloneRows(submission.Sheets[from].Rows)
	}
	submission.Sheets = append(submission.Sheets, sheet)
}

func (r *caseReader) set(sheet *CaseSheet, letters, digits, value string) {
	column := 0
	for _, letter := range letters {
		column = column*26 + int(letter-'A') + 1
	}
	row, _ := strconv.Atoi(digits)
	if row < 1 || row > mostRows || column > mostColumns {
		r.complain("cell %s%s lies outside: a case has at most %d rows and %d columns", letters, digits, mostRows, mostColumns)
		return
	}
	for len(sheet.Rows) < row {
		sheet.Rows = append(sheet.Rows, nil)
	}
	for len(sheet.Rows[row-1]) < column {
		sheet.Rows[row-1] = append(sheet.Rows[row-1], "")
	}
	sheet.Rows[row-1][column-1] = r.value(value)
}

// insert puts a row before the one that has the number now; the rows below move.
func (r *caseReader) insert(sheet *CaseSheet, row int, value string) {
	if row < 1 || row > len(sheet.Rows)+1 || len(sheet.Rows) >= mostRows {
		r.complain("a row can be inserted from 1 to %d, not at %d", min(len(sheet.Rows)+1, mostRows), row)
		return
	}
	var cells []string
	for one := range strings.SplitSeq(value, "|") {
		cells = append(cells, r.value(strings.TrimSpace(one)))
	}
	if len(cells) > mostColumns {
		r.complain("a case has at most %d columns", mostColumns)
		return
	}
	sheet.Rows = slices.Insert(sheet.Rows, row-1, cells)
}

// value takes the quotes off a value that is written in them: "" is a blank,
// "a\nb" holds a line break, " x" keeps its space.
func (r *caseReader) value(written string) string {
	if len(written) < 2 || written[0] != '"' || written[len(written)-1] != '"' {
		return written
	}
	value, err := strconv.Unquote(written)
	if err != nil {
		r.complain("%s is no text in quotes", written)
	}
	return value
}

func cloneRows(rows [][]string) [][]string {
	copied := make([][]string, len(rows))
	for i, row := range rows {
		copied[i] = slices.Clone(row)
	}
	return copied
}

// replace changes a text everywhere, in sheet names too; false where it stood
// nowhere.
func replace(sheets []CaseSheet, before, after string) bool {
	found := false
	change := func(text *string) {
		if strings.Contains(*text, before) {
			found = true
			*text = strings.ReplaceAll(*text, before, after)
		}
	}
	for i := range sheets {
		change(&sheets[i].Name)
		for _, row := range sheets[i].Rows {
			for j := range row {
				change(&row[j])
			}
		}
	}
	return found
}
