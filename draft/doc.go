// Package draft writes the first draft of a form that no file declares yet. Filled or
// blank workbooks come in; out go a form file, code lists, cases and a printed table for
// each of their sheets, with the reason of each guess, and the questions that only a
// person can answer. It refuses to overwrite anything, and drafts nothing of a sheet in
// which it sees neither a table with a header nor labels with values: it says so.
package draft

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"

	"hengji"
	"hengji/ingest"
	"hengji/schema"
	"hengji/transform"
)

// Request is what forms are drafted from.
type Request struct {
	Rules  *hengji.Rules // whose labels and code lists are used again
	Files  fs.FS         // the files of Rules, for the reporter that cases stand on
	Reader ingest.Reader
	Period string   // whose years labels name
	Books  []string // workbooks on disk
	Sheets []string // names of the sheets to draft; none for all
	Name   string   // of the form; with several sheets _2, _3 … behind it
}

// Drafts are all forms drafted from a request.
type Drafts struct {
	Forms []*Form
	Left  []string // sheets and workbooks of which nothing was drafted, each with why
}

// sheet is one sheet of one workbook.
type sheet struct {
	book, name string
	survey     *transform.Survey
}

// blanks are the texts that mean a blank in the forms that are drafted.
var blanks = []string{"", "—", "——", "–", "-", "--", "/", "\\", "无"}

var formName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,23}$`)

const (
	mostForms = 40
	nameHint  = "form"
)

// From drafts a form of every sheet; sheets of one name in several workbooks, and forms of
// labels and values of one title, are one form. Mistakes of usage are a hengji.UsageError.
func From(r Request) (*Drafts, error) {
	if r.Name != "" && !formName.MatchString(r.Name) {
		return nil, hengji.UsageError{Err: fmt.Errorf("--name %q：只用小写字母、数字和 _，以字母开头，至多 24 个", r.Name)}
	}
	fixture, err := schema.ReadFixture(r.Files)
	if err != nil {
		return nil, fmt.Errorf("read fixture: %w", err)
	}
	d := &Drafts{}
	groups, names, err := d.read(r)
	if err != nil {
		return nil, err
	}
	for _, wanted := range r.Sheets {
		if !slices.ContainsFunc(slices.Concat(slices.Collect(maps.Values(groups))...), func(s sheet) bool { return same(s.name, wanted) }) {
			d.leave("", wanted, "没有这样的工作表，或者其中没有表格")
		}
	}
	known := map[hengji.Layout]map[string]*hengji.Field{}
	for _, layout := range []hengji.Layout{hengji.LayoutTable, hengji.LayoutForm} {
		known[layout] = knownFields(r.Rules, layout)
	}
	for _, key := range names {
		group := groups[key]
		if len(d.Forms) == mostForms {
			d.leave(group[0].book, group[0].name, fmt.Sprintf("一次至多拟 %d 张报表", mostForms))
			continue
		}
		group = d.alike(group)
		layout := hengji.LayoutTable
		if group[0].survey.Layout != nil {
			layout = hengji.LayoutForm
		}
		form := &Form{rules: r.Rules, known: known[layout], period: r.Period, casePeriod: fixture.Period, Name: d.free(r), department: fromDepartment(r.Rules, r.Books), place: fixture.Region}
		if form.department != "" {
			form.place = form.department
		}
		if layout == hengji.LayoutForm {
			form.guessLayout(group)
		} else {
			form.guess(group)
		}
		if len(form.fields) < 2 {
			d.leave(group[0].book, group[0].name, "分得清的栏目不到两个")
			continue
		}
		d.Forms = append(d.Forms, form)
	}
	return d, nil
}

// read surveys the sheets of all workbooks: by name, and the names in order.
func (d *Drafts) read(r Request) (map[string][]sheet, []string, error) {
	groups, names, words := map[string][]sheet{}, []string(nil), surveyWords(r.Rules)
	for _, file := range r.Books {
		book := filepath.Base(file)
		info, err := os.Stat(file)
		if err != nil || !info.Mode().IsRegular() {
			return nil, nil, hengji.UsageError{Err: fmt.Errorf("没有文件 %s", file)}
		}
		if info.Size() > r.Reader.Limits.FileBytes {
			d.leave(book, "", "文件太大")
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, nil, fmt.Errorf("read %s: %w", file, err)
		}
		submission, err := r.Reader.Open(file, data)
		var refused *hengji.Refusal
		if errors.As(err, &refused) {
			d.leave(book, "", "打不开。"+r.Rules.Finding(refused.Remark).Message)
			continue
		}
		if err != nil {
			return nil, nil, fmt.Errorf("open %s: %w", file, err)
		}
		for _, one := range submission.Sheets {
			if len(r.Sheets) > 0 && !slices.ContainsFunc(r.Sheets, func(name string) bool { return hengji.NameKey(name) == hengji.NameKey(one.Name) }) {
				continue
			}
			if one.Hidden && len(r.Sheets) == 0 { // lists of drop-downs, mostly
				d.leave(book, one.Name, "隐藏的工作表；要拟的请用 --sheet 写明")
				continue
			}
			survey, err := transform.SurveySheet(one, r.Period, words)
			switch {
			case errors.As(err, &refused):
				d.leave(book, one.Name, "读不下去。"+r.Rules.Finding(refused.Remark).Message)
			case err != nil:
				return nil, nil, fmt.Errorf("read %s: %w", file, err)
			case survey.Why != "":
				d.leave(book, one.Name, survey.Why)
			default:
				relative(survey, r.Period)
				key := hengji.NameKey(one.Name)
				if survey.Layout != nil && survey.Title != "" { // a sheet a project: one form
					key = "\x00" + hengji.NameKey(withoutYear(survey.Title))
				}
				if groups[key] == nil {
					names = append(names, key)
				}
				groups[key] = append(groups[key], sheet{book, one.Name, survey})
			}
		}
	}
	return groups, names, nil
}

// relative writes 本年 and 上年 for the years that labels name: next year's form is the same.
func relative(s *transform.Survey, period string) {
	for i := range s.Columns {
		c := &s.Columns[i]
		c.Label, c.Group = transform.RelativeLabel(c.Label, period), transform.RelativeLabel(c.Group, period)
	}
	if s.Layout == nil {
		return
	}
	for i := range s.Layout.Fields {
		for _, text := range []*string{&s.Layout.Fields[i].Label, &s.Layout.Fields[i].Group, &s.Layout.Fields[i].GridRow, &s.Layout.Fields[i].GridColumn} {
			*text = transform.RelativeLabel(*text, period)
		}
	}
	if s.Layout.Table != nil {
		relative(s.Layout.Table, period)
	}
}

// alike are the sheets of a name that are laid out as the first is; the others are told.
func (d *Drafts) alike(group []sheet) []sheet {
	return slices.DeleteFunc(group, func(one sheet) bool {
		other := (one.survey.Layout == nil) != (group[0].survey.Layout == nil)
		if other {
			d.leave(one.book, one.name, "与第一个工作簿里的样子不同（一张是表格，一张是标签和值）")
		}
		return other
	})
}

func (d *Drafts) leave(book, sheet, why string) {
	where := clean(book, 80)
	if sheet != "" {
		where += "工作表“" + clean(sheet, 40) + "”"
	}
	d.Left = append(d.Left, where+"："+clean(why, 200))
}

// free is a name that no form and no other draft has.
func (d *Drafts) free(r Request) string {
	taken := func(name string) bool {
		return slices.ContainsFunc(r.Rules.Forms, func(f *hengji.Form) bool { return f.Name == name }) ||
			slices.ContainsFunc(d.Forms, func(f *Form) bool { return f.Name == name })
	}
	if r.Name != "" && !taken(r.Name) {
		return r.Name
	}
	base := r.Name
	if base == "" {
		base = nameHint
	}
	for n := 1; ; n++ {
		if name := base + "_" + strconv.Itoa(n); !taken(name) {
			return name
		}
	}
}

// fromDepartment is the department's name where all workbooks lie in its folder.
func fromDepartment(rules *hengji.Rules, books []string) string {
	for _, code := range rules.Regions(true) {
		if code.Kind == "department" && len(books) > 0 && !slices.ContainsFunc(books, func(file string) bool {
			return filepath.Base(filepath.Dir(file)) != code.Name
		}) {
			return code.Name
		}
	}
	return ""
}
