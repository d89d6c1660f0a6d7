package schema

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"hengji"
)

// Case is one case of a rule: workbooks, told as changes of a clean one, and the
// findings that they must yield.
type Case struct {
	Rule        hengji.RuleID // the rule that the file is named for
	Name        string        // the rule and the case's own name, "ALLOC-R03_region_total"
	Title       string        // what it shows
	Submissions []CaseSubmission
	Want        []string // the lines behind want, as written; none for a passing case. Of the Fixture's period alone
	OwnLists    bool     // judged by the code lists and the period in force, not by those of the Fixture
	Place       hengji.FilePlace
}

// CaseSubmission is one workbook of a case.
type CaseSubmission struct {
	Period string // "" for that of the Fixture
	Folder string // the region's folder in the inbox
	Sheets []CaseSheet
}

// CaseSheet is a sheet's cells, row by row. A plain number is a numeric cell, a
// leading ' makes a text cell, date:2021-05-04 a date cell, "" is no cell.
type CaseSheet struct {
	Name   string
	Rows   [][]string
	Merges []hengji.Range // as they stand when the rows are
}

const (
	casesFolder = "samples/cases"
	baseFolder  = "samples/cases/base"
	ownBase     = "base_" // base_市科技局: the clean workbook of a reporter who hands in other forms
	moreSheets  = "base+" // base+自评表: clean sheets that stand beside those of a base where a case asks for them
	mostRows    = 2000    // of a case's sheet: a case is read by people
	mostColumns = 200
)

// ReadCases reads samples/cases, one file a rule, sorted by rule and in a file as
// they stand. The error is Errors, every mistake with its line, or plain trouble of
// the machine. Without the folder there are no cases.
func ReadCases(fsys fs.FS) ([]Case, error) {
	entries, err := fs.ReadDir(fsys, casesFolder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", casesFolder, err)
	}
	mistakes := &mistakeList{}
	fixture, err := readFixture(fsys, mistakes)
	if err != nil {
		return nil, err
	}
	clean, err := readCleanSheets(fsys, entries, mistakes)
	if err != nil {
		return nil, err
	}
	clean.region, clean.period = fixture.Region, fixture.Period
	var cases []Case
	for _, entry := range entries {
		file := path.Join(casesFolder, entry.Name())
		rule, isText := strings.CutSuffix(entry.Name(), ".txt")
		if entry.IsDir() || !isText {
			continue
		}
		data, err := readFile(fsys, file)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		cases = append(cases, readRuleCases(file, rule, string(data), clean, mistakes)...)
	}
	if err := mistakes.err(); err != nil {
		return nil, err
	}
	return cases, nil
}

// caseReader turns the lines of a rule's file into its cases.
type caseReader struct {
	file, rule string
	line       int
	clean      cleanSheets
	mistakes   *mistakeList
	cases      []Case
	period     string // of the submissions that follow, "" for the Fixture's
	wanting    bool   // behind the line want of the last case
}

func readRuleCases(file, rule, data string, clean cleanSheets, mistakes *mistakeList) []Case {
	r := caseReader{file: file, rule: rule, clean: clean, mistakes: mistakes}
	for line := range strings.SplitSeq(strings.TrimPrefix(data, "\ufeff"), "\n") {
		r.line++
		r.read(strings.TrimSpace(line))
	}
	r.endCase()
	if len(r.cases) == 0 {
		mistakes.add(file, 1, "文件里没有案例；案例以 %s 开头", caseLine)
	}
	return r.cases
}

const (
	caseLine     = "`case <名称>: <说明>`"
	ownListsLine = "lists own" // before the first submission of a case
)

var caseName = regexp.MustCompile(`^[a-z0-9_]+$`)

// read obeys one line; # begins a remark.
func (r *caseReader) read(line string) {
	word, rest, _ := strings.Cut(line, " ")
	switch {
	case line == "" || line[0] == '#':
	case word == "case":
		r.endCase()
		r.beginCase(rest)
	case len(r.cases) == 0:
		r.complain("%q 之前没有 case 行", line)
	case r.wanting:
		r.made().Want = append(r.made().Want, line)
	case line == "want":
		r.wanting = true
	case line == ownListsLine && len(r.made().Submissions) == 0:
		r.made().OwnLists = true
	default:
		r.edit(line)
	}
}

func (r *caseReader) beginCase(rest string) {
	what, title, _ := strings.Cut(rest, ":")
	title = strings.TrimSpace(title)
	if !caseName.MatchString(what) || title == "" {
		r.complain("应写成 %s，名称只用 a-z、0-9 和 _", caseLine)
	}
	name := r.rule + "_" + what
	if at := slices.IndexFunc(r.cases, func(c Case) bool { return c.Name == name }); at >= 0 {
		r.complain("案例 %q 重复：第 %d 行已有", what, r.cases[at].Place.Line)
	}
	r.wanting, r.period = false, ""
	r.cases = append(r.cases, Case{
		Rule: hengji.RuleID(r.rule), Name: name, Title: title, Place: hengji.FilePlace{File: r.file, Line: r.line},
	})
}

// endCase says what the last case lacks.
func (r *caseReader) endCase() {
	if len(r.cases) == 0 {
		return
	}
	if len(r.made().Submissions) == 0 {
		r.mistakes.add(r.file, r.made().Place.Line, "案例里没有 submission 行")
	}
	if !r.wanting {
		r.mistakes.add(r.file, r.made().Place.Line, "案例没有 `want` 行；want 后面什么也不写，表示不应有意见")
	}
}

// made is the case that is being read.
func (r *caseReader) made() *Case { return &r.cases[len(r.cases)-1] }

func (r *caseReader) complain(format string, values ...any) {
	r.mistakes.add(r.file, r.line, format, values...)
}
