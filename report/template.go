package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"hengji"
	"hengji/report/sheet"

	"github.com/xuri/excelize/v2"
)

// Template is a blank workbook for one reporter, made of the form files alone.
type Template struct {
	Rules  *hengji.Rules
	Period string      // the version of the template, too
	Region hengji.Code // whose workbook it is; of kind department for the department's
	// Known are records that the bureau knows beforehand, by field name. Each table
	// whose key they hold carries them as rows that may still be changed.
	Known []map[string]string
	// Records are what a filled workbook held, by form: values by field name.
	Records map[string][]map[string]string
	// EachProject adds a sheet a known project of the forms that repeat (项目支出绩效自评表).
	EachProject bool
}

// Document properties of a template, which survive whatever is done to its cells.
const (
	VersionProperty     = "hengji.template.version"
	FingerprintProperty = "hengji.forms.fingerprint"
	RegionProperty      = "hengji.template.region"
)

// Sheets beside the forms. transform passes over both names in silence.
const (
	guideSheet = "填报说明"
	codeSheet  = "代码表"
)

// ErrNoForms says that no form asks anything of this reporter.
var ErrNoForms = errors.New("no form for this reporter")

// department is the kind of the one reporter who is no region.
const department = "department"

// FileName is what the workbook is called. For a region it is the name that the
// bureau has always asked for.
func (t Template) FileName() string {
	if t.Region.Kind == department && !t.ownForms() {
		return hengji.PeriodTitle(t.Period) + t.Region.Name + "部门整体支出绩效自评.xlsx"
	}
	return t.title() + "_" + t.Region.Name + ".xlsx"
}

// title is the workbook's name without its region, as the cover prints it.
func (t Template) title() string {
	of := hengji.PeriodTitle(t.Period)
	switch {
	case t.ownForms():
		return of
	case t.Region.Kind == department:
		return of + "部门整体支出绩效自评"
	}
	return of + t.Rules.Fund() + "绩效自评"
}

// ownForms says whether the period has forms of its own kind, which its name speaks of.
func (t Template) ownForms() bool {
	return slices.ContainsFunc(t.Rules.Forms, func(f *hengji.Form) bool { return len(f.PeriodKinds) > 0 && t.Rules.Asks(f) })
}

// Forms are what the workbook asks: what tells who reports comes first and is
// everybody's, then the forms of the reporter's kind in the order of the rules, each
// with the table inside its sheets behind it. A form of a sheet a project stands there
// where EachProject asks for it. Without a form of its own a reporter has none.
func (t Template) Forms() []*hengji.Form {
	reporter := "region"
	if t.Region.Kind == department {
		reporter = department
	}
	var first, rest []*hengji.Form
	for _, form := range t.Rules.Forms {
		switch own := form.Reporter == "" || form.Reporter == reporter; {
		case form.Within != "" || form.Repeats && !t.EachProject:
		case identifies(form):
			first = append(first, form)
		case own && t.Rules.Asks(form):
			rest = append(rest, form)
			if inside := t.inside(form); inside != nil {
				rest = append(rest, inside)
			}
		}
	}
	if len(rest) == 0 {
		return nil
	}
	return append(first, rest...)
}

// inside is the table that stands inside the sheets of a form; nil without one.
func (t Template) inside(form *hengji.Form) *hengji.Form {
	at := slices.IndexFunc(t.Rules.Forms, func(f *hengji.Form) bool { return f.Within == form.Name })
	if at < 0 {
		return nil
	}
	return t.Rules.Forms[at]
}

func identifies(form *hengji.Form) bool {
	return slices.ContainsFunc(form.Fields, func(f *hengji.Field) bool { return f.Identifies != "" })
}

// Fingerprint is SHA-256 over what the sheets ask: forms, fields, facts and the
// names that drop-downs offer. Comments in the form files and the order of files
// do not change it; a renamed label or a new code does.
func (t Template) Fingerprint() string {
	forms := t.Forms()
	type list struct {
		Name  string
		Names []string
	}
	var lists []list
	bare := make([]hengji.Form, len(forms))
	for i, form := range forms {
		bare[i] = *form
		bare[i].Source = hengji.FilePlace{}
		bare[i].Fields = nil
		for _, field := range form.Fields {
			plain := *field
			plain.Source = hengji.FilePlace{}
			bare[i].Fields = append(bare[i].Fields, &plain)
			if codes := t.Rules.CodeLists[field.Codes]; codes != nil {
				lists = append(lists, list{codes.Name, codeNames(codes)})
			}
		}
	}
	text, err := json.Marshal(struct {
		Forms []hengji.Form
		Lists []list
	}{bare, lists})
	if err != nil { // nothing in a form is beyond JSON
		panic(err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func codeNames(codes *hengji.CodeList) []string {
	names := make([]string, len(codes.Codes))
	for i, code := range codes.Codes {
		names[i] = code.Name
	}
	return names
}

// TemplateWorkbook writes the blank workbook: a sheet a form, then 填报说明, and
// 代码表 where a drop-down is too long to stand in its cell. The same template
// gives the same bytes. It refuses a reporter without forms with ErrNoForms.
func TemplateWorkbook(w io.Writer, t Template) error {
	b := &blankBook{Template: t, book: sheet.New(returnTheme), forms: t.Forms(), lists: map[string]string{}}
	if len(b.forms) == 0 {
		return fmt.Errorf("make the template of %s: %w", t.Region.Name, ErrNoForms)
	}
	b.fingerprint = t.Fingerprint()
	for _, form := range b.forms {
		b.form(form)
	}
	b.guide()
	b.codes()
	b.sign()
	book, err := b.book.Bytes()
	if err != nil {
		return fmt.Errorf("make the template of %s: %w", t.Region.Name, err)
	}
	if len(t.Known)+len(t.Records) == 0 { // else it may be right as it is
		book = sealed(book)
	}
	if _, err := w.Write(book); err != nil {
		return fmt.Errorf("write the template of %s: %w", t.Region.Name, err)
	}
	return nil
}

// form makes the sheets of a form.
func (b *blankBook) form(form *hengji.Form) {
	switch {
	case form.Within != "": // stands inside another's
	case form.Repeats:
		for i, known := range b.knownOf(form) {
			b.begin(fmt.Sprint(form.Title, i+1))
			b.gridSheet(form, b.inside(form), known)
		}
	case len(form.GridRows) > 0:
		b.begin(form.Title)
		b.gridSheet(form, b.inside(form), b.oneOf(form))
	case form.Layout == hengji.LayoutForm:
		b.begin(form.Title)
		b.formSheet(form)
	default:
		b.begin(form.Title)
		b.tableSheet(form)
	}
}

// blankBook is the workbook being made.
type blankBook struct {
	Template
	book         *sheet.Book
	*sheet.Sheet // the one being written
	forms        []*hengji.Form
	fingerprint  string
	lists        map[string]string // drop-downs on the code sheet: names joined → reference
	columns      []codeColumn
}

// begin starts a sheet. A form's title is how its sheet is found again: it has to be
// the sheet's name.
func (b *blankBook) begin(title string) {
	b.Sheet = b.book.Sheet(title)
	if b.Name != sheet.Name(title) {
		b.book.Fail(fmt.Errorf("no sheet can be called %q, or another is", title))
	}
}

// end protects a sheet, and sets it up for paper with its first rows on every page.
func (b *blankBook) end(heads int) {
	b.Protect()
	paper := sheet.Paper{}
	if heads > 0 {
		paper.Heads = [2]int{1, heads}
	}
	b.Print(paper)
}

// sign writes into the workbook which template it is.
func (b *blankBook) sign() {
	b.book.Properties(excelize.DocProperties{Title: strings.TrimSuffix(b.FileName(), ".xlsx"), Version: b.Period})
	b.book.Property(VersionProperty, b.Period)
	b.book.Property(FingerprintProperty, b.fingerprint)
	b.book.Property(RegionProperty, b.Region.Code)
}

// Colours of a template: what is filled in, what heads it, what calculates itself.
const (
	inputFill  = "FFFDE7"
	headerFill = "D9E2EC"
	totalFill  = "F3F4F6"
	needInk    = "C00000"
	quietInk   = "6B7280"
)
