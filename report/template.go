package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"hengji"
	"hengji/report/inert"
	"hengji/report/ooxml"

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
	if t.Region.Kind == department {
		return t.Period + "年度" + t.Region.Name + "部门整体支出绩效自评.xlsx"
	}
	return t.Period + "年度市级科技专项资金绩效自评_" + t.Region.Name + ".xlsx"
}

// Forms are the sheets of the workbook: what tells who reports comes first and is
// everybody's, then the forms of the reporter's kind in the order of the rules.
// Without a form of its own a reporter has none.
func (t Template) Forms() []*hengji.Form {
	reporter := "region"
	if t.Region.Kind == department {
		reporter = department
	}
	var first, rest []*hengji.Form
	for _, form := range t.Rules.Forms {
		own := form.Reporter == "" || form.Reporter == reporter
		switch {
		case form.Repeats || form.Within != "":
			// A sheet a project is the official form, which every unit has; an empty one
			// would be missed by nobody.
		case own && form.Required && len(form.GridRows) > 0:
			// The province's printed forms of rows and columns are not drawn from the form
			// files, and a workbook without them would come back: better none.
			return nil
		case identifies(form):
			first = append(first, form)
		case own:
			rest = append(rest, form)
		}
	}
	if len(rest) == 0 {
		return nil
	}
	return append(first, rest...)
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
	b := &blankBook{Template: t, file: excelize.NewFile(), styles: map[face]int{}, lists: map[string]string{}}
	defer b.file.Close()
	b.forms = t.Forms()
	if len(b.forms) == 0 {
		return fmt.Errorf("make the template of %s: %w", t.Region.Name, ErrNoForms)
	}
	b.fingerprint = t.Fingerprint()
	for _, form := range b.forms {
		b.begin(b.sheetName(form))
		if form.Layout == hengji.LayoutForm {
			b.formSheet(form)
		} else {
			b.tableSheet(form)
		}
	}
	b.guide()
	b.codes()
	b.finish()
	if b.err != nil {
		return fmt.Errorf("make the template of %s: %w", t.Region.Name, b.err)
	}
	book, err := b.bytes()
	if err == nil {
		_, err = w.Write(book)
	}
	if err != nil {
		return fmt.Errorf("write the template of %s: %w", t.Region.Name, err)
	}
	return nil
}

// sumCell is a formula as excelize writes it: its result a text.
var sumCell = regexp.MustCompile(`( t="str")(><f>SUM\([A-Z0-9:]+\)</f></c>)`)

// bytes is the workbook as a file. excelize calls the result of every formula a
// text; a sum that was not reckoned yet would then be an empty text to others.
func (b *blankBook) bytes() ([]byte, error) {
	plain, err := b.file.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	p, err := ooxml.OpenParcel(plain.Bytes())
	if err != nil {
		return nil, err
	}
	for _, name := range p.Names() {
		if !strings.HasPrefix(name, "xl/worksheets/sheet") {
			continue
		}
		sheet, err := p.Read(name)
		if err != nil {
			return nil, err
		}
		if sumCell.Match(sheet) {
			p.Put(name, sumCell.ReplaceAll(sheet, []byte("$2")))
		}
	}
	return p.Bytes()
}

// blankBook builds the workbook. err is the first that excelize gave; what
// follows it does nothing.
type blankBook struct {
	Template
	forms       []*hengji.Form
	fingerprint string
	file        *excelize.File
	styles      map[face]int
	sheets      []string
	sheet       string            // the one being written
	lists       map[string]string // drop-downs on the code sheet: names joined → reference
	columns     []codeColumn
	err         error
}

func (b *blankBook) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

// sheetName is the form's title, which is how the sheet is found again, within
// what a sheet may be called.
func (b *blankBook) sheetName(form *hengji.Form) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return -1
		}
		return r
	}, inert.OneLine(form.Title))
	return string([]rune(name)[:min(len([]rune(name)), 31)])
}

// begin starts a sheet.
func (b *blankBook) begin(name string) {
	if len(b.sheets) == 0 {
		b.do(b.file.SetSheetName("Sheet1", name))
	} else {
		_, err := b.file.NewSheet(name)
		b.do(err)
	}
	b.sheets = append(b.sheets, name)
	b.sheet = name
}

// finish protects the sheets, sets them up for paper and signs the workbook.
func (b *blankBook) finish() {
	for _, sheet := range b.sheets {
		// Without a password: it keeps labels and formulas from slips of the hand, and
		// whoever must may lift it. What does not move a label stays allowed.
		b.do(b.file.ProtectSheet(sheet, &excelize.SheetProtectionOptions{
			SelectLockedCells: true, SelectUnlockedCells: true, FormatCells: true, FormatColumns: true, FormatRows: true,
			InsertRows: true, Sort: true, AutoFilter: true, EditObjects: true,
		}))
	}
	b.file.SetActiveSheet(0)
	// Whoever fills it in by program leaves the totals as they were; the first
	// program that opens it reckons them anew.
	yes := true
	b.do(b.file.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &yes}))
	b.do(b.file.SetDocProps(&excelize.DocProperties{
		Creator: "hengji", Title: strings.TrimSuffix(b.FileName(), ".xlsx"), Version: b.Period,
		Created: "2000-01-01T00:00:00Z", Modified: "2000-01-01T00:00:00Z", // fixed: the same template gives the same bytes
	}))
	for _, p := range []struct{ name, value string }{
		{VersionProperty, b.Period}, {FingerprintProperty, b.fingerprint}, {RegionProperty, b.Region.Code},
	} {
		b.do(b.file.SetCustomProps(excelize.CustomProperty{Name: p.name, Value: p.value}))
	}
}

// paper sets a sheet up for A4 across, one page wide, with its first rows on
// every page.
func (b *blankBook) paper(titleRows int) {
	landscape, a4, once, many := "landscape", 9, 1, 0
	b.do(b.file.SetPageLayout(b.sheet, &excelize.PageLayoutOptions{
		Size: &a4, Orientation: &landscape, FitToWidth: &once, FitToHeight: &many,
	}))
	yes, no := true, false
	b.do(b.file.SetSheetProps(b.sheet, &excelize.SheetPropsOptions{FitToPage: &yes}))
	b.do(b.file.SetSheetView(b.sheet, 0, &excelize.ViewOptions{ShowGridLines: &no}))
	side, end := 0.4, 0.6
	b.do(b.file.SetPageMargins(b.sheet, &excelize.PageLayoutMarginsOptions{
		Left: &side, Right: &side, Top: &end, Bottom: &end, Horizontally: &yes,
	}))
	b.do(b.file.SetHeaderFooter(b.sheet, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页　共 &N 页"}))
	if titleRows > 0 {
		b.do(b.file.SetDefinedName(&excelize.DefinedName{
			Name: "_xlnm.Print_Titles", Scope: b.sheet, RefersTo: fmt.Sprintf("%s!$1:$%d", ooxml.QuoteSheet(b.sheet), titleRows),
		}))
	}
}

// face is all that a cell's style can be.
type face struct {
	size   int
	bold   bool
	across string // left, center, right
	ink    string // RRGGBB; "" is black
	fill   string // RRGGBB; "" is none
	format string // number format; "" is General
	open   bool   // may be filled in
	bare   bool   // no borders
}

// Colours of a template: what is filled in, what heads it, what reckons itself.
const (
	inputFill  = "FFFDE7"
	headerFill = "D9E2EC"
	totalFill  = "F3F4F6"
	needInk    = "C00000"
	quietInk   = "6B7280"
)

func (b *blankBook) style(f face) int {
	if id, known := b.styles[f]; known {
		return id
	}
	ink := f.ink
	if ink == "" {
		ink = "111827"
	}
	style := &excelize.Style{
		Font:       &excelize.Font{Family: "微软雅黑", Size: float64(f.size), Bold: f.bold, Color: ink},
		Alignment:  &excelize.Alignment{Vertical: "center", Horizontal: f.across, WrapText: true},
		Protection: &excelize.Protection{Locked: !f.open},
	}
	if f.fill != "" {
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{f.fill}}
	}
	switch f.format {
	case "":
	case "@":
		style.NumFmt = 49
	case "0":
		style.NumFmt = 1
	default:
		style.CustomNumFmt = &f.format
	}
	if !f.bare {
		for _, side := range []string{"left", "top", "right", "bottom"} {
			style.Border = append(style.Border, excelize.Border{Type: side, Color: "9CA3AF", Style: 1})
		}
	}
	id, err := b.file.NewStyle(style)
	b.do(err)
	b.styles[f] = id
	return id
}

// set writes a text, never a formula.
func (b *blankBook) set(row, column int, text string, f face) {
	cell := hengji.CellName(row, column)
	if text != "" {
		b.do(b.file.SetCellStr(b.sheet, cell, sheetText(text)))
	}
	b.do(b.file.SetCellStyle(b.sheet, cell, cell, b.style(f)))
}

// span writes a text over several columns of a row.
func (b *blankBook) span(row, from, to int, text string, f face) {
	for column := from; column <= to; column++ {
		b.set(row, column, "", f)
	}
	b.set(row, from, text, f)
	if to > from {
		b.do(b.file.MergeCell(b.sheet, hengji.CellName(row, from), hengji.CellName(row, to)))
	}
}

func (b *blankBook) height(row, points int) {
	b.do(b.file.SetRowHeight(b.sheet, row, float64(min(points, 409))))
}

func (b *blankBook) columnWidth(column int, characters float64) {
	name := hengji.ColumnName(column)
	b.do(b.file.SetColWidth(b.sheet, name, name, characters))
}
